"""Independent reports and their reprints: one text under many mastheads is one report.

Editions store a title, the first 280 characters and the terms of each entry, so that
is what is compared: an opening that is quoted whole (word shingles, after Broder,
"On the resemblance and containment of documents", 1997), or terms all but equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from ..model import Entry
from .similarity import cosine
from .words import plain_words

__all__ = ["reports_of", "same_text"]

SHINGLE = 3  # words in a row that count as a quotation
QUOTED = 0.8  # share of the shorter opening's shingles that the other must hold
ENOUGH = 8  # shingles, under which an opening is too short to tell by itself
ALIKE = 0.5  # cosine of terms that a shared opening needs: one opening, two articles
EQUAL = 0.93  # cosine of terms that is a reprint whatever the opening ...
MANY = 30  # ... given so many terms

_Shingles: TypeAlias = frozenset[tuple[str, ...]]


def same_text(one: Entry, other: Entry) -> bool:
    """Whether two entries print one text: same words, bar edits at the edges."""
    return _same(one, _shingles(one.excerpt), other, _shingles(other.excerpt))


def _same(one: Entry, opening: _Shingles, other: Entry, opposite: _Shingles) -> bool:
    """As `same_text`, of entries whose openings' shingles are at hand."""
    if min(len(opening), len(opposite)) >= ENOUGH:
        if _held(opening, opposite) >= QUOTED:
            return cosine(one, other) >= ALIKE
        enough = min(len(one.terms), len(other.terms)) >= MANY
        return enough and cosine(one, other) >= EQUAL
    # Bare headlines, or next to nothing below them: a word for word headline.
    title, opposite_title = plain_words(one.title), plain_words(other.title)
    if len(title) < SHINGLE or title != opposite_title:
        return False
    return not opening or not opposite or _held(opening, opposite) >= QUOTED


def reports_of(entries: Sequence[Entry]) -> tuple[tuple[str, ...], ...]:
    """Ids by text: each tuple one report, its first entry (the earliest given) the original.

    `entries` oldest first. An entry is compared with originals only, so that a row of
    small edits does not drift into one report.
    """
    originals: list[tuple[Entry, _Shingles, list[str]]] = []
    for entry in entries:
        opening = _shingles(entry.excerpt)
        for original, opposite, copies in originals:
            if _same(original, opposite, entry, opening):
                copies.append(entry.id)
                break
        else:
            originals.append((entry, opening, [entry.id]))
    return tuple(tuple(copies) for _, _, copies in originals)


def _held(one: _Shingles, other: _Shingles) -> float:
    if one.isdisjoint(other):  # as most are
        return 0.0
    return len(one & other) / max(1, min(len(one), len(other)))


@lru_cache(maxsize=3_000)
def _shingles(text: str) -> _Shingles:
    words = plain_words(text)
    return frozenset(tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))
