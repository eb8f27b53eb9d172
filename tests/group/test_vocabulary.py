"""The built-in vocabulary: its tables, names of sections, languages and scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from broadsheet.group import vocabulary as room
from broadsheet.group.topics import classify
from broadsheet.group.vocabulary import (
    LANGUAGES,
    found_in,
    section_shares,
    sections_of,
    vocabulary,
)
from broadsheet.model import Entry
from hypothesis import given
from hypothesis import strategies as st

TABLES = sorted((Path(room.__file__).parent / "tables").glob("topics_*.tsv"))
SECTIONS = {
    *("business", "crime", "culture", "education", "environment", "health", "lifestyle"),
    *("place", "politics", "science", "sports", "technology", "world"),
}
NAMES_ONLY = {"nation", "opinion"}


def rows(path: Path) -> list[list[str]]:
    """A table's rows, without its comment and header."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")][1:]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_is_sorted_and_each_row_has_its_origin(path):
    """Three columns, no term twice, none empty, sorted as Python sorts."""
    table = rows(path)
    terms = [row[0] for row in table]
    assert terms == sorted(set(terms))
    assert all(len(row) == 3 and all(cell.strip() == cell != "" for cell in row) for row in table)
    assert path.read_text(encoding="utf-8").endswith("\n")


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_names_only_sections_that_there_are(path):
    """A slip of the pen in a section's name would lose its words silently."""
    allowed = SECTIONS | (NAMES_ONLY if path.stem == "topics_names" else set())
    named = {name.removesuffix("~") for row in rows(path) for name in row[1].split(" ")}
    assert named <= allowed


def test_the_languages_that_the_docs_name_are_there():
    """docs/topics.md lists these eleven."""
    assert LANGUAGES == ("ar", "de", "en", "es", "fr", "it", "ja", "nl", "pt", "ru", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_sixty_words_for_each_main_section(language):
    """Counted as they compare: forms of one word are one."""
    counts = dict.fromkeys(("world", "business", "technology", "sports", "science"), 0)
    for sections in vocabulary(language).values():
        for section in sections:
            if section in counts:
                counts[section] += 1
    assert min(counts.values()) >= 60, counts


def test_a_language_without_a_table_has_the_english_words():
    """Names of companies and games travel."""
    assert vocabulary("ko") == vocabulary("en")


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("Sport", ("sports",)),
        ("Deportes", ("sports",)),
        ("Tech", ("technology",)),
        ("WIRTSCHAFT", ("business",)),
        ("Économie", ("business",)),
        ("economie", ("business",)),
        ("国際", ("world",)),
        ("العالم", ("world",)),
        ("Мир", ("world",)),
        ("Arts & Entertainment", ("culture",)),
        ("Business and Technology", ("business", "technology")),
        ("Wissen / Digital", ("science", "technology")),
        ("Tide mills", ()),
        ("", ()),
        ("&", ()),
    ],
)
def test_section_names(name, sections):
    """Without case, accents and punctuation; whole first, then its parts."""
    assert sections_of(name) == sections


def test_a_section_without_a_topic_lends_its_words_to_its_kin():
    """Science speaks for technology where no topic of its own stands, and with less weight."""
    assert section_shares(["Science", "Technology"])["science"] == {"Science": 1.0}
    lent = section_shares(["World", "Technology"])["science"]
    assert list(lent) == ["Technology"]
    assert 0 < lent["Technology"] < 1


def test_terms_without_spaces_are_found_whole_and_longest_first():
    """A term stands wherever its letters stand; a longer one hides those within it."""
    assert found_in("昨日の日本代表の試合", "ja") == [("日本代表",), ("試合",)]
    assert ("央行",) in found_in("某国央行突然宣布", "zh")


@pytest.mark.parametrize(
    ("text", "found"),
    [("AIで", True), ("生成のAI", True), ("MAIL", False), ("F1", True), ("F16", False)],
)
def test_latin_letters_among_others_count_only_whole(text, found):
    """MAIL holds no AI, and F16 no F1."""
    assert bool(found_in(text, "ja")) is found


@given(st.text(max_size=80))
def test_any_text_may_be_searched(text):
    """What is found stands in the vocabulary, for any text."""
    assert all(phrase in vocabulary("zh") for phrase in found_in(text, "zh"))


# One invented headline a language for each of the topics below; no outlet wrote any.
TOPICS = ("World", "Business", "Technology", "Sports", "Science")
HEADLINES = {
    "ar": (
        "قصف مدفعي يخرق الهدنة ومفاوضات لتبادل الأسرى",
        "البنك المركزي يرفع أسعار الفائدة لكبح التضخم",
        "شركة تطلق تطبيقا جديدا للهواتف الذكية بالذكاء الاصطناعي",
        "المنتخب يفوز بالمباراة بهدف في الدقيقة الأخيرة والمدرب يشيد باللاعبين",
        "علماء الفلك يكتشفون كوكبا جديدا بتلسكوب الفضاء",
    ),
    "de": (
        "Waffenruhe gebrochen: Raketen treffen Flüchtlinge an der Grenze",
        "Notenbank erhöht den Leitzins, Aktien verlieren",
        "Neue Software macht das Smartphone zum Hörgerät",
        "Stürmer trifft doppelt: Sieg im Pokal nach Elfmeterschießen",
        "Astronomen entdecken Planeten mit neuem Teleskop",
    ),
    "es": (
        "El ejército rompe la tregua y bombardea a los rebeldes",
        "El banco central sube los tipos de interés y caen las acciones",
        "Un ciberataque deja sin servicio a los usuarios de la aplicación",
        "El delantero marca dos goles y el equipo gana el campeonato",
        "Los astrónomos descubren un planeta con un telescopio",
    ),
    "fr": (
        "L'armée rompt la trêve, les rebelles libèrent des otages",
        "La banque centrale relève ses taux d'intérêt, la Bourse recule",
        "Une cyberattaque bloque les serveurs d'un opérateur mobile",
        "Deux buts de l'attaquant et la victoire en demi-finale",
        "Des astronomes découvrent une exoplanète au télescope",
    ),
    "it": (
        "L'esercito rompe la tregua, i ribelli liberano gli ostaggi",
        "La banca centrale alza i tassi, in calo le azioni in Borsa",
        "Attacco informatico blocca i server, a rischio i dati personali",
        "Doppietta dell'attaccante, la squadra vince il derby ai rigori",
        "Gli astronomi scoprono un pianeta con il telescopio spaziale",
    ),
    "ja": (
        "停戦破られ国境で砲撃、難民が避難",
        "中央銀行が利上げ、株価は急落",
        "新しいスマホ向けアプリに生成AI、個人情報に懸念",
        "決勝で逆転ゴール、監督は選手をたたえる",
        "天文学者が新しい惑星を発見、望遠鏡で観測",
    ),
    "nl": (
        "Leger breekt wapenstilstand, rebellen laten gijzelaars vrij",
        "Centrale bank verhoogt rente, aandelen op de beurs dalen",
        "Hackers leggen servers plat, datalek bij provider",
        "Spits schiet ploeg met twee doelpunten naar halve finale",
        "Sterrenkundigen ontdekken planeet met ruimtetelescoop",
    ),
    "pt": (
        "Exército rompe trégua e rebeldes libertam reféns",
        "Banco central sobe juros e ações caem na bolsa",
        "Ataque informático derruba servidores e expõe dados pessoais",
        "Atacante marca dois gols e time vence o campeonato nos pênaltis",
        "Astrônomos descobrem planeta com telescópio espacial",
    ),
    "ru": (
        "Перемирие нарушено: обстрел на границе, беженцы покидают город",
        "Центробанк повысил ключевую ставку, акции на бирже упали",
        "Хакеры атаковали серверы, утечка данных пользователей приложения",
        "Нападающий забил два гола, сборная выиграла матч",
        "Астрономы открыли новую планету с помощью телескопа",
    ),
    "zh": (
        "停火协议破裂 边境炮击致难民外逃",
        "央行宣布加息 股市下跌",
        "新款智能手机搭载人工智能芯片",
        "前锋梅开二度 球队决赛夺冠",
        "天文学家用望远镜发现新行星",
    ),
}


@pytest.mark.parametrize("language", sorted(HEADLINES))
@pytest.mark.parametrize("hinted", [True, False])
def test_a_fresh_site_sorts_in_each_language(language, hinted):
    """Five plain headlines go where they belong with no label, told the language or not."""
    entries = [
        Entry(id=str(at), title=title, lang=language if hinted else "")
        for at, title in enumerate(HEADLINES[language])
    ]
    answers = classify(entries, {}, TOPICS)
    assert tuple(answers[entry.id][0] for entry in entries) == TOPICS


def test_chinese_in_traditional_letters_is_read_too():
    """Terms are listed in both forms."""
    titles = ("央行宣布升息 股市下跌", "新款智慧型手機搭載人工智慧晶片", "前鋒進球 球隊決賽奪冠")
    answers = classify([Entry(id=title, title=title) for title in titles], {}, TOPICS)
    assert [answers[title][0] for title in titles] == ["Business", "Technology", "Sports"]
