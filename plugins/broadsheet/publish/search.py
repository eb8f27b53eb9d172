"""Search: small JSON files of each month, which the script of the search page reads.

A month has term files ("t00.json": the terms whose hash falls there, and which entries hold
them) and entry files ("d00.json": what a result shows, a few dozen entries each). A query
reads one term file a word and month, the newest month first and then those that a year's
directory (search_years.py) names, and the entry files of what it shows. Entries are numbered
within their month from the oldest day to the newest, so that a day more leaves most entry
files as they are. docs/search.md draws it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby, pairwise
from operator import attrgetter
from typing import TypeVar

import msgspec

from .index import Row, mark
from .search_filing import Filed, Shown, keep_terms
from .search_words import bucket_of
from .search_years import closed_years, year_files, year_mark, year_size
from .shelf import Shelf

__all__ = ["FORMAT", "MONTHS", "months_file", "search_file", "search_files", "search_paths"]

FORMAT = 2
"""Of the files: search.js says which one it reads, and asks for a reload on another."""

MONTHS = "search/months.json"
"""The path of what the script reads first."""

# Sizes are a balance, measured in docs/search.md: small files make a query cheap, few files
# make a build cheap, and no month has more than 80.
BUCKETS = 32  # term files of a month at most
PER_BUCKET = 96  # entries of a month for each of its term files
CHUNKS = 48  # entry files of a month at most
PER_CHUNK = 64  # entries in an entry file; more, by STEP, where CHUNKS would not do
STEP = 16

T = TypeVar("T", bound=Hashable)


def search_paths(month: str, entries: int) -> tuple[str, ...]:
    """The files of a month ("2026-11") whose issued editions hold so many entries."""
    buckets, chunk = _sizes(entries)
    chunks = -(-entries // chunk)
    return (
        *(f"search/{month}/d{number:02}.json" for number in range(chunks)),
        *(f"search/{month}/t{number:02}.json" for number in range(buckets if entries else 0)),
    )


def search_files(shelf: Shelf, month: str) -> dict[str, bytes]:
    """The bytes of all that `search_paths` names for a month; the same for the same editions.

    What the editor hid, or what was withdrawn, is in none of them.

    Raises:
        StoreError: an edition's file cannot be read.
    """
    days = _days(shelf, month)
    entries = sum(shelf.row(day).entries for day in days)
    buckets, size = _sizes(entries)
    filed = Filed()
    for day in days:
        filed.file(shelf, day)
    keep_terms(shelf, filed.terms)
    shown = filed.shown
    bytes_of = [_entry_file(shown[at : at + size]) for at in range(0, entries, size)]
    bytes_of += _term_files(filed, buckets if entries else 0)
    return dict(zip(search_paths(month, entries), bytes_of, strict=True))


def search_file(shelf: Shelf, key: str, path: str) -> bytes:
    """One of the files of a month ("2026-11") or year ("2026"), or, with the key "", `MONTHS`.

    A month or year is made whole, so its files are best asked for one after the other.

    Raises:
        StoreError: an edition's file cannot be read.
    """
    return _held(shelf, key)[path] if key else months_file(shelf.rows)


@lru_cache(maxsize=1)
def _held(shelf: Shelf, key: str) -> dict[str, bytes]:
    return search_files(shelf, key) if "-" in key else year_files(shelf, key)


def months_file(rows: Mapping[date, Row]) -> bytes:
    """What the script must know: each month's name, entries, files' sizes, and a mark; the years'.

    The mark goes into the addresses that the script asks for, so that no cache on the way
    mixes a month's old files with its new ones.
    """
    months = []
    for month, days in groupby(rows.values(), key=attrgetter("month")):
        held = tuple(days)
        entries = sum(row.entries for row in held)
        hashed = mark(FORMAT, [row.text for row in held])[:8]
        months.append((month, entries, *_sizes(entries), hashed))
    years = [
        (year, year_size(days), year_mark(days))
        for year, days in closed_years(rows).items()
        if year_size(days)
    ]
    return msgspec.json.encode({"format": FORMAT, "months": months, "years": years})


def _sizes(entries: int) -> tuple[int, int]:
    """(term files, entries in an entry file) of a month with so many entries."""
    buckets = min(BUCKETS, max(1, -(-entries // PER_BUCKET)))
    steps = -(-entries // (CHUNKS * STEP))
    return buckets, max(PER_CHUNK, steps * STEP)


def _days(shelf: Shelf, month: str) -> Sequence[date]:
    first = date.fromisoformat(f"{month}-01")
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return shelf.days[bisect_left(shelf.days, first) : bisect_left(shelf.days, after)]


def _entry_file(shown: Sequence[Shown]) -> bytes:
    """Column by column, for alike stands by alike: names once, then their numbers."""
    outlets = _numbered(one.outlet for one in shown)
    topics = _numbered(one.topic for one in shown)
    langs = _numbered(one.lang for one in shown)
    return msgspec.json.encode(
        {
            "title": [one.title for one in shown],
            "url": [one.url for one in shown],
            "anchor": [one.anchor for one in shown],
            "outlets": list(outlets),
            "outlet": [outlets[one.outlet] for one in shown],
            "topics": list(topics),
            "topic": [topics[one.topic] for one in shown],
            "langs": list(langs),
            "lang": [langs[one.lang] for one in shown],
        }
    )


def _numbered(names: Iterable[T]) -> dict[T, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _term_files(filed: Filed, buckets: int) -> Iterator[bytes]:
    """For each bucket its terms in order, and for each term the gaps between its entries."""
    found: list[list[str]] = [[] for _ in range(buckets)]
    for term in filed.holders:
        found[bucket_of(term, buckets)].append(term)
    for terms in found:
        terms.sort()
        gaps = [_gaps(filed.holders[term]) for term in terms]
        yield msgspec.json.encode({"days": filed.counts, "terms": " ".join(terms), "in": gaps})


def _gaps(numbers: list[int]) -> list[int] | int:
    """The first number, then each one's distance from the one before; a lone one as it is."""
    if len(numbers) == 1:
        return numbers[0]
    return [numbers[0], *(after - before for before, after in pairwise(numbers))]
