"""`make clear-sample` takes out the sample and nothing of the curator's own."""

from __future__ import annotations

import runpy
import shutil

import pytest

CONFIG = """# The site.
[site]
title = "Mine"

# Feeds: an address or a path.

# the town's paper
[[feeds]]
key = "mine"
address = "https://mine.example/feed"

# of the sample
[[feeds]]
key = "theirs"
path = "sample/theirs.xml"
lang = "en"

[[feeds]]
key = "folder"
path = "notes/*.txt"
"""


@pytest.fixture
def script(checkout):
    """The script's functions by name."""
    return runpy.run_path(str(checkout / ".ci/clear_sample.py"))


def test_own_feeds_and_comments_stay(script):
    """Only a feed whose path is in sample/ goes, with the comment right above it."""
    kept = script["without_sample"](CONFIG)
    gone = CONFIG.index("# of the sample"), CONFIG.index('[[feeds]]\nkey = "folder"')
    assert kept == CONFIG[: gone[0]] + CONFIG[gone[1] :]


def test_no_feed_is_no_trouble(script):
    """A config without feeds comes out as it went in."""
    assert script["without_sample"]('[site]\ntitle = "x"\n') == '[site]\ntitle = "x"\n'


def test_shipped_sample_is_cleared_whole(script, checkout, tmp_path):
    """After clearing the shipped site, nothing of the sample is left and the config still reads."""
    if not (checkout / "content/sample").exists():
        pytest.skip("this site has no sample any more")
    shutil.copytree(checkout / "content", tmp_path / "content")
    script["clear"](tmp_path)
    left = (tmp_path / "content/digest.toml").read_text("utf-8")
    assert "[site]" in left
    assert '"sample/' not in left
    assert not (tmp_path / "content/sample").exists()
    assert not (tmp_path / "content/editions").exists()


def test_a_site_without_sample_is_left_alone(script, tmp_path):
    """A second clearing removes nothing: editions of one's own are safe."""
    (tmp_path / "content/editions").mkdir(parents=True)
    script["clear"](tmp_path)
    assert (tmp_path / "content/editions").is_dir()
