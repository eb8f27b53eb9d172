"""The order of the page: the published formula, floods, quotas, and no dependence on order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from broadsheet.group.rank import order
from broadsheet.model import Edition, Entry, Feed, Story, Topic
from hypothesis import given, settings
from hypothesis import strategies as st

NOON = datetime(2031, 4, 2, 12, tzinfo=UTC)


def entry(name: str, outlet: str, hours: float = 0, feed: str = "") -> Entry:
    """An entry of an invented outlet, so many hours old."""
    return Entry(id=name, source=outlet, feed=feed, published=NOON - timedelta(hours=hours))


def edition(*stories: tuple[Story, list[Entry]]) -> Edition:
    """An edition of these stories with their entries."""
    return Edition(
        date=NOON.date(),
        entries=tuple(one for _, entries in stories for one in entries),
        stories=tuple(story for story, _ in stories),
    )


def story(name: str, *entries: Entry, **more) -> tuple[Story, list[Entry]]:
    """A story in which each entry is a text of its own, unless told otherwise."""
    ids = tuple(one.id for one in entries)
    given = {"reports": tuple((one,) for one in ids), "entries": ids, **more}
    return Story(id=name, **given), list(entries)


def ids(result: Edition) -> list[str]:
    """Stories in order."""
    return [one.id for one in result.stories]


def scores(result: Edition) -> dict[str, float]:
    """Scores by story."""
    return {one.id: one.score for one in result.stories}


def test_the_published_table_holds():
    """The scores in docs/ranking.md are what comes out."""
    three = [entry(f"t{n}", f"Outlet {n}", 12) for n in range(3)]
    seven = [entry(f"s{n}", f"Outlet {n}", 24) for n in range(7)]
    wire = [entry(f"w{n}", f"Outlet {n}") for n in range(11)]
    result = order(
        edition(
            story("one", entry("o1", "Outlet 1")),
            story("three", *three),
            story("seven", *seven),
            story("wire", *wire, reports=(tuple(one.id for one in wire),)),
        )
    )
    assert scores(result) == {"one": 1.0, "three": 1.5, "seven": 1.875, "wire": 2.1699}
    assert ids(result) == ["wire", "seven", "three", "one"]


def test_an_outlets_two_feeds_count_once():
    """Publishers are counted, not feeds."""
    twice = story("a", entry("a1", "The Tarn Herald"), entry("a2", "Tarn Herald"))
    two = story("b", entry("b1", "Tarn Herald"), entry("b2", "Moss Mail"))
    assert scores(order(edition(twice, two)))["a"] == 1.0
    assert ids(order(edition(twice, two))) == ["b", "a"]


def test_weight_is_the_heaviest_feeds():
    """A feed of weight 3 alone is worth three outlets."""
    feeds = {"f": Feed(key="f", weight=3.0), "g": Feed(key="g", weight=0.0)}
    heavy = story("a", entry("a1", "Moss", feed="f"), entry("a2", "Moss", feed="g"))
    none = story("b", entry("b1", "Fern", feed="g"))
    assert scores(order(edition(heavy, none), feeds=feeds)) == {"a": 2.0, "b": 0.0}


def test_folded_entries_make_nothing_new_and_come_last():
    """Age is that of what adds something; a story that adds nothing closes the page."""
    grown = story("a", entry("a1", "Moss", 12), entry("a2", "Moss", 0), folded=("a2",))
    still = story("b", entry("b1", "Fern"), entry("b2", "Moss"), folded=("b1", "b2"))
    other = story("c", entry("c1", "Reed", 24))
    result = order(edition(grown, still, other))
    assert scores(result)["a"] == 0.75
    assert ids(result) == ["a", "c", "b"]


def test_a_flood_is_capped():
    """The fourth story that one outlet alone tells in a topic waits for the others."""
    flood = [story(f"m{n}", entry(f"m{n}", "Moss")) for n in range(8)]
    other = story("fern", entry("f1", "Fern", 48))
    assert ids(order(edition(*flood, other))) == (
        ["m0", "m1", "m2", "fern", "m3", "m4", "m5", "m6", "m7"]
    )


def test_a_corroborated_story_is_no_flood():
    """Stories that a second publisher tells do not count against the first."""
    told = [story(f"m{n}", entry(f"m{n}", "Moss", 1), entry(f"n{n}", "Reed", 1)) for n in range(5)]
    other = story("fern", entry("f1", "Fern"))
    assert ids(order(edition(*told, other)))[-1] == "fern"


def test_over_quota_comes_after_all_others():
    """A topic's stories beyond its quota stay in the edition, behind everything."""
    topics = (Topic(name="Sports", slug="sports", quota=2), Topic(name="World", slug="world"))
    sports = [story(f"s{n}", entry(f"s{n}", f"Outlet {n}", n), topic="sports") for n in range(4)]
    world = story("w", entry("w", "Fern", 72), topic="world")
    assert ids(order(edition(*sports, world), topics=topics)) == ["s0", "s1", "w", "s2", "s3"]


def test_a_date_in_the_future_is_no_advantage():
    """An entry is not newer than the time at which it was seen."""
    late = replace(entry("a1", "Moss"), published=NOON + timedelta(days=9), seen=NOON)
    result = order(edition(story("a", late), story("b", entry("b1", "Fern"))))
    assert scores(result) == {"a": 1.0, "b": 1.0}


def test_an_edition_without_stories_or_times():
    """Nothing to rank is no error; nor is an undated entry."""
    empty = Edition(date=date(2031, 4, 2))
    assert order(empty) == empty
    undated = edition(story("a", Entry(id="a1")))
    assert scores(order(undated)) == {"a": 1.0}


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.data())
def test_order_of_input_changes_nothing(random, data):
    """A shuffled edition is ranked alike."""
    stories = []
    for n in range(data.draw(st.integers(0, 8))):
        outlets = data.draw(st.lists(st.sampled_from(["Moss", "Fern", "Reed"]), min_size=1))
        hours = data.draw(st.integers(0, 3))
        stories.append(
            story(
                f"s{n}",
                *(entry(f"s{n}e{m}", outlet, hours) for m, outlet in enumerate(outlets)),
                topic=data.draw(st.sampled_from(["", "sports"])),
            )
        )
    topics = (Topic(name="Sports", slug="sports", quota=2),)
    first = edition(*stories)
    entries, told = list(first.entries), list(first.stories)
    random.shuffle(entries)
    random.shuffle(told)
    again = replace(first, entries=tuple(entries), stories=tuple(told))
    assert order(first, topics=topics).stories == order(again, topics=topics).stories
