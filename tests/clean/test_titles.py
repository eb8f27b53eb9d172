"""The outlet's name comes off a headline on evidence only."""

from __future__ import annotations

import pytest
from broadsheet.clean import clean
from broadsheet.clean.titles import learn_names, split_outlet
from broadsheet.model import Entry

GOOGLE = "World - Latest - Google News"
CASES = [
    ("Ferry sinks off Lowgate - Harbour Times", {"outlet": "Harbour Times"}, "Harbour Times"),
    ("Ferry sinks off Lowgate – Harbour Times", {"label": "Harbour Times"}, "Harbour Times"),
    ("Ferry sinks off Lowgate » Harbour Times", {"outlet": "Harbour Times"}, "Harbour Times"),
    ("Ferry sinks off Lowgate (Harbour Times)", {"outlet": "Harbour Times"}, "Harbour Times"),
    ("[Harbour Times] Ferry sinks off Lowgate", {"outlet": "Harbour Times"}, "Harbour Times"),
    ("Harbour Times | Ferry sinks off Lowgate", {"outlet": "Harbour Times"}, "Harbour Times"),
    ("Ferry sinks off Lowgate - Harbour Times", {"label": GOOGLE}, "Harbour Times"),
    ("Ferry sinks off Lowgate - Quay", {"label": '"ferry" - Google News'}, "Quay"),
    ("Ferry sinks off Lowgate - Quay", {"label": "国際 - 最新 - Google ニュース"}, "Quay"),
    ("Ferry sinks off Lowgate - Quay", {"label": "العالم - أخبار Google"}, "Quay"),
    ("Ferry sinks off Lowgate - harbourtimes.example", {}, "harbourtimes.example"),
    ("Ferry sinks off Lowgate - BBC News", {"label": "Le Fil"}, "BBC News"),
    ("Ferry sinks off Lowgate | Welt | Bote", {"outlet": "Bote"}, "Bote"),
    ("Ferry sinks off Lowgate - Politik - Bote", {"label": GOOGLE}, "Bote"),
    (
        "Ferry sinks off Lowgate - The Harbour Times",
        {"url": "https://www.theharbourtimes.example/x"},
        "The Harbour Times",
    ),
    (
        "Ferry sinks off Lowgate - Harbour Times Sport",
        {"outlet": "Harbour Times"},
        "Harbour Times Sport",
    ),
]
KEPT = [
    ("Ferry sinks off Lowgate - live updates", {"outlet": "Harbour Times"}),
    ("Ferry sinks off Lowgate - what we know", {"url": "https://harbourtimes.example"}),
    ("Ferry sinks off Lowgate: captain speaks", {"outlet": "Harbour Times"}),
    ("Northport - Lowgate", {"url": "https://lowgate.example/x"}),
    ("Storm is over - now we wait", {"outlet": "Now"}),
    ("Apple – the next chapter", {"outlet": "Apple Newsroom"}),
]


@pytest.mark.parametrize(("title", "evidence", "outlet"), CASES)
def test_an_outlet_with_evidence_comes_off(
    title: str, evidence: dict[str, str], outlet: str
) -> None:
    """By the feed, by the host, by Google's habit, by the table; the section goes with it."""
    assert split_outlet(title, **evidence) == ("Ferry sinks off Lowgate", outlet)


@pytest.mark.parametrize(("title", "evidence"), KEPT)
def test_a_clause_without_evidence_stays(title: str, evidence: dict[str, str]) -> None:
    """A dash is the headline's own until something says otherwise."""
    assert split_outlet(title, **evidence) == (title, "")


def test_dashes_inside_the_headline_stay() -> None:
    """Only the last clause is the outlet's."""
    title = "Ferry sinks - twice - in a week - Harbour Times"
    assert split_outlet(title, label=GOOGLE) == ("Ferry sinks - twice - in a week", "Harbour Times")


@pytest.mark.parametrize(
    ("title", "evidence", "outlet"),
    [
        ("Ferry sinks off Lowgate - The Quay - Google News", {"label": GOOGLE}, "The Quay"),
        ("Ferry sinks off Lowgate" + " - The Quay" * 9, {"outlet": "The Quay"}, "The Quay"),
    ],
)
def test_all_names_come_off_at_once(title: str, evidence: dict[str, str], outlet: str) -> None:
    """Found by fuzzing: a second look at what was split finds nothing more."""
    assert split_outlet(title, **evidence) == ("Ferry sinks off Lowgate", outlet)
    done = clean(Entry(title=title, label=GOOGLE, source=evidence.get("outlet", "")))
    assert done.title == "Ferry sinks off Lowgate"
    assert clean(done) == done


def test_names_are_learned_from_titles() -> None:
    """Five different titles, three of five with the name."""
    titles = [f"Story {i} of the quay - The Desk" for i in range(4)]
    assert learn_names(titles) == frozenset()
    assert learn_names([*titles, "Another one"]) == {"desk"} or learn_names(
        [*titles, "Another one"]
    ) == {"thedesk"}


def test_a_hostile_title_is_left_alone() -> None:
    """Too long for a headline, and full of spaces, is no work."""
    assert split_outlet("a " + " " * 50_000 + "- b" * 9_000)[1] == ""
