"""THE network room: bounded, polite, and closed to private addresses. Failures are values.

Everything that leaves this machine for a feed, a page, a redirector or a hub leaves through
`fetch_all`. It runs its own event loop in a thread, so that callers stay plain functions.
"""

from __future__ import annotations

import asyncio
import queue
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from .addresses import refused_address, refused_url
from .fields import join
from .records import Answer, Policy, Request
from .redirectors import is_redirector
from .robots import Robots, read_robots, robots_url
from .sniff import bot_wall
from .troubles import Trouble, named
from .turns import Turn, Turns
from .unpack import UnpackError, unpack
from .wishes import host_of, wants_rest

__all__ = ["Policy", "fetch_all"]

_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_NO_HEAD = (400, 403, 405, 501)  # how servers say that they do not know HEAD
_KEPT_HEADERS = (
    "age", "cache-control", "content-type", "date", "etag", "expires", "last-modified", "location",
    "retry-after",
)  # fmt: skip
_HEADER_BYTES = 32 * 1024
_RESOLVERS = 32  # names looked up at once
_READ = 64 * 1024
_LARGE = 2**20  # bytes from which a body counts as large ...
_LARGE_AT_ONCE = 8  # ... and how many of those are read at once, so that memory has an end
_UNREAD = 64  # bodies that may wait for the caller before asking goes on


def fetch_all(
    requests: Sequence[Request],
    *,
    policy: Policy,
    on_done: Callable[[Answer], None] | None = None,
) -> Iterator[Answer]:
    """An answer for every request, in the order in which they come; a failure is an answer too.

    `on_done` is called with each answer in the caller's thread, before it is yielded. A caller
    that stops early ends the asking.
    """
    if not requests:
        return
    answers: queue.SimpleQueue[Answer | BaseException | None] = queue.SimpleQueue()
    desk = _Desk(requests, policy, answers.put)
    thread = threading.Thread(target=desk.run, daemon=True, name="fetch")
    thread.start()
    try:
        while (answer := answers.get()) is not None:
            if isinstance(answer, BaseException):
                raise answer
            if answer.body:
                desk.call(desk.room.release)
            if on_done:
                on_done(answer)
            yield answer
    finally:
        desk.call(desk.main.cancel)
        thread.join()


def _readable(value: str) -> str:
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class _Resolver(AbstractResolver):
    """Names to public addresses only: what was checked is what gets connected to."""

    def __init__(self) -> None:
        self.inner = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self.inner.resolve(host, port, family)
        reasons = [refused_address(result["host"]) for result in found]
        public = [result for result, reason in zip(found, reasons, strict=True) if not reason]
        if not public:
            raise Trouble("refused", f"{host}: {reasons[0] if reasons else 'no address'}")
        return public

    async def close(self) -> None:
        await self.inner.close()


class _Desk:
    """One run of asking: its loop, its session, everybody's turns."""

    def __init__(
        self, requests: Sequence[Request], policy: Policy, put: Callable[..., None]
    ) -> None:
        self.policy = policy
        self.put = put
        self.turns = Turns(at_once=policy.at_once, gap=policy.gap)
        self.rules: dict[str, asyncio.Task[Robots]] = {}
        self.room = asyncio.Semaphore(_UNREAD)
        self.large = asyncio.Semaphore(_LARGE_AT_ONCE)
        self.loop = asyncio.new_event_loop()
        self.main = self.loop.create_task(self._all(requests))
        self.session: aiohttp.ClientSession

    def call(self, what: Callable[[], object]) -> None:
        """Runs `what` in the loop's thread; nothing once the loop has closed."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(what)

    def run(self) -> None:
        """Asks everything. The last thing put is None, or what went wrong in this very room."""
        end: BaseException | None = None
        executor = ThreadPoolExecutor(_RESOLVERS)
        self.loop.set_default_executor(executor)
        try:
            with suppress(asyncio.CancelledError):
                self.loop.run_until_complete(self.main)
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            end = error
        executor.shutdown(wait=False)  # a name server that is silent holds nobody up
        self.loop.close()
        self.put(end)

    async def _all(self, requests: Sequence[Request]) -> None:
        connector = aiohttp.TCPConnector(
            limit=0,
            ttl_dns_cache=300,
            resolver=None if self.policy.private_addresses else _Resolver(),
        )
        self.session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.policy.connect),
            headers={"User-Agent": self.policy.agent, "Accept-Encoding": "gzip, br, zstd"},
            max_line_size=_HEADER_BYTES,
            max_field_size=_HEADER_BYTES,
        )
        async with self.session, asyncio.TaskGroup() as group:
            for request in requests:
                self.turns.announce(request.url)
                group.create_task(self._one(request))

    async def _one(self, request: Request) -> None:
        start = self.loop.time()
        try:
            answer = await self._follow(request)
        except Trouble as trouble:
            answer = Answer(key=request.key, url=request.url, kind=trouble.kind, what=str(trouble))
        self.turns.answered(request.url)
        if answer.body:  # what has none fills no memory, and waking two threads for it costs
            await self.room.acquire()
        self.put(replace(answer, elapsed=round(self.loop.time() - start, 3)))

    async def _follow(self, request: Request) -> Answer:
        """The answer behind redirects, each hop judged and waited for like a first request."""
        url, permanent, only_permanent = request.url, "", True
        head, left, seen = request.head, self.policy.total, {request.url}
        while True:
            reason = refused_url(url, private=self.policy.private_addresses)
            if reason:
                raise Trouble("refused", reason)
            if request.robots and not await self._allowed(url):
                raise Trouble("robots", f"robots.txt of {host_of(url)} keeps us out")
            async with self.turns.take(url) as turn:
                start = self.loop.time()
                answer = await self._ask(request, url, turn, head=head, left=left)
                left -= self.loop.time() - start
                turn.resting = wants_rest(answer)
            if head and answer.status in _NO_HEAD:
                head = False  # the same again, as a GET whose body nobody reads
                continue
            if answer.status not in _REDIRECTS or request.form:
                return replace(answer, permanent_to=permanent) if permanent else answer
            target = join(url, answer.header("location").strip())
            if request.head and not is_redirector(target):
                return replace(answer, final_url=target)
            only_permanent = only_permanent and answer.status in _PERMANENT
            permanent = target if only_permanent else permanent
            if target in seen:
                raise Trouble("redirects", "redirects in a circle")
            if len(seen) > self.policy.hops:
                raise Trouble("redirects", f"more than {self.policy.hops} redirects")
            url = target
            seen.add(url)

    async def _ask(
        self, request: Request, url: str, turn: Turn, *, head: bool, left: float
    ) -> Answer:
        """One request to one address, redirects not followed."""
        headers = dict(request.headers)
        if turn.last:  # a thousand idle connections are more than many systems let one have open
            headers["Connection"] = "close"
        try:
            async with asyncio.timeout(max(0.0, left)):
                async with self.session.request(
                    "POST" if request.form else "HEAD" if head else "GET",
                    URL(url, encoded=url.isascii()),
                    data=request.form or None,
                    headers=headers,
                    allow_redirects=False,
                ) as response:
                    return await self._answer(request, url, response)
        except aiohttp.ConnectionTimeoutError:
            raise Trouble("timeout", f"no connection in {self.policy.connect:g} s") from None
        except TimeoutError:
            raise Trouble("timeout", f"not answered in {self.policy.total:g} s") from None
        except UnpackError as error:
            raise Trouble(error.kind, str(error)) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Trouble("network", named(error)) from None

    async def _answer(self, request: Request, url: str, response: aiohttp.ClientResponse) -> Answer:
        status = response.status
        headers = tuple(
            (name, value if value.isascii() else _readable(value))
            for name in _KEPT_HEADERS
            if (value := response.headers.get(name))
        )
        answer = Answer(
            key=request.key, url=request.url, status=status, headers=headers, final_url=url
        )
        if request.head or status in _REDIRECTS or status == 304:  # noqa: PLR2004
            return answer
        if not 200 <= status < 300:  # noqa: PLR2004
            return replace(answer, kind="http", what=await self._refusal(response))
        packed = await self._read(response)
        body = unpack(packed, response.headers.get("Content-Encoding", ""), self.policy.body_bytes)
        return replace(answer, body=body)

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        data = bytearray()
        async for chunk in response.content.iter_chunked(_READ):
            data += chunk
            if len(data) > _LARGE:
                break
        else:
            return bytes(data)
        async with self.large:
            async for chunk in response.content.iter_chunked(_READ):
                data += chunk
                if len(data) > self.policy.wire_bytes:
                    raise UnpackError("too-large", f"more than {self.policy.wire_bytes >> 20} MiB")
        return bytes(data)

    async def _refusal(self, response: aiohttp.ClientResponse) -> str:
        """What a refusing answer's status and first bytes give away: "HTTP 403, a bot wall"."""
        packed = await response.content.read(_READ)
        wall = "Cloudflare" if response.headers.get("cf-mitigated") == "challenge" else ""
        with suppress(UnpackError):
            body = unpack(packed, response.headers.get("Content-Encoding", ""), _LARGE)
            wall = wall or bot_wall(body.decode("utf-8", "replace"))
        return f"HTTP {response.status}" + (f", a bot wall ({wall})" if wall else "")

    async def _allowed(self, url: str) -> bool:
        where = robots_url(url)
        if where not in self.rules:
            self.rules[where] = self.loop.create_task(self._robots(where))
        return (await self.rules[where]).allows(url)

    async def _robots(self, url: str) -> Robots:
        self.turns.announce(url)
        try:
            answer = await self._follow(Request(key=url, url=url))
        except Trouble:
            return Robots(closed=True)
        finally:
            self.turns.answered(url)
        robots = read_robots(answer.status, answer.body)
        self.turns.of(url).gap = robots.delay
        return robots
