"""Search's directory: which months hold a term, no month left out, few files, seldom written."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from broadsheet.publish.index import Row
from broadsheet.publish.search import months_file, search_file, search_files
from broadsheet.publish.search_words import bucket_of, terms_of
from broadsheet.publish.search_years import closed_years, year_files, year_mark, year_paths
from hypothesis import given, settings
from hypothesis import strategies as st
from searched import edition, entry, write

DECEMBER, JANUARY = date(2025, 12, 30), date(2026, 1, 2)


@pytest.fixture
def put(tmp_path):
    """Writes editions, and sheets by day, and gives the shelf that holds them."""
    return partial(write, tmp_path)


def months(files: dict[str, bytes], term: str, *, begins: bool = False) -> set[int]:
    """The months that a year's directory names for a term, looked up as the script does."""
    paths = sorted(files)
    held = json.loads(files[paths[bucket_of(term, len(paths))]])
    found = 0
    for at, one in enumerate(held["terms"].split(" ")):
        if one == term or (begins and one.startswith(term)):
            found |= int(held["in"][3 * at : 3 * at + 3], 16)
    return {month for month in range(1, 13) if found >> (month - 1) & 1}


def rows(*days: date, entries: int = 100) -> dict[date, Row]:
    """Rows of the index for issued days."""
    issued = True
    return {
        day: Row(day, issued, "", entries, entries, f"text of {day}", "", f"{day:%Y-%m}")
        for day in days
    }


def test_knows_all_months_but_the_newest():
    """A directory knows the months of its year that are over; that of this month has no part."""
    days = rows(date(2024, 5, 1), date(2025, 1, 9), DECEMBER, JANUARY)
    known = {year: [row.day for row in held] for year, held in closed_years(days).items()}
    assert known == {"2024": [date(2024, 5, 1)], "2025": [date(2025, 1, 9), DECEMBER]}
    days |= rows(date(2026, 2, 1))
    assert [row.day for row in closed_years(days)["2026"]] == [JANUARY]
    assert closed_years({}) == closed_years(rows(JANUARY)) == {}


@pytest.mark.parametrize(("entries", "files"), [(0, 0), (1, 1), (3, 3), (100, 71), (900, 128)])
def test_few_files(entries, files):
    """A year of few entries a day has one file or some, and at most 128 however full it is."""
    year = [DECEMBER - timedelta(days=back) for back in range(360)]
    held = closed_years(rows(*year, JANUARY, entries=entries))["2025"]
    paths = year_paths("2025", held)
    assert len(set(paths)) == len(paths) == files


def test_says_what_there_is(put):
    """months.json names each year's directory, its files and its mark, and no empty one."""
    shelf = put(
        edition(DECEMBER, entry("one", "Ferry strike")), edition(JANUARY, entry("two", "x"))
    )
    said = json.loads(months_file(shelf.rows))
    marked = year_mark(closed_years(shelf.rows)["2025"])
    assert said["years"] == [["2025", 1, marked]]
    assert json.loads(year_files(shelf, "2025")["search/2025/y00.json"])["mark"] == marked
    assert json.loads(months_file(rows(DECEMBER, JANUARY, entries=0)))["years"] == []


WORDS = (
    "ferry", "ferryman", "ferries", "strike", "striking", "comet", "co", "Łódź", "lodging",
    "東京湾", "東京", "湾", "서울에서", "2025", "20th", "halvik",
)  # fmt: skip
HEADLINES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
DAYS = st.dates(date(2023, 10, 1), date(2025, 3, 31))
OUTLETS = st.sampled_from(("Halvik Post", "Ferry Courier", "東雲新報"))


@settings(max_examples=40)
@given(st.dictionaries(DAYS, st.lists(st.tuples(HEADLINES, OUTLETS), min_size=1), max_size=9))
def test_names_every_month_that_holds_a_term(archive):
    """For each term, and each beginning, of any archive: exactly the months that hold it."""
    held: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    newest = max(archive, default=date.max).isoformat()[:7]
    for day, own in archive.items():
        for title, outlet in own:
            if day.isoformat()[:7] != newest:
                marked = [*terms_of(title), *(f"{term}/o" for term in terms_of(outlet))]
                for term in (*marked, "world/t", "news/t"):
                    held[f"{day.year}"][term].add(day.month)
    with tempfile.TemporaryDirectory() as folder:
        editions = []
        for day, own in archive.items():
            named = [(f"e{day:%y%m%d}{n}", *one) for n, one in enumerate(own)]
            entries = [entry(name, title, source=outlet) for name, title, outlet in named]
            editions.append(edition(day, *entries))
        shelf = write(Path(folder), *editions)
        assert list(closed_years(shelf.rows)) == sorted(held)
        for year, terms in held.items():
            files = year_files(shelf, year)
            assert tuple(files) == year_paths(year, closed_years(shelf.rows)[year])
            told = " ".join(json.loads(data)["terms"] for data in files.values())
            assert set(told.split()) == set(terms)
            for term, these in terms.items():
                assert months(files, term) == these
                for end in range(3, len(term) + 1):
                    start = term[:end]
                    alike = (these for one, these in terms.items() if one.startswith(start))
                    assert months(files, start, begins=True) == set().union(*alike)


def test_many_files_hold_what_one_does(put, monkeypatch):
    """Into however many files a year is split, each term and beginning lies where it is sought."""
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefgh", k=chance.randint(1, 9))) for _ in range(300)]
    days = [date(2025, month, 3) for month in range(1, 13)]
    for day in days:
        titles = [" ".join(chance.choices(words, k=7)) for _ in range(9)]
        put(edition(day, *(entry(f"e{day.month}x{n}", one) for n, one in enumerate(titles))))
    shelf = put(edition(JANUARY, entry("last", "x")))
    one = year_files(shelf, "2025")
    monkeypatch.setattr("broadsheet.publish.search_years.PER_BUCKET", 4)
    many = year_files(shelf, "2025")
    assert (len(one), len(many)) == (1, 27)
    for word in words:
        assert months(many, word) == months(one, word)
        if len(word) >= 3:
            start = word[:3]
            assert months(many, start, begins=True) == months(one, start, begins=True)


def test_hidden_is_nowhere(put):
    """What a sheet hides, and what an edition lost since its terms were kept, is in no file."""
    first = edition(DECEMBER, entry("one", "Secret ferry"), entry("two", "Comet seen"))
    shelf = put(first, edition(JANUARY, entry("six", "Reef found")))
    assert months(year_files(shelf, "2025"), "secret") == {12}
    sheet = f"[entry.{'one'.ljust(13, 'a')}]\nhide = true\n"
    files = year_files(put(sheets={DECEMBER: sheet}), "2025")
    assert months(files, "comet") == {12}
    assert not any(b"secret" in data for data in files.values())


def test_terms_are_kept(put, tmp_path, monkeypatch):
    """A directory is made from the terms that its months' files left, and no edition is read."""
    index = tmp_path / "cache"
    shelf = put(
        edition(date(2025, 11, 4), entry("one", "Ferry strike")),
        edition(DECEMBER, entry("two", "Comet seen")),
        edition(JANUARY, entry("six", "Reef found")),
        index=index,
    )
    cold = year_files(put(), "2025")
    search_files(shelf, "2025-11")
    search_files(shelf, "2025-12")
    again = put(index=index)
    monkeypatch.setattr(again, "page", None)
    assert year_files(again, "2025") == cold
    monkeypatch.undo()
    renamed = replace(again.site, topics=(replace(again.site.topics[0], name="Abroad"),))
    again.site = renamed
    files = year_files(again, "2025")
    assert (months(files, "abroad/t"), months(files, "world/t")) == ({11, 12}, set())


def test_withdrawn_text_is_in_no_cache(put, tmp_path):
    """Dropping what is kept of a day drops its terms."""
    index = tmp_path / "cache"
    shelf = put(edition(DECEMBER, entry("one", "Secret ferry")), index=index)
    search_files(shelf, "2025-12")
    ask = "SELECT count(*) FROM fragments WHERE instr(body, 'secret')"
    assert shelf.index.base.execute(ask).fetchone() == (1,)
    shelf.index.drop_fragments(DECEMBER)
    assert shelf.index.base.execute(ask).fetchone() == (0,)


def test_written_when_a_month_begins(put):
    """A day more changes no directory, the first of a month that of the month before, no other."""
    old = edition(date(2024, 7, 7), entry("one", "Ferry strike"))
    shelf = put(
        old,
        edition(date(2025, 11, 4), entry("two", "Comet")),
        edition(DECEMBER, entry("six", "Reef")),
    )
    before = {year: year_files(shelf, year) for year in ("2024", "2025")}
    shelf = put(edition(date(2025, 12, 31), entry("ten", "Glacier")))
    assert {year: year_files(shelf, year) for year in ("2024", "2025")} == before
    shelf = put(edition(JANUARY, entry("new", "Fossil")))
    assert year_files(shelf, "2024") == before["2024"]
    assert months(year_files(shelf, "2025"), "glacier") == {12}
    assert months(before["2025"], "glacier") == set()
    assert year_files(shelf, "2026") == {}


def test_same_editions_same_bytes(put):
    """A file asked for alone is as it is among all, and as another process makes it."""
    days = [edition(date(2025, m, 2), entry(f"e{m}", f"Ferry {m} lost")) for m in range(1, 13)]
    shelf = put(*days, edition(JANUARY, entry("new", "Fossil")))
    files = year_files(shelf, "2025")
    assert files == year_files(put(), "2025")
    assert {path: search_file(shelf, "2025", path) for path in files} == files


def test_small(put):
    """A year's directory costs a few bytes an entry, and a query one small file of each year."""
    chance = random.Random(6)
    # Words as in a real year: some everywhere, half of them once.
    words = ["".join(chance.choices("aeiounrstldkmgb", k=7)) for _ in range(6_000)]
    weights = [1 / (at + 8) for at in range(len(words))]
    for month in range(1, 13):
        titles = [" ".join(chance.choices(words, weights, k=9)) for _ in range(300)]
        own = [entry(f"e{month}x{n}", title) for n, title in enumerate(titles)]
        shelf = put(edition(date(2025, month, 5), *own))
    shelf = put(edition(JANUARY, entry("last", "x")))
    sizes = [len(gzip.compress(data, 6)) for data in year_files(shelf, "2025").values()]
    assert len(sizes) == 8
    assert sum(sizes) / 3_600 <= 8
    assert max(sizes) <= 5_000
