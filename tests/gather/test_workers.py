"""Parsers that can be killed."""

from __future__ import annotations

import time
from collections.abc import Iterator

import deadly
from broadsheet.gather import workers
from broadsheet.gather.records import ParsedFeed
from broadsheet.gather.workers import Job, read_all

GOOD = b"<rss><channel><title>T</title><item><title>A</title></item></channel></rss>"


def test_feeds_are_read():
    """Each job has its outcome, a feed or what was found instead."""
    jobs = [Job(key="good", body=GOOD, base="https://a.example/"), Job(key="bad", body=b"<html>")]
    outcomes = {outcome.key: outcome for outcome in read_all(jobs)}
    good = outcomes["good"].feed
    assert isinstance(good, ParsedFeed)
    assert (good.title, good.entries[0].title) == ("T", "A")
    assert (outcomes["bad"].kind, outcomes["bad"].feed) == ("not-a-feed", None)
    assert outcomes["bad"].what.startswith("a web page instead of a feed")


def test_feed_that_hangs_is_given_up_and_the_others_go_on(monkeypatch):
    """A time limit for one feed, and only for it."""
    monkeypatch.setattr(workers, "_work", deadly.work)
    jobs = [Job(key="slow", body=b"hang"), *(Job(key=str(n), body=GOOD) for n in range(20))]
    start = time.monotonic()
    outcomes = {outcome.key: outcome for outcome in read_all(jobs, seconds=1.5, workers=1)}
    assert time.monotonic() - start < 20
    assert (outcomes["slow"].kind, outcomes["slow"].what) == (
        "killed", "not read in 1.5 s, given up",
    )  # fmt: skip
    assert all(outcomes[str(n)].feed for n in range(20))


def test_feed_that_kills_its_worker_is_a_failure(monkeypatch):
    """A crash in a parser is one feed's Failure; so is a mistake of ours."""
    monkeypatch.setattr(workers, "_work", deadly.work)
    jobs = [Job(key=key, body=key.encode()) for key in ("a", "die", "b", "raise", "c")]
    outcomes = {outcome.key: outcome for outcome in read_all(jobs, workers=1)}
    assert (outcomes["die"].kind, outcomes["die"].what) == ("killed", "its parser died of it")
    assert (outcomes["raise"].kind, outcomes["raise"].what) == (
        "parse", "ZeroDivisionError while reading it",
    )  # fmt: skip
    assert all(outcomes[key].feed for key in "abc")


def test_nothing_to_read_starts_nothing(monkeypatch):
    """A run in which nothing changed pays for no process."""
    monkeypatch.delattr(workers, "_pool")
    assert list(read_all([])) == []


def test_jobs_are_drawn_while_earlier_ones_are_read():
    """Jobs may be what comes in from the network: the first outcome need not wait for the last."""
    drawn: list[int] = []

    def jobs() -> Iterator[Job]:
        for n in range(200):
            drawn.append(n)
            yield Job(key=str(n), body=GOOD)

    outcomes = read_all(jobs())
    next(outcomes)
    assert len(drawn) < 200
    assert len(list(outcomes)) == 199
