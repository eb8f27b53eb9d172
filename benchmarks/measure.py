"""Run a whole command and tell what it took: wall, CPU, memory of its processes; files of a folder.

CPU is what the kernel counted for the command and all that it waited for. Memory is read from
/proc every few hundredths of a second, because the kernel's own figure for a child starts at the
size of the process that started it.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["CommandError", "Run", "differing", "snapshot", "timed", "weigh"]

EVERY = 0.02  # seconds between two looks at the processes
_SIZES = re.compile(r"^Vm(HWM|RSS):\s+(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one command took: seconds, and MiB of its largest process and of all at one time.

    The sum counts what processes share once for each, so it is the most that it can have been.
    """

    wall: float
    cpu: float
    peak_mib: float
    tree_mib: float
    said: str


class CommandError(RuntimeError):
    """A command ended with an error."""


def timed(command: Sequence[str | Path], *, cwd: Path | None = None) -> Run:
    """Run a command to its end.

    Raises:
        CommandError: it ended with another code than 0; with what it said.
    """
    words, looks = [str(part) for part in command], _Looks()
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        process = subprocess.Popen(words, cwd=cwd, stdout=said, stderr=subprocess.STDOUT)
        watcher = threading.Thread(target=looks.watch, args=(process.pid,), daemon=True)
        watcher.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        looks.over.set()
        watcher.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().strip()
    if process.returncode:
        raise CommandError(f"{' '.join(words)} ended with {process.returncode}:\n{text}")
    return Run(
        wall=wall,
        cpu=used.ru_utime + used.ru_stime,
        peak_mib=looks.peak / 1024,
        tree_mib=looks.tree / 1024,
        said=text,
    )


@dataclass(slots=True)
class _Looks:
    """What was seen of a command's processes, in KiB."""

    peak: int = 0
    tree: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self, pid: int) -> None:
        """Look until it is over."""
        while not self.over.wait(EVERY):
            sizes = [_memory(one) for one in _family(pid)]
            self.peak = max(self.peak, *(most for most, _ in sizes))
            self.tree = max(self.tree, sum(now for _, now in sizes))


def _family(pid: int) -> list[int]:
    """A process and all that descend from it, as far as they live."""
    found = [pid]
    for one in found:
        for task in _listed(Path(f"/proc/{one}/task")):
            found += [int(child) for child in _read(task / "children").split()]
    return found


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # it has ended
        return []


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # as above
        return ""


def _memory(pid: int) -> tuple[int, int]:
    """(the most that a process ever held, what it holds now), in KiB."""
    sizes = {name: int(size) for name, size in _SIZES.findall(_read(Path(f"/proc/{pid}/status")))}
    return sizes.get("HWM", 0), sizes.get("RSS", 0)


Snapshot = dict[str, tuple[int, int, int]]
"""Path in a folder -> (inode, size, time of change in ns) of a file."""


def snapshot(folder: Path) -> Snapshot:
    """All files of a folder as they are now; one that was written or replaced looks different."""
    found: Snapshot = {}
    for path, _, names in os.walk(folder):
        for name in names:
            status = os.stat(f"{path}/{name}")  # noqa: PTH116 - tens of thousands of them
            inside = os.path.relpath(f"{path}/{name}", folder)
            found[inside] = (status.st_ino, status.st_size, status.st_mtime_ns)
    return found


def differing(before: Snapshot, after: Snapshot) -> set[str]:
    """Paths of files that were written, replaced or taken away between two snapshots."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def weigh(folder: Path) -> tuple[int, int]:
    """(files, bytes) of a folder."""
    found = snapshot(folder)
    return len(found), sum(size for _, size, _ in found.values())
