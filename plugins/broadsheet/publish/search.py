"""Search: small JSON files of each month, which the script of the search page reads.

A month has term files ("t00.json": the terms whose hash falls there, and which entries hold
them) and entry files ("d00.json": what a result shows, a few dozen entries each). A query
reads one term file a word and month, the newest month first, and the entry files of what it
shows. Entries are numbered within their month from the oldest day to the newest, so that a
day more leaves most entry files as they are. docs/search.md draws it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TypeVar

import msgspec

from ..model import Entry
from .index import Row, mark
from .search_words import bucket_of, terms_of
from .shelf import Shelf

__all__ = ["FORMAT", "MONTHS", "months_file", "search_file", "search_files", "search_paths"]

FORMAT = 1
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
LONGEST = 300  # characters of a headline that are shown and found

T = TypeVar("T", bound=Hashable)

_WEB = re.compile(r"https?://[^\s]+", re.IGNORECASE)


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
    entries = sum(shelf.rows[day].entries for day in days)
    buckets, size = _sizes(entries)
    filed = _Filed()
    for day in days:
        filed.counts[day.day - 1] = filed.file(shelf, day)
    shown = filed.shown
    bytes_of = [_entry_file(shown[at : at + size]) for at in range(0, entries, size)]
    bytes_of += _term_files(filed, buckets if entries else 0)
    return dict(zip(search_paths(month, entries), bytes_of, strict=True))


def search_file(shelf: Shelf, month: str, path: str) -> bytes:
    """One of a month's files, or, with "" for the month, `MONTHS`.

    A month is made whole, so its files are best asked for one after the other.

    Raises:
        StoreError: an edition's file cannot be read.
    """
    return _held(shelf, month)[path] if month else months_file(shelf.rows)


@lru_cache(maxsize=1)
def _held(shelf: Shelf, month: str) -> dict[str, bytes]:
    return search_files(shelf, month)


def months_file(rows: Mapping[date, Row]) -> bytes:
    """What the script must know: each month's name, entries, files' sizes, and a mark.

    The mark goes into the addresses that the script asks for, so that no cache on the way
    mixes a month's old files with its new ones.
    """
    months = []
    for month, days in groupby(rows.values(), key=lambda row: f"{row.day:%Y-%m}"):
        held = tuple(days)
        entries = sum(row.entries for row in held)
        hashed = mark(FORMAT, [row.text for row in held])[:8]
        months.append((month, entries, *_sizes(entries), hashed))
    return msgspec.json.encode({"format": FORMAT, "months": months})


def _sizes(entries: int) -> tuple[int, int]:
    """(term files, entries in an entry file) of a month with so many entries."""
    buckets = min(BUCKETS, max(1, -(-entries // PER_BUCKET)))
    steps = -(-entries // (CHUNKS * STEP))
    return buckets, max(PER_CHUNK, steps * STEP)


def _days(shelf: Shelf, month: str) -> Sequence[date]:
    first = date.fromisoformat(f"{month}-01")
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return shelf.days[bisect_left(shelf.days, first) : bisect_left(shelf.days, after)]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a result shows, beside its day. `anchor` is its story's place in the edition's page."""

    title: str
    url: str
    outlet: str
    anchor: str
    topic: tuple[str, str]  # (name, slug), ("", "") for Other
    lang: str


@dataclass(slots=True)
class _Filed:
    """A month's entries in order, how many each day has, and which of them hold a term."""

    shown: list[_Shown] = field(default_factory=list)
    counts: list[int] = field(default_factory=lambda: [0] * 31)
    holders: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def file(self, shelf: Shelf, day: date) -> int:
        """File one day's entries, so that from the last to the first is as its page has them."""
        before = len(self.shown)
        applied = shelf.page(day, elsewhere=True).edition
        entries = {entry.id: entry for entry in applied.entries}
        anchors = _anchors(shelf, day)
        for story in reversed(applied.stories):
            lead = next((name for name in story.entries if name not in story.folded), "")
            topic = _topic(shelf, story.topic)
            for name in reversed(story.entries):
                entry = entries.get(name)
                if entry is not None:
                    headline = story.headline if name == lead else entry.title
                    anchor = anchors.get(name, story.id) if anchors is not None else story.id
                    self.put(entry, headline or entry.title, _outlet(shelf, entry), anchor, topic)
        return len(self.shown) - before

    def put(
        self, entry: Entry, headline: str, outlet: str, anchor: str, topic: tuple[str, str]
    ) -> None:
        """File one entry under its headline, what its outlet titled it, outlet and topic."""
        number = len(self.shown)
        url = entry.resolved or entry.url
        title = headline[:LONGEST]
        self.shown.append(
            _Shown(title, url if _WEB.fullmatch(url) else "", outlet, anchor, topic, entry.lang)
        )
        terms = {*terms_of(title), *_marked(outlet, "o"), *_marked(topic[0], "t")}
        if entry.title != headline:
            terms.update(terms_of(entry.title[:LONGEST]))
        for term in terms:
            self.holders[term].append(number)


@lru_cache(maxsize=4096)
def _marked(name: str, kind: str) -> tuple[str, ...]:
    """The terms of an outlet's or topic's name; the mark is no part of any word."""
    return tuple(f"{term}/{kind}" for term in terms_of(name[:LONGEST]))


def _anchors(shelf: Shelf, day: date) -> dict[str, str] | None:
    """Entry -> its story's id on the edition's own page; None where that is as elsewhere."""
    if not shelf.index.instructions(day):
        return None
    stories = shelf.page(day).edition.stories
    return {name: story.id for story in stories for name in story.entries}


def _topic(shelf: Shelf, slug: str) -> tuple[str, str]:
    topic = shelf.topic(slug)
    return (topic.name, slug) if topic else (slug, slug)


def _outlet(shelf: Shelf, entry: Entry) -> str:
    feed = shelf.feeds.get(entry.feed)
    return (entry.source or (feed.title if feed else "") or entry.feed)[:LONGEST]


def _entry_file(shown: Sequence[_Shown]) -> bytes:
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


def _term_files(filed: _Filed, buckets: int) -> Iterator[bytes]:
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
