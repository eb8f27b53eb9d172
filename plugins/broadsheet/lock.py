"""One run at a time: .broadsheet/lock, which names its holder.

The system's own lock on the open file is what counts, so a holder that was killed frees it;
the text in it only tells the next one who is at work. Where there is no such lock (Windows),
there is none here either.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .errors import StoreError
from .state import FOLDER

__all__ = ["Holder", "held"]

NAME_LENGTH = 300  # bytes of the holder's name that are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds a site: the process, its machine, and since when (aware)."""

    pid: int
    host: str
    since: datetime

    def __str__(self) -> str:
        """One line, as it stands in the file."""
        return f"process {self.pid} on {self.host}, since {self.since:%Y-%m-%d %H:%M:%S %Z}"


@contextmanager
def held(root: Path, holder: Holder, *, needed: bool = True) -> Iterator[None]:
    """Hold the site at `root` while the block runs.

    Args:
        root: the site's folder.
        holder: what another run is told meanwhile.
        needed: False for a run that does without a cache, and so without a lock, where the
            folder cannot be written.

    Raises:
        StoreError: another run holds it, and which; or the folder cannot be written.
    """
    path = root / FOLDER / "lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        if not needed:
            yield
            return
        raise StoreError(
            f"cannot be written ({error.strerror})",
            where=FOLDER,
            remedy="check the folder's rights",
        ) from None
    try:
        _take(handle)
        _name(handle, str(holder))
        yield
        _name(handle, "")
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - not there on Windows

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        name = os.read(handle, NAME_LENGTH).decode(errors="replace").strip()
        raise StoreError(
            f"another run is at work ({name or 'it gives no name'})",
            where=f"{FOLDER}/lock",
            remedy="wait for it to end, or end it",
        ) from None
    except OSError:  # a file system without locks
        return


def _name(handle: int, text: str) -> None:
    with suppress(OSError):  # a full disk: the lock holds, only without a name
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f"{text}\n".encode() if text else b"")
