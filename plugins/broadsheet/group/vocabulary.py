"""What words and section names mean, before anybody has labelled anything.

Two kinds of tables, both from general knowledge: `topics_<language>.tsv` says which of
the usual sections a word or phrase leans to, `topics_names.tsv` what newspapers call
those sections ("Deportes", "Wirtschaft", "Tech"). A site's own topics are mapped onto
the sections by their names; a section that no topic stands for lends its words to the
nearest that has one (science to technology, crime to the nation, then to the world).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeAlias

from .words import words_of

__all__ = [
    "LANGUAGES",
    "SPACELESS",
    "Phrase",
    "found_in",
    "section_shares",
    "sections_of",
    "vocabulary",
    "whole_sections_of",
]

_TABLES = Path(__file__).parent / "tables"

LANGUAGES = tuple(
    sorted(path.stem.removeprefix("topics_") for path in _TABLES.glob("topics_??.tsv"))
)
"""Languages with a vocabulary of their own, as `words.language_of` names them."""

SPACELESS = frozenset({"ja", "zh"})
"""Of these, those written without spaces: terms are looked for letter by letter."""

Phrase: TypeAlias = tuple[str, ...]
"""Keys of consecutive words, as `words.words_of` gives them; in `SPACELESS` languages the term."""

LEANS = 0.4  # of a word marked "~"
PHRASE = 1.5  # of several words together, which mean one thing
PART = 0.5  # of a section's words for a topic that is but a part of it; the rest is not it

# Where a section's words go when no topic stands for it: the first that has a topic.
_KIN: dict[str, tuple[tuple[str, float], ...]] = {
    "business": (("technology", 0.2),),
    "crime": (("nation", 0.7), ("politics", 0.3), ("world", 0.3)),
    "culture": (("lifestyle", 0.6),),
    "education": (("nation", 0.5), ("science", 0.3)),
    "environment": (("science", 0.6), ("technology", 0.4), ("world", 0.3)),
    "health": (("science", 0.5), ("lifestyle", 0.4), ("technology", 0.3)),
    "lifestyle": (("culture", 0.5),),
    "nation": (("politics", 0.7),),
    "place": (("world", 0.5),),
    "politics": (("nation", 0.8), ("world", 0.5)),
    "science": (("technology", 0.7), ("environment", 0.5), ("health", 0.4)),
    "technology": (("science", 0.7), ("business", 0.4)),
    "world": (("politics", 0.5), ("nation", 0.3)),
}
_AND = re.compile(
    r"[&/,;+|]|\s(?:and|und|et|y|e|og|och|en|i|ve|и|та|و|और)\s|と|和|及|・", re.IGNORECASE
)


@lru_cache(maxsize=32)
def vocabulary(language: str) -> Mapping[Phrase, Mapping[str, float]]:
    """The words of a language: phrase to the sections that it leans to, with weights.

    English for a language without a table: names of companies and games travel.
    """
    known = language if language in LANGUAGES else "en"
    found: dict[Phrase, dict[str, float]] = {}
    for term, sections in _rows(f"topics_{known}.tsv"):
        phrase = _phrase(term, known)
        if not phrase:
            continue
        whole = PHRASE if " " in term else 1.0
        for section in sections.split(" "):
            weight = LEANS if section.endswith("~") else whole
            held = found.setdefault(phrase, {})
            name = section.removesuffix("~")
            held[name] = min(weight, held.get(name, weight))
    return found


def found_in(text: str, language: str) -> list[Phrase]:
    """The terms of a language without spaces that stand in `text`: the longest, left to right.

    A cut into words would hide a term whose first letter the word before it may take;
    runs of Latin letters and digits ("AI", "F1") count only whole.
    """
    table, sizes = vocabulary(language), _sizes(language)
    text = unicodedata.normalize("NFKC", text).casefold()
    phrases: list[Phrase] = []
    at = 0
    while at < len(text):
        size = next(
            (n for n in sizes if (text[at : at + n],) in table and _whole(text, at, at + n)), 0
        )
        if size:
            phrases.append((text[at : at + size],))
        at += size or 1
    return phrases


def _phrase(term: str, language: str) -> Phrase:
    if language in SPACELESS:
        return (unicodedata.normalize("NFKC", term).casefold(),)
    return tuple(word.key for word in words_of(term, language))


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word or number is cut at either end."""
    return not (
        (start > 0 and _latin(text[start - 1]) and _latin(text[start]))
        or (end < len(text) and _latin(text[end - 1]) and _latin(text[end]))
    )


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


@lru_cache(maxsize=32)
def _sizes(language: str) -> tuple[int, ...]:
    """Lengths of a language's terms, the longest first."""
    return tuple(sorted({len(phrase[0]) for phrase in vocabulary(language)}, reverse=True))


def sections_of(name: str) -> tuple[str, ...]:
    """The usual sections that a topic, label or category of this name stands for, sorted.

    The whole name is looked up first ("arts & entertainment"), then its parts ("food",
    "travel"), then its single words; () where none is known.
    """
    return tuple(sorted(_meant(name)))


def whole_sections_of(name: str) -> tuple[str, ...]:
    """Of these, those that the name stands for whole: not sports for "Football", a part of it."""
    return tuple(sorted(section for section, whole in _meant(name).items() if whole))


def _meant(name: str) -> dict[str, bool]:
    """Section to whether all of it is meant."""
    names = _names()
    found = [plain(name)]
    if found[0] not in names:
        found = [part for part in map(plain, _AND.split(name)) if part in names]
    found = found or [word for word in plain(name).split() if word in names]
    meant: dict[str, bool] = {}
    for section in (names[one] for one in found):
        bare = section.removesuffix("~")
        meant[bare] = meant.get(bare, False) or bare == section
    return meant


def section_shares(topics: Sequence[str]) -> Mapping[str, Mapping[str, float]]:
    """For each section, the topics (of these names) that its words speak for, with shares.

    A section that no topic stands for gives a share to its nearest kin; where it has
    none it speaks for no topic.
    """
    holders: dict[str, dict[str, float]] = {}
    for topic in topics:
        for section, whole in _meant(topic).items():
            holders.setdefault(section, {})[topic] = 1.0 if whole else PART
    shares: dict[str, Mapping[str, float]] = {}
    for section in sorted({*_KIN, *holders}):
        if section in holders:
            shares[section] = holders[section]
            continue
        kin = next(((one, share) for one, share in _KIN[section] if one in holders), None)
        if kin is not None:
            shares[section] = {topic: kin[1] * of for topic, of in holders[kin[0]].items()}
    return shares


def plain(name: str) -> str:
    """A name without case, accents and punctuation, for comparing."""
    bare = unicodedata.normalize("NFKD", name[:200]).casefold()
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", bare)))


@cache
def _names() -> dict[str, str]:
    return {plain(name): section for name, section in _rows("topics_names.tsv")}


def _rows(name: str) -> list[tuple[str, str]]:
    """The rows of a table of two columns, without comments and header."""
    lines = (_TABLES / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(row[0], row[1]) for row in rows[1:]]
