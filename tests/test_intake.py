"""Asking every feed of a site: what files gave, and what is told of them."""

from __future__ import annotations

from datetime import UTC, datetime

from broadsheet.intake import take_in
from broadsheet.model import Feed, Site
from broadsheet.state import State
from broadsheet.wire import over_http
from loopback import reply, serve

NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)
RSS = (
    "<rss version='2.0'><channel><title>Ferrow</title>"
    "<item><guid>1</guid><title>The tram is\x00 back</title></item></channel></rss>"
)


def test_damage_to_a_file_is_told_and_its_text_kept(tmp_path):
    """A control character is left out; the run says of which file, and does not read it again."""
    (tmp_path / "a.txt").write_text("The old tram runs again.\nIt stops\x01 at the mill.\n")
    site = Site(id="s", title="S", feeds=(Feed(key="shelf", path="a.txt"),))
    with State(tmp_path / "root") as state:
        taken = take_in(site, tmp_path, state, now=NOW, offline=True)
    assert "It stops at the mill." in taken.entries[0].received
    assert taken.notes == ("feed shelf: a.txt: 1 control character left out",)
    assert (taken.failures, list(taken.stamps)) == ((), ["shelf:a.txt"])


def test_damage_to_a_feed_is_told_and_its_entries_kept():
    """The same over the network."""
    with serve({"/feed": reply(RSS.encode())}) as server:
        feed = Feed(key="ferrow", address=server.url + "/feed")
        site = Site(id="s", title="S", feeds=(feed,), private_addresses=True)
        taken = over_http([feed], site, {}, now=NOW, forced=False, tick=lambda _: None)
    assert [(e.feed, e.title) for e in taken.entries] == [("ferrow", "The tram is back")]
    assert taken.notes == ("feed ferrow: 1 control character left out",)
    assert taken.failures == ()


def test_outlet_of_the_feed_goes_before_what_entries_say():
    """digest.toml names the outlet: so do the entries, whatever the feed wrote."""
    with serve({"/feed": reply(RSS.encode())}) as server:
        feed = Feed(key="ferrow", address=server.url + "/feed", source="The Ferrow Mill")
        site = Site(id="s", title="S", feeds=(feed,), private_addresses=True)
        taken = over_http([feed], site, {}, now=NOW, forced=False, tick=lambda _: None)
    assert [entry.source for entry in taken.entries] == ["The Ferrow Mill"]
