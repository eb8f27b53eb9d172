"""What sheets of any kind do to an edition: no entry is lost, shown twice or left in no story."""

from __future__ import annotations

from datetime import date

from broadsheet.desk.sheet import apply, read, standing
from broadsheet.model import Edition, Entry, Story, Topic
from hypothesis import given, settings
from hypothesis import strategies as st

PATH = "2031-04-02.toml"
TOPICS = (Topic(name="World News", slug="world"), Topic(name="Sports", slug="sports"))
EDITION = Edition(
    date=date(2031, 4, 2),
    entries=tuple(
        Entry(id=name, title=f"Title of {name}") for name in ("a1", "a2", "a3", "b1", "b2", "c1")
    ),
    stories=tuple(
        Story(id=ids[0], entries=ids, reports=tuple((one,) for one in ids), folded=ids[2:])
        for ids in (("a1", "a2", "a3"), ("b1", "b2"), ("c1",))
    ),
    aliases=(("old-b", "b1"),),
)

NAMES = st.sampled_from(["a1", "a2", "a3", "b1", "b2", "c1", "a1x", "old-b", "zed", "x.y", ""])
LISTS = st.lists(NAMES, min_size=1, max_size=5).map(repr)
VALUES = st.one_of(
    st.tuples(st.just("pin"), st.sampled_from(["true", "false", "1", "2"])),
    st.tuples(st.just("hide"), st.sampled_from(["true", "false"])),
    st.tuples(st.just("topic"), st.sampled_from(["'Sports'", "'other'", "'opera'", "''"])),
    st.tuples(st.sampled_from(["headline", "note"]), st.sampled_from(["'New  words'", "''"])),
    st.tuples(st.sampled_from(["merge", "split"]), LISTS),
)
TABLES = st.dictionaries(
    st.tuples(st.just("story"), NAMES.filter(bool)),
    st.lists(VALUES, max_size=4, unique_by=lambda pair: pair[0]),
    max_size=5,
)


@st.composite
def sheets(draw):
    """A sheet of instructions that can be read, on stories and entries that are here or not."""
    lines = []
    for (kind, name), pairs in draw(TABLES).items():
        lines += [f"[{kind}.'{name}']", *(f"{key} = {value}" for key, value in pairs)]
    for name in draw(st.sets(NAMES.filter(bool), max_size=3).map(sorted)):
        key, value = draw(VALUES.filter(lambda pair: pair[0] not in {"merge", "split"}))
        lines += [f"[entry.'{name}']", f"{key} = {value}"]
    return read("\n".join(lines), path=PATH)


@settings(max_examples=100, deadline=None)
@given(sheets(), sheets(), st.booleans())
def test_any_sheets_leave_each_entry_shown_or_hidden(earlier, sheet, elsewhere):
    """Fuzz: no error, ever; no entry is lost or shown twice, no story is empty, all is told."""
    stands = standing({date(2031, 4, 1): earlier}, aliases=dict(EDITION.aliases))
    done = apply(EDITION, sheet, topics=TOPICS, standing=stands, elsewhere=elsewhere)
    shown = [name for one in done.edition.stories for name in one.entries]
    hidden = [name.removeprefix("entry.") for name in done.hidden if name.startswith("entry.")]
    assert sorted(shown + hidden) == [one.id for one in EDITION.entries]
    assert sorted(shown) == sorted(one.id for one in done.edition.entries)
    for one in done.edition.stories:
        assert one.entries
        assert sorted(name for report in one.reports for name in report) == sorted(one.entries)
        assert set(one.folded) <= set(one.entries)
    assert all(f"{PATH}:{one.line}: " in one.text for one in done.unmatched)
