"""New entries followed to their publishers: behind redirectors, and to the whole text.

Only what is new is asked for, and each address once: where a redirector led is kept in the
cache. What is not followed, for whatever reason, stays as its feed gave it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from .gather.addresses import refused_url
from .gather.fields import address
from .gather.records import Answer, Policy, Request
from .gather.redirectors import is_redirector
from .gather.wishes import HOSTS, host_of, keep_hosts, recall_hosts, wait_for
from .identity import all_keys
from .model import Entry, Feed, Site
from .press import Intake
from .recognise import fingerprint
from .state import State

__all__ = ["follow"]

LINKS = 200  # redirectors asked in one run ...
LINKS_A_HOST = 30  # ... and of one host: it gets one request a second
PAGES = 100  # articles fetched in one run ...
PAGES_A_HOST = 30  # ... and of one host


def follow(intake: Intake, site: Site, state: State, *, policy: Policy, now: datetime) -> Intake:
    """The intake with `resolved` set where a redirector led, and whole texts where feeds ask.

    Args:
        intake: all that came in.
        site: its feeds say which want `full_text`.
        state: what is known already, and where redirectors led before.
        policy: how to ask.
        now: the clock: what is old is not followed.
    """
    feeds = {feed.key: feed for feed in site.feeds}
    # Only redirectors are ever remembered: to ask for each of the others would add up.
    entries = [
        _led(entry, state.led(entry.url)) if is_redirector(entry.url) else entry
        for entry in intake.entries
    ]
    fresh = {place for place, entry in _new(entries, site, feeds, state, now)}
    wanted = [entries[place] for place in sorted(fresh)]
    row = intake.feed_states.get(HOSTS) or state.feed_states().get(HOSTS)
    hosts = recall_hosts(row)  # what a feed's host asked for holds for its articles, and back
    resting = {host for host, until in hosts.items() if now < until}
    urls = [e.url for e in wanted if not e.resolved and host_of(e.url) not in resting]
    links = _links(urls, state, policy)
    entries = [_led(entry, links.get(entry.url, "")) for entry in entries]
    asked = [place for place in sorted(fresh) if _wants_text(feeds.get(entries[place].feed))]
    for place, entry in _texts(asked, entries, policy, hosts, now):
        entries[place] = entry
    states = {**intake.feed_states, HOSTS: keep_hosts(hosts, now)} if hosts else intake.feed_states
    return dataclasses.replace(intake, entries=tuple(entries), led=links, feed_states=states)


def _led(entry: Entry, target: str) -> Entry:
    return dataclasses.replace(entry, resolved=target) if target else entry


def _wants_text(feed: Feed | None) -> bool:
    return feed is not None and feed.full_text


def _new(
    entries: Sequence[Entry], site: Site, feeds: Mapping[str, Feed], state: State, now: datetime
) -> Iterator[tuple[int, Entry]]:
    """(place, entry) of those that no run has met and that are worth asking for."""
    candidates = [
        (place, entry)
        for place, entry in enumerate(entries)
        if is_redirector(entry.url) or _wants_text(feeds.get(entry.feed))
    ]
    if not candidates:
        return
    met = state.met()
    known = state.feeds()
    first = {key for key, feed in feeds.items() if feed.address and key not in known}
    for place, entry in candidates:
        hours = site.fresh_hours if entry.feed in first else site.window_days * 24
        old = entry.published and entry.published < now - timedelta(hours=hours)
        if not (old or fingerprint(entry) in met or state.known(all_keys(entry))):
            yield place, entry


def _links(urls: Iterable[str], state: State, policy: Policy) -> dict[str, str]:
    """Redirector -> where it led, "" for one that led nowhere, so that it is not asked again."""
    unknown = [u for u in dict.fromkeys(urls) if is_redirector(u) and not state.asked(u)]
    asked = _bounded(unknown, LINKS, LINKS_A_HOST)
    if not asked:
        return {}
    from .gather.resolve import resolve  # noqa: PLC0415 - the network, only when it is needed

    found = resolve(asked, policy=policy)
    return {url: "" if target == url else _open(target, policy) for url, target in found}


def _open(target: str, policy: Policy) -> str:
    """Where a redirector says it leads, "" if no page of ours may send a reader there."""
    found = address(target)
    return "" if refused_url(found, private=policy.private_addresses) else found


def _bounded(urls: Iterable[str], most: int, a_host: int) -> list[str]:
    taken: list[str] = []
    hosts: Counter[str] = Counter()
    for url in urls:
        hosts[host_of(url)] += 1
        if hosts[host_of(url)] <= a_host and len(taken) < most:
            taken.append(url)
    return taken


def _texts(
    places: Sequence[int],
    entries: Sequence[Entry],
    policy: Policy,
    hosts: dict[str, datetime],
    now: datetime,
) -> Iterator[tuple[int, Entry]]:
    """(place, entry) with the article's own text, or with a note of why it is not there.

    What answers ask for is added to `hosts`.
    """
    urls = {place: entries[place].resolved or entries[place].url for place in places}
    resting = {url for url in urls.values() if hosts.get(host_of(url), now) > now}
    open_ = dict.fromkeys(url for url in urls.values() if url and url not in resting)
    within = _bounded(open_, PAGES, PAGES_A_HOST)
    found = dict.fromkeys(resting, ("", "its host asked to be left alone for a while"))
    found |= _pages(within, policy, hosts, now) if within else {}
    for place, url in urls.items():
        entry = entries[place]
        if not url:
            continue
        html, trouble = found.get(url, ("", "too many pages for one run"))
        if html:
            yield place, dataclasses.replace(entry, received=html, base=url)
        else:
            note = f"full text failed: {trouble}; this is the feed's own"
            yield place, dataclasses.replace(entry, notes=(*entry.notes, note))


def _pages(
    urls: Iterable[str], policy: Policy, hosts: dict[str, datetime], now: datetime
) -> dict[str, tuple[str, str]]:
    """Address -> (html of its article, ""), or ("", why there is none)."""
    from .gather.fetch import fetch_all  # noqa: PLC0415 - as above
    from .gather.workers import Job, read_all  # noqa: PLC0415

    found: dict[str, tuple[str, str]] = {}

    def jobs(answers: Iterable[Answer]) -> Iterator[Job]:
        for answer in answers:
            wait_for(hosts, answer, now=now)
            if answer.kind:
                found[answer.key] = ("", answer.what)
            else:
                yield Job(key=answer.key, body=answer.body, base=answer.final_url, page=True)

    requests = [Request(key=url, url=url, robots=True) for url in sorted(urls)]
    for outcome in read_all(jobs(fetch_all(requests, policy=policy))):
        html = outcome.feed.entries[0].received if outcome.feed else ""
        found[outcome.key] = (html, outcome.what)
    return found
