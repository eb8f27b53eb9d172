"""A stand-in for a parser that dies of what it reads; spawned workers import it by name."""

from __future__ import annotations

import os
import signal
import time

import msgspec
from broadsheet.gather.records import ParsedFeed
from broadsheet.gather.workers import Job


def work(job: Job) -> bytes:
    """Kills its process on b"die", hangs on b"hang", raises on b"raise", else gives a feed."""
    body = job.body
    if body == b"die":
        os.kill(os.getpid(), signal.SIGKILL)
    if body == b"hang":
        time.sleep(60)
    if body == b"raise":
        raise ZeroDivisionError
    return msgspec.msgpack.encode((ParsedFeed(title="alive"), ""))
