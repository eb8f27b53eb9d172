"""A topic's pages: one for each month that has stories of it, and its own, the latest month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from .addresses import FEED_TYPES, absolute, edition_path, feed_path, topic_path
from .parts import Parts
from .shelf import Shelf
from .views import FeedLink, Ref, TopicPageView
from .wording import date_text, month_text

__all__ = ["feed_links", "months_of", "topic_page"]


def months_of(shelf: Shelf, slug: str) -> Mapping[date, tuple[date, ...]]:
    """First of the month -> the days of it that have stories of the topic, oldest first."""
    months: dict[date, list[date]] = {}
    for day in shelf.days_of_topic(slug):
        months.setdefault(day.replace(day=1), []).append(day)
    return {month: tuple(days) for month, days in months.items()}


def topic_page(parts: Parts, slug: str, month: date | None = None) -> TopicPageView:
    """The page of one month, or, with no month, the topic's own: its latest month."""
    shelf, lang = parts.shelf, parts.shelf.site.language
    months = months_of(shelf, slug)
    order = list(months)
    shown = month or (order[-1] if order else None)
    topic = shelf.topic(slug)
    name = topic.name if topic else slug
    at = order.index(shown) if shown else 0
    refs = {
        m: Ref(text=month_text(m, lang), path=topic_path(slug, m), iso=f"{m:%Y-%m}") for m in order
    }
    return TopicPageView(
        name=name,
        slug=slug,
        path=topic_path(slug, month),
        month_text=month_text(shown, lang) if shown else "",
        is_front=month is None,
        days=tuple(
            (ref, lines)
            for day in reversed(months.get(shown, ()) if shown else ())
            for ref, lines in [_day(parts, slug, day)]
            if lines  # none are left where the editor took them away
        ),
        # Only the topic's own page lists all months: a month's page depends on its month.
        months=() if month else tuple(refs[m] for m in reversed(order)),
        previous=refs[order[at - 1]] if at > 0 else None,
        next=refs[order[at + 1]] if at + 1 < len(order) else None,
        feeds=feed_links(shelf, f"topics/{slug}", f"{shelf.site.title}: {name}"),
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


def _day(parts: Parts, slug: str, day: date) -> tuple[Ref, tuple[Markup, ...]]:
    lines = (told.line for told in parts.elsewhere(day).stories if told.topic == slug)
    text = date_text(day, parts.shelf.site.language, style="long")
    ref = Ref(text=text, path=edition_path(day), iso=day.isoformat())
    return ref, tuple(Markup(line) for line in lines)  # noqa: S704 - a template made it
