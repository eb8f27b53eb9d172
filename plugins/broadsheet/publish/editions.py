"""The edition, the front page and the archive as pages show them."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from markupsafe import Markup

from ..model import Tombstone
from .addresses import archive_path, edition_path, topic_path
from .parts import Parts, SectionPart
from .shelf import Shelf
from .stories import marked
from .views import (
    ArchiveView,
    EditionView,
    FrontView,
    MonthView,
    NewsView,
    Ref,
    SectionView,
    TombstoneView,
)
from .wording import date_text, iso, month_text, short_day, silence_text

__all__ = ["archive", "edition", "front", "tombstone"]


def edition(parts: Parts, day: date) -> EditionView:
    """One dated edition, with the sheet applied."""
    shelf, part = parts.shelf, parts.page(day)
    lang = shelf.site.language
    before, after = shelf.around(day)
    issued = part.issued
    return EditionView(
        iso=day.isoformat(),
        date_text=date_text(day, lang),
        title=part.title,
        path=edition_path(day),
        issued_iso=iso(issued),
        issued_text=f"{issued.astimezone(ZoneInfo(shelf.site.tz)):%H:%M}" if issued else "",
        intro_html=marked(part.intro),
        sections=tuple(_section(shelf, section) for section in part.sections),
        counts_text=part.counts_text,
        previous=_ref(before, lang) if before else None,
        next=_ref(after, lang) if after else None,
        log=tuple(
            (date_text(line.when.date(), lang, style="long"), line.what) for line in part.log
        ),
        tombstones=tuple(tombstone(stone, lang) for stone in part.withdrawn),
        anchors=part.anchors,
    )


def tombstone(stone: Tombstone, lang: str) -> TombstoneView:
    """What stands where a withdrawn entry was."""
    when = date_text(stone.when.date(), lang, style="long")
    return TombstoneView(id=stone.id, when_text=when, reason=stone.reason)


def _section(shelf: Shelf, part: SectionPart) -> SectionView:
    topic = shelf.topic(part.slug)
    return SectionView(
        name=topic.name if topic else "Other",
        slug=part.slug or "other",
        path=topic_path(part.slug) if topic else "",
        stories=tuple(Markup(html) for html in part.stories),  # noqa: S704 - a template made it
        more=tuple(Markup(html) for html in part.more),  # noqa: S704
    )


def _ref(day: date, lang: str) -> Ref:
    return Ref(text=date_text(day, lang, style="long"), path=edition_path(day), iso=day.isoformat())


def front(parts: Parts) -> FrontView:
    """The latest issued edition, and above it what has come in since."""
    shelf = parts.shelf
    latest = shelf.days[-1] if shelf.days else None
    row, news = shelf.open_row, None
    if row and (latest is None or row.day > latest):
        lines = tuple(Markup(told.line) for told in parts.elsewhere(row.day).stories)  # noqa: S704
        since = date_text(latest, shelf.site.language, style="long") if latest else ""
        news = NewsView(since_text=since, stories=lines) if lines else None
    said = shelf.silence
    return FrontView(
        edition=edition(parts, latest) if latest else None,
        news=news,
        silence=silence_text(said.since, shelf.site.language) if said else "",
    )


def archive(shelf: Shelf, year: int | None = None) -> ArchiveView:
    """All years; with `year`, that year's editions by month, the newest first."""
    years = sorted({day.year for day in shelf.days})
    shown = year or (years[-1] if years else None)
    months = []
    for _, days in groupby(
        (day for day in reversed(shelf.days) if day.year == shown), key=lambda d: (d.year, d.month)
    ):
        listed = tuple(days)
        refs = tuple(_archive_ref(shelf, day) for day in listed)
        text = month_text(listed[0], shelf.site.language)
        months.append(MonthView(text=text, iso=f"{listed[0]:%Y-%m}", editions=refs))
    at = years.index(year) if year in years else -1
    return ArchiveView(
        year=str(year) if year else "",
        # Only the archive's own page lists all years: a year's page depends on its year.
        years=() if year else tuple(_year_ref(shelf, y) for y in reversed(years)),
        months=tuple(months),
        previous=_year_ref(shelf, years[at - 1]) if year and at > 0 else None,
        next=_year_ref(shelf, years[at + 1]) if year and at + 1 < len(years) else None,
    )


def _archive_ref(shelf: Shelf, day: date) -> Ref:
    text = short_day(day, shelf.site.language)  # the month is the heading over it
    row = shelf.row(day)
    return Ref(
        text=f"{text}: {row.title}" if row.title else text,
        path=edition_path(day),
        iso=day.isoformat(),
        count=row.stories,
    )


def _year_ref(shelf: Shelf, year: int) -> Ref:
    count = sum(day.year == year for day in shelf.days)
    return Ref(text=str(year), path=archive_path(year), iso=str(year), count=count)
