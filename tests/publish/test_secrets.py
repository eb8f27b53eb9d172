"""What only the site's owner should know of a feed's address is nowhere in the output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from broadsheet.model import Feed
from broadsheet.publish import secrets
from broadsheet.publish.secrets import bare, shown_address
from paper import Paper, Tale

FEEDS = """
[[feeds]]
key = "post"
title = "Harbour Post"
address = "https://ilse:hush@post.example/feed?page=2&api_key=hush"
[[feeds]]
key = "tribune"
title = "Tornsund Tribune"
address = "https://tribune.example/hush/feed"
private = true
"""


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.example/feed", "https://a.example/feed"),
        ("https://a.example/feed?a=1;b=%C3%A9&&c", "https://a.example/feed?a=1;b=%C3%A9&&c"),
        ("https://ilse:hush@a.example:8443/x", "https://a.example:8443/x"),
        ("https://hush@a.example/x?y", "https://a.example/x?y"),
        ("https://a.example/x?token=hush", "https://a.example/x"),
        ("https://a.example/x?a=1&TOKEN=hush&b=2", "https://a.example/x?a=1&b=2"),
        ("https://a.example/x?a=1;key=hush;b=2", "https://a.example/x?a=1&b=2"),
        ("https://a.example/x?API-Key=hush", "https://a.example/x"),
        ("https://a.example/x?%61pi%5Fkey=hush", "https://a.example/x"),
        ("https://a.example/x?feed_token=hush#top", "https://a.example/x#top"),
        ("https://a.example/x?auth[token]=hush", "https://a.example/x"),
        ("https://a.example/x?X-Amz-Signature=hush&X-Amz-Date=1", "https://a.example/x?X-Amz-Date=1"),
        ("https://a.example/?url=https%3A%2F%2Fu%3Ahush%40b.example%2F&n=5", "https://a.example/?n=5"),
        ("https://a.example/?url=https%3A%2F%2Fb.example%2F%3Fkey%3Dhush", "https://a.example/"),
        ("https://a.example/?url=https%3A%2F%2Fb.example%2F%3Fx%3D1",
         "https://a.example/?url=https%3A%2F%2Fb.example%2F%3Fx%3D1"),
        # Names that only look alike.
        ("https://a.example/x?keyword=ferry&author=ilse&monkey=1&passage=3",
         "https://a.example/x?keyword=ferry&author=ilse&monkey=1&passage=3"),
        ("https://[broken/x?token=hush", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_secrets_are_left_out_and_nothing_else(address, shown):
    """Every row: an address as digest.toml has it, and as it is published."""
    assert bare(address) == shown
    assert shown_address(Feed(key="a", address=address)) == shown


def test_owner_has_the_last_word():
    """`private` hides an address altogether, or shows it as it is."""
    address = "https://a.example/x?key=news"
    assert shown_address(Feed(key="a", address=address, private=True)) == ""
    assert shown_address(Feed(key="a", address=address, private=False)) == address


def test_table_is_sorted_and_gives_a_reason():
    """Each row once: a bare name, how it is met, and where it is a secret."""
    text = Path(secrets.__file__).with_name("secrets.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    names = [name for name, _, _ in rows]
    assert names == sorted(set(names))
    assert all(name.isalnum() and name == name.lower() for name in names)
    assert {how for _, how, _ in rows} == {"whole", "end"}
    assert all(reason for _, _, reason in rows)


def test_no_secret_is_in_the_output(tmp_path):
    """Sources page, OPML, feeds: nowhere; the rest of an address is, where it may be."""
    paper = Paper(tmp_path / "site").configure(more=FEEDS)
    paper.issue(1, Tale(name="tale", entries=2))
    paper.render()
    files = paper.files()
    assert [name for name, data in files.items() if b"hush" in data] == []
    shown = b"https://post.example/feed?page=2"
    for name in ("sources/index.html", "feeds/sources.opml", "feeds/stories.rss"):
        assert shown in files[name], name
    assert b"Tornsund Tribune" in files["sources/index.html"]
    assert b"tribune.example" not in files["feeds/sources.opml"]
    paper.configure(more=FEEDS.replace('title = "Harbour Post"', "private = true"))
    paper.render()
    assert not any(b"post.example/feed" in data for data in paper.files().values())


def test_check_says_what_is_left_out(tmp_path):
    """The owner hears of it, with the line and both ways out; not where it was decided."""
    paper = Paper(tmp_path / "site").configure(more=FEEDS)
    rows = [json.loads(line) for line in paper.run("check", "--json").stdout.splitlines()]
    [told] = [row["text"] for row in rows if "secret" in row["text"]]
    assert told.startswith("content/digest.toml:")
    assert "the address of post holds" in told
    assert "private = false" in told
    assert "hush" not in told
