"""A story goes on: what is told of it tomorrow names the same people and places in other words.

Reports of one day share their words; a follow-up shares fewer, for it tells what is new. So a
fresh group that falls short of a written story may still go on with it, if it is its names that
the group is about. Two events of one kind (two quakes, two visits by one person) name others,
and stay apart. The two numbers are reasoned, not measured: no set at hand tells what goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ..model import Entry
from .linkage import THRESHOLD, yardstick
from .similarity import cosine, key_of

__all__ = ["going_on"]

SHARE = 0.75  # of the threshold for reports of one day that a follow-up must reach
ABOUT = 0.6  # weight of the names that a group is about, of which the story must be about too
NAMES = 3  # at least so many
MOST = 12  # entries of each that are compared: the latest of a long story

Group = tuple[tuple[int, ...], tuple[int, ...]]


def going_on(
    groups: Sequence[Group], fresh: Sequence[Entry], told: Sequence[Sequence[Entry]]
) -> list[Group]:
    """Groups as `gathering.groups_of` gives them, those joined to a story that go on with it."""
    about = [_about(story) for story in told]
    bearers: dict[str, list[int]] = {}
    for place, names in enumerate(about):
        for name in names:
            bearers.setdefault(name, []).append(place)
    found: dict[tuple[int, ...], list[int]] = {}
    alone = []
    for own, known in groups:
        best = None if known else _best([fresh[at] for at in own], told, about, bearers)
        home = known if best is None else (best,)
        if home:  # two groups that go on with one story are one
            found.setdefault(home, []).extend(own)
        else:
            alone.append((own, home))
    return sorted([*alone, *((tuple(sorted(own)), home) for home, own in found.items())])


def _about(entries: Sequence[Entry]) -> dict[str, float]:
    """The names that at least half of some entries bear, with their mean weight."""
    sums: dict[str, list[float]] = {}
    for entry in entries:
        for term, weight in entry.terms:
            if term[:1] == "@":
                sums.setdefault(key_of(term), []).append(weight)
    return {
        name: sum(weights) / len(entries)
        for name, weights in sums.items()
        if 2 * len(weights) >= len(entries)
    }


def _best(
    group: Sequence[Entry],
    told: Sequence[Sequence[Entry]],
    about: Sequence[dict[str, float]],
    bearers: Mapping[str, list[int]],
) -> int | None:
    """The place of the story that a group goes on with; the first of the likest, or None."""
    names = _about(group)
    whole = sum(names.values())
    shares = Counter(place for name in names for place in bearers.get(name, ()))
    scores = []
    for place in sorted(place for place, count in shares.items() if count >= NAMES):
        shared = names.keys() & about[place].keys()
        if sum(names[name] for name in sorted(shared)) < ABOUT * whole:
            continue
        score = _score(group[:MOST], told[place][-MOST:])
        if score >= SHARE * THRESHOLD:
            scores.append((-score, place))
    return min(scores)[1] if scores else None


def _score(one: Sequence[Entry], other: Sequence[Entry]) -> float:
    """Mean likeness across, by the yardstick of each: as `linkage` merges."""
    across = sum(cosine(a, b) for a in one for b in other) / (len(one) * len(other))
    return round(float(across / (_yardstick(one) * _yardstick(other)) ** 0.5), 6)


def _yardstick(entries: Sequence[Entry]) -> float:
    import numpy as np  # noqa: PLC0415 - heavy, wanted only where entries are grouped

    size = len(entries)
    inside = 2 * sum(cosine(a, b) for place, a in enumerate(entries) for b in entries[place + 1 :])
    length = sum(len(entry.terms) for entry in entries) / size
    return float(yardstick(np.array(float(size)), np.array(inside), np.array(length)))
