"""What publishing must know of all editions without reading them: .broadsheet/pages.sqlite.

Derived from content/ alone and brought in step by `sync`, which opens only the files that
changed. For each day it keeps two marks: `text`, of all that its own page shows, sheets
included; `thread`, of where its stories come from and go to. A page depends on the marks
of the few days that it shows, so it can be seen to be unchanged without being made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path

from .. import store
from .kept import Kept
from .links import Links

__all__ = ["Index", "Row", "mark"]

_DERIVED = ("told", "ids", "says", "aliases", "updates", "stones")


@dataclass(frozen=True, slots=True)
class Row:
    """One day of the index."""

    day: date
    issued: bool
    title: str
    stories: int
    entries: int
    text: str
    thread: str


def mark(*parts: object) -> str:
    """A short hash of some texts, numbers and times; equal parts, equal mark."""
    digest = blake2b(digest_size=10)
    for part in parts:
        digest.update(repr(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()


class Index(Kept):
    """The open index of one site's editions."""

    def __init__(self, folder: Path | None) -> None:
        """Open pages.sqlite in `folder`, or make it anew; None, or no right to write: in memory."""
        super().__init__(folder)
        self._links: Links | None = None

    # -- which days changed ----------------------------------------------------------

    def changed(
        self, content: Path, *, every: bool = False
    ) -> tuple[dict[date, tuple[int, ...]], set[date]]:
        """(days whose files differ from the index, or every one, with stamps; days that went)."""
        editions = store.scan(content, ".json")
        sheets = store.scan(content, ".toml")
        rows = self.base.execute("SELECT day, size, mtime, sheet_size, sheet_mtime FROM days")
        known = {date.fromisoformat(day): stamp for day, *stamp in rows}
        fresh: dict[date, tuple[int, ...]] = {}
        for day, stamp in editions.items():
            now = (*stamp, *sheets.get(day, (0, 0)))
            if every or known.get(day) != list(now):
                fresh[day] = now
        return fresh, known.keys() - editions.keys()

    def touch(self, day: date, stamp: Iterable[int]) -> None:
        """The files of a day bear another time, and the same bytes."""
        self.base.execute(
            "UPDATE days SET size = ?, mtime = ?, sheet_size = ?, sheet_mtime = ? WHERE day = ?",
            (*stamp, day.isoformat()),
        )

    def forget(self, day: date) -> None:
        """Drop all that was derived from a day."""
        for table in ("days", *_DERIVED):
            self.base.execute(f"DELETE FROM {table} WHERE day = ?", (day.isoformat(),))  # noqa: S608 - ours

    # -- questions ---------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        """All days, in order."""
        ask = "SELECT day, issued, title, stories, entries, text, thread FROM days ORDER BY day"
        for day, issued, *rest in self.base.execute(ask):
            yield Row(date.fromisoformat(day), bool(issued), *rest)

    def hash_of(self, day: date) -> str:
        """The hash of the bytes from which a day was derived, "" if it is unknown."""
        row = self.base.execute(
            "SELECT hash FROM days WHERE day = ?", (day.isoformat(),)
        ).fetchone()
        return str(row[0]) if row else ""

    def days_of(self, living: str) -> tuple[date, ...]:
        """The issued days that tell a story, in order."""
        ask = (
            "SELECT DISTINCT told.day FROM told JOIN days USING (day)"
            " WHERE living = ? AND issued AND shown = 1 ORDER BY told.day"
        )
        return _dates(self.base.execute(ask, (living,)))

    def days_holding(self, names: Iterable[str]) -> set[date]:
        """The days that hold any of these entries or stories."""
        ask = "SELECT day FROM ids WHERE id = ?"
        return {day for name in names for day in _dates(self.base.execute(ask, (name,)))}

    def holds(self, name: str) -> bool:
        """Whether any edition holds an entry or story of this id."""
        return self.base.execute("SELECT 1 FROM ids WHERE id = ?", (name,)).fetchone() is not None

    def slug(self, story: str) -> str:
        """The slug of a story, as its first telling under this very id wrote it.

        A story that an older one was merged into keeps its own slug: its address is for ever.
        """
        own = self._one("SELECT slug FROM ids WHERE id = ? AND slug != '' ORDER BY day", story)
        return own or self._one("SELECT slug FROM told WHERE living = ? ORDER BY day, place", story)

    def topics(self) -> tuple[str, ...]:
        """The topics that issued editions have stories of."""
        ask = "SELECT DISTINCT topic FROM told JOIN days USING (day) WHERE topic != '' AND issued"
        return tuple(sorted(topic for (topic,) in self.base.execute(ask)))

    def days_of_topic(self, topic: str) -> tuple[date, ...]:
        """The issued days that have, or before the editor's word had, stories of a topic."""
        ask = (
            "SELECT DISTINCT told.day FROM told JOIN days USING (day)"
            " WHERE topic = ? AND issued ORDER BY told.day"
        )
        return _dates(self.base.execute(ask, (topic,)))

    def count_told(self, day: date, topic: str = "") -> int:
        """How many stories a day tells, of one topic or of all."""
        ask = "SELECT count(*) FROM told WHERE day = ? AND shown = 1 AND (? = '' OR topic = ?)"
        return int(self.base.execute(ask, (day.isoformat(), topic, topic)).fetchone()[0])

    def running(self) -> Iterator[tuple[str, tuple[date, ...]]]:
        """The stories that more than one issued edition tells, with those days, by id."""
        for living, days in self._told_twice():
            shown = tuple(sorted(day for day, is_shown in days.items() if is_shown))
            if len(shown) > 1:
                yield living, shown

    def retired(self) -> Iterator[tuple[str, tuple[date, ...], tuple[date, ...]]]:
        """The stories that had a page until the editor hid a telling, by id.

        Each with the days that still tell it, one at most, and with all that ever did.
        """
        for living, days in self._told_twice(hidden=True):
            shown = tuple(sorted(day for day, is_shown in days.items() if is_shown))
            if len(shown) <= 1:
                yield living, shown, tuple(sorted(days))

    def _told_twice(self, *, hidden: bool = False) -> Iterator[tuple[str, dict[date, bool]]]:
        """The stories that two issued editions tell, shown or not: id, day -> is it shown.

        `hidden`: of these only the few of which the editor hid a telling.
        """
        ask = (
            "SELECT living, group_concat(told.day || shown) FROM told JOIN days USING (day)"
            " WHERE issued AND shown >= 0"
            " AND (? = 0 OR living IN (SELECT living FROM told WHERE shown = 0))"
            " GROUP BY living HAVING count(DISTINCT told.day) > 1 ORDER BY living"
        )
        for living, days in self.base.execute(ask, (hidden,)):
            found: dict[date, bool] = {}
            for day in sorted(days.split(",")):  # what is shown comes last, and counts
                found[date.fromisoformat(day[:-1])] = day[-1] == "1"
            yield living, found

    def buried(self) -> dict[str, set[date]]:
        """Dead story id -> the issued days that told it under this id, or one that led to it."""
        ask = (
            "SELECT DISTINCT dead, ids.day FROM aliases JOIN ids ON ids.id = dead"
            " JOIN days ON days.day = ids.day WHERE kind = 's' AND issued ORDER BY dead"
        )
        found: dict[str, set[date]] = {}
        for dead, day in self.base.execute(ask):
            for name in self.links.chain(dead):
                if name in self.links.next:
                    found.setdefault(name, set()).add(date.fromisoformat(day))
        return found

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

    def instructions(self, day: date) -> list[tuple[str, bytes]]:
        """(day of the sheet, instruction) of all sheets that speak of what a day holds.

        They may do so by an id that is dead by now, or by one that what is held here lives on as.
        """
        ask = (
            "SELECT says.day, says.rowid, instruction FROM says JOIN ids USING (id)"
            " WHERE ids.day = ?"
        )
        rows = set(self.base.execute(ask, (day.isoformat(),)))
        held = self.base.execute("SELECT id FROM ids WHERE day = ?", (day.isoformat(),))
        for name in self.links.kin(one for (one,) in held):
            ask = "SELECT day, rowid, instruction FROM says WHERE id = ?"
            rows.update(self.base.execute(ask, (name,)))
        return list(dict.fromkeys((said_on, one) for said_on, _, one in sorted(rows)))

    def stones(self) -> list[bytes]:
        """All tombstones, as they were put."""
        return [row[0] for row in self.base.execute("SELECT stone FROM stones ORDER BY id")]

    def ledgers(self, days: Iterable[date]) -> list[tuple[bytes, bytes]]:
        """(ledger, failures) of some days, as they were put."""
        ask = "SELECT ledger, failures FROM days WHERE day = ?"
        return [self.base.execute(ask, (day.isoformat(),)).fetchone() for day in days]

    # -- for bringing it in step ---------------------------------------------------------

    def all_days(self) -> tuple[date, ...]:
        """All days, issued or not."""
        return _dates(self.base.execute("SELECT day FROM days ORDER BY day"))

    def ids(self) -> tuple[str, ...]:
        """All entries and stories."""
        return tuple(one for (one,) in self.base.execute("SELECT DISTINCT id FROM ids"))

    def livings(self, days: Iterable[date]) -> set[str]:
        """The stories, by living id, that some days tell."""
        ask = "SELECT living FROM told WHERE day = ?"
        return {one for d in days for (one,) in self.base.execute(ask, (d.isoformat(),))}

    def spoken(self, days: Iterable[date]) -> set[str]:
        """The ids of which the sheets of some days speak beyond their own edition."""
        ask = "SELECT id FROM says WHERE day = ?"
        return {one for d in days for (one,) in self.base.execute(ask, (d.isoformat(),))}

    def retitled_by(self, days: Iterable[date]) -> set[str]:
        """The entries whose titles the outlets changed, as the editions of some days note."""
        ask = "SELECT entry FROM updates WHERE day = ?"
        return {one for d in days for (one,) in self.base.execute(ask, (d.isoformat(),))}

    def days_naming(self, names: Iterable[str]) -> set[date]:
        """The days that hold any of these ids, or whose sheets or aliases speak of one."""
        names = tuple(names)
        found = self.days_holding(names)
        for table, column in (("says", "id"), ("aliases", "dead")):
            ask = f"SELECT day FROM {table} WHERE {column} = ?"  # noqa: S608 - ours
            found |= {day for name in names for day in _dates(self.base.execute(ask, (name,)))}
        return found

    def named(self, day: date) -> list[str]:
        """The stories of a day by their own ids, and the dead ids that its file names."""
        ask = "SELECT story FROM told WHERE day = ? UNION SELECT dead FROM aliases WHERE day = ?"
        return [name for (name,) in self.base.execute(ask, (day.isoformat(), day.isoformat()))]

    def days_telling(self, livings: Iterable[str]) -> set[date]:
        """The days, issued or not, that show any of these stories on whatever page."""
        ask = "SELECT DISTINCT day FROM told WHERE living = ?"
        return {day for name in livings for day in _dates(self.base.execute(ask, (name,)))}

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

    def retitles(self, day: date) -> list[tuple[str, str]]:
        """(entry, later title) of the entries of one day."""
        ask = (
            "SELECT entry, title FROM updates JOIN ids ON ids.id = updates.entry"
            " WHERE ids.day = ? ORDER BY entry, updates.day"
        )
        return self.base.execute(ask, (day.isoformat(),)).fetchall()

    def _one(self, ask: str, name: str) -> str:
        row = self.base.execute(f"{ask} LIMIT 1", (name,)).fetchone()
        return str(row[0]) if row else ""


def _dates(rows: Iterable[tuple[str]]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for (day,) in rows)
