"""Topic accuracy with no, 1 % and 10 % of labels, beside a linear SVM on the same labels.

    python benchmarks/topics.py [PATH]

PATH is a JSON Lines file with id, title, text and topic. Labelled entries are drawn by
five seeds; accuracy is over the others. Numbers in the rooms (weights, prior, sharpness)
were chosen on the entries at even places of the shuffled file; both halves are reported.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from broadsheet.group import topics as room
from broadsheet.group.topics import classify
from broadsheet.group.vectors import terms_of
from broadsheet.model import Edition, Entry, Topic
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

DATA = Path(__file__).parents[2] / "shared" / "eval" / "topics" / "ledes.jsonl"


def ours(entries: Sequence[Entry], labels: Mapping[str, str], topics: Sequence[str]) -> dict:
    """Answers of the shipped classifier: id to topic and belief."""
    return classify(entries, labels, topics)


def svm(entries: Sequence[Entry], labels: Mapping[str, str], _topics: Sequence[str]) -> dict:
    """A linear SVM on TF-IDF of words and pairs, English stop words: the reference."""
    texts = [f"{entry.title} {entry.excerpt}" for entry in entries]
    known = [at for at, entry in enumerate(entries) if entry.id in labels]
    vectors = TfidfVectorizer(ngram_range=(1, 2), stop_words="english", sublinear_tf=True)
    train = vectors.fit_transform([texts[at] for at in known])
    model = LinearSVC().fit(train, [labels[entries[at].id] for at in known])
    answers = model.predict(vectors.transform(texts))
    return {entry.id: (answer, 1.0) for entry, answer in zip(entries, answers, strict=True)}


def accuracy(answers: Mapping, truth: Mapping[str, str], labels: Mapping[str, str]) -> float:
    """Share of the entries without a label that are right."""
    asked = [name for name in truth if name not in labels]
    return sum(answers[name][0] == truth[name] for name in asked) / len(asked)


def paces(rows: Sequence[Mapping[str, str]]) -> None:
    """Print what an edition costs: learning from four weeks of 100 entries, sorting 1,000."""
    entries = [
        Entry(
            id=row["id"],
            title=row["title"],
            excerpt=row["text"],
            lang="en",
            terms=terms_of(row["title"], row["text"], "en"),
            topic=row["topic"].lower(),
            topic_from="hint",
        )
        for row in rows
    ]
    day = date(2031, 4, 2)
    past = [
        Edition(date=day + timedelta(days=at), entries=tuple(entries[at * 100 : at * 100 + 100]))
        for at in range(28)
    ]
    start = time.process_time()
    history = room.learn(room.NOTHING, *past)
    learned = time.process_time() - start
    bare = tuple(replace(entry, topic="", topic_from="") for entry in entries[2800:3800])
    topics = tuple(
        Topic(name=name, slug=name.lower()) for name in sorted({row["topic"] for row in rows})
    )
    start = time.process_time()
    result = room.sort(Edition(date=day, entries=bare), topics=topics, history=history)
    took = time.process_time() - start
    shown = [entry for entry in result.entries if entry.topic]
    truth = {entry.id: entry.topic for entry in entries}
    right = sum(entry.topic == truth[entry.id] for entry in shown)
    print(f"learn from 2,800 stored entries: {learned:.2f} s; sort {len(bare):,}: {took:.2f} s")
    if shown:
        print(f"shown under a topic: {len(shown):,}, right {right / len(shown):.3f}")


def heldout(
    answers: Mapping, labels: Mapping[str, str], truth: Mapping[str, str], order: Sequence[str]
) -> str:
    """Accuracy on the half on which numbers were chosen, and on the other."""
    halves = [{name: truth[name] for name in half} for half in (order[::2], order[1::2])]
    return ", ".join(f"{accuracy(answers, half, labels):.4f}" for half in halves)


def calibration(answers: Mapping, truth: Mapping[str, str]) -> None:
    """Print belief against accuracy, and what an edition would show at the shipped bound."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for name, (topic, belief) in answers.items():
        bins.setdefault(min(9, int(belief * 10)), []).append((belief, topic == truth[name]))
    error = 0.0
    print("belief   entries  mean belief  right")
    for at, pairs in sorted(bins.items()):
        belief = sum(pair[0] for pair in pairs) / len(pairs)
        right = sum(pair[1] for pair in pairs) / len(pairs)
        error += abs(belief - right) * len(pairs) / len(answers)
        print(f".{at}-       {len(pairs):7d}  {belief:11.3f}  {right:.3f}")
    print(f"expected calibration error {error:.3f}")


def main() -> None:
    """Measure and print."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    if not path.exists():
        print(f"{path} is absent: nothing measured")
        return
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    entries = [Entry(id=row["id"], title=row["title"], excerpt=row["text"]) for row in rows]
    truth = {row["id"]: row["topic"] for row in rows}
    topics = sorted(set(truth.values()))
    order = sorted(truth)
    random.Random(0).shuffle(order)
    start = time.process_time()
    answers = ours(entries, {}, topics)
    took = time.process_time() - start
    print(f"{len(rows)} entries, {len(topics)} topics; {len(rows) / took:.0f} entries/s")
    halves = [
        sum(answers[n][0] == truth[n] for n in half) / len(half)
        for half in (order[::2], order[1::2])
    ]
    print(f"no label: {accuracy(answers, truth, {}):.4f} (halves {halves[0]:.4f}, {halves[1]:.4f})")
    calibration(answers, truth)
    for share in (0.01, 0.1):
        for name, method in (("ours", ours), ("linear SVM", svm)):
            found = []
            for seed in range(5):
                drawn = random.Random(seed).sample(order, round(share * len(order)))
                labels = {name: truth[name] for name in drawn}
                answers = method(entries, labels, topics)
                found.append(accuracy(answers, truth, labels))
            mean = sum(found) / len(found)
            print(f"{share:.0%} labels, {name}: {mean:.4f} ({min(found):.4f} to {max(found):.4f})")
        answers = ours(entries, labels, topics)
        print(f"halves without their labels: {heldout(answers, labels, truth, order)}")
    calibration({n: a for n, a in answers.items() if n not in labels}, truth)
    paces(rows)


if __name__ == "__main__":
    main()
