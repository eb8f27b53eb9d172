"""Where in a TOML text a key stands, so that a mistake can be named with its line.

`tomllib` gives values without positions, and no well-kept parser gives both; this
walks the lines beside it. It reads what people write in a config or a sheet (table
headers, arrays of tables, one key a line) and falls back to the nearest table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from .errors import ConfigError

__all__ = ["Path", "Positions", "parse_toml"]

Path: TypeAlias = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)\s*=""")
_BIT = re.compile(r'"([^"]*)"|' + r"'([^']*)'|([^.\s\"']+)")


@dataclass(frozen=True, slots=True)
class Positions:
    """The line of every table and key of one TOML text; lines count from 1."""

    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of `path`, else of the nearest table above it, else 1."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1


def parse_toml(text: str, *, where: str) -> tuple[dict[str, Any], Positions]:
    """Parse `text`; `where` is its file's name in messages.

    Raises:
        ConfigError: the text is not TOML; names the line.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = found[1] if found else str(text.count("\n") + 1)
        what = re.sub(r"\s*\(at [^)]*\)$", "", str(error))
        raise ConfigError(
            f"this is not valid TOML: {what}",
            where=f"{where}:{line}",
            remedy="text values stand in quotes, lists in brackets",
        ) from None
    except RecursionError:
        raise ConfigError(
            "this nests too deeply", where=where, remedy="use plain tables and lists"
        ) from None
    return data, Positions(_walk(text))


def _walk(text: str) -> dict[Path, int]:
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    quote = ""  # inside a multi-line string, the quotes that end it
    for number, line in enumerate(text.splitlines(), start=1):
        if quote:
            if quote in line:
                quote = ""
            continue
        header = _HEADER.match(line)
        if header:
            table = _table(_names(header[2]), header[1] == "[[", counts)
            lines.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            names = _names(key[1])
            for length in range(1, len(names) + 1):
                lines.setdefault(table + tuple(names[:length]), number)
            rest = line[key.end() :]
            for mark in ('"""', "'''"):
                if rest.count(mark) == 1:
                    quote = mark
    return lines


def _names(dotted: str) -> list[str]:
    return [a or b or c for a, b, c in _BIT.findall(dotted)]


def _table(names: Sequence[str], is_list: bool, counts: dict[Path, int]) -> Path:  # noqa: FBT001
    path: Path = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path])
    path = (*path, *names[-1:])
    if is_list:
        counts[path] = counts.get(path, -1) + 1
        path = (*path, counts[path])
    return path
