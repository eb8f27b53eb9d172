"""How alike entries are: the cosine of their terms, as sparse rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from ..model import Entry

__all__ = ["Rows", "cosine", "key_of", "likeness", "rows_of"]

Rows: TypeAlias = Any
"""A scipy.sparse CSR matrix (entries x terms), each row of length 1; scipy ships no types."""


def key_of(term: str) -> str:
    """A term without its mark: outlets differ in what they capitalise."""
    return term[1:] if term[:1] in "@#" else term


def rows_of(entries: Sequence[Entry]) -> Rows:
    """Unit rows of the entries' terms; an entry without terms is a row of zeros."""
    import numpy as np  # noqa: PLC0415 - heavy, wanted only where entries are grouped
    from scipy import sparse  # noqa: PLC0415

    columns: dict[str, int] = {}
    ends, where, what = [0], [], []
    for entry in entries:
        length = sum(weight * weight for _, weight in entry.terms) ** 0.5 or 1.0
        for term, weight in entry.terms:
            where.append(columns.setdefault(key_of(term), len(columns)))
            what.append(weight / length)
        ends.append(len(where))
    shape = (len(entries), max(1, len(columns)))
    rows = sparse.csr_matrix((np.array(what), np.array(where), np.array(ends)), shape=shape)
    rows.sum_duplicates()
    return rows


def likeness(rows: Rows, others: Rows, floor: float) -> list[tuple[int, int, float]]:
    """All (row, other, cosine) of at least `floor`, rounded to 6 places, in order."""
    product = (rows @ others.T).tocoo()
    found = [
        (int(a), int(b), round(float(cosine), 6))
        for a, b, cosine in zip(product.row, product.col, product.data, strict=True)
        if cosine >= floor
    ]
    return sorted(found)


def cosine(one: Sequence[tuple[str, float]], other: Sequence[tuple[str, float]]) -> float:
    """The cosine of two entries' terms, 0 to 1, rounded to 6 places."""
    left = {key_of(term): weight for term, weight in one}
    right = {key_of(term): weight for term, weight in other}
    norm = math.sqrt(_square(left.values()) * _square(right.values()))
    if norm == 0:
        return 0.0
    return round(math.fsum(left[key] * right[key] for key in left.keys() & right.keys()) / norm, 6)


def _square(weights: Iterable[float]) -> float:
    return math.fsum(weight * weight for weight in weights)


def mean_likeness(entries: Sequence[Entry]) -> float:
    """The mean cosine over all pairs, rounded to 3 places: 0 for fewer than two."""
    if len(entries) <= 1:
        return 0.0
    total: dict[str, float] = {}
    own = 0.0
    for entry in entries:
        length = math.sqrt(_square(weight for _, weight in entry.terms)) or 1.0
        own += 1.0 if entry.terms else 0.0
        for term, weight in entry.terms:
            total[key_of(term)] = total.get(key_of(term), 0.0) + weight / length
    pairs = len(entries) * (len(entries) - 1)
    return round((_square(total.values()) - own) / pairs, 3)


def shared_terms(entries: Sequence[Entry]) -> tuple[list[str], list[str]]:
    """Names (and numbers), and words, that at least half the entries have, heaviest first."""
    count: dict[str, int] = {}
    weight: dict[str, float] = {}
    facts: set[str] = set()
    for entry in entries:
        for term, heavy in entry.terms:
            key = key_of(term)
            count[key] = count.get(key, 0) + 1
            weight[key] = weight.get(key, 0.0) + heavy
            if term[:1] in "@#":
                facts.add(key)
    half = max(2, (len(entries) + 1) // 2)
    shared = [key for key, found in count.items() if found >= half]
    shared.sort(key=lambda key: (-round(weight[key], 3), key))
    return [key for key in shared if key in facts], [key for key in shared if key not in facts]
