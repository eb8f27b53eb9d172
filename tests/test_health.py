"""Which feeds fail is on the page, with or without a new edition, and from content/ alone."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from broadsheet import health
from broadsheet.errors import StoreError
from broadsheet.gather.manners import FeedState
from broadsheet.health import Failing
from broadsheet.model import Failure, Feed, Site
from broadsheet.state import State
from paper import Paper

SITE = Site(id="x", title="x", feeds=(Feed(key="post", path="a"), Feed(key="faro", path="b")))
WHEN = datetime(2031, 3, 4, 7, tzinfo=UTC)
FEEDS = """
[[feeds]]
key = "post"
title = "Harbour Post"
path = "post.xml"
[[feeds]]
key = "faro"
title = "O Farol"
path = "faro.xml"
"""
ITEM = "<item><title>Ferry {0}</title><guid>{0}</guid><description>Line {0}.</description></item>"


def failed(feed: str, what: str, hours: int = 0) -> Failure:
    """A failure some hours after WHEN."""
    return Failure(feed=feed, what=what, when=WHEN + timedelta(hours=hours), kind="http")


@pytest.fixture
def noted(tmp_path):
    """Note what a run found; gives what then fails."""

    def note(*failures: Failure, answered: tuple[str, ...] = (), site: Site = SITE):
        health.note(tmp_path, site, failures=failures, answered=answered)
        return health.read(tmp_path)

    note.file = tmp_path / "editions/health.json"
    return note


def test_since_is_the_first_of_a_row_and_why_the_last(noted):
    """A feed fails since it first did, for the reason of its last try; others are not touched."""
    noted(failed("post", "HTTP 500"))
    found = noted(failed("post", "HTTP 503", hours=9), failed("faro", "cut off", hours=9))
    assert found["post"] == Failing(feed="post", since=WHEN, what="HTTP 503", kind="http")
    assert found["faro"].since == WHEN + timedelta(hours=9)


def test_feed_that_was_not_asked_stays_and_one_that_answers_goes(noted):
    """Waiting for its turn is no recovery; an answer is, and the last one takes the file away."""
    noted(failed("post", "HTTP 500"), failed("faro", "HTTP 500"))
    assert set(noted()) == {"post", "faro"}
    assert set(noted(answered=("post",))) == {"faro"}
    assert noted(answered=("faro",)) == {}
    assert not noted.file.exists()


def test_the_same_failure_again_changes_no_byte(noted):
    """A feed that goes on failing is no news."""
    noted(failed("post", "HTTP 500"))
    before = (noted.file.read_bytes(), noted.file.stat().st_mtime_ns)
    noted(failed("post", "HTTP 500", hours=24))
    assert (noted.file.read_bytes(), noted.file.stat().st_mtime_ns) == before


def test_feed_that_the_site_no_longer_names_is_forgotten(noted):
    """What is not asked any more cannot recover, so it is not kept."""
    noted(failed("post", "HTTP 500"))
    assert noted(site=Site(id="x", title="x")) == {}


def test_file_that_is_not_ours_is_one_line(noted):
    """What cannot be read is named, with a remedy."""
    noted.file.parent.mkdir()
    noted.file.write_text("{}")
    with pytest.raises(StoreError, match=r"health\.json: cannot be read .*; remove it"):
        noted()


@pytest.fixture
def paper(tmp_path):
    """A site of two feeds; `gather(day, post, faro)` gathers what they hold, None: broken."""
    paper = Paper(tmp_path / "site").configure(more=FEEDS)

    def gather(number: int, hour: int = 7, **feeds: tuple[int, ...] | None):
        for name, items in feeds.items():
            body = "".join(ITEM.format(f"{name} {item}") for item in items or ())
            whole = f"<rss version='2.0'><channel><title>P</title>{body}</channel></rss>"
            text = "<html>Be right back" if items is None else whole
            (paper.content / f"{name}.xml").write_text(text, "utf-8")
        now = f"2031-03-{number:02}T{hour:02}:00:00Z"
        done = paper.run("gather", "--offline", "--now", now)
        assert done.returncode in (0, 3), done.stderr
        paper.render()
        return done

    paper.gather = gather
    return paper


def health_of(paper: Paper) -> str:
    """The part of the sources page that tells health."""
    return paper.page("sources").partition('id="ledger"')[0]


def test_failing_run_without_an_edition_is_told(paper):
    """Nothing new, so no edition; the page says all the same what fails, and since when."""
    paper.gather(4, post=(1,), faro=(1,))
    before = {path for path in paper.files(paper.content) if path.startswith("editions/2")}
    paper.gather(5, post=None)
    assert {path for path in paper.files(paper.content) if path.startswith("editions/2")} == before
    assert health_of(paper).count("health-failing") == 1
    assert "since March 5, 2031: post.xml: " in health_of(paper)
    assert "note: feed post: failing, since March 5, 2031: post.xml" in paper.run("check").stdout


def test_recovered_feed_is_well_while_the_edition_is_still_open(paper):
    """A failure in an open, or an issued, edition is history once the feed answers again."""
    paper.gather(4, post=(1,), faro=None)
    assert health_of(paper).count("health-failing") == 1
    paper.gather(4, 9, faro=())
    assert "health-failing" not in health_of(paper)
    paper.gather(4, 11, post=(1, 2), faro=None)
    assert health_of(paper).count("health-failing") == 1
    paper.gather(4, 13, faro=())
    assert "health-failing" not in health_of(paper)
    assert "failing" not in paper.run("check").stdout


def test_page_needs_content_alone(paper, tmp_path):
    """Without the cache, elsewhere, the sources page has the same bytes."""
    paper.gather(4, post=(1,), faro=(1,))
    paper.gather(5, post=None)
    shutil.copytree(paper.content, tmp_path / "other/content")
    other = Paper(tmp_path / "other")
    other.render()
    assert other.page("sources") == paper.page("sources")
    assert "health-failing" in other.page("sources")


def test_check_tells_what_the_cache_adds(paper):
    """How often in a row, when it last answered, and counts that no edition has yet."""
    block = 'block = ["tides"]\npath = "post.xml"'
    paper.configure(more=FEEDS.replace('path = "post.xml"', block))
    paper.gather(4, post=(1,), faro=(1,))
    paper.gather(5, post=("tides",))
    paper.gather(5, 9, faro=None)
    known = FeedState(failures=4, last_success=datetime(2031, 3, 1, tzinfo=UTC))
    with State(paper.root) as state:
        state.put_feed_states({"faro": msgspec.json.encode(known)})
    said = paper.run("check").stdout
    assert "ledger: feed post, in no edition yet: 1 gathered = 1 filtered" in said
    assert "(4 times in a row; last answered: 2031-03-01)" in said
