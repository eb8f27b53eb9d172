"""The plan: the pages that the site has, and a mark of all that each depends on.

Nothing is rendered here. While its mark stands, a page need not be made. With a scope (what
changed since the last plan) only the pages that may differ are planned: the rest stand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from sys import intern
from typing import TypeVar

from .addresses import (
    FEED_TYPES,
    archive_path,
    edition_path,
    feed_path,
    story_path,
    topic_path,
)
from .draft import Draft
from .feeds import feed_days, feed_names
from .index import mark
from .manifest import Manifest, Page
from .search_plan import search_plan, search_subjects
from .shelf import Shelf
from .sitemap import INDEX, ROBOTS, SITE, Rows, part_path
from .sources import COVERS, basis
from .touched import Scope, story_subject

__all__ = ["FEED", "OPML", "SEARCH_FILE", "SITEMAP", "Plan", "plan"]

FEED = "feed"
"""The template name of what is no page: a feed of ours, which its own room writes."""

OPML = "feeds/sources.opml"
"""Path and template name of the list of our sources."""

SITEMAP = "sitemap"
"""The template name of what search engines are told."""

SEARCH_FILE = "search file"
"""The same of a file that search reads."""

T = TypeVar("T", date, int, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Pages to look at, and paths that are none any more.

    `whole`: the draft has all pages; else all others stand as the manifest has them.
    """

    draft: Draft
    manifest: Manifest
    gone: frozenset[str]
    whole: bool
    last: dict[str, str] = field(default_factory=dict)  # part of the sitemap -> last day it shows

    def page(self, path: str) -> Page | None:
        """The page of a path, None if there is none."""
        if path in self.gone:
            return None
        return self.draft.page(path) or (None if self.whole else self.manifest.page(path))

    def rows(self, part: str) -> Rows:
        """What a part of the sitemap lists, by path."""
        rows = self.draft.of_part(part)
        if self.whole:
            return rows
        standing = self.manifest.of_part(part)
        own = [row for row in standing if row[0] not in self.gone and row[0] not in self.draft]
        return sorted([*rows, *own])


def plan(
    shelf: Shelf,
    common: str,
    manifest: Manifest,
    *,
    scope: Scope | None = None,
    more: Iterable[Page] = (),
) -> Plan:
    """Plan all pages, or, with a scope, those that it touches and those that every run plans.

    Args:
        shelf: what the pages are made from.
        common: the mark of what every page depends on: settings, theme, our version.
        manifest: what stands.
        scope: what changed since what stands was planned, under the same `common`.
        more: pages that somebody else plans in every run.
    """
    planner, draft = _Planner(shelf, common, scope), Draft(manifest)
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
        more,
    ):
        draft.put(pages)
    if scope is None:
        gone = draft.strangers()
    else:
        before = manifest.of([*scope.subjects, *search_subjects(shelf.rows, scope.months)])
        gone = [page.path for page in before if page.path not in draft]
    made = Plan(draft=draft, manifest=manifest, gone=frozenset(gone), whole=scope is None)
    return _with_sitemap(made, planner)


def _with_sitemap(made: Plan, planner: _Planner) -> Plan:
    """The plan with the parts of the sitemap that may have changed, and the last day of each."""
    draft, manifest = made.draft, made.manifest
    last = draft.parts() if made.whole else manifest.parts()
    touched = {SITE, *draft.parts()}
    if not made.whole:
        touched |= manifest.parts_of((*draft.paths(), *made.gone)) - {""}
    own = []
    for part in sorted(touched):
        rows = made.rows(part)
        last.pop(part, None)
        if rows or part == SITE:
            last[part] = max((day for _, day in rows), default="")
            own.append(planner.part(part, rows))
    own += planner.sitemap(last)
    gone = set(made.gone)
    if not made.whole:
        gone |= {part_path(part) for part in manifest.parts().keys() - last.keys()}
    draft.put(own)
    return replace(
        made, last=dict(sorted(last.items())), gone=frozenset(gone - {p.path for p in own})
    )


def _beside(order: Sequence[T], these: Iterable[T]) -> list[T]:
    """Some of an order with those before and after each; of one that is gone, those around it."""
    found: set[int] = set()
    for one in these:
        at = bisect_left(order, one)
        found.update(range(max(0, at - 1), min(len(order), at + 2)))
    return [order[at] for at in sorted(found)]


@dataclass(frozen=True, slots=True)
class _Planner:
    shelf: Shelf
    common: str
    scope: Scope | None
    marks: dict[date, tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        marks = {day: (row.text, row.thread) for day, row in self.shelf.rows.items()}
        object.__setattr__(self, "marks", marks)

    def page(
        self,
        path: str,
        template: str,
        *key: str,
        of: object = (),
        day: date | None = None,
        subject: str = "",
    ) -> Page:
        """A page that depends on `of`, beside what all depend on."""
        return Page(
            path=path,
            template=template,
            key=key,
            mark=mark(self.common, template, key, of),
            day=intern(day.isoformat()) if day else "",  # one text for all pages of a day
            subject=intern(subject),
        )

    def of(self, days: tuple[date, ...]) -> list[tuple[date, tuple[str, str]]]:
        """The marks of some editions."""
        return [(day, self.marks[day]) for day in days]

    def redirects(self) -> Iterator[Page]:
        """A page at each address of a story that died, or of which one telling or none is left."""
        index, names = self.shelf.index, self.scope.stories if self.scope else None
        for dead, once in index.buried(names).items():
            if len(once) > 1:
                yield self._redirect(dead, tuple(sorted(once)))
        for living, _, told in index.retired(names):
            yield self._redirect(living, told)

    def _redirect(self, story: str, told: tuple[date, ...]) -> Page:
        """`told` are the days that once told it: where it leads when none does any more."""
        days = self.shelf.days_of(story)
        path, first = story_path(self.shelf.index.slug(story), story), told[0].isoformat()
        key, of = (self.shelf.living(story), first), self.of(days)
        return self.page(path, "redirect", *key, of=of, subject=story_subject(story))

    def tombstones(self) -> Iterator[Page]:
        """A page at each address that a withdrawn story had."""
        for stone in self.shelf.tombstones.values():
            if stone.path:
                yield self.page(stone.path, "tombstone", stone.id, of=stone)

    def editions(self) -> Iterator[Page]:
        """The front page and every edition."""
        shelf, days = self.shelf, self.shelf.days
        latest = days[-1] if days else None
        newest = (latest, self.marks[latest], shelf.around(latest)) if latest else ()
        yield self.page("", "index", of=(newest, shelf.open_row, shelf.silence), day=latest)
        for day in _beside(days, self.scope.days) if self.scope else days:
            of, name = (self.marks[day], shelf.around(day)), day.isoformat()
            yield self.page(edition_path(day), "edition", name, of=of, day=day, subject=name)

    def stories(self) -> Iterator[Page]:
        """Stories that went on to a second edition."""
        for living, days in self.shelf.index.running(self.scope.stories if self.scope else None):
            path, subject = story_path(self.shelf.slug(living), living), story_subject(living)
            of, last = self.of(days), days[-1]
            yield self.page(path, "story", living, of=of, day=last, subject=subject)

    def topics(self) -> Iterator[Page]:
        """Topics, and each of their months."""
        for slug in self.shelf.topic_slugs:
            order = self.shelf.months_of_topic(slug)
            last = self.shelf.index.days_of_topic(slug, order[-1]) if order else ()
            shown, day = (order, self.of(last)), last[-1] if last else None
            yield self.page(topic_path(slug), "topic", slug, of=shown, day=day)
            for month in _beside(order, self.scope.months) if self.scope else order:
                days, first = (
                    self.shelf.index.days_of_topic(slug, month),
                    date.fromisoformat(f"{month}-01"),
                )
                of = (_beside(order, [month]), self.of(days))
                key, path = (slug, f"{month}-01"), topic_path(slug, first)
                yield self.page(path, "topic", *key, of=of, day=days[-1], subject=month)

    def archive(self) -> Iterator[Page]:
        """The archive, and each of its years."""
        listed: dict[int, list[tuple[date, str, int]]] = {}
        for day, row in self.shelf.rows.items():
            listed.setdefault(day.year, []).append((day, row.title, row.stories))
        years = {year: len(days) for year, days in listed.items()}
        order = list(years)
        latest = listed[order[-1]] if order else []
        last = self.shelf.days[-1] if latest else None
        yield self.page(archive_path(), "archive", of=(list(years.items()), latest), day=last)
        for year in _beside(order, self.scope.years) if self.scope else order:
            of = ([(one, years[one]) for one in _beside(order, [year])], listed[year])
            path, subject, day = archive_path(year), f"{year:04d}", listed[year][-1][0]
            yield self.page(path, "archive", str(year), of=of, day=day, subject=subject)

    def single(self) -> Iterator[Page]:
        """Pages that there is one of."""
        last = self.shelf.days[-COVERS:]
        of = basis(self.shelf)
        day = last[-1] if last else None
        yield self.page("sources/", "sources", of=of, day=day)
        yield self.page(OPML, OPML, of=self.shelf.site.feeds)
        yield self.page(
            "search/", "search", of=sorted({row.month for row in self.shelf.rows.values()})
        )
        yield self.page("404.html", "404")

    def sitemap(self, last: dict[str, str]) -> Iterator[Page]:
        """What search engines are told of all other pages; `last` as `Plan.last`."""
        yield self.page(ROBOTS, SITEMAP)
        yield self.page(INDEX, SITEMAP, of=sorted(last.items()))

    def part(self, part: str, rows: Rows) -> Page:
        """A part of the sitemap."""
        return self.page(part_path(part), SITEMAP, part, of=rows, subject=f"part {part}")

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
        """What search reads. No theme is in it, so it outlives a change of `common`."""
        shelf, months = self.shelf, self.scope.months if self.scope else None
        for file in search_plan(shelf.rows, shelf.site, months):
            yield Page(
                path=file.path,
                template=SEARCH_FILE,
                key=file.key,
                mark=file.mark,
                day=file.day,
                subject=file.subject,
            )
