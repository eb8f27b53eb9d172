"""How clean, and how fast: leftovers over real feeds before and after, speed beside others.

    python benchmarks/cleaning.py [--feeds DIR] [--seconds N]

The feeds are third-party data that lies beside the checkout and is not shipped; without
it only the speed is measured, on entries made up here. readability-lxml is measured if
it is installed.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import nh3
from broadsheet.clean import clean_all, explain_learned, text_of
from broadsheet.clean.blocks import blocks_of
from broadsheet.gather.parse import parse
from broadsheet.model import Entry

# What to count, written apart from the cleaner's own tables: (name, in text or html, regex).
LEFTOVERS = [
    ("appeared first on", "text", r"appeared first on|erschien zuerst auf|est apparu en premier"),
    ("read more", "text", r"(?:read more|continue reading|read the full|please click here)\W*$"),
    ("dots in brackets", "text", r"\[\s*(?:…|\.\.\.)\s*\]\W*$"),
    (
        "share endpoints",
        "html",
        r"sharer\.php|intent/tweet|/submit\?|addtoany|pinterest\.com/pin/c",
    ),
    (
        "feed service pixels",
        "html",
        r"<img[^>]+(?:feedburner|feedsportal|doubleclick|~r/|~4/|b\.gif)",
    ),
    ("1x1 pictures", "html", r"<img[^>]+(?:width|height)=.?[01]\b"),
    ("submitted by", "text", r"^submitted by"),
    ("[link] [comments]", "text", r"^\[link\]"),
    ("wire slug", "text", r"^[A-Z][\w., ]{2,40}\((?:AP|AFP|EFE|Reuters|ANSA)\)"),
    ("tracking parameters", "html", r"[?&;](?:utm_\w+|fbclid|gclid|wt_mc|mc_cid)="),
    ("relative links", "html", r"(?:href|src)=.?(?:/(?!/)|\.\.)"),
    ("scripts, frames, styles", "html", r"<(?:script|iframe|style|object)|\son\w+=|\sstyle="),
    ("permalink marks", "text", r"^(?:permalink|[★⚓#*]+)$"),
    (
        "newsletter, follow",
        "text",
        r"^(?:unsubscribe|follow us on|sign up for our|subscribe (?:to|now))",
    ),
    ("post a comment", "text", r"^(?:post a comment|no comments:?|leave a comment)$"),
]
OUTLETS = ("Harbour Times", "Quay Street Journal", "Northport Post", "Lowgate Bote")
SHARED = (
    '<div class="sharedaddy"><h3>Share this:</h3><ul>'
    '<li><a href="https://twitter.com/share">Twitter</a></li></ul></div>'
)
BATCH = 40  # entries cleaned together
WORDS = """
the harbour board ferry sailings bridge council spring fares captain quay market tower choir
library umbrella rain marathon bakery farmer railway engineers witness morning public budget
""".split()  # noqa: SIM905 - a list of words reads best as a text


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    beside = Path(__file__).parents[2] / "shared" / "eval" / "feeds"
    parser.add_argument("--feeds", type=Path, default=beside)
    parser.add_argument("--seconds", type=float, default=2.0, help="per measurement")
    chosen = parser.parse_args()
    feeds = read(chosen.feeds) if chosen.feeds.is_dir() else {}
    if feeds:
        leftovers(feeds)
    else:
        print(f"no feeds at {chosen.feeds}: leftovers not counted\n")
    made = typical(400)
    speed("400 made-up entries", made, chosen.seconds)
    short = [brief(entry) for entry in made]
    quick = rate(clean_all, short, chosen.seconds)
    print(f"400 plain entries of 300 characters: {quick:.0f} a second")
    print(f"2,000 made-up entries, each seen once: {once(typical(2_000, seed=2)):.0f} a second\n")
    if feeds:
        speed("entries of the feeds", [e for of in feeds.values() for e in of], chosen.seconds)
    growth()


def read(folder: Path) -> dict[str, list[Entry]]:
    """Feeds of a folder, by file name."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv":
            continue
        parsed = parse(path.read_bytes(), base="")
        found[path.name] = [
            replace(entry, feed=path.name, lang=entry.lang or parsed.lang)
            for entry in parsed.entries
        ]
    return found


def count(entries: Sequence[Entry], *, cleaned: bool) -> Counter[str]:
    """Entries that bear each kind of leftover."""
    found: Counter[str] = Counter()
    for entry in entries:
        html = entry.html if cleaned else entry.received
        lines = text_of(html).split("\n")
        for name, where, pattern in LEFTOVERS:
            texts = lines if where == "text" else [html]
            found[name] += any(re.search(pattern, t, re.IGNORECASE) for t in texts)
    return found


def leftovers(feeds: dict[str, list[Entry]]) -> None:
    """Print the table of leftovers, the cuts by rule and what recurs still."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    remains: list[str] = []
    learned: list[str] = []
    for name, entries in feeds.items():
        done = clean_all(entries)
        before += count(entries, cleaned=False)
        after += count(done, cleaned=True)
        rules.update(cut.rule for entry in done for cut in entry.removed)
        learned += [
            f"{name}: {ln.position} {ln.count}/{ln.entries} {ln.sample[:80]!r}"
            for ln in explain_learned(done)
        ]
        tails = Counter(text_of(e.html).split("\n")[-1] for e in done if e.html)
        remains += [f"{name}: {n}x {t[:80]!r}" for t, n in tails.items() if t and n > 1]
    total = sum(map(len, feeds.values()))
    print(f"Leftovers in {total} entries of {len(feeds)} feeds: entries that bear one\n")
    print("| kind | before | after |\n| --- | ---: | ---: |")
    for name, _, _ in LEFTOVERS:
        print(f"| {name} | {before[name]} | {after[name]} |")
    print("\nCuts by rule:", ", ".join(f"{r} {n}" for r, n in rules.most_common()))
    print("\nLearned:", *sorted(learned), sep="\n  ")
    print(
        "\nLast lines that more than one entry of a feed still has:", *sorted(remains), sep="\n  "
    )
    print()


def typical(size: int, seed: int = 1) -> list[Entry]:
    """Made-up entries of the usual size, each with a furniture or two."""
    rng = random.Random(seed)

    def sentence() -> str:
        words = rng.choices(WORDS, k=rng.randint(9, 18))
        return " ".join(words).capitalize() + "."

    out = []
    for i in range(size):
        outlet = rng.choice(OUTLETS)
        host = f"https://{outlet.replace(' ', '').lower()}.example"
        url = f"{host}/2031/{i}/?utm_source=rss&utm_medium=feed"
        title = sentence()[:-1]
        body = [f"<p>{sentence()} {sentence()} {sentence()}</p>" for _ in range(rng.randint(2, 5))]
        body[0] = body[0].replace("<p>", rng.choice(("<p>", "<p>LONDON (Reuters) - ", "<p>(CNN)")))
        body[-1] = body[-1].replace(
            ".</p>", f' at <a href="{host}/a?id=1&amp;fbclid=2">the quay</a>.</p>'
        )
        appeared = (
            f'<p>The post <a href="{url}">{title}</a> appeared first on '
            f'<a href="{host}">{outlet}</a>.</p>'
        )
        tail = rng.choice(
            (
                appeared,
                f'<p><a href="{url}" class="more-link">Continue reading</a></p>',
                SHARED,
                '<img src="https://feeds.feedburner.com/~r/x/~4/y" width="1" height="1">',
                "",
            )
        )
        out.append(
            Entry(received="\n".join(body) + tail, title=f"{title} - {outlet}", url=url,
                  source=outlet, feed=outlet, lang="en")
        )  # fmt: skip
    return out


def rate(
    function: Callable[[Sequence[Entry]], object], entries: Sequence[Entry], seconds: float
) -> float:
    """Entries a second of CPU on one core: the best of rounds, batch by batch.

    The best, since a busy machine only ever makes it slower.
    """
    batches = [entries[at : at + BATCH] for at in range(0, len(entries), BATCH)]
    best = [float("inf")] * len(batches)
    began = time.process_time()
    while time.process_time() - began < seconds or best[-1] == float("inf"):
        for at, batch in enumerate(batches):
            start = time.process_time()
            function(batch)
            best[at] = min(best[at], time.process_time() - start)
    return len(entries) / sum(best)


def brief(entry: Entry) -> Entry:
    """An entry as a plain RSS feed gives it: 300 characters, no markup, no furniture."""
    text = re.sub(r"<[^>]+>|LONDON \(Reuters\) - |\(CNN\)", "", entry.received)
    return replace(entry, title=entry.title.rpartition(" - ")[0], received=text[:300])


def once(entries: Sequence[Entry]) -> float:
    """Entries a second of CPU where none has been seen before; the faster half of batches."""
    took = []
    for at in range(0, len(entries), BATCH):
        start = time.process_time()
        clean_all(entries[at : at + BATCH])
        took.append(time.process_time() - start)
    half = sorted(took)[: len(took) // 2]
    return BATCH * len(half) / sum(half)


def speed(name: str, entries: Sequence[Entry], seconds: float) -> None:
    """Print what each cleaner does a second of CPU on one core."""
    size = sum(len(e.received) for e in entries) / len(entries)
    print(f"Speed, {name}, {size:.0f} characters each (entries a second of CPU, one core)\n")
    print("| cleaner | entries/s |\n| --- | ---: |")
    cleaners: list[tuple[str, Callable[[Sequence[Entry]], object]]] = [
        ("broadsheet, whole chain with learning", clean_all),
        (f"nh3 {version('nh3')} alone", _each(lambda e: nh3.clean(e.received))),
        *others(),
    ]
    for label, function in cleaners:
        print(f"| {label} | {rate(function, entries, seconds):.0f} |")
    print()


def _each(function: Callable[[Entry], object]) -> Callable[[Sequence[Entry]], object]:
    return lambda batch: [function(entry) for entry in batch]


def others() -> list[tuple[str, Callable[[Sequence[Entry]], object]]]:
    """Cleaners to compare with, those that are here."""
    found: list[tuple[str, Callable[[Sequence[Entry]], object]]] = []
    try:
        from trafilatura import extract  # noqa: PLC0415 - only where it is installed

        found.append((f"trafilatura {version('trafilatura')}", _each(lambda e: extract(_page(e)))))
    except ImportError:
        print("(trafilatura is not installed)")
    try:
        from readability import Document  # noqa: PLC0415 - only where it is installed

        label = f"readability-lxml {version('readability-lxml')}"
        found.append((label, _each(lambda e: Document(_page(e)).summary())))
    except ImportError:
        print("(readability-lxml is not installed)")
    return found


def _page(entry: Entry) -> str:
    return f"<html><head><title>{entry.title}</title></head><body>{entry.received}</body></html>"


def growth() -> None:
    """Print that work grows with length, not with nesting."""
    print("Growth, one entry (ms of CPU)\n\n| input | kB | ms |\n| --- | ---: | ---: |")
    unit = "<p>The harbour board met. <a href='/x?utm_id=1'>More</a></p>"
    inputs = [(f"paragraphs x {n}", unit * n) for n in (100, 1_000, 10_000)]
    inputs += [(f"nested div x {n}", "<div>" * n + "x") for n in (10_000, 100_000)]
    inputs += [("nested b x 100000", "<b>x" * 100_000), ("unclosed a x 100000", "<a " * 100_000)]
    for name, html in inputs:
        start = time.process_time()
        [done] = clean_all([Entry(received=html, url="https://x.example/", lang="en")])
        took = (time.process_time() - start) * 1_000
        blocks_of.cache_clear()
        print(f"| {name} | {len(html) / 1000:.0f} | {took:.0f} |")
        assert len(done.html) <= len(html) * 2 + 100


if __name__ == "__main__":
    main()
