"""Runs the command line in a process that dies at a moment of the test's choosing.

Children are forked from a server that has loaded everything, so that a run is all work and no
loading, and a random moment falls into the work.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from unittest.mock import patch

from broadsheet.cli import main

ROOMS = ("killed", "warmed", "broadsheet.commands.work", "broadsheet.commands.withdrawing")
WRITES = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"})
"""What a run does to the disk, by Python's names for the auditor; SQLite's own it cannot see."""


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code (-9 when killed), and what it said."""

    code: int
    seconds: float
    steps: int
    err: str


@dataclass(frozen=True)
class Trap:
    """What is done to a run: killed at its nth write, or let down by the disk."""

    at_step: int = 0  # 0: never
    file_bytes: int = 0  # no file may grow beyond it; 0: no limit
    humble: bool = False  # root gives up its right to write what the rights forbid


def _act(words: Sequence[str], root: str, trap: Trap, told: str) -> None:
    steps = [0]

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event not in WRITES or not str(arguments[0]).startswith(root):
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & os.O_CREAT):
            return
        steps[0] += 1
        if steps[0] == trap.at_step:
            os.kill(os.getpid(), signal.SIGKILL)

    if trap.humble:
        _give_up_override()
    if trap.file_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (trap.file_bytes, resource.RLIM_INFINITY))
    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["broadsheet", *words]
    code: object = 0
    sys.addaudithook(audit)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code
    if trap.file_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    Path(told).write_text(json.dumps([code or 0, steps[0], err.getvalue()]), "utf-8")


def _give_up_override() -> None:
    """Root may write anywhere; without this capability it obeys the rights of a folder."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        assert libc.capset(header, (ctypes.c_uint32 * 6)()) == 0


@cache
def _context() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(ROOMS))
    # Python 3.11's server does not take over sys.path, and passes over what it cannot find.
    with patch.dict(os.environ, PYTHONPATH=str(Path(__file__).parent)):
        forkserver.ensure_running()
    return context


def run(root: Path, *words: str, trap: Trap = Trap(), kill_after: float = 0.0) -> Ended:
    """Run `broadsheet WORDS` in `root`, perhaps to be killed after some seconds."""
    told = root.parent / f"{root.name}.{threading.get_ident()}.told"
    told.unlink(missing_ok=True)
    arguments = ([*words, "-C", str(root)], str(root), trap, str(told))
    process = _context().Process(target=_act, args=arguments)
    start = time.monotonic()
    process.start()
    process.join(kill_after or 60)
    process.kill()
    process.join()
    seconds = time.monotonic() - start
    if not told.exists():
        return Ended(process.exitcode or 0, seconds, 0, "")
    code, steps, err = json.loads(told.read_text("utf-8"))
    return Ended(code, seconds, steps, err)
