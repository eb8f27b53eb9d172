"""The lines of an entry, each taken apart: text, the link that it ends with or is, known words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import Block
from .syndicated_words import Words, bare, is_google, letters, phrases, words_of

__all__ = ["LONGEST_LABEL", "Line", "lines_of", "looks_like", "looks_like_title"]

_LONGEST = 320  # characters of a line that may be a piece; headlines of 250 exist
LONGEST_LABEL = 160  # characters of a feed's label
_TELLING = 12  # letters of a headline that are enough to know it by its beginning
_SCHEMES = ("http://", "https://")


@dataclass(slots=True, kw_only=True)
class Line:
    """A block with words, taken apart."""

    block: int  # index among the html's blocks
    at: int  # index among the lines
    text: str  # whole
    rest: str = ""  # without the link and "via IFTTT"
    url: str = ""  # the link that it ends with, or is
    via: str = ""  # the label between "via" or "from" and the link
    service: bool = False  # "via IFTTT" stands on it
    words: Words | None = None
    google: bool = False  # its text is a Google News label
    long: bool = False  # too long to be a piece
    key: str = ""  # `rest` for comparing, where it is short enough for a label


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """The blocks that hold words, each taken apart."""
    lines: list[Line] = []
    for block in blocks:
        if not block.text:
            continue
        line = Line(block=block.index, at=len(lines), text=block.text)
        line.long = len(block.text) > _LONGEST
        if not line.long:
            _take_apart(line, block)
        lines.append(line)
    return lines


def _take_apart(line: Line, block: Block) -> None:
    line.words = words_of(line.text)
    rest, line.service = _without_service(line.text)
    start = rest.rfind("http")
    if start >= 0 and rest[start:].startswith(_SCHEMES):
        url = rest[start:].rstrip(")>] ")
        if not any(c.isspace() for c in url):
            rest, line.url = rest[:start].rstrip("(<[ "), url
    via = _via(rest)
    if via and (line.url or is_google(via)):
        line.via = via
    if not line.url and len(block.links) == 1 and not line.service:
        link = block.links[0]
        if link.text in (block.text, rest) and link.href.startswith(_SCHEMES):
            line.url = link.href
    line.rest = rest.strip()
    line.google = bool(line.rest) and is_google(line.via or line.rest)
    line.key = letters(line.rest) if len(line.rest) <= LONGEST_LABEL else ""


def _without_service(text: str) -> tuple[str, bool]:
    """`text` without a "via IFTTT" at its end, and whether it had one."""
    words = text.rsplit(maxsplit=2)
    if len(words) < 2 or bare(words[-1]) not in phrases("service"):  # noqa: PLR2004
        return text, False
    if bare(words[-2]) not in phrases("via"):
        return text, False
    return text[: len(text) - len(words[-1])].rstrip()[: -len(words[-2])].rstrip(), True


def _via(text: str) -> str:
    """What follows a first "via" or "from"; "" when there is none."""
    first, _, label = text.partition(" ")
    label = label.strip()
    known = bare(first).rstrip(":") in phrases("via")
    return label if known and 0 < len(label) <= LONGEST_LABEL else ""


def looks_like(line: Line, title: str) -> bool:
    """Whether a line is that title, word for word."""
    return bool(line.rest) and letters(line.rest) == letters(title)


def looks_like_title(line: Line, title: str) -> bool:
    """Whether a line is the headline that the entry already bears, with or without its outlet."""
    if not title or not line.rest:
        return False
    one, other = letters(line.rest), letters(title)
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) > _TELLING and long.startswith(short)
