"""Feed health and the ledger, over the last editions."""

from __future__ import annotations

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from .. import health, ledger
from ..health import Failing
from ..model import Failure, Feed, Tally
from .secrets import shown_address
from .shelf import Shelf
from .views import SourcesView, SourceView
from .wording import date_text, silence_text

__all__ = ["COVERS", "basis", "sources"]

COVERS = 31  # editions that the page adds up: a bounded slice, whatever the archive's age
CUTS_NAMED = 4  # rules that a feed's line names


def basis(shelf: Shelf) -> object:
    """All that the page depends on, beside what every page does."""
    days = shelf.days[-COVERS:]
    return days, shelf.index.ledgers(days), shelf.silence, health.read(shelf.content)


def sources(shelf: Shelf) -> SourcesView:
    """The sources page: a line for each feed of digest.toml, then those it no longer names."""
    days = shelf.days[-COVERS:]
    books = shelf.ledgers(days)
    lang = shelf.site.language
    sums = {
        tally.feed: tally for tally in ledger.add((t for tallies, _ in books for t in tallies), ())
    }
    # Feed -> the latest of these editions that had anything new of it, kept or not.
    last = {t.feed: d for d, (own, _) in zip(days, books, strict=True) for t in own if t.gathered}
    failing = health.read(shelf.content)
    rows_of = _in_a_row([failed for _, failed in books])
    keys = dict.fromkeys([*shelf.feeds, *sorted(sums), *sorted(failing)])
    rows = tuple(
        _source(
            shelf.feeds.get(key, Feed(key=key)),
            sums.get(key, Tally(feed=key)),
            last.get(key),
            _why(failing[key], rows_of.get(key, 0), shelf) if key in failing else "",
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
            Feed(key="", title="All feeds"), ledger.total(sums.values()), None, "", shelf
        ),
        failures=failures,
        silence=silence_text(shelf.silence.since, lang) if shelf.silence else "",
    )


def _in_a_row(books: list[list[Failure]]) -> Counter[str]:
    """Feed -> in how many editions in a row, up to the latest, it failed."""
    rows: Counter[str] = Counter()
    going = {failure.feed for failed in books for failure in failed}
    for failed in reversed(books):
        going &= {failure.feed for failure in failed}
        rows.update(going)
    return rows


def _why(failing: Failing, editions: int, shelf: Shelf) -> str:
    first = failing.since.astimezone(ZoneInfo(shelf.site.tz)).date()
    row = f", {editions} editions in a row" if editions > 1 else ""
    return f"since {date_text(first, shelf.site.language, style='long')}{row}: {failing.what}"


def _health(last: date | None, failing: str, shelf: Shelf) -> tuple[str, str]:
    """("good" | "failing" | "silent" | "new", what a reader is told).

    Silent is a feed that answers, but has yielded nothing new in the `silent_days` up to the
    latest edition: editions tell days, so the page needs no clock.
    """
    lang, days = shelf.site.language, shelf.days[-COVERS:]
    if failing:
        return "failing", failing
    quiet = (days[-1] - (last or days[0])).days if days else 0
    silent = 0 < shelf.site.silent_days <= quiet
    if last is None:
        return (
            ("silent", "answers, but has given no entry yet") if silent else ("new", "no entry yet")
        )
    when = date_text(last, lang, style="long")
    if silent:
        return "silent", f"answers, but has given nothing new since {when}"
    return "good", f"last new entry {when}"


def _source(feed: Feed, tally: Tally, last: date | None, failing: str, shelf: Shelf) -> SourceView:
    word, text = _health(last, failing, shelf)
    cuts = Counter(dict(tally.cuts))
    named = [f"{rule} {number}" for rule, number in cuts.most_common(CUTS_NAMED)]
    return SourceView(
        key=feed.key,
        title=feed.title or feed.key,
        address=shown_address(feed),
        health=word,
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
