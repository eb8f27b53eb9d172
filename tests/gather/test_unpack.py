"""Compressed bodies, opened no further than their limit."""

from __future__ import annotations

import gzip
import zlib
from functools import partial

import brotli
import pytest
import zstandard
from broadsheet.gather.unpack import UnpackError, unpack

TEXT = b"<rss>" + b"news " * 1000 + b"</rss>"


def raw_deflate(data: bytes) -> bytes:
    """Deflate without a header, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": partial(brotli.compress, quality=1),
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("name", PACKERS)
def test_every_encoding_is_opened(name):
    """What we accept, we open."""
    assert unpack(PACKERS[name](TEXT), name.upper(), 10**6) == TEXT


def test_variants_are_opened():
    """Raw deflate, two layers, gzip in two members, a .gz served as it is, no layer at all."""
    assert unpack(raw_deflate(TEXT), "deflate", 10**6) == TEXT
    assert unpack(gzip.compress(brotli.compress(TEXT)), "br, gzip", 10**6) == TEXT
    assert unpack(gzip.compress(TEXT) * 2, "gzip", 10**6) == TEXT * 2
    assert unpack(gzip.compress(TEXT), "", 10**6) == TEXT
    assert unpack(TEXT, "identity", 10**6) == TEXT
    assert unpack(TEXT, "gzip", 10**6) == TEXT, "plain in spite of its header"
    assert unpack(b"", "gzip", 10**6) == b""


@pytest.mark.parametrize("name", PACKERS)
def test_bombs_stop(name):
    """Forty megabytes out of a few kilobytes end at the limit."""
    bomb = PACKERS[name](bytes(40 * 2**20))
    with pytest.raises(UnpackError, match="more than 30 MiB when decompressed") as raised:
        unpack(bomb, name, 30 * 2**20)
    assert raised.value.kind == "too-large"


@pytest.mark.parametrize("name", PACKERS)
def test_broken_bodies_are_named(name):
    """Garbage, or a body that ends mid-way, is an error and not a short feed."""
    packed = PACKERS[name](TEXT)
    for broken in (packed[: len(packed) // 2], b"\x00\x01garbage" * 9):
        with pytest.raises(UnpackError) as raised:
            unpack(broken, name, 10**6)
        assert raised.value.kind == "encoding"


@pytest.mark.parametrize("names", ["compress", "gzip, gzip, gzip"])
def test_unknown_and_piled_encodings_are_refused(names):
    """What nobody asked for."""
    with pytest.raises(UnpackError):
        unpack(gzip.compress(TEXT), names, 10**6)
