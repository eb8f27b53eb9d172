"""Which files search has, and the mark of what each depends on: no theme is in any of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from .. import __version__
from ..model import Site
from .index import Row, mark
from .search import FORMAT, MONTHS, search_paths
from .search_filing import names_mark
from .search_years import closed_years, year_paths

__all__ = ["SearchFile", "search_plan", "search_subjects"]


@dataclass(frozen=True, slots=True)
class SearchFile:
    """One file: its path, the month or year that it is of ("" for `MONTHS`), mark and last day."""

    path: str
    of: str
    mark: str
    day: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The arguments of `search_file`, beside the shelf."""
        return self.of, self.path

    @property
    def subject(self) -> str:
        """What a change finds it by, "" for `MONTHS`, which every change touches."""
        return self.of if "-" in self.of or not self.of else f"search {self.of}"


def search_plan(
    rows: Mapping[date, Row], site: Site, changed: Collection[str] | None = None
) -> Iterator[SearchFile]:
    """The files that search has, of all months and years or of those that a change may touch.

    Args:
        rows: the issued days, in order.
        site: whose topics' and feeds' names are in the files.
        changed: the months ("2026-11") of the days that came, went or changed; None for all.
    """
    common = mark(__version__, FORMAT, names_mark(site))
    yield SearchFile(MONTHS, "", mark(common, [row.text for row in rows.values()]))
    for month, days in groupby(rows.values(), key=attrgetter("month")):
        if changed is None or month in changed:
            held = tuple(days)
            paths = search_paths(month, sum(row.entries for row in held))
            yield from _files(month, paths, common, held)
    touched = None if changed is None else _touched(rows, changed)
    for year, known in closed_years(rows).items():
        if touched is None or year in touched:
            yield from _files(year, year_paths(year, known), common, known)


def search_subjects(rows: Mapping[date, Row], changed: Collection[str]) -> list[str]:
    """The subjects of the files that a change may touch, those that have gone with it too."""
    return [*sorted(changed), *(f"search {year}" for year in sorted(_touched(rows, changed)))]


def _files(
    of: str, paths: Collection[str], common: str, days: tuple[Row, ...]
) -> Iterator[SearchFile]:
    marked = mark(common, [row.text for row in days])
    for path in paths:
        yield SearchFile(path, of, marked, days[-1].day.isoformat())


def _touched(rows: Mapping[date, Row], changed: Collection[str]) -> set[str]:
    """The years of the months, and those before: a month that begins ends the one before it."""
    years = {row.month[:4] for row in rows.values()}
    own = {month[:4] for month in changed}
    return own | {max((year for year in years if year < one), default=one) for one in own}
