"""Average linkage with a yardstick that grows with the evidence (docs/grouping.md).

Two groups merge, the best pair first, while

    mean likeness across the two / sqrt(yardstick(one) * yardstick(other)) >= THRESHOLD

The mean runs over *all* pairs across the two, so no chain grows by one weak link. The
yardstick of a group is how alike its own members are: a group whose members are close
asks more of a newcomer than a loose one. A lone entry has no inside to measure, so
`PAIRS` imagined pairs of likeness `USUAL` stand in until there are real ones. And as a
group grows, short texts are read for what they are: each headline tells a part of its
story, so the mean over headlines understates how near two groups of them are.

Short texts that look alike tell of two events if they name other names ("X meets Y",
"X meets Z"): between lone entries likeness counts by the share of names in common.
"""

from __future__ import annotations

from typing import Any, TypeAlias

__all__ = ["THRESHOLD", "USUAL", "Nodes", "lone_threshold", "merge", "veto", "yardstick"]

THRESHOLD = 0.53
USUAL = 0.2  # likeness of two reports of one event
PAIRS = 6.0  # how many imagined pairs back that up
SHORT = 15.0  # terms, about which a text leaves much of its story untold
MANY = 15.0  # entries, from about which a group of short texts is read as one
FEW = 2.0  # entries, from about which names may differ: a story has many angles
NAMED = 0.8  # share of the names of the poorer in names that two reports have in common
CURT = 0.01  # a text is short while exp(-(terms / SHORT)^2) is above this
VETO = 3  # power by which likeness falls where they have less
_NEVER = -1.0

Array: TypeAlias = Any
"""A numpy array; numpy's own generic types would say no more here."""


class Nodes:
    """Groups in the making: sums of likeness across, and what each is like inside.

    `across[a, b]` is the sum of likeness over the pairs across a and b (the diagonal is
    not read), `size` the entries of each node, `inside` the sum over its own ordered
    pairs, `length` the mean count of its entries' terms, `frozen` whether it was
    settled before: two frozen nodes merge only by way of one that is not.
    """

    def __init__(
        self,
        *,
        across: Array,
        named: Array,
        size: Array,
        inside: Array,
        length: Array,
        frozen: Array,
    ) -> None:
        """Takes the arrays over: all but `size` are written to."""
        import numpy as np  # noqa: PLC0415 - heavy, wanted only where entries are grouped

        self.np = np
        self.across = across
        self.named = named
        self.size = size.astype(float)
        self.inside = inside
        self.length = length
        self.frozen = frozen
        self.alive = np.ones(len(size), dtype=bool)
        self.yardstick = yardstick(self.size, inside, length)
        self.grown = 1 - np.exp(-(self.size - 1) / FEW)

    def scores(self, node: int) -> Array:
        """The score of merging `node` with each other node; negative where it may not."""
        np = self.np
        grown = np.sqrt(self.grown[node] * self.grown)
        total = self.named[node] + (self.across[node] - self.named[node]) * grown
        score = (
            total / (self.size[node] * self.size) / np.sqrt(self.yardstick[node] * self.yardstick)
        )
        score[~self.alive] = _NEVER
        score[node] = _NEVER
        if self.frozen[node]:
            score[self.frozen] = _NEVER
        return np.round(score, 9)

    def absorb(self, one: int, other: int) -> None:
        """Make `other` part of `one`."""
        size = self.size[one] + self.size[other]
        self.inside[one] += self.inside[other] + 2 * self.across[one, other]
        length = self.length[one] * self.size[one] + self.length[other] * self.size[other]
        self.length[one] = length / size
        self.size[one] = size
        for sums in (self.across, self.named):
            sums[one] += sums[other]
            sums[:, one] = sums[one]
        self.alive[other] = False
        self.frozen[one] = self.frozen[one] and self.frozen[other]
        self.yardstick[one] = yardstick(size, self.inside[one], self.length[one])
        self.grown[one] = 1 - self.np.exp(-(size - 1) / FEW)


def merge(nodes: Nodes) -> list[list[int]]:
    """The groups of nodes, each sorted, in order of their first: the best merge first.

    Ties go to the first node in order, so the caller's order must not be chance.
    Time is quadratic in the nodes, memory one square matrix.
    """
    np = nodes.np
    members = [[node] for node in range(len(nodes.size))]
    best = np.full(len(members), _NEVER)
    mate = np.zeros(len(members), dtype=int)

    def look(node: int) -> Array:
        scores = nodes.scores(node)
        mate[node] = int(scores.argmax())
        best[node] = scores[mate[node]]
        return scores

    for node in range(len(members)):
        look(node)
    while len(members) > 1:
        one = int(best.argmax())
        if best[one] < THRESHOLD:
            break
        one, other = sorted((one, int(mate[one])))
        nodes.absorb(one, other)
        members[one] += members[other]
        members[other] = []
        best[other] = _NEVER
        scores = look(one)
        stale = nodes.alive & ((mate == one) | (mate == other))
        stale[one] = False
        for node in np.flatnonzero(stale):
            look(int(node))
        better = nodes.alive & ~stale & (scores > best)
        better[one] = False
        best[better] = scores[better]
        mate[better] = one
    return [sorted(group) for group in members if group]


def yardstick(size: Array, inside: Array, length: Array) -> Array:
    """What likeness to a group is measured by, from about 0.1 (loose) to 1 (all alike)."""
    import numpy as np  # noqa: PLC0415

    inner = (inside + PAIRS * USUAL) / (size * (size - 1) + PAIRS)
    told = 1 - np.exp(-((length / SHORT) ** 2))
    loose = 1 - np.exp(-(size - 1) / MANY)
    return np.sqrt(inner) * (1 - (1 - told) * loose)


def veto(across: Array, found: Array, length: Array) -> Array:
    """`across`, cut where short texts name others: see the room's docstring.

    `found[a, b]` weighs a's names that b has too, `found[a, a]` all of a's, `length`
    counts terms: long texts name so many names that their words decide.
    """
    import numpy as np  # noqa: PLC0415

    untold = np.exp(-((length / SHORT) ** 2))
    short = np.flatnonzero(untold > CURT)
    block = np.ix_(short, short)
    named = across.copy()
    names = found.diagonal()[short]
    held = np.where(names[:, None] > 0, found[block] / np.maximum(names[:, None], 1e-9), -1.0)
    share = np.maximum(held, held.T)  # of the names of the one that has more in common
    share[np.minimum(held, held.T) < 0] = 1.0  # one of them names nobody
    strict = np.sqrt(np.outer(untold[short], untold[short]))
    named[block] *= 1 - strict * (1 - np.minimum(1.0, share / NAMED) ** VETO)
    return np.round(named, 6)


def lone_threshold() -> float:
    """The likeness from which two entries alone are one story: what `explain` compares with."""
    return float(round(THRESHOLD * USUAL**0.5, 3))
