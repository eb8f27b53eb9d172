"""Feeds with an address: decided by manners, fetched by the network room, parsed, remembered."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from . import __version__
from .errors import NotAFeed
from .gather.fetch import Policy, fetch_all
from .gather.manners import Ask, FeedState, Rest, after, agent, decide, proposal, unchanged
from .gather.parse import parse
from .gather.records import Answer, Request
from .gather.wishes import host_waits
from .model import Entry, Failure, Feed, Site
from .press import Intake

__all__ = ["over_http"]

HOSTS = "hosts:"  # the row of the cache in which hosts' own waits lie; no feed's key has a colon
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
    states = {feed.key: _state(kept.get(feed.key)) for feed in feeds}
    hosts = _hosts(kept.get(HOSTS))
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
    policy = Policy(agent=agent(__version__, site.url), private_addresses=site.private_addresses)
    entries: dict[str, tuple[Entry, ...]] = {}
    titles: dict[str, str] = {}
    failures: dict[str, Failure] = {}
    for answer in fetch_all(requests, policy=policy):
        feed = by_key[answer.key]
        found, state, trouble, titles[feed.key] = _read(feed, states[feed.key], answer, now)
        states[feed.key] = state
        hosts |= dict(host_waits(answer, now=now))
        entries[feed.key] = found
        if trouble:
            kind = answer.kind or "not-a-feed"
            failures[feed.key] = Failure(feed=feed.key, what=trouble, when=now, kind=kind)
        tick(feed.key)
    proposals = ((key, proposal(state)) for key, state in states.items())
    notes += [f"feed {key}: {what}" for key, what in proposals if what]
    return Intake(
        entries=tuple(entry for feed in feeds for entry in entries.get(feed.key, ())),
        failures=tuple(failures[feed.key] for feed in feeds if feed.key in failures),
        feed_states={
            **{key: msgspec.json.encode(state) for key, state in states.items()},
            HOSTS: msgspec.json.encode({h: t for h, t in sorted(hosts.items()) if t > now}),
        },
        titles=titles,
        notes=tuple(notes),
    )


def _read(
    feed: Feed, state: FeedState, answer: Answer, now: datetime
) -> tuple[tuple[Entry, ...], FeedState, str, str]:
    """(entries, what is known of the feed now, what went wrong, what the feed calls itself)."""
    address = feed.address
    if answer.kind:
        return (), after(state, answer, address=address, now=now), answer.what, ""
    if answer.status == UNCHANGED or unchanged(state, answer):
        return (), after(state, answer, address=address, now=now), "", ""
    try:
        parsed = parse(
            answer.body,
            base=answer.final_url or address,
            content_type=answer.header("content-type"),
        )
    except NotAFeed as error:
        trouble = str(error)
        return (), after(state, answer, address=address, now=now, trouble=trouble), trouble, ""
    known = after(state, answer, address=address, now=now, ttl_minutes=parsed.ttl_minutes)
    named = tuple(
        dataclasses.replace(
            entry,
            feed=feed.key,
            source=feed.source or entry.source,
            lang=entry.lang or parsed.lang,
        )
        for entry in parsed.entries
    )
    return named, known, "", parsed.title


def _state(kept: bytes | None) -> FeedState:
    """What the cache kept; what another version kept is forgotten, which costs bandwidth only."""
    try:
        return msgspec.json.decode(kept, type=FeedState) if kept else FeedState()
    except msgspec.DecodeError:
        return FeedState()


def _hosts(kept: bytes | None) -> dict[str, datetime]:
    try:
        return msgspec.json.decode(kept, type=dict[str, datetime]) if kept else {}
    except msgspec.DecodeError:
        return {}
