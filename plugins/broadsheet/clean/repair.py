"""The station that undoes what went wrong on the way: markup escaped twice, wrong decoding.

It works on what was received only: an entry that has been cleaned is not repaired again,
so a text about "&amp;lt;" survives.
"""

from __future__ import annotations

import re
from html import unescape

from ..model import Entry
from .copies import changed
from .markup import TAG

__all__ = ["repair"]

# "&lt;p&gt;" and the like: a tag name that html knows behind an escaped "<".
_ESCAPED = re.compile(
    r"&(?:amp;)?(?:lt|#60|#x3c);/?(?:p|br|div|a|b|i|em|strong|img|span|ul|ol|li|h[1-6]|blockquote|"
    r"table|td|tr|font|figure|section)(?:\s|/|&(?:amp;)?(?:gt|#62|#x3e);)",
    re.IGNORECASE,
)
# Escaped entities in text: "&amp;nbsp;", "&amp;#8217;".
_ENTITY = re.compile(
    r"&amp;(?=(?:#\d{2,6}|#x[0-9a-f]{2,5}|nbsp|quot|apos|amp|hellip|[lr][sd]quo|[mn]dash|laquo|"
    r"raquo|eacute|egrave|agrave|ccedil|[aou]uml|szlig|euro|copy|reg);)",
    re.IGNORECASE,
)
# What utf-8 read as windows-1252 (or Latin-1) leaves: a lead letter and what follows it as one
# such letter, two for longer ones, not both of them quotes or spaces ("été\u00a0»" is French);
# windows-1252's own range, which holds no letters in Unicode.
_ODD = (
    "\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf\u0152-\u0192\u02c6\u02dc\u201a\u201e"
    "\u2020-\u2022\u20ac\u2122"
)
_NEXT = _ODD + "\u00a0\u00ab\u00bb\u2013-\u2026\u2030-\u203a"
_GARBLED = re.compile(
    "[\u0080-\u009f\u00c2-\u00f4\ufffd](?:(?<=[\u0080-\u009f\ufffd])|(?<=â)€"
    f"|(?<=[\u00c2-\u00df])[{_NEXT}]"
    f"|(?<=[\u00e0-\u00f4])(?:[{_ODD}][{_NEXT}]|[{_NEXT}][{_ODD}]))"
)
_TITLE_MARKUP = re.compile(
    r"</?(?:b|i|em|strong|br|span|sub|sup|u|font|small)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE
)
_MOST_ROUNDS = 8  # of making a title plain; real ones need two
_LONGEST = 200_000  # characters that are looked at for wrong decoding


def repair(entry: Entry) -> Entry:
    """`entry` with `html` begun from `received`; text fields decoded as they were meant."""
    title = plain(entry.title)
    if entry.html:
        return changed(entry, title=title) if title != entry.title else entry
    html = _decoded(_unescaped(entry.received))
    return changed(entry, title=title, html=html)


def _unescaped(html: str) -> str:
    """Markup that was escaped once too often, unescaped once; else as it is."""
    if "&" not in html:
        return html
    tags = len(_ESCAPED.findall(TAG.sub("", html))) if _ESCAPED.search(html) else 0
    if tags and (tags > 1 or not TAG.search(html)) and not _is_code(html):
        return _TWICE.sub("&", _undone(html))
    return _ENTITY.sub("&", html)


_TWICE = re.compile(r"&amp;(?=(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);)", re.IGNORECASE)
_NAMES = re.compile(r"&(?:amp;)?(lt|gt|quot|apos|#60|#62|#34|#39|#x3c|#x3e);", re.IGNORECASE)


def _undone(html: str) -> str:
    """Escaped brackets and quotes as themselves."""
    return _NAMES.sub(lambda m: unescape(f"&{m.group(1)};"), html)


def _is_code(html: str) -> bool:
    """Whether the escaped tags are shown on purpose, in a text about markup."""
    return bool(re.search(r"<(?:code|pre|kbd|samp|tt)\b", html, re.IGNORECASE))


def _decoded(text: str) -> str:
    """Text with mojibake undone: decoding only, quotes and widths stay as written."""
    if text.isascii() or len(text) > _LONGEST or not _GARBLED.search(text):
        return text
    import ftfy  # noqa: PLC0415 - 50 ms to import, for the few texts that need it

    return ftfy.fix_encoding(text)


def plain(title: str) -> str:
    """A headline as text: entities decoded, formatting tags off, spaces collapsed."""
    before = ""
    for _ in range(_MOST_ROUNDS):  # a tag that goes may have parted another, or an entity
        if title == before:
            break
        before = title
        title = _decoded(title)
        if "&" in title:
            title = unescape(title)
        if "<" in title:
            title = _TITLE_MARKUP.sub("", title)
        title = " ".join(title.split())
    return title
