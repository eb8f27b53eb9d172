"""Words of a text in any script, with how much each one tells.

A word tells the more the rarer it is in its language: its weight is read off a
background table of word frequencies (the `wordfreq` package, 42 languages), never
off the entries at hand, so that one entry more changes nothing about the others.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, cast

import regex

__all__ = ["Word", "language_of", "plain_words", "words_of"]

CEILING = 6.3  # Zipf scale (log10 of uses in a thousand million words): tells nothing
FUNCTION = 5.8  # ... and from here on it is grammar: "with", "after", "which"
UNSEEN = 2.5  # Zipf of a word that the table lacks; its rarest rows stand at 3.0
RARE = 2.5  # decades of rarity from which a capital makes a name in any place
LONGEST = 40  # letters of a word that are looked at
_SIZES = (5, 4, 3, 2)  # characters of a word without spaces
_HEARD = 60  # words that tell a text's language

# A run of letters, marks and digits; a decimal point, an apostrophe, Catalan's middle
# point and the points of "U.S." belong to the word that they stand in.
_WORD = regex.compile(
    r"[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}\u200d]|(?<=\p{Nd})[.,٫٬](?=\p{Nd})"
    r"|(?<=\p{L})['’·](?=\p{L})|(?<=\b\p{Lu}|\.\p{Lu})\.(?=\p{Lu}\b))*+"
)
_SENTENCE = regex.compile(r"[.!?:;。！？\n\"“”«»]")
# Scripts written without spaces, and Korean, whose particles stick to its words, are cut
# into the words of the table, and what is no such word into pairs of characters.
_SPACELESS = regex.compile(
    r"\p{Katakana}[\p{Katakana}ー]*|[\p{Han}々]+|\p{Hiragana}+|\p{Hangul}+"
    r"|\p{Thai}+|\p{Lao}+|\p{Khmer}+|\p{Myanmar}+"
)
_KATAKANA = regex.compile(r"\p{Katakana}")
_HIRAGANA = regex.compile(r"\p{Hiragana}")
_ACCENTED = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}]")
_DIGIT = regex.compile(r"[0-9]")
_COUNT_OR_YEAR = regex.compile(r"[0-9]{2}|(?:19|20)[0-9]{2}")
_MARKS = regex.compile(r"\p{Mn}+")

# Languages by script, as the tables name them; the first is the fallback.
_SCRIPTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"[\p{Hiragana}\p{Katakana}]", ("ja",)),
    (r"\p{Han}", ("zh",)),
    (r"\p{Hangul}", ("ko",)),
    (r"\p{Arabic}", ("ar", "fa", "ur")),
    (r"\p{Cyrillic}", ("ru", "uk", "bg", "mk")),
    (r"\p{Greek}", ("el",)),
    (r"\p{Hebrew}", ("he",)),
    (r"\p{Devanagari}", ("hi",)),
    (r"\p{Bengali}", ("bn",)),
    (r"\p{Tamil}", ("ta",)),
)
_BY_SCRIPT = tuple((regex.compile(pattern), langs) for pattern, langs in _SCRIPTS)
_LATIN = (
    *("en", "es", "pt", "fr", "it", "ca", "ro", "de", "nl", "sv", "nb", "da", "is", "pl", "cs"),
    *("sk", "sl", "sh", "hu", "fi", "lv", "lt", "tr", "id", "ms", "fil", "vi"),
)
_ALSO = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "iw": "he", "tl": "fil"}
_STEMMERS = {  # language, as the tables have it: snowball's name
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sh": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}


# Languages that print foreign names as they are.
_BARE_NAMES = frozenset({"ca", "da", "en", "es", "fr", "id", "it", "ms", "nb", "nl", "pt", "sv"})


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - snowballstemmer's own name


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: `key` compares, `shown` is read, `weight` counts decades of rarity."""

    key: str
    shown: str
    weight: float
    number: bool = False
    capital: bool = False  # begins with a capital letter
    first: bool = False  # begins a sentence, where a capital says nothing
    rare: bool = False  # a name by its rarity: in capitals, or in a script that has none


def language_of(text: str, hint: str = "") -> str:
    """The language to read `text` in, as the tables name it ("nb", "zh"); "" for none known.

    `hint` (BCP 47) wins where its script is the text's own; else the script decides,
    and within a script the likeliest language of the first words (unigrams of the
    tables; English where that is undecided).
    """
    hinted = hint.lower().replace("_", "-").split("-")[0]
    hinted = _ALSO.get(hinted, hinted)
    head = text[:2000]
    for script, langs in () if head.isascii() else _BY_SCRIPT:
        found = sum(1 for _ in script.finditer(head))
        if found and (langs == ("ja",) or 2 * found >= len(regex.findall(r"\p{L}", head))):
            return hinted if hinted in (*langs, "ja") and hinted != "" else _likeliest(head, langs)
    if hinted in _LATIN:
        return hinted
    return "" if hinted else _likeliest(head, _LATIN)


def words_of(text: str, lang: str) -> Iterator[Word]:
    """The words of `text`, in order; weight 0 for those that tell nothing.

    `lang` as `language_of` gives it.
    """
    end = 0
    first = True
    for match in _WORD.finditer(text):
        start = match.start()
        if not first and text[end:start] != " ":
            first = _SENTENCE.search(text, end, start) is not None
        end = match.end()
        whole = match.group()[:LONGEST]
        if whole[0].isdigit():
            yield _number(whole)
        elif not whole.isascii() and _SPACELESS.match(whole):
            yield from _spaceless(whole, lang)
        else:
            yield _word(whole, lang, first=first)
        first = False


@lru_cache(maxsize=50_000)
def _word(whole: str, lang: str, *, first: bool) -> Word:
    """One word of a script with spaces."""
    capital = whole[0] != whole[0].lower()
    key, weight = _plain(whole.casefold(), lang, name=capital and lang in _BARE_NAMES)
    cased = whole[0].lower() != whole[0].upper()
    rare = capital and not first and weight >= RARE
    rare = rare or ((capital or not cased) and weight >= CEILING - UNSEEN)
    return Word(key, whole, weight, capital=capital, first=first, rare=rare)


def plain_words(text: str) -> list[str]:
    """All words of `text`, casefolded, characters where the script has no spaces: for quoting."""
    found: list[str] = []
    for match in _WORD.finditer(text.casefold()):
        word = match.group()
        found += list(word) if _SPACELESS.match(word) else [word]
    return found


def _likeliest(text: str, langs: tuple[str, ...]) -> str:
    words = [match.group().casefold() for match in _WORD.finditer(text)][:_HEARD]
    if len(langs) == 1 or not words:
        return langs[0]
    heard = [_logs(word, langs) for word in words]
    scores = [sum(logs) for logs in zip(*heard, strict=True)]
    return langs[scores.index(max(scores))]


@lru_cache(maxsize=50_000)
def _logs(word: str, langs: tuple[str, ...]) -> tuple[float, ...]:
    """How likely the word is in each language: asking all their tables is slow, words recur."""
    return tuple(math.log10(_table(lang).get(word, 1e-8)) for lang in langs)


@lru_cache(maxsize=64)
def _table(lang: str) -> dict[str, float]:
    """The background: word -> its share of running text, from one in a million up."""
    import wordfreq  # noqa: PLC0415 - 0.1 s, wanted only where entries are grouped

    if lang not in wordfreq.available_languages("small"):
        return {}
    return wordfreq.get_frequency_dict(lang, "small")


@lru_cache(maxsize=64)
def _stemmer(lang: str) -> _Stemmer | None:
    import snowballstemmer  # noqa: PLC0415 - as above

    name = _STEMMERS.get(lang)
    return cast(_Stemmer, snowballstemmer.stemmer(name)) if name else None


@lru_cache(maxsize=100_000)
def _weight(word: str, lang: str) -> float:
    share = _table(lang).get(word)
    zipf = UNSEEN if share is None else math.log10(share) + 9
    return 0.0 if zipf > FUNCTION else round(CEILING - zipf, 3)


@lru_cache(maxsize=100_000)
def _plain(word: str, lang: str, *, name: bool) -> tuple[str, float]:
    """Key and weight of a casefolded word: its stem, bare of accents.

    A `name` that the table lacks is left whole, so that it is one in all languages
    that do not decline it.
    """
    word = word.replace("’", "'").replace(".", "").removesuffix("'s")
    if lang in ("fr", "it", "ca") and "'" in word:  # l'accord, dell'anno, d'avui
        word = word.split("'", 1)[1] or word
    weight = _weight(word, lang)
    stemmer = None if name and word not in _table(lang) else _stemmer(lang)
    key = stemmer.stemWord(word) if stemmer else word
    if _ACCENTED.match(key):
        key = _MARKS.sub("", unicodedata.normalize("NFKD", key))
    return (key, weight) if len(key) > 1 else (key, 0.0)


def _number(whole: str) -> Word:
    """A number tells the more the more digits it has; a year tells when, not what."""
    digits = "".join(str(unicodedata.digit(c, c)) for c in whole)
    digits = regex.sub(r"[.,٫٬](?=\p{Nd}{3}(?!\p{Nd}))", "", digits)
    digits = regex.sub(r"[,٫٬]", ".", digits)
    if _DIGIT.fullmatch(digits):
        weight = 0.5
    elif _COUNT_OR_YEAR.fullmatch(digits):
        weight = 1.2
    else:
        weight = 2.2
    return Word(digits.casefold(), whole, weight, number=True)


def _spaceless(run: str, lang: str) -> Iterator[Word]:
    """Words of a run without spaces: the table's longest, and pairs of what is between them.

    Single characters between two words are grammar, or say little: they are left out.
    """
    table = _table(lang)
    for match in _SPACELESS.finditer(run):
        part = match.group()
        if _HIRAGANA.match(part):
            continue  # Japanese grammar
        if _KATAKANA.match(part):
            yield _unspaced(part, 1.0, lang)
            continue
        at = between = 0
        while at < len(part):
            size = next(
                (n for n in _SIZES if part[at : at + n] in table and at + n <= len(part)), 0
            )
            if size:
                yield from _pairs(part[between:at], lang)
                yield _unspaced(part[at : at + size], 1.0, lang)
                at = between = at + size
            else:
                at += 1
        yield from _pairs(part[between:], lang)


def _pairs(run: str, lang: str) -> Iterator[Word]:
    for at in range(len(run) - 1):
        yield _unspaced(run[at : at + 2], 0.5, lang)


def _unspaced(word: str, share: float, lang: str) -> Word:
    """`share` of the word's weight: a pair is half a word, or straddles two."""
    weight = _weight(word, lang) if len(word) > 1 else 0.0
    rare = bool(_table(lang)) and weight >= CEILING - UNSEEN
    return Word(word, word, round(weight * share, 3), rare=rare)
