"""Bytes as text that can be read: what is no text is named, what no text may hold is left out.

A stray NUL, control character or byte order mark damages one letter, not a feed or a dump: it is
left out and counted, so that whoever reads can say so.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import category

from .decode import to_text

__all__ = ["Legible", "binary_kind", "left_out", "legible", "without_strays"]

_HEAD = 4096  # bytes or characters by which the whole is judged
# Line and page breaks stay, dumps are parted by them; ISO-2022 changes its alphabet by shifts.
_STRAY = bytes([*range(0x09), *range(0x10, 0x1B), *range(0x1C, 0x20), 0x7F])
_SHIFTS = b"\x0e\x0f\x1b"
_BOM = "\ufeff".encode()
_UNFIT = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
# Windows' quotes and dashes that somebody took for Latin-1 on the way to UTF-8, as HTML reads them
# (html.spec.whatwg.org, numeric character reference end state).
_C1 = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
_WINDOWS = {
    code: letter
    for code in (*range(0x80, 0x85), *range(0x86, 0xA0))
    if (letter := bytes([code]).decode("cp1252", "ignore"))
}
_SPARSE = 20  # one stray character in so many is damage, and one in any text; more is no text
_LATIN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz \t\r\n"
_ZEROS = 400  # wide text has a zero byte in so many at least: a space, a digit, a line's end
_RARE = 100  # one character in so many may be odd where bytes are taken for wide text
_NO_LETTER = "\ufffd"  # what decoding puts where nothing could be read
_WIDE = (("utf-16-le", 2), ("utf-16-be", 2), ("utf-32-le", 4), ("utf-32-be", 4))
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Legible:
    """A text, a note on its encoding ("" when it was what it claimed), and how much was left out.

    `lost` counts characters that no text may hold: NUL, controls, marks in the middle, halves.
    """

    text: str
    note: str = ""
    lost: int = 0


def legible(data: bytes, content_type: str = "") -> Legible | None:
    """`data` as text; None for what is none, whether `binary_kind` has a name for it or not.

    Never raises. What is UTF-16 or UTF-32 without a mark is known by its zero bytes.
    """
    core = data.strip(b"\x00")  # blocks of a disk or a form end in these
    if binary_kind(data) or (data and not core):
        return None
    if data.startswith(_WIDE_MARKS):
        return _cleared(*to_text(data, content_type))
    if _is_narrow(core[:_HEAD]):
        return _narrow(core, content_type, len(data) - len(core))
    wide = _wide(data[:_HEAD])
    if not wide:
        return None
    name, size = wide
    whole = len(data) // size * size
    return _cleared(data[:whole].decode(name, "replace"), "", len(data) - whole)


def _narrow(data: bytes, content_type: str, lost: int) -> Legible | None:
    text, note = to_text(data, content_type)
    if _C1.search(data):
        text = text.translate(_WINDOWS)
    # Nearly all texts hold none: a look at the bytes costs a hundredth of one at the characters.
    if data.rfind(_BOM) <= 0 and data.translate(None, _STRAY + _SHIFTS) == data:
        return Legible(text=text, note=note, lost=lost)
    return _cleared(text, note, lost)


def without_strays(data: bytes) -> tuple[bytes, int]:
    """Bytes of UTF-8 without the characters that no text may hold, and how many there were."""
    kept = data.translate(None, _STRAY + _SHIFTS)
    return kept, len(data) - len(kept)


def left_out(count: int) -> str:
    """A line for a person: how many characters were left out; "" for none."""
    if not count:
        return ""
    return f"{count} control character{'s' if count > 1 else ''} left out"


def binary_kind(data: bytes) -> str:
    """What `data` is by its first bytes ("a PNG picture"), "" when it is none of magic.tsv's."""
    for mark, what in _marks():
        # A text may begin with "RIFF" or "ID3" too, but then holds no byte that only data does.
        if data.startswith(mark) and (
            not mark.isalnum() or len(data[:_HEAD].translate(None, _STRAY)) < len(data[:_HEAD])
        ):
            return what
    return ""


@cache
def _marks() -> tuple[tuple[bytes, str], ...]:
    lines = Path(__file__).with_name("magic.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((bytes.fromhex(row[0]), row[1]) for row in rows)


def _cleared(text: str, note: str, lost: int = 0) -> Legible | None:
    text = text.removeprefix("\ufeff")
    head = text[:_HEAD]
    if _many(len(_UNFIT.findall(head)), head):
        return None
    text, count = _UNFIT.subn("", text)
    return Legible(text=text, note=note, lost=lost + count)


def _many(stray: int, head: bytes | str) -> bool:
    return stray > 1 + len(head) // _SPARSE


def _is_narrow(head: bytes) -> bool:
    """Whether a letter here is a byte or a few, as in UTF-8 and all older encodings."""
    stray = len(head) - len(head.translate(None, _STRAY))
    if _many(stray, head):
        return False
    if not head.count(0):
        return True
    # Half of it Latin letters and blanks, or good UTF-8: an accident in such a text, no wide one.
    return (len(head) - len(head.translate(None, _LATIN))) * 2 >= len(head) or _is_utf8(head)


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _wide(head: bytes) -> tuple[str, int] | None:
    """The encoding and unit of wide text without a mark; None when no way round gives text."""
    zeros = head.count(0)
    if zeros * _ZEROS < len(head):
        return None
    best, most = None, 1
    for name, size in _WIDE:
        text = head[: len(head) // size * size].decode(name, "replace")
        odd = sum(1 for c in text if _is_odd(c))
        plain = sum(1 for c in text if "\x00" < c < "\x80")
        # Latin read the wrong way round is Chinese; read the right way its zero bytes are ASCII.
        if odd <= 1 + len(text) // _RARE and plain > most and (size > 2 or plain * 5 >= zeros):  # noqa: PLR2004
            best, most = (name, size), plain
    return best


def _is_odd(c: str) -> bool:
    """Whether no text holds it: a control, no letter yet, half of one; joiners are letters here."""
    return c == _NO_LETTER or not (c.isprintable() or c.isspace() or category(c) == "Cf")
