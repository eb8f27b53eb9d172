"""What a blog writes behind a post: comment heading, comments, the link to write one, pager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .syndicated_lines import Line
from .syndicated_words import STRONG, WEAK

__all__ = ["Tail", "tail_of", "unknown_tail"]

_SHORT = 60  # characters of a heading or link of a footer
_FEW = 3  # lines that may follow a block unknown
_CLOSERS = frozenset(("post", "reply", "subscribe"))
_SENTENCE = (".", "!", "?", "…", "。", "！", "？", "।", "۔", "؟", '"', "”", "»", "」", ",")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """Lines from `start` on are the footer; roles as in `syndicated_shape.Found`."""

    start: int
    roles: dict[int, str] = field(default_factory=dict)
    langs: tuple[str, ...] = ()


def tail_of(lines: Sequence[Line]) -> Tail:
    """The footer at the end of `lines`, by the table's words: none without a strong one.

    Comments are whatever stands between their heading and the link to write one; their
    heading's number must be borne out. A whole line is needed, so that a sentence with
    such words in it stays.
    """
    end = len(lines)
    at = end
    langs: list[str] = []
    strong = -1  # the first line known to be the footer's
    while at > 0 and (words := lines[at - 1].words) is not None:
        at -= 1
        if words.kind in STRONG:
            strong = at
            langs += words.langs if len(words.langs) == 1 else ()
    closers = [line.at for line in lines[at:] if line.words and line.words.kind in _CLOSERS]
    heading = _heading(lines, closers[0]) if closers else -1
    if heading >= 0:
        words = lines[heading].words
        langs += words.langs if words and len(words.langs) == 1 else ()
        at = strong = heading
    if strong < 0 or not _sure(lines, strong, closers):
        return Tail(start=end)
    while at > 0 and (words := lines[at - 1].words) is not None and words.kind in STRONG | WEAK:
        at -= 1
    roles = {line.at: _role(line, inside=heading) for line in lines[at:]}
    return Tail(start=at, roles=roles, langs=tuple(dict.fromkeys(langs)))


def _sure(lines: Sequence[Line], strong: int, closers: Sequence[int]) -> bool:
    """A heading of comments without anything behind it needs its colon to be more than a line."""
    words = lines[strong].words
    return bool(closers) or (words is not None and words.kind == "zero" and words.colon)


def _heading(lines: Sequence[Line], closer: int) -> int:
    """The comment heading that belongs to the closing line `closer`, -1 for none."""
    for at in range(closer - 1, -1, -1):
        words = lines[at].words
        if words is None:
            continue
        if words.kind == "zero" and closer - at <= _FEW:
            return at
        if words.kind == "count" and closer - at > words.number:
            return at
    return -1


def _role(line: Line, *, inside: int) -> str:
    kind = line.words.kind if line.words else ""
    return kind if kind in WEAK and (inside < 0 or line.at < inside) else "comments"


def unknown_tail(lines: Sequence[Line], *, certain: bool) -> dict[int, str] | None:
    """Roles for what stands between a block and the known footer, None where it is no footer.

    In a language that the table lacks, a comment section still has its shape: a short
    heading that ends with a colon and all that follows it, a few short lines, or comments
    between two short lines.
    """
    roles = {line.at: line.words.kind for line in lines if line.words and line.words.kind in WEAK}
    others = [line for line in lines if line.at not in roles]
    if not others:
        return roles
    heading = others[0].text.rstrip().endswith((":", "：")) and len(others[0].text) <= _SHORT
    framed = _brief(others[0]) and _brief(others[-1])
    brief = len(others) <= _FEW and all(map(_brief, others))
    if not certain:
        heading, brief, framed = heading and _brief(others[-1]), False, False
    if heading or brief or (framed and len(others) > 1):
        return roles | {line.at: "comments" for line in others}
    return None


def _brief(line: Line) -> bool:
    return len(line.text) <= _SHORT and not line.text.endswith(_SENTENCE)
