"""What our own feeds say, read as readers of feeds do that clean nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import feedparser

_TEXT = "text/plain"


def fragments(output: Path) -> Iterator[tuple[str, str]]:
    """(feed's file name, html) of every piece of markup in the feeds of a built site."""
    for path in sorted((output / "feeds").rglob("*")):
        if path.suffix == ".json":
            for item in json.loads(path.read_bytes())["items"]:
                yield path.name, item.get("content_html", "")
        elif path.suffix in {".rss", ".atom"}:
            for entry in _entries(path):
                kinds = [*entry.get("content", ()), entry.get("summary_detail", {})]
                # An RSS description is html whatever is in it; Atom says which is text.
                html = [one for one in kinds if path.suffix == ".rss" or one.get("type") != _TEXT]
                yield from ((path.name, one.get("value", "")) for one in html)


def addresses(output: Path) -> Iterator[tuple[str, str]]:
    """(feed's file name, address) of every link that the feeds state outside markup."""
    for path in sorted((output / "feeds").rglob("*")):
        if path.suffix == ".json":
            for item in json.loads(path.read_bytes())["items"]:
                keys = ("url", "external_url", "image", "banner_image")
                yield from ((path.name, item[key]) for key in keys if item.get(key))
        elif path.suffix in {".rss", ".atom"}:
            for entry in _entries(path):
                links = [*entry.get("links", ()), entry.get("source", {})]
                yield from ((path.name, one["href"]) for one in links if one.get("href"))


def _entries(path: Path) -> list[feedparser.FeedParserDict]:
    parsed = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, (path.name, parsed.get("bozo_exception"))
    return list(parsed.entries)
