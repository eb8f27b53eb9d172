"""Paths to entries: which files a pattern means, and what each holds by its content."""

from __future__ import annotations

from pathlib import Path

import pytest
from broadsheet.gather import files
from broadsheet.gather.files import expand, read_path
from broadsheet.model import Feed

FEED = Feed(key="shelf", lang="en")
RSS = (
    '<rss version="2.0"><channel><title>Ferrow</title><link>https://ferrow.example</link>'
    "<item><title>Old tram runs</title><link>https://ferrow.example/1</link>"
    "<description>It is red.</description></item></channel></rss>"
)


def put(path: Path, data: bytes | str) -> Path:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def names(found: tuple[Path, ...], root: Path) -> list[str]:
    """Paths from `root`."""
    return [path.relative_to(root).as_posix() for path in found]


@pytest.fixture
def shelf(tmp_path):
    """A folder of files, some hidden, one the asset of a saved page."""
    for name in ("b.txt", "a.txt", "sub/c.html", "sub/.hidden", ".git/x", "sub/c_files/s.js"):
        put(tmp_path / name, "words")
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a.txt", ["a.txt"]),
        (".", ["a.txt", "b.txt", "sub/c.html"]),
        ("sub", ["sub/c.html"]),
        ("*.txt", ["a.txt", "b.txt"]),
        ("**/*.html", ["sub/c.html"]),
        ("s*", ["sub/c.html"]),
        ("none.txt", []),
        ("none/*.txt", []),
    ],
)
def test_expand(shelf, pattern, found):
    """A file, a folder with all below it, or a glob; sorted, without hidden files and assets."""
    assert names(expand(pattern, shelf), shelf) == found


def test_expand_takes_absolute_paths(shelf):
    """An absolute path or glob hangs from nothing."""
    assert names(expand(str(shelf / "*.txt"), Path("elsewhere")), shelf) == ["a.txt", "b.txt"]


def test_content_decides_not_the_name(tmp_path):
    """A feed named .txt is a feed; a text named .xml is a dump."""
    feed = read_path(put(tmp_path / "a.txt", RSS), feed=FEED)
    assert (feed.title, feed.entries[0].title) == ("Ferrow", "Old tram runs")
    dump = read_path(put(tmp_path / "b.xml", "Old tram runs\nIt is red."), feed=FEED)
    assert dump.entries[0].received.startswith("<p>")
    page = "<!DOCTYPE html><html><body><div class='post-body'>It is red.</div></body></html>"
    assert read_path(put(tmp_path / "c.txt", page), feed=FEED).entries[0].received == "It is red."


def test_entries_know_their_feed(tmp_path):
    """Key and language of the feed, and the file's path, go to each entry."""
    path = put(tmp_path / "a.txt", "Old tram runs\nIt is red.")
    (entry,) = read_path(path, feed=FEED).entries
    assert (entry.feed, entry.lang, entry.origin) == ("shelf", "en", str(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(tmp_path, encoding):
    """Text is read in the encodings that dumps come in."""
    path = put(tmp_path / "a.txt", "Die Fähre fährt – „bald“.\nSie ist rot.".encode(encoding))
    assert "Die Fähre fährt – „bald“." in read_path(path, feed=FEED).entries[0].received


def test_a_few_zero_bytes_do_not_make_it_binary(tmp_path):
    """A damaged text is read, its zero bytes left out."""
    text = b"The old tram of Ferrow runs again.\x00\nIt stops at the mill.\n" * 2
    (entry,) = read_path(put(tmp_path / "a.txt", text), feed=FEED).entries
    assert "runs again." in entry.received
    assert "\x00" not in entry.received


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "not text"),
        (b"\x00\x01abc\x00\x02\x03def\x04", "not text"),
        (bytes(range(1, 32)) * 9, "not text"),
        (b"----\n", "no words"),
        (b'{"a": 1}', "JSON"),
        (b"<opml><body/></opml>", "OPML"),
        (b"<!DOCTYPE html><html><body></body></html>", "page"),
    ],
)
def test_what_cannot_be_read_is_a_failure(tmp_path, data, why):
    """A line in `failures`, no entry, no exception."""
    read = read_path(put(tmp_path / "a", data), feed=FEED)
    assert read.entries == ()
    assert len(read.failures) == 1
    assert why in read.failures[0]
    assert str(tmp_path) not in read.failures[0]


def test_missing_and_large_files_are_failures(tmp_path, monkeypatch):
    """What is not there, is a folder or is too large is named, not raised."""
    assert read_path(tmp_path / "none", feed=FEED).failures
    assert read_path(tmp_path, feed=FEED).failures
    monkeypatch.setattr(files, "MAX_BYTES", 4)
    assert "larger" in read_path(put(tmp_path / "a", "words"), feed=FEED).failures[0]


def test_truncated_feed_keeps_what_is_whole(tmp_path):
    """A feed that ends mid-way gives its whole entries and a failure."""
    cut = RSS.replace("</channel></rss>", "<item><title>Half of a")
    read = read_path(put(tmp_path / "a.xml", cut), feed=FEED)
    assert [entry.title for entry in read.entries] == ["Old tram runs"]
    assert "ends mid-way" in read.failures[0]


def test_saved_as_one_file(tmp_path):
    """A browser's MHTML archive is read for the page in it."""
    archive = (
        "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\n\r\n<html><body><h1>Tram</h1><div class=3D'post-body'>It is =\r\n"
        "red.</div></body></html>\r\n--B--\r\n"
    )
    (entry,) = read_path(put(tmp_path / "a.mht", archive), feed=FEED).entries
    assert entry.received == "It is red."
