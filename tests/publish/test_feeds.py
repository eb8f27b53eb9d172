"""Our feeds: valid, absolute, and their items the same for ever."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from urllib.parse import quote, urlsplit

import feed_rules
import feedparser
import pytest
from broadsheet import store
from broadsheet.model import LogLine, Media
from lxml import etree, html
from paper import FEEDS, HEAD, Paper, Tale, day, noon

SOUND = Media(url="https://post.example/talk.mp3", type="audio/mpeg", length=1234)
PICTURE = Media(url="https://post.example/ship.jpg", type="image/jpeg", length=99)
THUMB = Media(url="https://post.example/small.png", type="image/png", role="thumbnail")


@pytest.fixture
def told(paper) -> Paper:
    """Three days with a hostile headline, media, a foreign story, and a topic in another script."""
    paper.configure(
        head=HEAD + 'hub = "https://hub.example/"\n', topics=("World", "Science", "Наука")
    )
    paper.issue(
        1,
        Tale("ferry", headline="Ferry <script>alert(1)</script> & co", entries=3),
        Tale("comet", topic="наука", facts={"lang": "fr", "title": "L’écume"}),
    )
    paper.issue(
        2,
        Tale("ferry", first=3, facts={"media": (SOUND, PICTURE, THUMB)}),
        Tale("مركب", headline="مركب في المرفأ", facts={"lang": "ar"}),
    )
    paper.issue(3, Tale("مركب", headline="مركب في المرفأ", first=1, facts={"lang": "ar"}))
    paper.sheet(2, 'title = "Fog"\nintro = "See [here](https://fog.example/)."\n')
    return paper


def feeds(paper: Paper, ending: str) -> dict[str, bytes]:
    """The feeds of a format, by name."""
    found = paper.files().items()
    return {path: data for path, data in found if path.endswith(ending)}


@pytest.mark.parametrize("check", [feed_rules.rss, feed_rules.atom], ids=["rss", "atom"])
def test_feeds_are_valid(told, check):
    """No fault by the W3C's rules, warnings included."""
    told.render()
    found = feeds(told, f".{check.__name__}")
    assert len(found) == 5
    assert {path: check(data) for path, data in found.items() if check(data)} == {}


@pytest.mark.parametrize("ending", [".rss", ".atom"])
def test_a_reader_forgives_nothing(told, ending):
    """A lenient parser finds nothing to repair, a title, and an id and a date for each item."""
    told.render()
    for path, data in feeds(told, ending).items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            parsed = feedparser.parse(data)
        assert not parsed.bozo, (path, parsed.get("bozo_exception"))
        assert parsed.feed.title
        assert all(entry.id and entry.title and entry.published_parsed for entry in parsed.entries)


def test_json_feed_is_1_1(told):
    """What version 1.1 asks for: version, title, items with text ids and content; types hold."""
    told.render()
    for path, data in feeds(told, ".json").items():
        if path.startswith("search/"):
            continue
        feed = json.loads(data)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == f"https://someone.example/papers/daily/{quote(path, safe='/')}"
        assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
        assert all(isinstance(author["name"], str) for author in feed["authors"])
        for item in feed["items"]:
            assert item["id"].startswith("tag:example.org,2031:paper:")
            assert isinstance(item["content_html"], str)
            assert all(isinstance(tag, str) for tag in item.get("tags", ()))


@pytest.mark.parametrize("ending", [".rss", ".atom"])
def test_every_address_is_absolute(told, ending):
    """Links of the feed, of its items and inside their html have scheme and host."""
    told.render()
    for path, data in feeds(told, ending).items():
        root = etree.fromstring(data)
        links = [link.text or link.get("href") for link in root.iterfind(".//{*}link")]
        assert all(link.isascii() for link in links), path
        for node in root.iter("{*}encoded", "{*}content", "{*}description"):
            if node.text and "<" in node.text:
                fragment = html.fragment_fromstring(node.text, create_parent="div")
                links += fragment.xpath("//@href | //@src")
        assert len(links) > 2, path
        assert [one for one in links if urlsplit(one).scheme not in {"http", "https"}] == []


@pytest.mark.parametrize("ending", [".rss", ".atom", ".json"])
def test_markup_in_a_headline_is_text(told, ending):
    """No element comes of it, in the feed or in the html that it carries."""
    told.render()
    for path, data in feeds(told, ending).items():
        if path.startswith("search/"):
            continue
        if ending == ".json":
            bodies = [item["content_html"] for item in json.loads(data)["items"]]
        else:
            root = etree.fromstring(data)
            assert not root.findall(".//{*}script")
            bodies = [node.text for node in root.iter("{*}encoded", "{*}content")]
        for body in bodies:
            assert not html.fragment_fromstring(body, create_parent="div").xpath("//script"), path
    assert "&lt;script&gt;" in told.page("2031/03/01")
    assert "<script" not in told.page("2031/03/01")


def items(paper: Paper, name: str) -> dict[str, dict]:
    """The items of a JSON Feed of ours, by id."""
    feed = json.loads(paper.files()[f"feeds/{name}.json"])
    return {item["id"]: item for item in feed["items"]}


def test_ids_outlive_an_edit(told):
    """The editor's headline, note and topic change an item's words and never its id."""
    told.render()
    before = {name: items(told, name) for name in ("editions", "stories")}
    told.sheet(1, '[story.ferry]\nheadline = "Other"\nnote = "Said."\ntopic = "Science"\n')
    told.render()
    for name, old in before.items():
        new = items(told, name)
        assert list(new) == list(old)
        assert new != old


def test_ids_outlive_a_move_of_the_site(told):
    """Another address changes links and no id."""
    told.render()
    before = list(items(told, "stories"))
    config = told.content / "digest.toml"
    moved = config.read_text("utf-8").replace("someone.example/papers/daily", "new.example")
    config.write_text(moved, "utf-8")
    told.render()
    new = items(told, "stories")
    assert list(new) == before
    assert all(item["url"].startswith("https://new.example/") for item in new.values())


def test_ids_outlive_regrouping(told):
    """A story that lives on as another is one item, under the living id; other ids stay."""
    told.render()
    before = items(told, "stories")
    told.issue(4, Tale("ferry", first=4), aliases=(("comet", "ferry"),))
    told.render()
    new = items(told, "stories")
    gone = before.keys() - new.keys()
    assert gone == {"tag:example.org,2031:paper:story:comet"}
    assert new.keys() - before.keys() == set()


def test_a_correction_is_an_update(told):
    """What is logged on an edition moves the time of its item; the feed's time follows."""
    told.render()
    edition = store.load(told.content, day(1))
    line = LogLine(when=noon(day(5)), what="a name was mended")
    store.save(told.content, replace(edition, log=(line,)))
    told.render()
    item = items(told, "editions")["tag:example.org,2031:paper:edition:2031-03-01"]
    assert item["date_modified"] == "2031-03-05T12:00:00Z"
    assert item["date_published"] == "2031-03-01T12:00:00Z"
    root = etree.fromstring(told.files()["feeds/editions.atom"])
    assert root.findtext("{*}updated") == "2031-03-05T12:00:00Z"


def test_an_item_a_day_and_an_item_a_story(told):
    """The newest first; a story once, as it was last told; a topic's feed its stories only."""
    told.render()
    assert [item["url"][-11:] for item in items(told, "editions").values()] == [
        "2031/03/03/", "2031/03/02/", "2031/03/01/",
    ]  # fmt: skip
    names = [name.rpartition(":")[2] for name in items(told, "stories")]
    assert len(names) == len(set(names)) == 3
    assert names[1:] == ["ferry", "comet"]
    assert len(items(told, "topics/наука")) == 1
    assert items(told, "topics/science") == {}


def test_folded_entries_tell_nothing_again(told):
    """A telling that adds nothing is no news: the item stays as it was told before."""
    told.issue(4, Tale("ferry", first=9, said={"folded": ("ferry100304",)}))
    told.render()
    assert items(told, "stories")["tag:example.org,2031:paper:story:ferry"]["date_modified"] == (
        "2031-03-02T12:00:00Z"
    )


def test_open_edition_is_in_no_feed(told):
    """What still collects is on the front page alone."""
    told.render()
    before = feeds(told, ".atom")
    told.issue(4, Tale("mayor"), issued=False)
    told.render()
    assert feeds(told, ".atom") == before
    assert "News of mayor" in told.page("")


def test_media_source_and_hub_are_told(told):
    """Sound is an enclosure; an outlet's pictures are not; each item names its outlet's feed."""
    told.render()
    rss = etree.fromstring(told.files()["feeds/stories.rss"])
    (sound,) = rss.iterfind(".//enclosure")
    assert dict(sound.attrib) == {
        "url": SOUND.url, "type": "audio/mpeg", "length": "1234",
    }  # fmt: skip
    assert {node.get("url") for node in rss.iterfind(".//source")} == {"https://post.example/feed"}
    atom = etree.fromstring(told.files()["feeds/stories.atom"])
    assert [n.get("href") for n in atom.iterfind(".//{*}link[@rel='enclosure']")] == [SOUND.url]
    assert atom.findtext(".//{*}source/{*}title") == "Harbour Post"
    assert atom.find("{*}link[@rel='hub']").get("href") == "https://hub.example/"
    (item,) = [one for one in items(told, "stories").values() if "attachments" in one]
    assert item["attachments"] == [
        {"url": SOUND.url, "mime_type": "audio/mpeg", "size_in_bytes": 1234}
    ]
    assert item["external_url"] == "https://post.example/ferry40302"


def test_pictures_come_along_where_the_feed_says_so(told):
    """`images = "self-host"` on the feed: its pictures are enclosures too."""
    topics = ("World", "Science", "Наука")
    more = FEEDS.replace('key = "post"', 'key = "post"\nimages = "self-host"')
    told.configure(topics=topics, more=more)
    told.render()
    (item,) = [one for one in items(told, "stories").values() if "attachments" in one]
    assert [one["url"] for one in item["attachments"]] == [SOUND.url, PICTURE.url]


def test_no_feed_grows_for_ever(paper):
    """A feed holds the last editions, as many as digest.toml says."""
    paper.configure(head=HEAD + "feed_items = 3\n")
    for number in range(1, 8):
        paper.issue(number, *(Tale(f"s{number}-{n}") for n in range(8)))
    paper.render()
    assert len(items(paper, "editions")) == 3
    assert len(items(paper, "stories")) <= 3 * 8


def test_site_without_an_edition_has_valid_feeds(paper):
    """Before the first edition the feeds are there, empty and valid."""
    paper.render()
    found = paper.files()
    assert feed_rules.rss(found["feeds/editions.rss"]) == []
    assert feed_rules.atom(found["feeds/editions.atom"]) == []
    assert json.loads(found["feeds/editions.json"])["items"] == []
