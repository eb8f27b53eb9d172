"""The order of a page's stories, by the formula that docs/ranking.md publishes.

    score = log2(1 + support) x (1/2 + 1/2 x 0.5 ** (age / 12 hours))

`support` adds up each publisher family that tells the story in a text of its own, by the
weight of its heaviest feed, and a quarter of that for a family that only reprints.
`age` runs from the story's newest entry to the edition's newest, never from the clock.
The order then caps one outlet's flood and each topic's quota; pins are the sheet's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ..model import Edition, Entry, Feed, Story, Topic
from .families import family_of

__all__ = ["order"]

HALF_LIFE = 12 * 3600.0  # seconds in which half of the bonus for being new is gone
REPRINT = 0.25  # of a text of one's own
SOLO = 3  # stories that one family alone may tell in a topic before others go first


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranked:
    story: Story
    families: tuple[str, ...]
    newest: float  # seconds since 1970
    silent: bool  # adds nothing to what was told


def order(
    edition: Edition, *, topics: tuple[Topic, ...] = (), feeds: Mapping[str, Feed] | None = None
) -> Edition:
    """Give each story its score and put the stories in the page's order.

    Stories of a topic beyond its quota come after all others: a page shows the first
    `quota` of a topic and folds the rest. Stories whose entries are all folded come last.
    Same input, same order, whatever the order of entries and stories.
    """
    feeds = feeds or {}
    entries = {entry.id: entry for entry in edition.entries}
    now = max((_time(entry) for entry in edition.entries), default=0.0)
    scored = [_score(story, entries, feeds, now) for story in edition.stories]
    scored.sort(key=lambda one: (-one.story.score, -one.newest, one.story.id))
    rounds = _rounds(scored)
    scored.sort(key=lambda one: (one.silent, rounds[one.story.id]))
    over = _over_quota(scored, topics)
    scored.sort(key=lambda one: one.story.id in over)
    return replace(edition, stories=tuple(one.story for one in scored))


def _score(
    story: Story, entries: Mapping[str, Entry], feeds: Mapping[str, Feed], now: float
) -> _Ranked:
    held = [entries[name] for name in story.entries if name in entries]
    told = [entry for entry in held if entry.id not in story.folded]
    weights: dict[str, float] = {}
    for entry in held:
        family = _family(entry, feeds)
        feed = feeds.get(entry.feed)
        weight = feed.weight if feed is not None else 1.0
        weights[family] = max(weight, weights.get(family, 0.0))
    own = _own_texts(story, entries, feeds) or set(weights)
    support = math.fsum(
        weight * (1.0 if family in own else REPRINT) for family, weight in weights.items()
    )
    newest = max((_time(entry) for entry in told or held), default=now)
    recency = 0.5 ** (max(0.0, now - newest) / HALF_LIFE)
    score = math.log2(1 + max(0.0, support)) * (0.5 + 0.5 * recency)
    return _Ranked(
        story=replace(story, score=round(score, 4)),
        families=tuple(sorted(weights)),
        newest=newest,
        silent=bool(held) and not told,
    )


def _own_texts(story: Story, entries: Mapping[str, Entry], feeds: Mapping[str, Feed]) -> set[str]:
    """Families that have an independent text: each report's first entry is the original."""
    firsts = (report[0] for report in story.reports if report and report[0] in entries)
    return {_family(entries[name], feeds) for name in firsts}


def _family(entry: Entry, feeds: Mapping[str, Feed]) -> str:
    """Without any clue each feed is a family, and each entry of no feed."""
    return family_of(entry, feeds.get(entry.feed)) or entry.feed or entry.id


def _time(entry: Entry) -> float:
    """When it was published; never later than it was seen, for dates in the future."""
    times: list[datetime] = [time for time in (entry.published, entry.seen) if time is not None]
    return min(times).timestamp() if times else 0.0


def _rounds(scored: list[_Ranked]) -> dict[str, int]:
    """Story id to its round: 0 for the first three that one family alone tells, then 1, ..."""
    told: Counter[tuple[str, str]] = Counter()
    rounds = {}
    for one in scored:
        rounds[one.story.id] = 0
        if len(one.families) == 1:
            key = (one.families[0], one.story.topic)
            rounds[one.story.id] = told[key] // SOLO
            told[key] += 1
    return rounds


def _over_quota(scored: list[_Ranked], topics: tuple[Topic, ...]) -> set[str]:
    quotas = {topic.slug: topic.quota for topic in topics if topic.quota > 0}
    shown: Counter[str] = Counter()
    over = set()
    for one in scored:
        shown[one.story.topic] += 1
        if shown[one.story.topic] > quotas.get(one.story.topic, len(scored)):
            over.add(one.story.id)
    return over
