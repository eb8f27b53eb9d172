"""The outlet's name, off its headline: at the end, at the head, with or without a section.

A dash may be the headline's own, so nothing is cut without evidence: the outlet that
the feed names, the host of the address, a feed whose titles always end with the outlet
(Google News), a name that looks like a host or stands in the table of outlets, or a
name that most titles of the feed share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache

from ..model import Cut, Entry
from .copies import changed
from .outlets import host_names, names_outlet, same_outlet, squash
from .tables import rows

__all__ = ["learn_names", "split_outlet", "titles"]

# What parts a headline from its outlet: a spaced dash or mark, or a bar in any spacing.
_SEPARATOR = re.compile(
    r"\s+(?:[-‐‒–—―−|¦·•»«›‹/~]|::|--)\s+|\s*[|｜￨︱]\s*|\s+[-–—]{1,2}(?=\S{2,}$)"
)
_MARKS = re.compile(r"[-‐‒–—―−|¦·•»«›‹/~:｜￨︱]")  # any of those
_TIGHT = re.compile(r"[-_–—:：]")  # in scripts without spaces, and "Outlet: headline"
_BRACKETS = (("(", ")"), ("[", "]"), ("（", "）"), ("【", "】"), ("〔", "〕"), ("［", "］"))
_OPENING = frozenset(opening for opening, _ in _BRACKETS)
_CLOSING = frozenset(closing for _, closing in _BRACKETS)
_HOST = re.compile(r"(?:[a-z0-9-]{2,}\.)+[a-z]{2,12}", re.IGNORECASE)
# Google News in the names it gives itself: "Google News", "Google ニュース", "أخبار Google". Other
# feeds of that company are named so too, and their titles end with no outlet.
_GOOGLE = re.compile(r"\w\s*google|google\s*\w", re.IGNORECASE)
_GOOGLE_ELSE = re.compile(r"alert|blog|cloud|developer|research|security|plus|group", re.IGNORECASE)
_LONGEST_NAME = 60  # characters; no outlet that we know of needs more
_LONGEST_TITLE = 1000  # characters; longer is a text, not a headline
_MOST_WORDS = 8
_PAIR_WORDS = 2
_SECTION_WORDS = 3
_ENOUGH = 5  # titles before a feed's own habit counts
_SHARE = 0.6  # of them that must bear the name


@cache
def _known() -> frozenset[str]:
    """Outlets of the table, squashed."""
    return frozenset(squash(row[0]) for row in rows("outlets"))


@cache
def _sections() -> frozenset[str]:
    """Section names of the table, squashed."""
    return frozenset(squash(row[0]) for row in rows("sections"))


def aggregates(label: str, url: str = "") -> bool:
    """Whether a label or address is one whose titles always end with the outlet."""
    return "://news.google." in url or _is_googles(label)


@lru_cache(maxsize=1024)
def _is_googles(label: str) -> bool:
    """Whether a label is Google News's, in any of its languages."""
    if "oogle" not in label.lower():
        return False
    last = _SEPARATOR.split(label)[-1]
    return bool(_GOOGLE.search(last)) and not _GOOGLE_ELSE.search(last)


def split_outlet(
    title: str,
    *,
    outlet: str = "",
    label: str = "",
    url: str = "",
    shared: Collection[str] = (),
) -> tuple[str, str]:
    """The headline and the outlet that `title` itself names; the outlet is "" if it names none.

    `outlet` is who is known to have written it ("" if not known), `label` the feed's
    title, `url` the item's address, `shared` squashed names that most of the feed's
    titles bear. A dash clause without evidence stays; dashes inside the headline too.
    """
    title = " ".join(title.split())
    if len(title) > _LONGEST_TITLE:
        return title, ""
    found = ""
    while True:  # each name makes the title shorter
        known = "" if aggregates(found) else found  # who gathered it did not write it
        headline, name = _once(title, outlet=outlet or known, label=label, url=url, shared=shared)
        if not name:
            return title, found
        title, found = headline, known or name


def _once(
    title: str, *, outlet: str, label: str, url: str, shared: Collection[str]
) -> tuple[str, str]:
    """One name off `title`."""

    def ours(name: str) -> bool:
        return (
            names_outlet(name, outlet=outlet, url=url)
            or squash(name) in shared
            or (bool(label) and not aggregates(label) and _in_label(name, label))
        )

    marks = list(_SEPARATOR.finditer(title)) if _MARKS.search(title) else []
    whole = squash(outlet) if len(marks) > 1 else ""
    for mark in marks[:-1] if whole else ():  # an outlet's name may hold dashes of its own
        if title[: mark.start()].strip() and squash(title[mark.end() :]) == whole:
            return title[: mark.start()].rstrip(), title[mark.end() :].strip()
    if marks:
        aggregated = not outlet and aggregates(label, url)
        last = _aggregators(marks) if aggregated else marks[-1]
        headline, name = title[: last.start()].rstrip(), title[last.end() :].strip()
        if headline and _plausible(name):
            google = aggregated and not _is_section(name) and _begins(last, name)
            alone = not outlet and (squash(name) in _known() or bool(_HOST.fullmatch(name)))
            sure = google or squash(name) in {squash(outlet), *shared} - {""}
            if sure or ((ours(name) or alone) and not _is_pairing(headline, last.group())):
                return _without_section(headline, last.group().strip()), name
        name, headline = title[: marks[0].start()].strip(), title[marks[0].end() :].lstrip()
        full = squash(name) in {squash(outlet), *shared, *host_names(url)} - {""}
        if headline and _plausible(name) and full:
            return headline, name
    return _tight(title, outlet=outlet, shared=shared)


def _aggregators(marks: Sequence[re.Match[str]]) -> re.Match[str]:
    """Google parts with a hyphen; where one is, other dashes are the headline's or outlet's."""
    return next((mark for mark in reversed(marks) if mark.group().strip() == "-"), marks[-1])


def _begins(mark: re.Match[str], name: str) -> bool:
    """Whether an outlet may begin so: behind an editor's dash only with a capital."""
    dashed = mark.group().strip() in "‐‒–—―−"
    return not (dashed and name[:1].islower()) or bool(_HOST.fullmatch(name))


def _tight(title: str, *, outlet: str, shared: Collection[str]) -> tuple[str, str]:
    """A name in brackets, before a colon, or behind a mark without spaces: by its full name."""
    if (title[-1:] in _CLOSING or title[:1] in _OPENING) and (
        found := _bracketed(title, outlet, shared)
    ):
        return found
    if not outlet and not shared:
        return title, ""
    tight = list(_TIGHT.finditer(title))
    for mark in (*tight[-1:], *tight[:1]):
        head, tail = title[: mark.start()].strip(), title[mark.end() :].strip()
        if not head or not tail:
            continue
        if mark.group() not in ":：" and not tail.isascii() and _full(tail, outlet, shared):
            return head, tail
        if (mark.group() in ":：" or not head.isascii()) and _full(head, outlet, shared):
            return tail, head
    return title, ""


def _bracketed(title: str, outlet: str, shared: Collection[str]) -> tuple[str, str] | None:
    """The headline and the name of "Headline (Outlet)" or "[Outlet] Headline", None for neither."""
    for opening, closing in _BRACKETS:
        if title.endswith(closing) and (at := title.rfind(opening)) > 0:
            name = title[at + 1 : -1].strip()
            exact = bool(outlet) and squash(name) == squash(outlet)
            if exact or squash(name) in shared or (not outlet and squash(name) in _known()):
                return title[:at].rstrip(), name
        if title.startswith(opening) and 0 < (at := title.find(closing)) < len(title) - 1:
            name = title[1:at].strip()
            if (outlet and squash(name) == squash(outlet)) or squash(name) in shared:
                return title[at + 1 :].lstrip(), name
    return None


def _full(name: str, outlet: str, shared: Collection[str]) -> bool:
    """Whether `name` is the outlet's full name."""
    return bool(squash(name)) and (squash(name) == squash(outlet) or squash(name) in shared)


def _is_pairing(headline: str, separator: str) -> bool:
    """Whether a dash more likely parts two names, as in the fixture "Northport - Lowgate"."""
    words = headline.split()
    dash = separator.strip() in "-‐‒–—―−"
    return dash and len(words) <= _PAIR_WORDS and all(w[:1].isupper() for w in words)


def _plausible(name: str) -> bool:
    """Whether a piece of a title may be a name at all."""
    return 0 < len(name) <= _LONGEST_NAME and len(name.split()) <= _MOST_WORDS


def _in_label(name: str, label: str) -> bool:
    """Whether the feed's title names it: "Harbour Times" in "World | Harbour Times"."""
    pieces = [label, *_SEPARATOR.split(label), *label.split(": ")]
    return any(same_outlet(name, piece) for piece in pieces if not _is_section(piece))


def _is_section(name: str) -> bool:
    """Whether it is a section's name ("World", "Politik") rather than an outlet's."""
    return squash(name) in _sections()


def _without_section(headline: str, separator: str) -> str:
    """A headline less the section that stood between it and the outlet."""
    marks = list(_SEPARATOR.finditer(headline))
    if not marks:
        return headline
    last = marks[-1]
    name, rest = headline[last.end() :].strip(), headline[: last.start()].rstrip()
    barred = separator in "|｜￨︱¦" and last.group().strip() == separator
    short = len(name.split()) < _SECTION_WORDS <= len(rest.split()) + (not rest.isascii()) * 9
    if rest and ((_is_section(name) and not name[:1].islower()) or (barred and short)):
        return rest
    return headline


def learn_names(titles_of_feed: Iterable[str]) -> frozenset[str]:
    """Squashed names that at least 60 % of five or more different titles end or begin with."""
    distinct = sorted(set(titles_of_feed))
    if len(distinct) < _ENOUGH:
        return frozenset()
    counts: Counter[str] = Counter()
    for title in distinct:
        pieces = _SEPARATOR.split(title) if _MARKS.search(title) else ()
        if len(pieces) > 1:
            counts.update({squash(pieces[0]), squash(pieces[-1])} - {""})
    return frozenset(n for n, count in counts.items() if count >= _SHARE * len(distinct))


def titles(entry: Entry, shared: Collection[str] = ()) -> Entry:
    """The station: `title` without its outlet, `source` set where it was not known."""
    known = "" if aggregates(entry.source) else entry.source
    title, name = split_outlet(
        entry.title,
        outlet=known,
        label=entry.label,
        url=entry.resolved or entry.url,
        shared=shared,
    )
    if not name:
        return entry
    cut = entry.title.strip().replace(title, "", 1).strip()
    return changed(
        entry,
        title=title,
        source=known or name,
        removed=(*entry.removed, Cut(rule="title-outlet", text=cut)),
    )
