"""The fast reader: RSS 0.9x-2.0, RDF and Atom from well-formed XML, one walk over the tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lxml import etree

from . import fields
from .records import MAX_ENTRIES, ParsedFeed
from .xmlentry import EntryReader
from .xmlnames import XML, name_of, text_of

__all__ = ["read_xml"]

_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
_MARKED_UP = ("html", "text/html", "xhtml", "application/xhtml+xml")


def _parser() -> etree.XMLParser:
    # Opens nothing: no entity, no DTD, no network; libxml2's own limits stay on.
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        encoding="utf-8",
    )


def read_xml(data: bytes, *, base: str = "", tz: str = "", key: str = "") -> ParsedFeed:
    """The feed in well-formed UTF-8 `data` without a DOCTYPE.

    Raises lxml.etree.XMLSyntaxError where the XML is not well-formed. The root is the caller's
    to check; a document without items gives a feed without entries.
    """
    root = etree.fromstring(data, _parser())
    atom = name_of(root, atom=True) == "feed"
    head = root if atom else next(iter(root.iter("{*}channel")), root)
    base = fields.join(base, root.get(XML + "base") or "")
    feed = _head(head, atom=atom, base=base)
    notes: list[str] = []
    items = list(islice(_items(root), MAX_ENTRIES + 1))
    if len(items) > MAX_ENTRIES:
        notes.append(f"more than {MAX_ENTRIES} entries, only the first {MAX_ENTRIES} read")
    reader = EntryReader(atom=atom, base=base, link=feed.link, lang=feed.lang, tz=tz, key=key)
    if atom:
        reader.authors = reader.names([c for c in head if name_of(c, atom=True) == "author"])
    return replace(
        feed,
        kind="atom" if atom else "rdf" if name_of(root, atom=False).startswith("rdf:") else "rss",
        entries=tuple(reader.read(item) for item in items[:MAX_ENTRIES]),
        notes=tuple(notes),
    )


def _items(root: etree._Element) -> Iterator[etree._Element]:
    """Every item or entry, wherever a sloppy publisher put it, but none inside another."""
    taken: set[etree._Element] = set()
    home: etree._Element | None = None  # a parent known to lie in no entry: nearly all share it
    for element in root.iter("{*}item", "{*}entry"):
        if element is root or name_of(element, atom=True) not in ("item", "entry"):
            continue
        above = element.getparent()
        # Lists in XHTML bodies may call their parts item too; those hang below an entry.
        if above is not home and any(a in taken for a in element.iterancestors()):
            continue
        home = above
        taken.add(element)
        yield element


def _head(head: etree._Element, *, atom: bool, base: str) -> ParsedFeed:
    feed = ParsedFeed(lang=fields.language(head.get(XML + "lang") or ""))
    period, times = 0, 1
    for child in head:
        name = name_of(child, atom=atom)
        if name == "title" and not feed.title:
            kind = "html" if (child.get("type") or "").lower() in _MARKED_UP else ""
            feed = replace(feed, title=fields.title_text(text_of(child), kind))
        elif name == "link" and not feed.link:
            feed = replace(feed, link=_site(child, base))
        elif name in ("language", "dc:language") and not feed.lang:
            feed = replace(feed, lang=fields.language(text_of(child)))
        elif name == "generator":
            feed = replace(feed, generator=fields.one_line(text_of(child)))
        elif name == "ttl":
            feed = replace(feed, ttl_minutes=fields.count(text_of(child)))
        elif name == "sy:updatePeriod":
            period = _PERIODS.get(text_of(child).strip().lower(), 0)
        elif name == "sy:updateFrequency":
            times = fields.count(text_of(child)) or 1
    return feed if feed.ttl_minutes else replace(feed, ttl_minutes=period // times)


def _site(link: etree._Element, base: str) -> str:
    if (link.get("rel") or "alternate") != "alternate":
        return ""
    return fields.address(link.get("href") or text_of(link), base)
