"""Whose turn it is: one request at a time per host, a pause between two, a bound on all at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from .troubles import Trouble
from .wishes import host_of

__all__ = ["Turn", "Turns"]


@dataclass(slots=True)
class Turn:
    """One host's queue: one request at a time, none before `free`."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free: float = 0.0  # on the loop's clock
    gap: float = 0.0  # seconds that its robots.txt asks for
    resting: bool = False  # the host said 429, or 503 with Retry-After: nothing more in this run
    wanted: int = 0  # requests that were announced for the host, the one under way included

    @property
    def last(self) -> bool:
        """Whether nobody else wants this host: its connection need not be kept."""
        return self.wanted <= 1


class Turns:
    """All hosts' turns in one run."""

    def __init__(self, *, at_once: int, gap: float) -> None:
        """`at_once` requests in all; `gap` seconds between two to one host."""
        self.gap = gap
        self.slots = asyncio.Semaphore(at_once)
        self.hosts: dict[str, Turn] = {}

    def of(self, url: str) -> Turn:
        """The turn of the host of `url`."""
        host = host_of(url)
        turn = self.hosts.get(host)
        if turn is None:
            turn = self.hosts[host] = Turn()
        return turn

    def announce(self, url: str) -> None:
        """A request to the host of `url` will come."""
        self.of(url).wanted += 1

    def answered(self, url: str) -> None:
        """What was announced is done, well or not."""
        self.of(url).wanted -= 1

    @asynccontextmanager
    async def take(self, url: str) -> AsyncIterator[Turn]:
        """Waits until the host may be asked. Raises Trouble when it wants to be left alone."""
        turn, clock = self.of(url), asyncio.get_running_loop().time
        async with turn.lock:
            if turn.resting:
                raise Trouble("resting", f"{host_of(url)} asked to be left alone for a while")
            wait = turn.free - clock()
            if wait > 0:
                await asyncio.sleep(wait)
            async with self.slots:
                try:
                    yield turn
                finally:
                    turn.free = clock() + max(self.gap, turn.gap)
