"""digest.toml -> Site, Feeds and Topics; every mistake names file, line and remedy."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from .errors import ConfigError
from .model import Feed, Rules, Site, Topic
from .positions import Path as Place
from .positions import Positions, parse_toml
from .tables import FeedTable, File, RulesTable, SiteTable, TopicTable

__all__ = ["FILE", "load", "parse", "slug_of"]

FILE = "digest.toml"
"""The name of the one file that a newcomer edits, in a site's content folder."""

RESERVED = {"other"}  # a topic of this slug would share the page of stories without one
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_AT = re.compile(r" - at `\$\.?(.*)`$")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")


def load(content: Path) -> Site:
    """The site of `content/digest.toml`.

    Raises:
        ConfigError: no such file, not UTF-8, not TOML, or a mistake in it.
    """
    path = content / FILE
    name = f"{content.name}/{FILE}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            "no such file",
            where=name,
            remedy="a site is a folder that holds content/digest.toml; -C names another folder",
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"byte {error.start} is not UTF-8", where=name, remedy="save the file as UTF-8"
        ) from None
    except OSError as error:
        raise ConfigError(
            f"cannot be read ({error.strerror})", where=name, remedy="check its rights"
        ) from None
    return parse(text, where=name)


def parse(text: str, *, where: str = FILE) -> Site:
    """The site that `text` describes; `where` names it in messages.

    Raises:
        ConfigError: with `where:line` and what to write instead.
    """
    data, positions = parse_toml(text, where=where)
    report = _Report(where, positions)
    try:
        file = msgspec.convert(data, File)
    except msgspec.ValidationError as error:
        report.invalid(str(error))
    topics = _topics(file.topics, report)
    return _site(file.site, topics, _feeds(file.feeds, topics, report), report)


def slug_of(name: str) -> str:
    """A path-safe name: letters and digits of any script, lower case, joined by "-"."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).lower())
    return "-".join(words)[:60].strip("-")


class _Report:
    """Raises with the line of a place."""

    def __init__(self, where: str, positions: Positions) -> None:
        self.where = where
        self.positions = positions

    def at(self, place: Place) -> int:
        return self.positions.line(*place)

    def stop(self, place: Place, what: str, remedy: str) -> NoReturn:
        raise ConfigError(what, where=f"{self.where}:{self.at(place)}", remedy=remedy)

    def invalid(self, message: str) -> NoReturn:
        """Retell msgspec's message: which line, which key, and the nearest right word."""
        found = _AT.search(message)
        place = _place(found[1]) if found else ()
        what = _AT.sub("", message)
        unknown = _UNKNOWN.search(what)
        if unknown:
            known = _known(place)
            near = difflib.get_close_matches(unknown[1], known, n=1)
            remedy = f'did you mean "{near[0]}"?' if near else "known: " + ", ".join(known)
            self.stop((*place, unknown[1]), f'there is no setting "{unknown[1]}"', remedy)
        if "missing required field `site`" in what:
            self.stop((), "no [site] table", 'begin with [site], id = "..." and title = "..."')
        if "missing required field" in what:
            self.stop(place, what[0].lower() + what[1:], "add it")
        key = place[-1] if place else "the file"
        self.stop(place, f"{key}: {what[0].lower() + what[1:]}", "see docs/config.md")


def _place(path: str) -> Place:
    place: list[str | int] = []
    for name, index in re.findall(r"([A-Za-z_]+)|\[(\d+)\]", path):
        place.append(int(index) if index else name)
    return tuple(place)


def _known(place: Place) -> list[str]:
    tables: dict[str | int, type[msgspec.Struct]] = {
        "site": SiteTable,
        "topics": TopicTable,
        "feeds": FeedTable,
    }
    return sorted(tables[place[0]].__struct_fields__ if place else File.__struct_fields__)


def _site(
    table: SiteTable, topics: tuple[Topic, ...], feeds: tuple[Feed, ...], report: _Report
) -> Site:
    for key in ("id", "title"):
        if not getattr(table, key).strip():
            report.stop(("site", key), f"site.{key} is empty", f'write {key} = "..." under [site]')
    if not re.fullmatch(r"[A-Za-z0-9@.-]+,\d{4}(-\d\d){0,2}:[\w.~/-]+", table.id):
        report.stop(
            ("site", "id"),
            f'site.id "{table.id}" is no tag',
            'write domain,year:name, as "example.org,2026:ledger", and never change it',
        )
    url = table.url.rstrip("/")
    if url and urlsplit(url).scheme not in {"http", "https"}:
        report.stop(("site", "url"), f'site.url "{url}" is no web address', 'begin with "https://"')
    if table.hub and urlsplit(table.hub).scheme not in {"http", "https"}:
        report.stop(
            ("site", "hub"), f'hub "{table.hub}" is no web address', 'begin with "https://"'
        )
    _check_zone(table.tz, ("site", "tz"), report)
    if not _CLOCK.fullmatch(table.issue_at):
        report.stop(("site", "issue_at"), f'issue_at "{table.issue_at}"', 'write it as "06:30"')
    if table.issue not in {"daily", "manual"}:
        report.stop(("site", "issue"), f'issue = "{table.issue}"', 'write "daily" or "manual"')
    for key in ("fresh_hours", "window_days", "feed_items", "silent_days"):
        if getattr(table, key) <= 0:
            report.stop(("site", key), f"{key} must be above 0", "leave it out for the default")
    return Site(
        id=table.id,
        title=table.title.strip(),
        url=url,
        description=table.description.strip(),
        language=table.language,
        author=table.author,
        tz=table.tz,
        fresh_hours=table.fresh_hours,
        issue_at=table.issue_at,
        manual=table.issue == "manual",
        window_days=table.window_days,
        feed_items=table.feed_items,
        hub=table.hub,
        private_addresses=table.private_addresses,
        silent_days=table.silent_days,
        rules=_rules(table, ("site",), report),
        feeds=feeds,
        topics=topics,
    )


def _topics(tables: Iterable[TopicTable], report: _Report) -> tuple[Topic, ...]:
    topics: list[Topic] = []
    for order, table in enumerate(tables):
        place: Place = ("topics", order)
        slug = table.slug or slug_of(table.name)
        if not slug or slug != slug_of(slug) or slug in RESERVED:
            report.stop(place, f'topic "{table.name}" has no usable slug', 'add slug = "a-z-name"')
        if slug in {topic.slug for topic in topics}:
            report.stop(place, f'two topics share the slug "{slug}"', "give one a slug of its own")
        topics.append(
            Topic(
                name=table.name, slug=slug, order=order, keywords=table.keywords, quota=table.quota
            )
        )
    return tuple(topics)


def _feeds(
    tables: Iterable[FeedTable], topics: tuple[Topic, ...], report: _Report
) -> tuple[Feed, ...]:
    slugs = {name: topic.slug for topic in topics for name in (topic.slug, topic.name.casefold())}
    feeds: dict[str, Feed] = {}
    for number, table in enumerate(tables):
        place: Place = ("feeds", number)
        key = table.key or slug_of(table.title)
        if not _KEY.fullmatch(key):
            report.stop(
                (*place, "key"),
                f'feed key "{key}"',
                'write key = "a-z, 0-9 and -", once and for all',
            )
        if key in feeds:
            report.stop(
                (*place, "key"),
                f'the key "{key}" stands twice (first in line {feeds[key].line})',
                "give each feed a key of its own",
            )
        if bool(table.address) == bool(table.path):
            report.stop(
                place, f'feed "{key}" needs an address or a path, one of the two',
                'write address = "https://..." or path = "dumps/*.txt"',
            )  # fmt: skip
        if table.address and urlsplit(table.address).scheme not in {"http", "https"}:
            report.stop(
                (*place, "address"),
                f'"{table.address}" is no web address',
                'a file goes in path = "..."',
            )
        if table.topic and table.topic.casefold() not in slugs:
            near = difflib.get_close_matches(table.topic, [t.name for t in topics], n=1)
            report.stop(
                (*place, "topic"),
                f'there is no topic "{table.topic}"',
                f'did you mean "{near[0]}"?' if near else "name it under [[topics]]",
            )
        if table.tz:
            _check_zone(table.tz, (*place, "tz"), report)
        if table.images not in {"", "self-host"}:
            report.stop((*place, "images"), f'images = "{table.images}"', 'write "self-host"')
        if table.weight < 0:
            report.stop((*place, "weight"), "weight is below 0", "1.0 is the usual weight")
        feeds[key] = Feed(
            key=key,
            title=table.title,
            address=table.address,
            path=table.path,
            topic=slugs.get(table.topic.casefold(), "") if table.topic else "",
            source=table.source,
            publisher=table.publisher,
            lang=table.lang,
            tz=table.tz,
            weight=table.weight,
            reprint=table.reprint,
            images=table.images,
            full_text=table.full_text,
            private=table.private,
            rules=_rules(table, place, report),
            line=report.at(place),
        )
    return tuple(feeds.values())


def _rules(table: RulesTable, place: Place, report: _Report) -> Rules:
    for key in ("only", "block"):
        for rule in getattr(table, key):
            pattern = rule.removeprefix("re:")
            if pattern == rule:
                continue
            try:
                re.compile(pattern)
            except re.error as error:
                report.stop((*place, key), f'"{rule}" is no regex ({error})', "mend or quote it")
    return Rules(keep=table.keep, cut=table.cut, only=table.only, block=table.block)


def _check_zone(name: str, place: Place, report: _Report) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        report.stop(place, f'there is no time zone "{name}"', 'write it as "Europe/Oslo"')
