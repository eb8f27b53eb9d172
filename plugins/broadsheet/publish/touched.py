"""What changed since the pages of an output were planned, so that the rest need not be planned.

Every sync that finds anything is a turn, and leaves the days and stories that it touched. An
output remembers the turn of its last plan; what was touched since is the scope of the next.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from .index import Index

__all__ = ["Scope", "log", "since", "story_subject", "turn_of"]

MOST = 20_000  # names kept: beyond that, planning everything costs no more

_TURN, _FLOOR = "turn", "floor"


@dataclass(frozen=True, slots=True)
class Scope:
    """Days whose editions came, went or changed, and stories, dead ones too, told otherwise."""

    days: frozenset[date]
    stories: frozenset[str]

    @property
    def subjects(self) -> list[str]:
        """What the pages are the pages of that may have changed or gone, "" of every run's."""
        days = sorted(day.isoformat() for day in self.days)
        years = [f"{year:04d}" for year in self.years]
        return ["", *days, *self.months, *years, *map(story_subject, sorted(self.stories))]

    @property
    def months(self) -> list[str]:
        """The months of the days, "2026-11"."""
        return sorted({f"{day:%Y-%m}" for day in self.days})

    @property
    def years(self) -> list[int]:
        """The years of the days."""
        return sorted({day.year for day in self.days})


def story_subject(story_id: str) -> str:
    """What the page at a story's address is the page of, a redirect too."""
    return f"story {story_id}"


def log(index: Index, days: Collection[date], stories: Collection[str], *, every: bool) -> None:
    """Note what a sync touched; `every`: it may be anything."""
    turn = turn_of(index) + 1
    index.remember(_TURN, str(turn))
    kept = index.base.execute("SELECT count(*) FROM touched").fetchone()[0]
    if every or kept + len(days) + len(stories) > MOST:
        index.base.execute("DELETE FROM touched")
        index.remember(_FLOOR, str(turn))
        return
    names = [day.isoformat() for day in days] + [story_subject(name) for name in stories]
    rows = [(name, turn) for name in sorted(names)]
    index.base.executemany("INSERT OR REPLACE INTO touched VALUES (?, ?)", rows)


def turn_of(index: Index) -> int:
    """The number of syncs that found anything."""
    return int(index.fact(_TURN) or 0)


def since(index: Index, turn: int) -> Scope | None:
    """What was touched after a turn; None if that is not known any more."""
    if turn < int(index.fact(_FLOOR) or 0):
        return None
    rows = index.base.execute("SELECT name FROM touched WHERE turn > ?", (turn,))
    names = [name for (name,) in rows]
    stories = frozenset(n.removeprefix("story ") for n in names if n.startswith("story "))
    days = frozenset(date.fromisoformat(n) for n in names if not n.startswith("story "))
    return Scope(days, stories)
