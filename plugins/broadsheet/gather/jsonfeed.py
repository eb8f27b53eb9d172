"""JSON Feed 1 and 1.1, with the slips that its publishers make."""

from __future__ import annotations

import json
from typing import Any

from ..errors import NotAFeed
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

__all__ = ["read_json"]


def read_json(text: str, *, base: str = "", tz: str = "", key: str = "") -> ParsedFeed:
    """The JSON Feed in `text`; raises NotAFeed for JSON of another kind and for broken JSON."""
    try:
        # Faster ones refuse the half characters that feeds do hold, and bare line breaks in texts.
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"broken JSON ({fields.one_line(str(error), 80)})") from None
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise NotAFeed("JSON that is no feed")
    items = [item for item in found["items"] if isinstance(item, dict)]
    notes = []
    if len(items) > MAX_ENTRIES:
        notes.append(f"more than {MAX_ENTRIES} entries, only the first {MAX_ENTRIES} read")
    lang = fields.language(_text(found, "language"))
    link = fields.address(_text(found, "home_page_url"), base)
    authors = _authors(found)
    return ParsedFeed(
        title=fields.title_text(_text(found, "title")),
        link=link,
        lang=lang,
        kind="json",
        entries=tuple(
            _entry(i, base or link, lang=lang, tz=tz, key=key, authors=authors)
            for i in items[:MAX_ENTRIES]
        ),
        notes=tuple(notes),
    )


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)  # ids are numbers in some feeds, against the letter of the rules


def _dicts(record: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = record.get(key)
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _authors(record: dict[str, Any]) -> tuple[str, ...]:
    people = _dicts(record, "authors")
    one = record.get("author")  # version 1's
    if isinstance(one, dict):
        people = people or [one]
    return fields.labels((fields.author_name(_text(p, "name")) for p in people), MAX_AUTHORS)


def _entry(
    item: dict[str, Any], base: str, *, lang: str, tz: str, key: str, authors: tuple[str, ...]
) -> Entry:
    notes: list[str] = []
    guid = fields.scrub(_text(item, "id").strip())[:MAX_ADDRESS]
    url = fields.address(_text(item, "url"), base) or fields.address(_text(item, "external_url"))
    body = _text(item, "content_html") or fields.paragraphs(_text(item, "content_text"))
    updated = read_date(_text(item, "date_modified"), tz)
    return Entry(
        feed=key,
        guid=guid,
        url=url or fields.address(guid),
        title=fields.title_text(_text(item, "title")),
        authors=_authors(item) or authors,
        published=read_date(_text(item, "date_published"), tz) or updated,
        updated=updated,
        lang=fields.language(_text(item, "language")) or lang,
        categories=_categories(item.get("tags")),
        media=_media(item, base),
        received=cut_text(body or fields.paragraphs(_text(item, "summary")), notes),
        base=url or base,
        notes=tuple(notes),
    )


def _categories(tags: object) -> tuple[str, ...]:
    # A list by the rules; one string of names in feeds that predate them.
    names = tags.split(",") if isinstance(tags, str) else tags if isinstance(tags, list) else []
    found = (fields.one_line(name, MAX_LABEL) for name in names if isinstance(name, str))
    return fields.labels(found, MAX_CATEGORIES)


def _media(item: dict[str, Any], base: str) -> tuple[Media, ...]:
    found: dict[str, Media] = {}
    for file in _dicts(item, "attachments"):
        url = fields.address(_text(file, "url"), base)
        size = file.get("size_in_bytes")
        kind = fields.one_line(_text(file, "mime_type"), 80)
        length = size if isinstance(size, int) and 0 < size < 10**14 else 0
        found.setdefault(url, Media(url=url, type=kind, length=length))
    for key in ("image", "banner_image"):
        url = fields.address(_text(item, key), base)
        found.setdefault(url, Media(url=url, role="thumbnail"))
    found.pop("", None)
    return tuple(found.values())[:MAX_MEDIA]
