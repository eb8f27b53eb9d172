"""What the W3C's feed validator asks of RSS 2.0 and Atom, as far as our feeds rely on it.

Each rule bears the name that the validator's documentation gives it (InvalidPermalink,
MissingAtomSelfLink, ...), so that a fault can be looked up there. Its warnings count as
faults too, but for DuplicateUpdated: stories of one run do change at one moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
XML = "{http://www.w3.org/XML/1998/namespace}"

CHANNEL = frozenset(
    {
        *("title", "link", "description", "language", "copyright", "managingEditor", "webMaster"),
        *("pubDate", "lastBuildDate", "category", "generator", "docs", "cloud", "ttl", "image"),
        *("textInput", "skipHours", "skipDays", "item"),
    },
)
ITEM = frozenset(
    {
        *("title", "link", "description", "author", "category", "comments", "enclosure", "guid"),
        *("pubDate", "source"),
    },
)
MANY = {"item", "category", "enclosure", f"{ATOM}link", f"{DC}creator", f"{MEDIA}thumbnail"}
RELATIONS = frozenset(
    {
        *("alternate", "self", "related", "via", "enclosure", "hub"),
        *("next", "prev", "previous", "first", "last"),
    },
)

# RFC 4151, as the validator reads it.
TAG = re.compile(
    r"tag:([a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]*",
)
RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"\d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})",
)
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")
TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


def rss(data: bytes) -> list[str]:
    """What is wrong with an RSS 2.0 document, one line a fault; an empty list when valid."""
    root = _parsed(data)
    if root is None or root.tag != "rss":
        return ["SAXError: not well-formed, or not <rss>"]
    found = [] if root.get("version") == "2.0" else ["MissingAttribute: rss version"]
    channel = root.find("channel")
    if channel is None:
        return [*found, "MissingChannel"]
    return [*found, *_channel(channel)]


def atom(data: bytes) -> list[str]:
    """What is wrong with an Atom document, one line a fault; an empty list when valid."""
    root = _parsed(data)
    if root is None or root.tag != f"{ATOM}feed":
        return ["SAXError: not well-formed, or not an Atom <feed>"]
    return list(_atom_feed(root))


def _parsed(data: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None


def _channel(channel: etree._Element) -> Iterator[str]:
    for name in ("title", "link", "description"):
        if not channel.findtext(name, "").strip():
            yield f"Missing{name.capitalize()}: channel"
    yield from _children(channel, CHANNEL, "channel")
    yield from _full(channel.findtext("link", ""), "channel link")
    if not LANGUAGE.fullmatch(channel.findtext("language", "")):
        yield f"InvalidLanguage: {channel.findtext('language')!r}"
    links = channel.findall(f"{ATOM}link")
    if sum(link.get("rel") == "self" for link in links) != 1:
        yield "MissingAtomSelfLink: not exactly one"
    for link in links:
        yield from _atom_link(link, "channel")
    for date in channel.iterfind("pubDate"):
        yield from _rfc822(date.text or "", "channel pubDate")
    for date in channel.iterfind("lastBuildDate"):
        yield from _rfc822(date.text or "", "channel lastBuildDate")
    if not channel.findtext("ttl", "1").isdigit():
        yield "InvalidPositiveInteger: ttl"
    yield from _repeated([guid.text for guid in channel.iterfind("item/guid")], "DuplicateItem")
    for item in channel.iterfind("item"):
        yield from _item(item)


def _item(item: etree._Element) -> Iterator[str]:
    name = f"item {item.findtext('guid') or item.findtext('title')!r}"
    yield from _children(item, ITEM, name)
    if item.find("title") is None and item.find("description") is None:
        yield f"ItemMustContainTitleOrDescription: {name}"
    for link in item.iterfind("link"):
        yield from _full(link.text or "", f"{name} link")
    guid = item.find("guid")
    if guid is None:
        yield f"MissingGuid: {name}"
    elif guid.get("isPermaLink", "true") != "false":
        yield from (f"InvalidPermalink: {name}" for _ in _full(guid.text or "", name))
    for date in item.iterfind("pubDate"):
        yield from _rfc822(date.text or "", name)
    if "@" not in item.findtext("author", "@"):
        yield f"InvalidContact: {name} author is no mail address; use dc:creator"
    for source in item.iterfind("source"):
        yield from _full(source.get("url", ""), f"{name} source")
    for enclosure in item.iterfind("enclosure"):
        yield from _enclosure(enclosure, name)
    for tag in ("description", f"{CONTENT}encoded"):
        yield from _markup(item.findtext(tag, ""), f"{name} {tag.rpartition('}')[2]}")


def _enclosure(enclosure: etree._Element, name: str) -> Iterator[str]:
    yield from _full(enclosure.get("url", ""), f"{name} enclosure")
    if not enclosure.get("length", "").isdigit():
        yield f"InvalidPositiveInteger: {name} enclosure length"
    if not TYPE.fullmatch(enclosure.get("type", "")):
        yield f"InvalidMIMEType: {name} enclosure"


def _repeated(ids: list[str | None], rule: str) -> Iterator[str]:
    for each in sorted({str(one) for one in ids if ids.count(one) > 1}):
        yield f"{rule}: {each}"


def _children(parent: etree._Element, known: frozenset[str], where: str) -> Iterator[str]:
    """Unknown names without a namespace, blanks, and what may be there once and is twice."""
    seen = set()
    for child in parent.iterchildren(tag=etree.Element):
        tag = str(child.tag)
        if not tag.startswith("{") and tag not in known:
            yield f"UndefinedElement: {where} {tag}"
        if tag in seen and tag not in MANY:
            yield f"DuplicateElement: {where} {tag}"
        if not len(child) and not child.attrib and not (child.text or "").strip():
            yield f"NotBlank: {where} {tag}"
        seen.add(tag)


def _atom_feed(feed: etree._Element) -> Iterator[str]:
    if not LANGUAGE.fullmatch(feed.get(f"{XML}lang", "")):
        yield f"InvalidLanguage: {feed.get(f'{XML}lang')!r}"
    if len(feed.findall(f"{ATOM}link[@rel='self']")) != 1:
        yield "MissingSelf: not exactly one"
    if feed.find(f"{ATOM}link[@rel='alternate']") is None:
        yield "MissingAlternate"
    yield from _atom_node(feed, "feed")
    entries = feed.findall(f"{ATOM}entry")
    yield from _repeated([each.findtext(f"{ATOM}id") for each in entries], "DuplicateEntries")
    authored = feed.find(f"{ATOM}author") is not None
    for entry in entries:
        name = f"entry {entry.findtext(f'{ATOM}id')}"
        yield from _atom_node(entry, name)
        if not authored and entry.find(f"{ATOM}author") is None:
            yield f"MissingElement: {name} author"
        content = entry.find(f"{ATOM}content")
        if content is None and entry.find(f"{ATOM}link[@rel='alternate']") is None:
            yield f"MissingContentOrAlternate: {name}"


def _atom_node(node: etree._Element, where: str) -> Iterator[str]:
    """What feeds and entries have in common."""
    for name in ("id", "title", "updated"):
        if len(node.findall(f"{ATOM}{name}")) != 1:
            yield f"MissingElement or DuplicateElement: {where} {name}"
    own = node.findtext(f"{ATOM}id", "")
    if not (TAG.fullmatch(own) or urlsplit(own).netloc or own.startswith("urn:")):
        yield f"InvalidTAG or InvalidFullLink: {where} id {own!r}"
    for child in node.iterchildren(tag=etree.Element):
        name = str(child.tag).removeprefix(ATOM)
        if check := ATOM_CHILDREN.get(name):
            yield from check(child, f"{where} {name}")
    links = [link for link in node.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    kinds = [(link.get("type"), link.get("hreflang")) for link in links]
    if len(kinds) != len(set(kinds)):
        yield f"DuplicateAlternate: {where}"


def _atom_date(node: etree._Element, where: str) -> Iterator[str]:
    text = node.text or ""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        yield f"InvalidRFC3339Date: {where} {text!r}"
        return
    if not RFC3339.fullmatch(text):
        yield f"InvalidRFC3339Date: {where} {text!r}"


def _atom_author(node: etree._Element, where: str) -> Iterator[str]:
    if not node.findtext(f"{ATOM}name", "").strip():
        yield f"MissingElement: {where} name"


def _atom_category(node: etree._Element, where: str) -> Iterator[str]:
    if not node.get("term"):
        yield f"MissingAttribute: {where} term"


def _atom_source(node: etree._Element, where: str) -> Iterator[str]:
    if not node.findtext(f"{ATOM}title", "").strip():
        yield f"MissingSourceElement: {where} title"


def _atom_text(node: etree._Element, where: str) -> Iterator[str]:
    kind = node.get("type", "text")
    if kind == "html":
        yield from _markup(node.text or "", where)
    elif kind == "text" and len(node):
        yield f"UndefinedElement: {where} has elements in text"
    elif kind not in {"text", "xhtml"} and not TYPE.fullmatch(kind):
        yield f"InvalidMIMEType: {where} {kind}"


def _atom_link(link: etree._Element, where: str) -> Iterator[str]:
    yield from _full(link.get("href", ""), f"{where} link")
    if link.get("rel", "alternate") not in RELATIONS:
        yield f"UnregisteredAtomLinkRel: {where} {link.get('rel')}"
    if link.get("type") and not TYPE.fullmatch(link.get("type", "")):
        yield f"InvalidMIMEType: {where} {link.get('type')}"
    if link.get("length") and not link.get("length", "").isdigit():
        yield f"InvalidPositiveInteger: {where} length"


def _full(address: str, where: str) -> Iterator[str]:
    """A full http(s) address without a character that an address cannot hold."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        yield f"InvalidFullLink: {where} {address!r}"
    elif re.search(r"[\s<>\"{}|\\^`\x00-\x1f]", address):
        yield f"InvalidURI: {where} {address!r}"


def _rfc822(text: str, where: str) -> Iterator[str]:
    if not RFC822.fullmatch(text):
        yield f"InvalidRFC2822Date: {where} {text!r}"
    elif parsedate_to_datetime(text).strftime("%a") != text[:3]:
        yield f"ProblematicalRFC822Date: {where} {text!r} was no {text[:3]}"


def _markup(text: str, where: str) -> Iterator[str]:
    """Relative addresses, and what no reader runs, in a fragment of HTML."""
    if not text.strip():
        return
    for node in html.fragment_fromstring(text, create_parent="div").iter(etree.Element):
        if node.tag in {"script", "style", "iframe", "object", "embed", "form", "meta", "link"}:
            yield f"SecurityRisk: {where} <{node.tag}>"
        for name, value in sorted(node.attrib.items()):
            if str(name).startswith("on") or name == "style":
                yield f"SecurityRiskAttr or DangerousStyleAttr: {where} {name}"
            if name in {"href", "src", "cite"} and not urlsplit(str(value)).scheme:
                yield f"ContainsRelRef: {where} {value}"


ATOM_CHILDREN = {
    "author": _atom_author,
    "category": _atom_category,
    "content": _atom_text,
    "link": _atom_link,
    "published": _atom_date,
    "rights": _atom_text,
    "source": _atom_source,
    "subtitle": _atom_text,
    "summary": _atom_text,
    "title": _atom_text,
    "updated": _atom_date,
}
