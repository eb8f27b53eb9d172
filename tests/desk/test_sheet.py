"""Applying a sheet: what each instruction does, what holds on, what matched nothing."""

from __future__ import annotations

from datetime import date

import pytest
from broadsheet.desk.sheet import Sheet, apply, find_topic, read, standing
from broadsheet.model import Edition, Entry, Story, Topic

DAY = date(2031, 4, 2)
PATH = "2031-04-02.toml"
TOPICS = (Topic(name="World News", slug="world"), Topic(name="Sports", slug="sports"))


def entry(name: str, **more) -> Entry:
    """An entry that words put under World."""
    return Entry(id=name, title=f"Title of {name}", topic="world", topic_from="words", **more)


def story(name: str, *entries: str, **more) -> Story:
    """A story whose entries are each an independent text."""
    return Story(
        id=name,
        slug=f"slug-{name}",
        headline=f"Title of {entries[0]}",
        topic="world",
        entries=entries,
        reports=tuple((one,) for one in entries),
        **more,
    )


EDITION = Edition(
    date=DAY,
    entries=tuple(entry(name) for name in ("a1", "a2", "a3", "b1", "b2", "c1")),
    stories=(
        story("a1", "a1", "a2", "a3", folded=("a3",), score=3.0),
        story("b1", "b1", "b2", since=date(2031, 4, 1), score=2.0),
        story("c1", "c1", score=1.0),
    ),
    aliases=(("old-b", "b1"),),
)


def applied(text: str, **more):
    """The edition with a sheet's text applied."""
    return apply(EDITION, read(text, path=PATH), topics=TOPICS, **more)


def ids(result) -> list[str]:
    """The stories in the order of the page."""
    return [one.id for one in result.edition.stories]


def test_an_empty_sheet_changes_nothing():
    """Without instructions the edition is the one that was stored."""
    result = applied("")
    assert result.edition == EDITION
    assert result.unmatched == ()


def test_title_and_intro_are_handed_on():
    """The intro is Markdown and stays it."""
    result = applied("title = 'Spring'\nintro = '*Hello*'")
    assert (result.title, result.intro) == ("Spring", "*Hello*")


def test_pins_come_first_numbers_before_true():
    """`pin = 1` leads, then other numbers, then `true`, then the rest as ranked."""
    result = applied("[story.c1]\npin = 1\n[story.b1]\npin = true\n")
    assert ids(result) == ["c1", "b1", "a1"]
    assert result.pinned == ("c1", "b1")
    assert ids(applied("[story.a1]\npin = false")) == ["a1", "b1", "c1"]


def test_a_pinned_entry_leads_its_story():
    """The story's headline follows its new lead."""
    first = applied("[entry.a2]\npin = true").edition.stories[0]
    assert first.entries == ("a2", "a1", "a3")
    assert first.headline == "Title of a2"


def test_hide_takes_a_story_with_its_entries_off_the_page():
    """What is hidden is listed; the ledger is not touched."""
    result = applied("[story.a1]\nhide = true")
    assert ids(result) == ["b1", "c1"]
    assert [one.id for one in result.edition.entries] == ["b1", "b2", "c1"]
    assert result.hidden == ("entry.a1", "entry.a2", "entry.a3", "story.a1")
    assert result.edition.ledger == EDITION.ledger


def test_hiding_the_lead_lets_the_next_entry_lead():
    """A hidden entry leaves reports, entries and headline."""
    first = applied("[entry.a1]\nhide = true").edition.stories[0]
    assert first.entries == ("a2", "a3")
    assert first.reports == (("a2",), ("a3",))
    assert first.headline == "Title of a2"


def test_a_story_whose_entries_are_all_hidden_is_hidden():
    """No empty story reaches the page."""
    result = applied("[entry.c1]\nhide = true")
    assert ids(result) == ["a1", "b1"]
    assert "story.c1" in result.hidden


def test_headlines():
    """A story's headline is set; an entry's title is, and its story follows where it leads."""
    result = applied("[story.b1]\nheadline = 'Bells'\n[entry.a1]\nheadline = 'Axes'")
    assert [one.headline for one in result.edition.stories] == ["Axes", "Bells", "Title of c1"]
    assert result.edition.entries[0].title == "Axes"


def test_topic_moves_story_and_entries():
    """By name or slug in any case; the move is marked as the editor's, so that it teaches."""
    result = applied("[story.a1]\ntopic = 'SPORTS'")
    assert result.edition.stories[0].topic == "sports"
    moved = [(one.topic, one.topic_from) for one in result.edition.entries[:3]]
    assert moved == [("sports", "editor")] * 3
    assert result.edition.entries[3].topic_from == "words"


def test_an_entry_with_its_own_topic_keeps_it():
    """`[entry.ID] topic` goes before the story's; a story goes where its lead goes."""
    text = "[story.a1]\ntopic = 'sports'\n[entry.a2]\ntopic = 'Other'\n[entry.c1]\ntopic='sports'"
    result = applied(text)
    assert [one.topic for one in result.edition.entries[:3]] == ["sports", "", "sports"]
    assert [one.topic for one in result.edition.stories] == ["sports", "world", "sports"]


def test_notes_are_keyed_by_kind_and_id():
    """A story often bears its first entry's id: notes say which of the two is meant."""
    result = applied("[story.a1]\nnote = 'S'\n[entry.a1]\nnote = 'E'\n[story.old-b]\nnote = 'B'")
    assert result.notes == {"story.a1": "S", "entry.a1": "E", "story.b1": "B"}


def test_merge_folds_one_story_into_another():
    """Entries, reports and first day join; the dead id becomes an alias with its story kept."""
    result = applied("[story.a1]\nmerge = ['b1']")
    first = result.edition.stories[0]
    assert ids(result) == ["a1", "c1"]
    assert first.entries == ("a1", "a2", "a3", "b1", "b2")
    assert first.reports == (("a1",), ("a2",), ("a3",), ("b1",), ("b2",))
    assert first.since == date(2031, 4, 1)
    assert first.headline == "Title of a1"
    assert result.edition.aliases == (("b1", "a1"), ("old-b", "a1"))
    assert [(one.id, living) for one, living in result.merged] == [("b1", "a1")]


def test_merging_each_into_the_other_is_one_merge():
    """A circle ends: the first instruction counts and nothing is lost."""
    result = applied("[story.a1]\nmerge = ['b1']\n[story.b1]\nmerge = ['a1']\npin = true")
    assert ids(result) == ["a1", "c1"]
    assert result.pinned == ("a1",)
    assert result.unmatched == ()


def test_split_takes_entries_out():
    """The new story stands next, under its first entry's id, and may be told things itself."""
    result = applied("[story.a1]\nsplit = ['a3', 'a2']\n[story.a2]\nheadline = 'Apart'")
    assert ids(result) == ["a1", "a2", "b1", "c1"]
    assert result.edition.stories[0].entries == ("a1",)
    assert result.edition.stories[1].entries == ("a2", "a3")
    assert result.edition.stories[1].headline == "Apart"
    assert result.edition.stories[1].folded == ("a3",)


def test_split_of_the_entry_that_names_the_story():
    """The story keeps its id and address; what was split off gets one of its own."""
    result = applied("[story.a1]\nsplit = ['a1']")
    assert ids(result)[:2] == ["a1", "a1x"]
    assert result.edition.stories[0].headline == "Title of a2"
    assert result.edition.stories[1].headline == "Title of a1"


def test_split_then_merged_elsewhere():
    """Splits come before merges."""
    result = applied("[story.c1]\nmerge = ['a3']\n[story.a1]\nsplit = ['a3']")
    assert ids(result) == ["a1", "b1", "c1"]
    assert result.edition.stories[2].entries == ("c1", "a3")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\n[story.zzz]\npin = true", "3: no story 'zzz' in this edition; `explain` prints"),
        ("[entry.zzz]\nnote = 'x'", "2: no entry 'zzz' in this edition"),
        ("[story.a2]\npin = true", "2: no story 'a2' in this edition; that is an entry"),
        ("[story.old-c]\npin = true", "2: no story 'old-c' in this edition; did you mean 'old-b'"),
        ("[story.a1]\ntopic = 'Sprots'", "2: no topic 'Sprots' in digest.toml; did you mean 'Sp"),
        ("[story.a1]\ntopic = 'Opera'", "topics are: World News, Sports"),
        ("[story.a1]\nsplit = ['c1']", "2: no entry 'c1' in"),
        ("[story.c1]\nsplit = ['c1']", "2: split would leave nothing"),
        ("[story.a1]\nmerge = ['zzz']", "2: no story 'zzz'"),
        ("[story.zzz]\nmerge = ['a1']", "2: no story 'zzz'"),
    ],
)
def test_what_matches_nothing_is_reported_with_its_line(text, says):
    """A problem names file and line, and nothing else on the page changes."""
    edition = Edition(**{**_fields(EDITION), "aliases": ()})
    if "old" in text:
        edition = Edition(
            **{
                **_fields(EDITION),
                "stories": (*EDITION.stories, story("old-b", "a1")),
                "aliases": (),
            }
        )
    result = apply(edition, read(text, path=PATH), topics=TOPICS)
    assert [one.text[: len(PATH) + 1] for one in result.unmatched] == [f"{PATH}:"]
    assert says in result.unmatched[0].text
    assert result.edition == edition


def _fields(edition: Edition) -> dict:
    return {name: getattr(edition, name) for name in Edition.__dataclass_fields__}


def test_ids_of_other_editions_are_known():
    """Hide, topic, headline and merge act on other pages; pin and note cannot."""
    text = "[story.x]\nhide = true\ntopic = 'sports'\nheadline = 'H'\nmerge = ['y']\npin = true"
    result = applied(text, known={"x", "y"})
    assert [one.line for one in result.unmatched] == [6]


def test_hide_topic_and_merge_stand_in_later_editions():
    """What earlier sheets decided holds on a later edition; its own sheet may overrule it."""
    earlier = {
        date(2031, 3, 30): read("[story.b1]\nhide = true\n[story.c1]\nhide = true", path="x"),
        date(2031, 4, 1): read("[story.b1]\nhide = false\ntopic='sports'", path="x"),
        date(2031, 4, 3): read("[story.a1]\nhide = true", path="x"),
    }
    result = applied("", standing=standing(earlier, before=DAY))
    assert ids(result) == ["a1", "b1"]
    assert result.edition.stories[1].topic == "sports"
    again = applied("[story.c1]\nhide = false", standing=standing(earlier, before=DAY))
    assert ids(again) == ["a1", "b1", "c1"]


def test_a_standing_merge_renames_a_story_that_goes_on():
    """The story that lives takes the later edition's entries, also where it is not told."""
    earlier = {date(2031, 4, 1): read("[story.zed]\nmerge = ['b1', 'c1']", path="x")}
    result = applied("[story.b1]\nnote = 'on'", standing=standing(earlier, before=DAY))
    assert ids(result) == ["a1", "zed"]
    assert result.edition.stories[1].entries == ("b1", "b2", "c1")
    assert result.notes == {"story.zed": "on"}


def test_elsewhere_all_sheets_rule():
    """On a story or topic page a later sheet's word counts for an earlier edition too."""
    sheets = {
        DAY: read("[story.a1]\nhide = true\n[story.b1]\nheadline = 'Old'", path=PATH),
        date(2031, 4, 3): read(
            "[story.a1]\nhide = false\n[story.b1]\nheadline='New'\n[entry.b2]\nhide = true", path=""
        ),
    }
    stands = standing(sheets)
    result = apply(EDITION, sheets[DAY], topics=TOPICS, standing=stands, elsewhere=True)
    assert ids(result) == ["a1", "b1", "c1"]
    assert result.edition.stories[1].entries == ("b1",)
    assert stands.headlines == {"story.b1": "New"}


def test_standing_follows_aliases_and_chains_of_merges():
    """Decisions on a dead id hold for the living one."""
    sheets = {
        date(2031, 4, 1): read("[story.b]\nmerge = ['a']\n[story.dead]\nhide = true", path=""),
        date(2031, 4, 2): read("[story.c]\nmerge = ['b']", path=""),
    }
    stands = standing(sheets, aliases={"dead": "alive"})
    assert stands.merges == {"a": "c", "b": "c"}
    again = {**sheets, date(2031, 4, 3): read("[story.d]\nmerge = ['a']", path="")}
    assert standing(again).merges == {"a": "d", "b": "d", "c": "d"}
    assert stands.hidden == {"story.alive"}


def test_standing_merges_in_a_circle_end():
    """Two sheets that merge each into the other leave no endless chain."""
    sheets = {
        date(2031, 4, 1): read("[story.b1]\nmerge = ['a1']", path=""),
        date(2031, 4, 2): read("[story.a1]\nmerge = ['b1']", path=""),
    }
    stands = standing(sheets)
    result = apply(EDITION, Sheet(), topics=TOPICS, standing=stands)
    assert len(result.edition.stories) == 2


def test_find_topic():
    """Name or slug, any case; Other is the empty slug; unknown is None."""
    assert find_topic("world news", TOPICS) == "world"
    assert find_topic("Sports", TOPICS) == "sports"
    assert find_topic("other", TOPICS) == ""
    assert find_topic("opera", TOPICS) is None
