"""The editions as publishing reads them: sheets applied, stories followed from day to day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from .. import store
from ..desk.sheet import Applied, Problem, Sheet, Standing, apply, read, standing
from ..errors import ConfigError
from ..model import Edition, Entry, Feed, Site, Story, Tombstone, Topic
from .addresses import absolute

__all__ = ["Shelf", "Telling"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A story in one edition."""

    day: date
    story: Story


@dataclass
class Shelf:
    """All that pages are made from; reads each file once, and only when it is asked for."""

    content: Path
    site: Site
    _editions: dict[date, Edition] = field(default_factory=dict)
    _pages: dict[tuple[date, bool], Applied] = field(default_factory=dict)

    # -- what there is -------------------------------------------------------------

    @cached_property
    def all_days(self) -> tuple[date, ...]:
        """Every day with a file, the open edition's too."""
        return store.days(self.content)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days of issued editions, the oldest first."""
        return tuple(day for day in self.all_days if self.edition(day).issued)

    @cached_property
    def open_day(self) -> date | None:
        """The day of the edition that still collects."""
        days = [day for day in self.all_days if not self.edition(day).issued]
        return days[-1] if days else None

    def edition(self, day: date) -> Edition:
        """The edition of `day` as it is stored.

        Raises:
            StoreError: the file cannot be read.
        """
        if day not in self._editions:
            self._editions[day] = store.load(self.content, day) or Edition(date=day)
        return self._editions[day]

    # -- the editor's word ---------------------------------------------------------

    @cached_property
    def sheets(self) -> Mapping[date, Sheet]:
        """All sheets, by day.

        Raises:
            ConfigError: a sheet is not TOML, or says what no sheet says.
        """
        found = {}
        for day in store.sheets(self.content):
            path = store.sheet_path(self.content, day)
            name = "/".join(path.parts[-4:])
            try:
                text = path.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigError(
                    f"cannot be read ({error})", where=name, remedy="save it as UTF-8"
                ) from None
            found[day] = read(text, path=name)
        return found

    @cached_property
    def known_ids(self) -> frozenset[str]:
        """Ids of all stories and entries."""
        return frozenset(
            record.id
            for day in self.all_days
            for records in (self.edition(day).stories, self.edition(day).entries)
            for record in records
        )

    @cached_property
    def _standing(self) -> Standing:
        return standing(self.sheets, aliases=self.stored_aliases)

    @cached_property
    def stored_aliases(self) -> dict[str, str]:
        """Dead story ids to living ones, as grouping recorded them."""
        return {dead: living for day in self.all_days for dead, living in self.edition(day).aliases}

    def page(self, day: date, *, elsewhere: bool = False) -> Applied:
        """An edition with the editor's word on it; `elsewhere` for story and topic pages."""
        key = (day, elsewhere)
        if key not in self._pages:
            self._pages[key] = apply(
                self.edition(day),
                self.sheets.get(day, Sheet()),
                topics=self.site.topics,
                aliases=self.stored_aliases,
                standing=self._standing
                if elsewhere
                else standing(self.sheets, before=day, aliases=self.stored_aliases),
                known=self.known_ids if day in self.sheets else frozenset(),
                elsewhere=elsewhere,
            )
        return self._pages[key]

    def problems(self) -> tuple[Problem, ...]:
        """What no longer matches, in all sheets; a sheet of a day without an edition too."""
        found: list[Problem] = []
        for day, sheet in self.sheets.items():
            if day in self.all_days:
                found += self.page(day).unmatched
            else:
                text = f"{sheet.path}:1: there is no edition of {day}; move it to the next day"
                found.append(Problem(line=1, text=text))
        return tuple(found)

    # -- stories from day to day -----------------------------------------------------

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Every dead story id to the one it lives on as, chains resolved."""
        links = dict(self.stored_aliases)
        links.update(self._standing.merges)
        for day in self.days:
            links.update({story.id: living for story, living in self.page(day).merged})
        return {dead: _end(dead, links) for dead in sorted(links)}

    def living(self, story_id: str) -> str:
        """The id that a story goes by now."""
        return self.aliases.get(story_id, story_id)

    @cached_property
    def tellings(self) -> dict[str, tuple[Telling, ...]]:
        """Living story id -> its tellings in issued editions, the oldest first."""
        found: dict[str, list[Telling]] = defaultdict(list)
        for day in self.days:
            for story in self.page(day, elsewhere=True).edition.stories:
                found[self.living(story.id)].append(Telling(day=day, story=story))
        return {story_id: tuple(tellings) for story_id, tellings in found.items()}

    @cached_property
    def topic_days(self) -> dict[str, tuple[date, ...]]:
        """Topic's slug -> the issued days that have stories of it, the oldest first."""
        found: dict[str, list[date]] = defaultdict(list)
        for day in self.days:
            stories = self.page(day, elsewhere=True).edition.stories
            for slug in sorted({story.topic for story in stories if story.topic}):
                found[slug].append(day)
        return {slug: tuple(days) for slug, days in found.items()}

    @property
    def topic_slugs(self) -> tuple[str, ...]:
        """Topics of digest.toml in their order, then those that only editions still know."""
        named = [topic.slug for topic in self.site.topics]
        return tuple(dict.fromkeys([*named, *sorted(self.topic_days)]))

    @property
    def root(self) -> str:
        """What absolute addresses begin with, without a trailing slash."""
        return absolute(self.site, "").rstrip("/")

    def has_page(self, story_id: str) -> bool:
        """Whether a story has gone on to a second edition."""
        return len({t.day for t in self.tellings.get(self.living(story_id), ())}) > 1

    def slug(self, story_id: str) -> str:
        """The slug of a story as its first telling wrote it."""
        tellings = self.tellings.get(self.living(story_id), ())
        return tellings[0].story.slug if tellings else ""

    def own_slug(self, story_id: str) -> str:
        """The slug that a story had under this very id, before it lived on as another."""
        for day in self.days:
            for story in self.edition(day).stories:
                if story.id == story_id:
                    return story.slug
        return ""

    def was_page(self, story_id: str) -> bool:
        """Whether two issued editions told a story under this very id: it had a page once."""
        days = [d for d in self.days if any(s.id == story_id for s in self.edition(d).stories)]
        return len(days) > 1

    @cached_property
    def tombstones(self) -> dict[str, tuple[Tombstone, date]]:
        """Withdrawn entry's id -> its tombstone and the day it was withdrawn."""
        return {
            stone.id: (stone, stone.when.date())
            for day in self.all_days
            for stone in self.edition(day).withdrawn
        }

    def next_telling(self, story_id: str, day: date) -> date | None:
        """The first later edition that tells a story on."""
        tellings = self.tellings.get(self.living(story_id), ())
        return next((telling.day for telling in tellings if telling.day > day), None)

    def headline(self, story_id: str) -> str:
        """The latest headline that the editor gave a story, "" when none."""
        return self._standing.headlines.get(f"story.{story_id}", "")

    @cached_property
    def retitled(self) -> dict[str, str]:
        """Entry id -> the title that its outlet gave it after its edition was issued."""
        return {u.entry: u.title for day in self.all_days for u in self.edition(day).updates}

    @cached_property
    def feeds(self) -> dict[str, Feed]:
        """The feeds of digest.toml by key."""
        return {feed.key: feed for feed in self.site.feeds}

    def topic(self, slug: str) -> Topic | None:
        """The topic of a slug, None for Other."""
        return next((topic for topic in self.site.topics if topic.slug == slug), None)

    def entries(self, day: date) -> Mapping[str, Entry]:
        """The entries of one edition by id."""
        return {entry.id: entry for entry in self.edition(day).entries}


def _end(story_id: str, links: Mapping[str, str]) -> str:
    seen = {story_id}
    while story_id in links and links[story_id] not in seen:
        story_id = links[story_id]
        seen.add(story_id)
    return story_id
