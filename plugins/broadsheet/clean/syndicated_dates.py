"""A line that is a date and nothing else, in the forms and languages of feed-to-blog services.

The commonest forms are read here; the rest by dateparser, which knows the months of
some 200 languages. It is asked about a whole line only, wants day, month and year, and
remembers nothing from one line to the next, so that a line always means the same.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache
from typing import Any

from .tables import rows

__all__ = ["may_be_date", "quick", "read_date_line"]

_LONGEST = 72  # characters: "Wednesday, December 22, 2021 at 10:45:00 AM Central Europe Time" is 62
_MOST_WORDS = 12
_MARKS = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_YEAR = re.compile(r"(?<!\d)(?:19[7-9]\d|20\d\d|25[0-9]\d|1[34]\d\d)(?!\d)")
_PREFIX = re.compile(r"^[^\W\d]{2,20}(?: [^\W\d]{1,20})?\s?:\s+")  # "Published: ..."
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sep sept", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_DAYS = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_TIME = (
    r"(?:,? ?(?:at |- |@ )?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?"
    r" ?(?P<half>[ap]\.?m\.?)?(?: ?(?P<zone>utc|gmt|z))?)?"
)
_ENGLISH = (
    re.compile(rf"{_DAYS}{_MONTH} {_DAY},? (?P<year>\d{{4}}){_TIME}"),
    re.compile(rf"{_DAYS}{_DAY} (?:of )?{_MONTH},? (?P<year>\d{{4}}){_TIME}"),
)
_EAST = re.compile(
    r"(?P<year>\d{4}) ?(?:[年년]|оны) ?(?P<month>\d{1,2}) ?(?:[月월]|-р сарын) ?"
    r"(?P<day>\d{1,2}) ?(?:[日일]|-?н[ыий]{1,2}\b)?"
    r"(?: ?[((]?[月火水木金土日월화수목금토일一二三四五六][))]?(?:曜日|요일)?)?"
    r"(?: ?(?:星期|週|周|礼拜|禮拜)[一二三四五六日天])?,?"
    r"(?: ?(?P<half>午前|午後|上午|下午|오전|오후|[ap]m)?"
    r" ?(?P<hour>\d{1,2}) ?[:時时시点點] ?(?P<minute>\d\d)?[分분]?(?::(?P<second>\d\d))?)?"
)
_NUMERIC = re.compile(
    r"(?P<a>\d{1,4})(?P<sep>[-/.]) ?(?P<b>\d{1,2})(?P=sep) ?(?P<c>\d{1,4})\.?"
    r"(?:(?P<join>[^\d]{0,12})(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r" ?(?P<half>[ap]\.?m\.?)?"
    r" ?(?P<zone>utc|gmt|z|[+-]\d\d:?\d\d)?(?: ?(?:uhr|h|hs|hrs|ч|น|год)\.?)?)?"
)
_MAIL = re.compile(
    r"(?:\w{3}, )?\d{1,2} \w{3} \d{4} \d\d:\d\d(?::\d\d)?(?: (?:[A-Z]{1,5}|[+-]\d{4}))?"
    r"|\w{3} \w{3} \d{1,2} \d\d:\d\d:\d\d(?: [A-Z]{1,5})? \d{4}"
)
# A quotation (one straight mark is Hebrew's way to write "pm"); a word longer than any
# month or weekday that is written in Latin letters; what a day looks like without the time.
_QUOTED = re.compile('[“”„«»]|".*"')
_ROUND = ' ,"“”„«»'  # may stand round a whole line
_LONG_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{15}")
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_DAY_ALONE = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_HOURS = re.compile(r"(?<=\d) ?(?:uhr|h|hs|hrs|ч|น|год)\.?$", re.IGNORECASE)
_CONNECTOR = re.compile(
    r"(?<=\d)[.,]?(?:\s+[^\s\d:.,-]{1,16}[.,]{0,2}){1,3}\s+(?=\d{1,2}[:.]\d\d(?!\d))"
)
_HOUR_LETTER = re.compile(r"(?<=\d) ?[hu](?=\d\d(?!\d))", re.IGNORECASE)  # "20h15", "20u15"
_WEEKDAY = re.compile(
    r"^[^\s\d,]{2,14}(?: [^\s\d,]{2,10})?, (?=\d)|(?<=\d), ?[^\s\d,]{4,16}(?= \(?\d)"
)
_OF = re.compile(r" d(?:e|['’]) ?", re.IGNORECASE)  # dateparser's Galician wants months bare
_BASQUE = re.compile(r"(?<=[a-z]{4})aren\b")  # "martxoaren 4": of March
_LAST_TIME = re.compile(r"(?<=[\s(])(\d{1,2})\.(\d\d)(?:\.(\d\d))?(?=\s*[^\d]{0,8}$)")
_BUDDHIST = 543  # years that Thailand is ahead
_MONTH_FIRST = frozenset(("en", "en-us", "fil"))
_PM = frozenset(("pm", "p.m.", "p.m", "pm.", "午後", "下午", "晚上", "오후", "م", "ب.ظ", "μ.μ."))
_AM = frozenset(("am", "a.m.", "a.m", "am.", "午前", "上午", "早上", "오전", "ص", "ق.ظ", "π.μ."))
# What dateparser stumbles over: Basque endings, "year" in Latvian, Armenian and Thai, UTC,
# Telugu's "at" behind the time.
_NOISE = re.compile(
    r"\((?:e|a)\)(?:ko|an)?|(?<=[AP]M)కి$|\bgada\b|(?<=\d) ?թ\.?|[คพ]\.ศ\.|\(?\b(?:UTC|GMT|TU)\b\)?$"
)
_THAI_TIME = re.compile(r"(\d{1,2}) ?นาฬิกา ?(\d{1,2}) ?นาที(?: ?\d{1,2} ?วินาที)?")


@lru_cache(maxsize=4096)
def read_date_line(text: str, langs: tuple[str, ...] = ()) -> datetime | None:
    """`text` as an aware UTC time when the whole line is a date with a year, else None.

    A time without a zone is UTC. `langs` are languages that the post or its page is
    known to be in (BCP 47, lower case): they settle "3/4/2021" and are tried first.
    A line that is nearly a date costs some 50 ms; `may_be_date` and `quick` cost nothing.
    """
    return quick(text, langs) or _asked_of(text, langs)


def may_be_date(text: str) -> bool:
    """A quick look: short, a year, and digits enough for a day."""
    if not 6 <= len(text) <= _LONGEST or len(text.split()) > _MOST_WORDS or "://" in text:  # noqa: PLR2004
        return False
    return bool(_YEAR.search(_digits(text))) and sum(c.isdigit() for c in text) > 4  # noqa: PLR2004


def _digits(text: str) -> str:
    """`text` in plain letters and digits, without marks that only steer its direction."""
    plain = " ".join(_MARKS.sub("", unicodedata.normalize("NFKC", text)).split())
    return "".join([str(unicodedata.digit(c)) if c.isdigit() else c for c in plain])


@lru_cache(maxsize=4096)
def quick(text: str, langs: tuple[str, ...] = ()) -> datetime | None:
    """`read_date_line` for the forms that need no library."""
    if not may_be_date(text):
        return None
    plain = _PREFIX.sub("", _digits(text))
    return _sane(_plain(plain.lower(), langs) or _mail(plain))


def _asked_of(text: str, langs: tuple[str, ...]) -> datetime | None:
    plain = _PREFIX.sub("", _digits(text))
    return _sane(_asked(plain, langs)) if may_be_date(text) and _worth_asking(plain) else None


def _worth_asking(text: str) -> bool:
    """A second look, before some 10 ms are spent: a day beside the time, and no prose."""
    if _QUOTED.search(text.strip(_ROUND)) or _LONG_WORD.search(text):
        return False
    return bool(_DAY_ALONE.search(_CLOCK.sub(" ", text)))


def _sane(found: datetime | None) -> datetime | None:
    if found is None:
        return None
    if 2500 <= found.year < 2600:  # noqa: PLR2004 - the Thai calendar's years
        try:
            found = found.replace(year=found.year - _BUDDHIST)
        except ValueError:  # 29 February of a year that has none
            return None
    if not 1970 <= found.year < 2100:  # noqa: PLR2004 - no feed is older, none is written yet
        return None
    return found.astimezone(UTC).replace(microsecond=0)


def _plain(text: str, langs: tuple[str, ...]) -> datetime | None:
    """The forms that need no library."""
    for form in _ENGLISH:
        hit = form.fullmatch(text)
        if hit and hit["month"] in _MONTHS:
            return _made(hit, int(hit["year"]), _MONTHS[hit["month"]], int(hit["day"]))
    hit = _EAST.fullmatch(text)
    if hit:
        return _made(hit, int(hit["year"]), int(hit["month"]), int(hit["day"]))
    hit = _NUMERIC.fullmatch(text)
    if not hit:
        return None
    a, b, c = int(hit["a"]), int(hit["b"]), int(hit["c"])
    if len(hit["a"]) == 4:  # noqa: PLR2004 - year first
        return _made(hit, a, b, c)
    if len(hit["c"]) != 4 or len(hit["a"]) > 2:  # noqa: PLR2004
        return None
    american = hit["sep"] == "/" and (bool(_MONTH_FIRST & set(langs)) or bool(hit["half"]))
    month_first = b > 12 or (american and a <= 12)  # noqa: PLR2004
    return _made(hit, c, a, b) if month_first else _made(hit, c, b, a)


def _made(hit: re.Match[str], year: int, month: int, day: int) -> datetime | None:
    given = hit.groupdict()
    hour, minute, second = (int(given.get(part) or 0) for part in ("hour", "minute", "second"))
    half = (given.get("half") or "").strip()
    half = half or next((h for h in (given.get("join") or "").split() if h in _PM | _AM), "")
    if half:
        if hour > 12:  # noqa: PLR2004 - "22:45 PM" is written by careless templates
            half = ""
        else:
            hour = hour % 12 + (12 if half in _PM else 0)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(given.get("zone")))
    except ValueError:
        return None


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _mail(text: str) -> datetime | None:
    """RFC 822's form, by the standard library."""
    if not _MAIL.fullmatch(text):
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@cache
def _parser(langs: tuple[str, ...]) -> Any:  # noqa: ANN401 - dateparser ships no types
    from dateparser.date import DateDataParser  # noqa: PLC0415 - heavy, and seldom needed

    settings = {
        "REQUIRE_PARTS": ["day", "month", "year"],
        "STRICT_PARSING": True,
        "PARSERS": ["absolute-time"],
        "TIMEZONE": "UTC",
        "TO_TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001 - so that no clock is asked
    }
    return DateDataParser(languages=list(langs) or sorted(_known_languages()), settings=settings)


@cache
def _known_languages() -> frozenset[str]:
    """Those of a blog's interface that dateparser knows too; each it has to try costs time."""
    from dateparser.data.languages_info import language_order  # noqa: PLC0415 - as above

    ours = {row[1].split("-")[0] for row in rows("syndicated_words")}
    return frozenset(ours | {"nb"}) & frozenset(language_order)


def _asked(text: str, langs: tuple[str, ...]) -> datetime | None:
    """What dateparser makes of it, with 10.45 as 10:45, then without "at" before the time."""
    text = _HOUR_LETTER.sub(":", _THAI_TIME.sub(r"\1:\2", _HOURS.sub("", text)))
    text = _BASQUE.sub("a", _NOISE.sub("", text)).strip()
    timed = _LAST_TIME.sub(lambda m: ":".join(part for part in m.groups() if part), text)
    joined = _CONNECTOR.sub(" ", timed)
    forms = dict.fromkeys((timed, joined, _OF.sub(" ", _WEEKDAY.sub("", joined))))
    mains = {lang.split("-")[0] for lang in langs}
    known = tuple(sorted(("nb" if lang == "no" else lang) for lang in mains))
    known = tuple(lang for lang in known if lang in _known_languages())
    for hints in dict.fromkeys((known, ())):
        for form in forms:
            found = _parsed(form, hints)
            if found:
                return found
    return None


def _parsed(text: str, langs: tuple[str, ...]) -> datetime | None:
    try:
        found = _parser(langs).get_date_data(text).date_obj
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError):
        return None  # its readers trip over odd lines; such a line is no date
    return found if isinstance(found, datetime) and found.tzinfo else None
