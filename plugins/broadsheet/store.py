"""Edition <-> content/editions/YYYY/YYYY-MM-DD.json, the record of truth.

A file is JSON with one field a line, so that a new entry is a few added lines in a
diff. Fields that hold their default are left out. Text of an outlet is never stored
beyond the excerpt, unless its feed says `reprint`; of a cut, the rule, a hash and the
first 80 characters.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
from collections.abc import Collection, Hashable
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

import msgspec

from .disk import discard, move, name_of, settle, write_atomic
from .errors import StoreError
from .model import Cut, Edition, Entry

__all__ = [
    "FORMAT",
    "Stamps",
    "days",
    "decode",
    "decode_as",
    "discard",
    "encode",
    "load",
    "load_as",
    "move",
    "name_of",
    "path_of",
    "remove",
    "save",
    "scan",
    "scan_all",
    "settle",
    "sheet_path",
    "sheets",
    "stamps",
    "write_atomic",
]

T = TypeVar("T")

Stamps: TypeAlias = tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int]]]
"""Day -> (size, time of change in ns), of editions and of sheets, in order."""

FORMAT = 1
"""Version of the file; a reader refuses what is newer."""

CUT_HEAD = 80  # characters of a cut that an edition keeps
_RUN_ONLY = {"received", "html", "base", "origin"}  # fields of an entry that stay in the cache


_FORMAT = re.compile(rb'\{\s*"format":\s*(\d{1,9})\b')


class _Head(msgspec.Struct):
    format: int = 0


def path_of(content: Path, day: date) -> Path:
    """Where the edition of `day` lies."""
    return content / "editions" / f"{day:%Y}" / f"{day}.json"


def sheet_path(content: Path, day: date) -> Path:
    """Where the editor's sheet for `day` lies, or would."""
    return path_of(content, day).with_suffix(".toml")


def days(content: Path) -> tuple[date, ...]:
    """The days that have an edition's file, in order."""
    return tuple(scan(content, ".json"))


def sheets(content: Path) -> tuple[date, ...]:
    """The days that have a sheet, in order."""
    return tuple(scan(content, ".toml"))


def scan(content: Path, suffix: str) -> dict[date, tuple[int, int]]:
    """Day -> (size, time of change in ns) of the files of one kind, in order; opens none."""
    (found,) = scan_all(content, suffix)
    return {date.fromisoformat(day): stamp for day, stamp in found.items()}


def scan_all(content: Path, *suffixes: str) -> list[dict[str, tuple[int, int]]]:
    """For each kind of files: day, as it is written, -> (size, time of change), in order."""
    found: dict[str, dict[str, tuple[int, int]]] = {suffix: {} for suffix in suffixes}
    for year in _entries(content / "editions"):
        if not year.name.isdecimal():
            continue
        for file in _entries(Path(year.path)):
            stem, dot, ending = file.name.rpartition(".")
            kind = found.get(dot + ending)
            if kind is not None and stem[:4] == year.name and _is_day(stem):
                status = file.stat()
                kind[stem] = status.st_size, status.st_mtime_ns
    return [dict(sorted(kind.items())) for kind in found.values()]


def stamps(content: Path) -> Stamps:
    """The stamps of all editions and of all sheets."""
    editions, sheets = scan_all(content, ".json", ".toml")
    return editions, sheets


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        return list(entries)
    return []


def load(content: Path, day: date) -> Edition | None:
    """The edition of `day`, None where there is no file.

    Raises:
        StoreError: the file cannot be read, or is no edition.
    """
    return load_as(content, day, Edition)


def load_as(content: Path, day: date, of: type[T]) -> T | None:
    """As `load`, but only the fields of `of`, which is quicker by as much as it leaves out.

    Raises:
        StoreError: the file cannot be read, or is no edition.
    """
    path = path_of(content, day)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(
            f"cannot be read ({error.strerror})", where=name_of(path), remedy="check its rights"
        ) from None
    return decode_as(data, of, where=name_of(path))


def decode(data: bytes, *, where: str = "edition") -> Edition:
    """The edition in `data`; `where` names its file in messages.

    Raises:
        StoreError: it is not JSON, not an edition, or of a later version of Broadsheet.
    """
    return decode_as(data, Edition, where=where)


def decode_as(data: bytes, of: type[T], *, where: str) -> T:
    """As `decode`, but only the fields of `of`.

    Raises:
        StoreError: it is not JSON, not an edition, or of a later version of Broadsheet.
    """
    try:
        # Written first, so that it is seen without reading the whole file twice.
        head = _FORMAT.match(data)
        number = int(head[1]) if head else msgspec.json.decode(data, type=_Head).format
        if number > FORMAT:
            raise StoreError(
                f"this edition has format {number}, we read up to {FORMAT}",
                where=where,
                remedy="use a newer Broadsheet",
            )
        return msgspec.json.decode(data, type=of)
    except msgspec.DecodeError as error:
        raise StoreError(
            f"this is no edition: {error}",
            where=where,
            remedy="take the file back from version control, or mend it",
        ) from None


def encode(edition: Edition, *, reprint: Collection[str] = ()) -> bytes:
    """The bytes of an edition's file; `reprint` names the feeds whose html is kept in it.

    The same edition gives the same bytes; `decode(encode(e))` is `e` as far as it is stored.
    """
    edition = dataclasses.replace(
        edition,
        entries=tuple(_stored(entry, reprint) for entry in edition.entries),
        samples=(),
    )
    fields = ['"format": ' + str(FORMAT)]
    fields += [f'"{key}": {_value(value, 1)}' for key, value in _fields(edition)]
    return ("{\n " + ",\n ".join(fields) + "\n}\n").encode()


def save(content: Path, edition: Edition, *, reprint: Collection[str] = ()) -> bool:
    """Write an edition's file; True if its bytes changed.

    Raises:
        StoreError: it cannot be written.
    """
    data = encode(edition, reprint=reprint)
    return write_atomic(path_of(content, edition.date), data, durable=True)


def remove(content: Path, day: date) -> None:
    """Take an edition's file away (an open edition that moved to a later day).

    Raises:
        StoreError: the folder does not let it go.
    """
    discard([path_of(content, day)])


def _stored(entry: Entry, reprint: Collection[str]) -> Entry:
    cuts = tuple(
        Cut(rule=cut.rule, text=cut.text[:CUT_HEAD], digest=cut.digest or _digest(cut.text))
        for cut in entry.removed
    )
    html = entry.html if entry.feed in reprint else ""
    return dataclasses.replace(entry, removed=cuts, html=html, received="", base="", origin="")


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()


def _value(value: Any, depth: int) -> str:  # noqa: ANN401 - any field of any record
    """JSON of a field: tuples of records one field a line, all else on one line."""
    pad = "\n" + " " * (depth + 1)
    if isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
        if _is_small(type(value[0])):
            return "[" + pad + f",{pad}".join(_line(item) for item in value) + pad[:-1] + "]"
        items = []
        for item in value:
            inner = f"{pad} "
            fields = f",{inner}".join(
                f'"{key}": {_value(v, depth + 2)}' for key, v in _fields(item)
            )
            items.append("{" + inner + fields + pad + "}")
        return "[" + pad + f",{pad}".join(items) + pad[:-1] + "]"
    return _line(value)


def _line(value: Any) -> str:  # noqa: ANN401 - as above
    if dataclasses.is_dataclass(value):
        return "{" + ", ".join(f'"{key}": {_line(v)}' for key, v in _fields(value)) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_line(v) for v in value) + "]"
    return msgspec.json.encode(value).decode()


def _fields(record: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - as above
    """The fields of a record that differ from their default, in the record's own order."""
    return [
        (name, value)
        for name, default in _defaults(cast("Hashable", type(record)))
        if (value := getattr(record, name)) != default
    ]


@cache
def _defaults(kind: Hashable) -> tuple[tuple[str, Any], ...]:
    return tuple((f.name, f.default) for f in dataclasses.fields(cast("type", kind)))


def _is_small(kind: type) -> bool:
    """Whether a record of this kind fits on a line (a cut, a tally; not an entry, not a story)."""
    return kind.__name__ not in {"Entry", "Story"}
