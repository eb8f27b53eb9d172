"""Pruning: tags that hold nothing, breaks at the edge of a block, divisions to paragraphs.

Only tags go and only white space changes: no word is added, none is lost, and two
words that a border parted stay parted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from .markup import BORDERS, INVISIBLE, PLAIN, STRIDE, TAG, VOID, names

__all__ = ["pruned", "tidied", "tidy"]

_CELLS = frozenset(("td", "th"))  # an empty cell holds its column
_DIVISIONS = names(
    "address article aside center details dialog dir div fieldset footer form header main menu "
    "nav section summary"
)
_SPACES = INVISIBLE + " \t\r\n\f\xa0"
_TRIMMED = ("", " ", "<")  # how a piece begins that may be taken back before a border
_LONGEST_RUN = 2  # of breaks: an empty line


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet."""

    tag: str
    raw: str
    at: int  # where its tag stands in the output
    parted: bool  # its start is what parts it from inline content before
    holds: bool = False
    borders: bool = False


class _Pruner:
    """Writes tags and text, and takes back what turns out to hold nothing."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: list[_Open] = []
        self.count: defaultdict[str, int] = defaultdict(int)
        self.edge = True  # nothing inline since the last border
        self.preformatted = 0

    def text(self, raw: str) -> None:
        """A run of text."""
        if _says(raw):
            self._hold()
            self.out.append(raw)
        elif self.preformatted:
            self.out.append(raw)
        elif not self.edge:
            self.out.append(" ")

    def _hold(self) -> None:
        self.edge = False
        if self.open:
            self.open[-1].holds = True

    def _trim(self) -> None:
        """Take back the breaks and spaces that stand before a border, inside inline tags too."""
        if self.preformatted or not self.out or self.out[-1][:1] not in _TRIMMED:
            return
        inline: list[str] = []
        while self.out:
            piece = self.out[-1]
            if piece.startswith("</") and piece[2:-1] not in BORDERS:
                inline.append(piece)
            elif piece not in ("", " ", "<br>"):
                break
            self.out.pop()
        self.out.extend(reversed(inline))

    def _border(self, *, stays: bool = True) -> None:
        """A border; what may yet turn out to hold nothing says at its end whether it stays."""
        self._trim()
        self.edge = True
        if self.open and stays:
            self.open[-1].borders = True

    def void(self, tag: str, raw: str) -> None:
        """A tag that never closes; what is neither a break, a rule nor a picture is dropped."""
        if tag == "br":
            if self.preformatted:
                self.out.append("\n")
            elif not self.edge and self._breaks() < _LONGEST_RUN:
                self.out.append("<br>")
        elif tag == "hr":
            self._border()
            if self.out and self.out[-1] != "<hr>":
                self.out.append("<hr>")
        elif tag == "img":
            self._hold()
            self.out.append(f"<img{raw}>")
        elif tag == "wbr":
            self.out.append("<wbr>")

    def _breaks(self) -> int:
        """How many breaks end the output; more than are allowed are not counted."""
        breaks = 0
        for piece in reversed(self.out):
            if piece == "<br>":
                breaks += 1
            elif piece not in ("", " ") or breaks == _LONGEST_RUN:
                break
        return breaks

    def start(self, tag: str, raw: str) -> None:
        """An opening tag."""
        parted = False
        if tag in BORDERS:
            parted = not self.edge
            self._border(stays=False)
            self.preformatted += tag == "pre"
        self.open.append(_Open(tag, raw, len(self.out), parted))
        self.count[tag] += 1
        self.out.append(f"<{tag}{raw}>")

    def paragraph(self, tag: str, raw: str, text: str) -> bool:
        """A whole element that holds words alone, as most do, in one step; False if it is none."""
        if self.preformatted or not _says(text):
            return False
        self._border()
        self.out += (f"<{tag}{raw}>", text, f"</{tag}>")
        if self.open:
            self.open[-1].holds = True
        return True

    def end(self, tag: str) -> None:
        """A closing tag: ends what is open inside it too; one without a start is dropped."""
        if not self.count[tag]:
            return
        while True:
            self._end(closed := self.open.pop())
            if closed.tag == tag:
                return

    def _end(self, closed: _Open) -> None:
        self.count[closed.tag] -= 1
        border = closed.tag in BORDERS
        if border:
            self._trim()
        holds = closed.holds or closed.tag in _CELLS
        if not holds and border:
            del self.out[closed.at :]
            self.edge = not closed.parted
            if closed.parted:
                self.out.append("\n" if self.preformatted > (closed.tag == "pre") else "<br>")
        elif not holds:
            self.out[closed.at] = ""
        else:
            self.out.append(self._closing(closed))
            self.edge = self.edge or border
        self.preformatted -= closed.tag == "pre"
        if self.open:
            self.open[-1].holds |= closed.holds
            self.open[-1].borders |= holds if border else closed.borders

    def _closing(self, closed: _Open) -> str:
        if closed.tag not in _DIVISIONS:
            return f"</{closed.tag}>"
        tag = "div" if closed.borders else "p"
        self.out[closed.at] = f"<{tag}{closed.raw}>"
        return f"</{tag}>"

    def finish(self) -> str:
        """The whole, with everything closed."""
        while self.open:
            self._end(self.open.pop())
        self._trim()
        while self.out and self.out[-1] == "<hr>":
            self.out.pop()
            self._trim()
        return "".join(self.out)


def _says(text: str) -> bool:
    """Whether a text holds more than white space and letters that nobody sees."""
    return bool(text.strip() if text.isascii() else text.strip(_SPACES).strip())


# "div" itself may stay: a page can hold it, so it alone is no reason for a whole pass.
_RENAMED = "|".join(sorted(_DIVISIONS - {"div"}))
_BORDER = "|".join(sorted(BORDERS))
# Anything that `tidy` would change beyond white space, as nh3 writes it: an empty element, a
# division, a rule, a comment, an invisible letter; a break beside a border or at an end, or a
# run of breaks.
_UNTIDY = re.compile(rf"<(?:(?!img\b)[a-z][^<>]*+>(?:\s|&nbsp;)*+</|(?:{_RENAMED})\b|hr|!--)")
_BROKEN = re.compile(rf"<(?:br>\s*+(?:</?(?:{_BORDER})\b|\Z)|/?(?:{_BORDER})\b[^<>]*+>\s*+<br>)")
_UNSEEN = re.compile(f"[{INVISIBLE}]")


def tidied(html: str) -> str:
    """`tidy`, unless a quick look finds nothing to do."""
    unseen = not html.isascii() and _UNSEEN.search(html)
    broken = "<br>" in html and (html[:4] == "<br>" or _BROKEN.search(html))
    return tidy(html) if unseen or broken or _UNTIDY.search(html) else html


def tidy(html: str) -> str:
    """`html` without empty elements, comments, and breaks or rules that part nothing.

    Divisions that hold no block of their own become paragraphs, other ones `<div>`.
    Linear in the length of `html`; a second pass changes nothing.
    """
    return pruned(TAG.split(html))


def pruned(parts: list[str | None]) -> str:
    """The same of html that was split by `TAG`; tags whose name is None are left out."""
    pruner = _Pruner()
    places = iter(range(0, len(parts) - 1, STRIDE))
    for at in places:
        text, closing, name, raw = parts[at : at + STRIDE]
        if text:
            pruner.text(text)
        if name is None:  # a comment, or a tag that was cut
            continue
        whole = name in PLAIN and not closing and parts[at + 5 : at + 7] == ["/", name]
        if whole and pruner.paragraph(name, raw or "", parts[at + STRIDE] or ""):
            next(places)
            continue
        tag = name.lower()
        if tag in VOID:
            if not closing or tag == "br":
                pruner.void(tag, raw or "")
        elif closing:
            pruner.end(tag)
        else:
            pruner.start(tag, raw or "")
    if parts[-1]:
        pruner.text(parts[-1])
    return pruner.finish()
