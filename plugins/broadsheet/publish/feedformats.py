"""A feed of ours as RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1.

Written from records, not through a feed library: Pelican's own leaves out isPermaLink,
gives all feeds one id, and costs more CPU than rendering the pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

import msgspec

from ..model import Media
from .feeditems import Item
from .feeds import FeedOut
from .wording import iso

__all__ = ["WRITERS", "atom", "json_feed", "legal", "rss"]

# What XML 1.0 has no way to write (section 2.2): control characters, lone surrogates.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def rss(feed: FeedOut, url: str, generator: str) -> bytes:
    """RSS 2.0 with Atom's self link; guids are no permalinks."""
    items = "".join(_rss_item(item) for item in feed.items)
    return _xml(
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/">\n<channel>\n'
        + _tag("title", feed.title)
        + _tag("link", feed.url)
        + _tag("description", feed.description)
        + _tag("language", feed.language)
        + _tag("lastBuildDate", _rfc822(feed.updated))
        + _tag("generator", generator)
        + f'<atom:link rel="self" type="application/rss+xml" href={_attribute(url)}/>\n'
        + (f'<atom:link rel="hub" href={_attribute(feed.hub)}/>\n' if feed.hub else "")
        + items
        + "</channel>\n</rss>\n"
    )


def _rss_item(item: Item) -> str:
    outlet, address = item.source
    return (
        "<item>\n"
        + _tag("title", item.title)
        + _tag("link", item.url)
        + f'<guid isPermaLink="false">{_text(item.id)}</guid>\n'
        + _tag("pubDate", _rfc822(item.published))
        + "".join(_tag("category", name) for name in item.categories)
        + (f"<source url={_attribute(address)}>{_text(outlet)}</source>\n" if address else "")
        # One at most: readers know no second, and the W3C's validator warns of it.
        + "".join(
            f"<enclosure url={_attribute(one.url)} length={_attribute(str(one.length))}"
            f" type={_attribute(one.type)}/>\n"
            for one in item.media[:1]
        )
        + _tag("description", escape(item.summary or item.title))  # readers take it for html
        + _tag("content:encoded", item.html)
        + "</item>\n"
    )


def atom(feed: FeedOut, url: str, generator: str) -> bytes:
    """Atom 1.0 with self and alternate links."""
    entries = "".join(_atom_entry(item) for item in feed.items)
    return _xml(
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_attribute(feed.language)}>\n'
        + _tag("id", feed.id)
        + _tag("title", feed.title)
        + _tag("subtitle", feed.description)
        + _tag("updated", iso(feed.updated))
        + f"<author>\n{_tag('name', feed.author)}</author>\n"
        + f'<link rel="alternate" type="text/html" href={_attribute(feed.url)}/>\n'
        + f'<link rel="self" type="application/atom+xml" href={_attribute(url)}/>\n'
        + (f'<link rel="hub" href={_attribute(feed.hub)}/>\n' if feed.hub else "")
        + _tag("generator", generator)
        + entries
        + "</feed>\n"
    )


def _atom_entry(item: Item) -> str:
    lang = f" xml:lang={_attribute(item.lang)}" if item.lang else ""
    return (
        f"<entry{lang}>\n"
        + _tag("id", item.id)
        + _tag("title", item.title)
        + f'<link rel="alternate" type="text/html" href={_attribute(item.url)}/>\n'
        + _tag("published", iso(item.published))
        + _tag("updated", iso(item.updated))
        + "".join(f"<category term={_attribute(name)}/>\n" for name in item.categories)
        + "".join(_atom_enclosure(one) for one in item.media)
        + _atom_source(item)
        + (_tag("summary", item.summary) if item.summary else "")
        + f'<content type="html">{_text(item.html)}</content>\n'
        + "</entry>\n"
    )


def _atom_enclosure(one: Media) -> str:
    length = f" length={_attribute(str(one.length))}" if one.length else ""
    kind = f" type={_attribute(one.type)}"
    return f'<link rel="enclosure"{kind}{length} href={_attribute(one.url)}/>\n'


def _atom_source(item: Item) -> str:
    outlet, address = item.source
    if not address:
        return ""
    return (
        "<source>\n"
        + _tag("id", address)
        + _tag("title", outlet)
        + _tag("updated", iso(item.source_read))
        + f'<link rel="self" href={_attribute(address)}/>\n</source>\n'
    )


def json_feed(feed: FeedOut, url: str, generator: str) -> bytes:
    """JSON Feed 1.1."""
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": url,
        "description": feed.description,
        "user_comment": f"Made by {generator}.",
        "language": feed.language,
        "authors": [{"name": feed.author}],
        **({"hubs": [{"type": "WebSub", "url": feed.hub}]} if feed.hub else {}),
        "items": [_json_item(item) for item in feed.items],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"


def _json_item(item: Item) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": item.id,
        "url": item.url,
        "external_url": item.external,
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "date_published": iso(item.published),
        "date_modified": iso(item.updated),
        "tags": list(item.categories),
        "language": item.lang,
        "attachments": [
            {"url": one.url, "mime_type": one.type}
            | ({"size_in_bytes": one.length} if one.length else {})
            for one in item.media
        ],
    }
    return {name: value for name, value in fields.items() if value}


WRITERS: Mapping[str, Callable[[FeedOut, str, str], bytes]] = {
    "atom": atom,
    "rss": rss,
    "json": json_feed,
}
"""Ending of the file -> who writes it."""


def _xml(text: str) -> bytes:
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + text).encode()


def _tag(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>\n"


def legal(text: str) -> str:
    """The text without what XML cannot hold."""
    return _ILLEGAL.sub("", text)


def _text(text: str) -> str:
    return escape(legal(text))


def _attribute(text: str) -> str:
    return quoteattr(legal(text))


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment)
