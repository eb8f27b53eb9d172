"""What an entry is about, as weighted words: all that grouping reads of its text.

A term is a word's stem; names bear an `@` before it and numbers a `#`, so that the
grouping can weigh and veto them. Weights are decades of rarity (see `words`) times
how much the text makes of the word: 1 + ln(uses), a use in the title counting twice.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from .words import Word, language_of, words_of

__all__ = ["MOST_TERMS", "terms_of"]

MOST_TERMS = 80  # a term costs about 16 bytes in an edition
TITLE = 2.0  # a use in the title counts as two in the text
LONGEST_TEXT = 20_000  # characters; news says what it is about before that


def terms_of(title: str, text: str, lang: str = "") -> tuple[tuple[str, float], ...]:
    """The weighted terms of an entry, heaviest first, `MOST_TERMS` at most.

    `text` is plain; `lang` (BCP 47) may be unknown. Same input, same output.
    """
    text = text[:LONGEST_TEXT]
    title = title[:1000]
    spoken = language_of(f"{title} {text}", lang)
    uses: dict[str, float] = {}
    weights: dict[str, float] = {}
    marks: dict[str, str] = {}
    for part, counts in ((title, TITLE), (text, 1.0)):
        words = list(words_of(part, spoken))
        cased = _tells_names(words)
        for word in words:
            if word.weight <= 0:
                continue
            uses[word.key] = uses.get(word.key, 0.0) + counts
            weights[word.key] = max(weights.get(word.key, 0.0), word.weight)
            if word.number:
                marks[word.key] = "#"
            elif cased and word.capital and not word.first:
                marks[word.key] = "@"
    terms = [
        (marks.get(key, "") + key, round(weights[key] * (1 + math.log(count)), 2))
        for key, count in uses.items()
    ]
    return tuple(sorted(terms, key=lambda term: (-term[1], term[0]))[:MOST_TERMS])


def _tells_names(words: Iterable[Word]) -> bool:
    """Whether capitals mark names here: not In A Title Set So, nor where all is lower case."""
    inner = [word for word in words if not word.first and not word.number]
    capitals = sum(word.capital for word in inner)
    return 0 < 2 * capitals < len(inner)
