"""Dates as feeds write them."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from broadsheet.gather import date_words, dates
from broadsheet.gather.dates import read_date
from dateparser.data.languages_info import language_order
from dateparser.date import DateDataParser
from hypothesis import given
from hypothesis import strategies as st


def utc(text: str) -> datetime:
    """An expected time."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Wed, 22 Dec 2021 10:45:00 GMT", "2021-12-22 10:45"),
        ("Wed, 22 Dec 2021 10:45:00 +0100", "2021-12-22 09:45"),
        ("Wed, 22 Dec 2021 10:45:00 EST", "2021-12-22 15:45"),
        ("Wed, 22 Dec 2021 10:45:00 CEST", "2021-12-22 08:45"),
        ("Wed, 22 Dec 2021 10:45:00", "2021-12-22 10:45"),
        ("22 Dec 21 10:45 Z", "2021-12-22 10:45"),
        ("Wed Dec 22 10:45:00 2021", "2021-12-22 10:45"),
        ("Wednesday, December 22, 2021 10:45 AM", "2021-12-22 10:45"),
        ("2021-12-22", "2021-12-22 00:00"),
        ("2021-12-22T10:45:00Z", "2021-12-22 10:45"),
        ("2021-12-22T10:45:00.123456789+02:00", "2021-12-22 08:45"),
        ("2021-12-22 10:45:00", "2021-12-22 10:45"),
        ("20211222T104500Z", "2021-12-22 10:45"),
        ("2021/12/22 10:45:00", "2021-12-22 10:45"),
        ("22/12/2021", "2021-12-22 00:00"),
        ("22.12.2021, 10:45", "2021-12-22 10:45"),
        ("2021.12.22", "2021-12-22 00:00"),
        ("22/Dec/2021 10:45:00", "2021-12-22 10:45"),
        ("1640169900", "2021-12-22 10:45"),
        ("1640169900123", "2021-12-22 10:45"),
        ("Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24 22:42:40"),
        ("mer., 22 déc. 2021 10:45:00 +0100", "2021-12-22 09:45"),
        ("Mi, 22 Dez 2021 10:45:00 +0100", "2021-12-22 09:45"),
        ("22 декабря 2021 10:45", "2021-12-22 10:45"),
        ("22 DIC 2021 10:45", "2021-12-22 10:45"),
        ("22 de diciembre de 2021", "2021-12-22 00:00"),
        ("22. Dezember 2021 um 10:45 Uhr", "2021-12-22 10:45"),
        ("22 grudnia 2021, 10:45", "2021-12-22 10:45"),
        ("22 Aralık 2021 10:45", "2021-12-22 10:45"),
        ("22 दिसंबर 2021", "2021-12-22 00:00"),
        ("December 22nd, 2021", "2021-12-22 00:00"),
        ("2021年12月22日 10:45", "2021-12-22 10:45"),
        ("2004년 05월 28일 오후 01:56", "2004-05-28 13:56"),
        ("  Wed,\n 22 Dec 2021 10:45:00 GMT ", "2021-12-22 10:45"),
    ],
)
def test_dates_in_the_wild(text, time):
    """RFC 822, ISO 8601, stamps, and words of many languages, as UTC."""
    assert read_date(text) == utc(time)


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "yesterday", "3 days ago", "10:45", "2021", "2021-12", "Dec 2021",
        "3/4/2021", "2021-02-30", "Wed, 32 Dec 2021 10:45:00 GMT", "0000-00-00",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1970-01-01T00:00:00Z",
        "Wed, 22 Dec 2021 25:45:00 GMT", "x" * 500, "12 " * 25, "Issue 12 of 2021",
        "jan jan jan 2021 12 12 12", "the 12 mills of May 2021", "2021" * 20, "12 of 2021 " * 7,
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text):
    """Half a date, an impossible one, one of two meanings, a clock never set: none of them."""
    assert read_date(text) is None


def test_zone_is_for_times_without_one():
    """A zone by name, summer time included; a stated one wins."""
    assert read_date("2021-07-01 12:00", "Europe/Berlin") == utc("2021-07-01 10:00")
    assert read_date("2021-07-01 12:00Z", "Europe/Berlin") == utc("2021-07-01 12:00")


def test_words_are_read_only_when_asked_for():
    """Dates in words cost milliseconds; without `thorough` they are left."""
    assert read_date("22 dezembro 2021", thorough=False) is None
    assert read_date("22 dezembro 2021") == utc("2021-12-22")


@given(
    moment=st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001 - zones follow
    minutes=st.integers(-1700, 1700),
    named=st.sampled_from(["GMT", "UTC", ""]),
)
def test_common_dates_are_what_the_standard_library_reads(moment, minutes, named):
    """The short way for the commonest form comes to the same answer."""
    zone = named or f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
    text = f"{moment:%a, %d %b %Y %H:%M:%S} {zone}"
    try:
        theirs = parsedate_to_datetime(text)
    except ValueError:
        theirs = None
    if theirs:
        theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    assert dates._common(text) == theirs


SETTINGS = {"PARSERS": ["absolute-time"], "STRICT_PARSING": True}


@pytest.mark.parametrize("lang", language_order[::7])
def test_months_of_all_languages_are_read(lang):
    """What dateparser reads when told the language, it reads untold: no language is left out."""
    info = date_words.import_module(f"dateparser.data.date_translation_data.{lang}").info
    told = DateDataParser(languages=[lang], settings=SETTINGS)
    for month in (info[key][0] for key in date_words._MONTHS[::4] if info.get(key)):
        text = f"22 {month} 2021 10:45"
        if told.get_date_data(text).date_obj:
            assert read_date(text) is not None, text


def test_junk_for_dates_is_cheap():
    """A process whose first dates are all junk pays no seconds for them, by CPU time.

    Asked at large, dateparser takes 1.7 s for the first and 10 ms for each further one.
    """
    code = """if True:
        import sys, time
        from broadsheet.gather.dates import read_date
        assert not any(read_date(f"issue of {n}") for n in range(1900, 2100))
        assert "dateparser" not in sys.modules
        junk = [f"vol {n % 12} of may {n} by lorem" for n in range(1900, 2100)]
        start = time.process_time()
        assert not any(map(read_date, junk))
        assert not any(read_date(f"{n} 32 32") for n in range(3000, 3100))
        print(time.process_time() - start)
    """
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=path_of_ours()
    )
    assert float(done.stdout) < 1.7


def path_of_ours() -> dict[str, str]:
    """The environment, with our package where this process found it."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
