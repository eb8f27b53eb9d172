"""Write a site of any size in the real on-disk format: `archive.py --days N --per-day M DIR`.

Everything in it is invented and drawn from a seed: outlets, people, places, events. Stories have
one to six entries, some go on for days, headlines and excerpts read like news, and the frequency
of words is as skewed as in a real archive (a few names everywhere, many once).
"""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from broadsheet import config, ledger, store
from broadsheet.model import Edition, Entry, Story, Why

TOPICS = (
    "World", "Politics", "Business", "Science", "Technology", "Culture", "Sport", "Health"
)  # fmt: skip
LAST = date(2026, 11, 20)
HOUR = 6  # of issue, UTC
GOES_ON = 0.1  # of new stories may be told again on a later day
TOLD_AGAIN = 0.4  # of those are, each day
RUNNING = 12  # stories at most that may go on from one day to the next

_WORDS = """
places Arvelund Brava Calder Dunmere Eskholm Farrow Grenta Halvik Isenbrook Jorvane Kestrel
 Lunde Marrow Narvath Osterby Pellan Quill Rosmark Skarvik Tarrow Ulvsund Varena Westerly Ysdal
people Anja Bram Carla Dmitri Elin Farouk Greta Hana Ilse Jonas Kaia Leon Mira Nils Olga Pavel
 Rosa Sven Tove Uma Viktor Wanda Yusuf Zora
names Ambrose Brandt Castell Dahl Edholm Ferro Grieg Holm Iversen Jansen Koster Lindqvist
 Moreau Nyberg Okafor Petrov Quist Ravn Soler Tamm Ullman Vance Weir Yilmaz Zeller
verbs backs rejects delays opens closes wins loses warns-of plans halts reviews doubles
"""
PLACES, PEOPLE, NAMES, VERBS = (
    line.split()[1:] for line in _WORDS.replace("\n ", " ").strip().split("\n")
)
THINGS = {
    "World": "ceasefire border-talks aid-convoy summit evacuation treaty flood earthquake",
    "Politics": "budget-vote coalition referendum cabinet inquiry minister tax-bill mayor",
    "Business": "merger interest-rate factory shares lender strike exports profit-warning",
    "Science": "telescope vaccine-study glacier fossil reactor coral comet genome",
    "Technology": "chip-plant data-leak satellite-network browser battery robot standard outage",
    "Culture": "festival novel orchestra museum film-archive theatre prize exhibition",
    "Sport": "final transfer marathon derby stadium relay championship qualifier",
    "Health": "hospital clinic outbreak screening nurses-pay surgery allergy trial",
}
TAIL = (
    "Officials said that the decision would be reviewed before the end of the month.",
    "Residents had waited since early morning for word from the council.",
    "It is the second time this year that the plan has been put off.",
    "The figures are better than most observers had expected.",
    "Work is to begin once the harbour is free of ice.",
    "No one was hurt, and the road was open again by noon.",
    "A spokeswoman for the group would not say how many were affected.",
    "Critics called the step too small and too late.",
)
OUTLETS = tuple(
    f"{place} {kind}" for place in PLACES[:20] for kind in ("Post", "Courier", "Tribune")
)


def write(root: Path, *, days: int, per_day: int, seed: int) -> None:
    """Write content/ with `days` editions of `per_day` entries under `root`, the last on LAST."""
    chance = random.Random(seed)
    content = root / "content"
    content.mkdir(parents=True, exist_ok=True)
    (content / config.FILE).write_text(_config(), encoding="utf-8")
    running: list[tuple[Story, list[str], str]] = []
    for back in range(days - 1, -1, -1):
        day = LAST - timedelta(days=back)
        running = _day(content, day, per_day, chance, running)


def last_day(root: Path) -> date:
    """The latest day that has an edition."""
    return store.days(root / "content")[-1]


def add_day(root: Path, day: date, *, per_day: int, seed: int) -> None:
    """Write one edition more; stories of the day before go on in it, as they do in the archive."""
    chance = random.Random(f"{seed} {day}")
    before = _load(root, day - timedelta(days=1))
    running = [
        (replace(story, since=story.since or before.date), _words(story), story.topic.capitalize())
        for story in before.stories
        if story.since or chance.random() < GOES_ON
    ]
    _day(root / "content", day, per_day, chance, running[:RUNNING])


def cut_back(root: Path, last: date = LAST) -> None:
    """Take away the editions after `last`."""
    for day in store.days(root / "content"):
        if day > last:
            store.remove(root / "content", day)


def shorten(root: Path, target: Path, *, days: int) -> None:
    """Copy the last editions of a site as a site of its own, in which no story began before."""
    content = target / "content"
    content.mkdir(parents=True, exist_ok=True)
    (content / config.FILE).write_bytes((root / "content" / config.FILE).read_bytes())
    for day in store.days(root / "content")[-days:]:
        copy_day(root, target, day)


def copy_day(root: Path, target: Path, day: date) -> None:
    """Copy one edition into a site that may be younger than its stories."""
    edition = _load(root, day)
    first = next(iter(store.days(target / "content")), day)
    stories = tuple(
        replace(story, since=None if story.since and story.since < first else story.since)
        for story in edition.stories
    )
    store.save(target / "content", replace(edition, stories=stories))


def _load(root: Path, day: date) -> Edition:
    edition = store.load(root / "content", day)
    if edition is None:
        raise SystemExit(f"{root} has no edition of {day}")
    return edition


def _config() -> str:
    topics = "".join(f'\n[[topics]]\nname = "{name}"\nquota = 12\n' for name in TOPICS)
    feeds = "".join(
        f'\n[[feeds]]\nkey = "feed-{number}"\ntitle = "{outlet}"\n'
        f'address = "https://feeds.example/{number}"\n'
        for number, outlet in enumerate(OUTLETS)
    )
    head = '[site]\nid = "example.org,2026:archive"\ntitle = "The Long Archive"\n'
    return f'{head}url = "https://example.org/archive"\nissue_at = "06:00"\n{topics}{feeds}'


def _day(
    content: Path,
    day: date,
    per_day: int,
    chance: random.Random,
    running: list[tuple[Story, list[str], str]],
) -> list[tuple[Story, list[str], str]]:
    """Write one edition; gives the stories that may go on tomorrow."""
    issued = datetime(day.year, day.month, day.day, HOUR, tzinfo=UTC)
    entries: list[Entry] = []
    stories: list[Story] = []
    alive: list[tuple[Story, list[str], str]] = []
    for story, words, topic in running:
        if chance.random() < TOLD_AGAIN and len(entries) < per_day:
            told = _story(entries, day, issued, topic, words, chance, per_day, since=story)
            stories.append(told)
            alive.append((story, words, topic))
    while len(entries) < per_day:
        topic = chance.choice(TOPICS)
        thing = chance.choice(THINGS[topic].split()).replace("-", " ")
        who = f"{chance.choice(PEOPLE)} {chance.choice(NAMES)}"
        words = [chance.choices(PLACES, [1 / (n + 1) for n in range(len(PLACES))])[0], thing, who]
        story = _story(entries, day, issued, topic, words, chance, per_day, since=None)
        stories.append(story)
        if chance.random() < GOES_ON:
            alive.append((replace(story, since=day), words, topic))
    edition = Edition(date=day, issued=issued, entries=tuple(entries), stories=tuple(stories))
    store.save(content, ledger.close(edition))
    return alive[:RUNNING]


def _words(story: Story) -> list[str]:
    """Place, thing and person of a story, as they were drawn."""
    place, who = story.why.names
    return [place, *story.why.words, who]


def _story(  # noqa: PLR0917 - one call each
    entries: list[Entry],
    day: date,
    issued: datetime,
    topic: str,
    words: list[str],
    chance: random.Random,
    per_day: int,
    *,
    since: Story | None,
) -> Story:
    place, thing, who = words
    number = min(chance.choice((1, 1, 1, 2, 2, 3, 4, 6)), per_day - len(entries))
    own: list[Entry] = []
    for outlet in chance.sample(range(len(OUTLETS)), number):
        verb = chance.choice(VERBS).replace("-", " ")
        title = chance.choice(
            (
                f"{place} {verb} {thing}",
                f"{who} {verb} {thing} in {place}",
                f"{place}: {thing}, {who} says",
            )
        )
        name = f"{chance.getrandbits(65):013x}"[-13:]
        own.append(
            Entry(
                id=name,
                feed=f"feed-{outlet}",
                guid=name,
                url=f"https://outlet-{outlet}.example/{day:%Y/%m/%d}/{name}",
                title=title[0].upper() + title[1:],
                source=OUTLETS[outlet],
                published=issued - timedelta(minutes=chance.randrange(1440)),
                seen=issued,
                lang="en",
                topic=topic.lower(),
                topic_from="words",
                excerpt=" ".join((f"{who} spoke in {place} of {thing}.", *chance.sample(TAIL, 3))),
                terms=tuple((word, 2.0) for word in f"{place} {thing} {who}".lower().split()),
            )
        )
    entries += own
    lead = own[0]
    return Story(
        id=since.id if since else lead.id,
        slug=since.slug if since else config.slug_of(lead.title),
        headline=lead.title,
        topic=topic.lower(),
        entries=tuple(entry.id for entry in own),
        reports=tuple((entry.id,) for entry in own),
        since=since.since if since else None,
        new=(who,) if since else (),
        why=Why(names=(place, who), words=(thing,), score=0.5),
        score=round(chance.random(), 3),
    )


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--per-day", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("dir", type=Path)
    asked = parser.parse_args()
    write(asked.dir, days=asked.days, per_day=asked.per_day, seed=asked.seed)
    print(f"{asked.days} editions of {asked.per_day} entries in {asked.dir}/content")


if __name__ == "__main__":
    main()
