"""How fast feeds are gathered, beside lemon24/reader, and what each parser keeps of real ones.

    gathering.py facts FOLDER       what three parsers keep of the feeds in FOLDER, and their speed
    gathering.py run [--feeds 1000] [--reader]
                                    loopback feeds with 50-800 ms delays: first run, then 304s

`run` serves the feeds from a process of its own, one loopback address a feed (Linux: all of
127.0.0.0/8), and measures each client in a process of its own: wall seconds, CPU seconds with
children, peak memory of the process and of its largest child. The rows "ours" are the gathering
wing alone, which stores no entry; "broadsheet gather" is the whole command. `--reader` makes a
clean venv and installs `reader` and `sgmllib3k` into it, which wants a package index.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.metadata
import json
import logging
import os
import random
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadsheet.model import Entry

WORDS = (  # noqa: SIM905 - as a list it would fill a page
    "harbour ferry council bridge storm budget school train river market court strike museum "
    "glacier orchard union tunnel library festival tariff election harvest lighthouse reactor"
).split()
ENTRIES = 22
WHOLE = "broadsheet gather"


# The server: its CPU counts for nobody.


def feed_text(number: int) -> str:
    """Feed `number`: RSS with 22 entries of a few hundred characters, always the same."""
    chance = random.Random(number)
    items = []
    for n in range(ENTRIES):
        title = " ".join(chance.choices(WORDS, k=8)).capitalize()
        body = "".join(f"<p>{' '.join(chance.choices(WORDS, k=40))}.</p>" for _ in range(2))
        day = datetime(2026, 3, 1, tzinfo=UTC) - timedelta(minutes=chance.randrange(40_000))
        items.append(
            f"<item><title>{title}</title><link>https://f{number}.example/{n}</link>"
            f'<guid isPermaLink="false">f{number}-{n}</guid><pubDate>'
            f"{day:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
            f"<category>{chance.choice(WORDS)}</category>"
            f"<description><![CDATA[{body}]]></description></item>"
        )
    head = f"<title>Feed {number}</title><link>https://f{number}.example/</link>"
    return f'<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'


async def serve(port: int) -> None:
    """Answers on every loopback address; the path's number says which feed and how slowly."""
    from aiohttp import web  # noqa: PLC0415 - the measured clients must not pay for it

    bodies: dict[int, bytes] = {}

    async def answer(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        await asyncio.sleep(random.Random(-number).uniform(0.05, 0.8))
        tag = f'"feed-{number}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        body = bodies.setdefault(number, feed_text(number).encode())
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": tag})

    app = web.Application()
    app.router.add_get("/{number}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", port, backlog=1024).start()
    await asyncio.Event().wait()


def addresses(port: int, feeds: int) -> list[str]:
    """One host a feed."""
    return [f"http://127.1.{n // 250}.{n % 250 + 1}:{port}/{n}" for n in range(feeds)]


@contextlib.contextmanager
def server() -> Iterator[int]:
    """The server's port, while it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, __file__, "serve", "--port", str(port)])
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


# The clients: each run is a process, so that CPU and memory are its own.


def _cleaner() -> Callable[[list[Entry]], list[Entry]]:
    from broadsheet.clean import clean  # noqa: PLC0415 - only the client that cleans pays for it

    return lambda entries: [clean(entry) for entry in entries]


def ours(port: int, feeds: int, kept: Path, *, now: datetime, cleaned: bool) -> int:
    """One run of our wing: decide, fetch, parse in workers, remember; entries read."""
    import msgspec  # noqa: PLC0415 - each client imports its own
    from broadsheet.gather.fetch import Policy, fetch_all  # noqa: PLC0415
    from broadsheet.gather.manners import Ask, FeedState, after, decide, unchanged  # noqa: PLC0415
    from broadsheet.gather.records import Answer, Request  # noqa: PLC0415
    from broadsheet.gather.workers import Job, read_all  # noqa: PLC0415

    known = msgspec.json.Decoder(dict[str, FeedState])
    states = known.decode(kept.read_bytes()) if kept.exists() else {}
    asks = {
        url: decide(url, states.get(url, FeedState()), now=now) for url in addresses(port, feeds)
    }
    requests = [
        Request(key=url, url=ask.url, headers=ask.headers)
        for url, ask in asks.items()
        if isinstance(ask, Ask)
    ]
    answers: dict[str, Answer] = {}
    keep = _cleaner() if cleaned else list

    def jobs() -> Iterator[Job]:
        for answer in fetch_all(requests, policy=Policy(private_addresses=True)):
            state = states.get(answer.key, FeedState())
            if answer.kind or unchanged(state, answer):
                states[answer.key] = after(state, answer, address=answer.key, now=now)
                continue
            answers[answer.key] = answer
            yield Job(key=answer.key, body=answer.body, base=answer.final_url)

    count = 0
    for outcome in read_all(jobs()):
        entries = outcome.feed.entries if outcome.feed else ()
        count += len(keep(list(entries)))
        state = states.get(outcome.key, FeedState())
        states[outcome.key] = after(
            state, answers.pop(outcome.key), address=outcome.key, now=now, trouble=outcome.what
        )
    kept.write_bytes(msgspec.json.encode(states))
    failed = sum(1 for state in states.values() if state.failures)
    if failed:
        sys.exit(f"{failed} feeds failed")
    return count


def whole(port: int, feeds: int, kept: Path, *, now: str) -> int:
    """One `broadsheet gather` of a site of these feeds, cleaned, grouped and written; what came."""
    if not kept.exists():
        (kept / "content").mkdir(parents=True)
        shutil.copy(Path(__file__).parents[1] / "digest.py", kept)
        site = '[site]\nid = "example.org,2026:bench"\ntitle = "Bench"\nprivate_addresses = true\n'
        urls = enumerate(addresses(port, feeds))
        site += "".join(f'[[feeds]]\nkey = "f{n}"\naddress = "{url}"\n' for n, url in urls)
        (kept / "content" / "digest.toml").write_text(site)
    command = [sys.executable, "digest.py", "gather", "--json", "--now", now]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=kept)
    return sum(int(row["gathered"]) for row in json.loads(done.stdout)["ledger"])


def theirs(port: int, feeds: int, kept: Path) -> int:
    """One run of lemon24/reader over the same feeds; entries stored in all."""
    from reader import make_reader  # noqa: PLC0415 - only in its own venv

    logging.disable(logging.CRITICAL)
    shelf = make_reader(str(kept))
    for url in addresses(port, feeds):
        shelf.add_feed(url, exist_ok=True)
    shelf.update_feeds(workers=128, scheduled=False)
    return int(shelf.get_entry_counts().total or 0)


def measured(arguments: argparse.Namespace) -> None:
    """Runs one client here and prints what it cost as JSON."""
    start = time.monotonic()
    kept = Path(arguments.kept)
    if arguments.client == "lemon24/reader":
        count = theirs(arguments.port, arguments.feeds, kept)
    elif arguments.client == WHOLE:
        count = whole(arguments.port, arguments.feeds, kept, now=arguments.now)
    else:
        now = datetime.fromisoformat(arguments.now)
        cleaned = arguments.client == "ours, cleaned too"
        count = ours(arguments.port, arguments.feeds, kept, now=now, cleaned=cleaned)
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        json.dumps(
            {
                "entries": count,
                "wall": round(time.monotonic() - start, 2),
                "cpu": round(
                    own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime, 2
                ),
                "mib": own.ru_maxrss // 1024,
                "child_mib": children.ru_maxrss // 1024,
            }
        )
    )


def one_run(python: str, *arguments: str) -> dict[str, float]:
    """What one run of a client cost."""
    command = [python, __file__, "measure", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def clean_venv(folder: Path) -> str:
    """A Python with `reader` and nothing of ours."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    pip = [python, "-m", "pip", "install", "-q"]
    subprocess.run([*pip, "-U", "pip"], check=True)
    subprocess.run([*pip, "reader", "sgmllib3k"], check=True)
    return python


def run(feeds: int, *, reader: bool) -> None:
    """Both clients, first run and 304 run."""
    with tempfile.TemporaryDirectory() as folder, server() as port:
        clients = [(name, sys.executable) for name in ("ours", "ours, cleaned too", WHOLE)]
        if reader:
            clients.append(("lemon24/reader", clean_venv(Path(folder) / "venv")))
        print(f"{feeds} feeds on {feeds} hosts, 50-800 ms each; {_machine()}")
        print(f"load at the start {os.getloadavg()[0]:.1f}")
        print("| client | run | entries | wall s | CPU s | MiB | largest child MiB |")
        print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
        for client, python in clients:
            kept = Path(folder) / client.replace("/", "-")
            for name, now in (("first", "2026-03-02T06:00:00Z"), ("304", "2026-03-03T06:00:00Z")):
                asked = {"client": client, "port": port, "feeds": feeds, "kept": kept, "now": now}
                cost = one_run(python, *(f"--{name}={value}" for name, value in asked.items()))
                row = (client, name, *cost.values())
                print("| " + " | ".join(str(value) for value in row) + " |", flush=True)
        print(f"load at the end {os.getloadavg()[0]:.1f}")
        if reader:
            command = [clients[-1][1], "-c", "import reader; print('reader', reader.__version__)"]
            subprocess.run(command, check=True)


def _machine() -> str:
    models = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    names = ("aiohttp", "lxml", "msgspec", "pebble")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{len(models)} cores of {models[0]}, Python {python}, {versions}"


# What is kept of real feeds.


def facts(folder: Path) -> None:
    """A table of facts that each parser keeps, and entries a second."""
    import fastfeedparser  # noqa: PLC0415 - only here
    from broadsheet.gather.parse import parse  # noqa: PLC0415
    from broadsheet.gather.repair import read_broken  # noqa: PLC0415

    paths = sorted(p for p in folder.iterdir() if p.suffix != ".csv")
    bodies = {path.name: path.read_bytes() for path in paths}
    print("| fact | ours (lxml) | fastfeedparser | feedparser |\n| --- | ---: | ---: | ---: |")
    mine = [entry for body in bodies.values() for entry in parse(body).entries]
    fast = []
    for name, body in bodies.items():
        try:
            fast += fastfeedparser.parse(body)["entries"]
        except Exception as error:  # noqa: BLE001 - whatever it raises is a feed that it lost
            print(f"fastfeedparser on {name}: {error}", file=sys.stderr)
    slow = [entry for body in bodies.values() for entry in read_broken(body).entries]
    rows = {
        "entries": (len(mine), len(fast), len(slow)),
        "authors": (_sum(e.authors for e in mine), _sum(e.get("authors") for e in fast),
                    _sum(e.authors for e in slow)),
        "characters of text": (
            sum(len(e.received) for e in mine),
            sum(max([len(c["value"] or "") for c in e.get("content") or []]
                    + [len(e.get("description") or "")]) for e in fast),
            sum(len(e.received) for e in slow),
        ),
        "dates": (_sum((e.published,) if e.published else () for e in mine),
                  _sum((1,) if e.get("published") else () for e in fast),
                  _sum((e.published,) if e.published else () for e in slow)),
        "categories": (_sum(e.categories for e in mine), _sum(e.get("tags") for e in fast),
                       _sum(e.categories for e in slow)),
        "media": (_sum(e.media for e in mine),
                  sum(_sum(e.get(key) for e in fast) for key in ("enclosures", "media_content")),
                  _sum(e.media for e in slow)),
        "link behind the proxy": (_sum((1,) if e.resolved else () for e in mine), 0,
                                  _sum((1,) if e.resolved else () for e in slow)),
        "language": (_sum((1,) if e.lang else () for e in mine), 0,
                     _sum((1,) if e.lang else () for e in slow)),
    }  # fmt: skip
    for name, values in rows.items():
        print(f"| {name} | " + " | ".join(str(value) for value in values) + " |")
    speeds = [
        _speed(reader, list(bodies.values()))
        for reader in (parse, fastfeedparser.parse, read_broken)
    ]
    print("| entries/s, one core | " + " | ".join(f"{speed:,.0f}" for speed in speeds) + " |")


def _sum(lists) -> int:  # noqa: ANN001 - any list of lists
    return sum(len(values or ()) for values in lists)


def _speed(reader, bodies) -> float:  # noqa: ANN001 - three parsers of three kinds
    start, count = time.process_time(), 0
    for _ in range(3):
        for body in bodies:
            with contextlib.suppress(Exception):
                found = reader(body)
                count += len(found["entries"] if isinstance(found, dict) else found.entries)
    return count / (time.process_time() - start)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("facts").add_argument("folder", type=Path)
    runner = commands.add_parser("run")
    runner.add_argument("--feeds", type=int, default=1000)
    runner.add_argument("--reader", action="store_true")
    commands.add_parser("serve").add_argument("--port", type=int)
    measure = commands.add_parser("measure")
    measure.add_argument("--port", type=int)
    measure.add_argument("--feeds", type=int)
    for name in ("--client", "--kept", "--now"):
        measure.add_argument(name)
    arguments = parser.parse_args()
    if arguments.command == "facts":
        facts(arguments.folder)
    elif arguments.command == "serve":
        asyncio.run(serve(arguments.port))
    elif arguments.command == "measure":
        measured(arguments)
    else:
        run(arguments.feeds, reader=arguments.reader)


if __name__ == "__main__":
    main()
