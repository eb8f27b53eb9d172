"""What a web page says of itself in its head: title, address, outlet, author, time, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup, Tag

from . import fields
from .dates import read_date
from .records import MAX_AUTHORS, MAX_CATEGORIES

__all__ = ["Facts", "charset_of", "facts_of"]

_META = re.compile(rb"<meta[^<>]{0,400}?charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_ARTICLES = frozenset(
    ("Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "LiveBlogPosting",
     "OpinionNewsArticle", "AnalysisNewsArticle", "WebPage", "Report")
)  # fmt: skip
_MAX_JSON = 256 * 1024  # characters of one JSON-LD script
_MAX_NODES = 200
_TIMES = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date",
    "dcterms.created", "dc.date.issued", "pubdate", "publishdate", "parsely-pub-date",
    "sailthru.date", "article:modified_time",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a page or of one post on it; empty where nothing is."""

    title: str = ""
    url: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    lang: str = ""
    categories: tuple[str, ...] = ()

    def or_else(self, other: Facts) -> Facts:
        """These facts, and `other`'s where there are none."""
        return Facts(
            title=self.title or other.title,
            url=self.url or other.url,
            source=self.source or other.source,
            authors=self.authors or other.authors,
            published=self.published or other.published,
            lang=self.lang or other.lang,
            categories=self.categories or other.categories,
        )


def charset_of(data: bytes) -> str:
    """The charset that a page declares, as a content type; "" when it declares none."""
    found = _META.search(data[:4096])
    return f"text/html; charset={found[1].decode('ascii')}" if found else ""


def facts_of(soup: BeautifulSoup, base: str = "") -> Facts:
    """The page's own facts: JSON-LD and meta tags, then what a reader would take for them."""
    metas = _metas(soup)
    linked = list(_articles(soup))
    canonical = soup.find("link", rel="canonical", href=True)
    own = metas.get("og:url", "")
    href = str(canonical["href"]) if isinstance(canonical, Tag) else own
    heading = soup.find("h1")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    lang = str(soup.html.get("lang") or "") if soup.html else ""
    return Facts(
        title=fields.one_line(
            metas.get("og:title")
            or _first(linked, "headline")
            or (heading.get_text(" ", strip=True) if heading else "")
            or title,
            1000,
        ),
        url=fields.address(href, base) or fields.address(own, base) or fields.address(base),
        source=fields.one_line(metas.get("og:site_name") or _name(linked, "publisher")),
        authors=fields.labels(map(fields.author_name, _authors(linked, metas, soup)), MAX_AUTHORS),
        published=_published(linked, metas, soup),
        lang=fields.language(
            lang or metas.get("og:locale", "") or metas.get("content-language", "")
        ),
        categories=fields.labels(
            [fields.one_line(metas.get("article:section", ""))], MAX_CATEGORIES
        ),
    )


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    """Meta tags by name, property or http-equiv in lower case; the first of a name counts."""
    found: dict[str, str] = {}
    for tag in soup.find_all("meta", limit=500):
        name = str(tag.get("property") or tag.get("name") or tag.get("http-equiv") or "").lower()
        name = name or str(tag.get("itemprop") or "").lower()
        content = str(tag.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _articles(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """JSON-LD objects that describe an article."""
    for script in soup.find_all("script", attrs={"type": "application/ld+json"}, limit=20):
        text = script.string or ""
        if not text or len(text) > _MAX_JSON:
            continue
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        yield from _described(data)


def _described(data: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a stranger's JSON
    todo, seen = [data], 0
    while todo and seen < _MAX_NODES:
        node = todo.pop(0)
        seen += 1
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            kinds = node.get("@type")
            if _ARTICLES & {str(k) for k in (kinds if isinstance(kinds, list) else [kinds])}:
                yield node
            todo += [
                node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node
            ]


def _first(linked: list[dict[str, Any]], key: str) -> str:
    return next((str(node[key]) for node in linked if isinstance(node.get(key), str)), "")


def _name(linked: list[dict[str, Any]], key: str) -> str:
    for node in linked:
        who = node.get(key)
        if isinstance(who, list):
            who = who[0] if who else None
        if isinstance(who, dict) and isinstance(who.get("name"), str):
            return str(who["name"])
    return ""


def _authors(linked: list[dict[str, Any]], metas: dict[str, str], soup: BeautifulSoup) -> list[str]:
    names: list[str] = []
    for node in linked:
        given = node.get("author")
        for who in given if isinstance(given, list) else [given]:
            if isinstance(who, dict) and isinstance(who.get("name"), str):
                names.append(who["name"])
            elif isinstance(who, str):
                names.append(who)
        if names:
            return names
    for key in ("author", "article:author", "dc.creator", "parsely-author"):
        if metas.get(key) and "://" not in metas[key]:
            return [metas[key]]
    tag = soup.select_one("[rel=author], .byline .author, [itemprop=author]")
    return [tag.get_text(" ", strip=True)] if isinstance(tag, Tag) else []


def _published(
    linked: list[dict[str, Any]], metas: dict[str, str], soup: BeautifulSoup
) -> datetime | None:
    given = [_first(linked, "datePublished"), *(metas.get(name, "") for name in _TIMES)]
    given += [str(tag["datetime"]) for tag in soup.find_all("time", datetime=True, limit=3)]
    given += [
        str(tag["title"]) for tag in soup.find_all("abbr", class_="published", title=True, limit=1)
    ]
    return next((found for text in given if text and (found := read_date(text))), None)
