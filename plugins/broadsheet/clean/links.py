"""Addresses: absolute, to the page itself, without what follows the reader.

A library would be better than a table, but those that exist also drop parameters that
pages need: courlan 1.4 takes `ref`, `source`, `keyword` and `session` away and sorts the
rest, detrack 0.4 takes `r`, `next`, `pid` and `context`, and both write the query anew.
Here a parameter goes only if its name is in the table, and the others stay as written.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape, unescape
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from ..model import Cut, Entry
from .blocks import Image
from .buttons import is_pixel
from .copies import changed
from .markup import attributes
from .tables import rows
from .tidy import tidy

__all__ = ["clean_address", "links", "unwrapped"]

_LINKED = re.compile(
    r"<(a|img)(\s[^\"'<>]*+(?:(?:\"[^\"]*+\"|'[^']*+')[^\"'<>]*+)*+)>", re.IGNORECASE
)
_WHERE = re.compile(r"\b(href|src)=\"([^\"]*)\"")  # as `normal` writes it
_SIZED = re.compile(r"style=|(?:width|height)=\"\s*[01]\D")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_PLAIN = re.compile(r"https?://[^?#\x00-\x20\x7f]{1,2000}")  # nothing in it to clean
_CONTROLS = re.compile(r"[\x00-\x20\x7f]+")
_HOLDS_ADDRESS = re.compile(r"[=?]http", re.IGNORECASE)
_MAX_ADDRESS = 4_096  # characters
_MAX_WRAPS = 3
# Marks that outlets set behind "#" for their feeds: "#tk.rss_all", "#xtor=RSS-1", "#ref=rss".
_MARK = re.compile(r"(?:tk\.rss|xtor=|utm_|ref=rss|rss$|ftag=|intcid=|at_medium=)", re.IGNORECASE)


@cache
def _parameters() -> tuple[frozenset[str], tuple[str, ...]]:
    """Names that go, and beginnings of names that go."""
    given = [row[0].lower() for row in rows("parameters")]
    exact = frozenset(name for name in given if not name.endswith("*"))
    return exact, tuple(name[:-1] for name in given if name.endswith("*"))


@cache
def _redirects() -> dict[str, list[tuple[str, str]]]:
    """Hosts to (path, parameter)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for address, parameter, _origin in rows("redirects"):
        host, _, path = address.partition("/")
        found.setdefault(host, []).append((f"/{path}", parameter))
    return found


def unwrapped(url: str) -> str:
    """The target of a redirector that carries it in plain sight; else `url`."""
    if "?" not in url or not _HOLDS_ADDRESS.search(url):
        return url
    for _ in range(_MAX_WRAPS):
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").removeprefix("www.")
        except ValueError:
            return url
        target = ""
        while host and not target:
            for path, parameter in _redirects().get(host, ()):
                if parts.path.rstrip("/") == path.rstrip("/") and parts.query:
                    given = {"?": unquote(parts.query)} if parameter == "?" else _query(parts.query)
                    target = given.get(parameter, "")
                    if target:
                        break
            host = host.partition(".")[2]
        if not target.startswith(("http://", "https://")):
            return url
        url = target
    return url


def _query(query: str) -> dict[str, str]:
    """The parameters of a query, the first of each name; a query too long has none."""
    if len(query) > _MAX_ADDRESS:
        return {}
    try:
        return dict(reversed(parse_qsl(query, max_num_fields=100)))
    except ValueError:
        return {}


@lru_cache(maxsize=4096)
def clean_address(url: str, base: str = "") -> str:
    """`url` as an absolute http, https or mailto address without tracking; "" if it is none."""
    if _PLAIN.fullmatch(url):
        return url
    url = _CONTROLS.sub("%20", url.strip().replace("\n", "").replace("\t", ""))
    if not url or len(url) > _MAX_ADDRESS:
        return ""
    scheme = _SCHEME.match(url)
    if scheme is None:
        try:
            url = urljoin(base, url) if base else f"https:{url}" if url.startswith("//") else ""
        except ValueError:
            return ""
        scheme = _SCHEME.match(url)
    name = scheme.group().lower() if scheme else ""
    if name == "mailto:":
        return url
    if name not in ("http:", "https:"):
        return ""
    return _untracked(_CONTROLS.sub("%20", unwrapped(url)))


def _untracked(url: str) -> str:
    """`url` without the parameters of the table, the others as written."""
    address, mark, fragment = url.partition("#")
    if mark and _MARK.match(fragment):
        mark = fragment = ""
    page, asked, query = address.partition("?")
    if asked:
        exact, starts = _parameters()
        kept = []
        for pair in re.split(r"&(?:amp;)?", query):
            key = pair.partition("=")[0].lower()
            told = pair.lower() in exact  # "ref=rss": that name with that value only
            if pair and not told and key not in exact and not key.startswith(starts):
                kept.append(pair)
        if len(kept) < query.count("&") + 1:
            query = "&".join(kept)
            address = f"{page}?{query}" if query else page
    return f"{address}{mark}{fragment}"


def _counts(address: str, raw: str) -> str:
    """The rule if a picture only counts readers, from its tag's attributes as written."""
    given = attributes(raw) if _SIZED.search(raw) else {}
    image = Image(
        src=address,
        width=given.get("width", ""),
        height=given.get("height", ""),
        style=given.get("style", ""),
    )
    return is_pixel(image)


def links(entry: Entry, html: str | None = None) -> Entry:
    """The station: every address of the entry clean, tracking pixels cut, dead links unlinked.

    `html` is taken for the entry's where it is given.
    """
    given = entry.html if html is None else html
    base = entry.base or entry.resolved or entry.url
    cuts: list[Cut] = []

    def one(match: re.Match[str]) -> str:
        raw = match.group(2)
        picture = match.group(1) in ("img", "IMG")
        there = _WHERE.search(raw)
        address = unescape(there.group(2)).strip() if there else ""
        if picture and (rule := _counts(address, raw)):
            cuts.append(Cut(rule=rule, text=address))
            return ""
        root = (entry.resolved or entry.url or base) if address.startswith("#") else base
        url = clean_address(address, root) if address else ""
        if picture and not url:
            return ""
        if there is None or (url and url == address):
            return match.group()
        kept = f'{there.group(1)}="{escape(url)}"' if url else ""
        return f"<{match.group(1)}{raw[: there.start()]}{kept}{raw[there.end() :]}>"

    html = _LINKED.sub(one, given)
    if html.count("<") < given.count("<"):  # a picture went
        html = tidy(html)
    url = clean_address(entry.url, entry.base) or entry.url
    target = unwrapped(entry.url)
    resolved = clean_address(entry.resolved, entry.base) or entry.resolved
    if target != entry.url:  # `url` stays what was given; where it leads is known without asking
        url, resolved = entry.url, resolved or clean_address(target)
    if (html, url, resolved) == (entry.html, entry.url, entry.resolved):
        return entry
    return changed(entry, html=html, url=url, resolved=resolved, removed=(*entry.removed, *cuts))
