"""The block model that every station shares: html as a flat run of lines of text.

A block is what a reader sees as one line or paragraph: the text between two borders
(a block-level tag or `<br>`). Cutting a block drops its words and pictures; the tags
around it stay until they are empty, then `tidy` prunes them, so that no cut can leave
a tag unbalanced. Everything here reads the string once, left to right: linear in its
length whatever the nesting. It trusts nothing: `sanitize` is what makes html safe.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from .markup import BORDERS, PLAIN, STRIDE, TAG, attributes, squeeze

__all__ = ["Block", "Image", "Link", "blocks_of", "split", "text_of"]


@dataclass(slots=True, kw_only=True)
class Link:
    """An `<a>`: its address as written, its words, its classes."""

    href: str
    text: str
    classes: str = ""


@dataclass(slots=True, kw_only=True)
class Image:
    """An `<img>`: its address as written, its size as written, its alternative text."""

    src: str
    width: str = ""
    height: str = ""
    alt: str = ""
    style: str = ""


@dataclass(slots=True, kw_only=True)
class Block:
    """One line or paragraph; never changed once made.

    (Not frozen, as all else is: making a frozen one takes four times as long, and this
    is made by the hundred thousand.)


    `text` has its white space collapsed and its entities decoded (line breaks live on
    in `<pre>`); `tag` is the innermost block-level element ("" at the top level);
    `classes` are the class and id words of every element round it, space-separated;
    `broken` says that a `<br>`, not a new element, parts it from what stands before.
    `first` and `last` are its span of tokens, for `without`: of a string split by
    `TAG`, the text before its first tag and the text before the border that ends it.
    """

    index: int
    tag: str
    text: str
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    classes: str = ""
    broken: bool = False
    first: int = 0
    last: int = 0

    @property
    def linked(self) -> int:
        """How many characters of `text` are link text."""
        return sum(len(link.text) for link in self.links)


class _Reader:
    """Gathers blocks while the tokens go by."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        # Block-level elements round us: tag, classes of it and of all round it.
        self.open: list[tuple[str, str]] = []
        self.count: defaultdict[str, int] = defaultdict(int)
        self.words: list[str] = []
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.first = 0
        self.broken = False
        self.link: dict[str, str] | None = None
        self.link_words: list[str] = []
        self.preformatted = 0

    def flush(self, last: int, *, broken: bool = False) -> None:
        """End the block whose text ends with token `last`."""
        if self.words or self.images:
            self._end_block(last)
        self.first = last + STRIDE
        self.broken = broken

    def _end_block(self, last: int) -> None:
        if self.link is not None and self.link_words:  # a link that spans blocks counts in each
            self._end_link(self.link)
        raw = "".join(self.words)
        text = squeeze(raw)
        if text and self.preformatted:
            text = unescape(raw).strip("\r\n")
        if text or self.images:
            tag, classes = self.open[-1] if self.open else ("", "")
            self.blocks.append(
                Block(
                    index=len(self.blocks),
                    tag=tag,
                    text=text,
                    links=tuple(self.links),
                    images=tuple(self.images),
                    classes=classes,
                    broken=self.broken,
                    first=self.first,
                    last=last,
                )
            )
            self.images = []
        self.words, self.links = [], []

    def paragraph(self, tag: str, raw: str, words: str, at: int) -> bool:
        """A whole element that holds text alone, as most do, in one step; False if it is more."""
        if raw or self.link is not None or self.preformatted:
            return False
        self.flush(at)
        text = squeeze(words)
        if text:
            self.blocks.append(
                Block(
                    index=len(self.blocks),
                    tag=tag,
                    text=text,
                    classes=self.open[-1][1] if self.open else "",
                    first=self.first,
                    last=self.first,
                )
            )
        self.first += STRIDE
        return True

    def _end_link(self, given: dict[str, str]) -> None:
        self.links.append(
            Link(
                href=given.get("href", "").strip(),
                text=squeeze("".join(self.link_words)),
                classes=_names(given),
            )
        )
        self.link_words = []

    def word(self, raw: str) -> None:
        """A run of text; space before the first word of a block is nobody's."""
        if not self.words and raw.isspace() and not self.preformatted:
            return
        self.words.append(raw)
        if self.link is not None:
            self.link_words.append(raw)

    def inline(self, closing: str, tag: str, raw: str) -> None:
        """A tag that is no border."""
        if tag == "a":
            if self.link is not None and self.link_words:
                self._end_link(self.link)
            self.link = None if closing else attributes(raw)
            self.link_words = []
        elif tag == "img" and not closing:
            given = attributes(raw)
            self.images.append(
                Image(
                    src=given.get("src", "").strip(),
                    width=given.get("width", ""),
                    height=given.get("height", ""),
                    alt=given.get("alt", ""),
                    style=given.get("style", ""),
                )
            )
            if self.link is not None and not self.link_words:
                self.link_words.append("")  # a link round a picture is a link

    def border(self, closing: str, tag: str, raw: str, at: int) -> None:
        """A block-level tag or `<br>` at token `at`."""
        if tag == "br":
            if self.preformatted:
                self.word("\n")
            else:
                self.flush(at, broken=True)
            return
        self.flush(at)
        if closing:
            while self.count[tag]:
                ended = self.open.pop()[0]
                self.count[ended] -= 1
                if ended == tag:
                    break
            self.preformatted -= tag == "pre" and self.preformatted > 0
        elif tag != "hr":
            round_us = self.open[-1][1] if self.open else ""
            own = _names(attributes(raw)) if raw else ""
            self.open.append((tag, f"{round_us} {own}".strip() if own else round_us))
            self.count[tag] += 1
            self.preformatted += tag == "pre"


def _names(given: dict[str, str]) -> str:
    """Class and id words, as one string."""
    return f"{given.get('class', '')} {given.get('id', '')}".strip()


@lru_cache(maxsize=8)
def blocks_of(html: str) -> tuple[Block, ...]:
    """The blocks of `html`, in order; blocks with neither word nor picture are left out.

    Cached for the last few strings, since the stations of a chain ask one after
    another about the same one.
    """
    parts = split(html)
    reader = _Reader()
    places = iter(range(0, len(parts) - 1, STRIDE))
    for at in places:
        text, closing, name, raw = parts[at : at + STRIDE]
        if text:
            reader.word(text)
        if name is None:  # a comment
            continue
        whole = name in PLAIN and not closing and parts[at + 5 : at + 7] == ("/", name)
        if whole and reader.paragraph(name, raw, parts[at + STRIDE], at):
            next(places)
            continue
        tag = name if name in BORDERS else name.lower()
        if tag in BORDERS:
            reader.border(closing, tag, raw, at)
        elif tag in ("a", "img"):
            reader.inline(closing, tag, raw)
    if parts[-1]:
        reader.word(parts[-1])
    reader.flush(len(parts) - 1)
    return tuple(reader.blocks)


@lru_cache(maxsize=8)
def split(html: str) -> tuple[str | Any, ...]:
    """`html` split by `TAG`; cached, since what is read is what is cut next."""
    return tuple(TAG.split(html))


def text_of(html: str) -> str:
    """The plain text of `html`: paragraphs, headings, list items and lines, joined by newlines."""
    return "\n".join([block.text for block in blocks_of(html) if block.text])
