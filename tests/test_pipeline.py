"""The engine: steps in order, each given what it asks for by name."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from broadsheet.errors import ConfigError
from broadsheet.model import Edition, Entry
from broadsheet.pipeline import bind, run

START = Edition(date=date(2026, 11, 20))


def add(name: str):
    """A step that adds an entry of that name."""

    def step(edition: Edition) -> Edition:
        return dataclasses.replace(edition, entries=(*edition.entries, Entry(id=name)))

    return step


def test_steps_run_in_order():
    """Each step gets what the one before it gave."""
    assert [e.id for e in run(START, [add("a"), add("b")]).entries] == ["a", "b"]


def test_step_gets_what_it_asks_for():
    """A keyword-only argument is filled by its name; one with a default may be missing."""

    def step(edition: Edition, *, site: str, more: str = "none") -> Edition:
        return add(f"{site}-{more}")(edition)

    bound = bind([step], {"site": "s", "unasked": 3})
    assert [e.id for e in run(START, bound).entries] == ["s-none"]


def test_step_that_asks_for_what_no_run_has():
    """The message names the step, what it asked for, and what it may ask for."""

    def step(edition: Edition, *, weather: str) -> Edition:
        return add(weather)(edition)

    with pytest.raises(ConfigError, match=r'"step" asks for "weather"; a step may ask for: now'):
        bind([step], {"now": 1})
