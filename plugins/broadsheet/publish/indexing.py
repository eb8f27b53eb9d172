"""Bring the index in step with content/: derive what changed, and mark what that touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from .. import store
from ..desk.sheet import Applied, Instruction, Sheet, Standing, apply, read, standing
from ..errors import ConfigError
from ..model import Edition, Topic
from .index import Index, mark

__all__ = ["STANDING", "Reader", "sync"]

STANDING = ("headline", "hide", "merge", "topic")
"""What a sheet says beyond its own edition."""


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

    def standing(self, day: date, *, elsewhere: bool) -> Standing:
        """What all sheets say of what a day holds: those before it, or, elsewhere, all."""
        sheets: dict[date, list[Instruction]] = {}
        for said_on, packed in self.index.instructions(day):
            one = msgspec.json.decode(packed, type=Instruction)
            sheets.setdefault(date.fromisoformat(said_on), []).append(one)
        whole = {said: Sheet(instructions=tuple(ones)) for said, ones in sheets.items()}
        return standing(whole, before=None if elsewhere else day, aliases=self.index.aliases_now())

    def apply(self, edition: Edition, *, elsewhere: bool) -> Applied:
        """The edition with the editor's word on it, for its own page or for elsewhere."""
        sheet = self.sheet(edition.date)
        return apply(
            edition,
            sheet,
            topics=self.topics,
            aliases=self.index.aliases_now(),
            standing=self.standing(edition.date, elsewhere=elsewhere),
            known=_Held(self.index),
            elsewhere=elsewhere,
        )


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
    fresh, gone = index.changed(content)
    asked = mark(topics)
    all_over = index.fact("topics") != asked
    changed = {day: stamp for day, stamp in fresh.items() if not _same(index, content, day, stamp)}
    if not (changed or gone or all_over):
        index.base.commit()
        return False
    touched = index.livings({*changed, *gone})
    spoken = index.spoken({*changed, *gone})
    for day in sorted(gone):
        index.forget(day)
    for day in sorted(changed):
        edition = reader.edition(day)
        index.forget(day)
        _put(index, edition, reader.sheet(day), changed[day], _hash(content, day))
    index.refresh_aliases()
    spoken |= index.spoken(changed.keys())
    retell = {*changed, *index.days_holding(spoken), *index.days_told_dead()}
    if all_over:
        retell = set(index.all_days())
    for day in sorted(retell):
        touched |= index.livings([day])
        _tell(index, reader, day)
    touched |= index.livings(retell)
    _thread(index, touched, retell)
    index.remember("topics", asked)
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
    ids = {(entry.id, day, "") for entry in edition.entries}
    ids |= {(story.id, day, story.slug) for story in edition.stories}
    put("INSERT INTO ids VALUES (?, ?, ?)", sorted(ids))
    put("INSERT INTO updates VALUES (?, ?, ?)", [(day, u.entry, u.title) for u in edition.updates])
    put(
        "INSERT INTO stones VALUES (?, ?, ?)",
        [(day, stone.id, msgspec.json.encode(stone)) for stone in edition.withdrawn],
    )
    aliases = list(edition.aliases)
    says = []
    for one in sheet.instructions:
        if one.key not in STANDING:
            continue
        named = [one.id]
        if one.key == "merge" and isinstance(one.value, tuple):
            named += one.value
            aliases += [(dead, one.id) for dead in one.value]
        says += [(day, name, msgspec.json.encode(one)) for name in named]
    put("INSERT INTO says VALUES (?, ?, ?)", says)
    put("INSERT INTO aliases VALUES (?, ?, ?)", [(day, dead, living) for dead, living in aliases])


def _tell(index: Index, reader: Reader, day: date) -> None:
    """How a day's stories are told elsewhere, and the mark of all that its own page shows."""
    edition = reader.edition(day)
    applied = reader.apply(edition, elsewhere=True)
    aliases = index.aliases_now()
    name = day.isoformat()
    index.base.execute("DELETE FROM told WHERE day = ?", (name,))
    index.base.executemany(
        "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?)",
        [
            (name, place, story.id, aliases.get(story.id, story.id), story.slug, story.topic)
            for place, story in enumerate(applied.edition.stories)
        ],
    )
    said = index.instructions(day)
    shown = len(reader.apply(edition, elsewhere=False).edition.stories) if said else None
    number = len(applied.edition.stories) if shown is None else shown
    index.base.execute(
        "UPDATE days SET text = ?, stories = ? WHERE day = ?",
        (mark(index.hash_of(day), said, _living_here(edition, aliases)), number, name),
    )


def _living_here(edition: Edition, aliases: Mapping[str, str]) -> list[tuple[str, str]]:
    """The dead ids that a day holds, with what they live on as."""
    return [(s.id, aliases[s.id]) for s in edition.stories if s.id in aliases]


def _thread(index: Index, touched: Iterable[str], retold: Iterable[date]) -> None:
    """Mark anew where the stories of every day that tells a touched one come from and go to."""
    days = {day for living in touched for day in index.days_of(living)}
    for day in sorted(days.union(retold)):
        threads = [
            (living, index.slug(living), index.days_of(living)) for living in index.livings([day])
        ]
        index.base.execute(
            "UPDATE days SET thread = ? WHERE day = ?",
            (mark(sorted(threads), index.retitles(day)), day.isoformat()),
        )
