"""Editions as stored, with the editor's word on them: their own sheets and all others'."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import msgspec

from .. import store
from ..desk.sheet import Applied, Instruction, Sheet, Standing, apply, read, standing
from ..errors import ConfigError
from ..model import Edition, LogLine, Media, Related, Story, Tombstone, Topic, Update
from .index import Index

__all__ = ["Outline", "Reader", "ShownEdition", "ShownEntry", "Word", "named"]


class _Named(msgspec.Struct, frozen=True):
    id: str
    slug: str = ""
    topic: str = ""


class Outline(msgspec.Struct, frozen=True):
    """What the index keeps of an edition: ids and facts; its texts are not even decoded."""

    date: date
    issued: datetime | None = None
    entries: tuple[_Named, ...] = ()
    stories: tuple[_Named, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    updates: tuple[Update, ...] = ()
    ledger: msgspec.Raw = msgspec.Raw(b"[]")
    failures: msgspec.Raw = msgspec.Raw(b"[]")
    withdrawn: tuple[Tombstone, ...] = ()


class ShownEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What pages, feeds and search show of an entry, read in an eighth of a whole one's time."""

    id: str = ""
    feed: str = ""
    url: str = ""
    resolved: str = ""
    title: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    seen: datetime | None = None
    lang: str = ""
    dateline: str = ""
    agency: str = ""
    excerpt: str = ""
    related: tuple[Related, ...] = ()
    media: tuple[Media, ...] = ()
    html: str = ""


class ShownEdition(msgspec.Struct, frozen=True, kw_only=True):
    """An edition as it is stored, but for what nobody is shown."""

    date: date
    issued: datetime | None = None
    entries: tuple[ShownEntry, ...] = ()
    stories: tuple[Story, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    withdrawn: tuple[Tombstone, ...] = ()
    log: tuple[LogLine, ...] = ()

    def told(self) -> Edition:
        """Its stories and facts, without its entries."""
        return Edition(
            date=self.date,
            issued=self.issued,
            stories=self.stories,
            aliases=self.aliases,
            withdrawn=self.withdrawn,
            log=self.log,
        )


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

    def shown(self, day: date) -> ShownEdition:
        """The edition as stored, but for what nobody is shown; an empty one without a file.

        Raises:
            StoreError: the file is no edition.
        """
        return store.load_as(self.content, day, ShownEdition) or ShownEdition(date=day)

    def page(self, shown: ShownEdition, *, elsewhere: bool, word: Word) -> Applied:
        """As `apply`, but the edition is opened whole only where somebody says something of it."""
        if word.quiet:
            return Applied(edition=shown.told())
        return self.apply(self.edition(shown.date), elsewhere=elsewhere, word=word)

    def outline(self, day: date, data: bytes) -> Outline:
        """What the index keeps of the edition in `data`; an empty one where there is none.

        Raises:
            StoreError: it is no edition.
        """
        where = store.name_of(store.path_of(self.content, day))
        return store.decode_as(data, Outline, where=where) if data else Outline(date=day)

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

    def word(self, edition: Edition | ShownEdition) -> Word:
        """All that the editor says of an edition, and where the ids lead that are named in it.

        Raises:
            ConfigError: the sheet cannot be read.
        """
        sheet, said = self.sheet(edition.date), self.index.instructions(edition.date)
        spoken = (*sheet.instructions, *(_unpacked(packed) for _, packed in said))
        names = {story.id for story in edition.stories} | {dead for dead, _ in edition.aliases}
        names |= {name for one in spoken for name in named(one)}
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
        word = self.word(self.shown(day))
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


def named(one: Instruction) -> tuple[str, ...]:
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
