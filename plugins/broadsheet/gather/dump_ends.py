"""Where a post ends in a text that holds several: behind its block and comment section.

The block is known by its shape (a label that stands twice, links and a date on lines of
their own), as clean knows it; the comment section by the words that clean's table of
blogs' footers holds, or because the same last line ends the other posts of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

__all__ = ["RULE", "post_ends"]

RULE = re.compile(r"[-=_#~─━═]{3,}|(?:[-=_#~] ){2,}[-=_#~]")
_LINK = re.compile(r"https?://\S+")
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?<!\d)(?:19[7-9]\d|2[0-5]\d\d)(?!\d)|[٠-٩۰-۹০-৯०-९๐-๙]{4}")
_SERVICE = re.compile(r"https?://(?:www\.)?(?:ift\.tt|ifttt\.com|dlvr\.it|feedproxy\.google)\b")
_SHORT = 60  # characters of a comment heading, a date
_LABEL = 160
_PIECE = 320
_REACH = 8  # lines from a label to its repetition
_ENOUGH = 4  # evidence, as in clean
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


def _squashed(text: str) -> str:
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().replace("’", "'")
    return _NUMBER.sub("#", "".join(plain.split())).rstrip(":")


def post_ends(lines: Sequence[str]) -> list[int]:
    """Indexes where the next post begins, ascending; empty when the text shows no block."""
    full = [at for at, line in enumerate(lines) if line]
    shown = [lines[at] for at in full]
    keys = [_squashed(line) if len(line) <= _PIECE else "" for line in shown]
    cores = _cores(shown, keys)
    ends = _with_tails(shown, keys, cores) if cores else _behind_closers(keys)
    return [full[end] for end in ends if end < len(shown)]


def _cores(shown: Sequence[str], keys: Sequence[str]) -> list[tuple[int, int]]:
    """Spans [start, end) of lines that look like a service's block."""
    marked = _marks(shown, keys)
    cores: list[tuple[int, int]] = []
    at = 0
    order = sorted(marked)
    while at < len(order):
        start = end = order[at]
        while at + 1 < len(order) and _joins(shown, keys, end, order[at + 1]):
            at += 1
            end = order[at]
        at += 1
        if _evidence(shown, keys, marked, start, end) >= _ENOUGH:
            cores.append((start, end + 1))
    return cores


def _marks(shown: Sequence[str], keys: Sequence[str]) -> dict[int, str]:
    """Lines that may be pieces: links, labels that stand twice, Google's labels, dates by them."""
    marked: dict[int, str] = {}
    for at, line in enumerate(shown):
        link = _LINK.search(line) if len(line) <= _PIECE else None
        if link and link.end() == len(line) and link.start() <= _LABEL:
            marked[at] = "link" if link.start() == 0 or _SERVICE.match(link.group()) else "text"
        elif len(line) <= _LABEL and "oogle" in line and re.search(r"\s[-–—|·]\s|[:：]", line):
            marked[at] = "google"
    for first, second in _pairs(shown, keys):
        if any(at in marked for at in range(first, min(second + 2, len(shown)))):
            marked[first] = marked[second] = "pair"
    for at in list(marked):
        for near in (at - 1, at + 1):
            if 0 <= near < len(shown) and near not in marked and _datelike(shown[near]):
                marked[near] = "date"
    return {at: mark for at, mark in marked.items() if mark != "text"}


def _pairs(shown: Sequence[str], keys: Sequence[str]) -> list[tuple[int, int]]:
    last: dict[str, int] = {}
    pairs = []
    for at, key in enumerate(keys):
        if len(key) < 2 or len(shown[at]) > _LABEL or key in _words():  # noqa: PLR2004
            continue
        if key in last and 2 <= at - last[key] <= _REACH:  # noqa: PLR2004
            pairs.append((last[key], at))
        last[key] = at
    return pairs


def _datelike(line: str) -> bool:
    return len(line) <= _SHORT and bool(_YEAR.search(line)) and len(line.split()) <= 12  # noqa: PLR2004


def _joins(shown: Sequence[str], keys: Sequence[str], end: int, following: int) -> bool:
    """Whether the next piece belongs to the same block: near, with short lines between."""
    between = range(end + 1, following)
    return len(between) <= 2 and all(  # noqa: PLR2004
        len(shown[at]) <= _PIECE and keys[at] not in _words() for at in between
    )


def _evidence(
    shown: Sequence[str], keys: Sequence[str], marked: dict[int, str], start: int, end: int
) -> int:
    """Points as clean gives them."""
    kinds = Counter(marked[at] for at in range(start, end + 1) if at in marked)
    paired = kinds["pair"] > 1 and end - start > 1
    google = any("oogle" in shown[at] for at in range(start, end + 1) if marked.get(at) != "link")
    service = any(_SERVICE.search(shown[at]) for at in range(start, end + 1))
    followed = end + 1 < len(keys) and keys[end + 1] in _words()
    points = 3 * paired + 2 * google + service + followed
    return points + min(kinds["date"], 1) + min(kinds["link"], 2)


def _with_tails(
    shown: Sequence[str], keys: Sequence[str], cores: Sequence[tuple[int, int]]
) -> list[int]:
    """Each block's end moved behind the comments that follow it."""
    last = keys[-1] if cores[-1][1] < len(keys) else ""
    ends = []
    for number, (_, end) in enumerate(cores):
        limit = cores[number + 1][0] if number + 1 < len(cores) else len(shown)
        ends.append(_tail_end(shown, keys, end, limit, last))
    return ends


def _tail_end(shown: Sequence[str], keys: Sequence[str], start: int, limit: int, last: str) -> int:
    closing = next((at for at in range(start, limit) if _words().get(keys[at]) == "close"), None)
    if closing is None and last:
        closing = next((at for at in range(start, limit) if keys[at] == last), None)
    if closing is not None:
        end = closing + 1
    elif start < limit and _is_heading(shown[start], keys[start]):
        following = start + 1
        brief = following < limit and len(shown[following]) <= _SHORT
        end = following + (brief and not shown[following].endswith(_SENTENCE))
    else:
        end = start
    while end < limit and keys[end] in _words():
        end += 1
    return end


def _is_heading(line: str, key: str) -> bool:
    return _words().get(key) == "head" or (len(line) <= _SHORT and line.endswith((":", "：")))


def _behind_closers(keys: Sequence[str]) -> list[int]:
    """Without a block: behind each link to write a comment and the rows that follow it."""
    ends = []
    at = 0
    while at < len(keys):
        if _words().get(keys[at]) == "close":
            while at + 1 < len(keys) and keys[at + 1] in _words():
                at += 1
            ends.append(at + 1)
        at += 1
    return ends
