"""The cache: .broadsheet/state.sqlite. Delete it and bandwidth and time are lost, nothing else.

Two kinds of table. Derived ones (days, keys, edges, updates; fed and sums, which add them up)
are an index of content/editions and are brought in step by `sync`; the others (feeds, bodies,
read, met, waiting) are what a next run can do without: validators, html for `explain`, stamps
of files, fingerprints of what feeds last held, keys passed over.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from . import evidence, store
from .cache import FOLDER, open_cache, refused
from .identity import all_keys
from .model import Cut, Edition, Entry, Passed

__all__ = ["FOLDER", "Body", "Known", "State"]


@dataclass(frozen=True, slots=True)
class Known:
    """Where a key was met: the entry's id ("" if it was passed over), its feed and edition."""

    entry: str
    feed: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An entry's html as received and as kept, and every cut whole; for `explain`."""

    received: str
    html: str
    base: str = ""
    removed: tuple[Cut, ...] = ()


class State:
    """The open cache of one site. A context manager: what was put is kept on a clean exit."""

    def __init__(self, root: Path) -> None:
        """Open `root`/.broadsheet, or make it; what is broken or of another version is set aside.

        Raises:
            StoreError: the folder cannot be written.
        """
        self.notes: list[str] = []
        self._base = open_cache(root, self.notes)

    def __enter__(self) -> Self:
        """Nothing to do: the cache is open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Keep what was put, unless the block failed; close.

        Raises:
            StoreError: the disk does not take it.
        """
        try:
            if isinstance(error, sqlite3.OperationalError):
                raise refused(error) from None
            if kind is None:
                self._base.commit()
        except sqlite3.OperationalError as refusal:
            raise refused(refusal) from None
        finally:
            self._base.close()

    # -- the index of the editions ------------------------------------------------

    def sync(self, content: Path) -> None:
        """Bring the index in step with content/editions; reads only files that changed."""
        rows = self._base.execute("SELECT day, size, mtime FROM days")
        indexed = {day: (size, mtime) for day, size, mtime in rows}
        present = store.scan(content, ".json")
        held: set[str] = set()
        for day, stamp in present.items():
            if indexed.get(day.isoformat()) == stamp:
                continue
            edition = store.load(content, day)
            if edition is not None:
                held |= self._entries(day.isoformat())
                self._forget(day.isoformat())
                self._index(edition, *stamp)
        for gone in sorted(indexed.keys() - {day.isoformat() for day in present}):
            held |= self._entries(gone)
            self._forget(gone)
        if any(self.day_of(entry) is None for entry in held):
            # Entries were taken out of content/: what was read once is to be read again.
            self._base.execute("DELETE FROM read")
            self._base.execute("DELETE FROM met")
        self._base.commit()

    def _entries(self, day: str) -> set[str]:
        ask = "SELECT entry FROM keys WHERE day = ? AND entry != ''"
        return {entry for (entry,) in self._base.execute(ask, (day,))}

    def _forget(self, day: str) -> None:
        evidence.subtract(self._base, day)
        for table in ("days", "keys", "edges", "updates"):
            self._base.execute(f"DELETE FROM {table} WHERE day = ?", (day,))  # noqa: S608 - ours

    def _index(self, edition: Edition, size: int, mtime: int) -> None:
        day = edition.date.isoformat()
        edges: Counter[tuple[str, str]] = Counter()
        keys: list[tuple[str, str, str, str]] = []
        for entry in edition.entries:
            keys += [(key, entry.id, entry.feed, day) for key in all_keys(entry)]
            edges.update((entry.feed, edge) for edge in set(entry.edges))
        for passed in edition.passed:
            keys += [(key, "", passed.feed, day) for key in passed.keys]
        for stone in edition.withdrawn:
            keys += [(key, "", "", day) for key in stone.keys]
        add = self._base.executemany
        add("INSERT INTO keys VALUES (?, ?, ?, ?)", keys)
        evidence.add(self._base, day, Counter(feed for _, _, feed, _ in keys), edges)
        noted = [(day, update.entry, update.title) for update in edition.updates]
        add("INSERT INTO updates VALUES (?, ?, ?)", noted)
        seen = [entry.seen for entry in edition.entries if entry.seen]
        news = max(seen).astimezone(UTC).isoformat() if seen else None
        row = (day, size, mtime, edition.issued is not None, news)
        add("INSERT INTO days VALUES (?, ?, ?, ?, ?)", [row])

    def last_issued(self) -> date | None:
        """The day of the latest issued edition."""
        row = self._base.execute("SELECT max(day) FROM days WHERE issued").fetchone()
        return date.fromisoformat(row[0]) if row[0] else None

    def open_day(self) -> date | None:
        """The day of the edition that still collects."""
        row = self._base.execute("SELECT max(day) FROM days WHERE NOT issued").fetchone()
        return date.fromisoformat(row[0]) if row[0] else None

    def last_news(self) -> datetime | None:
        """When the latest entry of all issued editions came in."""
        row = self._base.execute("SELECT max(news) FROM days WHERE issued").fetchone()
        return datetime.fromisoformat(row[0]) if row[0] else None

    def noted(self, entry: str) -> frozenset[str]:
        """The later titles of an entry that editions have noted already."""
        rows = self._base.execute("SELECT title FROM updates WHERE entry = ?", (entry,))
        return frozenset(row[0] for row in rows)

    def known(self, keys: Iterable[str]) -> dict[str, tuple[Known, ...]]:
        """For each of `keys` that was met before, where; the oldest edition first."""
        found: dict[str, list[Known]] = defaultdict(list)
        ask = self._base.execute
        for key in keys:
            for entry, feed, day in ask(
                "SELECT entry, feed, day FROM keys WHERE key = ? ORDER BY day, entry", (key,)
            ):
                found[key].append(Known(entry, feed, day))
            for (feed,) in ask("SELECT feed FROM waiting WHERE key = ?", (key,)):
                found[key].append(Known("", feed, ""))
        return {key: tuple(places) for key, places in found.items()}

    def day_of(self, entry: str) -> date | None:
        """The edition that holds an entry, None if none does."""
        row = self._base.execute(
            "SELECT day FROM keys WHERE entry = ? AND entry != '' LIMIT 1", (entry,)
        ).fetchone()
        return date.fromisoformat(row[0]) if row else None

    def edges(self, came: Mapping[str, int]) -> dict[str, dict[str, int]]:
        """Feed -> edge -> in how many of its entries; of the feeds that `came` counts entries of.

        Only edges that can still matter to learning: see `evidence.past`.
        """
        return evidence.past(self._base, came)

    def feeds(self) -> frozenset[str]:
        """The feeds of which anything was ever kept or passed over."""
        return evidence.feeds(self._base)

    # -- what a next run could do without -----------------------------------------

    def wait(self, passed: Iterable[Passed]) -> None:
        """Remember keys that were passed over until an edition holds them."""
        rows = [(p.feed, p.reason, key) for p in passed for key in p.keys]
        self._base.executemany("INSERT OR REPLACE INTO waiting VALUES (?, ?, ?)", rows)

    def waiting(self) -> tuple[Passed, ...]:
        """What `wait` was given and no edition holds yet."""
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        ask = (
            "SELECT feed, reason, key FROM waiting AS w WHERE NOT EXISTS"
            " (SELECT 1 FROM keys WHERE keys.key = w.key AND keys.feed = w.feed)"
            " ORDER BY feed, reason, key"
        )  # an edition may hold some: a run was killed before it could say `stop_waiting`
        for feed, reason, key in self._base.execute(ask):
            groups[feed, reason].append(key)
        return tuple(Passed(feed=f, reason=r, keys=tuple(k)) for (f, r), k in groups.items())

    def stop_waiting(self) -> None:
        """An edition holds them now."""
        self._base.execute("DELETE FROM waiting")

    def keep_bodies(self, entries: Iterable[Entry]) -> None:
        """Keep html as received and as kept, for `explain`."""
        rows = [
            (
                e.id,
                msgspec.json.encode(
                    Body(received=e.received, html=e.html, base=e.base, removed=e.removed)
                ),
            )
            for e in entries
        ]
        self._base.executemany("INSERT OR REPLACE INTO bodies VALUES (?, ?)", rows)

    def body(self, entry: str) -> Body | None:
        """What `keep_bodies` was given for an entry, while the cache has it."""
        row = self._base.execute("SELECT body FROM bodies WHERE entry = ?", (entry,)).fetchone()
        return msgspec.json.decode(row[0], type=Body) if row else None

    def drop_body(self, entry: str) -> None:
        """Forget the html of a withdrawn entry."""
        self._base.execute("DELETE FROM bodies WHERE entry = ?", (entry,))

    def stamps(self) -> dict[str, tuple[int, int]]:
        """Path -> (size, mtime in ns) of the files that were read to the end."""
        rows = self._base.execute("SELECT path, size, mtime FROM read")
        return {path: (size, mtime) for path, size, mtime in rows}

    def stamp(self, stamps: Mapping[str, tuple[int, int]]) -> None:
        """Remember that these files were read."""
        rows = [(path, size, mtime) for path, (size, mtime) in sorted(stamps.items())]
        self._base.executemany("INSERT OR REPLACE INTO read VALUES (?, ?, ?)", rows)

    def led(self, url: str) -> str:
        """Where a redirector led when it was asked, "" if nowhere or never."""
        row = self._base.execute("SELECT target FROM led WHERE url = ?", (url,)).fetchone()
        return str(row[0]) if row else ""

    def asked(self, url: str) -> bool:
        """Whether a redirector was asked before."""
        row = self._base.execute("SELECT 1 FROM led WHERE url = ?", (url,)).fetchone()
        return row is not None

    def lead(self, links: Mapping[str, str]) -> None:
        """Remember where redirectors led."""
        self._base.executemany("INSERT OR REPLACE INTO led VALUES (?, ?)", sorted(links.items()))

    def met(self) -> frozenset[str]:
        """Fingerprints of all that the feeds held when they were last read."""
        return frozenset(row[0] for row in self._base.execute("SELECT print FROM met"))

    def meet(self, prints: Mapping[str, Iterable[str]]) -> None:
        """Replace, feed by feed, the fingerprints of what it holds."""
        feeds = sorted(prints)
        self._base.executemany("DELETE FROM met WHERE feed = ?", [(feed,) for feed in feeds])
        rows = [(feed, value) for feed in feeds for value in sorted(set(prints[feed]))]
        self._base.executemany("INSERT INTO met VALUES (?, ?)", rows)

    def feed_states(self) -> dict[str, bytes]:
        """Feed -> its HTTP state, encoded by whoever put it there."""
        return dict(self._base.execute("SELECT key, state FROM feeds ORDER BY key"))

    def put_feed_states(self, states: Mapping[str, bytes]) -> None:
        """Keep the HTTP state of feeds."""
        rows = sorted(states.items())
        self._base.executemany("INSERT OR REPLACE INTO feeds VALUES (?, ?)", rows)
