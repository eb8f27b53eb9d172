"""The commands, thin: each finds the site, calls the room that does the work, and tells."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from . import __version__
from .errors import BroadsheetError, InputError
from .lock import Holder, held
from .site import Place

__all__ = ["main"]

SILENT = 3
"""The exit code of a gather that went well but found the site silent."""

F = TypeVar("F", bound=Callable[..., object])

SITE = click.option(
    "-C", "site", metavar="DIR", type=click.Path(path_type=Path), help="The site's folder [.]"
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing but what went wrong.")
JSON = click.option("--json", "as_json", is_flag=True, help="JSON, one object a line.")


def _now(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime:
    if value is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter("write it as 2026-11-20T06:00:00Z") from None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


NOW = click.option(
    "--now", metavar="TIME", callback=_now, help="Set the clock, to replay a day (ISO 8601, UTC)."
)


def _gathering(command: F) -> F:
    for option in (
        click.option("--offline", is_flag=True, help="Read files only, ask no address."),
        click.option("--force", is_flag=True, help="Ask and read also what is not due."),
        click.option("--issue", is_flag=True, help="Issue the open edition now."),
        NOW,
        QUIET,
        SITE,
    ):
        command = option(command)
    return command


class _Group(click.Group):
    """Commands in the order in which they are used, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="broadsheet")
def commands() -> None:
    """Make a dated news digest out of feeds, saved pages and text dumps.

    A site is any folder with content/digest.toml. `build` does the day's work.
    """


@commands.command()
@_gathering
@click.option("--output", type=click.Path(path_type=Path), help="Where the pages go [output]")
def build(
    site: Path | None,
    now: datetime,
    output: Path | None,
    *,
    quiet: bool,
    offline: bool,
    force: bool,
    issue: bool,
) -> None:
    """Gather, then render: the whole day's work."""
    from .commands import work  # noqa: PLC0415 - each command loads what it needs

    place = _place(site)
    with _alone(place):
        outcome = work.gather(place, now, quiet=quiet, offline=offline, forced=force, issue=issue)
        work.render(place, output, quiet=quiet)
    if outcome.silence:
        sys.exit(SILENT)


@commands.command()
@_gathering
@JSON
def gather(
    site: Path | None,
    now: datetime,
    *,
    quiet: bool,
    offline: bool,
    force: bool,
    issue: bool,
    as_json: bool,
) -> None:
    """Ask the feeds and write the editions.

    Exit code 3: all went well, but nothing was published for `silent_days`.
    """
    from .commands import work  # noqa: PLC0415

    place = _place(site)
    with _alone(place):
        outcome = work.gather(
            place, now, quiet=quiet, offline=offline, forced=force, issue=issue, as_json=as_json
        )
    if outcome.silence:
        sys.exit(SILENT)


@commands.command()
@SITE
@QUIET
@click.option("--output", type=click.Path(path_type=Path), help="Where the pages go [output]")
@click.option("--full", is_flag=True, help="Make every page, not only what changed.")
@click.option("--explain", is_flag=True, help="Say of each page that is made why.")
def render(
    site: Path | None, output: Path | None, *, quiet: bool, full: bool, explain: bool
) -> None:
    """Make pages and feeds of the editions; asks no feed."""
    from .commands import work  # noqa: PLC0415

    place = _place(site)
    with _alone(place, needed=False):
        work.render(place, output, quiet=quiet, full=full, explain=explain)


@commands.command(short_help="Tell the site's WebSub hub which feeds have changed.")
@SITE
@QUIET
@JSON
@click.option("--output", type=click.Path(path_type=Path), help="Where the pages are [output]")
def ping(site: Path | None, output: Path | None, *, quiet: bool, as_json: bool) -> None:
    """Tell the hub of `[site] hub` which feeds have changed, once the pages are live.

    A feed that the hub was told of is not named again before its bytes change.
    """
    from .commands import pinging  # noqa: PLC0415

    place = _place(site)
    with _alone(place):
        pinging.ping(place, output, quiet=quiet, as_json=as_json)


@commands.command(short_help="Show the site on this machine, always fresh.")
@SITE
@click.option("--port", default=8000, show_default=True, help="On this machine only.")
def serve(site: Path | None, port: int) -> None:
    """Show the site; an edit is rendered when the page is asked for again."""
    from .commands import serving  # noqa: PLC0415

    place = _place(site)
    serving.serve(place, port, partial(_alone, place, needed=False))


@commands.command(short_help="Say what is wrong in config, editions and sheets.")
@SITE
@JSON
def check(site: Path | None, *, as_json: bool) -> None:
    """Look at config, editions and sheets, and say what is wrong and what to do."""
    from .commands import checking  # noqa: PLC0415

    sys.exit(checking.check(_place(site), as_json=as_json))


@commands.command(short_help="Show feeds, pages and dumps without furniture.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@JSON
@SITE
def clean(paths: tuple[Path, ...], site: Path | None, *, as_json: bool) -> None:
    """Read feeds, pages and text dumps at PATHS and show them without furniture."""
    from .commands import trying  # noqa: PLC0415

    rules = _place(site).site.rules if site else None
    sys.exit(trying.clean(paths, rules, as_json=as_json))


@commands.command(short_help="Group and sort the entries of a JSON Lines file.")
@click.argument("entries", type=click.Path(path_type=Path))
@click.option("--topics", metavar="A,B,C", help="Sort into these topics.")
@JSON
@SITE
def group(entries: Path, topics: str | None, site: Path | None, *, as_json: bool) -> None:
    """Group the ENTRIES of a JSON Lines file (id, title, text, ...) into stories and topics."""
    from .commands import trying  # noqa: PLC0415

    names = [name.strip() for name in (topics or "").split(",") if name.strip()]
    if not names and site:
        names = [topic.name for topic in _place(site).site.topics]
    trying.group(entries, names, as_json=as_json)


@commands.command(short_help="Tell all about an entry, a story, a day or a feed.")
@click.argument("what", required=False, default="")
@click.argument("other", required=False, default="")
@click.option("--feed", metavar="KEY", help="Show what was learned as this feed's furniture.")
@SITE
def explain(what: str, other: str, site: Path | None, feed: str | None) -> None:
    """Tell all about an entry or a story: WHAT is an id, an address, or a date.

    With OTHER, a second entry: why the two are one story, or why not.
    """
    from .commands import explaining  # noqa: PLC0415

    explaining.explain(_place(site), what, other, feed or "")


@commands.command(short_help="Take a text out everywhere; its address stays.")
@click.argument("name", metavar="ID")
@click.option("--reason", required=True, help="For readers: why it is gone.")
@NOW
@SITE
def withdraw(name: str, reason: str, site: Path | None, now: datetime) -> None:
    """Take the text of an entry or story out of edition, pages, feeds, search and cache.

    Its address stays and says so, and no later gather brings it back.
    """
    from .commands import withdrawing  # noqa: PLC0415

    place = _place(site)
    with _alone(place):
        withdrawing.withdraw(place, name, reason, now)


def _alone(place: Place, *, needed: bool = True) -> AbstractContextManager[None]:
    """Hold the site's lock in this process's name; a second run is told who is at work."""
    since = datetime.now(UTC).replace(microsecond=0)  # the real hour, whatever --now says
    holder = Holder(pid=os.getpid(), host=platform.node(), since=since)
    return held(place.root, holder, needed=needed)


def _place(site: Path | None) -> Place:
    root = site or Path()
    if not root.is_dir():
        raise InputError("no such folder", where=str(root), remedy="-C names a site's folder")
    return Place(root.resolve())


def main() -> None:
    """Run the command line; a mistake is one line on stderr, and an exit code."""
    try:
        commands.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except BroadsheetError as error:
        click.echo(f"broadsheet: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(141)
