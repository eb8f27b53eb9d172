"""What digest.toml says of an entry's feed, and what an entry lacks and a page needs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from .model import Entry, Feed

__all__ = ["as_feed_says", "named"]


def as_feed_says(entry: Entry, feeds: Mapping[str, Feed]) -> Entry:
    """Facts that digest.toml states over what the feed says."""
    feed = feeds.get(entry.feed)
    if feed is None:
        return entry
    return dataclasses.replace(
        entry, source=feed.source or entry.source, lang=feed.lang or entry.lang
    )


def named(entry: Entry, feeds: Mapping[str, Feed], titles: Mapping[str, str]) -> Entry:
    """An entry with an outlet and a title, for a page has to call it something."""
    feed = feeds.get(entry.feed)
    source = entry.source or (feed.title if feed else "") or titles.get(entry.feed, "")
    title = entry.title or _first_words(entry.excerpt) or entry.url or source
    return dataclasses.replace(entry, source=source, title=title)


def _first_words(text: str, most: int = 70) -> str:
    """The beginning of a text as a title: whole words, or, in scripts without spaces, letters."""
    first = text.split("\n", 1)[0]
    if len(first) <= most:
        return first
    return (first[:most].rsplit(" ", 1)[0] or first[:most]).rstrip(" ,;:") + "…"
