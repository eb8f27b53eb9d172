"""Blocks that are buttons, known by where their links go; pictures that only count readers."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import unquote

from ..model import Entry
from .blocks import Block, Image, Link
from .markup import names
from .outlets import squash
from .shapes import SMALL, host_of, place_of
from .tables import rows

__all__ = ["buttons", "is_pixel"]

# Addresses that end a subscription or change it, at whatever host, in lower case.
_LETTER = re.compile(
    r"unsubscri|unsub[/?=]|opt-?out|email-?preference|manage-?subscription|subscription-?preference|"
    r"update-?profile|forward-?to-?(?:a-?)?friend|d[eé]sinscri|d[eé]sabonn|abmelden|abbestellen|"
    r"disiscri|cancellati|darse-?de-?baja|afmeld|avregistrer|otpis|list-manage"
)
# Addresses that begin one, share or comment.
_BUTTON = re.compile(
    r"/subscribe/?(?:[?#]|\Z)|[?&]action=share|[?&]share=|[?&]replytocom=|/(?:sign-?up|newsletters?)/?"
    r"(?:[?#]|\Z)|\Amailto:\?|/comments/?\Z|#(?:respond|comments|disqus_thread)\Z",
    re.IGNORECASE,
)
_SOCIAL = names(
    "facebook fb instagram linkedin mastodon pinterest reddit t telegram threads tiktok tumblr "
    "twitch twitter vk whatsapp x youtube bsky weibo ok zen dzen rutube flipboard viber line"
)
_PROFILE = re.compile(r"/(?:(?:channel|c|user|company|groups|pages|public|s|add|invite)/)?[^/]+")
_OWN_NAME = 5  # squashed letters of a profile that must be the outlet's


@cache
def _hosts() -> dict[str, list[tuple[str, str, str]]]:
    """Hosts to (path it starts with, kind, rule)."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for rule, kind, address, _origin in rows("hosts"):
        host, _, path = address.partition("/")
        found.setdefault(host, []).append((f"/{path}" if path else "", kind, rule))
    return found


@lru_cache(maxsize=4096)
def _endpoint(href: str, kind: str) -> str:
    """The rule for an address of that kind ("share", "pixel", "letter"), or ""."""
    host, path, _ = place_of(href)
    found = _hosts()
    while host:
        for start, of_kind, rule in found.get(host, ()):
            if of_kind == kind and path.startswith(start.rstrip("/")):
                return rule
        host = host.partition(".")[2]
    return ""


def is_pixel(image: Image) -> str:
    """The rule for a picture that only counts readers: no size to see, or a counter's host."""
    if _tiny(image.width) or _tiny(image.height):
        return "pixel-size"
    style = image.style.replace(" ", "").lower()
    if "display:none" in style or "width:1px" in style or "height:1px" in style:
        return "pixel-size"
    return _endpoint(image.src, "pixel")


def _tiny(size: str) -> bool:
    """Whether a width or height as written is 0 or 1."""
    return size.strip().lower().removesuffix("px").strip() in ("0", "1")


def buttons(block: Block, entry: Entry) -> str:
    """The rule for a block that is nothing but buttons: share, follow, subscribe, unsubscribe."""
    if not block.links:
        return ""
    rest = len(block.text) - block.linked
    if rest > 5 * SMALL:
        return ""  # a paragraph with links in it
    if all(_shares(link, entry) for link in block.links) and rest <= max(block.linked, SMALL // 2):
        return "share-row"
    if any(_endpoint(ln.href, "letter") or _LETTER.search(ln.href.lower()) for ln in block.links):
        return "unsubscribe" if len(block.text) <= 5 * SMALL else ""
    if all(_BUTTON.search(link.href) for link in block.links) and rest <= SMALL // 4:
        return "button"
    return _follow(block, entry, rest)


def _shares(link: Link, entry: Entry) -> bool:
    """Whether a link hands this entry's address to another site."""
    if link.href.startswith("mailto:?") or _endpoint(link.href, "share"):
        return True
    host = host_of(link.href)
    if not host or "?" not in link.href or host == host_of(entry.url):
        return False
    query = unquote(link.href.partition("?")[2])
    return any(len(own) > _OWN_NAME and own in query for own in (entry.url, entry.resolved))


def _follow(block: Block, entry: Entry, rest: int) -> str:
    """A call to follow: links to profiles only, of the outlet or of several sites."""
    profiles = [_profile(link.href) for link in block.links]
    if not all(profiles) or rest > SMALL * 1.5:
        return ""
    outlet = {squash(entry.source), squash(host_of(entry.url).partition(".")[0])} - {""}
    ours = any(
        len(name) >= _OWN_NAME
        and len(squash(profile)) >= _OWN_NAME
        and (name in squash(profile) or squash(profile) in name)
        for profile in profiles
        for name in outlet
    )
    several = len({host_of(link.href) for link in block.links}) > 1 and rest <= SMALL
    return "follow" if ours or several else ""


def _profile(href: str) -> str:
    """The name of a profile on a social site, or ""."""
    host, path, _ = place_of(href)
    labels = host.split(".")
    if len(labels) < 2 or labels[-2] not in _SOCIAL:  # noqa: PLR2004 - a name and its top level
        return ""
    return path.strip("/").rpartition("/")[2] if _PROFILE.fullmatch(path) else ""
