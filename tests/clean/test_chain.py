"""What cleaning promises of any input at all, and of a batch."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import escape

from broadsheet.clean import clean, clean_all, text_of
from broadsheet.clean.repair import repair
from broadsheet.clean.sanitize import normal
from broadsheet.model import Cut, Entry, Rules
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SENTENCES = (
    "The harbour board has added six daily sailings.",
    "Fares stay as they are until spring, the board said.",
    "Die Brücke öffnet am Samstag.",
    "Мост через Лау открыли раньше срока.",
    "橋が予定より早く開通した。",
    "افتتح الجسر قبل موعده.",
)
FURNITURE = (
    "Read more",
    "Continue reading…",
    "[…]",
    "Share this:",
    "Related",
    "Advertisement",
    "Subscribe now",
    "View this email in your browser",
    "You are receiving this email because you signed up.",
    "The post Ferries return appeared first on Harbour Times.",
    "(CNN)",
    "LONDON (Reuters) - The ferry left at noon, the board said on Monday.",
    "Points: 4",
    "# Comments: 2",
    "© 2031 Harbour Times",
    "***",
    "No comments:",
    "Post a Comment",
    "https://harbourtimes.example/x",
    "arXiv:3105.00001v1 Announce Type: new Abstract: Boats move.",
)
TAGS = ("p", "div", "li", "h2", "blockquote", "b", "a", "span", "td", "table", "ul", "pre", "em")
# Any letters but those of which wrong decoding is made: `repair` may change them.
letters = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="".join(map(chr, range(0xC2, 0xF5)))
    ),
    max_size=40,
)
line = st.one_of(st.sampled_from(SENTENCES + FURNITURE), letters).map(
    lambda t: escape(t, quote=False)
)


@st.composite
def markup(draw: st.DrawFn) -> str:
    """Html as feeds hold it: lines in tags, some unbalanced, some links and pictures."""
    parts = []
    for text in draw(st.lists(line, max_size=10)):
        tag = draw(st.sampled_from(TAGS))
        shape = draw(st.integers(0, 6))
        href = draw(st.sampled_from(("/x", "https://t.me/share?url=x", "javascript:x", "#a", "")))
        parts.append(
            (
                f"<{tag}>{text}</{tag}>",
                f"<{tag} class='read-more'>{text}",
                f"{text}<br>",
                f'<p><a href="{href}">{text}</a></p>',
                f'<{tag}><a href="{href}">{text}<img src="/i.png" width="1"></a>',
                f"</{tag}>{text}",
                text,
            )[shape]
        )
    return "".join(parts)


entries = st.builds(
    Entry,
    received=markup(),
    title=st.sampled_from(
        ("Ferries return", "Ferries return - Harbour Times", "", "A | B | C - D")
    ),
    url=st.sampled_from(("https://harbourtimes.example/x?utm_source=rss", "")),
    source=st.sampled_from(("Harbour Times", "")),
    label=st.sampled_from(("World - Latest - Google News", "Harbour Times", "")),
    lang=st.just("en"),
    feed=st.sampled_from(("a", "b")),
)
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def words(text: str) -> Counter[str]:
    """Words of a text, counted."""
    return Counter(re.findall(r"\w+", text))


@quick
@given(entries)
def test_cleaning_again_changes_nothing(entry: Entry) -> None:
    """`clean(clean(x)) == clean(x)`, `received` is kept as it came."""
    done = clean(entry)
    assert clean(done) == done
    assert done.received == entry.received


@quick
@given(entries)
def test_cleaning_adds_no_word(entry: Entry) -> None:
    """Every word that is kept was received: none is made, none is there more often."""
    done = clean(entry)
    squeezed = re.sub(r"\W+", "", text_of(entry.received))
    for word in words(text_of(done.html)):
        assert word in squeezed or word in re.sub(r"\W+", "", entry.received)


@quick
@given(entries)
def test_what_goes_is_told(entry: Entry) -> None:
    """What was text and is not any more stands in `removed`."""
    done = clean(entry)
    told = " ".join(cut.text for cut in done.removed)
    was = Counter(re.sub(r"\W+", "", text_of(replace(entry, html="").received)))
    kept = Counter(re.sub(r"\W+", "", text_of(done.html) + told))
    assert not was - kept


@quick
@given(st.lists(entries, max_size=8), st.randoms(use_true_random=False))
def test_order_of_entries_changes_nothing(batch: list[Entry], random: object) -> None:
    """A batch in another order is cleaned the same, entry by entry."""
    order = list(range(len(batch)))
    random.shuffle(order)  # type: ignore[attr-defined]
    straight = clean_all(batch)
    shuffled = clean_all([batch[i] for i in order])
    assert [straight[i] for i in order] == list(shuffled)


@quick
@given(st.lists(entries, min_size=5, max_size=9))
def test_learning_never_empties(batch: list[Entry]) -> None:
    """What had text after the known stations has text after the learned ones."""
    for alone, together in zip(map(clean, batch), clean_all(batch), strict=True):
        assert bool(text_of(alone.html)) == bool(text_of(together.html))


PIECES = st.sampled_from(
    """
    <p>| </p>| <div>| </div>| <b>| </b>| <<b>| <h1>| </h1>| <header>| <a href="| ">| <a href>| </a>
    | <img src="/i.png" width=1>| <br>| <hr>| <ul><li>| </ul>| <pre>| <table><td>| </td>| <!--| -->
    | <script>| </script>| <svg onload=x>| <style>| <time datetime="2031-05-04">| &amp;lt;| &#60;| &
    | https://ift.tt/x| javascript:x| "| '| >| Read more| Google - Ferrow| &nbsp;&nbsp;| [link]
    """.split("|")  # noqa: SIM905 - as a list it would fill a page
).map(str.strip)
soup = st.lists(st.one_of(PIECES, line, st.text(max_size=5)), max_size=30).map("".join)


@quick
@given(soup, st.one_of(soup, st.just("Ferries return - Harbour Times")))
def test_any_text_is_cleaned_to_safe_html(received: str, title: str) -> None:
    """Fuzz: no error, ever; what is kept is safe, stands, and has no letter more than came."""
    entry = Entry(received=received, title=title, label="Harbour Times", lang="en")
    done = clean(entry)
    assert clean(done) == done
    assert not re.search(r"<(script|style|svg)|<[^>]*\s(on\w+|style|class)=", done.html)
    assert all(
        href.startswith(("http:", "https:", "mailto:"))
        for href in re.findall(r'<[^>]* (?:href|src)="([^"]*)', done.html)
    )
    was = Counter(filter(str.isalnum, text_of(normal(repair(entry).html))))
    kept = Counter(filter(str.isalnum, text_of(done.html)))
    told = Counter(filter(str.isalnum, "".join(cut.text for cut in done.removed)))
    assert kept <= was <= kept + told


def test_a_batch_cleaned_again_changes_nothing() -> None:
    """`clean_all` of what `clean_all` gave is the same."""
    batch = [
        Entry(
            received=f"<p>{SENTENCES[i % 6]} {i}</p><p>Story number {i * 7} of ours.</p>"
            f"<p>Sign the guest book of the Quay, entry {i}, dear reader.</p>",
            title=f"Tide {i}",
            lang="en",
        )
        for i in range(7)
    ]
    once = clean_all(batch)
    assert clean_all(once) == once
    assert all(cut.rule == "learned" for entry in once for cut in entry.removed)
    assert all("guest book" in entry.removed[0].text for entry in once)


def test_an_entry_of_furniture_alone_is_cut_once() -> None:
    """Begun again from `received`, the same cuts are not told twice."""
    done = clean(Entry(received="<p>[link] [comments]</p>", lang="en"))
    assert done.html == ""
    assert done.removed == (Cut(rule="reddit", text="[link] [comments]"),)
    assert clean(done) == done


def test_what_a_cut_lays_open_is_cut_too() -> None:
    """Found by fuzzing: behind a link that hung on the last line, that line is furniture itself."""
    user, story = "https://www.reddit.com/user/quay", "https://harbourtimes.example/2031/x"
    html = (
        f'<p>{SENTENCES[0]}</p> submitted by <a href="{user}"> /u/quay </a> <br> '
        f'<a href="{story}">[link]</a> ! <a href="https://www.reddit.com/r/q/1">[comments]</a>'
    )
    done = clean(Entry(received=html, lang="en"))
    assert text_of(done.html) == SENTENCES[0]
    assert clean(done) == done


def test_a_line_to_keep_is_kept_and_one_to_cut_is_cut() -> None:
    """`rules.keep` and `rules.cut` have the last word, numbers in them aside."""
    html = "<p>The board met.</p><p>Tip jar no. 4</p><p>Nothing was decided.</p><p>Read more</p>"
    entry = Entry(received=html, lang="en")
    rules = Rules(keep=("Read more",), cut=("tip jar no. 7",))
    done = clean(entry, rules=rules)
    assert text_of(done.html) == "The board met.\nNothing was decided.\nRead more"
    assert [cut.rule for cut in done.removed] == ["editor"]


def test_a_feeds_own_title_is_evidence_and_no_label() -> None:
    """`outlets` names the outlet of a headline; the entry bears no label from it."""
    entry = Entry(
        title="Ferry sinks off Lowgate - The Quay", received="<p>x</p>", feed="q", lang="en"
    )
    [done] = clean_all([entry], outlets={"q": "The Quay: all stories"})
    assert (done.title, done.source, done.label) == ("Ferry sinks off Lowgate", "The Quay", "")
    assert clean_all([done], outlets={"q": "The Quay: all stories"}) == (done,)
