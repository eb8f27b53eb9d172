"""Text dumps become entries: one line a paragraph, one entry a post."""

from __future__ import annotations

from html import unescape

from broadsheet.gather.dump_ends import post_ends
from broadsheet.gather.dumps import read_dump
from broadsheet.gather.fields import scrub
from broadsheet.gather.records import MAX_ENTRIES, MAX_TEXT
from hypothesis import given, settings
from hypothesis import strategies as st

BLOCK = """Harbour notes
December 22, 2021 at 10:45AM
https://ift.tt/aItem
Old tram runs again - Ferrow Herald
Harbour notes
https://ift.tt/aFeed"""


def bodies(text: str) -> list[list[str]]:
    """The paragraphs of each entry, tags off."""
    return [
        [line.removeprefix("<p>").removesuffix("</p>") for line in e.received.splitlines()]
        for e in read_dump(text, origin="a.txt")
    ]


def test_one_post_is_one_entry():
    """Each line is a paragraph, escaped; empty lines, marks and carriage returns go."""
    (entry,) = read_dump(
        "\ufeffThe tram <b>runs</b> & runs.\r\n\r\n It is red. \r\n", origin="a.txt"
    )
    assert entry.received == (
        "<p>The tram &lt;b&gt;runs&lt;/b&gt; &amp; runs.</p>\n<p>It is red.</p>\n"
    )
    assert (entry.guid, entry.origin, entry.published) == ("", "a.txt", None)


def test_first_line_may_be_the_title():
    """A short first line without a full stop is a headline; else the first words are the title."""
    assert read_dump("Old tram runs\nIt ran on Monday.", origin="")[0].title == "Old tram runs"
    assert read_dump("It ran on Monday.\nIt is red.", origin="")[0].title == "It ran on Monday."
    long = "It ran on Monday, " * 30
    title = read_dump(long, origin="")[0].title
    assert title.endswith("…")
    assert long.startswith(title[:-1])


def test_posts_are_parted_at_their_blocks():
    """A block ends its post, with the comments behind it, whatever these hold."""
    comments = "2 comments:\nAda said...\nSee https://x.example/y\nBo said...\nNo.\nPost a Comment"
    text = f"One.\n{BLOCK}\n{comments}\nTwo.\n{BLOCK}\nNo comments:\nPost a Comment"
    assert [body[0] for body in bodies(text)] == ["One.", "Two."]


def test_comment_sections_of_an_unknown_language_part_too():
    """The line that ends the text ends the other posts as well."""
    comments = "2 blabla:\nAda: yes\nBo: no, see https://x.example/y\nScribe blabla"
    text = f"One.\n{BLOCK}\n{comments}\nTwo.\n{BLOCK}\nNil blabla:\nScribe blabla"
    assert [body[0] for body in bodies(text)] == ["One.", "Two."]


def test_blocks_without_comment_sections_part():
    """Where the blog wrote nothing, the block's last line is the post's."""
    assert [body[0] for body in bodies(f"One.\n{BLOCK}\nTwo.\n{BLOCK}")] == ["One.", "Two."]


def test_comment_section_without_block_parts():
    """A blog's own posts end with its comment section, pager and feed link."""
    footer = "Keine Kommentare:\nKommentar veröffentlichen\nNeuerer Post Älterer Post Startseite"
    assert [body[0] for body in bodies(f"Eins.\n{footer}\nZwei.\n{footer}")] == ["Eins.", "Zwei."]


def test_rules_and_wide_gaps_part_posts():
    """Without blocks, a rule or two empty lines part what reads like posts."""
    assert len(bodies("One\nIt ran on Monday.\n----\nTwo\nIt ran on Tuesday.")) == 2
    assert len(bodies("One\nIt ran on Monday.\n\n\nTwo\nIt ran on Tuesday.")) == 2


def test_rules_inside_an_article_do_not_part_it():
    """A rule between paragraphs is the article's; it stays in the text."""
    assert bodies("One\nIt ran on Monday.\n----\nIt ran on Tuesday, too.") == [
        ["One", "It ran on Monday.", "----", "It ran on Tuesday, too."]
    ]


def test_articles_own_links_do_not_part_it():
    """Links and dates of an article are no block."""
    text = (
        "Sites\nAll are open.\nBrisa\nhttps://b.example\n22 December 2021\nhttps://g.example\nEnd."
    )
    assert len(bodies(text)) == 1


def test_no_words_no_entry():
    """A text of spaces and rules holds no entry."""
    assert read_dump("", origin="") == read_dump(" \n----\n\n", origin="") == ()


def test_bounds():
    """A dump gives at most so many entries, each at most so long, cut at a paragraph."""
    many = read_dump(f"One.\n{BLOCK}\n" * (MAX_ENTRIES + 9), origin="")
    assert len(many) == MAX_ENTRIES
    (long,) = read_dump(("It ran on Monday. " * 20 + "\n") * 2_000, origin="")
    assert len(long.received) <= MAX_TEXT
    assert long.received.endswith("</p>\n")


def test_a_link_far_before_its_block_is_no_accident():
    """A block of many labels whose first link is one too many is a block all the same."""
    labels = [f"Google - {place}" for place in "abcdefghij"]
    links = [f"https://ift.tt/a{number}" for number in range(4)]
    text = "\n".join(["The tram runs.", links[0], *labels, *links[1:]])
    assert [word for body in bodies(text) for word in body] == text.split("\n")


PIECES = st.sampled_from(
    [
        *BLOCK.split("\n"),
        *(
            "Post a Comment",
            "No comments:",
            "3 comments:",
            "Older Post",
            "Share on X",
            "---",
            "***",
        ),
        *(
            "",
            "\n\n",
            "\x00",
            "\ufeff",
            "\u2028",
            "<b>",
            "&amp;",
            "Google - Ferrow",
            "Google: Quay",
        ),
        *("via Harbour notes https://ift.tt/x", "橋が予定より早く開通した。", "2021", "Comments:"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=30), max_size=40).map("\n".join))
def test_any_text_keeps_its_letters(text):
    """Fuzz: no error, ever; no letter is lost, doubled or moved; each entry has a title."""
    entries = read_dump(text, origin="a.txt")
    assert all(entry.title and entry.received for entry in entries)
    held = "".join(line for body in bodies(text) for line in body)
    assert [*filter(str.isalnum, unescape(held))] == [*filter(str.isalnum, scrub(text))]


LETTERS = st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), max_size=40)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(BLOCK.split("\n")), LETTERS), max_size=20))
def test_no_line_is_lost(lines):
    """Every line with a letter is in some entry, in order, and ends part the text rising."""
    text = "\n".join(lines)
    words = [w for line in text.splitlines() for w in line.split() if w.isalnum() and w.isascii()]
    left = [w for body in bodies(text) for line in body for w in line.split()]
    assert [w for w in left if w.isalnum() and w.isascii()] == words
    ends = post_ends([line.strip() for line in text.splitlines()])
    assert ends == sorted(set(ends))
