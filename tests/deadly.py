"""A stand-in for a parser that dies of what it reads; spawned workers import it by name."""

from __future__ import annotations

import os
import signal

import msgspec
from broadsheet.gather.records import ParsedFeed


def work(body: bytes, *_rest: str) -> bytes:
    """Kills its process on b"die", raises on b"raise", else answers with a feed."""
    if body == b"die":
        os.kill(os.getpid(), signal.SIGKILL)
    if body == b"raise":
        raise ZeroDivisionError
    return msgspec.msgpack.encode((ParsedFeed(title="alive"), ""))
