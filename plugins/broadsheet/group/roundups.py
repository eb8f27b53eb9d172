"""Live blogs, briefings and round-ups: entries that touch everything and tell no one story.

Known by their headlines, from a table (`tables/stories_roundups.tsv`): they never tie
other entries together, though a live blog may stand with the story that it follows.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from .words import plain_words

__all__ = ["is_roundup"]


def is_roundup(title: str) -> bool:
    """Whether a headline announces a live blog, a briefing or a list of stories."""
    line = " " + " ".join(plain_words(title)) + " "
    return any(f" {phrase} " in line for phrase in _phrases())


@lru_cache(maxsize=1)
def _phrases() -> tuple[str, ...]:
    table = resources.files(__package__).joinpath("tables", "stories_roundups.tsv")
    rows = table.read_text(encoding="utf-8").splitlines()
    return tuple(
        " ".join(plain_words(row.split("\t")[0])) for row in rows if row and not row.startswith("#")
    )
