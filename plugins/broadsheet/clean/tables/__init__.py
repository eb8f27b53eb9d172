"""Tables of furniture: tab-separated data, sorted, each row ending with its origin."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["rows"]


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of table `name` (no suffix): cells as written, comments and blanks left out."""
    text = files(__package__).joinpath(f"{name}.tsv").read_text("utf-8")
    lines = (line for line in text.split("\n") if line.strip() and not line.startswith("#"))
    return tuple(tuple(line.split("\t")) for line in lines)
