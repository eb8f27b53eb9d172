"""The list of our sources, out."""

from __future__ import annotations

from broadsheet.gather.opml import read
from broadsheet.model import Feed
from broadsheet.publish.opml import opml

FEEDS = (
    Feed(key="a", title='A "quoted" <name>', address="https://a.example/?x=1&y=2", topic="world"),
    Feed(key="b", source="B & Co", address="https://b.example/", lang="fr"),
    Feed(key="c", path="dumps/*.txt", topic="world"),
    Feed(key="d", address="https://d.example/", topic="odd"),
)


def test_list_is_written_and_read_back():
    """Folders by topic in the given order, files left out, everything escaped, same bytes twice."""
    text = opml(FEEDS, title="My <feeds>", topics=[("empty", "Empty"), ("world", "World")])
    assert text == opml(FEEDS, title="My <feeds>", topics=[("empty", "Empty"), ("world", "World")])
    assert "<title>My &lt;feeds&gt;</title>" in text
    assert "Empty" not in text
    back = read(text.encode())
    assert [(f.title, f.address, f.topic) for f in back] == [
        ('A "quoted" <name>', "https://a.example/?x=1&y=2", "world"),
        ("d", "https://d.example/", "odd"),
        ("B & Co", "https://b.example/", ""),
    ]
    assert back[2].lang == "fr"
