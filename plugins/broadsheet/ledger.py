"""The ledger: per feed and edition, each entry once, and it balances.

gathered = published + folded + merged + filtered + too old + updated + failed; a run's
own ledger has "seen" on the right side too, and is printed, not stored.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable

from .model import Edition, Entry, Tally

__all__ = ["OUTCOMES", "add", "balances", "close", "count", "of_run", "outcomes", "total"]

OUTCOMES = ("published", "folded", "merged", "filtered", "too_old", "updated", "failed")
"""The fields of a tally that add up to `gathered`."""

_NUMBERS = ("gathered", *OUTCOMES, "seen")


def balances(tally: Tally) -> bool:
    """Whether every entry that came in went somewhere, once."""
    return tally.gathered == _sum(tally) + tally.seen


def count(edition: Edition, entries: Iterable[Entry], outcome: str, times: int = 1) -> Edition:
    """The edition with these entries added under `outcome` in their feeds' tallies.

    `times` is -1 for what was counted there and turned out to be something else.
    """
    found = Counter(entry.feed for entry in entries)
    more = [
        dataclasses.replace(Tally(feed=feed), **{outcome: number * times})  # type: ignore[arg-type]
        for feed, number in found.items()
    ]
    return dataclasses.replace(edition, ledger=add(edition.ledger, more))


def add(one: Iterable[Tally], other: Iterable[Tally]) -> tuple[Tally, ...]:
    """Tallies added feed by feed, sorted by feed."""
    sums: dict[str, Counter[str]] = {}
    cuts: dict[str, Counter[str]] = {}
    for tally in (*one, *other):
        numbers = sums.setdefault(tally.feed, Counter())
        numbers.update({name: getattr(tally, name) for name in _NUMBERS})
        cuts.setdefault(tally.feed, Counter()).update(dict(tally.cuts))
    return tuple(
        Tally(feed=feed, **numbers, cuts=tuple(sorted(cuts[feed].items())))
        for feed, numbers in sorted(sums.items())
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """All feeds' tallies as one, with no feed's name."""
    renamed = [dataclasses.replace(tally, feed="") for tally in tallies]
    return add(renamed, ())[0] if renamed else Tally(feed="")


def outcomes(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """What became of entries, without those that were seen before; feeds of which none is left go.

    Gathered is made the sum again.
    """
    bare = [dataclasses.replace(tally, seen=0, gathered=_sum(tally)) for tally in tallies]
    return tuple(tally for tally in bare if tally.gathered)


def of_run(own: Iterable[Tally], new: Iterable[Entry]) -> tuple[Tally, ...]:
    """A run's own ledger: what was gathered, with the new entries as published."""
    fresh = Counter(entry.feed for entry in new)
    return add(own, [Tally(feed=feed, published=n) for feed, n in sorted(fresh.items())])


def close(edition: Edition) -> Edition:
    """Set what the edition itself shows: published, folded, and the cuts of its entries.

    The other outcomes were counted as they happened; `seen` belongs to the run alone.
    """
    folded = {entry for story in edition.stories for entry in story.folded}
    shown = Counter(e.feed for e in edition.entries if e.id not in folded)
    hidden = Counter(e.feed for e in edition.entries if e.id in folded)
    cuts: dict[str, Counter[str]] = {}
    for entry in edition.entries:
        cuts.setdefault(entry.feed, Counter()).update(cut.rule for cut in entry.removed)
    tallies = {tally.feed: tally for tally in edition.ledger}
    closed = []
    for feed in sorted(tallies.keys() | shown.keys() | hidden.keys()):
        tally = dataclasses.replace(
            tallies.get(feed, Tally(feed=feed)),
            published=shown[feed],
            folded=hidden[feed],
            seen=0,
            cuts=tuple(sorted(cuts.get(feed, Counter()).items())),
        )
        closed.append(dataclasses.replace(tally, gathered=_sum(tally)))
    return dataclasses.replace(edition, ledger=tuple(t for t in closed if t.gathered))


def _sum(tally: Tally) -> int:
    return sum(int(getattr(tally, name)) for name in OUTCOMES)
