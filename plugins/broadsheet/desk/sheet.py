"""The editor's sheet: read it, apply it, say what no longer matches.

Text in, records out: nothing here opens a file or renders Markdown. `read` takes the
TOML beside an edition's file, `standing` gathers what earlier sheets decided for good,
`apply` gives the edition as its page shows it. docs/sheet.md says it to the editor.

An instruction holds where it says and no further: `hide`, `topic` and `merge` on every
page from that edition on; `pin`, `note`, `split` and the intro on that edition only;
`headline` on that edition, and on a story page the latest one wins.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType

from ..model import Edition, Topic
from .changes import Changes
from .reading import read
from .records import Applied, Instruction, Problem, Sheet, Standing

__all__ = [
    "Applied",
    "Instruction",
    "Problem",
    "Sheet",
    "Standing",
    "apply",
    "find_topic",
    "read",
    "standing",
]

SHOWN = 40  # characters of an id or name that a message repeats

_EMPTY: Mapping[str, str] = MappingProxyType({})
_NOTHING_STANDS = Standing()


def find_topic(words: str, topics: tuple[Topic, ...]) -> str | None:
    """The slug of the topic that a sheet names by slug or name, "" for Other, else None."""
    wanted = words.casefold().strip()
    for topic in topics:
        if wanted in {topic.slug.casefold(), topic.name.casefold()}:
            return topic.slug
    return "" if wanted in {"", "other"} else None


def standing(
    sheets: Mapping[date, Sheet],
    *,
    before: date | None = None,
    aliases: Mapping[str, str] = _EMPTY,
) -> Standing:
    """What the sheets dated before `before` (None: all of them) decided for good.

    A later sheet overrules an earlier one; `hide = false` shows again what was hidden.
    For the page of edition D ask `before=D`; for a story or topic page ask for all.
    `aliases` maps dead story ids to living ones.
    """
    hidden: dict[str, bool] = {}
    topics: dict[str, str] = {}
    headlines: dict[str, str] = {}
    merges: dict[str, str] = {}
    for day in sorted(sheets):
        if before is not None and day >= before:
            break
        for one in sheets[day].instructions:
            key = _address(one, aliases)
            match one.key, one.value:
                case "hide", bool(value):
                    hidden[key] = value
                case "topic", str(value):
                    topics[key] = value
                case "headline", str(value) if value:
                    headlines[key] = value
                case "merge", tuple(names):
                    chain = {**aliases, **merges}
                    dead = (_follow(name, chain) for name in names)
                    living = _follow(one.id, chain)
                    merges |= {each: living for each in dead if each != living}
    return Standing(
        hidden=frozenset(key for key, value in hidden.items() if value),
        topics=topics,
        headlines=headlines,
        merges={dead: _follow(living, merges) for dead, living in merges.items()},
    )


def apply(
    edition: Edition,
    sheet: Sheet,
    *,
    topics: tuple[Topic, ...],
    aliases: Mapping[str, str] = _EMPTY,
    standing: Standing = _NOTHING_STANDS,
    known: Collection[str] = frozenset(),
    elsewhere: bool = False,
) -> Applied:
    """Apply the sheet over its edition.

    Args:
        edition: as stored, its stories in the order that rank gave.
        sheet: the edition's own sheet; `Sheet()` where there is none.
        topics: those of digest.toml.
        aliases: dead story ids to living ones, beside the edition's own.
        standing: what earlier sheets decided (`standing(sheets, before=edition.date)`).
        known: ids of other editions: hide, topic, headline and merge of those act on
            other pages and are no problem here.
        elsewhere: the edition is shown on a story or topic page: then `standing` is of
            all sheets, and its hides and topics rule over this sheet's.
    """
    changes = Changes(edition, {**aliases, **dict(edition.aliases)})
    for dead, living in standing.merges.items():
        changes.merge(dead, living)
    desk = _Desk(changes, sheet, topics, known)
    desk.split_and_merge()
    mine = desk.matched()
    hides: dict[str, object] = dict.fromkeys(sorted(standing.hidden), True)
    moves = {key: find_topic(words, topics) for key, words in standing.topics.items()}
    ours = {key: desk.topic(one) for key, one in mine["topic"].items()}
    if not elsewhere:
        hides |= {key: one.value for key, one in mine["hide"].items()}
        moves |= ours
    pins = {key: one.value for key, one in mine["pin"].items()}
    changes.hide({key for key, value in hides.items() if value})
    changes.move({key: slug for key, slug in moves.items() if slug is not None})
    changes.lead(pins)
    changes.retitle({key: str(one.value) for key, one in mine["headline"].items()})
    pinned = changes.pin(pins)
    return Applied(
        edition=changes.edition(),
        title=sheet.title,
        intro=sheet.intro,
        notes={key: str(one.value) for key, one in mine["note"].items()},
        pinned=pinned,
        hidden=tuple(sorted(changes.hidden)),
        merged=tuple(changes.merged),
        unmatched=tuple(sorted(desk.problems, key=lambda problem: problem.line)),
    )


class _Desk:
    """Matches instructions to what the edition holds, and keeps the list of misses."""

    def __init__(
        self, changes: Changes, sheet: Sheet, topics: tuple[Topic, ...], known: Collection[str]
    ) -> None:
        self.changes = changes
        self.path = sheet.path
        self.instructions = sheet.instructions
        self.topics = topics
        self.known = known
        self.problems: list[Problem] = []

    def key(self, one: Instruction) -> str:
        """`story.ID` or `entry.ID` with the living id."""
        return f"{one.kind}.{self.changes.living(one.kind, one.id)}"

    def matched(self) -> dict[str, dict[str, Instruction]]:
        """By key, then `story.ID` or `entry.ID`: what is neither split nor merge and matches."""
        found: dict[str, dict[str, Instruction]] = {
            key: {} for key in ("headline", "hide", "note", "pin", "topic")
        }
        for one in self.instructions:
            if one.key in found and self.has(one):
                found[one.key][self.key(one)] = one
        return found

    def has(self, one: Instruction) -> bool:
        """Is its story or entry here, or at least known where the key acts elsewhere too?"""
        held = self.changes.stories if one.kind == "story" else self.changes.entries
        living = self.changes.living(one.kind, one.id)
        if living in held:
            return True
        if one.key not in {"hide", "topic", "headline"} or not self._known(one.id, living):
            self._missing(one, one.kind, one.id)
        return False

    def _known(self, *ids: str) -> bool:
        return any(one in self.known for one in ids)

    def _missing(self, one: Instruction, kind: str, name: str) -> None:
        held, other = sorted(self.changes.stories), sorted(self.changes.entries)
        if kind == "entry":
            held, other = other, held
        near = difflib.get_close_matches(name[:SHOWN], held[:2000], n=1, cutoff=0.8)
        remedy = "`explain` prints the ids"
        if name in other:
            remedy = f"that is {'an entry' if kind == 'story' else 'a story'}"
        elif near:
            remedy = f"did you mean {near[0]!r}?"
        shown = name if len(name) <= SHOWN else f"{name[:SHOWN]}…"
        self.report(one, f"no {kind} {shown!r} in this edition; {remedy}")

    def report(self, one: Instruction, what: str) -> None:
        """Note that the instruction, or a part of it, did nothing."""
        text = f"{self.path}:{one.line}: {what}"
        self.problems.append(Problem(line=one.line, text=text))

    def split_and_merge(self) -> None:
        """All splits, then all merges: what was split off may be merged elsewhere."""
        for one in self.instructions:
            if one.key == "split" and self.has(one):
                self.split(one)
        for one in self.instructions:
            if one.key == "merge":
                self.merge(one)

    def split(self, one: Instruction) -> None:
        """Take the named entries out of the story, unless none would be left in it."""
        story = self.changes.stories[self.changes.living("story", one.id)]
        out = []
        for name in one.value if isinstance(one.value, tuple) else ():
            if name in story.entries:
                out.append(name)
            else:
                self._missing(one, "entry", name)
        if len(set(out)) == len(story.entries):
            self.report(one, "split would leave nothing of the story; leave one entry in it")
        elif out:
            self.changes.split(story.id, tuple(dict.fromkeys(out)))

    def merge(self, one: Instruction) -> None:
        """Merge the named stories into this one; either may be of another edition."""
        target = self.changes.living("story", one.id)
        if target not in self.changes.stories and not self._known(one.id, target):
            self._missing(one, "story", one.id)
            return
        for name in one.value if isinstance(one.value, tuple) else ():
            dead = self.changes.living("story", name)
            if dead in self.changes.stories:
                self.changes.merge(dead, target)
            elif dead != target and not self._known(name, dead):
                self._missing(one, "story", name)

    def topic(self, one: Instruction) -> str | None:
        """The slug that the instruction names, None (and a problem) where there is none."""
        words = str(one.value)
        slug = find_topic(words, self.topics)
        if slug is None:
            names = [name for topic in self.topics for name in (topic.name, topic.slug)]
            near = difflib.get_close_matches(words[:SHOWN], names, n=1)
            listed = ", ".join(topic.name for topic in self.topics) or "none yet"
            remedy = f"did you mean {near[0]!r}?" if near else f"topics are: {listed}"
            self.report(one, f"no topic {words[:SHOWN]!r} in digest.toml; {remedy}")
        return slug


def _address(one: Instruction, aliases: Mapping[str, str]) -> str:
    living = _follow(one.id, aliases) if one.kind == "story" else one.id
    return f"{one.kind}.{living}"


def _follow(name: str, aliases: Mapping[str, str]) -> str:
    """The end of an alias chain; a circle ends where it closes."""
    seen = {name}
    while name in aliases and aliases[name] not in seen:
        name = aliases[name]
        seen.add(name)
    return name
