"""The words of a blog's footer and of Google News, in their languages, off one table.

A line is compared without its case, spaces, invisible marks, the script of its digits
and a colon at its end, so that "1 commentaire :" is the table's "# commentaire".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape

from .tables import rows

__all__ = [
    "STRONG",
    "WEAK",
    "Words",
    "bare",
    "is_google",
    "is_worded",
    "phrases",
    "squashed",
    "words_of",
]

# Lines that only a blog's comment section writes, and lines that need such company.
STRONG = frozenset(("count", "post", "reply", "subscribe", "zero"))
WEAK = frozenset(("byline", "labels", "pager", "share"))

_LONGEST = 160  # characters of a footer's line
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NUMBER = re.compile(r"\d+")
_PARTS = re.compile(r"\s[-‐‒–—|·»:]\s|[:：]\s|\s[»|]\s?")
_BETWEEN = "|·•,.-–—/«»‹›←→"  # marks between the links of a row
_ATOM = "(atom)"
_FIRST = re.compile("[ :]")
_START, _HEAD = 2, 3  # letters
_TEXTS = re.compile(r"[>\n]\s*+([^<>\n\s][^<>\n]{2,90}+)(?![^<\n])")
_SAME = str.maketrans({"’": "'", "‘": "'", **dict.fromkeys("‐‑‒–—―−", "-")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a line of a footer is: its kind, the languages that write it so, its number."""

    kind: str
    langs: tuple[str, ...] = ()
    number: int = 0
    colon: bool = False


def bare(text: str) -> str:
    """`text` for comparing by words: plain letters, no case, single spaces, no invisible marks."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(plain.split()).translate(_SAME)


def letters(text: str) -> str:
    """`text` for comparing by letters: as `bare`, without spaces and a colon at the end."""
    return bare(text).replace(" ", "").rstrip(":")


def squashed(text: str) -> str:
    """`text` for comparing by wording: as `letters`, each number a "#"."""
    return _NUMBER.sub("#", letters(text))


@cache
def phrases(kind: str) -> frozenset[str]:
    """The table's words of one kind, squashed."""
    return frozenset(squashed(row[2]) for row in rows("syndicated_words") if row[0] == kind)


@cache
def _exact() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Squashed words -> kind and languages; the first kind in the table's order wins."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for kind, lang, words, _origin in rows("syndicated_words"):
        if kind not in STRONG:
            continue
        pieces = [words, *words.split(":")] if kind == "subscribe" else [words]
        for piece in pieces:
            key = squashed(piece)
            known, langs = found.setdefault(key, (kind, ()))
            if known == kind and lang not in langs:
                found[key] = (kind, (*langs, lang))
    return found


@cache
def _bylines() -> dict[str, tuple[str, ...]]:
    """What stands before a poster's name, by its first word."""
    found: dict[str, list[str]] = {}
    for row in rows("syndicated_words"):
        if row[0] == "byline":
            words = bare(row[2])
            found.setdefault(words.split(" ")[0], []).append(words)
    return {first: tuple(sorted(set(words))) for first, words in found.items()}


@lru_cache(maxsize=4096)
def words_of(text: str) -> Words | None:
    """What `text`, a whole line, is in a blog's footer; None for a line of another kind."""
    if len(text) > _LONGEST:
        return None
    plain = bare(text)
    key = _NUMBER.sub("#", plain.replace(" ", "")).rstrip(":")
    hit = _exact().get(key)
    if hit:
        kind, langs = hit
        number = _NUMBER.search(plain)
        count = int(number.group()) if number and len(number.group()) < 7 else 1  # noqa: PLR2004
        if kind == "count" and count == 0:
            kind = "zero"
        return Words(kind=kind, langs=langs, number=count, colon=plain.endswith(":"))
    if key.endswith(_ATOM) and len(key) <= _LONGEST // 2:
        return Words(kind="subscribe")
    weak = _weak(plain, key)
    return Words(kind=weak, colon=plain.endswith(":")) if weak else None


def _weak(plain: str, key: str) -> str:
    before, colon, _ = plain.partition(":")
    if colon and squashed(before) in phrases("labels"):
        return "labels"
    named = _bylines().get(_FIRST.split(plain, 1)[0], ())
    if any(
        plain.startswith(words) and plain[len(words) : len(words) + 1] in " :" for words in named
    ):
        return "byline"
    for kind in ("share", "pager"):
        if _row(key, kind):
            return kind
    return ""


@cache
def _lengths(kind: str) -> tuple[int, ...]:
    return tuple(sorted({len(phrase) for phrase in phrases(kind)}, reverse=True))


@cache
def _starts(kind: str) -> frozenset[str]:
    """How phrases of this kind begin, so that few lines cost a longer look."""
    return frozenset(phrase[:_START] for phrase in phrases(kind))


def _row(key: str, kind: str) -> bool:
    """Whether `key` is nothing but phrases of this kind, one after another."""
    if key.lstrip(_BETWEEN)[:_START] not in _starts(kind):
        return False
    at = 0
    while at < len(key):
        if key[at] in _BETWEEN:
            at += 1
            continue
        step = next((n for n in _lengths(kind) if key[at : at + n] in phrases(kind)), 0)
        if not step:
            return False
        at += step
    return bool(key)


@lru_cache(maxsize=4096)
def is_google(text: str) -> bool:
    """Whether a line is a Google News label, such as "World - Latest - Google News"."""
    if len(text) > _LONGEST or "oogle" not in text:
        return False
    parts = [squashed(part) for part in _PARTS.split(bare(text))]
    return parts[-1] in phrases("google") or parts[0] in phrases("google")


@cache
def _marks() -> tuple[frozenset[str], frozenset[str]]:
    """Closing lines and headings, squashed, and the letters that they begin with."""
    found = phrases("post") | phrases("reply") | phrases("zero")
    return found, frozenset(mark[:_HEAD] for mark in found)


def is_worded(html: str) -> bool:
    """Whether some blog's closing line or heading may be in `html`: quick, and no proof."""
    marks, starts = _marks()
    for piece in _TEXTS.findall(html):
        head = piece[:_HEAD]
        if head.isalpha() and head.lower() not in starts and "\u200b" > head[0] < "\uac00":
            continue  # most lines of an article
        if squashed(unescape(piece)) in marks:
            return True
    return False
