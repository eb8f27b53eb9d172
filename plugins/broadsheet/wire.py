"""Feeds with an address: decided by manners, fetched by the network room, parsed, remembered."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from . import __version__
from .gather.fetch import fetch_all
from .gather.legible import left_out
from .gather.manners import Ask, FeedState, Rest, after, agent, decide, proposal, recall, unchanged
from .gather.records import Answer, Policy, Request
from .gather.wishes import HOSTS, keep_hosts, recall_hosts, wait_for
from .gather.workers import Job, Outcome, read_all
from .model import Entry, Failure, Feed, Site
from .press import Intake

__all__ = ["over_http", "policy_of"]

UNCHANGED = 304


def over_http(
    feeds: Sequence[Feed],
    site: Site,
    kept: Mapping[str, bytes],
    *,
    now: datetime,
    forced: bool,
    tick: Callable[[str], None],
) -> Intake:
    """Ask the feeds that are due; what came of each, in the order of `feeds`.

    `kept` is what the cache was given last time; a feed that is not due, or has not
    changed, gives nothing, and one that fails gives a Failure.
    """
    states = {feed.key: recall(kept.get(feed.key)) for feed in feeds}
    hosts = recall_hosts(kept.get(HOSTS))
    by_key = {feed.key: feed for feed in feeds}
    requests: list[Request] = []
    notes: list[str] = []
    for feed in feeds:
        decision = decide(feed.address, states[feed.key], now=now, hosts=hosts, forced=forced)
        if isinstance(decision, Ask):
            requests.append(Request(key=feed.key, url=decision.url, headers=decision.headers))
        else:
            tick(feed.key)
            if isinstance(decision, Rest):
                notes.append(f"feed {feed.key} rests: {decision.why}")
    desk = _Desk(by_key, states, now)
    for outcome in read_all(desk.jobs(fetch_all(requests, policy=policy_of(site)), hosts, tick)):
        desk.take(outcome)
        tick(outcome.key)
    proposals = ((key, proposal(state)) for key, state in states.items())
    notes += [f"feed {key}: {what}" for key, what in proposals if what]
    notes += [f"feed {key}: {left_out(count)}" for key, count in sorted(desk.lost.items())]
    return Intake(
        entries=tuple(entry for feed in feeds for entry in desk.entries.get(feed.key, ())),
        failures=tuple(desk.failures[feed.key] for feed in feeds if feed.key in desk.failures),
        feed_states={
            **{key: msgspec.json.encode(state) for key, state in states.items()},
            HOSTS: keep_hosts(hosts, now),
        },
        titles=desk.titles,
        answered=frozenset(k for k, s in states.items() if s.last_success == now),
        notes=tuple(notes),
    )


def policy_of(site: Site) -> Policy:
    """How this site asks: in its own name, and where it may."""
    return Policy(agent=agent(__version__, site.url), private_addresses=site.private_addresses)


@dataclass
class _Desk:
    """What came of each feed; bodies wait here while a worker reads them."""

    feeds: Mapping[str, Feed]
    states: dict[str, FeedState]
    now: datetime
    held: dict[str, Answer] = field(default_factory=dict)
    entries: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)  # characters that no text may hold

    def jobs(
        self, answers: Iterable[Answer], hosts: dict[str, datetime], tick: Callable[[str], None]
    ) -> Iterator[Job]:
        """A job for each body that must be read, while others are still being fetched."""
        for answer in answers:
            wait_for(hosts, answer, now=self.now)
            key = answer.key
            if not answer.kind and not self._unchanged(answer):
                self.held[key] = answer
                yield Job(
                    key=key,
                    body=answer.body,
                    base=answer.final_url or answer.url,
                    content_type=answer.header("content-type"),
                    tz=self.feeds[key].tz,
                )
                continue
            self._after(answer)
            if answer.kind and answer.kind != "resting":
                self._fail(key, answer.what, answer.kind)
            tick(key)

    def take(self, outcome: Outcome) -> None:
        """What a worker made of a body; one that it died of is a failure too."""
        key, parsed = outcome.key, outcome.feed
        answer = self.held.pop(key)
        if parsed is None:
            self._after(answer, trouble=outcome.what)
            self._fail(key, outcome.what, outcome.kind)
            return
        self._after(answer, ttl_minutes=parsed.ttl_minutes)
        self.titles[key] = parsed.title
        if parsed.lost:
            self.lost[key] = parsed.lost
        source = self.feeds[key].source
        self.entries[key] = parsed.entries
        if source:  # only then: a copy costs a third of what reading the entry did
            self.entries[key] = tuple(
                dataclasses.replace(entry, source=source) for entry in parsed.entries
            )

    def _unchanged(self, answer: Answer) -> bool:
        return answer.status == UNCHANGED or unchanged(self.states[answer.key], answer)

    def _after(self, answer: Answer, *, ttl_minutes: int = 0, trouble: str = "") -> None:
        self.states[answer.key] = after(
            self.states[answer.key],
            answer,
            address=self.feeds[answer.key].address,
            now=self.now,
            ttl_minutes=ttl_minutes,
            trouble=trouble,
        )

    def _fail(self, key: str, what: str, kind: str) -> None:
        self.failures[key] = Failure(feed=key, what=what, when=self.now, kind=kind)
