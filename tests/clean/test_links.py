"""Addresses lose what follows the reader, and nothing else."""

from __future__ import annotations

import pytest
from broadsheet.clean import clean
from broadsheet.clean.links import clean_address, unwrapped
from broadsheet.model import Entry

BASE = "https://quay.example/news/ferry?id=4"
CLEANED = [
    ("https://x.example/a?utm_source=rss&utm_medium=feed", "https://x.example/a"),
    ("https://x.example/a?b=1&fbclid=2&c=%C3%A9+d", "https://x.example/a?b=1&c=%C3%A9+d"),
    ("https://x.example/a?id=1&UTM_Campaign=x#part", "https://x.example/a?id=1#part"),
    ("https://x.example/a#xtor=RSS-1", "https://x.example/a"),
    (
        "https://x.example/a?ref=b&source=c&r=d&next=e",
        "https://x.example/a?ref=b&source=c&r=d&next=e",
    ),
    ("https://x.example/a?ref=rss&p=1", "https://x.example/a?p=1"),
    ("https://x.example/a?source=Feed", "https://x.example/a"),
    ("https://x.example/a?ref=rss-reader", "https://x.example/a?ref=rss-reader"),
    ("https://x.example/a?b=&c", "https://x.example/a?b=&c"),
    ("../map?gclid=1", "https://quay.example/map"),
    ("//x.example/a", "https://x.example/a"),
    ("#note", "https://quay.example/news/ferry?id=4#note"),
    (" https://x.example/a b ", "https://x.example/a%20b"),
    ("mailto:desk@x.example", "mailto:desk@x.example"),
    ("javascript:alert(1)", ""),
    ("JavaScript&colon;x", "https://quay.example/news/JavaScript&colon;x"),
    ("data:text/html,x", ""),
    ("http://[::1", "http://[::1"),
    ("https://www.google.com/url?q=https://x.example/a%3Futm_id%3D1&sa=D", "https://x.example/a"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fx.example%2Fa&h=1", "https://x.example/a"),
    ("https://href.li/?https://x.example/a", "https://x.example/a"),
    ("https://href.li/?https://x.example/a%1Fb%0A%20c", "https://x.example/a%20b%20c"),
    (
        "https://x.example/search?q=https://y.example",
        "https://x.example/search?q=https://y.example",
    ),
]


@pytest.mark.parametrize(("given", "want"), CLEANED)
def test_an_address_is_cleaned(given: str, want: str) -> None:
    """Tracking off, relative ones absolute, odd schemes nowhere, the rest as written."""
    assert clean_address(given, BASE) == want
    assert clean_address(want, BASE) == want


def test_a_redirector_in_plain_sight_is_seen_through() -> None:
    """`url` stays as given, `resolved` is where it leads."""
    url = "https://www.google.com/url?rct=j&url=https://x.example/a%3Futm_id%3D1&ct=ga"
    done = clean(Entry(url=url, received="<p>x</p>"))
    assert done.url == url
    assert done.resolved == "https://x.example/a"
    assert (
        unwrapped("https://t.example/?u=https://x.example")
        == "https://t.example/?u=https://x.example"
    )


def test_what_a_feed_says_is_behind_a_redirector_is_cleaned_too() -> None:
    """A feed service tells the publisher's own address, with its tracking."""
    entry = Entry(
        url="https://feeds.example/~r/1",
        resolved="https://x.example/a?utm_source=feedburner&id=4",
        received="<p>x</p>",
    )
    assert clean(entry).resolved == "https://x.example/a?id=4"


@pytest.mark.parametrize("address", [' href=""', ' href="  "', ' href="javascript:x"'])
def test_a_link_to_nowhere_is_no_link(address: str) -> None:
    """Found by fuzzing: an empty address is the page that shows it, so it goes as odd ones do."""
    done = clean(Entry(received=f"<p><a{address}>Ferry</a> at noon.</p>"))
    assert "href" not in done.html
    assert "Ferry</a> at noon." in done.html


def test_pixels_are_cut_and_told() -> None:
    """By size and by host; a picture stays."""
    html = (
        '<p>a<img src="/p.gif" width="1" height="1"><img src="https://pixel.wp.com/b.gif">'
        '<img src="/photo.jpg" width="640" height="1px"><img src="/photo.jpg" width="10"></p>'
    )
    done = clean(Entry(received=html, base="https://quay.example/"))
    assert done.html.count("<img") == 1
    assert [cut.rule for cut in done.removed] == ["pixel-size", "pixel-host", "pixel-size"]
