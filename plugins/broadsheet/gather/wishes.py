"""What servers ask for in their headers: how long to be left alone, a feed's and a host's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import msgspec

from .records import Answer

__all__ = [
    "HOSTS",
    "RETRY_CAP",
    "WISH_CAP",
    "host_of",
    "host_waits",
    "keep_hosts",
    "recall_hosts",
    "wait_for",
    "wants_rest",
    "wish",
]

HOSTS = "hosts:"  # the row of the cache in which hosts' own waits lie; no feed's key has a colon

WISH_CAP = timedelta(hours=24)  # of ttl, max-age, Expires
RETRY_CAP = timedelta(days=31)  # of Retry-After


def host_of(url: str) -> str:
    """The host that waits and turns are kept for, in lower case; "" for what has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def wish(answer: Answer, ttl_minutes: int, now: datetime) -> datetime | None:
    """Until when server and feed ask to be left alone: the later wish, a day at most."""
    seconds = max(ttl_minutes * 60, _fresh_seconds(answer))
    return now + min(timedelta(seconds=min(seconds, 10**6)), WISH_CAP) if seconds > 0 else None


def _fresh_seconds(answer: Answer) -> int:
    """The later of `max-age` and `Expires`; 0 where it may not be kept at all.

    To a cache `max-age` outranks `Expires` (RFC 9111, 5.3), for it must not show what is stale.
    Nobody is shown anything here: the question is when to ask again, and who says both has asked
    to be left alone until the later.
    """
    control = [part.strip().lower() for part in answer.header("cache-control").split(",")]
    if "no-cache" in control or "no-store" in control:
        return 0
    return max(0, _max_age(answer, control), _until_expires(answer))


def _max_age(answer: Answer, control: list[str]) -> int:
    for part in control:
        name, _, value = part.partition("=")
        value = value.strip('" ')
        if name == "max-age" and value.isascii() and value.isdigit():
            age = answer.header("age").strip()
            old = int(age[:9]) if age.isascii() and age.isdigit() else 0
            return int(value[:9]) - old
    return 0


def _until_expires(answer: Answer) -> int:
    expires = _http_date(answer.header("expires"))
    date = _http_date(answer.header("date")) if expires else None
    # Both by the server's own clock; without its Date the wish cannot be told from a wrong clock.
    return int((expires - date).total_seconds()) if expires and date else 0


def host_waits(answer: Answer, *, now: datetime) -> tuple[tuple[str, datetime], ...]:
    """(host, until) that a 429 or 503 with Retry-After asks for; () when it asks for nothing.

    Both the host that was asked and the one that answered, should a redirect lie between.
    """
    if answer.status not in (429, 503):
        return ()
    text = answer.header("retry-after").strip()
    if text.isascii() and text.isdigit():
        wait = timedelta(seconds=int(text[:9]))
    else:
        when = _http_date(text)
        if when is None:
            return ()
        wait = when - (_http_date(answer.header("date")) or now)
    if wait <= timedelta(0):
        return ()
    until = now + min(wait, RETRY_CAP)
    hosts = dict.fromkeys((host_of(answer.url), host_of(answer.final_url)))
    return tuple((host, until) for host in hosts if host)


def wait_for(hosts: dict[str, datetime], answer: Answer, *, now: datetime) -> None:
    """Add to `hosts` (host -> until when) what an answer asks for; the later wish counts."""
    for host, until in host_waits(answer, now=now):
        hosts[host] = max(until, hosts.get(host, until))


def recall_hosts(kept: bytes | None) -> dict[str, datetime]:
    """Host -> until when, as `keep_hosts` wrote it; nothing where it is lost."""
    try:
        return msgspec.json.decode(kept, type=dict[str, datetime]) if kept else {}
    except msgspec.DecodeError:
        return {}


def keep_hosts(hosts: dict[str, datetime], now: datetime) -> bytes:
    """The waits that are not over, for the cache."""
    return msgspec.json.encode({host: t for host, t in sorted(hosts.items()) if t > now})


def wants_rest(answer: Answer) -> bool:
    """Whether the answering host wants no more requests for now: 429, or 503 with Retry-After."""
    busy = answer.status == 503 and bool(answer.header("retry-after"))  # noqa: PLR2004
    return busy or answer.status == 429  # noqa: PLR2004


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text[:80])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
