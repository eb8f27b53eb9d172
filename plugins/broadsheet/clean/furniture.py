"""The station that cuts known furniture: by marks, by wording, by shape, from the edges in.

Wordings and shapes are looked for from the end backwards and from the head forwards,
each cut laying open the next block; the first block that is none of them ends the
search, so that a sentence of the article that uses furniture's words stays. Only marks
(class names of known widgets), advertisement labels and cross-references go anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ..model import Cut, Entry
from . import phrases, shapes
from .blocks import Block, blocks_of
from .buttons import buttons
from .copies import changed
from .cutting import without, without_span

__all__ = ["furniture"]

_ROUNDS = 8  # things that hang at the end of one paragraph
_SECTION = 24  # blocks at the end in which a heading over links is looked for
_HEAD = 6  # blocks at the head
_LINE = 160  # characters of a line that a wording may account for in the middle
_SHORT = 60
_MOST_WORDS = 7  # of a "more" link without a link
_ARXIV = re.compile(r"arXiv:\S{4,40}\s+Announce Type:\s+\S{2,20}(?:\s+Abstract:)?\s*|Abstract:\s*")
_DOTS = re.compile(r"[\[(（【〔]\s?(?:…|\.{2,4}|。{2,3}|⋯)\s?[\])）】〕]\s*\Z")
_WRITTEN = re.compile(r"https?://|www\.", re.IGNORECASE)
_ENDS = frozenset(".!?…\"')]}。！？»>”’।؟۔։፡」』")


def furniture(entry: Entry, keep: Collection[str] = ()) -> Entry:
    """`entry` without its known furniture; every cut is in `removed`.

    `keep` are folded lines (`phrases.bare`) that are never furniture.
    """
    for _ in range(_ROUNDS):
        blocks = blocks_of(entry.html)
        found = _Search(entry, blocks, keep).run()
        html = without(entry.html, found)
        cuts = [Cut(rule=found[i], text=_shown(blocks[i])) for i in sorted(found)]
        html, opening = _begins(html, entry)
        html, more = _ends(html, entry, keep)
        if html == entry.html:
            break
        entry = changed(entry, html=html, removed=(*entry.removed, *cuts, *opening, *more))
        if not (opening or more):  # else a shorter first or last line is to be looked at again
            break
    return entry


def _shown(block: Block) -> str:
    """What a cut block said, for `removed`."""
    return block.text or " ".join(image.alt or image.src for image in block.images)


class _Search:
    """One look over an entry's blocks."""

    def __init__(self, entry: Entry, blocks: Sequence[Block], keep: Collection[str]) -> None:
        self.entry = entry
        self.blocks = blocks
        self.keep = keep
        self.found: dict[int, str] = {}

    def run(self) -> dict[int, str]:
        """Indexes of furniture to their rules."""
        marks = {b.index: shapes.marked(b.classes) for b in self.blocks if b.classes}
        if all(marks.get(b.index) for b in self.blocks if b.text):
            marks = {}  # the whole article stands in it, so it is no widget
        for block in self.blocks:
            rule = marks.get(block.index, "")
            if not rule and block.links and not block.text:
                rule = buttons(block, self.entry)
            if not rule and len(block.text) <= _LINE and phrases.may_stand_anywhere(block.text):
                rule = self._wording(block, ("any",))
            if rule and not self._kept(block):
                self.found[block.index] = rule
        self._tail()
        self._head()
        return self.found

    def _kept(self, block: Block) -> bool:
        return bool(self.keep) and phrases.bare(block.text) in self.keep

    def _wording(self, block: Block, places: tuple[str, ...]) -> str:
        """The rule of a wording that accounts for the block, if it has what the wording needs."""
        hit = phrases.find(block.text, places)
        if hit is None:
            return ""
        phrase, gaps = hit
        if phrase.place == "section" and phrase.rule == "related" and block.tag[:1] == "h":
            return phrase.rule
        return phrase.rule if self._meets(phrase.needs, block, gaps, phrase.rule) else ""

    def _meets(self, needs: str, block: Block, gaps: tuple[str, ...], rule: str) -> bool:
        if needs == "link":
            written = bool(_WRITTEN.search(block.text))
            return (
                written
                or 2 * block.linked >= sum(len(gap) for gap in gaps) > 0
                or (not gaps and bool(block.links))
            )
        if needs == "item":
            return shapes.proves_item(block, gaps, self.entry)
        if needs == "short":
            return len(block.text) <= _SHORT
        if needs == "address":
            return bool(block.links) or "@" in block.text
        return needs != "pair" or rule in self.found.values()

    def _tail(self) -> None:
        """Cut from the end backwards."""
        rest = [b for b in self.blocks if b.index not in self.found]
        while rest:
            while rest and not rest[-1].text and not rest[-1].links:
                rest.pop()  # pictures are looked through
            if not rest:
                return
            size = self._section(rest) or self._siblings(rest)
            if not size and (rule := self._last(rest)):
                self.found[rest[-1].index] = rule
                size = 1
            if not size:
                return
            del rest[-size:]

    def _last(self, rest: list[Block]) -> str:
        """The rule for the last block left, or ""."""
        block, entry = rest[-1], self.entry
        if self._kept(block):
            return ""
        if rule := self._wording(block, ("tail", "end", "section")):
            return rule
        if rule := buttons(block, entry):
            return rule
        if len(rest) == 1:
            return ""  # what follows may be all that the entry says
        return (
            shapes.appeared_first(block, entry)
            or shapes.own_link(block, entry)
            or shapes.only_address(block, entry)
            or shapes.trifle(block)
            or shapes.hashtags(block)
            or shapes.copyright_line(block)
        )

    def _section(self, rest: list[Block]) -> int:
        """How many blocks at the end are a heading ("Related", "Share this:") and its links."""
        for size, block in enumerate(reversed(rest[-_SECTION:]), start=1):
            if size > 1 and len(block.text) <= _SHORT and not self._kept(block):
                hit = phrases.find(block.text, ("section",))
                if hit is not None:
                    for cut in rest[-size:]:
                        self.found[cut.index] = hit[0].rule
                    return size
            if not _linkish(block):
                return 0
        return 0

    def _siblings(self, rest: list[Block]) -> int:
        """How many blocks at the end are a list of the site's other pages, under whatever name."""
        size = shapes.links_to_siblings(rest, self.entry)
        if size in (0, len(rest)):
            return 0
        self.found.update({cut.index: "related-shape" for cut in rest[-size:]})
        return size

    def _head(self) -> None:
        """Cut from the head forwards."""
        worded = [b for b in self.blocks if b.index not in self.found and b.text]
        repeated = shapes.headline(worded, self.entry)
        self.found.update({b.index: repeated[b.index] for b in worded if b.index in repeated})
        for block in [b for b in worded if b.index not in repeated][:_HEAD]:
            if self._kept(block):
                return
            rule = self._wording(block, ("head",)) or buttons(block, self.entry)
            if not rule:
                return
            self.found[block.index] = rule


def _linkish(block: Block) -> bool:
    """Whether a block may stand in a list of links: links, pictures, or a few words."""
    if not block.text or 2 * block.linked >= len(block.text):
        return True
    return len(block.text) <= _SHORT and block.text[-1] not in _ENDS


def _begins(html: str, entry: Entry) -> tuple[str, list[Cut]]:
    """Cut what stands before the first words: arXiv's line, and "Abstract:" behind it."""
    cuts: list[Cut] = []
    if "arxiv.org" not in entry.url and "arXiv:" not in html[:_LINE]:
        return html, cuts
    for _ in range(2):
        first = next((b for b in blocks_of(html) if b.text), None)
        found = _ARXIV.match(first.text) if first else None
        if first is None or found is None:
            break
        cuts.append(Cut(rule="arxiv", text=found.group().strip()))
        html = without_span(html, first.index, 0, found.end())
    return html, cuts


def _ends(html: str, entry: Entry, keep: Collection[str]) -> tuple[str, list[Cut]]:
    """Cut what hangs at the end of the last paragraph: a "more" link, a footer, "[…]"."""
    cuts: list[Cut] = []
    for _ in range(_ROUNDS):
        last = next((b for b in reversed(blocks_of(html)) if b.text), None)
        if last is None or last.tag == "pre" or (keep and phrases.bare(last.text) in keep):
            break
        rule, at = _hanging(last, entry)
        if not rule:
            break
        cuts.append(Cut(rule=rule, text=last.text[at:].strip()))
        html = without_span(html, last.index, at, len(last.text))
    return html, cuts


def _hanging(block: Block, entry: Entry) -> tuple[str, int]:
    """The rule and the place in the block's text of what hangs at its end."""
    text = block.text
    if (dots := _DOTS.search(text, max(0, len(text) - 12))) and dots.start() > 0:
        return "more-dots", dots.start()
    if block.links and (hit := _last_link(block, entry)):
        return hit
    for phrase, gaps, at in phrases.ending(text, entry.title):
        if phrase.place == "end":
            if not phrase.needs and _wordy(text[at:], text[:at].rstrip()):
                return phrase.rule, _opening(text, at)
        elif phrase.numbers and (
            phrase.needs in ("", "short")
            or (phrase.needs == "item" and shapes.proves_item(block, gaps, entry))
        ):
            return phrase.rule, at
    return "", 0


def _last_link(block: Block, entry: Entry) -> tuple[str, int] | None:
    """A link at the very end that asks to read on."""
    text, link = block.text, block.links[-1]
    at = text.rfind(link.text) if link.text else -1
    if at <= 0 or any(c.isalnum() for c in text[at + len(link.text) :]):
        return None
    before = text[:at].rstrip(" \xa0[(（【>»→-–—|·…")
    begins = before[-1:] in _ENDS or text[:at].rstrip()[-1:] in "…[(（【|·»>→" or block.broken
    words = shapes.untitled(link.text, entry.title)
    hit = phrases.find(words, ("end",))
    if hit and (begins or text[at:].strip()[:1].isupper() or shapes.is_own(link, entry)):
        return hit[0].rule, _opening(text, at)
    own = shapes.is_own(link, entry) and len(words) <= _SHORT
    if own and begins and len(words.split()) <= _MOST_WORDS:
        return "own-link", _opening(text, at)
    return None


def _opening(text: str, at: int) -> int:
    """`at`, or where the bracket or arrow before it stands."""
    head = text[:at].rstrip()
    while head and head[-1] in "[(（【>»→|·-–—":
        head = head[:-1].rstrip()
    return len(head) + (at > len(head) and text[len(head) : len(head) + 1].isspace())


def _wordy(words: str, before: str) -> bool:
    """Whether a bare "more" is long enough, or set off enough, to be no part of the prose."""
    plain = words.strip(" .…»→>]）)")
    several = len(plain.split()) > 1 or (not plain.isascii() and len(plain) >= 4)  # noqa: PLR2004
    return several or before[-1:] in "…]|→" or before.endswith("...")
