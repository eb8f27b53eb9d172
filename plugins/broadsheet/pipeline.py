"""The engine: a loop over a list of steps.

A step is a function `Edition -> Edition`. One that needs more asks by the name of a
keyword-only argument (`def group(edition, *, window)`), and `bind` gives it the value of
that name from the run's context. A user's own steps ask in the same way.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial, reduce

from .errors import ConfigError
from .model import Edition, Step

__all__ = ["bind", "run"]


def run(edition: Edition, steps: Iterable[Step]) -> Edition:
    """The edition after all steps, in order."""
    return reduce(lambda flowing, step: step(flowing), steps, edition)


def bind(
    words: Sequence[Callable[..., Edition]], context: Mapping[str, object]
) -> tuple[Step, ...]:
    """Give each word of STEPS what it asks for by name.

    Raises:
        ConfigError: a word asks for something that no run has.
    """
    return tuple(_bind(word, context) for word in words)


def _bind(word: Callable[..., Edition], context: Mapping[str, object]) -> Step:
    asked = [
        parameter
        for parameter in inspect.signature(word).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    ]
    for parameter in asked:
        if parameter.name not in context and parameter.default is inspect.Parameter.empty:
            raise ConfigError(
                f'the step "{getattr(word, "__name__", word)}" asks for "{parameter.name}"',
                where="STEPS in digest.py",
                remedy="a step may ask for: " + ", ".join(sorted(context)),
            )
    given = {p.name: context[p.name] for p in asked if p.name in context}
    return partial(word, **given) if given else word
