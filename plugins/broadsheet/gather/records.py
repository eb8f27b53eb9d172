"""What the rooms of this wing hand to each other: a feed as read, and the bounds that hold it."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Entry

__all__ = [
    "MAX_ADDRESS",
    "MAX_AUTHORS",
    "MAX_CATEGORIES",
    "MAX_ENTRIES",
    "MAX_LABEL",
    "MAX_MEDIA",
    "MAX_TEXT",
    "MAX_TITLE",
    "Answer",
    "ParsedFeed",
    "Policy",
    "Request",
]

# A feed is a stranger's file: each list and text in it has an end, far above what honest ones hold.
MAX_ENTRIES = 2_000  # entries per feed, the first ones kept: feeds are newest first
MAX_TEXT = 512 * 1024  # characters of html per entry
MAX_TITLE = 1_000  # characters
MAX_LABEL = 200  # characters of an author, category or outlet
MAX_ADDRESS = 4_096  # characters of a link or guid
MAX_AUTHORS = 20
MAX_CATEGORIES = 50
MAX_MEDIA = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed's own words on itself, and its entries in the feed's order.

    Every field is raw: text is plain and bounded, but nothing here is sanitised.
    `notes` says in one line each what was repaired, cut or left out.
    """

    title: str = ""
    link: str = ""  # the site, absolute
    lang: str = ""
    ttl_minutes: int = 0  # how long the feed asks to be left alone, 0 when it does not say
    entries: tuple[Entry, ...] = ()
    kind: str = ""  # "rss", "atom", "rdf" or "json"
    notes: tuple[str, ...] = ()
    generator: str = ""
    lost: int = 0  # characters that no text may hold, left out; the notes say so too


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How to ask; the defaults are the house's manners."""

    agent: str = "Broadsheet"
    private_addresses: bool = False
    at_once: int = 128
    gap: float = 1.0  # seconds between the end of a request and the next to the same host
    connect: float = 5.0  # seconds
    total: float = 20.0  # seconds, redirects included, waiting for a turn not
    wire_bytes: int = 15 * 2**20
    body_bytes: int = 30 * 2**20  # decompressed
    hops: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One address to ask."""

    key: str  # the caller's own name for it; comes back in the answer
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    robots: bool = False  # obey robots.txt: for article pages, not for feeds that the owner named
    head: bool = False  # only where it leads: stops at the first address that is no redirector
    form: bytes = b""  # posted, if there is any; where it is redirected to is not followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking one address, good or bad; a failure is a value too.

    `kind` is "" when bytes or a 304 came, else what went wrong: "network", "timeout", "http",
    "refused" (a private address, another scheme), "redirects", "too-large", "encoding",
    "robots", "resting" (not asked: its host had just asked to be left alone). `what` says it in
    one line.
    """

    key: str  # the caller's own name for what it asked
    url: str  # as asked
    status: int = 0  # the last answer's, 0 when there was none
    headers: tuple[tuple[str, str], ...] = ()  # those that anyone here reads; names lower case
    body: bytes = b""  # decompressed
    final_url: str = ""  # the address that answered, behind redirects
    permanent_to: str = ""  # where 301 and 308 led before any temporary redirect
    kind: str = ""
    what: str = ""
    elapsed: float = 0.0  # seconds

    def header(self, name: str) -> str:
        """The header's value, "" when the server did not send it."""
        return next((value for known, value in self.headers if known == name), "")
