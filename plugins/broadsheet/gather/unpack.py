"""Compressed bodies, opened no further than a limit: bombs stop, whatever they claim to hold."""

from __future__ import annotations

import zlib

import brotli  # type: ignore[import-untyped]
import zstandard

__all__ = ["UnpackError", "unpack"]

_CHUNK = 256 * 1024
_ZSTD_STEP = 64  # bytes in at a time, as each four of them may become 128 KiB
_MAX_LAYERS = 2  # encodings one over the other; honest servers use one


class UnpackError(Exception):
    """A body that cannot be opened; `kind` is "too-large" or "encoding"."""

    def __init__(self, kind: str, what: str) -> None:
        """`what` is one line for a person."""
        super().__init__(what)
        self.kind = kind


def unpack(data: bytes, encodings: str, limit: int) -> bytes:
    """`data` without the layers that a Content-Encoding header names, `limit` bytes at most.

    Raises UnpackError when it would be more, or when a layer is broken or unknown. A body that is
    plain in spite of the header is taken as it is: some servers forget to say so.
    """
    names = [name.strip().lower() for name in encodings.split(",")]
    layers = [name for name in names if name not in ("", "identity")]
    if len(layers) > _MAX_LAYERS:
        raise UnpackError("encoding", f"compressed {len(layers)} times over")
    for layer in reversed(layers):
        if layer in ("gzip", "x-gzip", "deflate") and data[:64].lstrip()[:1] in (b"<", b"{"):
            continue
        data = _open(layer, data, limit)
    if data.startswith(b"\x1f\x8b"):  # a .xml.gz that is served as it lies on the disk
        data = _open("gzip", data, limit)
    return data


def _open(layer: str, data: bytes, limit: int) -> bytes:
    try:
        if layer in ("gzip", "x-gzip"):
            return _zlib(data, limit, 16 + zlib.MAX_WBITS)
        if layer == "deflate":
            zlib_header = data[:1] == b"\x78"
            return _zlib(data, limit, zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)
        if layer == "br":
            return _brotli(data, limit)
        if layer == "zstd":
            return _zstd(data, limit)
    except (zlib.error, brotli.error, zstandard.ZstdError, MemoryError) as error:
        raise UnpackError("encoding", f"broken {layer} ({error})") from None
    raise UnpackError("encoding", f'unknown encoding "{layer[:40]}"')


def _zlib(data: bytes, limit: int, wbits: int) -> bytes:
    out = bytearray()
    while data:
        opener = zlib.decompressobj(wbits)
        while data and not opener.eof:
            out += opener.decompress(data, _CHUNK)
            data = opener.unconsumed_tail or opener.unused_data
            _check(len(out), limit)
        out += opener.flush()
        _check(len(out), limit)
        if not opener.eof:
            raise UnpackError("encoding", "compressed body ends mid-way")
        if not data.startswith(b"\x1f\x8b"):  # another gzip member follows, or padding
            break
    return bytes(out)


def _brotli(data: bytes, limit: int) -> bytes:
    opener = brotli.Decompressor()
    out = bytearray(opener.process(data, output_buffer_limit=_CHUNK))
    while not opener.is_finished():
        _check(len(out), limit)
        more = opener.process(b"", output_buffer_limit=_CHUNK)
        if not more:
            raise UnpackError("encoding", "compressed body ends mid-way")
        out += more
    _check(len(out), limit)
    return bytes(out)


def _zstd(data: bytes, limit: int) -> bytes:
    # The window bounds what a frame's header may make us set aside; 8 MiB is RFC 8878's advice.
    maker = zstandard.ZstdDecompressor(max_window_size=2**23)
    out = bytearray()
    while data:
        opener = maker.decompressobj()
        for at in range(0, len(data), _ZSTD_STEP):
            out += opener.decompress(data[at : at + _ZSTD_STEP])
            _check(len(out), limit)
            if opener.eof:
                data = opener.unused_data + data[at + _ZSTD_STEP :]
                break
        else:
            raise UnpackError("encoding", "compressed body ends mid-way")
    return bytes(out)


def _check(size: int, limit: int) -> None:
    if size > limit:
        raise UnpackError("too-large", f"more than {limit // 2**20} MiB when decompressed")
