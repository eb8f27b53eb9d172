"""The editions as publishing reads them: sheets applied, stories followed from day to day.

Answers come from the index wherever they can; an edition's file is opened only for a page
that shows it, and few are held at a time, so memory does not grow with the archive.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from .. import silence
from ..desk.sheet import Applied, Problem
from ..model import Failure, Feed, Site, Tally, Tombstone, Topic
from ..silence import Silence
from ..store import Stamps, sheets
from .addresses import absolute, topic_path
from .index import Index, Row
from .indexing import sync
from .reader import Reader, ShownEdition, ShownEntry, Word
from .views import Ref

__all__ = ["Shelf", "held"]

STORIES = 2_000  # stories whose days are remembered: those of a month and a half
HELD = 34  # editions in memory: a month's, which search and topics show, and neighbours

K = TypeVar("K")
V = TypeVar("V")


class Shelf:
    """All that pages are made from."""

    def __init__(
        self,
        content: Path,
        site: Site,
        index: Index,
        *,
        fresh: bool = True,
        stamps: Stamps | None = None,
    ) -> None:
        """Read `content` through `index`; `fresh` brings the index in step first.

        `stamps` are those of the files, if somebody has just looked.

        Raises:
            StoreError: an edition's file cannot be read.
            ConfigError: a sheet cannot.
        """
        self.content = content
        self.site = site
        self.index = index
        self._stamps = stamps
        self.reader = Reader(index, content, site.topics)
        if fresh:
            sync(index, content, site.topics, stamps)
        self._editions: OrderedDict[date, ShownEdition] = OrderedDict()
        self._words: OrderedDict[date, Word] = OrderedDict()
        self._pages: OrderedDict[tuple[date, bool], Applied] = OrderedDict()
        self._stories: OrderedDict[str, tuple[date, ...]] = OrderedDict()
        self._rows: OrderedDict[date, Row] = OrderedDict()
        self._months: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    # -- what there is -----------------------------------------------------------------

    @cached_property
    def rows(self) -> dict[date, Row]:
        """The days of issued editions, the oldest first, with their marks.

        For who plans: it grows with the archive, and a page needs `row` only.
        """
        return {row.day: row for row in self.index.rows() if row.issued}

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days of issued editions, the oldest first."""
        return tuple(self.rows) if "rows" in self.__dict__ else self.index.issued()

    def is_issued(self, day: date) -> bool:
        """Whether a day's edition was issued."""
        at = bisect_left(self.days, day)
        return self.days[at : at + 1] == (day,)

    def around(self, day: date) -> tuple[date | None, date | None]:
        """The issued days before and after one."""
        at = bisect_left(self.days, day)
        before, after = self.days[max(0, at - 1) : at], self.days[at + 1 : at + 2]
        return (before[0] if before else None), (after[0] if after else None)

    @cached_property
    def open_row(self) -> Row | None:
        """The edition that still collects, with its marks."""
        day = self.index.open_day()
        return self.row(day) if day else None

    def row(self, day: date) -> Row:
        """A day's row, issued or open."""
        return held(self._rows, day, self._row, HELD)

    def _row(self, day: date) -> Row:
        return next(self.index.rows(day.isoformat()))

    def closed(self, year: str) -> tuple[Row, ...]:
        """The issued days of a year ("2026") but for those of the newest month."""
        newest = f"{self.days[-1]:%Y-%m}" if self.days else ""
        rows = self.index.rows(year)
        return tuple(row for row in rows if row.issued and row.month != newest)

    def edition(self, day: date) -> ShownEdition:
        """The edition of `day` as it is stored, but for what nobody is shown.

        Raises:
            StoreError: the file cannot be read.
        """
        return held(self._editions, day, self.reader.shown, HELD)

    def follow(self, day: date) -> None:
        """Look up where all stories of a day go, in one question instead of one for each."""
        for living, told in self.index.tellings(day).items():
            if living not in self._stories:
                self._stories[living] = tuple(filter(self.is_issued, told))
        while len(self._stories) > STORIES:
            self._stories.popitem(last=False)

    def entries(self, day: date) -> Mapping[str, ShownEntry]:
        """The entries of one edition by id."""
        return {entry.id: entry for entry in self.edition(day).entries}

    # -- the editor's word ---------------------------------------------------------------

    def page(self, day: date, *, elsewhere: bool = False) -> Applied:
        """An edition with the editor's word on it; `elsewhere` for story and topic pages.

        An edition of which nobody says anything is the same record for both.
        """
        return held(self._pages, (day, elsewhere), self._apply, 2 * HELD)

    def _apply(self, key: tuple[date, bool]) -> Applied:
        day, elsewhere = key
        word = held(self._words, day, lambda _: self.reader.word(self.edition(day)), HELD)
        other = self._pages.get((day, not elsewhere))
        if other is not None and word.quiet:
            return other
        return self.reader.page(self.edition(day), elsewhere=elsewhere, word=word)

    def headline(self, story_id: str) -> str:
        """The latest headline that the editor gave a story, "" when none."""
        days = self.days_of(story_id)
        if not days or not self.index.instructions(days[-1]):
            return ""
        found = self.reader.headlines(days[-1])
        return found.get(f"story.{story_id}", "")

    def problems(self) -> tuple[Problem, ...]:
        """What no longer matches, in all sheets; a sheet of a day without an edition too."""
        found: list[Problem] = []
        days = set(self.index.all_days())
        said_on = map(date.fromisoformat, self._stamps[1]) if self._stamps else sheets(self.content)
        for day in said_on:
            if day in days:
                found += self.page(day).unmatched
                continue
            text = f"{self.reader.sheet(day).path}:1: there is no edition of {day}; "
            found.append(Problem(line=1, text=f"{text}move it to the day that was issued"))
        return tuple(found)

    # -- stories from day to day ---------------------------------------------------------

    def living(self, story_id: str) -> str:
        """The id that a story goes by now."""
        return self.index.links.living(story_id)

    def days_of(self, story_id: str) -> tuple[date, ...]:
        """The issued days that tell a story, the oldest first."""
        return held(self._stories, self.living(story_id), self.index.days_of, STORIES)

    def has_page(self, story_id: str) -> bool:
        """Whether a story has gone on to a second edition."""
        return len(self.days_of(story_id)) > 1

    def slug(self, story_id: str) -> str:
        """The slug of a story's own address."""
        return self.index.slug(self.living(story_id))

    @cached_property
    def tombstones(self) -> dict[str, Tombstone]:
        """Withdrawn entry's id -> its tombstone."""
        stones = (msgspec.json.decode(one, type=Tombstone) for one in self.index.stones())
        return {stone.id: stone for stone in stones}

    @cached_property
    def silence(self) -> Silence | None:
        """The silence that the last gather noticed."""
        return silence.read(self.content)

    def months_of_topic(self, slug: str) -> tuple[str, ...]:
        """The months ("2026-11") that have stories of a topic, in order; asked once."""
        return held(self._months, slug, self.index.months_of_topic, 1_000)

    # -- topics, feeds -------------------------------------------------------------------

    @cached_property
    def topic_slugs(self) -> tuple[str, ...]:
        """Topics of digest.toml in their order, then those that only editions still know."""
        named = [topic.slug for topic in self.site.topics]
        return tuple(dict.fromkeys([*named, *self.index.topics()]))

    def topic(self, slug: str) -> Topic | None:
        """The topic of a slug, None for Other."""
        return self._by_slug.get(slug)

    def topic_ref(self, slug: str) -> Ref | None:
        """A reference to a topic's page, None for Other."""
        return self._topic_refs.get(slug)

    @cached_property
    def _by_slug(self) -> dict[str, Topic]:
        return {topic.slug: topic for topic in self.site.topics}

    @cached_property
    def _topic_refs(self) -> dict[str, Ref]:
        return {
            slug: Ref(text=topic.name, path=topic_path(slug))
            for slug, topic in self._by_slug.items()
        }

    @cached_property
    def feeds(self) -> dict[str, Feed]:
        """The feeds of digest.toml by key."""
        return {feed.key: feed for feed in self.site.feeds}

    def ledgers(self, days: tuple[date, ...]) -> list[tuple[list[Tally], list[Failure]]]:
        """(ledger, failures) of some editions."""
        return [
            (
                msgspec.json.decode(ledger, type=list[Tally]),
                msgspec.json.decode(failures, type=list[Failure]),
            )
            for ledger, failures in self.index.ledgers(days)
        ]

    @property
    def root(self) -> str:
        """What absolute addresses begin with, without a trailing slash."""
        return absolute(self.site, "").rstrip("/")


def held(kept: OrderedDict[K, V], key: K, make: Callable[[K], V], most: int) -> V:
    """What is kept under a key, made if it is not; the longest unused goes when there are many."""
    if key in kept:
        kept.move_to_end(key)
        return kept[key]
    kept[key] = make(key)
    if len(kept) > most:
        kept.popitem(last=False)
    return kept[key]
