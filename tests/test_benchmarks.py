"""The instruments can be trusted: the same archive for a seed, and a comparison that can fail."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from importlib import import_module

import pytest
from broadsheet import store


@pytest.fixture
def tool(checkout, monkeypatch):
    """Give a benchmark's module by its name."""
    monkeypatch.syspath_prepend(checkout / "benchmarks")
    return import_module


@pytest.fixture
def site(tool, tmp_path):
    """A site of fifteen editions."""
    tool("archive").write(tmp_path / "site", days=15, per_day=60, seed=3)
    return tmp_path / "site"


def content_of(root):
    """All files of a site's content by name."""
    return {
        path.relative_to(root): path.read_bytes()
        for path in (root / "content").rglob("*")
        if path.is_file()
    }


def test_archive_is_the_same_for_a_seed(tool, site, tmp_path):
    """Two people who name one seed measure one archive."""
    tool("archive").write(tmp_path / "again", days=15, per_day=60, seed=3)
    assert content_of(tmp_path / "again") == content_of(site)


def test_added_day_is_taken_away_without_a_trace(tool, site):
    """What a day more is measured on can be measured on again."""
    archive, before = tool("archive"), content_of(site)
    archive.add_day(site, archive.last_day(site).replace(day=21), per_day=60, seed=7)
    assert len(content_of(site)) == len(before) + 1
    archive.cut_back(site)
    assert content_of(site) == before


def test_short_archive_names_no_day_before_its_first(tool, site, tmp_path):
    """The last days of a long archive make a site that is whole: no story began before it."""
    tool("archive").shorten(site, tmp_path / "short", days=5)
    days = store.days(tmp_path / "short" / "content")
    assert days == store.days(site / "content")[-5:]
    told = [s for day in days for s in store.load(tmp_path / "short" / "content", day).stories]
    longer = [s for day in days for s in store.load(site / "content", day).stories]
    assert [s.id for s in told] == [s.id for s in longer]
    assert min(s.since for s in told if s.since) >= days[0]
    assert min(s.since for s in longer if s.since) < days[0]  # else nothing was asked


PAGE = """<!doctype html><title>A day · Ours</title><header>Ours</header>
<main><h1>A day</h1> <p><a href="{root}day/">Ferry
halts</a> <time datetime="2026-01-02">{time}</time></p></main><footer>{maker}</footer>"""


def built(folder, root, time, maker):
    """Lay down a build of one page."""
    (folder / "news").mkdir(parents=True)
    text = PAGE.format(root=root, time=time, maker=maker)
    (folder / "news" / "index.html").write_text(text, encoding="utf-8")
    return folder


def test_comparison_passes_over_furniture_and_spelling_of_links(tool, tmp_path):
    """The same words and targets are the same page, whoever made it and however it links."""
    one = built(tmp_path / "one", "../", "10:45", "one")
    other = built(tmp_path / "other", "/sub/", "10:45", "other")
    assert tool("same_pages").check_same(one, other, "https://example.org/sub/", sample=9) == 1


@pytest.mark.parametrize(("root", "time"), [("../", "10:46"), ("/elsewhere/", "10:45")])
def test_comparison_fails_on_a_word_and_on_a_link(tool, tmp_path, root, time):
    """A rival that shows something else is not timed."""
    same_pages = tool("same_pages")
    one = built(tmp_path / "one", "../", "10:45", "one")
    other = built(tmp_path / "other", root, time, "other")
    with pytest.raises(same_pages.Different, match=r"news/index\.html differs"):
        same_pages.check_same(one, other, "https://example.org/sub/", sample=9)


def test_comparison_fails_on_a_page_that_one_lacks(tool, tmp_path):
    """Fewer pages are not faster pages."""
    same_pages = tool("same_pages")
    one = built(tmp_path / "one", "../", "10:45", "one")
    shutil.copytree(one, tmp_path / "other")
    shutil.copytree(one / "news", one / "more")
    with pytest.raises(same_pages.Different, match=r"more/index\.html"):
        same_pages.check_same(one, tmp_path / "other", "https://example.org/sub/", sample=9)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_command_is_weighed_with_what_it_starts(tool, tmp_path):
    """The largest process counts, not the one that was started; a failure is no figure."""
    measure = tool("measure")
    inner = "import time; kept = bytearray(60_000_000); time.sleep(0.3)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    done = measure.timed([sys.executable, "-c", outer])
    assert done.peak_mib > 57 < done.tree_mib
    with pytest.raises(measure.CommandError, match="ended with 3"):
        measure.timed([sys.executable, "-c", "raise SystemExit(3)"], cwd=tmp_path)


FUZZED = [
    (
        "parse",
        b"<rss><channel><title>Quay</title><item><title>Ferry</title></item></channel></rss>",
    ),
    ("parse", b"\xff\xfe<"),
    ("dumps", "The tram runs.\nIt is red.\nBrücke".encode()),
    ("clean", b"<p>The ferry left.</p><script>x</script><p>Read more</p>"),
    ("sheet", b"[story.a]\npin = true\n[story.d]\nsplit = ['e']\n[entry.f]\nhide = true"),
    ("sheet", b"[story.a]\npinn = true"),
]


@pytest.mark.parametrize(("target", "data"), FUZZED)
def test_what_is_good_is_no_find(tool, target, data):
    """Each fuzz target runs without its fuzzer, in each of its circumstances."""
    for choice in b"\n\x00\x01\x02\x03\x04":
        tool("fuzz").one(target, data + bytes([choice]))
    tool("fuzz").one(target, b"")


def test_what_is_wrong_is_a_find(tool, monkeypatch):
    """Each target fails on what its room must not do."""
    fuzz = tool("fuzz")
    shown = fuzz.apply(fuzz.EDITION, fuzz.read("", path="a"), topics=())
    one_less = replace(shown, edition=replace(shown.edition, entries=shown.edition.entries[1:]))
    unsafe = (
        "<p onclick=x>#a</p>",
        "<script>x</script>",
        "<a href='javascript:x'>a</a>",
        "<p>b</p>",
    )
    wrong = [
        ("parse", "parse", lambda data, **_: data[99]),
        ("dumps", "read_dump", lambda _text, **_: ()),
        ("sheet", "apply", lambda *_, **__: one_less),
        *(
            ("clean", "clean", lambda entry, html=html: replace(entry, html=html))
            for html in unsafe
        ),
    ]
    for target, name, does in wrong:
        with monkeypatch.context() as patched:
            patched.setattr(fuzz, name, does)
            with pytest.raises((AssertionError, IndexError)):
                fuzz.one(target, b"#a\n")
