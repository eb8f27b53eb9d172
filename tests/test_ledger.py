"""The ledger adds up, feed by feed."""

from __future__ import annotations

import dataclasses
from datetime import date

from broadsheet import ledger
from broadsheet.model import Cut, Edition, Entry, Story, Tally
from hypothesis import given
from hypothesis import strategies as st

numbers = st.integers(min_value=0, max_value=1000)
tallies = st.lists(
    st.builds(Tally, feed=st.sampled_from("abc"), gathered=numbers, merged=numbers), max_size=9
)


def test_balance():
    """Gathered is the sum of all outcomes, and of "seen" in a run."""
    assert ledger.balances(Tally(feed="a", gathered=6, published=3, merged=1, seen=2))
    assert not ledger.balances(Tally(feed="a", gathered=6, published=3))


@given(tallies, tallies)
def test_adding_loses_nothing(one, other):
    """Sums stay, in whatever order they are added."""
    added = ledger.add(one, other)
    assert added == ledger.add(other, one)
    assert sum(t.gathered for t in added) == sum(t.gathered for t in (*one, *other))
    assert [t.feed for t in added] == sorted({t.feed for t in (*one, *other)})


def test_close_counts_what_the_edition_shows():
    """Published and folded come from the edition itself, cuts from its entries; it balances."""
    entries = (
        Entry(id="1", feed="a", removed=(Cut(rule="wire", text="x"), Cut(rule="wire", text="y"))),
        Entry(id="2", feed="a"),
        Entry(id="3", feed="b"),
    )
    edition = Edition(
        date=date(2026, 11, 20),
        entries=entries,
        stories=(Story(id="1", entries=("1", "2", "3"), folded=("2",)),),
        ledger=(Tally(feed="a", gathered=99, too_old=4, seen=7), Tally(feed="c", seen=3)),
    )
    closed = ledger.close(edition)
    assert [(t.feed, t.gathered, t.published, t.folded, t.too_old) for t in closed.ledger] == [
        ("a", 6, 1, 1, 4),
        ("b", 1, 1, 0, 0),
    ]
    assert all(ledger.balances(t) for t in closed.ledger)
    assert closed.ledger[0].cuts == (("wire", 2),)
    assert ledger.close(closed) == closed


def test_count_adds_to_the_feeds_of_the_entries():
    """Each entry is counted under its own feed."""
    edition = ledger.count(
        Edition(date=date(2026, 11, 20)), [Entry(feed="a"), Entry(feed="b")], "merged"
    )
    again = ledger.count(edition, [Entry(feed="a")], "merged")
    assert {t.feed: t.merged for t in again.ledger} == {"a": 2, "b": 1}


def test_total_is_all_feeds_as_one():
    """The total bears no feed's name."""
    total = ledger.total(
        [Tally(feed="a", gathered=2, merged=2), Tally(feed="b", gathered=1, failed=1)]
    )
    assert (total.feed, total.gathered, total.merged, total.failed) == ("", 3, 2, 1)
    assert ledger.total([]) == dataclasses.replace(Tally(feed=""))
