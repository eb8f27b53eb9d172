"""Which story a group is: ids, once written, stay; those that vanish become aliases.

The rules are design's "Identity": a group that goes on with a written story takes its
id, the oldest's if there are several; else the id of its earliest seen entry. Nothing
here depends on the order in which entries arrived within a run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from ..model import Edition, Entry

__all__ = ["Group", "Told", "alive", "earliest", "name", "settled"]

_LATE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A written story as a new gather finds it: its entries in the window, oldest first."""

    id: str
    slug: str
    since: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries of this edition that belong together, the written stories that they go on with."""

    entries: tuple[Entry, ...]
    stories: tuple[Told, ...] = ()
    id: str = ""


def earliest(entries: Iterable[Entry]) -> str:
    """The id of the entry first seen, the smallest of equals; unseen counts as last."""
    return min((entry.seen or _LATE, entry.id) for entry in entries)[1]


def settled(edition: Edition) -> frozenset[str]:
    """Ids of the entries whose story is settled: those that an issued edition has told."""
    if edition.issued is None:
        return frozenset()
    return frozenset(name for story in edition.stories for name in story.entries)


def alive(edition: Edition, past: Sequence[Edition]) -> tuple[Told, ...]:
    """The written stories that entries may join, sorted by age and id.

    `past` is the window, oldest first; an issued edition's own stories count too. A
    story that was merged away counts under the id that it lives on as.
    """
    editions = [*past, *([edition] if edition.issued is not None else [])]
    now = _resolve(pair for each in editions for pair in each.aliases)
    stories: dict[str, Told] = {}
    for each in editions:
        entries = {entry.id: entry for entry in each.entries}
        for story in each.stories:
            living = now.get(story.id, story.id)
            since = min(story.since or each.date, each.date)
            told = stories.get(living, Told(id=living, slug="", since=since, entries=()))
            stories[living] = replace(
                told,
                slug=story.slug if living == story.id or not told.slug else told.slug,
                since=min(told.since, since),
                entries=(*told.entries, *(entries[n] for n in story.entries if n in entries)),
            )
    # What was withdrawn left no entry; a story of nothing else cannot be joined.
    return tuple(
        sorted((t for t in stories.values() if t.entries), key=lambda told: (told.since, told.id))
    )


def name(
    edition: Edition, groups: Sequence[Group]
) -> tuple[tuple[Group, ...], tuple[tuple[str, str], ...]]:
    """The groups with their ids, sorted by id, and the edition's aliases."""
    groups = sorted(groups, key=lambda group: earliest(group.entries))
    taken: dict[str, int] = {}
    for at, group in enumerate(groups):  # going on with a story that an earlier day told
        if group.stories and group.stories[0].id not in taken:
            taken[group.stories[0].id] = at
    if edition.issued is None:
        _keep(edition, groups, taken)
    named = {at: living for living, at in taken.items()}
    for at, group in enumerate(groups):
        if at not in named:
            named[at] = _fresh(group, taken)
            taken[named[at]] = at
    result = [replace(group, id=named[at]) for at, group in enumerate(groups)]
    return tuple(sorted(result, key=lambda group: group.id)), _aliases(edition, result)


def _keep(edition: Edition, groups: Sequence[Group], taken: dict[str, int]) -> None:
    """Give a group the id under which an earlier run wrote most of it, the oldest first."""
    where = {entry.id: at for at, group in enumerate(groups) for entry in group.entries}
    named = set(taken.values())
    claims = []
    for story in edition.stories:
        held: dict[int, int] = {}
        for entry in story.entries:
            if entry in where:
                held[where[entry]] = held.get(where[entry], 0) + 1
        claims += [
            (-count, story.since or edition.date, story.id, at) for at, count in held.items()
        ]
    for _, _, living, at in sorted(claims):
        if living not in taken and at not in named:
            taken[living] = at
            named.add(at)


def _fresh(group: Group, taken: Mapping[str, int]) -> str:
    """The earliest seen entry's id; where a story that split keeps that one, the next."""
    ordered = sorted(group.entries, key=lambda entry: (entry.seen or _LATE, entry.id))
    for entry in ordered:
        if entry.id not in taken:
            return entry.id
    digest = hashlib.sha256(f"split {ordered[0].id}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:13]


def _aliases(edition: Edition, groups: Sequence[Group]) -> tuple[tuple[str, str], ...]:
    """The edition's aliases: kept ones, merged stories, ids that this run let go."""
    living = {group.id for group in groups}
    where = {entry.id: group.id for group in groups for entry in group.entries}
    found = dict(edition.aliases)
    if edition.issued is None:
        for story in edition.stories:
            homes = [where[entry] for entry in story.entries if entry in where]
            if story.id not in living and homes:
                found[story.id] = min(homes, key=lambda home: (-homes.count(home), home))
        for group in groups:
            found |= {told.id: group.id for told in group.stories if told.id != group.id}
    resolved = _resolve((old, new) for old, new in found.items() if old not in living)
    return tuple(sorted(resolved.items()))


def _resolve(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Aliases, later ones over earlier ones, each led to where it ends; circles are cut."""
    steps: dict[str, str] = {}
    for old, new in pairs:
        steps[old] = new
        steps.pop(new, None)  # what is led to lives (again)
    ends = {}
    for old in steps:
        end = old
        for _ in range(len(steps)):
            if end not in steps:
                break
            end = steps[end]
        if end != old:
            ends[old] = end
    return ends
