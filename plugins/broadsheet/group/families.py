"""Whose voice an entry is: publishers are counted, not feeds.

A family is a lower-case word of letters and digits that feeds and outlets of one
publisher share: what the feed's `publisher` says, else the outlet's own domain, else its
name; brands of one house are joined by tables/rank_families.tsv.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from ..model import Entry, Feed

__all__ = ["family_of"]

_TABLE = Path(__file__).parent / "tables" / "rank_families.tsv"

# Hosts that carry other publishers' entries: there the outlet's name says whose it is.
_CARRIERS = frozenset(
    {
        *("apple.news", "bit.ly", "dlvr.it", "feedburner.com", "feedproxy.google.com"),
        *("flipboard.com", "ift.tt", "msn.com", "news.google.com", "news.yahoo.com", "ow.ly"),
        *("reddit.com", "smartnews.com", "t.co", "tinyurl.com", "trib.al", "upday.com"),
    }
)


def family_of(entry: Entry, feed: Feed | None = None) -> str:
    """The publisher's family, "" where neither feed, address nor outlet tells it."""
    if feed is not None and feed.publisher:
        return _joined(_squeeze(feed.publisher))
    named = _joined(_squeeze(entry.source))
    if named in _known():
        return named
    domain = _domain(_host(entry.resolved or entry.url))
    return _joined(_squeeze(domain)) or named


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(maxsize=20_000)
def _domain(host: str) -> str:
    """The registered name of a host without its suffix ("bbc" of news.bbc.co.uk).

    "" where it has none and for carriers. By the public suffix list, private part
    included, so that each blog of a blogging service is an outlet of its own.
    """
    from tld import Result, get_tld  # noqa: PLC0415 - it reads the list, 40 ms

    if not host or host in _CARRIERS:
        return ""
    found = get_tld(
        host, as_object=True, fail_silently=True, fix_protocol=True, search_private=True
    )
    if not isinstance(found, Result):  # a made-up or local name: all but its last part
        return host.rpartition(".")[0] or host
    return "" if found.fld in _CARRIERS else str(found.domain)


@lru_cache(maxsize=20_000)
def _squeeze(name: str) -> str:
    """Letters and digits only, without accents, the article and ".com"."""
    plain = unicodedata.normalize("NFKD", name).casefold().strip()
    plain = re.sub(r"\.(?:com|org|net)$|^the\s+", "", plain)
    plain = re.sub(r"[\W_]+", "", "".join(c for c in plain if not unicodedata.combining(c)))
    return re.sub(r"^the(?=\w{4})", "", plain)


def _joined(name: str) -> str:
    return _families().get(name, name)


@cache
def _families() -> dict[str, str]:
    """Squeezed name to family, the families' own names among them."""
    rows = [
        line.split("\t")
        for line in _TABLE.read_text(encoding="utf-8").splitlines()[2:]  # comment, header
        if line
    ]
    names = {_squeeze(row[0]): row[1] for row in rows}
    return names | {_squeeze(row[1]): row[1] for row in rows}


@cache
def _known() -> frozenset[str]:
    return frozenset(_families().values())
