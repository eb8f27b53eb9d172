"""Stories: what is together, what is apart, and which ids live on. All news here is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from broadsheet.group.stories import assign, group
from broadsheet.group.vectors import terms_of
from broadsheet.model import Edition, Entry, Related
from hypothesis import given, settings
from hypothesis import strategies as st

DAY = date(2031, 5, 6)
NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)


def entry(name: str, title: str, text: str = "", *, lang: str = "", minute: int = 0) -> Entry:
    """An entry as an edition stores it, first seen `minute` minutes after noon."""
    return Entry(
        id=name,
        title=title,
        excerpt=text[:280],
        lang=lang,
        seen=NOON + timedelta(minutes=minute),
        terms=terms_of(title, text, lang),
    )


QUAKE = (
    entry("q1", "Quake of magnitude 7.1 strikes Vardania, killing 1,200 in Port Olmec", minute=2),
    entry("q2", "Vardania earthquake kills hundreds as Port Olmec lies in ruins", minute=1),
    entry("q3", "Rescuers dig through Port Olmec rubble after Vardania quake", minute=3),
)
CUP = (
    entry("c1", "Tarnmoor United lift the Silver Cup after shootout against Rovers"),
    entry("c2", "Silver Cup final: Tarnmoor beat Rovers in penalty shootout"),
)


def together(entries: tuple[Entry, ...]) -> set[frozenset[str]]:
    """The stories as sets of ids."""
    stories: dict[str, set[str]] = {}
    for name, story in assign(entries).items():
        stories.setdefault(story, set()).add(name)
    return {frozenset(names) for names in stories.values()}


def test_events_apart_and_reports_together():
    """Reports of one event are one story, those of another another."""
    assert together(QUAKE + CUP) == {frozenset({"q1", "q2", "q3"}), frozenset({"c1", "c2"})}


def test_a_story_bears_its_earliest_seen_entry():
    """A new story's id is that of the entry seen first, not of the first in the list."""
    assert set(assign(QUAKE).values()) == {"q2"}


WORDS = ("quake", "vardania", "olmec", "silver", "cup", "tarnmoor", "minister", "budget", "7.1")
TITLES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(TITLES, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_a_partition_that_no_order_changes(titles, random):
    """Every entry is in one story, and shuffling the input changes nothing."""
    entries = [entry(f"e{at}", title) for at, title in enumerate(titles)]
    answer = assign(entries)
    assert set(answer) == {each.id for each in entries}
    assert all(answer[story] == story for story in answer.values())
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert assign(shuffled) == answer


@settings(max_examples=60, deadline=None)
@given(st.lists(TITLES, min_size=1, max_size=12), st.text(max_size=30))
def test_a_stranger_changes_no_other_story(titles, words):
    """An entry that shares no weighted term leaves all other stories as they were."""
    entries = [entry(f"e{at}", title) for at, title in enumerate(titles)]
    stranger = entry("zz", words)
    terms = {term.lstrip("@#") for each in entries for term, _ in each.terms}
    shared = terms & {term.lstrip("@#") for term, _ in stranger.terms}
    answer = assign([*entries, stranger])
    if not shared:
        assert answer.pop("zz") == "zz"
        assert answer == assign(entries)


def test_the_step_writes_stories():
    """Each entry of an open edition is in one story with slug, headline and reason."""
    told = group(Edition(date=DAY, entries=QUAKE + CUP))
    assert [story.id for story in told.stories] == ["c1", "q2"]
    quake = told.stories[1]
    assert quake.headline == "Vardania earthquake kills hundreds as Port Olmec lies in ruins"
    assert quake.slug == "vardania-earthquake-kills-hundreds-as-port-olmec-lies-in"
    assert set(quake.entries) == {"q1", "q2", "q3"}
    assert quake.since is None
    assert quake.folded == ()
    assert {"Vardania", "Port"} & set(quake.why.names + quake.why.words)
    assert 0 < quake.why.score <= 1


def test_regrouping_an_edition_changes_nothing():
    """The step is idempotent: the same entries give the same edition."""
    told = group(Edition(date=DAY, entries=QUAKE + CUP))
    assert group(told) == told


def test_a_story_goes_on():
    """The next day's entries take the id and slug of the story that they go on with."""
    first = replace(group(Edition(date=DAY, entries=QUAKE)), issued=NOON)
    late = entry("l1", "Vardania quake toll reaches 4,300 as Port Olmec buries its dead")
    late = replace(late, seen=NOON + timedelta(days=1))
    second = group(
        Edition(date=DAY + timedelta(days=1), entries=(late, *CUP)),
        window=(first,),
    )
    story = next(story for story in second.stories if "l1" in story.entries)
    assert story.id == "q2"
    assert story.slug == first.stories[0].slug
    assert story.since == DAY
    assert story.entries == ("l1",)
    assert "4,300" in story.new
    assert story.folded == ()


def test_nothing_new_is_folded():
    """A reprint of what an earlier edition told folds in silently."""
    first = replace(group(Edition(date=DAY, entries=QUAKE)), issued=NOON)
    again = replace(QUAKE[0], id="r1", seen=NOON + timedelta(days=1))
    second = group(Edition(date=DAY + timedelta(days=1), entries=(again,)), window=(first,))
    (story,) = second.stories
    assert story.folded == ("r1",)
    assert story.new == ()


def test_issued_stories_are_only_added_to():
    """A late entry joins an issued story at its end; stories already told stay as they are."""
    told = replace(group(Edition(date=DAY, entries=QUAKE[:2] + CUP)), issued=NOON)
    after = group(replace(told, entries=(*told.entries, QUAKE[2])))
    before = {story.id: story for story in told.stories}
    assert {story.id for story in after.stories} == set(before)
    for story in after.stories:
        old = before[story.id]
        assert story.headline == old.headline
        assert story.slug == old.slug
        assert story.entries[: len(old.entries)] == old.entries
    assert "q3" in next(story for story in after.stories if story.id == "q2").entries


@pytest.mark.parametrize("lang", ["", "es"])
def test_an_id_that_vanishes_becomes_an_alias(lang):
    """Two stories of the open edition found to be one: the younger id leads to the older."""
    one = entry("a1", "Quake strikes Vardania port", lang=lang, minute=0)
    two = entry("b1", "Olmec harbour ruined, hundreds dead", lang=lang, minute=5)
    bridge = entry(
        "d1", "Quake strikes Vardania port, Olmec harbour ruined, hundreds dead", minute=9
    )
    apart = group(Edition(date=DAY, entries=(one, two)))
    assert len(apart.stories) == 2
    merged = group(replace(apart, entries=(one, two, bridge, replace(bridge, id="d2"))))
    living = {story.id for story in merged.stories}
    for old, new in merged.aliases:
        assert old not in living
        assert new in living
    assert {"a1", "b1"} <= living | {old for old, _ in merged.aliases}


def test_two_written_stories_found_to_be_one():
    """What a later day ties together is one story: the older id lives, the younger leads to it."""
    first = entry("a1", "Ferry Halcyon sinks off Port Olmec, hundreds missing")
    second = entry("b1", "Search for passengers after sinking near Vardanian coast", minute=5)
    told = replace(group(Edition(date=DAY, entries=(first, second))), issued=NOON)
    assert {story.id for story in told.stories} == {"a1", "b1"}
    text = (
        "The search for passengers of the ferry Halcyon, which was sinking off Port Olmec near the "
        "Vardanian coast on Monday with hundreds missing, goes on."
    )
    title = "Ferry Halcyon sinking off Port Olmec: search for hundreds of missing passengers"
    later = tuple(entry(f"d{at}", title, text + " " * at) for at in range(3))
    after = group(Edition(date=DAY + timedelta(days=1), entries=later), window=(told,))
    (story,) = after.stories
    assert story.id == "a1"
    assert after.aliases == (("b1", "a1"),)
    assert group(after, window=(told,)) == after


def test_nothing_and_next_to_nothing():
    """No entries, and entries without a word, are no trouble: each is its own story."""
    assert group(Edition(date=DAY)).stories == ()
    assert assign([]) == {}
    blank = group(Edition(date=DAY, entries=(Entry(id="x"), Entry(id="y", title="!!!"))))
    assert [story.id for story in blank.stories] == ["x", "y"]
    assert all(story.slug == "story" for story in blank.stories)


def test_the_past_is_left_alone():
    """Editions of the same day or later in the window are not read, and none is changed."""
    told = replace(group(Edition(date=DAY, entries=QUAKE)), issued=NOON)
    again = group(Edition(date=DAY, entries=CUP), window=(told,))
    assert all(story.since is None for story in again.stories)


def test_a_list_of_outlets_is_evidence():
    """A headline that an item's own list gives word for word belongs to its story."""
    other = entry("o1", "Thousands flee as harbour town lies in ruins")
    listed = Related(outlet="Olmec Post", title="Thousands flee as harbour town lies in ruins")
    item = replace(QUAKE[0], related=(listed,))
    assert len(set(assign([item, other]).values())) == 1
    assert len(set(assign([QUAKE[0], other]).values())) == 2
