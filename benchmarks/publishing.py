"""Time publishing whole, as a user runs it: `publishing.py [--days 3650] [--per-day 100] DIR`.

Writes an archive (see archive.py) into DIR unless it is there, then times whole commands: cold,
warm, nothing changed, a day more, a fresh checkout with a restored cache, a theme change. Each
figure is one run of one process tree: wall seconds, CPU seconds, the largest process's memory.
With --growth it does so for archives of several sizes.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import archive
from broadsheet import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one command took."""

    wall: float
    cpu: float
    peak_mib: float
    said: str


def run(root: Path, *more: str) -> Run:
    """Time `broadsheet render` over a site as a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        [str(Path(sys.executable).with_name("broadsheet")), "render", "-C", str(root), *more],
        check=True,
        capture_output=True,
        text=True,
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall=wall, cpu=cpu, peak_mib=after.ru_maxrss / 1024, said=done.stdout.strip())


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


def measure(root: Path, days: int, per_day: int) -> dict[str, Run]:
    """All the runs of one archive, in an order in which each leaves what the next needs."""
    if not (root / "content").exists():
        archive.write(root, days=days, per_day=per_day, seed=1)
    for left in ("output", ".broadsheet", "templates"):
        shutil.rmtree(root / left, ignore_errors=True)
    (root / "digest.py").unlink(missing_ok=True)
    runs = {}
    steps: list[tuple[str, Callable[[], object], list[str]]] = [
        ("cold, from content/ alone", lambda: None, []),
        ("nothing changed", lambda: None, []),
        ("all pages, warm", lambda: None, ["--full"]),
        ("a day more", lambda: one_day_more(root, per_day), []),
        ("fresh checkout and a day more", lambda: checkout_and_day(root, per_day), []),
        ("theme change", lambda: theme_change(root), []),
    ]
    for name, prepare, more in steps:
        prepare()
        runs[name] = run(root, *more)
    return runs


def report(root: Path, runs: dict[str, Run]) -> None:
    """Print the table of one archive."""
    files = [path for path in (root / "output").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(f"\n{len(files)} files, {size / 1e6:.0f} MB in output\n")
    print("| run | wall s | CPU s | MiB a process | |\n| --- | ---: | ---: | ---: | --- |")
    for name, one in runs.items():
        said = one.said.partition(": ")[2]
        print(f"| {name} | {one.wall:.2f} | {one.cpu:.2f} | {one.peak_mib:.0f} | {said} |")


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=3650)
    parser.add_argument("--per-day", type=int, default=100)
    parser.add_argument("--growth", action="store_true", help="1k, 10k, 100k entries too")
    parser.add_argument("dir", type=Path)
    asked = parser.parse_args()
    print(f"Broadsheet {__version__}, Python {platform.python_version()}, {os.cpu_count()} cores")
    sizes = [10, 100, 1000] if asked.growth else []
    for days in [*sizes, asked.days]:
        root = asked.dir / f"{days}x{asked.per_day}"
        print(f"\n## {days} editions of {asked.per_day} entries")
        report(root, measure(root, days, asked.per_day))


if __name__ == "__main__":
    main()
