"""Silence: when nothing was published for days, the site says so itself.

A page has no clock, so that the same content makes the same bytes; `gather`, which has one,
writes what it noticed into content/editions/silence.json, once, and takes the file away when
something is published again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from . import store
from .calendar import local_day
from .errors import StoreError
from .model import Site

__all__ = ["Silence", "note", "read"]

_FILE = "silence.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Nothing was published since a day; when a run first noticed."""

    since: date
    noticed: datetime


def read(content: Path) -> Silence | None:
    """The silence that the site is in, None while it is not.

    Raises:
        StoreError: the file is not what `note` writes.
    """
    try:
        return msgspec.json.decode((content / "editions" / _FILE).read_bytes(), type=Silence)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise StoreError(
            f"cannot be read ({error})",
            where=f"content/editions/{_FILE}",
            remedy="remove it; the next gather writes it again",
        ) from None


def note(content: Path, site: Site, *, last: datetime | None, now: datetime) -> Silence | None:
    """Write, keep or take away the note of silence; gives what now holds.

    Args:
        content: the site's content/.
        site: its `silent_days` (0: never silent) and time zone.
        last: when the latest entry of an issued edition came in, None before the first: a site
            that has published nothing yet is new, not silent.
        now: the clock.

    Raises:
        StoreError: the file cannot be written, or removed.
    """
    path = content / "editions" / _FILE
    days = (local_day(now, site) - local_day(last, site)).days if last else 0
    if last is None or site.silent_days <= 0 or days < site.silent_days:
        store.discard([path])
        return None
    known, since = read(content), local_day(last, site)
    if known and known.since == since:
        return known
    found = Silence(since=since, noticed=now)
    store.write_atomic(path, msgspec.json.encode(found) + b"\n", durable=True)
    return found
