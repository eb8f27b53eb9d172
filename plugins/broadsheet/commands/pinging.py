"""`ping`: once the pages are live, the site's WebSub hub is told which feeds have changed.

WebSub (W3C, 2018) leaves open how a publisher tells its hub. All public hubs take the form of
its forerunner, PubSubHubbub 0.3, section 7.1: a POST of hub.mode=publish and hub.url=FEED,
answered by any 2xx. That form may name several feeds at once, but not every hub reads more
than one, so each feed is a request of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

import click
import msgspec

from .. import store
from ..errors import BroadsheetError, ConfigError, InputError
from ..gather.fetch import fetch_all
from ..gather.records import Answer, Request
from ..model import Site
from ..publish.addresses import FEED_TYPES, absolute
from ..site import Place
from ..state import FOLDER
from ..terminal import plain, plain_json
from ..wire import policy_of

__all__ = ["ping"]

_FILE = "pinged.json"
_FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


class Told(msgspec.Struct):
    """What a hub knows: the address of a feed -> SHA-256 of its bytes. May be lost."""

    hub: str = ""
    feeds: dict[str, str] = {}


def ping(
    place: Place,
    output: Path | None = None,
    *,
    quiet: bool = False,
    as_json: bool = False,
) -> None:
    """Tell the hub of each feed in the output that differs from what it was told of last.

    Raises:
        ConfigError: digest.toml names no hub, or no address of the site.
        InputError: there is no feed in the output.
        BroadsheetError: the hub did not take a feed; those that it took are remembered.
    """
    site = place.site
    _ready(site)
    feeds = dict(_feeds(site, output or place.root / "output"))
    path = place.root / FOLDER / _FILE
    known = _known(path, site.hub)
    changed = [feed for feed, mark in feeds.items() if known.get(feed) != mark]
    refused: dict[str, str] = {}
    requests = [_request(site.hub, feed) for feed in changed]
    for answer in fetch_all(requests, policy=policy_of(site)):
        what = _refusal(answer)
        if what:
            refused[answer.key] = what
        else:
            known[answer.key] = feeds[answer.key]
        if as_json:
            row = {"feed": answer.key, "told": not what, "what": what}
            click.echo(plain_json(msgspec.json.encode(row).decode()))
    now = {feed: known[feed] for feed in sorted(feeds.keys() & known.keys())}
    store.write_atomic(path, msgspec.json.encode(Told(hub=site.hub, feeds=now)))
    told = len(changed) - len(refused)
    if not quiet and not as_json:
        click.echo(
            plain(f"{site.hub}: told of {told} feeds, {len(feeds) - len(changed)} unchanged")
        )
    if refused:
        what = next(iter(refused.values()))
        raise BroadsheetError(
            f"{len(refused)} of {len(changed)} feeds were not taken: {what}",
            where=f"hub {site.hub}",
            remedy="run ping again, or mend hub under [site] in content/digest.toml",
        )


def _ready(site: Site) -> None:
    for key, value in (("hub", site.hub), ("url", site.url)):
        if not value:
            raise ConfigError(
                f"there is no {key}, so nobody is told of new editions",
                where="content/digest.toml",
                remedy=f'write {key} = "https://..." under [site]',
            )


def _feeds(site: Site, output: Path) -> Iterator[tuple[str, str]]:
    """(address, mark of its bytes) of each of our feeds in the output, by address."""
    folder = output / "feeds"
    paths = sorted(path for path in folder.rglob("*") if path.suffix[1:] in FEED_TYPES)
    if not paths:
        raise InputError(
            "there is no feed", where=f"{output.name}/feeds", remedy="run render first"
        )
    for path in paths:
        address = absolute(site, path.relative_to(output).as_posix())
        yield address, sha256(path.read_bytes()).hexdigest()


def _known(path: Path, hub: str) -> dict[str, str]:
    """What this hub was told; nothing where that is lost, or was another's."""
    try:
        told = msgspec.json.decode(path.read_bytes(), type=Told)
    except (OSError, msgspec.DecodeError):
        return {}
    return told.feeds if told.hub == hub else {}


def _request(hub: str, feed: str) -> Request:
    form: Mapping[str, str] = {"hub.mode": "publish", "hub.url": feed}
    return Request(key=feed, url=hub, headers=_FORM, form=urlencode(form).encode())


def _refusal(answer: Answer) -> str:
    """Why an answer is no consent, "" when it is one."""
    if answer.kind:
        return answer.what
    if 200 <= answer.status < 300:  # noqa: PLR2004
        return ""
    where = answer.header("location")
    return f"HTTP {answer.status}" + (f", it is at {where}" if where else "")
