"""Stories measured: BCubed per set with the one shipped default, strays, time and memory.

    python benchmarks/grouping.py [--stories] [--scale] [--topics] [--days N --per-day M]

Without a choice, all three. The sets stand beside the checkout (`../shared/eval`); what
is absent is said and skipped. Rooms' numbers were chosen on the stories whose hash is
even; both halves are reported, each scored within the whole set. The reference is
average linkage on TF-IDF (1-2-grams, English stop words), at its best threshold for
each set, and at the one threshold that is best for all.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import wordfreq
from broadsheet.group.stories import assign, group
from broadsheet.group.vectors import terms_of
from broadsheet.model import Edition, Entry
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.feature_extraction.text import TfidfVectorizer

HOME = Path(__file__).parents[2] / "shared" / "eval"
SETS = ("ledes", "lookalikes", "fulltext", "headlines")
STRAYS = 1000
Scores = tuple[float, float, float]


def rows(path: Path) -> list[dict]:
    """The rows of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def entry_of(row: Mapping) -> Entry:
    """A row as the product would store it."""
    title, text = row.get("title") or "", row.get("text") or ""
    when = row.get("date")
    return Entry(
        id=row["id"],
        title=title,
        source=row.get("source") or "",
        url=row.get("url") or "",
        published=datetime.fromisoformat(when).replace(tzinfo=UTC) if when else None,
        excerpt=text[:280],
        terms=terms_of(title, text),
    )


def bcubed(found: Mapping, truth: Mapping, within: Sequence[str] | None = None) -> Scores:
    """BCubed precision, recall and F1, the means over the items `within` (all)."""
    groups = Counter(found[key] for key in truth)
    stories = Counter(truth.values())
    both = Counter((found[key], truth[key]) for key in truth)
    keys = list(truth) if within is None else within
    precision = sum(both[found[k], truth[k]] / groups[found[k]] for k in keys) / len(keys)
    recall = sum(both[found[k], truth[k]] / stories[truth[k]] for k in keys) / len(keys)
    return precision, recall, 2 * precision * recall / (precision + recall)


def half(story: str) -> int:
    """0 for the stories that numbers were chosen on, 1 for those held out."""
    return int(hashlib.sha1(f"s{story}".encode()).hexdigest(), 16) % 2


def tfidf(items: Sequence[Mapping]) -> dict[float, dict]:
    """The reference's grouping at each threshold: cosine from .02 to .4."""
    texts = [f"{row.get('title') or ''} {row.get('text') or ''}" for row in items]
    words = TfidfVectorizer(ngram_range=(1, 2), stop_words="english", sublinear_tf=True)
    matrix = words.fit_transform(texts)
    apart = 1 - (matrix @ matrix.T).toarray().clip(0, 1)
    tree = linkage(squareform(apart, checks=False), "average")
    found = {}
    for step in range(1, 21):
        labels = fcluster(tree, 1 - step / 50, "distance")
        found[step / 50] = {row["id"]: label for row, label in zip(items, labels, strict=True)}
    return found


def stories() -> None:
    """The table of the four sets: ours, held-out half, reference, with strays."""
    folder = HOME / "stories"
    if not folder.is_dir():
        print("stories: no data beside the checkout, skipped")
        return
    strays = [
        {
            "id": f"stray-{row['id']}",
            "story": f"stray-{row['id']}",
            "title": row["title"],
            "text": row["text"],
        }
        for row in rows(HOME / "topics" / "ledes.jsonl")[:STRAYS]
    ]
    print("set         P     R     F1    half0 half1 strays  s   tf-idf at its best, and at .08")
    means: dict[str, list[float]] = {}
    for name in SETS:
        items = rows(folder / f"{name}.jsonl")
        truth = {row["id"]: row["story"] for row in items}
        entries = [entry_of(row) for row in items]
        start = time.perf_counter()
        found = assign(entries)
        seconds = time.perf_counter() - start
        mixed = assign([*entries, *(entry_of(_like(row, name)) for row in strays)])
        with_strays = bcubed(
            mixed, truth | {row["id"]: row["story"] for row in strays}, list(truth)
        )
        ours = bcubed(found, truth)
        halves = [
            bcubed(found, truth, [k for k, s in truth.items() if half(s) == side])[2]
            for side in (0, 1)
        ]
        reference = {at: bcubed(labels, truth)[2] for at, labels in tfidf(items).items()}
        best = max(reference, key=lambda at: reference[at])
        line = [*ours, *halves, with_strays[2]]
        print(
            f"{name:11s}",
            *(f"{value:.3f}" for value in line),
            f"{seconds:4.1f}",
            f"  {reference[best]:.3f} at {best:.2f}, {reference[0.08]:.3f}",
            flush=True,
        )
        for key, value in zip(("F1", "half0", "half1", "strays"), line[2:], strict=True):
            means.setdefault(key, []).append(value)
        means.setdefault("tf-idf best", []).append(reference[best])
        means.setdefault("tf-idf at .08", []).append(reference[0.08])
    print("mean  ", ", ".join(f"{key} {sum(v) / len(v):.3f}" for key, v in means.items()))


def _like(row: Mapping, name: str) -> dict:
    """A stray of the same make as the set: bare headlines among bare headlines."""
    bare = {**row, "text": ""} if name == "headlines" else dict(row)
    if name == "lookalikes":
        bare = {**row, "title": "", "text": f"{row['title']}. {row['text']}"}
    return bare


def invented(day: int, number: int, per_day: int, words: Sequence[str]) -> tuple[str, str]:
    """Title and text of a made-up entry: names of its story, words of its kind, chatter."""
    draw = random.Random(f"entry {number}")
    story = day * per_day // 3 + draw.randrange(per_day // 3 + per_day // 6)  # a third goes on
    own = random.Random(f"story {story}")
    names = [
        "".join(own.choices("bdgklmnprstvz aeiou".replace(" ", ""), k=8)).capitalize()
        for _ in range(6)
    ]
    told = own.choices(words, k=25)
    kind = random.Random(f"kind {story % 40}").choices(words, k=60)

    def word() -> str:
        at = draw.random()
        if at < 0.4:
            return draw.choice(names if at < 0.15 else told)
        return draw.choice(kind) if at < 0.55 else words[int(draw.random() ** 3 * len(words))]

    return " ".join(word() for _ in range(9)), " ".join(word() for _ in range(60))


def scale(days: int, per_day: int) -> None:
    """A backfill day by day beside a window of seven: seconds and memory as it grows."""
    words = [word for word in wordfreq.top_n_list("en", 6000) if word.isalpha() and len(word) > 3]
    first = datetime(2031, 1, 1, tzinfo=UTC)
    window: list[Edition] = []
    spent: list[float] = []
    print(f"scale: {days} days of {per_day} entries beside a window of 7 days")
    for day in range(days):
        entries = []
        for number in range(day * per_day, (day + 1) * per_day):
            title, text = invented(day, number, per_day, words)
            seen = first + timedelta(days=day, seconds=number % per_day)
            terms = terms_of(title, text, "en")
            entries.append(
                Entry(
                    id=f"e{number:08d}",
                    title=title,
                    excerpt=text[:280],
                    lang="en",
                    terms=terms,
                    seen=seen,
                )
            )
        edition = Edition(date=date(2031, 1, 1) + timedelta(days=day), entries=tuple(entries))
        start = time.perf_counter()
        told = group(edition, window=tuple(window))
        spent.append(time.perf_counter() - start)
        issued = Edition(
            date=told.date,
            issued=first,
            entries=told.entries,
            stories=told.stories,
            aliases=told.aliases,
        )
        window = [*window, issued][-7:]
        if day in (0, 3, 7) or day == days - 1 or day % 25 == 0:
            held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            went_on = sum(story.since is not None for story in told.stories)
            print(
                f"  day {day:4d}: {spent[-1]:5.2f} s, "
                f"{len(told.stories)} stories ({went_on} go on), {held} MiB",
                flush=True,
            )
    print(f"  {days * per_day} entries grouped in {sum(spent):.0f} s")


def main() -> None:
    """Run what was asked for."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for part in ("stories", "scale", "topics"):
        ask.add_argument(f"--{part}", action="store_true")
    ask.add_argument("--days", type=int, default=9)
    ask.add_argument("--per-day", type=int, default=1000)
    asked = ask.parse_args()
    everything = not (asked.stories or asked.scale or asked.topics)
    if asked.stories or everything:
        stories()
    if asked.scale or everything:
        scale(asked.days, asked.per_day)
    if asked.topics or everything:
        script = Path(__file__).with_name("topics.py")
        subprocess.run([sys.executable, str(script)], check=True)


if __name__ == "__main__":
    main()
