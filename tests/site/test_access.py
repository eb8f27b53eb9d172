"""Every page type can be read by all: WCAG 2.2 AA by axe, narrow and wide, light and dark."""

from __future__ import annotations

import pytest
from built_site import PAGE_TYPES

pytestmark = [pytest.mark.site, pytest.mark.browser]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROW, WIDE = 360, 1280


VIEWS = [(width, scheme) for width in (NARROW, WIDE) for scheme in ("light", "dark")]


@pytest.fixture
def axe(node_module):
    """The accessibility engine's script."""
    return node_module("axe-core/axe.min.js")


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_no_barrier(kind, view, opened, axe, record_property):
    """Axe finds no violation; what it could not decide is printed at the end of the run."""
    page = opened(
        kind,
        viewport={"width": view[0], "height": 900},
        color_scheme=view[1],
        bypass_csp=True,  # axe itself is a script, which the pages' own policy refuses
    ).page
    page.add_script_tag(path=axe)
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})",
        TAGS,
    )
    for doubt in result["incomplete"]:
        where = ", ".join(str(node["target"][0]) for node in doubt["nodes"][:3])
        told = f"{doubt['id']}, {len(doubt['nodes'])} places: {where}"
        record_property("undecided", f"{kind}, {view[0]} px, {view[1]}: {told}")
    assert [_told(each) for each in result["violations"]] == []


def _told(violation: dict) -> str:
    where = [str(node["target"]) for node in violation["nodes"][:5]]
    return f"{violation['id']}: {violation['help']}; at {', '.join(where)}"


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_fits_a_phone(kind, opened):
    """At 320 px, WCAG's reflow width, nothing has to be scrolled sideways."""
    page = opened(kind, viewport={"width": 320, "height": 600}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_keyboard_comes_to_the_content_first(kind, opened):
    """The first stop of the Tab key is a skip link, and it leads to something that is there."""
    page = opened(kind, viewport={"width": WIDE, "height": 900}).page
    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.getAttribute('href') || ''")
    assert target.startswith("#")
    assert page.evaluate("id => document.getElementById(id) !== null", target[1:])


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_asks_for_nothing_outside(kind, opened):
    """In a browser with its policy on, a page loads from its own site only, and all of it loads."""
    result = opened(kind)
    result.page.wait_for_load_state("networkidle")
    assert (result.outside, result.missing, result.errors) == ([], [], [])
