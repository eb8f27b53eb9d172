"""robots.txt, read: whether an article page may be fetched (feeds are not asked about).

RFC 9309, with wildcards and the longest rule winning, which the standard library's reader knows
nothing of; matching is a walk from star to star, so that no pattern can make it slow.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

__all__ = ["Robots", "read_robots", "robots_url"]

MAX_ROBOTS = 512 * 1024  # bytes; RFC 9309 asks for 500 kiB at least
_MAX_RULES = 2_000
_MAX_DELAY = 20.0  # seconds; a longer Crawl-delay is a wish for none at all
_NAME = "broadsheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What one host allows us: (pattern, allowed) rules; `closed` where nothing is allowed."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0  # seconds between requests that the host asks for, 20 at most
    closed: bool = False

    def allows(self, url: str) -> bool:
        """Whether we may fetch `url`: the longest matching rule says, allow on a tie."""
        parts = urlsplit(url)
        path = _plain(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        hits = [(len(pattern), allowed) for pattern, allowed in self.rules if _hit(pattern, path)]
        return not self.closed and max(hits, default=(0, True))[1]


def robots_url(url: str) -> str:
    """Where the rules for `url` stand."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"


def read_robots(status: int, body: bytes) -> Robots:
    """The rules in an answer: 2xx holds some, 4xx means none, others (0: no answer) close all."""
    if not 200 <= status < 300:  # noqa: PLR2004
        return Robots(closed=not 400 <= status < 500)  # noqa: PLR2004
    ours: list[tuple[str, str]] = []
    everyones: list[tuple[str, str]] = []
    named: list[str] = []
    mentioned = False
    speaking = False  # whether the last line named an agent: names may follow one another
    for key, value in _lines(body):
        if key == "user-agent":
            named = [*named, value.lower()] if speaking else [value.lower()]
        elif any(name.startswith(_NAME) for name in named):
            ours.append((key, value))
        elif "*" in named:
            everyones.append((key, value))
        speaking = key == "user-agent"
        mentioned = mentioned or any(name.startswith(_NAME) for name in named)
    return _robots(ours if mentioned else everyones)


def _lines(body: bytes) -> list[tuple[str, str]]:
    pairs = []
    for line in body[:MAX_ROBOTS].decode("utf-8-sig", "replace").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            pairs.append((key.strip().lower(), value.strip()))
    return pairs


def _robots(lines: list[tuple[str, str]]) -> Robots:
    rules = [(_plain(v), key == "allow") for key, v in lines if key in ("allow", "disallow") and v]
    waits = [value for key, value in lines if key == "crawl-delay"]
    delay = 0.0
    if waits and waits[0].replace(".", "", 1).isdigit() and waits[0].isascii():
        delay = min(float(waits[0]), _MAX_DELAY)
    return Robots(rules=tuple(rules[:_MAX_RULES]), delay=delay)


def _plain(path: str) -> str:
    """Percent-encoding made one, so that %7E and ~ are the same."""
    return quote(unquote(path), safe="/*$?=&;:@!+,~()'-._")


def _hit(pattern: str, path: str) -> bool:
    """Whether `pattern` matches from the start of `path`; "*" is anything, a last "$" the end."""
    ends = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in others[:-1]:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    last = others[-1] if others else ""
    if ends:
        return path.endswith(last) and len(path) - len(last) >= at if others else at == len(path)
    return path.find(last, at) >= 0
