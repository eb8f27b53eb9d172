"""Dates in words, by dateparser: asked only what could be one, in the languages that could say so.

Asked at large, dateparser makes ready 205 languages (1.7 s of CPU for a process's first date, and
10 ms for each after it), whatever it is asked. Its own lists of words tell which few could mean it.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

__all__ = ["read_words"]

_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"(?<![\d:])\d{1,2}(?![\d:])")  # beside the time
_WORD = re.compile(r"[^\s\d_.,:;/|()\[\]{}\"'+*=<>-]+")
_WEEKDAY = re.compile(r"^[^\s\d,]{1,15},\s+")
_ZONE = re.compile(r"[A-Z]{1,5}")
_MOST_WORDS = 12  # in a date
_LANGUAGES = 8  # asked about one text; each costs 10 to 30 ms at its first time, then one
_PLAIN = ("en",)  # reads numbers in whatever order is not ambiguous
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")  # fmt: skip


def read_words(text: str) -> datetime | None:
    """`text`, one bounded line, as a time, naive where it names no zone; None when it is no date.

    Day, month and year must all be there. The clock is never read.
    """
    if not _YEAR.search(text) or not _DAY.search(text):
        return None
    # The weekday only costs: its language would be searched for beside the month's.
    text = _WEEKDAY.sub("", text)
    words = _WORD.findall(text)
    if len(words) > _MOST_WORDS:
        return None
    languages = _languages(tuple(words)) if words else ()
    if not languages and all(_ZONE.fullmatch(word) for word in words):
        languages = _PLAIN
    return _asked(text, languages) if languages else None


def _languages(words: tuple[str, ...]) -> tuple[str, ...]:
    """Languages in which one of the words is a month; those that know most of the words first."""
    from dateparser.utils import normalize_unicode  # noqa: PLC0415 - heavy, and seldom needed

    months, known = _vocabulary()
    plain = [normalize_unicode(word.lower()) for word in words]
    found = {lang for word in plain for lang in months.get(word, ())}
    best = {lang: sum(lang in known.get(word, ()) for word in plain) for lang in found}
    order = _order()
    return tuple(sorted(found, key=lambda lang: (-best[lang], order[lang])))[:_LANGUAGES]


@cache
def _order() -> dict[str, int]:
    """Language -> its place in the order in which dateparser would try it."""
    from dateparser.data.languages_info import language_order  # noqa: PLC0415 - as above

    return {lang: place for place, lang in enumerate(language_order)}


@cache
def _vocabulary() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Word -> the languages in which it is (part of) a month, and the same for all their words.

    Read from dateparser's data, without making ready any language: 0.1 s, once a process.
    """
    from dateparser.utils import normalize_unicode  # noqa: PLC0415 - as above

    months: dict[str, set[str]] = {}
    known: dict[str, set[str]] = {}
    for lang in _order():
        info = import_module(f"dateparser.data.date_translation_data.{lang}").info
        for key, names in info.items():
            if not isinstance(names, list):
                continue
            for name in names:
                if not isinstance(name, str):
                    continue
                for word in _WORD.findall(normalize_unicode(name.lower())):
                    known.setdefault(word, set()).add(lang)
                    if key in _MONTHS:
                        months.setdefault(word, set()).add(lang)
    return months, known


def _asked(text: str, languages: tuple[str, ...]) -> datetime | None:
    try:
        found: datetime | None = _parser(languages).get_date_data(text).date_obj
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None  # its readers trip over odd lines; such a line is no date
    return found


@cache
def _parser(languages: tuple[str, ...]) -> DateDataParser:
    from dateparser.date import DateDataParser  # noqa: PLC0415 - as above

    return DateDataParser(
        languages=list(languages),
        try_previous_locales=False,  # or the answer would hang on what was asked before
        settings={
            "PARSERS": ["absolute-time"],  # "3 days ago" would read the clock
            "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001 - never used; keeps it off too
            "REQUIRE_PARTS": ["day", "month", "year"],
            "STRICT_PARSING": True,
        },
    )
