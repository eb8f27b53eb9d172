"""A story goes on: the next day's reports join it by its names; look-alikes do not."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

import pytest
from broadsheet.group.stories import group, with_terms
from broadsheet.model import Edition, Entry

FIRST = (
    (
        "Ferry Halma Queen adrift off Sorrel Point with 80 aboard",
        (
            "The ferry Halma Queen lost power off Sorrel Point on Monday. Captain Irma Voss asked "
            "Kestrel Sound coastguard for help, and helicopters lifted passengers from the deck."
        ),
    ),
    (
        "Helicopters lift passengers from the Halma Queen",
        (
            "Kestrel Sound coastguard sent three helicopters to the Halma Queen, adrift off Sorrel "
            "Point in a gale. Captain Irma Voss stayed aboard with her crew."
        ),
    ),
)
GOES_ON = (
    "Halma Queen inquiry finds seawater in fuel",
    (
        "Samples from the Halma Queen held seawater, investigators said. Captain Irma Voss had "
        "reported a leaking vent before the ferry left Kestrel Sound for Sorrel Point."
    ),
)
OTHERS = {
    "another ferry": (
        "Ferry Dunmore Belle burns off Calder Head, 60 brought ashore",
        (
            "An engine fire stopped the Dunmore Belle off Calder Head. Captain Oscar Lind "
            "and the lifeboats of Marrow Bay brought everyone to the pier at Tilling before dark."
        ),
    ),
    "same place, other matter": (
        "Kestrel Sound council votes for a new library",
        (
            "The council of Kestrel Sound voted for a library of glass and oak. Mayor Tilda Crane "
            "said that building would begin in spring, beside the old school."
        ),
    ),
}


def entry(name: str, day: int, title: str, text: str) -> Entry:
    """An entry as an edition holds it."""
    when = datetime(2031, 3, day, 9, tzinfo=UTC)
    return with_terms(
        Entry(id=name, title=title, excerpt=text, lang="en", published=when, seen=when)
    )


@pytest.fixture(scope="module")
def before() -> Edition:
    """The first day's edition, told."""
    entries = tuple(entry(f"a{at}", 3, *told) for at, told in enumerate(FIRST))
    edition = group(Edition(date=date(2031, 3, 3), entries=entries))
    assert len(edition.stories) == 1
    return dataclasses.replace(edition, issued=datetime(2031, 3, 3, 12, tzinfo=UTC))


def next_day(before: Edition, *told: tuple[str, str]) -> Edition:
    """The next day's edition beside the first."""
    entries = tuple(entry(f"b{at}", 4, *one) for at, one in enumerate(told))
    return group(Edition(date=date(2031, 3, 4), entries=entries), window=(before,))


def test_follow_up_goes_on_with_its_story(before):
    """What is told of it the next day, in other words, has the story's id, and what is new."""
    story = next_day(before, GOES_ON).stories[0]
    assert (story.id, story.since) == (before.stories[0].id, date(2031, 3, 3))
    assert story.new


@pytest.mark.parametrize("name", OTHERS)
def test_look_alike_of_the_next_day_is_a_story_of_its_own(before, name):
    """Another event of the same kind, or another matter of the same place, goes on with nothing."""
    story = next_day(before, OTHERS[name]).stories[0]
    assert (story.id, story.since) == ("b0", None)


def test_follow_up_and_look_alike_stay_apart(before):
    """Together they make two stories, in either order."""
    for told in ((GOES_ON, OTHERS["another ferry"]), (OTHERS["another ferry"], GOES_ON)):
        assert len(next_day(before, *told).stories) == 2
