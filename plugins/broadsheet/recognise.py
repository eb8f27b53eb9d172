"""Is this entry known? Pure decisions over keys; the cache answers through `known`.

Asked in this order: the feed and its own id; the address, unless the feed gives one
address to several items; feed, title and date. Equal addresses from two feeds are one
entry only if the texts agree.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from .identity import Keys, all_keys, keys_of, mint, same_text
from .model import Entry, Update

if TYPE_CHECKING:
    from .state import Known  # the cache itself is not needed here

__all__ = [
    "Ask",
    "EntryOf",
    "Noted",
    "Sorted",
    "fingerprint",
    "keys_hashes",
    "set_aside",
    "sort_known",
]

Ask: TypeAlias = Callable[[Iterable[str]], Mapping[str, "tuple[Known, ...]"]]
"""Keys in; for those that were met before, where."""

EntryOf: TypeAlias = Callable[[str], Entry | None]
"""An entry's id in, the stored entry out."""

Noted: TypeAlias = Callable[[str], frozenset[str]]
"""An entry's id in, the later titles out that earlier editions have noted."""

_LATE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """What came in, told apart. `new` have ids; `retitled` are stored entries with news of them."""

    new: tuple[Entry, ...] = ()
    seen: tuple[Entry, ...] = ()
    merged: tuple[Entry, ...] = ()
    retitled: tuple[tuple[Entry, Entry], ...] = ()  # (as stored, as it came in now)


def fingerprint(entry: Entry) -> str:
    """A hash of an entry as its feed gives it: the same again is nothing new."""
    return "".join(keys_of(entry).all()) + (entry.updated.isoformat() if entry.updated else "")


def keys_hashes(entry: Entry) -> tuple[str, ...]:
    """The keys by which a later run knows an entry that was passed over."""
    return all_keys(entry)


def sort_known(
    entries: Iterable[Entry],
    *,
    known: Ask,
    entry_of: EntryOf,
    updates: Iterable[Update],
    now: datetime,
    noted: Noted = lambda _: frozenset(),
) -> Sorted:
    """Tell apart what is new, seen, the same as another feed's, or known under another title.

    The order of `entries` does not matter. New ones get their id and `seen = now`; a
    date in the future is taken for a mistake and dropped.
    """
    entries = sorted(entries, key=_order)
    past = known({key for entry in entries for key in keys_of(entry).all()})
    counts = _counts(entries)
    keys = [_usable(keys_of(entry), entry, counts, past) for entry in entries]
    told = {(update.entry, update.title) for update in updates}
    batch: dict[str, Entry] = {}
    ids: set[str] = set()
    new: list[Entry] = []
    seen: list[Entry] = []
    merged: list[Entry] = []
    retitled: list[tuple[Entry, Entry]] = []
    for entry, found in zip(entries, keys, strict=True):
        verdict, stored = _find(entry, found, past, batch, entry_of)
        if verdict == "new":
            minted = _mint(entry, ids, entry_of, now)
            ids.add(minted.id)
            new.append(minted)
            batch.update({key: minted for key in found.all() if key not in batch})
        elif verdict == "merged":
            merged.append(entry)
        elif stored is not None and _retitled(stored, entry, told, noted):
            retitled.append((stored, entry))
            told.add((stored.id, entry.title))
        else:
            seen.append(entry)
    return Sorted(new=tuple(new), seen=tuple(seen), merged=tuple(merged), retitled=tuple(retitled))


def _order(entry: Entry) -> tuple[datetime, str, str, str, str]:
    return (entry.published or _LATE, entry.feed, entry.guid, entry.url, entry.title)


def _counts(entries: Iterable[Entry]) -> Counter[str]:
    """How many different items of one feed bear each guid or address key."""
    items = {
        (key, entry.feed, keys.title or entry.received)
        for entry in entries
        for keys in [keys_of(entry)]
        for key in (keys.guid, keys.address)
        if key
    }
    return Counter(f"{feed}\0{key}" for key, feed, _ in items)


def _usable(
    keys: Keys, entry: Entry, counts: Counter[str], past: Mapping[str, tuple[Known, ...]]
) -> Keys:
    """Without the guid or address that this feed gives, or gave, to several items."""

    def tells(key: str) -> bool:
        held = {place.entry for place in past.get(key, ()) if place.feed == entry.feed}
        return counts[f"{entry.feed}\0{key}"] == 1 and len(held) <= 1

    return Keys(
        guid=keys.guid if tells(keys.guid) else "",
        address=keys.address if tells(keys.address) else "",
        title=keys.title,
    )


def set_aside(
    met: Iterable[Entry], fresh: Iterable[Entry]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """(those of `met` that nobody need look at again, those that tell of a fresh one what it is).

    One guid or address for several items of a feed is none of theirs, which shows only beside
    each other: without the items that were met, a new one would be taken for theirs, retitled.
    """
    taken = {
        (e.feed, key) for e in fresh for keys in [keys_of(e)] for key in (keys.guid, keys.address)
    }
    tested = [
        (e, any((e.feed, key) in taken for key in (keys.guid, keys.address) if key))
        for e in met
        for keys in [keys_of(e)]
    ]
    return tuple(e for e, tells in tested if not tells), tuple(e for e, tells in tested if tells)


def _find(
    entry: Entry,
    keys: Keys,
    past: Mapping[str, tuple[Known, ...]],
    batch: Mapping[str, Entry],
    entry_of: EntryOf,
) -> tuple[str, Entry | None]:
    """("new" | "seen" | "merged", the stored entry if it is one)."""
    for key in keys.all():
        for place in past.get(key, ()):
            if key != keys.address or place.feed == entry.feed or not place.feed:
                return "seen", entry_of(place.entry) if place.entry else None
            other = entry_of(place.entry) if place.entry else None
            if other is not None and same_text(other, entry):
                return "merged", other
        twin = batch.get(key)
        if twin is None:
            continue
        if key != keys.address or twin.feed == entry.feed:
            return "seen", None
        if same_text(twin, entry):
            return "merged", twin
    return "new", None


def _mint(entry: Entry, ids: set[str], entry_of: EntryOf, now: datetime) -> Entry:
    salt = 0
    while (minted := mint(entry, salt=salt)) in ids or entry_of(minted) is not None:
        salt += 1
    published = entry.published if entry.published and entry.published <= now else None
    return dataclasses.replace(entry, id=minted, seen=now, published=published)


def _retitled(stored: Entry, entry: Entry, told: set[tuple[str, str]], noted: Noted) -> bool:
    return bool(
        entry.title
        and entry.feed == stored.feed
        and _bare(entry.title) != _bare(stored.title)
        and (stored.id, entry.title) not in told
        and entry.title not in noted(stored.id)
    )


def _bare(title: str) -> str:
    """A title without what is no change of it: case and spaces."""
    return " ".join(title.split()).casefold()
