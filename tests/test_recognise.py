"""Telling apart what is new, seen, another feed's, or known under another title."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, datetime, timedelta

import pytest
from broadsheet.identity import keys_of
from broadsheet.model import Entry, Update
from broadsheet.recognise import fingerprint, sort_known
from broadsheet.state import Known

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)


def entry(feed: str = "harbour", **facts) -> Entry:
    """An entry as it comes in, cleaned."""
    facts.setdefault("published", NOW - timedelta(hours=3))
    return Entry(feed=feed, **facts)


def ask(entries, stored=(), updates=()):
    """Sort `entries` beside `stored` ones."""
    places: dict[str, list[Known]] = {}
    for old in stored:
        for key in keys_of(old).all():
            places.setdefault(key, []).append(Known(old.id, old.feed, "2026-11-19"))
    by_id = {old.id: old for old in stored}
    return sort_known(
        entries,
        known=lambda keys: {k: tuple(places[k]) for k in keys if k in places},
        entry_of=by_id.get,
        updates=updates,
        now=NOW,
    )


def stored(**facts) -> Entry:
    """An entry that an edition holds."""
    return dataclasses.replace(entry(**facts), id=facts.get("guid", "old") + "-id")


def test_new_entry_gets_id_and_first_seen():
    """A new entry is minted and dated once."""
    found = ask([entry(guid="1", title="A")])
    assert len(found.new[0].id) == 13
    assert found.new[0].seen == NOW


def test_known_by_guid_then_address_then_title_and_date():
    """Each of the three keys is enough within a feed."""
    old = stored(guid="1", url="https://example.org/1", title="Ferry aground")
    assert ask([entry(guid="1", title="Ferry aground")], [old]).seen
    assert ask([entry(guid="2", url="https://example.org/1/", title="Ferry aground")], [old]).seen
    assert ask([entry(guid="3", url="https://example.org/3", title="Ferry  Aground ")], [old]).seen
    other_day = entry(title="Ferry aground", published=NOW - timedelta(days=9))
    assert ask([other_day], [old]).new


def test_reissued_under_new_guids_floods_nothing():
    """A publisher that gives all its old posts new guids has nothing new."""
    old = [stored(guid=f"a{n}", url=f"https://example.org/{n}", title=f"T{n}") for n in range(30)]
    again = [entry(guid=f"b{n}", url=f"https://example.org/{n}", title=f"T{n}") for n in range(30)]
    found = ask(again, old)
    assert (len(found.new), len(found.seen)) == (0, 30)


def test_one_address_for_several_items_is_no_address():
    """A feed that links all its items to its front page has as many entries as items."""
    items = [entry(url="https://example.org/", title=f"Notice {n}") for n in range(3)]
    assert len(ask(items).new) == 3


def test_one_guid_for_several_items_is_no_guid():
    """The same for a guid that a feed repeats."""
    items = [entry(guid="0", url=f"https://example.org/{n}", title=f"N{n}") for n in range(3)]
    assert len(ask(items).new) == 3


def test_two_feeds_one_address():
    """Equal addresses are one entry if the texts agree, and two if they do not."""
    url = "https://example.org/ferry"
    first = entry("harbour", url=url, title="Ferry aground off Skarvik", excerpt="All are safe.")
    same = entry("kanal", url=url, title="Ferry aground off Skarvik", excerpt="All safe.")
    other = entry("kanal", url=url, title="Bank holds its rate", excerpt="Prices rose less.")
    assert len(ask([first, same]).merged) == 1
    assert len(ask([first, other]).new) == 2
    old = dataclasses.replace(first, id="old-id")
    assert len(ask([same], [old]).merged) == 1
    assert len(ask([other], [old]).new) == 1


def test_changed_title_is_news_of_a_known_entry():
    """A title that its outlet edits is neither new nor lost, and is told once."""
    old = stored(guid="1", title="Ferry aground")
    edited = entry(guid="1", title="Ferry aground, all safe")
    found = ask([edited], [old])
    assert found.retitled == ((old, edited),)
    told = [Update(entry=old.id, when=NOW, title=edited.title)]
    assert ask([edited], [old], told).seen == (edited,)


def test_date_in_the_future_is_a_mistake():
    """A date after the run is dropped: the entry counts as first seen."""
    ahead = entry(guid="1", title="A", published=NOW + timedelta(days=400))
    assert ask([ahead]).new[0].published is None


@pytest.mark.parametrize("seed", range(5))
def test_order_of_arrival_changes_nothing(seed):
    """However the entries come, the same ones are new, with the same ids."""
    entries = [
        entry(feed, guid=f"{n % 7}", url=f"https://example.org/{n % 5}", title=f"T{n % 6}")
        for n, feed in enumerate(["harbour", "kanal", "faro"] * 6)
    ]
    shuffled = random.Random(seed).sample(entries, len(entries))
    expected, actual = ask(entries), ask(shuffled)
    assert {e.id for e in expected.new} == {e.id for e in actual.new}
    assert len(expected.seen) == len(actual.seen)
    total = len(actual.new) + len(actual.seen) + len(actual.merged) + len(actual.retitled)
    assert total == len(entries)


def test_fingerprint_changes_with_what_a_feed_says():
    """The same entry again has the same fingerprint; an edited one has not."""
    assert fingerprint(entry(guid="1", title="A")) == fingerprint(entry(guid="1", title="A"))
    assert fingerprint(entry(guid="1", title="A")) != fingerprint(entry(guid="1", title="B"))
