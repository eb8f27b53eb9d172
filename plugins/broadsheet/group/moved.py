"""What moved: what entries tell that a story's earlier tellings did not.

Told is every term of the entries that were printed; an entry that goes on with a
story and adds next to nothing to that is folded in silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..model import Entry
from .reprints import same_text
from .similarity import key_of
from .words import Word, language_of, words_of

__all__ = ["folded", "moved", "shown_words", "told_keys"]

NOVEL = 0.3  # share of an entry's weight that must be untold
TELLING = 1.0  # weight of a word that is worth showing as new
MOST = 6  # words shown


def told_keys(told: Iterable[Entry]) -> frozenset[str]:
    """All that was told: the stored terms, and every word of titles and excerpts."""
    keys: set[str] = set()
    for entry in told:
        keys.update(key_of(term) for term, _ in entry.terms)
        keys.update(word.key for word in shown_words(entry))
    return frozenset(keys)


def shown_words(entry: Entry) -> tuple[Word, ...]:
    """The words of the title and the excerpt, in order."""
    return _words(entry.title, entry.excerpt, entry.lang)


@lru_cache(maxsize=3_000)
def _words(title: str, excerpt: str, lang: str) -> tuple[Word, ...]:
    spoken = language_of(f"{title} {excerpt}", lang)
    return (*words_of(title, spoken), *words_of(excerpt, spoken))


def folded(entries: Sequence[Entry], told: Sequence[Entry]) -> tuple[str, ...]:
    """Ids of the entries that add nothing to what was told before, in order.

    An entry adds when its headline bears a number or a name that is untold, or when
    `NOVEL` of its terms' weight is, unless it reprints what was told. `told` empty: a
    new story, nothing is folded.
    """
    if not told:
        return ()
    keys = told_keys(told)
    return tuple(entry.id for entry in entries if not _adds(entry, keys, told))


def moved(entries: Sequence[Entry], told: Sequence[Entry]) -> tuple[str, ...]:
    """Names and numbers, as printed, that `told` lacks, then such words of the headlines.

    Those that most entries tell come first. A word of the text that is neither name nor
    number says nothing out of its sentence, so it is not shown.
    """
    if not told:
        return ()
    keys = told_keys(told)
    found: dict[str, tuple[bool, float, str]] = {}  # fact or not, weight, as printed
    for entry in entries:
        names = {term[1:] for term, _ in entry.terms if term[:1] == "@"}
        heads = {word.key for word in _words(entry.title, "", entry.lang)}
        seen: set[str] = set()
        for word in shown_words(entry):
            fact = bool(word.number or word.key in names)
            if word.key in keys or word.weight < TELLING or word.key in seen:
                continue
            if not fact and word.key not in heads:
                continue
            seen.add(word.key)
            known, weight, shown = found.get(word.key, (False, 0.0, word.shown))
            found[word.key] = (known or fact, round(weight + word.weight, 3), shown)
    best = sorted(found.items(), key=lambda item: (not item[1][0], -item[1][1], item[0]))
    return tuple(shown for _, (_, _, shown) in best[:MOST])


def _adds(entry: Entry, keys: frozenset[str], told: Sequence[Entry]) -> bool:
    names = {term[1:] for term, _ in entry.terms if term[:1] == "@"}
    for word in words_of(entry.title, language_of(f"{entry.title} {entry.excerpt}", entry.lang)):
        fact = word.number or word.key in names
        if fact and word.weight >= TELLING and word.key not in keys:
            return True
    if any(same_text(old, entry) for old in told):
        return False
    whole = sum(weight for _, weight in entry.terms)
    untold = sum(weight for term, weight in entry.terms if key_of(term) not in keys)
    return untold >= NOVEL * whole and whole > 0
