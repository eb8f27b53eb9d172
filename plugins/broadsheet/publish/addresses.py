"""Paths of our pages and feeds, and the tag: URIs of our feeds' entries. For ever.

A path hangs from the site's root, without a leading slash. An address once published
resolves for ever, so a change here is a new address beside the old one.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from ..model import Site

__all__ = [
    "FEED_TYPES",
    "LOCAL",
    "absolute",
    "archive_path",
    "edition_path",
    "feed_path",
    "file_of",
    "story_path",
    "tag",
    "topic_path",
]

LOCAL = "http://localhost:8000"
"""Where a site without a `url` is: `serve`'s address. `check` says that this is not published."""

FEED_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
"""Formats of our feeds, by the ending of their files."""


def edition_path(day: date) -> str:
    """2021/12/22/."""
    return f"{day:%Y/%m/%d}/"


def story_path(slug: str, story_id: str) -> str:
    """story/<slug>-<id>/, of a story that went on to a second edition."""
    return f"story/{slug}-{story_id}/" if slug else f"story/{story_id}/"


def topic_path(slug: str, month: date | None = None) -> str:
    """topics/<slug>/ or topics/<slug>/2021/12/."""
    return f"topics/{slug}/{month:%Y/%m}/" if month else f"topics/{slug}/"


def archive_path(year: int | None = None) -> str:
    """archive/ or archive/2021/."""
    return f"archive/{year:04d}/" if year else "archive/"


def feed_path(name: str, kind: str) -> str:
    """feeds/editions.atom, feeds/topics/world.json."""
    return f"feeds/{name}.{kind}"


def file_of(path: str) -> str:
    """The file that answers for a path."""
    return f"{path}index.html" if not path or path.endswith("/") else path


def absolute(site: Site, path: str) -> str:
    """The address of a path on the published site; what is not ASCII in it is encoded."""
    return f"{site.url or LOCAL}/{quote(path, safe='/#')}"


def tag(site: Site, *parts: str) -> str:
    """A tag: URI (RFC 4151) that hangs from site.id alone, never from an address."""
    return ":".join((f"tag:{site.id}", *(quote(part, safe="") for part in parts)))
