"""Feeds over the network from run to run: what the cache keeps of hosts and feeds, and obeys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from broadsheet.model import Feed, Site
from broadsheet.wire import over_http
from loopback import Loopback, reply, serve

NOW = datetime(2031, 3, 4, 7, tzinfo=UTC)
RSS = b"<rss version='2.0'><channel><title>P</title></channel></rss>"
FEED = reply(RSS, Content_Type="application/rss+xml", ETag='W/"7"')
BUSY = reply(status="429 Slow Down", Retry_After="7200")


@pytest.fixture
def asked():
    """Ask the feeds at these paths some hours after NOW; gives (intake, paths that were asked)."""
    kept: dict[str, bytes] = {}

    def ask(web: Loopback, *paths: str, hours: float = 0, forced: bool = False):
        feeds = [Feed(key=path.strip("/"), address=f"{web.url}{path}") for path in paths]
        site = Site(id="x", title="x", private_addresses=True, feeds=tuple(feeds))
        before, now = len(web.seen), NOW + timedelta(hours=hours)
        intake = over_http(feeds, site, kept, now=now, forced=forced, tick=lambda _: None)
        kept.update(intake.feed_states)
        return intake, web.asked()[before:]

    return ask


def test_retry_after_holds_for_the_host_in_later_runs(asked):
    """No other feed of the host is asked before its time, forced or not; then all are."""
    with serve({"/a": BUSY, "/b": FEED}) as web:
        intake, paths = asked(web, "/a")
        assert paths == ["/a"]
        assert [failure.feed for failure in intake.failures] == ["a"]
        assert asked(web, "/a", "/b", hours=1.9)[1] == []
        assert asked(web, "/a", "/b", hours=1.9, forced=True)[1] == []
        assert "/b" in asked(web, "/b", hours=2)[1]


def test_answered_are_feeds_that_gave_something_or_said_that_nothing_is_new(asked):
    """Not those that failed, nor those that were not asked."""
    same = reply(status="304 Not Modified")
    routes = {"/good": FEED, "/bad": reply(status="500 Oh"), "/page": reply(b"<html>Hello")}
    with serve(routes) as web:
        first = asked(web, "/good", "/bad", "/page")[0]
        assert first.answered == {"good"}
        assert {failure.feed for failure in first.failures} == {"bad", "page"}
        assert asked(web, "/good", "/bad", hours=0.5)[0].answered == frozenset()
        routes["/good"] = same
        assert asked(web, "/good", "/bad", hours=2)[0].answered == {"good"}
        [again] = [seen for seen in web.seen[3:] if seen.path == "/good"]
        assert again.headers["if-none-match"] == 'W/"7"'
