"""Html made well-formed first and safe last, both by nh3, within bounds.

`normal` comes first in the chain: balanced, escaped markup that still has the class
names by which furniture is known. `sanitize` comes last, always: what it lets through
is all that a page may hold.

nh3 is quadratic in nesting and in the attributes of one tag (500 kB of nested `<div>`:
38 s, and it cannot be interrupted), so `bounded` caps both, in one pass over the string,
before anything parses it.
"""

from __future__ import annotations

import re

import nh3

from .markup import BORDERS, VOID, attributes, names
from .tidy import tidy

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "bounded", "normal", "sanitize"]

MAX_LENGTH = 1_000_000  # characters of html that an entry may have; the rest is dropped
MAX_DEPTH = 48  # open elements; real entries stay below 20
_MAX_ATTRIBUTES = 4_096  # characters within one tag
_STABLE = 3  # passes after which the markup has to stand

_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)([^>]*+)(>?)")
# Elements that the parser closes by itself when the next begins, so they never nest alone.
_SELF_CLOSING = names("dd dt li option p tbody td tfoot th thead tr colgroup")
_UNSEEN = names(
    "applet audio button canvas embed head iframe input math noembed noframes noscript object "
    "plaintext script select style svg template textarea title video xmp"
)
_INLINE = names(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q rp rt ruby s samp small strong sub "
    "sup time u var wbr"
)
_BLOCK = names(
    "blockquote br caption col colgroup dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr img li "
    "ol p pre table tbody td tfoot th thead tr ul"
)
_FIRST = (_INLINE | _BLOCK | BORDERS | {"font", "span", "big", "tt", "strike"}) - {
    "body", "head", "html", "option", "optgroup", "select"
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}

_NORMAL = nh3.Cleaner(
    tags=set(_FIRST),
    clean_content_tags=set(_UNSEEN),
    attributes={
        "*": {"class", "id", "dir", "lang"},
        "a": {"href"},
        "img": {"src", "alt", "width", "height", "style"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
        "ol": {"start"},
        "abbr": {"title"},
        "time": {"datetime"},
    },
    url_schemes=_SCHEMES,
    link_rel=None,
)
_SAFE = nh3.Cleaner(
    tags=set(_INLINE | _BLOCK),
    clean_content_tags=set(_UNSEEN),
    attributes={
        "*": {"dir", "lang"},
        "a": {"href"},
        "img": {"src", "alt", "width", "height"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
        "ol": {"start"},
        "abbr": {"title"},
        "time": {"datetime"},
    },
    url_schemes=_SCHEMES,
    link_rel="nofollow noopener",
)


def bounded(html: str) -> str:
    """`html` of at most `MAX_LENGTH` characters, `MAX_DEPTH` open tags and short attributes.

    One pass. A tag too deep is left out, its words stay, parted by a break where it was
    a block; a tag with endless attributes keeps its address only.
    """
    if len(html) > MAX_LENGTH:
        html = html[:MAX_LENGTH]
        html = html[: html.rfind("<")] if html.rfind("<") > html.rfind(">") else html
    if html.count("<") <= MAX_DEPTH and len(html) <= _MAX_ATTRIBUTES:
        return html
    depth = 0

    def one(match: re.Match[str]) -> str:
        nonlocal depth
        closing, name, rest = match.group(1), match.group(2).lower(), match.group(3)
        if not match.group(4):
            return ""  # a tag that never ends
        if name not in VOID and name not in _SELF_CLOSING:
            if closing:
                depth = max(0, depth - 1)
            elif not rest.endswith("/"):
                depth += 1
        if depth > MAX_DEPTH and not closing and name not in VOID:
            return "<br>" if name in BORDERS else ""
        if len(rest) > _MAX_ATTRIBUTES:
            return _short(closing, name, rest)
        return match.group()

    return _ANY_TAG.sub(one, html)


def _short(closing: str, name: str, rest: str) -> str:
    """A tag with its address alone, if that is short enough."""
    given = attributes(rest[: 2 * _MAX_ATTRIBUTES])
    kept = [
        f' {key}="{value}"'
        for key in ("href", "src")
        if (value := given.get(key, "")) and len(value) < _MAX_ATTRIBUTES and '"' not in value
    ]
    return f"<{closing}{name}{''.join(kept)}>"


def normal(html: str) -> str:
    """`html` balanced, escaped and pruned, without scripts; class names and addresses stay."""
    return tidy(_NORMAL.clean(bounded(html)))


def sanitize(html: str) -> str:
    """`html` as a page may hold it: no script, style, class, form, frame or odd address.

    The result stands: sanitising it again changes nothing.
    """
    for _ in range(_STABLE):
        clean = tidy(_SAFE.clean(bounded(html)))
        if clean == html:
            break
        html = clean
    return html
