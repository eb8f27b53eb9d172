"""A server on loopback that answers exactly what a test writes down, good HTTP or bad."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Seen:
    """One request as it came in; `at` is a monotonic time, header names are lower case."""

    method: str
    path: str
    headers: dict[str, str]
    at: float
    body: bytes = b""


Route = bytes | Iterable[bytes] | Callable[[Seen], bytes | Iterable[bytes]]


def reply(body: bytes = b"", status: str = "200 OK", length: bool = True, **headers: str) -> bytes:  # noqa: FBT001, FBT002
    """A whole HTTP/1.1 answer; underscores in header names are hyphens."""
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}"] if length else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def redirect(to: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return reply(status=status, Location=to)


@dataclass
class Loopback:
    """The server: `url` is where it listens, `seen` what was asked, in order."""

    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    open_now: int = 0
    most_open: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def asked(self) -> list[str]:
        """Paths in the order in which they were asked."""
        return [seen.path for seen in self.seen]


@contextmanager
def serve(routes: dict[str, Route], host: str = "127.0.0.1") -> Iterator[Loopback]:
    """Serves `routes` by path on a loopback address until the block ends; other paths are 404."""
    log = Loopback()

    class Handler(socketserver.StreamRequestHandler):
        timeout = 5

        def handle(self) -> None:
            with suppress(OSError, ValueError):
                method, path, _version = self.rfile.readline().decode().split()
                headers = {}
                while line := self.rfile.readline().decode().strip():
                    name, _, value = line.partition(":")
                    headers[name.lower()] = value.strip()
                body = self.rfile.read(int(headers.get("content-length", 0)))
                seen = Seen(method, path, headers, time.monotonic(), body)
                with log.lock:
                    log.seen.append(seen)
                    log.open_now += 1
                    log.most_open = max(log.most_open, log.open_now)
                self.answer(seen)

        def answer(self, seen: Seen) -> None:
            route = routes.get(seen.path, reply(status="404 Not Found"))
            answer = route(seen) if callable(route) else route
            try:
                for piece in [answer] if isinstance(answer, bytes) else answer:
                    self.wfile.write(piece)
            finally:
                with log.lock:
                    log.open_now -= 1

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False
        request_queue_size = 128

    with Server((host, 0), Handler) as server:
        log.url = f"http://{host}:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield log
        finally:
            server.shutdown()
