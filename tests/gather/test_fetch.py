"""The network room against a server that behaves, and servers that do not."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise

import brotli
import pytest
import zstandard
from broadsheet.gather import fetch as room
from broadsheet.gather.addresses import refused_address, refused_url
from broadsheet.gather.fetch import Policy, fetch_all
from broadsheet.gather.records import Answer, Request
from loopback import Route, Seen, redirect, reply, serve

FEED = b"<rss><channel><title>T</title></channel></rss>"
QUICK = Policy(
    agent="Broadsheet/9 (+https://me.example/)", private_addresses=True, gap=0.0, total=5.0
)


def ask(route: Route, policy: Policy = QUICK, **more: Route) -> Answer:
    """The answer when /feed is `route`, and /name each of `more`."""
    routes = {"/feed": route, **{f"/{name}": other for name, other in more.items()}}
    with serve(routes) as server:
        [answer] = fetch_all([Request(key="k", url=server.url + "/feed")], policy=policy)
    assert answer.key == "k"
    return answer


def test_good_answer_is_whole():
    """Body, status, the headers that manners reads, the address that answered."""
    answer = ask(reply(FEED, ETag='W/"x"', Last_Modified="then", Set_Cookie="a=b"))
    assert (answer.status, answer.body, answer.kind) == (200, FEED, "")
    assert (answer.header("etag"), answer.header("last-modified")) == ('W/"x"', "then")
    assert answer.header("set-cookie") == ""
    assert answer.final_url == answer.url
    assert answer.permanent_to == ""
    assert answer.elapsed > 0


def test_request_says_who_asks_and_nothing_else():
    """Truthful agent, encodings, the caller's headers verbatim; no cookie, no referrer."""
    path = "/a?b=c%20d&e=%C3%A9"
    with serve({path: redirect("/two"), "/two": reply(FEED, Set_Cookie="a=b")}) as server:
        request = Request(key="k", url=server.url + path, headers=(("If-None-Match", 'W/"a"'),))
        list(fetch_all([request], policy=QUICK))
        list(fetch_all([request], policy=QUICK))
    assert server.asked() == [path, "/two"] * 2
    for seen in server.seen:
        assert {name: v for name, v in seen.headers.items() if name != "host"} == {
            "user-agent": "Broadsheet/9 (+https://me.example/)",
            "accept-encoding": "gzip, br, zstd",
            "accept": "*/*",
            "connection": "close",
            "if-none-match": 'W/"a"',
        }


def test_form_is_posted_and_not_sent_elsewhere():
    """What is posted goes to the address that was named; a redirect is the caller's to judge."""
    kind = (("Content-Type", "text/plain"),)
    with serve({"/one": reply(status="204 No Content"), "/two": redirect("/one")}) as server:
        posts = [Request(key=path, url=server.url + path, headers=kind, form=b"a=b")
                 for path in ("/one", "/two")]  # fmt: skip
        answers = {answer.key: answer for answer in fetch_all(posts, policy=QUICK)}
    assert [(s.method, s.path, s.body, s.headers["content-type"]) for s in server.seen] == [
        ("POST", path, b"a=b", "text/plain") for path in ("/one", "/two")
    ]
    assert (answers["/one"].status, answers["/one"].kind) == (204, "")
    assert (answers["/two"].status, answers["/two"].header("location")) == (302, "/one")


@pytest.mark.parametrize(
    ("name", "pack"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstandard.compress)],
)
def test_compressed_bodies_are_opened(name, pack):
    """Whatever encoding the server chose."""
    assert ask(reply(pack(FEED), Content_Encoding=name)).body == FEED


def test_not_modified_has_no_body():
    """A 304 is a good answer."""
    answer = ask(reply(status="304 Not Modified", length=False, ETag='"2"'))
    assert (answer.status, answer.body, answer.kind, answer.header("etag")) == (304, b"", "", '"2"')


@pytest.mark.parametrize(
    "status", ["400 No", "401 No", "404 No", "410 Gone", "429 Slow", "500 Oh", "503 Oh"]
)
def test_refusals_are_named_by_status(status):
    """A status that is no success is a failure with the number in it, and keeps its headers."""
    answer = ask(reply(b"<html>", status=status, Retry_After="120"))
    assert (answer.kind, answer.what) == ("http", f"HTTP {status[:3]}")
    assert (answer.status, answer.header("retry-after")) == (int(status[:3]), "120")


@pytest.mark.parametrize(
    "page",
    [
        reply(b"<title>Just a moment...</title>", "403 Forbidden", cf_mitigated="challenge"),
        reply(b"<script>window._cf_chl_opt = 1</script>", "503 Busy"),
        reply(gzip.compress(b"/cdn-cgi/challenge-platform/x"), "403 No", Content_Encoding="gzip"),
    ],
)
def test_bot_wall_is_named(page):
    """A challenge is told from a plain refusal."""
    assert ask(page).what.endswith(", a bot wall (Cloudflare)")


def endless(_seen: Seen) -> Iterator[bytes]:
    """A body without end."""
    yield reply(length=False)
    while True:
        yield b"x" * 65536


def drip(_seen: Seen) -> Iterator[bytes]:
    """A byte now and then."""
    yield reply(length=False)
    for _ in range(200):
        time.sleep(0.05)
        yield b"x"


def silent(_seen: Seen) -> Iterator[bytes]:
    """A server that never answers."""
    time.sleep(3)
    yield b""


@pytest.mark.parametrize(
    ("route", "kind", "what"),
    [
        (endless, "too-large", "more than 1 MiB"),
        (reply(gzip.compress(bytes(9 * 2**20)), Content_Encoding="gzip"),
         "too-large", "more than 2 MiB when decompressed"),
        (reply(brotli.compress(bytes(9 * 2**20), quality=1), Content_Encoding="br"),
         "too-large", "more than 2 MiB when decompressed"),
        (reply(b"\x1f\x8bgarbage", Content_Encoding="gzip"), "encoding", "broken gzip"),
        (reply(b"?", Content_Encoding="rot13"), "encoding", 'unknown encoding "rot13"'),
        (drip, "timeout", "not answered in 0.5 s"),
        (silent, "timeout", "not answered in 0.5 s"),
        (b"", "network", "the server hung up"),
        (b"SSH-2.0-hello\r\n", "network", "an answer that is no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", "network", "the answer was cut off"),
        (redirect("/feed"), "redirects", "redirects in a circle"),
        (redirect("/b"), "redirects", "redirects in a circle"),
        (redirect("file:///etc/passwd"), "refused", "file scheme, only http and https are asked"),
        (redirect("http://[::1"), "refused", "not an address that can be read"),
        (reply(status="302 Found"), "redirects", "redirects in a circle"),
    ],
)  # fmt: skip
def test_hostile_servers_become_failures(route, kind, what):
    """Bounded in bytes, seconds and hops; each with its reason, none an exception."""
    policy = Policy(private_addresses=True, gap=0.0, total=0.5, wire_bytes=2**20, body_bytes=2**21)
    start = time.monotonic()
    answer = ask(route, policy, b=redirect("/feed"))
    assert (answer.kind, answer.what[: len(what)], answer.body) == (kind, what, b"")
    assert time.monotonic() - start < 3


def test_five_redirects_are_followed_and_no_more():
    """The sixth is a failure."""
    chain = {f"h{n}": redirect(f"/h{n + 1}") for n in range(2, 6)}
    assert ask(redirect("/h2"), **chain, h6=reply(FEED)).body == FEED
    answer = ask(redirect("/h2"), **chain, h6=redirect("/h7"), h7=reply(FEED))
    assert (answer.kind, answer.what) == ("redirects", "more than 5 redirects")


@pytest.mark.parametrize(
    ("first", "second", "permanent"),
    [
        ("301 Moved", "308 Moved", "/end"),
        ("301 Moved", "302 Found", "/mid"),
        ("302 Found", "301 Moved", ""),
        ("307 Temp", "303 See", ""),
    ],
)
def test_permanent_moves_are_told_from_others(first, second, permanent):
    """Only an unbroken run of 301 and 308 from the start is a move."""
    answer = ask(redirect("/mid", first), mid=redirect("/end", second), end=reply(FEED))
    assert answer.body == FEED
    assert answer.final_url.endswith("/end")
    assert answer.permanent_to.endswith(permanent)
    assert bool(answer.permanent_to) is bool(permanent)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/feed", "http://localhost:{port}/feed", "http://[::1]:{port}/"]
)
def test_private_addresses_are_refused_by_default(url):
    """By number or by name, nothing is sent."""
    with serve({"/feed": reply(FEED)}) as server:
        port = server.url.rpartition(":")[2]
        [answer] = fetch_all([Request(key="k", url=url.format(port=port))], policy=Policy())
    assert answer.kind == "refused"
    assert "is a loopback address" in answer.what
    assert server.seen == []


def test_redirect_to_a_private_address_is_refused(monkeypatch):
    """A public host may not send us home: each hop is judged, by name and by number."""

    def address(number: str) -> str:  # 127.0.0.1 plays the public server, all else is as it is
        return "" if number == "127.0.0.1" else refused_address(number)

    def url(url: str, *, private: bool) -> str:
        return "" if "//127.0.0.1" in url else refused_url(url, private=private)

    monkeypatch.setattr(room, "refused_address", address)
    monkeypatch.setattr(room, "refused_url", url)
    for target in ("http://127.0.0.2/", "http://[::1]/", "http://169.254.169.254/latest"):
        answer = ask(redirect(target), Policy(gap=0.0))
        assert answer.kind == "refused", target


@pytest.mark.parametrize(
    "url", ["http://nobody.invalid/", "http://127.0.0.1:1/", "ftp://a.example/", "x"]
)
def test_unreachable_addresses_are_failures(url):
    """No name, no server, no scheme."""
    [answer] = fetch_all([Request(key="k", url=url)], policy=QUICK)
    assert answer.kind in ("network", "refused")
    assert answer.what


def test_one_bad_feed_stops_nobody():
    """Every request has its answer, whatever the others are."""
    with serve({"/good": reply(FEED), "/bad": b"", "/drip": drip}) as server:
        urls = [f"{server.url}/{name}" for name in ("bad", "good", "drip", "none")]
        requests = [Request(key=url, url=url) for url in [*urls, "http://nobody.invalid/"]]
        policy = Policy(private_addresses=True, gap=0.0, total=0.5)
        answers = {a.key.rpartition("/")[2]: a.kind for a in fetch_all(requests, policy=policy)}
    assert answers == {
        "good": "",
        "bad": "network",
        "drip": "timeout",
        "none": "http",
        "": "network",
    }


def test_one_request_at_a_time_per_host_with_a_pause():
    """Ten feeds of one host come one by one, a gap apart, redirects counted."""
    with serve({f"/{n}": redirect("/x") if n == 3 else reply(FEED) for n in range(5)}) as server:
        requests = [Request(key=str(n), url=f"{server.url}/{n}") for n in range(5)]
        policy = Policy(private_addresses=True, gap=0.1)
        list(fetch_all(requests, policy=policy))
    assert len(server.seen) == 6
    assert server.most_open == 1
    assert min(b.at - a.at for a, b in pairwise(server.seen)) >= 0.1


def test_connection_is_kept_only_for_who_still_waits_for_its_host():
    """A thousand hosts leave no thousand idle connections: many systems allow 256 open files."""
    with serve({f"/{n}": reply(FEED) for n in range(3)}) as server:
        requests = [Request(key=str(n), url=f"{server.url}/{n}") for n in range(3)]
        list(fetch_all(requests, policy=QUICK))
    assert [seen.headers.get("connection", "") for seen in server.seen] == ["", "", "close"]


def test_connection_of_a_robots_file_serves_its_page_too():
    """One connection for the two, if the server likes."""
    with serve({"/robots.txt": reply(b""), "/story": reply(b"<html>")}) as server:
        list(fetch_all([Request(key="k", url=server.url + "/story", robots=True)], policy=QUICK))
    assert [seen.headers.get("connection", "") for seen in server.seen] == ["", "close"]


def test_bodies_that_nobody_takes_hold_up_the_asking(monkeypatch):
    """Memory has an end where a caller is slow; what has no body is not counted, nor lost."""
    monkeypatch.setattr(room, "_UNREAD", 2)
    routes: dict[str, Route] = {f"/{n}": reply(FEED) for n in range(6)}
    routes |= {f"/n{n}": reply(status="304 Not Modified", length=False) for n in range(6)}
    with serve(routes) as server:
        requests = [Request(key=path, url=server.url + path) for path in routes]
        answers = []
        for answer in fetch_all(requests, policy=QUICK):
            time.sleep(0.02)
            answers.append(answer.key)
    assert sorted(answers) == sorted(routes)


def test_hosts_do_not_wait_for_each_other():
    """Two hosts are asked at once: each answers only once the other has been asked."""
    both = threading.Barrier(2, timeout=5)

    def wait(_seen: Seen) -> bytes:
        both.wait()
        return reply(FEED)

    with serve({"/": wait}) as server:
        port = server.url.rpartition(":")[2]
        hosts = [f"http://{name}:{port}/" for name in ("localhost", "127.0.0.1")]
        answers = list(fetch_all([Request(key=h, url=h) for h in hosts], policy=QUICK))
    assert [answer.kind for answer in answers] == ["", ""]


def test_sixteen_hosts_are_asked_at_once():
    """None of them answers before the last has been asked; by the house's own numbers."""
    all_asked = threading.Barrier(16, timeout=5)

    def wait(_seen: Seen) -> bytes:
        all_asked.wait()
        return reply(FEED)

    with ExitStack() as stack:
        urls = [stack.enter_context(serve({"/": wait}, f"127.0.0.{n}")).url for n in range(1, 17)]
        requests = [Request(key=url, url=f"{url}/") for url in urls]
        answers = list(fetch_all(requests, policy=Policy(private_addresses=True)))
    assert [answer.kind for answer in answers] == [""] * 16


@pytest.mark.parametrize(
    ("status", "headers", "rests"),
    [
        ("429 Slow", {}, True),
        ("429 Slow", {"Retry_After": "60"}, True),
        ("503 Busy", {"Retry_After": "60"}, True),
        ("503 Busy", {}, False),
        ("500 Oh", {"Retry_After": "60"}, False),
    ],
)
def test_host_that_asks_for_rest_is_left_alone_at_once(status, headers, rests):
    """After a 429 no other feed of the host is asked in this run."""
    with serve({f"/{n}": reply(status=status, **headers) for n in range(3)}) as server:
        requests = [Request(key=str(n), url=f"{server.url}/{n}") for n in range(3)]
        kinds = [answer.kind for answer in fetch_all(requests, policy=QUICK)]
    assert sorted(kinds) == (["http", "resting", "resting"] if rests else ["http"] * 3)
    assert len(server.seen) == (1 if rests else 3)


def test_caller_that_stops_ends_the_asking():
    """Leaving the loop early leaves no thread and no request behind."""
    with serve({"/good": reply(FEED), "/drip": drip}) as server:
        requests = [Request(key=n, url=f"{server.url}/{n}") for n in ("good", "drip")]
        start = time.monotonic()
        for answer in fetch_all(requests, policy=QUICK):
            assert answer.key == "good"
            break
    assert time.monotonic() - start < 2
    assert not [t for t in threading.enumerate() if t.name == "fetch"]


def test_callback_sees_every_answer():
    """What a progress bar hangs from."""
    done: list[str] = []
    with serve({"/a": reply(FEED)}) as server:
        requests = [Request(key=n, url=f"{server.url}/{n}") for n in "ab"]
        for _answer in fetch_all(requests, policy=QUICK, on_done=lambda a: done.append(a.key)):
            pass
    assert sorted(done) == ["a", "b"]


def test_nothing_to_ask_starts_nothing():
    """An empty list is an empty answer."""
    assert list(fetch_all([], policy=QUICK)) == []


def page(robots: Route, policy: Policy = QUICK) -> tuple[Answer, list[str]]:
    """The answer for an article page beside a robots.txt, and what was asked."""
    with serve({"/robots.txt": robots, "/story": reply(b"<html>")}) as server:
        [answer] = fetch_all(
            [Request(key="k", url=server.url + "/story", robots=True)], policy=policy
        )
    return answer, server.asked()


def test_robots_are_obeyed_for_pages():
    """A page that robots.txt keeps from us is not asked for."""
    answer, asked = page(reply(b"User-agent: *\nDisallow: /story"))
    assert (answer.kind, asked) == ("robots", ["/robots.txt"])
    answer, asked = page(reply(b"User-agent: *\nDisallow: /else"))
    assert (answer.body, asked) == (b"<html>", ["/robots.txt", "/story"])
    assert page(reply(status="404 No"))[0].body == b"<html>"
    assert page(reply(status="500 Oh"))[0].kind == "robots"
    assert page(b"")[0].kind == "robots"


def test_robots_are_asked_once_a_host():
    """Ten pages of a host cost one robots.txt."""
    with serve({"/robots.txt": reply(b""), **{f"/{n}": reply(b"x") for n in range(4)}}) as server:
        requests = [Request(key=str(n), url=f"{server.url}/{n}", robots=True) for n in range(4)]
        list(fetch_all(requests, policy=QUICK))
    assert server.asked().count("/robots.txt") == 1
