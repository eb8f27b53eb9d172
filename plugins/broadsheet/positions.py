"""Where in a TOML text a key stands, so that a mistake can be named with its line.

`tomllib` gives values without places, and no well-kept parser gives both. `key_lines`
reads no values: it steps over strings, comments and brackets, and notes where a table or a
key begins. It also refuses what no file of ours can hold (keys of many parts, deep
nesting), because the parser's cost on those grows with the square of their length.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from .errors import ConfigError

__all__ = ["Path", "Positions", "key_lines", "parse_toml"]

Path: TypeAlias = tuple[str | int, ...]

MAX_PARTS = 8  # story.ID.key is three
MAX_DEPTH = 16

# An unclosed string runs to its end, so that no text is ever read twice.
_TOKEN = re.compile(
    r'''(?P<string>
          """(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:"{3,5}|\Z)
        | \'\'\'(?:[^']|'(?!''))*+(?:'{3,5}|\Z)
        | "(?:[^"\\\n]|\\[^\n])*+"?
        | '[^'\n]*+'?
        )
      | (?P<comment>\#[^\n]*+)
      | (?P<newline>\n)
      | (?P<open>[\[{])
      | (?P<close>[\]}])
      | (?P<equals>=)
      | (?P<other>[^"'\#\n\[\]{}=]++)''',
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Positions:
    """The line of every table and key of one TOML text; lines count from 1."""

    where: str
    lines: Mapping[Path, int]

    def line(self, *path: str | int) -> int:
        """The line of a key, else of the nearest table round it, else 1."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1

    def at(self, *path: str | int) -> str:
        """The place as a message names it: `file:line`."""
        return f"{self.where}:{self.line(*path)}"


def parse_toml(text: str, *, where: str) -> tuple[dict[str, Any], Positions]:
    """Parse `text`; `where` is its file's name in messages.

    Raises:
        ConfigError: the text is not TOML; names the line.
    """
    positions = Positions(where, key_lines(text, where=where))
    try:
        return tomllib.loads(text), positions
    except RecursionError:
        raise ConfigError("nested too deeply", where=f"{where}:1") from None
    except ValueError as error:  # TOMLDecodeError, and int()'s limit on digits
        place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", str(error))
        last = text.count("\n") + 1
        line = int(place[1]) if place and place[1] else last if place else 1
        what = str(error)[: place.start()] if place else "a number of too many digits"
        raise ConfigError(
            f"not TOML: {what[:1].lower()}{what[1:]}",
            where=f"{where}:{line}",
            remedy='texts stand in quotes, as in headline = "...", lists in brackets',
        ) from None


def key_lines(text: str, *, where: str) -> dict[Path, int]:
    """Map each key's path of names to the first line (from 1) that names it.

    The text need not be valid TOML; what cannot be read has no line. A table, each key
    under it and each dotted key has one; keys inside `{...}` have their table's only. The
    tables of an array are numbered: ("feeds", 0), ("feeds", 1).

    Raises:
        ConfigError: a key of more than 8 parts, or brackets nested deeper than 16.
    """
    found: dict[Path, int] = {}
    table: Path = ()
    counts: dict[Path, int] = {}  # of the tables of each array so far
    words: list[str] = []  # the table's or key's text so far
    naming = True  # before the "=" of this statement
    start = line = 1
    depth = 0
    for match in _TOKEN.finditer(text + "\n"):
        kind, token = match.lastgroup, match.group()
        if kind in {"open", "close"}:
            depth = max(0, depth + (1 if kind == "open" else -1))
            if depth > MAX_DEPTH:
                raise ConfigError("brackets are nested too deeply", where=f"{where}:{line}")
        if kind == "equals" and depth == 0 and naming:
            key = _names("".join(words), line=line, where=where)
            for end in range(1, len(key) + 1):
                found.setdefault((*table, *key[:end]), start)
            naming = False
        elif kind == "newline" and depth == 0:
            statement = "".join(words).strip()
            if naming and statement.startswith("["):
                names = _names(statement.strip("[]"), line=start, where=where)
                table = _numbered(names, counts, begins=statement.startswith("[["))
                for end in range(1, len(table) + 1):
                    found.setdefault(table[:end], start)
            words, naming, start = [], True, line + 1
        elif naming and kind != "comment":
            words.append(token)
        line += token.count("\n")
    return found


def _numbered(names: tuple[str, ...], counts: dict[Path, int], *, begins: bool) -> Path:
    """A table's path with the number of each array's latest table in it."""
    path: Path = ()
    for place, name in enumerate(names, start=1):
        path = (*path, name)
        if begins and place == len(names):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _names(key: str, *, line: int, where: str) -> tuple[str, ...]:
    """Split a dotted key as TOML does, quotes and all; () where it is none."""
    if re.sub(r'"[^"]*"|\'[^\']*\'', "", key).count(".") >= MAX_PARTS:
        raise ConfigError("a key of too many parts", where=f"{where}:{line}")
    try:
        value: object = tomllib.loads(f"{key} = 0")
    except ValueError:
        return ()
    names = []
    while isinstance(value, dict) and len(value) == 1:
        name, value = next(iter(value.items()))
        names.append(str(name))
    return tuple(names)
