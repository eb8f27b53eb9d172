"""One field each: titles, links, names, languages as feeds write them, made plain and bounded."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from .records import MAX_ADDRESS, MAX_LABEL, MAX_TITLE

__all__ = [
    "address",
    "author_name",
    "count",
    "join",
    "labels",
    "language",
    "one_line",
    "paragraphs",
    "scrub",
    "title_text",
]

# What no text may hold: controls (a terminal would obey them), half characters, non-characters.
_DIGITS = 14
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Inline markup that feeds put in headlines without saying so; any other tag in one is its words.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|br|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u|wbr)"
    r"(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,2000}>")
# Most links are these; taking them apart to put them together again is half of a parser's time.
_PLAIN_ADDRESS = re.compile(r'https?://[A-Za-z0-9][A-Za-z0-9.-]{2,250}(?:[/?#][^\s"<>]*)?')
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$")
_MAILED = re.compile(r"^\S{1,200}@\S{1,200}\s*\(([^()]{1,300})\)$")
_NAME_MAILED = re.compile(r"^(.{1,300}?)\s*[(<]\S{1,200}@[^\s()<>]{1,200}[)>]$")
_BREAKS = re.compile(r"\n[ \t\r]*\n\s*")


def scrub(text: str) -> str:
    """`text` without control characters, lone surrogates and non-characters."""
    return _UNFIT.sub("", text)


def one_line(text: str, limit: int = MAX_LABEL) -> str:
    """`text` on one line, at most `limit` characters of it."""
    return " ".join(scrub(text[: limit * 4]).split())[:limit].rstrip()


def title_text(text: str, kind: str = "") -> str:
    """A headline as plain text, from what the feed says it is: "html", "text", or "" for a guess.

    References are decoded once more than XML did, as feeds of all kinds escape twice. Tags go
    when the title is html; in a guess only balanced inline markup goes, so that a headline on
    "<script>" keeps its words.
    """
    text = text[: MAX_TITLE * 8]
    if kind == "html" and "<" in text:
        bare = _html_text(text)
        return one_line(bare if bare.strip() else html.unescape(text), MAX_TITLE)
    if kind == "" and "<" in text and ("</" in text or "<br" in text.lower()):
        text = _INLINE.sub("", text)
    return one_line(_decode(text), MAX_TITLE)


def _decode(text: str) -> str:
    return _REFERENCE.sub(lambda hit: html.unescape(hit[0]), text) if "&" in text else text


def _html_text(text: str) -> str:
    from lxml import etree  # noqa: PLC0415 - only titles with markup need it
    from lxml import html as lxml_html  # noqa: PLC0415 - as above

    try:
        root = lxml_html.fragment_fromstring(text, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return _decode(_TAG.sub(" ", text))
    etree.strip_elements(root, "script", "style", etree.Comment, with_tail=False)
    return str(root.text_content())


def join(base: str, link: str) -> str:
    """`link` seen from `base`; `link` itself where the two cannot be joined."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def address(link: str, base: str = "") -> str:
    """`link` as an absolute http(s) address, or "": relative to nothing, javascript:, mailto:..."""
    link = "".join(scrub(link[: MAX_ADDRESS * 2]).split()) if "\n" in link else scrub(link).strip()
    if not link or len(link) > MAX_ADDRESS:
        return ""
    if _PLAIN_ADDRESS.fullmatch(link):
        return link
    if link[:5].lower() == "feed:":  # an old way to write "open this in a feed reader"
        link = link[5:] if link[5:9].lower() == "http" else "http:" + link[5:]
    if base and not link[:8].lower().startswith(("http://", "https://")):
        link = join(base, link)
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    # A space or quote in an address is a publisher's slip that every browser repairs.
    return link.replace(" ", "%20").replace('"', "%22").replace("<", "%3C").replace(">", "%3E")


def author_name(text: str) -> str:
    """The name in RSS's "mail@example.org (Name)" and its kin; "" for a bare mail address."""
    text = one_line(text, MAX_LABEL * 2)
    mailed = _MAILED.match(text) or _NAME_MAILED.match(text)
    name = mailed[1].strip() if mailed else text
    if "@" in name and " " not in name:
        return ""
    return _decode(name)[:MAX_LABEL]


def labels(texts: Iterable[str], limit: int) -> tuple[str, ...]:
    """Names in order, each once, empty ones left out, `limit` at most."""
    return tuple(dict.fromkeys(text for text in texts if text))[:limit]


def language(tag: str) -> str:
    """A BCP 47 tag in lower case ("en", "pt-br"), or "" for what is none."""
    tag = tag.strip().lower().replace("_", "-")[:40]
    return tag if _LANGUAGE.match(tag) else ""


def count(text: str) -> int:
    """A number of minutes or bytes as feeds write it; 0 where it is no sane one."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0


def paragraphs(text: str) -> str:
    """Plain text as html: blank lines part paragraphs, single ones break lines."""
    parts = (part.strip() for part in _BREAKS.split(text.strip()))
    return "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in parts if p).replace(
        "\n", "<br>\n"
    )
