"""The page on which a story's tellings grow."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from .addresses import edition_path, story_path, topic_path
from .parts import Parts
from .stories import ToldPart
from .views import Ref, StoryPageView, TellingView
from .wording import counted, date_text, joined

__all__ = ["story_page"]


def story_page(parts: Parts, story_id: str) -> StoryPageView:
    """The page of a story that went on, its newest telling first; the latest headline wins."""
    shelf = parts.shelf
    told: list[tuple[date, ToldPart]] = [
        (day, part)
        for day in reversed(shelf.days_of(story_id))
        for part in parts.elsewhere(day).stories
        if part.living == story_id
    ]
    newest = told[0][1]
    outlets = {outlet for _, part in told for outlet in part.outlets}
    refs = {day: _ref(day, shelf.site.language) for day, _ in told}
    counts = (
        counted(sum(part.entries for _, part in told), "entry", "entries"),
        counted(len(outlets), "outlet", "outlets"),
        counted(len(refs), "edition", "editions"),
    )
    return StoryPageView(
        id=story_id,
        headline=shelf.headline(story_id) or newest.headline,
        lang=newest.lang,
        dir=newest.dir,
        path=story_path(shelf.slug(story_id), story_id),
        topic=Ref(text=newest.topic_name, path=topic_path(newest.topic))
        if newest.topic_name
        else None,
        first=refs[told[-1][0]],
        last=refs[told[0][0]],
        tellings=tuple(
            TellingView(edition=refs[day], html=Markup(part.telling))  # noqa: S704 - a template's
            for day, part in told
        ),
        counts_text=joined(counts),
        why_text=newest.why_text,
        summary=newest.summary,
    )


def _ref(day: date, lang: str) -> Ref:
    return Ref(text=date_text(day, lang, style="long"), path=edition_path(day), iso=day.isoformat())
