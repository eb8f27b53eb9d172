"""The pages of Hugo's site beside the editions: stories, topics, archive, sources, search, feeds.

Each is a content file that names the editions, and the stories in them, that it shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from broadsheet import ledger
from broadsheet.model import Edition, Feed, Site, Story, Tally, Topic

__all__ = [
    "KINDS", "TYPES", "Known", "Params", "edition_ref", "feed_links", "iso", "long_day",
    "other_pages", "why_text",
]  # fmt: skip

COVERS = 31  # editions of the sources page
STORIES = 7  # of a feed, for each edition that it may hold
KINDS = {"atom": "Atom", "rss": "RSS", "json": "JSON"}
TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}

Params = dict[str, Any]
Named = Iterator[tuple[str, Params]]
"""(name of a content file, what stands in it)."""


@dataclass(slots=True)
class Known:
    """What one look at each edition tells, the oldest first."""

    addresses: dict[str, str]  # of feeds, by key
    told: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    first: dict[str, Story] = field(default_factory=dict)
    last: dict[str, Story] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)  # excerpt of the last telling's lead
    entries: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    outlets: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    days: dict[date, list[tuple[str, str]]] = field(default_factory=dict)  # (story, topic)
    issued: dict[date, str] = field(default_factory=dict)
    ledgers: dict[date, tuple[Tally, ...]] = field(default_factory=dict)

    def look(self, edition: Edition) -> None:
        """Take note of an edition."""
        entries = {entry.id: entry for entry in edition.entries}
        self.days[edition.date] = [(story.id, story.topic) for story in edition.stories]
        self.issued[edition.date] = iso(edition.issued)
        self.ledgers[edition.date] = edition.ledger
        for story in edition.stories:
            self.told[story.id].append(edition.date)
            self.first.setdefault(story.id, story)
            self.last[story.id] = story
            self.about[story.id] = entries[story.entries[0]].excerpt
            self.entries[story.id] += len(story.entries)
            self.outlets[story.id] |= {entries[name].source for name in story.entries}

    def path(self, story: str) -> str:
        """Where a story's own page is."""
        slug = self.first[story].slug
        return f"story/{slug}-{story}/" if slug else f"story/{story}/"

    def days_of(self, topic: str) -> list[date]:
        """The days that tell anything of a topic, the oldest first."""
        return [day for day, told in self.days.items() if any(topic == own for _, own in told)]


def other_pages(site: Site, days: Sequence[date], known: Known) -> Named:
    """All content files but the editions' own."""
    yield "_index", {"title": site.title, "latest": f"/editions/{days[-1]}", "date": f"{days[-1]}"}
    yield from _stories(site, known)
    for topic in site.topics:
        yield from _topic(topic, site, known)
    yield from _archive(days, known)
    months = [
        _ref(f"archive/{month:%Y}/#month-{month:%Y-%m}", f"{month:%B %Y}", iso=f"{month:%Y-%m}")
        for month in sorted({day.replace(day=1) for day in days}, reverse=True)
    ]
    yield "search/page", _page("search/", "Search", days[-1], months=months, unlisted=True)
    yield from _sources(site, days, known)
    yield from _feeds(site, list(days), known)


def _page(path: str, title: str, day: date, **more: object) -> Params:
    return {"url": f"/{path}", "here": path, "title": title, "date": f"{day}", **more}


def _stories(site: Site, known: Known) -> Named:
    names = {topic.slug: topic.name for topic in site.topics}
    for story, days in known.told.items():
        if len(days) < 2:
            continue
        last, path = known.last[story], known.path(story)
        counts = (
            _counted(known.entries[story], "entry", "entries"),
            _counted(len(known.outlets[story]), "outlet", "outlets"),
            f"{len(days)} editions",
        )
        yield (
            path.rstrip("/"),
            _page(
                path,
                last.headline,
                days[-1],
                about=known.about[story],
                counts=", ".join(counts),
                topic={"slug": last.topic, "name": names[last.topic]},
                why=why_text(last),
                tellings=[{"day": f"{day}", "id": story} for day in reversed(days)],
            ),
        )


def _topic(topic: Topic, site: Site, known: Known) -> Named:
    months = [
        (f"{month}", list(days))
        for month, days in groupby(known.days_of(topic.slug), key=lambda day: f"{day:%Y-%m}")
    ]
    refs = [
        _ref(f"topics/{topic.slug}/{days[0]:%Y/%m}/", f"{days[0]:%B %Y}", iso=month)
        for month, days in months
    ]
    common: Params = {
        "slug": topic.slug,
        "name": topic.name,
        "feedlinks": feed_links(f"topics/{topic.slug}", f"{site.title}: {topic.name}"),
    }
    around = [None, *refs, None]
    for at, (month, days) in enumerate(months):
        shown: Params = {"month": month, "days": [f"{day}" for day in reversed(days)]}
        shown |= {"previous": around[at], "next": around[at + 2]} | common
        title = f"{topic.name}, {days[0]:%B %Y}"
        yield f"topics/{topic.slug}-{month}", _page(refs[at]["path"], title, days[-1], **shown)
        if at + 1 == len(months):
            shown["months"] = refs[::-1]
            page = _page(f"topics/{topic.slug}/", topic.name, days[-1], **shown)
            yield f"topics/{topic.slug}", page


def _archive(days: Sequence[date], known: Known) -> Named:
    by_year = {year: list(own) for year, own in groupby(days, key=lambda day: day.year)}
    refs = [_ref(f"archive/{year}/", f"{year}", count=len(own)) for year, own in by_year.items()]
    around = [None, *refs, None]
    for at, (year, own) in enumerate(by_year.items()):
        months = [
            {
                "iso": iso_month,
                "text": f"{date.fromisoformat(f'{iso_month}-01'):%B %Y}",
                "editions": [
                    _ref(f"{day:%Y/%m/%d}/", "", iso=f"{day}", count=len(known.days[day]))
                    for day in held
                ],
            }
            for iso_month, held in groupby(reversed(own), key=lambda day: f"{day:%Y-%m}")
        ]
        near = {"previous": around[at], "next": around[at + 2]}
        title = f"Archive of {year}"
        yield f"archive/{year}", _page(refs[at]["path"], title, own[-1], months=months, **near)
        if at + 1 == len(by_year):
            more = {"years": refs[::-1], "months": months}
            yield "archive/all", _page("archive/", "Archive", own[-1], **more)


def _sources(site: Site, days: Sequence[date], known: Known) -> Named:
    covered = days[-COVERS:]
    sums = {t.feed: t for t in ledger.add((t for d in covered for t in known.ledgers[d]), ())}
    last = {tally.feed: day for day in covered for tally in known.ledgers[day]}
    rows = [
        _source(feed, sums.get(feed.key, Tally(feed=feed.key)), last.get(feed.key), site, covered)
        for feed in site.feeds
    ]
    more: Params = {"first": f"{covered[0]}", "last": f"{covered[-1]}", "sources": rows}
    more["total"] = _numbers(ledger.total(sums.values()))
    yield "sources/page", _page("sources/", "Sources", days[-1], **more)
    list_ = {"outputs": ["opml"], "layout": "sources", "sources": rows, "title": site.title}
    yield "feeds/sources", {**list_, "sitemap": {"disable": True}}


def _source(
    feed: Feed, tally: Tally, last: date | None, site: Site, days: Sequence[date]
) -> Params:
    quiet = (days[-1] - (last or days[0])).days >= site.silent_days
    return {
        "title": feed.title,
        "address": feed.address,
        "health": "silent" if quiet else "good",
        "says": "answers, but has given nothing new since" if quiet else "last new entry",
        "last": f"{last or days[0]}",
        "counts": _numbers(tally),
    }


def _numbers(tally: Tally) -> list[int]:
    return [getattr(tally, name) for name in ("gathered", *ledger.OUTCOMES)]


def _feeds(site: Site, days: list[date], known: Known) -> Named:
    editions = days[-site.feed_items :][::-1]
    shown: Params = {"editions": [f"{day}" for day in editions], "about": site.title}
    shown |= {"title": site.title, "follows": "", "updated": known.issued[editions[0]]}
    yield "feeds/editions", _feed("editions", site, shown)
    for topic in (None, *site.topics):
        name = f"topics/{topic.slug}" if topic else "stories"
        called = topic.name if topic else "stories"
        about = f"Stories on {called}" if topic else "Every story, as it is told"
        slug, follows = (topic.slug, f"topics/{topic.slug}/") if topic else ("", "")
        held = (known.days_of(slug) if slug else days)[-site.feed_items :][::-1]
        items: dict[str, Params] = {}
        number = 0
        for day in held:
            own = [(s, t) for s, t in known.days[day] if t == slug or not slug]
            for story, under in own:
                first = known.issued[known.told[story][0]]
                item = {"day": f"{day}", "id": story, "topic": under.capitalize(), "first": first}
                items.setdefault(story, item)
            number += len(own)
            if number >= STORIES * site.feed_items:
                break
        shown = {"title": f"{site.title}: {called}", "about": about, "follows": follows}
        shown |= {"updated": known.issued[held[0]], "told": list(items.values())}
        yield f"feeds/{name}", _feed(name, site, shown)


def _feed(name: str, site: Site, shown: Params) -> Params:
    return {
        "called": name,
        "id": f"tag:{site.id}:{name.replace('/', ':')}",
        "outputs": ["atom", "feedrss", "feedjson"],
        "sitemap": {"disable": True},
        **shown,
    }


def feed_links(name: str, title: str) -> list[Params]:
    """A feed in each of its formats, as pages link it."""
    return [
        {"title": f"{title} ({shown})", "type": TYPES[kind], "path": f"feeds/{name}.{kind}"}
        for kind, shown in KINDS.items()
    ]


def edition_ref(day: date) -> Params:
    """An edition as the pager links it."""
    return _ref(f"{day:%Y/%m/%d}/", f"{day:%B} {day.day}, {day.year}")


def _ref(path: str, text: str, **more: object) -> Params:
    return {"path": path, "text": text, **more}


def long_day(day: date) -> str:
    """Friday, November 20, 2026."""
    return f"{day:%A, %B} {day.day}, {day.year}"


def iso(moment: datetime | None) -> str:
    """A time as <time datetime> has it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""


def why_text(story: Story) -> str:
    """What the entries of a story share."""
    shared = [*story.why.names, *story.why.words][:6]
    return f"shared: {', '.join(shared)}" if shared and len(story.entries) > 1 else ""


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
