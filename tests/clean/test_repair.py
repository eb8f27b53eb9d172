"""What went wrong on the way is undone once, and nothing else is touched."""

from __future__ import annotations

import pytest
from broadsheet.clean.repair import plain, repair
from broadsheet.model import Entry


@pytest.mark.parametrize(
    ("received", "html"),
    [
        ("&lt;p&gt;a &amp;amp; b&lt;/p&gt;", "<p>a &amp; b</p>"),
        ("<p>a &amp;#8217; b</p>", "<p>a &#8217; b</p>"),
        ("<p>use <code>&lt;p&gt;</code> and &lt;/p&gt; tags</p>", None),
        ("<p>5 &lt; 6 &amp; 7</p>", None),
        ("<p>cafÃ© â€“ lâ€™Ã©tÃ©</p>", "<p>café – l’été</p>"),
        ("<p>Ð’Ð¾ÐºÐ·Ð°Ð»</p>", "<p>Вокзал</p>"),
        ("<p>\x93gut\x94</p>", "<p>“gut”</p>"),
        ("<p>“été\xa0», dit-il — déjà «\xa0vu\xa0»…</p>", None),
        ("<p>ＡＢＣ “x” ﬁ</p>", None),
    ],
)
def test_repairs(received: str, html: str | None) -> None:
    """Markup escaped twice, entities escaped twice, wrong decodings; quotes keep their style."""
    assert repair(Entry(received=received)).html == (received if html is None else html)


def test_what_was_cleaned_is_not_repaired_again() -> None:
    """An html that is there is believed."""
    entry = Entry(received="x", html="<p>&amp;nbsp; is a space</p>")
    assert repair(entry) is entry


def test_titles_are_text() -> None:
    """Entities decoded, formatting tags off; anything else is the headline's own."""
    assert plain("<b>Tea</b> &amp;amp; cake\n now") == "Tea & cake now"
    assert plain("5 < 6 and <script>x</script>") == "5 < 6 and <script>x</script>"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Tea &amp;amp;amp; cake", "Tea & cake"),
        ("Tea <<span class='x'>b>now</b>", "Tea now"),
        ("Tea &<b>amp; cake", "Tea & cake"),
        ("Tea &amp;lt;<i>b&gt; cake", "Tea cake"),
    ],
)
def test_a_title_made_plain_stays(title: str, text: str) -> None:
    """Found by fuzzing: a tag that went made another one, or an entity, of what was beside it."""
    assert plain(title) == text
    assert plain(text) == text
