"""digest.toml: what it gives, and that each mistake names its line and its remedy."""

from __future__ import annotations

import pytest
from broadsheet import config
from broadsheet.errors import ConfigError

GOOD = """\
[site]
id = "example.org,2026:ledger"
title = "The Ledger"
tz = "Europe/Oslo"

[[topics]]
name = "World News"
quota = 3

[[feeds]]
key = "harbour"
address = "https://example.com/feed"
topic = "world news"

[[feeds]]
title = "Old Dumps"
path = "dumps/*.txt"
"""


def test_reads_site_topics_and_feeds():
    """A good file gives a site; slugs and keys are made of names where none is given."""
    site = config.parse(GOOD)
    assert (site.id, site.title, site.tz) == (
        "example.org,2026:ledger",
        "The Ledger",
        "Europe/Oslo",
    )
    assert [(t.name, t.slug, t.quota) for t in site.topics] == [("World News", "world-news", 3)]
    assert [(f.key, f.topic, f.line) for f in site.feeds] == [
        ("harbour", "world-news", 10),
        ("old-dumps", "", 15),
    ]


MISTAKES = {
    "not toml": ('title = "The Ledger"', 'title = "The Ledger', 3, "not TOML"),
    "unknown setting": ("quota = 3", "qouta = 3", 8, 'did you mean "quota"?'),
    "wrong type": ("quota = 3", 'quota = "three"', 8, "expected `int`, got `str`"),
    "no such zone": ("Europe/Oslo", "Europe/Osloo", 4, "no time zone"),
    "no tag": ("example.org,2026:ledger", "my site", 2, "domain,year:name"),
    "empty title": ('"The Ledger"', '" "', 3, "site.title is empty"),
    "topic of no name": ('topic = "world news"', 'topic = "Wrld News"', 13, '"World News"?'),
    "no address": ('address = "https://example.com/feed"', "", 10, "an address or a path"),
    "odd address": ("https://example.com/feed", "ftp://example.com", 12, "no web address"),
    "key twice": ('title = "Old Dumps"', 'key = "harbour"', 16, "first in line 10"),
    "bad key": ('key = "harbour"', 'key = "The Harbour"', 11, "feed key"),
    "below zero": (
        "quota = 3",
        "quota = 3\n[[feeds]]\nkey='x'\npath='y'\nweight=-1",
        12,
        "below 0",
    ),
    "bad regex": ('path = "dumps/*.txt"', 'path = "x"\nblock = ["re:("]', 18, "is no regex"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_mistake_names_line_and_remedy(case):
    """Each mistake is one line: the file, the line it stands in, what is wrong, what to write."""
    old, new, line, words = MISTAKES[case]
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        config.parse(GOOD.replace(old, new, 1), where="content/digest.toml")
    message = str(caught.value)
    assert message.startswith(f"content/digest.toml:{line}: ")
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize("text", ["", "x = 1", "site = 3", "[[site]]", "[site]\nid=3"])
def test_what_is_no_config_is_a_config_error(text):
    """However little it has to do with a config, the answer is a ConfigError with a remedy."""
    with pytest.raises(ConfigError) as caught:
        config.parse(text)
    assert caught.value.remedy


def test_missing_file_says_what_a_site_is(tmp_path):
    """A folder without the file is told what a site is."""
    with pytest.raises(ConfigError, match=r"content/digest\.toml"):
        config.load(tmp_path)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("World News", "world-news"), ("C++ & C#", "c-c"), ("Политика", "политика"), ("国際", "国際")],
)
def test_slug_keeps_letters_of_any_script(name, slug):
    """A slug is letters and digits joined by a dash, whatever the script."""
    assert config.slug_of(name) == slug
