"""What is in content/ is on the disk before anything relies on it: no power loss leaves half."""

from __future__ import annotations

import errno
import os
from datetime import date
from pathlib import Path

import pytest
from broadsheet import disk, store
from broadsheet.errors import StoreError
from broadsheet.forme import Forme, finish
from broadsheet.model import Edition, Entry

DAYS = (date(2030, 12, 31), date(2031, 1, 1))


@pytest.fixture
def told(monkeypatch):
    """What is asked of the disk, in order: (sync | move | remove, the file's name)."""
    events: list[tuple[str, str]] = []
    names: dict[int, str] = {}
    opened, synced = os.open, os.fsync
    moved, removed = Path.replace, Path.unlink

    def open_(path, *more, **named):
        handle = opened(path, *more, **named)
        names[handle] = Path(path).name
        return handle

    def fsync(handle):
        name = names.get(handle, "")
        events.append(("sync", ".new" if name.startswith(".new-") else name))
        synced(handle)

    def replace(self, target):
        events.append(("move", Path(target).relative_to(Path(target).parents[1]).as_posix()))
        return moved(self, target)

    def unlink(self, **named):
        events.append(("remove", self.name))
        removed(self, **named)

    monkeypatch.setattr("os.open", open_)
    monkeypatch.setattr("os.fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", unlink)
    return events


def test_editions_are_held_before_the_list_and_the_list_before_they_move(tmp_path, told):
    """The order on which a run's all-or-nothing rests, a power loss included."""
    forme = Forme(tmp_path)
    for day in DAYS:
        forme.put(Edition(date=day, entries=(Entry(id="a", feed="f", title="T"),)))
    told.clear()
    forme.press()
    assert told == [
        ("sync", "2030-12-31.json"),
        ("sync", "2031-01-01.json"),
        ("sync", ".new"),  # the list, before it has its name
        ("move", ".forme/ready.json"),
        ("sync", ".forme"),
        ("move", "2030/2030-12-31.json"),
        ("move", "2031/2031-01-01.json"),
        ("sync", "editions"),
        ("sync", "2030"),
        ("sync", "2031"),
        ("remove", "ready.json"),
        ("remove", "ready.json"),
    ]
    assert store.days(tmp_path) == DAYS


def test_nothing_to_move_asks_nothing_of_the_disk(tmp_path, told):
    """A run that changed nothing waits for no disk."""
    Forme(tmp_path).press()
    finish(tmp_path)
    assert told == []


@pytest.mark.parametrize(("durable", "syncs"), [(True, 2), (False, 0)])
def test_durable_writes_wait_for_the_disk_and_others_do_not(tmp_path, told, durable, syncs):
    """Pages can be made again, so they cost no wait; the bytes are the same."""
    assert disk.write_atomic(tmp_path / "a/b", b"new", durable=durable)
    assert [what for what, _ in told].count("sync") == syncs
    assert (tmp_path / "a/b").read_bytes() == b"new"
    told.clear()
    assert not disk.write_atomic(tmp_path / "a/b", b"new", durable=durable)
    assert told == []


@pytest.mark.parametrize(
    ("of", "code", "fails"),
    [("folder", errno.EINVAL, False), ("folder", errno.EIO, True), ("file", errno.EINVAL, True)],
)
def test_disk_that_cannot_settle_a_folder_is_forgiven_that_only(
    tmp_path, monkeypatch, of, code, fails
):
    """Some file systems cannot do it for folders; a disk that fails is an error all the same."""
    path = tmp_path if of == "folder" else tmp_path / "a"
    (tmp_path / "a").write_text("a")

    def fsync(_handle):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("os.fsync", fsync)
    if fails:
        with pytest.raises(StoreError, match="cannot be written"):
            disk.settle([path])
    else:
        disk.settle([path])
