"""The block that a feed-to-blog service wrote round an entry: its facts harvested, then cut.

A service such as IFTTT posts a feed's items to a blog and writes, behind the article,
where it had it from: label, date, link, headline with its outlet, label, the feed's
link; the blog adds its comment section. `syndicated_shape` finds the block by its shape,
`syndicated_words` knows the blog's own lines, `syndicated_related` the list of other
outlets' headlines that Google News puts in the place of a text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..model import Cut, Entry
from .blocks import blocks_of, without
from .syndicated_lines import Line, lines_of
from .syndicated_outlet import split_headline
from .syndicated_related import without_related
from .syndicated_shape import CERTAIN, ENOUGH, Found, find
from .syndicated_tail import tail_of, unknown_tail
from .syndicated_words import is_worded

__all__ = ["syndicated"]

_RULE = "syndicated-"
_BARE_LINK = re.compile(r"(?<![\"'=(/\w])https?://")


def syndicated(entry: Entry) -> Entry:
    """The station: `entry` without the service's block and the blog's footer, their facts in fields.

    Reads `html`, or `received` while that is empty. Every cut line is in `removed`,
    rule "syndicated-..." by its role. What the block says (title, source, label,
    published, url) replaces what the blog's feed said of its copy. An entry goes
    through once: one that bears such cuts is returned as it is. Linear in the length.
    """
    if any(cut.rule.startswith(_RULE) for cut in entry.removed):
        return entry
    html = entry.html or entry.received
    entry, html = without_related(entry, html)
    if not _may_hold(html):
        return entry
    lines = lines_of(blocks_of(html))
    tail = tail_of(lines)
    langs = tuple(dict.fromkeys(lang for lang in (entry.lang, *tail.langs) if lang))
    found = find(lines[: tail.start], title=entry.title, langs=langs, footer=bool(tail.roles))
    if found and found.score() >= ENOUGH:
        between = unknown_tail(lines[found.hi : tail.start], certain=found.score() > ENOUGH)
        if between is not None or found.score() >= CERTAIN:
            roles = {**found.roles, **(between or {}), **tail.roles}
            return _cut(_harvest(entry, found, lines), html, lines, roles, found)
    return _cut(entry, html, lines, tail.roles, None) if tail.roles else entry


def _may_hold(html: str) -> bool:
    """A quick look: a link that a reader sees, Google's name, or a blog's words near the end."""
    return bool(_BARE_LINK.search(html)) or "oogle" in html or is_worded(html[-6000:])


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
    """IFTTT's WordPress template writes "via LABEL FEEDLINK", its Blogger one "from LABEL ITEMLINK"."""
    return bool(line.via) and line.text.casefold().startswith("via") and not found.service


def _cut(
    entry: Entry,
    html: str,
    lines: Sequence[Line],
    roles: dict[int, str],
    found: Found | None,
) -> Entry:
    """`entry` without these lines; the headline, else everything, stays when nothing else would."""
    kept = len(lines) - len(roles)
    roles = dict(roles)
    if not kept and not any(block.images for block in blocks_of(html)):
        stays = [at for at, role in sorted(roles.items()) if role == "headline"][:1]
        if not stays and found:
            stays = [at for at in sorted(found.roles)]
        if not stays:
            return entry
        for at in stays:
            del roles[at]
    cuts = []
    comments: list[str] = []
    for at in sorted(roles):
        if roles[at] == "comments":
            comments.append(lines[at].text)
        else:
            cuts.append(Cut(rule=_RULE + roles[at], text=lines[at].text))
    if comments:
        cuts.append(Cut(rule=_RULE + "comments", text="\n".join(comments)))
    if not cuts:
        return entry
    cleaned = without(html, {lines[at].block for at in roles})
    return replace(entry, html=cleaned, removed=(*entry.removed, *cuts))
