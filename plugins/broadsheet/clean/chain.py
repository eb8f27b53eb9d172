"""The stations of cleaning, in order, and the two ways to run them.

Each station takes an entry and gives an entry. All but the first and the last work on
`html` and say in `removed` what they cut; they are run again while they cut something,
since one cut lays open the next, and so a cleaned entry has nothing left to cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from types import MappingProxyType
from typing import TypeAlias
from urllib.parse import urlsplit

from ..model import Cut, Entry, Rules
from . import edges, excerpt
from .copies import changed
from .furniture import furniture
from .language import language
from .learned import Learned, learn, learned, lines
from .links import links
from .repair import repair
from .sanitize import normal, safe
from .syndicated import syndicated
from .titles import learn_names, titles
from .wire import wire

__all__ = ["clean", "clean_all"]

# What a station does, and the fields that it goes by: it looks again only if one has changed.
Station: TypeAlias = tuple[Callable[[Entry], Entry], Callable[[Entry], object]]
_FIRST = 6  # samples of a feed that say whether the others are worth reading
_ROUNDS = 6  # of the stations that cut; real entries need two
_NOTHING: Mapping[str, Mapping[str, int]] = MappingProxyType({})
_NO_RULES: Mapping[str, Rules] = MappingProxyType({})
_NO_OUTLETS: Mapping[str, str] = MappingProxyType({})
_BY_OUTLET = attrgetter("html", "source", "label")
_BY_TITLE = attrgetter("title", "source", "label", "url", "resolved")
_BY_SERVICE = attrgetter("html", "title", "source", "label", "lang")
_BY_ALL = attrgetter("html", "title", "source", "label", "url", "resolved")


def _known(rules: Rules) -> tuple[Station, ...]:
    """The stations that cut and need no other entry."""
    keep = lines(rules.keep)
    return (
        (syndicated, _BY_SERVICE),
        (wire, _BY_OUTLET),
        (titles, _BY_TITLE),
        (partial(furniture, keep=keep) if keep else furniture, _BY_ALL),
    )


def _before(entry: Entry, rules: Rules, outlet: str = "") -> Entry:
    """From received to known furniture cut, with what is said about the whole."""
    if outlet and not entry.label:  # the feed's own title is evidence, not a fact of the entry
        named = _before(changed(entry, label=outlet), rules)
        return changed(named, label="") if named.label == outlet else named
    earlier = () if entry.html else entry.removed
    entry = repair(changed(entry, removed=()) if earlier else entry)
    entry = links(entry, normal(entry.html))
    entry = _settled(entry, _known(rules))
    if earlier:  # begun again from `received`: the same cuts are not told twice
        entry = changed(entry, removed=_told(earlier, entry.removed))
    return _described(entry)


def _told(earlier: tuple[Cut, ...], again: tuple[Cut, ...]) -> tuple[Cut, ...]:
    """The cuts of an earlier run and those of this one that it had not."""
    known = Counter(earlier)
    fresh = []
    for cut in again:
        known[cut] -= 1
        if known[cut] < 0:
            fresh.append(cut)
    return (*earlier, *fresh)


def _described(entry: Entry) -> Entry:
    """`entry` with its excerpt, and its edges as they were when first cleaned."""
    return changed(
        entry,
        excerpt=excerpt.excerpt_of(entry.html, title=entry.title),
        edges=entry.edges or edges.edges(entry),
    )


def _settled(entry: Entry, stations: Sequence[Station]) -> Entry:
    """Run stations until each has seen what the others left and changes nothing more."""
    seen: list[object] = [None] * len(stations)
    for _ in range(_ROUNDS):
        before = entry
        for at, (station, reads) in enumerate(stations):
            if seen[at] != reads(entry):
                entry = station(entry)
                seen[at] = reads(entry)
        if entry is before:
            break
    return entry


def _after(entry: Entry, taught: Learned | None, rules: Rules) -> Entry:
    """Learned furniture cut, the language named, html made safe."""
    if _may_cut(entry, taught, rules):
        stations: tuple[Station, ...] = (
            (partial(titles, shared=taught.names if taught else ()), _BY_TITLE),
            (partial(learned, taught=taught, rules=rules), _BY_ALL),
            *_known(rules),
        )
        settled = _settled(entry, stations)
        entry = entry if settled is entry else _described(settled)
    return _with_html(language(entry), safe(entry.html))


def _with_html(entry: Entry, html: str) -> Entry:
    """`entry` with that html, itself if it has it."""
    return entry if html == entry.html else changed(entry, html=html)


def _may_cut(entry: Entry, taught: Learned | None, rules: Rules) -> bool:
    """A quick look: whether anything that was learned or wished for can concern the entry."""
    if rules.cut or taught is None:
        return bool(rules.cut)
    if not taught.keys.isdisjoint(entry.edges):
        return True
    return bool(taught.names) and titles(entry, taught.names) is not entry


def clean(entry: Entry, *, learned: Learned | None = None, rules: Rules = Rules()) -> Entry:  # noqa: B008 - frozen
    """`entry` with furniture cut, facts in their fields and html that is safe to show.

    Works on `html`, or on `received` while that is empty; `received` is kept. Cutting
    again changes nothing, no word is added, and every cut is in `removed`.
    """
    return _after(_before(entry, rules), learned, rules)


def clean_all(
    entries: Iterable[Entry],
    *,
    past: Mapping[str, Mapping[str, int]] = _NOTHING,
    feeds: Mapping[str, Rules] = _NO_RULES,
    outlets: Mapping[str, str] = _NO_OUTLETS,
    samples: Iterable[Entry] = (),
) -> tuple[Entry, ...]:
    """Entries cleaned together, so that each feed's own furniture is learned and cut.

    `past` maps feed keys to counts of edges in entries of the past, `feeds` feed keys to
    rules, `outlets` feed keys to the feeds' own titles, which tell what of a headline is an
    outlet's name. `samples` are received entries that teach as the others do, and are not
    wanted themselves; the newest first, for of a feed whose first ones show nothing in common
    with what is wanted no more are read. The order of entries changes nothing but the order of
    the result.
    """

    def before(entry: Entry) -> Entry:
        return _before(entry, feeds.get(entry.feed, Rules()), outlets.get(entry.feed, ""))

    known = [before(entry) for entry in entries]
    groups = _by_group(known)
    for key, found in _by_group(samples).items():
        if key in groups:
            groups[key] += _teaching(groups[key], found, before)
    taught = {key: learn(group, past.get(key)) for key, group in groups.items()}
    return tuple(
        _after(entry, taught[group_of(entry)], feeds.get(entry.feed, Rules())) for entry in known
    )


def _by_group(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(group_of(entry), []).append(entry)
    return groups


def _teaching(
    wanted: Sequence[Entry], samples: Sequence[Entry], before: Callable[[Entry], Entry]
) -> list[Entry]:
    """Samples as learning reads them: all, or the first few where those say that none teaches.

    What two fifths of a feed's entries bear is missing from six of them once in twenty times; to
    be cut from the wanted ones it must stand in those as well.
    """
    first = [before(entry) for entry in samples[:_FIRST]]
    edges_of_first = {edge for entry in first for edge in entry.edges} - {edges.EACH}
    shared = any(not edges_of_first.isdisjoint(entry.edges) for entry in wanted)
    if not shared and not learn_names(entry.title for entry in (*wanted, *samples)):
        return first
    return first + [before(entry) for entry in samples[_FIRST:]]


def group_of(entry: Entry) -> str:
    """What an entry's furniture is learned with: its feed, else its label, else its host."""
    if entry.feed or entry.label:
        return entry.feed or entry.label
    try:
        return urlsplit(entry.resolved or entry.url).hostname or entry.origin
    except ValueError:
        return entry.origin
