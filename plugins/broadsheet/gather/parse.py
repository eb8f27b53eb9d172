"""The door of reading: bytes in, a feed out, or a name for what they were instead.

The fast reader goes first. What it doubts - broken XML, no item where the text has some, fewer
items than tags - goes to the repairing one, and the fuller result is kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from lxml import etree

from ..errors import NotAFeed
from . import sniff
from .jsonfeed import read_json
from .legible import binary_kind, left_out, legible
from .records import MAX_ENTRIES, ParsedFeed
from .repair import read_broken
from .tidy import closed, ended, item_tags, repairable, tidy
from .xmlfeed import read_xml

__all__ = ["ParsedFeed", "parse"]

_FEED_ROOTS = ("rss", "feed", "rdf", "channel")


def parse(
    data: bytes, *, base: str = "", content_type: str = "", tz: str = "", key: str = ""
) -> ParsedFeed:
    """The feed in `data`.

    `base` is the address it came from, `content_type` the HTTP header, `tz` the IANA zone of
    times that name none, `key` the feed's own name, which its entries bear. Raises NotAFeed and
    nothing else: its `what` names what was found (an empty answer, a web page, a bot wall, other
    XML or JSON, binary data, plain text).

    Time is linear in `data` for the fast reader; broken feeds may cost the repairing reader
    seconds a megabyte, so strangers' bytes belong in a worker (see `workers`).
    """
    found = legible(data, content_type)
    if found is None:
        raise NotAFeed(f"{binary_kind(data) or 'binary data'} instead of a feed")
    text = found.text.lstrip(" \t\r\n")
    notes = [note for note in (found.note, left_out(found.lost)) if note]
    if text[:1] in ("{", "["):
        feed = read_json(text, base=base, tz=tz, key=key)
    else:
        root, start = sniff.root_of(text)
        if root not in _FEED_ROOTS:
            sniff.refuse(text, base=base, root=root)
        if text[:start].strip() and not text.startswith("<"):
            notes.append("text before the feed left out")
        feed = _read(text[start:], notes, base=base, tz=tz, key=key)
    return replace(feed, lost=found.lost, notes=(*notes, *feed.notes, *_repeats(feed)))


def _read(text: str, notes: list[str], *, base: str, tz: str, key: str) -> ParsedFeed:
    """The XML feed in `text`, which starts at its root element."""
    feed = _fast(text, base=base, tz=tz, key=key)
    if feed is None:
        given, text = text, _whole(text, notes)
        feed = _fast(tidy(text), base=base, tz=tz, key=key)
        if feed is not None and text is given:
            notes.append("broken XML, mended")
    if feed is not None and len(feed.entries) >= min(item_tags(text), MAX_ENTRIES):
        return feed
    if not repairable(text):
        if feed is None:
            raise NotAFeed("a broken feed that is too large to repair")
        return feed
    repaired = read_broken(text.encode("utf-8", "replace"), base=base, tz=tz, key=key)
    if feed is not None and len(feed.entries) >= len(repaired.entries):
        return feed
    if not repaired.entries:
        raise NotAFeed("a broken feed without one whole entry")
    notes.append("broken XML, read by the repairing parser")
    return repaired


def _whole(text: str, notes: list[str]) -> str:
    """`text`, or what is whole of it when it was cut off in transfer."""
    if ended(text):
        return text
    kept = closed(text)
    if not kept:
        raise NotAFeed("a feed that ends mid-way, before its first entry does")
    notes.append(f"ends mid-way, {item_tags(kept)} whole entries kept")
    return kept


def _fast(text: str, *, base: str, tz: str, key: str) -> ParsedFeed | None:
    try:
        return read_xml(text.encode("utf-8", "replace"), base=base, tz=tz, key=key)
    except etree.XMLSyntaxError:
        return None


def _repeats(feed: ParsedFeed) -> tuple[str, ...]:
    """A note when the feed gives one id to several entries; telling them apart is state's work."""
    counts = Counter(entry.guid for entry in feed.entries if entry.guid)
    repeated = sum(1 for count in counts.values() if count > 1)
    return (f"{repeated} ids used more than once",) if repeated else ()
