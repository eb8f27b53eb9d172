"""Edition files: round trip, small diffs, and files that are no editions."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

import pytest
from broadsheet import store
from broadsheet.errors import StoreError
from broadsheet.model import Cut, Edition, Entry, Failure, LogLine, Passed, Story, Tally, Why

WHEN = datetime(2026, 11, 20, 6, tzinfo=UTC)


def entry(name: str, **facts) -> Entry:
    """An entry as a step leaves it."""
    return Entry(id=name, feed="harbour", title=f"Title of {name}", seen=WHEN, **facts)


def edition(*entries: Entry) -> Edition:
    """An edition with one of everything."""
    return Edition(
        date=date(2026, 11, 20),
        issued=WHEN,
        entries=entries,
        stories=(Story(id="aa", slug="s", entries=("aa",), why=Why(names=("Ilse",), score=0.5)),),
        aliases=(("zz", "aa"),),
        ledger=(Tally(feed="harbour", gathered=1, published=1, cuts=(("wire", 1),)),),
        passed=(Passed(feed="harbour", reason="too old", keys=("k1", "k2")),),
        failures=(Failure(feed="kanal", what="HTTP 500", when=WHEN, kind="http"),),
        log=(LogLine(when=WHEN, what="1 entries added"),),
    )


def test_round_trip():
    """What is stored comes back as it was."""
    whole = edition(entry("aa", terms=(("ferry", 2.5),), published=WHEN))
    assert store.decode(store.encode(whole)) == whole


def test_run_only_fields_and_full_text_stay_out():
    """Html as received and as kept is not in the file, unless the feed may be reprinted."""
    whole = edition(entry("aa", received="<p>secret</p>", html="<p>kept</p>", origin="/here"))
    assert b"secret" not in store.encode(whole)
    assert b"kept" not in store.encode(whole)
    reprinted = store.decode(store.encode(whole, reprint={"harbour"}))
    assert reprinted.entries[0].html == "<p>kept</p>"


def test_cut_is_stored_as_rule_hash_and_head():
    """Of a cut the file has its rule, a hash of the whole and the first 80 characters."""
    text = "Follow us " * 20
    stored = store.decode(store.encode(edition(entry("aa", removed=(Cut(rule="x", text=text),)))))
    cut = stored.entries[0].removed[0]
    assert (cut.rule, cut.text, len(cut.digest)) == ("x", text[:80], 12)
    assert store.decode(store.encode(stored)) == stored


def test_new_entry_is_a_few_added_lines():
    """An entry more adds its own lines and changes at most the one before them."""
    one = store.encode(edition(entry("aa", excerpt="Text."))).decode().splitlines()
    two = store.encode(edition(entry("aa", excerpt="Text."), entry("bb"))).decode().splitlines()
    assert len(set(one) - set(two)) <= 1
    assert 0 < len(two) - len(one) < 12


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b'{"date": "soon"}', b'{"date":"2026-01-01","entries":[3]}', b"\xff"]
)
def test_what_is_no_edition_is_a_store_error(data):
    """A file that is no edition is named, with what to do."""
    with pytest.raises(StoreError, match=r"2026-11-20\.json: this is no edition"):
        store.decode(data, where="2026-11-20.json")


def test_later_format_is_refused():
    """A file of a later Broadsheet is not half understood."""
    with pytest.raises(StoreError, match="newer"):
        store.decode(b'{"format": 99, "date": "2026-01-01"}')


def test_save_writes_only_what_changed(tmp_path):
    """The same edition again leaves the file as it is, and no stray file beside it."""
    assert store.save(tmp_path, edition(entry("aa"))) is True
    path = store.path_of(tmp_path, date(2026, 11, 20))
    before = path.stat().st_mtime_ns
    assert store.save(tmp_path, edition(entry("aa"))) is False
    assert path.stat().st_mtime_ns == before
    assert [p.name for p in path.parent.iterdir()] == ["2026-11-20.json"]
    assert store.load(tmp_path, date(2026, 11, 20)) == edition(entry("aa"))
    assert store.load(tmp_path, date(2026, 11, 21)) is None


def test_days_and_sheets_are_found_by_name(tmp_path):
    """Only files whose name and folder are a day count."""
    folder = tmp_path / "editions" / "2026"
    folder.mkdir(parents=True)
    for name in ("2026-11-20.json", "2026-11-19.json", "notes.json", "2025-01-01.json"):
        (folder / name).write_text("{}")
    (folder / "2026-11-21.toml").write_text("")
    assert store.days(tmp_path) == (date(2026, 11, 19), date(2026, 11, 20))
    assert store.sheets(tmp_path) == (date(2026, 11, 21),)


def test_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    """When the disk refuses, what was there stays whole and the error names the file."""
    store.save(tmp_path, edition(entry("aa")))
    path = store.path_of(tmp_path, date(2026, 11, 20))
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fdopen", full)
    changed = dataclasses.replace(edition(entry("aa")), aliases=())
    with pytest.raises(StoreError, match="No space left"):
        store.save(tmp_path, changed)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["2026-11-20.json"]
