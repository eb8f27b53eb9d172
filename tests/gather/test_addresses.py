"""Which addresses are never asked."""

from __future__ import annotations

import pytest
from broadsheet.gather.addresses import refused_address, refused_url


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("::1", "loopback"),
        ("10.0.0.1", "private"),
        ("172.16.0.1", "private"),
        ("192.168.1.1", "private"),
        ("fd00::1", "private"),
        ("169.254.169.254", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("0.0.0.0", "unspecified"),
        ("::", "unspecified"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("255.255.255.255", "private"),
        ("240.0.0.1", "private"),
        ("100.64.0.1", "reserved"),
        ("192.0.2.1", "private"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:10.0.0.1", "private"),
        ("2002:7f00:1::", "loopback"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b::a00:1", "private"),
    ],
)
def test_private_addresses_are_refused(address, kind):
    """Every kind that only our own network can reach, also wrapped into IPv6."""
    assert refused_address(address) == f"{address} is a {kind} address"


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_public_addresses_are_asked(address):
    """The open network is what we are for."""
    assert refused_address(address) == ""


def test_teredo_is_refused_for_what_it_carries():
    """A tunnel to a private address is one."""
    assert "address" in refused_address("2001:0:4136:e378:8000:63bf:f5ff:fffe")


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("ftp://a.example/", "ftp scheme"),
        ("file:///etc/passwd", "file scheme"),
        ("gopher://a.example/", "gopher scheme"),
        ("javascript:alert(1)", "javascript scheme"),
        ("//a.example/", "no scheme"),
        ("http:///x", "no host"),
        ("http://[::1", "not an address"),
        ("http://a.example:99999/", "not an address"),
        ("http://127.0.0.1/", "loopback"),
        ("http://[::1]:8080/", "loopback"),
        ("http://[fe80::1%25eth0]/", "link-local"),
        ("http://user:pass@10.0.0.1/", "private"),
    ],
)
def test_urls_that_are_refused_unresolved(url, part):
    """Other schemes, no host, a private address written out."""
    assert part in refused_url(url)


@pytest.mark.parametrize(
    "url", ["http://a.example/", "HTTPS://a.example:8443/x", "http://1.1.1.1/"]
)
def test_urls_that_may_be_asked(url):
    """Names are judged when they are resolved, in the network room."""
    assert refused_url(url) == ""


def test_private_addresses_can_be_allowed():
    """A setting opens them for who reads feeds at home; other schemes stay closed."""
    assert refused_url("http://127.0.0.1:8080/", private=True) == ""
    assert refused_url("file:///etc/passwd", private=True) != ""
