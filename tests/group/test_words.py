"""Words in any script, and how much each tells."""

from __future__ import annotations

import pytest
from broadsheet.group.vectors import MOST_TERMS, terms_of
from broadsheet.group.words import language_of, plain_words, words_of
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "hint", "lang"),
    [
        ("The minister said that she would resign", "", "en"),
        ("El ministro dijo que va a renunciar", "", "es"),
        ("Der Minister sagte, dass er zurücktreten werde", "", "de"),
        ("O ministro disse que não vai renunciar", "", "pt"),
        ("首相は辞任すると述べた", "", "ja"),
        ("总理说他将辞职", "", "zh"),
        ("قال الوزير إنه سيستقيل", "", "ar"),
        ("Міністр заявив, що йде у відставку", "", "uk"),
        ("Kort melding", "nb-NO", "nb"),
        ("Kort melding", "no", "nb"),
        ("首相は辞任すると述べた", "en", "ja"),
        ("", "", "en"),
    ],
)
def test_language(text, hint, lang):
    """The script decides, then the feed's word, then the likeliest language."""
    assert language_of(text, hint) == lang


def keys(text: str, lang: str = "en") -> list[str]:
    """Keys of the words that tell something."""
    return [word.key for word in words_of(text, lang) if word.weight > 0]


def test_forms_of_a_word_are_one():
    """Inflection, accents, possessives and points make no other word."""
    assert keys("killing") == keys("kills") == keys("killed")
    assert keys("Éloïse") == keys("Eloise")
    assert keys("Vardania’s") == keys("Vardania")
    assert keys("N.A.T.O.") == keys("NATO")


def test_numbers_are_one_however_written():
    """Thousands separators, decimal commas and other digits make no other number."""
    assert keys("1,200") == keys("1200") == keys("١٢٠٠") == ["1200"]
    assert keys("7,1") == keys("7.1") == ["7.1"]


def test_grammar_tells_nothing():
    """Words of grammar weigh nothing; a name that no table knows weighs most."""
    weights = {word.shown: word.weight for word in words_of("the with Vardania minister", "en")}
    assert weights["the"] == weights["with"] == 0
    assert weights["Vardania"] > weights["minister"] > 0


def test_text_without_spaces_is_cut_into_words():
    """Chinese, Japanese and Korean are read by the table's words and pairs between them."""
    assert "地震" in keys("巴尔达尼亚地震", "zh")
    assert "大統領" in keys("大統領と会談", "ja")
    assert "대통령" in keys("대통령이", "ko")


def test_plain_words_quote():
    """For quoting, every word counts and scripts without spaces go by characters."""
    assert plain_words("It's 7.1 in 東京") == ["it's", "7.1", "in", "東", "京"]


def test_terms_are_marked_and_bounded():
    """Names bear @, numbers #; heaviest first, and never more than the bound."""
    terms = terms_of("Quake kills 1,200 in Vardania", "Rescuers in the port of Olmec dig on.", "en")
    assert {"@vardania", "#1200", "@olmec"} <= {term for term, _ in terms}
    weights = [weight for _, weight in terms]
    assert weights == sorted(weights, reverse=True)
    assert len(terms_of("", " ".join(f"word{n}x" for n in range(500)))) == MOST_TERMS


def test_title_case_makes_no_names():
    """In A Headline Set Like This Capitals Tell Nothing."""
    terms = dict(terms_of("Minister Opens Budget Debate After Long Delay", "", "en"))
    assert not [term for term in terms if term.startswith("@")]


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(["", "en", "ja", "xx", "de"]))
def test_any_text_gives_terms(title, text, lang):
    """No text breaks it: positive finite weights, each term once, the same again."""
    terms = terms_of(title, text, lang)
    assert terms == terms_of(title, text, lang)
    assert len(terms) == len({term.lstrip("@#") for term, _ in terms}) <= MOST_TERMS
    assert all(0 < weight < 100 for _, weight in terms)


def test_long_words_and_texts_are_bounded():
    """A wall of letters or of points takes no time to speak of."""
    assert terms_of("a" * 100_000, "b." * 200_000)
