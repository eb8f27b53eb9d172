"""What comes last: safe, well-formed, bounded, and the same the second time."""

from __future__ import annotations

import pytest
from broadsheet.clean.blocks import blocks_of, text_of
from broadsheet.clean.cutting import without, without_span
from broadsheet.clean.sanitize import MAX_DEPTH, MAX_LENGTH, bounded, normal, sanitize
from broadsheet.clean.tidy import tidied, tidy

VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt&colon;alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<form action=/x><button formaction='javascript:alert(1)'>x</button></form>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<a href='vbscript:x'>x</a><base href='//evil.example/'><meta http-equiv=refresh>",
]


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_runs(vector: str) -> None:
    """No script, no handler, no style, no odd scheme is left, and none grows back."""
    safe = sanitize(normal(f"<p>before</p>{vector}<p>after</p>"))
    for bad in ("script", "onerror", "style", "srcdoc", "formaction", "data:", "<base", "<meta"):
        assert bad not in safe.lower()
    assert text_of(safe).startswith("before")
    assert sanitize(safe) == safe


def test_what_a_page_may_hold_stays() -> None:
    """Headings, lists, quotes, tables, code, pictures and links."""
    html = (
        '<h2>A</h2><p>b <em>c</em> <a href="https://x.example/" rel="nofollow noopener">d</a></p>'
        "<ul><li>e</li></ul><blockquote><p>f</p></blockquote><pre><code>g\n  h</code></pre>"
        "<table><tbody><tr><td>i</td></tr></tbody></table>"
        '<figure><img src="https://x.example/i.png" alt="j" width="4" height="5">'
        "<figcaption>k</figcaption></figure>"
    )
    assert sanitize(normal(html)) == html


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul", "font", "a"])
def test_deep_nesting_is_cut_down_and_no_word_is_lost(tag: str) -> None:
    """Twenty thousand open tags cost one look each; words stay, and stay apart."""
    html = f"<{tag}>w " * 20_000
    shallow = bounded(html)
    assert shallow.count(f"<{tag}>") <= MAX_DEPTH
    assert text_of(normal(html)).split() == ["w"] * 20_000


def test_closing_tags_cannot_hide_depth() -> None:
    """A thousand stray ends before do not let a thousand starts through."""
    html = "</div>" * 1_000 + "<div>" * 1_000 + "x"
    assert bounded(html).count("<div>") <= MAX_DEPTH


def test_length_is_bounded() -> None:
    """What is beyond the limit is dropped, at a tag."""
    assert len(bounded("<p>word</p>" * 200_000)) <= MAX_LENGTH


def test_attributes_are_bounded() -> None:
    """A tag with fifty thousand attributes keeps its address."""
    html = "<a " + " ".join(f"a{i}=1" for i in range(50_000)) + ' href="https://x.example/">x</a>'
    assert len(bounded(html)) < 200
    far = '<a href="https://x.example/" ' + "x=1 " * 50_000 + ">x</a>"
    assert bounded(far) == '<a href="https://x.example/">x</a>'


@pytest.mark.parametrize(
    "unit",
    ["<p>a</p>", "<a <a ", "<br>", "&lt;p", "<!--", "<p class='x'>a", "</p>", "[", "<b><i>", ". A"],
)
def test_work_grows_with_length(unit: str) -> None:
    """Reading twice the text takes about twice the tokens: counted, not timed."""
    counts = []
    for times in (500, 1_000):
        html = normal(unit * times)
        counts.append(len(blocks_of(html)) + html.count("<") + len(html))
    assert counts[1] <= 2 * counts[0] + 16


def test_tidy() -> None:
    """Empty elements, breaks at edges and comments go; words that were parted stay so."""
    assert tidy("a<div></div>b") == "a<br>b"
    assert tidy("<p><br>a<em><br></em></p><p> </p><hr><hr>b<br><br><br><br>c<hr>") == (
        "<p>a</p><hr>b<br><br>c"
    )
    assert tidy("<div><div>a</div>b</div>") == "<div><p>a</p>b</div>"
    assert tidy("<table><tr><td></td><td>a</td></tr></table>").count("<td>") == 2
    once = tidy("x<p><b></b><i> y</i></p><ul><li></li></ul><pre>a\n b</pre>")
    assert tidy(once) == once
    assert tidied("<p>a</p>") == "<p>a</p>"


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<header><h1></h1><b>x</b></header>", "<p><b>x</b></p>"),
        ("<div><div><hr></div>x</div>", "<p>x</p>"),
        ("<div><b><p></p></b>x</div>", "<p>x</p>"),
        ("<div><p>a</p>x</div>", "<div><p>a</p>x</div>"),
        ("<div><b><hr></b>x</div>", "<div><hr>x</div>"),
        ("<pre>a<p></p>b</pre>", "<pre>a\nb</pre>"),
        ("a<pre></pre>b", "a<br>b"),
    ],
)
def test_what_went_leaves_what_it_stood_in_as_a_second_pass_would(html: str, want: str) -> None:
    """Found by fuzzing: no division for a block that went, and in a `<pre>` a line, no break."""
    assert tidy(html) == want
    assert tidy(want) == want


def test_blocks() -> None:
    """Lines with their links, pictures, classes and place."""
    html = '<div class="x"><p>a <a href="/l">b</a><br>c</p><ul><li>d<img src="i"></li></ul></div>e'
    found = blocks_of(html)
    assert [(b.tag, b.text, b.broken, b.classes) for b in found] == [
        ("p", "a b", False, "x"),
        ("p", "c", True, "x"),
        ("li", "d", False, "x"),
        ("", "e", False, ""),
    ]
    assert found[0].links[0].href == "/l"
    assert found[2].images[0].src == "i"
    assert text_of(without(html, {1, 2})) == "a b\ne"
    assert text_of(without_span(html, 0, 0, 2)) == "b\nc\nd\ne"
    assert text_of("<pre>a\n  b</pre>") == "a\n  b"
