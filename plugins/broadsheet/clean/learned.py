"""Furniture that nobody wrote a rule for: what recurs at the edges of a feed's entries.

Careful by design: at least five different entries; a line counts once a text, however
often that text is reprinted; short lines and looser matches must recur more; nothing
goes from the middle, and never the last thing that an entry says.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..model import Cut, Entry, Rules
from .blocks import Block, blocks_of, text_of
from .cutting import without, without_span
from .edges import EACH, Edge, edges_of, edges_of_cut, last_sentence, parts_words
from .phrases import bare
from .titles import learn_names

__all__ = ["Learned", "LearnedLine", "explain_learned", "learn", "learned", "lines", "needed"]

LEAST = 5  # different entries before anything is learned
_FEW = 3  # entries that share a line, at the very least
_MANY = 12  # entries from which a smaller share is enough
_SHARE, _SMALL_SHARE = 0.5, 0.4
_LOOSE_SHARE = 0.6  # for short lines, frames, labels and last sentences
_SHORT = 4  # literal words under which a line is short
_LITERAL = 2  # literal words without which a masked line says next to nothing ...
_SURE_SHARE = 0.8  # ... so that nearly all must bear it ("Anna" under every letter)
_GAP, _TIGHT_GAP = 60, 20  # characters of a line that may stand between furniture and the edge


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What one feed taught: keys of edges that are furniture, names that its titles bear."""

    keys: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedLine:
    """A learned line for a person: where it stands, a sample, how often, of how many."""

    feed: str
    position: str  # "head", "tail" or "last sentence"
    sample: str
    count: int
    entries: int


def needed(total: int, edge: Edge) -> int:
    """How many of `total` different entries must share an edge for it to be furniture."""
    if total < LEAST or not edge.literal:
        return total + 1
    if edge.literal < _LITERAL:
        return max(LEAST, math.ceil(_SURE_SHARE * total))
    loose = edge.literal < _SHORT or len(edge.kind) > 1 or edge.kind[0] == "s"
    share = _LOOSE_SHARE if loose else _SHARE if total < _MANY else _SMALL_SHARE
    floor = _FEW if total < _MANY else _MANY // 2
    return max(floor, math.ceil(share * total))


def learn(entries: Sequence[Entry], past: Mapping[str, int] | None = None) -> Learned:
    """What one feed's entries teach, with the counts of past ones (edge to count).

    Entries must have been through the known stations; their order does not matter.
    """
    found, total = _counted(entries, past or {})
    keys = {key for key, (edge, count) in found.items() if count >= needed(total, edge)}
    names = learn_names(entry.title for entry in entries)
    return Learned(keys=frozenset(keys), names=names)


def explain_learned(
    entries: Sequence[Entry], past: Mapping[str, int] | None = None, feed: str = ""
) -> tuple[LearnedLine, ...]:
    """The lines that `learn` takes for furniture, most frequent first."""
    found, total = _counted(entries, past or {})
    places = {"h": "head", "t": "tail", "s": "last sentence"}
    best: dict[tuple[str, str], LearnedLine] = {}
    for edge, count in found.values():
        if count < needed(total, edge):
            continue
        line = LearnedLine(
            feed=feed,
            position=places[edge.kind[0]],
            sample=edge.text,
            count=count,
            entries=total,
        )
        known = best.get((line.position, bare(line.sample)))
        if known is None or known.count < count:
            best[line.position, bare(line.sample)] = line
    return tuple(sorted(best.values(), key=lambda ln: (-ln.count, ln.position, ln.sample)))


def _may_teach(entries: Sequence[Entry], past: Mapping[str, int], total: int) -> bool:
    """A quick look at stored edges: whether any is so frequent that it could be furniture."""
    if total < LEAST:
        return False
    if not all(entry.edges for entry in entries):
        return True
    share = _SHARE if total < _MANY else _SMALL_SHARE
    least = max(_FEW, math.ceil(share * total))
    counts = Counter(key for entry in entries for key in set(entry.edges))
    counts.update(past)
    del counts[EACH]
    return max(counts.values(), default=0) >= least


def _counted(
    entries: Sequence[Entry], past: Mapping[str, int]
) -> tuple[dict[str, tuple[Edge, int]], int]:
    """Keys to (a sample of the edge, how many different texts bear it), and how many there are."""
    texts = _texts(entries)
    total = len(set(texts)) + past.get(EACH, 0)
    if not _may_teach(entries, past, total):
        return {}, total
    edges = [edges_of(entry) for entry in entries]
    bearers: dict[str, set[str]] = {}
    samples: dict[str, Edge] = {}
    for entry, text, of_entry in zip(entries, texts, edges, strict=True):
        keys = set(entry.edges) - {EACH} if entry.edges else {edge.key for edge in of_entry}
        for key in keys:
            bearers.setdefault(key, set()).add(text)
        cut = [e for c in entry.removed if c.rule == "learned" for e in edges_of_cut(entry, c.text)]
        for edge in (*of_entry, *cut):
            known = samples.get(edge.key)
            if known is None or (edge.text, edge.index) < (known.text, known.index):
                samples[edge.key] = edge
    return {
        key: (edge, len(bearers.get(key, ())) + past.get(key, 0)) for key, edge in samples.items()
    }, total


def _texts(entries: Sequence[Entry]) -> list[str]:
    """A name for each entry's own text, so that reprints count once.

    Its excerpt, or where half of them begin alike, the longest line that is not shared by
    half of them. Entries that have nothing of their own get one name, and so do entries
    of one headline.
    """
    own = [entry.excerpt for entry in entries]
    if not all(own) or max(Counter(own).values(), default=0) > len(own) // 2:
        own = _own_lines(entries)
    first_of: dict[str, str] = {}
    for entry, text in sorted(zip(entries, own, strict=True), key=lambda pair: pair[1]):
        first_of.setdefault(entry.title, text)
    return [first_of[e.title] if e.title else t for e, t in zip(entries, own, strict=True)]


def _own_lines(entries: Sequence[Entry]) -> list[str]:
    """The longest line of each entry that is not shared by half of them."""
    lines_of = [text_of(entry.html).split("\n") for entry in entries]
    counts = Counter(line for of_entry in lines_of for line in set(of_entry))
    common = max(_FEW, len(entries) // 2)
    return [
        max((ln for ln in of_entry if counts[ln] < common), key=lambda t: (len(t), t), default="")
        for of_entry in lines_of
    ]


def lines(wanted: Iterable[str]) -> frozenset[str]:
    """A person's lines for comparing: without case, numbers and the marks round them."""
    return frozenset(_plain(line) for line in wanted if line.strip())


def _plain(text: str) -> str:
    """One line of those."""
    folded = bare(text)
    return "".join("#" if c.isdigit() else c for c in folded)


def learned(entry: Entry, taught: Learned | None, rules: Rules) -> Entry:
    """The station: the editor's lines and the feed's learned ones off `entry`."""
    if rules.cut:
        entry = _cut_wanted(entry, lines(rules.cut))
    if taught is None or not taught.keys:
        return entry
    keep = lines(rules.keep)
    entry = _peeled(entry, taught.keys, keep)
    return _last_sentence(entry, taught.keys, keep)


def _cut_wanted(entry: Entry, wanted: Collection[str]) -> Entry:
    """Lines that the editor always wants cut, wherever they stand."""
    found = [b for b in blocks_of(entry.html) if b.text and _plain(b.text) in wanted]
    return _without(entry, found, "editor")


def _peeled(entry: Entry, keys: Collection[str], keep: Collection[str]) -> Entry:
    """Learned blocks off the edges, from outside in."""
    while True:
        taught = {e.index: e for e in edges_of(entry) if e.key in keys and e.kind[0] in "ht"}
        blocks = [b for b in blocks_of(entry.html) if b.text]
        found = _edge_run(blocks, taught, keep, "h") or _edge_run(blocks, taught, keep, "t")
        if found is None or len(blocks) < 2:  # noqa: PLR2004 - the last thing left stays
            return entry
        entry = _without(entry, [found], "learned")


def _edge_run(
    blocks: Sequence[Block], taught: Mapping[int, Edge], keep: Collection[str], kind: str
) -> Block | None:
    """The outermost learned block of an edge; short lines on its outside are passed over."""
    for block in blocks if kind == "h" else reversed(blocks):
        edge = taught.get(block.index)
        if edge and edge.kind[0] == kind and _plain(block.text) not in keep:
            return block
        if kind == "h" or not _passed_over(block.text):
            return None
    return None


def _passed_over(text: str) -> bool:
    """Whether a line is so short that it may stand outside furniture ("Share", a name)."""
    if parts_words(text):
        return len(text) <= _GAP
    return len(text) <= _TIGHT_GAP and text[-1] not in "。！？」』"


def _last_sentence(entry: Entry, keys: Collection[str], keep: Collection[str]) -> Entry:
    """A learned last sentence off the last paragraph."""
    while True:
        found = [e for e in edges_of(entry) if e.key in keys and e.kind[0] == "s"]
        if not found or _plain(found[0].text) in keep:
            return entry
        block = blocks_of(entry.html)[found[0].index]
        start = last_sentence(block.text)
        html = without_span(entry.html, block.index, start, len(block.text))
        if html == entry.html:
            return entry
        cut = Cut(rule="learned", text=block.text[start:])
        entry = replace(entry, html=html, removed=(*entry.removed, cut))


def _without(entry: Entry, blocks: Sequence[Block], rule: str) -> Entry:
    if not blocks:
        return entry
    cuts = tuple(Cut(rule=rule, text=block.text) for block in blocks)
    html = without(entry.html, {block.index for block in blocks})
    return replace(entry, html=html, removed=(*entry.removed, *cuts))
