"""Every page of the hostile site, and what our feeds hold, loaded and pressed in a browser.

The policy in each page (CSP) is a second wall: it is taken away first, so that the first one is
what is tested, and then the pages are loaded with it, and it must find nothing to refuse.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from feeds_out import fragments
from hostile_site import CALL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

# Presses all that can be pressed. Links to other pages are held back at the very last moment:
# they are loaded in their turn, and other sites are nobody's business here.
PRESS = """() => {
  addEventListener("click", event => {
    const link = event.target.closest && event.target.closest("a[href], area[href]");
    if (link && /^https?:$/.test(link.protocol)) event.preventDefault();
  });
  let pressed = 0;
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const element of document.querySelectorAll("body, body *")) {
    for (const kind of ["mouseover", "mouseenter", "pointerdown", "focus", "focusin", "toggle",
                        "animationstart", "scroll", "submit"])
      element.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
    if (element.click) { element.click(); pressed++; }
  }
  return pressed;
}"""


@dataclass
class Watched:
    """A page of a browser, and all that it did beyond showing itself."""

    page: Page
    ran: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def nothing(self) -> bool:
        """Whether no vector did anything."""
        return not (self.ran or self.outside or self.said)


def watch(browser: Browser, url: str, *, bypass: bool) -> Watched:
    """A page in which a vector that runs leaves a trace."""
    context = browser.new_context(bypass_csp=bypass)
    context.set_default_timeout(60_000)
    seen = Watched(context.new_page())
    context.expose_function(CALL, lambda number: seen.ran.append(f"vector {number}"))

    def answer(route: Route) -> None:
        if route.request.url.startswith((f"{url}/", "data:", "about:")):
            route.continue_()
        else:
            seen.outside.append(route.request.url)
            route.abort()

    context.route("**/*", answer)
    seen.page.on("dialog", lambda dialog: (seen.ran.append(dialog.message), dialog.dismiss()))
    seen.page.on("popup", lambda popup: seen.outside.append(popup.url))
    seen.page.on("console", lambda line: seen.said.append(f"{line.type}: {line.text}"))
    seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
    seen.page.on("download", lambda download: seen.outside.append(download.url))
    return seen


@pytest.mark.parametrize("bypass", [True, False], ids=["policy off", "policy on"])
def test_no_vector_runs_on_any_page(chromium, hostile, bypass):
    """All pages loaded and all in them pressed: nothing runs, asks elsewhere, or goes elsewhere."""
    seen = watch(chromium, hostile.url, bypass=bypass)
    pages = sorted(hostile.output.rglob("*.html"))
    assert len(pages) > 100
    pressed = 0
    for path in pages:
        name = path.relative_to(hostile.output).as_posix().removesuffix("index.html")
        url = f"{hostile.url}/{quote(name)}"
        seen.page.goto(url)
        pressed += seen.page.evaluate(PRESS)
        assert seen.page.url.split("#")[0] == url
        assert seen.nothing(), (name, seen.ran, seen.outside, seen.said)
    seen.page.wait_for_timeout(300)
    assert seen.nothing(), (seen.ran, seen.outside, seen.said)
    assert pressed > 10_000
    seen.page.context.close()


def afresh(page, url):
    """Leave a page for another; a vector that is just going elsewhere may get in the way."""
    api = pytest.importorskip("playwright.sync_api")
    for _ in range(5):
        with contextlib.suppress(api.Error):
            page.goto(url)
            return
    page.goto(url)


def test_trap_catches_what_runs(chromium, hostile):
    """The same watch over vectors that nobody cleaned does see them run: it can fail."""
    seen = watch(chromium, hostile.url, bypass=True)
    met = set()
    for vector in hostile.vectors:
        if vector.kind != "html" or "meta http-equiv" in vector.text:
            continue
        afresh(seen.page, f"{hostile.url}/robots.txt")
        before = len(seen.ran) + len(seen.outside)
        html = f"<!doctype html><p>x</p>{vector.text}".encode(errors="replace").decode()
        seen.page.set_content(html, wait_until="commit")
        seen.page.evaluate(PRESS)
        if len(seen.ran) + len(seen.outside) > before:
            met.add(vector.number)
    assert len(met) > 60
    seen.page.context.close()


def test_no_vector_runs_from_our_feeds(chromium, hostile):
    """What our feeds hold as html, shown by a reader that cleans nothing: nothing runs."""
    seen = watch(chromium, hostile.url, bypass=True)
    found = [html for _, html in fragments(hostile.output)]
    assert len(found) > 50
    for start in range(0, len(found), 40):
        afresh(seen.page, f"{hostile.url}/robots.txt")
        seen.page.set_content("<!doctype html>" + "".join(found[start : start + 40]))
        seen.page.evaluate(PRESS)
        assert seen.nothing(), (seen.ran, seen.outside, seen.said)
    seen.page.context.close()
