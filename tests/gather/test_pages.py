"""Saved pages: the post, its facts and its structure, from a blog's page or any other."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from broadsheet.gather.pages import extract, read_page

TEXT = "".join(
    f"<p>Paragraph {n} of the tram runs on for a good long while yet.</p>" for n in range(6)
)
ARTICLE = (
    f"<article><h1>Old tram runs</h1>{TEXT}<h2>A button each</h2><blockquote><p>We sew them on, "
    "said Ada Quill.</p></blockquote><ul><li>First the mill</li><li>Then the quay</li></ul>"
    "<p>The last tram goes at ten, and nobody has ever missed it so far.</p></article>"
)


def page(body: str, head: str = "") -> bytes:
    """A page with this body."""
    return (
        f"<!DOCTYPE html><html lang='en-GB'><head>{head}</head><body>{body}</body></html>".encode()
    )


def blogger(number: int) -> str:
    """One post as Blogger's themes mark it."""
    href = f"https://notes.example/2021/12/{number}.html"
    return (
        f"<div class='post-outer'><div class='post hentry'><h3 class='post-title entry-title'>"
        f"<a href='{href}'>Tram {number}</a></h3><div class='post-body entry-content'>"
        f"It is <b>red</b> {number}.<script>x()</script></div><div class='post-footer'>"
        "<span class='post-author'><span class='fn'>Ada</span></span>"
        f"<a class='timestamp-link' href='{href}'><abbr class='published' "
        "title='2021-12-22T02:45:00-08:00'>x</abbr></a><span class='post-labels'>"
        "<a rel='tag'>trams</a></span></div></div></div>"
    )


def test_blogger_post():
    """Title, author, time, address, labels and the post's own html; not its comments."""
    comments = "<div id='comments'><h4>1 comment:</h4><p>Nice.</p></div>"
    (entry,) = read_page(page(blogger(1) + comments), origin="a.html")
    assert entry.received == "It is <b>red</b> 1."
    assert (entry.title, entry.url) == ("Tram 1", "https://notes.example/2021/12/1.html")
    assert entry.published == datetime(2021, 12, 22, 10, 45, tzinfo=UTC)
    assert (entry.authors, entry.categories, entry.lang) == (("Ada",), ("trams",), "en-gb")
    assert entry.origin == "a.html"


def test_archive_page_gives_each_post():
    """Several posts on a page are several entries with facts of their own."""
    entries = read_page(page(blogger(1) + blogger(2)), origin="")
    assert [entry.title for entry in entries] == ["Tram 1", "Tram 2"]
    assert entries[1].url == "https://notes.example/2021/12/2.html"


def test_wordpress_post():
    """WordPress marks the text as entry-content and says the rest in its head."""
    head = (
        "<link rel='canonical' href='https://notes.example/tram'><meta property='og:site_name' "
        "content='Tram Notes'><meta property='article:published_time' "
        "content='2021-12-22T10:45:00+00:00'><meta name='author' content='Ada'>"
    )
    body = (
        "<article class='post'><h1 class='entry-title'>Old tram runs</h1>"
        f"<div class='entry-content'>{TEXT}</div></article>"
    )
    (entry,) = read_page(page(body, head), origin="")
    assert entry.received == TEXT
    assert (entry.title, entry.source, entry.url) == (
        "Old tram runs",
        "Tram Notes",
        "https://notes.example/tram",
    )
    assert entry.published == datetime(2021, 12, 22, 10, 45, tzinfo=UTC)
    assert entry.authors == ("Ada",)


def test_news_page():
    """Where nothing marks the text, it is found; JSON-LD tells the facts."""
    head = (
        '<title>Old tram runs | Ferrow Herald</title><script type="application/ld+json">'
        '{"@graph": [{"@type": "NewsArticle", "headline": "Old tram runs", "datePublished": '
        '"2021-12-22T10:45:00Z", "author": [{"@type": "Person", "name": "Ada"}], '
        '"publisher": {"name": "Ferrow Herald"}}]}</script>'
    )
    nav = "<nav><a href='/'>Home</a> <a href='/news'>News</a></nav>"
    (entry,) = read_page(
        page(nav + ARTICLE + "<footer>All rights</footer>", head),
        origin="",
        base="https://ferrow.example/tram",
    )
    assert (entry.title, entry.source, entry.authors) == (
        "Old tram runs",
        "Ferrow Herald",
        ("Ada",),
    )
    assert entry.published == datetime(2021, 12, 22, 10, 45, tzinfo=UTC)
    assert entry.url == entry.base == "https://ferrow.example/tram"
    assert "<h2>A button each</h2>" in entry.received
    assert "<blockquote>" in entry.received
    assert "<li>First the mill</li>" in entry.received
    assert "All rights" not in entry.received


@pytest.mark.parametrize(
    "head",
    [
        "<script type='application/ld+json'>{broken</script>",
        "<script type='application/ld+json'>" + "[" * 5_000 + "</script>",
        '<script type=\'application/ld+json\'>{"@type": [1, null], "author": 7}</script>',
        "<meta property='og:url' content='javascript:alert(1)'><link rel='canonical' href='//['>",
        "<meta property='article:published_time' content='soon'>",
    ],
)
def test_odd_heads_are_survived(head):
    """What a page says wrongly of itself is not known; the text is still read."""
    (entry,) = read_page(page(ARTICLE, head), origin="")
    assert (entry.title, entry.url, entry.published) == ("Old tram runs", "", None)


def test_page_without_text_gives_nothing():
    """No text, no entry."""
    assert read_page(page("<nav><a href='/'>Home</a></nav>"), origin="") == ()
    assert read_page(b"", origin="") == ()


def test_deep_pages_are_survived():
    """A page of tens of thousands of open tags costs little and raises nothing."""
    read_page(page("<div>" * 30_000 + "It is red."), origin="")


def test_a_tag_of_many_attributes_costs_little():
    """It loses them: parsers need minutes for some tens of thousands."""
    many = " ".join(f"a{at}=1" for at in range(20_000))
    start = time.process_time()
    (entry,) = read_page(page(ARTICLE.replace("<p>", f"<p {many}>", 1)), origin="")
    assert "a19999" not in entry.received
    assert time.process_time() - start < 5


def test_extract():
    """Full text keeps subheadings, quotes, lists; links are made whole."""
    body = ARTICLE.replace("nobody", "<a href='/who'>nobody</a>")
    found = extract(page(body), address="https://ferrow.example/tram")
    assert "<h2>A button each</h2>" in found
    assert 'href="https://ferrow.example/who"' in found
    assert "<html" not in found


def test_thin_extraction_is_none():
    """A page with next to no text is a failed extraction."""
    assert extract(page("<article><p>It is red.</p></article>"), address="") is None
    assert extract(b"", address="") is None
