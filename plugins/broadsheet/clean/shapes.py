"""Furniture known by its shape: where its links go, what it repeats, how small it is.

Each function looks at one block of one entry and answers with the name of a rule, or "".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from urllib.parse import urljoin, urlsplit

from ..model import Entry
from .blocks import Block, Link
from .outlets import names_outlet, squash
from .tables import rows

__all__ = [
    "SMALL",
    "appeared_first",
    "copyright_line",
    "hashtags",
    "headline",
    "host_of",
    "is_own",
    "links_to_siblings",
    "marked",
    "only_address",
    "own_link",
    "place_of",
    "proves_item",
    "same_page",
    "trifle",
    "untitled",
]

_MARKS = frozenset("#*-–—_=~•·.…★☆♦◆■□▪●○⚓†‡§¶∎⁂∞|/\\<>[]() \xa0")
_QUOTES = " \"'“”‘’«»„‹›「」『』《》〈〉:："
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_FEW_LETTERS = 3
_FEW_WORDS = 8
SMALL = 60  # letters, for scripts that do not part words
_ABOVE = 3  # blocks at the head among which a page's headline is looked for
_STOPS = frozenset('.!?…"”»。！？।؟۔')
_TITLE_SHARE = 12  # squashed letters of the title that prove a truncated one


@lru_cache(maxsize=4096)
def place_of(url: str) -> tuple[str, str, str]:
    """Host (no "www."), path (no slash at the end) and query of an address."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return "", "", ""
    return host, parts.path.rstrip("/"), parts.query


def host_of(url: str) -> str:
    """The host of an address, "" if it has none."""
    return place_of(url)[0]


def same_page(one: str, other: str) -> bool:
    """Whether two addresses are one page: scheme, "www.", last slash and tracking aside."""
    a, b = place_of(one), place_of(other)
    if not a[0] or a[:2] != b[:2]:
        return False
    return a[2] == b[2] or (bool(a[1]) and ("utm_" in a[2] + b[2] or not a[2] or not b[2]))


def is_own(link: Link, entry: Entry) -> bool:
    """Whether a link goes to the entry's own page."""
    if not link.href or link.href.startswith("#"):
        return False
    href = urljoin(entry.base or entry.url, link.href) if "://" not in link.href else link.href
    return any(own and same_page(href, own) for own in (entry.url, entry.resolved, entry.guid))


def _small(text: str) -> bool:
    """Whether a text is too short to be a sentence of an article."""
    return len(text) <= SMALL and len(text.split()) <= _FEW_WORDS


@cache
def _marks() -> dict[str, str]:
    """Class and id words to rules."""
    return {row[1].lower(): row[0] for row in rows("marks")}


@lru_cache(maxsize=1024)
def marked(classes: str) -> str:
    """The rule for a block inside an element with one of these class or id words."""
    found = _marks()
    for name in classes.lower().split():
        if name in found:
            return found[name]
    return ""


def untitled(text: str, title: str) -> str:
    """The words of a link less the headline, which themes repeat in it for screen readers."""
    at = text.casefold().find(title.casefold()) if len(title) > _FEW_LETTERS else -1
    before, after = text[: max(at, 0)].rstrip(_QUOTES), text[max(at, 0) + len(title) :]
    return f"{before} {after.strip(_QUOTES)}".strip() if at >= 0 and before else text


def own_link(block: Block, entry: Entry) -> str:
    """The rule for a block that is only a link to the entry's own page."""
    if not block.links or not all(is_own(link, entry) for link in block.links):
        return ""
    rest = block.text
    for link in block.links:
        rest = rest.replace(link.text, "", 1)
    if any(c.isalnum() for c in rest) or (block.images and not block.text):
        return ""
    titled = squash(block.text) == squash(entry.title)
    small = _small(untitled(block.text, entry.title))
    return "own-link" if titled or small else ""


def only_address(block: Block, entry: Entry) -> str:
    """The rule for a block that is only the entry's own address, written out."""
    text = block.text
    if _ADDRESS.fullmatch(text) and any(u and same_page(text, u) for u in (entry.url, entry.guid)):
        return "own-address"
    return ""


def trifle(block: Block) -> str:
    """The rule for a block of marks alone ("###", "* * *", "★")."""
    marks = block.text[:1] in _MARKS and not block.images and set(block.text) <= _MARKS
    return "end-mark" if marks else ""


def _names_title(text: str, title: str) -> bool:
    """Whether `text` is the title, perhaps cut short or set in quotes."""
    a, b = squash(text), squash(title)
    if not a or not b:
        return False
    if a == b or (len(a) >= _TITLE_SHARE and b.startswith(a)):
        return True
    return len(b) >= _TITLE_SHARE and b in a


def proves_item(block: Block, gaps: tuple[str, ...], entry: Entry) -> bool:
    """Whether what stands in a wording's gaps is this very entry or its outlet.

    Links that fill the gaps prove it too, if one goes to a front page or the entry's site:
    prose that happens to use the wording has none there.
    """
    if any(is_own(link, entry) for link in block.links):
        return True
    if any(_names_title(gap, entry.title) for gap in gaps):
        return True
    linked = {squash(link.text) for link in block.links} - {""}
    filled = linked and all(any(squash(gap) == text for gap in gaps) for text in linked)
    if filled and any(_is_site(link, entry) or _near(link.href, entry) for link in block.links):
        return True
    known = (entry.source, entry.label)
    url = entry.resolved or entry.url
    last = gaps[-1].strip(" .") if gaps else ""
    return any(k and names_outlet(last, outlet=k) for k in known) or names_outlet(last, url=url)


def appeared_first(block: Block, entry: Entry) -> str:
    """The rule for a footer that links the item and its site, in whatever words.

    "The post X appeared first on Y." is one sentence whose links are the item (by address
    or title) and the site (by its root or name); what is left of it is a few words. The
    same without links when the line repeats a title of some length.
    """
    text = block.text
    item = [ln for ln in block.links if is_own(ln, entry) or _names_title(ln.text, entry.title)]
    if item and len(block.links) > 1:
        site = [ln for ln in block.links if ln not in item and _is_site(ln, entry)]
        rest = len(text) - block.linked
        if site and rest <= SMALL * 1.5:
            return "appeared-first-shape"
    title = entry.title.strip()
    if len(title) >= 2 * _TITLE_SHARE and title in text:
        rest_of = text.replace(title, "", 1)
        names = {squash(entry.source), squash(host_of(entry.url).partition(".")[0])}
        named = any(len(name) > _FEW_LETTERS and name in squash(rest_of) for name in names)
        if len(rest_of) <= SMALL * 1.5 and named:
            return "appeared-first-shape"
    return ""


def _near(href: str, entry: Entry) -> bool:
    """Whether an address is on the entry's own host."""
    return bool(place_of(href)[0]) and place_of(href)[0] == place_of(entry.resolved or entry.url)[0]


def _is_site(link: Link, entry: Entry) -> bool:
    """Whether a link goes to the front page of the entry's site, or names its outlet."""
    host, path, query = place_of(link.href)
    own = place_of(entry.resolved or entry.url)[0]
    near = host == own or own.endswith(f".{host}") or host.endswith(f".{own}")
    if host and own and near and not query and path.count("/") <= 1:
        return True
    root = bool(host) and not path and not query
    named = names_outlet(link.text, outlet=entry.source or entry.label, url=entry.url)
    return root or (bool(link.text) and named)


def hashtags(block: Block) -> str:
    """The rule for a row of hashtags and nothing else, as Mastodon and Tumblr end their posts."""
    if block.text[:1] not in ("#", "＃"):
        return ""
    words = block.text.split()
    tagged = bool(words) and all(len(w) > 1 and w[0] in "#＃" for w in words)
    return "hashtags" if tagged and (block.links or len(words) > 1) else ""


def copyright_line(block: Block) -> str:
    """The rule for a short last line that claims a copyright, in any language."""
    claims = "©" in block.text or "℗" in block.text
    return "copyright" if claims and len(block.text) <= 3 * SMALL else ""


def headline(blocks: Sequence[Block], entry: Entry) -> dict[int, str]:
    """Rules for a page's own headline at the head, by block: it repeats the title.

    Only a heading counts, with something behind it that is none; a short line or two
    before it (the section, as a saved page has it) go with it.
    """
    title = squash(entry.title)
    for at, block in enumerate(blocks[:_ABOVE]):
        if block.tag in ("h1", "h2", "h3") and title and squash(block.text) == title:
            if all(other.tag[:1] == "h" for other in blocks[at + 1 :]):
                return {}
            above = {other.index: "kicker" for other in blocks[:at]}
            return {**above, block.index: "headline-repeated"}
        if len(block.text) > SMALL or block.text[-1] in _STOPS or block.images:
            return {}
    return {}


def links_to_siblings(blocks: Sequence[Block], entry: Entry) -> int:
    """How many blocks at the end are a short heading over links to pages of the entry's site.

    At least two links, each a block of its own, and none of them to the entry itself.
    """
    size = 0
    for block in reversed(blocks):
        linked = len(block.links) == 1 and block.linked >= 0.9 * len(block.text)
        if linked and _near(block.links[0].href, entry) and not is_own(block.links[0], entry):
            size += 1
            continue
        heading = block.text and len(block.text) <= SMALL and block.text[-1] not in '.!?…。"”»'
        labelled = block.tag[:1] == "h" or block.text.endswith((":", "："))
        short = len(block.text.split()) <= _FEW_WORDS
        return size + 1 if size > 1 and heading and labelled and short else 0
    return 0
