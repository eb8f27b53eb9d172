"""A folder per kind of furniture: what comes in, what is kept, which rules cut."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from broadsheet.clean import clean, text_of
from broadsheet.model import Entry

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


def load(case: str) -> tuple[Entry, dict[str, Any]]:
    """The entry of a folder, and what is expected of it."""
    folder = GOLDEN / case
    fields = json.loads((folder / "entry.json").read_text("utf-8"))
    received = (folder / "source.html").read_text("utf-8")
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    return Entry(received=received, **fields), expected


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str) -> None:
    """The article is kept whole, the furniture is cut, and each cut names its rule."""
    entry, expected = load(case)
    done = clean(entry)
    assert [line for line in text_of(done.html).split("\n") if line] == expected["text"]
    assert done.title == expected["title"]
    assert done.source == expected["source"]
    assert sorted(cut.rule for cut in done.removed) == expected["rules"]
    assert done.agency == expected.get("agency", "")
    assert done.dateline == expected.get("dateline", "")
    if "hrefs" in expected:
        assert re.findall(r'href="([^"]*)"', done.html) == expected["hrefs"]


@pytest.mark.parametrize("case", CASES)
def test_cleaning_again_changes_nothing(case: str) -> None:
    """`clean(clean(x)) == clean(x)` for every kind of furniture."""
    done = clean(load(case)[0])
    assert clean(done) == done


def test_there_are_many_kinds_in_many_languages() -> None:
    """Forty folders or more, twenty languages or more among them."""
    languages = {load(case)[0].lang for case in CASES} - {""}
    assert len(CASES) >= 40
    assert len(languages) >= 20
