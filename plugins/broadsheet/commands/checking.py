"""`check`: config, feeds and content, read without asking any feed; says what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
import msgspec

from .. import ledger, pending, store
from ..errors import BroadsheetError
from ..gather import files
from ..gather.manners import FeedState, recall
from ..model import Tally
from ..publish.secrets import bare
from ..site import Place
from ..state import FOLDER, State
from ..terminal import plain, plain_json

if TYPE_CHECKING:
    from ..publish.views import SourceView

__all__ = ["Finding", "check", "findings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line for a person.

    `level`: an "error" stops or spoils an edition, a "note" does not; "ledger" only tells.
    """

    level: str
    text: str


def check(place: Place, *, as_json: bool) -> int:
    """Print all findings; 1 if any is an error, else 0."""
    found = tuple(findings(place))
    for finding in found:
        if as_json:
            click.echo(plain_json(msgspec.json.encode(finding).decode()))
        else:
            click.echo(plain(f"{finding.level}: {finding.text}"))
    levels = Counter(finding.level for finding in found)
    errors = levels["error"]
    if not as_json:
        wrong = errors + levels["note"]
        click.echo(f"{errors} errors, {levels['note']} notes" if wrong else "all well")
    return 1 if errors else 0


def findings(place: Place) -> Iterator[Finding]:
    """Everything that is wrong, or worth knowing, in a site's folder."""
    try:
        site = place.site
    except BroadsheetError as error:
        yield Finding(level="error", text=str(error))
        return  # nothing else can be read without it
    if not site.url:
        yield Finding(
            level="note",
            text='content/digest.toml: no site.url; feeds need url = "https://..." to be of use',
        )
    if not site.feeds:
        yield Finding(level="note", text="content/digest.toml: no [[feeds]] yet")
    for feed in site.feeds:
        if feed.path and not files.expand(feed.path, place.content):
            where = f"content/digest.toml:{feed.line}"
            yield Finding(level="error", text=f'{where}: no file matches path = "{feed.path}"')
        if feed.private is None and bare(feed.address) != feed.address:
            where, text = f"content/digest.toml:{feed.line}", "holds what looks like a secret"
            yield Finding(
                level="note",
                text=f"{where}: the address of {feed.key} {text}, and is published without it;"
                " private = false shows it whole, private = true not at all",
            )
    try:
        _ = place.words
    except BroadsheetError as error:
        yield Finding(level="error", text=str(error))
    yield from _editions(place)
    yield from _shelf(place)


def _editions(place: Place) -> Iterator[Finding]:
    for day in store.days(place.content):
        try:
            edition = store.load(place.content, day)
        except BroadsheetError as error:
            yield Finding(level="error", text=str(error))
            continue
        for tally in edition.ledger if edition else ():
            if not ledger.balances(tally):
                text = f"{day}: the ledger of feed {tally.feed} does not balance"
                yield Finding(level="error", text=text)


def _shelf(place: Place) -> Iterator[Finding]:
    from ..publish.index import Index  # noqa: PLC0415 - reads every edition
    from ..publish.shelf import Shelf  # noqa: PLC0415
    from ..publish.sources import sources  # noqa: PLC0415

    try:
        shelf = Shelf(place.content, place.site, Index(place.root / FOLDER))
        problems, health = shelf.problems(), sources(shelf)
    except BroadsheetError as error:
        yield Finding(level="error", text=str(error))
        return
    for problem in problems:
        yield Finding(level="note", text=problem.text)
    if health.silence:
        yield Finding(level="error", text=health.silence)
    asked, waiting = _cached(place)
    for row in health.sources:
        if row.health in {"failing", "silent"}:
            since = _asked(recall(asked.get(row.key)))
            text = f"feed {row.key}: {row.health}, {row.health_text}{since}"
            yield Finding(level="note", text=text)
    for row in (*health.sources, health.total):
        if row.gathered:
            name = f"feed {row.key}" if row.key else f"all feeds, {health.covers_text}"
            yield Finding(level="ledger", text=f"{name}: {row.gathered} gathered = {_sum(row)}")
    for tally in waiting:
        text = f"feed {tally.feed}, in no edition yet: {tally.gathered} gathered = {_sum(tally)}"
        yield Finding(level="ledger", text=text)


def _cached(place: Place) -> tuple[dict[str, bytes], tuple[Tally, ...]]:
    """What was remembered of each feed, and the counts that no edition has; may be lost."""
    try:
        with State(place.root) as state:
            return state.feed_states(), pending.read(state, place.content).ledger
    except BroadsheetError:  # a folder that cannot be written is no mistake of the site's
        return {}, ()


def _asked(state: FeedState) -> str:
    """What only the cache knows, for pages have no clock: how often, and when it last answered."""
    if not state.failures:
        return ""
    when = f"{state.last_success:%Y-%m-%d}" if state.last_success else "never"
    return f" ({state.failures} times in a row; last answered: {when})"


def _sum(row: SourceView | Tally) -> str:
    parts = [(name, int(getattr(row, name))) for name in ledger.OUTCOMES]
    return " + ".join(f"{number} {name.replace('_', ' ')}" for name, number in parts if number)
