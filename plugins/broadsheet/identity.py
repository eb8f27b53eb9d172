"""Who an entry is: its keys, and the id that is minted from them once.

The rules here are frozen (version 1): editions store ids and never recompute them,
but the hashes of keys that were passed over are compared for ever. A better rule is
a second version beside this one, not a change of it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import parse_qsl, urlencode, urlsplit

from .model import Entry

__all__ = ["Keys", "address_key", "all_keys", "keys_of", "mint", "same_text"]

ID_LENGTH = 13  # letters of base32: 65 bits
KEY_LENGTH = 12  # letters of base32: 60 bits

# Parameters that never tell two articles apart. Frozen with the rule.
_NOISE = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ocid|cmpid|ito|at_\w+)$"
)
_SPACE = re.compile(r"\s+")
# An address of which nothing is to be taken apart; `urlsplit` would take ten times as long.
_SIMPLE = re.compile(r"https?://(?:www\.)?(?!www\.)([a-z0-9.-]+)(/[A-Za-z0-9/_.~%-]*|)")
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"  # base32
_PAIRS = tuple(one + other for one in _LETTERS for other in _LETTERS)
_PLACES = range(70, -1, -10)  # of the pairs in 80 bits
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Hashes by which an entry is known again, in the order in which they are asked."""

    guid: str = ""  # feed and its own id
    address: str = ""
    title: str = ""  # feed, title and date

    def all(self) -> tuple[str, ...]:
        """Those that there are, in order."""
        return tuple(key for key in (self.guid, self.address, self.title) if key)


def keys_of(entry: Entry) -> Keys:
    """The keys of an entry; one that lacks a fact lacks the key made of it."""
    day = entry.published.date().isoformat() if entry.published else ""
    return _keys(entry.feed, entry.guid, entry.resolved or entry.url, entry.title, day)


@lru_cache(maxsize=30_000)  # a run asks for each entry's three to six times: 20 MB at most
def _keys(feed: str, guid: str, url: str, title: str, day: str) -> Keys:
    guid, address = guid.strip(), address_key(url)
    title = _SPACE.sub(" ", unicodedata.normalize("NFKC", title)).strip().casefold()
    return Keys(
        guid=_hash("guid", feed, guid) if guid else "",
        address=_hash("address", address) if address else "",
        title=_hash("title", feed, title, day) if title else "",
    )


def all_keys(entry: Entry) -> tuple[str, ...]:
    """All keys by which a later run may meet an entry: behind its redirector, and before it."""
    found = keys_of(entry).all()
    if not entry.resolved:
        return found
    given = keys_of(Entry(url=entry.url)).address
    return tuple(dict.fromkeys((*found, given))) if given else found


def address_key(url: str) -> str:
    """An address reduced to what tells articles apart; "" for what is no web address.

    Scheme, "www.", port, fragment, trailing slash, case of the host, order of the
    parameters and tracking parameters do not count.
    """
    simple = _SIMPLE.fullmatch(url)
    if simple:
        return simple[1] + simple[2].rstrip("/")
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    query = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _NOISE.match(name.lower())
    )
    return f"{host}{parts.path.rstrip('/')}" + (f"?{urlencode(query)}" if query else "")


def mint(entry: Entry, *, salt: int = 0) -> str:
    """An id of 65 bits from what identifies the entry best; `salt` tells a collision apart."""
    keys = keys_of(entry)
    best = keys.all()[0] if keys.all() else _hash("text", entry.feed, entry.received or entry.html)
    return _hash("id", best, str(salt) if salt else "", length=ID_LENGTH)


def same_text(one: Entry, other: Entry) -> bool:
    """Whether two entries at one address are one: their titles or the bulk of their words agree.

    Half of the shorter's words is far above what two articles of one site share by
    its vocabulary alone, and below what an edit of the same article leaves.
    """
    if one.title and one.title.casefold() == other.title.casefold():
        return True
    words = [
        set(_WORDS.findall(f"{entry.title} {entry.excerpt}".casefold())) for entry in (one, other)
    ]
    shorter = min(len(words[0]), len(words[1]))
    return shorter > 0 and 2 * len(words[0] & words[1]) >= shorter


def _hash(*parts: str, length: int = KEY_LENGTH) -> str:
    digest = blake2b("\0".join(parts).encode(errors="replace"), digest_size=10).digest()
    bits = int.from_bytes(digest)
    # As base64.b32encode writes it, in a third of its time.
    return "".join([_PAIRS[bits >> place & 1023] for place in _PLACES])[:length]
