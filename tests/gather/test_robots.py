"""Whether a page may be fetched, as RFC 9309 says."""

from __future__ import annotations

import time

import pytest
from broadsheet.gather.robots import read_robots, robots_url

RULES = b"""# hello
User-agent: Other
User-agent: Broadsheet  # us
Disallow: /private
Allow: /private/open
Disallow: /*/print$
Disallow: /*.pdf
Disallow: /caf%C3%A9
Crawl-delay: 3

User-agent: *
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/story", True),
        ("/private", False),
        ("/private/x", False),
        ("/private/open/x", True),
        ("/a/print", False),
        ("/a/print/more", True),
        ("/doc.pdf", False),
        ("/doc.pdf?x=1", False),
        ("/café/x", False),
        ("/caf%C3%A9", False),
    ],
)
def test_longest_rule_of_our_group_holds(path, allowed):
    """Our own group, not everyone's; wildcards, an end, and the longest match."""
    assert read_robots(200, RULES).allows(f"https://a.example{path}") is allowed


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        (b"", True),
        (b"User-agent: *\nDisallow: /", False),
        (b"User-agent: *\nDisallow:", True),
        (b"User-agent: Somebot\nDisallow: /", True),
        (b"User-agent: broadsheet\n\nUser-agent: *\nDisallow: /", False),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: broadsheet\nDisallow: /elsewhere", True),
        (b"\xef\xbb\xbfUSER-AGENT:*\r\nDISALLOW:/\r\n", False),
        (b"<html>not robots: at all</html>", True),
    ],
)
def test_groups(text, allowed):
    """Ours if there is one, else everyone's, else nothing is forbidden."""
    assert read_robots(200, text).allows("https://a.example/story") is allowed


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(404, True), (401, True), (410, True), (500, False), (503, False), (0, False)],
)
def test_no_rules(status, allowed):
    """No file means no rules; a server that cannot say is not asked."""
    assert read_robots(status, b"").allows("https://a.example/story") is allowed


def test_delay_is_bounded():
    """A wish for a pause is kept, up to twenty seconds."""
    assert read_robots(200, RULES).delay == 3.0
    assert read_robots(200, b"User-agent: *\nCrawl-delay: 9999").delay == 20.0
    assert read_robots(200, b"User-agent: *\nCrawl-delay: soon").delay == 0.0


def test_hostile_patterns_are_quick():
    """A pattern of stars cannot make matching slow."""
    pattern = b"/" + b"*a" * 2000 + b"b"
    robots = read_robots(200, b"User-agent: *\n" + b"Disallow: " + pattern + b"\n")
    start = time.process_time()
    assert robots.allows("https://a.example/" + "a" * 4000)
    assert time.process_time() - start < 1


def test_where_the_rules_stand():
    """At the root of the same scheme, host and port, without credentials."""
    assert robots_url("https://u:p@a.example:81/x/y?z") == "https://a.example:81/robots.txt"
