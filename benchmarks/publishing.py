"""Time publishing whole, as a user runs it: `publishing.py [--days 3650] [--per-day 100] DIR`.

Writes an archive (see archive.py) into DIR unless it is there, then times whole commands: cold,
warm, nothing changed, a day more, a fresh checkout with a restored cache, a theme change. Each
figure is one run of one process tree: see measure.py. What a day more takes is then compared
with archives of a few days, many times in turn (see one_day.py).

With --growth it times archives of several sizes instead, and takes each away when it is done:
`publishing.py --growth [--sizes 1k,10k] DIR`; one size at a time gives rows of the same table.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import archive
import one_day
from broadsheet import __version__
from measure import Run, timed, weigh

SIZES = {"1k": 10, "10k": 100, "100k": 1000, "365k": 3650, "1.1M": 11000}
"""Entries -> editions of 100: the last is thirty years of a daily paper."""

COLD, WARM = "cold, from content/ alone", "all pages, warm"
NOTHING, MORE = "nothing changed", "a day more"


def render(root: Path, *more: str) -> Run:
    """Time `broadsheet render` over a site as a process of its own."""
    command = Path(sys.executable).with_name("broadsheet")
    return timed([command, "render", "-C", root, *more])


def one_day_more(root: Path, per_day: int) -> None:
    """Add the edition of the day after the last."""
    archive.add_day(root, archive.last_day(root) + timedelta(days=1), per_day=per_day, seed=7)


def fresh_checkout(root: Path) -> None:
    """Give every file of content/ another time, as a checkout does."""
    for path in (root / "content").rglob("*"):
        os.utime(path)


def checkout_and_day(root: Path, per_day: int) -> None:
    """What a hosted runner has each morning: other times, one edition more."""
    fresh_checkout(root)
    one_day_more(root, per_day)


def theme_change(root: Path) -> None:
    """Lay a template of the site's own over the theme's."""
    (root / "digest.py").write_text(
        f'from broadsheet.settings import *\n\nTHEME_TEMPLATES_OVERRIDES = ["{root}/templates"]\n'
    )
    (root / "templates" / "partials").mkdir(parents=True, exist_ok=True)
    stamp = f"<footer><p>Changed at {time.time_ns()}.</p></footer>\n"
    (root / "templates" / "partials" / "footer.html").write_text(stamp)


def prepared(root: Path, days: int, per_day: int) -> None:
    """See to it that the archive is there, with no edition more and nothing made of it."""
    if not (root / "content").exists():
        start = time.perf_counter()
        archive.write(root, days=days, per_day=per_day, seed=1)
        print(f"The archive was written in {time.perf_counter() - start:.1f} s.", flush=True)
    archive.cut_back(root)
    for left in ("output", ".broadsheet", "templates"):
        shutil.rmtree(root / left, ignore_errors=True)
    (root / "digest.py").unlink(missing_ok=True)


def measure(root: Path, per_day: int, *, short: bool = False) -> dict[str, Run]:
    """All the runs of one archive, in an order in which each leaves what the next needs."""
    runs = {}
    steps: list[tuple[str, Callable[[], object], list[str]]] = [
        (COLD, lambda: None, []),
        (NOTHING, lambda: None, []),
        (WARM, lambda: None, ["--full"]),
        (MORE, lambda: one_day_more(root, per_day), []),
        ("fresh checkout and a day more", lambda: checkout_and_day(root, per_day), []),
        ("theme change", lambda: theme_change(root), []),
    ]
    for name, prepare, more in steps[: 4 if short else None]:
        prepare()
        runs[name] = render(root, *more)
    return runs


def report(root: Path, runs: dict[str, Run]) -> None:
    """Print the table of one archive."""
    files, size = weigh(root / "output")
    print(f"\n{files} files, {size / 1e6:.0f} MB in output\n")
    print("| run | wall s | CPU s | MiB, largest process | MiB, all at once | |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    for name, one in runs.items():
        said = one.said.partition(": ")[2]
        memory = f"{one.peak_mib:.0f} | {one.tree_mib:.0f}"
        print(f"| {name} | {one.wall:.2f} | {one.cpu:.2f} | {memory} | {said} |")


def growth(place: Path, sizes: list[str], per_day: int, *, keep: bool) -> None:
    """Print the growth table, a row for each size as it is done."""
    heads = ["entries", "editions", *(f"{name}, s" for name in ("cold", "warm", "day more"))]
    heads += ["nothing changed, s", "MiB a process: cold", "warm", "day more", "MiB at once"]
    heads += ["files", "MB", "cache MB"]
    rows = [f"| {' | '.join(heads)} |", "|" + " ---: |" * len(heads)]
    for size in sizes:
        days = SIZES[size]
        root = place / f"{days}x{per_day}"
        prepared(root, days, per_day)
        runs = measure(root, per_day, short=True)
        cold, warm, more, nothing = (runs[name] for name in (COLD, WARM, MORE, NOTHING))
        files, weight = weigh(root / "output")
        cache = weigh(root / ".broadsheet")[1]
        cells = [f"{days * per_day:,}", f"{days:,}"]
        cells += [f"{run.wall:.2f} ({run.cpu:.2f})" for run in (cold, warm, more, nothing)]
        cells += [f"{run.peak_mib:.0f}" for run in (cold, warm, more)]
        cells += [f"{max(run.tree_mib for run in runs.values()):.0f}"]
        cells += [f"{files:,}", f"{weight / 1e6:.0f}", f"{cache / 1e6:.0f}"]
        rows.append(f"| {' | '.join(cells)} |")
        print(rows[-1], flush=True)
        if not keep:
            shutil.rmtree(root)
    print("\nWall seconds, CPU seconds in brackets.\n", *rows, sep="\n")


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=3650)
    parser.add_argument("--per-day", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=5, help="of a day more; 0 for none")
    parser.add_argument("--growth", action="store_true", help="the growth table, and it alone")
    parser.add_argument("--sizes", default=",".join(SIZES), help="for --growth: %(default)s")
    parser.add_argument("--keep", action="store_true", help="with --growth: delete nothing")
    parser.add_argument("dir", type=Path)
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    cores = f"{os.cpu_count()} cores, load {load:.1f} at the start"
    print(f"Broadsheet {__version__}, Python {platform.python_version()}, {cores}")
    if asked.growth:
        growth(asked.dir, asked.sizes.split(","), asked.per_day, keep=asked.keep)
        return
    root = asked.dir / f"{asked.days}x{asked.per_day}"
    print(f"\n## {asked.days} editions of {asked.per_day} entries")
    prepared(root, asked.days, asked.per_day)
    report(root, measure(root, asked.per_day))
    if asked.repeats:
        one_day.compare(root, asked.dir, render, per_day=asked.per_day, repeats=asked.repeats)


if __name__ == "__main__":
    main()
