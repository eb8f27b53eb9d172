"""Silence is noticed by the run that has a clock, and told by pages that have none."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta

import pytest
from broadsheet import config, health, silence
from broadsheet.errors import StoreError
from broadsheet.model import Failure, Site
from paper import Paper, Tale, day, noon

FEED = '\n[[feeds]]\nkey = "post"\ntitle = "Harbour Post"\npath = "post.xml"\n'
ITEM = "<item><title>Ferry {0}</title><guid>{0}</guid><description>Line {0}.</description></item>"
SITE = Site(id="x", title="x", silent_days=3)
LAST = datetime(2031, 3, 4, 7, tzinfo=UTC)


@pytest.fixture
def paper(tmp_path) -> Paper:
    """A site with topics and feeds, and no edition yet."""
    return Paper(tmp_path / "site").configure()


@pytest.fixture
def site(paper):
    """A site with one feed of one entry, gathered on 4 March; `gather(day)` gathers again."""
    paper.configure(more=FEED)

    def gather(number: int, *items: int):
        body = "".join(ITEM.format(name) for name in items)
        feed = f"<rss version='2.0'><channel><title>P</title>{body}</channel></rss>"
        (paper.content / "post.xml").write_text(feed, "utf-8")
        return paper.run("gather", "--offline", "--now", f"2031-03-{number:02}T07:00:00Z")

    paper.gather = gather
    assert gather(4, 1).returncode == 0
    return paper


@pytest.mark.parametrize(
    ("last", "days", "silent"),
    [(LAST, 0, False), (LAST, 2, False), (LAST, 3, True), (LAST, 30, True), (None, 30, False)],
)
def test_silence_begins_on_the_day_that_the_site_names(tmp_path, last, days, silent):
    """`silent_days` after the last entry, to the day; a site that never published is new."""
    found = silence.note(tmp_path, SITE, last=last, now=LAST + timedelta(days=days))
    assert (found is not None) == silent
    assert silence.read(tmp_path) == found


def test_zero_days_is_never(tmp_path):
    """`silent_days = 0` turns the alarm off."""
    off = dataclasses.replace(SITE, silent_days=0)
    assert silence.note(tmp_path, off, last=LAST, now=LAST + timedelta(days=99)) is None


def test_file_that_is_not_ours_is_one_line(tmp_path):
    """What cannot be read is named, with a remedy."""
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions/silence.json").write_text("[]")
    with pytest.raises(StoreError, match=r"silence\.json: cannot be read .*; remove it"):
        silence.read(tmp_path)


def test_gather_page_and_feed_say_so_and_stop_saying_so(site):
    """Exit code 3, a line on front page and sources page, an item in the feed; then none of it."""
    assert site.gather(6, 1).returncode == 0
    done = site.gather(7, 1)
    assert done.returncode == 3
    assert "nothing was published since 2031-03-04" in done.stderr
    site.render()
    text = "Nothing was published since March 4, 2031."
    assert text in site.page("")
    assert text in site.page("sources")
    items = json.loads(site.files()["feeds/editions.json"])["items"]
    assert (items[0]["title"], len(items)) == (text, 2)
    said = site.files()
    assert site.gather(8, 1).returncode == 3
    site.render()
    assert site.files() == said, "silence that goes on changes no byte"
    assert site.gather(9, 1, 2).returncode == 0
    site.render()
    assert not any(text.encode() in data for data in site.files().values())


def test_build_renders_what_it_found_silent(site):
    """`build` ends with 3 too, but only after the page says why."""
    done = site.run("build", "--offline", "--now", "2031-03-09T07:00:00Z")
    assert done.returncode == 3
    assert "Nothing was published since" in site.page("")


def test_sources_tell_silent_and_failing_feeds(paper):
    """A feed that gives nothing new, and one that fails in a row: since when, and how often."""
    for number in (1, 2, 5, 6):
        paper.issue(number, Tale(name=f"tale{number}", entries=2 if number == 1 else 1))
    paper.render()
    told = "answers, but has given nothing new since March 1, 2031"
    assert told in paper.page("sources")
    assert f"note: feed tribune: silent, {told}" in paper.run("check").stdout
    for number in (2, 5, 6):
        failures = (Failure(feed="tribune", what=f"HTTP 50{number}", when=noon(day(number))),)
        paper.issue(number, Tale(name=f"tale{number}"), failures=failures)
        health.note(paper.content, config.load(paper.content), failures=failures, answered=())
    paper.render()
    told = "since March 2, 2031, 3 editions in a row: HTTP 506"
    assert told in paper.page("sources")
    assert f"note: feed tribune: failing, {told}" in paper.run("check").stdout


def test_check_shows_the_ledger(paper):
    """A line for each feed, and one for all: gathered is the sum of what became of it."""
    paper.issue(1, Tale(name="tale", entries=2))
    said = paper.run("check").stdout
    assert "ledger: feed post: 1 gathered = 1 published" in said
    assert "ledger: all feeds, March 1, 2031: 2 gathered = 2 published" in said
