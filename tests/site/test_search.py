"""A reader types and finds, in a browser, over http, under a sub-path; without script: archive."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from broadsheet import ledger, store
from broadsheet.model import Edition, Entry, Story
from searched import served

pytestmark = pytest.mark.browser

CONFIG = """
[site]
id = "press.example,2026:search"
title = "The Searched Paper"
url = "https://press.example/papers/daily"

[[topics]]
name = "World"

[[topics]]
name = "Science"

[[feeds]]
key = "wire"
title = "The Wire"
address = "https://wire.example/feed"
"""
HOSTILE = "Ferry <img src=x onerror=document.title='ran'> & <script>document.title='ran'</script>"
# Each is day, topic, outlet, headline and address.
ENTRIES = (
    (date(2026, 9, 3), "world", "Halvik Post", "Ferry strike ends in Halvik", "https://a.example/1"),
    (date(2026, 10, 8), "world", "Dunmere Courier", "Łódź-born diver finds ferry", "https://a.example/2"),
    (date(2026, 10, 8), "science", "東雲新報", "東京湾で新種のクラゲ", "https://a.example/3"),
    (date(2026, 11, 5), "world", "Halvik Post", HOSTILE, "https://a.example/4"),
    (date(2026, 11, 5), "science", "Quill Tribune", "Comet seen over Halvik", "javascript:x()"),
    (date(2026, 11, 6), "world", "Quill Tribune", "Ferry secret that was hidden", "https://a.example/6"),
    *(
        (date(2026, 8, 1 + n), "science", "Quill Tribune", f"Glacier log, part {n}", f"https://a.example/g{n}")
        for n in range(12)
    ),
    (date(2024, 2, 29), "world", "Halvik Post", "Lighthouse keeper of Dunmere retires", "https://a.example/7"),
    (date(2025, 7, 1), "science", "Quill Tribune", "Lighthouse lamp is of a new kind", "https://a.example/8"),
    (date(2025, 12, 31), "world", "Halvik Post", "Keeper found", "https://a.example/9"),
)  # fmt: skip
HIDDEN_ID = "entry000000005"


def _id(number: int) -> str:
    return f"entry{number:09}"


def _write(content: Path) -> None:
    content.mkdir(parents=True)
    (content / "digest.toml").write_text(CONFIG, "utf-8")
    for day in sorted({row[0] for row in ENTRIES}):
        issued = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        own = [(_id(n), *row[1:]) for n, row in enumerate(ENTRIES) if row[0] == day]
        entries = tuple(
            Entry(id=name, feed="wire", guid=name, url=url, title=title, source=outlet, seen=issued)
            for name, _, outlet, title, url in own
        )
        stories = tuple(
            Story(id=name, slug=name, headline=title, topic=topic, entries=(name,))
            for name, topic, _, title, _ in own
        )
        edition = Edition(date=day, issued=issued, entries=entries, stories=stories)
        store.save(content, ledger.close(edition))
    sheet = content / "editions/2026/2026-11-06.toml"
    sheet.write_text(f"[entry.{HIDDEN_ID}]\nhide = true\n", "utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of a small site, served under a sub-path."""
    root = tmp_path_factory.mktemp("search")
    _write(root / "content")
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from broadsheet.cli import main; main()",
            "render",
            "-C",
            str(root),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    home = root / "www" / "papers"
    home.mkdir(parents=True)
    (root / "output").rename(home / "daily")
    with served(root / "www") as address:
        yield f"{address}/papers/daily"


@pytest.fixture
def opened(chromium, site) -> Iterator[Callable]:
    """Opens the search page at a query; errors and what goes outside are collected on it."""
    contexts = []

    def open_page(query: str = "", **options):
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.noted = []
        page.asked = []
        page.on("pageerror", lambda error: page.noted.append(str(error)))
        page.on("console", lambda line: page.noted.append(line.text) if line.type == "error" else 0)
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(f"{site}/search/{query}")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def asking(chromium, site) -> Iterator:
    """One search page, for many questions."""
    page = chromium.new_page()
    page.goto(f"{site}/search/")
    yield page
    page.close()


def _results(page, status: str) -> list[str]:
    """The headlines that are shown, when the status says `status`."""
    page.get_by_role("status").get_by_text(status, exact=True).wait_for()
    return page.locator("#search-results .headline").all_text_contents()


def test_typing_finds(opened, site):
    """Words typed find headlines, the newest first; outlet, date and topic say where they stand."""
    page = opened()
    page.get_by_role("searchbox", name="Words").press_sequentially("ferry")
    assert _results(page, "3 results.") == [
        HOSTILE,
        "Łódź-born diver finds ferry",
        "Ferry strike ends in Halvik",
    ]
    last = page.locator("#search-results li").last
    links = last.get_by_role("link")
    assert [urlsplit(link.evaluate("a => a.href")).geturl() for link in links.all()] == [
        "https://a.example/1",
        f"{site}/2026/09/03/#{_id(0)}",
        f"{site}/topics/world/",
    ]
    assert last.locator("cite").text_content() == "Halvik Post"
    assert last.locator("time").get_attribute("datetime") == "2026-09-03"
    assert page.noted == []
    assert {urlsplit(url).netloc for url in page.asked} == {urlsplit(site).netloc}


def test_rare_word_reads_few_files(opened, site):
    """Of the months before the newest, the script reads those alone that the directory names."""
    page = opened("?q=retires")
    assert _results(page, "1 result.") == ["Lighthouse keeper of Dunmere retires"]
    asked = [url.removeprefix(f"{site}/search/").split("?")[0] for url in page.asked]
    assert [path for path in asked if path.endswith(".json")] == [
        "months.json", "2026-11/t00.json",
        "2026/y00.json", "2025/y00.json", "2024/y00.json",
        "2024-02/t00.json", "2024-02/d00.json",
    ]  # fmt: skip
    assert page.noted == []


def test_date_leads_to_the_story(opened):
    """The date of a result opens its edition at the story."""
    page = opened("?q=diver")
    page.locator("#search-results time").click()
    page.wait_for_url("**/papers/daily/2026/10/08/#*")
    assert page.evaluate("document.querySelector(':target').textContent").count("diver") >= 1


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("lodz", ["Łódź-born diver finds ferry"]),
        ("東京湾", ["東京湾で新種のクラゲ"]),
        ("ゲ", ["東京湾で新種のクラゲ"]),
        ("湾", ["東京湾で新種のクラゲ"]),
        ("京東", []),
        ("halv ferry", []),
        ("halvik fer", [HOSTILE, "Ferry strike ends in Halvik"]),
        ("outlet:halvik ferry", [HOSTILE, "Ferry strike ends in Halvik"]),
        ("topic:science halvik", ["Comet seen over Halvik"]),
        ('outlet:"quill tribune" comet', ["Comet seen over Halvik"]),
        ("science world", []),
        ("secret", []),
        ("FERRY, DIVER!", ["Łódź-born diver finds ferry"]),
        ("lighth", ["Lighthouse lamp is of a new kind", "Lighthouse keeper of Dunmere retires"]),
        ("keeper", ["Keeper found", "Lighthouse keeper of Dunmere retires"]),
        ("keeper outlet:quill", []),
    ],
)
def test_query(query, titles, asking):
    """All words must be met, the last may be a beginning; hidden entries are not there."""
    page = asking
    page.get_by_role("searchbox").fill(query)
    page.keyboard.press("Enter")
    number = f"{len(titles)} result{'s' * (len(titles) != 1)}." if titles else "No results."
    assert _results(page, number) == titles


def test_dates_bound(opened):
    """A range of days, with words or without."""
    page = opened("?from=2026-09-01&to=2026-10-31")
    assert len(_results(page, "3 results.")) == 3
    page = opened("?q=ferry&from=2026-09-01&to=2026-10-07")
    assert _results(page, "1 result.") == ["Ferry strike ends in Halvik"]


def test_headline_is_text(opened):
    """A headline's markup is shown, never run; what is no web address is no link of ours."""
    page = opened("?q=ferry")
    assert _results(page, "3 results.")[0] == HOSTILE
    assert page.locator("#search-results img, #search-results script").count() == 0
    page.goto(page.url.replace("ferry", "comet"))
    assert _results(page, "1 result.") == ["Comet seen over Halvik"]
    link = page.locator("#search-results .headline a")
    assert "/papers/daily/2026/11/05/#" in link.evaluate("a => a.href")
    assert page.title() != "ran"
    assert page.noted == []


def test_more_on_demand(opened):
    """Ten results, then a button for more, which takes the reader to the first new one."""
    page = opened("?q=glacier")
    shown = _results(page, "10 results so far, back to August 3, 2026.")
    assert shown[0] == "Glacier log, part 11"
    page.get_by_role("button", name="Show more").press("Enter")
    assert len(_results(page, "12 results.")) == 12
    assert page.evaluate("document.activeElement.textContent") == "Glacier log, part 1"
    assert not page.locator("#search-more").is_visible()


def test_query_is_an_address(opened):
    """The address bar holds the question, so that it can be linked and reloaded."""
    page = opened()
    page.get_by_role("searchbox").fill("ferry strike")
    page.keyboard.press("Enter")
    _results(page, "1 result.")
    assert page.url.endswith("/search/?q=ferry+strike")
    page.reload()
    assert _results(page, "1 result.") == ["Ferry strike ends in Halvik"]
    assert page.get_by_role("searchbox").input_value() == "ferry strike"


def test_lost_file_is_told(opened):
    """Where a file cannot be read, the page says so, and asks anew when asked again."""
    page = opened()
    page.route("**/2026-11/t*.json*", lambda route: route.abort())
    page.get_by_role("searchbox").fill("ferry")
    page.keyboard.press("Enter")
    words = "The search files could not be read. Reload the page to try again."
    assert _results(page, words) == []
    page.unroute_all()
    page.keyboard.press("Enter")
    assert len(_results(page, "3 results.")) == 3


def test_without_script(opened):
    """No script: no form that does nothing, but every month of the archive."""
    page = opened(java_script_enabled=False)
    assert not page.get_by_role("search").is_visible()
    months = page.get_by_role("region", name="All editions, by month").get_by_role("link")
    assert months.all_text_contents() == [
        "November 2026", "October 2026", "September 2026", "August 2026",
        "December 2025", "July 2025", "February 2024",
    ]  # fmt: skip
