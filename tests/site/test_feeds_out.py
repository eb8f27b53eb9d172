"""The feeds that we publish are valid: the W3C's rules, JSON Feed's schema, and a reader's eyes."""

from __future__ import annotations

import json
import subprocess
import warnings

import feed_rules
import feedparser
import pytest
from lxml import etree, html

pytestmark = pytest.mark.site

ROOTS = {"rss": "rss", "{http://www.w3.org/2005/Atom}feed": "atom", "opml": "opml"}


@pytest.fixture(scope="module")
def feeds(site):
    """Every feed in output/feeds as (kind, path): "rss", "atom", "json" or "opml"."""
    found = []
    for path in sorted((site.root / "feeds").rglob("*")):
        if path.suffix == ".json":
            found.append(("json", path))
        elif path.is_file() and path.read_bytes().lstrip().startswith(b"<"):
            root = etree.fromstring(path.read_bytes())
            if root.tag in ROOTS:
                found.append((ROOTS[root.tag], path))
    return found


def of(kind, feeds):
    """The feeds of one kind; there must be some."""
    found = [path for each, path in feeds if each == kind]
    assert found, f"no {kind} feed in output/feeds"
    return found


def test_rss_is_valid(feeds):
    """RSS 2.0 by the W3C validator's rules."""
    assert [(p.name, f) for p in of("rss", feeds) for f in feed_rules.rss(p.read_bytes())] == []


def test_atom_is_valid(feeds):
    """Atom by the W3C validator's rules."""
    assert [(p.name, f) for p in of("atom", feeds) for f in feed_rules.atom(p.read_bytes())] == []


def test_json_feed_is_valid(feeds, tool, node_module):
    """JSON Feed 1.1 by its schema."""
    schema = node_module("jsonfeed-schema/schema-v1.1.json")
    run = subprocess.run(
        [tool("check-jsonschema"), "--schemafile", schema, *of("json", feeds)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_json_feed_stands_alone(feeds, site):
    """Beyond the schema: version 1.1, full addresses, ids of our own, each given once."""
    for path in of("json", feeds):
        feed = json.loads(path.read_bytes())
        ids = [item["id"] for item in feed["items"]]
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert site.file(feed["feed_url"]) == path
        assert len(ids) == len(set(ids))
        assert all(each.startswith("tag:") for each in ids)
        assert all(item["url"].startswith(f"{site.url}/") for item in feed["items"])


def test_a_reader_takes_each(feeds):
    """A lenient reader finds nothing to forgive: no bozo, a title, and entries with ids."""
    for kind, path in feeds:
        if kind in {"rss", "atom"}:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                parsed = feedparser.parse(path.read_bytes())
            assert not parsed.bozo, f"{path.name}: {parsed.get('bozo_exception')}"
            assert parsed.feed.title
            assert all(entry.get("id") for entry in parsed.entries), path.name


def test_self_is_where_it_is(feeds, site):
    """A feed's self link is its own address: that is what a reader subscribes to."""
    for kind, path in feeds:
        if kind in {"rss", "atom"}:
            root = etree.fromstring(path.read_bytes())
            link = root.find(".//{http://www.w3.org/2005/Atom}link[@rel='self']")
            assert link is not None, path.name
            assert site.file(link.get("href")) == path


def test_three_kinds_of_each(feeds):
    """Editions, stories and each topic come as RSS, Atom and JSON Feed alike."""
    names = {kind: {p.with_suffix("").name for p in of(kind, feeds)} for kind in ("rss", "atom")}
    counts = {kind: len(of(kind, feeds)) for kind in ("rss", "atom", "json")}
    assert len(set(counts.values())) == 1, (counts, names)


def test_front_page_offers_them(feeds, site):
    """The front page's <link rel=alternate> leads to feeds that are there."""
    tree = html.document_fromstring((site.root / "index.html").read_bytes())
    offered = tree.xpath("//link[@rel='alternate' and contains(@type, '+xml')]/@href")
    assert offered
    assert [each for each in offered if site.file(each) not in {path for _, path in feeds}] == []
