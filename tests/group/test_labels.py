"""Topics that something names outright: keywords, hints, labels, categories, addresses."""

from __future__ import annotations

import pytest
from broadsheet.group.labels import Labels
from broadsheet.model import Entry, Feed, Topic


def topics(*names: str) -> tuple[Topic, ...]:
    """Topics of these names, their slugs in lower case."""
    return tuple(Topic(name=name, slug=name.lower()) for name in names)


ENGLISH = topics("World", "Business", "Technology", "Sports", "Culture")
GERMAN = topics("Ausland", "Wirtschaft", "Digital", "Sport", "Kultur")


def settled(entry: Entry, feed: Feed | None = None, among: tuple[Topic, ...] = ENGLISH):
    """What the labels make of an entry."""
    return Labels(among).settle(entry, feed)


@pytest.mark.parametrize(
    ("label", "english", "german"),
    [
        ("World - Latest - Google News", "world", "ausland"),
        ("Internacional - Lo último - Google Noticias", "world", "ausland"),
        ("国際 - 最新 - Google ニュース", "world", "ausland"),
        ("Wirtschaft – Neueste – Google News", "business", "wirtschaft"),
        ("Économie - Les plus récents - Google Actualités", "business", "wirtschaft"),
        ("スポーツ - 最新 - Google ニュース", "sports", "sport"),
        ("Deportes | El Faro Salinero", "sports", "sport"),
        ("Культура — Последние — Google Новости", "culture", "kultur"),
        ("اقتصاد - الأحدث - أخبار Google", "business", "wirtschaft"),
        ("Harbour Post » Tech", "technology", "digital"),
        ("Sport : La Vigie", "sports", "sport"),
        ("TECHNOLOGY", "technology", "digital"),
    ],
)
def test_a_label_names_the_topic_in_any_language(label, english, german):
    """A section's name is known by its meaning, whatever language the site's topics are in."""
    assert settled(Entry(label=label)) == (english, "label")
    assert settled(Entry(label=label), among=GERMAN) == (german, "label")


@pytest.mark.parametrize(
    "label", ["", "Coast round-up", '"tidal mill" - Google News', " - - ", "-"]
)
def test_a_label_that_names_no_section_says_nothing(label):
    """A search's label and an empty one leave the entry to its words."""
    assert settled(Entry(label=label)) == ("", "")


def test_a_label_may_name_a_topic_of_the_sites_own():
    """A topic that is no usual section is named by its own name or slug."""
    own = (Topic(name="Tide mills", slug="mills"), *ENGLISH)
    assert settled(Entry(label="Tide Mills - Latest"), among=own) == ("mills", "label")
    assert settled(Entry(label="mills"), among=own) == ("mills", "label")


def test_keywords_go_first_then_hint_label_category():
    """The order of evidence is the documented one."""
    among = (Topic(name="World", slug="world", keywords=("ferry",)), *topics("Sports", "Culture"))
    feed = Feed(key="f", topic="culture")
    entry = Entry(
        title="Ferry aground", label="Sports - Latest - Google News", categories=("Culture",)
    )
    assert settled(entry, feed, among) == ("world", "rule")
    entry = Entry(title="Aground", label=entry.label, categories=entry.categories)
    assert settled(entry, feed, among) == ("culture", "hint")
    assert settled(entry, None, among) == ("sports", "label")
    assert settled(Entry(categories=("Culture",)), None, among) == ("culture", "category")


@pytest.mark.parametrize(
    ("keyword", "title", "hit"),
    [
        ("ferry", "The FERRY sails", True),
        ("ferry", "Ferryman retires", False),
        ("ferr*", "Ferryman retires", True),
        ("interest  rate", "Interest\u00a0rate held", True),
        ("AT&T", "Shares of AT&T", True),
        ("c++", "C++ at forty", True),
        ("地震", "南部で地震がありました", True),
        ("زلزال", "زلزال في الجنوب", True),
        (".*", "Anything", False),
    ],
)
def test_a_keyword_is_a_whole_word_of_title_or_excerpt(keyword, title, hit):
    """Any case; `*` opens its end; in scripts without spaces anywhere; nothing is a pattern."""
    among = (Topic(name="Tides", slug="tides", keywords=(keyword,)),)
    expected = ("tides", "rule") if hit else ("", "")
    assert settled(Entry(title=title), among=among) == expected
    assert settled(Entry(excerpt=title), among=among) == expected


def test_of_two_topics_the_one_with_more_keywords_wins():
    """Different keywords are counted, not repetitions; on a tie the config's order."""
    among = (
        Topic(name="One", slug="one", keywords=("tide", "moon")),
        Topic(name="Two", slug="two", keywords=("mill", "wheel")),
    )
    assert settled(Entry(title="Mill, wheel, tide tide tide"), among=among) == ("two", "rule")
    assert settled(Entry(title="Mill and tide"), among=among) == ("one", "rule")


def test_a_hint_to_no_topic_of_the_site_is_ignored():
    """A feed's hint counts only if the site has the topic."""
    assert settled(Entry(), Feed(key="f", topic="gone")) == ("", "")


@pytest.mark.parametrize(
    ("categories", "topic"),
    [
        (("Deportes",), "sports"),
        (("Harbour", "Tech", "ferns"), "technology"),
        (("Sports", "Football", "Business"), "sports"),
        (("Sports", "Business"), ""),
        (("ferns",), ""),
        ((), ""),
    ],
)
def test_categories_vote(categories, topic):
    """Most categories win; a tie or an unknown name says nothing."""
    assert settled(Entry(categories=categories)) == ((topic, "category") if topic else ("", ""))


@pytest.mark.parametrize(
    ("url", "topic"),
    [
        ("https://tarn.example/sport/2031/04/02/regatta", "sports"),
        ("https://tarn.example/wirtschaft/werft-baut-frachter.html", "business"),
        ("https://tarn.example/%E7%B5%8C%E6%B8%88/1", "business"),
        ("https://tarn.example/sport", ""),
        ("https://tarn.example/2031/04/02/sport-for-all", ""),
        ("https://[broken/sport/x", ""),
        ("", ""),
    ],
)
def test_a_folder_of_the_address_may_name_a_section(url, topic):
    """Folders count, the last part (the article's own name) does not."""
    assert settled(Entry(url=url)) == ((topic, "category") if topic else ("", ""))


def test_the_publishers_own_address_is_read():
    """Behind a redirector, what counts is where it leads."""
    entry = Entry(url="https://go.example/business/x", resolved="https://tarn.example/sport/x")
    assert settled(entry) == ("sports", "category")


def test_a_section_that_two_topics_share_names_neither():
    """A label is believed where it names one topic alone."""
    among = topics("Football", "Rowing")
    assert settled(Entry(label="Sports - Latest - Google News"), among=among) == ("", "")
    assert settled(Entry(label="Rowing - Latest - Google News"), among=among) == ("rowing", "label")
