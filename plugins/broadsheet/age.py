"""Too old to be news: what a new feed brings of its past, and what comes of that later.

Pure decisions, for the words that pass entries over before they are cleaned and after.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from operator import attrgetter

from .identity import Keys, keys_of
from .model import Entry, Feed, Site
from .recognise import Ask

__all__ = ["SAMPLES", "back_again", "newest", "older"]

SAMPLES = 20  # of a new feed's old entries that teach; docs/cleaning.md has the measurement


def older(
    site: Site, feeds: Mapping[str, Feed], first: frozenset[str], now: datetime
) -> Callable[[Entry], bool]:
    """Whether an entry of a first fetch over HTTP was published before `fresh_hours`."""
    oldest = now - timedelta(hours=site.fresh_hours)
    fetched = {key for key in first if key in feeds and feeds[key].address}
    return lambda e: bool(e.published and e.published < oldest and e.feed in fetched)


def back_again(
    entries: Iterable[Entry], first: frozenset[str], known: Ask
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """(what its feed brought before, under this title, and was passed over; all others).

    A title as the feed gives it is a key only until it is cleaned; `recognise` looks at the
    cleaned one. So what was passed over uncleaned, and comes back under a new id and a new
    address, is known here or nowhere.
    """
    keyed = [(entry, None if entry.feed in first else keys_of(entry)) for entry in entries]
    past = known({key for _, keys in keyed if keys for key in keys.all()})

    def again(entry: Entry, keys: Keys | None) -> bool:
        if keys is None or keys.title not in past:
            return False
        places = [place for key in keys.all() for place in past.get(key, ())]
        return all(not place.entry and place.feed == entry.feed for place in places)

    tested = [(entry, again(entry, keys)) for entry, keys in keyed]
    return tuple(e for e, met in tested if met), tuple(e for e, met in tested if not met)


def newest(entries: Iterable[Entry], feeds: Collection[str]) -> tuple[Entry, ...]:
    """The SAMPLES newest dated entries of each of `feeds`, whatever the order they came in."""
    of: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.feed in feeds:
            of.setdefault(entry.feed, []).append(entry)
    by_age = attrgetter("published", "guid", "url", "title", "received")
    return tuple(
        entry
        for feed in sorted(of)
        for entry in sorted(of[feed], key=by_age, reverse=True)[:SAMPLES]
    )
