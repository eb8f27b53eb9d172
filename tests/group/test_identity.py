"""Which story a group is: ids live on, merged ones lead on, none is given twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from broadsheet.group.identity import Group, Told, alive, earliest, name, settled
from broadsheet.model import Edition, Entry, Story
from hypothesis import given
from hypothesis import strategies as st

DAY = date(2031, 5, 6)
NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)


def entry(key: str, minute: int = 0) -> Entry:
    """An entry seen `minute` minutes after noon."""
    return Entry(id=key, title=key, seen=NOON + timedelta(minutes=minute))


def told(key: str, *entries: Entry, since: date = DAY) -> Told:
    """A story as written."""
    return Told(id=key, slug=f"slug-{key}", since=since, entries=entries)


def test_earliest_seen_names_a_new_story():
    """The entry seen first, the smallest id of equals; one never seen comes last."""
    assert earliest([entry("b", 1), entry("a", 2)]) == "b"
    assert earliest([entry("b", 1), entry("a", 1)]) == "a"
    assert earliest([Entry(id="a"), entry("b", 9)]) == "b"


def test_a_group_takes_the_oldest_story_and_the_others_lead_to_it():
    """Two written stories found to be one: the older keeps its id, the younger is an alias."""
    old = told("old", entry("o"), since=DAY - timedelta(days=2))
    young = told("young", entry("y"), since=DAY - timedelta(days=1))
    group = Group(entries=(entry("n"),), stories=(old, young))
    (named,), aliases = name(Edition(date=DAY), [group])
    assert named.id == "old"
    assert aliases == (("young", "old"),)


def test_the_greater_part_keeps_the_id_when_a_story_splits():
    """An open edition's story that falls apart: most of it keeps the id, no id is given twice."""
    before = Edition(date=DAY, stories=(Story(id="a", entries=("a", "b", "c")),))
    groups = [Group(entries=(entry("a"),)), Group(entries=(entry("b"), entry("c")))]
    named, aliases = name(before, groups)
    by = {group.entries[0].id: group.id for group in named}
    assert by["b"] == "a"
    assert by["a"] not in ("a", "b", "c")
    assert aliases == ()
    assert name(before, groups[::-1]) == (named, aliases)


def test_an_id_that_comes_back_is_no_alias():
    """An alias of an earlier run is dropped when its story stands by itself again."""
    before = Edition(date=DAY, stories=(Story(id="a", entries=("a", "b")),), aliases=(("b", "a"),))
    groups = [Group(entries=(entry("a"),)), Group(entries=(entry("b"),))]
    named, aliases = name(before, groups)
    assert {group.id for group in named} == {"a", "b"}
    assert aliases == ()


def test_what_is_alive():
    """Tellings of one story are put together, aliases followed, withdrawn entries left out."""
    first = Edition(
        date=DAY,
        entries=(entry("a"), entry("b")),
        stories=(
            Story(id="a", slug="s", entries=("a",)),
            Story(id="b", slug="t", entries=("b", "gone")),
        ),
    )
    second = Edition(
        date=DAY + timedelta(days=1),
        entries=(entry("c"),),
        stories=(Story(id="a", slug="s", entries=("c",), since=DAY),),
        aliases=(("b", "a"),),
    )
    (story,) = alive(Edition(date=DAY + timedelta(days=2)), [first, second])
    assert story.id == "a"
    assert story.slug == "s"
    assert story.since == DAY
    assert [each.id for each in story.entries] == ["a", "b", "c"]


def test_an_issued_edition_is_settled():
    """Only an issued edition's told entries are settled."""
    edition = Edition(date=DAY, stories=(Story(id="a", entries=("a",)),))
    assert settled(edition) == frozenset()


KEYS = st.sampled_from([f"e{n}" for n in range(8)])


@given(
    st.lists(st.sets(KEYS, min_size=1), max_size=5), st.lists(st.sets(KEYS, min_size=1), max_size=5)
)
def test_ids_are_unique_and_dead_ones_lead_to_living_ones(before, after):
    """Whatever falls apart or together, each group has its own id and no alias leads astray."""

    def parted(sets: list[set[str]]) -> list[list[str]]:
        seen: set[str] = set()
        parts = []
        for each in sets:
            part = sorted(each - seen)
            seen |= each
            if part:
                parts.append(part)
        return parts

    stories = tuple(Story(id=part[0], entries=tuple(part)) for part in parted(before))
    groups = [Group(entries=tuple(entry(key) for key in part)) for part in parted(after)]
    named, aliases = name(Edition(date=DAY, stories=stories), groups)
    ids = [group.id for group in named]
    assert len(set(ids)) == len(ids) == len(groups)
    assert all(new in ids and old not in ids for old, new in aliases)
    present = {key for group in groups for key in (each.id for each in group.entries)}
    for story in stories:
        if present & set(story.entries):
            assert story.id in {*ids, *(old for old, _ in aliases)}
