"""What the template of a page gets, made from the shelf."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from .. import __version__
from . import editions, topics
from .addresses import absolute, archive_path, edition_path, story_path, topic_path
from .manifest import Page
from .parts import Parts
from .shelf import Shelf
from .sources import sources
from .storypage import story_page
from .views import Ref, SearchView, SiteView
from .wording import direction, month_text

__all__ = ["GENERATOR", "common", "context_of", "pages_nav"]


GENERATOR = f"Broadsheet {__version__}"


def context_of(parts: Parts, page: Page) -> dict[str, object]:
    """What the template of a page gets, beside Pelican's own."""
    shelf = parts.shelf
    own = _MAKERS[page.template](parts, *page.key)
    return {
        "here": page.path,
        "canonical": ""
        if page.template in {"404", "redirect"}
        else absolute(shelf.site, page.path),
        "robots": "noindex" if page.template in {"404", "redirect", "search"} else "",
        "page_description": "",
        "feed_links": parts.feed_links,
        **own,
    }


def pages_nav(context: Mapping[str, Any]) -> tuple[Ref, ...]:
    """References to the user's own pages."""
    return tuple(Ref(text=page.title, path=page.url) for page in context.get("pages", ()))


def common(shelf: Shelf, settings: Any) -> dict[str, object]:  # noqa: ANN401 - Pelican's dict
    """What every page gets, Pelican's own pages too."""
    site = shelf.site
    return {
        "SITENAME": site.title,
        "site": SiteView(
            title=site.title,
            description=site.description,
            language=site.language,
            dir=direction(site.language),
            author=site.author,
            url=site.url,
        ),
        "nav_topics": tuple(
            Ref(text=topic.name, path=topic_path(topic.slug)) for topic in site.topics
        ),
        "pages_nav": (),
        "feed_links": (),
        "generator": GENERATOR,
        "THEME_STATIC_DIR": settings["THEME_STATIC_DIR"],
    }


def _index(parts: Parts) -> dict[str, object]:
    return {"front": editions.front(parts), "page_title": parts.shelf.site.title}


def _edition(parts: Parts, day: str) -> dict[str, object]:
    view = editions.edition(parts, date.fromisoformat(day))
    return {
        "edition": view,
        "page_title": f"{view.title}, {view.date_text}" if view.title else view.date_text,
        "page_description": view.counts_text,
    }


def _story(parts: Parts, story_id: str) -> dict[str, object]:
    view = story_page(parts, story_id)
    return {
        "story": view,
        "page_title": view.headline,
        "page_description": view.summary,
    }


def _topic(parts: Parts, slug: str, month: str = "") -> dict[str, object]:
    view = topics.topic_page(parts, slug, date.fromisoformat(month) if month else None)
    return {
        "topic": view,
        "page_title": f"{view.name}, {view.month_text}" if month else view.name,
        "feed_links": (*parts.feed_links, *view.feeds),
    }


def _archive(parts: Parts, year: str = "") -> dict[str, object]:
    view = editions.archive(parts.shelf, int(year) if year else None)
    return {"archive": view, "page_title": f"Archive of {year}" if year else "Archive"}


def _sources(parts: Parts) -> dict[str, object]:
    return {"sources": sources(parts.shelf), "page_title": "Sources"}


def _search(parts: Parts) -> dict[str, object]:
    shelf = parts.shelf
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


def _missing(parts: Parts) -> dict[str, object]:
    # Served at any depth, so its links hang from the host, not from the page.
    return {"SITEURL": parts.shelf.root, "page_title": "Not found"}


def _redirect(parts: Parts, living: str, first: str) -> dict[str, object]:
    shelf = parts.shelf
    days, headline = shelf.days_of(living), ""
    if days:
        told = parts.elsewhere(days[-1]).stories
        headline = next(one.headline for one in told if one.living == living)
    if len(days) > 1:
        path = story_path(shelf.slug(living), living)
    elif days:
        path = f"{edition_path(days[0])}#{living}"
    else:  # the editor hid all of it
        path = edition_path(date.fromisoformat(first))
    return {
        "target": path,
        "title": headline,
        "page_title": headline or "Moved",
        "canonical": absolute(shelf.site, path),
    }


def _tombstone(parts: Parts, entry_id: str) -> dict[str, object]:
    stone = parts.shelf.tombstones[entry_id]
    view = editions.tombstone(stone, parts.shelf.site.language)
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
