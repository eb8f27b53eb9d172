"""The excerpt: whole sentences from the head of a cleaned text, for any script."""

from __future__ import annotations

import re
import unicodedata

from .blocks import blocks_of
from .outlets import squash

__all__ = ["excerpt_of"]

LIMIT = 280  # characters: what a card holds, and what grouping reads
_LEAST = 0.4  # of the limit: fewer whole sentences than that, and the next one is cut
# The end of a sentence: marks of all scripts, closing quotes, then space or (CJK) anything.
_STOP = re.compile(r"(?:[.!?…؟۔।։፡።]+[\"'”’»)\]]*(?=\s|\Z)|[。！？｡]+[」』”）]*)")
# "Mr. ", "U.S. ", "3. ": a dot that ends no sentence.
_NO_STOP = re.compile(
    r"(?:\b(?:[A-ZА-ЯÀ-Þ]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Gen|Col|Lt|Sgt|Gov|Sen|Rep|Rev|No|vs|Inc|Ltd|"
    r"Co|Corp|Mt|Ft|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|bzw|ca|Nr|etc|z\.\s?B|u\.\s?a|"
    r"M|Mme|art|núm|pág|Sra|av|г|ул|им|т|д|ч)|\d)\.\Z"
)
_CLOSED = " \t,;:–—-(（「『[“\"'"


def excerpt_of(html: str, limit: int = LIMIT, *, title: str = "") -> str:
    """The first sentences of `html` as plain text, at most `limit` characters.

    Whole sentences where they fill a fair part of it; else the words that fit and an
    ellipsis (graphemes whole, CJK between any two characters). Headings, captions, code
    and a first line that repeats `title` are left out while there is other text.
    """
    texts = [b for b in blocks_of(html) if b.text]
    prose = [b for b in texts if b.tag[:1] != "h" and b.tag not in ("pre", "figcaption", "caption")]
    if title and len(prose) > 1 and squash(prose[0].text) == squash(title):
        prose = prose[1:]
    out: list[str] = []
    length = 0
    for block in prose or texts:
        out.append(" ".join(block.text.split()))
        length += len(out[-1]) + 1
        if length > limit:
            break
    return shortened(" ".join(out), limit)


def shortened(text: str, limit: int) -> str:
    """`text` in whole sentences of at most `limit` characters, or cut short with an ellipsis."""
    if len(text) <= limit:
        return text
    end = 0
    for stop in _STOP.finditer(text, 0, limit + 1):
        if stop.end() > limit:
            break
        dot = stop.group()[0] == "."
        if dot and _NO_STOP.search(text, max(0, stop.start() - 8), stop.start() + 1):
            continue
        end = stop.end()
    if end >= _LEAST * limit:
        return text[:end]
    return _cut_short(text, limit)


def _cut_short(text: str, limit: int) -> str:
    """As many words as fit before an ellipsis."""
    room = text[: limit - 1]
    spaced = room.rfind(" ")
    if text[limit - 1 : limit].isspace():
        kept = room
    elif spaced > limit // 2:
        kept = room[:spaced]
    else:  # a script without spaces, or one endless word
        kept = room
        while kept and (
            unicodedata.combining(text[len(kept)]) or text[len(kept)] in "\u200d\ufe0f"
        ):
            kept = kept[:-1]
        kept = kept.removesuffix("\u200d")
    return kept.rstrip(_CLOSED) + "…"
