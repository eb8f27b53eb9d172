"""A small site, written and rendered by tests: editions by hand, sheets, and what came out."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from broadsheet import config, ledger, settings, store
from broadsheet.model import Edition, Entry, Story
from broadsheet.publish.index import Index
from broadsheet.publish.indexing import sync
from broadsheet.publish.rendering import Told
from broadsheet.publish.running import run_pelican
from broadsheet.publish.shelf import Shelf

HEAD = """
[site]
id = "example.org,2031:paper"
title = "The Paper"
url = "https://someone.example/papers/daily"
"""
TOPICS = ("World", "Science", "Sport")
FEEDS = """
[[feeds]]
key = "post"
title = "Harbour Post"
address = "https://post.example/feed"
[[feeds]]
key = "tribune"
title = "Tornsund Tribune"
address = "https://tribune.example/feed"
"""


def day(number: int) -> date:
    """The day of a number: 1 is 1 March 2031, and so on."""
    return date(2031, 3, 1) + timedelta(days=number - 1)


def noon(when: date) -> datetime:
    """Noon of a day, UTC."""
    return datetime.combine(when, time(12), UTC)


@dataclass(frozen=True)
class Tale:
    """What one edition tells of a story: `name` becomes its id, `<name>.<n>` its entries'."""

    name: str
    headline: str = ""
    topic: str = "world"
    entries: int = 1
    first: int = 0  # number of its first entry, when an earlier edition had some
    facts: dict = field(default_factory=dict)  # of each entry
    said: dict = field(default_factory=dict)  # of the story


def entries_of(tale: Tale, when: date) -> tuple[Entry, ...]:
    """The entries of a telling."""
    feeds = ("post", "tribune")
    plain = {
        "title": tale.headline or f"News of {tale.name}",
        "published": noon(when) - timedelta(hours=6),
        "seen": noon(when),
        "lang": "en",
        "topic": tale.topic,
        "excerpt": f"What was to be said of {tale.name} on {when:%d %B}.",
        **tale.facts,
    }
    found = []
    for at in range(tale.entries):
        name = f"{tale.name}{tale.first + at + 1}{when:%m%d}"
        feed = feeds[at % len(feeds)]
        source = "Harbour Post" if feed == "post" else "Tornsund Tribune"
        url = f"https://{feed}.example/{name}"
        found.append(Entry(**{"id": name, "feed": feed, "source": source, "url": url, **plain}))
    return tuple(found)


def edition_of(when: date, *tales: Tale, issued: bool = True, **more: object) -> Edition:
    """An edition that tells these tales."""
    entries: list[Entry] = []
    stories = []
    for tale in tales:
        own = entries_of(tale, when)
        entries += own
        known = {
            "slug": config.slug_of(tale.headline or tale.name),
            "headline": own[0].title if own else tale.headline,
            "topic": tale.topic,
            "entries": tuple(entry.id for entry in own),
            **tale.said,
        }
        stories.append(Story(id=tale.name, **known))
    made = Edition(date=when, entries=tuple(entries), stories=tuple(stories), **more)
    return ledger.close(replace(made, issued=noon(when) if issued else None))


@dataclass
class Paper:
    """A site's folder, what is written into it, and what is rendered from it."""

    root: Path
    told: Told = field(default_factory=Told)
    warnings: list[str] = field(default_factory=list)

    @property
    def content(self) -> Path:
        """The site's content/."""
        return self.root / "content"

    @property
    def output(self) -> Path:
        """The site's output/."""
        return self.root / "output"

    def configure(self, *, head: str = HEAD, topics: tuple[str, ...] = TOPICS, more: str = FEEDS):
        """Write digest.toml."""
        self.content.mkdir(parents=True, exist_ok=True)
        listed = "".join(f'\n[[topics]]\nname = "{name}"\n' for name in topics)
        (self.content / config.FILE).write_text(f"{head}{listed}{more}", "utf-8")
        return self

    def issue(self, number: int, *tales: Tale, **more: object) -> Edition:
        """Write the edition of a day."""
        made = edition_of(day(number), *tales, **more)
        store.save(self.content, made)
        return made

    def sheet(self, number: int, text: str) -> None:
        """Write, or with "" take away, the sheet of a day."""
        path = store.sheet_path(self.content, day(number))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8") if text else path.unlink(missing_ok=True)

    def render(self, output: Path | None = None, **more: object) -> Told:
        """Render in this process; gives what was done."""
        self.told = Told()
        heard = run_pelican(
            script=more.pop("script", Path(settings.__file__)),
            content=self.content,
            output=output or self.output,
            url=config.load(self.content).url,
            progress=lambda *_: None,
            told=self.told,
            **more,
        )
        self.warnings = heard.warnings
        assert heard.errors == []
        return self.told

    def files(self, output: Path | None = None) -> dict[str, bytes]:
        """Path -> bytes of all that lies in the output."""
        return files(output or self.output)

    def page(self, path: str) -> str:
        """The text of a page of the output."""
        return (self.output / path / "index.html").read_text("utf-8")

    def index(self) -> Index:
        """The index in .broadsheet/, in step."""
        index = Index(self.root / ".broadsheet")
        sync(index, self.content, config.load(self.content).topics)
        return index

    def shelf(self, index: Index | None = None) -> Shelf:
        """The editions as publishing reads them."""
        return Shelf(self.content, config.load(self.content), index or self.index())

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the command line in the site's folder."""
        return subprocess.run(
            [sys.executable, "-c", "from broadsheet.cli import main; main()", *words],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **environment},
        )


def files(folder: Path) -> dict[str, bytes]:
    """Path -> bytes of all files below a folder."""
    with contextlib.suppress(FileNotFoundError):
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    return {}
