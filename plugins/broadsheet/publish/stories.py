"""A story as a page shows it: one telling, and the page on which its tellings grow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

import msgspec
from markdown import markdown
from markupsafe import Markup

from ..desk.sheet import Applied
from ..model import Edition, Story
from .addresses import edition_path, story_path
from .pictures import without_pictures
from .reader import ShownEntry
from .shelf import Shelf
from .views import EntryView, Ref, StoryView
from .wording import counted, date_text, iso, time_text, tongue

__all__ = ["ROOT", "Teller", "ToldPart", "marked", "told_part"]

ROOT = "\ue000root\ue000"
"""Stands in kept html for a page's way to the site's root; private-use letters, in no news."""

_NO_HTML = Markup()

WHY_WORDS = 6  # shared words that a page names


def marked(text: str) -> Markup:
    """The editor's Markdown as html; the editor owns the site, so it is trusted as it is."""
    return Markup(markdown(text, extensions=["smarty"])) if text else _NO_HTML  # noqa: S704


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes the views of one edition's stories, for its own page or for elsewhere."""

    shelf: Shelf
    day: date
    page: Applied
    entries: Mapping[str, ShownEntry]
    retitled: Mapping[str, str]
    elsewhere: bool
    zone: ZoneInfo
    views: dict[str, StoryView] = field(default_factory=dict)  # made so far

    @classmethod
    def of(cls, shelf: Shelf, day: date, *, elsewhere: bool = False) -> Teller:
        """The teller of an edition's stories."""
        shelf.follow(day)
        return cls(
            shelf,
            day,
            shelf.page(day, elsewhere=elsewhere),
            shelf.entries(day),
            dict(shelf.index.retitles(day)),
            elsewhere,
            ZoneInfo(shelf.site.tz),
        )

    @property
    def edition(self) -> Edition:
        """The edition with the sheet applied."""
        return self.page.edition

    def story(self, story: Story) -> StoryView:
        """One story as this edition tells it; made once."""
        if story.id not in self.views:
            self.views[story.id] = self._story(story)
        return self.views[story.id]

    def _story(self, story: Story) -> StoryView:
        shelf, site = self.shelf, self.shelf.site
        views = {name: self.entry(name) for name in story.entries if name in self.entries}
        told = [name for name in story.entries if name in views and name not in story.folded]
        lead = told[0] if told else next(iter(views), "")
        others, reprints = _laid_out(story, told, lead)
        lang = views[lead].lang if lead else ""
        living = shelf.living(story.id)
        days = shelf.days_of(living)
        later = next((day for day in days if day > self.day), None)
        return StoryView(
            id=story.id,
            headline=story.headline,
            lang=lang,
            dir=views[lead].dir if lead else "",
            lead=views.get(lead),
            others=tuple(views[name] for name in others),
            reprints=tuple(views[name] for name in reprints),
            folded=tuple(views[name] for name in story.folded if name in views),
            path=self._path(story, living, days),
            has_page=len(days) > 1,
            pinned=story.id in self.page.pinned and not self.elsewhere,
            note_html=marked("" if self.elsewhere else self.note(story)),
            topic=shelf.topic_ref(story.topic),
            outlets=tuple(dict.fromkeys(views[name].source for name in told)),
            reports_text=_reports_text(len(told) - len(reprints), len(reprints)),
            why_text=_why_text(story),
            since=self.day_ref(story.since) if story.since else None,
            new_text=f"new: {', '.join(story.new)}" if story.new else "",
            went_on=Ref(
                text=date_text(later, site.language, style="long"),
                path=story_path(shelf.slug(story.id), living),
                iso=later.isoformat(),
            )
            if later
            else None,
        )

    def note(self, story: Story) -> str:
        """The editor's note on a story, or on the entry that leads it."""
        notes = self.page.notes
        return notes.get(f"story.{story.id}", "") or "\n\n".join(
            notes[key] for name in story.entries if (key := f"entry.{name}") in notes
        )

    def _path(self, story: Story, living: str, days: tuple[date, ...]) -> str:
        """Where the whole story is told: its own page, or its place in its edition."""
        if len(days) > 1:
            return story_path(self.shelf.slug(story.id), living)
        if self.edition.issued:
            return f"{edition_path(self.day)}#{story.id}"
        # Still open: where it was told before, else its line on the front page.
        return f"{edition_path(days[-1])}#{living}" if days else f"#{story.id}"

    def day_ref(self, day: date) -> Ref:
        """A reference to an edition."""
        text = date_text(day, self.shelf.site.language, style="long")
        return Ref(text=text, path=edition_path(day), iso=day.isoformat())

    def source(self, entry: ShownEntry) -> str:
        """The outlet of an entry, as a reader is told it."""
        feed = self.shelf.feeds.get(entry.feed)
        return entry.source or (feed.title if feed else "") or entry.feed

    def entry(self, name: str) -> EntryView:
        """One outlet's article."""
        site, entry = self.shelf.site, self.entries[name]
        feed = self.shelf.feeds.get(entry.feed)
        title = feed.title if feed else entry.feed
        lang, dir_ = tongue(entry.lang, site.language)
        when = entry.published
        return EntryView(
            id=entry.id,
            title=entry.title,
            url=entry.resolved or entry.url,
            source=entry.source or title or entry.feed,
            published_iso=iso(when),
            published_text=time_text(when, self.day, self.zone, site.language) if when else "",
            lang=lang,
            dir=dir_,
            excerpt=entry.excerpt,
            content_html=Markup(without_pictures(entry.html))  # noqa: S704 - sanitised when gathered
            if feed and feed.reprint
            else _NO_HTML,
            authors=entry.authors,
            dateline=entry.dateline,
            agency=entry.agency,
            feed_title=title,
            retitled=self.retitled.get(name, "") if self.retitled else "",
            related=tuple((r.outlet, r.title, r.url) for r in entry.related)
            if entry.related
            else (),
        )


class ToldPart(msgspec.Struct, frozen=True, kw_only=True):
    """One telling of a story, as other pages than its edition's show it."""

    living: str
    topic: str  # slug
    topic_name: str
    headline: str
    lang: str
    dir: str
    summary: str
    outlets: tuple[str, ...]
    entries: int
    why_text: str
    line: str  # html: the story in a line, for topic pages
    telling: str  # html: the telling whole, for the story's own page; "" while it has none


def told_part(teller: Teller, story: Story, html: Callable[..., str]) -> ToldPart:
    """A story as told on other pages; `html(name, view)` makes a fragment."""
    view = teller.story(story)
    return ToldPart(
        living=teller.shelf.living(story.id),
        topic=story.topic,
        topic_name=view.topic.text if view.topic else "",
        headline=view.headline,
        lang=view.lang,
        dir=view.dir,
        summary=view.lead.excerpt if view.lead else "",
        outlets=view.outlets,
        entries=len(story.entries),
        why_text=view.why_text,
        line=html("line", view),
        telling=html("telling", view) if view.has_page else "",
    )


def _laid_out(story: Story, told: list[str], lead: str) -> tuple[list[str], list[str]]:
    """(other reports, reprints) of the entries that are told, beside the lead."""
    if len(told) < 2:  # noqa: PLR2004 - most stories are one entry's
        return [], []
    firsts = {name for report in story.reports for name in report[1:]}
    others = [name for name in told if name not in firsts and name != lead]
    return others, [name for name in told if name in firsts and name != lead]


def _reports_text(reports: int, reprints: int) -> str:
    if reprints:
        return (
            f"{counted(reports, 'report', 'reports')}, {counted(reprints, 'reprint', 'reprints')}"
        )
    return counted(reports, "report", "reports") if reports > 1 else ""


def _why_text(story: Story) -> str:
    shared = (*story.why.names, *story.why.words)[:WHY_WORDS]
    return f"shared: {', '.join(shared)}" if shared and len(story.entries) > 1 else ""
