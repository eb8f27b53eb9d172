"""What an edition gives to our feeds: an item of its own, and one for each story it tells.

Ids are tag: URIs from site.id and never change; an edit changes `updated` alone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..model import Feed, Media
from .addresses import FEED_TYPES, absolute, edition_path, feed_path, tag
from .secrets import shown_address
from .sections import sections
from .shelf import Shelf
from .stories import Teller, marked
from .views import FeedLink, StoryView
from .wording import date_text

__all__ = ["NEVER", "FeedPart", "Item", "StoryItem", "feed_links", "feed_part"]

_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # `updated` of a feed that has no item yet


class Item(msgspec.Struct, frozen=True, kw_only=True):
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
    source_read: datetime = NEVER  # when the feed said so
    external: str = ""  # the outlet's own page
    media: tuple[Media, ...] = ()
    lang: str = ""


class StoryItem(msgspec.Struct, frozen=True, kw_only=True):
    """A story's item, as one edition tells it. `moved`: it has something to tell again."""

    living: str
    topic: str
    moved: bool
    item: Item


class FeedPart(msgspec.Struct, frozen=True, kw_only=True):
    """All items of one edition."""

    edition: Item
    stories: tuple[StoryItem, ...]


def feed_part(page: Teller, teller: Teller) -> FeedPart:
    """The items of one edition, by the tellers of its own page and of others."""
    shelf, day = teller.shelf, teller.day
    return FeedPart(
        edition=_edition_item(page),
        stories=tuple(
            StoryItem(
                living=shelf.living(story.id),
                topic=story.topic,
                moved=not set(story.folded) >= set(story.entries),
                item=_story_item(shelf, day, teller.story(story), shelf.living(story.id)),
            )
            for story in teller.edition.stories
        ),
    )


def feed_links(shelf: Shelf, name: str, title: str) -> tuple[FeedLink, ...]:
    """A feed of ours in each of its formats."""
    return tuple(
        FeedLink(
            title=f"{title} ({kind.upper() if kind != 'atom' else 'Atom'})",
            type=mime,
            url=absolute(shelf.site, feed_path(name, kind)),
            path=feed_path(name, kind),
        )
        for kind, mime in FEED_TYPES.items()
    )


def _edition_item(teller: Teller) -> Item:
    shelf, day, page = teller.shelf, teller.day, teller.page
    lang = shelf.site.language
    laid = [
        (topic.name if (topic := shelf.topic(slug)) else "Other", [*shown, *more])
        for slug, shown, more in sections(shelf.site.topics, page.edition.stories)
    ]
    issued = page.edition.issued or NEVER
    told = [(name, [teller.story(story) for story in stories]) for name, stories in laid]
    title = date_text(day, lang)
    return Item(
        id=tag(shelf.site, "edition", day.isoformat()),
        url=absolute(shelf.site, edition_path(day)),
        title=f"{title}: {page.title}" if page.title else title,
        html=_fragments()
        .get_template("edition.html")
        .render(intro=marked(page.intro), sections=told, root=shelf.root),
        summary="; ".join(story.headline for _, stories in laid for story in stories[:5])[:500],
        published=issued,
        updated=max([issued, *(line.when for line in page.edition.log)]),
        categories=tuple(name for name, _ in laid if name != "Other"),
    )


def _story_item(shelf: Shelf, day: date, view: StoryView, living: str) -> Item:
    issued = shelf.edition(day).issued or NEVER
    first = shelf.edition(shelf.days_of(living)[0]).issued or NEVER
    lead = view.lead
    entry = shelf.entries(day)[lead.id] if lead else None
    feed = shelf.feeds.get(entry.feed) if entry else None
    where = shown_address(feed) if feed else ""
    return Item(
        id=tag(shelf.site, "story", living),
        url=absolute(shelf.site, view.path),
        title=view.headline,
        html=_fragments().get_template("story.html").render(story=view, root=shelf.root),
        summary=lead.excerpt if lead else "",
        published=first,
        updated=issued,
        categories=(view.topic.text,) if view.topic else (),
        source=(lead.source, where) if lead and where else ("", ""),
        source_read=(entry.seen if entry else None) or issued,
        external=lead.url if lead else "",
        media=_media(entry.media, feed) if entry else (),
        lang=view.lang,
    )


def _media(media: tuple[Media, ...], feed: Feed | None) -> tuple[Media, ...]:
    """What a reader may play or keep; an outlet's pictures only where its feed says so."""
    pictures = bool(feed and feed.images)
    return tuple(
        one
        for one in media
        if one.role == "enclosure"
        and one.url.startswith(("http://", "https://"))
        and _TYPE.fullmatch(one.type)
        and (pictures or not one.type.startswith("image/"))
    )


@cache
def _fragments() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "fragments")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
