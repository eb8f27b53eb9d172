"""Fuzz the feed parser by coverage: `fuzz_parse.py [-max_total_time=60] [CORPUS]`.

Wants atheris, which installs on some machines only and so is no dependency: `pip install atheris`.
Arguments go to libFuzzer; a folder of feeds makes a good corpus to start from. Anything but a feed
or a NotAFeed is a find, and so is a feed that cannot be written down. What was found so far stands
in tests/gather/test_parse.py.
"""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["broadsheet"]):
    from broadsheet.errors import NotAFeed
    from broadsheet.gather.parse import parse

import msgspec

TYPES = ("", "text/xml; charset=utf-8", "text/xml; charset=windows-1251", "x; charset=idna")


def one(data: bytes) -> None:
    """One input; its first byte chooses the HTTP header."""
    header = TYPES[data[0] % len(TYPES)] if data else ""
    try:
        feed = parse(data[1:], base="https://a.example/feed", content_type=header)
    except NotAFeed as error:
        str(error).encode()
        return
    msgspec.json.encode(feed)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
