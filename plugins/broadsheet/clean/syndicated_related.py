"""Google News's list of other outlets' headlines, which is evidence for grouping, not text.

Its feeds give no article but a list: headline as a link, two hard spaces, the outlet in
grey. The first line is the entry's own. Three ages of it are known: `<ol>` with `<font>`,
a table with `<nobr>`, and the same as plain lines, as a text dump has it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from ..model import Related
from .blocks import Block
from .markup import STRIDE, TAG
from .syndicated_words import letters, phrases, squashed

__all__ = ["Item", "Listing", "listing_of"]

_GREY = "#6f6f6f"
_LONGEST_OUTLET = 60
_MOST_WORDS = 8
_SHORTEST_HEADLINE = 12  # characters of a plain line's headline; a table's cell is shorter
_HARD = re.compile(r"\s*(?:\xa0[ \xa0]+|[ \t]+\xa0|[ \t]{2,}|\t)[\s\xa0]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the list, and the block that holds it."""

    block: int
    title: str
    outlet: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The list's lines in order, and every block that belongs to it."""

    items: tuple[Item, ...] = ()
    blocks: frozenset[int] = frozenset()

    def related(self, title: str) -> tuple[Related, ...]:
        """The other outlets' headlines: all but the entry's own, each once."""
        own = letters(title)
        found: dict[tuple[str, str], Related] = {}
        for number, item in enumerate(self.items):
            key = letters(item.title)
            mine = key == own or (not number and bool(own) and own.startswith(key))
            if not mine:
                found.setdefault(
                    (key, letters(item.outlet)),
                    Related(outlet=item.outlet, title=item.title, url=item.url),
                )
        return tuple(found.values())

    def own(self, title: str) -> Item | None:
        """The line that is the entry itself."""
        key = letters(title)
        return next((item for item in self.items if key and letters(item.title) == key), None)


def listing_of(html: str, blocks: Sequence[Block], *, title: str = "") -> Listing:
    """The list in `html`, empty when there is none. `blocks` are the html's, `title` the entry's.

    A line in Google's dress is one for sure. Without it (a reader's copy has lost the grey,
    the links lead through another host) it takes two of that shape behind each other, or
    one that repeats the title.
    """
    if not ("oogle" in html or _GREY in html or "\xa0" in html or "&nbsp;" in html):
        return Listing()
    parts = TAG.split(html)
    linked = _all_linked(parts, blocks, letters(title))
    closing = {block.index for block in blocks if _is_coverage(block)}
    items = linked or _plain(parts, blocks, closed=bool(closing))
    if not items:
        return Listing(blocks=frozenset(closing))
    return Listing(items=tuple(items), blocks=frozenset({i.block for i in items} | closing))


def _raw(parts: Sequence[str | None], block: Block) -> str:
    """The block's html, tags included."""
    return "".join([part or "" for part in parts[block.first : block.last + 1]])


def _all_linked(parts: Sequence[str | None], blocks: Sequence[Block], own: str) -> list[Item]:
    """The lines that are links with an outlet behind them, those in doubt in good company only."""
    worded = [block for block in blocks if block.text]
    found = [_linked(parts, block) for block in worded]
    return [
        item
        for at, (item, sure) in enumerate(found)
        if item
        and (
            sure
            or (own and own.startswith(letters(item.title)))
            or any(0 <= near < len(found) and found[near][0] for near in (at - 1, at + 1))
        )
    ]


def _linked(parts: Sequence[str | None], block: Block) -> tuple[Item | None, bool]:
    """A line that is a link and an outlet behind hard spaces, and whether Google dressed it."""
    if len(block.links) != 1:
        return None, False
    link = block.links[0]
    outlet = block.text.removeprefix(link.text).strip()
    if not link.text or not block.text.startswith(link.text) or not _may_name(outlet):
        return None, False
    raw = _raw(parts, block)
    grey = _GREY in raw.lower()
    hard = _HARD.search(unescape(raw).rpartition("a>")[2])
    if not grey and not hard:
        return None, False
    sure = grey or _is_google(link.href)
    if not sure and not (hard and "\xa0" in hard.group()):
        return None, False
    return Item(block=block.index, title=link.text, outlet=outlet, url=_http(link.href)), sure


def _plain(parts: Sequence[str | None], blocks: Sequence[Block], *, closed: bool) -> list[Item]:
    """Two or more lines behind each other that are a headline, hard spaces, an outlet."""
    best: list[Item] = []
    run: list[Item] = []
    for block in blocks:
        if not block.text:
            continue
        item = None if block.links else _two_parts(parts, block)
        if item:
            run.append(item)
            best = max(best, run, key=len)
        else:
            run = []
    return list(best) if len(best) > 1 or (best and closed) else []


def _two_parts(parts: Sequence[str | None], block: Block) -> Item | None:
    text = "".join([unescape(parts[at] or "") for at in range(block.first, block.last + 1, STRIDE)])
    pieces = _HARD.split(text.strip())
    if len(pieces) != 2:  # noqa: PLR2004
        return None
    title, outlet = pieces
    long = len(title) >= _SHORTEST_HEADLINE or not title.isascii()
    if not long or not _may_name(outlet) or not any(c.isalpha() for c in outlet):
        return None
    return Item(block=block.index, title=" ".join(title.split()), outlet=outlet)


def _may_name(text: str) -> bool:
    ends = text.endswith((".", "!", "?", ":", ",", ";", "。"))
    return 0 < len(text) <= _LONGEST_OUTLET and len(text.split()) <= _MOST_WORDS and not ends


def _is_coverage(block: Block) -> bool:
    """The list's last line, which leads to all of the story at Google."""
    if squashed(block.text) in phrases("coverage"):
        return True
    whole = len(block.links) == 1 and block.links[0].text == block.text
    return whole and _is_google(block.links[0].href) and "/stories/" in block.links[0].href


def _is_google(href: str) -> bool:
    try:
        return (urlsplit(href).hostname or "").startswith("news.google.")
    except ValueError:
        return False


def _http(href: str) -> str:
    return href if href.startswith(("http://", "https://")) else ""
