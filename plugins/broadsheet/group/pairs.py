"""Why two entries are together, or are not: the likeness, what it was measured by, the words."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Entry
from .gathering import groups_of
from .linkage import lone_threshold
from .moved import shown_words
from .roundups import LIST, LIVE, kind_of
from .similarity import bare_terms, cosine, key_of

__all__ = ["Pair", "explain_pair"]

_MOST = 12  # names, and words, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two entries compared, alone: what a whole edition makes of them may differ (`Story.why`)."""

    together: bool
    score: float  # cosine of the terms, 0 to 1
    threshold: float  # from which two entries alone are one story
    names: tuple[str, ...]  # shared, heaviest first, as the first prints them
    words: tuple[str, ...]
    only_one: tuple[str, ...]  # names and numbers that only the first has
    only_other: tuple[str, ...]
    reason: str  # one sentence


def explain_pair(one: Entry, other: Entry) -> Pair:
    """How two entries compare. Both need terms (`stories.with_terms`)."""
    score = round(cosine(one, other), 3)
    kinds = {kind_of(one.title), kind_of(other.title)}
    pair = sorted((one, other), key=lambda entry: entry.id)
    together = LIST not in kinds and len(groups_of(pair, ())) == 1
    left, right = bare_terms(one), bare_terms(other)
    facts = {key_of(term) for entry in (one, other) for term, _ in entry.terms if term[0] in "@#"}
    shared = sorted(left.keys() & right.keys(), key=lambda key: (-left[key] * right[key], key))
    printed = {word.key: word.shown for entry in (other, one) for word in shown_words(entry)}

    def show(keys: list[str]) -> tuple[str, ...]:
        return tuple(printed.get(key, key) for key in keys)[:_MOST]

    return Pair(
        together=together,
        score=score,
        threshold=lone_threshold(),
        names=show([key for key in shared if key in facts]),
        words=show([key for key in shared if key not in facts]),
        only_one=show([key for key in left if key in facts and key not in right]),
        only_other=show([key for key in right if key in facts and key not in left]),
        reason=_reason(one, other, score, together=together, shared=bool(shared)),
    )


def _reason(one: Entry, other: Entry, score: float, *, together: bool, shared: bool) -> str:
    kinds = {kind_of(one.title), kind_of(other.title)}
    if LIST in kinds:
        return "one is a round-up: those stand alone"
    if LIVE in kinds and not together:
        return "one is a live blog: it joins one story and ties none together"
    need = lone_threshold()
    alike = score >= need
    if together:
        return f"their words are alike: {score}" if alike else "one address, or one lists the other"
    if not shared:
        return "they share no telling word"
    if alike:
        return "their words are alike, but they name others or are far apart in time"
    return f"too little in common: {score} of at least {need}"
