"""What a render makes, writes and leaves alone: counted, not timed."""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

import pytest
from broadsheet import settings, store
from broadsheet.errors import BroadsheetError
from broadsheet.publish import rendering
from paper import Paper, Tale, day, files

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import archive


@pytest.fixture
def three(paper) -> Paper:
    """Three days: a story that goes on, one that does not, a page of Pelican's."""
    paper.issue(1, Tale("ferry", entries=2), Tale("comet", topic="science"))
    paper.issue(2, Tale("ferry", first=2), Tale("match", topic="sport"))
    paper.issue(3, Tale("glacier", topic="science"))
    pages = paper.content / "pages"
    pages.mkdir()
    (pages / "about.md").write_text("Title: About\n\nA paper.\n", "utf-8")
    return paper


def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    """Time of change and inode of every file."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in found}


def script(root: Path, *lines: str) -> Path:
    """A settings file of a site's own."""
    path = root / "digest.py"
    path.write_text("\n".join(("from broadsheet.settings import *", *lines)), "utf-8")
    return path


@pytest.mark.parametrize("cache", ["kept", "lost"])
def test_nothing_changed_writes_nothing(three, cache):
    """A second render makes no page; without its cache it makes all, and touches no file."""
    three.render()
    before = stamps(three.output)
    if cache == "lost":
        shutil.rmtree(three.root / ".broadsheet")
    told = three.render()
    assert (told.changed, told.gone) == (0, 0)
    assert bool(told.reasons) == (cache == "lost")
    assert stamps(three.output) == before


@pytest.fixture(scope="module")
def grown(tmp_path_factory) -> Path:
    """An archive of 200 days, up to a 20th of the month."""
    root = tmp_path_factory.mktemp("grown")
    archive.write(root, days=200, per_day=6, seed=1)
    return root


def one_day_more(grown: Path, root: Path, days: int, loads: list) -> tuple[dict[str, str], int]:
    """What is made and how many files change when the archive's last `days` lack one and get it."""
    shutil.copytree(grown / "content", root / "content")
    site = Paper(root)
    *older, last = store.days(site.content)
    for gone in older[: 1 - days]:
        store.remove(site.content, gone)
    path = store.path_of(site.content, last)
    data = path.read_bytes()
    path.unlink()
    site.render()
    path.write_bytes(data)
    loads.clear()
    told = site.render()
    return told.reasons, told.changed


def test_a_day_more_costs_the_same_in_any_archive(grown, tmp_path, monkeypatch):
    """Pages made, files written and editions opened: the same after 20 days as after 200."""
    loads: list = []
    load = store.load
    monkeypatch.setattr(store, "load", lambda site, when: loads.append(when) or load(site, when))
    made, written = one_day_more(grown, tmp_path / "small", 20, loads)
    opened = sorted(loads)
    assert (made, written) == one_day_more(grown, tmp_path / "large", 200, loads)
    assert opened == sorted(loads)
    editions = [path for path in made if path[:1].isdigit()]
    assert 2 <= len(editions) <= 12  # the new one, the one before it, those that it goes on from
    assert len(set(opened)) <= 31  # a month's, which its topics' pages show


def test_lost_file_is_made_again(three):
    """A page whose file is gone is made again, and no other."""
    three.render()
    before = three.files()
    (three.output / "2031/03/01/index.html").unlink()
    told = three.render()
    assert (told.reasons, told.changed) == ({"2031/03/01/": "missing"}, 1)
    assert three.files() == before


@pytest.mark.parametrize("more", [False, True])
def test_lost_output_is_made_again(three, more):
    """With the cache kept and the output gone, as a runner may have it: all is there again."""
    three.issue(400, Tale("mast"))  # of another year
    three.render()
    if more:
        three.issue(401, Tale("mast", first=1))
    shutil.rmtree(three.output)
    three.render()
    before = three.files()
    shutil.rmtree(three.root / ".broadsheet")
    shutil.rmtree(three.output)
    three.render()
    assert three.files() == before


def test_full_makes_all_and_changes_none(three):
    """`full` makes every page, whatever the manifest says; the bytes are the same."""
    three.render()
    before = stamps(three.output)
    told = three.render(full=True)
    assert {"", "2031/03/01/", "404.html", "feeds/stories.rss"} <= told.reasons.keys()
    assert set(told.reasons.values()) == {"asked"}
    assert (told.changed, stamps(three.output)) == (0, before)


def test_explain_says_why(three):
    """New, changed, missing: each page that is made bears its reason on the command line."""
    three.run("render", "-q")
    three.issue(4, Tale("ferry", first=3))
    (three.output / "404.html").unlink()
    run = three.run("render", "--explain")
    lines = dict(reversed(line.split()) for line in run.stdout.splitlines() if "/:" not in line)
    assert run.returncode == 0, run.stderr
    assert lines["2031/03/04/"] == "new"
    assert lines["2031/03/03/"] == "changed"  # its neighbour is new
    assert lines["404.html"] == "missing"
    assert "2031/03/01/" in lines  # its story goes on
    assert "about/" not in lines


def test_failing_template_leaves_the_old_site_whole(three):
    """One line that names template and line, exit code 1, and not a byte of the site changes."""
    own = three.root / "own"
    own.mkdir()
    path = script(three.root, 'THEME_TEMPLATES_OVERRIDES = ["own"]')
    (three.root / "content/pages/about.md").write_text("Title: About\n\nOf old.\n", "utf-8")
    assert three.run("render").returncode == 0
    before = three.files()
    three.issue(4, Tale("mayor"))
    (three.content / "pages/about.md").write_text("Title: About\n\nOf late.\n", "utf-8")
    (own / "topic.html").write_text("fine\n{{ topic.nothing.at_all }}\n", "utf-8")
    run = three.run("render")
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1, run.stderr
    assert "topic.html:2" in run.stderr
    assert three.files() == before
    assert [entry.name for entry in three.root.iterdir() if "staged" in entry.name] == []
    (own / "topic.html").write_text("{% if %}", "utf-8")
    run = three.run("render")
    assert (run.returncode, run.stderr.count("\n")) == (1, 1), run.stderr
    (own / "topic.html").unlink()
    assert three.run("render").returncode == 0
    assert b"Of late" in three.files()["about/index.html"]
    assert path.is_file()


def test_unwritable_output_is_one_line(three):
    """An output that is no folder: one line that says what to do, and exit code 1."""
    three.output.write_text("in the way", "utf-8")
    run = three.run("render")
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1, run.stderr
    assert "output" in run.stderr
    assert three.output.read_text("utf-8") == "in the way"


def test_pages_that_vanish_go_and_what_is_not_ours_stays(three):
    """An edition taken out of content/ takes its pages along; files of others are left alone."""
    three.render()
    own = three.output / "2031/03/03/photo.jpg"
    for path in (own, three.output / "CNAME", three.output / "topics/mine.html"):
        path.write_bytes(b"mine")
    store.remove(three.content, day(3))
    store.remove(three.content, day(2))
    told = three.render()
    left = three.files()
    assert told.gone >= 3
    assert not {"2031/03/02/index.html", "2031/03/03/index.html"} & left.keys()
    assert not (three.output / "2031/03/02").exists()
    assert not (three.output / "topics/sport/2031").exists()
    assert {left["2031/03/03/photo.jpg"], left["CNAME"], left["topics/mine.html"]} == {b"mine"}


def test_copies_of_what_is_gone_go(three):
    """A page, a static file, a file of the theme that is taken away leaves no copy behind."""
    theme = three.root / "theme"
    shutil.copytree(settings.THEME, theme)
    path = script(three.root, 'THEME = "theme"')
    static = three.content / "static"
    static.mkdir()
    for name in ("logo.png", "map.png"):
        (static / name).write_bytes(name.encode())
    three.render(script=path)
    ours = {"about/index.html", "static/map.png", "theme/css/search.css"}
    assert ours < three.files().keys()
    before = stamps(three.output)
    for gone in (three.content / "pages/about.md", static / "map.png"):
        gone.unlink()
    (theme / "static/css/search.css").unlink()
    three.render(script=path)
    left = three.files()
    assert not ours & left.keys()
    assert left["static/logo.png"] == b"logo.png"
    logo = three.output / "static/logo.png"
    assert stamps(three.output)[logo] == before[logo]  # not copied anew


def test_nothing_is_left_beside_the_output(three):
    """The folder in which pages wait until all are made is gone afterwards."""
    three.render()
    assert {entry.name for entry in three.root.iterdir()} == {"content", "output", ".broadsheet"}


def test_many_processes_make_the_same_bytes(three, monkeypatch, tmp_path):
    """Pages made by other processes are byte for byte those that one process makes."""
    three.render()
    monkeypatch.setattr(rendering, "MANY", 1)
    monkeypatch.setattr(rendering, "CHUNK", 9)
    monkeypatch.setattr(rendering.os, "cpu_count", lambda: 2)
    three.render(tmp_path / "elsewhere")
    assert three.files() == files(tmp_path / "elsewhere")


def test_cache_that_cannot_be_had_costs_no_page(three, monkeypatch, tmp_path):
    """With no folder for the cache the same bytes come out, and no other process is asked."""
    three.render(tmp_path / "before")
    shutil.rmtree(three.root / ".broadsheet")
    (three.root / ".broadsheet").write_text("in the way", "utf-8")
    monkeypatch.setattr(rendering, "MANY", 1)
    three.render()
    assert three.files() == files(tmp_path / "before")


def test_corrupt_cache_is_made_anew(three):
    """Bytes that are no index are thrown away; the site stays as it is."""
    three.run("render", "-q")
    before = stamps(three.output)
    path = three.root / ".broadsheet/pages.sqlite"
    whole = path.read_bytes()
    for data in (b"", random.Random(1).randbytes(20_000), whole[:8192], _torn(whole)):
        path.write_bytes(data)
        run = three.run("render")
        assert (run.returncode, run.stderr) == (0, "")
        assert "0 files changed" in run.stdout
    assert stamps(three.output) == before


def _torn(whole: bytes) -> bytes:
    """The same with a hole in its middle, as a disk leaves it: the head is that of an index."""
    return whole[:4096] + bytes(len(whole) - 8192) + whole[-4096:]


def test_headline_in_another_script_has_a_page(paper):
    """A slug of sixty letters that take three bytes each is an address as good as any."""
    name = "".join(chr(0x4E00 + n) for n in range(60))
    for number in (1, 2):
        paper.issue(number, Tale("tale", headline=name, first=number))
    paper.render()
    assert name in paper.page(f"story/{name}-tale")


def test_a_style_makes_no_page_anew(three, tmp_path):
    """Pages depend on templates; a stylesheet is copied and makes none, a template makes all."""
    theme = tmp_path / "theme"
    shutil.copytree(settings.THEME, theme)
    path = script(tmp_path, f'THEME = "{theme}"')
    three.render(script=path)
    with (theme / "static/css/broadsheet.css").open("a") as style:
        style.write("/* mine */")
    assert three.render(script=path).reasons == {"theme/css/broadsheet.css": "changed"}
    assert b"/* mine */" in three.files()["theme/css/broadsheet.css"]
    (theme / "templates/404.html").write_text("gone", "utf-8")
    assert "2031/03/01/" in three.render(script=path).reasons


def test_template_far_away_is_seen(three, tmp_path):
    """The whole command, too, looks where the settings say that templates lie."""
    far = tmp_path / "far"
    far.mkdir()
    script(three.root, f'THEME_TEMPLATES_OVERRIDES = ["{far}"]')
    assert three.run("render", "-q").returncode == 0
    assert three.run("render").stdout == "output/: nothing to do\n"
    (far / "404.html").write_text("gone", "utf-8")
    assert three.run("render", "-q").returncode == 0
    assert three.files()["404.html"] == b"gone"


def test_settings_that_are_functions_do_not_change_by_themselves(three, tmp_path):
    """A filter or a set among the settings is the same in the next process."""
    lines = ("JINJA_FILTERS = {'loud': lambda s: s.upper()}", "KNOWN = {'a', 'b', 'c'}")
    script(three.root, *lines)
    assert three.run("render", "-q", PYTHONHASHSEED="1").returncode == 0
    (three.content / "digest.toml").touch()  # so that the plan is asked
    run = three.run("render", PYTHONHASHSEED="2")
    assert run.stdout == "output/: 0 pages and feeds made, 0 files changed\n"


def test_error_in_an_edition_is_one_line(three):
    """A file that is no edition stops the render, names itself, and changes nothing."""
    three.run("render", "-q")
    before = three.files()
    store.path_of(three.content, day(2)).write_text("{", "utf-8")
    run = three.run("render")
    assert run.returncode == 1
    assert "2031-03-02.json" in run.stderr
    assert run.stderr.count("\n") == 1
    assert three.files() == before


def test_pelican_alone_raises_what_we_say(three):
    """`run_pelican` gives our own error for a template that is wrong."""
    (three.root / "own").mkdir()
    (three.root / "own/404.html").write_text("{{ 1 / nothing }}", "utf-8")
    path = script(three.root, f'THEME_TEMPLATES_OVERRIDES = ["{three.root}/own"]')
    with pytest.raises(BroadsheetError, match=r"404\.html:1"):
        three.render(script=path)
