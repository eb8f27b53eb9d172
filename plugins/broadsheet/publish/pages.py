"""The plan: every page that the site has, and how the context of one is made.

A page is named by kind and key alone, so that another process, or a later run, can make
it from the shelf; nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from . import editions, stories, topics
from .addresses import absolute, archive_path, edition_path, story_path, topic_path
from .shelf import Shelf
from .sources import sources
from .views import FeedLink, Ref, SearchView, TombstoneView
from .wording import date_text, month_text

__all__ = ["Page", "context_of", "plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the plan: where it goes, which template makes it, and of what."""

    path: str
    template: str
    key: tuple[str, ...] = ()


def plan(shelf: Shelf) -> tuple[Page, ...]:
    """All pages, each path once.

    Stories and topics have names of their own in their paths, editions their dates, so
    no two share one; a page of the user's that does is Pelican's error to report.
    """
    pages = {page.path: page for page in _pages(shelf)}
    return tuple(pages.values())


def _pages(shelf: Shelf) -> Iterator[Page]:
    # Redirects first: where a living page has the same path, it takes the place.
    for dead, living in shelf.aliases.items():
        if shelf.was_page(dead):
            path = story_path(shelf.own_slug(dead), dead)
            yield Page(path=path, template="redirect", key=(living,))
    yield Page(path="", template="index")
    for day in shelf.days:
        yield Page(path=edition_path(day), template="edition", key=(day.isoformat(),))
    for story_id in shelf.tellings:
        if shelf.has_page(story_id):
            path = story_path(shelf.slug(story_id), story_id)
            yield Page(path=path, template="story", key=(story_id,))
    for slug in shelf.topic_slugs:
        yield Page(path=topic_path(slug), template="topic", key=(slug,))
        for month in topics.months_of(shelf, slug):
            path = topic_path(slug, month)
            yield Page(path=path, template="topic", key=(slug, month.isoformat()))
    yield Page(path=archive_path(), template="archive")
    for year in sorted({day.year for day in shelf.days}):
        yield Page(path=archive_path(year), template="archive", key=(str(year),))
    yield Page(path="sources/", template="sources")
    yield Page(path="search/", template="search")
    yield Page(path="404.html", template="404")


def context_of(shelf: Shelf, page: Page) -> dict[str, object]:
    """What the template of a page gets, beside Pelican's own."""
    own = _MAKERS[page.template](shelf, *page.key)
    return {
        "here": page.path,
        "canonical": ""
        if page.template in {"404", "redirect"}
        else absolute(shelf.site, page.path),
        "robots": "noindex" if page.template in {"404", "redirect", "search"} else "",
        "page_description": "",
        "feed_links": _feed_links(shelf),
        **own,
    }


def _feed_links(shelf: Shelf) -> tuple[FeedLink, ...]:
    site = shelf.site
    return (
        *topics.feed_links(shelf, "editions", site.title),
        *topics.feed_links(shelf, "stories", f"{site.title}: stories"),
    )


def _index(shelf: Shelf) -> dict[str, object]:
    return {"front": editions.front(shelf), "page_title": shelf.site.title}


def _edition(shelf: Shelf, day: str) -> dict[str, object]:
    view = editions.edition(shelf, date.fromisoformat(day))
    return {
        "edition": view,
        "page_title": f"{view.title}, {view.date_text}" if view.title else view.date_text,
        "page_description": view.counts_text,
    }


def _story(shelf: Shelf, story_id: str) -> dict[str, object]:
    view = stories.story_page(shelf, story_id)
    lead = view.tellings[0].story.lead
    return {
        "story": view,
        "page_title": view.headline,
        "page_description": lead.excerpt if lead else "",
    }


def _topic(shelf: Shelf, slug: str, month: str = "") -> dict[str, object]:
    view = topics.topic_page(shelf, slug, date.fromisoformat(month) if month else None)
    return {
        "topic": view,
        "page_title": f"{view.name}, {view.month_text}" if month else view.name,
        "feed_links": (*_feed_links(shelf), *view.feeds),
    }


def _archive(shelf: Shelf, year: str = "") -> dict[str, object]:
    view = editions.archive(shelf, int(year) if year else None)
    return {"archive": view, "page_title": f"Archive of {year}" if year else "Archive"}


def _sources(shelf: Shelf) -> dict[str, object]:
    return {"sources": sources(shelf), "page_title": "Sources"}


def _search(shelf: Shelf) -> dict[str, object]:
    firsts = sorted({day.replace(day=1) for day in shelf.days}, reverse=True)
    months = tuple(
        Ref(
            text=month_text(month, shelf.site.language),
            path=f"{archive_path(month.year)}#month-{month:%Y-%m}",
            iso=f"{month:%Y-%m}",
        )
        for month in firsts
    )
    return {"search": SearchView(months=months), "page_title": "Search"}


def _missing(shelf: Shelf) -> dict[str, object]:
    # Served at any depth, so its links hang from the host, not from the page.
    return {"SITEURL": absolute(shelf.site, "").rstrip("/"), "page_title": "Not found"}


def _redirect(shelf: Shelf, living: str) -> dict[str, object]:
    telling = shelf.tellings[living][-1]
    path = (
        story_path(shelf.slug(living), living)
        if shelf.has_page(living)
        else f"{edition_path(telling.day)}#{living}"
    )
    return {"target": path, "title": telling.story.headline, "page_title": telling.story.headline}


def _tombstone(shelf: Shelf, entry_id: str) -> dict[str, object]:
    stone, day = shelf.tombstones[entry_id]
    view = TombstoneView(
        id=stone.id,
        when_text=date_text(day, shelf.site.language, style="long"),
        reason=stone.reason,
    )
    return {"tombstone": view, "page_title": "Withdrawn"}


_MAKERS: Mapping[str, Callable[..., dict[str, object]]] = {
    "404": _missing,
    "archive": _archive,
    "edition": _edition,
    "index": _index,
    "redirect": _redirect,
    "search": _search,
    "sources": _sources,
    "story": _story,
    "tombstone": _tombstone,
    "topic": _topic,
}
