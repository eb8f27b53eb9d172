"""The station that says what language an entry is in, when its feed does not."""

from __future__ import annotations

from functools import lru_cache

from ..model import Entry
from .blocks import text_of
from .copies import changed

__all__ = ["language"]

_LEAST = 60  # letters; a shorter text says too little
_OWN = "\u0530"  # scripts from here on serve few languages, so that a third as many letters do
_MOST = 600  # characters; more says nothing new
_TAGS = {"zh-hans": "zh", "zh-hant": "zh", "no": "nb"}


def language(entry: Entry) -> Entry:
    """`entry` with `lang` lower-cased, or guessed from its title and text if it had none."""
    if entry.lang:
        tag = entry.lang.strip().lower().replace("_", "-")
        return changed(entry, lang=tag) if tag != entry.lang else entry
    text = f"{entry.title}. {text_of(entry.html)}"[:_MOST]
    if sum(3 if c >= _OWN else 1 for c in text if c.isalpha()) < _LEAST:
        return entry
    return changed(entry, lang=_guess(text))


@lru_cache(maxsize=256)
def _guess(text: str) -> str:
    """The most likely language; the model ships with the package and draws no lots."""
    # 0.6 s to load its model, so only for feeds that name no language.
    import py3langid  # noqa: PLC0415

    return _TAGS.get(found := str(py3langid.classify(text)[0]), found)
