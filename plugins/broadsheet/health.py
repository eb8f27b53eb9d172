"""Which feeds cannot be read at present, and since when: content/editions/health.json.

Editions tell what failed while they were open. A run that finds nothing new writes none, and an
issued one is never rewritten; so `gather` notes here, as it does for silence, what pages cannot
know without a clock. The file changes when a feed begins to fail, fails for another reason, or
answers again; while all stays as it was, no byte does. No feed fails: no file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from . import store
from .errors import StoreError
from .model import Failure, Site

__all__ = ["Failing", "note", "read"]

_FILE = "health.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """A feed that failed each time it was asked since a moment, and why it did the last time."""

    feed: str
    since: datetime
    what: str
    kind: str = ""


def read(content: Path) -> dict[str, Failing]:
    """Feed -> how it fails, of the feeds that do.

    Raises:
        StoreError: the file is not what `note` writes.
    """
    try:
        data = (content / "editions" / _FILE).read_bytes()
        return {one.feed: one for one in msgspec.json.decode(data, type=tuple[Failing, ...])}
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise StoreError(
            f"cannot be read ({error})",
            where=f"content/editions/{_FILE}",
            remedy="remove it; the next gather writes it again",
        ) from None


def note(
    content: Path, site: Site, *, failures: Iterable[Failure], answered: Collection[str]
) -> None:
    """Write what fails after a run, take away what does no more.

    Args:
        content: the site's content/.
        site: a feed that it no longer names is forgotten.
        failures: of this run.
        answered: the feeds that this run read, or that said that nothing is new. A feed that was
            not asked stays as it was.

    Raises:
        StoreError: the file cannot be read, written or removed.
    """
    known = read(content)
    failed = {failure.feed: failure for failure in failures}
    named = {feed.key for feed in site.feeds}
    found = {key: one for key, one in known.items() if key not in answered}
    for key, failure in failed.items():
        since = known[key].since if key in known else failure.when
        found[key] = Failing(feed=key, since=since, what=failure.what, kind=failure.kind)
    rows = [msgspec.json.encode(found[key]).decode() for key in sorted(found.keys() & named)]
    path = content / "editions" / _FILE
    if rows:
        store.write_atomic(path, ("[\n" + ",\n".join(rows) + "\n]\n").encode(), durable=True)
    else:
        store.discard([path])
