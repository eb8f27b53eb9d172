"""The edition, the front page and the archive as pages show them."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from ..model import Edition, Story
from .addresses import archive_path, edition_path, topic_path
from .shelf import Shelf
from .stories import Teller, marked
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
from .wording import counted, date_text, iso, month_text

__all__ = ["archive", "edition", "front", "sections"]


def edition(shelf: Shelf, day: date) -> EditionView:
    """One dated edition, with the sheet applied."""
    teller = Teller.of(shelf, day)
    applied, lang = teller.page, shelf.site.language
    before, after = shelf.neighbours[day]
    issued = applied.edition.issued
    return EditionView(
        iso=day.isoformat(),
        date_text=date_text(day, lang),
        title=applied.title,
        path=edition_path(day),
        issued_iso=iso(issued),
        issued_text=f"{issued.astimezone(ZoneInfo(shelf.site.tz)):%H:%M}" if issued else "",
        intro_html=marked(applied.intro),
        sections=sections(teller, applied.edition.stories),
        counts_text=counts_text(applied.edition, teller),
        previous=teller.day_ref(before) if before else None,
        next=teller.day_ref(after) if after else None,
        log=tuple(
            (date_text(line.when.date(), lang, style="long"), line.what)
            for line in applied.edition.log
        ),
        tombstones=tuple(
            TombstoneView(
                id=stone.id,
                when_text=date_text(stone.when.date(), lang, style="long"),
                reason=stone.reason,
            )
            for stone in applied.edition.withdrawn
        ),
        anchors=_anchors(shelf, applied.edition),
    )


def sections(teller: Teller, stories: tuple[Story, ...]) -> tuple[SectionView, ...]:
    """Stories under their topics, in the site's order of topics, Other last."""
    found = []
    for topic in teller.shelf.site.topics:
        own = [teller.story(story) for story in stories if story.topic == topic.slug]
        quota = topic.quota or len(own)
        if own:
            found.append(
                SectionView(
                    name=topic.name,
                    slug=topic.slug,
                    path=topic_path(topic.slug),
                    stories=tuple(own[:quota]),
                    more=tuple(own[quota:]),
                )
            )
    known = {topic.slug for topic in teller.shelf.site.topics}
    rest = tuple(teller.story(story) for story in stories if story.topic not in known)
    if rest:
        found.append(SectionView(name="Other", slug="other", path="", stories=rest))
    return tuple(found)


def counts_text(edition: Edition, teller: Teller) -> str:
    """Say how much an edition holds: "18 stories from 11 outlets, 41 entries"."""
    names = [name for story in edition.stories for name in story.entries if name in teller.entries]
    outlets = {teller.entry(name).source for name in names}
    stories = counted(len(edition.stories), "story", "stories")
    entries = counted(len(names), "entry", "entries")
    return f"{stories} from {counted(len(outlets), 'outlet', 'outlets')}, {entries}"


def front(shelf: Shelf) -> FrontView:
    """The latest issued edition, and above it what has come in since."""
    latest = shelf.days[-1] if shelf.days else None
    news = None
    row = shelf.open_row
    if row and (latest is None or row.day > latest):
        teller = Teller.of(shelf, row.day)
        stories = tuple(teller.story(story) for story in teller.edition.stories)
        since = date_text(latest, shelf.site.language, style="long") if latest else ""
        news = NewsView(since_text=since, stories=stories) if stories else None
    return FrontView(edition=edition(shelf, latest) if latest else None, news=news, silence="")


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
    text = date_text(day, shelf.site.language, style="full")
    row = shelf.rows[day]
    return Ref(
        text=f"{text}: {row.title}" if row.title else text,
        path=edition_path(day),
        iso=day.isoformat(),
        count=row.stories,
    )


def _year_ref(shelf: Shelf, year: int) -> Ref:
    count = sum(day.year == year for day in shelf.days)
    return Ref(text=str(year), path=archive_path(year), iso=str(year), count=count)


def _anchors(shelf: Shelf, edition: Edition) -> tuple[tuple[str, str], ...]:
    """Dead ids whose living story this edition tells: their old addresses land on it."""
    told = {story.id for story in edition.stories}
    dead = [name for name, _ in edition.aliases]
    return tuple((name, shelf.living(name)) for name in dead if shelf.living(name) in told)
