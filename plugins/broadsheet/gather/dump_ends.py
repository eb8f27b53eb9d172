"""Where a post ends in a text that holds several: behind its block and comment section.

The block is known by its shape (a label that stands twice, links and a date on lines of
their own), as clean knows it; the comment section by the words that clean's table of
blogs' footers holds, or because the same last line ends the other posts of the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["RULE", "post_ends"]

RULE = re.compile(r"[-=_#~─━═]{3,}|(?:[-=_#~] ){2,}[-=_#~]")
_LINK = re.compile(r"https?://\S+")
_PARTED = re.compile(r"\s[-–—|·]\s|[:：]")
_OUTLET = re.compile(r"\s[-‐‒–—|·]\s[^\s].{0,59}$")
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NUMBER = re.compile(r"\d+")
_SAME = str.maketrans({"’": "'", "‘": "'", **dict.fromkeys("‐‑‒–—―−", "-")})
_YEAR = re.compile(r"(?<!\d)(?:19[7-9]\d|2[0-5]\d\d)(?!\d)|[٠-٩۰-۹০-৯०-९๐-๙]{4}")
_SERVICE = re.compile(r"https?://(?:www\.)?(?:ift\.tt|ifttt\.com|dlvr\.it|feedproxy\.google)\b")
_SHORT = 60  # characters of a comment heading, a date
_LABEL = 160
_START = 3  # letters
_NEAR = 4  # lines behind a block within which its comment heading stands
_PIECE = 320
_REACH = 8  # lines from a label to its repetition
_ENOUGH = 4  # evidence, as in clean
_QUOTAS = {"link": 2, "date": 1}  # pieces of a kind in one block; of a label two
_SENTENCE = (".", "!", "?", "…", "。", "！", "？", "।", "۔", "؟", '"', "”", "»", ",")


@cache
def _words() -> dict[str, str]:
    """Squashed lines of comment sections -> "close" or "head"; the table is data, not code."""
    table = files(__package__.rpartition(".")[0]).joinpath(
        "clean", "tables", "syndicated_words.tsv"
    )
    found: dict[str, str] = {}
    for row in table.read_text("utf-8").splitlines():
        kind, _, words, *_origin = (*row.split("\t"), "", "", "")
        if kind in ("post", "reply", "subscribe"):
            found[_squashed(words)] = "close"
        elif kind in ("zero", "count", "pager", "share"):
            found.setdefault(_squashed(words), "head" if kind in ("zero", "count") else "row")
    return found


def _letters(text: str) -> str:
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_SAME)
    return "".join(plain.split()).rstrip(":")


def _squashed(text: str) -> str:
    return _NUMBER.sub("#", _letters(text))


def _word(line: str) -> str:
    """What a whole line is in a blog's footer: "close", "head", "row", "" for none."""
    if len(line) > _PIECE:
        return ""
    key = _squashed(line)
    known = _words().get(key, "")
    if known or len(key) > _LABEL:
        return known
    if key.endswith("(atom)"):
        return "close"
    if key[:_START] not in _row_starts():
        return ""
    for phrase in _rows():
        key = key.replace(phrase, "")
    return "" if key.strip("|·•.-–—/«»") else "row"


@cache
def _rows() -> tuple[str, ...]:
    """Phrases of share rows and pagers, the longest first."""
    found = {phrase for phrase, kind in _words().items() if kind == "row"}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


@cache
def _row_starts() -> frozenset[str]:
    """How share rows and pagers begin, so that few lines cost a longer look."""
    return frozenset(phrase[:_START] for phrase in _rows())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text's lines with words: as shown, for comparing, and what each is in a blog's footer."""

    shown: tuple[str, ...]
    keys: tuple[str, ...]
    words: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.shown)


def post_ends(lines: Sequence[str]) -> list[int]:
    """Indexes where the next post begins, ascending; empty when the text shows no block."""
    full = [at for at, line in enumerate(lines) if line]
    shown = tuple(lines[at] for at in full)
    text = _Text(
        shown=shown,
        keys=tuple(_letters(line) if len(line) <= _PIECE else "" for line in shown),
        words=tuple(_word(line) for line in shown),
    )
    cores = _cores(text)
    ends = _with_tails(text, cores) if cores else _behind_closers(text.words)
    return [full[end] for end in ends if end < len(text)]


def _cores(text: _Text) -> list[tuple[int, int]]:
    """Spans [start, end) of lines that look like a service's block."""
    marked = _marks(text)
    cores: list[tuple[int, int]] = []
    at = 0
    order = sorted(marked)
    while at < len(order):
        start = end = order[at]
        seen = Counter([_quota(text, marked, end)])
        while at + 1 < len(order) and _joins(text, end, order[at + 1]):
            kind = _quota(text, marked, order[at + 1])
            if kind == "link" == marked[start] and seen[kind] >= _QUOTAS[kind] and start < end:
                # An article's own link stood before its block.
                start = order[bisect_right(order, start)]
                seen[kind] -= 1
            if seen[kind] >= _QUOTAS.get(kind, 2):
                break  # a piece too many is the next post's
            seen[kind] += 1
            at += 1
            end = order[at]
        at += 1
        if _evidence(text, marked, start, end) >= _ENOUGH:
            cores.append((start, end + 1))
    return cores


def _quota(text: _Text, marked: dict[int, str], at: int) -> str:
    """What a piece counts as: a label counts with its repetition, a link or date with its kind."""
    return marked[at] if marked[at] in ("link", "date") else f"={text.keys[at]}"


def _marks(text: _Text) -> dict[int, str]:
    """Lines that may be pieces: links, labels that stand twice, Google's labels, dates by them."""
    marked: dict[int, str] = {}
    for at, line in enumerate(text.shown):
        link = _LINK.search(line) if len(line) <= _PIECE else None
        if link and link.end() == len(line) and link.start() <= _LABEL:
            if link.start() == 0 or _SERVICE.match(link.group()):
                marked[at] = "link"
        elif len(line) <= _LABEL and "oogle" in line and _PARTED.search(line):
            marked[at] = "google"
    for first, second in _pairs(text):
        if any(at in marked for at in range(first, min(second + 2, len(text)))):
            marked[first] = marked[second] = "pair"
    for at in list(marked):
        for near in (at - 1, at + 1):
            if 0 <= near < len(text) and near not in marked and _datelike(text.shown[near]):
                marked[near] = "date"
    return marked


def _pairs(text: _Text) -> list[tuple[int, int]]:
    last: dict[str, int] = {}
    pairs = []
    for at, key in enumerate(text.keys):
        if len(key) < 2 or len(text.shown[at]) > _LABEL or text.words[at]:  # noqa: PLR2004
            continue
        if key in last and 2 <= at - last[key] <= _REACH:  # noqa: PLR2004
            pairs.append((last[key], at))
        last[key] = at
    return pairs


def _datelike(line: str) -> bool:
    return len(line) <= _SHORT and bool(_YEAR.search(line)) and len(line.split()) <= 12  # noqa: PLR2004


def _joins(text: _Text, end: int, following: int) -> bool:
    """Whether the next piece belongs to the same block: near, with short lines between."""
    between = range(end + 1, following)
    return len(between) <= 2 and all(  # noqa: PLR2004
        len(text.shown[at]) <= _PIECE and not text.words[at] for at in between
    )


def _evidence(text: _Text, marked: dict[int, str], start: int, end: int) -> int:
    """Points as clean gives them."""
    here = range(start, end + 1)
    kinds = Counter(marked[at] for at in here if at in marked)
    paired = kinds["pair"] > 1 and end - start > 1
    google = any("oogle" in text.shown[at] for at in here if marked.get(at) != "link")
    service = any(_SERVICE.search(text.shown[at]) for at in here)
    followed = _heads(text, end + 1)
    named = any(at not in marked and _OUTLET.search(text.shown[at]) for at in _around(here, text))
    points = 3 * paired + 2 * google + service + followed + named
    return points + min(kinds["date"], 1) + min(kinds["link"], 2)


def _around(here: range, text: _Text) -> range:
    """These lines and one before them, where a headline may stand."""
    return range(max(here.start - 1, 0), min(here.stop, len(text)))


def _with_tails(text: _Text, cores: Sequence[tuple[int, int]]) -> list[int]:
    """Each block's end moved behind the comments that follow it; what lies in those is no block."""
    last = text.keys[-1] if cores[-1][1] < len(text) else ""
    closers = [at for at, word in enumerate(text.words) if word == "close"]
    lasts = [at for at, key in enumerate(text.keys) if last and key == last]
    headed = [start for start, end in cores if _heads(text, end)]
    ends: list[int] = []
    for number, (start, end) in enumerate(cores):
        if ends and start < ends[-1]:
            continue
        following = cores[number + 1][0] if number + 1 < len(cores) else len(text)
        # Where a comment heading follows, block-like lines before the next heading are comments.
        limit = _first(headed, end, len(text)) if _heads(text, end) else following
        ends.append(_tail_end(text, end, limit, closers=closers, lasts=lasts))
    return ends


def _first(ascending: Sequence[int], start: int, default: int) -> int:
    """The first of these numbers from `start` on."""
    at = bisect_left(ascending, start)
    return ascending[at] if at < len(ascending) else default


def _heads(text: _Text, at: int) -> bool:
    """Whether a comment heading stands there: what block there may be before it is no comment's."""
    return at < len(text) and (bool(text.words[at]) or _is_heading(text.shown[at]))


def _tail_end(
    text: _Text, start: int, limit: int, *, closers: Sequence[int], lasts: Sequence[int]
) -> int:
    near = range(start, min(start + _NEAR, limit))
    known = next((at for at in near if text.words[at] == "head"), None)
    # A known heading has its closing line, whatever block-like lines its comments hold.
    closing = _first(closers, start, len(text))
    if closing >= (limit if known is None else len(text)):
        closing = _first(lasts, start, limit)
    if closing < limit or (known is not None and closing < len(text)):
        end = closing + 1
    elif start < limit and (known is not None or _is_heading(text.shown[start])):
        following = (start if known is None else known) + 1
        end = following + (following < limit and _is_brief(text.shown[following]))
    else:
        end = start
    while end < limit and text.words[end]:
        end += 1
    return end


def _is_brief(line: str) -> bool:
    return len(line) <= _SHORT and not line.endswith(_SENTENCE)


def _is_heading(line: str) -> bool:
    return len(line) <= _SHORT and line.endswith((":", "："))


def _behind_closers(words: Sequence[str]) -> list[int]:
    """Without a block: behind each link to write a comment and the rows that follow it."""
    ends = []
    at = 0
    while at < len(words):
        if words[at] == "close":
            while at + 1 < len(words) and words[at + 1]:
                at += 1
            ends.append(at + 1)
        at += 1
    return ends
