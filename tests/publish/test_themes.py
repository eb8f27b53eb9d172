"""Themes of a site's own, and single templates put in place of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from broadsheet import settings
from paper import Paper, Tale

PAGES = ("index", "edition", "story", "topic", "archive", "sources", "search", "404")
FRAGMENTS = ("story", "line", "telling")


@pytest.fixture
def told(paper) -> Paper:
    """Two days and a story that goes on."""
    paper.issue(1, Tale("ferry"), Tale("comet", topic="science"))
    paper.issue(2, Tale("ferry", first=1))
    return paper


def script(root: Path, *lines: str) -> Path:
    """A settings file of a site's own."""
    path = root / "digest.py"
    path.write_text("\n".join(("from broadsheet.settings import *", *lines)), "utf-8")
    return path


def test_one_template_may_be_replaced(told):
    """A file of the same name in a folder of one's own; it may begin with what it replaces."""
    own = told.root / "own"
    own.mkdir()
    path = script(told.root, f'THEME_TEMPLATES_OVERRIDES = ["{own}"]')
    told.render(script=path)
    assert "Bring an umbrella" not in told.page("2031/03/01")
    (own / "edition.html").write_text(
        '{% extends "!theme/edition.html" %}{% block opening %}Bring an umbrella{% endblock %}',
        "utf-8",
    )
    told.render(script=path)
    assert "Bring an umbrella" in told.page("2031/03/01")
    assert 'id="ferry"' in told.page("2031/03/01")
    (own / "edition.html").unlink()
    told.render(script=path)
    assert "Bring an umbrella" not in told.page("2031/03/01")


def test_one_fragment_may_be_replaced(told):
    """What a story looks like changes on every page that shows it, kept html or not."""
    own = told.root / "own"
    (own / "fragments").mkdir(parents=True)
    path = script(told.root, f'THEME_TEMPLATES_OVERRIDES = ["{own}"]')
    told.render(script=path)
    (own / "fragments/line.html").write_text("<p>mine: {{ story.headline }}</p>", "utf-8")
    told.render(script=path)
    assert "<p>mine: News of ferry</p>" in told.page("topics/world")
    assert "mine:" not in told.page("2031/03/01")


def test_a_theme_of_ones_own_needs_no_file_of_ours(told):
    """A bare theme renders every page, with autoescape on whatever the settings say."""
    theme = told.root / "mine/templates"
    (theme / "fragments").mkdir(parents=True)
    for name in (*PAGES, "redirect", "tombstone", "page"):
        (theme / f"{name}.html").write_text(
            f"{name} {{{{ page_title }}}} {{{{ SITEURL }}}}", "utf-8"
        )
    (theme / "edition.html").write_text(
        "{% for s in edition.sections %}{{ s.stories | join }}{% endfor %}", "utf-8"
    )
    for name in FRAGMENTS:
        (theme / f"fragments/{name}.html").write_text("[{{ story.headline }}|{{ root }}]", "utf-8")
    told.issue(3, Tale("mast", headline="<b>bold</b>"))
    path = script(told.root, f'THEME = "{theme.parent}"', "JINJA_ENVIRONMENT = {}")
    told.render(script=path)
    assert told.page("2031/03/01") == "[News of ferry|../../..][News of comet|../../..]"
    assert told.page("2031/03/03") == "[&lt;b&gt;bold&lt;/b&gt;|../../..]"
    assert told.page("topics/world") == "topic World ../.."


def test_how_templates_are_compiled_counts(told):
    """Another setting of Jinja's makes pages anew, from templates compiled anew."""
    path = script(told.root)
    told.render(script=path)
    before = told.files()
    path = script(told.root, 'JINJA_ENVIRONMENT = {"trim_blocks": False}')
    told.render(script=path)
    assert told.files()["2031/03/01/index.html"] != before["2031/03/01/index.html"]
    told.render(script=script(told.root))
    assert told.files() == before


def test_our_theme_is_whole():
    """Every template that publishing asks for is there."""
    templates = Path(settings.THEME) / "templates"
    assert all((templates / f"{name}.html").is_file() for name in PAGES)
    assert all((templates / f"fragments/{name}.html").is_file() for name in FRAGMENTS)
