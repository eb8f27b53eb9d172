"""Feed health and the ledger, over the last editions."""

from __future__ import annotations

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from .. import ledger
from ..model import Failure, Feed, Tally
from .shelf import Shelf
from .views import SourcesView, SourceView
from .wording import date_text

__all__ = ["COVERS", "sources"]

COVERS = 31  # editions that the page adds up: a bounded slice, whatever the archive's age
CUTS_NAMED = 4  # rules that a feed's line names


def sources(shelf: Shelf) -> SourcesView:
    """The sources page: a line for each feed of digest.toml, then those it no longer names."""
    days = shelf.days[-COVERS:]
    books = shelf.ledgers(days)
    lang = shelf.site.language
    sums = {
        tally.feed: tally for tally in ledger.add((t for tallies, _ in books for t in tallies), ())
    }
    # Feed -> the latest of these editions that has an entry of it.
    last = {t.feed: d for d, (own, _) in zip(days, books, strict=True) for t in own if t.published}
    failing = {f.feed: f for f in books[-1][1]} if books else {}
    keys = dict.fromkeys([*shelf.feeds, *sorted(sums), *sorted(failing)])
    rows = tuple(
        _source(
            shelf.feeds.get(key, Feed(key=key)),
            sums.get(key, Tally(feed=key)),
            last.get(key),
            failing.get(key),
            shelf,
        )
        for key in keys
    )
    failures = tuple(
        (_title(shelf, f.feed), date_text(day, lang, style="long"), f.what)
        for day, (_, failed) in reversed(list(zip(days, books, strict=True)))
        for f in failed
    )
    return SourcesView(
        covers_text=_covers(days, lang),
        sources=rows,
        total=_source(
            Feed(key="", title="All feeds"), ledger.total(sums.values()), None, None, shelf
        ),
        failures=failures,
        silence="",
    )


def _source(
    feed: Feed, tally: Tally, last: date | None, failure: Failure | None, shelf: Shelf
) -> SourceView:
    lang = shelf.site.language
    when = f"last new entry {date_text(last, lang, style='long')}" if last else "no entry yet"
    health, text = ("good", when) if last else ("new", when)
    if failure:
        day = failure.when.astimezone(ZoneInfo(shelf.site.tz)).date()
        health = "failing"
        text = f"since {date_text(day, lang, style='long')}: {failure.what}"
    cuts = Counter(dict(tally.cuts))
    named = [f"{rule} {number}" for rule, number in cuts.most_common(CUTS_NAMED)]
    return SourceView(
        key=feed.key,
        title=feed.title or feed.key,
        address=feed.address,
        health=health,
        health_text=text,
        last_iso=last.isoformat() if last else "",
        gathered=tally.gathered,
        published=tally.published,
        folded=tally.folded,
        merged=tally.merged,
        filtered=tally.filtered,
        too_old=tally.too_old,
        updated=tally.updated,
        failed=tally.failed,
        cuts=cuts.total(),
        cuts_text=", ".join(named),
    )


def _title(shelf: Shelf, key: str) -> str:
    feed = shelf.feeds.get(key)
    return (feed.title if feed else "") or key


def _covers(days: tuple[date, ...], lang: str) -> str:
    if not days:
        return ""
    first, last = (date_text(day, lang, style="long") for day in (days[0], days[-1]))
    return first if len(days) == 1 else f"{first} to {last}"
