"""How a string of html is split into tags and text: once, left to right, by one regex.

It is exact on what `normal` makes (balanced, escaped, quoted) and merely careful on
anything else; safety is `sanitize`'s.
"""

from __future__ import annotations

import re
from html import unescape

__all__ = [
    "BORDERS",
    "INVISIBLE",
    "PLAIN",
    "STRIDE",
    "TAG",
    "VOID",
    "attributes",
    "joined",
    "names",
    "squeeze",
]

# One tag: slash, name, attributes. Possessive, and "<" ends a tag that never closes,
# so a string of unclosed tags costs one look each.
TAG = re.compile(
    r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)"
    r"([^\"'<>]*+(?:(?:\"[^\"]*+\"|'[^']*+')[^\"'<>]*+)*+)>",
    re.DOTALL,
)
STRIDE = 4  # what `TAG.split` yields a tag: text before, slash, name, attributes
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++))""")


def names(listed: str) -> frozenset[str]:
    """A set of names from a line of them."""
    return frozenset(listed.split())


# Borders of a block. What is not here is inline.
BORDERS = names(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html li main menu "
    "nav ol optgroup option p pre section select summary table tbody td tfoot th thead tr ul"
)
PLAIN = names("p li h1 h2 h3 h4 h5 h6 blockquote dd dt td th")  # of those: mostly text alone
VOID = names("area base br col embed hr img input link meta source track wbr")
# Invisible letters that newsletters pad their preview text with: no words, so no block.
INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2800\ufeff"
_BLANK = INVISIBLE + " "


def attributes(raw: str) -> dict[str, str]:
    """The attributes of a tag as written after its name; names in lower case, values decoded."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(raw):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


def squeeze(raw: str) -> str:
    """Text of a run of html text: entities decoded, white space collapsed."""
    text = " ".join((unescape(raw) if "&" in raw else raw).split())
    return text if text.isascii() or text.strip(_BLANK) else ""


def joined(parts: list[str | None]) -> str:
    """Html again from what `TAG.split` made; a tag whose name is None is left out."""
    out: list[str] = [parts[0] or ""]
    for at in range(1, len(parts), STRIDE):
        if parts[at + 1] is not None:
            out.append(f"<{parts[at]}{parts[at + 1]}{parts[at + 2]}>")
        out.append(parts[at + 3] or "")
    return "".join(out)
