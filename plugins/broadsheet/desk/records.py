"""The desk's own words: an instruction, a sheet, what stands from earlier ones, what came of it.

Only the desk and those who ask it need these, so they live here and not in `model`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from ..model import Edition, Story

__all__ = ["Applied", "Instruction", "Problem", "Sheet", "Standing", "Value"]

Value: TypeAlias = bool | int | str | tuple[str, ...]


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One key of one table: `[story.ID]` `pin = true`, with the line that says it."""

    kind: str  # "story" or "entry"
    id: str
    key: str  # "pin", "hide", "headline", "note", "topic", "merge", "split"
    value: Value
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The editor's word on one edition, as read; instructions in the order of the file."""

    path: str = ""
    title: str = ""
    intro: str = ""  # Markdown
    instructions: tuple[Instruction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An instruction that did nothing: `text` is the whole line for a person, place included."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What earlier sheets decided for good, as of a date.

    `hidden` holds ids of stories and entries; `topics` ids to a topic as the editor
    wrote it (see `sheet.find_topic`); `headlines` ids to the latest headline; `merges`
    a story's id to the id that it was merged into, chains resolved.
    """

    hidden: frozenset[str] = frozenset()
    topics: Mapping[str, str] = field(default_factory=_nothing)
    headlines: Mapping[str, str] = field(default_factory=_nothing)
    merges: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """An edition as its page shows it, and what the page needs beside it.

    `edition` lacks what is hidden, has its stories in the order of the page, and maps
    merged stories to the living one in its `aliases`. `merged` holds each story that a
    merge ended, with the id that goes on: its address must still resolve.
    """

    edition: Edition
    title: str = ""
    intro: str = ""  # Markdown, as are the notes
    notes: Mapping[str, str] = field(default_factory=_nothing)  # story or entry id to its note
    pinned: tuple[str, ...] = ()  # stories, in the order of the page
    hidden: tuple[str, ...] = ()  # ids of this edition that the page leaves out, sorted
    merged: tuple[tuple[Story, str], ...] = ()
    unmatched: tuple[Problem, ...] = ()
