"""Lists of feeds in: OPML 2.0, and the dialects in which readers export it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from lxml import etree

from ..errors import InputError
from ..model import Feed
from . import fields
from .legible import legible
from .tidy import tidy

__all__ = ["folders", "read"]

MAX_FEEDS = 10_000
_MAX_DEPTH = 20
_WORDS = re.compile(r"[^\W_]+")
_PROLOG = re.compile(r"^\s*(?:<\?[^>]{0,200}\?>\s*)?(?:<!DOCTYPE[^>\[]{0,300}>\s*)?")


def read(data: bytes) -> tuple[Feed, ...]:
    """The feeds that an OPML file lists, each address once, in the file's order.

    The folder that a feed lies in, else its category, becomes its topic hint (a slug), its title
    its key (plain letters, made unique with a number). Outlines without a feed's address, and all
    but http and https, are left out. Raises InputError when `data` is no OPML.
    """
    feeds: dict[str, Feed] = {}
    keys: set[str] = set()
    for outline, folder in _outlines(_root(data), "", 0):
        facts = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        address = fields.address(facts.get("xmlurl") or facts.get("url") or "")
        if not address or address in feeds or len(feeds) >= MAX_FEEDS:
            continue
        title = fields.title_text(facts.get("title") or facts.get("text") or "")
        key = _unused(_key(title) or _key(address.partition("://")[2]) or "feed", keys)
        keys.add(key)
        feeds[address] = Feed(
            key=key,
            title=title,
            address=address,
            topic=_slug(folder or _category(facts)),
            lang=fields.language(facts.get("language", "")),
        )
    return tuple(feeds.values())


def folders(data: bytes) -> tuple[tuple[str, str], ...]:
    """(slug, name) of the folders and categories that hold feeds, in the file's order."""
    names: dict[str, str] = {}
    for outline, folder in _outlines(_root(data), "", 0):
        facts = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        name = fields.one_line(folder or _category(facts))
        if name and (facts.get("xmlurl") or facts.get("url")):
            names.setdefault(_slug(name), name)
    return tuple(names.items())


def _category(facts: dict[str, str]) -> str:
    return facts.get("category", "").split(",")[0].strip("/").rpartition("/")[2]


def _root(data: bytes) -> etree._Element:
    found = legible(data)
    text = _PROLOG.sub("", found.text, count=1) if found else ""
    root = _parsed(text)
    if root is None:
        root = _parsed(tidy(text))
    if root is None or not str(root.tag).lower().endswith("opml"):
        raise InputError("not an OPML file", remedy="export the list of feeds as OPML")
    return root


def _parsed(text: str) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _outlines(
    above: etree._Element, folder: str, depth: int
) -> Iterable[tuple[etree._Element, str]]:
    """Every outline below `above` with the name of the folder that it lies in."""
    for element in above:
        name = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if name == "outline":
            yield element, folder
        if depth < _MAX_DEPTH and name in ("outline", "body"):
            inner = element.get("title") or element.get("text") or folder
            yield from _outlines(element, inner if name == "outline" else folder, depth + 1)


def _slug(name: str) -> str:
    """A topic's slug, by the rule of digest.toml: letters and digits of any script."""
    return "-".join(_WORDS.findall(unicodedata.normalize("NFKC", name).lower()))[:60].strip("-")


def _key(name: str) -> str:
    """A feed's key: plain small letters, digits and hyphens; "" for a name in another script."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(_WORDS.findall(plain))[:40].strip("-")


def _unused(key: str, taken: set[str]) -> str:
    number = 2
    name = key
    while name in taken:
        name = f"{key}-{number}"
        number += 1
    return name
