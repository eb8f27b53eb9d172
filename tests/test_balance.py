"""Over random gathers the ledger balances, feed by feed and run by run, and loses nothing."""

from __future__ import annotations

import dataclasses
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from broadsheet import ledger, pending, steps, store
from broadsheet.model import Edition, Entry, Feed, Rules, Story, Tally
from broadsheet.press import Intake, Outcome, press
from broadsheet.state import State
from hypothesis import given, settings
from hypothesis import strategies as st
from test_press import NOW, SITE, cleaned

TALLIED = ("merged", "filtered", "too_old", "updated", "failed")
FEEDS = (*SITE.feeds, Feed(key="wire", address="https://wire.example/feed",
                           rules=Rules(block=("tides",))))  # fmt: skip
TITLES = ("Ferry aground", "Ferry afloat", "Your horoscope", "Tides", "")


def folding(edition: Edition) -> Edition:
    """Stands for grouping: all entries are one story, every third of them folded."""
    ids = tuple(sorted(entry.id for entry in edition.entries))
    story = Story(id=ids[0], entries=ids, folded=ids[2::3]) if ids else None
    return dataclasses.replace(edition, stories=(story,) if story else ())


WORDS = [
    steps.gather,
    steps.drop_met,
    steps.drop_old,
    cleaned,
    steps.recognise,
    steps.filter_entries,
    steps.skip_old,
    steps.file_by_date,
    folding,
]

rows = st.tuples(
    st.sampled_from(("web", "wire", "dumps")),
    st.sampled_from(("", "1", "2", "3")),  # guid
    st.sampled_from(("", "a", "b", "c")),  # address
    st.sampled_from(TITLES),
    st.sampled_from((None, 0, 1, 5, 30)),  # days since it was published
    st.sampled_from(("", "The ferry ran aground.", "The ferry floats again.")),
)
Row = tuple[str, str, str, str, int | None, str]
runs = st.lists(
    st.tuples(
        st.sampled_from((1, 3, 24, 80)),  # hours since the run before
        st.booleans(),  # whether the editor issues
        st.lists(rows, max_size=7),
    ),
    min_size=1,
    max_size=5,
)


def entry_of(row: Row) -> Entry:
    """An entry as its feed gives it."""
    feed, guid, url, title, days, text = row
    return Entry(
        feed=feed,
        guid=guid,
        url=url and f"https://example.org/{url}",
        title=title,
        published=None if days is None else NOW - timedelta(days=days),
        received=text and f"<p>{text}</p>",
    )


def gathered(
    root: Path, plan: list[tuple[int, bool, list[Row]]]
) -> tuple[list[Outcome], list[list[str]]]:
    """What each run of a plan did, and the ids of all entries in the editions after it."""
    now, outcomes, held = NOW, [], []
    site = dataclasses.replace(SITE, feeds=FEEDS)
    for hours, issue, came in plan:
        now += timedelta(hours=hours)
        with State(root) as state:
            state.sync(root / "content")
            outcomes.append(
                press(
                    content=root / "content",
                    state=state,
                    site=site,
                    words=WORDS,
                    now=now,
                    intake=Intake(entries=tuple(map(entry_of, came))),
                    ask_issue=issue,
                )
            )
        held.append([entry.id for edition in editions(root) for entry in edition.entries])
    return outcomes, held


def editions(root: Path) -> list[Edition]:
    """All editions, in order."""
    return [store.load(root / "content", day) for day in store.days(root / "content")]


def sums(tallies: list[Tally]) -> dict[str, tuple[int, ...]]:
    """Feed -> how many of its entries became what, beside being published."""
    return {
        tally.feed: tuple(getattr(tally, name) for name in TALLIED)
        for tally in ledger.add(tallies, ())
        if any(getattr(tally, name) for name in TALLIED)
    }


@settings(max_examples=80)
@given(runs)
def test_ledger_balances_and_nothing_is_lost(plan):
    """Each run: gathered is the sum of what became of it, and is what came in, feed by feed.

    All runs: what they counted is in the editions, or waits for the next one; an entry is in one
    edition, once, or was taken out of an open one by a rule that its new title met.
    """
    with tempfile.TemporaryDirectory() as home:
        root = Path(home)
        outcomes, held = gathered(root, plan)
        books = [tally for edition in editions(root) for tally in edition.ledger]
        with State(root) as state:
            waiting = pending.read(state, root / "content").ledger
    for outcome, (_, _, came) in zip(outcomes, plan, strict=True):
        assert {t.feed: t.gathered for t in outcome.ledger} == Counter(row[0] for row in came)
        assert all(ledger.balances(tally) for tally in outcome.ledger), outcome.ledger
    assert all(ledger.balances(tally) for tally in books)
    assert sums([*books, *waiting]) == sums([t for outcome in outcomes for t in outcome.ledger])
    for outcome, before, after in zip(outcomes, [[], *held], held, strict=False):
        assert outcome.new == len(set(after) - set(before))
        filtered = sum(tally.filtered for tally in outcome.ledger)
        assert len(set(before) - set(after)) <= filtered
    last = held[-1]
    assert len(last) == len(set(last)) == sum(tally.published + tally.folded for tally in books)


def test_entry_whose_new_title_meets_a_rule_is_counted_once(tmp_path):
    """What the property found: kept by one run, filtered out of the open edition by the next."""
    first = ("web", "1", "", "Ferry aground", 0, "The ferry ran aground.")
    then = ("web", "1", "", "Your horoscope", 0, "The ferry ran aground.")
    plan = [(1, True, [("web", "2", "", "Tides", 0, "High.")]), (1, False, [first])]
    outcomes, held = gathered(tmp_path, [*plan, (1, False, [then, ("web", "3", "", "Ice", 0, "")])])
    [tally] = outcomes[2].ledger
    assert (tally.filtered, tally.updated, tally.published) == (1, 0, 1)
    assert ledger.balances(tally)
    assert [len(entries) for entries in held] == [1, 2, 2]
