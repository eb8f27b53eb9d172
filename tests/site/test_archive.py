"""The archive's promises over a big site that lives on: days, sheets, withdrawals, a lost cache.

Some 13,000 entries in 430 editions, rendered again and again as a curator would; what is made
little by little must be what a build from content/ alone makes, and no address may die.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from broadsheet import config, store
from link_check import dead_links
from paper import Paper, files
from test_promises import addresses, resolves

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import archive

DAYS, PER_DAY, SEED = 430, 30, 5
FOREIGN = {"CNAME": b"paper.example\n", "2026/11/19/photo.jpg": b"mine", "old/index.html": b"old"}


def stories(paper: Paper, day: date) -> list[str]:
    """The ids of the stories of a day, as stored."""
    edition = store.load(paper.content, day)
    assert edition is not None
    return [story.id for story in edition.stories]


def say(paper: Paper, day: date, text: str) -> None:
    """Write the editor's sheet of a day."""
    store.sheet_path(paper.content, day).write_text(text, "utf-8")


def edit(paper: Paper, chance: random.Random) -> None:
    """Speak of stories all over the archive: titles, notes, hidden ones, merges, other topics."""
    days = list(store.days(paper.content))
    for day in chance.sample(days, 12):
        held = stories(paper, day)
        one, two, three, four = chance.sample(held, 4)
        say(
            paper,
            day,
            f'title = "A day to remember"\n[story.{one}]\nheadline = "As the editor has it"\n'
            f'note = "Read on."\npin = true\n[story.{two}]\nhide = true\n'
            f'[story.{three}]\nmerge = ["{four}"]\n',
        )


def withdraw(paper: Paper) -> tuple[str, str]:
    """Withdraw the lead of a day long past; its headline and address, which nothing may show."""
    day = store.days(paper.content)[100]
    edition = store.load(paper.content, day)
    assert edition is not None
    entry = edition.entries[7]
    marked = "Quillobarth the unmentionable"
    path = store.path_of(paper.content, day)
    held = json.loads(path.read_bytes())
    for one in held["entries"]:
        if one["id"] == entry.id:
            one |= {"title": marked, "excerpt": f"{marked} said so."}
    for one in held["stories"]:
        if one["entries"][0] == entry.id:
            one["headline"] = marked
    path.write_text(json.dumps(held), "utf-8")
    assert paper.run("render", "-q").returncode == 0
    assert any(b"Quillobarth" in data for data in paper.files().values())
    run = paper.run("withdraw", entry.id, "--reason", "It was not so.")
    assert run.returncode == 0, run.stderr
    return "Quillobarth", entry.url


def rebuilt(paper: Paper, root: Path) -> dict[str, bytes]:
    """The files of a build from content/ alone: another folder, process, order of file times."""
    other = Paper(root)
    shutil.copytree(paper.content, other.content)
    chance = random.Random(1)
    for path in sorted(other.content.rglob("*")):
        os.utime(path, (stamp := chance.randrange(10**9), stamp))
    run = other.run("render", "-q", TZ="Pacific/Auckland", PYTHONHASHSEED="3", LANG="C.UTF-8")
    assert (run.returncode, run.stderr) == (0, "")
    return other.files()


@pytest.fixture(scope="module")
def lived(tmp_path_factory) -> tuple[Paper, set[str], tuple[str, str]]:
    """A site after all that, every address that it ever had, and what was withdrawn."""
    paper = Paper(tmp_path_factory.mktemp("big") / "site")
    archive.write(paper.root, days=DAYS, per_day=PER_DAY, seed=SEED)
    paper.render()
    for name, data in FOREIGN.items():
        target = paper.output / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    ours = set(FOREIGN) | {"old/"}
    ever = addresses(paper.output) - ours
    chance = random.Random(SEED)
    for step in range(4):
        last = archive.last_day(paper.root) + timedelta(days=1)
        archive.add_day(paper.root, last, per_day=PER_DAY, seed=SEED)
        if step in {1, 2}:
            edit(paper, chance)
        if step == 2:
            shutil.rmtree(paper.root / ".broadsheet")
        run = paper.run("render", "-q")
        assert run.returncode == 0, run.stderr
        ever |= addresses(paper.output) - ours
    gone = withdraw(paper)
    return paper, ever, gone


def test_every_address_ever_published_resolves(lived):
    """After days, sheets, merges, hidden stories, a withdrawal and a lost cache."""
    paper, ever, _ = lived
    pages = {address.partition("#")[0] for address in ever}
    assert len(pages) > 700
    chance = random.Random(2)
    some = chance.sample(sorted(address for address in ever if "#" in address), 1_500)
    assert [one for one in [*sorted(pages), *some] if not resolves(paper.output, one)] == []


def test_what_grew_is_what_a_build_from_nothing_makes(lived, tmp_path):
    """Byte for byte, but for the files of others, which only the old output has."""
    paper, _, _ = lived
    grown, new = paper.files(), rebuilt(paper, tmp_path / "deeper down" / "site")
    assert {name: grown.pop(name) for name in FOREIGN} == FOREIGN
    assert sorted(grown) == sorted(new)
    assert [path for path in new if grown[path] != new[path]] == []


def test_every_internal_link_works(lived):
    """Down to the fragment, under the site's sub-path."""
    paper, _, _ = lived
    url = config.load(paper.content).url
    assert dead_links(paper.output, url, served_at="/archive") == []


def test_withdrawn_words_are_nowhere(lived):
    """Not on a page, in a feed or in search; nor the outlet's address; nor in the cache."""
    paper, _, (word, url) = lived
    for needle in (word.encode(), word.lower().encode(), url.encode()):
        assert [name for name, data in paper.files().items() if needle in data] == []
        caches = files(paper.root / ".broadsheet").items()
        assert [name for name, data in caches if needle in data] == []
