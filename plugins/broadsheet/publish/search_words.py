"""Words as search knows them, in any script: the same here and in theme/js/search_words.js.

A change here is a change there, and a new `FORMAT` in search.py and search.js: a reader's
words are cut and folded in the browser, and must come out as the headline's did.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["bucket_of", "terms_of"]

LONGEST = 40  # code points of a word; what is longer is cut
PREFIX = 3  # code points that say a word's bucket: all words that begin so lie in one

# Left out before anything else: accents, Hebrew points, Arabic vowels and tatweel, soft
# hyphens, joiners and direction marks, variation selectors. Vowel signs of Indic scripts and
# the Japanese voicing marks stay, for they make another word.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670"
    "\u00ad\u200c-\u200f\u2060\ufe00-\ufe0f\ufeff]"
)
# Scripts that put no spaces between words, and Hangul, whose words carry their particles.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u312f"
    "\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U000323af"
)
_UNSPACED_RUN = re.compile(f"([{_UNSPACED}]+)")
_UNSPACED_FIRST = re.compile(f"[{_UNSPACED}]")
# What has no decomposition and is yet typed without its stroke; the final sigma.
_PLAIN = str.maketrans(
    {"ς": "σ", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "þ": "th"}
)
_ASCII_WORD = re.compile("[a-z0-9]+")


class _Blank(dict[int, int | str]):
    """Code point -> itself where it is a letter, number or mark, else a space."""

    def __missing__(self, point: int) -> int | str:
        kept: int | str = point if unicodedata.category(chr(point))[0] in "LNM" else " "
        self[point] = kept
        return kept


_BLANK = _Blank()


def terms_of(text: str) -> list[str]:
    """The terms that a text is found by: its words folded, unspaced scripts in pairs.

    "Łódź 2021年" gives lodz, 2021, 年. The last sign of an unspaced run is a term of its own,
    so that a single sign finds every run that holds it, by the beginnings of the pairs.
    """
    if text.isascii():
        words = _ASCII_WORD.findall(text.lower())
        return [word[:LONGEST] for word in words]
    terms: list[str] = []
    for word in _fold(text).translate(_BLANK).split():
        if word.isascii() or not _UNSPACED_FIRST.search(word):
            terms.append(word[:LONGEST])
            continue
        for at, run in enumerate(_UNSPACED_RUN.split(word)):
            if at % 2:
                terms += [run[i : i + 2] for i in range(len(run))]
            elif run:
                terms.append(run[:LONGEST])
    return terms


def _fold(text: str) -> str:
    """Compatibility forms, case and accents folded away, by Unicode's own tables.

    Upper then lower case is full case folding but for the final sigma, which `_PLAIN` mends;
    JavaScript has no folding of its own.
    """
    bare = _DROPPED.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare.upper().lower().translate(_PLAIN))


def bucket_of(term: str, buckets: int) -> int:
    """Which of a month's buckets holds a term: that of its first letters, or of its first sign."""
    return _hashed(term[:PREFIX]) % buckets


@lru_cache(maxsize=16_384)
def _hashed(start: str) -> int:
    """FNV-1a (Fowler, Noll, Vo; 32 bits) over code points, its high half folded into the low."""
    if _UNSPACED_FIRST.match(start):
        start = start[0]
    value = 2_166_136_261
    for sign in start:
        value = ((value ^ ord(sign)) * 16_777_619) & 0xFFFFFFFF
    return value ^ (value >> 16)
