"""Whatever happens to a site: what is rendered in steps is what is rendered whole."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field, replace

import pytest
from broadsheet import store
from broadsheet.model import LogLine, Update
from link_check import dead_links
from lxml import html
from paper import TOPICS, Paper, Tale, day, edition_of, noon

URL = "https://someone.example/papers/daily"
STEPS = 12
NAMES = ("ferry", "comet", "match", "harbour", "glacier", "mayor")


@dataclass
class Life:
    """A site to which things happen, drawn from a seed."""

    paper: Paper
    chance: random.Random
    topics: list[str] = field(default_factory=lambda: list(TOPICS))
    last: int = 0
    open: bool = False
    dead: dict[str, str] = field(default_factory=dict)
    tables: dict[int, list[str]] = field(default_factory=dict)
    undo: bool = True  # may the editor take back what was said

    def step(self) -> str:
        """One thing that happens; says what."""
        if not self.last:
            return self.new_day()
        what = self.chance.choice(
            (
                *(self.new_day, self.new_day, self.say, self.say, self.say, *self.undoing),
                *(self.bury, self.correct, self.retitle, self.reissue),
            )
        )
        return what()

    @property
    def undoing(self) -> tuple:
        """What takes an address back that only the editor had made."""
        return (self.unsay, self.reclassify) if self.undo else ()

    def tales(self) -> list[Tale]:
        """What an edition tells."""
        names = [n for n in NAMES if n not in self.dead and self.chance.random() < 0.5]
        slugs = [topic.lower() for topic in self.topics]
        return [
            Tale(n, topic=self.chance.choice(slugs), entries=self.chance.choice((1, 2, 3)))
            for n in names or ["ferry0"]
        ]

    def new_day(self) -> str:
        """An edition is written, open or issued, or the open one is issued."""
        if self.open:
            self.open = False
            edition = store.load(self.paper.content, day(self.last))
            store.save(self.paper.content, replace(edition, issued=noon(day(self.last))))
            return f"day {self.last} is issued"
        self.last += self.chance.choice((1, 1, 1, 9, 30))
        self.open = self.chance.random() < 0.2
        self.paper.issue(self.last, *self.tales(), issued=not self.open)
        return f"day {self.last}, {'open' if self.open else 'issued'}"

    def some_day(self) -> int:
        """A day that has an edition."""
        days = [(found - day(1)).days + 1 for found in store.days(self.paper.content)]
        return self.chance.choice(days)

    def say(self) -> str:
        """The editor writes an instruction."""
        number = self.some_day()
        edition = store.load(self.paper.content, day(number))
        story = self.chance.choice(edition.stories)
        name = self.chance.choice([story.id, story.id, self.chance.choice(NAMES)])
        line = self.chance.choice(
            (
                *((f'split = ["{story.entries[-1]}"]',) if self.undo else ()),
                "pin = true",
                "hide = true",
                "hide = false",
                f'headline = "Said {self.chance.randrange(99)}"',
                'note = "A *note*."',
                f'topic = "{self.chance.choice([*self.topics, "Other"])}"',
                f'merge = ["{self.chance.choice(NAMES)}"]',
            )
        )
        kind, key = "story", line.split(" ")[0]
        if key in {"hide", "headline", "topic"} and self.chance.random() < 0.3:
            kind, name = "entry", self.chance.choice(story.entries)
        own = self.tables.setdefault(number, [])
        if not self.undo and own and "merge" in "".join((line, *own)):
            return f"nothing of {name}"  # what follows in one sheet may take a merge back
        own[:] = [one for one in own if not one.startswith(f"[{kind}.{name}]")]
        own.append(f"[{kind}.{name}]\n{line}\n")
        self.write(number)
        return f"sheet of day {number}: {kind}.{name} {line}"

    def unsay(self) -> str:
        """The editor throws a sheet away."""
        if not self.tables:
            return self.say()
        number = self.chance.choice(sorted(self.tables))
        del self.tables[number]
        self.write(number)
        return f"no sheet of day {number}"

    def write(self, number: int) -> None:
        """Write a day's sheet."""
        title = 'title = "Said"\n' if number % 2 else ""
        own = self.tables.get(number)
        self.paper.sheet(number, title + "".join(own) if own else "")

    def reclassify(self) -> str:
        """The topics of digest.toml change."""
        gone = [topic for topic in TOPICS if topic not in self.topics]
        if gone and self.chance.random() < 0.7:
            self.topics.append(gone[0])
        elif len(self.topics) > 1:
            self.topics.pop(0)
        self.paper.configure(topics=tuple(self.topics))
        return f"topics {self.topics}"

    def bury(self) -> str:
        """A story is found to be another one."""
        alive = [name for name in NAMES if name not in self.dead]
        if len(alive) < 4:
            return self.new_day()
        name, living = self.chance.sample(alive, 2)
        self.dead[name] = living
        self.last += 1
        self.open = False
        made = edition_of(day(self.last), Tale(living), aliases=((name, living),))
        store.save(self.paper.content, made)
        return f"day {self.last}: {name} lives on as {living}"

    def correct(self) -> str:
        """A line comes into an edition's log."""
        number = self.some_day()
        edition = store.load(self.paper.content, day(number))
        line = LogLine(when=noon(day(number)), what="a name was mended")
        store.save(self.paper.content, replace(edition, log=(*edition.log, line)))
        return f"log of day {number}"

    def retitle(self) -> str:
        """An outlet changes a title."""
        edition = store.load(self.paper.content, day(self.some_day()))
        said = Update(entry=edition.entries[0].id, when=noon(day(self.last)), title="Later words")
        last = store.load(self.paper.content, day(self.last))
        store.save(self.paper.content, replace(last, updates=(*last.updates, said)))
        return f"{said.entry} is titled anew"

    def reissue(self) -> str:
        """A past edition grows, as by a folder of old dumps."""
        number = self.some_day()
        edition = store.load(self.paper.content, day(number))
        extra = edition_of(day(number), Tale(f"late{number}", topic=self.topics[0].lower()))
        if any(story.id == extra.stories[0].id for story in edition.stories):
            return self.say()
        entries, stories = extra.entries, extra.stories
        more = replace(
            edition, entries=edition.entries + entries, stories=edition.stories + stories
        )
        store.save(self.paper.content, more)
        return f"day {number} grows"


@pytest.mark.parametrize("seed", range(3))
def test_steps_give_what_the_whole_gives(seed, tmp_path):
    """After each change the site is byte for byte what a fresh build of content/ makes."""
    life = Life(Paper(tmp_path / "site").configure(), random.Random(seed))
    happened = []
    for _ in range(STEPS):
        happened.append(life.step())
        life.paper.render()
        fresh = Paper(tmp_path / "fresh")
        shutil.copytree(life.paper.content, fresh.content)
        fresh.render()
        ours, theirs = life.paper.files(), fresh.files()
        assert sorted(ours) == sorted(theirs), happened
        assert [path for path in ours if ours[path] != theirs[path]] == [], happened
        shutil.rmtree(fresh.root)


@pytest.mark.parametrize("seed", range(10, 12))
def test_every_address_ever_made_resolves(seed, tmp_path):
    """Pages that were there once are there for good, and so is each story's place in an edition."""
    life = Life(Paper(tmp_path / "site").configure(), random.Random(seed), undo=False)
    happened, published = [], {}
    for _ in range(STEPS):
        happened.append(life.step())
        life.paper.render()
        pages = {p: b for p, b in life.paper.files().items() if p.endswith(".html")}
        held = set(pages)
        for path, data in pages.items():
            tree = html.document_fromstring(data)
            ids = tree.xpath("//@id")
            assert len(ids) == len(set(ids)), (path, happened)
            held |= {f"{path}#{name}" for name in ids}
            named = tree.xpath("//article/@id") if path[:1].isdigit() else ()
            for address in (path, *(f"{path}#{name}" for name in named)):
                published.setdefault(address, happened[-1])
        assert {one: since for one, since in published.items() if one not in held} == {}, happened
        assert dead_links(life.paper.output, URL, served_at="/papers/daily") == [], happened
