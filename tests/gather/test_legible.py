"""Bytes as text: damage costs a character, not a feed; what is no text is named."""

from __future__ import annotations

import gzip
import random
import zlib
from pathlib import Path

import pytest
from broadsheet.errors import NotAFeed
from broadsheet.gather import legible as room
from broadsheet.gather.files import read_path
from broadsheet.gather.legible import binary_kind, left_out, legible
from broadsheet.gather.parse import parse
from broadsheet.model import Feed
from hypothesis import given
from hypothesis import strategies as st

FEED = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Ferrow</title>'
    "<item><title>The tram is back</title><description>It is red.</description></item>"
    "</channel></rss>"
)
DUMPS = {
    "latin": "The old tram of Ferrow runs again.\nIt stops at the mill on 3 May.\n",
    "umlauts": "Die Fähre über die Förde fährt.\nSie ist grün.\n",
    "cyrillic": "Старый трамвай Ферроу снова ходит.\nОн останавливается у мельницы.\n",
    "greek": "Το παλιό τραμ του Φέροου κινείται ξανά.\nΕίναι κόκκινο.\n",
    "chinese": "老电车再次运行，它停在磨坊旁。\n它是红色的。\n",
    "japanese": "古い路面電車がまた走る。\nそれは水車小屋に止まる。\n",
    "korean": "오래된 전차가 다시 달린다.\n방앗간에 선다.\n",
    "arabic": "الترام القديم يسير من جديد.\nيقف عند الطاحونة.\n",
    "hindi": "पुरानी ट्राम फिर चलती है।\nवह चक्की पर रुकती है।\n",
}
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@pytest.mark.parametrize("stray", ["\x00", "\x01", "\x08", "\x1b", "\x1f", "\x7f", "\ufeff"])
@pytest.mark.parametrize("at", [0, 9, 60, 95, len(FEED)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_one_stray_character_costs_a_feed_nothing(stray, at, encoding):
    """Wherever it stands, even in a tag's name: the feed is read as without it, and says so."""
    feed = parse((FEED[:at] + stray + FEED[at:]).encode(encoding))
    whole = parse(FEED.encode())
    assert (feed.title, feed.entries) == (whole.title, whole.entries)
    if at or stray != "\ufeff":  # at the start it is where a mark belongs
        assert (feed.lost, feed.notes) == (1, ("1 control character left out",))


@given(at=st.integers(0, 200), stray=st.sampled_from("\x00\x02\x0e\x1a\x7f"))
def test_stray_character_anywhere_costs_a_dump_nothing(at, stray):
    """The words stay as they were, the rest of the line too."""
    text = DUMPS["umlauts"] * 3
    found = legible((text[:at] + stray + text[at:]).encode())
    assert found is not None
    assert (found.text, found.lost) == (text, 1)


def test_json_feed_with_a_stray_character_is_read():
    """Before the brace, and in a string, where bare line breaks are forgiven as well."""
    body = b'\x00{"version":"x","items":[{"id":"1","content_text":"It is\x08 red.\nStill."}]}'
    (entry,) = parse(body).entries
    assert entry.received == "<p>It is red.<br>\nStill.</p>"


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("script", sorted(DUMPS))
def test_wide_text_without_a_mark_is_known(script, encoding):
    """UTF-16 and UTF-32 either way round, in scripts whose bytes hold few zeros, or many."""
    found = legible(DUMPS[script].encode(encoding))
    assert found is not None
    assert (found.text, found.lost) == (DUMPS[script], 0)


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("script", sorted(DUMPS))
def test_wide_feed_without_a_mark_is_read(script, encoding):
    """Whatever its declaration says, of which no byte can be read before the encoding is known."""
    feed = parse(FEED.replace("It is red.", DUMPS[script] * 9).encode(encoding))
    assert feed.entries[0].title == "The tram is back"
    assert feed.entries[0].received == (DUMPS[script] * 9).strip()


@pytest.mark.parametrize("script", sorted(DUMPS))
@pytest.mark.parametrize("zeros", [0, 1, 3])
def test_zero_bytes_do_not_turn_narrow_text_into_wide(script, zeros):
    """A damaged UTF-8 text of any script stays one."""
    data = (DUMPS[script] * 3).encode()
    for n in range(zeros):
        at = data.index(b"\n") + n
        data = data[:at] + b"\x00" + data[at:]
    found = legible(data)
    assert found is not None
    assert (found.text, found.lost) == (DUMPS[script] * 3, zeros)


@pytest.mark.parametrize(
    ("script", "encoding"),
    [("umlauts", "cp1252"), ("cyrillic", "cp1251"), ("cyrillic", "koi8-r"), ("greek", "cp1253"),
     ("chinese", "gb18030"), ("japanese", "cp932"), ("japanese", "euc-jp"),
     ("japanese", "iso2022_jp"), ("korean", "cp949"), ("korean", "iso2022_kr")],
)  # fmt: skip
def test_zero_byte_leaves_older_encodings_alone(script, encoding):
    """A declared one is read as declared; ISO-2022's escapes are its alphabet, no damage."""
    data = (DUMPS[script] * 3).encode(encoding)
    found = legible(data + b"\x00", f"text/html; charset={encoding}")
    assert found is not None
    assert (found.text, found.lost) == (DUMPS[script] * 3, 1)


def test_windows_quotes_under_a_wrong_name_are_quotes():
    """What became a C1 control on its way through Latin-1 is read as browsers read it."""
    found = legible("It\x92s \x93red\x94.".encode())
    assert found is not None
    assert (found.text, found.lost) == ("It’s “red”.", 0)


def test_padding_is_no_damage_to_the_text():
    """Blocks of zeros before and after are left out, and counted."""
    found = legible(bytes(64) + DUMPS["latin"].encode() + bytes(512))
    assert found is not None
    assert (found.text, found.lost) == (DUMPS["latin"], 576)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "a PNG picture"),
        (b"GIF89a\x01\x00\x01\x00", "a GIF picture"),
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (b"PK\x03\x04\x14\x00words", "a zip archive (or an office document)"),
        (gzip.compress(FEED.encode()), "gzip data"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a RIFF file (WebP, WAV, AVI)"),
        (b"ID3\x04\x00\x00words", "an MP3 recording"),
    ],
)
def test_binary_is_named_as_what_it_is(data, what, tmp_path):
    """From the network and from the disk, and never read as text."""
    assert binary_kind(data) == what
    with pytest.raises(NotAFeed, match=f"^{what[:5]}.* instead of a feed$"):
        parse(data)
    (tmp_path / "a.txt").write_bytes(data)
    read = read_path(tmp_path / "a.txt", feed=Feed(key="shelf"))
    assert (read.entries, read.failures) == ((), (f"not text, but {what}",))


@pytest.mark.parametrize(
    "data",
    [random.Random(4).randbytes(3000), bytes(range(1, 32)) * 9, bytes(300),
     b"\x00\x01\x02\x03words\x04\x05\x06", b"\x00\x00\x00\x20ftypisom" + bytes(range(256)),
     zlib.compress(random.Random(5).randbytes(3000))],
)  # fmt: skip
def test_binary_without_a_name_is_no_text_either(data):
    """Too many stray characters, and no way to read them wide."""
    assert legible(data) is None
    with pytest.raises(NotAFeed, match=r"^binary data instead of a feed$"):
        parse(data)


@pytest.mark.parametrize("word", ["RIFF", "ID3", "BZh", "OggS", "GIF8", "wOFF"])
def test_text_that_begins_like_binary_is_text(word):
    """Letters alone prove nothing."""
    assert binary_kind(f"{word} returns to Ferrow.\nThe band is red.\n".encode()) == ""


@given(st.binary(max_size=600))
def test_any_bytes_are_judged(data):
    """Text without what no text may hold, or None; never an exception."""
    found = legible(data)
    assert found is None or not room._UNFIT.search(found.text)


def test_what_was_left_out_is_said():
    """In a line for a person."""
    assert (left_out(0), left_out(1)) == ("", "1 control character left out")
    assert left_out(7) == "7 control characters left out"


def test_table_is_sorted_and_whole():
    """Each row has bytes, a name and an origin, each mark once."""
    path = Path(room.__file__).with_name("magic.tsv")
    rows = [line.split("\t") for line in path.read_text().splitlines() if line[0] != "#"]
    assert all(len(row) == 3 and all(row) for row in rows)
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
