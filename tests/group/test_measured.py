"""The shipped default on two of the development sets: a floor, which no change sinks unseen."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from broadsheet.group.stories import assign
from broadsheet.group.vectors import terms_of
from broadsheet.model import Entry

SETS = Path(__file__).parents[3] / "shared" / "eval" / "stories"


@pytest.mark.parametrize(("name", "floor"), [("lookalikes", 0.88), ("fulltext", 0.80)])
def test_one_default_serves(name, floor):
    """BCubed F1 stays above the floor with nothing tuned to the set."""
    path = SETS / f"{name}.jsonl"
    if not path.exists():
        pytest.skip("the development sets are not beside the checkout")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    truth = {row["id"]: row["story"] for row in rows}
    found = assign(
        [
            Entry(id=row["id"], terms=terms_of(row.get("title", ""), row.get("text", "")))
            for row in rows
        ]
    )
    groups, stories = Counter(found.values()), Counter(truth.values())
    both = Counter((found[key], truth[key]) for key in truth)
    precision = sum(both[found[key], truth[key]] / groups[found[key]] for key in truth)
    recall = sum(both[found[key], truth[key]] / stories[truth[key]] for key in truth)
    assert 2 * precision * recall / (precision + recall) / len(truth) >= floor
