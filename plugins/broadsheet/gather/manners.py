"""When and how to ask for a feed: a pure decider over what is known of it, tested as a table.

The numbers are those of well-behaved readers: miniflux (the longest of ttl, max-age and Expires,
at most a day), lemon24/reader (60 minutes; Retry-After at most 31 days), and what publishers ask
for in public (conditional requests, at most hourly; no cookies, referrers or cache-busting).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from .records import Answer
from .wishes import RETRY_CAP, WISH_CAP, host_of, wish

__all__ = [
    "ACCEPT",
    "Ask",
    "Decision",
    "FeedState",
    "Rest",
    "Wait",
    "after",
    "agent",
    "decide",
    "proposal",
    "recall",
    "unchanged",
]

BASE = timedelta(minutes=60)  # never the same feed twice within this
BACK_OFF = (0, 1, 2, 4, 7)  # days after the 1st, 2nd, ... failure in a row; the last for good
MOVES = 3  # runs that must see the same 301 or 308 before it is believed
# Waits of a day and more end an hour early: a daily run does not start on the second, and a
# feed that misses its run by one would be asked every other day.
EARLY = timedelta(hours=1)

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is remembered of one feed between runs; all of it may be lost at no harm."""

    address: str = ""  # that digest.toml named when this was learned; another one starts afresh
    etag: str = ""  # verbatim
    last_modified: str = ""  # verbatim
    body_hash: str = ""  # of the last body that held a feed
    ttl_minutes: int = 0  # the feed's own wish, of its last body
    last_try: datetime | None = None
    last_success: datetime | None = None
    wait_until: datetime | None = None  # the server's and the feed's wish
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    what: str = ""  # of the last failure
    moved_to: str = ""  # where 301s and 308s lead
    moved_seen: int = 0  # runs in a row that saw it
    gone_since: datetime | None = None  # 410


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Ask `url` with these request headers."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Not before `until`."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Not any more, unless somebody asks for it."""

    why: str


Decision = Ask | Wait | Rest


def recall(kept: bytes | None) -> FeedState:
    """What the cache kept; what another version kept is forgotten, which costs bandwidth only."""
    try:
        return msgspec.json.decode(kept, type=FeedState) if kept else FeedState()
    except msgspec.DecodeError:
        return FeedState()


def agent(version: str, site_url: str = "") -> str:
    """A truthful User-Agent: who asks, and where to complain."""
    return f"Broadsheet/{version} (+{site_url})" if site_url else f"Broadsheet/{version}"


def decide(
    address: str,
    state: FeedState,
    *,
    now: datetime,
    hosts: Mapping[str, datetime] = {},
    forced: bool = False,
) -> Decision:
    """Whether to ask for the feed at `address` now.

    `hosts` says until when a host wants to be left alone (`wishes.host_waits`). `forced` asks in
    spite of every wait of ours, and of a 410, but not in spite of a Retry-After.
    """
    state = _of_address(state, address)
    url = state.moved_to if state.moved_seen >= MOVES else address
    until = hosts.get(host_of(url))
    if until and now < until <= now + RETRY_CAP:
        return Wait(until=until, why=f"{host_of(url)} asked to be left alone (Retry-After)")
    if not forced and state.gone_since:
        return Rest(why=f"gone (410) since {state.gone_since:%Y-%m-%d}")
    waits = [] if forced else _waits(state, now)
    if waits:
        until, why = max(waits, key=lambda wait: wait[0])
        if now < until:
            return Wait(until=until, why=why)
    return Ask(url=url, headers=_headers(state))


def _of_address(state: FeedState, address: str) -> FeedState:
    """What of `state` holds for `address`: all, or nothing when digest.toml names another feed."""
    if state.address in ("", address):
        return state
    if address == state.moved_to:  # the editor took over the move that was proposed
        return replace(state, address=address, moved_to="", moved_seen=0)
    return FeedState()


def unchanged(state: FeedState, answer: Answer) -> bool:
    """Whether `answer` brings nothing that the last good body did not: a 304, or the same bytes."""
    if answer.kind or answer.status == 304:  # noqa: PLR2004
        return not answer.kind
    return bool(state.body_hash) and state.body_hash == _hash(answer.body)


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _waits(state: FeedState, now: datetime) -> list[tuple[datetime, str]]:
    # A last try in the future is a clock that was set back; waiting for it would be forever.
    if state.last_try is None or state.last_try > now:
        return []
    waits = [(state.last_try + BASE, "asked within the last 60 minutes")]
    if state.wait_until:
        waits.append((_nearly(state.last_try, state.wait_until), "the server asked to wait"))
    if state.failures:
        days = BACK_OFF[min(state.failures, len(BACK_OFF)) - 1]
        until = _nearly(state.last_try, state.last_try + timedelta(days=days))
        waits.append((until, f"failed {state.failures} times in a row"))
    return waits


def _nearly(since: datetime, until: datetime) -> datetime:
    return until - EARLY if until - since >= WISH_CAP else until


def _headers(state: FeedState) -> tuple[tuple[str, str], ...]:
    headers = [("Accept", ACCEPT)]
    if state.etag:
        headers.append(("If-None-Match", state.etag))
    if state.last_modified:
        headers.append(("If-Modified-Since", state.last_modified))
    return tuple(headers)


def after(
    state: FeedState,
    answer: Answer,
    *,
    address: str,
    now: datetime,
    ttl_minutes: int = 0,
    trouble: str = "",
) -> FeedState:
    """What is known of the feed once `answer` came.

    `address` is digest.toml's, `ttl_minutes` the parsed feed's wish (not read when `unchanged`).
    `trouble` says what was wrong with a body that came well: no feed in it, a parser that died.
    """
    state = _of_address(state, address)
    if answer.kind == "resting":  # it was not asked: nothing was learned, nothing failed
        return replace(state, address=address)
    if answer.kind or trouble:
        gone = state.gone_since or (now if answer.status == 410 else None)  # noqa: PLR2004
        state = replace(state, address=address, last_try=now, wait_until=wish(answer, 0, now))
        return _failed(replace(state, gone_since=gone), trouble or answer.what, now)
    state = _moved(state, answer)
    if answer.status != 304:  # noqa: PLR2004
        state = replace(
            state,
            etag="",
            last_modified="",
            body_hash=_hash(answer.body),
            ttl_minutes=state.ttl_minutes if unchanged(state, answer) else ttl_minutes,
        )
    return replace(
        state,
        address=address,
        last_try=now,
        etag=answer.header("etag") or state.etag,
        last_modified=answer.header("last-modified") or state.last_modified,
        last_success=now,
        wait_until=wish(answer, state.ttl_minutes, now),
        failures=0,
        failing_since=None,
        what="",
        gone_since=None,
    )


def _failed(state: FeedState, what: str, now: datetime) -> FeedState:
    # The validators stay those of the last good body: "not modified" then means that it is back.
    state = replace(
        state, failures=state.failures + 1, failing_since=state.failing_since or now, what=what
    )
    if state.moved_seen >= MOVES and state.failures > 1:
        # A move that was believed and now fails: the old address gets another try.
        return replace(state, moved_to="", moved_seen=0)
    return state


def _moved(state: FeedState, answer: Answer) -> FeedState:
    if state.moved_seen >= MOVES and answer.url == state.moved_to:
        if not answer.permanent_to:
            return state  # asked at its new address, and at home there
        return replace(state, moved_to=answer.permanent_to, moved_seen=MOVES)
    if not answer.permanent_to or _less_safe(answer.url, answer.permanent_to):
        return replace(state, moved_to="", moved_seen=0) if state.moved_to else state
    seen = state.moved_seen + 1 if answer.permanent_to == state.moved_to else 1
    return replace(state, moved_to=answer.permanent_to, moved_seen=seen)


def _less_safe(old: str, new: str) -> bool:
    return old.startswith("https:") and not new.startswith("https:")


def proposal(state: FeedState) -> str:
    """What to change in digest.toml for this feed, in one line; "" when nothing."""
    if state.gone_since:
        return f"gone (410) since {state.gone_since:%Y-%m-%d}: remove it, or look for a new address"
    if state.moved_seen >= MOVES:
        return f'moved for good: address = "{state.moved_to}"'
    return ""
