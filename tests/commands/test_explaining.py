"""`explain`: what became of an entry that no page shows."""

from __future__ import annotations

import pytest
from broadsheet import cli
from paper import HEAD

FEED = """
[[feeds]]
key = "post"
path = "post.xml"
block = ["horoscope", "re:lott(ery|o)"]
"""
ITEMS = """<rss version="2.0"><channel><title>Post</title>
<item><title>Your horoscope</title><link>https://post.example/stars</link><guid>g-1</guid></item>
<item><title>Lotto numbers</title><link>https://post.example/lotto</link><guid>g-2</guid></item>
<item><title>Ferry late</title><link>https://post.example/ferry</link><guid>g-3</guid></item>
</channel></rss>"""


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """Run a command in a site with two filtered entries; gives (exit code, output)."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content/digest.toml").write_text(HEAD + FEED, "utf-8")
    (tmp_path / "content/post.xml").write_text(ITEMS, "utf-8")

    def run(*words: str) -> tuple[object, str]:
        monkeypatch.setattr("sys.argv", ["broadsheet", *words, "-C", str(tmp_path)])
        code: object = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
        return code, "".join(capsys.readouterr())

    assert run("gather", "--offline", "--now", "2031-03-04T07:00:00Z")[0] == 0
    return run


@pytest.mark.parametrize(
    ("what", "rule"),
    [
        ("https://post.example/stars", "filtered: block: horoscope"),
        ("https://www.post.example/lotto/", "filtered: block: re:lott(ery|o)"),
        ("g-1", "filtered: block: horoscope"),
    ],
)
def test_rule_that_filtered_an_entry_is_named(told, what, rule):
    """By its address, or its feed's own id: the rule, the feed and the day."""
    code, text = told("explain", what)
    assert code == 0
    assert f"{rule}; from feed post, edition 2031-03-04" in text


def test_kept_entry_is_told_as_ever(told):
    """What was not passed over has its facts told; what nobody knows is an error."""
    assert "Ferry late" in told("explain", "https://post.example/ferry")[1]
    assert told("explain", "https://post.example/nothing")[0] == 1
