"""One item or entry of an XML feed to an `Entry`: every fact it states, none made up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

from ..model import Entry, Media
from . import fields
from .dates import read_date
from .records import MAX_ADDRESS, MAX_AUTHORS, MAX_CATEGORIES, MAX_LABEL, MAX_MEDIA, MAX_TEXT
from .xmlnames import XML, markup_of, name_of, text_of

__all__ = ["EntryReader", "cut_text"]

_PUBLISHED = ("pubDate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created",
              "created", "dc:issued", "date", "pubdate")  # fmt: skip
_UPDATED = ("updated", "modified", "dcterms:modified", "atom:updated", "lastBuildDate")
_BODIES = ("content:encoded", "content", "description", "summary", "xhtml:body", "xhtml:div",
           "atom:content", "atom:summary", "content:items", "itunes:summary", "body")  # fmt: skip
_BEHIND = ("feedburner:origLink", "pheedo:origLink")
_CATEGORIES = ("category", "dc:subject", "itunes:category", "media:category", "atom:category")
_AUTHORS = ("author", "dc:creator", "dc:contributor", "atom:author", "itunes:author")
_THOROUGH_DATES = 200  # entries; dates in words cost milliseconds each, and thousands would stall

Facts = dict[str, list[etree._Element]]  # noqa: SLF001 - the element type has no other name


class EntryReader:
    """Reads entries of one feed; holds what they fall back on."""

    def __init__(
        self, *, atom: bool, base: str, link: str, lang: str, tz: str, key: str = ""
    ) -> None:
        """`base` is the feed's address joined with its root's xml:base, `link` its site."""
        self.key = key
        self.atom = atom
        self.base = base
        self.link = link
        self.lang = lang
        self.tz = tz
        self.authors: tuple[str, ...] = ()
        self.count = 0

    def read(self, item: etree._Element) -> Entry:
        """The entry that `item` describes."""
        self.count += 1
        facts: Facts = {}
        for child in item:
            facts.setdefault(name_of(child, atom=self.atom), []).append(child)
        for group in [*facts.get("media:group", ()), *facts.get("categories", ())]:
            for child in group:
                facts.setdefault(name_of(child, atom=self.atom), []).append(child)
        base, stated = self._base(item)
        notes: list[str] = []
        guid = _guid(facts, item)
        url = self._url(facts, guid, base or self.link, notes)
        body, body_base = self._body(facts, base)
        behind = _first_address(facts, _BEHIND)
        published, updated = self._date(facts, _PUBLISHED), self._date(facts, _UPDATED)
        return Entry(
            feed=self.key,
            guid=guid,
            url=url,
            resolved=behind,
            title=self._title(facts),
            source=_source(facts),
            authors=self.names(e for name in _AUTHORS for e in facts.get(name, ())) or self.authors,
            published=published or updated,
            updated=updated,
            lang=self._lang(item, facts),
            categories=_categories(facts),
            media=_media(facts, base),
            received=cut_text(body, notes),
            base=(body_base if stated or body_base != base else "")
            or behind
            or url
            or self.link
            or base,
            notes=tuple(notes),
        )

    def _base(self, item: etree._Element) -> tuple[str, bool]:
        stated = item.get(XML + "base") or ""
        return fields.join(self.base, stated), bool(stated)

    def _url(self, facts: Facts, guid: str, base: str, notes: list[str]) -> str:
        best = ""
        refused = ""
        for link in [*facts.get("link", ()), *facts.get("atom:link", ())]:
            href = link.get("href")
            if href is None:
                href = text_of(link)
            elif (link.get("rel") or "alternate").lower() != "alternate":
                continue
            found = fields.address(href, base)
            refused = refused or ("" if found else href)
            # Of several alternates the web page is the one to send a reader to.
            if found and (not best or (link.get("type") or "").startswith("text/html")):
                best = found
                if self.atom is False or link.get("type") == "text/html":
                    break
        if refused.strip() and not best:
            notes.append(f"link left out: {fields.one_line(refused, 60)}")
        if best:
            return best
        for element in facts.get("guid", ()):
            if (element.get("isPermaLink") or "true").lower() == "false":
                return ""
        return fields.address(guid) if guid else ""

    def _title(self, facts: Facts) -> str:
        for name in ("title", "atom:title", "dc:title", "media:title", "itunes:title"):
            for element in facts.get(name, ()):
                kind = (element.get("type") or "").lower()
                if len(element):  # XHTML, or html that somebody forgot to escape
                    kind, raw = "html", markup_of(element)
                else:
                    raw = element.text or ""
                title = fields.title_text(raw, "html" if "html" in kind else "")
                if title:
                    return title
        return ""

    def _body(self, facts: Facts, base: str) -> tuple[str, str]:
        """The fullest of the texts that an item offers, and the base its links hang from."""
        best, best_base = "", base
        for name in _BODIES:
            for element in facts.get(name, ()):
                html = _html(element, plain=name == "itunes:summary", atom=self.atom)
                if len(html) > len(best):
                    best = html
                    best_base = fields.join(base, element.get(XML + "base") or "")
        if not best.strip():
            for element in facts.get("media:description", ()):
                best = _html(element, plain=True, atom=self.atom)
        return best, best_base

    def _date(self, facts: Facts, names: Iterable[str]) -> datetime | None:
        for name in names:
            for element in facts.get(name, ()):
                found = read_date(
                    element.text or "", self.tz, thorough=self.count <= _THOROUGH_DATES
                )
                if found:
                    return found
        return None

    def _lang(self, item: etree._Element, facts: Facts) -> str:
        stated = [item.get(XML + "lang")]
        stated += [text_of(e) for e in facts.get("dc:language", ())]
        stated += [e.get(XML + "lang") for n in ("content", "title") for e in facts.get(n, ())]
        found = (fields.language(tag) for tag in stated if tag)
        return next((tag for tag in found if tag), self.lang)

    def names(self, elements: Iterable[etree._Element]) -> tuple[str, ...]:
        """Authors' names, from Atom's <name> or RSS's text."""
        found = []
        for element in elements:
            named = [e for e in element if name_of(e, atom=self.atom) in ("name", "atom:name")]
            found += [fields.author_name(text_of(e)) for e in named or [element]]
        return fields.labels(found, MAX_AUTHORS)


def cut_text(html: str, notes: list[str]) -> str:
    """`html` within its bound; a cut leaves a note."""
    if len(html) > MAX_TEXT:
        notes.append(f"text of {len(html)} characters cut at {MAX_TEXT}")
        html = html[:MAX_TEXT]
    return fields.scrub(html).strip()


def _html(element: etree._Element, *, plain: bool, atom: bool) -> str:
    """An element's text as html: escaped html as it is, XHTML written out, plain text escaped."""
    kind = (element.get("type") or element.get("mode") or "").lower()
    if len(element):
        inner = list(element)
        div = inner[0] if len(inner) == 1 and inner[0].tag.rpartition("}")[2] == "div" else element
        return markup_of(div)
    text = element.text or ""
    if element.get("src"):
        return ""
    if plain or (atom and kind in ("", "text", "text/plain")):
        # "text" is Atom's default, so html whose type was forgotten comes as text.
        return text if not plain and _looks_html(text) else fields.paragraphs(text)
    return text


def _looks_html(text: str) -> bool:
    return "</" in text or "<br" in text or "<p>" in text or "<img " in text


def _guid(facts: Facts, item: etree._Element) -> str:
    for name in ("guid", "id", "dc:identifier", "atom:id"):
        for element in facts.get(name, ()):
            text = text_of(element).strip()
            if text:
                return fields.scrub(text)[:MAX_ADDRESS]
    about = item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or ""
    return fields.scrub(about.strip())[:MAX_ADDRESS]


def _first_address(facts: Facts, names: Iterable[str]) -> str:
    for name in names:
        for element in facts.get(name, ()):
            found = fields.address(text_of(element))
            if found:
                return found
    return ""


def _source(facts: Facts) -> str:
    """The outlet, from RSS's <source url> or Atom's <source>; its host when it has no name."""
    for element in [*facts.get("source", ()), *facts.get("atom:source", ())]:
        titles = [e for e in element if name_of(e, atom=True) == "title"]
        name = fields.title_text(text_of(titles[0] if titles else element))[:MAX_LABEL]
        if name and (titles or not len(element)):
            return name
        host = urlsplit(fields.address(element.get("url") or "")).hostname
        if host:
            return host.removeprefix("www.")
    return ""


def _categories(facts: Facts) -> tuple[str, ...]:
    found = []
    for name in _CATEGORIES:
        for element in facts.get(name, ()):
            text = element.get("label") or element.get("term") or element.get("text")
            found.append(fields.title_text(text or text_of(element))[:MAX_LABEL])
    return fields.labels(found, MAX_CATEGORIES)


def _media(facts: Facts, base: str) -> tuple[Media, ...]:
    found: dict[str, Media] = {}
    for url, element, role in _files(facts):
        where = fields.address(url or "", base)
        if where and where not in found and len(found) < MAX_MEDIA:
            kind = fields.one_line(element.get("type") or "", 80)
            length = fields.count(element.get("length") or element.get("fileSize") or "")
            found[where] = Media(url=where, type=kind, length=length, role=role)
    return tuple(found.values())


def _files(facts: Facts) -> Iterator[tuple[str | None, etree._Element, str]]:
    """(address, element, role) of every file that an item names."""
    for element in facts.get("enclosure", ()):
        yield element.get("url") or element.get("href"), element, "enclosure"
    for element in [*facts.get("link", ()), *facts.get("atom:link", ())]:
        if element.get("rel") == "enclosure":
            yield element.get("href"), element, "enclosure"
    for element in facts.get("media:content", ()):
        yield element.get("url"), element, "enclosure"
        for inner in element:
            if name_of(inner, atom=True) == "media:thumbnail":
                yield inner.get("url"), inner, "thumbnail"
    for element in facts.get("media:thumbnail", ()):
        yield element.get("url"), element, "thumbnail"
    for element in facts.get("itunes:image", ()):
        yield element.get("href"), element, "thumbnail"
