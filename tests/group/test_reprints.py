"""Reports and reprints; live blogs and round-ups; what is new and what folds. All invented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from broadsheet.group.moved import folded, moved
from broadsheet.group.reprints import reports_of, same_text
from broadsheet.group.roundups import LIST, LIVE, kind_of
from broadsheet.group.stories import assign
from broadsheet.group.vectors import terms_of
from broadsheet.model import Entry

WIRE = (
    "Rescuers in Port Olmec pulled three survivors from a collapsed school on Friday, four days "
    "after the quake that levelled half of the Vardanian harbour town, the mayor said. "
)
MORE = "Oil prices, hospital beds and the ferry to Tarnmoor were on the mind of Mayor Hana Vell. "


def entry(name: str, title: str, text: str = "") -> Entry:
    """An entry as an edition stores it."""
    return Entry(id=name, title=title, excerpt=text[:280], terms=terms_of(title, text, "en"))


def test_a_wire_story_under_three_mastheads_is_one_report():
    """One text with other headlines and small edits is one report; another text is another."""
    entries = [
        entry("a", "Three found alive in Port Olmec", WIRE + MORE),
        entry("b", "Survivors pulled from school ruins", "(Wire) " + WIRE + MORE),
        entry("c", "Olmec: three survivors found", WIRE.replace("Friday", "Friday morning") + MORE),
        entry(
            "d",
            "Hope in Port Olmec",
            "Nobody had slept. When the dogs barked, diggers stopped and listened for voices.",
        ),
    ]
    assert reports_of(entries) == (("a", "b", "c"), ("d",))


def test_one_opening_two_articles():
    """A shared opening alone makes no reprint: the rest must be alike too."""
    one = entry("a", "Three found alive", WIRE)
    other = replace(one, id="b", terms=terms_of("Budget vote fails", MORE * 3, "en"))
    assert not same_text(one, other)


def test_bare_headlines():
    """A headline word for word is a reprint; a shared beginning is not."""
    assert same_text(
        entry("a", "Three found alive in Port Olmec"), entry("b", "Three Found Alive In Port Olmec")
    )
    assert not same_text(
        entry("a", "Three found alive in Port Olmec"), entry("b", "Three found alive in Tarnmoor")
    )
    assert not same_text(entry("a", "Opinion"), entry("b", "Opinion"))


def test_what_moved():
    """A new toll is shown as new; a rewrite of what was told folds in."""
    told = [entry("a", "Quake kills 300 in Vardania", WIRE)]
    again = entry("b", "Vardania quake kills 300", WIRE)
    toll = entry("c", "Vardania quake toll rises to 1,200", WIRE)
    assert folded([again, toll], told) == ("b",)
    assert "1,200" in moved([toll], told)
    assert folded([again], []) == ()
    assert moved([again], []) == ()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Vardania quake live updates: hundreds feared dead", LIVE),
        ("Terremoto en Vardania, en directo", LIVE),
        ("Liveticker: Beben in Vardanien", LIVE),
        ("Monday morning briefing: the quake and the cup", LIST),
        ("Quake strikes Vardania; Tarnmoor lift the cup; Budget vote fails", LIST),
        ("Quake strikes Vardania", ""),
        ("Alive after four days in Port Olmec", ""),
    ],
)
def test_kinds(title, kind):
    """Live blogs and round-ups are known by their headlines, in several languages."""
    assert kind_of(title) == kind


def test_a_live_blog_ties_nothing():
    """Two stories stay two though a live blog and a round-up touch both."""
    entries = [
        entry("q1", "Quake of magnitude 7.1 strikes Vardania"),
        entry("q2", "Vardania hit by magnitude 7.1 quake"),
        entry("c1", "Tarnmoor lift Silver Cup after shootout"),
        entry("c2", "Silver Cup: Tarnmoor win in shootout"),
        entry("live", "Live updates: Vardania quake of magnitude 7.1"),
        entry(
            "list", "Morning briefing: Vardania quake of magnitude 7.1, Tarnmoor lift Silver Cup"
        ),
    ]
    answer = assign(entries)
    assert answer["q1"] == answer["q2"] == answer["live"]
    assert answer["c1"] == answer["c2"] != answer["q1"]
    assert answer["list"] == "list"
