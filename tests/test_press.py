"""Act one from end to end, with steps that need no wing: days, issues, logs, balance."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from broadsheet import ledger, steps, store
from broadsheet.model import Edition, Entry, Failure, Feed, Rules, Site, Story
from broadsheet.press import Intake, press
from broadsheet.state import State

NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)
SITE = Site(
    id="x",
    title="x",
    issue_at="06:00",
    rules=Rules(block=("horoscope",)),
    feeds=(
        Feed(key="web", address="https://example.org/feed"),
        Feed(key="dumps", path="dumps"),
    ),
)


def cleaned(edition: Edition) -> Edition:
    """Stands for cleaning: html is what was received."""
    entries = tuple(dataclasses.replace(e, html=e.html or e.received) for e in edition.entries)
    return dataclasses.replace(edition, entries=entries)


def told(edition: Edition, *, window: tuple[Edition, ...]) -> Edition:
    """Stands for grouping: each entry is a story, and says how many editions it saw before."""
    stories = tuple(
        Story(id=e.id, headline=e.title, entries=(e.id,), score=float(len(window)))
        for e in edition.entries
    )
    return dataclasses.replace(edition, stories=stories)


WORDS = [
    steps.gather,
    steps.drop_met,
    steps.drop_old,
    cleaned,
    steps.recognise,
    steps.filter_entries,
    steps.skip_old,
    steps.file_by_date,
    told,
]


def came(feed: str, name: str, when: datetime | None = NOW, **facts) -> Entry:
    """An entry as a feed gives it."""
    facts.setdefault("title", f"Title {name}")
    return Entry(feed=feed, guid=name, published=when, received=f"<p>{name}</p>", **facts)


@pytest.fixture
def go(tmp_path):
    """Run the press over entries at a time; gives its outcome."""

    def run(*entries, now=NOW, site=SITE, failures=(), issue=False, words=WORDS):
        with State(tmp_path) as state:
            state.sync(tmp_path / "content")
            return press(
                content=tmp_path / "content",
                state=state,
                site=site,
                words=words,
                now=now,
                intake=Intake(entries=entries, failures=failures),
                ask_issue=issue,
            )

    run.content = tmp_path / "content"
    run.load = lambda day: store.load(run.content, date(2026, 11, day))
    return run


def test_first_run_issues_the_days_edition(go):
    """What came in is in an issued edition of its day; the run's ledger balances."""
    outcome = go(came("web", "1"), came("web", "2"))
    assert (outcome.written, outcome.issued) == ((date(2026, 11, 20),), date(2026, 11, 20))
    assert outcome.new == 2
    assert all(ledger.balances(tally) for tally in outcome.ledger)
    assert go.load(20).issued == NOW
    assert [t.published for t in go.load(20).ledger] == [2]


def test_nothing_new_changes_no_byte(go):
    """The same answers again write no file."""
    go(came("web", "1"))
    path = store.path_of(go.content, date(2026, 11, 20))
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    outcome = go(came("web", "1"), now=NOW + timedelta(hours=1))
    assert outcome.written == ()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert [(t.gathered, t.seen) for t in outcome.ledger] == [(1, 1)]


def test_later_entries_collect_in_the_next_edition(go):
    """After the issue, an open edition collects; the next morning's first run issues it."""
    go(came("web", "1"))
    outcome = go(came("web", "2"), now=NOW + timedelta(hours=5))
    assert (outcome.written, outcome.issued) == ((date(2026, 11, 21),), None)
    assert go.load(21).issued is None
    outcome = go(now=NOW + timedelta(hours=24))
    assert outcome.issued == date(2026, 11, 21)
    assert [e.guid for e in go.load(21).entries] == ["2"]


def test_missed_days_are_one_edition(go):
    """An open edition that missed its day moves to the day it is issued on."""
    go(came("web", "1"))
    go(came("web", "2"), now=NOW + timedelta(hours=5))
    outcome = go(came("web", "3"), now=NOW + timedelta(days=4))
    assert outcome.issued == date(2026, 11, 24)
    assert [e.guid for e in go.load(24).entries] == ["2", "3"]
    assert go.load(21) is None


def test_day_without_entries_has_no_file(go):
    """Nothing came, nothing is written, and nothing is issued."""
    outcome = go(failures=(Failure(feed="web", what="HTTP 500", when=NOW),))
    assert (outcome.written, outcome.issued, store.days(go.content)) == ((), None, ())
    assert outcome.failures[0].what == "HTTP 500"


def test_manual_waits_for_the_editor(go):
    """`issue = "manual"`: it collects until it is asked to issue."""
    manual = dataclasses.replace(SITE, manual=True)
    assert go(came("web", "1"), site=manual).issued is None
    assert go(site=manual, now=NOW + timedelta(hours=1)).written == ()
    assert go(site=manual, now=NOW + timedelta(hours=2), issue=True).issued == date(2026, 11, 20)


def test_files_are_dated_by_publication(go):
    """A folder of old dumps makes editions of the past, each seeing those before it."""
    old = [came("dumps", str(n), NOW - timedelta(days=n)) for n in (1, 2, 3)]
    outcome = go(*old, came("dumps", "undated", None))
    assert [day.day for day in outcome.written] == [17, 18, 19, 20]
    assert [go.load(day).stories[0].score for day in (17, 18, 19, 20)] == [0, 1, 2, 3]
    assert [e.guid for e in go.load(20).entries] == ["undated"]
    assert all(go.load(day).issued for day in (17, 18, 19))


def test_addition_to_a_past_edition_is_logged(go):
    """What a file adds to an issued edition is there, and said."""
    go(came("dumps", "1", NOW - timedelta(days=2)))
    go(came("dumps", "2", NOW - timedelta(days=2)), now=NOW + timedelta(hours=1))
    edition = go.load(18)
    assert [e.guid for e in edition.entries] == ["1", "2"]
    assert [line.what for line in edition.log] == ["1 entries added"]


def test_first_fetch_floods_nothing(go):
    """On a new feed's first fetch old entries are passed over for good; later ones are not old."""
    old = [came("web", str(n), NOW - timedelta(days=30 + n)) for n in range(20)]
    outcome = go(*old, came("web", "fresh"))
    assert (outcome.new, outcome.ledger[0].too_old) == (1, 20)
    assert go.load(20).passed[0].reason == "too old"
    late = came("web", "late", NOW - timedelta(days=10))
    outcome = go(*old, late, now=NOW + timedelta(days=1))
    assert (outcome.new, outcome.ledger[0].seen) == (1, 20)


def test_old_entries_teach_and_are_not_cleaned(go):
    """What a new feed repeats under its old entries is cut from its only fresh one."""
    words = [steps.clean if word is cleaned else word for word in WORDS]
    more = "<p>Write to the harbour desk about this.</p>"
    texts = [f"<p>The ferry {'runs ' * n}aground.</p>{more}" for n in range(1, 9)]
    old = [
        dataclasses.replace(came("web", str(n), NOW - timedelta(days=30)), received=text)
        for n, text in enumerate(texts)
    ]
    fresh = dataclasses.replace(came("web", "fresh"), received=f"<p>The ferry floats.</p>{more}")
    outcome = go(*old, fresh, words=words)
    [entry] = go.load(20).entries
    assert [cut.rule for cut in entry.removed] == ["learned"]
    assert (outcome.new, outcome.ledger[0].too_old) == (1, 8)
    assert "samples" not in store.path_of(go.content, date(2026, 11, 20)).read_text("utf-8")


def test_old_entries_come_back_under_new_ids_and_a_title_that_is_cleaned(go):
    """Passed over uncleaned: known again by the title as the feed gives it, all else changed."""
    words = [steps.clean if word is cleaned else word for word in WORDS]
    site = dataclasses.replace(SITE, feeds=(dataclasses.replace(SITE.feeds[0], source="Kanal"),))
    past = NOW - timedelta(days=30)
    old = came("web", "1", past, title="Ferry aground - Kanal", url="https://example.org/1")
    assert go(old, came("web", "2"), words=words, site=site).new == 1
    again = dataclasses.replace(old, guid="3", url="https://example.org/3")
    outcome = go(again, words=words, site=site, now=NOW + timedelta(days=1))
    assert (outcome.new, outcome.ledger[0].seen) == (0, 1)


def test_date_that_only_cleaning_finds_is_judged_after_it(go):
    """Undated as its feed gives it, too old as its text says: passed over all the same."""

    def dating(edition: Edition) -> Edition:
        entries = tuple(
            dataclasses.replace(e, published=e.published or NOW - timedelta(days=30))
            for e in edition.entries
        )
        return cleaned(dataclasses.replace(edition, entries=entries))

    words = [dating if word is cleaned else word for word in WORDS]
    outcome = go(came("web", "1", None), came("web", "2"), words=words)
    assert (outcome.new, outcome.ledger[0].too_old) == (1, 1)


@pytest.mark.parametrize("first", [1, 2])
@pytest.mark.parametrize("one", [{"url": "https://example.org/"}, {"guid": "same"}])
def test_address_or_id_that_all_entries_share_hides_no_new_one(go, one, first):
    """A feed that gives every entry one address, or one id: each new one is new, run by run."""
    entries = [dataclasses.replace(came("web", str(n)), **one) for n in range(4)]
    go(*entries[:first])
    for n in range(first, 4):
        outcome = go(*entries[: n + 1], now=NOW + timedelta(hours=n))
        [tally] = outcome.ledger
        assert (outcome.new, tally.seen, tally.updated) == (1, n, 0)
    assert go(entries[3], now=NOW + timedelta(hours=9)).new == 0


def test_run_without_news_loads_no_wing_that_cleans_groups_or_draws(tmp_path):
    """Each would cost it a tenth of its time: nothing came in, nothing of them is imported."""
    (tmp_path / "content").mkdir()
    text = '[site]\nid = "example.org,2026:x"\ntitle = "x"\n[[feeds]]\nkey = "d"\npath = "dumps"\n'
    (tmp_path / "content" / "digest.toml").write_text(text)
    program = (
        "import sys\nfrom broadsheet.cli import main\n"
        f"sys.argv = ['broadsheet', 'gather', '--offline', '-C', {str(tmp_path)!r}]\n"
        "main()\n"
        "heavy = {'broadsheet.clean', 'broadsheet.group', 'broadsheet.desk', 'rich', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "[]"


def test_passed_over_is_remembered_without_an_edition_and_without_a_cache(go, tmp_path):
    """Nothing is new in a first fetch of old entries; they stay passed over."""
    old = [came("web", str(n), NOW - timedelta(days=30 + n)) for n in range(3)]
    assert go(*old).written == ()
    assert go(*old, came("web", "a"), now=NOW + timedelta(days=1)).new == 1
    for path in (tmp_path / ".broadsheet").iterdir():
        path.unlink()
    outcome = go(*old, came("web", "a"), now=NOW + timedelta(days=2))
    assert (outcome.written, outcome.ledger[0].seen) == ((), 4)


def test_filtered_by_rule_is_counted(go):
    """A blocked word keeps an entry out, for good, and the ledger says so."""
    outcome = go(came("web", "1", title="Your horoscope"), came("web", "2"))
    assert (outcome.new, outcome.ledger[0].filtered) == (1, 1)
    assert [passed.reason for passed in go.load(20).passed] == ["filtered: block: horoscope"]
    assert all(ledger.balances(tally) for tally in outcome.ledger)


def test_changed_title_renews_the_open_edition_and_is_noted_later(go):
    """While its edition is open an entry follows its outlet; afterwards the change is noted."""
    go(came("web", "0"))
    go(came("web", "1", title="First"), now=NOW + timedelta(hours=1))
    name = go.load(21).entries[0].id
    go(came("web", "1", title="Second"), now=NOW + timedelta(hours=2))
    assert [(e.id, e.title) for e in go.load(21).entries] == [(name, "Second")]
    go(now=NOW + timedelta(days=1))
    go(came("web", "1", title="Third"), now=NOW + timedelta(days=1, hours=1))
    assert [(u.entry, u.title) for u in go.load(22).updates] == [(name, "Third")]
    assert go.load(21).entries[0].title == "Second"


def test_lost_cache_doubles_nothing(go, tmp_path):
    """Without .broadsheet/ the next run ends with the same editions."""
    go(came("web", "1"), came("dumps", "2", NOW - timedelta(days=1)))
    before = {p: p.read_bytes() for p in go.content.rglob("*.json")}
    for path in (tmp_path / ".broadsheet").iterdir():
        path.unlink()
    go(came("web", "1"), came("dumps", "2", NOW - timedelta(days=1)), now=NOW + timedelta(hours=1))
    assert {p: p.read_bytes() for p in go.content.rglob("*.json")} == before


def test_order_of_arrival_changes_no_byte(go, tmp_path):
    """The same entries in another order make the same files."""
    entries = [came("web", str(n)) for n in range(6)] + [
        came("dumps", "d", NOW - timedelta(days=1))
    ]
    go(*entries)
    first = {p.name: p.read_bytes() for p in go.content.rglob("*.json")}
    for path in [*go.content.rglob("*.json"), *(tmp_path / ".broadsheet").iterdir()]:
        path.unlink()
    go(*reversed(entries))
    assert {p.name: p.read_bytes() for p in go.content.rglob("*.json")} == first


def test_list_without_file_by_date_still_files(go):
    """A user's list may leave grouping out."""
    go(came("web", "1"), words=[steps.gather, cleaned, steps.recognise])
    assert len(go.load(20).entries) == 1


def test_open_edition_that_moves_does_not_meet_itself(go):
    """An edition that missed its day is no earlier telling of its own stories."""
    go(came("web", "1"))
    go(came("web", "2"), now=NOW + timedelta(hours=5))
    go(came("web", "3"), now=NOW + timedelta(days=4))
    assert [story.score for story in go.load(24).stories] == [1, 1]


def test_open_edition_stays_where_it_is_while_nothing_is_new(go):
    """Days later, with nothing new and no issue, its file is still there."""
    manual = dataclasses.replace(SITE, manual=True)
    go(came("web", "1"), site=manual)
    assert go(site=manual, now=NOW + timedelta(days=3)).written == ()
    assert [e.guid for e in go.load(20).entries] == ["1"]
    go(site=manual, now=NOW + timedelta(days=3), issue=True)
    assert (go.load(20), [e.guid for e in go.load(23).entries]) == (None, ["1"])


def test_open_edition_that_moves_still_knows_its_entries(go):
    """When it is issued later, a changed title is renewed all the same, and no id given twice."""
    go(came("web", "1"))
    go(came("web", "2", title="First"), now=NOW + timedelta(hours=5))
    twice = [came("web", "2", title="Second"), came("web", "2", NOW - timedelta(days=1), title="x")]
    go(came("web", "2", title="Second"), now=NOW + timedelta(days=4))
    assert [(e.guid, e.title) for e in go.load(24).entries] == [("2", "Second")]
    go(came("web", "3"), now=NOW + timedelta(days=4, hours=2))
    go(*twice, now=NOW + timedelta(days=8))
    ids = [entry.id for day in (20, 24, 28) for entry in go.load(day).entries]
    assert len(ids) == len(set(ids))


def test_day_that_an_open_edition_leaves_may_get_an_edition_of_its_own(go):
    """A file's entry of that day is kept, not taken away with what moved on."""
    go(came("web", "1"))
    go(came("web", "2"), now=NOW + timedelta(hours=5))
    go(came("dumps", "3", NOW + timedelta(days=1)), now=NOW + timedelta(days=4))
    assert [e.guid for e in go.load(21).entries] == ["3"]
    assert [e.guid for e in go.load(24).entries] == ["2"]


def test_changed_title_is_noted_once_also_without_a_cache(go, tmp_path):
    """An edition that has noted it is enough: losing the cache notes nothing twice."""
    go(came("web", "1", title="First"))
    day = NOW + timedelta(days=1)
    go(came("web", "1", title="Second"), came("web", "2"), now=day)
    for path in (tmp_path / ".broadsheet").iterdir():
        path.unlink()
    assert go(came("web", "1", title="Second"), now=day + timedelta(hours=1)).written == ()


def test_headline_alone_is_filtered_and_too_old_as_well(go):
    """A feed that gives no text obeys rules and freshness like any other."""
    old = dataclasses.replace(came("web", "1", NOW - timedelta(days=30)), received="")
    stars = dataclasses.replace(came("web", "2", title="Your horoscope"), received="")
    outcome = go(old, stars, dataclasses.replace(came("web", "3"), received=""))
    assert (outcome.new, outcome.ledger[0].filtered, outcome.ledger[0].too_old) == (1, 1, 1)
