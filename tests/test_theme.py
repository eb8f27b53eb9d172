"""The theme keeps its promises: plain Jinja, one layered stylesheet, readable colours."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from broadsheet.publish import views
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import html
from markupsafe import Markup

THEME = Path(__file__).parents[1] / "themes" / "broadsheet"
TEMPLATES = sorted((THEME / "templates").rglob("*.html"))
STYLES = sorted((THEME / "static" / "css").glob("*.css"))
CSS = (THEME / "static" / "css" / "broadsheet.css").read_text("utf-8")
LAYERS = ["reset", "tokens", "base", "layout", "components", "print"]
MICROFORMAT = re.compile(r"(?:h|p|u|dt|e)-[a-z-]+")
UNSTYLED = {"health-", "section"}  # a class whose end the data says; a handle for other themes


def environment() -> Environment:
    """Jinja as Pelican sets it up for us, but strict: a name that nobody defines is an error."""
    return Environment(
        loader=FileSystemLoader(THEME / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def name_of(template: Path) -> str:
    """A template's name as `extends` and `include` say it."""
    return template.relative_to(THEME / "templates").as_posix()


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_template_is_short_and_compiles(template: Path) -> None:
    """Every template compiles and has fewer than 80 lines, so that a designer reads it whole."""
    environment().get_template(name_of(template))
    assert len(template.read_text("utf-8").splitlines()) < 80


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_template_trusts_nothing(template: Path) -> None:
    """No template switches escaping off, runs a script, styles inline or calls a third party."""
    source = re.sub(r"\{#.*?#\}", "", template.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", source)
    script = "" if template.name == "search.html" else "<script|"
    assert not re.search(script + r"<style|\sstyle=|\son[a-z]+=|javascript:", source)
    assert "//" not in source, "an address of somebody else's"


def test_classes_are_known_to_both_sides() -> None:
    """Each class in the markup is styled or a microformat; each class styled is in the markup."""
    markup = "\n".join(path.read_text("utf-8") for path in TEMPLATES)
    values = re.findall(r'\sclass="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', markup)
    used = {name for value in values for name in re.sub(r"\{[{%].*?[%}]\}", " ", value).split()}
    sheets = " ".join(re.sub(r"\{[^{}]*\}", " ", path.read_text("utf-8")) for path in STYLES)
    styled = set(re.findall(r"\.([a-z][a-z-]*)", sheets.replace("theme.md", "")))
    assert {name for name in used - styled if not MICROFORMAT.fullmatch(name)} <= UNSTYLED
    assert {name for name in styled - used if not name.startswith("health-")} == set()


def rules() -> Iterator[tuple[str, str, str]]:
    """(at-rules around it, selector, declarations) for each rule of the stylesheet."""
    stack: list[str] = []
    for part in re.findall(r"[^{};]*[{};]", re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)):
        text, end = part[:-1].strip(), part[-1]
        if end == "{":
            stack.append(text)
        elif end == ";" and text:
            yield " ".join(stack[:-1]), stack[-1] if stack else "", text
        elif end == "}":
            stack.pop()
    assert not stack, "an unclosed brace"


def test_every_rule_is_in_a_layer() -> None:
    """Nothing stands outside the layers, whose order is declared first."""
    (order,) = (text for _, selector, text in rules() if not selector)
    assert order == "@layer " + ", ".join(LAYERS)
    around = {outer.split()[1] for outer, selector, _ in rules() if selector and outer}
    assert around == set(LAYERS)
    assert all(outer.startswith("@layer ") for outer, selector, _ in rules() if selector)


def test_selectors_are_gentle() -> None:
    """No id in a selector and nothing `!important`: a user's own stylesheet can win."""
    assert "!important" not in CSS
    assert not [selector for _, selector, _ in rules() if "#" in selector]


def test_properties_are_defined_and_used() -> None:
    """Every custom property that is used is defined, and none is defined for nothing."""
    assert set(re.findall(r"var\((--[\w-]+)", CSS)) == set(re.findall(r"(--[\w-]+):", CSS))


def test_style_asks_nobody_and_follows_the_writing_direction() -> None:
    """No font, image or import from anywhere, and no left or right: RTL is not an afterthought."""
    assert not re.search(r"url\(|@import|@font-face", CSS)
    physical = r"\b(?:margin|padding|border)-(?:left|right|top|bottom)\b|\b(?:left|right|float)\s*:"
    assert not re.search(physical, CSS)


def test_style_is_within_its_budget() -> None:
    """10 kB as written, 3 kB as sent."""
    assert len(CSS.encode()) <= 10_000
    assert len(gzip.compress(CSS.encode(), 9, mtime=0)) <= 3_000


def colours() -> dict[str, tuple[str, str]]:
    """The token table: role -> (light, dark)."""
    found = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS)
    return {role: (light, dark) for role, light, dark in found}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, WCAG 2.2's definition."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21, WCAG 2.2's definition."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "wash"])
@pytest.mark.parametrize("role", ["ink", "ink-soft", "link", "mark"])
def test_colours_are_readable(role: str, ground: str, scheme: int) -> None:
    """Every colour that text may have reaches 4.5 on every ground, in both schemes."""
    table = colours()
    assert contrast(table[role][scheme], table[ground][scheme]) >= 4.5


def test_browser_chrome_is_the_paper() -> None:
    """The theme-color of both schemes is the paper's."""
    head = (THEME / "templates" / "partials" / "head.html").read_text("utf-8")
    assert tuple(re.findall(r'"theme-color" content="(#\w+)"', head)) == colours()["paper"]


# Pages of hostile and foreign entries

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
REF = views.Ref(text="21 December", path="2021/12/21/", iso="2021-12-21")
SAFE = {"id": "s1", "lang": "", "dir": "", "slug": "world", "path": "2021/12/22/#s1", "url": "#"}
FILLING = {"str": HOSTILE, "bool": True, "Markup": Markup("<p>A note.</p>"), "Ref | None": REF}


def hostile(view: type, **known: object) -> object:
    """A view whose every text is hostile, but for ids, paths and languages, which are ours."""
    types = {name: kind for name, kind in view.__annotations__.items() if name[0] != "_"}
    filled = {name: SAFE.get(name, FILLING.get(kind, ())) for name, kind in types.items()}
    return view(**filled | known)


def entry(**known: object) -> object:
    """Everything that can be known of an outlet's article."""
    return hostile(views.EntryView, **{"related": ((HOSTILE,) * 3,), "authors": (HOSTILE,)} | known)


ARABIC = {"lang": "ar", "dir": "rtl"}
OTHERS = tuple(entry() for _ in range(5))
STORIES = (
    hostile(views.StoryView, lead=entry(), others=OTHERS, reprints=OTHERS, folded=OTHERS),
    hostile(views.StoryView, id="s2", lead=entry(**ARABIC), **ARABIC),
    hostile(views.StoryView, id="s3", lead=None, outlets=(HOSTILE,) * 5),
)


def fragment(name: str, *stories: object, **known: object) -> tuple[Markup, ...]:
    """Stories as the theme's fragments/*.html make them, ready for pages."""
    make = getattr(environment().get_template(f"fragments/{name}.html").module, name)
    more = {"aliases": (), **known} if name == "story" else known
    return tuple(Markup(make(story, "../../..", **more)) for story in stories)


EDITION = hostile(
    views.EditionView,
    sections=(
        hostile(
            views.SectionView,
            stories=fragment("story", STORIES[0], aliases=["dead"])
            + fragment("story", *STORIES[1:]),
        ),
        hostile(
            views.SectionView,
            slug="other",
            path="",
            more=fragment("story", hostile(views.StoryView, id="s4", lead=None)),
        ),
    ),
    log=((HOSTILE, HOSTILE),),
    tombstones=(hostile(views.TombstoneView, id="gone"),),
)
TELLINGS = tuple(
    views.TellingView(edition=REF, html=told) for told in fragment("telling", *STORIES)
)
NEWS = hostile(views.NewsView, stories=fragment("line", *STORIES))
PAGES: dict[str, dict[str, object]] = {
    "404.html": {},
    "archive.html": {"archive": hostile(views.ArchiveView, years=(REF,))},
    "edition.html": {"edition": EDITION},
    "index.html": {"front": hostile(views.FrontView, edition=EDITION, news=NEWS)},
    "redirect.html": {"target": "2021/12/22/#s1", "title": HOSTILE},
    "search.html": {"search": hostile(views.SearchView, months=(REF,))},
    "story.html": {"story": hostile(views.StoryPageView, first=REF, last=REF, tellings=TELLINGS)},
    "tombstone.html": {"tombstone": hostile(views.TombstoneView)},
    "topic.html": {
        "topic": hostile(
            views.TopicPageView, days=((REF, fragment("line", *STORIES)),), months=(REF,)
        )
    },
}


def render(template: str, view: dict[str, object]) -> html.HtmlElement:
    """A page as a template makes it, parsed."""
    context = {
        "SITEURL": "../../..",
        "SITENAME": HOSTILE,
        "THEME_STATIC_DIR": "theme",
        "site": SimpleNamespace(description=HOSTILE, language="en", dir="", author=HOSTILE),
        "nav_topics": (REF,),
        "pages_nav": (REF,),
        "feed_links": (hostile(views.FeedLink),),
        "canonical": HOSTILE,
        "page_title": HOSTILE,
        "page_description": HOSTILE,
        "robots": "noindex",
        "generator": "Broadsheet",
        "here": "",
    }
    return html.document_fromstring(environment().get_template(template).render(context | view))


@pytest.mark.parametrize("template", PAGES)
def test_page_is_sound(template: str) -> None:
    """No page holds a feed's markup; each has a title, one h1, one main and a skip link first."""
    page = render(template, PAGES[template])
    assert page.xpath("//script[not(@src)] | //img | //@*[starts-with(name(), 'on')]") == []
    assert bool(page.xpath("//script")) <= (template == "search.html")
    assert [len(page.xpath(f"//{tag}")) for tag in ("title", "h1", "main")] == [1, 1, 1]
    assert page.xpath("//a")[0].get("href") == "#" + page.xpath("//main")[0].get("id")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith(
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'"
    )
    assert ("script-src 'self'" in policy) == (template == "search.html")


@pytest.mark.parametrize("template", ["edition.html", "index.html"])
def test_edition_marks_its_parts(template: str) -> None:
    """Ids are unique, dead ones resolve, headings skip no level, foreign headlines say so."""
    page = render(template, PAGES[template])
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {"s1", "s2", "s3", "s4", "dead", "gone"} <= set(ids)
    levels = [int(each.tag[1]) for each in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.xpath("//article[@id='s2']//h3[@lang='ar' and @dir='rtl']")


def test_front_page_before_the_first_edition() -> None:
    """A site without an edition has a front page all the same."""
    view = {"front": views.FrontView(edition=None, news=None, silence="")}
    assert render("index.html", view).xpath("string(//h1)") == "No edition yet"


@pytest.mark.parametrize("name", ["story", "line", "telling"])
def test_no_headline_is_a_link_without_words(name: str) -> None:
    """An entry without a title can be read out and clicked all the same."""
    bare = hostile(views.StoryView, headline="", lead=entry(title=""), others=(entry(title=""),))
    page = html.fragment_fromstring(*fragment(name, bare), create_parent=True)
    assert [a for a in page.xpath(".//a[@href]") if not a.text_content().strip()] == []


def test_story_not_issued_yet_leads_to_its_outlet() -> None:
    """What has no place of ours yet leads out, and the front page's line is that place."""
    new = hostile(views.StoryView, path="#s9", id="s9", lead=entry(url="https://outlet.example/9"))
    line = html.fragment_fromstring(*fragment("line", new))
    assert line.get("id") == "s9"
    assert line.xpath(".//a/@href") == ["https://outlet.example/9"]
