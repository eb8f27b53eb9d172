"""Search's month files: small, bounded, the same for the same editions, and honest."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import accumulate

import pytest
from broadsheet.model import Edition, Story
from broadsheet.publish.search import MONTHS, months_file, search_file, search_files, search_paths
from broadsheet.publish.search_words import bucket_of, terms_of
from hypothesis import given
from hypothesis import strategies as st
from searched import edition, entry, write

NOVEMBER = date(2026, 11, 5)


@pytest.fixture
def put(tmp_path):
    """Writes editions, and sheets by day, and gives the shelf that holds them."""
    return partial(write, tmp_path)


def found(files: dict[str, bytes], term: str, month: str = "2026-11") -> list[str]:
    """The titles of what holds a term, looked up as the script does: bucket, numbers, chunk."""
    buckets = sum(path.startswith(f"search/{month}/t") for path in files)
    held = json.loads(files[f"search/{month}/t{bucket_of(term, buckets):02}.json"])
    terms = held["terms"].split(" ")
    if term not in terms:
        return []
    gaps = held["in"][terms.index(term)]
    numbers = accumulate(gaps if isinstance(gaps, list) else [gaps])
    titles = [
        title
        for path in sorted(path for path in files if path.startswith(f"search/{month}/d"))
        for title in json.loads(files[path])["title"]
    ]
    return [titles[number] for number in numbers]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Ferry strike: U.S. loses 1,200", ["ferry", "strike", "u", "s", "loses", "1", "200"]),
        ("Łódź Straße ÆRØ İstanbul", ["lodz", "strasse", "aero", "istanbul"]),
        ("ΟΔΥΣΣΕΥΣ", ["οδυσσευσ"]),
        ("東京湾 2021年", ["東京", "京湾", "湾", "2021", "年"]),
        ("ｶﾞｷﾞ", ["ガギ", "ギ"]),
        ("서울에서", ["서울", "울에", "에서", "서"]),
        ("iPhone発売", ["iphone", "発売", "売"]),
        ("العَرَبِيَّة", ["العربية"]),
        ("हिन्दी", ["हिन्दी"]),
        ("co\u00adoperate", ["cooperate"]),
        ("<script>", ["script"]),
        ("a" * 99, ["a" * 40]),
        ("— …", []),
    ],
)
def test_terms(text, terms):
    """Words are folded to what a reader types, in any script; unspaced scripts go in pairs."""
    assert terms_of(text) == terms


@given(st.text())
def test_terms_of_terms(text):
    """A term holds no space or mark of ours, is bounded, and falls into one of the buckets."""
    for term in terms_of(text):
        assert term
        assert not set(term) & set(' /"<>&')
        assert len(term) <= 40
        assert 0 <= bucket_of(term, 7) < 7


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["Lu", "Ll"]), min_size=3))
def test_beginnings_share_a_bucket(word):
    """Words that begin alike lie in one bucket, so a beginning is looked up in one file."""
    for term in terms_of(word):
        if len(term) >= 3:
            assert bucket_of(term, 31) == bucket_of(f"{term}ing", 31)


@pytest.mark.parametrize("entries", [0, 1, 64, 65, 300, 3_000, 9_000, 50_000])
def test_few_files(entries):
    """However full a month is, it has at most 80 files, each named once."""
    paths = search_paths("2026-11", entries)
    assert len(set(paths)) == len(paths) <= 80
    assert bool(paths) == bool(entries)


def test_finds_by_headline_outlet_and_topic(put):
    """An entry is found by the words of its headline, outlet and topic, the latter two marked."""
    shelf = put(edition(NOVEMBER, entry("one", "Ferry strike ends"), entry("two", "Comet seen")))
    files = search_files(shelf, "2026-11")
    assert tuple(files) == search_paths("2026-11", 2)
    assert found(files, "ferry") == ["Ferry strike ends"]
    # Numbered so that from the last to the first is as the page has them.
    assert found(files, "halvik/o") == ["Comet seen", "Ferry strike ends"]
    assert found(files, "news/t") == ["Comet seen", "Ferry strike ends"]
    assert found(files, "halvik") == []


def test_result_says_where(put):
    """What a result shows: address, outlet, topic with its page, and the story's anchor."""
    lead, report = entry("one", "Ferry strike ends"), entry("two", "Strike over", source="")
    story = Story(
        id=lead.id, slug="s", headline="Ferries sail", topic="world", entries=(lead.id, report.id)
    )
    day = replace(edition(NOVEMBER, lead, report), stories=(story,))
    files = search_files(put(day), "2026-11")
    shown = json.loads(files["search/2026-11/d00.json"])
    assert shown["title"] == ["Strike over", "Ferries sail"]
    assert shown["anchor"] == [lead.id, lead.id]
    assert [shown["outlets"][at] for at in shown["outlet"]] == ["The Wire", "Halvik Post"]
    assert shown["topics"] == [["World News", "world"]]
    # The page shows the story's headline for its lead; what the outlet wrote is found too.
    assert found(files, "sail") == found(files, "ends") == ["Ferries sail"]


def test_hidden_is_nowhere(put):
    """What a sheet hides, of its own day or of an earlier one, is in no file."""
    day, later = date(2026, 11, 5), date(2026, 11, 9)
    first = edition(day, entry("one", "Secret ferry"), entry("two", "Comet seen"))
    sheet = f"[entry.{'one'.ljust(13, 'a')}]\nhide = true\n"
    shelf = put(first, edition(later, entry("six", "Reef found")), sheets={later: sheet})
    files = search_files(shelf, "2026-11")
    assert found(files, "comet") == ["Comet seen"]
    assert not any(b"ecret" in data for data in files.values())


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JavaScript://x", "data:text/html,x", " https://x", "//x.example"],
)
def test_only_web_addresses(url, put):
    """An address that is no http(s) one is left out."""
    files = search_files(put(edition(NOVEMBER, entry("one", "Ferry", url))), "2026-11")
    assert json.loads(files["search/2026-11/d00.json"])["url"] == [""]


def test_open_edition_is_not_searched(put):
    """An edition that still collects is not in the files: it has no page yet."""
    day = edition(NOVEMBER, entry("one", "Ferry strike"))
    late = replace(edition(date(2026, 11, 6), entry("two", "Comet seen")), issued=None)
    shelf = put(day, late)
    assert found(search_files(shelf, "2026-11"), "comet") == []
    assert json.loads(months_file(shelf.rows))["months"][0][:2] == ["2026-11", 1]


def _many(day: date, number: int, chance: random.Random) -> Edition:
    words = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("nd", "r", "st", "x")]
    entries = [
        entry(f"e{chance.getrandbits(40):x}", " ".join(chance.choices(words, k=8)).capitalize())
        for _ in range(number)
    ]
    return edition(day, *entries)


def test_a_day_more_touches_its_month_only(put):
    """A new edition changes the open month's term files and its last entry files, no more."""
    chance = random.Random(2)
    october, november = date(2026, 10, 30), date(2026, 11, 3)
    shelf = put(_many(october, 90, chance), _many(november, 90, chance))
    before = search_files(shelf, "2026-10") | search_files(shelf, "2026-11")
    marks = {row[0]: row[-1] for row in json.loads(months_file(shelf.rows))["months"]}
    shelf = put(_many(date(2026, 11, 4), 90, chance))
    after = search_files(shelf, "2026-10") | search_files(shelf, "2026-11")
    changed = {path for path in before if after[path] != before[path]}
    assert changed
    assert all(path.startswith("search/2026-11/") for path in changed)
    assert "search/2026-11/d00.json" not in changed
    now = {row[0]: row[-1] for row in json.loads(months_file(shelf.rows))["months"]}
    assert now["2026-10"] == marks["2026-10"]
    assert now["2026-11"] != marks["2026-11"]


def test_same_editions_same_bytes(put):
    """Nothing but the editions is in the files; one asked for alone is as it is among all."""
    day = _many(NOVEMBER, 200, random.Random(3))
    first, again = put(day), put()
    files = search_files(first, "2026-11")
    assert files == search_files(again, "2026-11")
    assert {path: search_file(again, "2026-11", path) for path in files} == files
    assert search_file(again, "", MONTHS) == months_file(first.rows)


def test_small(put):
    """An entry costs about 100 bytes on the wire, and a query a few tens of thousand."""
    chance = random.Random(4)
    days = [_many(date(2026, 11, day), 100, chance) for day in range(1, 31)]
    files = search_files(put(*days), "2026-11")
    sizes = {path: len(gzip.compress(data, 6)) for path, data in files.items()}
    assert sum(sizes.values()) / 3_000 <= 100
    terms = max(size for path, size in sizes.items() if "/t" in path)
    entries = max(size for path, size in sizes.items() if "/d" in path)
    assert terms + 10 * entries <= 50_000  # the first ten results, each in a file of its own
