"""The headline and the outlet of a block's headline line."""

from __future__ import annotations

import re

from .syndicated_words import is_google
from .titles import split_outlet

__all__ = ["split_headline"]

_MARK = re.compile(r"\s+[-‐‒–—―−|·]\s+")
_LONGEST = 50  # characters of a name that nothing else vouches for
_MOST_WORDS = 6
_ENDS = (".", "!", "?", "…", "。", "！", "？", ",", ":", ";")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)


def split_headline(headline: str, *, outlet: str = "", label: str = "") -> tuple[str, str]:
    """(title, outlet) of "Talks fail - for now - Harbour Post"; the outlet "" where it names none.

    Google News always adds the outlet behind the last dash. Under another label the last
    clause is taken for one when it looks like a name: few words, the long ones capital.
    """
    title, name = split_outlet(headline, outlet=outlet, label=label)
    if not name and outlet:
        title, name = split_outlet(headline, label=label)
    if name:
        return title, name
    marks = list(_MARK.finditer(headline))
    if not marks:
        return headline, ""
    title, name = headline[: marks[-1].start()].rstrip(), headline[marks[-1].end() :].strip()
    hyphen = marks[-1].group().strip() == "-"
    if title and ((is_google(label) and hyphen) or _like_a_name(name)):
        return title, name
    return headline, ""


def _like_a_name(text: str) -> bool:
    words = text.split()
    if not words or len(text) > _LONGEST or len(words) > _MOST_WORDS or text.endswith(_ENDS):
        return False
    if _HOST.fullmatch(text):
        return True
    if not text[0].isalpha() or text[0].islower():
        return any(word[:1].isupper() for word in words)  # "la Repubblica", "24 Heures"
    return all(not word[0].islower() or len(word) <= 3 for word in words)  # noqa: PLR2004
