"""Search's filing: an edition's entries, what a result shows of each, and the terms it is met by.

An edition's terms are kept in the index too, so that a year's directory is made without reading
its editions again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from ..model import Site
from .fingerprint import own_mark
from .index import mark
from .reader import ShownEntry
from .search_words import terms_of
from .shelf import Shelf

__all__ = ["Filed", "Shown", "keep_terms", "names_mark", "terms_by_day"]

LONGEST = 300  # characters of a headline that are shown and found
KIND = "terms"  # of the index's fragments

_WEB = re.compile(r"https?://[^\s]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a result shows, beside its day. `anchor` is its story's place in the edition's page."""

    title: str
    url: str
    outlet: str
    anchor: str
    topic: tuple[str, str]  # (name, slug), ("", "") for Other
    lang: str


@dataclass(slots=True)
class Filed:
    """A month's entries in order, how many each day has, and which of them hold a term."""

    shown: list[Shown] = field(default_factory=list)
    counts: list[int] = field(default_factory=lambda: [0] * 31)
    holders: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    terms: dict[date, set[str]] = field(default_factory=dict)

    def file(self, shelf: Shelf, day: date) -> None:
        """File one day's entries, so that from the last to the first is as its page has them.

        What the editor hid, or what was withdrawn, is not among them.

        Raises:
            StoreError: the edition's file cannot be read.
        """
        before, own = len(self.shown), self.terms.setdefault(day, set())
        applied = shelf.page(day, elsewhere=True).edition
        entries = shelf.entries(day)
        anchors = _anchors(shelf, day)
        for story in reversed(applied.stories):
            lead = next((name for name in story.entries if name not in story.folded), "")
            topic = _topic(shelf, story.topic)
            for name in reversed(story.entries):
                entry = entries.get(name)
                if entry is not None:
                    headline = (story.headline if name == lead else "") or entry.title
                    anchor = anchors.get(name, story.id) if anchors is not None else story.id
                    own |= self.put(entry, headline, _outlet(shelf, entry), anchor, topic)
        self.counts[day.day - 1] = len(self.shown) - before

    def put(
        self, entry: ShownEntry, headline: str, outlet: str, anchor: str, topic: tuple[str, str]
    ) -> set[str]:
        """File one entry under its headline, what its outlet titled it, outlet and topic."""
        number = len(self.shown)
        url = entry.resolved or entry.url
        title = headline[:LONGEST]
        self.shown.append(
            Shown(title, url if _WEB.fullmatch(url) else "", outlet, anchor, topic, entry.lang)
        )
        terms = {*terms_of(title), *_marked(outlet, "o"), *_marked(topic[0], "t")}
        if entry.title != headline:
            terms.update(terms_of(entry.title[:LONGEST]))
        for term in terms:
            self.holders[term].append(number)
        return terms


def names_mark(site: Site) -> str:
    """The mark of all that search's files hold and editions do not: names of topics and feeds."""
    topics = [(topic.slug, topic.name) for topic in site.topics]
    return mark(topics, [(feed.key, feed.title) for feed in site.feeds])


def keep_terms(shelf: Shelf, terms: Mapping[date, Iterable[str]]) -> None:
    """Keep the terms of some issued days in the index, unless they are kept."""
    names = names_mark(shelf.site)
    rows = []
    for day, own in terms.items():
        now = _mark(shelf, names, day)
        if shelf.index.fragment(day, KIND, now) is None:
            rows.append((day.isoformat(), KIND, now, " ".join(sorted(own)).encode()))
    if rows:
        shelf.index.keep_fragments(rows)


def terms_by_day(shelf: Shelf, days: Iterable[date]) -> Iterator[tuple[date, Collection[str]]]:
    """(day, its terms) of issued days: as they are kept, else from the edition, and kept then.

    Raises:
        StoreError: an edition's file cannot be read.
    """
    names = names_mark(shelf.site)
    made: dict[date, set[str]] = {}
    for day in days:
        kept = shelf.index.fragment(day, KIND, _mark(shelf, names, day))
        if kept is None:
            filed = Filed()
            filed.file(shelf, day)
            made |= filed.terms
        yield day, made[day] if kept is None else kept.decode().split()
    keep_terms(shelf, made)


def _mark(shelf: Shelf, names: str, day: date) -> str:
    return mark(own_mark(), names, shelf.row(day).text)


@lru_cache(maxsize=4096)
def _marked(name: str, kind: str) -> tuple[str, ...]:
    """The terms of an outlet's or topic's name; the mark is no part of any word."""
    return tuple(f"{term}/{kind}" for term in terms_of(name[:LONGEST]))


def _anchors(shelf: Shelf, day: date) -> dict[str, str] | None:
    """Entry -> its story's id on the edition's own page; None where that is as elsewhere."""
    if not shelf.index.instructions(day):
        return None
    stories = shelf.page(day).edition.stories
    return {name: story.id for story in stories for name in story.entries}


def _topic(shelf: Shelf, slug: str) -> tuple[str, str]:
    topic = shelf.topic(slug)
    return (topic.name, slug) if topic else (slug, slug)


def _outlet(shelf: Shelf, entry: ShownEntry) -> str:
    feed = shelf.feeds.get(entry.feed)
    return (entry.source or (feed.title if feed else "") or entry.feed)[:LONGEST]
