"""The tables of digest.toml as they may be written: every setting, its type and its default."""

from __future__ import annotations

import msgspec

__all__ = ["FeedTable", "File", "RulesTable", "SiteTable", "TopicTable"]


class RulesTable(msgspec.Struct, forbid_unknown_fields=True):
    """Rules, of the whole site or of one feed."""

    keep: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    block: tuple[str, ...] = ()


class SiteTable(RulesTable, forbid_unknown_fields=True):
    """[site]."""

    id: str = ""
    title: str = ""
    url: str = ""
    description: str = ""
    language: str = "en"
    author: str = ""
    tz: str = "UTC"
    fresh_hours: float = 48.0
    issue_at: str = "00:00"
    issue: str = "daily"
    window_days: int = 7
    feed_items: int = 14
    hub: str = ""
    private_addresses: bool = False
    silent_days: int = 3


class TopicTable(msgspec.Struct, forbid_unknown_fields=True):
    """One of [[topics]]."""

    name: str
    slug: str = ""
    keywords: tuple[str, ...] = ()
    quota: int = 0


class FeedTable(RulesTable, forbid_unknown_fields=True):
    """One of [[feeds]]."""

    key: str = ""
    title: str = ""
    address: str = ""
    path: str = ""
    topic: str = ""
    source: str = ""
    publisher: str = ""
    lang: str = ""
    tz: str = ""
    weight: float = 1.0
    reprint: bool = False
    images: str = ""
    full_text: bool = False
    private: bool | None = None


class File(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file."""

    site: SiteTable
    topics: tuple[TopicTable, ...] = ()
    feeds: tuple[FeedTable, ...] = ()
