"""What a feed-to-blog service wrote behind an entry: recognised by shape, harvested, cut; news stays."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from broadsheet.clean.blocks import text_of
from broadsheet.clean.syndicated import syndicated
from broadsheet.gather.files import read_path
from broadsheet.model import Entry, Feed
from hypothesis import given, settings
from hypothesis import strategies as st

GOLDEN = Path(__file__).with_name("golden_dumps")
CASES = sorted(path for path in GOLDEN.iterdir() if path.is_dir())


def as_read(folder: Path) -> list[Entry]:
    """The entries of a case, as gather reads them."""
    (source,) = folder.glob("source.*")
    read = read_path(source, feed=Feed(key="golden"))
    assert read.failures == ()
    return list(read.entries)


def told(entry: Entry) -> dict[str, object]:
    """An entry in the words of an expected.json."""
    found: dict[str, object] = {
        "title": entry.title,
        "source": entry.source,
        "label": entry.label,
        "url": entry.url,
        "published": entry.published.isoformat() if entry.published else None,
        "text": text_of(entry.html or entry.received).split("\n"),
    }
    if entry.related:
        found["related"] = [[each.outlet, each.title, each.url] for each in entry.related]
    cuts = [cut for cut in entry.removed if cut.rule != "syndicated-comments"]
    comments = [cut.text for cut in entry.removed if cut.rule == "syndicated-comments"]
    found["cut"] = [cut.text for cut in cuts] + [line for c in comments for line in c.split("\n")]
    return found


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_golden(folder):
    """Each kind of dump, page, feed and export gives the entries that we wrote down for it."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    found = [told(syndicated(entry)) for entry in as_read(folder)]
    for one in [*found, *expected]:
        one["cut"] = sorted(one["cut"])  # rules group them; none is missing, none is more
    assert found == expected


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_golden_twice(folder):
    """A second pass changes nothing."""
    for entry in as_read(folder):
        once = syndicated(entry)
        assert syndicated(once) == once
