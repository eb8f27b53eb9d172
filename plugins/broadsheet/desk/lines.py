"""On which line of a TOML text each key stands.

`tomllib` gives values without places, and an editor wants the line. This reads no
values: it steps over strings, comments and brackets, and notes where a table or a
key begins. It also refuses what no sheet can hold (keys of many parts, deep nesting),
because the parser's cost on those grows with the square of their length.
"""

from __future__ import annotations

import re
import tomllib

from ..errors import ConfigError

__all__ = ["key_lines"]

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


def key_lines(text: str, *, path: str) -> dict[tuple[str, ...], int]:
    """Map each key's path of names to the first line (from 1) that names it.

    The text need not be valid TOML; what cannot be read has no line. A table, each key
    under it and each dotted key has one; keys inside `{...}` have their table's only.

    Raises:
        ConfigError: a key of more than 8 parts, or brackets nested deeper than 16.
    """
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    words: list[str] = []  # the table's or key's text so far
    naming = True  # before the "=" of this statement
    start = line = 1
    depth = 0
    for match in _TOKEN.finditer(text + "\n"):
        kind, token = match.lastgroup, match.group()
        if kind in {"open", "close"}:
            depth = max(0, depth + (1 if kind == "open" else -1))
            if depth > MAX_DEPTH:
                raise ConfigError("brackets are nested too deeply", where=f"{path}:{line}")
        if kind == "equals" and depth == 0 and naming:
            key = _names("".join(words), line=line, path=path)
            found.setdefault((*table, *key), start)
            naming = False
        elif kind == "newline" and depth == 0:
            statement = "".join(words).strip()
            if naming and statement.startswith("["):
                table = _names(statement.strip("[]"), line=start, path=path)
                for end in range(1, len(table) + 1):
                    found.setdefault(table[:end], start)
            words, naming, start = [], True, line + 1
        elif naming and kind != "comment":
            words.append(token)
        line += token.count("\n")
    return found


def _names(key: str, *, line: int, path: str) -> tuple[str, ...]:
    """Split a dotted key as TOML does, quotes and all; () where it is none."""
    if re.sub(r'"[^"]*"|\'[^\']*\'', "", key).count(".") >= MAX_PARTS:
        raise ConfigError("a key of too many parts", where=f"{path}:{line}")
    try:
        value: object = tomllib.loads(f"{key} = 0")
    except ValueError:
        return ()
    names = []
    while isinstance(value, dict) and len(value) == 1:
        name, value = next(iter(value.items()))
        names.append(str(name))
    return tuple(names)
