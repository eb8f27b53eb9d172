"""Stories: which entries tell of one event, across outlets and days.

`group` is the step; `assign` the bare grouping; `explain_pair` says why two entries
are, or are not, together. Nothing but what editions store is read (docs/grouping.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model import Edition, Entry
from . import identity
from .gathering import Groups, groups_of
from .going_on import going_on
from .pairs import Pair, explain_pair
from .roundups import LIVE, kind_of
from .telling import tell
from .vectors import terms_of

__all__ = ["Pair", "assign", "explain_pair", "group", "with_terms"]


def with_terms(entry: Entry) -> Entry:
    """The entry with terms, made of title and excerpt where it has none yet."""
    if entry.terms:
        return entry
    return replace(entry, terms=terms_of(entry.title, entry.excerpt, entry.lang))


def assign(entries: Sequence[Entry]) -> dict[str, str]:
    """Entry id -> id of its story: the story's earliest seen entry, the smallest of equals.

    Ids must be unique. The order of `entries` changes nothing.
    """
    ordered = sorted((with_terms(entry) for entry in entries), key=lambda entry: entry.id)
    answer: dict[str, str] = {}
    for own, _ in _groups(ordered, ()):
        told = [ordered[at] for at in own]
        name = identity.earliest(told)
        answer |= {entry.id: name for entry in told}
    return answer


def group(edition: Edition, *, window: tuple[Edition, ...] = ()) -> Edition:
    """The edition with its stories: regrouped if it is open, only added to if issued.

    `window` holds the earlier editions whose stories are alive, in any order; editions
    of the same day or later are not read. Entries get terms where they lack them.
    """
    entries = {entry.id: with_terms(entry) for entry in edition.entries}
    past = tuple(sorted((e for e in window if e.date < edition.date), key=lambda e: e.date))
    alive = identity.alive(edition, past)
    settled = identity.settled(edition)
    fresh = [entries[name] for name in sorted(entries) if name not in settled]
    told = [tuple(with_terms(entry) for entry in story.entries) for story in alive]
    found = [
        identity.Group(
            entries=tuple(fresh[at] for at in own), stories=tuple(alive[at] for at in known)
        )
        for own, known in _groups(fresh, told)
    ]
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


def _groups(fresh: Sequence[Entry], told: Sequence[Sequence[Entry]]) -> Groups:
    """Groups of reports; then each live blog to the one it follows, round-ups alone."""
    kinds = [kind_of(entry.title) for entry in fresh]
    plain = [at for at, kind in enumerate(kinds) if not kind]
    groups: Groups = [
        (tuple(plain[at] for at in own), known)
        for own, known in groups_of([fresh[at] for at in plain], told)
    ]
    groups = going_on(groups, fresh, told)
    live = [at for at, kind in enumerate(kinds) if kind == LIVE]
    homes = [
        [*(fresh[at] for at in own), *(entry for at in known for entry in told[at])]
        for own, known in groups
    ]
    joined: dict[int, tuple[int, ...]] = {}
    for own, known in groups_of([fresh[at] for at in live], homes):
        follows = tuple(live[at] for at in own)
        if known:  # not a tie between stories, even if it is near to two
            joined[known[0]] = (*joined.get(known[0], ()), *follows)
        else:
            groups.append((follows, ()))
    for home, more in joined.items():
        groups[home] = (tuple(sorted((*groups[home][0], *more))), groups[home][1])
    alone: Groups = [((at,), ()) for at, kind in enumerate(kinds) if kind not in ("", LIVE)]
    return sorted(groups + alone)
