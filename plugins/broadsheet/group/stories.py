"""Stories: which entries tell of one event, across outlets and days.

`group` is the step; `assign` the bare grouping; `explain_pair` says why two entries
are, or are not, together. Nothing but what editions store is read (docs/grouping.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model import Edition, Entry
from . import identity
from .gathering import groups_of
from .telling import tell
from .vectors import terms_of

__all__ = ["assign", "group", "with_terms"]


def with_terms(entry: Entry) -> Entry:
    """The entry with terms, made of title and excerpt where it has none yet."""
    if entry.terms:
        return entry
    return replace(entry, terms=terms_of(entry.title, entry.excerpt, entry.lang))


def assign(entries: Sequence[Entry]) -> dict[str, str]:
    """Entry id -> id of its story: the story's earliest seen entry, the smallest of equals."""
    ordered = sorted((with_terms(entry) for entry in entries), key=lambda entry: entry.id)
    answer: dict[str, str] = {}
    for nodes, _ in groups_of(ordered, ()):
        told = [ordered[node] for node in nodes]
        name = identity.earliest(told)
        answer |= {entry.id: name for entry in told}
    return answer


def group(edition: Edition, *, window: tuple[Edition, ...] = ()) -> Edition:
    """The edition with its stories: regrouped if it is open, only added to if issued.

    `window` holds the earlier editions whose stories are alive, oldest first or not.
    """
    entries = {entry.id: with_terms(entry) for entry in edition.entries}
    past = tuple(sorted((e for e in window if e.date < edition.date), key=lambda e: e.date))
    alive = identity.alive(edition, past)
    settled = identity.settled(edition)
    fresh = [entries[name] for name in sorted(entries) if name not in settled]
    found = []
    told = [tuple(with_terms(entry) for entry in story.entries) for story in alive]
    for own, known in groups_of(fresh, told):
        found.append(
            identity.Group(
                entries=tuple(fresh[at] for at in own), stories=tuple(alive[at] for at in known)
            )
        )
    named, aliases = identity.name(edition, found)
    stories = {each.id: tell(edition, each, entries) for each in named}
    if edition.issued is not None:
        stories = {story.id: story for story in edition.stories} | stories
    return replace(
        edition,
        entries=tuple(entries[entry.id] for entry in edition.entries),
        stories=tuple(stories[living] for living in sorted(stories)),
        aliases=aliases,
    )
