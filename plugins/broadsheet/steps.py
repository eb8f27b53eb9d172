"""The words that a user writes in STEPS: each takes the edition and gives it back.

What a word needs beside the edition it asks for by the name of a keyword-only argument;
`pipeline.bind` gives it. Words before `file_by_date` see all that came in, in one
edition; words after it see one dated edition at a time.

The wings are loaded when a word is used, not here: digest.py names these words each time
that Pelican reads it, and rendering needs no wing.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from .age import back_again, newest, older
from .facts import as_feed_says, named
from .ledger import count
from .model import Edition, Entry, Failure, Feed, Passed, Site, Topic, Update
from .recognise import Ask, EntryOf, Noted, fingerprint, keys_hashes, set_aside, sort_known
from .rules import excludes

if TYPE_CHECKING:
    from .group.topics import History

__all__ = [
    "STEPS",
    "clean",
    "drop_met",
    "drop_old",
    "file_by_date",
    "filter_entries",
    "gather",
    "group",
    "order",
    "recognise",
    "skip_old",
    "sort",
    "weigh",
]


Edges: TypeAlias = Callable[[Mapping[str, int]], Mapping[str, Mapping[str, int]]]
"""How many entries of each feed came in; feed -> edge -> in how many of its filed ones it stood."""


def gather(
    edition: Edition, *, fetch: Callable[[], tuple[tuple[Entry, ...], tuple[Failure, ...]]]
) -> Edition:
    """Ask every feed; entries come without ids, failures as values."""
    entries, failures = fetch()
    edition = count(edition, entries, "gathered")
    return dataclasses.replace(
        edition,
        entries=edition.entries + entries,
        failures=edition.failures + failures,
    )


def drop_met(edition: Edition, *, met: frozenset[str]) -> Edition:
    """Leave out what its feed held, in the same words, when it was last read: saves cleaning."""
    old, fresh = _split(edition, lambda entry: fingerprint(entry) in met)
    old, beside = set_aside(old, fresh)
    return _without(count(edition, old, "seen"), beside + fresh)


def drop_old(
    edition: Edition,
    *,
    site: Site,
    feeds: Mapping[str, Feed],
    first: frozenset[str],
    known: Ask,
    now: datetime,
) -> Edition:
    """Pass over, on an HTTP feed's first fetch, what the feed itself dates too old: saves cleaning.

    `skip_old` does so again for what only cleaning dates. Of feeds that bring something newer
    too, the newest of the old ones stay as `samples`, for they show what the feed's furniture is.
    """
    dropped, kept = _split(edition, older(site, feeds, first, now))
    edition = _pass_over(count(edition, dropped, "too_old"), dropped, "too old")
    again, kept = back_again(kept, first, known)
    samples = newest(dropped, {entry.feed for entry in kept})
    edition = dataclasses.replace(edition, samples=edition.samples + samples)
    return _without(count(edition, again, "seen"), kept)


def clean(
    edition: Edition,
    *,
    feeds: Mapping[str, Feed],
    edges: Edges,
    titles: Mapping[str, str],
) -> Edition:
    """Take the furniture off all that came in; learns over it and over `edges` of the past.

    What digest.toml says of a feed is said first, for an outlet's name tells what of a
    headline is furniture; `titles`, the feeds' own, name the outlet where nothing else does.
    """
    received = tuple(as_feed_says(entry, feeds) for entry in _incoming(edition))
    if not received:
        return edition  # a run without news does not load the wing: a tenth of its time
    from .clean import clean_all  # noqa: PLC0415 - as said above

    rules = {key: feed.rules for key, feed in feeds.items()}
    past = edges(Counter(entry.feed for entry in received))
    samples = tuple(as_feed_says(entry, feeds) for entry in edition.samples)
    cleaned = clean_all(received, past=past, feeds=rules, outlets=titles, samples=samples)
    edition = _without(edition, tuple(named(entry, feeds, titles) for entry in cleaned))
    return dataclasses.replace(edition, samples=())


def recognise(
    edition: Edition, *, known: Ask, entry_of: EntryOf, noted: Noted, now: datetime
) -> Edition:
    """Give new entries their id; drop what is seen, merge doubles, note changed titles."""
    found = sort_known(
        _incoming(edition),
        known=known,
        entry_of=entry_of,
        updates=edition.updates,
        now=now,
        noted=noted,
    )
    edition = count(edition, found.seen, "seen")
    edition = count(edition, found.merged, "merged")
    edition = count(edition, tuple(entry for _, entry in found.retitled), "updated")
    edition = _pass_over(edition, found.merged, "merged")
    here = {entry.id for entry in edition.entries if entry.id}
    renewed = {stored.id: _renew(stored, entry) for stored, entry in found.retitled}
    updates = tuple(
        Update(entry=stored.id, when=now, title=entry.title)
        for stored, entry in found.retitled
        if stored.id not in here
    )
    kept = tuple(renewed.get(entry.id, entry) for entry in edition.entries if entry.id)
    return dataclasses.replace(edition, entries=kept + found.new, updates=edition.updates + updates)


def filter_entries(
    edition: Edition, *, site: Site, feeds: Mapping[str, Feed], now: datetime
) -> Edition:
    """Drop what the rules of the site or of the feed keep out; each rule's doing is kept."""

    def rule(entry: Entry) -> str:
        feed = feeds.get(entry.feed)
        return excludes(site.rules, entry) or (excludes(feed.rules, entry) if feed else "")

    dropped, kept = _split_new(edition, rule, now)
    edition = count(dataclasses.replace(edition, entries=kept), dropped, "filtered")
    # One that an earlier run kept, and whose new words are against a rule: no update any more.
    edition = count(edition, [e for e in dropped if e.seen != now], "updated", times=-1)
    for name in sorted({rule(entry) for entry in dropped}):
        ruled = tuple(entry for entry in dropped if rule(entry) == name)
        edition = _pass_over(edition, ruled, f"filtered: {name}")
    return edition


def skip_old(
    edition: Edition, *, site: Site, feeds: Mapping[str, Feed], first: frozenset[str], now: datetime
) -> Edition:
    """On an HTTP feed's first fetch, pass over what is older than `fresh_hours`."""
    dropped, kept = _split_new(edition, older(site, feeds, first, now), now)
    return _pass_over(
        count(dataclasses.replace(edition, entries=kept), dropped, "too_old"), dropped, "too old"
    )


def file_by_date(edition: Edition) -> Edition:
    """A mark in the list: words after it see one dated edition at a time. Changes nothing."""
    return edition


def weigh(edition: Edition) -> Edition:
    """Give each new entry the weighted words that grouping reads."""
    from .clean import text_of  # noqa: PLC0415
    from .group.vectors import terms_of  # noqa: PLC0415

    return dataclasses.replace(
        edition,
        entries=tuple(
            entry
            if entry.terms
            else dataclasses.replace(
                entry,
                terms=terms_of(entry.title, text_of(entry.html) or entry.excerpt, entry.lang),
            )
            for entry in edition.entries
        ),
    )


def group(edition: Edition, *, window: tuple[Edition, ...]) -> Edition:
    """Bring the entries of one event together, beside the stories of the window."""
    from .group import stories  # noqa: PLC0415

    return stories.group(edition, window=window)


def sort(
    edition: Edition,
    *,
    topics_of_site: tuple[Topic, ...],
    feeds: Mapping[str, Feed],
    history: History,
) -> Edition:
    """Give each story its topic."""
    from .group import topics  # noqa: PLC0415

    return topics.sort(edition, topics=topics_of_site, feeds=feeds, history=history)


def order(
    edition: Edition, *, topics_of_site: tuple[Topic, ...], feeds: Mapping[str, Feed]
) -> Edition:
    """Put the stories in order, by the published formula."""
    from .group import rank  # noqa: PLC0415

    return rank.order(edition, topics=topics_of_site, feeds=feeds)


STEPS: list[Callable[..., Edition]] = [
    gather,
    drop_met,
    drop_old,
    clean,
    recognise,
    filter_entries,
    skip_old,
    file_by_date,
    weigh,
    group,
    sort,
    order,
]
"""What `digest.py` runs when it names no list of its own."""


def _incoming(edition: Edition) -> tuple[Entry, ...]:
    return tuple(entry for entry in edition.entries if not entry.id)


def _without(edition: Edition, incoming: tuple[Entry, ...]) -> Edition:
    """The edition with these instead of what it had without an id."""
    kept = tuple(entry for entry in edition.entries if entry.id)
    return dataclasses.replace(edition, entries=kept + incoming)


def _split(
    edition: Edition, test: Callable[[Entry], bool]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    tested = [(entry, test(entry)) for entry in _incoming(edition)]
    return tuple(e for e, met in tested if met), tuple(e for e, met in tested if not met)


def _split_new(
    edition: Edition, test: Callable[[Entry], object], now: datetime
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """(what this run brought that meets the test, all others).

    A headline alone has nothing in `received`; but only what is new was first seen now.
    """
    dropped = tuple(e for e in edition.entries if (e.received or e.seen == now) and test(e))
    gone = {entry.id for entry in dropped}
    return dropped, tuple(e for e in edition.entries if e.id not in gone)


def _pass_over(edition: Edition, entries: tuple[Entry, ...], reason: str) -> Edition:
    """Note the keys of entries that are not kept, so that no later run takes them for new."""
    keys: dict[str, set[str]] = {}
    for entry in entries:
        keys.setdefault(entry.feed, set()).update(keys_hashes(entry))
    more = tuple(
        Passed(feed=feed, reason=reason, keys=tuple(sorted(found)))
        for feed, found in sorted(keys.items())
    )
    return dataclasses.replace(edition, passed=edition.passed + more)


def _renew(stored: Entry, entry: Entry) -> Entry:
    """A stored entry of the open edition with what its outlet changed."""
    return dataclasses.replace(
        entry, id=stored.id, seen=stored.seen, published=stored.published or entry.published
    )
