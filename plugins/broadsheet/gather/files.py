"""Feeds that lie on disk: which files a path means, and what each holds, by its content."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

from ..errors import NotAFeed
from ..model import Entry, Feed
from .dumps import read_dump
from .exports import is_export, read_export
from .legible import binary_kind, left_out, legible, without_strays
from .page_facts import charset_of
from .pages import read_page
from .parse import parse
from .reads import Read
from .sniff import root_of

__all__ = ["MAX_BYTES", "MAX_FILES", "Read", "expand", "read_path"]

MAX_BYTES = 64 * 1024 * 1024  # a file; ten years of a busy blog's export are about half
MAX_FILES = 100_000  # of one pattern
_PAGES = frozenset(
    ("html", "head", "body", "article", "main", "div", "section", "table", "p", "h1", "h2", "meta")
)
_TAG = re.compile(rf"<(?:{'|'.join(sorted(_PAGES))}|br)\b[^<>]{{0,2000}}>", re.IGNORECASE)
_DOCTYPE = 20  # characters of "<!doctype html" and some
_MIME = re.compile(rb"\A(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){1,40}\r?\n")
_HEAD = 4096
_CUT_SHORT = "ends mid-way"  # how `parse` begins its note on a truncated feed
_FRAGMENT = 2  # tags that a text dump may mention without being a page
_GLOB = re.compile(r"[*?\[]")


def expand(pattern: str, root: Path) -> tuple[Path, ...]:
    """The files that `pattern` means, from `root`: a file, a folder with all below it, a glob.

    Sorted by their parts. Hidden files and folders below the pattern are left out, and so
    are the NAME_files folders in which browsers keep a saved page's pictures and scripts.
    At most 100,000 files; a pattern that means none gives an empty tuple.
    """
    whole = root / Path(pattern).expanduser()
    if whole.is_file():
        return (whole,)
    if whole.is_dir():
        found = _below(whole)
    elif _GLOB.search(pattern):
        found = _globbed(whole)
    else:
        return ()
    files = []
    for path in found:
        files.append(path)
        if len(files) >= MAX_FILES:
            break
    return tuple(sorted(set(files), key=lambda path: path.parts))


def _globbed(whole: Path) -> Iterator[Path]:
    fixed = [part for part in whole.parts if not _GLOB.search(part)]
    start = Path(*whole.parts[: _first_glob(whole)]) if fixed else Path()
    try:
        hits = sorted(start.glob(str(Path(*whole.parts[_first_glob(whole) :]))))
    except (ValueError, OSError, NotImplementedError):
        return
    for hit in hits:
        inside = hit.relative_to(start).parts
        if any(part.startswith(".") for part in inside):
            continue
        if hit.is_dir() and not whole.name.endswith("**"):
            yield from _below(hit)
        elif hit.is_file():
            yield hit


def _first_glob(whole: Path) -> int:
    return next(at for at, part in enumerate(whole.parts) if _GLOB.search(part))


def _below(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not _is_assets(name, names)
        )
        for name in sorted(names):
            if not name.startswith(".") and (Path(where) / name).is_file():
                yield Path(where) / name


def _is_assets(name: str, beside: list[str]) -> bool:
    stem, mark, _ = name.rpartition("_files")
    return bool(mark) and any(f"{stem}{ending}" in beside for ending in (".html", ".htm"))


def read_path(path: Path, *, feed: Feed) -> Read:
    """What one file holds: a feed, a blog's export, a saved page or a text dump, by content.

    `feed` is the subscription that named it: its key, language and time zone go to the
    entries. What cannot be read is a line in `failures`, never an exception.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            return Read(failures=(f"larger than {MAX_BYTES // 2**20} MiB, not read",))
        data = path.read_bytes()
    except OSError as error:
        return Read(failures=(error.strerror or "cannot be read",))
    found = _read(data, str(path), feed)
    return replace(found, entries=tuple(_marked(entry, feed, str(path)) for entry in found.entries))


def _marked(entry: Entry, feed: Feed, origin: str) -> Entry:
    return replace(entry, feed=feed.key, lang=entry.lang or feed.lang, origin=origin)


def _read(data: bytes, origin: str, feed: Feed) -> Read:
    if not data.strip():
        return Read(failures=("an empty file",))
    kind = binary_kind(data)
    if kind:
        return Read(failures=(f"not text, but {kind}",))
    if is_export(data):
        whole, lost = without_strays(data)
        return _losing(read_export(whole, origin=origin), lost)
    if b"multipart/related" in data[:_HEAD].lower() and _MIME.match(data):
        data = _page_in(data) or data
    found = legible(data, charset_of(data))
    if found is None:
        return Read(failures=("not text",))
    read = _text(data, found.text.lstrip(" \t\r\n"), origin, feed)
    return _losing(read, found.lost)


def _losing(read: Read, lost: int) -> Read:
    """`read` with a word on characters that were left out, unless its parser had one."""
    if not lost or read.lost or not read.entries:
        return read
    return replace(read, lost=lost, notes=(*read.notes, left_out(lost)))


def _text(data: bytes, text: str, origin: str, feed: Feed) -> Read:
    root = root_of(text)[0] if text[:1] == "<" else ""
    page = root in _PAGES or text[:_DOCTYPE].lower().startswith("<!doctype html")
    if text[:1] in ("<", "{", "[") and not page:
        try:
            return _feed(data, feed)
        except NotAFeed as error:
            if text[:1] != "[":
                return Read(failures=(error.what,))
    if page or len(_TAG.findall(text[: 4 * _HEAD])) > _FRAGMENT:
        entries = read_page(text.encode("utf-8", "replace"), origin=origin)
        if not entries:
            return Read(failures=("a page without a text that could be found",))
        return Read(entries=entries, lang=entries[0].lang)
    return _dump(text, origin)


def _feed(data: bytes, feed: Feed) -> Read:
    found = parse(data, tz=feed.tz)
    return Read(
        title=found.title,
        link=found.link,
        lang=found.lang,
        entries=found.entries,
        failures=tuple(note for note in found.notes if note.startswith(_CUT_SHORT)),
        notes=found.notes,
        lost=found.lost,
    )


def _dump(text: str, origin: str) -> Read:
    odd = sum(not (c.isprintable() or c.isspace()) for c in text[:_HEAD])
    if odd > len(text[:_HEAD]) // 20:
        return Read(failures=("not text",))
    entries = read_dump(text, origin=origin)
    if not entries:
        return Read(failures=("no words in it",))
    return Read(entries=entries)


def _page_in(data: bytes) -> bytes:
    """The page in an archive that browsers save as one file (MHTML), b"" when there is none."""
    message = message_from_bytes(data, policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            return body if isinstance(body, bytes) else b""
    return b""
