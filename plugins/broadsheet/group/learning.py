"""What labels taught: counts of words per topic, and what they say of a new entry.

A history is a table of sums: in how many labelled entries of a topic a word or pair of
words occurred, per language. Sums do not depend on the order in which entries came, and
nothing but labelled entries enters them.

The estimate is naive Bayes with each word's probability in a topic drawn towards its
probability in all topics by as much as `PRIOR` entries would (a Dirichlet prior; Manning,
Raghavan, Schütze, Introduction to Information Retrieval, 13.2, with the collection's
model in place of add-one, as in 12.2.2). Words are not independent, so the sum is
scaled down (`TRUST`). The numbers were set on one half of the data; docs/topics.md reports both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["PRIOR", "PRIOR_ALONE", "History", "Lesson", "evidence", "taught"]

PRIOR = 100.0  # entries' worth of trust in a word's overall frequency ...
PRIOR_ALONE = 10.0  # ... and where no vocabulary speaks, so that a few dozen labels do
TRUST = 0.3  # of the words' joint evidence, since they repeat each other
MOST_TERMS = 150_000  # a language; about 40 MB. The rarest are forgotten first

_Counts = Mapping[str, float]


def _none() -> Mapping[str, Mapping[str, _Counts]]:
    return MappingProxyType({})


def _no_docs() -> Mapping[str, _Counts]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """How many labelled entries: by language and topic, and by language, term and topic."""

    docs: Mapping[str, _Counts] = field(default_factory=_no_docs)
    terms: Mapping[str, Mapping[str, _Counts]] = field(default_factory=_none)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One labelled entry: its words, its topic, how often it counts."""

    language: str
    topic: str
    terms: Sequence[str]  # each once
    weight: float = 1.0


def taught(history: History, lessons: Iterable[Lesson]) -> History:
    """The history with these lessons added; the given one is not changed."""
    docs = {lang: dict(counts) for lang, counts in history.docs.items()}
    terms: dict[str, dict[str, dict[str, float]]] = {}
    for lesson in lessons:
        lang, topic, weight = lesson.language, lesson.topic, lesson.weight
        held = docs.setdefault(lang, {})
        held[topic] = held.get(topic, 0.0) + weight
        if lang not in terms:
            old = history.terms.get(lang, {})
            terms[lang] = {term: dict(counts) for term, counts in old.items()}
        table = terms[lang]
        for term in lesson.terms:
            counts = table.setdefault(term, {})
            counts[topic] = counts.get(topic, 0.0) + weight
    kept = {lang: _bounded(table) for lang, table in terms.items()}
    return History(docs=docs, terms={**history.terms, **kept})


def _bounded(table: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    if len(table) <= MOST_TERMS:
        return table
    order = sorted(table, key=lambda term: (-sum(table[term].values()), term))
    return {term: table[term] for term in order[:MOST_TERMS]}


def evidence(
    history: History,
    language: str,
    terms: Iterable[str],
    topics: Sequence[str],
    *,
    prior: float = PRIOR,
) -> dict[str, float]:
    """For each topic, what its labelled entries say for it: a scaled log-likelihood, mean 0.

    All 0 where nothing was labelled in this language, or in one topic only.
    """
    docs = history.docs.get(language, {})
    sizes = [docs.get(topic, 0.0) for topic in topics]
    total = sum(sizes)
    sums = [0.0] * len(topics)
    if sum(size > 0 for size in sizes) > 1:
        table = history.terms.get(language, {})
        for term in terms:
            counts = table.get(term)
            if not counts:
                continue
            seen = [counts.get(topic, 0.0) for topic in topics]
            overall = (sum(seen) + 0.5) / (total + 1.0)
            for at, size in enumerate(sizes):
                here = (seen[at] + prior * overall) / (size + prior)
                sums[at] += math.log(here / overall)
    mean = math.fsum(sums) / max(1, len(sums))
    return {topic: TRUST * (sums[at] - mean) for at, topic in enumerate(topics)}
