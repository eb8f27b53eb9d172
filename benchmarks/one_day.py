"""A day more: what it takes in an archive of years, beside archives of its last few days.

The short archives are the last editions of the long one, and the same edition is added to each,
so months and years stand alike. Ten days are half of the month that ends the archive, whose
search files are by then fewer and smaller; the archive of 31 days holds that month whole, and
all that the feeds and the sources page look back on. Each turn adds the day to one archive after
the other, renders, takes it away again and renders.
"""

from __future__ import annotations

import re
import shutil
import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import archive
from measure import Run, differing, snapshot

SHORT = (10, 31)  # editions of the archives that stand beside the long one

Render = Callable[[Path], Run]


@dataclass(slots=True)
class Side:
    """One of the archives, and what was measured of it."""

    name: str
    root: Path
    added: list[Run] = field(default_factory=list)
    taken: list[Run] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)  # files of the output, by the first day more

    def add(self, source: Path, day: date, render: Render) -> None:
        """Add the day that `source` holds, and render."""
        if self.root != source:
            archive.copy_day(source, self.root, day)
        before = snapshot(self.root / "output") if not self.added else {}
        self.added.append(render(self.root))
        if before:
            self.touched = differing(before, snapshot(self.root / "output"))

    def take(self, day: date, render: Render) -> None:
        """Take the day away again, and render."""
        archive.cut_back(self.root, day - timedelta(days=1))
        self.taken.append(render(self.root))


def compare(long: Path, place: Path, render: Render, *, per_day: int, repeats: int) -> None:
    """Measure and print; `long` is a site whose archive has been rendered before."""
    archive.cut_back(long)
    last = archive.last_day(long)
    day = last + timedelta(days=1)
    sides = []
    for days in SHORT:
        root = place / f"last-{days}"
        shutil.rmtree(root, ignore_errors=True)
        archive.shorten(long, root, days=days)
        if (long / "digest.py").exists():  # the long one's theme is the short ones' too
            shutil.copy(long / "digest.py", root)
        sides.append(Side(f"its last {days} days", root))
    sides.append(Side("the long archive", long))
    for side in sides:
        render(side.root)
    for _ in range(repeats):
        archive.add_day(long, day, per_day=per_day, seed=7)
        for side in sides:
            side.add(long, day, render)
        for side in sides:
            side.take(day, render)
    _report(sides)
    for side in sides[:-1]:
        shutil.rmtree(side.root)


def _report(sides: list[Side]) -> None:
    print(f"\n## A day more, {len(sides[0].added)} times in turn: best, median\n")
    print("| archive | wall s | CPU s | MiB | files touched | day taken away, wall s | |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    for side in sides:
        peak = max(run.peak_mib for run in side.added)
        cells = [_both(run.wall for run in side.added), _both(run.cpu for run in side.added)]
        cells += [f"{peak:.0f}", f"{len(side.touched)}", _both(run.wall for run in side.taken)]
        print(f"| {side.name} | {' | '.join(cells)} | {side.added[0].said.partition(': ')[2]} |")
    long = sides[-1]
    print()
    for side in sides[:-1]:
        wall, cpu = _ratio(long, side, "wall"), _ratio(long, side, "cpu")
        print(f"The long archive takes {wall} of the wall and {cpu} of the CPU of {side.name}.")
        for one, other in ((long, side), (side, long)):
            alone = one.touched - other.touched
            if alone:
                print(f"Touched only in {one.name}, {len(alone)}: {_kinds(alone)}")


def _both(seconds: Iterable[float]) -> str:
    numbers = sorted(seconds)
    return f"{numbers[0]:.2f}, {statistics.median(numbers):.2f}"


def _ratio(one: Side, other: Side, what: str) -> str:
    ours, theirs = ([getattr(run, what) for run in side.added] for side in (one, other))
    best = min(ours) / min(theirs)
    return f"{best:.2f} (best), {statistics.median(ours) / statistics.median(theirs):.2f} (median)"


def _kinds(paths: set[str]) -> str:
    """Paths counted by kind: what differs in numbers and names of stories alone is of one kind."""
    story = re.compile(r"^story/.*/")
    kinds = Counter(re.sub(r"\d+", "N", story.sub("story/…/", path)) for path in paths)
    return ", ".join(f"{kind} × {number}" for kind, number in sorted(kinds.items()))
