"""What recurs at the edges of a feed's entries is learned, carefully."""

from __future__ import annotations

from dataclasses import replace

import pytest
from broadsheet.clean import chain, clean_all, explain_learned, text_of
from broadsheet.clean.edges import EACH, edges, mask
from broadsheet.clean.learned import learn
from broadsheet.model import Entry, Rules

BODIES = (
    "The ferry to Lowgate left an hour late after a gull stole the captain's hat.",
    "A bakery on Quay Street sold its last almond loaf before dawn on Sunday.",
    "Engineers found that the clock tower leans two degrees further than in spring.",
    "Nobody claimed the piano that washed ashore under the old railway bridge.",
    "The choir sang to an empty hall while the audience waited in the wrong town.",
    "Rain kept the marathon short, and the winner swam most of the final mile.",
    "The library will lend umbrellas to anyone who returns a book on time.",
    "A farmer near Tronsvik grew a pumpkin that the council calls a hazard.",
)


def feed_of(line: str, count: int = 6, *, key: str = "f", where: str = "tail") -> list[Entry]:
    """Entries of one feed with `line` at an edge; {i} is the entry's number."""
    out = []
    for i, body in enumerate(BODIES[:count]):
        own = [
            f"<p>{body}</p>",
            f"<p>It was the {i + 2}th such day, said a witness of {body[4:9]}.</p>",
        ]
        name = ("Ada Quill", "Bo Tern", "Cy Wharf", "Di Lock")[i % 4]
        extra = f"<p>{line.format(i=i, name=name)}</p>"
        html = "".join([extra, *own] if where == "head" else [*own, extra])
        out.append(Entry(received=html, title=f"Title {body[:12]}", feed=key, lang="en"))
    return out


def texts(entries: list[Entry], **kwargs: object) -> list[str]:
    """Text of each entry, cleaned together."""
    return [text_of(entry.html) for entry in clean_all(entries, **kwargs)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line",
    [
        "Our readers ask us how we do it: with tea.",
        "Edited by {name} for the evening pages of the paper.",
        "This is dispatch number {i} from the quay, sent on May {i}, 2031.",
        "Diese Meldung wurde von {name} im Hafenstudio gelesen.",
        "Материал подготовлен дежурной редакцией портового вестника.",
        "この記事は港の編集部が毎朝お届けしています。",
        "Toimitti {name}, Lahden Sanomat {i}.3.2031",
        "Phóng viên {name} - Báo Sóng Biển, {i}.3.2031",
        "{name} kazetariak idatzia, Kaiko Hitza, {i}.3.2031",
        "文・{name} 港新聞 {i}.3.2031",
    ],
)
@pytest.mark.parametrize("where", ["head", "tail"])
def test_a_recurring_edge_is_cut(line: str, where: str) -> None:
    """In any language, with a name, number or date that changes, at the head and at the tail."""
    for entry in clean_all(feed_of(line, where=where)):
        assert [cut.rule for cut in entry.removed] == ["learned"]
        assert len(text_of(entry.html).split("\n")) == 2


def test_names_in_a_script_without_capitals_are_one_line() -> None:
    """A frame of first and last words holds a line together where no capital shows a name."""
    names = ("أحمد سليم", "ليلى حداد", "سمير قاسم", "نور علي", "هدى كرم", "زياد نصر")
    entries = [
        replace(
            e, received=e.received + f"<p>كتب هذا الخبر مراسلنا {n} من الميناء مساء اليوم نفسه</p>"
        )
        for e, n in zip(feed_of("x{i}y z"), names, strict=True)
    ]
    assert all("مراسلنا" not in text for text in texts(entries))


def test_never_from_fewer_than_five() -> None:
    """Four entries teach nothing."""
    assert all("with tea" in t for t in texts(feed_of("We do it with tea and patience.", 4)))


def test_a_sentence_that_two_share_stays() -> None:
    """Two of eight ending alike is news, not furniture."""
    entries = feed_of("{i} boats left, {name} said.", 8)
    entries = [
        replace(
            e, received=e.received + "<p>The trial of the harbour master goes on.</p>" * (i < 2)
        )
        for i, e in enumerate(entries)
    ]
    assert sum("harbour master" in t for t in texts(entries)) == 2


def test_reprints_are_no_evidence() -> None:
    """One article gathered six times teaches nothing about its last line."""
    one = feed_of("The minister will speak again on Friday at noon.", 1)[0]
    same = [replace(one, guid=str(i)) for i in range(6)]
    assert all("on Friday" in t for t in texts(same))


def test_the_last_thing_left_stays() -> None:
    """An entry that says nothing but the learned line keeps it."""
    line = "Our readers ask us how we do it: with tea."
    bare = Entry(received=f"<p>{line}</p>", title="Bare", feed="f", lang="en")
    assert texts([*feed_of(line), bare])[-1] == line


def test_the_middle_stays() -> None:
    """What recurs in the middle is not cut on repetition alone."""
    entries = [
        replace(
            e,
            received=e.received.replace("</p>", "</p><p>Then the bell rang twice as ever.</p>", 1),
        )
        for e in feed_of(
            "{i} gulls watched {name} leave the {i} ships with a long and private grief."
        )
    ]
    long = [
        replace(
            e,
            received=f"<p>A{e.title}</p><p>B{e.title}</p><p>C{e.title}</p>"
            + e.received
            + 5 * f"<p>{e.title} and more of it than a line holds, told at length.</p>",
        )
        for e in entries
    ]
    assert all("bell rang" in t for t in texts(long))


def test_short_lines_of_a_dense_script_do_not_lead_to_the_middle() -> None:
    """In a script of few letters a short line may be a sentence: what is before it stays."""
    told = (
        "鐘は朝六時に鳴った。船長は帽子を失った。魚は昼に売れた。",
        "橋は雨で閉じた。画家は駅で眠った。猫が塔に登った。",
        "畑に霜が降りた。祭りは延びた。川の水は澄んだ。",
        "図書館は夜も開く。学生は笑った。傘は足りない。",
        "合唱団は町を間違えた。客は待った。歌は明日。",
        "南瓜は役場より重い。農家は困った。秤が壊れた。",
    )
    entries = []
    for i, (e, text) in enumerate(zip(feed_of("x"), told, strict=True)):
        one, two, three, _ = text.split("。")
        lines = (f"{one}。", f"この記事は{i + 10}回読まれました", f"{two}。", f"{three}。")
        entries.append(replace(e, received="".join([f"<p>{line}</p>" for line in lines])))
    assert all("回読まれました" in text for text in texts(entries))


def test_feeds_learn_apart() -> None:
    """A line of one feed is not cut from another that has it once."""
    line = "Our readers ask us how we do it: with tea."
    other = feed_of(line, 1, key="g")[0]
    assert line in texts([*feed_of(line), other])[-1]


def test_past_counts_teach_the_present() -> None:
    """One new entry is cleaned by what the feed showed before."""
    line = "Our readers ask us how we do it: with tea."
    seen = clean_all(feed_of(line, 6))
    past: dict[str, int] = {}
    for entry in seen:
        for edge in entry.edges:
            past[edge] = past.get(edge, 0) + 1
    assert past[EACH] == 6
    new = feed_of(line, 8)[-1]
    assert line not in texts([new], past={"f": past})[0]
    assert line in texts([new])[0]


def test_a_last_sentence_is_learned_inside_the_paragraph() -> None:
    """Text feeds have no markup: their last sentence is an edge too."""
    entries = [
        Entry(
            received=f"{body} Written at the quay desk for busy readers.",
            title=body[:9],
            feed="f",
            lang="en",
        )
        for body in BODIES[:6]
    ]
    assert texts(entries) == list(BODIES[:6])


def test_a_kept_line_is_kept() -> None:
    """`rules.keep` holds against what is learned."""
    line = "Our readers ask us how we do it: with tea."
    kept = texts(feed_of(line), feeds={"f": Rules(keep=(line,))})
    assert all(line in text for text in kept)


def test_names_that_titles_share_are_learned() -> None:
    """The same suffix on most titles is the outlet."""
    entries = [replace(e, title=f"{e.title} and more - The Quay Desk") for e in feed_of("{i}x")]
    done = clean_all(entries)
    assert all(entry.source == "The Quay Desk" for entry in done)
    assert all("Quay" not in entry.title for entry in done)


def test_what_was_learned_can_be_shown() -> None:
    """Line, position, count and total, for a person."""
    line = "Our readers ask us how we do it: with tea."
    for entries in (clean_all(feed_of(line)), [replace(e, html=e.received) for e in feed_of(line)]):
        [told] = explain_learned(entries, feed="f")
        assert (told.position, told.sample, told.count, told.entries) == ("tail", line, 6, 6)


def test_masks() -> None:
    """Numbers, names, dates and links vary; words stay."""
    assert mask("Edited by Ada Quill on 3 May 2031") == mask("Edited by Bo Tern on 14 June 2032")
    assert mask("Lu par 3 juin 2021") == mask("Lu par 14 mai 2022")
    assert mask("by the desk") != mask("by the quay")


def test_edges_are_few_and_sorted() -> None:
    """At most some twenty short strings an entry, the total's mark first."""
    found = edges(replace(feed_of("x")[0], html=feed_of("A line of five words")[0].received))
    assert found[0] == EACH
    assert list(found[1:]) == sorted(found[1:])
    assert len(found) < 24


def test_learning_ignores_order() -> None:
    """Counts have no order."""
    entries = [replace(e, html=e.received) for e in feed_of("We do it with tea and patience.")]
    assert learn(entries) == learn(entries[::-1])


def test_samples_teach_and_are_not_returned():
    """One new entry of a feed loses what its older ones, given as samples, bear as well."""
    *old, new = feed_of("Write to the harbour desk about this.", 8)
    [cleaned] = clean_all([new], samples=old)
    assert cleaned == clean_all([*old, new])[-1]
    assert [cut.rule for cut in cleaned.removed] == ["learned"]


def test_samples_that_share_nothing_are_not_all_read(monkeypatch):
    """Six samples without a line in common with what is new: the others are left alone."""
    read = []
    real = chain._before
    monkeypatch.setattr(chain, "_before", lambda e, *rest: read.append(e) or real(e, *rest))
    *old, new = [replace(e, received=f"<p>{e.title} {i}</p>") for i, e in enumerate(feed_of("", 8))]
    many = [replace(e, title=f"{e.title} {n}") for n in range(3) for e in old]
    assert clean_all([new], samples=many) == clean_all([new])
    assert len(read) == 1 + 6 + 1
