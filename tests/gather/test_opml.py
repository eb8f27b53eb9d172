"""Lists of feeds in."""

from __future__ import annotations

import pytest
from broadsheet.errors import InputError
from broadsheet.gather.opml import folders, read

LIST = """<?xml version="1.0"?><opml version="1.0"><head><title>Mine</title></head><body>
<outline text="World &amp; More">
  <outline type="rss" text="Gazette" title="The Harbour Gazette" xmlUrl="https://gazette.example/f"/>
  <outline text="Deep"><outline text="Gazette" xmlUrl="https://gazette.example/g"/></outline>
</outline>
<outline type="rss" text="Über Æther" xmlUrl="https://ueber.example/f" category="/News/Wissen"/>
<outline text="新聞" XMLURL="https://shimbun.example/f" language="ja"/>
<outline text="Again" xmlUrl="https://gazette.example/f"/>
<outline text="Evil" xmlUrl="javascript:alert(1)"/>
<outline text="Empty folder"/>
</body></opml>"""


def test_feeds_are_read_with_their_folders():
    """Title, address, a key of plain letters, the innermost folder or the category as topic."""
    feeds = read(LIST.encode())
    assert [(f.key, f.title, f.address, f.topic, f.lang) for f in feeds] == [
        (
            "the-harbour-gazette",
            "The Harbour Gazette",
            "https://gazette.example/f",
            "world-more",
            "",
        ),
        ("gazette", "Gazette", "https://gazette.example/g", "deep", ""),
        ("uber-ther", "Über Æther", "https://ueber.example/f", "wissen", ""),
        ("shimbun-example-f", "新聞", "https://shimbun.example/f", "", "ja"),
    ]


def test_folders_are_named():
    """What a topic may be called, for a site that has none yet."""
    assert folders(LIST.encode()) == (
        ("world-more", "World & More"), ("deep", "Deep"), ("wissen", "Wissen"),
    )  # fmt: skip


def test_keys_are_unique():
    """Two feeds of one title get two keys."""
    rows = "".join(f'<outline text="Same" xmlUrl="https://a.example/{n}"/>' for n in range(3))
    feeds = read(f"<opml><body>{rows}</body></opml>".encode())
    assert [feed.key for feed in feeds] == ["same", "same-2", "same-3"]


def test_broken_exports_are_read():
    """A bare ampersand in an address, as some readers write it."""
    feeds = read(
        b'<opml><body><outline text="A" xmlUrl="https://a.example/?x=1&y=2"/></body></opml>'
    )
    assert feeds[0].address == "https://a.example/?x=1&y=2"


@pytest.mark.parametrize("data", [b"", b"<rss/>", b"hello", b"<opml", b"<html><body/></html>"])
def test_what_is_no_opml_is_refused(data):
    """In one line with a remedy."""
    with pytest.raises(InputError, match="not an OPML file; export"):
        read(data)
