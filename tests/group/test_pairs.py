"""Labelled pairs: what a reader would call one event, and what only looks like it. All invented."""

from __future__ import annotations

import pytest
from broadsheet.group.stories import assign, explain_pair
from broadsheet.group.vectors import terms_of
from broadsheet.model import Entry

ONE_EVENT = [
    (
        "Quake of magnitude 7.1 strikes Vardania, killing 1,200",
        "Vardania earthquake kills more than 1,000",
    ),
    (
        "President Maren meets Oskar Lindqvist in Tolvaria",
        "Maren, Lindqvist hold talks in Tolvaria",
    ),
    ("Vardania central bank cuts rates to 2.5%", "Vardania surprises with rate cut to 2.5 percent"),
    (
        "Singer Lio Marent cancels world tour over illness",
        "Lio Marent axes tour dates due to ill health",
    ),
    (
        "Tarnmoor United sack manager Hale after derby defeat",
        "Hale dismissed by Tarnmoor following derby loss",
    ),
    (
        "Terremoto de magnitud 7,1 sacude Vardania: cientos de muertos",
        "Vardania: al menos 300 muertos tras un terremoto de 7,1",
    ),
    (
        "Erdbeben in Vardanien: Hunderte Tote nach Beben der Stärke 7,1",
        "Schweres Erdbeben erschüttert Vardanien - Hunderte Tote",
    ),
    (
        "Séisme de magnitude 7,1 en Vardanie : des centaines de morts",
        "Vardanie : au moins 300 morts après un séisme",
    ),
    (
        "Землетрясение магнитудой 7,1 в Вардании: сотни погибших",
        "В Вардании после землетрясения погибли сотни человек",
    ),
    ("バルダニアでM7.1の地震、死者300人", "バルダニア地震、死者300人超に"),
    ("巴尔达尼亚发生7.1级地震 至少300人死亡", "巴尔达尼亚强震已致300余人遇难"),
    ("바르다니아 규모 7.1 지진으로 300명 사망", "바르다니아 지진 사망자 300명 넘어"),
    ("زلزال بقوة 7.1 درجة يضرب فاردانيا ومقتل المئات", "مقتل المئات في زلزال فاردانيا"),
    ("רעידת אדמה בעוצמה 7.1 בוורדניה, מאות הרוגים", "מאות הרוגים ברעידת האדמה בוורדניה"),
    ("वरदानिया में 7.1 तीव्रता का भूकंप, 300 की मौत", "वरदानिया भूकंप: मरने वालों की संख्या 300 हुई"),
    # Across languages a name and a number tie.
    ("Quake of magnitude 7.1 strikes Vardania", "Terremoto de magnitud 7,1 sacude Vardania"),
]
TWO_EVENTS = [
    ("Quake of magnitude 7.1 strikes Vardania", "Quake of magnitude 5.8 strikes Tolvaria"),
    ("Earthquake kills 12 in northern Vardania", "Earthquake kills 300 in southern Tolvaria"),
    ("Jury finds Marcus Feld guilty of murder", "Jury finds Anna Torv guilty of murder"),
    ("Trial of former mayor Feld opens in Port Olmec", "Trial of banker Torv opens in Graz Hollow"),
    ("Maren meets Lindqvist in Olmec", "Maren meets Okafor in Tarnmoor"),
    ("President Maren meets Lindqvist", "President Maren meets Okafor"),
    ("Plane crash in Vardania kills 40", "Plane crash in Tolvaria kills 12"),
    ("Fire at warehouse in Port Olmec kills three", "Fire at warehouse in Graz Hollow kills five"),
    (
        "Vardania beat Tolvaria 3-1 in World Cup qualifier",
        "Sarmia beat Ostrel 2-0 in World Cup qualifier",
    ),
    ("Storm Elsa lashes coast of Vardania", "Storm Finn lashes coast of Tolvaria"),
    ("Maren se reúne con Lindqvist en Olmeca", "Maren se reúne con Okafor en Tarnmora"),
    ("Präsident Maren trifft Lindqvist in Olmeck", "Präsident Maren trifft Okafor in Tarnmoor"),
    ("Президент Марен встретился с Линдквистом", "Президент Марен встретился с Окафором"),
    ("首相、リンドクビスト大統領と会談", "首相、オカフォー大統領と会談"),
    ("总统会见林德奎斯特", "总统会见奥卡福"),
    ("الرئيس يلتقي ليندكفيست في فاردانيا", "الرئيس يلتقي أوكافور في تولفاريا"),
]


def bare(name: str, title: str, text: str = "") -> Entry:
    """An entry of unknown language."""
    return Entry(id=name, title=title, excerpt=text, terms=terms_of(title, text))


@pytest.mark.parametrize(("one", "other"), ONE_EVENT)
def test_one_event_is_one_story(one, other):
    """Two headlines on one event are together, in any script, with no language given."""
    assert len(set(assign([bare("a", one), bare("b", other)]).values())) == 1


@pytest.mark.parametrize(("one", "other"), TWO_EVENTS)
def test_a_lookalike_is_another_story(one, other):
    """Two headlines on events of one kind are apart when they name other people or places."""
    assert len(set(assign([bare("a", one), bare("b", other)]).values())) == 2


def test_all_at_once():
    """No chain ties the look-alikes together when all are grouped in one go."""
    entries = [
        bare(f"{at}-{side}", title)
        for at, pair in enumerate(TWO_EVENTS)
        for side, title in enumerate(pair)
    ]
    answer = assign(entries)
    tied = [at for at in range(len(TWO_EVENTS)) if answer[f"{at}-0"] == answer[f"{at}-1"]]
    assert len(tied) <= 1


def test_why_together():
    """The reason lists names and words that both have, as printed, and the score over its bar."""
    pair = explain_pair(bare("a", ONE_EVENT[1][0]), bare("b", ONE_EVENT[1][1]))
    assert pair.together
    assert {"Lindqvist", "Tolvaria"} <= {*pair.names, *pair.words}
    assert pair.score >= pair.threshold
    assert str(pair.score) in pair.reason


def test_why_not():
    """The reason for "why not these two" says that they name others, and whom."""
    pair = explain_pair(bare("a", TWO_EVENTS[5][0]), bare("b", TWO_EVENTS[5][1]))
    assert not pair.together
    assert "Lindqvist" in pair.only_one
    assert "Okafor" in pair.only_other
    assert "name others" in pair.reason
    strangers = explain_pair(bare("a", "Quake in Vardania"), bare("b", "Silver Cup final"))
    assert strangers.reason == "they share no telling word"
    assert strangers.score == 0
