"""What the editor's instructions do to an edition, one verb each.

`Changes` is the edition while it is being changed; ids that reach it are the living
ones, and it knows nothing of sheets, lines or messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from ..model import Edition, Entry, Story
from .records import Value

__all__ = ["Changes"]


class Changes:
    """An edition's stories and entries, by id, in the order of the page."""

    def __init__(self, edition: Edition, aliases: Mapping[str, str]) -> None:
        """`aliases` maps dead story ids to living ones."""
        self._edition = edition
        self._aliases = dict(aliases)
        self.stories: dict[str, Story] = {story.id: story for story in edition.stories}
        self.entries: dict[str, Entry] = {entry.id: entry for entry in edition.entries}
        self.hidden: set[str] = set()
        self.merged: list[tuple[Story, str]] = []
        self._leads = {story.id: story.entries[:1] for story in edition.stories}
        self._titles = {entry.id: entry.title for entry in edition.entries}

    def living(self, kind: str, name: str) -> str:
        """The id that `name` goes by now; itself when it is alive or unknown."""
        held = self.stories if kind == "story" else self.entries
        seen = {name}
        while name not in held and self._aliases.get(name, name) not in seen:
            name = self._aliases[name]
            seen.add(name)
        return name

    def split(self, name: str, out: tuple[str, ...]) -> None:
        """Make a story of its own, next in order, of the entries `out` of a story.

        Its id is its first entry's; where the story itself bears that id, an `x` follows.
        """
        story = self.stories[name]
        out = tuple(entry for entry in story.entries if entry in out)
        own = out[0] if out[0] not in self.stories else f"{out[0]}x"
        lead = self.entries.get(out[0], Entry())
        new = Story(
            id=own,
            headline=lead.title,
            topic=lead.topic or story.topic,
            entries=out,
            folded=_only(story.folded, out),
            reports=_reports(story, out),
            score=story.score,
        )
        rest = tuple(entry for entry in story.entries if entry not in out)
        kept = replace(
            story,
            entries=rest,
            folded=_only(story.folded, rest),
            reports=_reports(story, rest),
        )
        self._leads[own] = out[:1]
        stories: dict[str, Story] = {}
        for each in self.stories.values():
            stories[each.id] = kept if each.id == name else each
            if each.id == name:
                stories[own] = new
        self.stories = stories

    def merge(self, dead: str, living: str) -> None:
        """Fold the story `dead` into `living`; where that is not here, `dead` takes its id."""
        if dead == living or dead not in self.stories:
            return
        story = self.stories[dead]
        self.merged.append((story, living))
        self._aliases[dead] = living
        target = self.stories.get(living)
        if target is None:
            renamed = replace(story, id=living)
            self._leads[living] = story.entries[:1]
            self.stories = {
                (living if name == dead else name): (renamed if name == dead else each)
                for name, each in self.stories.items()
            }
            return
        days = [day for day in (target.since, story.since) if day is not None]
        self.stories[living] = replace(
            target,
            entries=_union(target.entries, story.entries),
            folded=_union(target.folded, story.folded),
            reports=target.reports + story.reports,
            since=min(days, default=None),
            new=_union(target.new, story.new),
            score=max(target.score, story.score),
        )
        del self.stories[dead]

    def hide(self, keys: AbstractSet[str]) -> None:
        """Leave out what `story.ID` and `entry.ID` name, and stories that lose all entries."""
        for name in list(self.entries):
            if f"entry.{name}" in keys:
                self.hidden.add(f"entry.{name}")
                del self.entries[name]
        for story in list(self.stories.values()):
            left = tuple(entry for entry in story.entries if entry in self.entries)
            gone = len(left) < len(story.entries) and not left
            if gone or f"story.{story.id}" in keys:
                self.hidden.add(f"story.{story.id}")
                self.hidden |= {f"entry.{entry}" for entry in story.entries}
                for entry in story.entries:
                    self.entries.pop(entry, None)
                del self.stories[story.id]
            elif left != story.entries:
                self.stories[story.id] = replace(
                    story,
                    entries=left,
                    folded=_only(story.folded, left),
                    reports=_reports(story, left),
                )

    def move(self, slugs: Mapping[str, str]) -> None:
        """Give stories and entries their topic; a story goes where its lead is moved.

        A moved story takes its entries along (they teach the classifier) except those
        that were given a topic of their own.
        """
        for story in list(self.stories.values()):
            lead = f"entry.{story.entries[0]}" if story.entries else ""
            slug = slugs.get(f"story.{story.id}")
            for entry in story.entries if slug is not None else ():
                self._set_topic(entry, slug or "")
            if slug is None:
                slug = slugs.get(lead)
            if slug is not None:
                self.stories[story.id] = replace(story, topic=slug)
        for name in self.entries:
            if f"entry.{name}" in slugs:
                self._set_topic(name, slugs[f"entry.{name}"])

    def _set_topic(self, name: str, slug: str) -> None:
        if name in self.entries:
            self.entries[name] = replace(self.entries[name], topic=slug, topic_from="editor")

    def lead(self, pins: Mapping[str, Value]) -> None:
        """Put pinned entries first in their story, numbered ones by number."""
        for story in self.stories.values():
            pinned = {entry: pins.get(f"entry.{entry}", False) for entry in story.entries}
            order = sorted(story.entries, key=lambda entry: _place(pinned[entry]))
            self.stories[story.id] = replace(story, entries=tuple(order))

    def retitle(self, headlines: Mapping[str, str]) -> None:
        """Set headlines; a story whose lead changed, or bears its title, follows the lead."""
        for name, entry in self.entries.items():
            title = headlines.get(f"entry.{name}", "")
            if title:
                self.entries[name] = replace(entry, title=title)
        for story in self.stories.values():
            headline = headlines.get(f"story.{story.id}") or self._headline(story)
            self.stories[story.id] = replace(story, headline=headline)

    def _headline(self, story: Story) -> str:
        before = self._leads.get(story.id, ())
        lead = self.entries.get(story.entries[0]) if story.entries else None
        if lead is None:
            return story.headline
        same = story.entries[:1] == before
        if same and story.headline not in {"", self._titles.get(lead.id, "")}:
            return story.headline
        return lead.title

    def pin(self, pins: Mapping[str, Value]) -> tuple[str, ...]:
        """Put pinned stories first: numbered ones by number, then the others as ranked."""
        named = {name: pins.get(f"story.{name}", False) for name in self.stories}
        order = sorted(self.stories, key=lambda name: _place(named[name]))
        self.stories = {name: self.stories[name] for name in order}
        return tuple(name for name in order if named[name] is not False)

    def edition(self) -> Edition:
        """The edition as changed; only the living end of each alias is kept."""
        aliases = [(dead, self.living("story", dead)) for dead in self._aliases]
        return replace(
            self._edition,
            entries=tuple(self.entries.values()),
            stories=tuple(self.stories.values()),
            aliases=tuple(sorted(pair for pair in aliases if pair[0] != pair[1])),
        )


def _place(pin: Value) -> tuple[int, int]:
    """Where a pin sorts: numbers first, then `true`, then what is not pinned."""
    if pin is False:
        return (2, 0)
    return (1, 0) if pin is True else (0, int(pin) if isinstance(pin, int) else 0)


def _only(names: tuple[str, ...], kept: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name in kept)


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first + second))


def _reports(story: Story, kept: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The story's reports with only the kept entries, empty ones gone."""
    reports = (_only(report, kept) for report in story.reports)
    return tuple(report for report in reports if report)
