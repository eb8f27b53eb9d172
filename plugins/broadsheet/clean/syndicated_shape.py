"""Finds the block that a feed-to-blog service wrote, by its shape.

The template is [label] [date] [item link] [headline] [label] [feed link], in any order
and with pieces missing. A piece counts as evidence; no piece alone is enough, and what
is not a piece is never inside. Words of languages matter only as further evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from .syndicated_dates import may_be_date, quick, read_date_line
from .syndicated_lines import LONGEST_LABEL, Line, looks_like_title
from .syndicated_words import letters

__all__ = ["CERTAIN", "ENOUGH", "Found", "find"]

ENOUGH = 4  # evidence without which nothing is cut
CERTAIN = 6  # evidence that needs no end of the entry behind it
_REACH = 8  # lines from a label to its repetition
_SEEDS = 48  # places looked at, from the end
_MOST_LINKS = 2
_HEADING = 60  # characters of a comment heading
_MOST_ASKED = 8  # lines of an entry that may cost a look by dateparser
_SERVICES = frozenset(("ift.tt", "ifttt.com", "dlvr.it", "feedproxy.google.com", "zpr.io"))
_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "۔", "؟", ":", ";", ",")
_STOPS = (".", "。", "।", "۔")  # that end a sentence, and hardly ever a headline
_PARTED = re.compile(
    r"\s[-–—|·»>]\s|:\s|\s»|^r/\w+$|\(rss\)$|^(?:[\w-]+\.)+[a-z]{2,12}$", re.IGNORECASE
)
_OUTLET = re.compile(r"\s[-‐‒–—|·]\s[^\s].{0,59}$")


@dataclass(slots=True, kw_only=True)
class Found:
    """A block in the making: lines [lo, hi), the role of each, what they say."""

    lo: int
    hi: int
    label: str = ""
    labels: int = 0
    google: bool = False
    via: bool = False
    service: bool = False
    date: datetime | None = None
    urls: list[tuple[str, int]] = field(default_factory=list)  # link, line
    headline: str = ""
    known_title: bool = False
    followed: bool = False  # by a line that only a blog's footer writes
    spare: list[Line] = field(default_factory=list)  # plain lines between pieces
    roles: dict[int, str] = field(default_factory=dict)  # line -> rule's last word

    @property
    def short_link(self) -> bool:
        """One of its links is a feed-to-blog service's own."""
        return any(_host(url) in _SERVICES for url, _ in self.urls)

    @property
    def says_twice(self) -> bool:
        """A sentence between two equal lines, and nothing of a service's: an article's words."""
        theirs = self.google or self.via or self.service or self.short_link or self.date
        return self.headline.endswith(_STOPS) and not (theirs or self.known_title)

    def score(self) -> int:
        """Its evidence, added."""
        points = 3 if self.labels > 1 and not self.says_twice else 0
        points += 2 * (self.google + self.via) + self.service + self.short_link
        points += bool(self.date) + min(len(self.urls), _MOST_LINKS) + self.followed
        points += bool(self.headline) and (self.known_title or bool(_OUTLET.search(self.headline)))
        return points


def _heads(line: Line) -> bool:
    """Whether it is a footer's line, or reads like a comment heading in any language."""
    return line.words is not None or (len(line.text) <= _HEADING and line.text[-1] in ":：")


def _named(line: Line) -> bool:
    """Whether it reads "Headline - Outlet"."""
    return bool(_OUTLET.search(line.rest))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


class _Grower:
    """Grows a block from a seed, taking each missing piece once."""

    def __init__(self, lines: Sequence[Line], title: str, langs: tuple[str, ...]) -> None:
        self.lines = lines
        self.title = title
        self.langs = langs
        self.asked: set[int] = set()

    def date(self, line: Line) -> datetime | None:
        """The line's date; the library is asked about a few lines an entry, for it is slow."""
        found = quick(line.rest, self.langs)
        if found or not may_be_date(line.rest):
            return found
        if line.at not in self.asked and len(self.asked) >= _MOST_ASKED:
            return None
        self.asked.add(line.at)
        return read_date_line(line.rest, self.langs)

    def pair(self, first: int, second: int) -> Found | None:
        """From a label and its repetition: what stands between them are pieces, or nothing is."""
        found = Found(lo=first, hi=second + 1)
        plain: list[Line] = []
        for line in self.lines[first : second + 1]:
            if line.words or line.long:
                return None
            if not self.take(found, line, forced=line.at in (first, second)):
                plain.append(line)
        if len(plain) > 2 or not (plain or found.date or found.headline):  # noqa: PLR2004
            return None
        found.spare = plain
        return found

    def take(self, found: Found, line: Line, *, forced: bool = False) -> bool:
        """Give `line` a role that `found` still misses; whether there was one."""
        role = "label" if forced else self.role(found, line)
        if not role:
            return False
        if line.url:
            if len(found.urls) >= _MOST_LINKS:
                return False
            found.urls.append((line.url, line.at))
        found.service = found.service or line.service
        if role == "date":
            found.date = self.date(line)
        elif role == "label":
            found.labels += 1
            found.google = found.google or line.google
            found.via = found.via or bool(line.via)
            found.label = found.label or line.via or line.rest
        elif role == "headline":
            self.headline(found, line)
        found.roles[line.at] = role
        return True

    def headline(self, found: Found, line: Line) -> None:
        found.headline = line.rest
        found.known_title = looks_like_title(line, self.title)
        found.roles[line.at] = "headline"

    def role(self, found: Found, line: Line) -> str:
        """The missing role that a line fits by itself, "" for none."""
        if not line.rest:
            free = len(found.urls) < _MOST_LINKS
            return "link" if (line.url and free) or line.service else ""
        if line.google or line.via:
            same = not found.label or letters(found.label) == letters(line.via or line.rest)
            return "label" if same and found.labels < 2 else ""  # noqa: PLR2004
        if found.label and line.key == letters(found.label):
            return "label" if found.labels < 2 else ""  # noqa: PLR2004
        if not found.date and self.date(line):
            return "date"
        if found.headline or line.rest.endswith("."):
            return ""
        known = looks_like_title(line, self.title)
        return "headline" if known or _OUTLET.search(line.rest) else ""

    def grow(self, found: Found) -> Found:
        """Take the pieces behind and before, in turns: what one side gives helps the other."""
        span = -1
        while span != found.hi - found.lo:
            span = found.hi - found.lo
            self.forward(found)
            while found.lo > 0 and self.before(found, self.lines[found.lo - 1]):
                found.lo -= 1
        self.settle(found)
        found.urls.sort(key=lambda link: link[1])
        found.followed = found.hi < len(self.lines) and _heads(self.lines[found.hi])
        return found

    def forward(self, found: Found) -> None:
        """Take what stands behind."""
        while found.hi < len(self.lines):
            line = self.lines[found.hi]
            if line.words or line.long:
                return
            if not self.take(found, line):
                following = self.lines[found.hi + 1 : found.hi + 2]
                if not following or not self.between(found, line, following[0]):
                    return
                found.spare.append(line)
            found.hi += 1

    def between(self, found: Found, line: Line, following: Line) -> bool:
        """Whether plain text is a headline or label: a missing piece stands right behind it."""
        if len(found.spare) + bool(found.headline) + bool(found.label) > 1:
            return False
        if line.url or following.words or following.long:
            return False
        begun = found.date or found.labels or found.headline or found.short_link
        return bool(begun) and self.role(found, following) in ("date", "label", "link")

    def settle(self, found: Found) -> None:
        """Say what the plain lines between pieces are: the headline, then the label."""
        if found.spare and not found.headline:
            best = max(found.spare, key=lambda line: (_named(line), len(line.rest)))
            found.spare.remove(best)
            self.headline(found, best)
        for line in found.spare:
            if not found.label:
                found.label, found.labels = line.rest, 1
                found.roles[line.at] = "label"
            found.roles.setdefault(line.at, "line")

    def before(self, found: Found, line: Line) -> bool:
        """Take a piece that stands before: an article's own last line must not be one by chance."""
        if line.words or line.long:
            return False
        role = self.role(found, line)
        if role == "headline":
            known = looks_like_title(line, self.title) or found.google
            return (known or bool(found.date and found.urls)) and self.take(found, line)
        if role in ("date", "link") and found.labels > 1 and not self.timed(role, line):
            return False  # a label that stands twice is where the service's block begins
        if role == "link":
            hosts = {_host(url) for url, _ in found.urls} | _SERVICES
            return _host(line.url) in hosts and self.take(found, line)
        return self.take(found, line) if role else self.label_before(found, line)

    def timed(self, role: str, line: Line) -> bool:
        """Whether it is a date with a time of day, as services write it and articles seldom do."""
        when = self.date(line) if role == "date" else None
        return when is not None and (when.hour, when.minute) != (0, 0)

    def label_before(self, found: Found, line: Line) -> bool:
        """Take a label that is no Google's and stands once: two names and a mark between them."""
        short = len(line.rest) <= LONGEST_LABEL // 2 and not line.rest.endswith(_ENDS)
        if found.label or line.url or not short or not _PARTED.search(line.rest):
            return False
        return found.score() >= ENOUGH and self.take(found, line, forced=True)


def find(
    lines: Sequence[Line], *, title: str, langs: tuple[str, ...], footer: bool
) -> Found | None:
    """The block with the most evidence in `lines`, the last of equals; None under `ENOUGH`.

    `footer` says that a blog's known footer follows the lines. `roles` holds every line
    of the block.
    """
    grower = _Grower(lines, title, langs)
    best: Found | None = None
    for found in _seeded(lines, grower):
        found.followed = found.followed or (footer and found.hi == len(lines))
        if best is None or found.score() > best.score():
            best = found
    return best


def _seeded(lines: Sequence[Line], grower: _Grower) -> list[Found]:
    """What grows from each place that may belong to a block, from the end."""
    grown: list[Found] = []
    for first, second in _pairs(lines)[-_SEEDS:][::-1]:
        found = grower.pair(first, second)
        if found:
            grown.append(grower.grow(found))
    seeds = [line for line in lines if line.google or line.service or line.url]
    for line in seeds[-_SEEDS:][::-1]:
        if line.words or any(_holds(found, line) for found in grown):
            continue
        found = Found(lo=line.at, hi=line.at + 1)
        if grower.take(found, line):
            grown.append(grower.grow(found))
    return grown


def _holds(found: Found, line: Line) -> bool:
    """Whether a line is in the block, or is an article's own link right before it."""
    if found.lo <= line.at < found.hi:
        return True
    hosts = {_host(url) for url, _ in found.urls} | _SERVICES
    return line.at == found.lo - 1 and not line.rest and _host(line.url) not in hosts


def _pairs(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Short lines and where they stand again within reach, in order."""
    last: dict[str, int] = {}
    pairs = []
    for line in lines:
        if not line.key or line.words or len(line.rest) > LONGEST_LABEL or len(line.key) < 2:  # noqa: PLR2004
            continue
        before = last.get(line.key)
        if before is not None and 2 <= line.at - before <= _REACH:  # noqa: PLR2004
            pairs.append((before, line.at))
        last[line.key] = line.at
    return pairs
