"""The editor's word, seen on the pages."""

from __future__ import annotations

import pytest
from lxml import html
from paper import Paper, Tale


@pytest.fixture
def told(paper) -> Paper:
    """Two days under three topics; ferry goes on."""
    paper.issue(1, Tale("ferry", entries=3), Tale("mayor"), Tale("comet", topic="science"))
    paper.issue(
        2, Tale("ferry", first=3), Tale("match", topic="sport"), Tale("mast", topic="sport")
    )
    return paper


def tree(paper: Paper, path: str) -> html.HtmlElement:
    """A page, parsed."""
    return html.document_fromstring(paper.page(path))


def told_in(paper: Paper, path: str) -> list[str]:
    """The ids of the stories of a page, in their order."""
    return tree(paper, path).xpath("//article[contains(@class, 'story')]/@id")


def section_of(paper: Paper, path: str, story: str) -> str:
    """The topic under which a page tells a story."""
    (name,) = tree(paper, path).xpath(
        f"//section[.//article[@id='{story}']]/h2[@class='section-name']//text()"
    )
    return name


def test_pin_comes_first_and_says_so(told):
    """A pinned story leads its section and bears its mark, on its edition's page only."""
    told.render()
    assert told_in(told, "2031/03/01") == ["ferry", "mayor", "comet"]
    told.sheet(1, "[story.mayor]\npin = true\n")
    told.render()
    assert told_in(told, "2031/03/01") == ["mayor", "ferry", "comet"]
    marked = tree(told, "2031/03/01").xpath("//article[.//*[@class='pin']]/@id")
    assert marked == ["mayor"]
    assert 'class="pin"' not in told.page("topics/world")


def test_hidden_is_nowhere_but_its_address_resolves(told):
    """Off its page, topic, feeds and search; its anchor and its page are still there."""
    told.render()
    told.sheet(2, "[story.ferry]\nhide = true\n")
    told.render()
    assert "ferry" not in told_in(told, "2031/03/02")
    assert tree(told, "2031/03/02").xpath("//*[@id='ferry']")
    assert told_in(told, "2031/03/01")[0] == "ferry"  # issued before the editor spoke
    assert "News of ferry" not in told.page("topics/world")
    assert b"News of ferry" not in told.files()["feeds/stories.atom"]
    assert not [p for p, b in told.files().items() if p.startswith("search/") and b"ferry" in b]
    assert "2031/03/01/" in told.page("story/ferry-ferry")


def test_hidden_entry_leaves_its_story(told):
    """One report goes, the others stay; the number of entries follows."""
    told.sheet(1, "[entry.ferry20301]\nhide = true\n")
    told.render()
    page = told.page("2031/03/01")
    assert "https://tribune.example/ferry20301" not in page
    assert "https://post.example/ferry30301" in page
    assert "4 entries" in page


def test_headline_is_the_editors(told):
    """On the edition's page, and on the story's the latest one; the outlet's words are kept."""
    told.sheet(1, '[story.ferry]\nheadline = "The ferry <i>sinks</i>"\n')
    told.render()
    (article,) = tree(told, "2031/03/01").xpath("//article[@id='ferry']")
    assert article.xpath("string(.//h3)") == "The ferry <i>sinks</i>"
    assert "News of ferry" in article.text_content()
    assert tree(told, "story/ferry-ferry").xpath("string(//h1)") == "The ferry <i>sinks</i>"
    told.sheet(2, '[story.ferry]\nheadline = "The ferry is raised"\n')
    told.render()
    assert tree(told, "story/ferry-ferry").xpath("string(//h1)") == "The ferry is raised"
    assert "story/ferry-ferry/" in told.told.reasons


def test_note_and_intro_are_html(told):
    """Markdown under the story and above the edition, a title beside the date; here only."""
    told.sheet(
        1,
        'title = "Regatta"\nintro = "Wind *at last*."\n'
        '[story.mayor]\nnote = "See [the plan](https://plan.example/)."\n',
    )
    told.render()
    page = tree(told, "2031/03/01")
    assert page.xpath("string(//*[@class='edition-title'])") == "Regatta"
    assert "Regatta" in told.page("archive")
    notes = page.xpath("//*[@role='note']")
    assert notes[0].xpath("string(.//em)") == "at last"
    assert notes[1].xpath(".//a/@href") == ["https://plan.example/"]
    assert notes[1].getparent().getparent().get("id") == "mayor"
    assert "the plan" not in told.page("topics/world")
    assert b"Wind" in told.files()["feeds/editions.rss"]


def test_move_changes_every_page_and_keeps_the_old_ones(told):
    """The story is under its new topic everywhere; a month's page that it leaves empty stays."""
    told.render()
    told.sheet(1, '[story.comet]\ntopic = "Sport"\n')
    told.render()
    assert section_of(told, "2031/03/01", "comet") == "Sport"
    assert "News of comet" in told.page("topics/sport/2031/03")
    assert "News of comet" not in told.page("topics/science/2031/03")
    assert b"News of comet" in told.files()["feeds/topics/sport.json"]
    assert b"News of comet" not in told.files()["feeds/topics/science.json"]


def test_merge_leaves_both_addresses(told):
    """The dead story's place lands on the living one; a page that it had becomes a redirect."""
    told.issue(3, Tale("match", first=1, topic="sport"))
    told.render()
    assert "story/match-match/index.html" in told.files()
    told.sheet(2, '[story.mast]\nmerge = ["match"]\n')
    told.render()
    assert told_in(told, "2031/03/02") == ["ferry", "mast"]
    assert tree(told, "2031/03/02").xpath("//article[@id='mast']//a[@id='match']")
    redirect = tree(told, "story/match-match")
    assert redirect.xpath("//meta[@http-equiv='refresh']/@content") == [
        "0; url=../../story/mast-mast/"
    ]
    page = told.page("story/mast-mast")
    assert ("match10302" in page, "match20303" in page) == (True, True)


def test_merge_holds_for_later_editions(told):
    """What the editor once merged stays one story, although the gather still tells it as two."""
    told.sheet(2, '[story.mast]\nmerge = ["match"]\n')
    told.issue(3, Tale("match", first=1, topic="sport"), Tale("mast", first=1, topic="sport"))
    told.render()
    assert told_in(told, "2031/03/03") == ["mast"]
    assert "2 entries" in told.page("2031/03/03")


def test_merged_story_keeps_its_own_address(told):
    """A story that an older one is merged into goes on under its own slug."""
    told.issue(3, Tale("mast", first=1, topic="sport"))
    told.render()
    told.sheet(3, '[story.mast]\nmerge = ["comet"]\n')
    told.render()
    assert "comet10301" in told.page("story/mast-mast")


def test_split_makes_a_story_of_its_own(told):
    """The entries that the editor takes out stand beside the story that they were in."""
    told.sheet(1, '[story.ferry]\nsplit = ["ferry20301"]\n')
    told.render()
    assert told_in(told, "2031/03/01") == ["ferry", "ferry20301", "mayor", "comet"]
    assert "2031/03/01/#ferry20301" in told.page("topics/world")


def test_word_that_matches_nothing_is_said_and_fails_nothing(told):
    """Its line is printed, the rest is applied, the build ends with 0; it is said every time."""
    told.sheet(1, '[story.nobody]\npin = true\n\n[story.mayor]\nheadline = "Applied"\n')
    for _ in range(2):
        run = told.run("render")
        assert run.returncode == 0
        assert "2031-03-01.toml:2: no story 'nobody' in this edition" in run.stderr
    assert "Applied" in told.page("2031/03/01")


def test_sheet_that_is_no_sheet_stops_the_render(told):
    """One line with file, line and remedy; the site stays as it was."""
    told.render()
    before = told.files()
    told.sheet(1, "[story.mayor]\npinn = true\n")
    run = told.run("render")
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert "2031-03-01.toml:2: unknown key 'pinn'; did you mean 'pin'?" in run.stderr
    assert told.files() == before


def test_sheet_of_no_edition_is_said(told):
    """A sheet beside no edition names its day."""
    told.sheet(9, "[story.mayor]\nhide = true\n")
    told.render()
    assert any("there is no edition of 2031-03-09" in line for line in told.warnings)
