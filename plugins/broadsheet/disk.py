"""Files replaced whole, in one move; held by the disk where that is asked; refusals in a line."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from .errors import StoreError

__all__ = ["discard", "move", "name_of", "settle", "write_atomic"]

_NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EISDIR, errno.EPERM}
"""How file systems say that they cannot do it for a folder."""


def write_atomic(path: Path, data: bytes, *, durable: bool = False) -> bool:
    """Replace a file in one move, only if its bytes differ; True if they did.

    `durable` waits until the disk holds it: without that, a power loss shortly after may leave
    the new name with nothing in it. What can be made again needs none.

    Raises:
        StoreError: the folder or the disk does not take it; what was there stays whole.
    """
    with _said(path, "written"):
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
    if durable:
        settle([path.parent])
    return True


def settle(paths: Iterable[Path]) -> None:
    """Wait until the disk holds these files, or the names in these folders.

    Raises:
        StoreError: the disk does not take it.
    """
    for path in paths:
        with _said(path, "written"):
            folder = path.is_dir()
            if folder and sys.platform == "win32":
                continue  # no folder can be opened there
            handle = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
            try:
                os.fsync(handle)
            except OSError as error:
                if not folder or error.errno not in _NO_SYNC:
                    raise
            finally:
                os.close(handle)


def move(source: Path, target: Path) -> None:
    """Put a file in the place of another in one move; nothing where it has been moved already.

    Raises:
        StoreError: the folder does not take it.
    """
    with _said(target, "written"), contextlib.suppress(FileNotFoundError):
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)


def discard(paths: Iterable[Path]) -> None:
    """Take files away, as far as they are there.

    Raises:
        StoreError: a folder does not let one go.
    """
    for path in paths:
        with _said(path, "removed"):
            path.unlink(missing_ok=True)


def name_of(path: Path) -> str:
    """A file as messages name it: no folder of the machine's own."""
    return "/".join(path.parts[-4:]) if "editions" in path.parts else path.name


@contextlib.contextmanager
def _said(path: Path, what: str) -> Iterator[None]:
    """The disk's refusals as one line: which file, why, and what to do."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"cannot be {what} ({error.strerror})",
            where=name_of(path),
            remedy="check the folder's rights and the free space",
        ) from None
