"""Which edition a run fills, and whether it issues it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from broadsheet.calendar import issued_on, plan
from broadsheet.model import Site

DAILY = Site(id="x", title="x", tz="Europe/Oslo", issue_at="06:00")
MANUAL = Site(id="x", title="x", tz="Europe/Oslo", issue_at="06:00", manual=True)


def at(day: int, hour: int) -> datetime:
    """A moment of November 2026, by Oslo's clock (UTC+1)."""
    return datetime(2026, 11, day, hour - 1, tzinfo=UTC)


def d(day: int) -> date:
    """A day of November 2026."""
    return date(2026, 11, day)


TABLE = [
    # site, now, last issued, asked, day, issue
    (DAILY, at(20, 7), None, False, d(20), True),  # the first run ever, after the hour
    (DAILY, at(20, 5), None, False, d(19), True),  # before the hour yesterday's is due
    (DAILY, at(20, 5), d(19), False, d(20), False),  # today's is still collecting
    (DAILY, at(20, 6), d(19), False, d(20), True),  # on the hour
    (DAILY, at(20, 9), d(20), False, d(21), False),  # issued: the rest is tomorrow's
    (DAILY, at(23, 9), d(20), False, d(23), True),  # two days missed: one edition, today's
    (DAILY, at(20, 9), d(20), True, d(21), True),  # the editor asks
    (MANUAL, at(20, 9), d(19), False, d(20), False),  # waits
    (MANUAL, at(20, 9), d(19), True, d(20), True),
    (MANUAL, at(20, 5), d(18), False, d(20), False),
]


@pytest.mark.parametrize("row", TABLE)
def test_table(row):
    """The table above, row by row."""
    site, now, last, asked, day, issue = row
    found = plan(now, site, last_issued=last, ask_issue=asked)
    assert (found.day, found.issue) == (day, issue)


def test_hour_of_issue_is_the_sites():
    """23:30 UTC is past midnight in Oslo."""
    site = Site(id="x", title="x", tz="Europe/Oslo", issue_at="00:00")
    assert issued_on(datetime(2026, 11, 20, 23, 30, tzinfo=UTC), site) == d(21)
