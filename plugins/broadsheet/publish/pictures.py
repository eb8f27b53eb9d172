"""Outlets' pictures are not shown: a page would ask their servers, who would see its readers."""

from __future__ import annotations

import re
from html import escape, unescape

__all__ = ["without_pictures"]

# Of html that the sanitiser wrote: attributes stand in double quotes; "<" and ">" may be in them.
_INSIDE = r'(?:[^">]|"[^"]*")*+'
_PICTURE = re.compile(rf"<img\b({_INSIDE})>")
_ALT = re.compile(r'\salt="([^"]*)"')
_EMPTY_LINK = re.compile(rf"<a\b{_INSIDE}>\s*</a>")


def without_pictures(html: str) -> str:
    """Sanitised html with the words that describe its pictures in their place."""
    if "<img" not in html:
        return html
    return _EMPTY_LINK.sub("", _PICTURE.sub(_words, html))


def _words(tag: re.Match[str]) -> str:
    alt = _ALT.search(tag[1])
    # What is text in an attribute may be markup outside: it is escaped anew.
    return escape(unescape(alt[1]), quote=False) if alt else ""
