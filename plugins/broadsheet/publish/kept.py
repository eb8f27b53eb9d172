"""What a next run could do without: html that was made, and facts on the last run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from .base import open_base

__all__ = ["Kept"]


class Kept:
    """The part of pages.sqlite that knows nothing of editions."""

    def __init__(self, folder: Path | None) -> None:
        """Open pages.sqlite in `folder`, or make it anew; None, or no right to write: in memory."""
        self.base = open_base(folder)

    @property
    def on_disk(self) -> bool:
        """Whether another process can open it too."""
        return bool(self.base.execute("PRAGMA database_list").fetchone()[2])

    def fragment(self, day: date, kind: str, mark: str) -> bytes | None:
        """What was kept of a day under this mark."""
        ask = "SELECT body FROM fragments WHERE day = ? AND kind = ? AND mark = ?"
        row = self.base.execute(ask, (day.isoformat(), kind, mark)).fetchone()
        return bytes(row[0]) if row else None

    def keep_fragments(self, rows: Iterable[tuple[str, str, str, bytes]]) -> None:
        """Keep (day, kind, mark, body), in a transaction of its own."""
        with self.base:
            self.base.executemany("INSERT OR REPLACE INTO fragments VALUES (?, ?, ?, ?)", rows)

    def drop_fragments(self, day: date) -> None:
        """Forget what was kept of a day: a withdrawn text stays in no cache."""
        with self.base:
            self.base.execute("DELETE FROM fragments WHERE day = ?", (day.isoformat(),))

    def fact(self, name: str) -> str:
        """A remembered fact, "" if there is none."""
        row = self.base.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def remember(self, name: str, value: str) -> None:
        """Keep a fact for the next run."""
        self.base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
