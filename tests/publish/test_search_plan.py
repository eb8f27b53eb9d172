"""Search's part of the plan: what a change touches is planned, and nothing else."""

from __future__ import annotations

from datetime import date

from broadsheet.model import Feed, Site, Topic
from broadsheet.publish.index import Row
from broadsheet.publish.search import MONTHS
from broadsheet.publish.search_plan import search_plan, search_subjects
from hypothesis import given
from hypothesis import strategies as st

SITE = Site(id="press.example,2026:search", title="The Searched Paper", url="https://press.example")
DAYS = st.dates(date(2023, 11, 1), date(2026, 2, 28))
ARCHIVE = st.dictionaries(DAYS, st.tuples(st.integers(0, 900), st.sampled_from("abc")), max_size=9)


def rows(archive: dict[date, tuple[int, str]]) -> dict[date, Row]:
    """Rows of the index for issued days, in order."""
    issued = True
    return {
        day: Row(day, issued, "", entries, entries, f"{day} {text} {entries}", "", f"{day:%Y-%m}")
        for day, (entries, text) in sorted(archive.items())
    }


@given(ARCHIVE, ARCHIVE, st.sets(DAYS))
def test_a_change_misses_nothing(before, more, less):
    """Whatever days come, go and change: what is planned for it makes of the old plan the new."""
    after = {day: own for day, own in (before | more).items() if day not in less}
    changed = {d for d in {*before, *after} if before.get(d) != after.get(d)}
    months = {f"{day:%Y-%m}" for day in changed}
    stood = {file.path: file for file in search_plan(rows(before), SITE)}
    new = {file.path: file for file in search_plan(rows(after), SITE)}
    planned = {file.path: file for file in search_plan(rows(after), SITE, months)}
    subjects = set(search_subjects(rows(after), months))
    gone = {path for path, one in stood.items() if one.subject in subjects} - planned.keys()
    assert {path: one for path, one in stood.items() if path not in gone} | planned == new


def test_a_day_more_plans_as_much_in_year_ten():
    """A day more looks at its month, its year and the year before, however old the archive is."""
    counts = []
    for first in (2025, 2017):
        archive = {date(y, m, 9): (300, "a") for y in range(first, 2027) for m in range(1, 13)}
        counts.append(len(list(search_plan(rows(archive), SITE, {"2026-12"}))))
    assert counts[0] == counts[1] <= 40


def test_names_count_and_the_theme_does_not():
    """A topic's or feed's name is in the files; nothing else of the site is."""
    archive = rows({date(2026, 1, 2): (3, "a"), date(2026, 2, 2): (3, "a")})
    plans = []
    for more in (
        {},
        {"title": "Another Paper"},
        {"topics": (Topic(name="World", slug="world"),)},
        {"feeds": (Feed(key="wire", title="The Wire", address="https://wire.example/feed"),)},
    ):
        site = Site(**{"id": SITE.id, "title": SITE.title, "url": SITE.url} | more)
        plans.append({file.path: file.mark for file in search_plan(archive, site)})
    assert plans[0] == plans[1]
    assert MONTHS in plans[0]
    for other in plans[2:]:
        assert all(plans[0][path] != other[path] for path in plans[0])


def test_what_makes_a_file():
    """A file's key says what it is of, for `search_file`, which also takes the months' own."""
    archive = rows({date(2025, 12, 2): (3, "a"), date(2026, 1, 2): (3, "a")})
    keys = {file.key: (file.subject, file.day) for file in search_plan(archive, SITE)}
    assert keys == {
        ("", MONTHS): ("", ""),
        ("2025-12", "search/2025-12/d00.json"): ("2025-12", "2025-12-02"),
        ("2025-12", "search/2025-12/t00.json"): ("2025-12", "2025-12-02"),
        ("2026-01", "search/2026-01/d00.json"): ("2026-01", "2026-01-02"),
        ("2026-01", "search/2026-01/t00.json"): ("2026-01", "2026-01-02"),
        ("2025", "search/2025/y00.json"): ("search 2025", "2025-12-02"),
    }
