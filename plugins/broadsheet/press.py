"""Act one from end to end: gather, file by date, group, write the editions.

The only place where the store, the cache and the steps meet. What it needs from the
world (answers of feeds, the clock) is handed in.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from . import health, ledger, pending, silence, store
from .calendar import Plan, local_day, plan
from .forme import Forme
from .model import Edition, Entry, Failure, LogLine, Passed, Site, Tally
from .pipeline import bind, run
from .recognise import fingerprint
from .state import State
from .steps import file_by_date

if TYPE_CHECKING:
    from .group.learning import History

# The grouping wing and the desk are loaded by what needs them: nothing new, no need.

__all__ = ["Intake", "Outcome", "press"]

TEACHING_DAYS = 28  # editions whose labels teach: bounded, so that a run costs the same for ever

Word = Callable[..., Edition]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What the feeds gave in this run, and what the cache is to remember once it is filed."""

    entries: tuple[Entry, ...] = ()
    failures: tuple[Failure, ...] = ()
    stamps: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    feed_states: Mapping[str, bytes] = field(default_factory=dict)
    led: Mapping[str, str] = field(default_factory=dict)  # redirector -> where it led, "" nowhere
    titles: Mapping[str, str] = field(default_factory=dict)  # feed -> what it calls itself
    answered: frozenset[str] = frozenset()  # feeds that were read, or said that nothing is new
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run did: the days it wrote, the one it issued, its own ledger, what to tell."""

    written: tuple[date, ...] = ()
    issued: date | None = None
    new: int = 0
    ledger: tuple[Tally, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    silence: date | None = None  # nothing was published since, for so long that it is an alarm


def press(
    *,
    content: Path,
    state: State,
    site: Site,
    words: Sequence[Word],
    now: datetime,
    intake: Intake,
    ask_issue: bool = False,
) -> Outcome:
    """File what came in, group it, write the editions that it changed.

    Raises:
        StoreError: an edition cannot be read or written; the cache then forgets the run.
    """
    reprint = frozenset(feed.key for feed in site.feeds if feed.reprint)
    forme = Forme(content, reprint)
    desk = _Desk(content=content, state=state, site=site, now=now, forme=forme)
    now_plan = plan(now, site, last_issued=state.last_issued(), ask_issue=ask_issue)
    flowing, moved = desk.open_edition(now_plan)
    had = {entry.id for entry in flowing.entries}
    before, after = _halves(words)
    taken = run(dataclasses.replace(flowing, ledger=()), bind(before, desk.whole(intake)))
    own, failures = taken.ledger, taken.failures[len(flowing.failures) :]
    kept = pending.read(state, content).more(own, failures)
    new = tuple(entry for entry in taken.entries if entry.id not in had)
    changed = taken.entries != flowing.entries or taken.updates != flowing.updates
    by_day = desk.by_day(new, now_plan.day)

    past = sorted(by_day.keys() - {now_plan.day})
    written = [day for day in past if desk.extend(day, by_day[day], after)]
    later = tuple(entry for day in by_day if day != now_plan.day for entry in by_day[day])
    current = _without(taken, later)
    issue = now_plan.issue and bool(current.entries or current.updates)
    filed = bool((changed and (current.entries or current.updates)) or (issue and moved))
    if filed:
        current = dataclasses.replace(
            current,
            ledger=ledger.add(flowing.ledger, kept.ledger),
            passed=_joined((*current.passed, *state.waiting())),
            failures=pending.latest((*current.failures, *kept.failures)),
            issued=now if issue else None,
        )
        if desk.write(run(current, bind(after, desk.dated(current.date)))):
            written.append(current.date)
        if moved is not None and moved != current.date:
            forme.remove(moved)
        state.stop_waiting()
    else:
        state.wait(taken.passed)
        issue = False
    forme.press()
    pending.keep(state, content, pending.Pending() if filed else kept)
    _remember(state, new, intake, own)
    state.sync(content)
    health.note(content, site, failures=failures, answered=intake.answered)
    quiet = silence.note(content, site, last=state.last_news(), now=now)
    return Outcome(
        written=tuple(written),
        issued=current.date if issue else None,
        new=len(new),
        ledger=ledger.of_run(own, new),
        failures=failures,
        notes=intake.notes,
        silence=quiet.since if quiet else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """The run's tools, bound once."""

    content: Path
    state: State
    site: Site
    now: datetime
    forme: Forme
    loaded: dict[date, Edition | None] = field(default_factory=dict)
    vacated: dict[date, Edition] = field(default_factory=dict)  # the flowing one, where it lay
    taught: list[History] = field(default_factory=list)  # one at most

    def load(self, day: date) -> Edition | None:
        if day not in self.loaded:
            if len(self.loaded) > self.site.window_days * 4:
                self.loaded.clear()
            left = day in self.vacated and day not in self.forme.days
            self.loaded[day] = None if left else self.forme.load(day)
        return self.loaded[day]

    def write(self, edition: Edition) -> bool:
        edition = ledger.close(edition)
        self.loaded[edition.date] = edition
        return self.forme.put(edition)

    def open_edition(self, now_plan: Plan) -> tuple[Edition, date | None]:
        """The edition that this run fills, and the day under which it lay until now."""
        day = self.state.open_day()
        edition = self.load(day) if day else None
        if edition is None:
            return Edition(date=now_plan.day), None
        if day is not None and day != now_plan.day:
            self.loaded.pop(day)  # it must not meet itself in the window of its new day
            self.vacated[day] = edition
        return dataclasses.replace(edition, date=now_plan.day), day

    def window(self, day: date) -> tuple[Edition, ...]:
        """The editions of the `window_days` before a day, the oldest first."""
        days = [day - timedelta(days=back) for back in range(self.site.window_days, 0, -1)]
        return tuple(edition for d in days if (edition := self.load(d)) is not None)

    def entry_of(self, entry_id: str) -> Entry | None:
        """A stored entry."""
        day = self.state.day_of(entry_id)
        edition = (self.vacated.get(day) or self.load(day)) if day else None
        found = (entry for entry in edition.entries if entry.id == entry_id) if edition else ()
        return next(iter(found), None)

    def whole(self, intake: Intake) -> dict[str, object]:
        """What a word before `file_by_date` may ask for."""
        return {
            **self._common(),
            "fetch": lambda: (intake.entries, intake.failures),
            "known": self.state.known,
            "entry_of": self.entry_of,
            "noted": self.state.noted,
            "titles": intake.titles,
            "met": self.state.met() if intake.entries else frozenset(),
            "edges": self.state.edges,
            "first": frozenset(feed.key for feed in self.site.feeds) - self.state.feeds(),
        }

    def dated(self, day: date) -> dict[str, object]:
        """What a word after `file_by_date` may ask for."""
        return {**self._common(), "window": self.window(day), "history": self.history()}

    def history(self) -> History:
        """What the labels of the last weeks taught, the editor's moves among them.

        Learned once a run, so all days of a run see the same: a backfill of years would else
        teach anew for each.
        """
        from .group import topics  # noqa: PLC0415 - as said above

        if not self.taught:
            days = store.days(self.content)[-TEACHING_DAYS:]
            self.taught.append(topics.learn(topics.NOTHING, *(self.edited(day) for day in days)))
        return self.taught[0]

    def edited(self, day: date) -> Edition:
        """An edition with its sheet applied: entries bear the topics that the editor gave.

        Raises:
            ConfigError: the sheet is not TOML, or says what no sheet says.
        """
        edition = self.load(day) or Edition(date=day)
        path = store.sheet_path(self.content, day)
        if not path.is_file():
            return edition
        from .desk.sheet import apply, read  # noqa: PLC0415 - as said above

        sheet = read(path.read_text(encoding="utf-8-sig"), path="/".join(path.parts[-4:]))
        return apply(edition, sheet, topics=self.site.topics).edition

    def _common(self) -> dict[str, object]:
        return {
            "site": self.site,
            "feeds": {feed.key: feed for feed in self.site.feeds},
            "topics_of_site": self.site.topics,
            "now": self.now,
        }

    def by_day(self, new: Iterable[Entry], current: date) -> dict[date, tuple[Entry, ...]]:
        """New entries by the edition they belong to: files by publication, feeds by this run."""
        files = {feed.key for feed in self.site.feeds if feed.path}
        days: dict[date, list[Entry]] = {}
        for entry in new:
            published = entry.published if entry.feed in files else None
            day = min(local_day(published, self.site), current) if published else current
            days.setdefault(day, []).append(entry)
        return {day: tuple(entries) for day, entries in days.items()}

    def extend(self, day: date, entries: tuple[Entry, ...], after: Sequence[Word]) -> bool:
        """Create a past day's edition, or add to it and log that."""
        edition = self.load(day)
        if edition is None:
            edition = Edition(date=day, issued=self.now)
        else:
            line = LogLine(when=self.now, what=f"{len(entries)} entries added")
            edition = dataclasses.replace(edition, log=(*edition.log, line))
        edition = dataclasses.replace(edition, entries=edition.entries + entries)
        return self.write(run(edition, bind(after, self.dated(day))))


def _halves(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """The words before `file_by_date`, and those after it."""
    if file_by_date not in words:
        return list(words), []
    mark = list(words).index(file_by_date)
    return list(words[:mark]), list(words[mark + 1 :])


def _without(edition: Edition, entries: Iterable[Entry]) -> Edition:
    gone = {entry.id for entry in entries}
    return dataclasses.replace(
        edition, entries=tuple(entry for entry in edition.entries if entry.id not in gone)
    )


def _joined(passed: Iterable[Passed]) -> tuple[Passed, ...]:
    keys: dict[tuple[str, str], set[str]] = {}
    for one in passed:
        keys.setdefault((one.feed, one.reason), set()).update(one.keys)
    return tuple(
        Passed(feed=feed, reason=reason, keys=tuple(sorted(found)))
        for (feed, reason), found in sorted(keys.items())
    )


def _remember(state: State, new: tuple[Entry, ...], intake: Intake, own: tuple[Tally, ...]) -> None:
    """Let the cache know what is filed; after the editions, so that a killed run repeats itself."""
    state.keep_bodies(new)
    state.stamp(intake.stamps)
    state.lead(intake.led)
    prints: dict[str, list[str]] = {tally.feed: [] for tally in own}
    for entry in intake.entries:
        prints.setdefault(entry.feed, []).append(fingerprint(entry))
    state.meet(prints)
    state.put_feed_states(intake.feed_states)
