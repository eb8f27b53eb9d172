"""Links that only lead elsewhere: which they are, and what some of them say themselves."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from . import fields

__all__ = ["is_redirector", "spoken_target"]


@cache
def _table() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Hosts: ((path prefix, query parameters that hold the target), ...), from redirectors.tsv."""
    rows: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
    for line in Path(__file__).with_name("redirectors.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            where, params, _origin = line.split("\t")
            host, slash, path = where.partition("/")
            names = tuple(params.replace("-", "").split(","))
            rows[host] = (*rows.get(host, ()), (slash + path, names))
    return rows


_PLAIN = re.compile(r"https?://(?:www\.)?([a-z0-9.-]+)/")


def _row(url: str) -> tuple[str, ...] | None:
    plain = _PLAIN.match(url)
    if plain and plain[1] not in _table() and plain[1].removeprefix("www.") not in _table():
        return None  # nearly all addresses there are: not worth taking apart
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    rows = _table().get(host, ())
    return next((names for path, names in rows if parts.path.startswith(path)), None)


def is_redirector(url: str) -> bool:
    """Whether `url` is a known redirector's, and so worth asking where it leads."""
    return _row(url) is not None


def spoken_target(url: str) -> str:
    """The address that a redirector's own address holds in its query, "" when it holds none."""
    names = _row(url)
    if not names or names == ("",):
        return ""
    query = parse_qs(urlsplit(url).query, max_num_fields=100)
    found = (fields.address(value) for name in names for value in query.get(name, ()))
    return next((target for target in found if target), "")
