"""Looking a line up in the table of furniture wordings.

A wording is literal text with `{}` where anything may stand and `{#}` where a number
must. It is found by its first or last letters in a dictionary and compared piece by
piece, so a look-up costs the line's length whatever the table's size. A wording must
account for the whole line; `ending` finds one at the end of a longer paragraph.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from .tables import rows

__all__ = ["Phrase", "bare", "ending", "find", "fold", "may_stand_anywhere"]

# Quotes, dashes and ellipses as people type them, to the ones that the table uses.
_PLAIN = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"',
        "«": '"', "»": '"', "…": "...", "–": "-", "—": "-", "‑": "-", "−": "-",
        "\u200b": "", "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "", "\ufeff": "",
        "\u00ad": "", "\u2060": "", "：": ":", "！": "!", "（": "(", "）": ")",
    }
)  # fmt: skip
# What may stand round a wording and change nothing: arrows, brackets, dots, pictures.
_EDGES = " \t.…:;,!¡|/\\·•*+-–—_=~<>»«›‹→⇒➔➜➡▶►⟶↗↓←()[]{}。、！：．\"'”“’‘️👉🔗📖🗞"
_BEGINS = re.compile(r"[.!?…\])»”。！？।؟۔|→」』][\"'”’]?\s*(?=[^\s.!?…。！？\])])")
_MOST_BEGINS = 12  # places near the end of a paragraph that are looked at
_LONGEST = 600  # characters of a line that a wording can account for
_KEY = 3  # letters that the dictionary looks at, or as many as a wording has
PLACES = ("any", "end", "tail")  # where a wording may end a paragraph


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A line for comparing: case, quotes, dashes and white space evened out."""
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    return " ".join(unicodedata.normalize("NFC", text).translate(_PLAIN).casefold().split())


def bare(text: str) -> str:
    """A folded line less the marks round it."""
    return fold(text).strip(_EDGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A row of the table: `needs` is "", "link" (a link in the line) or "item" (see shapes)."""

    rule: str
    lang: str
    place: str
    needs: str
    pieces: tuple[str, ...]  # literal text round the gaps, folded
    numbers: tuple[bool, ...]  # of each gap: only a number fits

    def fits(self, line: str) -> tuple[str, ...] | None:
        """What stands in the gaps of a folded `line`, or None if the wording does not fit."""
        first, last = self.pieces[0], self.pieces[-1]
        if not self.numbers:
            return () if line == first else None
        if len(line) < len(first) + len(last) or not line.startswith(first):
            return None
        end = len(line) - len(last)
        if not line.endswith(last) or end < len(first):
            return None
        gaps: list[str] = []
        at = len(first)
        for piece in self.pieces[1:-1]:
            found = line.find(piece, at, end)
            if found < 0:
                return None
            gaps.append(line[at:found])
            at = found + len(piece)
        gaps.append(line[at:end])
        for gap, number in zip(gaps, self.numbers, strict=True):
            digits = gap.strip().replace(",", "").replace(".", "")
            if not gap.strip() or (number and not digits.isdigit()):
                return None
        return tuple(gaps)


@cache
def _table() -> tuple[dict[str, list[Phrase]], dict[str, list[Phrase]]]:
    """Phrases by the letters that they begin with, and those that begin with a gap by their end."""
    starts: dict[str, list[Phrase]] = {}
    ends: dict[str, list[Phrase]] = {}
    for rule, lang, place, needs, wording, _origin in rows("phrases"):
        pieces, numbers = [""], []
        for part in _split(wording):
            if part in ("{}", "{#}"):
                numbers.append(part == "{#}")
                pieces.append("")
            else:
                pieces[-1] += part
        folded = [_fold_piece(p) for p in pieces]
        if not numbers:
            folded = [folded[0].strip(_EDGES) or folded[0]]
        phrase = Phrase(
            rule=rule,
            lang=lang,
            place=place,
            needs="" if needs == "-" else needs,
            pieces=tuple(folded),
            numbers=tuple(numbers),
        )
        if folded[0].strip():
            starts.setdefault(folded[0][:_KEY], []).append(phrase)
        else:
            ends.setdefault(folded[-1].rstrip(_EDGES)[-_KEY:], []).append(phrase)
    return starts, ends


def _split(wording: str) -> list[str]:
    """A wording in literal parts and gaps."""
    parts: list[str] = []
    while wording:
        found = [(at, gap) for gap in ("{}", "{#}") if (at := wording.find(gap)) >= 0]
        if not found:
            return [*parts, wording]
        at, gap = min(found)
        parts += [wording[:at], gap] if at else [gap]
        wording = wording[at + len(gap) :]
    return parts


def _fold_piece(piece: str) -> str:
    """Fold a literal piece, keeping a space at its ends (it parts words from a gap)."""
    folded = fold(piece)
    if not folded:
        return " " if piece else ""
    return f"{' ' if piece[0] == ' ' else ''}{folded}{' ' if piece[-1] == ' ' else ''}"


def find(text: str, places: tuple[str, ...]) -> tuple[Phrase, tuple[str, ...]] | None:
    """The phrase that accounts for the whole of `text` at one of `places`, with its gaps."""
    if not text or len(text) > _LONGEST or not _may_fit(text):
        return None
    line = fold(text)
    trimmed = line.strip(_EDGES)
    for shape in dict.fromkeys((trimmed, line, line.rstrip(_EDGES), line.lstrip(_EDGES))):
        for phrase in _candidates(shape):
            if phrase.place in places and (gaps := phrase.fits(shape)) is not None:
                return phrase, gaps
    return None


def _glance(letters: str) -> str:
    """A few letters as `fold` has them."""
    return letters.translate(_PLAIN).casefold()


@lru_cache(maxsize=8192)
def _begins(letters: str) -> bool:
    """Whether some wording begins with these letters."""
    letters = _glance(letters)
    starts = _table()[0]
    return any(letters[:size] in starts for size in range(1, _KEY + 1))


@lru_cache(maxsize=8192)
def _closes(letters: str) -> bool:
    """Whether some wording that begins with a gap ends with these letters."""
    letters = _glance(letters)
    ends = _table()[1]
    return any(letters[-size:] in ends for size in range(1, _KEY + 1))


@cache
def _anywhere() -> frozenset[str]:
    """The letters that wordings of place "any" begin with."""
    return frozenset(
        letters
        for letters, found in _table()[0].items()
        if any(phrase.place == "any" for phrase in found)
    )


def may_stand_anywhere(text: str) -> bool:
    """A quick look: whether a line begins as a wording of place "any" does."""
    return _begins_anywhere(text.lstrip(_EDGES)[:_KEY])


@lru_cache(maxsize=8192)
def _begins_anywhere(letters: str) -> bool:
    letters = _glance(letters)
    return any(letters[:size] in _anywhere() for size in range(1, _KEY + 1))


def _candidates(line: str) -> list[Phrase]:
    """Phrases worth comparing with `line`."""
    starts, ends = _table()
    head, tail = line[:_KEY], line.rstrip(_EDGES)[-_KEY:]
    begins, closes = _begins(head), _closes(tail)
    found: list[Phrase] = []
    for size in range(_KEY, 0, -1):
        if begins and len(head) >= size:
            found += starts.get(head[:size], ())
        if closes and len(tail) >= size:
            found += ends.get(tail[-size:], ())
    return found


def ending(text: str, title: str = "") -> Iterator[tuple[Phrase, tuple[str, ...], int]]:
    """Phrases that end a longer paragraph: the phrase, its gaps, where in `text` it begins.

    A phrase begins a sentence, behind a mark that ends one; a wording that begins with a
    gap may also begin where the headline is repeated.
    """
    near = max(0, len(text) - _LONGEST)
    places = [m.end() for m in _BEGINS.finditer(text, near)]
    begins = [at for at in places if _begins_one(text[at : at + _KEY])]
    if len(title) > _KEY and (at := text.rfind(title, near)) > 0:
        begins.append(at)
        quoted = text[:at].rstrip(" \"'“”‘’«»„《〈「『【")
        begins += (
            [len(quoted) + (text[len(quoted)] == " ")] if quoted and quoted != text[:at] else []
        )
    for at in begins[-_MOST_BEGINS:]:
        if (hit := find(text[at:], PLACES)) is not None:
            yield *hit, at


def _may_fit(text: str) -> bool:
    """A quick look: whether some wording begins or, with a gap before it, ends like this."""
    return (
        _begins(text.lstrip(_EDGES)[:_KEY])
        or _closes(text.rstrip(_EDGES)[-_KEY:])
        or text[:1] in _EDGES  # a wording may begin with a mark: "[link]"
    )


def _begins_one(letters: str) -> bool:
    """A quick look: whether some wording begins with these letters, or with one for edges."""
    return _begins(letters) or _glance(letters)[:1] in _EDGES
