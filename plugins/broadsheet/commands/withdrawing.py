"""`withdraw`: a text goes everywhere at once, its address stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import click

from .. import ledger
from ..errors import InputError
from ..forme import Forme, finish
from ..model import Edition
from ..publish.addresses import story_path
from ..publish.index import Index
from ..publish.shelf import Shelf
from ..site import Place
from ..state import FOLDER, State
from ..withdrawal import withdraw as taken_out
from .work import render

__all__ = ["withdraw"]

ALONE = 2  # editions that a story needs to have a page


def withdraw(place: Place, name: str, reason: str, now: datetime) -> None:
    """Withdraw an entry, or all entries of a story, and render what that touches.

    Raises:
        InputError: no edition holds an entry or story of this id, or no reason is given.
    """
    if not reason.strip():
        raise InputError("a reader is owed a reason", remedy='give --reason "..."')
    finish(place.content)
    index = Index(place.root / FOLDER)
    shelf = Shelf(place.content, place.site, index)
    found = list(_holding(shelf, name))
    if not found:
        raise InputError(f"no edition holds {name!r}", remedy="explain DATE lists the ids of a day")
    reprint = {feed.key for feed in place.site.feeds if feed.reprint}
    forme = Forme(place.content, reprint)
    with State(place.root) as state:
        for edition, names in found:
            path = _page_lost(shelf, edition, names)
            after = taken_out(edition, names, reason=reason.strip(), now=now, path=path)
            forme.put(ledger.close(after))
            index.drop_fragments(edition.date)
            for gone in sorted(names):
                state.drop_body(gone)
            click.echo(f"withdrew {len(names)} of {edition.date}; the log says: {reason.strip()}")
        forme.press()
        state.sync(place.content)
    index.base.close()
    render(place)


def _holding(shelf: Shelf, name: str) -> Iterator[tuple[Edition, set[str]]]:
    """(edition, ids of the entries in it that are meant)."""
    for day in sorted(shelf.index.days_holding([name])):
        edition = shelf.reader.edition(day)
        held = {entry.id for entry in edition.entries}
        own = {e for story in edition.stories if story.id == name for e in story.entries}
        meant = (own & held) or ({name} & held)
        if meant:
            yield edition, meant


def _page_lost(shelf: Shelf, edition: Edition, names: set[str]) -> str:
    """The path of a story's own page that this edition's part of it kept alive, "" if none."""
    for story in edition.stories:
        left = set(story.entries) - names
        days: tuple[date, ...] = shelf.days_of(story.id)
        if left == set(story.entries) or left or len(days) != ALONE:
            continue
        living = shelf.living(story.id)
        return story_path(shelf.slug(living), living)
    return ""
