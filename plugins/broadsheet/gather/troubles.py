"""Why an address gave nothing, in words for a person."""

from __future__ import annotations

from .fields import one_line

__all__ = ["Trouble", "named"]


class Trouble(Exception):  # noqa: N818 - a reason, on its way to becoming an answer
    """An address that gives nothing; `kind` as in `records.Answer`, `str()` its one line."""

    def __init__(self, kind: str, what: str) -> None:
        """`what` is one line for a person."""
        super().__init__(what)
        self.kind = kind


# By class name, so that this room needs no network library: the first that an error is counts.
_NAMES = {
    "ClientConnectorDNSError": "no such host: {0.host}",
    "ClientSSLError": "no trusted connection to {0.host} (certificate or TLS)",
    "ClientConnectorError": "no connection to {0.host}",
    "ClientPayloadError": "the answer was cut off",
    "ServerDisconnectedError": "the server hung up",
    "ClientResponseError": "an answer that is no HTTP",
    "InvalidURL": "not an address that can be asked",
}


def named(error: Exception) -> str:
    """An error of aiohttp's, or the system's, in one line."""
    for kind in type(error).__mro__:
        if kind.__name__ in _NAMES:
            return one_line(_NAMES[kind.__name__].format(error), 160)
    return one_line(f"{type(error).__name__}: {error}", 160)
