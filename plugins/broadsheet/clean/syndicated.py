"""The block that a feed-to-blog service wrote round an entry: its facts harvested, then cut.

A service such as IFTTT posts a feed's items to a blog and writes, behind the article,
where it had it from: label, date, link, headline with its outlet, label, the feed's
link; the blog adds its comment section. `syndicated_shape` finds the block by its shape,
`syndicated_words` knows the blog's own lines, `syndicated_related` the list of other
outlets' headlines that Google News puts in the place of a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..model import Cut, Entry
from .blocks import Block, blocks_of
from .cutting import without, without_span
from .syndicated_lines import Line, lines_of, looks_like
from .syndicated_outlet import split_headline
from .syndicated_related import Listing, listing_of
from .syndicated_shape import CERTAIN, ENOUGH, Found, find
from .syndicated_tail import tail_of, unknown_tail
from .syndicated_words import is_worded

__all__ = ["syndicated"]

_RULE = "syndicated-"
_LONGEST_OUTLET = 80  # characters, its dash included
_FOOTER = 6000  # characters of html in which a blog's last words stand
# A link that no mark or letter stands before; "http" first, for the engine looks for that fast.
_BARE_LINK = re.compile(r"http(?<![\"'=(/\w]http)s?://")


def syndicated(entry: Entry) -> Entry:
    """The station: the service's block and the blog's footer cut, what they say in fields.

    Reads `html` alone: one that was cut empty stays so. Every cut line is in `removed`,
    rule "syndicated-..." by its role. What the block says (title, source, label,
    published, url) replaces what the blog's feed said of its copy. An entry goes
    through once: one that bears such cuts is returned as it is. Linear in the length.
    """
    if any(cut.rule.startswith(_RULE) for cut in entry.removed):
        return entry
    html = entry.html
    if not _may_hold(html):
        return entry
    blocks = blocks_of(html)
    listing = listing_of(html, blocks, title=entry.title)
    lines = lines_of([block for block in blocks if block.index not in listing.blocks])
    tail = tail_of(lines)
    langs = tuple(dict.fromkeys(lang for lang in (entry.lang, *tail.langs) if lang))
    found = find(lines[: tail.start], title=entry.title, langs=langs, footer=bool(tail.roles))
    roles = dict(tail.roles)
    if found and found.score() >= ENOUGH:
        between = unknown_tail(lines[found.hi : tail.start], certain=found.score() > ENOUGH)
        if between is not None or found.score() >= CERTAIN:
            roles = {**found.roles, **(between or {}), **roles}
            entry = _harvest(entry, found, lines)
            if found.lo > 1 and found.headline and looks_like(lines[0], entry.title):
                roles[0] = "title"
    return _cut(entry, html, lines, roles, listing)


def _may_hold(html: str) -> bool:
    """A quick look: a link that a reader sees, Google's name, or a blog's words near the end."""
    if "oogle" in html or "\xa0\xa0" in html or "&nbsp;&nbsp;" in html:
        return True
    return bool(_BARE_LINK.search(html)) or is_worded(html[-_FOOTER:])


def _harvest(entry: Entry, found: Found, lines: Sequence[Line]) -> Entry:
    """`entry` with what the block says of it."""
    title, outlet = split_headline(found.headline, outlet=entry.source, label=found.label)
    return replace(
        entry,
        title=title or entry.title,
        source=outlet or entry.source,
        label=found.label or entry.label,
        published=found.date or entry.published,
        url=_item_link(found, lines) or entry.url,
    )


def _item_link(found: Found, lines: Sequence[Line]) -> str:
    """The item's own link: not the one that stands behind the label, which is the feed's."""
    if not found.urls:
        return ""
    if len(found.urls) > 1:
        first, second = found.urls
        return (
            second[0]
            if _behind_label(found, first[1]) and not _behind_label(found, second[1])
            else first[0]
        )
    url, at = found.urls[0]
    ends = at == found.hi - 1 and at > found.lo and found.labels > 1
    return "" if (ends and _behind_label(found, at)) or _is_via_feed(found, lines[at]) else url


def _behind_label(found: Found, at: int) -> bool:
    """Whether the link on line `at` follows a label, on its own line or the one before."""
    return "label" in (found.roles.get(at), found.roles.get(at - 1)) and (
        found.roles.get(at) != "headline"
    )


def _is_via_feed(found: Found, line: Line) -> bool:
    """IFTTT's templates: "via LABEL FEEDLINK" for WordPress, "from LABEL ITEMLINK" for Blogger."""
    return bool(line.via) and line.text.casefold().startswith("via") and not found.service


def _cut(
    entry: Entry, html: str, lines: Sequence[Line], roles: Mapping[int, str], listing: Listing
) -> Entry:
    """`entry` without these lines and the list, which goes to `related`."""
    if not roles and not listing.blocks:
        return entry
    blocks = {block.index: block for block in blocks_of(html)}
    gone = {lines[at].block for at in roles} | listing.blocks
    gone -= _kept(blocks, lines, roles, listing, gone)
    cuts = [
        Cut(rule=_RULE + roles[at], text=lines[at].text)
        for at in sorted(roles)
        if roles[at] != "comments" and lines[at].block in gone
    ]
    listed = [blocks[index].text for index in sorted(listing.blocks & gone)]
    comments = [lines[at].text for at in sorted(roles) if roles[at] == "comments"]
    for rule, texts in (("related", listed), ("comments", comments)):
        if texts and gone:
            cuts.append(Cut(rule=_RULE + rule, text="\n".join(texts)))
    own = listing.own(entry.title)
    left = [block for block in blocks.values() if block.index not in gone]
    if len(left) == 1 and (roles or listing.items):
        html, cuts = _without_outlet(entry, html, left[0], cuts)
    return replace(
        entry,
        html=without(html, gone) if gone else html,
        source=entry.source or (own.outlet if own else ""),
        related=entry.related or listing.related(entry.title),
        removed=(*entry.removed, *cuts),
    )


def _without_outlet(
    entry: Entry, html: str, block: Block, cuts: list[Cut]
) -> tuple[str, list[Cut]]:
    """A headline that stays as the only text stays without its outlet."""
    title = block.links[0].text if len(block.links) == 1 else entry.title
    rest = block.text.removeprefix(title)
    if not title or rest == block.text or not rest or len(rest) > _LONGEST_OUTLET:
        return html, cuts
    shorter = without_span(html, block.index, len(title), len(block.text))
    if len(blocks_of(shorter)) != len(blocks_of(html)):
        return html, cuts
    return shorter, [*cuts, Cut(rule=_RULE + "outlet", text=rest.strip())]


def _kept(
    blocks: Mapping[int, Block],
    lines: Sequence[Line],
    roles: Mapping[int, str],
    listing: Listing,
    gone: set[int],
) -> set[int]:
    """What stays although it is furniture, where else nothing would: a headline, else all."""
    if any(index not in gone for index in blocks):
        return set()
    headlines = [lines[at].block for at in sorted(roles) if roles[at] == "headline"]
    own = [item.block for item in listing.items]
    if headlines or own:
        return set((headlines or own)[:1])
    return {lines[at].block for at in roles if roles[at] != "comments"} or set(gone)
