"""The sheet's text to its record: every mistake is named with its line and a remedy."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from ..errors import ConfigError
from ..positions import Positions, parse_toml
from .records import Instruction, Sheet, Value

__all__ = ["read"]

MAX_CHARS = 131_072  # a sheet is a page that a person wrote
SHOWN = 40  # characters of a key that a message repeats

_TOP = ("entry", "intro", "story", "title")
_KEYS = {
    "story": ("headline", "hide", "merge", "note", "pin", "split", "topic"),
    "entry": ("headline", "hide", "note", "pin", "topic"),
}
_WANTED = {
    "headline": 'a text, as in headline = "..."',
    "hide": "true or false",
    "intro": "a text",
    "merge": 'a list of story ids, as in merge = ["..."]',
    "note": 'a text, as in note = "..."',
    "pin": "true, false or a whole number from 1",
    "split": 'a list of entry ids, as in split = ["..."]',
    "title": "a text",
    "topic": "a topic's name or slug",
}


def read(text: str, *, path: str) -> Sheet:
    """Read a sheet's TOML; `path` is what messages call it.

    Raises:
        ConfigError: not TOML, an unknown key, a value of the wrong kind; `where` is
            `path:line`.
    """
    if len(text) > MAX_CHARS:
        raise ConfigError(
            f"a sheet of {len(text)} characters", where=f"{path}:1", remedy=f"keep to {MAX_CHARS}"
        )
    data, lines = parse_toml(text, where=path)
    for key in data:
        _known(key, _TOP, where=lines.at(key))
    instructions = [
        found
        for kind in ("story", "entry")
        for found in _tables(kind, data.get(kind, {}), lines=lines)
    ]
    return Sheet(
        path=path,
        title=" ".join(_text("title", data, lines).split()),
        intro=_text("intro", data, lines).strip(),
        instructions=tuple(sorted(instructions, key=lambda one: one.line)),
    )


def _known(key: str, known: tuple[str, ...], *, where: str) -> None:
    if key in known:
        return
    near = difflib.get_close_matches(key[:SHOWN], known, n=1)
    remedy = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(known)}"
    raise ConfigError(f"unknown key {_short(key)}", where=where, remedy=remedy)


def _short(key: str) -> str:
    return repr(key if len(key) <= SHOWN else f"{key[:SHOWN]}…")


def _text(key: str, data: Mapping[str, object], lines: Positions) -> str:
    value = data.get(key, "")
    if isinstance(value, str):
        return value
    raise ConfigError(f"{key} is {_WANTED[key]}", where=lines.at(key))


def _tables(kind: str, tables: object, *, lines: Positions) -> list[Instruction]:
    """`[story.ID]` tables to instructions, one for each key."""
    found = []
    if not isinstance(tables, dict):
        raise ConfigError(f"{kind} is a table", where=lines.at(kind), remedy=f"[{kind}.ID]")
    for name, table in tables.items():
        place = lines.at(kind, name)
        if not isinstance(table, dict):
            raise ConfigError(
                f"{kind}.{_short(name)} is a table", where=place, remedy=f"[{kind}.ID]"
            )
        if not name.strip():
            raise ConfigError(f"{kind} without an id", where=place, remedy="`explain` prints ids")
        for key, value in table.items():
            _known(key, _KEYS[kind], where=lines.at(kind, name, key))
            found.append(
                Instruction(
                    kind=kind,
                    id=name.strip(),
                    key=key,
                    value=_value(key, value, where=lines.at(kind, name, key)),
                    line=lines.line(kind, name, key),
                )
            )
    return found


def _value(key: str, value: object, *, where: str) -> Value:
    """The value in the kind that the key takes, or a ConfigError that says which."""
    match key, value:
        case "hide" | "pin", bool():
            return value
        case "pin", int() if value >= 1:
            return value
        case "headline" | "topic", str():
            return " ".join(value.split())
        case "note", str():
            return value.strip()
        case "merge" | "split", list() if value and all(isinstance(one, str) for one in value):
            return tuple(one.strip() for one in value)
    raise ConfigError(f"{key} is {_WANTED[key]}", where=where)
