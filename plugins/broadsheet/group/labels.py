"""Topics that somebody already named: keywords, feed hints, labels, categories, addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urlsplit

from ..model import Entry, Feed, Topic
from .vocabulary import plain, sections_of, whole_sections_of

__all__ = ["Labels"]

_MOST_CATEGORIES = 20
_LONGEST_FOLDER = 30
_PARTS = re.compile(r"\s+[-–—|»›:]\s+|\s*[|»›:]\s+|\s*[-–—:|]\s*$")
_MARKS = "\"'“”„«»‘’ "


class Labels:
    """Reads what names a topic outright; `topics` in the order of the config."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        """Compile keywords and map the topics' names."""
        self._slugs = {topic.slug for topic in topics}
        self._named: dict[str, str] = {}
        self._sections: dict[str, list[str]] = {}
        for topic in topics:
            for name in (topic.name, topic.slug):
                self._named.setdefault(plain(name), topic.slug)
            for section in whole_sections_of(topic.name):
                self._sections.setdefault(section, []).append(topic.slug)
        self._rules = [(topic.slug, _pattern(topic.keywords)) for topic in topics]

    def settle(self, entry: Entry, feed: Feed | None) -> tuple[str, str]:
        """The topic's slug and where it is from: "rule", "hint", "label", "category".

        ("", "") where nothing names one. A topic is named by its own name or slug, or by
        another name of the one usual section that it alone stands for ("Sports", and
        "Football" too, for a topic Sport; but "Sports" names no topic Football).
        """
        slug = self._by_rule(entry)
        if slug:
            return slug, "rule"
        if feed is not None and feed.topic in self._slugs:
            return feed.topic, "hint"
        for part in _label_parts(entry.label):
            slug = self._slug(part)
            if slug:
                return slug, "label"
        slug = self._most([*entry.categories[:_MOST_CATEGORIES]])
        slug = slug or self._most(_path_parts(entry.resolved or entry.url))
        return (slug, "category") if slug else ("", "")

    def _by_rule(self, entry: Entry) -> str:
        text = f"{entry.title}\n{entry.excerpt}"
        hits = [
            (len({hit.casefold() for hit in rule.findall(text)}), slug)
            for slug, rule in self._rules
            if rule is not None
        ]
        best = max((hit for hit, _ in hits), default=0)
        return next((slug for hit, slug in hits if hit == best > 0), "")

    def _slug(self, name: str) -> str:
        named = self._named.get(plain(name))
        if named:
            return named
        sections = sections_of(name)
        holders = {slug for section in sections for slug in self._sections.get(section, ())}
        return holders.pop() if len(holders) == 1 else ""

    def _most(self, names: Sequence[str]) -> str:
        """The topic that most of the names stand for; none on a tie."""
        votes = Counter(slug for slug in map(self._slug, names) if slug).most_common(2)
        if not votes or (len(votes) > 1 and votes[0][1] == votes[1][1]):
            return ""
        return votes[0][0]


def _pattern(keywords: Sequence[str]) -> re.Pattern[str] | None:
    """Whole words, any case; a keyword that ends in `*` is the beginning of a word.

    Scripts without spaces know no word's edge: there a keyword matches anywhere.
    """
    alternatives = []
    for keyword in keywords:
        word = " ".join(keyword.split()).rstrip("*")
        if not word:
            continue
        open_ended = keyword.rstrip().endswith("*")
        before = r"(?<!\w)" if _spaced(word[0]) else ""
        after = r"(?!\w)" if _spaced(word[-1]) and not open_ended else ""
        alternatives.append(before + re.escape(word).replace(r"\ ", r"\s+") + after)
    return re.compile("|".join(alternatives), re.IGNORECASE) if alternatives else None


def _spaced(char: str) -> bool:
    """Whether the character is of a script that sets spaces between words."""
    return not (
        "\u0e00" <= char <= "\u0eff" or "\u3040" <= char <= "\u9fff" or "가" <= char <= "힣"
    )


def _label_parts(label: str) -> list[str]:
    """A label and its parts ("World", "Latest", "Google News"), quotes off, the whole first."""
    if not label:
        return []
    parts = [label, *_PARTS.split(label)]
    return [part.strip(_MARKS) for part in parts if part.strip(_MARKS)]


def _path_parts(url: str) -> list[str]:
    """The folders of an address, which often name a section; not its last part, the article."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return []
    folders = [unquote(part).replace("-", " ") for part in path.split("/")[1:-1]]
    return [folder for folder in folders[:4] if 1 < len(folder) <= _LONGEST_FOLDER]


def votes_of(counts: Mapping[str, float], order: Sequence[str]) -> str:
    """The key with most votes; on a tie the one that stands first in `order`."""
    places: dict[str, int] = {}
    for at, name in enumerate(order):
        places.setdefault(name, at)
    return min(counts, key=lambda name: (-counts[name], places.get(name, len(places)), name))
