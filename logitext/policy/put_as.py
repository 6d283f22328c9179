"""How a clause that holds or does not is put to a model: what it says stays the same, and the answer means the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Manner: TypeAlias = Literal["statement", "question", "negation", "choice", "scale"]
"""As it stands, as a question, as its opposite, as a choice between two, or as levels of how far it holds."""

MANNERS: tuple[Manner, ...] = get_args(Manner)

LEVELS = ("certainly not", "probably not", "cannot be told", "probably", "certainly")
"""The levels of a scale whose author names none."""

MOST_LEVELS = 10
"""Levels of a scale: what servers take, and what a digit tells apart."""


@dataclass(frozen=True, slots=True)
class PutAs:
    """A manner, and the levels of a scale from what does not hold at all to what holds fully."""

    manner: Manner
    levels: tuple[str, ...] = ()

    @property
    def scale(self) -> tuple[str, ...]:
        """The levels, or those that are meant where none are named."""
        return self.levels or LEVELS

    def __str__(self) -> str:
        named = ", ".join(f'"{level}"' for level in self.levels)
        return f"{self.manner}({named})" if named else self.manner


STATEMENT, QUESTION, NEGATION, CHOICE, SCALE = map(PutAs, MANNERS)
