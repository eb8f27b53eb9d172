"""Slips in XML, mended before any parser is blamed, and counts that tell what is missing."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.entities import html5

__all__ = ["closed", "ended", "item_tags", "repairable", "tidy"]

_OPENED = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)(?=[\s>])")
_CLOSED = re.compile(r"</(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)\s*>")
# feedparser is quadratic in a tag's attributes (8,000: 1 s, 50,000: 40 s) and slow on many tags.
_HUGE_TAG = re.compile(r"<[^<>]{65536}")
_MAX_TAGS = 150_000  # 7 s of feedparser; the largest honest feed seen holds 9,000
_NAME = re.compile(r"<([A-Za-z_][\w.:-]{0,80})")
_CHANNEL = re.compile(r"<((?:[A-Za-z_][\w.-]{0,40}:)?channel)[\s>]")
_ROOT_CLOSED = re.compile(
    r"</(?:[A-Za-z_][\w.-]{0,40}:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE
)
_AMPERSAND = re.compile(r"&(?:#(\d{1,8}|[xX][0-9a-fA-F]{1,7});|([A-Za-z][A-Za-z0-9]{0,31});)?")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OWN = ("amp", "apos", "gt", "lt", "quot")


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Parts of `text` in order, with whether each is a CDATA section; linear on any input."""
    at = 0
    while True:
        start = text.find("<![CDATA[", at)
        if start < 0:
            yield text[at:], False
            return
        yield text[at:start], False
        end = text.find("]]>", start)
        if end < 0:
            yield text[start:], True
            return
        yield text[start : end + 3], True
        at = end + 3


def tidy(text: str) -> str:
    """`text` with what trips a strict parser mended: HTML's entities, bare ampersands, controls."""
    text = _UNFIT.sub("", text)
    return "".join(p if cdata else _AMPERSAND.sub(_mended, p) for p, cdata in _pieces(text))


def _mended(hit: re.Match[str]) -> str:
    number, name = hit[1], hit[2]
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        return hit[0] if code <= sys.maxunicode and not _UNFIT.match(chr(code)) else ""
    if name in _OWN:
        return hit[0]
    known = html5.get(f"{name};") if name else None
    return "".join(f"&#{ord(c)};" for c in known) if known else "&amp;" + hit[0][1:]


def item_tags(text: str) -> int:
    """How many items or entries the text starts, outside CDATA."""
    return sum(len(_OPENED.findall(p)) for p, cdata in _pieces(text) if not cdata)


def closed(text: str) -> str:
    """A feed that was cut off, up to its last whole entry and closed after it; "" without one.

    `text` starts at its root element.
    """
    end = 0
    at = 0
    for piece, cdata in _pieces(text):
        for hit in () if cdata else _CLOSED.finditer(piece):
            end = at + hit.end()
        at += len(piece)
    root = _NAME.match(text)
    if not end or not root:
        return ""
    kept = text[:end]
    channel = _CHANNEL.search(kept)
    inside = channel and f"</{channel[1]}>" not in kept and channel[1] != root[1]
    return kept + (f"</{channel[1]}>" if channel and inside else "") + f"</{root[1]}>"


def ended(text: str) -> bool:
    """Whether the root's end tag stands at the end; false for a feed cut off in transfer."""
    return bool(_ROOT_CLOSED.search(text[-2000:]))


def repairable(text: str) -> bool:
    """Whether the repairing parser can read `text` in seconds: no monstrous tag, not too many."""
    tags = sum(piece.count("<") for piece, cdata in _pieces(text) if not cdata)
    return tags <= _MAX_TAGS and not _HUGE_TAG.search(text)
