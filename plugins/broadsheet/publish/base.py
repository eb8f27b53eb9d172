"""The tables of .broadsheet/pages.sqlite, all derived: without the file time is lost, no fact."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

__all__ = ["discard", "open_base", "sorted_later"]

_TABLES = """
CREATE TABLE days (
    day TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, sheet_size INTEGER, sheet_mtime INTEGER,
    hash TEXT, issued INTEGER, title TEXT, stories INTEGER, entries INTEGER,
    text TEXT, thread TEXT
);
CREATE TABLE books (day TEXT PRIMARY KEY, ledger BLOB, failures BLOB); -- large: not in every row
CREATE TABLE told (
    day TEXT, place INTEGER, story TEXT, living TEXT, slug TEXT, topic TEXT,
    shown INTEGER -- 1: told; 0: told once, until the editor said so; -1: on its own page only
);
CREATE TABLE topic_days (topic TEXT, day TEXT, PRIMARY KEY (topic, day)) WITHOUT ROWID; -- issued
CREATE TABLE ids (id TEXT, day TEXT, slug TEXT, kind TEXT);
CREATE TABLE says (day TEXT, id TEXT, instruction BLOB);
CREATE INDEX says_day ON says (day);
CREATE INDEX says_id ON says (id);
CREATE TABLE aliases (day TEXT, dead TEXT, living TEXT, said INTEGER);
CREATE TABLE updates (day TEXT, entry TEXT, title TEXT);
CREATE INDEX updates_entry ON updates (entry);
CREATE TABLE stones (day TEXT, id TEXT, stone BLOB);
CREATE TABLE touched (name TEXT PRIMARY KEY, turn INTEGER);
CREATE TABLE pages (
    output TEXT, path TEXT, mark TEXT, template TEXT, key BLOB, day TEXT,
    subject TEXT, -- what it is the page of, as in manifest.py
    part TEXT, -- of the sitemap, "" for none
    PRIMARY KEY (output, path)
) WITHOUT ROWID;
CREATE INDEX pages_subject ON pages (output, subject);
CREATE INDEX pages_part ON pages (output, part, day);
CREATE TABLE fragments (day TEXT, kind TEXT, mark TEXT, body BLOB, PRIMARY KEY (day, kind));
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT);
"""

_SORTED = (
    "CREATE INDEX told_day ON told (day)",
    "CREATE INDEX told_living ON told (living, day, shown)",
    "CREATE INDEX told_hidden ON told (living) WHERE shown = 0",
    "CREATE INDEX ids_id ON ids (id)",
    "CREATE INDEX ids_day ON ids (day)",
)
"""What finds rows in the two large tables. In many new rows at once it is made afterwards."""

PAGE = 16_384  # bytes: kept html is long, and fewer pages hold it

VERSION = (
    crc32("".join((_TABLES, *_SORTED, str(PAGE))).encode()) & 0x7FFFFFFF
)  # other tables are another version


def open_base(folder: Path | None) -> sqlite3.Connection:
    """pages.sqlite in `folder`, made anew if it is corrupt or of another version; None: in memory.

    A folder that cannot be written costs speed, not pages: the index is then in memory too.
    The connection may be used in another thread than its maker's, by one at a time (`serve`).
    """
    if folder is not None:
        with suppress(OSError, sqlite3.DatabaseError):
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / "pages.sqlite"
            return _at(path)
        discard(folder)  # corrupt
        with suppress(OSError, sqlite3.DatabaseError):
            return _at(folder / "pages.sqlite")
    base = sqlite3.connect(":memory:", check_same_thread=False)
    _create(base)
    return base


def _create(base: sqlite3.Connection) -> None:
    base.executescript(_TABLES)
    for one in _SORTED:
        base.execute(one)


@contextmanager
def sorted_later(base: sqlite3.Connection) -> Iterator[None]:
    """Put many rows into empty tables: they are sorted once, at the end.

    In one transaction, for a rollback must bring back what is dropped here.
    """
    if not base.in_transaction:
        base.execute("BEGIN")
    for one in _SORTED:
        base.execute(f"DROP INDEX {one.split()[2]}")
    yield
    for one in _SORTED:
        base.execute(one)


def discard(folder: Path) -> None:
    """Throw pages.sqlite away: all in it is derived."""
    for tail in ("", "-wal", "-shm"):
        with suppress(OSError):
            (folder / f"pages.sqlite{tail}").unlink(missing_ok=True)


def _at(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=30, check_same_thread=False)
    version = int(base.execute("PRAGMA user_version").fetchone()[0])
    if version == VERSION:
        return base
    if version:
        base.close()
        path.unlink()
        base = sqlite3.connect(path, timeout=30, check_same_thread=False)
    base.execute(f"PRAGMA page_size = {PAGE}")
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = OFF")  # derived: a crash costs a rebuild, no fact
    _create(base)
    base.execute(f"PRAGMA user_version = {VERSION}")
    base.commit()
    return base
