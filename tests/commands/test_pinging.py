"""`ping`: a hub on loopback is told which of our feeds have changed, once for each change."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
from loopback import Seen, redirect, reply, serve
from paper import HEAD, Paper

ADDRESS = "https://someone.example/papers/daily/feeds/"
ATOM, TOPIC = f"{ADDRESS}editions.atom", f"{ADDRESS}topics/%D0%B5%D0%B4%D0%B0.json"
DONE = reply(status="204 No Content")


@pytest.fixture
def paper(tmp_path):
    """A site whose output holds two feeds of ours, and a file that is none."""
    paper = Paper(tmp_path / "site")
    for name in ("editions.atom", "topics/еда.json", "sources.opml"):
        path = paper.output / "feeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}, as it was", "utf-8")
    return paper


def ping(paper: Paper, hub: str, *words: str, private: bool = True):
    """Run the command, on a site that names this hub."""
    more = f'hub = "{hub}"\n' if hub else ""
    paper.configure(head=f"{HEAD}{more}private_addresses = {str(private).lower()}\n")
    return paper.run("ping", *words)


def told(seen: list[Seen]) -> list[str]:
    """The feeds that a hub was told of; each request is checked for its form."""
    feeds = []
    for one in seen:
        form = parse_qs(one.body.decode())
        assert (one.method, one.headers["content-type"]) == (
            "POST", "application/x-www-form-urlencoded",
        )  # fmt: skip
        assert one.headers["user-agent"].startswith("Broadsheet/")
        assert form.pop("hub.mode") == ["publish"]
        feeds += form.pop("hub.url")
        assert form == {}
    return sorted(feeds)


def test_changed_feeds_are_told_once(paper):
    """All at first, none while nothing changes, then what changed; exit code 0 throughout."""
    with serve({"/hub": DONE}) as hub:
        first = ping(paper, f"{hub.url}/hub")
        assert (first.returncode, first.stderr) == (0, "")
        assert first.stdout == f"{hub.url}/hub: told of 2 feeds, 0 unchanged\n"
        assert told(hub.seen) == [ATOM, TOPIC]
        assert ping(paper, f"{hub.url}/hub").stdout.endswith("told of 0 feeds, 2 unchanged\n")
        (paper.output / "feeds/editions.atom").write_text("and a day more")
        assert ping(paper, f"{hub.url}/hub", "--quiet").stdout == ""
        assert told(hub.seen[2:]) == [ATOM]


def test_lost_memory_and_another_hub_cost_a_ping_only(paper):
    """Without what is remembered, or for a hub that was told nothing yet, all are told again."""
    with serve({"/hub": DONE, "/other": DONE}) as hub:
        ping(paper, f"{hub.url}/hub")
        (paper.root / ".broadsheet/pinged.json").write_text("[torn")
        ping(paper, f"{hub.url}/hub")
        assert told(hub.seen[2:]) == [ATOM, TOPIC]
        ping(paper, f"{hub.url}/other")
        assert told(hub.seen[4:]) == [ATOM, TOPIC]


def test_hub_that_refuses_one_is_told_of_that_one_again(paper):
    """Exit code 1 and a line with hub, reason and remedy; what was taken is not told twice."""
    refused = [b"editions.atom"]

    def hub_says(seen: Seen) -> bytes:
        bad = any(name in seen.body for name in refused)
        return reply(status="500 Oh") if bad else DONE

    with serve({"/hub": hub_says}) as hub:
        done = ping(paper, f"{hub.url}/hub", "--json")
        assert done.returncode == 1
        assert done.stderr == (
            f"broadsheet: hub {hub.url}/hub: 1 of 2 feeds were not taken: HTTP 500;"
            " run ping again, or mend hub under [site] in content/digest.toml\n"
        )
        rows = sorted((json.loads(line) for line in done.stdout.splitlines()), key=str)
        assert rows == [
            {"feed": ATOM, "told": False, "what": "HTTP 500"},
            {"feed": TOPIC, "told": True, "what": ""},
        ]
        refused.clear()
        assert ping(paper, f"{hub.url}/hub").returncode == 0
        assert told(hub.seen[2:]) == [ATOM]


def test_hub_that_has_moved_is_named_and_not_followed(paper):
    """A redirect is for the owner to write down, not for us to post to."""
    with serve({"/hub": redirect("/new", "301 Moved Permanently"), "/new": DONE}) as hub:
        done = ping(paper, f"{hub.url}/hub")
    assert done.returncode == 1
    assert "HTTP 301, it is at /new" in done.stderr
    assert set(hub.asked()) == {"/hub"}


def test_hub_on_a_private_address_is_refused(paper):
    """The policy of addresses holds for a hub as for a feed."""
    with serve({"/hub": DONE}) as hub:
        done = ping(paper, f"{hub.url}/hub", private=False)
    assert done.returncode == 1
    assert "is a loopback address" in done.stderr
    assert hub.seen == []


def test_what_is_missing_is_named(paper):
    """No hub, or no feed to tell of: one line with the remedy, and nobody is asked."""
    done = ping(paper, "")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("broadsheet: content/digest.toml: there is no hub")
    assert 'write hub = "https://..." under [site]' in done.stderr
    (paper.output / "feeds/editions.atom").unlink()
    (paper.output / "feeds/topics/еда.json").unlink()
    done = ping(paper, "http://127.0.0.1:9/hub")
    assert (done.returncode, done.stderr) == (
        1, "broadsheet: output/feeds: there is no feed; run render first\n",
    )  # fmt: skip
