"""A plan of what was touched alone ends where a plan of everything does."""

from __future__ import annotations

from pathlib import Path

import pytest
from broadsheet import config, store
from broadsheet.publish import touched
from broadsheet.publish.index import Index
from broadsheet.publish.indexing import sync
from broadsheet.publish.manifest import Manifest, Page
from broadsheet.publish.plan import Plan, plan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paper import Paper, Tale, day

NAMES = ("ferry", "comet", "mayor", "glacier")
TOPICS = ("world", "science", "sport", "")
NUMBERS = st.sampled_from([*range(1, 7), 30, 31, 32, 60, 300, 320])  # months, and another year

tales = st.lists(
    st.builds(Tale, st.sampled_from(NAMES), topic=st.sampled_from(TOPICS)),
    max_size=2,
    unique_by=lambda tale: tale.name,
)
aliases = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda two: two[0] != two[1]),
    max_size=1,
)
words = st.sampled_from(
    [
        "",
        'title = "Of note"',
        "[story.ferry]\nhide = true",
        '[story.comet]\ntopic = "Sport"',
        '[story.mayor]\nmerge = ["glacier"]',
        '[story.ferry]\nheadline = "Other words"',
    ]
)
changes = st.one_of(
    st.tuples(st.just("issue"), NUMBERS, tales, aliases, st.booleans()),
    st.tuples(st.just("remove"), NUMBERS),
    st.tuples(st.just("sheet"), NUMBERS, words),
)


def change(paper: Paper, what: str, number: int, *rest: object) -> None:
    """Do one thing to the content."""
    if what == "issue":
        told, dead, issued = rest
        paper.issue(number, *told, aliases=tuple(dead), issued=issued)
    elif what == "remove":
        store.remove(paper.content, day(number))
    elif store.path_of(paper.content, day(number)).is_file():
        paper.sheet(number, *rest)


class Output:
    """A manifest that is kept as a render would keep it."""

    def __init__(self, paper: Paper, name: str) -> None:
        """Of an output of its own."""
        self.paper, self.folder, self.turn = paper, Path(name), 0

    def render(self, index: Index, *, scoped: bool) -> Plan:
        """Plan, and keep what was planned."""
        manifest = Manifest(index, self.folder)
        shelf = self.paper.shelf(index)
        scope = touched.since(index, self.turn) if scoped and self.turn else None
        planned = plan(shelf, "common", manifest, scope=scope)
        manifest.drop(planned.gone)
        planned.draft.keep()
        self.turn = touched.turn_of(index)
        index.base.commit()
        return planned

    def pages(self, index: Index) -> dict[str, Page | None]:
        """Path -> page of all that stands."""
        manifest = Manifest(index, self.folder)
        return {path: manifest.page(path) for path in list(manifest.paths())}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(changes, min_size=1, max_size=4), min_size=2, max_size=5))
def test_scope_misses_nothing(tmp_path_factory, rounds):
    """Editions come, go, change and merge, sheets speak: the same pages under the same marks."""
    paper = Paper(tmp_path_factory.mktemp("planned") / "site").configure()
    index = paper.index()
    scoped, whole = Output(paper, "/scoped"), Output(paper, "/whole")
    scoped.turn = touched.turn_of(index)  # from the first on: nothing stands yet
    scoped.render(index, scoped=False)
    for number, done in enumerate(rounds):
        for one in done:
            change(paper, *one)
        sync(index, paper.content, config.load(paper.content).topics)
        if number % 2 == 0 or number == len(rounds) - 1:  # now and then a render is left out
            scoped.render(index, scoped=True)
            whole.render(index, scoped=False)
            assert scoped.pages(index) == whole.pages(index)


def test_scope_is_what_changed(paper):
    """A day more plans itself, its neighbour, its month and year, and what every run plans."""
    for number in range(1, 70):
        paper.issue(number, Tale(f"ferry{number // 2}"))
    output = Output(paper, "/out")
    index = paper.index()
    all_of_them = output.render(index, scoped=False)
    paper.issue(70, Tale("ferry34", first=2))
    index = paper.index()
    few = output.render(index, scoped=True)
    assert (all_of_them.whole, few.whole) == (True, False)
    pages = map(few.draft.page, list(few.draft.paths()))
    found = {page.path for page in pages if page.subject and "part" not in page.subject}
    days = {"2031/05/09/", "2031/05/08/", "2031/05/07/"}  # itself, and those that told its story
    own = {"story/ferry34-ferry34/", "archive/2031/", "topics/world/2031/05/"}
    beside = {"topics/world/2031/04/", "2031/05/06/"}  # looked at, and found to stand
    search = {path for path in found if path.startswith(("search/2031-05/", "search/2031/"))}
    assert found - search == days | own | beside


@pytest.mark.parametrize("forgotten", ["code", "topics"])
def test_scope_is_not_known_after_a_change_of_all(paper, forgotten):
    """Other code or topics may have touched anything."""
    paper.issue(1, Tale("ferry"))
    index = paper.index()
    turn = touched.turn_of(index)
    assert touched.since(index, turn) == touched.Scope(frozenset(), frozenset())
    index.remember(forgotten, "other")
    index.base.commit()
    assert touched.since(paper.index(), turn) is None
