"""Bring the index in step with content/: derive what changed, and mark what that touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import msgspec

from .. import store
from ..desk.sheet import Applied, Instruction, Sheet, Standing, apply, read, standing
from ..errors import ConfigError
from ..model import Edition, Topic
from .fingerprint import own_mark
from .index import Index, mark

__all__ = ["STANDING", "Reader", "sync"]

STANDING = ("headline", "hide", "merge", "topic")
"""What a sheet says beyond its own edition."""


@dataclass(frozen=True, slots=True)
class Word:
    """The editor's word on one edition: its own sheet, what other sheets say of what it holds.

    `ways` are the links from the ids that all of these name to the stories that are alive.
    """

    sheet: Sheet
    said: list[tuple[str, bytes]]
    ways: Mapping[str, str]
    merged: frozenset[str]  # of `ways`, those by a sheet's word

    @property
    def quiet(self) -> bool:
        """Nobody says anything: the edition is shown as it was issued."""
        sheet = self.sheet
        return not (self.said or self.ways or sheet.instructions or sheet.title or sheet.intro)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads an edition and applies to it what the index knows of all sheets."""

    index: Index
    content: Path
    topics: tuple[Topic, ...]

    def edition(self, day: date) -> Edition:
        """The edition as stored; an empty one where there is no file.

        Raises:
            StoreError: the file is no edition.
        """
        return store.load(self.content, day) or Edition(date=day)

    def sheet(self, day: date) -> Sheet:
        """The editor's sheet of a day, an empty one where there is none.

        Raises:
            ConfigError: it is not TOML, or says what no sheet says.
        """
        path = store.sheet_path(self.content, day)
        name = "/".join(path.parts[-4:])
        try:
            return read(path.read_text(encoding="utf-8-sig"), path=name)
        except FileNotFoundError:
            return Sheet()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"cannot be read ({error})", where=name, remedy="save it as UTF-8"
            ) from None

    def word(self, edition: Edition) -> Word:
        """All that the editor says of an edition, and where the ids lead that are named in it.

        Raises:
            ConfigError: the sheet cannot be read.
        """
        sheet, said = self.sheet(edition.date), self.index.instructions(edition.date)
        spoken = (*sheet.instructions, *(_unpacked(packed) for _, packed in said))
        names = {story.id for story in edition.stories} | {dead for dead, _ in edition.aliases}
        names |= {name for one in spoken for name in _named(one)}
        links = self.index.links
        ways = links.chains(sorted(names))
        return Word(sheet, said, ways, frozenset(ways.keys() & links.said))

    def apply(self, edition: Edition, *, elsewhere: bool, word: Word | None = None) -> Applied:
        """The edition with the editor's word on it, for its own page or for elsewhere.

        Elsewhere its stories go by the ids that they live on as, and all sheets count; on its
        own page it stays as it was issued, and those before it count.
        """
        word = word or self.word(edition)
        if word.quiet:
            return Applied(edition=edition)
        return apply(
            edition,
            word.sheet,
            topics=self.topics,
            aliases=word.ways,
            standing=self._elsewhere(edition, word) if elsewhere else _here(edition, word),
            known=_Held(self.index),
            elsewhere=elsewhere,
        )

    def _elsewhere(self, edition: Edition, word: Word) -> Standing:
        ends = {story.id: self.index.links.living(story.id) for story in edition.stories}
        merges = {dead: living for dead, living in ends.items() if dead != living}
        return replace(standing(_sheets(word), aliases=word.ways), merges=merges)

    def headlines(self, day: date) -> Mapping[str, str]:
        """`story.ID` -> the latest headline that any sheet gave it, of what a day holds."""
        word = self.word(self.edition(day))
        return standing(_sheets(word), aliases=word.ways).headlines


def _here(edition: Edition, word: Word) -> Standing:
    """What earlier sheets decided; a story that this edition tells goes by its id of then."""
    held = {story.id for story in edition.stories}
    ways = {
        dead: living
        for dead, living in word.ways.items()
        if dead not in held and dead not in word.merged  # what sheets merge, `standing` finds
    }
    return standing(_sheets(word), before=edition.date, aliases=ways)


def _sheets(word: Word) -> dict[date, Sheet]:
    sheets: dict[date, list[Instruction]] = {}
    for said_on, packed in word.said:
        sheets.setdefault(date.fromisoformat(said_on), []).append(_unpacked(packed))
    return {day: Sheet(instructions=tuple(ones)) for day, ones in sheets.items()}


def _unpacked(packed: bytes) -> Instruction:
    return msgspec.json.decode(packed, type=Instruction)


def _named(one: Instruction) -> tuple[str, ...]:
    """The ids of which an instruction speaks."""
    merged = one.value if one.key == "merge" and isinstance(one.value, tuple) else ()
    return (one.id, *merged)


@dataclass(frozen=True, slots=True)
class _Held(Collection[str]):
    """All ids of all editions, asked one by one, so that none is loaded."""

    index: Index

    def __contains__(self, name: object) -> bool:
        return self.index.holds(str(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self.index.ids())

    def __len__(self) -> int:
        return len(self.index.ids())


def sync(index: Index, content: Path, topics: tuple[Topic, ...]) -> bool:
    """Bring the index in step; True if anything was derived anew.

    Raises:
        StoreError: an edition's file cannot be read.
        ConfigError: a sheet cannot.
    """
    reader = Reader(index, content, topics)
    facts = {"topics": mark(topics), "code": own_mark()}
    new_code, all_over = (index.fact(name) != facts[name] for name in ("code", "topics"))
    changed, gone = index.changed(content, every=new_code)
    if not new_code:
        changed = {d: stamp for d, stamp in changed.items() if not _same(index, content, d, stamp)}
    if not (changed or gone or all_over):
        index.base.commit()
        return False
    links = index.links
    touched = index.livings({*changed, *gone})
    spoken = index.spoken({*changed, *gone})
    retitled = index.retitled_by({*changed, *gone})
    for day in sorted(gone):
        index.forget(day)
    for day in sorted(changed):
        edition = reader.edition(day)
        index.forget(day)
        _put(index, edition, reader.sheet(day), changed[day], _hash(content, day))
        _plain(index, edition)
    index.refresh_links()
    spoken |= index.spoken(changed.keys())
    spoken |= index.links.kin(spoken)
    moved = index.links.changed(links)
    spoken_of = {day for day in changed if not _is_quiet(index, reader, day)}
    retell = {*spoken_of, *index.days_holding(spoken), *index.days_naming(moved)}
    if all_over:
        retell = set(index.all_days())
    for day in sorted(retell):
        touched |= index.livings([day])
        _tell(index, reader, day)
    touched |= index.livings({*retell, *changed})
    retitled |= index.retitled_by(changed)
    _thread(index, touched, {*retell, *changed, *index.days_holding(retitled)})
    for name, value in facts.items():
        index.remember(name, value)
    index.base.commit()
    return True


def _same(index: Index, content: Path, day: date, stamp: tuple[int, ...]) -> bool:
    """Whether only the time of a day's files changed, as in a fresh checkout."""
    known = index.hash_of(day)
    if not known or known != _hash(content, day):
        return False
    index.touch(day, stamp)
    return True


def _hash(content: Path, day: date) -> str:
    paths = (store.path_of(content, day), store.sheet_path(content, day))
    return mark(*(path.read_bytes() if path.is_file() else b"" for path in paths))


def _put(index: Index, edition: Edition, sheet: Sheet, stamp: tuple[int, ...], hashed: str) -> None:
    """What one day's own files say, but for how its stories are told."""
    day = edition.date.isoformat()
    put = index.base.executemany
    index.base.execute(
        "INSERT INTO days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')",
        (
            day,
            *stamp,
            hashed,
            edition.issued is not None,
            sheet.title,
            0,
            len(edition.entries),
            msgspec.json.encode(edition.ledger),
            msgspec.json.encode(edition.failures),
        ),
    )
    ids = {(entry.id, day, "", "e") for entry in edition.entries}
    ids |= {(story.id, day, story.slug, "s") for story in edition.stories}
    put("INSERT INTO ids VALUES (?, ?, ?, ?)", sorted(ids))
    put("INSERT INTO updates VALUES (?, ?, ?)", [(day, u.entry, u.title) for u in edition.updates])
    put(
        "INSERT INTO stones VALUES (?, ?, ?)",
        [(day, stone.id, msgspec.json.encode(stone)) for stone in edition.withdrawn],
    )
    aliases = [(day, dead, living, False) for dead, living in edition.aliases]
    says = []
    for one in sheet.instructions:
        if one.key in STANDING:
            named = _named(one)
            aliases += [(day, dead, one.id, True) for dead in named[1:]]
            says += [(day, name, msgspec.json.encode(one)) for name in named]
    put("INSERT INTO says VALUES (?, ?, ?)", says)
    put("INSERT INTO aliases VALUES (?, ?, ?, ?)", aliases)


def _plain(index: Index, edition: Edition) -> None:
    """How a day is told of which nobody says anything, which is most days."""
    day = edition.date.isoformat()
    index.base.executemany(
        "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (day, place, story.id, story.id, story.slug, story.topic, True)
            for place, story in enumerate(edition.stories)
        ],
    )
    index.base.execute(
        "UPDATE days SET text = ?, stories = ? WHERE day = ?",
        (mark(index.hash_of(edition.date), [], [], []), len(edition.stories), day),
    )


def _is_quiet(index: Index, reader: Reader, day: date) -> bool:
    """Whether `_plain` told a day as `_tell` would: no sheet, instruction or link concerns it."""
    return not (
        store.sheet_path(reader.content, day).is_file()
        or index.instructions(day)
        or any(name in index.links.next for name in index.named(day))
    )


def _tell(index: Index, reader: Reader, day: date) -> None:
    """How a day's stories are told elsewhere, and the mark of all that its own page shows."""
    edition = reader.edition(day)
    word = reader.word(edition)
    name = day.isoformat()
    here = reader.apply(edition, elsewhere=False, word=word).edition
    told = _tellings(index, edition, reader.apply(edition, elsewhere=True, word=word), here)
    index.base.execute("DELETE FROM told WHERE day = ?", (name,))
    index.base.executemany(
        "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?)", [(name, *row) for row in told]
    )
    text = mark(index.hash_of(day), word.said, sorted(word.ways.items()), sorted(word.merged))
    index.base.execute(
        "UPDATE days SET text = ?, stories = ? WHERE day = ?", (text, len(here.stories), name)
    )


def _tellings(
    index: Index, edition: Edition, applied: Applied, here: Edition
) -> Iterator[tuple[int, str, str, str, str, int]]:
    """(place, story, living, slug, topic, shown) of a day's stories.

    Those that the editor hid, and where they were before they were moved, are not shown; but
    what had an address then has one for ever.
    """
    living, met = index.links.living, set()
    for place, story in enumerate(applied.edition.stories):
        met.add((living(story.id), story.topic))
        yield place, story.id, living(story.id), story.slug, story.topic, 1
    for story in edition.stories:
        if (living(story.id), story.topic) not in met:
            yield len(met), story.id, living(story.id), story.slug, story.topic, 0
    ends = {name for name, _ in met} | {living(story.id) for story in edition.stories}
    for story in here.stories:
        if living(story.id) not in ends:  # what sheets of later days took elsewhere
            yield len(met), story.id, living(story.id), story.slug, "", -1


def _thread(index: Index, touched: Iterable[str], retold: Iterable[date]) -> None:
    """Mark anew where the stories of every day that tells a touched one come from and go to."""
    for day in sorted(index.days_telling(touched).union(retold)):
        threads = [(living, index.slug(living), days) for living, days in index.going_on(day)]
        index.base.execute(
            "UPDATE days SET thread = ? WHERE day = ?",
            (mark(threads, index.retitles(day)), day.isoformat()),
        )
