"""Addresses of feeds as they may be published: without what only the site's owner should know."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote_plus, urlsplit, urlunsplit

from ..model import Feed

__all__ = ["bare", "shown_address"]

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_BETWEEN = re.compile("[&;]")
_INSIDE = ("http://", "https://")


def shown_address(feed: Feed) -> str:
    """The feed's address as pages, feeds and OPML may tell it, "" for one that stays hidden.

    `private` in digest.toml decides: true hides it altogether, false shows it as it is; where
    nothing is said, user and password and the secrets of its query (secrets.tsv) are left out.
    """
    if feed.private is None:
        return bare(feed.address)
    return "" if feed.private else feed.address


def bare(address: str) -> str:
    """An address without user and password, and without parameters that hold a secret.

    One that holds another address with a secret in it goes as well. What is no secret stays
    letter by letter.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    kept = [one for one in _BETWEEN.split(parts.query) if not _is_secret(one)]
    if "@" not in parts.netloc and len(kept) == len(_BETWEEN.split(parts.query)):
        return address
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host, query="&".join(kept)))


def _is_secret(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    plain = _NOT_PLAIN.sub("", unquote_plus(name).lower())
    whole, ends = _names()
    if plain in whole or plain.endswith(ends):
        return True
    inner = unquote_plus(value)
    # Unquoted, it is shorter with each step inwards or no address any more, so this ends.
    return inner.startswith(_INSIDE) and len(inner) < len(value) and bare(inner) != inner


@cache
def _names() -> tuple[frozenset[str], tuple[str, ...]]:
    """(names that are a secret's, ends of names that are), from secrets.tsv."""
    text = Path(__file__).with_name("secrets.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    whole = frozenset(name for name, how, _ in rows if how == "whole")
    return whole, tuple(name for name, how, _ in rows if how == "end")
