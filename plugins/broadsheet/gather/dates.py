"""Dates as feeds write them, to aware UTC times: libraries read, this room asks them in order."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from .date_words import read_words

__all__ = ["read_date"]

MAX_DATE = 80  # characters; the longest honest date seen is about 45
_FRACTION = re.compile(r"(\d\d:\d\d:\d\d)[.,](\d+)")
_TWO_WAYS = re.compile(r"^\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")
_MONTHS = 12
_FIRST = datetime(1970, 1, 2, tzinfo=UTC)
_SECONDS = re.compile(r"[1-9]\d{9}(?:\d{3})?", re.ASCII)
# How nine feeds in ten write a date; read here in a fifth of the standard library's time.
_COMMON = re.compile(
    r"(?:[A-Za-z]{3}, )?(\d{1,2}) ([A-Z][a-z][a-z]) (\d{4}) (\d\d):(\d\d):(\d\d) "
    r"(?:GMT|UTC|([+-])(\d\d)(\d\d))",
    re.ASCII,
)
_MONTH = {
    "Apr": 4, "Aug": 8, "Dec": 12, "Feb": 2, "Jan": 1, "Jul": 7, "Jun": 6, "Mar": 3, "May": 5,
    "Nov": 11, "Oct": 10, "Sep": 9,
}  # fmt: skip
# RFC 822 names four American zones; feeds also use these. Hours from UTC.
_ZONES = {
    "BST": 1, "CEST": 2, "CET": 1, "EEST": 3, "EET": 2, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6,
    "GMT": 0, "MDT": -6, "MST": -7, "MSK": 3, "PDT": -7, "PST": -8, "UT": 0, "UTC": 0, "WEST": 1,
    "WET": 0, "Z": 0,
}  # fmt: skip


@lru_cache(maxsize=4096)
def read_date(text: str, tz: str = "", *, thorough: bool = True) -> datetime | None:
    """`text` as an aware UTC time; None when it is no full date or means two days equally well.

    ISO 8601 and RFC 822 first (standard library), then, if `thorough`, dateparser's words of many
    languages (milliseconds each; feedparser's own readers take 2021/12/22 for 1 November). A time
    without a zone is in `tz`, an IANA name, else UTC. The first day of 1970 and what lies before
    is a clock that was never set: None.
    """
    text = " ".join(text.split())
    if not text or len(text) > MAX_DATE:
        return None
    found = _stamp(text) or _iso(text) or _mail(text) or (thorough and _written(text))
    return _in_utc(found, tz) if found else None


def _in_utc(found: datetime, tz: str) -> datetime | None:
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(tz) if tz else UTC)
    try:
        found = found.astimezone(UTC).replace(microsecond=0)
    except OverflowError:  # year 1 or 9999, pushed over the edge by its zone
        return None
    return found if found >= _FIRST else None


def _iso(text: str) -> datetime | None:
    if not text[:4].isdigit():
        return None
    # Nanoseconds and ISO's comma are common in the wild and more than fromisoformat takes.
    text = _FRACTION.sub(r"\1", text, count=1)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _common(text: str) -> datetime | None:
    hit = _COMMON.fullmatch(text)
    if not hit or hit[2] not in _MONTH:
        return None
    try:
        found = datetime(
            int(hit[3]), _MONTH[hit[2]], int(hit[1]), int(hit[4]), int(hit[5]), int(hit[6]),
            tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        return None
    if not hit[7]:
        return found
    ahead = timedelta(hours=int(hit[8]), minutes=int(hit[9]))
    if ahead >= timedelta(days=1):
        return None
    try:
        return found - ahead if hit[7] == "+" else found + ahead
    except OverflowError:
        return None


def _mail(text: str) -> datetime | None:
    found = _common(text)
    if found:
        return found
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    zone = text.rpartition(" ")[2].strip("()").upper()
    # The mail reader takes an unknown zone name for "no zone"; we know a few more than it does.
    if found.tzinfo is None and _ZONES.get(zone):
        return (found - timedelta(hours=_ZONES[zone])).replace(tzinfo=UTC)
    # RFC 5322 reads "-0000" as "zone unknown": the time is UTC all the same.
    return found


def _stamp(text: str) -> datetime | None:
    # Seconds or milliseconds since 1970: ten or thirteen digits, from 2001 to 2286.
    if not _SECONDS.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)


def _written(text: str) -> datetime | None:
    two = _TWO_WAYS.match(text)
    if two and int(two[1]) <= _MONTHS and int(two[2]) <= _MONTHS and two[1] != two[2]:
        return None  # 3/4/2021 is March or April: no date is better than a wrong one
    return read_words(text)
