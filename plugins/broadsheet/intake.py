"""Ask every feed of the site: files are read, addresses fetched as manners allow."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from .gather.legible import left_out
from .model import Entry, Failure, Feed, Site
from .press import Intake
from .state import State

__all__ = ["take_in"]

Tick = Callable[[str], None]


def take_in(
    site: Site,
    content: Path,
    state: State,
    *,
    now: datetime,
    offline: bool = False,
    forced: bool = False,
    tick: Tick = lambda _: None,
) -> Intake:
    """What all feeds hold that was not read before, and what the cache is to remember.

    Args:
        site: its feeds.
        content: what paths of feeds hang from.
        state: stamps of files and HTTP states of the last run.
        now: the clock.
        offline: leave feeds with an address alone.
        forced: ask and read even what is not due or has not changed.
        tick: called with each feed's key when that feed is done.
    """
    stamps = {} if forced else state.stamps()
    taken = Intake()
    for feed in site.feeds:
        if feed.path:
            taken = _with(taken, _read(feed, content, stamps, now))
            tick(feed.key)
    if offline:
        return taken
    # The network's libraries, only when it is asked.
    from .follow import follow  # noqa: PLC0415
    from .wire import over_http, policy_of  # noqa: PLC0415

    webs = [feed for feed in site.feeds if feed.address]
    if webs:
        taken = _with(
            taken, over_http(webs, site, state.feed_states(), now=now, forced=forced, tick=tick)
        )
    return follow(taken, site, state, policy=policy_of(site), now=now)


def _read(feed: Feed, content: Path, stamps: dict[str, tuple[int, int]], now: datetime) -> Intake:
    from .gather import files  # noqa: PLC0415 - the readers of pages: a site of addresses needs none

    entries: list[Entry] = []
    troubles: list[str] = []
    notes: list[str] = []
    fresh: dict[str, tuple[int, int]] = {}
    title = ""
    paths = files.expand(feed.path, content)
    if not paths:
        troubles.append(f"no file matches {feed.path}")
    for path in paths:
        name = _name(path, content)
        try:
            status = path.stat()
        except OSError as error:
            troubles.append(f"{name}: {error.strerror}")
            continue
        stamp = (status.st_size, status.st_mtime_ns)
        if stamps.get(f"{feed.key}:{name}") == stamp:
            continue
        read = files.read_path(path, feed=feed)
        title = title or read.title
        entries += [dataclasses.replace(entry, feed=feed.key) for entry in read.entries]
        troubles += [f"{name}: {trouble}" for trouble in read.failures]
        if read.lost:
            notes.append(f"feed {feed.key}: {name}: {left_out(read.lost)}")
        if not read.failures:
            fresh[f"{feed.key}:{name}"] = stamp
    return Intake(
        entries=tuple(entries),
        failures=_failures(feed, troubles, now),
        stamps=fresh,
        titles={feed.key: title},
        answered=frozenset(() if troubles else (feed.key,)),
        notes=tuple(notes),
    )


def _name(path: Path, content: Path) -> str:
    """A path as the site names it: a machine's own folders are nobody's business."""
    return path.relative_to(content).as_posix() if path.is_relative_to(content) else path.name


def _failures(feed: Feed, troubles: list[str], now: datetime) -> tuple[Failure, ...]:
    if not troubles:
        return ()
    more = f" (and {len(troubles) - 1} more)" if len(troubles) > 1 else ""
    return (Failure(feed=feed.key, what=f"{troubles[0]}{more}", when=now, kind="file"),)


def _with(one: Intake, other: Intake) -> Intake:
    return Intake(
        entries=one.entries + other.entries,
        failures=one.failures + other.failures,
        stamps={**one.stamps, **other.stamps},
        feed_states={**one.feed_states, **other.feed_states},
        titles={**one.titles, **other.titles},
        answered=one.answered | other.answered,
        notes=one.notes + other.notes,
    )
