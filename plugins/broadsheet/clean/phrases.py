"""Looking a line up in the table of furniture wordings.

A wording is literal text with `{}` where anything may stand and `{#}` where a number
must. It is found by its first or last letters in a dictionary and compared piece by
piece, so a look-up costs the line's length whatever the table's size. A wording must
account for the whole line; `ending` finds one at the end of a longer paragraph.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from .tables import rows

__all__ = ["Phrase", "bare", "ending", "find", "fold"]

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
_LONGEST = 600  # characters of a line that a wording can account for
_KEY = 2  # letters that the dictionary looks at
PLACES = ("any", "end", "head", "line", "link", "tail")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A line for comparing: case, quotes, dashes and white space evened out."""
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
    if not text or len(text) > _LONGEST:
        return None
    line = fold(text)
    trimmed = line.strip(_EDGES)
    for shape in dict.fromkeys((trimmed, line, line.rstrip(_EDGES), line.lstrip(_EDGES))):
        for phrase in _candidates(shape):
            if phrase.place in places and (gaps := phrase.fits(shape)) is not None:
                return phrase, gaps
    return None


def _candidates(line: str) -> list[Phrase]:
    """Phrases worth comparing with `line`."""
    starts, ends = _table()
    found = starts.get(line[:_KEY], [])
    tail = ends.get(line.rstrip(_EDGES)[-_KEY:], []) if line else []
    return found + tail if tail else found


def ending(text: str, title: str = "") -> tuple[Phrase, int] | None:
    """A phrase with gaps at the end of a longer paragraph, and where in `text` it begins.

    For a wording that begins with a gap, `title` must stand there. The phrase begins a
    sentence: behind its end, a bracket or an ellipsis.
    """
    line = text.casefold().translate(_SAME_LENGTH)
    if len(line) != len(text) or not line:
        return None
    shape = line.rstrip(_EDGES)
    name = title.casefold().translate(_SAME_LENGTH).strip()
    starts, ends = _by_ending()
    for phrase in (
        *starts.get(shape[-_KEY:], ()),
        *ends.get(shape[-_KEY:], ()),
        *starts.get("", ()),
    ):
        first = phrase.pieces[0].strip() or name
        if not first:
            continue
        at = len(line)
        for _ in range(3):  # the last of a few places where it may begin
            at = line.rfind(first, 0, at)
            if at <= 0:
                break
            begins = line[:at].rstrip()
            if begins[-1:] in ".!?…\"')]}。！？»>" and find(text[at:], (phrase.place,)):
                return phrase, at
    return None


# `_PLAIN` for texts whose offsets must stay: only what maps one letter to one.
_SAME_LENGTH = {key: value for key, value in _PLAIN.items() if len(str(value)) == 1}


@cache
def _by_ending() -> tuple[dict[str, list[Phrase]], dict[str, list[Phrase]]]:
    """Phrases with gaps by the letters that they end with; those ending with a gap under ""."""
    starts, ends = _table()
    opened: dict[str, list[Phrase]] = {}
    for phrases in starts.values():
        for phrase in phrases:
            if phrase.numbers and phrase.place in ("any", "tail"):
                last = phrase.pieces[-1].rstrip(_EDGES)
                opened.setdefault(last[-_KEY:], []).append(phrase)
    return opened, {k: [p for p in v if p.place in ("any", "tail")] for k, v in ends.items()}
