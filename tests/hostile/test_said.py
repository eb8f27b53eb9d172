"""What the hostile site puts into feeds, file names, terminals and logs: nothing unescaped."""

from __future__ import annotations

import json
import re

import pytest
from broadsheet import store
from feeds_out import addresses, fragments
from hostile_site import CALL
from selectolax.lexbor import LexborHTMLParser

# What a terminal obeys: control characters but newline and tab, and what turns a line round.
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What the runner of a hosted workflow obeys, at the head of a line.
COMMAND = re.compile(r"^\s*(?:::|##\[)", re.MULTILINE)
SAFE = re.compile(r"(https?|mailto):", re.IGNORECASE)
ELEMENTS = re.compile(
    "html|head|body|a|abbr|b|bd[io]|blockquote|br|caption|cite|code|col|colgroup|d[dlt]|del|dfn"
    "|div|em|fig(ure|caption)|h[1-6]|hr|i|ins|kbd|li|mark|ol|p|pre|q|rp|rt|ruby|s|samp|small|span"
    "|strong|su[bp]|table|tbody|td|tfoot|th|thead|time|tr|u|ul|var|wbr"
)
ATTRIBUTES = re.compile("class|colspan|datetime|dir|href|id|lang|rel|rowspan|start|title")
FILE_NAME = re.compile(r"[\w./-]+")


def fault(html: str) -> str:
    """The first thing in a piece of html that no feed of ours may hold, "" if there is none."""
    for node in LexborHTMLParser(html).css("*"):
        if not ELEMENTS.fullmatch(node.tag or ""):
            return f"<{node.tag}>"
        for name, value in node.attributes.items():
            if not ATTRIBUTES.fullmatch(name):
                return f"<{node.tag} {name}>"
            if name == "href" and not SAFE.match(value or ""):
                return f"href={value!r}"
    return ""


def test_there_are_as_many_vectors_as_promised(hostile):
    """A hundred and twenty at least, each in all kinds of source, and shown."""
    assert len(hostile.vectors) >= 120
    days = [
        store.load(hostile.root / "content", day) for day in store.days(hostile.root / "content")
    ]
    kept = " ".join(entry.title for day in days if day for entry in day.entries)
    shown = [v for v in hostile.vectors if v.kind != "file" and v.words in kept]
    assert len(shown) >= len(hostile.vectors) - 20


def test_our_feeds_hold_nothing_that_runs(hostile):
    """Their html, read without cleaning, has none but the elements and attributes that we allow."""
    found = list(fragments(hostile.output))
    assert len(found) > 100
    assert [(name, what) for name, html in found if (what := fault(html))] == []
    links = list(addresses(hostile.output))
    assert [(name, link) for name, link in links if not SAFE.match(link)] == []
    assert fault(f"<p onclick={CALL}(1)>x</p>") == "<p onclick>"


def test_file_names_are_ours(hostile):
    """No vector names a file, or puts one where none belongs."""
    names = [path.relative_to(hostile.root).as_posix() for path in hostile.root.rglob("*")]
    ours = [name for name in names if not name.startswith("content/sources/")]
    assert [name for name in ours if not FILE_NAME.fullmatch(name) or ".." in name] == []
    assert not (hostile.root.parent / "pwned").exists()
    assert not (hostile.root / "pwned").exists()


@pytest.fixture(scope="session")
def spoken(hostile):
    """Command -> all that it printed, for each command that repeats words of a feed."""
    content = hostile.root / "content"
    entries = [
        entry
        for day in store.days(content)
        if (edition := store.load(content, day))
        for entry in edition.entries
    ]
    odd = [entry for entry in entries if OBEYED.search(repr(entry)) or "::" in entry.title][:6]
    said = dict(hostile.said)
    for day in store.days(content):
        said[f"explain {day}"] = hostile.run("explain", str(day))
    for entry in odd:
        said[f"explain {entry.id}"] = hostile.run("explain", entry.id)
    said["explain pair"] = hostile.run("explain", entries[0].id, entries[1].id)
    said["explain --feed"] = hostile.run("explain", "--feed", "json-180")
    said["check"] = hostile.run("check")
    said["check --json"] = hostile.run("check", "--json")
    said["gather --json"] = hostile.run("gather", "--offline", "--force", "--json")
    sources = [str(path) for path in sorted((content / "sources").glob("*-180"))]
    sources += [str(content / "sources/pages"), str(content / "sources/dumps")]
    said["clean"] = hostile.run("clean", *sources)
    said["clean --json"] = hostile.run("clean", "--json", *sources)
    return said


def test_nothing_that_a_terminal_obeys_is_printed(spoken):
    """No command passes on an escape, a control character or what turns a line round."""
    assert len(spoken["clean"]) > 10_000
    for command, text in spoken.items():
        found = OBEYED.search(text)
        assert not found, (command, text[max(0, found.start() - 80) : found.end() + 20])


def test_nothing_that_a_workflow_obeys_is_printed(spoken):
    """No line of a command begins with what a hosted workflow's runner takes for its own."""
    for command, text in spoken.items():
        found = COMMAND.search(text)
        assert not found, (command, text[found.start() : found.end() + 60])


def test_json_for_programs_is_json(spoken):
    """What was escaped for the terminal is the same text for a program."""
    rows = [json.loads(line) for line in spoken["clean --json"].split("\n") if line[:1] == "{"]
    assert len(rows) > 100
