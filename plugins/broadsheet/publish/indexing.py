"""Bring the index in step with content/: derive what changed, and mark what that touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from datetime import date
from hashlib import blake2b
from pathlib import Path

import msgspec

from .. import store
from ..desk.sheet import Applied, Sheet
from ..errors import StoreError
from ..model import Edition, Topic
from .base import sorted_later
from .fingerprint import own_mark
from .index import Index, mark
from .reader import Outline, Reader, named
from .touched import log

__all__ = ["STANDING", "sync"]

STANDING = ("headline", "hide", "merge", "topic")
"""What a sheet says beyond its own edition."""


def sync(
    index: Index,
    content: Path,
    topics: tuple[Topic, ...],
    stamps: store.Stamps | None = None,
) -> bool:
    """Bring the index in step; True if anything was derived anew.

    `stamps` are those of the files as they are now, if somebody has just looked.

    Raises:
        StoreError: an edition's file cannot be read.
        ConfigError: a sheet cannot.
    """
    try:
        return _sync(index, content, topics, stamps or store.stamps(content))
    except BaseException:
        index.base.rollback()  # half a sync is none
        index.refresh_links()
        raise


def _sync(index: Index, content: Path, topics: tuple[Topic, ...], stamps: store.Stamps) -> bool:
    reader = Reader(index, content, topics)
    facts = {"topics": mark(topics), "code": own_mark()}
    new_code = index.fact("code") != facts["code"]
    all_over = index.fact("topics") not in ("", facts["topics"])
    changed, gone = index.changed(stamps, every=new_code)
    if not new_code:
        changed = {d: stamp for d, stamp in changed.items() if not _same(index, content, d, stamp)}
    if not (changed or gone or all_over):
        index.base.commit()
        return False
    links = index.links
    touched = index.livings({*changed, *gone})
    spoken = index.spoken({*changed, *gone})
    retitled = index.retitled_by({*changed, *gone})
    if new_code:
        index.forget_all()
    known = set(index.all_days())
    for day in sorted(known.intersection((*changed, *gone))):
        index.forget(day)
    with nullcontext() if known else sorted_later(index.base):
        _read(index, reader, changed)
    index.refresh_links()
    spoken |= index.spoken(changed.keys())
    spoken |= index.links.kin(spoken)
    moved = index.links.changed(links)
    spoken_of = {day for day in changed if not _is_quiet(index, reader, day)}
    retell = {*spoken_of, *index.days_holding(spoken), *index.days_naming(moved)}
    if all_over:
        retell = set(index.all_days())
    for day in sorted(retell):
        if known:
            touched |= index.livings([day])
        _tell(index, reader, day)
    if known:
        touched |= index.livings({*retell, *changed})
        retitled |= index.retitled_by(changed)
        threaded = index.days_telling(touched) | retell | changed.keys()
        _thread(index, threaded | index.days_holding(retitled))
        threaded |= index.days_holding(retitled) | gone
        stories = touched | moved | links.kin(touched) | index.links.kin(touched)
        log(index, threaded, stories, every=all_over)
    else:  # all is new, and touched by all
        _thread(index, changed.keys())
        log(index, (), (), every=True)
    for name, value in facts.items():
        index.remember(name, value)
    index.base.commit()
    return True


def _read(index: Index, reader: Reader, changed: Mapping[date, tuple[int, ...]]) -> None:
    """What the files of some days say, as if nobody said anything of them elsewhere."""
    for day in sorted(changed):
        data, said = _files(reader.content, day)
        outline = reader.outline(day, data)
        _put(index, outline, reader.sheet(day), changed[day], _hash(data, said))
        _plain(index, outline)


def _same(index: Index, content: Path, day: date, stamp: tuple[int, ...]) -> bool:
    """Whether only the time of a day's files changed, as in a fresh checkout."""
    known = index.hash_of(day)
    if not known or known != _hash(*_files(content, day)):
        return False
    index.touch(day, stamp)
    return True


def _files(content: Path, day: date) -> tuple[bytes, bytes]:
    """The bytes of a day's edition and of its sheet, empty where there is none."""
    found = []
    for path in (store.path_of(content, day), store.sheet_path(content, day)):
        try:
            found.append(path.read_bytes())
        except FileNotFoundError:
            found.append(b"")
        except OSError as error:
            raise StoreError(
                f"cannot be read ({error.strerror})",
                where=store.name_of(path),
                remedy="check its rights",
            ) from None
    return found[0], found[1]


def _hash(edition: bytes, sheet: bytes) -> str:
    digest = blake2b(edition, digest_size=10)
    digest.update(b"%d " % len(edition) + sheet)
    return digest.hexdigest()


def _put(index: Index, edition: Outline, sheet: Sheet, stamp: tuple[int, ...], hashed: str) -> None:
    """What one day's own files say, but for how its stories are told."""
    day = edition.date.isoformat()
    put = index.base.executemany
    index.base.execute(
        "INSERT INTO days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')",
        (
            day,
            *stamp,
            hashed,
            edition.issued is not None,
            sheet.title,
            0,
            len(edition.entries),
        ),
    )
    books = (bytes(edition.ledger), bytes(edition.failures))
    index.base.execute("INSERT INTO books VALUES (?, ?, ?)", (day, *books))
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
            names = named(one)
            aliases += [(day, dead, one.id, True) for dead in names[1:]]
            says += [(day, name, msgspec.json.encode(one)) for name in names]
    put("INSERT INTO says VALUES (?, ?, ?)", says)
    put("INSERT INTO aliases VALUES (?, ?, ?, ?)", aliases)


def _plain(index: Index, edition: Outline) -> None:
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


def _thread(index: Index, days: Iterable[date]) -> None:
    """Mark anew where the stories of some days come from and go to, and under which topics."""
    for day in sorted(days):
        name = day.isoformat()
        threads = [(living, index.slug(living), days) for living, days in index.going_on(day)]
        index.base.execute(
            "UPDATE days SET thread = ? WHERE day = ?",
            (mark(threads, index.retitles(day)), name),
        )
        index.base.execute("DELETE FROM topic_days WHERE day = ?", (name,))
        index.base.execute(
            "INSERT INTO topic_days SELECT DISTINCT topic, day FROM told JOIN days USING (day)"
            " WHERE day = ? AND issued AND topic != ''",
            (name,),
        )
