"""From a feed on the network to its publisher: whole runs over loopback."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from broadsheet import config, follow, store, wire
from broadsheet.gather import redirectors
from broadsheet.gather.records import Policy
from broadsheet.intake import take_in
from broadsheet.press import press
from broadsheet.state import State
from broadsheet.steps import STEPS
from loopback import redirect, reply, serve
from paper import HEAD

NOW = datetime(2031, 3, 4, 7, tzinfo=UTC)
WORDS = " ".join(f"The lighthouse on rock number {n} was lit by keeper {n % 7}." for n in range(60))
ARTICLE = (
    "<html><head><title>Lit</title></head><body><nav><a href='/'>Home</a></nav><article>"
    f"<h1>Lighthouse lit</h1><p>{WORDS}</p><h2>What it costs</h2><p>{WORDS}</p>"
    "<script>run()</script></article><footer>All rights</footer></body></html>"
).encode()
ROBOTS = reply(b"User-agent: *\nDisallow: /closed/\n", Content_Type="text/plain")


def item(number: int, link: str, day: int = 4) -> str:
    """An item whose link is given."""
    return (
        f"<item><title>Headline {number}</title><link>{link}</link><guid>g{number}</guid>"
        f"<pubDate>0{day} Mar 2031 05:00:00 GMT</pubDate>"
        f"<description>The feed's own words, number {number}.</description></item>"
    )


def feed(*items: str) -> bytes:
    """An answer that is a feed of these items."""
    body = f"<rss version='2.0'><channel><title>P</title>{''.join(items)}</channel></rss>"
    return reply(body.encode(), Content_Type="application/rss+xml")


@pytest.fixture
def gathered(tmp_path, monkeypatch):
    """Run a gather against a loopback server; gives the entries of all editions by guid."""
    rows = {"127.0.0.1": (("/to/", ()),)}
    monkeypatch.setattr(redirectors, "_table", lambda: rows)
    monkeypatch.setattr(wire, "Policy", partial(Policy, gap=0.0))
    content = tmp_path / "content"

    def run(url: str, *, hours: int = 0, more: str = ""):
        content.mkdir(exist_ok=True)
        site = f'{HEAD}private_addresses = true\n[[feeds]]\nkey = "web"\naddress = "{url}/feed"\n'
        (content / "digest.toml").write_text(site + more, "utf-8")
        now = NOW + timedelta(hours=hours)
        loaded = config.load(content)
        with State(tmp_path) as state:
            state.sync(content)
            intake = take_in(loaded, content, state, now=now, forced=True)
            press(content=content, state=state, site=loaded, words=STEPS, now=now, intake=intake)
        days = [store.load(content, day) for day in store.days(content)]
        return {entry.guid: entry for edition in days if edition for entry in edition.entries}

    run.home = tmp_path
    return run


def test_new_entries_are_led_to_their_publisher(gathered):
    """`url` stays as given, `resolved` is the publisher's; a dead link stays; old ones rest."""
    routes = {"/to/a": redirect("https://post.example/story?utm_source=x"), "/to/dead": b""}
    with serve(routes) as web:
        links = [f"{web.url}/to/a", f"{web.url}/to/dead", f"{web.url}/to/old"]
        routes["/feed"] = feed(item(1, links[0]), item(2, links[1]), item(3, links[2], day=1))
        found = gathered(web.url)
        assert [found[g].url for g in ("g1", "g2")] == links[:2]
        assert found["g1"].resolved == "https://post.example/story"
        assert found["g2"].resolved == ""
        assert "/to/old" not in web.asked(), "it is too old to be kept, so nobody is asked"


def test_redirector_is_asked_once(gathered):
    """A later run asks for what is new only, with the cache and without it."""
    routes = {"/to/a": redirect("https://post.example/a"), "/to/b": redirect("https://x.example/b")}
    with serve(routes) as web:
        routes["/feed"] = feed(item(1, f"{web.url}/to/a"))
        gathered(web.url)
        routes["/feed"] = feed(item(1, f"{web.url}/to/a"), item(2, f"{web.url}/to/b"))
        assert set(gathered(web.url, hours=2)) == {"g1", "g2"}
        for path in (gathered.home / ".broadsheet").glob("state*"):
            path.unlink()
        found = gathered(web.url, hours=4)
        assert found["g2"].resolved == "https://x.example/b"
        assert web.asked().count("/to/a") == web.asked().count("/to/b") == 1


def test_entry_behind_a_redirector_is_one_with_the_same_told_directly(gathered):
    """Duplicate checks look behind the redirector."""
    routes = {"/to/a": redirect("https://post.example/a")}
    with serve(routes) as web:
        routes["/feed"] = feed(item(1, f"{web.url}/to/a"))
        routes["/other"] = feed(item(1, "https://post.example/a").replace("g1", "d1"))
        more = f'[[feeds]]\nkey = "direct"\naddress = "{web.url}/other"\n'
        assert len(gathered(web.url, more=more)) == 1
        assert len(list((gathered.home / "content/editions/2031").glob("*.json"))) == 1


def test_target_that_no_page_may_link_to_is_left_alone(gathered):
    """A redirector to another scheme gives no link."""
    routes = {"/to/a": redirect("javascript:run()")}
    with serve(routes) as web:
        routes["/feed"] = feed(item(1, f"{web.url}/to/a"))
        assert gathered(web.url)["g1"].resolved == ""


def test_what_is_asked_in_one_run_has_an_end(monkeypatch, gathered):
    """A feed of a thousand redirectors costs a bounded number of requests."""
    monkeypatch.setattr(follow, "LINKS_A_HOST", 3)
    routes = {f"/to/{n}": redirect(f"https://post.example/{n}") for n in range(9)}
    with serve(routes) as web:
        routes["/feed"] = feed(*(item(n, f"{web.url}/to/{n}") for n in range(9)))
        found = gathered(web.url)
        assert len([path for path in web.asked() if path.startswith("/to/")]) == 3
        assert len([entry for entry in found.values() if entry.resolved]) == 3


def test_full_text_takes_the_article_and_says_where_it_could_not(gathered):
    """The whole text, cleaned as any; else the feed's own words, and a note of why."""
    routes = {
        "/robots.txt": ROBOTS,
        "/good": reply(ARTICLE, Content_Type="text/html"),
        "/thin": reply(b"<html><body><p>Short.</p></body></html>", Content_Type="text/html"),
        "/closed/x": reply(ARTICLE, Content_Type="text/html"),
    }
    with serve(routes) as web:
        links = ("/good", "/thin", "/closed/x", "/gone")
        routes["/feed"] = feed(*(item(n, web.url + path) for n, path in enumerate(links)))
        found = gathered(web.url, more="full_text = true\nreprint = true\n")
        good, *others = (found[f"g{n}"] for n in range(4))
        assert "keeper 3" in good.html
        assert "What it costs" in good.html
        assert "script" not in good.html
        assert good.notes == ()
        for entry, why in zip(others, ("short one", "robots.txt", "HTTP 404"), strict=True):
            assert "The feed's own words" in entry.html
            assert why in entry.notes[0]
        assert "/closed/x" not in web.asked()
        before = web.asked().count("/good")
        gathered(web.url, hours=2, more="full_text = true\nreprint = true\n")
        assert web.asked().count("/good") == before == 1


def test_host_of_articles_that_asks_for_rest_gets_it_in_later_runs(gathered):
    """Retry-After of an article is kept for its host: no article of it is asked before its time."""
    busy = reply(status="429 Slow Down", Retry_After="7200")
    article, more = reply(ARTICLE, Content_Type="text/html"), "full_text = true\n"
    routes, articles = {}, {"/a": busy, "/b": article, "/b?later": article}
    with serve(routes) as web, serve(articles, "127.0.0.2") as outlet:
        items = [item(1, f"{outlet.url}/a")]
        for hours, path in ((0, "a"), (1, "b"), (3, "b?later")):
            items.append(item(2 + hours, f"{outlet.url}/{path}"))
            routes["/feed"] = feed(*items)
            found = gathered(web.url, hours=hours, more=more)
    assert "/a" in outlet.asked()
    assert "/b" not in outlet.asked()
    assert "/b?later" in outlet.asked()
    assert "its host asked to be left alone" in found["g3"].notes[0]


def test_offline_asks_nobody(gathered, monkeypatch):
    """`--offline` reads files and makes no request, whatever their links are."""
    monkeypatch.setattr(follow, "_links", lambda *_: pytest.fail("asked"))
    content = gathered.home / "content"
    content.mkdir()
    (content / "a.xml").write_bytes(
        feed(item(1, "https://127.0.0.1/to/a")).partition(b"\r\n\r\n")[2]
    )
    (content / "digest.toml").write_text(f'{HEAD}[[feeds]]\nkey = "a"\npath = "a.xml"\n')
    with State(gathered.home) as state:
        taken = take_in(config.load(content), content, state, now=NOW, offline=True)
    assert len(taken.entries) == 1
