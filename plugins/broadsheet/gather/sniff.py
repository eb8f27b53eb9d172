"""What bytes are, before anyone parses them: a feed's kind, or a name for what came instead."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path
from typing import NoReturn

from ..errors import NotAFeed
from . import fields

__all__ = ["autodiscovered", "bot_wall", "refuse", "root_of"]

_HEAD = 64 * 1024  # characters looked at: walls and <link>s stand at the top of a page
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*(?::[\w.-]+)?)")
_LINK = re.compile(r"<link\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_FEED_TYPES = (
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
    "application/json", "application/xml", "text/xml",
)  # fmt: skip
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_FEED_ROOTS = ("rss", "feed", "rdf", "channel")
_PAGE_ROOTS = ("a", "b", "body", "br", "center", "div", "h1", "head", "html", "iframe", "meta", "p",
               "script", "style", "table", "title")  # fmt: skip
_MAX_PROPOSED = 5


def root_of(text: str) -> tuple[str, int]:
    """The first element's name, lower case without prefix, and where its document starts.

    Junk before a feed (a warning that a server printed, blank lines before the declaration) is
    skipped when a feed's root stands within the first 4,000 characters.
    """
    head = text[:_HEAD]
    at = _past_prolog(head, 0)
    found = _ROOT.match(head, at)
    if found and _local(found[1]) in _FEED_ROOTS:
        return _local(found[1]), at
    for later in re.finditer(r"<(?:rss|feed|rdf:RDF)[\s>]", head[:4000]):
        return _local(later[0][1:-1]), later.start()
    return (_local(found[1]) if found else ""), at


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _past_prolog(text: str, at: int) -> int:
    """Where the root element starts: past blanks, the declaration, comments and the DOCTYPE."""
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<?", at):
            end, size = text.find("?>", at), 2
        elif text.startswith("<!--", at):
            end, size = text.find("-->", at), 3
        elif text.startswith("<!", at):
            end, size = _doctype_end(text, at), 1
        else:
            return at
        if end < 0:
            return at
        at = end + size


def _doctype_end(text: str, at: int) -> int:
    bracket, close = text.find("[", at), text.find(">", at)
    if 0 <= bracket < close:  # an internal subset, which holds ">" of its own
        close = text.find("]", bracket)
        close = text.find(">", close) if close >= 0 else -1
    return close


def refuse(text: str, *, base: str = "", root: str = "") -> NoReturn:
    """Raises NotAFeed that names what `text` is, and says what to do where it knows."""
    head = text[:_HEAD].strip()
    if not head:
        raise NotAFeed("an empty answer")
    wall = bot_wall(head)
    if wall:
        raise NotAFeed(
            f"a bot wall ({wall}) instead of a feed",
            remedy="ask the publisher to let feed readers in, or use another address",
        )
    if root in _PAGE_ROOTS or head[:14].lower() == "<!doctype html":
        _refuse_page(head, base)
    if root == "opml":
        raise NotAFeed("a list of feeds (OPML), not a feed", remedy="import it instead")
    if root:
        raise NotAFeed(f"XML that is no feed, but <{fields.one_line(root, 40)}>")
    raise NotAFeed("plain text instead of a feed")


def _refuse_page(head: str, base: str) -> NoReturn:
    title = _TITLE.search(head)
    named = fields.one_line(html.unescape(title[1]), 80) if title else ""
    what = f'a web page ("{named}") instead of a feed' if named else "a web page instead of a feed"
    offered = autodiscovered(head, base)
    if offered:
        raise NotAFeed(what, remedy="its feeds: " + " ".join(offered))
    raise NotAFeed(what, remedy="look for the site's feed and use its address")


def autodiscovered(text: str, base: str = "") -> tuple[str, ...]:
    """Addresses of feeds that a web page names in its <link rel=alternate>, at most five."""
    found: list[str] = []
    for link in _LINK.finditer(text[:_HEAD]):
        facts = {
            name.lower(): html.unescape(a or b or c)
            for name, a, b, c in _ATTRIBUTE.findall(link[1])
        }
        rels = facts.get("rel", "").lower().split()
        kind = facts.get("type", "").lower().split(";")[0].strip()
        if ("alternate" in rels or "feed" in rels) and (kind in _FEED_TYPES or "feed" in rels):
            found.append(fields.address(facts.get("href", ""), base) or facts.get("href", ""))
    return fields.labels(found, _MAX_PROPOSED)


@cache
def _walls() -> tuple[tuple[str, str], ...]:
    """(mark, who), as walls.tsv has them."""
    lines = Path(__file__).with_name("walls.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((row[0].lower(), row[1]) for row in rows)


def bot_wall(text: str) -> str:
    """Who keeps robots out with this page ("Cloudflare"), or "" when it is no such page."""
    low = text[:_HEAD].lower()
    return next((who for mark, who in _walls() if mark in low), "")
