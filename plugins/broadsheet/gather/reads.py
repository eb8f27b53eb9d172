"""What a file yields: entries, what the file says of itself, and what went wrong, as values."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Entry

__all__ = ["Read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One file as read. `failures` are lines for a person; entries beside them are still good.

    Neither failures nor notes name the file: who asked for it knows what to call it.
    """

    title: str = ""
    link: str = ""
    lang: str = ""
    entries: tuple[Entry, ...] = ()
    failures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what was left out on purpose, or repaired
    lost: int = 0  # characters that no text may hold, left out; the notes say so too
