"""A run's editions go to press together: made ready aside, then moved in at one word.

A printer locks the pages of a sheet into a forme before any of them is printed. Editions of
a run lie in content/editions/.forme/ until all are there; then a file that lists them is
written, and they are moved to their places. A run killed before the list has changed
nothing; one killed after it is finished by the next. So a run is repeated whole or not at
all, and what it learned from its own entries is never counted twice.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from . import store
from .model import Edition

__all__ = ["Forme", "finish"]

_FOLDER = ".forme"
_LIST = "ready.json"


class _Ready(msgspec.Struct):
    """What is to be moved in, and the day whose file is to go."""

    days: list[date] = []
    gone: list[date] = []


@dataclass(slots=True)
class Forme:
    """The editions that a run has made ready; `load` sees them before they stand."""

    content: Path
    reprint: Collection[str] = ()
    days: set[date] = field(default_factory=set)
    gone: set[date] = field(default_factory=set)

    def load(self, day: date) -> Edition | None:
        """The edition as this run has it: made ready, else as it stands.

        Raises:
            StoreError: it cannot be read.
        """
        if day not in self.days:
            return store.load(self.content, day)
        return store.decode(_staged(self.content, day).read_bytes(), where=f"{day}.json")

    def put(self, edition: Edition) -> bool:
        """Make an edition ready; False if its bytes stand already.

        Raises:
            StoreError: it cannot be written.
        """
        data = store.encode(edition, reprint=self.reprint)
        day, path = edition.date, store.path_of(self.content, edition.date)
        if day not in self.days and path.is_file() and path.read_bytes() == data:
            return False
        store.write_atomic(_staged(self.content, day), data)
        self.days.add(day)
        return True

    def remove(self, day: date) -> None:
        """Have an edition's file taken away (an open edition that moved to a later day)."""
        self.gone.add(day)

    def press(self) -> None:
        """Move all in. From the list on, a killed run is finished by `finish`.

        Raises:
            StoreError: something cannot be written; what stands is whole.
        """
        if self.days or self.gone:
            # A list that outlives a power loss must not name files that do not.
            staged = [_staged(self.content, day) for day in sorted(self.days)]
            store.settle(staged)
            ready = _Ready(days=sorted(self.days), gone=sorted(self.gone - self.days))
            path = _folder(self.content) / _LIST
            store.write_atomic(path, msgspec.json.encode(ready), durable=True)
        finish(self.content)


def finish(content: Path) -> bool:
    """Move in what a killed run had made ready, or throw away what it had not; True if moved.

    Raises:
        StoreError: a file cannot be moved.
    """
    folder = _folder(content)
    if not folder.is_dir():
        return False
    ready = _ready(folder / _LIST)
    for day in ready.days:
        store.move(_staged(content, day), store.path_of(content, day))
    for day in ready.gone:
        store.remove(content, day)
    years = {store.path_of(content, day).parent for day in (*ready.days, *ready.gone)}
    store.settle(sorted(year for year in {*years, folder.parent} if years and year.is_dir()))
    # The list first: without it what else lies there is a run's that had not come so far.
    store.discard([folder / _LIST, *folder.iterdir()])
    with contextlib.suppress(OSError):
        folder.rmdir()
    return bool(ready.days or ready.gone)


def _ready(path: Path) -> _Ready:
    """What the list says; nothing where it is not there, or not whole."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Ready)
    except (FileNotFoundError, msgspec.DecodeError):
        return _Ready()


def _folder(content: Path) -> Path:
    return content / "editions" / _FOLDER


def _staged(content: Path, day: date) -> Path:
    return _folder(content) / f"{day}.json"
