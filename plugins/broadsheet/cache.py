"""The cache's file: opened, or made; what is broken or of another version is set aside."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from .errors import StoreError

__all__ = ["FOLDER", "open_cache", "refused"]

FOLDER = ".broadsheet"
VERSION = 3

_TABLES = f"""
BEGIN;
CREATE TABLE days
  (day TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, issued INTEGER, news TEXT);
CREATE TABLE keys (key TEXT, entry TEXT, feed TEXT, day TEXT);
CREATE INDEX keys_key ON keys (key);
CREATE INDEX keys_entry ON keys (entry) WHERE entry != '';
CREATE INDEX keys_day ON keys (day);
CREATE TABLE edges (day TEXT, feed TEXT, edge TEXT, count INTEGER);
CREATE INDEX edges_day ON edges (day);
CREATE TABLE fed (feed TEXT PRIMARY KEY, keys INTEGER);
CREATE TABLE sums
  (feed TEXT, edge TEXT, count INTEGER, PRIMARY KEY (feed, edge)) WITHOUT ROWID;
CREATE INDEX sums_often ON sums (feed, count);
CREATE TABLE updates (day TEXT, entry TEXT, title TEXT);
CREATE INDEX updates_entry ON updates (entry);
CREATE TABLE feeds (key TEXT PRIMARY KEY, state BLOB);
CREATE TABLE bodies (entry TEXT PRIMARY KEY, body BLOB);
CREATE TABLE read (path TEXT PRIMARY KEY, size INTEGER, mtime INTEGER);
CREATE TABLE led (url TEXT PRIMARY KEY, target TEXT);
CREATE TABLE met (feed TEXT, print TEXT, PRIMARY KEY (feed, print)) WITHOUT ROWID;
CREATE TABLE waiting (feed TEXT, reason TEXT, key TEXT, PRIMARY KEY (feed, key));
CREATE INDEX waiting_key ON waiting (key);
PRAGMA user_version = {VERSION};
COMMIT;
"""
"""In one transaction: a run killed in it leaves no half of them."""


def open_cache(root: Path, notes: list[str]) -> sqlite3.Connection:
    """The cache of the site at `root`; what was set aside is said in `notes`.

    Raises:
        StoreError: the folder cannot be written.
    """
    path = root / FOLDER / "state.sqlite"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _open(path, notes)
    except (OSError, sqlite3.OperationalError) as error:
        raise refused(error) from None


def refused(error: Exception) -> StoreError:
    """The disk's refusal, as one line."""
    return StoreError(
        f"the cache cannot be used ({error})",
        where=FOLDER,
        remedy="check the folder's rights and the free space",
    )


def _open(path: Path, notes: list[str]) -> sqlite3.Connection:
    try:
        base = sqlite3.connect(path, timeout=30)
        version = int(base.execute("PRAGMA user_version").fetchone()[0])
        tables = base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        version, tables, base = -1, 0, None
    if base is not None and version == VERSION:
        return base
    if base is not None:
        base.close()
    if version != 0 or tables:
        path.replace(path.with_name("state.set-aside.sqlite"))
        for tail in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + tail).unlink()
        why = "is corrupt" if version <= 0 else f"has version {version}, not {VERSION}"
        notes.append(f"{FOLDER}/state.sqlite {why}: set aside, made anew from content/")
    base = sqlite3.connect(path, timeout=30)
    base.execute("PRAGMA journal_mode = WAL")
    base.executescript(_TABLES)
    return base
