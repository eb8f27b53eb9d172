"""What a feed-to-blog service wrote behind an entry: seen by shape, harvested, cut; news stays."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from broadsheet.clean.blocks import text_of
from broadsheet.clean.syndicated import syndicated
from broadsheet.gather.files import read_path
from broadsheet.model import Entry, Feed
from hypothesis import given, settings
from hypothesis import strategies as st

GOLDEN = Path(__file__).with_name("golden_dumps")
CASES = sorted(path for path in GOLDEN.iterdir() if path.is_dir())


def cut(entry: Entry) -> Entry:
    """The station's work on what was received."""
    return syndicated(replace(entry, html=entry.html or entry.received))


def as_read(folder: Path) -> list[Entry]:
    """The entries of a case, as gather reads them."""
    (source,) = folder.glob("source.*")
    read = read_path(source, feed=Feed(key="golden"))
    assert read.failures == ()
    return list(read.entries)


def told(entry: Entry) -> dict[str, object]:
    """An entry in the words of an expected.json."""
    found: dict[str, object] = {
        "title": entry.title,
        "source": entry.source,
        "label": entry.label,
        "url": entry.url,
        "published": entry.published.isoformat() if entry.published else None,
        "text": text_of(entry.html or entry.received).split("\n"),
    }
    if entry.related:
        found["related"] = [[each.outlet, each.title, each.url] for each in entry.related]
    cuts = [cut for cut in entry.removed if cut.rule != "syndicated-comments"]
    comments = [cut.text for cut in entry.removed if cut.rule == "syndicated-comments"]
    found["cut"] = [cut.text for cut in cuts] + [line for c in comments for line in c.split("\n")]
    return found


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_golden(folder):
    """Each kind of dump, page, feed and export gives the entries that we wrote down for it."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    found = [told(cut(entry)) for entry in as_read(folder)]
    for one in [*found, *expected]:
        one["cut"] = sorted(one["cut"])  # rules group them; none is missing, none is more
    assert found == expected


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_golden_twice(folder):
    """A second pass changes nothing."""
    for entry in as_read(folder):
        once = cut(entry)
        assert cut(once) == once


def entry_of(*lines: str, **facts: object) -> Entry:
    """An entry whose text is these lines, one paragraph each."""
    received = "".join([f"<p>{html.escape(line, quote=False)}</p>" for line in lines])
    return Entry(received=received, **facts)


def kept(entry: Entry) -> list[str]:
    """The lines that are left."""
    return text_of(entry.html or entry.received).split("\n")


BLOCK = (
    "World - Latest - Google News",
    "December 22, 2021 at 10:45AM",
    "https://ift.tt/aItem",
    "Old tram runs again - Ferrow Herald",
    "World - Latest - Google News",
    "https://ift.tt/aFeed",
)


def test_block_is_harvested():
    """Title, outlet, label, time and link come out of the block; the text stays as it was."""
    entry = cut(entry_of("The tram runs.", "It is red.", *BLOCK))
    assert (entry.title, entry.source) == ("Old tram runs again", "Ferrow Herald")
    assert entry.label == "World - Latest - Google News"
    assert entry.published == datetime(2021, 12, 22, 10, 45, tzinfo=UTC)
    assert entry.url == "https://ift.tt/aItem"
    assert kept(entry) == ["The tram runs.", "It is red."]


def test_block_outranks_the_blog():
    """What the block says of the item replaces what the blog's feed says of its copy."""
    entry = cut(
        entry_of(
            "The tram runs.",
            *BLOCK,
            title="Old tram runs again - Ferrow Herald",
            url="https://blog.example/1",
            published=datetime(2021, 12, 22, 11, tzinfo=UTC),
        ),
    )
    assert entry.url == "https://ift.tt/aItem"
    assert entry.published == datetime(2021, 12, 22, 10, 45, tzinfo=UTC)
    assert entry.title == "Old tram runs again"


def test_each_cut_is_told_whole():
    """Every line that goes is in `removed`, under a rule that says what it was."""
    comments = ("2 comments:", "Ada said...", "Well " * 40, "Bo said...", "No.", "Post a Comment")
    entry = cut(entry_of("The tram runs.", *BLOCK, *comments))
    assert [(cut.rule, cut.text) for cut in entry.removed[:6]] == [
        ("syndicated-label", BLOCK[0]),
        ("syndicated-date", BLOCK[1]),
        ("syndicated-link", BLOCK[2]),
        ("syndicated-headline", BLOCK[3]),
        ("syndicated-label", BLOCK[4]),
        ("syndicated-link", BLOCK[5]),
    ]
    assert entry.removed[6].rule == "syndicated-comments"
    assert entry.removed[6].text.split("\n") == [" ".join(line.split()) for line in comments]


def test_block_alone_leaves_its_headline():
    """An entry of nothing but a block keeps its headline: no entry is emptied."""
    assert kept(cut(entry_of(*BLOCK, "No comments:", "Post a Comment"))) == ["Old tram runs again"]


def test_comment_section_alone_stays():
    """An entry of nothing but a comment section is left as it is."""
    assert kept(cut(entry_of("No comments:", "Post a Comment"))) == [
        "No comments:",
        "Post a Comment",
    ]


def test_comment_section_without_block_is_cut():
    """A blog's comment section goes, also where no service wrote a block."""
    entry = cut(entry_of("Der Zug fährt.", "Keine Kommentare:", "Kommentar veröffentlichen"))
    assert kept(entry) == ["Der Zug fährt."]


KEEPERS = {
    "words in a sentence": ("The form said: No comments: we stay.", "Post a comment, it said."),
    "heading inside": ("One.", "No comments:", "Then she spoke for an hour.", "And left."),
    "count inside": ("One.", "3 comments:", "The mayor made three.", "All were short."),
    "short last line": ("The list of the saved was short.", "Nobody"),
    "own date": ("The concert is on", "December 22, 2021 at 10:45AM"),
    "own link": ("More on this:", "https://ferrow.example/more"),
    "date and link": ("The concert.", "22 December 2021", "https://ferrow.example/more"),
    "links in a list": ("Sites:", "Brisa", "https://b.example", "Granvik", "https://g.example"),
    "repeated line": ("Ada:", "Is it lit?", "Ada:", "Then sleep."),
    "dash in a last line": ("They sang.", "The sea - the old sea"),
    "credit": ("They sang.", "via Ferrow Herald https://ferrow.example/sang"),
    "number": ("They sang.", "0 comments"),
}


@pytest.mark.parametrize("lines", KEEPERS.values(), ids=KEEPERS)
def test_news_stays(lines):
    """What only resembles a piece of the block is the article's."""
    entry = cut(entry_of(*lines))
    assert kept(entry) == list(lines)
    assert entry.removed == ()


TEMPLATES = {
    "wordpress": ("via World - Latest - Google News https://ift.tt/aFeed",),
    "blogger": ("from World - Latest - Google News https://ift.tt/aItem", "via IFTTT"),
    "blogger in one": ("from World - Latest - Google News https://ift.tt/aItem via IFTTT",),
    "dated": (
        "Old tram runs again - Ferrow Herald",
        "December 22, 2021 at 10:45AM",
        "via World - Latest - Google News https://ift.tt/aFeed",
    ),
}


@pytest.mark.parametrize("lines", TEMPLATES.values(), ids=TEMPLATES)
def test_other_templates(lines):
    """The service's own templates for Blogger and WordPress are known too."""
    entry = cut(entry_of("The tram runs.", "It is red.", *lines))
    assert kept(entry) == ["The tram runs.", "It is red."]
    assert entry.label == "World - Latest - Google News"


def test_own_list_item_is_not_related():
    """Of Google's list the first line is the entry itself: others are related, none is text."""
    item = (
        '<li><a href="https://news.google.com/a/{0}">{1}</a>&nbsp;&nbsp;'
        '<font color="#6f6f6f">{2}</font></li>'
    )
    listed = "".join(
        item.format(*each)
        for each in (("1", "Old tram runs", "Ferrow Herald"), ("2", "Tram is back", "The Quay"))
    )
    entry = cut(Entry(title="Old tram runs - Ferrow Herald", received=f"<ol>{listed}</ol>"))
    assert [(each.outlet, each.title, each.url) for each in entry.related] == [
        ("The Quay", "Tram is back", "https://news.google.com/a/2")
    ]
    assert kept(entry) == ["Old tram runs"]


def test_articles_own_list_stays():
    """A list of links that is not Google's is the article's."""
    body = '<p>See:</p><ol><li><a href="https://a.example">Diary of Brisa</a> of 1911</li></ol>'
    assert kept(cut(Entry(received=body))) == ["See:", "Diary of Brisa of 1911"]


PIECES = st.one_of(
    st.sampled_from([*BLOCK, "No comments:", "2 comments:", "Post a Comment", "via IFTTT"]),
    st.sampled_from(["Keine Kommentare:", "コメントを投稿", "Home", "Labels: a, b", "22.12.2021"]),
    st.text(max_size=60),
    st.sampled_from(["https://a.example/x", "A b - C d", "He said so.", "Ada\xa0\xa0Quill"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14), st.sampled_from(["", "Old tram runs again", "A b"]))
def test_promises_hold_for_any_lines(lines, title):
    """Twice is once, no word is added, nothing is cut untold, no entry with words is emptied."""
    entry = entry_of(*lines, title=title)
    before = text_of(entry.received)
    once = cut(entry)
    after = text_of(once.html or once.received)
    assert cut(once) == once
    words = before.split()
    left = iter(words)
    assert all(word in left for word in after.split())  # a subsequence: order kept, none added
    assert bool(after.split()) == bool(words)
    assert (after == before) == (not once.removed)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<>/abp \n\"'=&;:htps.ift-World" + "éא中", max_size=400))
def test_any_markup_is_survived(markup):
    """No html, however broken, raises, and a second pass changes nothing."""
    once = cut(Entry(received=markup))
    assert cut(once) == once


def test_what_was_cut_empty_stays_empty():
    """Found by fuzzing: what was received is not read again behind the chain's back."""
    entry = replace(entry_of("The tram runs.", *BLOCK), html="")
    assert syndicated(entry) is entry


def test_long_entries_cost_little():
    """Thousands of lines of links, labels and near-dates are read in linear time."""
    lines = ["Harbour - Google News", "https://a.example/x", "May 5 2021 maybe"] * 1_000
    entry = cut(entry_of(*lines, *BLOCK))
    assert entry.title == "Old tram runs again"
