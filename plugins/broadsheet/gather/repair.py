"""The repairing reader: feedparser with its sanitiser off, for what the fast one doubts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..model import Entry, Media
from . import fields
from .dates import read_date
from .records import (
    MAX_ADDRESS,
    MAX_AUTHORS,
    MAX_CATEGORIES,
    MAX_ENTRIES,
    MAX_LABEL,
    MAX_MEDIA,
    ParsedFeed,
)
from .xmlentry import cut_text

__all__ = ["read_broken"]

# What feedparser's own slips raise on broken bytes, a lone </height> for one (found by fuzzing).
_ITS_OWN = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def read_broken(data: bytes, *, base: str = "", tz: str = "", key: str = "") -> ParsedFeed:
    """What feedparser makes of UTF-8 `data`; no entries where it finds none. Never raises on bytes.

    Slow on hostile input (seconds per MB, worse with thousands of attributes): run it only where
    it can be killed.
    """
    import feedparser  # noqa: PLC0415 - heavy, and seldom needed

    feedparser.SANITIZE_HTML = 0
    feedparser.RESOLVE_RELATIVE_URIS = 0
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    try:
        found = feedparser.parse(data, response_headers=headers)
    except _ITS_OWN:
        return ParsedFeed()
    head = found.get("feed", {})
    version = found.get("version") or ""
    kind = "atom" if version.startswith("atom") else "rss"
    lang = fields.language(_text(head, "language"))
    link = fields.address(_text(head, "link"), base)
    return ParsedFeed(
        title=_title(head),
        link=link,
        lang=lang,
        ttl_minutes=fields.count(_text(head, "ttl")),
        kind="rdf" if version in ("rss10", "rss090") else kind,
        entries=tuple(
            _entry(e, base=base, link=link, lang=lang, tz=tz, key=key)
            for e in found.entries[:MAX_ENTRIES]
        ),
        generator=fields.one_line(_text(head, "generator")),
    )


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _dicts(record: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = record.get(key)
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _title(record: dict[str, Any]) -> str:
    detail = record.get("title_detail") or {}
    # feedparser calls RSS titles text/html because they may be; only XHTML is sure.
    kind = "html" if "xhtml" in _text(detail, "type") else ""
    return fields.title_text(_text(record, "title"), kind)


def _entry(item: dict[str, Any], *, base: str, link: str, lang: str, tz: str, key: str) -> Entry:
    notes: list[str] = []
    guid = fields.scrub(_text(item, "id").strip())[:MAX_ADDRESS]
    url = fields.address(_text(item, "link"), base)
    body, body_base = _body(item)
    published = _date(item, ("published", "created", "issued"), tz)
    updated = _date(item, ("updated", "modified"), tz)
    source = item.get("source") or {}
    return Entry(
        feed=key,
        guid=guid,
        url=url,
        resolved=fields.address(_text(item, "feedburner_origlink")),
        title=_title(item),
        source=_title(source)[:MAX_LABEL] if isinstance(source, dict) else "",
        authors=_names(item),
        published=published or updated,
        updated=updated,
        lang=fields.language(_text(item.get("title_detail") or {}, "language")) or lang,
        categories=fields.labels(
            (
                fields.title_text(_text(t, "label") or _text(t, "term"))[:MAX_LABEL]
                for t in _dicts(item, "tags")
            ),
            MAX_CATEGORIES,
        ),
        media=_media(item, base),
        received=cut_text(body, notes),
        base=(body_base if body_base != base else "") or url or link or base,
        notes=tuple(notes),
    )


def _body(item: dict[str, Any]) -> tuple[str, str]:
    offers = [*_dicts(item, "content"), item.get("summary_detail") or {}]
    best = max(offers, key=lambda offer: len(_text(offer, "value")))
    html = _text(best, "value")
    if _text(best, "type") == "text/plain":
        html = fields.paragraphs(html)
    return html, _text(best, "base")


def _date(item: dict[str, Any], keys: Iterable[str], tz: str) -> Any:  # noqa: ANN401 - datetime | None
    for key in keys:
        # Asked by plain key: feedparser's dictionary answers "updated" with "published" otherwise.
        found = read_date(str(dict.get(item, key) or ""), tz)
        if found:
            return found
    return None


def _names(item: dict[str, Any]) -> tuple[str, ...]:
    people = [_text(person, "name") for person in _dicts(item, "authors")]
    found = (fields.author_name(name) for name in people or [_text(item, "author")])
    return fields.labels(found, MAX_AUTHORS)


def _media(item: dict[str, Any], base: str) -> tuple[Media, ...]:
    found: dict[str, Media] = {}
    files = [*_dicts(item, "enclosures"), *_dicts(item, "media_content")]
    for file in files:
        url = fields.address(_text(file, "href") or _text(file, "url"), base)
        size = _text(file, "length") or _text(file, "filesize")
        kind = fields.one_line(_text(file, "type"), 80)
        found.setdefault(url, Media(url=url, type=kind, length=fields.count(size)))
    for file in _dicts(item, "media_thumbnail"):
        url = fields.address(_text(file, "url"), base)
        found.setdefault(url, Media(url=url, role="thumbnail"))
    found.pop("", None)
    return tuple(found.values())[:MAX_MEDIA]
