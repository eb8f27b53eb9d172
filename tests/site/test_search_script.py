"""Search's script, run in a browser on files that the build made: it finds all that is there."""

from __future__ import annotations

import random
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from broadsheet.publish.search import FORMAT, MONTHS, months_file, search_files
from broadsheet.publish.search_words import bucket_of, terms_of
from broadsheet.publish.search_years import closed_years, year_files
from searched import edition, entry, served, write

pytestmark = pytest.mark.browser

WORDS = [f"{a}{b}{c}" for a in ("fer", "lod", "com", "strai") for b in "aeiou" for c in "nrst"]
OUTLETS = ("Halvik Post", "Quill Tribune", "Fera Courier")
ASK = """async questions => {
  const { search, Library } = await import("/js/search.js");
  const { partsOf } = await import("/js/search_words.js");
  const library = new Library(new URL("/search/", location.href));
  const answers = [];
  for (const { typed, from, to } of questions) {
    const titles = [];
    for await (const { entry } of search(library, { parts: partsOf(typed), from, to })) {
      if (entry) titles.push(`${entry.day} ${entry.title}`);
    }
    answers.push({ titles, files: [...library.files.keys()] });
  }
  return answers;
}"""


class Archive:
    """Entries of some years as (day, title, outlet), the newest day first."""

    def __init__(self, seed: int) -> None:
        """Draw them."""
        chance = random.Random(seed)
        days = sorted(chance.sample(range(1_200), 60))
        self.entries = [
            (
                date(2026, 3, 9) - timedelta(days=back),
                " ".join([*chance.choices(WORDS, k=2), f"once{back}x{n}"]),
                chance.choice(OUTLETS),
            )
            for back in days
            for n in range(3)
        ]

    def files(self, root: Path) -> dict[str, bytes]:
        """All files that search reads of it."""
        days: dict[date, list] = {}
        for at, (day, title, outlet) in enumerate(self.entries):
            days.setdefault(day, []).append(entry(f"e{at}", title, source=outlet))
        shelf = write(root, *(edition(day, *own) for day, own in days.items()))
        files = {MONTHS: months_file(shelf.rows)}
        for month in {f"{day:%Y-%m}" for day in days}:
            files |= search_files(shelf, month)
        for year in closed_years(shelf.rows):
            files |= year_files(shelf, year)
        return files

    def holding(self, words: list[str], *, start: str = "", outlet: str = "") -> list[str]:
        """What is to be found, the newest first."""
        found = []
        for day, title, source in self.entries:
            own = {*terms_of(title), *terms_of(source), "world", "news"}
            begun = any(term.startswith(start) for term in own)
            if begun and own.issuperset(words) and outlet in {"", *terms_of(source)}:
                found.append(f"{day} {title}")
        return found


@pytest.fixture(scope="module")
def archive() -> Archive:
    """More than three years of an archive."""
    return Archive(3)


@pytest.fixture
def asking(chromium, checkout, tmp_path) -> Iterator[Callable]:
    """Serves files beside the script, and asks the script questions of them."""
    shutil.copytree(checkout / "themes/broadsheet/static/js", tmp_path / "www/js")
    page = chromium.new_page()
    with served(tmp_path / "www") as address:

        def ask(files: dict[str, bytes], questions: list, how: str = ASK) -> list:
            for path, data in files.items():
                file = tmp_path / "www" / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
            page.goto(f"{address}/js/search.js")
            return page.evaluate(how, questions)

        yield ask
        page.close()


def _questions(archive: Archive) -> list[tuple[dict, list[str]]]:
    chance = random.Random(8)
    found = []
    for _ in range(40):
        one, two, start = *chance.choices(WORDS, k=2), chance.choice(WORDS)[: chance.choice((3, 4))]
        rare = chance.choice(archive.entries)[1].split()[-1]
        outlet = chance.choice(("halvik", "fera", "once"))
        found += [
            ({"typed": f"{one} "}, archive.holding([one])),
            ({"typed": f"{rare} "}, archive.holding([rare])),
            ({"typed": f"{one} {two} "}, archive.holding([one, two])),
            ({"typed": f"{one} {start}"}, archive.holding([one], start=start)),
            ({"typed": f"{one} outlet:{outlet} "}, archive.holding([one], outlet=outlet)),
            ({"typed": f"{one}q "}, []),
        ]
    return found


def test_finds_all_that_is_there(archive, asking, tmp_path):
    """Words, beginnings, rare ones and none, over three years: all results, the newest first."""
    questions = _questions(archive)
    assert sum(bool(expected) for _, expected in questions) > 100
    answers = asking(archive.files(tmp_path), [question for question, _ in questions])
    for (question, expected), answer in zip(questions, answers, strict=True):
        assert answer["titles"] == expected, question


def test_days_bound_what_is_read(archive, asking, tmp_path):
    """A range of days, with words and without: what is in it, and no file of another year."""
    from_, to = "2024-05-07", "2024-11-20"
    asked = [{"typed": typed, "from": from_, "to": to} for typed in ("", f"{WORDS[3]} ")]
    every, some = asking(archive.files(tmp_path), asked)
    inside = [f"{day} {title}" for day, title, _ in archive.entries if from_ <= f"{day}" <= to]
    assert every["titles"] == inside
    assert some["titles"] == [one for one in inside if WORDS[3] in one.split()]
    assert {path[:4] for path in (*every["files"], *some["files"])} == {"mont", "2024"}


def test_a_directory_of_another_day_is_not_believed(archive, asking, tmp_path):
    """Where a cache gives an older directory than months.json speaks of, every month is read."""
    files = archive.files(tmp_path)
    for path in files:
        if "/y" in path:
            marked = msgspec.json.decode(files[path])["mark"]
            files[path] = msgspec.json.encode({"mark": f"x{marked}", "terms": "", "in": ""})
    asked = [({"typed": f"{word} "}, archive.holding([word])) for word in WORDS[:9]]
    answers = asking(files, [question for question, _ in asked])
    assert [answer["titles"] for answer in answers] == [expected for _, expected in asked]


def test_another_format_is_not_read(archive, asking, tmp_path):
    """Files of another format than the script's are refused, so that the page says: reload."""
    files = archive.files(tmp_path)
    files[MONTHS] = files[MONTHS].replace(b'"format":%d' % FORMAT, b'"format":%d' % (FORMAT + 1))
    with pytest.raises(Exception, match="another format"):
        asking(files, [{"typed": "ferra "}])


def test_one_format(checkout):
    """Build and script speak of one format, and the script asks for the words of that."""
    script = (checkout / "themes/broadsheet/static/js/search.js").read_text("utf-8")
    assert re.findall(r"const FORMAT = (\d+)|search_words\.js\?(\d+)", script) == [
        ("", str(FORMAT)),
        (str(FORMAT), ""),
    ]


TEN_YEARS = """async ([held, bits]) => {
  const { search } = await import("/js/search.js");
  const asked = new Set();
  const years = new Map();
  const library = {
    read: 0,
    months: async () => [...Array(120).keys()].map((at) => {
      const name = `${2026 - Math.floor(at / 12)}-${String(12 - at % 12).padStart(2, "0")}`;
      const year = name.slice(0, 4);
      if (!years.has(year)) years.set(year, { name: year, files: 1, mark: "" });
      return { name, entries: 1, buckets: 1, chunk: 64, mark: "", year: at && years.get(year) };
    }),
    directory: async ({ name }) => {
      if (!asked.has(name)) library.read += 4_000;
      asked.add(name);
      return { mark: "", terms: [held], in: bits };
    },
    terms: async ({ name }) => {
      if (!asked.has(name)) library.read += 6_000;
      asked.add(name);
      return { days: [1], terms: ["other"], in: [0] };
    },
  };
  const parts = [{ term: "rare", begins: false, kind: "" }];
  const stops = [];
  for await (const at of search(library, { parts })) stops.push([at.paused, asked.size]);
  return [...stops, asked.size];
}"""


def test_long_way_back_is_asked_for(asking):
    """Words that never meet do not read ten years at once: it stops, goes twice as far if asked."""
    *stops, whole = asking({}, ["rare", "fff"], TEN_YEARS)
    assert whole == 120 + 10
    reads = [number for _, number in stops]
    assert 14 <= reads[0] <= 22
    assert len(reads) <= 4
    assert all(later - before > reads[0] for before, later in pairwise(reads))
    assert stops[0][0].startswith("2025-")


def test_what_is_nowhere_reads_a_file_a_year(asking):
    """A word that nobody wrote in ten years costs the newest month and a file of each year."""
    assert asking({}, ["rarer", "fff"], TEN_YEARS) == [1 + 10]
    assert asking({}, ["rare", "001"], TEN_YEARS)[-1] == 1 + 10 + 10


SAMPLES = (
    "", "Ferry strike ends", "Łódź ÆRØ Þórr straße STRAẞE", "İstanbul ISPARTA ısı",
    "ΟΔΥΣΣΕΥΣ Οδυσσεύς", "東京湾で新種のクラゲ 2021年", "ｶﾞｷﾞ ﬁnance ①②", "서울에서 열린 회의",
    "ไทยรัฐออนไลน์", "العَرَبِيَّة الأخبار", "שָׁלוֹם", "हिन्दी समाचार", "Ёлка йод",
    "co\u00adoperate e\u0301te\u0301", "می\u200cخواهم", "a" * 99, "𠮷野家", "𝕏 10,000",
)  # fmt: skip


def test_words_are_cut_alike(asking):
    """The script cuts and folds words, and finds their bucket, exactly as the build does."""
    chance = random.Random(5)
    points = [
        point
        for point in range(0x20, 0x32400)
        if unicodedata.category(chr(point)) not in {"Cc", "Cn", "Co", "Cs"}
    ]
    texts = [*SAMPLES, *("".join(map(chr, chance.choices(points, k=9))) for _ in range(4_000))]
    ask = """async texts => {
      const { termsOf, bucketOf } = await import("/js/search_words.js");
      return texts.map(termsOf).map((terms) => terms.map((term) => [term, bucketOf(term, 31)]));
    }"""
    found = asking({}, texts, ask)
    for text, theirs in zip(texts, found, strict=True):
        assert theirs == [[term, bucket_of(term, 31)] for term in terms_of(text)], ascii(text)
