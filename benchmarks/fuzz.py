"""Fuzz by coverage: `fuzz.py parse|dumps|clean|sheet [-max_total_time=60] [CORPUS [SEEDS...]]`.

Wants atheris, which installs on some machines only and so is no dependency: `pip install atheris`.
All after the target goes to libFuzzer, which writes to the first folder and only reads the others:
`tests/clean/golden` makes seeds for clean, `tests/clean/golden_dumps` for dumps and parse. An input
is what its target reads, and its last byte chooses the circumstances. An exception is a find, and
so is an input that is slow. What was found so far stands in the tests of the rooms.
"""

from __future__ import annotations

import html
import sys
from collections import Counter
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from functools import partial
from html.parser import HTMLParser

import msgspec

try:
    import atheris  # type: ignore[import-untyped]
except ModuleNotFoundError:
    atheris = None  # the targets can be called without it

with atheris.instrument_imports(include=["broadsheet"]) if atheris else nullcontext():
    from broadsheet.clean import clean, text_of
    from broadsheet.clean.markup import names
    from broadsheet.clean.repair import repair
    from broadsheet.clean.sanitize import normal
    from broadsheet.desk.sheet import apply, read, standing
    from broadsheet.errors import ConfigError, NotAFeed
    from broadsheet.gather.dumps import read_dump
    from broadsheet.gather.fields import scrub
    from broadsheet.gather.parse import parse
    from broadsheet.gather.records import MAX_ENTRIES, MAX_TEXT
    from broadsheet.model import Edition, Entry, Story, Topic

# A line feed, with which most files end, chooses the first of five.
TYPES = ("", *(f"x; charset={name}" for name in ("utf-8", "windows-1251", "idna", "utf-16")))
FACTS = (
    Entry(),
    Entry(lang="en", url="https://harbour.example/x?utm_source=rss", source="Harbour Times"),
    Entry(label="World - Latest - Google News", lang="en"),
    Entry(label="Harbour Times: all stories", url="https://news.ycombinator.com/item?id=1"),
    Entry(title="Ferries return - Harbour Times", base="https://harbour.example/feed"),
)
ATTRIBUTES = names("alt colspan datetime dir height href lang rel rowspan src start title width")
UNSAFE = names(
    "base button embed form iframe input link math meta noscript object script style svg template "
    "textarea title xmp"
)
TOPICS = (Topic(name="World News", slug="world"), Topic(name="Sports", slug="sports"))
EDITION = Edition(
    date=date(2031, 4, 2),
    entries=tuple(Entry(id=name, title=f"Title of {name}") for name in "abcdef"),
    stories=tuple(
        Story(id=ids[0], headline=ids, entries=tuple(ids), reports=tuple(map(tuple, ids)))
        for ids in ("abc", "de", "f")
    ),
    aliases=(("old", "d"),),
)


def letters(text: str) -> Counter[str]:
    """Letters and digits, counted."""
    return Counter(filter(str.isalnum, text))


def one_feed(data: bytes, choice: int) -> None:
    """Anything but a feed or a NotAFeed is a find, and so is a feed that cannot be written down."""
    try:
        feed = parse(data, base="https://a.example/feed", content_type=TYPES[choice])
    except NotAFeed as error:
        str(error).encode()
        return
    msgspec.json.encode(feed)


def one_dump(data: bytes, _choice: int) -> None:
    """Each entry has words, and no letter of the text is lost or doubled."""
    text = data.decode("utf-8", "replace")
    entries = read_dump(text, origin="a.txt")
    msgspec.json.encode(entries)
    assert all(entry.title and entry.received for entry in entries)
    if len(entries) < MAX_ENTRIES and len(text) * 5 < MAX_TEXT:
        lines = [line[3:-4] for entry in entries for line in entry.received.splitlines()]
        assert letters(html.unescape("\n".join(lines))) == letters(scrub(text))


class _Looks(HTMLParser):
    """Fails at a tag, an attribute or an address that no page may hold."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        assert tag not in UNSAFE
        assert {name for name, _ in attrs} <= ATTRIBUTES
        for address in (value or "" for name, value in attrs if name in ("href", "src")):
            assert address.lower().startswith(("http:", "https:", "mailto:"))


def one_entry(data: bytes, choice: int) -> None:
    """The result is safe and stands, no letter is added, each that went is in `removed`."""
    text = data.decode("utf-8", "replace")
    facts = FACTS[choice]
    entry = replace(facts, received=text, title=facts.title or text.partition("\n")[0][:200])
    done = clean(entry)
    msgspec.json.encode(done)
    _Looks().feed(done.html)
    assert clean(done) == done
    assert done.received == text
    was = letters(text_of(normal(repair(entry).html)))
    kept = letters(text_of(done.html))
    assert kept <= was
    assert was <= kept + letters("".join(cut.text for cut in done.removed))


def one_sheet(data: bytes, choice: int) -> None:
    """A ConfigError, or a sheet that applies: then each entry is shown once, or hidden."""
    try:
        sheet = read(data.decode("utf-8", "replace"), path="a.toml")
    except ConfigError as error:
        str(error).encode()
        return
    stands = standing({EDITION.date: sheet}, aliases=dict(EDITION.aliases))
    done = apply(EDITION, sheet, topics=TOPICS, standing=stands, elsewhere=choice % 2 == 1)
    msgspec.json.encode(done)
    shown = [name for story in done.edition.stories for name in story.entries]
    hidden = [name.partition(".")[2] for name in done.hidden if name.startswith("entry.")]
    assert sorted(shown) == sorted(entry.id for entry in done.edition.entries)
    assert sorted(shown + hidden) == [entry.id for entry in EDITION.entries]


TARGETS = {"parse": one_feed, "dumps": one_dump, "clean": one_entry, "sheet": one_sheet}


def one(target: str, data: bytes) -> None:
    """One input for a target."""
    TARGETS[target](data[:-1], data[-1] % len(FACTS) if data else 0)


if __name__ == "__main__":
    if not (atheris and sys.argv[1:] and sys.argv[1] in TARGETS):
        sys.exit(__doc__)
    atheris.Setup([sys.argv[0], *sys.argv[2:]], partial(one, sys.argv[1]))
    atheris.Fuzz()
