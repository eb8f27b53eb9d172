"""The table of manners: when and how a feed is asked, number by number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from broadsheet.gather.manners import (
    ACCEPT,
    Ask,
    FeedState,
    Rest,
    Wait,
    after,
    agent,
    decide,
    proposal,
    recall,
    unchanged,
)
from broadsheet.gather.records import Answer, Policy
from broadsheet.gather.wishes import host_waits, keep_hosts, recall_hosts, wait_for

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
FEED = "https://gazette.example/feed"
NEW = "https://new.example/feed"


def ago(**past: float) -> datetime:
    """A time before NOW."""
    return NOW - timedelta(**past)


def ahead(**future: float) -> datetime:
    """A time after NOW."""
    return NOW + timedelta(**future)


def ok(body: bytes = b"<rss/>", **headers: str) -> Answer:
    """A good answer with a body."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(key="g", url=FEED, status=200, body=body, headers=named, final_url=FEED)


def bad(status: int = 500, **headers: str) -> Answer:
    """An answer that refuses."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(
        key="g", url=FEED, status=status, headers=named, final_url=FEED, kind="http",
        what=f"HTTP {status}",
    )  # fmt: skip


def learn(state: FeedState, answer: Answer, now: datetime = NOW, ttl: int = 0) -> FeedState:
    """The state after one answer."""
    return after(state, answer, address=FEED, now=now, ttl_minutes=ttl)


TRIED = {"address": FEED, "last_success": ago(days=1)}


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        # Never asked, or asked long ago.
        (FeedState(), True),
        (FeedState(**TRIED, last_try=ago(hours=24)), True),
        # Never twice within 60 minutes.
        (FeedState(**TRIED, last_try=ago(minutes=1)), False),
        (FeedState(**TRIED, last_try=ago(minutes=59)), False),
        (FeedState(**TRIED, last_try=ago(minutes=60)), True),
        # The server's wish, when it is the later one.
        (FeedState(**TRIED, last_try=ago(hours=2), wait_until=ahead(minutes=1)), False),
        (FeedState(**TRIED, last_try=ago(hours=2), wait_until=ago(minutes=1)), True),
        (FeedState(**TRIED, last_try=ago(minutes=30), wait_until=ago(minutes=20)), False),
        # A day's wish is over an hour early, or a daily run would come every other day.
        (FeedState(**TRIED, last_try=ago(hours=23.5), wait_until=ahead(hours=0.5)), True),
        (FeedState(**TRIED, last_try=ago(hours=22), wait_until=ahead(hours=2)), False),
        # After a failure the next run, then 1, 2, 4, 7, 7 days.
        (FeedState(**TRIED, last_try=ago(hours=1), failures=1), True),
        (FeedState(**TRIED, last_try=ago(hours=12), failures=2), False),
        (FeedState(**TRIED, last_try=ago(days=1), failures=2), True),
        (FeedState(**TRIED, last_try=ago(days=1.5), failures=3), False),
        (FeedState(**TRIED, last_try=ago(days=2), failures=3), True),
        (FeedState(**TRIED, last_try=ago(days=3.5), failures=4), False),
        (FeedState(**TRIED, last_try=ago(days=4), failures=4), True),
        (FeedState(**TRIED, last_try=ago(days=6.5), failures=5), False),
        (FeedState(**TRIED, last_try=ago(days=7), failures=5), True),
        (FeedState(**TRIED, last_try=ago(days=6.5), failures=500), False),
        (FeedState(**TRIED, last_try=ago(days=7), failures=500), True),
        # Another address in digest.toml is another feed.
        (FeedState(address=NEW, last_try=ago(minutes=1), failures=9), True),
        # A clock that was set back does not stop a feed for ever.
        (FeedState(**TRIED, last_try=ahead(days=30)), True),
    ],
)
def test_when_a_feed_is_asked(state, asked):
    """Every row: what is known, and whether the feed is asked now."""
    assert isinstance(decide(FEED, state, now=NOW), Ask if asked else Wait)


@pytest.mark.parametrize(
    "state",
    [
        FeedState(**TRIED, last_try=ago(minutes=1)),
        FeedState(**TRIED, last_try=ago(hours=1), failures=5),
        FeedState(**TRIED, last_try=ago(hours=1), wait_until=ahead(hours=9)),
        FeedState(**TRIED, last_try=ago(hours=1), gone_since=ago(days=9), failures=2),
    ],
)
def test_forced_asks_in_spite_of_our_waits(state):
    """`--force` is the owner's word against every wait of ours."""
    assert isinstance(decide(FEED, state, now=NOW, forced=True), Ask)


@pytest.mark.parametrize("forced", [False, True])
def test_host_that_asked_for_rest_gets_it(forced):
    """Retry-After holds for every feed of the host, whoever wants them, until it is over."""
    hosts = {"gazette.example": ahead(minutes=5)}
    decision = decide(FEED, FeedState(), now=NOW, hosts=hosts, forced=forced)
    assert decision == Wait(
        until=ahead(minutes=5), why="gazette.example asked to be left alone (Retry-After)"
    )
    assert isinstance(decide(NEW, FeedState(), now=NOW, hosts=hosts), Ask)
    assert isinstance(decide(FEED, FeedState(), now=ahead(minutes=5), hosts=hosts), Ask)


def test_gone_feed_rests():
    """410: not asked any more, reported, and proposed for removal; back when it answers again."""
    state = learn(FeedState(), bad(410))
    assert decide(FEED, state, now=ahead(days=99)) == Rest(why="gone (410) since 2026-03-02")
    assert proposal(state).startswith("gone (410) since 2026-03-02")
    back = learn(state, ok())
    assert (back.gone_since, proposal(back)) == (None, "")


def test_validators_go_back_verbatim():
    """ETag and Last-Modified are not understood, only repeated; weak, quoted, odd or not."""
    state = learn(FeedState(), ok(etag='W/"a,b"', last_modified="Mon, 02 Mar 26 garbage"))
    decision = decide(FEED, state, now=ahead(hours=2))
    assert decision == Ask(
        url=FEED,
        headers=(
            ("Accept", ACCEPT),
            ("If-None-Match", 'W/"a,b"'),
            ("If-Modified-Since", "Mon, 02 Mar 26 garbage"),
        ),
    )
    assert "application/atom+xml" in ACCEPT


def test_validators_of_a_304_are_taken_over():
    """A 304 may name newer validators; one without keeps what we have. Failures end with it."""
    state = learn(FeedState(failures=3, what="x"), ok(etag='"1"', last_modified="A"), ttl=30)
    same = learn(state, Answer(key="g", url=FEED, status=304, headers=(("last-modified", "B"),)))
    assert (same.etag, same.last_modified, same.ttl_minutes) == ('"1"', "B", 30)
    assert (same.failures, same.what, same.body_hash) == (0, "", state.body_hash)
    gone = learn(state, ok(b"<rss>2</rss>"))
    assert (gone.etag, gone.last_modified) == ("", ""), "a new body without them has none"


def test_unchanged_body_counts_as_unchanged():
    """A 200 with the same bytes brings nothing new, and keeps the feed's own wish."""
    state = learn(FeedState(), ok(), ttl=120)
    assert unchanged(state, ok())
    assert not unchanged(state, ok(b"<rss>new</rss>"))
    assert unchanged(state, Answer(key="g", url=FEED, status=304))
    assert not unchanged(FeedState(), ok(b""))
    assert not unchanged(state, bad(500))
    assert learn(state, ok()).ttl_minutes == 120


@pytest.mark.parametrize(
    ("ttl", "headers", "hours"),
    [
        (0, {}, None),
        (120, {}, 2),
        (120, {"cache_control": "public, max-age=10800"}, 3),
        (120, {"cache_control": "max-age=60"}, 2),
        (0, {"cache_control": 'max-age="7200"'}, 2),
        (0, {"cache_control": "max-age=7200", "age": "3600"}, 1),
        (0, {"cache_control": "max-age=99999999999999"}, 24),
        (0, {"cache_control": "no-cache, max-age=7200"}, None),
        (0, {"cache_control": "max-age=x"}, None),
        (60 * 99, {}, 24),
        (0, {"expires": "Mon, 02 Mar 2026 10:00:00 GMT",
             "date": "Mon, 02 Mar 2026 06:00:00 GMT"}, 4),
        (0, {"expires": "Mon, 02 Mar 2026 10:00:00 GMT"}, None),
        (0, {"expires": "Mon, 09 Mar 2026 10:00:00 GMT",
             "date": "Mon, 02 Mar 2026 06:00:00 GMT"}, 24),
        (300, {"expires": "Mon, 02 Mar 2026 10:00:00 GMT",
               "date": "Mon, 02 Mar 2026 06:00:00 GMT"}, 5),
        (60, {"expires": "Mon, 02 Mar 2026 10:00:00 GMT",
              "date": "Mon, 02 Mar 2026 06:00:00 GMT"}, 4),
        (60 * 99, {"cache_control": "max-age=99999999"}, 24),
        (0, {"expires": "0", "date": "Mon, 02 Mar 2026 06:00:00 GMT"}, None),
        (0, {"expires": "Mon, 02 Mar 2026 05:00:00 GMT",
             "date": "Mon, 02 Mar 2026 06:00:00 GMT"}, None),
        (0, {"cache_control": "max-age=3600", "expires": "Mon, 02 Mar 2026 10:00:00 GMT",
             "date": "Mon, 02 Mar 2026 06:00:00 GMT"}, 4),
        (0, {"cache_control": "max-age=0", "expires": "Mon, 02 Mar 2026 10:00:00 GMT",
             "date": "Mon, 02 Mar 2026 06:00:00 GMT"}, 4),
        (0, {"cache_control": "max-age=18000", "expires": "Mon, 02 Mar 2026 10:00:00 GMT",
             "date": "Mon, 02 Mar 2026 06:00:00 GMT"}, 5),
        (360, {"cache_control": "max-age=18000", "expires": "Mon, 02 Mar 2026 10:00:00 GMT",
               "date": "Mon, 02 Mar 2026 06:00:00 GMT"}, 6),
        (0, {"cache_control": "no-cache", "expires": "Mon, 02 Mar 2026 10:00:00 GMT",
             "date": "Mon, 02 Mar 2026 06:00:00 GMT"}, None),
    ],
)  # fmt: skip
def test_wishes_of_server_and_feed(ttl, headers, hours):
    """The latest of ttl, max-age and Expires, a day at most; no-cache voids the server's two."""
    state = learn(FeedState(), ok(**headers), ttl=ttl)
    assert state.wait_until == (ahead(hours=hours) if hours else None)


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"retry_after": "120"}, timedelta(minutes=2)),
        (503, {"retry_after": "120"}, timedelta(minutes=2)),
        (429, {"retry_after": "Mon, 02 Mar 2026 08:00:00 GMT"}, timedelta(hours=2)),
        # By the server's own clock, which may be wrong.
        (503, {"retry_after": "Mon, 02 Mar 2026 08:00:00 GMT",
               "date": "Mon, 02 Mar 2026 07:00:00 GMT"}, timedelta(hours=1)),
        (429, {"retry_after": "999999999999"}, timedelta(days=31)),
        (429, {"retry_after": "Mon, 02 Mar 2099 08:00:00 GMT"}, timedelta(days=31)),
        (429, {"retry_after": "Mon, 02 Mar 2020 08:00:00 GMT"}, None),
        (429, {"retry_after": "0"}, None),
        (429, {"retry_after": "soon"}, None),
        (429, {}, None),
        (500, {"retry_after": "120"}, None),
    ],
)  # fmt: skip
def test_retry_after(status, headers, wait):
    """Both forms, on 429 and 503, for the host, 31 days at most."""
    waits = host_waits(bad(status, **headers), now=NOW)
    assert waits == ((("gazette.example", NOW + wait),) if wait else ())


def test_the_later_wait_of_a_host_counts_and_outlives_the_run():
    """Another answer of the host shortens nothing; what is over, or not ours, is forgotten."""
    hosts = {"gazette.example": ahead(hours=9), "old.example": ago(hours=1)}
    wait_for(hosts, bad(429, retry_after="60"), now=NOW)
    assert hosts["gazette.example"] == ahead(hours=9)
    wait_for(hosts, bad(503, retry_after="86400"), now=NOW)
    kept = recall_hosts(keep_hosts(hosts, NOW))
    assert kept == {"gazette.example": ahead(days=1)}
    assert (recall_hosts(None), recall_hosts(b"[1]")) == ({}, {})


def test_how_hosts_are_asked_by_default():
    """The numbers of the house: turns, time, size, hops."""
    policy = Policy()
    assert policy.gap == 1.0
    assert policy.at_once >= 16
    assert (policy.connect, policy.total, policy.hops) == (5.0, 20.0, 5)
    assert (policy.wire_bytes, policy.body_bytes) == (15 * 2**20, 30 * 2**20)
    assert not policy.private_addresses


def test_what_another_version_kept_is_forgotten():
    """It costs one unconditional request."""
    assert recall(b'{"failures": "many"}') == recall(None) == FeedState()
    assert recall(msgspec.json.encode(FeedState(failures=3))).failures == 3


def test_retry_after_behind_a_redirect_holds_for_both_hosts():
    """The host that was asked leads there again, so it waits too."""
    answer = Answer(key="g", url=FEED, status=429, headers=(("retry-after", "60"),),
                    final_url=NEW, kind="http")  # fmt: skip
    assert [host for host, _until in host_waits(answer, now=NOW)] == [
        "gazette.example", "new.example",
    ]  # fmt: skip


def test_failures_are_counted_and_named():
    """In a row, since when and why; one good answer ends them. The validators stay."""
    state = learn(FeedState(), ok(etag='"1"'), now=ago(days=3))
    state = learn(state, bad(500), now=ago(days=2))
    state = after(state, ok(b"<html>"), address=FEED, now=ago(days=1), trouble="a web page")
    assert (state.failures, state.failing_since, state.what) == (2, ago(days=2), "a web page")
    assert (state.last_success, state.etag) == (ago(days=3), '"1"')
    state = learn(state, ok())
    assert (state.failures, state.failing_since, state.what) == (0, None, "")


def test_feed_that_was_not_asked_did_not_fail():
    """Its host had asked for rest in this very run: nothing is learned, no failure counted."""
    state = learn(FeedState(), ok(etag='"1"'), now=ago(days=1))
    resting = Answer(key="g", url=FEED, kind="resting", what="left alone")
    assert learn(state, resting) == state


def moved(to: str, url: str = FEED, status: int = 200) -> Answer:
    """A good answer behind a 301 or 308."""
    return Answer(key="g", url=url, status=status, permanent_to=to, final_url=to, body=b"<rss/>")


def test_move_is_believed_on_the_third_run():
    """301 on three runs: the new address is asked, and proposed for digest.toml."""
    state = FeedState()
    for run in (1, 2, 3):
        assert decide(FEED, state, now=ahead(days=run)).url == FEED
        assert proposal(state) == ""
        state = learn(state, moved(NEW, status=304 if run == 2 else 200), now=ahead(days=run))
    assert decide(FEED, state, now=ahead(days=4)).url == NEW
    assert proposal(state) == f'moved for good: address = "{NEW}"'
    at_home = Answer(key="g", url=NEW, status=200, body=b"<rss/>", final_url=NEW)
    state = learn(state, at_home, now=ahead(days=4))
    assert decide(FEED, state, now=ahead(days=5)).url == NEW
    taken_over = decide(NEW, state, now=ahead(days=5))
    assert isinstance(taken_over, Ask), "the editor wrote the new address down"
    state = after(state, at_home, address=NEW, now=ahead(days=5))
    assert proposal(state) == ""


@pytest.mark.parametrize(
    "run",
    [
        ok(),
        moved("https://third.example/feed"),
        moved("http://new.example/feed"),
    ],
)
def test_move_that_wavers_is_not_believed(run):
    """A run without it, with another target, or down to plain http starts the count again."""
    state = FeedState()
    for answer in (moved(NEW), moved(NEW), run, moved(NEW)):
        state = learn(state, answer)
    assert state.moved_seen == 1
    assert decide(FEED, state, now=ahead(days=1)).url == FEED


def test_move_that_fails_is_taken_back():
    """One failure at the new address is a bad day, two are a reason to try the old one again."""
    state = FeedState()
    for _run in range(3):
        state = learn(state, moved(NEW))
    state = learn(state, bad())
    assert state.moved_to == NEW
    state = learn(state, bad())
    assert decide(FEED, state, now=ahead(days=9)).url == FEED


def test_failure_between_does_not_break_a_move():
    """A run that could not ask says nothing about the move."""
    state = FeedState()
    for answer in (moved(NEW), moved(NEW), bad(), moved(NEW)):
        state = learn(state, answer)
    assert state.moved_seen == 3


def test_agent_says_who_asks():
    """A truthful User-Agent with the site's address."""
    assert agent("1.2", "https://me.example/news") == "Broadsheet/1.2 (+https://me.example/news)"
    assert agent("1.2") == "Broadsheet/1.2"


def test_state_can_be_written_down():
    """Plain values only: what goes into the cache comes out of it."""
    state = learn(FeedState(), moved(NEW), ttl=9)
    assert msgspec.json.decode(msgspec.json.encode(state), type=FeedState) == state
