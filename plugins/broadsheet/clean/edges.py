"""What stands at the edges of an entry, as short hashes that learning can count.

Two lines that differ in a number, a date, a name or a link's words are one line of
furniture, so a line is masked before it is hashed: numbers become "#"; the entry's own
title, addresses, words of links and capitalised words inside a sentence become "@".
A short line that begins with a name, or in which nearly every word is one ("Reported by
Ada Quill, Harbour Post"), is masked a second time with all capitals as names. A line
without capitals shows names by position only: a longer one also has a frame, its first
and last words; a short "label: anything" line has its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from ..model import Entry
from .blocks import Block, blocks_of
from .phrases import fold

__all__ = [
    "EACH",
    "HEAD",
    "TAIL",
    "Edge",
    "edges",
    "edges_of",
    "edges_of_cut",
    "last_sentence",
    "mask",
    "parts_words",
]

HEAD, TAIL = 3, 4  # blocks at either edge that are hashed
EACH = "*"  # stands once in every entry's edges, so that counts carry their total
_LONGEST = 800  # characters of a block that may be furniture
_TOKEN = re.compile(r"https?://\S+|www\.\S+|[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d.,:/]*|[#@＃＠]")
_PLAIN_TOKEN = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*|[0-9][0-9.,:/]*|[#@]")  # the same in ASCII
_SENTENCE = re.compile(r"[.!?…؟۔।][\"'”’»)\]]*\s+|[。！？][」』”）]*")
_CAPITALISED = 0.6  # share of capitalised words beyond which capitals mean nothing
_READ = 64  # characters at either end of a long line that are masked
_FRAME, _LONG_FRAME = 6, 9  # words
_FRAME_LETTERS = 12  # of scripts that do not part words
_ENDS_LETTERS = 5
_LABEL = re.compile(r"([^:：]{3,24})[:：]\s*\S.{0,60}\Z")
_MASKS = frozenset(("#", "@"))
_ADDRESS = frozenset(("http", "www."))
_NAMED = 120  # characters of a line that is masked a second time


@dataclass(slots=True)
class Edge:
    """One thing at an edge; never changed once made (as `blocks.Block`).

    `key` is what is counted, `literal` how many words of it are no mask. `kind` is h
    (head), t (tail), or s (the last sentence of the last paragraph); with f behind it
    for a frame, l for a label, n for a line whose capitals are all names.
    """

    kind: str
    key: str
    literal: int
    index: int  # of the block
    text: str


def mask(
    text: str, *, title: str = "", links: tuple[str, ...] = (), named: bool = False
) -> tuple[str, ...]:
    """The words of a line with numbers as "#", and names, links and the title as "@".

    Where nearly all words have capitals they mean nothing, unless `named` says that they
    are names; a first word is one then too if the second has a capital.
    """
    for name in (title, *links):
        if len(name) > 2 and len(name) < 0.7 * len(text):  # noqa: PLR2004
            text = text.replace(name, " @ ")
    if len(text) > 2 * _READ:  # of a long one, what it begins and ends with
        text = f"{text[:_READ]} {text[-_READ:]}"
    addressed = "http" in text or "www." in text
    found = (_TOKEN if addressed or not text.isascii() else _PLAIN_TOKEN).findall(text)
    firsts = [word[0] for word in found]
    letters = list(filter(str.isalpha, firsts[1:]))
    capitals = sum(map(str.isupper, letters))
    if not capitals and not addressed and len(letters) + 1 == len(firsts) and firsts[0].isalpha():
        if text.isascii():  # words alone, as most lines are
            return tuple(" ".join(found).lower().split(" "))
        return tuple(map(_plain, found))
    if capitals > _CAPITALISED * len(letters) and not named:
        starts = len(found)
    else:
        starts = int(not (named and len(found) > 1 and firsts[0].isupper() and firsts[1].isupper()))
    return _masked(found, starts)


def _masked(found: list[str], starts: int) -> tuple[str, ...]:
    """Words with numbers and addresses as masks, and from the word `starts` on also capitals."""
    out: list[str] = []
    last = ""
    for at, word in enumerate(found):
        first = word[0]
        if first.isdigit():
            shown = "#"
            if len(out) > 1 and out[-2] == "#":  # "3 juin 2021": the word is part of the date
                out.pop()
                last = "#"
        elif (first.isupper() and at >= starts) or word[:4] in _ADDRESS:
            shown = "@"
        else:
            shown = _plain(word)
        if shown != last or shown not in _MASKS:
            out.append(shown)
        last = shown
    return tuple(out)


def _plain(word: str) -> str:
    """A word without case."""
    return word.lower() if word.isascii() else fold(word)


def _hash(kind: str, tokens: tuple[str, ...]) -> str:
    """A short name for a masked line: 40 bits, enough within one feed."""
    return kind + blake2b(" ".join(tokens).encode(), digest_size=5).hexdigest()


def _literal(tokens: tuple[str, ...]) -> int:
    """How many words are no mask; scripts without spaces count two letters a word."""
    if "".join(tokens).isascii():
        return len(tokens) - tokens.count("#") - tokens.count("@")
    return sum(
        1 if token.isascii() or _spaced(token) else max(1, len(token) // 2)
        for token in tokens
        if token not in _MASKS
    )


def parts_words(text: str) -> bool:
    """Whether most of a text's letters are of a script that parts words by spaces."""
    if text.isascii():
        return True
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(_spaced(c) for c in letters) >= len(letters)


def _spaced(token: str) -> bool:
    """Whether a word is of a script that parts words by spaces (before the CJK and Thai blocks)."""
    return not any("\u0e00" <= c <= "\u0eff" or c >= "\u2e80" for c in token[:1])


def _as_names(block: Block, title: str, tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The block's line masked with all capitals as names; () where that says nothing new."""
    text = block.text
    if len(text) > _NAMED or text.islower() or text.isupper():
        return ()
    named = mask(text, title=title, links=_linked(block), named=True)
    if tokens and named[0] == "@" and not _literal(named):
        named = (tokens[0], *named)  # "Reported Ada Quill": the first word is all that is fixed
    return named if named != tokens and _literal(named) else ()


def _line(
    kind: str, text: str, tokens: tuple[str, ...], index: int, named: tuple[str, ...] = ()
) -> Iterator[Edge]:
    """The edges that one masked line makes: whole, its names, its frame, its label."""
    if not tokens:
        return
    yield Edge(kind=kind, key=_hash(kind, tokens), literal=_literal(tokens), index=index, text=text)
    if named:
        yield Edge(
            kind=f"{kind}n",
            key=_hash(f"{kind}n", named),
            literal=_literal(named),
            index=index,
            text=text,
        )
    label = _LABEL.match(text) if len(text) <= 90 else None  # noqa: PLR2004
    if label:
        named = mask(label[1])
        yield Edge(
            kind=f"{kind}l",
            key=_hash(f"{kind}l", (*named, ":")),
            literal=_literal(named) + 1,
            index=index,
            text=text,
        )
        return
    joined = "".join(tokens)
    if joined.isascii() or any(c.isupper() for c in text):
        return  # capitals show the names
    if len(tokens) >= _FRAME:
        size = 3 if len(tokens) >= _LONG_FRAME else 2
        frame = (*tokens[:size], "~", *tokens[-size:])
    elif len(joined) >= _FRAME_LETTERS and not _spaced(joined):
        frame = (joined[:_ENDS_LETTERS], "~", joined[-_ENDS_LETTERS:])
    else:
        return
    yield Edge(
        kind=f"{kind}f",
        key=_hash(f"{kind}f", frame),
        literal=_literal(frame) - 1,
        index=index,
        text=text,
    )


def last_sentence(text: str) -> int:
    """Where the last sentence of a text begins; 0 if it is the only one."""
    near = max(0, len(text) - _LONGEST)
    stops = [m.end() for m in _SENTENCE.finditer(text, near) if m.end() < len(text)]
    return stops[-1] if stops else 0


def edges_of(entry: Entry) -> tuple[Edge, ...]:
    """What stands at the edges of `entry.html` now."""
    return _edges_of(entry.html, entry.title)


@lru_cache(maxsize=1024)
def _edges_of(html: str, title: str) -> tuple[Edge, ...]:
    texts = [b for b in blocks_of(html) if b.text]
    found: list[Edge] = []
    last = len(texts) - 1
    for at, block in enumerate(texts):
        head = at < min(HEAD, max(1, last))
        tail = at > max(last - TAIL, 0) or (at == last == 0)
        if len(block.text) > _LONGEST or not (head or tail):
            continue
        tokens = mask(block.text, title=title, links=_linked(block))
        named = _as_names(block, title, tokens)
        made = list(_line("h" if head else "t", block.text, tokens, block.index, named))
        found += made
        if head and tail:
            found += map(_at_tail, made)
    if texts and (start := last_sentence(texts[-1].text)):
        block = texts[-1]
        if len(block.text) - start <= _LONGEST:
            sentence = block.text[start:]
            tokens = mask(sentence, title=title, links=_linked(block))
            found += _line("s", sentence, tokens, block.index)
    return tuple(found)


def _at_tail(edge: Edge) -> Edge:
    """An edge of the head as one of the tail, for a line that is both."""
    return Edge(
        kind=f"t{edge.kind[1:]}",
        key=f"t{edge.key[1:]}",
        literal=edge.literal,
        index=edge.index,
        text=edge.text,
    )


def edges_of_cut(entry: Entry, text: str) -> Iterator[Edge]:
    """The edges that a line made which has been cut since."""
    tokens = mask(text, title=entry.title)
    named = _as_names(Block(index=-1, tag="p", text=text), entry.title, tokens)
    for kind in "hts":
        for edge in _line(kind, text, tokens, -1, named if kind != "s" else ()):
            if edge.key in entry.edges:
                yield edge


def _linked(block: Block) -> tuple[str, ...]:
    """The words of a block's links, unless they are most of it."""
    return tuple(sorted({ln.text for ln in block.links if ln.text}, key=lambda t: (-len(t), t)))


def edges(entry: Entry) -> tuple[str, ...]:
    """The hashes that `Entry.edges` stores: sorted, each once, with `EACH`."""
    return (EACH, *sorted({edge.key for edge in edges_of(entry)}))
