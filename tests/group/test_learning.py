"""What labels taught, as sums of words per topic."""

from __future__ import annotations

import pytest
from broadsheet.group import learning
from broadsheet.group.learning import History, Lesson, evidence, taught
from hypothesis import given
from hypothesis import strategies as st

NOTHING = History()
TOPICS = ("river", "stone")


def lesson(topic: str, *terms: str, weight: float = 1.0, language: str = "en") -> Lesson:
    """One labelled entry."""
    return Lesson(language=language, topic=topic, terms=terms, weight=weight)


LESSONS = (lesson("river", "velka", "morun"), lesson("river", "velka"), lesson("stone", "gamo"))


def test_words_of_a_topic_speak_for_it():
    """For the topic whose labelled entries bore them, against the others; the mean is 0."""
    found = evidence(taught(NOTHING, LESSONS), "en", ["velka"], TOPICS)
    assert found["river"] > 0 > found["stone"]
    assert sum(found.values()) == pytest.approx(0)


def test_more_labels_say_more():
    """Evidence grows with what was seen, and begins gently."""
    few = evidence(taught(NOTHING, LESSONS), "en", ["velka"], TOPICS)["river"]
    many = evidence(taught(NOTHING, LESSONS * 50), "en", ["velka"], TOPICS)["river"]
    assert 0 < few < many
    assert few < 0.05


def test_without_a_vocabulary_the_same_labels_say_more():
    """Where nothing else speaks, a few dozen labels have to do."""
    history = taught(NOTHING, LESSONS)
    alone = evidence(history, "en", ["velka"], TOPICS, prior=learning.PRIOR_ALONE)["river"]
    assert alone > 3 * evidence(history, "en", ["velka"], TOPICS)["river"]


def test_a_weight_is_as_many_lessons():
    """A lesson of weight 3 is three lessons."""
    once = taught(NOTHING, [lesson("river", "velka", weight=3.0)])
    assert once == taught(NOTHING, [lesson("river", "velka")] * 3)


@pytest.mark.parametrize(
    ("history", "language"),
    [
        (NOTHING, "en"),
        (taught(NOTHING, LESSONS), "de"),
        (taught(NOTHING, LESSONS[:2]), "en"),
    ],
)
def test_nothing_to_compare_says_nothing(history, language):
    """No label, none in this language, or one topic only: evidence is 0 for all."""
    assert set(evidence(history, language, ["velka"], TOPICS).values()) == {0.0}


def test_unknown_words_say_nothing():
    """A word that no labelled entry bore is left out."""
    history = taught(NOTHING, LESSONS)
    assert set(evidence(history, "en", ["unheard"], TOPICS).values()) == {0.0}


def test_teaching_leaves_the_given_history_alone():
    """Histories are values."""
    before = taught(NOTHING, LESSONS)
    copy = taught(NOTHING, LESSONS)
    taught(before, [lesson("stone", "velka")])
    assert before == copy
    assert History() == NOTHING


@given(st.permutations(LESSONS * 2), st.integers(0, 6))
def test_sums_do_not_depend_on_order_or_on_when(lessons, at):
    """Lessons in any order, at once or over days, teach the same."""
    at_once = taught(NOTHING, LESSONS * 2)
    assert taught(NOTHING, lessons) == at_once
    assert taught(taught(NOTHING, lessons[:at]), lessons[at:]) == at_once


def test_what_is_kept_is_bounded(monkeypatch):
    """Beyond the bound the rarest words are forgotten, whatever the order."""
    monkeypatch.setattr(learning, "MOST_TERMS", 2)
    lessons = [lesson("river", "a", "b", "c"), lesson("stone", "b"), lesson("river", "c")]
    kept = taught(NOTHING, lessons).terms["en"]
    assert sorted(kept) == ["b", "c"]
    assert taught(NOTHING, lessons[::-1]).terms["en"] == kept
