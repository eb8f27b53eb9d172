"""A blog's own export: Blogger's Atom, of Settings and of Takeout, and WordPress's WXR.

Both hold far more than posts (settings, templates, comments, pages, drafts); only what
was published as a post becomes an entry.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from ..model import Entry
from . import fields
from .dates import read_date
from .reads import Read
from .records import MAX_AUTHORS, MAX_CATEGORIES, MAX_ENTRIES, MAX_TEXT

__all__ = ["is_export", "read_export"]

_KIND = "kind#"  # the end of Blogger's category terms: ".../blogger/2008/kind#post"
_SIGNS = (b"wordpress.org/export/", b"/blogger/2008/kind#", b"schemas.google.com/blogger/2018")
_HEAD = 256 * 1024  # Blogger's export opens with its settings, the first post comes late
_TAGS = (
    "address|article|aside|blockquote|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|header|hr|iframe|li|main|nav|ol|p|pre|script|section|style|table|tbody|td|th|thead|tr|ul"
)
_BLOCK = re.compile(rf"</?(?:{_TAGS})\b|<!--", re.IGNORECASE)
_OPENING = re.compile(rf"(<(?:{_TAGS})\b)", re.IGNORECASE)
_CLOSING = re.compile(rf"(</(?:{_TAGS})\s*>)", re.IGNORECASE)
_PRE = re.compile(r"(<pre\b[^<]*+(?:<(?!/pre>)[^<]*+)*+</pre>)", re.IGNORECASE)
_PARTS = re.compile(r"\n[ \t\r]*\n\s*")
_LABELS = ("category", "post_tag")
_NO_DATE = "0000-00-00"


def is_export(data: bytes) -> bool:
    """Whether the bytes are such an export, by the names that only these declare."""
    head = data[:_HEAD]
    return b"<" in head[:200] and any(sign in head for sign in _SIGNS)


def read_export(data: bytes, *, origin: str) -> Read:
    """The published posts of an export, in its order; drafts and pages counted in `notes`.

    A truncated or broken export yields the posts that are whole, and a failure line.
    No DTD, entity or outside file is read; at most 2,000 posts of 512 Ki characters.
    """
    wordpress = _SIGNS[0] in data[:_HEAD]
    tag, closing, one = (
        ("item", rb"</item\s*>", _wordpress) if wordpress else ("entry", rb"</entry\s*>", _blogger)
    )
    whole = len(re.findall(closing, data))
    about: dict[str, str] = {}
    skipped: Counter[str] = Counter()
    entries: list[Entry] = []
    failures: list[str] = []
    try:
        for number, node in enumerate(_nodes(data, tag, about)):
            if number >= whole:
                break  # a parser that repairs closes what the file left open
            entry = one(node, origin, skipped)
            if entry and len(entries) < MAX_ENTRIES:
                entries.append(entry)
            elif entry:
                skipped["beyond the limit"] += 1
            node.clear()
    except etree.XMLSyntaxError as error:
        failures.append(f"broken export, {fields.one_line(error.msg or 'bad XML', 120)}")
    if not _ended(data):
        failures.append(f"ends mid-way, {len(entries)} whole posts kept")
    return Read(
        title=about.get("title", ""),
        link=about.get("link", ""),
        lang=about.get("lang", ""),
        entries=tuple(entries),
        failures=tuple(failures),
        notes=tuple(f"{n} left out: {why}" for why, n in sorted(skipped.items())),
    )


def _ended(data: bytes) -> bool:
    return data[-200:].rstrip().endswith((b"</feed>", b"</rss>"))


def _nodes(data: bytes, tag: str, about: dict[str, str]) -> Iterator[etree._Element]:
    """Each element of that local name, whole; what stands outside them is noted in `about`."""
    walk = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    for _, node in walk:
        name = _local(node)
        if name == tag:
            yield node
        elif node.getparent() is not None and _local(node.getparent()) in ("channel", "feed"):
            _note(about, name, node)


def _note(about: dict[str, str], name: str, node: etree._Element) -> None:
    if name == "title":
        about.setdefault("title", fields.title_text(node.text or ""))
    elif name == "language":
        about.setdefault("lang", fields.language(node.text or ""))
    elif name == "link":
        href = node.get("href") or node.text or ""
        if node.get("rel", "alternate") == "alternate":
            about.setdefault("link", fields.address(href))


def _local(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2] if isinstance(node.tag, str) else ""


def _texts(node: etree._Element, name: str) -> list[str]:
    return [child.text or "" for child in node if _local(child) == name]


def _text(node: etree._Element, name: str) -> str:
    return next(iter(_texts(node, name)), "")


def _blogger(node: etree._Element, origin: str, skipped: Counter[str]) -> Entry | None:
    """One Atom entry; None, and counted, when it is no published post."""
    kinds = [
        term.rpartition(_KIND)[2]
        for child in node
        if _local(child) == "category" and _KIND in (term := child.get("term", ""))
    ]
    kind = (kinds[0] if kinds else _text(node, "type") or "post").lower()
    if kind != "post":
        if kind in ("page", "comment"):
            skipped[f"{kind}s"] += 1
        return None
    drafts = [n.text for n in node.iter() if _local(n) == "draft"]
    if "yes" in drafts or _text(node, "status").upper() not in ("", "LIVE"):
        skipped["drafts"] += 1
        return None
    content = _text(node, "content") or _text(node, "summary")
    labels = [
        child.get("term", "")
        for child in node
        if _local(child) == "category" and "2005#kind" not in child.get("scheme", "")
    ]
    names = [_text(child, "name") for child in node if _local(child) == "author"]
    return Entry(
        guid=_text(node, "id")[:1000],
        url=_alternate(node),
        title=fields.title_text(_text(node, "title"), "text"),
        authors=fields.labels(map(fields.author_name, names), MAX_AUTHORS),
        published=read_date(_text(node, "published")),
        updated=read_date(_text(node, "updated")),
        categories=fields.labels(map(fields.one_line, labels), MAX_CATEGORIES),
        received=content[:MAX_TEXT],
        base=_alternate(node),
        origin=origin,
    )


def _alternate(node: etree._Element) -> str:
    for child in node:
        if _local(child) == "link" and child.get("rel", "alternate") == "alternate":
            return fields.address(child.get("href", ""))
    return ""


def _wordpress(node: etree._Element, origin: str, skipped: Counter[str]) -> Entry | None:
    """One WXR item; None, and counted, when it is no published post."""
    kind, status = _text(node, "post_type") or "post", _text(node, "status") or "publish"
    if kind != "post":
        if kind == "page":
            skipped["pages"] += 1
        return None
    if status != "publish":
        draft = status in ("draft", "auto-draft", "pending")
        skipped["drafts" if draft else f"status {fields.one_line(status, 20)}"] += 1
        return None
    body = next(
        (child.text or "" for child in node if str(child.tag).endswith("/content/}encoded")), ""
    )
    names = _texts(node, "creator")
    labels = [
        child.text or child.get("nicename", "")
        for child in node
        if _local(child) == "category" and child.get("domain", "category") in _LABELS
    ]
    return Entry(
        guid=_text(node, "guid")[:1000],
        url=fields.address(_text(node, "link")),
        title=fields.title_text(_text(node, "title"), "text"),
        authors=fields.labels(map(fields.author_name, names), MAX_AUTHORS),
        published=_first_date(node),
        categories=fields.labels(map(fields.one_line, labels), MAX_CATEGORIES),
        received=_paragraphs(body[:MAX_TEXT]),
        base=fields.address(_text(node, "link")),
        origin=origin,
    )


def _first_date(node: etree._Element) -> datetime | None:
    for name in ("post_date_gmt", "pubDate", "post_date"):
        text = _text(node, name)
        if text and not text.startswith(_NO_DATE):
            found = read_date(text)
            if found:
                return found
    return None


def _paragraphs(body: str) -> str:
    """WordPress's classic editor stores no paragraph tags: blank lines part them, lines break.

    After WordPress's own `wpautop`: block-level tags stand alone, `<pre>` is left as it
    is, and so is what the block editor wrote, which has its tags.
    """
    if "\n" not in body or "<!-- wp:" in body:
        return body
    return "".join(
        part if number % 2 else _parted(part) for number, part in enumerate(_PRE.split(body))
    )


def _parted(text: str) -> str:
    text = _CLOSING.sub(r"\1\n\n", _OPENING.sub(r"\n\n\1", text))
    parts = (part.strip() for part in _PARTS.split(text))
    return "\n".join(
        part if _BLOCK.match(part) else "<p>" + part.replace("\n", "<br>\n") + "</p>"
        for part in parts
        if part
    )
