"""What runs counted that wrote no edition: kept in the cache until the next edition takes it in.

content/ is not rewritten to say that nothing was kept. An edition that was written since has the
counts, even if the run that wrote it was killed before it could say so here: they hold only while
the newest edition's file is as it was. Lost with the cache; what they count is then counted again,
as its keys are lost as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import msgspec

from . import ledger, store
from .model import Failure, Tally
from .state import State

__all__ = ["Pending", "keep", "latest", "read"]

_ROW = "ledger:"  # of the cache's table of feeds; no feed's key has a colon


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Counts and failures, one of each a feed, that no edition has."""

    ledger: tuple[Tally, ...] = ()
    failures: tuple[Failure, ...] = ()

    def more(self, own: tuple[Tally, ...], failures: tuple[Failure, ...]) -> Pending:
        """These and another run's."""
        return Pending(
            ledger=ledger.outcomes(ledger.add(self.ledger, own)),
            failures=latest((*self.failures, *failures)),
        )


class _Row(msgspec.Struct):
    mark: str = ""  # of the newest edition when this was kept
    pending: Pending = Pending()


def latest(failures: tuple[Failure, ...]) -> tuple[Failure, ...]:
    """One failure a feed, the latest."""
    by_feed = {failure.feed: failure for failure in sorted(failures, key=lambda f: f.when)}
    return tuple(by_feed[feed] for feed in sorted(by_feed))


def read(state: State, content: Path) -> Pending:
    """What earlier runs counted and no edition has."""
    try:
        row = msgspec.json.decode(state.feed_states().get(_ROW, b"{}"), type=_Row)
    except msgspec.DecodeError:  # another version's
        return Pending()
    return row.pending if row.mark == _mark(content) else Pending()


def keep(state: State, content: Path, pending: Pending) -> None:
    """Keep what the runs up to this one counted, once the editions of this one stand."""
    row = _Row(mark=_mark(content), pending=pending)
    state.put_feed_states({_ROW: msgspec.json.encode(row)})


def _mark(content: Path) -> str:
    days = store.days(content)
    data = store.path_of(content, days[-1]).read_bytes() if days else b""
    return blake2b(data, digest_size=16).hexdigest()
