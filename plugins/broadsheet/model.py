"""The words of the house: frozen records, tuples, aware UTC times.

Everything else in the package is a verb on these nouns. Records hold data only;
an empty string or tuple means "not known", `None` only a time that is not known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

__all__ = [
    "Cut",
    "Edition",
    "Entry",
    "Failure",
    "Feed",
    "LogLine",
    "Media",
    "Passed",
    "Related",
    "Rules",
    "Site",
    "Step",
    "Story",
    "Tally",
    "Tombstone",
    "Topic",
    "Update",
    "Why",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One piece of furniture that was taken off an entry.

    `text` is whole while an entry is being made; read back from an edition it is
    the first 80 characters, and `digest` the hash of the whole.
    """

    rule: str
    text: str
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another outlet's headline that the item itself listed (Google News does)."""

    outlet: str
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """An enclosure or thumbnail: facts on a file, never the file; `length` in bytes, 0 unknown."""

    url: str
    type: str = ""
    length: int = 0
    role: str = "enclosure"  # or "thumbnail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One gathered article, on its way from received to cleaned to filed.

    `received`, `html`, `base` and `origin` live in the run and the cache only; all
    else is stored in the edition (`html` too when the feed says `reprint`).
    """

    id: str = ""  # minted once by state.mint, 13 letters of base32 (65 bits)
    feed: str = ""  # key in digest.toml
    guid: str = ""  # the feed's own id for it, verbatim
    label: str = ""  # what its text says it came through ("World - Latest - Google News")
    url: str = ""  # as given, tracking parameters cleaned off
    resolved: str = ""  # behind a redirector; "" where url is the publisher's own
    title: str = ""
    source: str = ""  # the outlet, as a reader would name it
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    seen: datetime | None = None  # first seen by us, set once
    lang: str = ""  # BCP 47, lower case where plain: "en", "pt-br"
    dateline: str = ""  # "LONDON" of "LONDON (Reuters) -"
    agency: str = ""  # "Reuters" of the same
    categories: tuple[str, ...] = ()
    topic: str = ""  # slug; what topics decided, "" is Other
    topic_from: str = ""  # "rule", "hint", "label", "category", "words" or ""
    excerpt: str = ""  # plain text
    terms: tuple[tuple[str, float], ...] = ()  # the weighted words that grouping uses
    edges: tuple[str, ...] = ()  # hashes of head and tail blocks, what learning counts
    related: tuple[Related, ...] = ()
    media: tuple[Media, ...] = ()
    removed: tuple[Cut, ...] = ()
    notes: tuple[str, ...] = ()  # what a reader of `explain` should know ("full text failed: ...")
    received: str = ""  # html as the feed gave it
    html: str = ""  # html as kept: cleaned, sanitised
    base: str = ""  # what relative links in `received` hang from
    origin: str = ""  # the path or address it was read from


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one feed asks for beyond the defaults. Words and regexes are as written in TOML."""

    keep: tuple[str, ...] = ()  # lines never to be cut as furniture
    cut: tuple[str, ...] = ()  # lines always to be cut
    only: tuple[str, ...] = ()  # an entry must match one of these ...
    block: tuple[str, ...] = ()  # ... and none of these


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A subscription: exactly one of `address` (http, https) and `path` (file, folder, glob)."""

    key: str
    title: str = ""
    address: str = ""
    path: str = ""
    topic: str = ""  # hint: a topic's slug
    source: str = ""  # the outlet, when every entry of it has the same
    publisher: str = ""  # family: feeds and outlets of one publisher count once
    lang: str = ""
    tz: str = ""  # of times that name no zone
    weight: float = 1.0
    reprint: bool = False
    images: str = ""  # "" or "self-host"
    full_text: bool = False
    private: bool | None = None  # its address: True hides it, False shows it, None its secrets out
    rules: Rules = Rules()
    line: int = 0  # where digest.toml names it


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A section. `keywords` settle it; `quota` is stories at most, 0 no limit."""

    name: str
    slug: str
    order: int = 0
    keywords: tuple[str, ...] = ()
    quota: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What digest.toml says of the site, its feeds and its topics."""

    id: str  # fixed for ever; tag: URIs hang from it
    title: str
    url: str = ""  # absolute, may have a sub-path, no trailing slash
    description: str = ""
    language: str = "en"
    author: str = ""
    tz: str = "UTC"
    fresh_hours: float = 48.0
    issue_at: str = "00:00"  # HH:MM in `tz`
    manual: bool = False  # issue = "manual"
    window_days: int = 7
    feed_items: int = 14  # editions in a feed of ours
    hub: str = ""  # WebSub hub that our feeds name
    private_addresses: bool = False  # allow feeds on private and loopback addresses
    silent_days: int = 3  # alarm after so many days with nothing published
    rules: Rules = Rules()
    feeds: tuple[Feed, ...] = ()
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why a story's entries are together: shared names and words, strongest first; the score."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Entries on one event, as told in one edition; the whole story is all tellings of its id.

    `entries` are this edition's, the lead first. `reports` groups them by text: each
    tuple is one independent text, its first entry the original, the rest reprints.
    """

    id: str
    slug: str = ""
    headline: str = ""
    topic: str = ""  # slug, "" is Other
    entries: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()  # of `entries`: add nothing to what was told, not shown again
    reports: tuple[tuple[str, ...], ...] = ()
    since: date | None = None  # the first edition that told it, when that is an earlier one
    new: tuple[str, ...] = ()  # what moved: names, numbers and words not told before
    why: Why = Why()
    score: float = 0.0  # by rank's published formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A feed that could not be read: a value, never an exception."""

    feed: str
    what: str  # one line, for a person
    when: datetime
    kind: str = ""  # "network", "http", "not-a-feed", "parse", "file", "killed", ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One feed's line in the ledger: gathered = the next seven added (in a run, `seen` too)."""

    feed: str
    gathered: int = 0
    published: int = 0
    folded: int = 0
    merged: int = 0
    filtered: int = 0
    too_old: int = 0
    updated: int = 0
    failed: int = 0
    seen: int = 0  # a run's own ledger only; never stored
    cuts: tuple[tuple[str, int], ...] = ()  # (rule, how often), sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """Entries seen and not kept, so that no later run takes them for new: hashes of their keys."""

    feed: str
    reason: str  # "too old", "merged", "filtered: " and the rule
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A title that its outlet changed after the entry's edition was issued."""

    entry: str
    when: datetime
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """What was done to an edition after it was issued."""

    when: datetime
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A withdrawn entry: its address stays, its text is gone."""

    id: str
    when: datetime
    reason: str
    keys: tuple[str, ...] = ()  # hashes that keep later gathers from bringing it back
    path: str = ""  # of the story's page that the withdrawal emptied, "" when none


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One dated issue, and the one thing that flows through the steps."""

    date: date
    issued: datetime | None = None  # None while it is open
    entries: tuple[Entry, ...] = ()
    stories: tuple[Story, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()  # (dead story id, living one), sorted
    updates: tuple[Update, ...] = ()
    ledger: tuple[Tally, ...] = ()
    passed: tuple[Passed, ...] = ()
    failures: tuple[Failure, ...] = ()
    withdrawn: tuple[Tombstone, ...] = ()
    log: tuple[LogLine, ...] = ()
    samples: tuple[Entry, ...] = ()  # of a run: not wanted themselves, but learning reads them


Step: TypeAlias = Callable[[Edition], Edition]
"""A station of the pipeline: edition in, edition out; `steps` says how one asks for more."""
