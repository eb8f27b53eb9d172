"""Make the pages whose marks do not stand, beside the output, and move them in when all are made.

A failed render leaves the old site whole; a file is replaced only if its bytes differ; what
we did not make is left alone. Many pages are made by a process for each core.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from .addresses import file_of
from .draft import Draft
from .index import mark
from .manifest import Page
from .plan import SEARCH_FILE, SITEMAP, Plan
from .search import MONTHS
from .standing import missing
from .statics import PELICANS

__all__ = ["Maker", "Told", "collect_seldom", "due", "keep", "make", "spawned", "stage"]

MANY = 400  # pages below which one process is done before another has started
AHEAD = 2  # chunks that wait for each process
CHUNK = 100  # pages that a process is given at a time

Progress = Callable[[int, int], None]


@dataclass
class Told:
    """What a render did, for the command that asked: pages made, files changed, pages gone.

    `reasons` says why, by path, if `named`: of a large archive that is a long list.
    """

    named: bool = True
    made: int = 0
    changed: int = 0
    gone: int = 0
    reasons: dict[str, str] = field(default_factory=dict)


class Maker(Protocol):
    """Makes pages into a folder: those whose bytes differ from what `output` holds."""

    def __call__(self, pages: Sequence[Page], staged: Path) -> int:
        """Make them; how many files were written."""


def due(planned: Plan, output: Path, *, full: bool) -> Draft:
    """The plan's draft, with what is to be made of it, and why."""
    draft = planned.draft
    # A closed month's files are never rewritten; what Pelican makes is not ours.
    draft.judge(asked=full, but=SEARCH_FILE, never=PELICANS)
    for path in missing(output, planned.manifest.paths()):
        page = planned.page(path)
        if page is not None and page.template != PELICANS:
            draft.lost(page)
    draft.base.commit()  # other processes write while pages are made
    return draft


def make(
    draft: Draft,
    output: Path,
    maker: Maker,
    pool: Callable[[int], ProcessPoolExecutor] | None = None,
    progress: Progress | None = None,
) -> int:
    """Make what is due and move it into `output`; how many files changed.

    Raises:
        OSError: the disk refuses; the old site is whole.
    """
    staged = output.parent / f".{output.name}.staged"
    shutil.rmtree(staged, ignore_errors=True)
    many = draft.count() >= MANY
    make_all = _Run(maker, staged, draft.count(), progress)
    try:
        if pool is None or not many:
            for chunk in _chunks(draft.due()):
                make_all.done(make_all.here(chunk), len(chunk))
        else:
            _together(draft, make_all, pool)
        if make_all.written:
            _move(staged, output, draft)
        return make_all.written
    finally:
        shutil.rmtree(staged, ignore_errors=True)


@dataclass
class _Run:
    """The making of many pages, as far as it has come."""

    maker: Maker
    staged: Path
    total: int
    progress: Progress | None
    written: int = 0
    made: int = 0

    def here(self, pages: Sequence[Page]) -> int:
        """Make pages in this process; how many files were written."""
        return self.maker(pages, self.staged)

    def done(self, written: int, made: int) -> None:
        """So many files were written of so many pages."""
        self.written += written
        self.made += made
        if self.progress:
            self.progress(self.made, self.total)


def _chunks(pages: Iterable[Page]) -> Iterator[list[Page]]:
    """Pages in runs of about CHUNK that end where a month ends: its editions are read once."""
    chunk: list[Page] = []
    for _, month in groupby(pages, key=lambda page: page.month):
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = []
        chunk += month
    if chunk:
        yield chunk


def _together(draft: Draft, run: _Run, pool: Callable[[int], ProcessPoolExecutor]) -> None:
    """Make pages in other processes, but here what lists the whole archive, which is here."""
    here = [page for page in draft.due() if _of_all(page)]
    run.done(run.here(here), len(here))
    waiting: dict[Future[int], int] = {}
    number = os.cpu_count() or 1
    with pool(number) as workers:
        for chunk in _chunks(page for page in draft.due() if not _of_all(page)):
            while len(waiting) >= AHEAD * number:
                _collect(waiting, run)
            waiting[workers.submit(run.maker, chunk, run.staged)] = len(chunk)
        while waiting:
            _collect(waiting, run)


def _of_all(page: Page) -> bool:
    return page.template == SITEMAP or page.path == MONTHS


def _collect(waiting: dict[Future[int], int], run: _Run) -> None:
    """Wait for the next chunks to be made."""
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        run.done(future.result(), waiting.pop(future))


def spawned(number: int) -> ProcessPoolExecutor:
    """Processes that start from nothing: Pelican shows a spinner thread, which does not fork."""
    return ProcessPoolExecutor(number, mp_context=get_context("spawn"))


def collect_seldom() -> None:
    """Let Python look for garbage less often: a process of ours ends soon, and makes few circles.

    What was imported is not looked at again. A tenth of a render's time was spent so.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def stage(staged: Path, name: str, data: bytes) -> None:
    """Put a file beside the output, in one folder for all: its name is a mark of its path.

    A path quoted would be too long a name where its slug is of another script.
    """
    try:
        file = open(f"{staged}/{mark(name)}", "wb")  # noqa: PTH123, SIM115 - thousands of them
    except FileNotFoundError:
        staged.mkdir(parents=True, exist_ok=True)
        file = open(f"{staged}/{mark(name)}", "wb")  # noqa: PTH123, SIM115
    with file:
        file.write(data)


def _move(staged: Path, output: Path, draft: Draft) -> None:
    for page in draft.due():
        name = file_of(page.path)
        source, target = f"{staged}/{mark(name)}", f"{output}/{name}"
        try:
            os.replace(source, target)  # noqa: PTH105 - thousands of them
        except FileNotFoundError:  # no folder yet, or the bytes stand already
            if Path(source).exists():
                Path(target).parent.mkdir(parents=True, exist_ok=True)
                os.replace(source, target)  # noqa: PTH105


def keep(planned: Plan, output: Path) -> int:
    """Note that all stands as planned, and remove what is no page any more; how many went."""
    for path in sorted(planned.gone):
        _remove(output / file_of(path), output)
    planned.manifest.drop(planned.gone)
    planned.draft.keep()
    return len(planned.gone)


def _remove(file: Path, output: Path) -> None:
    """Take a file away, and the folders that it leaves empty."""
    with suppress(OSError):
        file.unlink(missing_ok=True)
        for folder in file.parents:
            if folder == output:
                break
            folder.rmdir()  # an empty one only
