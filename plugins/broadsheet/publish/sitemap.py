"""What search engines are told: sitemap.xml, a part of it for each year, robots.txt.

By sitemaps.org's protocol 0.9: absolute and escaped addresses. A page's time is the day of the
last edition that it shows, so the part of a closed year is not written again.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from ..model import Site
from .addresses import absolute

__all__ = [
    "INDEX",
    "ROBOTS",
    "SITE",
    "Rows",
    "index_file",
    "part_file",
    "part_of",
    "part_path",
    "robots_file",
]

INDEX = "sitemap.xml"
ROBOTS = "robots.txt"
SITE = "site"
"""The part of pages that belong to no year."""

Rows = list[tuple[str, str]]
"""(path, day of the last edition that it shows or "")."""

_SHOWN = {"archive", "edition", "index", "sources", "story", "topic"}
_OF_A_YEAR = {("archive", 1), ("edition", 1), ("story", 1), ("topic", 2)}
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def part_of(template: str, keys: int, day: str) -> str:
    """The part that lists a page: its year, "site" for pages of no year, "" for none.

    A page is told by its template, the length of its key, and the last day that it shows or "".
    """
    if template not in _SHOWN:
        return ""
    return day[:4] if (template, keys) in _OF_A_YEAR else SITE


def part_path(name: str) -> str:
    """sitemap-2031.xml."""
    return f"sitemap-{name}.xml"


def robots_file(site: Site) -> bytes:
    """The bytes of robots.txt."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {absolute(site, INDEX)}\n".encode()


def index_file(site: Site, last: Mapping[str, str]) -> bytes:
    """The bytes of sitemap.xml; `last` is the last day that each part shows, by its name."""
    rows = [(part_path(name), day) for name, day in sorted(last.items())]
    return _xml(site, "sitemapindex", "sitemap", rows)


def part_file(site: Site, rows: Rows) -> bytes:
    """The bytes of one part."""
    return _xml(site, "urlset", "url", rows)


def _xml(site: Site, whole: str, one: str, rows: Rows) -> bytes:
    lines = "".join(
        f"<{one}><loc>{escape(absolute(site, path))}</loc>"
        + (f"<lastmod>{day}</lastmod>" if day else "")
        + f"</{one}>\n"
        for path, day in rows
    )
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f"{head}\n<{whole} {_SPACE}>\n{lines}</{whole}>\n".encode()
