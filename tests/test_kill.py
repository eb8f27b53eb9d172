"""Killed at any point, on a full disk, without rights, twice at once: the same editions in the end.

BROADSHEET_KILLS=500 kills as often at random; the shipped number is what a test run has time for.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import killed
import pytest
from broadsheet.lock import Holder, held
from killed import Trap
from paper import files

KILLS = int(os.environ.get("BROADSHEET_KILLS", "16"))

CONFIG = """
[site]
id = "example.org,2031:kills"
title = "The Ferry Bulletin"
tz = "UTC"
issue_at = "06:00"
block = ["horoscope"]

[[topics]]
name = "Harbour"
keywords = ["ferry"]

[[feeds]]
key = "post"
path = "post.xml"
reprint = true

[[feeds]]
key = "dumps"
path = "dumps"

[[feeds]]
key = "faro"
path = "faro.xml"
"""

FURNITURE = "<p>Brought to you by the night desk of the Harbour Post.</p>"

BUSY = (
    "broadsheet: .broadsheet/lock: another run is at work (process 4711 on press-room,"
    " since 2031-03-04 07:00:00 UTC); wait for it to end, or end it\n"
)

MORNINGS = ("2031-03-04T07:00:00Z", "2031-03-04T15:00:00Z", "2031-03-07T07:00:00Z")
"""The clock of the three runs: an issue, a collecting run, and an issue after two missed days."""


def item(number: int, day: int, title: str = "") -> str:
    """An item of the feed, published on a day of March 2031."""
    title = title or f"Ferry {number} aground off pier {number % 4}"
    text = f"The ferry of line {number} ran aground, said harbour master number {number % 5}."
    return (
        f"<item><title>{title}</title><guid>post-{number}</guid>"
        f"<link>https://post.example/{number}</link>"
        f"<pubDate>0{day} Mar 2031 0{number % 6}:10:00 GMT</pubDate>"
        f"<description><![CDATA[<p>{text}</p>{FURNITURE}]]></description></item>"
    )


def feed(*items: str) -> str:
    """A feed of these items."""
    body = "".join(items)
    return f'<rss version="2.0"><channel><title>Harbour Post</title>{body}</channel></rss>'


def prepare(root: Path, morning: int) -> None:
    """Write what the feeds hold before the run of a number; what is there stays as it is."""
    content = root / "content"
    (content / "dumps").mkdir(parents=True, exist_ok=True)
    (content / "digest.toml").write_text(CONFIG, "utf-8")
    items = [item(n, 1 + n % 4) for n in range(14)]
    items.append(item(50, 2, "Your horoscope"))
    if morning > 0:
        items += [item(n, 1 + n % 4) for n in range(20, 25)]
        items.append(item(60, 4, "Ferry 60 sinks"))
        items[13] = item(13, 2, "Ferry 13 aground, and a new headline")
    if morning > 1:
        items += [item(n, 5 + n % 3) for n in range(30, 34)]
        items[-5] = item(60, 4, "Ferry 60 raised again")
    (content / "post.xml").write_text(feed(*items), "utf-8")
    faro = "<html>Be right back" if morning == 1 else feed(item(90, 4, "Light at last"))
    (content / "faro.xml").write_text(faro, "utf-8")
    for number in range(3 + morning):
        title = f"Lighthouse {number} lit"
        text = f"{title}\n\nThe lighthouse on rock {number} was lit by the keeper.\n"
        path = content / "dumps" / f"{number}.txt"
        path.write_text(text, "utf-8")
        os.utime(path, ns=(number * 10**9, number * 10**9))


def gather(root: Path, morning: int, **more: object) -> killed.Ended:
    """The run of a number, perhaps disturbed."""
    return killed.run(root, "gather", "--offline", "--now", MORNINGS[morning], **more)


def editions(root: Path) -> dict[str, bytes]:
    """All that lies in content/editions, whatever it is."""
    return files(root / "content/editions")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> Iterator[list[tuple[Path, dict[str, bytes], killed.Ended]]]:
    """Per run: the site as it was before it, the editions after it, and how it went."""
    home = tmp_path_factory.mktemp("undisturbed")
    root = home / "site"
    killed.run(home, "check")  # the first one waits for the server, and would seem to take long
    stages = []
    for morning in range(len(MORNINGS)):
        prepare(root, morning)
        before = home / f"before-{morning}"
        shutil.copytree(root, before)
        ended = gather(root, morning)
        assert ended.code == 0, ended.err
        stages.append((before, editions(root), ended))
    return stages


@pytest.fixture
def again(undisturbed, tmp_path):
    """Give a fresh copy of the site as it was before a run; calls count, copies go away."""

    def copy(morning: int) -> Path:
        root = tmp_path / "site"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(undisturbed[morning][0], root)
        return root

    return copy


def test_undisturbed_runs_make_what_the_others_are_held_to(undisturbed):
    """The runs exercise what could go wrong: past days, a log, a move, an update, a filter."""
    names = [sorted(found) for _, found, _ in undisturbed]
    assert len(names[0]) == 4
    assert "2031/2031-03-05.json" in names[1]
    assert "2031/2031-03-07.json" in names[2]
    assert ["health.json" in found for found in names] == [False, True, False]
    last = b"".join(undisturbed[2][1].values()).decode()
    for what in ("entries added", "filtered", "raised again", "and a new headline"):
        assert what in last


def test_killed_at_random_moments_the_next_run_makes_the_same(undisturbed, again):
    """Kill -9 anywhere, the run again with the same clock, and the editions are byte for byte."""
    dice = random.Random(20310304)
    met = 0
    for kill in range(KILLS):
        morning = kill % len(MORNINGS)
        _, expected, ended = undisturbed[morning]
        root = again(morning)
        for _ in range(dice.choice((1, 1, 1, 2))):  # now and then the next one dies too
            first = gather(root, morning, kill_after=dice.uniform(0.05, 1.0) * ended.seconds)
            met += first.code == -9
        last = gather(root, morning)
        assert last.code == 0, last.err
        assert editions(root) == expected, f"kill {kill} of run {morning}"
    assert met >= KILLS // 2, "most runs must have been under way"


@pytest.mark.parametrize("morning", range(len(MORNINGS)))
def test_killed_before_each_write_the_next_run_makes_the_same(undisturbed, again, morning):
    """No file opened for writing, moved or removed is the one after which a run cannot go on."""
    _, expected, ended = undisturbed[morning]
    assert ended.steps > 10
    apart = max(1, ended.steps * len(MORNINGS) // KILLS)
    for step in range(1 + morning % apart, ended.steps + 1, apart):
        root = again(morning)
        assert gather(root, morning, trap=Trap(at_step=step)).code == -9
        last = gather(root, morning)
        assert last.code == 0, last.err
        assert editions(root) == expected, f"write {step} of run {morning}"


@pytest.mark.parametrize("limit", [1, 4_000, 9_000, 20_000])
def test_full_disk_is_one_line_and_the_next_run_makes_the_same(undisturbed, again, limit):
    """A disk that takes no more stops the run; what stood stands, and nothing is lost."""
    before, expected, _ = undisturbed[1]
    root = again(1)
    ended = gather(root, 1, trap=Trap(file_bytes=limit))
    assert ended.code == 1
    assert ended.err.count("\n") == 1
    assert "free space" in ended.err
    assert editions(root) == editions(before)
    assert gather(root, 1).code == 0
    assert editions(root) == expected


@pytest.mark.parametrize("closed", [".broadsheet", "content/editions", "content/editions/2031"])
def test_read_only_folder_is_one_line_and_the_next_run_makes_the_same(undisturbed, again, closed):
    """A folder without the right to write stops the run with its name and a remedy."""
    before, expected, _ = undisturbed[1]
    root = again(1)
    shut = [path for path in (root / closed).rglob("*") if closed == ".broadsheet"]
    for path in (root / closed, *shut):
        path.chmod(0o555)
    ended = gather(root, 1, trap=Trap(humble=True))
    for path in (root / closed, *shut):
        path.chmod(0o755)
    assert ended.code == 1
    assert ended.err.count("\n") == 1
    assert "check the folder's rights" in ended.err
    for name, data in editions(root).items():
        assert name.startswith(".forme") or data in (editions(before).get(name), expected[name])
    assert gather(root, 1).code == 0
    assert editions(root) == expected


def test_second_run_ends_at_once_and_names_the_first(again):
    """Two at once: the later one changes nothing, says in a line who is at work, and exits 1."""
    root = again(1)
    holder = Holder(pid=4711, host="press-room", since=datetime(2031, 3, 4, 7, tzinfo=UTC))
    with held(root, holder):
        for words in (("gather", "--offline"), ("build", "--offline"), ("render",)):
            ended = killed.run(root, *words)
            assert (ended.code, ended.err) == (1, BUSY)
    assert gather(root, 1).code == 0


def test_two_runs_at_once_make_what_one_makes(undisturbed, again):
    """Truly at once: one does the work, the other is told so or finds it done."""
    root = again(1)
    with ThreadPoolExecutor(2) as pool:
        ended = [run.result() for run in [pool.submit(gather, root, 1) for _ in range(2)]]
    assert sorted(run.code for run in ended) in ([0, 0], [0, 1])
    assert all("another run is at work" in run.err for run in ended if run.code)
    assert editions(root) == undisturbed[1][1]


def test_dead_holder_frees_the_lock(again):
    """A run that was killed bars nobody, though its name still stands in the file."""
    root = again(0)
    assert gather(root, 0, trap=Trap(at_step=6)).code == -9
    assert "process" in (root / ".broadsheet/lock").read_text("utf-8")
    assert gather(root, 0).code == 0
    assert (root / ".broadsheet/lock").read_text("utf-8") == ""


def test_cache_that_was_half_made_is_made_anew(again):
    """A cache killed while its tables were made by an older version is set aside, and said."""
    root = again(0)
    (root / ".broadsheet").mkdir()
    with sqlite3.connect(root / ".broadsheet/state.sqlite") as base:
        base.execute("CREATE TABLE days (day TEXT)")
    ended = gather(root, 0)
    assert ended.code == 0
    assert "set aside" in ended.err
