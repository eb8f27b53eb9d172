"""Redirectors' links, led to the publisher."""

from __future__ import annotations

from pathlib import Path

import pytest
from broadsheet.gather import redirectors
from broadsheet.gather.records import Policy
from broadsheet.gather.redirectors import is_redirector, spoken_target
from broadsheet.gather.resolve import resolve
from loopback import redirect, reply, serve

QUICK = Policy(private_addresses=True, gap=0.0, total=1.0)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (
            "https://www.google.com/url?rct=j&url=https://a.example/x%3Fy&ct=ga",
            "https://a.example/x?y",
        ),
        ("https://www.google.com/url?q=https://a.example/", "https://a.example/"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2F&h=AT0", "https://a.example/"),
        ("https://www.google.com/url?q=javascript:alert(1)", ""),
        ("https://www.google.com/search?q=https://a.example/", ""),
        ("https://ift.tt/abc", ""),
        ("https://a.example/?url=https://b.example/", ""),
    ],
)
def test_addresses_that_say_their_target(url, target):
    """Read off the query, no request made; only of known redirectors."""
    assert spoken_target(url) == target


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://ift.tt/abc", True),
        ("http://feedproxy.google.com/~r/x/~3/y/", True),
        ("https://t.co/abc", True),
        ("https://www.google.com/url?q=x", True),
        ("https://www.google.com/maps", False),
        ("https://notift.tt/abc", False),
        ("https://ift.tt.evil.example/abc", False),
        ("http://[bad", False),
    ],
)
def test_redirectors_are_known_by_host_and_path(url, known):
    """A name that only looks like one is none."""
    assert is_redirector(url) is known


@pytest.fixture
def loopback_is_a_redirector(monkeypatch):
    """127.0.0.1 stands for a redirector, localhost for the publisher."""
    monkeypatch.setattr(redirectors, "_table", lambda: {"127.0.0.1": (("/", ("",)),)})


def test_redirectors_are_followed_to_the_publisher(loopback_is_a_redirector):
    """By HEAD, one hop or several, and the publisher itself is not asked."""
    routes = {
        "/one": redirect("http://localhost/story?id=1"),
        "/two": redirect("/one"),
        "/dead": reply(status="404 No"),
        "/loop": redirect("/loop"),
        "/own": reply(b"a page of its own"),
        "/nohead": lambda seen: (
            reply(status="405 No") if seen.method == "HEAD" else redirect("http://localhost/x")
        ),
    }
    with serve(routes) as server:
        urls = [server.url + path for path in routes]
        found = resolve([*urls, urls[0], "https://a.example/direct"], policy=QUICK)
    assert [target.removeprefix(server.url) for _url, target in found] == [
        "http://localhost/story?id=1",
        "http://localhost/story?id=1",
        "/dead",
        "/loop",
        "/own",
        "http://localhost/x",
        "https://a.example/direct",
    ]
    assert [seen.path for seen in server.seen if seen.method == "GET"] == ["/nohead"]
    assert len(server.seen) == 8


def test_chain_of_redirectors_has_an_end(loopback_is_a_redirector):
    """Six hops lead nowhere: the link stays as it was."""
    with serve({f"/{n}": redirect(f"/{n + 1}") for n in range(9)}) as server:
        [(_url, target)] = resolve([server.url + "/0"], policy=QUICK)
        assert target == server.url + "/0"
        assert len(server.seen) == 6


def test_redirect_home_is_refused(loopback_is_a_redirector):
    """A redirector may not lead us to a private address: where it leads is not asked at all."""
    with serve({"/x": redirect("http://localhost/admin")}) as server:
        [(_url, target)] = resolve([server.url + "/x"], policy=Policy(gap=0.0))
    assert target == server.url + "/x"
    assert server.seen == []


def test_table_is_sorted_and_whole():
    """Each row names its origin; sorted, so that additions are found and not doubled."""
    path = Path(redirectors.__file__).with_name("redirectors.tsv")
    rows = [line.split("\t") for line in path.read_text().splitlines() if line[0] != "#"]
    assert all(len(row) == 3 and all(row) for row in rows)
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
