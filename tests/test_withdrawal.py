"""Withdrawing: the text is gone, its address and its keys stay."""

from __future__ import annotations

from datetime import UTC, date, datetime

from broadsheet import store
from broadsheet.identity import keys_of
from broadsheet.model import Edition, Entry, Story, Update, Why
from broadsheet.withdrawal import withdraw

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def entry(name: str, title: str) -> Entry:
    """An entry with a word of its own."""
    return Entry(id=name, feed="harbour", guid=name, title=title, excerpt=f"{title} and more.")


def edition() -> Edition:
    """Two stories: one of two entries, one of one."""
    return Edition(
        date=date(2026, 11, 20),
        issued=NOW,
        entries=(entry("a", "Ferry aground"), entry("b", "Ferry afloat"), entry("c", "Bank holds")),
        stories=(
            Story(
                id="a",
                headline="Ferry aground",
                entries=("a", "b"),
                reports=(("a", "b"),),
                new=("aground", "ferry"),
                why=Why(words=("ferry", "aground")),
            ),
            Story(id="c", headline="Bank holds", entries=("c",)),
        ),
        updates=(Update(entry="a", when=NOW, title="Ferry aground, again"),),
    )


def test_text_is_nowhere_in_the_file():
    """No word that only the withdrawn entry said is left in the edition's file."""
    after = withdraw(edition(), {"a"}, reason="By request.", now=NOW)
    assert b"aground" not in store.encode(after)
    assert [(s.headline, s.entries, s.reports) for s in after.stories] == [
        ("Ferry afloat", ("b",), (("b",),)),
        ("Bank holds", ("c",), ()),
    ]
    assert after.stories[0].new == ("ferry",)


def test_tombstone_keeps_address_reason_and_keys():
    """What is gone leaves a tombstone under its id, and the hashes by which it is known."""
    after = withdraw(edition(), {"a"}, reason="By request.", now=NOW)
    stone = after.withdrawn[0]
    assert (stone.id, stone.reason, stone.when) == ("a", "By request.", NOW)
    assert stone.keys == keys_of(edition().entries[0]).all()
    assert [line.what for line in after.log] == ["1 entry withdrawn: By request."]


def test_story_that_loses_all_leaves_a_tombstone():
    """A story without an entry is told no more; its id still resolves."""
    after = withdraw(edition(), {"a", "b"}, reason="By request.", now=NOW, path="story/x/")
    assert [story.id for story in after.stories] == ["c"]
    assert {stone.id for stone in after.withdrawn} == {"a", "b"}
    assert after.withdrawn[0].path == "story/x/"
