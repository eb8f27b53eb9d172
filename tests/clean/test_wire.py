"""Wire slugs become fields, prose stays."""

from __future__ import annotations

import pytest
from broadsheet.clean import clean, text_of
from broadsheet.clean.wire import dateless
from broadsheet.model import Entry

BODY = "Alpha boats left the quay at nine, the harbour board said on Tuesday."
SLUGS = [
    ("(CNN)", "CNN", ""),
    ("<b>(CNN)</b> — ", "CNN", ""),
    ("(Reuters) - ", "Reuters", ""),
    ("CNN — ", "CNN", ""),
    ("WASHINGTON (AP) — ", "AP", "WASHINGTON"),
    ("<strong>PARIS (AFP) —</strong> ", "AFP", "PARIS"),
    ("KYIV, Ukraine (AP) — ", "AP", "KYIV, Ukraine"),
    ("NEWARK, N.J. (AP) — ", "AP", "NEWARK, N.J."),
    ("New Delhi, Jun 3 (PTI) ", "PTI", "New Delhi"),
    ("Roma, 3 giu. (askanews) - ", "askanews", "Roma"),
    ("Madrid, 3 jun (EFE).- ", "EFE", "Madrid"),
    ("MADRID, 3 Jun. (EUROPA PRESS) - ", "EUROPA PRESS", "MADRID"),
    ("Москва. 3 июня. ИНТЕРФАКС - ", "ИНТЕРФАКС", "Москва"),
    ("МОСКВА, 3 июн — РИА Новости. ", "РИА Новости", "МОСКВА"),
    ("ロンドン（共同）", "共同", "ロンドン"),
    ("【ロンドン共同】", "共同", "ロンドン"),
    ("［ロンドン　３日　ロイター］ - ", "ロイター", "ロンドン"),
    ("[서울=뉴시스]홍길동 기자 = ", "뉴시스", "서울"),
    ("中新社北京6月3日电 ", "中新社", "北京"),
    ("（中央社記者王小明台北3日電）", "中央社", ""),
    ("دبي (رويترز) - ", "رويترز", "دبي"),
    ("HÀ NỘI (Tintinh) - ", "Tintinh", "HÀ NỘI"),
    ("Bratislava 3. júna (TASR) - ", "TASR", "Bratislava"),
    ("Bern (awp/sda) - ", "awp/sda", "Bern"),
    ("DUBAI, United Arab Emirates — ", "", "DUBAI, United Arab Emirates"),
]
PROSE = [
    "President Ada Quill (Labour) – who won – said no to all of it.",
    "NASA — the space agency — said on Monday that boats float.",
    "He said (Reuters) was wrong about it in every way he knew.",
    "UPDATE - The ferry sank in the early hours of the day again.",
    "Tokyo (population nine million) - the largest city - sleeps late.",
    "The (AP) exam results are out today for all the students here.",
]


@pytest.mark.parametrize(("slug", "agency", "dateline"), SLUGS)
def test_a_slug_becomes_fields(slug: str, agency: str, dateline: str) -> None:
    """Agency and place in their fields, the slug in `removed`, the sentence whole."""
    done = clean(Entry(received=f"<p>{slug}{BODY}</p>", lang="en"))
    assert text_of(done.html) == BODY
    assert (done.agency, done.dateline) == (agency, dateline)
    assert [cut.rule for cut in done.removed] == ["wire-slug"]


@pytest.mark.parametrize("prose", PROSE)
def test_prose_stays(prose: str) -> None:
    """Brackets and dashes of a sentence are no slug."""
    done = clean(Entry(received=f"<p>{prose}</p>", lang="en"))
    assert text_of(done.html) == prose


def test_the_outlet_itself_may_sign() -> None:
    """An outlet that no table knows is believed where it is the entry's own."""
    entry = Entry(received=f"<p>(Harbour Times) {BODY}</p>", source="Harbour Times", lang="en")
    assert clean(entry).agency == "Harbour Times"


def test_a_slug_alone_stays() -> None:
    """What would leave nothing behind is not cut."""
    assert text_of(clean(Entry(received="<p>(CNN)</p>", lang="en")).html) == "(CNN)"


def test_dates_are_no_part_of_a_place() -> None:
    """Place without date, abbreviations whole."""
    assert dateless("PARIS, June 3") == "PARIS"
    assert dateless("NEWARK, N.J.") == "NEWARK, N.J."
    assert dateless("Bratislava 3. júna") == "Bratislava"


def test_more_slugs_than_any_entry_has_are_left_for_good() -> None:
    """Found by fuzzing: how many are cut does not depend on how often one looks."""
    done = clean(
        Entry(received="<p>" + "ROMA (ANSA) - " * 20 + "Il porto riapre lunedì mattina.</p>")
    )
    assert 0 < len(done.removed) < 20
    assert clean(done) == done
