"""Dates, directions and counts as a reader reads them; the words come from CLDR by Babel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import DateTimePattern, format_date, match_skeleton

__all__ = [
    "counted",
    "date_text",
    "direction",
    "iso",
    "month_text",
    "short_day",
    "silence_text",
    "time_text",
    "tongue",
]


@lru_cache(maxsize=256)
def locale_of(lang: str) -> Locale:
    """The locale of a language tag; English where CLDR knows none."""
    try:
        return Locale.parse(lang.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        try:
            return Locale.parse(_primary(lang))
        except (UnknownLocaleError, ValueError):
            return Locale("en")


@lru_cache(maxsize=1024)
def date_text(day: date, lang: str, *, style: str = "full") -> str:
    """A day in words: "Wednesday, December 22, 2021"; `style` is one of CLDR's lengths."""
    return str(format_date(day, style, locale=locale_of(lang)))


def _by_skeleton(skeleton: str, day: date, lang: str) -> str:
    """As Babel's `format_skeleton`, without its search for a pattern and a time zone each time."""
    return str(_pattern(skeleton, lang).apply(day, locale_of(lang)))


@lru_cache(maxsize=256)
def _pattern(skeleton: str, lang: str) -> DateTimePattern:
    known = locale_of(lang).datetime_skeletons
    pattern: DateTimePattern = known[match_skeleton(skeleton, known)]
    return pattern


@lru_cache(maxsize=1024)
def month_text(day: date, lang: str) -> str:
    """A month in words: "December 2021"."""
    return _by_skeleton("yMMMM", day, lang)


@lru_cache(maxsize=1024)
def short_day(day: date, lang: str) -> str:
    """A day within its month: "Wed 22"."""
    return _by_skeleton("Ed", day, lang)


def time_text(moment: datetime, day: date, zone: ZoneInfo, lang: str) -> str:
    """A time on the edition's own day, "10:45"; on another, the day before it."""
    local = moment.astimezone(zone)
    clock, own = f"{local.hour:02}:{local.minute:02}", local.date()
    if own == day:
        return clock
    return f"{_short_day(own, lang, own.year == day.year)}, {clock}"


@lru_cache(maxsize=1024)
def _short_day(day: date, lang: str, same_year: bool) -> str:  # noqa: FBT001 - a cache key
    return _by_skeleton("MMMd" if same_year else "yMMMd", day, lang)


def iso(moment: datetime | None) -> str:
    """A time as <time datetime> and feeds write it, "" for none."""
    return f"{moment.isoformat()[:19]}Z" if moment else ""


@lru_cache(maxsize=256)
def tongue(lang: str, site_lang: str) -> tuple[str, str]:
    """(language, direction) of a text as html must say them: each "" where it is the site's."""
    own = foreign(lang, site_lang)
    return own, direction(own, site_lang)


def foreign(lang: str, site_lang: str) -> str:
    """The language of a text if it is not the site's own, else ""."""
    return "" if _primary(lang) == _primary(site_lang) else lang


def _primary(lang: str) -> str:
    return lang.partition("-")[0].lower()


@lru_cache(maxsize=256)
def direction(lang: str, within: str = "en") -> str:
    """The direction of a language, "rtl" or "ltr", where it is not that of the text round it.

    `lang` "" is the language of that text, `within`.
    """
    own = locale_of(lang or within).text_direction
    return "" if own == locale_of(within).text_direction else str(own)


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun: "1 story", "18 stories"."""
    return f"{number:,} {one if number == 1 else many}"


def joined(parts: Iterable[str], *, between: str = ", ") -> str:
    """The parts that say something, joined."""
    return between.join(part for part in parts if part)


def silence_text(since: date, lang: str) -> str:
    """What page and feed say when nothing is published any more."""
    return f"Nothing was published since {date_text(since, lang, style='long')}."
