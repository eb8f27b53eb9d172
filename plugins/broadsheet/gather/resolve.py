"""Redirectors' links led to the publisher: bounded, polite, a dead one kept as it is."""

from __future__ import annotations

from collections.abc import Sequence

from .fetch import fetch_all
from .records import Policy, Request
from .redirectors import is_redirector, spoken_target

__all__ = ["resolve"]


def resolve(urls: Sequence[str], *, policy: Policy) -> tuple[tuple[str, str], ...]:
    """Where redirectors lead: (url, publisher's address) in the order given, each url once.

    What says its target in its own address is not asked; the others are followed while the next
    address is a redirector's too. A dead, looping or silent one leads to itself.
    """
    known = {url: spoken_target(url) for url in dict.fromkeys(urls)}
    asked = [url for url, target in known.items() if not target and is_redirector(url)]
    requests = [Request(key=url, url=url, head=True) for url in asked]
    for answer in fetch_all(requests, policy=policy):
        if answer.final_url and not answer.kind and not is_redirector(answer.final_url):
            known[answer.key] = answer.final_url
    return tuple((url, target or url) for url, target in known.items())
