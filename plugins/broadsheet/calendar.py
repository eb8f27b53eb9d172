"""Which edition a run works on, and whether it issues it: pure, from the clock it is given.

The first run at or after `issue_at` on day D issues edition D with everything seen
since the last issue; what comes later collects in the next day's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .model import Site

__all__ = ["Plan", "issued_on", "local_day", "plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The edition that a run fills: its day, and whether the run issues it."""

    day: date
    issue: bool


def local_day(moment: datetime, site: Site) -> date:
    """The day of a moment in the site's time zone."""
    return moment.astimezone(ZoneInfo(site.tz)).date()


def issued_on(moment: datetime, site: Site) -> date:
    """The latest day whose hour of issue has come."""
    local = moment.astimezone(ZoneInfo(site.tz))
    day = local.date()
    return day if local.time() >= time.fromisoformat(site.issue_at) else day - timedelta(days=1)


def plan(now: datetime, site: Site, *, last_issued: date | None, ask_issue: bool = False) -> Plan:
    """What the run at `now` works on.

    Args:
        now: aware time of the run.
        site: its `tz`, `issue_at` and `manual`.
        last_issued: the day of the latest issued edition, None before the first.
        ask_issue: the editor asks for the edition to be issued now.
    """
    due = issued_on(now, site)
    if last_issued is not None and last_issued >= due:
        following = last_issued + timedelta(days=1)
        return Plan(day=following, issue=ask_issue)
    if site.manual:
        return Plan(day=max(due, local_day(now, site)), issue=ask_issue)
    return Plan(day=due, issue=True)
