"""Verdicts alone, of answers that are known: no text, no theory, no reasons and no record."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from typing import Any

from logitext.check.given import elements
from logitext.logic.at_once import AtOnce
from logitext.logic.program import Program
from logitext.policy.sorts import BOOL, Value


class Bare:
    """What answers entail, on the diagrams of a program."""

    def __init__(self, program: Program, at_once: AtOnce) -> None:
        self._policy = program.policy
        self._at_once = at_once
        clauses = program.policy.clauses.values()
        self._places = {clause.name: at_once.place(clause.name) for clause in clauses}
        self._truths = {clause.name: at_once.place(clause.name)[0] for clause in clauses if clause.sort == BOOL}
        self._blank: list[int | None] = [None] * len(self._places)

    def __call__(self, answers: Mapping[str, Any], verdicts: Sequence[str]) -> dict[str, Value | None]:
        """The values of verdicts, None for what is undetermined; of all where answers contradict the assumptions."""
        at = self._blank.copy()
        truths = self._truths
        others = None
        for name, value in answers.items():
            if (value is True or value is False) and name in truths:
                at[truths[name]] = value
            elif others is None:
                others = {name: value}
            else:
                others[name] = value
        for name, value in {} if others is None else elements(self._policy, others).items():
            if value is not None:
                place, cell = self._places[name]
                at[place] = value if cell is None else cell(value)  # type: ignore[assignment]  # a bool is its cell
        found = self._at_once.decide_at(at, verdicts).values
        return {name: found.get(name) for name in verdicts}


def bare(program: Program) -> Bare | None:
    """The one of a program that is ready; None where Z3 decides."""
    found = _made.get(program)
    if found is None and program.at_once is not None:
        found = _made[program] = Bare(program, program.at_once)
    return found


_made: weakref.WeakKeyDictionary[Program, Bare] = weakref.WeakKeyDictionary()
