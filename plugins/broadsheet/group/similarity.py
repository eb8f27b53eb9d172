"""How alike entries are: the cosine of their terms, as sparse rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from ..model import Entry

__all__ = [
    "Rows",
    "bare_terms",
    "cosine",
    "key_of",
    "mean_likeness",
    "names_of",
    "near",
    "rows_of",
    "shared_terms",
]

Rows: TypeAlias = Any
"""A scipy.sparse CSR matrix, a row for each entry (or group) and a column for each term."""

_BLOCK = 500  # rows multiplied at once: bounds memory


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
        bare = bare_terms(entry)
        length = math.sqrt(_square(bare.values())) or 1.0
        where += [columns.setdefault(key, len(columns)) for key in bare]
        what += [weight / length for weight in bare.values()]
        ends.append(len(where))
    shape = (len(entries), max(1, len(columns)))
    return sparse.csr_matrix((np.array(what), np.array(where), np.array(ends)), shape=shape)


def bare_terms(entry: Entry) -> dict[str, float]:
    """The entry's terms without their marks."""
    return {key_of(term): weight for term, weight in entry.terms}


def names_of(stories: Sequence[Sequence[Entry]]) -> tuple[Rows, Rows]:
    """Two rows for each story: the weights of its names, and which terms it has (ones).

    The product of the one's first and the other's second is the weight of the names
    that the other has too, whether or not it sets them as names.
    """
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    columns: dict[str, int] = {}
    ends, where, what = [0], [], []
    for story in stories:
        names: dict[str, float] = {}
        for entry in story:
            for term, weight in entry.terms:
                key = key_of(term)
                names[key] = max(names.get(key, 0.0), weight if term[:1] == "@" else 0.0)
        for name, weight in names.items():
            where.append(columns.setdefault(name, len(columns)))
            what.append(weight)
        ends.append(len(where))
    shape = (len(stories), max(1, len(columns)))
    places = (np.array(where), np.array(ends))
    named = sparse.csr_matrix((np.array(what), *places), shape=shape)
    return named, sparse.csr_matrix((np.ones(len(where)), *places), shape=shape)


def near(rows: Rows, others: Rows, floor: float) -> Iterator[tuple[Any, Any]]:
    """Index arrays of (row, other) whose product is at least `floor`, a block of rows each."""
    turned = others.T.tocsc()
    for start in range(0, rows.shape[0], _BLOCK):
        product = (rows[start : start + _BLOCK] @ turned).tocoo()
        kept = product.data >= floor
        yield product.row[kept] + start, product.col[kept]


def cosine(one: Entry, other: Entry) -> float:
    """The cosine of two entries' terms, 0 to 1, rounded to 6 places."""
    left, right = bare_terms(one), bare_terms(other)
    norm = math.sqrt(_square(left.values()) * _square(right.values()))
    if norm == 0:
        return 0.0
    return round(math.fsum(left[key] * right[key] for key in left.keys() & right.keys()) / norm, 6)


def mean_likeness(entries: Sequence[Entry]) -> float:
    """The mean cosine over all pairs, rounded to 3 places: 0 for fewer than two."""
    if len(entries) <= 1:
        return 0.0
    total: dict[str, float] = {}
    own = 0.0
    for entry in entries:
        bare = bare_terms(entry)
        length = math.sqrt(_square(bare.values())) or 1.0
        own += 1.0 if bare else 0.0
        for key, weight in bare.items():
            total[key] = total.get(key, 0.0) + weight / length
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


def _square(weights: Iterable[float]) -> float:
    return math.fsum(weight * weight for weight in weights)
