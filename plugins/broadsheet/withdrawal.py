"""Take an entry's text out of an edition and leave a tombstone at its address: pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from datetime import datetime

from .identity import keys_of
from .model import Edition, Entry, LogLine, Story, Tombstone

__all__ = ["withdraw"]


def withdraw(
    edition: Edition, names: Collection[str], *, reason: str, now: datetime, path: str = ""
) -> Edition:
    """The edition without these entries: tombstones in their place, the log says so.

    Args:
        edition: as stored.
        names: ids of entries in it.
        reason: for readers, one line.
        now: when it is withdrawn.
        path: of the story's own page, if this leaves the story too short to have one.

    A story that loses its lead is told under the next entry's title; one that loses all its
    entries leaves a tombstone of its own. The keys of what is gone stay, as hashes, so that no
    later gather takes it for new.
    """
    gone = [entry for entry in edition.entries if entry.id in names]
    left = {entry.id: entry for entry in edition.entries if entry.id not in names}
    stories = [_without(story, left) for story in edition.stories]
    emptied = [s.id for s in edition.stories if not any(name in left for name in s.entries)]
    stones = [
        Tombstone(id=entry.id, when=now, reason=reason, keys=keys_of(entry).all(), path=path)
        for entry in gone
    ]
    marked = {stone.id for stone in stones}
    stones += [Tombstone(id=s, when=now, reason=reason) for s in emptied if s not in marked]
    count = f"{len(gone)} entry withdrawn" if len(gone) == 1 else f"{len(gone)} entries withdrawn"
    return dataclasses.replace(
        edition,
        entries=tuple(left.values()),
        stories=tuple(story for story in stories if story.entries),
        updates=tuple(update for update in edition.updates if update.entry not in names),
        withdrawn=(*edition.withdrawn, *stones),
        log=(*edition.log, LogLine(when=now, what=f"{count}: {reason}")),
    )


def _without(story: Story, left: dict[str, Entry]) -> Story:
    """A story with only the entries that are left, and no word that only the others said."""
    entries = tuple(name for name in story.entries if name in left)
    if len(entries) == len(story.entries) or not entries:
        return dataclasses.replace(story, entries=entries)
    said = " ".join(f"{left[name].title} {left[name].excerpt}" for name in entries).casefold()
    reports = (tuple(name for name in report if name in left) for report in story.reports)
    return dataclasses.replace(
        story,
        entries=entries,
        headline=story.headline if story.entries[0] in left else left[entries[0]].title,
        folded=tuple(name for name in story.folded if name in left),
        reports=tuple(report for report in reports if report),
        new=tuple(word for word in story.new if word.casefold() in said),
        why=dataclasses.replace(
            story.why,
            names=tuple(word for word in story.why.names if word.casefold() in said),
            words=tuple(word for word in story.why.words if word.casefold() in said),
        ),
    )
