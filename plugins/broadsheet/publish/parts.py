"""What pages are put together from: each story's html, made once a day's edition and kept.

A part depends on its own edition's marks and on what every page depends on, so it is kept
in the index's `fragments` while they stand. Its html comes from the theme's fragments/*.html;
links of ours in it begin with ROOT, which is replaced by each page's own way to the root.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any, TypeVar

import msgspec
from jinja2 import nodes
from jinja2.runtime import Context, Macro

from ..model import LogLine, Story, Tombstone
from .feeditems import FeedPart, feed_links, feed_part
from .index import mark
from .sections import anchors, counts_text, sections
from .shelf import Shelf, held
from .stories import ROOT, Teller, ToldPart, told_part
from .views import FeedLink, StoryView

__all__ = ["ROOT", "Calls", "ElsewherePart", "PagePart", "Parts", "SectionPart"]

HELD = 34  # days in memory: a month's, which all topics' pages show in turn, and neighbours
KINDS = 3  # parts of a day
TELLERS = 4  # they hold every view of a day, and are done with when its parts are made

T = TypeVar("T")


class SectionPart(msgspec.Struct, frozen=True, kw_only=True):
    """One topic's stories in an edition, as html. `more` are those beyond its quota."""

    slug: str
    stories: tuple[str, ...]
    more: tuple[str, ...] = ()


class PagePart(msgspec.Struct, frozen=True, kw_only=True):
    """An edition's stories as its own page shows them."""

    title: str
    intro: str  # Markdown
    issued: datetime | None
    counts_text: str
    sections: tuple[SectionPart, ...]
    log: tuple[LogLine, ...]
    withdrawn: tuple[Tombstone, ...]
    anchors: tuple[str, ...] = ()  # ids of stories that are no longer shown


class ElsewherePart(msgspec.Struct, frozen=True, kw_only=True):
    """An edition's stories as topic and story pages show them."""

    stories: tuple[ToldPart, ...]


class Parts:
    """Makes parts with the theme's templates, and keeps them."""

    def __init__(self, shelf: Shelf, template: Callable[[str], Any], common: str) -> None:
        """`template(name)` gives a Jinja template; `common` is the mark of all pages."""
        self.shelf = shelf
        self._template = template
        self._common = common
        self._held: OrderedDict[tuple[date, str], Any] = OrderedDict()
        self._fragments: dict[str, Callable[..., str]] = {}
        self.feeds: dict[str, Any] = {}  # our feeds as records, each written in three formats
        self._tellers: OrderedDict[date, Teller] = OrderedDict()
        self._pending: dict[tuple[str, str], tuple[str, bytes]] = {}

    def html(self, name: str, story: StoryView, *more: object) -> str:
        """The html that a fragment makes of a story; `more` are its ids of old, in an edition.

        A fragment is a template that is given `story`, `root` and `aliases`. One that defines a
        macro of its own name instead is called with these: Jinja needs no context for that, and
        an archive has hundreds of thousands of stories.
        """
        make = self._fragments.get(name) or self._fragment(name)
        return str(make(story, ROOT, *more)).strip()

    def _fragment(self, name: str) -> Callable[..., str]:
        template = self._template(f"fragments/{name}")
        make: Callable[..., str] = partial(_rendered, template)
        if defines(template, name):
            make = getattr(template.module, name)
        self._fragments[name] = make
        return make

    @cached_property
    def feed_links(self) -> tuple[FeedLink, ...]:
        """The feeds that every page names."""
        title = self.shelf.site.title
        return (
            *feed_links(self.shelf, "editions", title),
            *feed_links(self.shelf, "stories", f"{title}: stories"),
        )

    def page(self, day: date) -> PagePart:
        """The stories of an edition's own page."""
        return self._kept(day, "page", PagePart, self._page)

    def elsewhere(self, day: date) -> ElsewherePart:
        """The stories of an edition as told on other pages."""
        return self._kept(day, "elsewhere", ElsewherePart, self._elsewhere)

    def feed(self, day: date) -> FeedPart:
        """The items that an edition gives to our feeds."""
        return self._kept(day, "feed", FeedPart, self._feed)

    def teller(self, day: date, *, elsewhere: bool = False) -> Teller:
        """The teller of an edition's stories, the same for both where nobody says anything."""
        page = self.shelf.page(day, elsewhere=elsewhere)
        known = self._tellers.get(day)
        if known is None or known.page is not page:
            known = self._tellers[day] = Teller.of(self.shelf, day, elsewhere=elsewhere)
            if len(self._tellers) > TELLERS:
                self._tellers.popitem(last=False)
        return known

    def _feed(self, day: date) -> FeedPart:
        return feed_part(self.teller(day), self.teller(day, elsewhere=True))

    def _page(self, day: date) -> PagePart:
        teller = self.teller(day)
        edition = teller.edition
        landing = anchors(self.shelf, teller)
        return PagePart(
            title=teller.page.title,
            intro=teller.page.intro,
            issued=edition.issued,
            counts_text=counts_text(edition, teller),
            log=edition.log,
            withdrawn=edition.withdrawn,
            anchors=tuple(landing.get("", ())),
            sections=tuple(
                SectionPart(
                    slug=slug,
                    stories=tuple(self._story(teller, story, landing) for story in shown),
                    more=tuple(self._story(teller, story, landing) for story in more),
                )
                for slug, shown, more in sections(self.shelf.site.topics, edition.stories)
            ),
        )

    def _story(self, teller: Teller, story: Story, landing: dict[str, list[str]]) -> str:
        return self.html("story", teller.story(story), landing.get(story.id, ()))

    def _elsewhere(self, day: date) -> ElsewherePart:
        teller = self.teller(day, elsewhere=True)
        return ElsewherePart(
            stories=tuple(told_part(teller, story, self.html) for story in teller.edition.stories)
        )

    def _kept(self, day: date, kind: str, of: type[T], make: Callable[[date], T]) -> T:
        part: T = held(
            self._held, (day, kind), lambda _: self._load(day, kind, of, make), KINDS * HELD
        )
        return part

    def _load(self, day: date, kind: str, of: type[T], make: Callable[[date], T]) -> T:
        row = self.shelf.row(day)
        mark_ = mark(self._common, row.text, row.thread)
        name = (day.isoformat(), kind)
        kept = self.shelf.index.fragment(day, kind, mark_)
        if name in self._pending:
            kept = self._pending[name][1]
        if kept is not None:
            return msgspec.msgpack.decode(kept, type=of)
        made = make(day)
        self._pending[name] = (mark_, msgspec.msgpack.encode(made))
        if kind == "page":  # its topics' pages come later; now the views are at hand
            self.elsewhere(day)
        return made

    def flush(self) -> None:
        """Keep what was made, in one short transaction: other processes write too."""
        self.shelf.index.keep_fragments(
            (day, kind, mark_, body) for (day, kind), (mark_, body) in self._pending.items()
        )
        self._pending.clear()


class Calls(Context):
    """Jinja's context, but a macro is called at once: nothing needs to be found out of it first.

    An edition calls a thousand; for any other callable Jinja asks what it wants to be passed.
    """

    def call(self, called: Callable[..., Any], *args: Any, **named: Any) -> Any:  # noqa: ANN401
        """Call what a template calls."""
        if type(called) is not Macro:
            return super().call(called, *args, **named)
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return called(*args, **named)


def defines(template: Any, name: str) -> bool:  # noqa: ANN401 - Jinja's
    """Whether a template defines a macro of this name; its source tells, for it may not run."""
    environment = template.environment
    source, _, _ = environment.loader.get_source(environment, template.name)
    macros = environment.parse(source).find_all(nodes.Macro)
    return any(macro.name == name for macro in macros)


def _rendered(template: Any, story: StoryView, root: str, aliases: object = ()) -> str:  # noqa: ANN401
    return str(template.render(story=story, root=root, aliases=aliases))
