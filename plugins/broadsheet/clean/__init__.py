"""Clean: furniture off, facts into fields, html made safe; every cut accounted for."""

from __future__ import annotations

from .blocks import text_of
from .chain import clean, clean_all
from .excerpt import excerpt_of
from .learned import Learned, LearnedLine, explain_learned, learn
from .titles import split_outlet

__all__ = [
    "Learned",
    "LearnedLine",
    "clean",
    "clean_all",
    "excerpt_of",
    "explain_learned",
    "learn",
    "split_outlet",
    "text_of",
]
