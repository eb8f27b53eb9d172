"""A group written as a story: slug, lead, headline, reports, why, what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from slugify import slugify

from ..model import Edition, Entry, Story, Why
from .identity import Group
from .moved import folded, moved, shown_words
from .reprints import reports_of
from .roundups import kind_of
from .similarity import mean_likeness, shared_terms

__all__ = ["slug_of", "tell", "why_of"]

_LATE = datetime.max.replace(tzinfo=UTC)
_SLUG = 60  # characters
_SHOWN = 6  # names, and words, that `why` lists
_FULL = 12  # terms from which an entry is a report and not a bare line


def slug_of(headline: str) -> str:
    """An address part: lower ASCII letters, digits and dashes, at most 60; never empty."""
    return slugify(headline, max_length=_SLUG, word_boundary=True) or "story"


def tell(edition: Edition, group: Group, entries: Mapping[str, Entry]) -> Story:
    """The story as this edition tells it.

    What was written once stays: the slug always, and in an issued edition the story
    itself, to which entries are only added.
    """
    before = {story.id: story for story in edition.stories}.get(group.id)
    if edition.issued is not None and before is not None:
        return _added(before, group, entries)
    past = [entry for told in group.stories for entry in told.entries]
    known = {entry.id for entry in group.entries}
    past = [entry for entry in past if entry.id not in known]
    dated = sorted(group.entries, key=_age)
    still = folded(dated, past)
    lead = _lead(dated, still)
    slugs = [told.slug for told in group.stories if told.id == group.id and told.slug]
    slug = slugs[0] if slugs else before.slug if before is not None else ""
    since = min((told.since for told in group.stories), default=edition.date)
    return Story(
        id=group.id,
        slug=slug or slug_of(lead.title),
        headline=lead.title,
        topic=before.topic if before is not None else "",
        entries=(lead.id, *(entry.id for entry in dated if entry is not lead)),
        folded=still,
        reports=reports_of(dated),
        since=since if since < edition.date else None,
        new=moved([entry for entry in dated if entry.id not in still], past),
        why=why_of([*past, *dated]),
    )


def why_of(entries: Sequence[Entry]) -> Why:
    """The names and words that most of the entries share, and their mean likeness."""
    if len(entries) <= 1:
        return Why()
    names, words = shared_terms(entries)
    printed: dict[str, str] = {}
    for entry in entries:
        for word in shown_words(entry):
            printed.setdefault(word.key, word.shown)
    return Why(
        names=tuple(printed.get(name, name) for name in names[:_SHOWN]),
        words=tuple(printed.get(word, word) for word in words[:_SHOWN]),
        score=mean_likeness(entries),
    )


def _added(before: Story, group: Group, entries: Mapping[str, Entry]) -> Story:
    """An issued story with late entries at its end; nothing else of it changes."""
    late = sorted((e for e in group.entries if e.id not in before.entries), key=_age)
    dated = sorted((entries[name] for name in before.entries if name in entries), key=_age)
    return replace(
        before,
        entries=(*before.entries, *(entry.id for entry in late)),
        reports=reports_of([*dated, *late]),
    )


def _age(entry: Entry) -> tuple[datetime, datetime, str]:
    return (entry.published or entry.seen or _LATE, entry.seen or _LATE, entry.id)


def _lead(dated: Sequence[Entry], still: tuple[str, ...]) -> Entry:
    """The earliest full report that tells something new, neither live blog nor round-up."""

    def rank(entry: Entry) -> tuple[bool, bool, bool, bool]:
        bare = len(entry.terms) < _FULL
        return (not entry.title, entry.id in still, bool(kind_of(entry.title)), bare)

    return min(dated, key=lambda entry: (rank(entry), _age(entry)))
