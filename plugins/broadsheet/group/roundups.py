"""Live blogs, briefings and round-ups: entries that touch everything and tell no one story.

Known by their headlines: phrases from a table (`tables/stories_roundups.tsv`), or three
headlines strung together. They never tie other entries together; a live blog may stand
with the story that it follows, a round-up stands alone.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import regex

from .words import plain_words

__all__ = ["LIST", "LIVE", "kind_of"]

LIVE = "live"
LIST = "list"
_STRUNG = regex.compile(r"[^;；|]{8,}(?:[;；|][^;；|]{8,}){2,}")


def kind_of(title: str) -> str:
    """`LIVE` for a live blog, `LIST` for a briefing or round-up, "" for a report."""
    if _STRUNG.fullmatch(title[:1000]):
        return LIST
    line = " " + " ".join(plain_words(title)) + " "
    return next((kind for phrase, kind in _phrases() if phrase in line), "")


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, str], ...]:
    """(the phrase between spaces, kind); characters of a script without spaces stand apart."""
    table = resources.files(__package__).joinpath("tables", "stories_roundups.tsv")
    found = []
    for row in table.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            phrase, _, kind, _ = row.split("\t")
            found.append((" " + " ".join(plain_words(phrase)) + " ", kind))
    return tuple(found)
