"""What publishing must know of all editions without reading them: .broadsheet/pages.sqlite.

Derived from content/ alone and brought in step by `sync`, which opens only the files that
changed. For each day it keeps two marks: `text`, of all that its own page shows, sheets
included; `thread`, of where its stories come from and go to. A page depends on the marks
of the few days that it shows, so it can be seen to be unchanged without being made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import blake2b
from sys import intern
from typing import NamedTuple

from .. import store
from .threads import Threads, dates

__all__ = ["Index", "Row", "mark"]

_DERIVED = ("books", "told", "topic_days", "ids", "says", "aliases", "updates", "stones")


class Row(NamedTuple):
    """One day of the index; a plain tuple, for all are read in every run."""

    day: date
    issued: bool
    title: str
    stories: int
    entries: int
    text: str
    thread: str
    month: str  # "2026-11"


def mark(*parts: object) -> str:
    """A short hash of some texts, numbers and times; equal parts, equal mark."""
    digest = blake2b(digest_size=10)
    for part in parts:
        digest.update(repr(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()


class Index(Threads):
    """The open index of one site's editions."""

    # -- which days changed ----------------------------------------------------------

    def changed(
        self, stamps: store.Stamps, *, every: bool = False
    ) -> tuple[dict[date, tuple[int, ...]], set[date]]:
        """(days whose files differ from the index, or every one, with stamps; days that went)."""
        editions, sheets = stamps
        rows = self.base.execute("SELECT day, size, mtime, sheet_size, sheet_mtime FROM days")
        known = {day: stamp for day, *stamp in rows}
        fresh: dict[date, tuple[int, ...]] = {}
        for day, stamp in editions.items():
            now = [*stamp, *sheets.get(day, (0, 0))]
            if every or known.get(day) != now:
                fresh[date.fromisoformat(day)] = tuple(now)
        return fresh, {date.fromisoformat(day) for day in known.keys() - editions.keys()}

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

    def forget_all(self) -> None:
        """Drop all that was derived, to derive it anew."""
        for table in ("days", *_DERIVED):
            self.base.execute(f"DELETE FROM {table}")  # noqa: S608 - ours

    # -- questions ---------------------------------------------------------------------

    def rows(self, within: str = "") -> Iterator[Row]:
        """All days, or those of a month or year ("2026-11", "2026"), in order."""
        ask = (
            "SELECT day, issued, title, stories, entries, text, thread FROM days"
            " WHERE day >= ? AND day < ? ORDER BY day"
        )
        span = (within, f"{within}~")  # "~" comes after all that a day is written with
        for day, issued, title, stories, entries, text, thread in self.base.execute(ask, span):
            when = date.fromisoformat(day)
            month = intern(day[:7])  # one text for all days of a month
            yield Row(when, bool(issued), title, stories, entries, text, thread, month)

    def issued(self) -> tuple[date, ...]:
        """The days of issued editions, in order."""
        return dates(self.base.execute("SELECT day FROM days WHERE issued ORDER BY day"))

    def open_day(self) -> date | None:
        """The latest day whose edition is not issued."""
        (day,) = self.base.execute("SELECT max(day) FROM days WHERE NOT issued").fetchone()
        return date.fromisoformat(day) if day else None

    def hash_of(self, day: date) -> str:
        """The hash of the bytes from which a day was derived, "" if it is unknown."""
        row = self.base.execute(
            "SELECT hash FROM days WHERE day = ?", (day.isoformat(),)
        ).fetchone()
        return str(row[0]) if row else ""

    def days_holding(self, names: Iterable[str]) -> set[date]:
        """The days that hold any of these entries or stories."""
        ask = "SELECT day FROM ids WHERE id = ?"
        return {day for name in names for day in dates(self.base.execute(ask, (name,)))}

    def holds(self, name: str) -> bool:
        """Whether any edition holds an entry or story of this id."""
        return self.base.execute("SELECT 1 FROM ids WHERE id = ?", (name,)).fetchone() is not None

    def topics(self) -> tuple[str, ...]:
        """The topics that issued editions have stories of."""
        ask = "SELECT DISTINCT topic FROM topic_days ORDER BY topic"
        return tuple(topic for (topic,) in self.base.execute(ask))

    def months_of_topic(self, topic: str) -> tuple[str, ...]:
        """The months ("2026-11") whose issued editions have stories of a topic, in order."""
        ask = "SELECT DISTINCT substr(day, 1, 7) FROM topic_days WHERE topic = ? ORDER BY 1"
        return tuple(month for (month,) in self.base.execute(ask, (topic,)))

    def days_of_topic(self, topic: str, month: str) -> tuple[date, ...]:
        """The issued days of a month that have, or before the editor's word had, a topic's stories.

        In order; `month` is "2026-11".
        """
        ask = "SELECT day FROM topic_days WHERE topic = ? AND day > ? AND day < ? ORDER BY day"
        return dates(self.base.execute(ask, (topic, month, f"{month}-99")))

    def last_of_topic(self, topic: str, most: int) -> tuple[date, ...]:
        """The last issued days that have stories of a topic, the newest first."""
        ask = "SELECT day FROM topic_days WHERE topic = ? ORDER BY day DESC LIMIT ?"
        return dates(self.base.execute(ask, (topic, most)))

    def count_told(self, day: date, topic: str = "") -> int:
        """How many stories a day tells, of one topic or of all."""
        ask = "SELECT count(*) FROM told WHERE day = ? AND shown = 1 AND (? = '' OR topic = ?)"
        return int(self.base.execute(ask, (day.isoformat(), topic, topic)).fetchone()[0])

    def instructions(self, day: date) -> list[tuple[str, bytes]]:
        """(day of the sheet, instruction) of all sheets that speak of what a day holds.

        They may do so by an id that is dead by now, or by one that what is held here lives on as.
        """
        ask = (
            "SELECT says.day, says.rowid, instruction FROM says JOIN ids USING (id)"
            " WHERE ids.day = ?"
        )
        rows = set(self.base.execute(ask, (day.isoformat(),)))
        if self.links.next:
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
        ask = "SELECT ledger, failures FROM books WHERE day = ?"
        return [self.base.execute(ask, (day.isoformat(),)).fetchone() for day in days]

    # -- for bringing it in step ---------------------------------------------------------

    def all_days(self) -> tuple[date, ...]:
        """All days, issued or not."""
        return dates(self.base.execute("SELECT day FROM days ORDER BY day"))

    def ids(self) -> tuple[str, ...]:
        """All entries and stories."""
        return tuple(one for (one,) in self.base.execute("SELECT DISTINCT id FROM ids"))

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
            found |= {day for name in names for day in dates(self.base.execute(ask, (name,)))}
        return found

    def named(self, day: date) -> list[str]:
        """The stories of a day by their own ids, and the dead ids that its file names."""
        ask = "SELECT story FROM told WHERE day = ? UNION SELECT dead FROM aliases WHERE day = ?"
        return [name for (name,) in self.base.execute(ask, (day.isoformat(), day.isoformat()))]

    def retitles(self, day: date) -> list[tuple[str, str]]:
        """(entry, later title) of the entries of one day."""
        ask = (
            "SELECT entry, title FROM updates JOIN ids ON ids.id = updates.entry"
            " WHERE ids.day = ? ORDER BY entry, updates.day"
        )
        return self.base.execute(ask, (day.isoformat(),)).fetchall()
