"""Search's directory: for each year, which of its months hold a term.

Without it a rare word would be looked for in every month of the archive. A year's directory
is in a few files ("search/2025/y00.json"), in which a term lies as it does in a month's; it
knows all months but the newest of the archive, so it changes when a month begins.
docs/search.md draws it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from .index import Row, mark
from .search_filing import terms_by_day
from .search_words import bucket_of
from .shelf import Shelf

__all__ = ["closed_years", "year_files", "year_mark", "year_paths", "year_size"]

BUCKETS = 128  # files of a year at most
PER_BUCKET = 512  # entries of a year for each of its files: about 1.5 kB on the wire


def closed_years(rows: Mapping[date, Row]) -> dict[str, tuple[Row, ...]]:
    """Year ("2025") -> the issued days that its directory knows: none of the newest month."""
    years: dict[str, list[Row]] = {}
    newest = rows[max(rows)].month if rows else ""
    for row in rows.values():
        if row.month != newest:
            years.setdefault(row.month[:4], []).append(row)
    return {year: tuple(days) for year, days in years.items()}


def year_size(days: Iterable[Row]) -> int:
    """How many files the directory of a year has that knows these days."""
    entries = sum(row.entries for row in days)
    return min(BUCKETS, -(-entries // PER_BUCKET))


def year_mark(days: Iterable[Row]) -> str:
    """The mark of a directory: in its files, and in the addresses that the script asks for."""
    return mark([row.text for row in days])[:8]


def year_paths(year: str, days: Iterable[Row]) -> tuple[str, ...]:
    """The files of the directory of a year that knows these days."""
    return tuple(f"search/{year}/y{number:02}.json" for number in range(year_size(days)))


def year_files(shelf: Shelf, year: str) -> dict[str, bytes]:
    """The bytes of all that `year_paths` names for a year; the same for the same editions.

    Raises:
        StoreError: an edition's file cannot be read.
    """
    days = shelf.closed(year)
    months: dict[str, int] = defaultdict(int)  # term -> a bit for each month, the first lowest
    for day, terms in terms_by_day(shelf, [row.day for row in days]):
        bit = 1 << (day.month - 1)
        for term in terms:
            months[term] |= bit
    paths, marked = year_paths(year, days), year_mark(days)
    found: list[list[str]] = [[] for _ in paths]
    for term in sorted(months):
        found[bucket_of(term, len(paths))].append(term)
    return {
        path: msgspec.json.encode(
            {
                "mark": marked,
                "terms": " ".join(terms),
                "in": "".join(f"{months[term]:03x}" for term in terms),
            }
        )
        for path, terms in zip(paths, found, strict=True)
    }
