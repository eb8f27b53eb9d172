"""Keys of an entry, minting, and the frozen rule for addresses."""

from __future__ import annotations

import re
from base64 import b32encode
from datetime import UTC, datetime
from hashlib import blake2b

import pytest
from broadsheet import identity
from broadsheet.identity import address_key, keys_of, mint, same_text
from broadsheet.model import Entry
from hypothesis import given
from hypothesis import strategies as st

SAME = [
    "https://www.example.org/a/b",
    "http://example.org/a/b/",
    "https://EXAMPLE.org/a/b#top",
    "https://example.org:443/a/b?utm_source=x&utm_medium=y",
    " https://example.org/a/b?fbclid=1 ",
]


def test_one_article_by_many_addresses():
    """What never tells two articles apart does not count."""
    assert {address_key(url) for url in SAME} == {"example.org/a/b"}


def test_parameters_count_in_any_order():
    """A parameter that is no tracker is part of the address; its place is not."""
    one = address_key("https://example.org/?id=3&page=2")
    assert one == address_key("https://example.org/?page=2&id=3")
    assert one != address_key("https://example.org/?id=4&page=2")


@pytest.mark.parametrize(
    "url", ["", "mailto:a@example.org", "javascript:alert(1)", "http://[", "/a"]
)
def test_no_web_address_has_no_key(url):
    """What is no web address is no key."""
    assert address_key(url) == ""


def test_frozen_values():
    """The rule is frozen: these hashes stand in editions, and a change would orphan them."""
    entry = Entry(
        feed="harbour",
        guid="g-1",
        url="https://example.org/a",
        title="Ferry Aground",
        published=datetime(2026, 11, 20, tzinfo=UTC),
    )
    keys = keys_of(entry)
    assert (keys.guid, keys.address, keys.title) == (
        "5pgzi3ybbmci",
        "exdvxhz4o5jv",
        "2uba6t6pgzfi",
    )
    assert mint(entry) == "fb3wa7tskzonm"


@given(
    st.text("htps:/w.aA-1?#%;@\\\t é", max_size=12),
    st.sampled_from(("http://", "https://www.", "")),
)
def test_plain_addresses_are_read_as_all_others(rest, head):
    """The short way, for addresses of which nothing is to be taken apart, gives the same."""
    slow = re.compile(r"(?!)")
    with pytest.MonkeyPatch.context() as patch:
        quick = identity.address_key(head + rest)
        patch.setattr(identity, "_SIMPLE", slow)
        assert identity.address_key(head + rest) == quick


@given(st.text(), st.integers(1, 16))
def test_hashes_are_base32(text, length):
    """The alphabet and the order of the bits are those of RFC 4648, in small letters."""
    digest = blake2b(text.encode(errors="replace"), digest_size=10).digest()
    assert identity._hash(text, length=length) == b32encode(digest).decode().lower()[:length]


def test_id_is_long_enough():
    """Thirteen letters of base32 are 65 bits."""
    assert len(mint(Entry(feed="a", guid="b"))) == 13


def test_mint_takes_the_best_key_and_tells_salts_apart():
    """The guid rules over the address, so a changed address changes no id."""
    one = Entry(feed="a", guid="g", url="https://example.org/1")
    other = Entry(feed="a", guid="g", url="https://example.org/2")
    assert mint(one) == mint(other)
    assert mint(one) != mint(one, salt=1)
    assert mint(Entry(feed="a", received="x")) != mint(Entry(feed="a", received="y"))


def test_texts_agree_by_title_or_by_words():
    """An edit is the same text; another article at the same address is not."""
    first = Entry(title="Ferry aground off Skarvik", excerpt="Forty people were taken ashore.")
    edit = Entry(title="Ferry aground: all safe", excerpt="Forty people were taken ashore by noon.")
    another = Entry(title="Bank holds its rate", excerpt="Prices rose less than was feared.")
    assert same_text(first, edit)
    assert not same_text(first, another)
    assert not same_text(Entry(), Entry())


@given(st.text(max_size=80))
def test_any_text_is_taken(text):
    """Keys and ids can be made of any text."""
    entry = Entry(feed="f", guid=text, url=text, title=text)
    assert keys_of(entry) == keys_of(entry)
    assert len(mint(entry)) == 13
