"""Addresses that we never talk to: no feed may make us read what only our machine can reach."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

__all__ = ["refused_address", "refused_url"]

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


def refused_url(url: str, *, private: bool = False) -> str:
    """Why `url` is not asked, "" when it may be; names are judged once they are resolved.

    Only http and https with a host; a host written as an address is judged here unless
    `private` addresses are allowed.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - reading it raises on a bad one
    except ValueError:
        return "not an address that can be read"
    if parts.scheme.lower() not in ("http", "https"):
        return f"{parts.scheme or 'no'} scheme, only http and https are asked"
    if not host:
        return "no host"
    if private:
        return ""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    return refused_address(host)


def refused_address(address: str) -> str:
    """Why the IP `address` is refused ("127.0.0.1 is a loopback address"), "" when it is public."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address} is no IP address"
    inner = _inside(ip)
    kind = _kind(ip) or (_kind(inner) if inner else "")
    return f"{address} is a {kind} address" if kind else ""


def _inside(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one carries: mapped, 6to4, Teredo, NAT64."""
    if isinstance(ip, IPv4Address):
        return None
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    if any(ip in network for network in _NAT64):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def _kind(ip: IPv4Address | IPv6Address) -> str:
    if isinstance(ip, IPv6Address) and (ip.ipv4_mapped or any(ip in n for n in _NAT64)):
        return ""  # judged by the address inside
    kinds = (
        ("loopback", ip.is_loopback),
        ("link-local", ip.is_link_local),
        ("multicast", ip.is_multicast),
        ("unspecified", ip.is_unspecified),
        ("private", ip.is_private),
        ("reserved", ip.is_reserved or not ip.is_global),
    )
    return next((kind for kind, holds in kinds if holds), "")
