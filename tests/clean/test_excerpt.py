"""The excerpt is whole sentences, in any script."""

from __future__ import annotations

import pytest
from broadsheet.clean import excerpt_of


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<p>One. Three four five six seven eight.</p>", "One. Three four…"),
        ("<p>One two three four. Five six seven.</p>", "One two three four."),
        ("<p>Mr. Quill met Dr. Tern. They spoke at length.</p>", "Mr. Quill met Dr.…"),
        ("<h2>Head</h2><p>Body one.</p><p>Body two.</p>", "Body one. Body two."),
        ("<pre>code</pre><p>Body.</p>", "Body."),
        (
            "<p>橋が開いた。人々は歩いて渡り始めた。市長も来て祝いの言葉を述べた。</p>",
            "橋が開いた。人々は歩いて渡り始めた。",
        ),
        (
            "<p>一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十</p>",
            "一二三四五六七八九十一二三四五六七八九…",
        ),
        ("", ""),
    ],
)
def test_whole_sentences_where_they_fit(html: str, want: str) -> None:
    """At most twenty characters here; headings and code only where nothing else is."""
    got = excerpt_of(html, 24 if "Head" in html else 20)
    assert got == want
    assert len(got) <= 24


def test_a_repeated_headline_is_passed_over() -> None:
    """The first line of a body that repeats the title says nothing."""
    html = "<p>Ferries return</p><p>They came at nine.</p>"
    assert excerpt_of(html, title="Ferries return") == "They came at nine."
    assert excerpt_of("<p>Ferries return</p>", title="Ferries return") == "Ferries return"


def test_a_grapheme_is_not_cut() -> None:
    """No accent and no joiner is parted from its letter."""
    text = "e\u0301" * 40
    assert excerpt_of(f"<p>{text}</p>", 20) == "e\u0301" * 9 + "…"
