"""Turns: one at a time per host, a pause between two, a bound on all."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from broadsheet.gather.troubles import Trouble
from broadsheet.gather.turns import Turns


async def ask(turns: Turns, url: str, log: list[tuple[str, float, bool]], seconds: float) -> None:
    """One request that takes `seconds`; notes when its turn came and whether it was the last."""
    async with turns.take(url) as turn:
        log.append((url, asyncio.get_running_loop().time(), turn.last))
        await asyncio.sleep(seconds)
    turns.answered(url)


def run(urls: list[str], *, at_once: int, gap: float, seconds: float) -> list:
    """The log of all of `urls` asked together."""
    log: list[tuple[str, float, bool]] = []

    async def all_of_them() -> None:
        turns = Turns(at_once=at_once, gap=gap)
        for url in urls:
            turns.announce(url)
        await asyncio.gather(*(ask(turns, url, log, seconds) for url in urls))

    asyncio.run(all_of_them())
    return log


def test_host_is_asked_by_one_at_a_time_with_a_pause():
    """In the order in which they came; only the last has nobody behind it."""
    log = run([f"https://A.example/{n}" for n in range(3)], at_once=9, gap=0.05, seconds=0.02)
    assert [url[-1] for url, _, _ in log] == ["0", "1", "2"]
    assert min(b[1] - a[1] for a, b in pairwise(log)) >= 0.065
    assert [last for _, _, last in log] == [False, False, True]


def test_no_more_than_so_many_at_once():
    """Hosts beyond the bound wait for a place."""
    log = run([f"https://{n}.example/" for n in range(4)], at_once=2, gap=9, seconds=0.05)
    times = [time for _, time, _ in log]
    assert times[2] - times[0] >= 0.045
    assert times[1] - times[0] < 0.045


def test_resting_host_is_trouble_and_its_queue_ends():
    """Who waits for a host that asked for rest is told so."""

    async def rest() -> None:
        turns = Turns(at_once=9, gap=0)
        turns.of("https://a.example/x").resting = True
        with pytest.raises(Trouble, match=r"a\.example asked to be left alone"):
            async with turns.take("https://a.example/y"):
                pass

    asyncio.run(rest())
