"""Our feeds as records: what an item says, before any format writes it down.

Ids are tag: URIs from site.id and never change; an edit changes `updated` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .addresses import absolute, feed_path, tag, topic_path
from .feeditems import NEVER, Item
from .parts import Parts
from .shelf import Shelf
from .wording import silence_text

STORIES = 7  # for each edition that a feed may hold: a reader who looks in weekly misses none

__all__ = ["FeedOut", "feed_days", "feed_names", "feed_of", "feed_url"]


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
    hub: str = ""


def feed_names(shelf: Shelf) -> tuple[str, ...]:
    """The names of all our feeds."""
    return ("editions", "stories", *(f"topics/{slug}" for slug in shelf.topic_slugs))


def feed_of(parts: Parts, name: str) -> FeedOut:
    """The feed of a name, over the last editions; made once for all its formats."""
    if name not in parts.feeds:
        parts.feeds[name] = _feed(parts, name)
    feed: FeedOut = parts.feeds[name]
    return feed


def _feed(parts: Parts, name: str) -> FeedOut:
    shelf, site = parts.shelf, parts.shelf.site
    kind, _, slug = name.partition("/")
    if kind == "editions":
        items = [parts.feed(day).edition for day in feed_days(shelf, name)]
        items = [*_silence(shelf), *items]
        title, page, about = site.title, "", site.description
    elif kind == "stories":
        items = _story_items(parts, name, "")
        title, page, about = f"{site.title}: stories", "", "Every story, as it is told"
    else:
        topic = shelf.topic(slug)
        called = topic.name if topic else slug
        items = _story_items(parts, name, slug)
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
        hub=site.hub,
    )


def _silence(shelf: Shelf) -> list[Item]:
    """An item that says that nothing comes any more; gone when something does."""
    said, site = shelf.silence, shelf.site
    if said is None:
        return []
    text = silence_text(said.since, site.language)
    return [
        Item(
            id=tag(site, "silence", said.since.isoformat()),
            url=absolute(site, "sources/"),
            title=text,
            html=f"<p>{text}</p>",
            summary=text,
            published=said.noticed,
            updated=said.noticed,
        )
    ]


def feed_url(shelf: Shelf, name: str, kind: str) -> str:
    """The absolute address of a feed in one of its formats."""
    return absolute(shelf.site, feed_path(name, kind))


def feed_days(shelf: Shelf, name: str) -> tuple[date, ...]:
    """The editions that a feed shows, the newest first.

    The feed of editions holds `feed_items` of them. A feed of stories holds whole editions,
    as many as have STORIES stories for each of `feed_items`, and at most `feed_items` of them.
    """
    kind, _, slug = name.partition("/")
    most = shelf.site.feed_items
    newest = shelf.days[-most:][::-1]
    if slug:
        newest = shelf.index.last_of_topic(slug, most)
    if kind == "editions":
        return newest
    number = 0
    for place, day in enumerate(newest, start=1):
        number += shelf.index.count_told(day, slug)
        if number >= STORIES * most:
            return newest[:place]
    return newest


def _story_items(parts: Parts, name: str, slug: str) -> list[Item]:
    """The stories of a feed's editions, the newest first; a story once, as it was last told."""
    items: dict[str, Item] = {}
    for day in feed_days(parts.shelf, name):
        for told in parts.feed(day).stories:
            if told.moved and (not slug or told.topic == slug):
                items.setdefault(told.living, told.item)
    return list(items.values())
