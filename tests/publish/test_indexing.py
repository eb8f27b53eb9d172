"""The index follows content/: it reads what changed, and marks what that touches and no more."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date

import pytest
from broadsheet import store
from broadsheet.model import Update
from broadsheet.publish.index import Index
from broadsheet.publish.links import Links
from paper import Paper, Tale, day, noon


@pytest.fixture
def five(paper) -> Paper:
    """Five days; ferry runs over the first two, comet over the last two, the others stand alone."""
    paper.issue(1, Tale("ferry"), Tale("match", topic="sport"))
    paper.issue(2, Tale("ferry", first=1), Tale("mayor"))
    paper.issue(3, Tale("glacier", topic="science"))
    paper.issue(4, Tale("comet", topic="science"))
    paper.issue(5, Tale("comet", first=1, topic="science"), Tale("harbour"))
    return paper


def marks(paper: Paper) -> dict[date, tuple[str, str]]:
    """The two marks of every day, as a fresh look gives them."""
    return {row.day: (row.text, row.thread) for row in paper.index().rows()}


def touched(paper: Paper, before: dict[date, tuple[str, str]]) -> tuple[list[int], list[int]]:
    """The numbers of the days whose text changed, and of those whose thread did."""
    now = marks(paper)
    number = {found: (found - day(1)).days + 1 for found in now}
    return (
        [number[d] for d in sorted(now) if before.get(d, ("", ""))[0] != now[d][0]],
        [number[d] for d in sorted(now) if before.get(d, ("", ""))[1] != now[d][1]],
    )


def test_new_day_touches_those_whose_stories_go_on(five):
    """A day more is read; of the others only the threads of the days that told its stories move."""
    before = marks(five)
    five.issue(6, Tale("comet", first=2), Tale("ferry", first=2))
    assert touched(five, before) == ([6], [1, 2, 4, 5, 6])


def test_changed_edition_touches_itself_alone(five):
    """Another excerpt is one text."""
    before = marks(five)
    five.issue(3, Tale("glacier", topic="science", facts={"excerpt": "Other words."}))
    assert touched(five, before) == ([3], [])


def test_removed_edition_is_forgotten(five):
    """What it told is told no more, and the story that it went on from stands alone again."""
    before = marks(five)
    store.remove(five.content, day(2))
    assert touched(five, before) == ([], [1])
    index = five.index()
    assert (index.days_of("ferry"), index.holds("mayor")) == ((day(1),), False)


SAYS = {
    "headline": ('[story.ferry]\nheadline = "X"', [1, 2]),
    "hide": ("[story.ferry]\nhide = true", [1, 2]),
    "hide an entry": ("[entry.ferry20302]\nhide = true", [2]),
    "topic": ('[story.ferry]\ntopic = "Sport"', [1, 2]),
    "merge": ('[story.mayor]\nmerge = ["match"]', [1, 2]),
    "note": ('[story.ferry]\nnote = "Only here."', [2]),
    "intro": ('intro = "Only here."', [2]),
}


@pytest.mark.parametrize("said", SAYS)
def test_word_touches_the_days_that_hold_what_it_names(five, said):
    """A standing word changes every day that tells its story; any other its own; none the rest."""
    before = marks(five)
    text, days = SAYS[said]
    five.sheet(2, text)
    assert touched(five, before)[0] == days
    five.sheet(2, "")
    assert marks(five) == before


def test_word_on_another_days_story_touches_that_day(five):
    """A sheet of day 5 that hides a story of day 3 changes both."""
    before = marks(five)
    five.sheet(5, "[story.glacier]\nhide = true")
    assert touched(five, before)[0] == [3, 5]
    assert five.index().days_of("glacier") == ()


@pytest.mark.parametrize("said_of", ["ferry", "comet"])
def test_word_reaches_a_story_by_any_of_its_ids(five, said_of):
    """A story that lives on as another is hidden by its old id and by its new one alike."""
    five.issue(6, Tale("comet", first=2), aliases=(("ferry", "comet"),))
    five.sheet(6, f"[story.{said_of}]\nhide = true")
    index = five.index()
    assert [index.days_of("comet"), index.days_of("ferry")] == [(), ()]


def test_later_title_touches_the_day_of_its_entry(five):
    """An update that day 5 notes shows on day 1, which holds the entry."""
    edition = store.load(five.content, day(5))
    before = marks(five)
    said = Update(entry="match10301", when=noon(day(5)), title="Later")
    store.save(five.content, replace(edition, updates=(said,)))
    assert touched(five, before) == ([5], [1])


def test_topics_of_the_config_retell_all(five):
    """Another list of topics reads every edition again: sheets may name what is new."""
    five.sheet(1, '[story.match]\ntopic = "Weather"')
    assert "weather" not in five.index().topics()
    five.configure(topics=("World", "Weather"))
    assert "weather" in five.index().topics()
    assert five.index().fact("topics") != ""


def test_fresh_checkout_derives_nothing(five, monkeypatch):
    """Files with another time and the same bytes are hashed, not read as editions."""
    before = marks(five)
    for path in five.content.rglob("*.json"):
        os.utime(path, (1, 1))
    monkeypatch.setattr(store, "load", lambda *_: pytest.fail("an edition was read"))
    assert marks(five) == before


def test_index_may_be_of_another_version(five, monkeypatch):
    """Other tables, or other code of ours: derived anew, with the same marks."""
    before = marks(five)
    base = Index(five.root / ".broadsheet").base
    base.execute("PRAGMA user_version = 7")
    base.commit()
    base.close()
    assert marks(five) == before
    monkeypatch.setattr("broadsheet.publish.indexing.own_mark", lambda: "another")
    assert marks(five) == before


def test_index_without_a_folder_is_in_memory(five):
    """No folder, or a file in its place: the same answers, and nothing on disk."""
    before = marks(five)
    assert Index(None).all_days() == ()
    for path in (five.root / ".broadsheet").iterdir():
        path.unlink()
    (five.root / ".broadsheet").rmdir()
    (five.root / ".broadsheet").write_text("in the way", "utf-8")
    assert marks(five) == before
    assert not five.index().on_disk


def test_links_lead_to_the_living():
    """Chains are followed to their end, and all who lead there are kin."""
    links = Links([("a", "b", 0), ("b", "c", 0), ("x", "y", 0)])
    assert [links.living(name) for name in "abcxq"] == ["c", "c", "c", "y", "q"]
    assert links.kin(["a"]) == {"a", "b", "c"}
    assert links.chains(["a", "q"]) == {"a": "b", "b": "c"}


def test_links_close_no_circle():
    """What would make a story its own successor is left out."""
    links = Links([("a", "b", 0), ("b", "a", 0), ("c", "c", 1)])
    assert links.next == {"a": "b"}


def test_an_edition_does_not_overrule_the_editor():
    """The editor's merge stands; another merge of the editor's, later, overrules it."""
    links = Links([("a", "b", 1), ("a", "c", 0)])
    assert (links.living("a"), links.said) == ("b", {"a"})
    assert Links([("a", "b", 1), ("a", "c", 1)]).living("a") == "c"


def test_links_say_what_changed():
    """A link that came or went concerns all who lead over it, then or now."""
    before, now = Links([("a", "b", 0)]), Links([("a", "b", 0), ("b", "c", 0)])
    assert now.changed(before) == {"a", "b", "c"}
    assert before.changed(before) == set()
