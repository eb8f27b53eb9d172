"""Stories: which entries tell of one event, across outlets and days.

`group` is the step; `assign` the bare grouping; `explain_pair` says why two entries
are, or are not, together. Nothing but what editions store is read (docs/grouping.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model import Edition, Entry
from . import identity
from .linkage import link
from .similarity import likeness, rows_of
from .telling import tell
from .vectors import terms_of

__all__ = ["assign", "group", "with_terms"]

THRESHOLD = 0.2
FLOOR = 0.02


def with_terms(entry: Entry) -> Entry:
    """The entry with terms, made of title and excerpt where it has none yet."""
    if entry.terms:
        return entry
    return replace(entry, terms=terms_of(entry.title, entry.excerpt, entry.lang))


def assign(entries: Sequence[Entry]) -> dict[str, str]:
    """Entry id -> id of its story: the story's earliest seen entry, the smallest of equals."""
    ordered = sorted((with_terms(entry) for entry in entries), key=lambda entry: entry.id)
    answer: dict[str, str] = {}
    for nodes in _groups(ordered, ()):
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
    for nodes in _groups(fresh, tuple(told.entries for told in alive)):
        own = tuple(fresh[node] for node in nodes if node < len(fresh))
        known = tuple(alive[node - len(fresh)] for node in nodes if node >= len(fresh))
        if own:
            found.append(identity.Group(entries=own, stories=known))
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


def _groups(fresh: Sequence[Entry], alive: tuple[tuple[Entry, ...], ...]) -> list[tuple[int, ...]]:
    """Groups over fresh entries (nodes 0..) and stories alive (nodes after them)."""
    told = [with_terms(entry) for story in alive for entry in story]
    node_of = [len(fresh) + at for at, story in enumerate(alive) for _ in story]
    rows = rows_of([*fresh, *told])
    mine = rows[: len(fresh)]
    edges = [(a, b, s) for a, b, s in likeness(mine, mine, FLOOR) if a < b]
    edges += [(a, node_of[b], s) for a, b, s in likeness(mine, rows[len(fresh) :], FLOOR)]
    sizes = [1] * len(fresh) + [len(story) for story in alive]
    frozen = frozenset(range(len(fresh), len(sizes)))
    return link(sizes, edges, THRESHOLD, frozen=frozen)
