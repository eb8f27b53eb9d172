"""Reading a sheet: instructions with their lines, and mistakes named by line."""

from __future__ import annotations

import contextlib
import time

import pytest
from broadsheet.desk.sheet import Instruction, Sheet, read
from broadsheet.errors import ConfigError
from hypothesis import example, given, settings
from hypothesis import strategies as st

PATH = "content/editions/2031/2031-04-02.toml"

SHEET = '''\
# the morning of the regatta
title = "  Regatta   day "
intro = """
Boats, [boats](https://boats.example) and
more = boats.
"""

[story.abc]
pin = true
headline = "Lake  regatta opens"
note = "We stood on the pier."
topic = "Sports"
merge = ["def",
  "ghi"]   # same boats

[entry."e-1"]
hide = true

[story.jkl]
pin = 2
split = ["e-2"]
'''


def test_reads_every_key_with_its_line():
    """Each instruction carries kind, id, key, value and the line that names it."""
    sheet = read(SHEET, path=PATH)
    expected = [
        ("story", "abc", "pin", True, 9),
        ("story", "abc", "headline", "Lake regatta opens", 10),
        ("story", "abc", "note", "We stood on the pier.", 11),
        ("story", "abc", "topic", "Sports", 12),
        ("story", "abc", "merge", ("def", "ghi"), 13),
        ("entry", "e-1", "hide", True, 17),
        ("story", "jkl", "pin", 2, 20),
        ("story", "jkl", "split", ("e-2",), 21),
    ]
    assert sheet.instructions == tuple(
        Instruction(kind=kind, id=name, key=key, value=value, line=line)
        for kind, name, key, value, line in expected
    )
    assert sheet.title == "Regatta day"
    assert sheet.intro == "Boats, [boats](https://boats.example) and\nmore = boats."


def test_an_empty_sheet_says_nothing():
    """No text is a sheet without instructions."""
    assert read("", path=PATH) == Sheet(path=PATH)


def test_dotted_and_inline_keys_have_lines_too():
    """`story.abc.pin = true` and inline tables are the same instructions."""
    sheet = read("\nstory.abc.pin = true\nstory.def = { hide = true, note = 'x' }\n", path=PATH)
    assert [(one.id, one.key, one.line) for one in sheet.instructions] == [
        ("abc", "pin", 2),
        ("def", "hide", 3),
        ("def", "note", 3),
    ]


def test_a_key_inside_a_text_is_no_key():
    """Lines of a multi-line text that look like tables do not shift the lines of others."""
    text = "intro = '''\n[story.abc]\npin = true\n'''\n\n[story.abc]\npin = true\n"
    assert [one.line for one in read(text, path=PATH).instructions] == [7]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("title = Boats", 1, "not TOML"),
        ("title = 'a'\n\n[story.abc\n", 3, "not TOML"),
        ("[story.abc]\npinn = true", 2, "did you mean 'pin'?"),
        ("[entry.abc]\nmerge = ['d']", 2, "known here: headline, hide, note, pin, topic"),
        ("[storys.abc]\npin = true", 1, "did you mean 'story'?"),
        ("[story.abc]\n\nhide = 'yes'", 3, "hide is true or false"),
        ("[story.abc]\npin = 0", 2, "pin is true, false or a whole number from 1"),
        ("[story.abc]\npin = 1.5", 2, "whole number"),
        ("[story.abc]\nmerge = 'def'", 2, "list of story ids"),
        ("[story.abc]\nsplit = []", 2, "list of entry ids"),
        ("[story.abc]\nheadline = 3", 2, "headline is a text"),
        ("intro = 3", 1, "intro is a text"),
        ("story = 3", 1, "[story.ID]"),
        ("[[story]]\npin = true", 1, "[story.ID]"),
        ("\n[story]\nabc = true", 3, "[story.ID]"),
        ("[story.'']\npin = true", 1, "without an id"),
        ("title = 'a'\ntitle = 'b'", 2, "not TOML"),
        ("title = 'a", 1, "not TOML"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(text, line, says):
    """Bad TOML, an unknown key and a wrong value say file, line and remedy in one line."""
    with pytest.raises(ConfigError) as caught:
        read(text, path=PATH)
    assert caught.value.where == f"{PATH}:{line}"
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


HOSTILE = [
    "[" * 50_000,
    "a=" + "[" * 60_000,
    "[" + "a." * 60_000 + "a]",
    "\n".join(["[" + "a." * 30_000 + "a]", *(f"a{n}=1" for n in range(9_000))]),
    "pin = " + "9" * 100_000,
    '"""' + '\\"""' * 25_000,
    '"' * 131_000,
    "'''" * 43_000,
    "{" * 131_000,
    "\n".join(f"[story.a{n}]\npin = true" for n in range(5_000)),
    "a = 2031-99-99",
    "\x00\ud800",
    "x" * 200_000,
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_is_refused_in_bounded_time(number):
    """Nesting, endless keys, numbers and strings: read or ConfigError, within seconds."""
    start = time.process_time()
    with contextlib.suppress(ConfigError):
        read(HOSTILE[number], path=PATH)
    assert time.process_time() - start < 4


FRAGMENTS = st.sampled_from(
    [
        *("[", "]", "{", "}", "=", ".", '"', "'", '"""', "'''", "\\", "\n", "#", ",", "\r\n"),
        *("story", "entry", "pin", "hide", "note", "true", "false", "1", "-1", "1e9", "nan"),
        *("title", "intro", "merge", "split", "2031-04-02", "\x00", "\ufeff", "é", "\u2028"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=60).map("".join) | st.text(max_size=200))
@example("[story.a]\npin=true\n[story.a]\n")
@example("story.a.b.c.pin = true")
@example('"story".a."pin" = true')
def test_no_text_gives_another_error(text):
    """Whatever the text, reading gives a sheet with lines in it, or a ConfigError."""
    sheet = Sheet()
    with contextlib.suppress(ConfigError):
        sheet = read(text, path=PATH)
    lines = text.count("\n") + 1
    assert all(1 <= one.line <= lines for one in sheet.instructions)


NAMES = st.text("abcdefghijklmnop234567", min_size=1, max_size=13)


@settings(max_examples=100, deadline=None)
@given(st.lists(NAMES, unique=True, max_size=8), st.integers(0, 3))
def test_lines_are_right(names, gap):
    """Each instruction's line is the one that its key was written on."""
    lines: list[str] = []
    expected = []
    for name in names:
        lines += [""] * gap + [f"[story.{name}] # [story.x]", "note = '''", "pin = 1", "'''"]
        expected.append((name, "note", len(lines) - 2))
        lines.append("pin = true")
        expected.append((name, "pin", len(lines)))
    sheet = read("\n".join(lines), path=PATH)
    assert [(one.id, one.key, one.line) for one in sheet.instructions] == expected
