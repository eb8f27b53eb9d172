"""What an entry is about, as weighted words: all that grouping reads of its text.

A term is a word's stem; names bear an `@` before it and numbers a `#`. Its weight is
how much the text makes of the word, ln(1 + uses), times the fourth root of how rare the
word is (see `words`): many shared words say more than one rare word that comes often.
A use in the title counts twice, and in the text the less the later it comes, since news
tells its event at the head and its background below.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from .words import Word, language_of, words_of

__all__ = ["MOST_TERMS", "terms_of"]

MOST_TERMS = 80  # a term costs about 16 bytes in an edition
TITLE = 2.0  # a use in the title counts as two in the text
TAIL = 0.2  # what a use far down the text counts ...
HEAD = 100.0  # ... words, over which it falls to that from 1
RARITY = 0.25  # power of the decades of rarity
_NAMES_A_WORD = 3  # capitals for each word in small letters that a sentence may have
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
    for part, counts, tail in ((title, TITLE, 1.0), (text, 1.0, TAIL)):
        words = list(words_of(part, spoken))
        cased = spoken != "de" and _tells_names(words)  # German writes all nouns so
        for place, word in enumerate(words):
            if word.weight <= 0:
                continue
            use = counts * (tail + (1 - tail) * math.exp(-place / HEAD))
            uses[word.key] = uses.get(word.key, 0.0) + use
            weights[word.key] = max(weights.get(word.key, 0.0), word.weight)
            if word.number:
                marks[word.key] = "#"
            elif (cased and word.capital and not word.first) or word.rare:
                marks[word.key] = "@"
    terms = [
        (marks.get(key, "") + key, round(weights[key] ** RARITY * math.log1p(count), 2))
        for key, count in uses.items()
    ]
    return tuple(sorted(terms, key=lambda term: (-term[1], term[0]))[:MOST_TERMS])


def _tells_names(words: Iterable[Word]) -> bool:
    """Whether capitals mark names here: not In A Title Set So, nor where all is lower case.

    Headlines set in capitals leave but their grammar small, so words that tell something
    in small letters are what shows that capitals mean names.
    """
    inner = [word for word in words if not word.first and not word.number and word.weight > 0]
    capitals = sum(word.capital for word in inner)
    return 0 < capitals <= _NAMES_A_WORD * (len(inner) - capitals)
