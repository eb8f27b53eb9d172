"""The list of our sources, out: OPML 2.0."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from ..model import Feed
from .feedformats import legal
from .secrets import shown_address

__all__ = ["opml"]


def opml(feeds: Sequence[Feed], *, title: str, topics: Sequence[tuple[str, str]] = ()) -> str:
    """OPML 2.0 of the feeds that show an address, in folders by topic, always the same bytes.

    `topics` are (slug, name) in the order of their folders; feeds of no topic come last, unfiled.
    No date stands in it: a rebuild changes nothing.
    """
    listed = [feed for feed in feeds if shown_address(feed)]
    names = dict(topics)
    unknown = dict.fromkeys(f.topic for f in listed if f.topic and f.topic not in names)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', "  <head>"]
    lines += [f"    <title>{escape(legal(title))}</title>", "  </head>", "  <body>"]
    for topic, name in [*topics, *((t, t) for t in unknown)]:
        rows = [_row(feed, "      ") for feed in listed if feed.topic == topic]
        if rows:
            lines += [f"    <outline text={_quoted(name)}>", *rows, "    </outline>"]
    lines += [_row(feed, "    ") for feed in listed if not feed.topic]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _row(feed: Feed, indent: str) -> str:
    name = _quoted(feed.title or feed.source or feed.key)
    lang = f" language={_quoted(feed.lang)}" if feed.lang else ""
    where = _quoted(shown_address(feed))
    return f'{indent}<outline type="rss" text={name} title={name} xmlUrl={where}{lang}/>'


def _quoted(text: str) -> str:
    return quoteattr(" ".join(legal(text).split()))
