"""An entry as topics read it: its language, its words, the sections they lean to.

Only what editions store is read: title, excerpt and terms (a command that holds the
whole text may hand it over as the excerpt).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..model import Entry
from .vocabulary import SPACELESS, Phrase, found_in, vocabulary
from .words import Word, language_of, words_of

__all__ = ["Words", "features_of", "read_entry"]

TITLE = 1.5  # a word of the title counts as so many in the text
TERMS = 0.5  # a stored term that neither title nor excerpt holds
LONGEST = 4_000  # characters: an article says what it is about before that
LONG = 60  # words from which on evidence is thinned by the root of the length
_LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an entry's words give: `features` to learn from, each once, `sections` with weights."""

    language: str
    features: tuple[str, ...]
    sections: Mapping[str, float]
    thinning: float  # 1 for headline and lede, less the longer the text


def read_entry(entry: Entry) -> Words:
    """Read an entry's title, excerpt and terms."""
    title, text = entry.title[:1000], entry.excerpt[:LONGEST]
    language = language_of(f"{title} {text}", entry.lang)
    parts = [list(words_of(title, language)), list(words_of(text, language))]
    held = {word.key for part in parts for word in part}
    stored = [term.lstrip("@#") for term, _ in entry.terms]
    beyond = [term for term in stored if term not in held]
    features = dict.fromkeys(feature for part in parts for feature in _features(part))
    features |= dict.fromkeys(beyond)
    length = sum(len(part) for part in parts) + len(beyond)
    return Words(
        language=language,
        features=tuple(features),
        sections=_sections(_phrases(title, text, parts, language), beyond, language),
        thinning=1.0 / max(1.0, math.sqrt(length / LONG)),
    )


def features_of(entry: Entry) -> tuple[str, tuple[str, ...]]:
    """An entry's language and what to learn from it: its stored terms, where it has any.

    A tenth of the work of reading it, for weeks of editions that are only learned from.
    """
    if not entry.terms:
        words = read_entry(entry)
        return words.language, words.features
    language = language_of(f"{entry.title[:1000]} {entry.excerpt[:LONGEST]}", entry.lang)
    return language, tuple(dict.fromkeys(term.lstrip("@#") for term, _ in entry.terms))


def _features(words: Sequence[Word]) -> list[str]:
    """Words that tell something, and pairs of neighbours among them."""
    keys = [word.key for word in words if word.weight > 0]
    return keys + [f"{first} {second}" for first, second in pairwise(keys)]


def _phrases(
    title: str, text: str, parts: Sequence[Sequence[Word]], language: str
) -> tuple[list[Phrase], list[Phrase]]:
    """The phrases of the vocabulary in title and text."""
    if language in SPACELESS:
        return found_in(title, language), found_in(text, language)
    table = vocabulary(language)
    first, second = ([word.key for word in part] for part in parts)
    return _known(first, table), _known(second, table)


def _known(keys: Sequence[str], table: Mapping[Phrase, Mapping[str, float]]) -> list[Phrase]:
    runs = (
        tuple(keys[start : start + length])
        for length in range(1, _LONGEST_PHRASE + 1)
        for start in range(len(keys) - length + 1)
    )
    return [run for run in runs if run in table]


def _sections(
    phrases: tuple[Sequence[Phrase], Sequence[Phrase]], beyond: Sequence[str], language: str
) -> dict[str, float]:
    """What the phrases lean to; one that recurs counts with the logarithm of its count."""
    table = vocabulary(language)
    found: dict[Phrase, float] = {}
    for part, worth in zip(phrases, (TITLE, 1.0), strict=True):
        for phrase in part:
            found[phrase] = found.get(phrase, 0.0) + worth
    for term in beyond:
        if (term,) in table:
            found[(term,)] = found.get((term,), 0.0) + TERMS
    sums: dict[str, float] = {}
    for phrase, count in found.items():
        uses = 1 + math.log(count) if count > 1 else count
        for section, weight in table[phrase].items():
            sums[section] = sums.get(section, 0.0) + weight * uses
    return sums
