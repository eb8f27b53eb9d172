"""`serve` answers with the site as its files are now."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from broadsheet import store
from broadsheet.commands.serving import Desk
from broadsheet.errors import BroadsheetError
from broadsheet.lock import Holder, held
from broadsheet.model import Edition, Entry, Story

DAY = date(2026, 11, 20)
CONFIG = '[site]\nid = "example.org,2026:x"\ntitle = "The Ledger"\n'


@pytest.fixture
def site(tmp_path):
    """A site of one edition."""
    edition = Edition(
        date=DAY,
        issued=datetime(2026, 11, 20, 6, tzinfo=UTC),
        entries=(Entry(id="a", feed="f", title="Ferry aground", url="https://example.org/a"),),
        stories=(Story(id="a", slug="ferry", headline="Ferry aground", entries=("a",)),),
    )
    store.save(tmp_path / "content", edition)
    (tmp_path / "content" / "digest.toml").write_text(CONFIG)
    return tmp_path


def test_pages_and_feeds_are_made_without_an_output(site):
    """A page is answered that was never rendered, and nothing is written for it."""
    desk = Desk(site)
    assert b"Ferry aground" in desk.get("2026/11/20/index.html")
    assert b"Ferry aground" in desk.get("feeds/editions.atom")
    assert b"@layer" in desk.get("theme/css/broadsheet.css")
    assert not (site / "output").exists()


def test_edit_is_seen_at_once(site):
    """A sheet or a title that changes is on the next answer."""
    desk = Desk(site)
    assert b"A long night" not in desk.get("index.html")
    store.sheet_path(site / "content", DAY).write_text('title = "A long night"')
    assert b"A long night" in desk.get("index.html")


def test_template_is_seen_wherever_it_lies(site, tmp_path_factory):
    """Templates that the settings name, in a folder far from the site, count too."""
    far = tmp_path_factory.mktemp("far")
    (far / "edition.html").write_text("first")
    (site / "digest.py").write_text(
        f'from broadsheet.settings import *\nTHEME_TEMPLATES_OVERRIDES = ["{far}"]\n'
    )
    desk = Desk(site)
    assert desk.get("2026/11/20/index.html") == b"first"
    (far / "edition.html").write_text("then another")
    assert desk.get("2026/11/20/index.html") == b"then another"


def test_mistake_is_told_and_mended(site):
    """A broken sheet is an error that names it; mended, the page is back."""
    desk = Desk(site)
    sheet = store.sheet_path(site / "content", DAY)
    sheet.write_text("title = ")
    with pytest.raises(BroadsheetError, match=r"2026-11-20\.toml:1"):
        desk.get("index.html")
    sheet.write_text("")
    assert b"Ferry aground" in desk.get("index.html")


def test_rendering_waits_for_nobody_and_disturbs_nobody(site):
    """Rendering into the output needs the lock, and says who has it; all else is served."""
    (site / "content/pages").mkdir()
    (site / "content/pages/about.md").write_text("Title: About\n\nWho we are.\n")
    since = datetime(2026, 11, 20, 7, tzinfo=UTC)
    desk = Desk(site, lambda: held(site, Holder(pid=1, host="desk", since=since)))
    with held(site, Holder(pid=4711, host="press-room", since=since)):
        assert b"Ferry aground" in desk.get("index.html")
        with pytest.raises(
            BroadsheetError, match=r"another run is at work \(process 4711 on press"
        ):
            desk.get("about/index.html")
        assert not (site / "output").exists()
    assert b"Who we are" in desk.get("about/index.html")


@pytest.mark.parametrize("path", ["../content/digest.toml", "theme/../../content/digest.toml", ""])
def test_nothing_outside_the_site_is_served(site, path):
    """A path that climbs out of the output finds nothing."""
    assert Desk(site).get(path) is None
