"""Copies with some fields changed are what `dataclasses.replace` makes."""

from __future__ import annotations

from dataclasses import fields, replace

from broadsheet.clean.copies import changed
from broadsheet.model import Cut, Entry


def test_a_copy_is_what_replace_makes() -> None:
    """Every field is taken over, those named are changed, and the first entry stays as it was."""
    every = {field.name: f"of {field.name}" for field in fields(Entry)}
    entry = Entry(**every)
    cut = (Cut(rule="a", text="b"),)
    copy = changed(entry, html="<p>x</p>", removed=cut)
    assert copy == replace(entry, html="<p>x</p>", removed=cut)
    assert entry == Entry(**every)
    assert hash(copy) != hash(entry)
