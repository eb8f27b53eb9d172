"""Bytes to text, whatever they claim: byte order mark, declaration, HTTP charset, evidence."""

from __future__ import annotations

import codecs
import re
import sys

__all__ = ["to_text"]

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# Names that mean more than they say, after the WHATWG Encoding Standard's label table.
_MEANT = {
    "ascii": "cp1252", "big5": "big5hkscs", "euc-kr": "cp949", "gb2312": "gb18030",
    "gbk": "gb18030", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso-8859-9": "cp1254",
    "iso_8859-1": "cp1252", "ks_c_5601-1987": "cp949", "latin1": "cp1252", "shift-jis": "cp932",
    "shift_jis": "cp932", "tis-620": "cp874", "us-ascii": "cp1252", "windows-31j": "cp932",
    "x-sjis": "cp932",
}  # fmt: skip
_SINGLE_BYTE = re.compile(r"^(?:cp(?!9[345])\d{3,4}|iso8859.*|koi8.*|mac.*)$")
# Of Python's codecs those that feeds may name; others unpack, escape or smuggle (utf-7).
_TEXT = re.compile(
    r"^(?:utf-8$|cp\d|iso8859|iso2022|koi8|mac|big5|gb|euc|shift_jis|johab|ptcp154|kz1048|tis)"
)
_LONG_RUN = re.compile(rb"[\x80-\xff]{4,}")
_PROBE = 64 * 1024  # bytes in which words of high bytes are looked for
_WORDS = 64  # bytes in such words, from which on they are no accident
_ODD = 20_000  # bytes that are mended one by one; more are read as one encoding
_GUESS = 6 * 1024  # bytes from which an encoding is guessed; a second for ten times that


def to_text(data: bytes, content_type: str = "") -> tuple[str, str]:
    """`data` as text, and a note when what it claimed to be was not what it was ("" else).

    Wide text without a mark is not known here (see `legible`).
    """
    for mark, name in _MARKS:
        # UTF-16 whose first letter is a stray NUL begins like UTF-32, but goes on like no letter.
        if data.startswith(mark) and (
            name != "utf-32-le" or int.from_bytes(data[4:8], "little") <= sys.maxunicode
        ):
            return data[len(mark) :].decode(name, "replace"), ""
    declared = _DECLARED.search(data[:1024])
    charset = _CHARSET.search(content_type)
    claims = [_meant(declared[1].decode("ascii", "replace"))] if declared else []
    claims += [_meant(charset[1])] if charset else []
    return _believe(data, [name for name in claims if name])


def _believe(data: bytes, claims: list[str]) -> tuple[str, str]:
    claim = claims[0] if claims else "utf-8"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is not None and claim == "utf-8":
        return text, ""
    # Letters that are valid UTF-8 are UTF-8, whatever the label says; a handful could be chance.
    if text is not None and len(data) - len(text) >= (1 if _SINGLE_BYTE.match(claim) else 12):
        return text, f"says {claim}, is utf-8"
    for name in claims:
        try:
            found = data.decode(name, "latin" if _SINGLE_BYTE.match(name) else "strict")
        except UnicodeDecodeError:
            continue
        return found, "" if name == claim else f"says {claim}, is {name}"
    return _repaired(data, claim)


def _repaired(data: bytes, claim: str) -> tuple[str, str]:
    if claim != "utf-8":
        return data.decode(claim, "replace"), f"says {claim}, holds other bytes too"
    odd = len(data) - len(data.decode("utf-8", "ignore").encode())
    # One odd letter among ASCII is Windows' Latin; whole words of high bytes are something else,
    # unless nearly all of them are good UTF-8 and a few were damaged.
    words = sum(len(run) for run in _LONG_RUN.findall(data, 0, _PROBE))
    if words > _WORDS and odd > len(data) // 50:
        return _guessed(data)
    how = "latin" if odd < _ODD else "replace"
    text = data.decode("utf-8" if odd < _ODD else "cp1252", how)
    return text, f"says {claim}, holds windows-1252 letters"


def _guessed(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - heavy, and seldom needed

    # The probe ends at a tag so that no letter of several bytes is cut in half.
    best = from_bytes(data[: data.rfind(b">", 0, _GUESS) + 1] or data[:_GUESS]).best()
    name = best.encoding if best else "cp1252"
    return data.decode(name, "replace"), f"names no encoding that fits, read as {name}"


def _meant(name: str) -> str:
    """Python's name for the encoding that a label means; "" for one that is no text encoding."""
    name = _MEANT.get(name.lower(), name.lower())
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    if known.startswith(("utf-16", "utf-32")) or known == "utf-8-sig":
        return "utf-8"  # wide text without a zero byte in sight is a wrong label on narrow text
    return known if _TEXT.match(known) else ""


def _latin(error: UnicodeError) -> tuple[str, int]:
    """Bytes that do not fit, as Windows' Latin reads them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    odd = error.object[error.start : error.end]
    text = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in odd)
    return text, error.end


codecs.register_error("latin", _latin)
