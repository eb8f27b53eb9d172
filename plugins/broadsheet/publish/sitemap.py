"""What search engines are told: sitemap.xml, a part of it for each year, robots.txt.

By sitemaps.org's protocol 0.9: absolute and escaped addresses. A page's time is the day of the
last edition that it shows, so the part of a closed year is not written again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from ..model import Site
from .addresses import absolute

__all__ = ["INDEX", "ROBOTS", "Rows", "part_path", "sitemap_file", "sitemap_parts"]

INDEX = "sitemap.xml"
ROBOTS = "robots.txt"

Rows = list[tuple[str, str]]
"""(path, day of the last edition that it shows or "")."""

_SHOWN = {"archive", "edition", "index", "sources", "story", "topic"}
_OF_A_YEAR = {("archive", 1), ("edition", 1), ("story", 1), ("topic", 2)}
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap_parts(pages: Iterable[tuple[str, str, int, str]]) -> dict[str, Rows]:
    """Year, or "site" for pages of no year -> its rows, by path.

    `pages` are (path, template, length of key, day of the last edition that it shows or "").
    """
    parts: dict[str, Rows] = {"site": []}
    for path, template, keys, day in sorted(pages):
        if template in _SHOWN:
            name = day[:4] if (template, keys) in _OF_A_YEAR else "site"
            parts.setdefault(name, []).append((path, day))
    return dict(sorted(parts.items()))


def part_path(name: str) -> str:
    """sitemap-2031.xml."""
    return f"sitemap-{name}.xml"


def sitemap_file(
    site: Site, parts: Mapping[str, Rows], path: str, more: Iterable[str] = ()
) -> bytes:
    """The bytes of one of these files; `more` are paths of pages that are not in the plan."""
    if path == ROBOTS:
        return f"User-agent: *\nAllow: /\n\nSitemap: {absolute(site, INDEX)}\n".encode()
    if path == INDEX:
        last = {name: max((day for _, day in rows), default="") for name, rows in parts.items()}
        rows = [(part_path(name), day) for name, day in last.items()]
        return _xml(site, "sitemapindex", "sitemap", rows)
    name = next(name for name in parts if part_path(name) == path)
    extra = [(each, "") for each in more] if name == "site" else []
    return _xml(site, "urlset", "url", [*parts[name], *extra])


def _xml(site: Site, whole: str, one: str, rows: Rows) -> bytes:
    lines = "".join(
        f"<{one}><loc>{escape(absolute(site, path))}</loc>"
        + (f"<lastmod>{day}</lastmod>" if day else "")
        + f"</{one}>\n"
        for path, day in rows
    )
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f"{head}\n<{whole} {_SPACE}>\n{lines}</{whole}>\n".encode()
