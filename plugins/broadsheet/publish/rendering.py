"""Make the pages whose marks do not stand, beside the output, and move them in when all are made.

A failed render leaves the old site whole; a file is replaced only if its bytes differ; what
we did not make is left alone. Many pages are made by a process for each core.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from .addresses import file_of
from .index import mark
from .manifest import Manifest, Page
from .plan import SEARCH_FILE, SITEMAP, Plan
from .standing import missing
from .statics import PELICANS

__all__ = ["Due", "Maker", "Told", "collect_seldom", "due", "keep", "make", "spawned", "stage"]

MANY = 400  # pages below which one process is done before another has started
CHUNK = 100  # pages that a process is given at a time

Progress = Callable[[int, int], None]


@dataclass
class Told:
    """What a render did, for the command that asked: path -> why, files changed, pages gone."""

    reasons: dict[str, str] = field(default_factory=dict)
    changed: int = 0
    gone: int = 0


class Maker(Protocol):
    """Makes pages into a folder: those whose bytes differ from what `output` holds."""

    def __call__(self, pages: Sequence[Page], staged: Path) -> int:
        """Make them; how many files were written."""


@dataclass(frozen=True, slots=True)
class Due:
    """The pages to make, why ("new", "changed", "missing" or "asked") by path, and what to note."""

    pages: list[Page]
    reasons: dict[str, str]
    new: list[Page]  # that the manifest does not have as they are planned


def due(planned: Plan, manifest: Manifest, output: Path, *, full: bool) -> Due:
    """What of a plan is to be made."""
    known = {page.path: page for page in planned.pages}
    marks = manifest.marks() if planned.whole else manifest.marks_of(known)
    reasons, new = {}, []
    for page in planned.pages:
        before = marks.get(page.path)
        if before != page.mark:
            new.append(page)
        if page.template == PELICANS:
            continue
        if full and page.template != SEARCH_FILE:  # a closed month's files are never rewritten
            reasons[page.path] = "asked"
        elif before is None:
            reasons[page.path] = "new"
        elif before != page.mark:
            reasons[page.path] = "changed"
    wanted = [page for page in planned.pages if page.path in reasons]
    for path in missing(output, manifest.paths()):
        if path in reasons or path in planned.gone:
            continue
        lost = known.get(path) or manifest.page(path)
        if lost is not None and lost.template != PELICANS:
            reasons[path] = "missing"
            wanted.append(lost)
    return Due(wanted, reasons, new)


def make(
    pages: Sequence[Page],
    output: Path,
    maker: Maker,
    pool: Callable[[int], ProcessPoolExecutor] | None = None,
    progress: Progress | None = None,
) -> int:
    """Make pages and move them into `output`; how many files changed.

    Raises:
        OSError: the disk refuses; the old site is whole.
    """
    staged = output.parent / f".{output.name}.staged"
    shutil.rmtree(staged, ignore_errors=True)
    try:
        if pool is None or len(pages) < MANY:
            written = _alone(pages, staged, maker, progress)
        else:
            written = _together(pages, staged, maker, pool, progress)
        if written:
            _move(staged, output, pages)
        return written
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _alone(pages: Sequence[Page], staged: Path, maker: Maker, progress: Progress | None) -> int:
    written = 0
    for start in range(0, len(pages), CHUNK):
        written += maker(pages[start : start + CHUNK], staged)
        if progress:
            progress(min(start + CHUNK, len(pages)), len(pages))
    return written


def _chunks(pages: Sequence[Page]) -> list[list[Page]]:
    """Pages in runs of about CHUNK that end where a month ends: its editions are read once."""
    chunks: list[list[Page]] = [[]]
    for _, month in groupby(pages, key=lambda page: page.month):
        if len(chunks[-1]) >= CHUNK:
            chunks.append([])
        chunks[-1] += month
    return chunks


def _together(
    pages: Sequence[Page],
    staged: Path,
    maker: Maker,
    pool: Callable[[int], ProcessPoolExecutor],
    progress: Progress | None,
) -> int:
    here = [page for page in pages if page.template == SITEMAP]  # it lists the plan, which is here
    written, done = _alone(here, staged, maker, None), len(here)
    chunks = _chunks([page for page in pages if page.template != SITEMAP])
    with pool(os.cpu_count() or 1) as workers:
        sizes = {workers.submit(maker, chunk, staged): len(chunk) for chunk in chunks}
        for future in as_completed(sizes):
            written += future.result()
            done += sizes[future]
            if progress:
                progress(done, len(pages))
    return written


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


def _move(staged: Path, output: Path, pages: Iterable[Page]) -> None:
    waiting = set(os.listdir(staged))  # noqa: PTH208 - names only
    for name in (file_of(page.path) for page in pages):
        own = mark(name)
        if own in waiting:
            source, target = f"{staged}/{own}", f"{output}/{name}"
            try:
                os.replace(source, target)  # noqa: PTH105 - thousands of them
            except FileNotFoundError:
                Path(target).parent.mkdir(parents=True, exist_ok=True)
                os.replace(source, target)  # noqa: PTH105


def keep(planned: Plan, manifest: Manifest, output: Path, new: Iterable[Page]) -> int:
    """Note that all stands as planned, and remove what is no page any more; how many went.

    `new` are the pages that the manifest does not have as they are planned.
    """
    for path in planned.gone:
        _remove(output / file_of(path), output)
    manifest.drop(planned.gone)
    manifest.put(new)
    return len(planned.gone)


def _remove(file: Path, output: Path) -> None:
    """Take a file away, and the folders that it leaves empty."""
    with suppress(OSError):
        file.unlink(missing_ok=True)
        for folder in file.parents:
            if folder == output:
                break
            folder.rmdir()  # an empty one only
