"""`explain`: all that is known of an entry, a story, a day or a feed's furniture."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from datetime import date

import click
from rich.console import Console
from rich.text import Text

from .. import store
from ..clean import text_of
from ..errors import InputError
from ..identity import keys_of
from ..model import Edition, Entry, Story
from ..rules import excludes
from ..site import Place
from ..state import Known, State
from ..terminal import plain

__all__ = ["explain"]


def explain(place: Place, what: str, other: str, feed: str) -> None:
    """Tell of `what`: an id, an address, a title's words, or a date; or of a feed's furniture.

    Raises:
        InputError: nothing of that name is known.
    """
    with State(place.root) as state:
        state.sync(place.content)
        desk = _Desk(place, state)
        if feed:
            desk.feed(feed)
        elif what and other:
            desk.pair(what, other)
        elif what:
            desk.tell(what)
        else:
            desk.day(_latest(place))


def _latest(place: Place) -> date:
    days = store.days(place.content)
    if not days:
        raise InputError("there is no edition yet", remedy="run gather first")
    return days[-1]


class _Desk:
    def __init__(self, place: Place, state: State) -> None:
        self.place = place
        self.state = state
        self.console = Console(highlight=False, soft_wrap=True)

    def say(self, label: str, text: str, style: str = "") -> None:
        """One fact a line, without what a terminal would obey."""
        if text:
            self.console.print(Text.assemble((f"{label:<11}", "dim"), (plain(text), style)))

    def tell(self, what: str) -> None:
        """Find out what kind of thing is meant."""
        try:
            day = date.fromisoformat(what)
        except ValueError:
            passed = self.passed(what)
            if not passed or any(place.entry for place in self.places(what)):
                self.entry(*self.find(what))
            for feed, when, reason in passed:
                self.say("passed over", f"{reason}; from feed {feed or 'any'}, {when}")
        else:
            self.day(day)

    def find(self, what: str) -> tuple[Entry, Edition]:
        """An entry by its id or address, or the lead of a story by its id."""
        day = self.state.day_of(what)
        hits = self.places(what)
        names = {what, *(hit.entry for hit in hits)}
        days = [day] if day else [date.fromisoformat(hit.day) for hit in hits if hit.day]
        for found in days or store.days(self.place.content):
            edition = self.edition(found)
            for entry in edition.entries:
                if entry.id in names or (what and what in {entry.url, entry.resolved}):
                    return entry, edition
            for story in edition.stories:
                if story.id == what:
                    lead = next(e for e in edition.entries if e.id == story.entries[0])
                    return lead, edition
        raise InputError(
            f"nothing of the name {what!r} is known",
            remedy="give an id, an address or a date; explain DATE lists the ids",
        )

    def places(self, what: str) -> tuple[Known, ...]:
        """Where an address, or a feed's own id for an entry, was met."""
        known = self.state.known(self._keys(what))
        return tuple(place for places in known.values() for place in places)

    def _keys(self, what: str) -> set[str]:
        feeds = [feed.key for feed in self.place.site.feeds]
        asked = [Entry(url=what), *(Entry(feed=feed, guid=what) for feed in feeds)]
        return {key for entry in asked for key in keys_of(entry).all()}

    def passed(self, what: str) -> list[tuple[str, str, str]]:
        """(feed, when, why) of each time that an address or id came in and was not kept."""
        keys = self._keys(what)
        days = {place.day for place in self.places(what) if not place.entry}
        found = {
            (one.feed, "in no edition yet", one.reason)
            for one in self.state.waiting()
            if keys & set(one.keys)
        }
        for day in sorted(days - {""}):
            edition = self.edition(date.fromisoformat(day))
            found |= {
                (p.feed, f"edition {day}", p.reason) for p in edition.passed if keys & {*p.keys}
            }
            found |= {
                ("", f"edition {day}", f"withdrawn: {stone.reason}")
                for stone in edition.withdrawn
                if keys & set(stone.keys)
            }
        return sorted(found)

    def edition(self, day: date) -> Edition:
        """An edition that must be there."""
        edition = store.load(self.place.content, day)
        if edition is None:
            raise InputError(f"there is no edition of {day}", remedy="see content/editions/")
        return edition

    def day(self, day: date) -> None:
        """The stories of an edition with the ids that a sheet needs."""
        edition = self.edition(day)
        state = f"issued {edition.issued:%Y-%m-%d %H:%M}" if edition.issued else "open"
        self.say("edition", f"{day} ({state}), {len(edition.entries)} entries", "bold")
        titles = {entry.id: entry for entry in edition.entries}
        for story in edition.stories:
            topic = story.topic or "Other"
            self.console.print(Text(plain(f"\n[story.{story.id}]  {topic}  {story.score:.2f}")))
            self.console.print(Text(plain(f"  {story.headline}"), style="bold"))
            for name in story.entries:
                entry = titles[name]
                mark = " (folded)" if name in story.folded else ""
                line = f"  [entry.{name}]  {entry.source}: {entry.title}{mark}"
                self.console.print(Text(plain(line)))
        for failure in edition.failures:
            self.say("failure", f"{failure.feed}: {failure.what}", "red")

    def entry(self, entry: Entry, edition: Edition) -> None:
        """One entry: facts, story, as received and as kept, cut by cut."""
        story = next((s for s in edition.stories if entry.id in s.entries), None)
        self.say("entry", entry.id, "bold")
        self.say("title", entry.title, "bold")
        self.say("edition", edition.date.isoformat())
        self.say("feed", entry.feed)
        self.say("label", entry.label)
        self.say("outlet", entry.source)
        self.say("address", entry.url)
        self.say("resolved", entry.resolved)
        self.say("published", entry.published.isoformat() if entry.published else "not said")
        self.say("seen", entry.seen.isoformat() if entry.seen else "")
        self.say("dateline", " ".join(part for part in (entry.dateline, entry.agency) if part))
        self.say("topic", f"{entry.topic or 'Other'} (from {entry.topic_from or 'nothing'})")
        feeds = {feed.key: feed for feed in self.place.site.feeds}
        rules = feeds[entry.feed].rules if entry.feed in feeds else self.place.site.rules
        self.say("filter", excludes(rules, entry) or excludes(self.place.site.rules, entry))
        if story:
            self.story(story, edition)
        for note in entry.notes:
            self.say("note", note)
        body = self.state.body(entry.id)
        for cut in body.removed if body else entry.removed:
            self.console.print(
                Text.assemble(
                    (f"{'cut':<11}", "dim"),
                    (plain(cut.text), "strike"),
                    (f"  {plain(cut.rule)}", "italic dim"),
                )
            )
        if body is None:
            self.say("received", "no longer in the cache; the cuts above are their first words")
            self.say("kept", entry.excerpt)
            return
        self.console.print(Text("as received", style="dim underline"))
        self._diff(text_of(body.received).split("\n"), text_of(body.html).split("\n"))

    def _diff(self, before: Iterable[str], after: Iterable[str]) -> None:
        for line in difflib.ndiff(list(before), list(after)):
            if line.startswith("- "):
                self.console.print(Text(plain(line[2:]), style="strike red"))
            elif line.startswith(("  ", "+ ")):
                self.console.print(Text(plain(line[2:])))

    def story(self, story: Story, edition: Edition) -> None:
        """A story, and why its entries are together."""
        self.say("story", f"{story.id}  {story.headline}")
        if len(story.entries) > 1:
            shared = ", ".join((*story.why.names, *story.why.words))
            self.say("together", f"score {story.why.score:.2f}; shared: {shared}")
        sources = {entry.id: entry.source for entry in edition.entries}
        for report in story.reports:
            names = ", ".join(sources.get(name, name) for name in report[1:])
            self.say(
                "report", sources.get(report[0], "") + (f", reprinted by {names}" if names else "")
            )
        self.say("since", story.since.isoformat() if story.since else "")
        self.say("new", ", ".join(story.new))

    def pair(self, one: str, other: str) -> None:
        """Why two entries are one story, or why not."""
        from ..group.stories import explain_pair, with_terms  # noqa: PLC0415 - only here

        first, second = self.find(one)[0], self.find(other)[0]
        self.say("one", first.title, "bold")
        self.say("other", second.title, "bold")
        found = explain_pair(with_terms(first), with_terms(second))
        self.say("together" if found.together else "apart", found.reason, "bold")
        self.say("score", f"{found.score:.2f}; from {found.threshold:.2f} on they are one story")
        self.say("shared", ", ".join((*found.names, *found.words)))
        self.say("only one", ", ".join(found.only_one))
        self.say("only other", ", ".join(found.only_other))

    def feed(self, key: str) -> None:
        """What was learned, and cut, as a feed's furniture."""
        counts: Counter[tuple[str, str]] = Counter()
        samples: dict[tuple[str, str], str] = {}
        total = 0
        for day in store.days(self.place.content):
            for entry in self.edition(day).entries:
                if entry.feed != key:
                    continue
                total += 1
                for cut in entry.removed:
                    name = (
                        cut.rule,
                        cut.digest if not cut.rule.startswith("learned") else cut.text[:20],
                    )
                    counts[name] += 1
                    samples.setdefault(name, cut.text)
        if not total and key not in {feed.key for feed in self.place.site.feeds}:
            raise InputError(f'there is no feed "{key}"', remedy="keys stand in digest.toml")
        self.say("feed", f"{key}: {total} entries kept")
        for (rule, mark), number in counts.most_common():
            self.say(rule, f"{number} times: {samples[rule, mark]}")
        if not counts:
            click.echo("nothing was cut")
