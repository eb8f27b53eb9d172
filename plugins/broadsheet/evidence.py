"""Sums over all editions, kept as they change: what feeds were met, what stands at their edges.

Asked of the tables of keys and edges themselves, both would take longer with each year of the
archive: every run would count millions of rows to learn of the few feeds that bring something.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping

__all__ = ["add", "feeds", "past", "subtract"]

EACH = "*"  # the edge that stands once in every entry (clean/edges.py): its sum is the total
SHARE = 0.4  # of a feed's entries that must share an edge to be learned, at the least (learned.py)

_FED = "INSERT INTO fed VALUES (?, ?) ON CONFLICT DO UPDATE SET keys = keys + excluded.keys"
_LINE = "INSERT INTO sums VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count"


def add(
    base: sqlite3.Connection, day: str, keys: Counter[str], edges: Counter[tuple[str, str]]
) -> None:
    """Count what an edition holds: keys by feed, and (feed, edge) by entries that bear it."""
    base.executemany(_FED, keys.items())
    base.executemany(
        "INSERT INTO edges VALUES (?, ?, ?, ?)",
        [(day, feed, edge, count) for (feed, edge), count in edges.items()],
    )
    base.executemany(_LINE, [(feed, edge, count) for (feed, edge), count in edges.items()])


def subtract(base: sqlite3.Connection, day: str) -> None:
    """Take back what an edition was counted for; before its keys and edges are forgotten."""
    ask = "SELECT -count(*), feed FROM keys WHERE day = ? GROUP BY feed"
    base.executemany(
        "UPDATE fed SET keys = keys + ? WHERE feed = ?", base.execute(ask, (day,)).fetchall()
    )
    base.execute("DELETE FROM fed WHERE keys <= 0")
    rows = base.execute("SELECT count, feed, edge FROM edges WHERE day = ?", (day,)).fetchall()
    base.executemany("UPDATE sums SET count = count - ? WHERE feed = ? AND edge = ?", rows)
    base.executemany(
        "DELETE FROM sums WHERE feed = ? AND edge = ? AND count <= 0",
        [(feed, edge) for _, feed, edge in rows],
    )


def feeds(base: sqlite3.Connection) -> frozenset[str]:
    """The feeds of which anything was ever kept or passed over."""
    ask = "SELECT feed FROM fed UNION SELECT feed FROM waiting"
    return frozenset(feed for (feed,) in base.execute(ask))


def past(base: sqlite3.Connection, came: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Feed -> edge -> in how many of its filed entries that block stood at the head or tail.

    `came` says how many entries of each feed are new. Edges that are so rare that even if all of
    those bore them nobody would learn them are left out: most lines of an archive stand in it once.
    """
    found: dict[str, dict[str, int]] = {}
    for feed, count in sorted(came.items()):
        ask = "SELECT count FROM sums WHERE feed = ? AND edge = ?"
        total = (base.execute(ask, (feed, EACH)).fetchone() or (0,))[0]
        # By name, for without it SQLite would go through all of the feed's edges, rare ones too.
        often = "SELECT edge, count FROM sums INDEXED BY sums_often WHERE feed = ? AND count >= ?"
        rows = base.execute(often, (feed, int(SHARE * total) - count))
        found[feed] = dict(sorted(rows))
    return {feed: edges for feed, edges in found.items() if edges}
