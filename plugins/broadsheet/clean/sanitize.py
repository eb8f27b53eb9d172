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
from itertools import accumulate
from operator import sub

import nh3

from .markup import BORDERS, VOID, attributes, names
from .tidy import tidied

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "bounded", "normal", "safe", "sanitize"]

MAX_LENGTH = 1_000_000  # characters of html that an entry may have; the rest is dropped
MAX_DEPTH = 48  # open elements; real entries stay below 20
_MAX_ATTRIBUTES = 4_096  # characters within one tag
_STABLE = 3  # passes after which the markup has to stand

_LONG_TAG = re.compile(rf"<[^<>]{{{_MAX_ATTRIBUTES},}}")
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)([^>]*+)(>?)")
# Elements that the parser closes by itself when the next begins, so they never nest alone.
_SELF_CLOSING = names("dd dt li option p tbody td tfoot th thead tr colgroup")
# Tags that nest: what is left without those and the void ones.
_NESTING = re.compile(
    rf"<(/?)(?!/|(?:{'|'.join(sorted(_SELF_CLOSING | VOID))})[\s/>])[a-zA-Z]", re.IGNORECASE
)
_BREAK = dict.fromkeys((BORDERS | {"hr"}) - {"wbr"}, "<br>")
_STEP = {"": 1, "/": -1}
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
        html = html[:MAX_LENGTH].rpartition("<")[0]
    if len(html) <= _MAX_ATTRIBUTES and html.count("<") <= MAX_DEPTH:
        return html
    if _depth(html) <= MAX_DEPTH and not _LONG_TAG.search(html):
        return html
    return _Shallow().fit(html)


class _Shallow:
    """One pass over the tags of a string, with a count of how many are open."""

    def __init__(self) -> None:
        self.depth = 0

    def fit(self, html: str) -> str:
        """`html` without the tags that are too deep, and with short ones."""
        return _ANY_TAG.sub(self._tag, html)

    def _tag(self, match: re.Match[str]) -> str:
        closing, name, rest = match.group(1), match.group(2).lower(), match.group(3)
        if not match.group(4):
            return ""  # a tag that never ends
        if name not in VOID and name not in _SELF_CLOSING:
            if closing:
                self.depth = max(0, self.depth - 1)
            elif not rest.endswith("/"):
                self.depth += 1
        if self.depth > MAX_DEPTH and not closing:
            return _BREAK.get(name, "")
        return _short(closing, name, rest) if len(rest) > _MAX_ATTRIBUTES else match.group()


def _depth(html: str) -> int:
    """The deepest that tags nest, as far as counting them can tell; never less than it is."""
    depths = list(accumulate(map(_STEP.__getitem__, _NESTING.findall(html)), initial=0))
    deepest: int = max(map(sub, depths, accumulate(depths, min)))
    return deepest


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
    return tidied(_NORMAL.clean(bounded(html)))


def sanitize(html: str) -> str:
    """`html` as a page may hold it: no script, style, class, form, frame or odd address.

    The result stands: sanitising it again changes nothing.
    """
    return safe(bounded(html))


def safe(html: str) -> str:
    """`sanitize` for html that `normal` has made, which is within bounds already."""
    for _ in range(_STABLE):
        clean = _SAFE.clean(html)
        if clean.count("<") == html.count("<"):
            return clean  # attributes went, no tag: nothing can have moved
        html = clean
    return html
