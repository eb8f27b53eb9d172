"""Pictures of outlets stay with the outlets."""

from __future__ import annotations

import pytest
from broadsheet.publish.pictures import without_pictures


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>Words.</p>", "<p>Words.</p>"),
        ('<p><img src="https://a.example/x.png">Words.</p>', "<p>Words.</p>"),
        ('<p><img alt="The quay &amp; a gull"></p>', "<p>The quay &amp; a gull</p>"),
        ('<p><img alt="a > b" src="https://a.example/x">Words.</p>', "<p>a &gt; bWords.</p>"),
        ('<img src="x" alt="<script>run()</script>">', "&lt;script&gt;run()&lt;/script&gt;"),
        ('<a href="https://a.example/?a>b"><img src="x"></a><p>Words.</p>', "<p>Words.</p>"),
        ("<p>&lt;img src=x&gt; is markup</p>", "<p>&lt;img src=x&gt; is markup</p>"),
    ],
)  # fmt: skip
def test_picture_leaves_its_words(html, kept):
    """The tag goes, what describes it stays, and a link of nothing goes too."""
    assert without_pictures(html) == kept
