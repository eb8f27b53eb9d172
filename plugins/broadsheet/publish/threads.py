"""The part of the index that follows stories from day to day: who tells them, under which ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from .kept import Kept
from .links import Links

__all__ = ["Threads", "dates"]


class Threads(Kept):
    """Where stories come from and go to."""

    def __init__(self, folder: Path | None) -> None:
        """Open pages.sqlite in `folder`, or make it anew; None, or no right to write: in memory."""
        super().__init__(folder)
        self._links: Links | None = None

    @property
    def links(self) -> Links:
        """Which ids live on as which, asked once; `refresh_links` asks again."""
        if self._links is None:
            ask = "SELECT dead, living, said FROM aliases ORDER BY day, rowid"
            self._links = Links(self.base.execute(ask))
        return self._links

    def refresh_links(self) -> None:
        """Forget what `links` remembers."""
        self._links = None

    def days_of(self, living: str) -> tuple[date, ...]:
        """The issued days that tell a story, in order."""
        ask = (
            "SELECT DISTINCT told.day FROM told JOIN days USING (day)"
            " WHERE living = ? AND issued AND shown = 1 ORDER BY told.day"
        )
        return dates(self.base.execute(ask, (living,)))

    def tellings(self, day: date) -> dict[str, tuple[date, ...]]:
        """The days, issued or not, that tell the stories of a day, in order; asked in one go."""
        ask = (
            "SELECT mine.living, other.day FROM told mine JOIN told other"
            " ON other.living = mine.living AND other.shown = 1 WHERE mine.day = ?"
        )
        found: dict[str, set[str]] = {}
        for living, told_on in self.base.execute(ask, (day.isoformat(),)):
            found.setdefault(living, set()).add(told_on)
        return {
            living: tuple(date.fromisoformat(one) for one in sorted(days))
            for living, days in found.items()
        }

    def slug(self, story: str) -> str:
        """The slug of a story, as its first telling under this very id wrote it.

        A story that an older one was merged into keeps its own slug: its address is for ever.
        """
        own = self._one("SELECT slug FROM ids WHERE id = ? AND slug != '' ORDER BY day", story)
        return own or self._one("SELECT slug FROM told WHERE living = ? ORDER BY day, place", story)

    def running(self, names: Iterable[str] | None = None) -> Iterator[tuple[str, tuple[date, ...]]]:
        """The stories that more than one issued edition tells, with those days, by id.

        `names`: of these stories only.
        """
        for living, told in self._told_twice(names):
            shown = tuple(day for day, is_shown in told.items() if is_shown)
            if len(shown) > 1:
                yield living, shown

    def retired(
        self, names: Iterable[str] | None = None
    ) -> Iterator[tuple[str, tuple[date, ...], tuple[date, ...]]]:
        """The stories that had a page until the editor hid a telling, by id.

        Each with the days that still tell it, one at most, and with all that ever did.
        """
        if names is None:
            ask = "SELECT DISTINCT living FROM told WHERE shown = 0 ORDER BY 1"
            names = [living for (living,) in self.base.execute(ask)]
        for living, told in self._told_twice(names):
            shown = tuple(day for day, is_shown in told.items() if is_shown)
            if len(shown) <= 1:
                yield living, shown, tuple(told)

    def _told_twice(self, names: Iterable[str] | None) -> Iterator[tuple[str, dict[date, bool]]]:
        """The stories that two issued editions tell, shown or not: id, day -> is it shown.

        What is shown comes last within a day, and counts.
        """
        issued = {day for (day,) in self.base.execute("SELECT day FROM days WHERE issued")}
        for living, rows in groupby(self._told(names), key=itemgetter(0)):
            shown = {day: own == 1 for _, day, own in rows if day in issued}
            if len(shown) > 1:
                yield living, {date.fromisoformat(day): own for day, own in shown.items()}

    def _told(self, names: Iterable[str] | None) -> Iterator[tuple[str, str, int]]:
        """(story, day, is it shown) of stories that two days tell, or of `names`, in order."""
        what = "SELECT living, day, shown FROM told WHERE shown >= 0 AND"
        if names is None:
            ask = (
                f"{what} living IN"  # noqa: S608 - ours
                " (SELECT living FROM told GROUP BY living HAVING min(day) != max(day))"
                " ORDER BY living, day, shown"
            )
            yield from self.base.execute(ask)
            return
        for living in sorted(names):
            yield from self.base.execute(f"{what} living = ? ORDER BY day, shown", (living,))

    def buried(self, names: Iterable[str] | None = None) -> dict[str, set[date]]:
        """Dead story id -> the issued days that told it under this id, or one that led to it.

        `names`: of these ids only.
        """
        wanted = self.links.next.keys() if names is None else self.links.next.keys() & set(names)
        ask = (
            "SELECT DISTINCT ids.day FROM ids JOIN days USING (day)"
            " WHERE id = ? AND kind = 's' AND issued"
        )
        found: dict[str, set[date]] = {}
        for name in sorted(wanted):
            led = {name, *self.links.led_to(name)}
            told = {day for one in led for day in dates(self.base.execute(ask, (one,)))}
            if told:
                found[name] = told
        return found

    def livings(self, days: Iterable[date]) -> set[str]:
        """The stories, by living id, that some days tell."""
        ask = "SELECT living FROM told WHERE day = ?"
        return {one for d in days for (one,) in self.base.execute(ask, (d.isoformat(),))}

    def days_telling(self, livings: Iterable[str]) -> set[date]:
        """The days, issued or not, that show any of these stories on whatever page."""
        ask = "SELECT DISTINCT day FROM told WHERE living = ?"
        return {day for name in livings for day in dates(self.base.execute(ask, (name,)))}

    def going_on(self, day: date) -> list[tuple[str, str]]:
        """(story, its issued days) of the stories of a day that other days tell too, by id."""
        ask = (
            "SELECT mine.living, group_concat(DISTINCT days.day) FROM told mine"
            " JOIN told other ON other.living = mine.living AND other.shown = 1"
            " JOIN days ON days.day = other.day AND days.issued"
            " WHERE mine.day = ? AND other.day != mine.day GROUP BY mine.living ORDER BY 1"
        )
        rows = self.base.execute(ask, (day.isoformat(),))
        return [(living, ",".join(sorted(days.split(",")))) for living, days in rows]

    def _one(self, ask: str, name: str) -> str:
        row = self.base.execute(f"{ask} LIMIT 1", (name,)).fetchone()
        return str(row[0]) if row else ""


def dates(rows: Iterable[tuple[str]]) -> tuple[date, ...]:
    """A column of ISO days."""
    return tuple(date.fromisoformat(day) for (day,) in rows)
