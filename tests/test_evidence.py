"""Sums over the archive: always those of its rows, and enough for learning."""

from __future__ import annotations

import dataclasses
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from broadsheet import evidence, store
from broadsheet.clean import clean_all, edges, learned
from broadsheet.model import Edition, Entry, Passed
from broadsheet.state import State
from hypothesis import given, settings
from hypothesis import strategies as st

DAY = date(2026, 11, 20)
entries = st.builds(
    Entry,
    feed=st.sampled_from(("harbour", "kanal")),
    guid=st.text(min_size=1, max_size=3),
    edges=st.lists(st.sampled_from(("*", "t1", "t2", "h3")), unique=True).map(tuple),
)
archives = st.dictionaries(st.integers(0, 3), st.lists(entries, max_size=5), max_size=3)


def kept(content: Path, archive: dict[int, list[Entry]]) -> None:
    """Make content/ hold that archive, and no other day."""
    for n in range(4):
        day = DAY + timedelta(days=n)
        if n in archive:
            numbered = [dataclasses.replace(e, id=f"{n}-{m}") for m, e in enumerate(archive[n])]
            passed = (Passed(feed="faro", reason="too old", keys=("k",)),)
            store.save(content, Edition(date=day, entries=tuple(numbered), passed=passed))
        else:
            store.remove(content, day)


@settings(max_examples=25)
@given(st.lists(archives, min_size=1, max_size=4))
def test_sums_follow_the_editions(versions):
    """However editions come, change and go, the sums are those of what stands."""
    with tempfile.TemporaryDirectory() as home, State(Path(home)) as state:
        for archive in versions:
            kept(Path(home) / "content", archive)
            state.sync(Path(home) / "content")
        stand = [entry for day in versions[-1].values() for entry in day]
        assert state.feeds() == {e.feed for e in stand} | ({"faro"} if versions[-1] else set())
        counts = Counter((e.feed, edge) for e in stand for edge in e.edges)
        assert state.edges({"harbour": 99, "kanal": 99, "never": 1}) == {
            feed: {edge: count for (of, edge), count in counts.items() if of == feed}
            for feed in {feed for feed, _ in counts}
        }


def test_edges_too_rare_to_be_learned_are_not_asked_for(tmp_path):
    """Of a hundred filed entries, lines that one bears are left out; learning is the same."""
    texts = [
        f"<p>Entry {n} tells of the {'x' * n} ferry and no other.</p><p>More of us by letter.</p>"
        for n in range(1, 101)
    ]
    filed = clean_all([Entry(feed="harbour", guid=t, title=t[:12], received=t) for t in texts])
    numbered = tuple(dataclasses.replace(e, id=str(n)) for n, e in enumerate(filed))
    with State(tmp_path) as state:
        store.save(tmp_path / "content", Edition(date=DAY, entries=numbered))
        state.sync(tmp_path / "content")
        few, all_ = state.edges({"harbour": 2})["harbour"], state.edges({"harbour": 99})["harbour"]
    assert few["*"] == 100
    assert len(few) * 10 < len(all_)
    new = [
        Entry(feed="harbour", title=t, received=f"<p>{t}</p><p>More of us by letter.</p>")
        for t in "ab"
    ]
    cut = clean_all(new, past={"harbour": few})
    assert cut == clean_all(new, past={"harbour": all_})
    assert [c.rule for e in cut for c in e.removed] == ["learned", "learned"]


def test_numbers_are_those_of_learning():
    """The share and the total's name are what the cleaning wing goes by; no wing is imported."""
    assert evidence.EACH == edges.EACH
    assert min(learned._SMALL_SHARE, learned._SHARE, learned._LOOSE_SHARE) >= evidence.SHARE
