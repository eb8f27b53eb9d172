"""Text dumps of syndicated posts: one text, one post or several behind each other.

A post's end shows by the block that the feed-to-blog service wrote and by the blog's
comment section; `dump_ends` finds it. What the block says is read later, by clean: here
a text only becomes entries of paragraphs.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from ..model import Entry
from .dump_ends import RULE, post_ends
from .fields import scrub
from .records import MAX_ENTRIES, MAX_TEXT

__all__ = ["read_dump"]

_LONGEST_TITLE = 160  # characters of a first line that may be a headline
_TITLE_WORDS = 12
_TITLE_LETTERS = 80
_SENTENCE = (".", "。", "।", "۔", ",", ";", ":", "…")
_BLANKS = 2  # empty lines in a row that part posts where single ones part paragraphs


def read_dump(text: str, *, origin: str) -> tuple[Entry, ...]:
    """The posts of a text dump as entries, one `<p>` a line; none for a text without words.

    An entry has no guid, date or address: clean harvests what its block says. `title` is
    its first line when that reads like a headline, else its first words; a headline in
    the block replaces it. At most 2,000 entries of 512 Ki characters each.
    """
    lines = [scrub(line).strip() for line in text.lstrip("\ufeff").splitlines()]
    entries = []
    for post in _posts(lines)[:MAX_ENTRIES]:
        received = "".join([f"<p>{html.escape(line, quote=False)}</p>\n" for line in post])
        if len(received) > MAX_TEXT:
            received = received[: received.rfind("<p>", 0, MAX_TEXT)]
        entries.append(Entry(title=_title(post), received=received, origin=origin))
    return tuple(entries)


def _posts(lines: Sequence[str]) -> list[list[str]]:
    """The lines of each post, empty lines and rules at its edges left out."""
    ends = post_ends(lines)
    parts = _between(lines, ends) if ends else _parted(lines)
    posts = [[line for line in _without_rules(part) if line] for part in parts]
    return [post for post in posts if any(any(c.isalnum() for c in line) for line in post)]


def _between(lines: Sequence[str], ends: Sequence[int]) -> list[Sequence[str]]:
    starts = [0, *ends]
    return [lines[a:b] for a, b in zip(starts, [*ends, len(lines)], strict=True)]


def _without_rules(part: Sequence[str]) -> Sequence[str]:
    start, end = 0, len(part)
    while start < end and (not part[start] or RULE.fullmatch(part[start])):
        start += 1
    while start < end and (not part[end - 1] or RULE.fullmatch(part[end - 1])):
        end -= 1
    return part[start:end]


def _parted(lines: Sequence[str]) -> list[Sequence[str]]:
    """Posts without a block: parted by rules or wide gaps, if each part reads like a post."""
    rules = [at for at, line in enumerate(lines) if RULE.fullmatch(line)]
    gaps = [at for at in range(1, len(lines)) if _gap_ends(lines, at)]
    for cuts in (rules, gaps):
        parts = [part for part in _between(lines, cuts) if any(_without_rules(part))]
        if len(parts) > 1 and all(_reads_like_post(part) for part in parts):
            return parts
    return [lines]


def _gap_ends(lines: Sequence[str], at: int) -> bool:
    return bool(lines[at]) and at >= _BLANKS and not any(lines[at - _BLANKS : at])


def _reads_like_post(part: Sequence[str]) -> bool:
    """A headline, then at least one longer line."""
    words = [line for line in _without_rules(part) if line]
    return (
        len(words) > 1
        and _is_headline(words[0])
        and any(len(line) > len(words[0]) for line in words[1:])
    )


def _is_headline(line: str) -> bool:
    return len(line) <= _LONGEST_TITLE and not line.endswith(_SENTENCE) and "://" not in line


def _title(post: Sequence[str]) -> str:
    """The first line, or its first words."""
    first = post[0]
    if len(post) > 1 and _is_headline(first):
        return first
    words = first.split()
    cut = " ".join(words[:_TITLE_WORDS])
    if len(cut) > _TITLE_LETTERS:
        cut = (
            cut[:_TITLE_LETTERS].rsplit(" ", 1)[0]
            if " " in cut[20:_TITLE_LETTERS]
            else (cut[:_TITLE_LETTERS])
        )
    cut = re.sub(r"[\s,;:.\-–—]+$", "", cut)
    return f"{cut}…" if len(cut) < len(first) - 1 else first
