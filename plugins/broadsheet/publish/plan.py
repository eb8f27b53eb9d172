"""The plan: every page that the site has, and a mark of all that it depends on.

A page is named by template and key alone, so that another process, or a later run, can make
it from the shelf; nothing is rendered here. While its mark stands, a page need not be made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from .. import __version__
from . import topics
from .addresses import (
    FEED_TYPES,
    archive_path,
    edition_path,
    feed_path,
    story_path,
    topic_path,
)
from .feeds import feed_days, feed_names
from .index import mark
from .search import FORMAT, MONTHS, search_paths
from .shelf import Shelf
from .sitemap import INDEX, ROBOTS, Rows, part_path, sitemap_parts
from .sources import COVERS, basis

__all__ = ["FEED", "OPML", "SEARCH_FILE", "SITEMAP", "Page", "plan", "sitemap_parts_of"]

FEED = "feed"
"""The template name of what is no page: a feed of ours, which its own room writes."""

OPML = "feeds/sources.opml"
"""Path and template name of the list of our sources."""

SITEMAP = "sitemap"
"""The template name of what search engines are told."""

SEARCH_FILE = "search file"
"""The same of a file that search reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the plan: where it goes, which template makes it, of what, and its mark.

    `day` is the last edition that it shows: pages that show those of one month are made one
    after the other.
    """

    path: str
    template: str
    key: tuple[str, ...] = ()
    mark: str = ""
    day: str = ""

    @property
    def month(self) -> str:
        """The month whose editions it shows, "" for none."""
        return self.day[:7]


def plan(shelf: Shelf, common: str) -> tuple[Page, ...]:
    """All pages, each path once, in the order in which they are best made.

    `common` is the mark of what every page depends on: settings, theme, our version.
    """
    planner = _Planner(shelf, common)
    pages = {
        page.path: page
        for pages in (
            planner.redirects(),  # first: a living page of the same path takes the place
            planner.tombstones(),
            planner.editions(),
            planner.stories(),
            planner.topics(),
            planner.archive(),
            planner.single(),
            planner.feeds(),
            planner.search_files(),
        )
        for page in pages
    }
    pages |= {page.path: page for page in planner.sitemap(sitemap_parts_of(pages.values()))}
    return tuple(sorted(pages.values(), key=lambda page: (page.month, page.path)))


def sitemap_parts_of(pages: Iterable[Page]) -> dict[str, Rows]:
    """What the parts of the sitemap list of these pages."""
    return sitemap_parts((page.path, page.template, len(page.key), page.day) for page in pages)


@dataclass(frozen=True, slots=True)
class _Planner:
    shelf: Shelf
    common: str
    marks: dict[date, tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        marks = {day: (row.text, row.thread) for day, row in self.shelf.rows.items()}
        object.__setattr__(self, "marks", marks)

    def page(
        self, path: str, template: str, *key: str, of: object = (), day: date | None = None
    ) -> Page:
        """A page that depends on `of`, beside what all depend on."""
        return Page(
            path=path,
            template=template,
            key=key,
            mark=mark(self.common, template, key, of),
            day=day.isoformat() if day else "",
        )

    def of(self, days: tuple[date, ...]) -> list[tuple[date, tuple[str, str]]]:
        """The marks of some editions."""
        return [(day, self.marks[day]) for day in days]

    def redirects(self) -> Iterator[Page]:
        """A page at each address of a story that died, or of which one telling or none is left."""
        index = self.shelf.index
        for dead, once in index.buried().items():
            if len(once) > 1:
                yield self._redirect(dead, tuple(sorted(once)))
        for living, _, told in index.retired():
            yield self._redirect(living, told)

    def _redirect(self, story: str, told: tuple[date, ...]) -> Page:
        """`told` are the days that once told it: where it leads when none does any more."""
        days = self.shelf.days_of(story)
        path, first = story_path(self.shelf.index.slug(story), story), told[0].isoformat()
        return self.page(path, "redirect", self.shelf.living(story), first, of=self.of(days))

    def tombstones(self) -> Iterator[Page]:
        """A page at each address that a withdrawn story had."""
        for stone in self.shelf.tombstones.values():
            if stone.path:
                yield self.page(stone.path, "tombstone", stone.id, of=stone)

    def editions(self) -> Iterator[Page]:
        """The front page and every edition."""
        shelf = self.shelf
        latest = shelf.days[-1] if shelf.days else None
        newest = (latest, self.marks[latest], shelf.neighbours[latest]) if latest else ()
        yield self.page("", "index", of=(newest, shelf.open_row, shelf.silence), day=latest)
        for day, around in shelf.neighbours.items():
            of = (self.marks[day], around)
            yield self.page(edition_path(day), "edition", day.isoformat(), of=of, day=day)

    def stories(self) -> Iterator[Page]:
        """Stories that went on to a second edition."""
        for living, days in self.shelf.index.running():
            path = story_path(self.shelf.slug(living), living)
            yield self.page(path, "story", living, of=self.of(days), day=days[-1])

    def topics(self) -> Iterator[Page]:
        """Topics, and each of their months."""
        for slug in self.shelf.topic_slugs:
            months = topics.months_of(self.shelf, slug)
            order = list(months)
            last = months[order[-1]] if order else ()
            of, day = (order, self.of(last)), last[-1] if last else None
            yield self.page(topic_path(slug), "topic", slug, of=of, day=day)
            for at, month in enumerate(order):
                days = months[month]
                of = (order[max(0, at - 1) : at + 2], self.of(days))
                key = (slug, month.isoformat())
                yield self.page(topic_path(slug, month), "topic", *key, of=of, day=days[-1])

    def archive(self) -> Iterator[Page]:
        """The archive, and each of its years."""
        listed: dict[int, list[tuple[date, str, int]]] = {}
        for day, row in self.shelf.rows.items():
            listed.setdefault(day.year, []).append((day, row.title, row.stories))
        years = [(year, len(days)) for year, days in listed.items()]
        latest = listed[years[-1][0]] if years else []
        last = self.shelf.days[-1] if latest else None
        yield self.page(archive_path(), "archive", of=(years, latest), day=last)
        for at, (year, _) in enumerate(years):
            of = (years[max(0, at - 1) : at + 2], listed[year])
            day = listed[year][-1][0]
            yield self.page(archive_path(year), "archive", str(year), of=of, day=day)

    def single(self) -> Iterator[Page]:
        """Pages that there is one of."""
        days, last = self.shelf.days, self.shelf.days[-COVERS:]
        of = basis(self.shelf)
        day = last[-1] if last else None
        yield self.page("sources/", "sources", of=of, day=day)
        yield self.page(OPML, OPML, of=self.shelf.site.feeds)
        yield self.page("search/", "search", of=sorted({f"{day:%Y-%m}" for day in days}))
        yield self.page("404.html", "404")

    def sitemap(self, parts: Mapping[str, Rows]) -> Iterator[Page]:
        """What search engines are told of all other pages."""
        yield self.page(ROBOTS, SITEMAP)
        last = {name: max((day for _, day in rows), default="") for name, rows in parts.items()}
        yield self.page(INDEX, SITEMAP, of=sorted(last.items()))
        for name, rows in parts.items():
            yield self.page(part_path(name), SITEMAP, of=rows)

    def feeds(self) -> Iterator[Page]:
        """Our feeds, in each of their formats."""
        for name in feed_names(self.shelf):
            days = feed_days(self.shelf, name)
            latest = days[0] if days else None
            said = [self.shelf.silence] if name == "editions" and self.shelf.silence else []
            for kind in FEED_TYPES:
                path = feed_path(name, kind)
                yield self.page(path, FEED, name, kind, of=[*said, *self.of(days)], day=latest)

    def search_files(self) -> Iterator[Page]:
        """What search reads, by month. No theme is in it, so it outlives a change of `common`."""
        site, rows = self.shelf.site, self.shelf.rows
        names = [(topic.slug, topic.name) for topic in site.topics]
        common = mark(__version__, FORMAT, names, [(feed.key, feed.title) for feed in site.feeds])
        texts = []
        for month, days in groupby(rows.values(), key=lambda row: f"{row.day:%Y-%m}"):
            held = tuple(days)
            texts += [row.text for row in held]
            shown = mark(common, [row.text for row in held])
            for path in search_paths(month, sum(row.entries for row in held)):
                key = (month, path)
                yield Page(path=path, template=SEARCH_FILE, key=key, mark=shown, day=f"{month}-01")
        yield Page(path=MONTHS, template=SEARCH_FILE, key=("", MONTHS), mark=mark(common, texts))
