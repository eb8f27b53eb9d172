"""Our feeds as records: what an item says, before any format writes it down.

Ids are tag: URIs from site.id and never change; an edit changes `updated` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .addresses import absolute, edition_path, feed_path, tag, topic_path
from .editions import edition
from .shelf import Shelf
from .stories import Teller
from .views import StoryView

__all__ = ["FeedOut", "Item", "feed_days", "feed_names", "feed_of"]

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # `updated` of a feed that has no item yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a feed of ours; `html` is complete and its links absolute."""

    id: str
    url: str
    title: str
    html: str
    summary: str
    published: datetime
    updated: datetime
    categories: tuple[str, ...] = ()
    source: tuple[str, str] = ("", "")  # (outlet, its feed's address)
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOut:
    """A feed of ours, newest item first. `name` is its path without ending."""

    name: str
    id: str
    title: str
    description: str
    url: str  # the page it follows
    language: str
    author: str
    updated: datetime
    items: tuple[Item, ...]


def feed_names(shelf: Shelf) -> tuple[str, ...]:
    """The names of all our feeds."""
    return ("editions", "stories", *(f"topics/{slug}" for slug in shelf.topic_slugs))


def feed_of(shelf: Shelf, name: str) -> FeedOut:
    """The feed of a name, over the last editions."""
    site = shelf.site
    kind, _, slug = name.partition("/")
    if kind == "editions":
        items = [_edition_item(shelf, day) for day in feed_days(shelf, name)]
        title, page, about = site.title, "", site.description
    elif kind == "stories":
        items = _story_items(shelf, name, "")
        title, page, about = f"{site.title}: stories", "", "Every story, as it is told"
    else:
        topic = shelf.topic(slug)
        called = topic.name if topic else slug
        items = _story_items(shelf, name, slug)
        title, page, about = f"{site.title}: {called}", topic_path(slug), f"Stories on {called}"
    return FeedOut(
        name=name,
        id=tag(site, *name.split("/")),
        title=title,
        description=about or title,
        url=absolute(site, page),
        language=site.language,
        author=site.author or site.title,
        updated=max((item.updated for item in items), default=NEVER),
        items=tuple(items),
    )


def feed_url(shelf: Shelf, name: str, kind: str) -> str:
    """The absolute address of a feed in one of its formats."""
    return absolute(shelf.site, feed_path(name, kind))


def _edition_item(shelf: Shelf, day: date) -> Item:
    view = edition(shelf, day)
    stored = shelf.edition(day)
    issued = stored.issued or NEVER
    html = _fragments().get_template("edition.html").render(edition=view, root=shelf.root)
    heads = [s.headline for section in view.sections for s in section.stories]
    return Item(
        id=tag(shelf.site, "edition", day.isoformat()),
        url=absolute(shelf.site, edition_path(day)),
        title=f"{view.date_text}: {view.title}" if view.title else view.date_text,
        html=html,
        summary="; ".join(heads[:5]),
        published=issued,
        updated=max([issued, *(line.when for line in stored.log)]),
        categories=tuple(section.name for section in view.sections if section.path),
    )


def feed_days(shelf: Shelf, name: str) -> tuple[date, ...]:
    """The editions that a feed shows, the newest first.

    The feed of editions holds `feed_items` of them. A feed of stories holds whole editions,
    as many as have that many stories together, and at most `feed_items` of them.
    """
    kind, _, slug = name.partition("/")
    most = shelf.site.feed_items
    days = shelf.index.days_of_topic(slug) if slug else shelf.days
    newest = tuple(reversed(days[-most:]))
    if kind == "editions":
        return newest
    number = 0
    for place, day in enumerate(newest, start=1):
        number += shelf.index.count_told(day, slug)
        if number >= most:
            return newest[:place]
    return newest


def _story_items(shelf: Shelf, name: str, slug: str) -> list[Item]:
    """The stories of a feed's editions, the newest first; a story once, as it was last told."""
    items: dict[str, Item] = {}
    for day in feed_days(shelf, name):
        teller = Teller.of(shelf, day, elsewhere=True)
        for story in teller.edition.stories:
            living = shelf.living(story.id)
            if living in items or (slug and story.topic != slug):
                continue
            if set(story.folded) >= set(story.entries):
                continue  # nothing moved: it is not told again
            items[living] = _story_item(shelf, day, teller.story(story), living)
    return list(items.values())


def _story_item(shelf: Shelf, day: date, view: StoryView, living: str) -> Item:
    issued = shelf.edition(day).issued or NEVER
    first = shelf.edition(shelf.days_of(living)[0]).issued or NEVER
    lead = view.lead
    feed = shelf.feeds.get(shelf.entries(day)[lead.id].feed) if lead else None
    return Item(
        id=tag(shelf.site, "story", living),
        url=absolute(shelf.site, view.path),
        title=view.headline,
        html=_fragments().get_template("story.html").render(story=view, root=shelf.root),
        summary=lead.excerpt if lead else "",
        published=first,
        updated=issued,
        categories=(view.topic.text,) if view.topic else (),
        source=(lead.source, feed.address) if lead and feed and feed.address else ("", ""),
        lang=view.lang,
    )


@cache
def _fragments() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "fragments")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
