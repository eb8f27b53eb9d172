"""Publisher families: one house counts once, however its entries came."""

from __future__ import annotations

import pytest
from broadsheet.group.families import family_of
from broadsheet.model import Entry, Feed


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Entry(url="https://news.bbc.co.uk/a"), Entry(url="https://www.bbc.com/b")),
        (Entry(source="BBC News", url="https://ift.tt/x"), Entry(url="https://bbc.com/b")),
        (Entry(source="The Tarn Herald"), Entry(url="https://www.tarnherald.com/a")),
        (Entry(source="Tarn Herald.com"), Entry(url="https://tarn-herald.co.uk/a")),
        (Entry(url="https://ift.tt/a", resolved="https://reuters.com/a"), Entry(source="REUTERS")),
        (Entry(source="L'Écho du Lac"), Entry(url="https://lechodulac.fr/")),
        (Entry(url="https://nypost.com"), Entry(source="Page Six", url="https://pagesix.com")),
    ],
)
def test_one_house_is_one_family(first, second):
    """Domains of several suffixes, names with and without article, brands of one house."""
    assert family_of(first) == family_of(second) != ""


def test_blogs_of_one_service_are_families_of_their_own():
    """The public suffix list's private part keeps hosted blogs apart."""
    first = family_of(Entry(url="https://ferns.blogspot.com/1"))
    assert first != family_of(Entry(url="https://moss.blogspot.com/1"))


def test_a_carrier_is_nobodys_voice():
    """An aggregator's address says nothing of whose text it is."""
    assert family_of(Entry(url="https://news.google.com/x")) == ""
    assert family_of(Entry(url="https://news.google.com/x", source="Tarn Herald")) == "tarnherald"


def test_the_feeds_publisher_goes_first():
    """What the curator says in digest.toml is believed."""
    feed = Feed(key="f", publisher="Tarn Media")
    assert family_of(Entry(url="https://anything.example"), feed) == "tarnmedia"


@pytest.mark.parametrize("url", ["", "http://[", "not a url", "http://192.168.0.1/", "http://x/"])
def test_odd_addresses_do_not_fail(url):
    """Whatever the address, the outlet's name still counts."""
    assert family_of(Entry(url=url, source="Moss")) in {"moss", "192.168.0", "1921680", "x"}
