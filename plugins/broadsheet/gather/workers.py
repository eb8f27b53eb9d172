"""Parsing in processes that can be killed: a feed that hangs or dies takes nobody with it.

Every body from the network is read here, whatever its size: the fast reader is quick on hostile
bytes too, but it is C, and a crash in it must be one feed's Failure. Nothing is started before
the first body comes, so a run in which nothing changed pays nothing.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from concurrent.futures import TimeoutError as TooLong
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING

import msgspec

from ..errors import NotAFeed
from ..model import Entry
from .records import ParsedFeed

if TYPE_CHECKING:
    from pebble import ProcessPool

__all__ = ["Job", "Outcome", "read_all"]

SECONDS = 10.0  # for one feed; honest ones take milliseconds
MEMORY = 1 << 30  # bytes of address space for one worker
WORKERS = 2
_AHEAD = 32  # bodies that wait for a worker; more would only fill the memory
_BATCH = 8  # feeds that go to a worker at once: sending one costs half of what reading it does
_HEAVY = 1 << 18  # bytes that go alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A body to read, and what `parse` should know of it."""

    key: str  # of the feed; its entries bear it
    body: bytes
    base: str = ""
    content_type: str = ""
    tz: str = ""
    page: bool = False  # no feed: a web page whose article is wanted, as the one entry of a feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a job: a feed, or why there is none.

    `kind` is "" with a feed, else "not-a-feed", "killed" (too long, too much memory, a crash) or
    "parse" (a mistake of ours).
    """

    key: str
    feed: ParsedFeed | None = None
    kind: str = ""
    what: str = ""


def read_all(
    jobs: Iterable[Job], *, seconds: float = SECONDS, workers: int = WORKERS
) -> Iterator[Outcome]:
    """An outcome for every job, in the order in which they are done.

    `jobs` is drawn from while earlier ones are read, so it may be what comes in from the network.
    """
    desk = _Desk(seconds=seconds, workers=workers)
    with desk.stack:
        for batch in _batches(jobs):
            desk.send(batch)
            yield from desk.done(at_most=_AHEAD)
        yield from desk.done(at_most=0)


def _batches(jobs: Iterable[Job]) -> Iterator[tuple[Job, ...]]:
    """Jobs in small heaps, in order; a page, or a body that is no small one, by itself."""
    heap: list[Job] = []
    for job in jobs:
        if job.page or len(job.body) >= _HEAVY:
            yield (job,)
            continue
        heap.append(job)
        if len(heap) == _BATCH:
            yield tuple(heap)
            heap = []
    if heap:
        yield tuple(heap)


@dataclass(slots=True, kw_only=True)
class _Desk:
    """What is with the workers; a heap that came to grief is sent again, feed by feed."""

    seconds: float
    workers: int
    stack: ExitStack = field(default_factory=ExitStack)
    pool: ProcessPool | None = None
    waiting: dict[Future[list[bytes]], tuple[Job, ...]] = field(default_factory=dict)
    finished: SimpleQueue[Future[list[bytes]]] = field(default_factory=SimpleQueue)

    def send(self, batch: tuple[Job, ...]) -> None:
        """Give a heap to a worker."""
        if self.pool is None or not self.pool.active:
            self.pool = _pool(self.workers)
            self.stack.callback(self.pool.join)
            self.stack.callback(self.pool.stop)
        future = self.pool.schedule(_each, args=(_work, batch), timeout=self.seconds)
        self.waiting[future] = batch
        future.add_done_callback(self.finished.put)

    def done(self, *, at_most: int) -> Iterator[Outcome]:
        """What is finished; waits while more than `at_most` bodies are with the workers."""
        while sum(map(len, self.waiting.values())) > at_most or not self.finished.empty():
            future = self.finished.get()
            batch = self.waiting.pop(future)
            if future.exception() is None:
                yield from map(_read, batch, future.result())
            elif len(batch) == 1:
                yield _failed(batch[0].key, future, self.seconds)
            else:
                for job in batch:
                    self.send((job,))


def _pool(workers: int) -> ProcessPool:
    from pebble import ProcessPool  # noqa: PLC0415 - a run without news must not pay for it

    # Spawned, not forked: the fetching thread holds locks that a forked child would wait for.
    return ProcessPool(
        max_workers=workers,
        initializer=_settle,
        context=multiprocessing.get_context("spawn"),
    )


def _read(job: Job, answer: bytes) -> Outcome:
    feed, what = _DECODER.decode(answer)
    return Outcome(key=job.key, feed=feed, what=what, kind="not-a-feed" if what else "")


def _failed(key: str, future: Future[list[bytes]], seconds: float) -> Outcome:
    from pebble import ProcessExpired  # noqa: PLC0415 - as above

    error = future.exception()
    if isinstance(error, TooLong):
        return Outcome(key=key, kind="killed", what=f"not read in {seconds:g} s, given up")
    if isinstance(error, ProcessExpired | BrokenExecutor | MemoryError):
        return Outcome(key=key, kind="killed", what="its parser died of it")
    return Outcome(key=key, kind="parse", what=f"{type(error).__name__} while reading it")


# In the worker. Answers travel as MessagePack, which costs a quarter of what pickling them does.

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(tuple[ParsedFeed | None, str])


def _settle() -> None:
    """A worker's first act: a bound on memory, and no traceback when somebody presses Ctrl-C."""
    gc.set_threshold(50_000, 20, 50)  # entries are no circles: nothing is found there
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _each(work: Callable[[Job], bytes], jobs: tuple[Job, ...]) -> list[bytes]:
    return [work(job) for job in jobs]


def _work(job: Job) -> bytes:
    if job.page:
        return _ENCODER.encode(_article(job.body, job.base))
    from .parse import parse  # noqa: PLC0415 - only workers parse

    try:
        feed = parse(job.body, base=job.base, content_type=job.content_type, tz=job.tz, key=job.key)
        return _ENCODER.encode((feed, ""))
    except NotAFeed as error:
        return _ENCODER.encode((None, str(error)))


def _article(body: bytes, base: str) -> tuple[ParsedFeed | None, str]:
    from .pages import extract  # noqa: PLC0415 - as above

    html = extract(body, address=base)
    if not html:
        return None, "no article was found on the page, or a short one"
    return ParsedFeed(entries=(Entry(received=html),)), ""
