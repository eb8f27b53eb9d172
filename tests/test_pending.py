"""Counts of runs that wrote no edition are in the next one, once, however the run ended."""

from __future__ import annotations

import shutil
from datetime import timedelta

from broadsheet import ledger, pending
from broadsheet.model import Failure, Tally
from broadsheet.state import State
from test_press import NOW, came, go

__all__ = ["go"]  # the fixture


def test_counts_wait_for_the_next_edition(go):
    """Filtered, too old and failed alone write no edition; the next one has it all."""
    day = timedelta(days=1)
    failure = Failure(feed="dumps", what="no such file", when=NOW)
    go(came("dumps", "0"))
    stars = came("web", "stars", title="Your horoscope")
    old = [came("web", f"old {n}", NOW - 30 * day) for n in range(3)]
    first = go(stars, *old, failures=(failure,), now=NOW + timedelta(hours=2))
    assert first.written == ()
    again = came("web", "more", title="A horoscope again")
    assert go(stars, *old, again, now=NOW + timedelta(hours=5)).written == ()
    go(stars, *old, again, came("web", "1"), now=NOW + day)
    edition = go.load(21)
    [tally] = edition.ledger
    assert (tally.filtered, tally.too_old, tally.published, tally.gathered) == (2, 3, 1, 6)
    assert ledger.balances(tally)
    assert [failure.feed for failure in edition.failures] == ["dumps"]
    go(came("web", "2"), now=NOW + 2 * day)
    assert [(t.feed, t.gathered) for t in go.load(22).ledger] == [("web", 1)], "counted once"
    assert go.load(22).failures == ()


def test_killed_after_its_edition_stands_counts_nothing_twice(go, tmp_path):
    """The cache of a killed run still holds the counts; its edition shows that they are taken."""
    stars = came("web", "stars", title="Your horoscope")
    go(stars)
    shutil.copytree(tmp_path / ".broadsheet", tmp_path / "before")
    go(stars, came("web", "1"), now=NOW + timedelta(hours=1))
    before = {path: path.read_bytes() for path in go.content.rglob("*.json")}
    shutil.rmtree(tmp_path / ".broadsheet")
    shutil.copytree(tmp_path / "before", tmp_path / ".broadsheet")
    go(stars, came("web", "1"), now=NOW + timedelta(hours=1))
    assert {path: path.read_bytes() for path in go.content.rglob("*.json")} == before
    go(stars, came("web", "1"), came("web", "2"), now=NOW + timedelta(hours=26))
    assert sum(tally.filtered for day in (20, 21) for tally in go.load(day).ledger) == 1


def test_lost_cache_counts_again_what_it_meets_again(go, tmp_path):
    """Keys and counts are lost together, so what comes in again is counted, and once."""
    stars = came("web", "stars", title="Your horoscope")
    go(stars)
    shutil.rmtree(tmp_path / ".broadsheet")
    go(stars, came("web", "1"), now=NOW + timedelta(hours=1))
    assert [tally.filtered for tally in go.load(20).ledger] == [1]


def test_row_of_another_version_is_nothing(tmp_path):
    """What cannot be read is forgotten."""
    with State(tmp_path) as state:
        state.put_feed_states({"ledger:": b'{"mark": 3}'})
        assert pending.read(state, tmp_path) == pending.Pending()
        kept = pending.Pending().more((Tally(feed="a", gathered=9, merged=2, seen=7),), ())
        pending.keep(state, tmp_path, kept)
        assert pending.read(state, tmp_path).ledger == (Tally(feed="a", gathered=2, merged=2),)
