"""Which story ids live on as which: the aliases of all editions and the merges of all sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

__all__ = ["Links"]


class Links:
    """Dead ids and what each leads to. No circle: a link that would close one is left out."""

    def __init__(self, rows: Iterable[tuple[str, str, int]]) -> None:
        """`rows` are (dead, living, by a sheet or not), the oldest first; a later one rules."""
        self.next: dict[str, str] = {}
        self.said: set[str] = set()  # dead by a sheet's word, which no edition overrules
        for dead, living, said in rows:
            if dead in self.chain(living) or (dead in self.said and not said):
                continue  # the editor's word stands
            self.next[dead] = living
            (self.said.add if said else self.said.discard)(dead)

    def chain(self, name: str) -> Iterator[str]:
        """An id and all that it leads to, the living one last."""
        yield name
        while name in self.next:
            name = self.next[name]
            yield name

    def living(self, name: str) -> str:
        """The id that a story goes by now."""
        while name in self.next:
            name = self.next[name]
        return name

    @cached_property
    def _families(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for dead in sorted(self.next):
            found.setdefault(self.living(dead), []).append(dead)
        return found

    def kin(self, names: Iterable[str]) -> set[str]:
        """All ids that live on as the same stories as some of `names` that have such kin."""
        found: set[str] = set()
        for name in names:
            living = self.living(name)
            if living in self._families:
                found.update((living, *self._families[living]))
        return found

    def led_to(self, name: str) -> list[str]:
        """The dead ids whose way to the living leads through `name`."""
        family = self._families.get(self.living(name), ())
        return [dead for dead in family if dead != name and name in self.chain(dead)]

    def chains(self, names: Iterable[str]) -> dict[str, str]:
        """The links on the ways from some ids to the living."""
        return {
            dead: self.next[dead]
            for name in names
            for dead in self.chain(name)
            if dead in self.next
        }

    def changed(self, before: Links) -> set[str]:
        """The ids whose ways differ from those of `before`, and all their kin then and now."""
        mine = {(dead, living, dead in self.said) for dead, living in self.next.items()}
        theirs = {(dead, living, dead in before.said) for dead, living in before.next.items()}
        ends = {end for dead, living, _ in mine ^ theirs for end in (dead, living)}
        return ends | self.kin(ends) | before.kin(ends)
