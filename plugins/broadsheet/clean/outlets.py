"""Names of outlets: when two are one, and when one is a host's."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

from .markup import names

__all__ = ["host_names", "names_outlet", "same_outlet", "squash"]

_NO_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}
_GENERIC = names(
    "the news online com net org tv radio daily newspaper magazine blog latest top stories rss "
    "feed noticias noticia nachrichten notizie actualites aktuell nyheter nieuws wiadomosci "
    "home homepage live"
)
_MORE_WORDS = 2


@lru_cache(maxsize=2048)
def squash(name: str) -> str:
    """A name for comparing: letters and digits only, without case, accents or a leading "the"."""
    if name.isascii():
        plain = name.lower()
        kept = plain.translate(_NO_LETTERS)
    else:
        plain = unicodedata.normalize("NFKD", name).casefold()
        kept = "".join([c for c in plain if c.isalnum()])
    return kept[3:] if plain.startswith("the ") and len(kept) > 6 else kept  # noqa: PLR2004


@lru_cache(maxsize=2048)
def _words(name: str) -> tuple[str, ...]:
    """The words of a name, squashed."""
    return tuple(w for part in re.split(r"[\W_]+", name) if (w := squash(part)))


def host_names(url: str) -> frozenset[str]:
    """What an outlet at this address may be called, squashed: the labels of its host."""
    try:
        return _names_of(urlsplit(url).hostname or "")
    except ValueError:
        return frozenset()


@lru_cache(maxsize=2048)
def _names_of(host: str) -> frozenset[str]:
    """The same for a host."""
    labels = [label for label in host.split(".")[:-1] if label != "www"]
    found = {squash(label) for label in labels if len(label) > 2} | {squash(host)}  # noqa: PLR2004
    return frozenset(found | {name[3:] for name in found if name[:3] == "the" and len(name) > 6})  # noqa: PLR2004


def same_outlet(one: str, other: str) -> bool:
    """Whether two names are one outlet's: equal, or one is the other and a section or "News"."""
    a, b = squash(one), squash(other)
    if not a or not b:
        return False
    if a == b:
        return True
    few, many = sorted((_words(one), _words(other)), key=len)
    more = many[len(few) :]
    few, many = _bare(few), _bare(many)
    if not few or not many:
        return False
    if few == many or "".join(few) == "".join(many):
        return True
    # A longer name is the outlet's if only sections or capitalised words follow: "CNN Politics".
    follows = len(_words(one)) <= len(_words(other)) or (
        len(more) <= _MORE_WORDS and all(w[:1].isupper() or not w.isascii() for w in one.split())
    )
    return follows and many[: len(few)] == few and len("".join(few)) > 2  # noqa: PLR2004


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words without the generic ones, unless nothing else is there."""
    return tuple(w for w in words if w not in _GENERIC) or words


def names_outlet(name: str, *, outlet: str = "", url: str = "") -> bool:
    """Whether `name` is that outlet's, or that of the host of `url`."""
    if outlet and same_outlet(name, outlet):
        return True
    hosts = host_names(url) if url else frozenset()
    if not hosts:
        return False
    return squash(name) in hosts or "".join(_bare(_words(name))) in hosts
