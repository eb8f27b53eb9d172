"""What a template sees: ready-made strings, nothing to compute, nothing to escape by hand.

A path is relative to the site's root, without a leading slash ("2021/12/22/"), and a
template writes `{{ SITEURL }}/{{ path }}`. A field named `*_html` is Markup, made by our
sanitiser or by Markdown from the editor; every other string is text, and autoescape
makes it safe. Views of entries and stories are msgspec's structs, made in a fifth of a
dataclass's time: an archive has hundreds of thousands.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from markupsafe import Markup

__all__ = [
    "ArchiveView",
    "EditionView",
    "EntryView",
    "FeedLink",
    "FrontView",
    "MonthView",
    "NewsView",
    "Ref",
    "SearchView",
    "SectionView",
    "SiteView",
    "SourceView",
    "SourcesView",
    "StoryPageView",
    "StoryView",
    "TellingView",
    "TombstoneView",
    "TopicPageView",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A link to a page of ours: its text and path. `count` is what the page holds, 0 not said."""

    text: str
    path: str
    iso: str = ""  # for <time datetime> when the text is a date
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed of ours, for <link rel="alternate"> and the footer. `url` is absolute."""

    title: str
    type: str
    url: str
    path: str


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """One outlet's article."""

    id: str
    title: str
    url: str
    source: str
    published_iso: str  # "" when not known
    published_text: str  # "10:45", or "21 Dec 10:45" when on another day than the edition
    lang: str  # "" when it is the site's own language
    dir: str  # "rtl" or "" (the site's own direction)
    excerpt: str
    content_html: Markup  # "" unless the feed says reprint
    authors: tuple[str, ...]
    dateline: str
    agency: str
    feed_title: str
    retitled: str  # a later title that the outlet gave it, "" when none
    related: tuple[tuple[str, str, str], ...]  # (outlet, headline, url)


class StoryView(msgspec.Struct, frozen=True, kw_only=True):
    """A story as one edition tells it; also a topic page's line."""

    id: str  # the anchor: <article id>
    headline: str
    lang: str  # of the headline, "" the site's own
    dir: str
    lead: EntryView | None  # None when the sheet hid every telling but the story goes on elsewhere
    others: tuple[EntryView, ...]  # other independent reports, strongest first
    reprints: tuple[EntryView, ...]  # near-identical texts of one of the reports
    folded: tuple[EntryView, ...]  # add nothing new; shown on the story's own page only
    path: str  # where the story is told: "story/slug-id/" or "2021/12/22/#id"
    has_page: bool  # it has gone on over more than one edition
    pinned: bool
    note_html: Markup
    topic: Ref | None
    outlets: tuple[str, ...]
    reports_text: str  # "1 report, 14 reprints", "3 reports", "" for a single report
    why_text: str  # "shared: Stoltenberg, Kremlin, ultimatum" or ""
    since: Ref | None  # the edition that first told it, when earlier
    new_text: str  # what moved since: "new: 14 rescued, Mayor Ilse Brandt" or ""
    went_on: Ref | None  # its page, when a later edition told it on


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """One topic's stories in an edition, each made by fragments/story.html of a StoryView.

    `more` are those beyond the topic's quota.
    """

    name: str
    slug: str
    path: str  # the topic's page, "" for Other
    stories: tuple[Markup, ...]
    more: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """One dated edition."""

    iso: str  # "2021-12-22"
    date_text: str  # "Wednesday, 22 December 2021"
    title: str  # the editor's own title, "" when none
    path: str
    issued_iso: str
    issued_text: str
    intro_html: Markup
    sections: tuple[SectionView, ...]
    counts_text: str  # "18 stories from 11 outlets, 41 entries"
    previous: Ref | None
    next: Ref | None
    log: tuple[tuple[str, str], ...]  # (date text, what was corrected)
    tombstones: tuple[TombstoneView, ...]
    anchors: tuple[str, ...] = ()  # ids whose addresses still resolve, but show nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class TombstoneView:
    """What stands where a withdrawn entry was."""

    id: str
    when_text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsView:
    """What has come in since the latest edition was issued, each made by fragments/line.html."""

    since_text: str
    stories: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontView:
    """The front page: the latest edition, what is new since above it, and a line for silence."""

    edition: EditionView | None  # None before the first
    news: NewsView | None
    silence: str  # "" or "Nothing was published since 3 March 2026."


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingView:
    """What one edition told of a story, made by fragments/telling.html of a StoryView."""

    edition: Ref
    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPageView:
    """A story over all its editions, the newest first."""

    id: str
    headline: str
    lang: str
    dir: str
    path: str
    topic: Ref | None
    first: Ref
    last: Ref
    tellings: tuple[TellingView, ...]
    counts_text: str
    why_text: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPageView:
    """A topic: its current month on its own page, each month on one of its own."""

    name: str
    slug: str
    path: str
    month_text: str  # "December 2021"
    is_front: bool  # the topic's own page rather than a month's
    days: tuple[tuple[Ref, tuple[Markup, ...]], ...]  # newest edition first; fragments/line.html
    months: tuple[Ref, ...]  # all months that the topic has, newest first
    previous: Ref | None
    next: Ref | None
    feeds: tuple[FeedLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """One month in the archive: a reference for each edition."""

    text: str
    iso: str  # "2021-12"
    editions: tuple[Ref, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveView:
    """The archive: years, and one year's months when `year` is set."""

    year: str
    years: tuple[Ref, ...]
    months: tuple[MonthView, ...]  # newest first
    previous: Ref | None
    next: Ref | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One feed's health and its line in the ledger (over the editions that the page covers)."""

    key: str
    title: str
    address: str  # "" for files, whose paths are nobody's business
    health: str  # "good", "failing", "silent", "gone", "new"
    health_text: str  # "last new entry 22 December 2021", "failing since ...: HTTP 500"
    last_iso: str
    gathered: int
    published: int
    folded: int
    merged: int
    filtered: int
    too_old: int
    updated: int
    failed: int
    cuts: int
    cuts_text: str  # "appeared-first-on 12, learned 31"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesView:
    """Feed health and the ledger."""

    covers_text: str  # "1 to 22 December 2021"
    sources: tuple[SourceView, ...]
    total: SourceView
    failures: tuple[tuple[str, str, str], ...]  # (feed's title, date text, what), newest first
    silence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """The search page; `months` is what a reader without script gets."""

    months: tuple[Ref, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """What every template may know of the site."""

    title: str
    description: str
    language: str
    dir: str
    author: str
    url: str
