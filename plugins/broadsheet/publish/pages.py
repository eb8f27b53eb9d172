"""What the template of a page gets, made from the shelf."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from . import editions, stories, topics
from .addresses import absolute, archive_path, edition_path, story_path
from .plan import Page
from .shelf import Shelf
from .sources import sources
from .views import FeedLink, Ref, SearchView, TombstoneView
from .wording import date_text, month_text

__all__ = ["context_of"]


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
    telling = shelf.tellings(living)[-1]
    path = (
        story_path(shelf.slug(living), living)
        if shelf.has_page(living)
        else f"{edition_path(telling.day)}#{living}"
    )
    return {"target": path, "title": telling.story.headline, "page_title": telling.story.headline}


def _tombstone(shelf: Shelf, entry_id: str) -> dict[str, object]:
    stone = shelf.tombstones[entry_id]
    view = TombstoneView(
        id=stone.id,
        when_text=date_text(stone.when.date(), shelf.site.language, style="long"),
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
