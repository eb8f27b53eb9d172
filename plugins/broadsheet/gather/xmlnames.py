"""Names of elements, whatever address their namespace is written with, and the text in them."""

from __future__ import annotations

import html

from lxml import etree

__all__ = ["XML", "markup_of", "name_of", "text_of"]

XML = "{http://www.w3.org/XML/1998/namespace}"
# Feeds write these namespaces in many ways; a word of the address is enough to know them by.
_SPACES = (
    ("purl.org/dc/elements", "dc:"),
    ("purl.org/dc/terms", "dcterms:"),
    ("purl.org/rss/1.0/modules/content", "content:"),
    ("purl.org/rss/1.0/modules/syndication", "sy:"),
    ("search.yahoo.com/mrss", "media:"),
    ("www.itunes.com/dtds/podcast", "itunes:"),
    ("rssnamespace.org/feedburner", "feedburner:"),
    ("www.pheedo.com/namespace/pheedo", "pheedo:"),
    ("www.w3.org/2005/atom", "atom:"),
    ("purl.org/atom/ns", "atom:"),
    ("www.w3.org/1999/xhtml", "xhtml:"),
    ("www.w3.org/1999/02/22-rdf-syntax-ns", "rdf:"),
)
_CORE = ("purl.org/rss/1.0/", "my.netscape.com/", "backend.userland.com", "channel.netscape.com",
         "blogs.law.harvard.edu", "cyber.law.harvard.edu", "cyber.harvard.edu", "purl.org/net/rss",
         "www.rssboard.org")  # fmt: skip
_NAMED: dict[str, str] = {}


def name_of(element: etree._Element, atom: bool) -> str:  # noqa: FBT001 - said at each call
    """The element's name with a prefix of ours: "dc:creator", plain "title" for the core's own."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""  # a comment or an instruction
    name = _NAMED.get(tag)
    if name is None:
        name = _name(tag)
        if len(_NAMED) < 1000:  # noqa: PLR2004 - a stranger's tags must not fill the memory
            _NAMED[tag] = name
    return name[5:] if atom and name.startswith("atom:") else name


def _name(tag: str) -> str:
    space, _, local = tag.rpartition("}")
    space = space[1:].lower().removeprefix("https://").removeprefix("http://")
    for known, prefix in _SPACES:
        if space.startswith(known):
            return prefix + local
    return local if not space or space.startswith(_CORE) else f"?:{local}"


def text_of(element: etree._Element) -> str:
    """All text below an element."""
    if not len(element):
        return element.text or ""
    return "".join(str(piece) for piece in element.itertext())


def markup_of(element: etree._Element) -> str:
    """What stands in an element, as html without namespaces: for XHTML that is not escaped."""
    parts = [html.escape(element.text or "", quote=False)]
    # Moved under an element of its own, as namespaces in scope would be written with each part.
    bare = etree.Element("div")
    bare.extend(list(element))
    for inner in bare.iter("*"):
        inner.tag = inner.tag.rpartition("}")[2]
    etree.cleanup_namespaces(bare)
    parts += [etree.tostring(inner, encoding="unicode", method="html") for inner in bare]
    return "".join(parts)
