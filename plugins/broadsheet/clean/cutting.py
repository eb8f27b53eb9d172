"""Cutting blocks, or a part of one, out of html, and pruning the tags that this empties."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape

from .blocks import blocks_of, split
from .markup import STRIDE, VOID
from .tidy import pruned

__all__ = ["without", "without_span"]

# A character, or the entity that stands for one.
_LETTER = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});|.", re.DOTALL)


def without(html: str, indexes: Collection[int]) -> str:
    """`html` less the words and pictures of these blocks, and less the tags that this empties."""
    if not indexes:
        return html
    parts: list[str | None] = list(split(html))
    for block in blocks_of(html):
        if block.index not in indexes:
            continue
        for at in range(block.first, block.last + 1, STRIDE):
            parts[at] = ""
            if at < block.last and (parts[at + 2] or "").lower() in VOID:
                parts[at + 2] = None
    return pruned(parts)


def without_span(html: str, index: int, start: int, end: int) -> str:
    """`html` less the characters `start` to `end` (exclusive) of block `index`'s text.

    Pictures inside the span stay; for a `<pre>` the whole block is left as it is, since
    its text does not collapse white space.
    """
    block = blocks_of(html)[index]
    if block.tag == "pre" or start >= end:
        return html
    parts: list[str | None] = list(split(html))
    seen, pending = 0, False
    for at in range(block.first, block.last + 1, STRIDE):
        parts[at], seen, pending = _clip(parts[at] or "", seen, pending, start, end)
    return pruned(parts)


def _clip(raw: str, seen: int, pending: bool, start: int, end: int) -> tuple[str, int, bool]:  # noqa: FBT001
    """A run of a block's text less the span; `seen` characters stand before it in the block.

    `pending` is white space that counts as one character if a word follows.
    """
    if seen >= end:
        return raw, seen, pending
    kept: list[str] = []
    letters = _LETTER.finditer(raw)
    for letter in letters:
        if seen >= end:  # past the span: the rest stays as it is
            kept.append(raw[letter.start() :])
            break
        shown = unescape(letter[0]) if len(letter[0]) > 1 else letter[0]
        if shown.isspace():
            pending = pending or seen > 0
            if not start <= seen < end:
                kept.append(letter[0])
            continue
        seen += pending
        pending = False
        if not start <= seen < end:
            kept.append(letter[0])
        seen += len(shown)
    return "".join(kept), seen, pending
