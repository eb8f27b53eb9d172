"""A topic's pages: one for each month that has stories of it, and its own, the latest month."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from .addresses import edition_path, topic_path
from .feeditems import feed_links
from .parts import Parts
from .views import Ref, TopicPageView
from .wording import date_text, month_text

__all__ = ["topic_page"]


def topic_page(parts: Parts, slug: str, month: date | None = None) -> TopicPageView:
    """The page of one month, or, with no month, the topic's own: its latest month."""
    shelf, lang = parts.shelf, parts.shelf.site.language
    order = shelf.months_of_topic(slug)
    shown = f"{month:%Y-%m}" if month else order[-1] if order else ""
    topic = shelf.topic(slug)
    name = topic.name if topic else slug
    at = order.index(shown) if shown else 0
    days = shelf.index.days_of_topic(slug, shown) if shown else ()
    return TopicPageView(
        name=name,
        slug=slug,
        path=topic_path(slug, month),
        month_text=_month(slug, shown, lang).text if shown else "",
        is_front=month is None,
        days=tuple(
            (ref, lines)
            for day in reversed(days)
            for ref, lines in [_day(parts, slug, day)]
            if lines  # none are left where the editor took them away
        ),
        # Only the topic's own page lists all months: a month's page depends on its month.
        months=() if month else tuple(_month(slug, one, lang) for one in reversed(order)),
        previous=_month(slug, order[at - 1], lang) if at > 0 else None,
        next=_month(slug, order[at + 1], lang) if at + 1 < len(order) else None,
        feeds=feed_links(shelf, f"topics/{slug}", f"{shelf.site.title}: {name}"),
    )


def _month(slug: str, month: str, lang: str) -> Ref:
    first = date.fromisoformat(f"{month}-01")
    return Ref(text=month_text(first, lang), path=topic_path(slug, first), iso=month)


def _day(parts: Parts, slug: str, day: date) -> tuple[Ref, tuple[Markup, ...]]:
    lines = (told.line for told in parts.elsewhere(day).stories if told.topic == slug)
    text = date_text(day, parts.shelf.site.language, style="long")
    ref = Ref(text=text, path=edition_path(day), iso=day.isoformat())
    return ref, tuple(Markup(line) for line in lines)  # noqa: S704 - a template made it
