"""The station for wire slugs: "LONDON (Reuters) -" becomes the fields agency and dateline.

A slug stands at the head of the first paragraph, or names the agency alone at the foot
of the last one. A name is believed if the table of agencies has it, if it is the entry's
outlet, or if a place in capitals before it and a dash behind it leave no doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ..model import Cut, Entry
from .blocks import Block, blocks_of
from .copies import changed
from .cutting import without_span
from .markup import names
from .outlets import squash
from .tables import rows

__all__ = ["Slug", "dateless", "slug_of", "wire"]

_RULE = "wire-slug"
_MOST = 6  # slugs of an entry, in all the times that it is looked at
_REACH = 160  # characters in which a slug must end
_PARAGRAPHS = 3  # first blocks that may bear one
_PLACE_LENGTH = 60
_PLACE_WORDS = 8
_DASH = r"(?:\.?\s*(?:--|[-‐‑‒–—―−:=]|⸺))"
# PLACE (AGENCY) dash, each part but the agency optional; brackets of any script.
_BRACKETED = re.compile(
    r"(?P<place>[^()（）\[\]【】]{0,80}?)[ ,]*"
    r"[(（\[【]\s*(?P<agency>[^()（）\[\]【】]{2,40}?)\s*[)）\]】]"
    rf"(?P<dash>{_DASH}*)\s*"
)
_PLAIN = re.compile(r"(?P<agency>[^\W\d_][\w/ .-]{1,30}?)\s+(?:--|[-–—―])\s+")
_PLACE_ONLY = re.compile(
    r"(?P<place>[^()（）:;!?\"“”«»]{3,60}?)\s*(?:\s(?:--?|[-–])\s|\s?[—―]+)\s*"
)
# "МОСКВА, 3 июн — РИА Новости." and "Москва. 3 июня. ИНТЕРФАКС -" and "МОСКВА, 3 июня. /ТАСС/."
_DATED = re.compile(
    r"(?P<place>[^\W\d_][^.,()\d]{1,30})[.,]\s+\d{1,2}\s+\w{3,9}\.?\s*[-–—.]*\s*"
    r"/?(?P<agency>[^\W\d_][\w. /-]{1,30}?)/?\s*(?:[.]|[-–—]+)\s+"
)
# "新华社北京6月3日电（记者张三）", "中新网6月3日电", "（中央社記者王小明台北3日電）"
_CHINESE = re.compile(
    r"[（(【]?(?P<agency>新华社|新華社|中新社|中新网|中新網|中央社|共同社|路透社|法新社)(?:记者|記者)?"
    r"(?P<place>[^\d，。、（）()【】]{0,12})(?:\d{1,2}月)?(?:\d{1,2}日)?(?:电|電|讯|訊)"
    r"(?:\s*[（(][^（）()]{1,30}[）)])?[）)】]?\s*"
)
# "(서울=연합뉴스) 홍길동 기자 =", "[서울=뉴시스]홍길동 기자 ="; the bracket alone in Japanese.
_EQUALS = re.compile(
    r"[(（\[【](?P<place>[^=＝()（）\[\]【】]{1,14})[=＝](?P<agency>[^()（）\[\]【】]{2,14})[)）\]】]\s*"
    r"(?:[가-힣]{2,4}\s?(?:기자|특파원)\s*=\s*)?"
)
# "【ロンドン共同】", "［ロンドン　３日　ロイター］ -": place, date and agency in one bracket.
_WITHIN = re.compile(
    r"[\[［【](?P<place>[^\[\]［］【】]{1,16}?)\s*"
    r"(?P<agency>共同|時事|ロイター|ＡＦＰ時事|AFP時事|ブルームバーグ|聯合ニュース|新華社)[\]］】]"
    rf"(?P<dash>{_DASH}*)\s*"
)
# What every form above has at least one of: a bracket, a dash, a number, a name that opens it.
_SIGNS = re.compile(r"[(（\[［【\-–—―\d新中共路法]")
_FOOT = re.compile(r"\s*[(（\[](?P<agency>[^()（）\[\]]{2,40})[)）\]]\s*\.?\s*\Z")
_CLOSING = frozenset(")）]")
_SMALL_WORDS = names(
    "al am an and auf da das de degli dei del della den der des di do dos du e el en i in la las "
    "le les lès los of on sur the und upon van von y zu و في"
)
# Words in capitals before a dash that are no place.
_NO_PLACE = names(
    "analysis alert anzeige breaking column correction corrected editorial exclusive explainer "
    "factbox feature flash gallery interview just live new news note opinion photos podcast poll "
    "quote review spoiler timeline update updated urgent video warning watch weather eilmeldung "
    "urgente exclusivo alerte vidéo срочно видео обновлено молния"
)
_SHORTEST_PLACE = 4  # letters in capitals that may stand alone as a dateline
_REST = 20  # characters that must be left behind a slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Slug:
    """What a slug said, and where in the text it ends."""

    agency: str
    place: str
    end: int


@cache
def _agencies() -> frozenset[str]:
    """Names of the table, squashed."""
    return frozenset(squash(row[0]) for row in rows("agencies"))


def _is_agency(name: str, outlets: tuple[str, ...]) -> bool:
    """Whether a name, or each half of "Reuters/AFP", is an agency or the entry's own outlet."""
    halves = [half.strip(" .") for half in re.split(r"[/,;&+]| and | - ", name) if half.strip(" .")]
    known = _agencies()
    own = {squash(outlet) for outlet in outlets if outlet}

    def one(half: str) -> bool:
        words = half.split()
        first = squash(words[0]) if words else ""
        longer = 1 < len(words) <= 3 and all(w[:1].isupper() for w in words)  # noqa: PLR2004
        return squash(half) in known or squash(half) in own or (longer and first in known)

    return bool(halves) and any(map(one, halves)) and all(len(h.split()) <= 4 for h in halves)  # noqa: PLR2004


def dateless(place: str) -> str:
    """A place less the date behind it: "PARIS" of "PARIS, June 3"; "NEWARK, N.J." stays."""
    parts = re.split(r"\s*[,،、]\s*", place.strip(" ,،-–—"))
    kept = [part for part in parts if not any(c.isdigit() for c in part)]
    if kept and (words := kept[0].split()) and words[-1].isupper() and not words[0].isupper():
        kept[0] = " ".join(w for w in words if w.isupper())  # a byline stands before the place
    whole = ", ".join(kept) if kept else re.sub(r"\s*\d.*\Z", "", place)
    whole = whole.strip(" ,،-–—=")
    return whole if "." in whole[:-1] else whole.rstrip(".")


def _is_place(place: str) -> bool:
    """Whether a text may be a dateline: a few capitalised words, perhaps a date."""
    if len(place) > _PLACE_LENGTH or len(place.split()) > _PLACE_WORDS:
        return False
    if not place or not (place[0].isupper() or not place[0].islower()):
        return not place
    dated = any(c.isdigit() for c in place)
    for word in re.split(r"[\s,،./-]+", place):
        if word and word[0].islower() and word.lower() not in _SMALL_WORDS and not dated:
            return False
    cased = any(c.isupper() or c.islower() for c in place)
    return cased or len(place.split()) <= 5  # noqa: PLR2004


def _in_capitals(place: str) -> bool:
    """Whether the place itself is in capitals."""
    bare = dateless(place).partition(",")[0]
    letters = [c for c in bare if c.isalpha()]
    return len(letters) >= _SHORTEST_PLACE - 1 and all(c.isupper() for c in letters)


def slug_of(text: str, outlets: tuple[str, ...] = ()) -> Slug | None:
    """The slug at the head of `text`; `outlets` are names that the entry goes by."""
    head = text[:_REACH]
    if not _SIGNS.search(head):
        return None
    for pattern in (_EQUALS, _CHINESE, _WITHIN, _DATED, _BRACKETED, _PLAIN):
        found = pattern.match(head)
        if found is None:
            continue
        agency = found.group("agency").strip(" .,/")
        place = (found.groupdict().get("place") or "").strip(" ,")
        if found.re is _CHINESE and ("记者" in found[0][:8] or "記者" in found[0][:8]):
            place = ""  # what stands there is the reporter's name
        if not _believed(found, agency, place, outlets):
            continue
        end = found.end()
        if not place and (more := _alone(text[end:])):
            return Slug(agency=agency, place=more.place, end=end + more.end)
        return Slug(agency=agency, place=dateless(place), end=end)
    return _alone(text)


def _believed(found: re.Match[str], agency: str, place: str, outlets: tuple[str, ...]) -> bool:
    """Whether a match is a slug and not prose."""
    known = _is_agency(agency, outlets)
    if found.re is _BRACKETED:
        dash = bool(found.group("dash"))
        if not _is_place(place):
            return False
        if known:
            dated = any(c.isdigit() for c in place)
            uncased = not any(c.isupper() or c.islower() for c in place) and " " not in place
            return not place or dash or dated or uncased or _in_capitals(place)
        named = agency[:1].isupper() and len(agency.split()) <= 3 and not agency[-1].isdigit()  # noqa: PLR2004
        return bool(place) and dash and named and _in_capitals(place)
    if found.re is _WITHIN:
        return True
    return known and (not place or found.re is not _DATED or place[0].isupper())


def _alone(text: str) -> Slug | None:
    """A dateline without an agency: a place in capitals and a dash."""
    found = _PLACE_ONLY.match(text[:_REACH])
    if found is None:
        return None
    place = found.group("place").strip()
    bare = dateless(place)
    letters = [c for c in bare.partition(",")[0] if c.isalpha()]
    if len(letters) < _SHORTEST_PLACE or not _in_capitals(place) or not _is_place(place):
        return None
    if any(word.lower() in _NO_PLACE for word in re.split(r"\W+", bare)):
        return None
    if text[found.end() : found.end() + 1].islower():
        return None  # "NASA — the agency — said": a sentence begins with a capital
    return Slug(agency="", place=bare, end=found.end())


def wire(entry: Entry) -> Entry:
    """The station: slugs off the first and last paragraph, into `agency` and `dateline`."""
    outlets = (entry.source, entry.label)
    while sum(cut.rule == _RULE for cut in entry.removed) < _MOST:
        changed = _foot(_head(entry, outlets), outlets)
        if changed is entry:
            break
        entry = changed
    return entry


def _head(entry: Entry, outlets: tuple[str, ...]) -> Entry:
    texts = [b for b in blocks_of(entry.html) if b.text and b.tag != "pre"][:_PARAGRAPHS]
    for block in texts:
        slug = slug_of(block.text, outlets)
        if slug and len(block.text) - slug.end >= _REST:
            return _cut(entry, block, 0, slug)
        if block.tag[:1] != "h" and len(block.text) > _REACH // 2:
            break  # the article has begun
    return entry


def _foot(entry: Entry, outlets: tuple[str, ...]) -> Entry:
    """An agency in brackets behind the last sentence."""
    last = next((b for b in reversed(blocks_of(entry.html)) if b.text), None)
    if last is None or last.tag == "pre":
        return entry
    if last.text.rstrip().removesuffix(".").rstrip()[-1:] not in _CLOSING:
        return entry
    found = _FOOT.search(last.text, max(0, len(last.text) - 48))
    if found is None or found.start() < _REST or not _is_agency(found["agency"], outlets):
        return entry
    if last.text[found.start() - 1] not in ".!?。！？؟।\"”»’'…)":
        return entry
    slug = Slug(agency=found["agency"].strip(), place="", end=len(last.text))
    return _cut(entry, last, found.start(), slug)


def _cut(entry: Entry, block: Block, start: int, slug: Slug) -> Entry:
    return changed(
        entry,
        html=without_span(entry.html, block.index, start, slug.end),
        agency=entry.agency or slug.agency,
        dateline=entry.dateline or slug.place,
        removed=(*entry.removed, Cut(rule=_RULE, text=block.text[start : slug.end].strip())),
    )
