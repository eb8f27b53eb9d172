"""Under which topic an entry and its story stand.

Evidence in order: the topic's keywords, the feed's hint, the label, the categories (and
the folders of the address), then the words. What is named outright also teaches: words
are weighed by the built-in vocabulary (see `vocabulary`) and by what labelled entries had
in common (see `learning`). An entry's topic depends on labels, never on which unlabelled
entries came with it. Too little evidence is "", which the page calls Other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..model import Edition, Entry, Feed, Story, Topic
from .labels import Labels, votes_of
from .learning import PRIOR, PRIOR_ALONE, History, Lesson, evidence, taught
from .reading import Words, features_of, read_entry
from .vocabulary import LANGUAGES, PART, section_shares, sections_of, whole_sections_of
from .words import words_of

__all__ = ["History", "classify", "learn", "sort"]

NOTHING = History()

SURE = 0.55  # share of belief from which words decide; below it is Other
LEAST = 1.5  # ... and the least evidence: a word and a half that lean one way
SHARPNESS = 0.8  # of the belief, so that a share of .8 is right four times in five
OWN_NAME = 2.0  # evidence of a topic's own name, where no section tells it apart
NAMED = 0.95  # belief in a label that the entry itself bears

# How often a labelled entry counts; the editor's move is worth several of a feed's.
_LESSONS = {"editor": 3.0, "rule": 1.0, "hint": 1.0, "label": 1.0, "category": 1.0}
_VOTES = {"editor": 5.0, "rule": 3.0, "hint": 2.0, "label": 2.0, "category": 1.5, "words": 1.0}
_ELSEWHERE = "\x00"  # before a section that no topic stands for: it competes, and is Other


def sort(
    edition: Edition,
    *,
    topics: tuple[Topic, ...],
    feeds: Mapping[str, Feed] | None = None,
    history: History = NOTHING,
) -> Edition:
    """Set each entry's topic and where it is from, and each story's topic.

    `history` is what earlier editions taught (`learn`); this edition's own labels are
    learned from too. A topic that the editor gave ("editor") is kept.
    """
    if not topics:
        return edition
    labels = Labels(topics)
    entries = [_named(entry, labels, (feeds or {}).get(entry.feed)) for entry in edition.entries]
    read = {entry.id: read_entry(entry) for entry in entries}
    history = taught(history, _lessons(entries, read))
    judge = _Judge(topics, history, elsewhere=True)
    entries = [
        entry if entry.topic_from else judge.sorted(entry, read[entry.id]) for entry in entries
    ]
    held = {entry.id: entry for entry in entries}
    order = [topic.slug for topic in topics]
    stories = [replace(story, topic=_vote(story, held, order)) for story in edition.stories]
    return replace(edition, entries=tuple(entries), stories=tuple(stories))


def learn(history: History, *editions: Edition) -> History:
    """The history with the labelled entries of these editions added (words teach nothing).

    Editions should have their sheets applied, so that the editor's moves teach. Hand over
    a bounded window: the cost is that of its entries.
    """
    entries = [entry for edition in editions for entry in edition.entries]
    labelled = [entry for entry in entries if entry.topic and entry.topic_from in _LESSONS]
    return taught(history, [_lesson(entry, *features_of(entry)) for entry in labelled])


def classify(
    entries: Sequence[Entry], labels: Mapping[str, str], topics: Sequence[str]
) -> dict[str, tuple[str, float]]:
    """For each entry the best of the topics given (by name) and the belief in it, 0 to 1.

    Args:
        entries: with ids; title, excerpt (may be a whole text), label, categories, url.
        labels: entry id to the name of its topic, where it is known. These teach, as do
            labels that entries bear; other entries do not.
        topics: names; never empty. The choice is always one of them.
    """
    records = tuple(Topic(name=name, slug=name) for name in topics)
    named = Labels(records)
    known = {topic.casefold(): topic for topic in topics}
    settled: list[Entry] = []
    for entry in entries:
        given = known.get(labels.get(entry.id, "").strip().casefold(), "")
        topic, source = (given, "editor") if given else named.settle(entry, None)
        settled.append(replace(entry, topic=topic, topic_from=source))
    read = {entry.id: read_entry(entry) for entry in settled}
    lessons = [replace(lesson, weight=1.0) for lesson in _lessons(settled, read)]
    judge = _Judge(records, taught(NOTHING, lessons), elsewhere=False)
    answers = {}
    for entry in settled:
        if entry.topic:
            answers[entry.id] = (entry.topic, 1.0 if entry.topic_from == "editor" else NAMED)
        else:
            answers[entry.id] = judge.best(read[entry.id])
    return answers


def _named(entry: Entry, labels: Labels, feed: Feed | None) -> Entry:
    """The entry with the topic that something names outright, else with none."""
    if entry.topic_from == "editor":
        return entry
    topic, source = labels.settle(entry, feed)
    return replace(entry, topic=topic, topic_from=source)


def _lessons(entries: Sequence[Entry], read: Mapping[str, Words]) -> list[Lesson]:
    return [
        _lesson(entry, read[entry.id].language, read[entry.id].features)
        for entry in entries
        if entry.topic and entry.topic_from in _LESSONS
    ]


def _lesson(entry: Entry, language: str, terms: Sequence[str]) -> Lesson:
    weight = _LESSONS[entry.topic_from]
    return Lesson(language=language, topic=entry.topic, terms=terms, weight=weight)


class _Judge:
    """Weighs an entry's words for each topic."""

    def __init__(self, topics: Sequence[Topic], history: History, *, elsewhere: bool) -> None:
        """`elsewhere`: sections, or parts of them, that no topic stands for compete too."""
        self._slugs = [topic.slug for topic in topics]
        slugs = {topic.name: topic.slug for topic in reversed(topics)}
        self._shares = {
            section: {slugs[name]: share for name, share in shares.items()}
            for section, shares in section_shares([topic.name for topic in topics]).items()
        }
        self._history = history
        self._elsewhere = elsewhere
        self._own = [topic for topic in topics if not self._alone(topic)]
        whole = {section for topic in topics for section in whole_sections_of(topic.name)}
        parts = {section for topic in topics for section in sections_of(topic.name)}
        self._parts = parts - whole

    def _alone(self, topic: Topic) -> bool:
        """Whether a whole section speaks for this topic and no other."""
        sections = whole_sections_of(topic.name)
        return any(len(self._shares[section]) == 1 for section in sections)

    def sorted(self, entry: Entry, words: Words) -> Entry:
        """The entry under the topic that its words speak for, if they say enough."""
        scores = self._scores(words)
        topic, belief = _best(scores)
        if topic.startswith(_ELSEWHERE) or belief < SURE or scores[topic] < LEAST * words.thinning:
            return entry
        return replace(entry, topic=topic, topic_from="words")

    def best(self, words: Words) -> tuple[str, float]:
        """The likeliest topic and the belief in it."""
        return _best(self._scores(words))

    def _scores(self, words: Words) -> dict[str, float]:
        spoken = words.language in LANGUAGES and any(self._shares.values())
        scores = evidence(
            self._history,
            words.language,
            words.features,
            self._slugs,
            prior=PRIOR if spoken else PRIOR_ALONE,
        )
        for section, weight in words.sections.items():
            shares = self._shares.get(section, {})
            if not shares and self._elsewhere:
                scores[_ELSEWHERE + section] = weight
            elif section in self._parts and self._elsewhere:
                scores[_ELSEWHERE + section] = (1 - PART) * weight
            for slug, share in shares.items():
                scores[slug] += share * weight
        for topic in self._own:  # no section tells it apart; its name may
            keys = [word.key for word in words_of(topic.name, words.language) if word.weight > 0]
            if keys and all(key in words.features for key in keys):
                scores[topic.slug] += OWN_NAME
        return {slug: score * words.thinning for slug, score in scores.items()}


def _best(scores: Mapping[str, float]) -> tuple[str, float]:
    """The key of the highest score (the first on a tie) and its share of belief."""
    top = max(scores.values())
    beliefs = {key: math.exp(SHARPNESS * (score - top)) for key, score in scores.items()}
    best = next(key for key, score in scores.items() if score == top)
    return best, round(1.0 / math.fsum(beliefs.values()), 4)


def _vote(story: Story, entries: Mapping[str, Entry], order: Sequence[str]) -> str:
    """The topic of most of the story's entries, by the strength of their evidence.

    Entries without a topic abstain; on a tie the lead's topic wins, then the config's order.
    """
    held = [entries[name] for name in story.entries if name in entries]
    votes: dict[str, float] = {}
    for entry in held:
        if entry.topic:
            votes[entry.topic] = votes.get(entry.topic, 0.0) + _VOTES.get(entry.topic_from, 1.0)
    lead = [held[0].topic] if held else []
    return votes_of(votes, [*lead, *order]) if votes else ""
