"""The cache: in step with the editions, and dispensable."""

from __future__ import annotations

import dataclasses
import sqlite3
from datetime import UTC, date, datetime

import pytest
from broadsheet import store
from broadsheet.errors import StoreError
from broadsheet.identity import keys_of
from broadsheet.model import Edition, Entry, Passed
from broadsheet.state import FOLDER, Known, State

DAY = date(2026, 11, 20)
ENTRY = Entry(id="abc", feed="harbour", guid="1", title="Ferry", edges=("t:1", "t:2"))


@pytest.fixture
def content(tmp_path):
    """A site's content with one edition in it."""
    edition = Edition(
        date=DAY,
        issued=datetime(2026, 11, 20, 6, tzinfo=UTC),
        entries=(ENTRY,),
        passed=(Passed(feed="kanal", reason="too old", keys=("gone",)),),
    )
    store.save(tmp_path / "content", edition)
    return tmp_path / "content"


def test_index_follows_the_editions(tmp_path, content):
    """What an edition holds is known; when it changes or goes, so does the index."""
    key = keys_of(ENTRY).guid
    with State(tmp_path) as state:
        state.sync(content)
        assert state.known([key, "gone", "never"]) == {
            key: (Known("abc", "harbour", "2026-11-20"),),
            "gone": (Known("", "kanal", "2026-11-20"),),
        }
        assert state.last_issued() == DAY
        assert state.day_of("abc") == DAY
        assert state.feeds() == {"harbour", "kanal"}
        edition = store.load(content, DAY)
        store.save(content, dataclasses.replace(edition, entries=(), issued=None))
        state.sync(content)
        assert state.known([key]) == {}
        assert (state.last_issued(), state.open_day()) == (None, DAY)
        assert state.feeds() == {"kanal"}
        store.remove(content, DAY)
        state.sync(content)
        assert state.open_day() is None


def test_unchanged_editions_are_not_read_again(tmp_path, content, monkeypatch):
    """A second run opens no edition's file."""
    with State(tmp_path) as state:
        state.sync(content)
    monkeypatch.setattr(store, "load", lambda *_: pytest.fail("read again"))
    with State(tmp_path) as state:
        state.sync(content)
        assert state.day_of("abc") == DAY


def test_what_was_put_comes_back(tmp_path):
    """Bodies, stamps, feed states, fingerprints and waiting keys outlive the run."""
    entry = dataclasses.replace(ENTRY, received="<p>a</p>", html="<p>b</p>")
    with State(tmp_path) as state:
        state.keep_bodies([entry])
        state.stamp({"a.xml": (3, 4)})
        state.put_feed_states({"harbour": b"{}"})
        state.meet({"harbour": ["x", "y"]})
        state.wait([Passed(feed="faro", reason="too old", keys=("k",))])
    with State(tmp_path) as state:
        body = state.body("abc")
        assert body is not None
        assert (body.received, body.html) == ("<p>a</p>", "<p>b</p>")
        assert state.stamps() == {"a.xml": (3, 4)}
        assert state.feed_states() == {"harbour": b"{}"}
        assert state.met() == {"x", "y"}
        assert state.feeds() == {"faro"}
        assert state.known(["k"]) == {"k": (Known("", "faro", ""),)}
        assert state.waiting() == (Passed(feed="faro", reason="too old", keys=("k",)),)
        state.stop_waiting()
        state.drop_body("abc")
        state.meet({"harbour": ["z"]})
        assert (state.waiting(), state.body("abc"), state.met()) == ((), None, {"z"})


def test_failed_run_keeps_nothing(tmp_path):
    """What a run put before it failed is forgotten."""

    def fail():
        with State(tmp_path) as state:
            state.stamp({"a.xml": (3, 4)})
            raise StoreError("no")

    with pytest.raises(StoreError):
        fail()
    with State(tmp_path) as state:
        assert state.stamps() == {}


@pytest.mark.parametrize("kind", ["garbage", "other version"])
def test_corrupt_or_other_version_is_set_aside(tmp_path, content, kind):
    """It is kept beside, made anew from the editions, and a line says so."""
    path = tmp_path / FOLDER / "state.sqlite"
    path.parent.mkdir()
    if kind == "garbage":
        path.write_bytes(b"this is no database" * 100)
    else:
        base = sqlite3.connect(path)
        base.execute("PRAGMA user_version = 999")
        base.execute("CREATE TABLE other (x)")
        base.commit()
        base.close()
    with State(tmp_path) as state:
        state.sync(content)
        assert state.day_of("abc") == DAY
        assert any("set aside" in note for note in state.notes)
    assert path.with_name("state.set-aside.sqlite").exists()


def test_folder_that_cannot_be_made(tmp_path):
    """A file where the folder should be is a StoreError with a remedy."""
    (tmp_path / FOLDER).write_text("in the way")
    with pytest.raises(StoreError, match="rights"):
        State(tmp_path)


def test_no_question_goes_through_the_archive(tmp_path):
    """What a run asks for each key, entry and feed is looked up, whatever the number of rows."""
    asked = []
    with State(tmp_path) as state:
        state._base.set_trace_callback(asked.append)
        state.known(["k"])
        state.edges({"harbour": 1})
        state.day_of("abc")
        state.noted("abc")
        state.led("https://example.org/")
        state.body("abc")
        state._base.set_trace_callback(None)
        assert len(asked) == 8
        plans = [
            row[3] for ask in asked for row in state._base.execute(f"EXPLAIN QUERY PLAN {ask}")
        ]
    assert not [plan for plan in plans if plan.startswith("SCAN")]
    assert any("sums_often (feed=? AND count>?)" in plan for plan in plans)
