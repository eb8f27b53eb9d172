"""What `build`, `gather` and `render` do, told on the terminal."""

from __future__ import annotations

import gc
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from .. import ledger, store
from ..errors import BroadsheetError
from ..ledger import OUTCOMES
from ..model import Tally
from ..site import Place
from ..state import FOLDER
from ..terminal import plain, plain_json

if TYPE_CHECKING:
    from ..press import Outcome

__all__ = ["bar", "gather", "render"]

FINISHED = "the last run was cut off; the editions that it had made ready are in place now"


@contextmanager
def bar(what: str, total: int, *, quiet: bool) -> Iterator[Callable[[float], None]]:
    """A progress bar on a terminal, nothing elsewhere; gives a function that sets how far it is."""
    if quiet or not total or not sys.stderr.isatty():
        yield lambda _: None  # as in every daily run, which need not load what draws it: 40 ms
        return
    from rich.console import Console  # noqa: PLC0415 - as said above
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    console = Console(stderr=True)
    if not console.is_terminal:  # a dumb one
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)


def gather(
    place: Place,
    now: datetime,
    *,
    quiet: bool = False,
    offline: bool = False,
    forced: bool = False,
    issue: bool = False,
    as_json: bool = False,
) -> Outcome:
    """Act one: ask the feeds, write the editions, tell what came of it."""
    from ..forme import finish  # noqa: PLC0415
    from ..intake import take_in  # noqa: PLC0415 - the readers' libraries; render needs none
    from ..press import press  # noqa: PLC0415
    from ..state import State  # noqa: PLC0415

    # A process of ours ends soon and makes few circles: looking for them took a seventh of it.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    site = place.site
    finished = finish(place.content)
    with State(place.root) as state:
        state.sync(place.content)
        with bar("Gathering", len(site.feeds), quiet=quiet or as_json) as show:
            done: list[str] = []

            def tick(key: str) -> None:
                done.append(key)
                show(len(done))

            intake = take_in(
                site, place.content, state, now=now, offline=offline, forced=forced, tick=tick
            )
        outcome = press(
            content=place.content,
            state=state,
            site=site,
            words=place.words,
            now=now,
            intake=intake,
            ask_issue=issue,
        )
        notes = (*([FINISHED] if finished else []), *state.notes, *outcome.notes)
    if as_json:
        click.echo(plain_json(msgspec.json.encode(outcome).decode()))
    elif not quiet:
        _tell(outcome)
    for note in notes:
        click.echo(plain(note), err=True)
    if outcome.silence:
        days = f"silent_days = {site.silent_days}"
        click.echo(f"ALARM: nothing was published since {outcome.silence} ({days})", err=True)
    for failure in outcome.failures:
        click.echo(plain(f"feed {failure.feed}: {failure.what}"), err=True)
    return outcome


def _tell(outcome: Outcome) -> None:
    total = ledger.total(outcome.ledger)
    click.echo(f"gathered {total.gathered}: {_sums(total)}")
    for day in outcome.written:
        mark = "  issued" if day == outcome.issued else ""
        click.echo(f"wrote content/editions/{day:%Y}/{day}.json{mark}")
    if not outcome.written:
        click.echo("nothing new")


def _sums(tally: Tally) -> str:
    numbers = [(name, int(getattr(tally, name))) for name in (*OUTCOMES, "seen")]
    return ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in numbers if n) or "nothing"


def render(
    place: Place,
    output: Path | None = None,
    *,
    quiet: bool = False,
    full: bool = False,
    explain: bool = False,
) -> None:
    """Act two: Pelican renders what changed; `full`: everything; `explain`: say why, page by page.

    A cache that turns out to be torn is thrown away, and all is made again.

    Raises:
        BroadsheetError: Pelican could not render; the first error is named.
    """
    try:
        _render(place, output, quiet=quiet, full=full, explain=explain)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise
        from ..publish.base import discard  # noqa: PLC0415 - hardly ever

        discard(place.root / FOLDER)
        _render(place, output, quiet=quiet, full=full, explain=explain)


def _render(place: Place, output: Path | None, *, quiet: bool, full: bool, explain: bool) -> None:
    from ..publish.index import Index  # noqa: PLC0415 - gather needs none of it
    from ..publish.standing import remember, signature, stands  # noqa: PLC0415

    target = output.resolve() if output else place.root / "output"
    index = Index(place.root / FOLDER)
    seen = store.stamps(place.content)
    now = signature(place.root, seen)
    stood = not full and stands(index, target, now)
    index.base.close()
    if stood:
        if not quiet:
            click.echo(f"{target.name}/: nothing to do")
        return
    from ..publish.rendering import Told, collect_seldom  # noqa: PLC0415 - Pelican, only if there is work for it
    from ..publish.running import run_pelican  # noqa: PLC0415

    collect_seldom()
    told = Told(named=explain)
    with bar("Rendering", 1, quiet=quiet) as show:
        heard = run_pelican(
            script=place.script or Path(__file__).parent.with_name("settings.py"),
            content=place.content,
            output=target,
            url=place.site.url,
            progress=lambda done, total: show(done / max(total, 1)),
            told=told,
            full=full,
            stamps=seen,
        )
    for line in heard.warnings:
        click.echo(plain(line), err=True)
    if heard.errors:
        raise BroadsheetError(heard.errors[0], where="render", remedy="mend it and render again")
    if not heard.warnings:  # a warning is to be heard again, until it is mended
        index = Index(place.root / FOLDER)
        remember(index, target, now)
        index.base.close()
    if explain:
        for path, why in sorted(told.reasons.items()):
            click.echo(f"{why:<8} {path or 'index.html'}")
    if not quiet:
        made = f"{told.made} pages and feeds made, {told.changed} files changed"
        gone = f", {told.gone} gone" if told.gone else ""
        click.echo(f"{target.name}/: {made}{gone}")
