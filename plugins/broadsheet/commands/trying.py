"""`clean` and `group` on what is handed to them: no site, no store, no cache."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from ..clean import clean_all, excerpt_of, text_of
from ..errors import InputError
from ..gather import files
from ..model import Entry, Feed, Rules
from ..terminal import plain, plain_json

__all__ = ["clean", "group"]

EXCERPT = 280  # characters of a text that grouping reads as its lede, as an edition stores


def clean(paths: Sequence[Path], rules: Rules | None, *, as_json: bool) -> int:
    """Read, clean, print; the exit code is 1 if a path could not be read or none yielded."""
    received: list[Entry] = []
    titles: dict[str, str] = {}
    unread = False
    for given in paths:
        found = files.expand(str(given), Path()) if given.exists() else ()
        if not found:
            click.echo(f"{plain(str(given))}: no such file, or nothing in it to read", err=True)
            unread = True
        for path in found:
            read = files.read_path(path, feed=Feed(key=str(path), path=str(path)))
            for failure in read.failures:
                click.echo(f"{plain(str(path))}: {plain(failure)}", err=True)
            unread |= bool(read.failures) and not read.entries
            if not read.entries and not read.failures:
                click.echo(f"{plain(str(path))}: no entry found", err=True)
            # Posts that lie in one folder, a file each, came through one feed: they learn together.
            key = str(path) if read.title or len(read.entries) > 1 else str(path.parent)
            titles[str(path)] = read.title
            received += [
                dataclasses.replace(entry, feed=key, origin=str(path)) for entry in read.entries
            ]
    by_key = {entry.feed: rules for entry in received} if rules else {}
    outlets = {entry.feed: titles[entry.origin] for entry in received if titles[entry.origin]}
    cleaned = clean_all(received, feeds=by_key, outlets=outlets)
    show = _show_json if as_json else _show
    for entry in cleaned:
        show(entry, titles.get(entry.origin, ""))
    return 1 if unread or not cleaned else 0


def _show_json(entry: Entry, title: str) -> None:
    row = {
        "path": entry.origin,
        "title": entry.title,
        "source": entry.source,
        "feed": entry.label or title,
        "url": entry.url,
        "published": entry.published.isoformat() if entry.published else None,
        "lang": entry.lang,
        "text": text_of(entry.html),
        "html": entry.html,
        "removed": [{"rule": cut.rule, "text": cut.text} for cut in entry.removed],
    }
    click.echo(plain_json(json.dumps(row, ensure_ascii=False)))


def _show(entry: Entry, title: str) -> None:
    console = Console(highlight=False)
    when = f"{entry.published:%Y-%m-%d %H:%M}" if entry.published else "no date"
    facts = (entry.source, entry.label or title, when, entry.url)
    console.print(Text(plain(entry.title) or "(no title)", style="bold"))
    console.print(Text(plain(" · ".join(fact for fact in facts if fact)), style="dim"))
    console.print(Text(plain(text_of(entry.html))))
    for cut in entry.removed:
        console.print(
            Text.assemble((plain(cut.text), "strike dim"), (f"  {plain(cut.rule)}", "italic dim"))
        )
    console.print()


def group(path: Path, topics: Sequence[str], *, as_json: bool) -> None:
    """Read JSON Lines, group and sort them, print a line for every id.

    Raises:
        InputError: the file, or a line of it, cannot be used; names the line.
    """
    from ..group.stories import assign  # noqa: PLC0415 - heavy, and `clean` needs none of it
    from ..group.topics import classify  # noqa: PLC0415

    entries, labels = _read_entries(path)
    names = list(topics) or sorted(set(labels.values()))
    stories = assign(entries)
    sorted_ = classify(entries, labels, names) if names else {}
    titles = {entry.id: entry.title for entry in entries}
    for entry in entries:
        topic, confidence = sorted_.get(entry.id, ("", 0.0))
        story = stories[entry.id]
        if as_json:
            row = {"id": entry.id, "story": story, "topic": topic, "confidence": confidence}
            click.echo(plain_json(json.dumps(row, ensure_ascii=False)))
        else:
            click.echo(f"{plain(story)}\t{plain(topic)}\t{plain(titles[entry.id])}")


def _read_entries(path: Path) -> tuple[list[Entry], dict[str, str]]:
    from ..group.vectors import terms_of  # noqa: PLC0415 - as above

    entries: dict[str, Entry] = {}
    labels: dict[str, str] = {}
    for number, row in _rows(path):
        where = f"{path.name}:{number}"
        name = _text(row, "id", where)
        if not name:
            raise InputError("the id is empty", where=where, remedy="give each line its own id")
        if name in entries:
            raise InputError(
                f'the id "{name}" stands twice', where=where, remedy="give each line its own id"
            )
        title, text = _text(row, "title", where), _text(row, "text", where)
        label = _text(row, "topic", where)
        if label:
            labels[name] = label
        lang = _text(row, "lang", where)
        entries[name] = Entry(
            id=name,
            feed=_text(row, "feed", where),
            title=title,
            source=_text(row, "source", where),
            url=_text(row, "url", where),
            published=_time(_text(row, "published", where), where),
            lang=lang,
            excerpt=excerpt_of(text, EXCERPT),
            terms=terms_of(title, text, lang),
        )
    return list(entries.values()), labels


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(
            f"cannot be read ({reason})", where=str(path), remedy="name a JSON Lines file"
        ) from None
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path.name}:{number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"this is not JSON ({error})", where=where, remedy="one object a line"
            ) from None
        if not isinstance(row, dict):
            raise InputError("this is no object", where=where, remedy='write {"id": ...}')
        yield number, row


def _text(row: dict[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise InputError(f'"{key}" is no text', where=where, remedy="put it in quotes")
    return str(value).encode(errors="replace").decode()


def _time(value: str, where: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise InputError(
            f'"{value}" is no time', where=where, remedy="write ISO 8601, or leave it out"
        ) from None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
