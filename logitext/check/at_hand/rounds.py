"""A round of questions to a theory, and what is heard of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from logitext.policy.sorts import Value as SortValue
from logitext.theory.one_answer import truths
from logitext.theory.protocol import (
    FALSE,
    TRUE,
    Answer,
    Question,
    Reply,
    Retract,
    Stop,
    Texts,
    Theory,
    Thresholds,
    Unknown,
    Value,
)
from logitext.theory.validation import judged

_PLAIN = frozenset({id(TRUE), id(FALSE)})

ONE_CALL = Reply({}).usage
"""What a reply used that does not say: the object that all such replies share."""


class QuestionRow(NamedTuple):
    """A question, and where its answer goes: the index among the cells, and the cell of a value (None: the value)."""

    id: str
    place: int
    cell: Callable[[SortValue], int] | None
    question: Question


class Round:
    """Questions that are put to a theory at once; `theory` is its index, `thresholds` are its own.

    `cells` makes the cells of all clauses from true and false answers to these, and None; it is None itself where some
    clause is not Boolean. `bounds` are those of probabilities: up to which a clause does not hold, and from which it
    does.
    """

    __slots__ = ("all_boolean", "bounds", "cells", "ids", "questions", "rows", "theory")

    def __init__(self, theory: int, rows: Sequence[QuestionRow], clauses: int, thresholds: Thresholds) -> None:
        self.theory = theory
        self.rows = tuple(rows)
        self.ids = [row.id for row in rows]
        self.questions = tuple([row.question for row in rows])
        sure = [row.question.sure or thresholds for row in rows]
        self.bounds = [(one.false, one.true) for one in sure]
        from_row = {row.place: index for index, row in enumerate(rows)}
        where = [from_row.get(place, len(rows)) for place in range(clauses)]
        self.all_boolean = all(row.cell is None for row in rows)
        boolean = clauses > 1 and self.all_boolean
        self.cells: Callable[[list[Any]], tuple[Any, ...]] | None = itemgetter(*where) if boolean else None


class RepliedRound(NamedTuple):
    """A round with what came of it; `quotes` gives quotations that are still to be cut."""

    asking: Round
    answers: Sequence[Answer]
    quotes: Callable[[str], str | None] | None


@dataclass(slots=True)
class Heard:
    """What theories have said of a document: by round, as answers by clause, and as cells."""

    at: Sequence[int | None]
    rounds: list[RepliedRound] = field(default_factory=list)
    values: dict[str, SortValue] = field(default_factory=dict)
    """The facts, and what theories answered."""
    odd: set[str] = field(default_factory=set)
    """The clauses that a theory refused, or failed, to answer."""
    tried: dict[str, int] = field(default_factory=dict)
    """The last theory that a clause was put to."""

    def take(self, theory: Theory, asking: Round, outcome: Any, texts: Texts) -> bool:
        """Check a reply and keep it; False where it is out of the ordinary, and `check` must see to it."""
        given = outcome.answers if outcome.__class__ is Reply else None
        if given.__class__ is not dict or len(given) != len(asking.rows):
            return False
        answers = list(given.values())
        quotes = outcome.quotes
        plain = truths(answers, asking.bounds) if asking.all_boolean and list(given) == asking.ids else None
        if plain is not None and asking.cells is not None and not self.rounds and not self.values:
            self.values.update(zip(asking.ids, plain, strict=True))
            self.at = asking.cells([*plain, None])
            self.rounds.append(RepliedRound(asking, answers, quotes))
            return True
        at, values = list(self.at), self.values
        self.at = at
        answers = []
        haystacks: dict[str, str] = {}
        for id_, place, cell, question in asking.rows:
            answer = given.get(id_)
            if answer is TRUE and cell is None:
                at[place] = values[id_] = True
            elif answer is FALSE and cell is None:
                at[place] = values[id_] = False
            else:
                if answer is None:
                    return False
                answer, _ = judged(theory, question, answer, texts, haystacks)
                if isinstance(answer, Value):
                    assert answer.value is not None  # validation makes it Unknown
                    values[id_] = answer.value
                    at[place] = answer.value if cell is None else cell(answer.value)  # type: ignore[assignment]  # a bool
                elif isinstance(answer, Retract | Stop):
                    return False
                elif not isinstance(answer, Unknown):
                    self.odd.add(id_)
            answers.append(answer)
        self.rounds.append(RepliedRound(asking, answers, quotes))
        return True


def shared_by(asking: Round, outcome: Any) -> tuple[Any, ...] | None:
    """What answers to a round are, as numbers: the same for all documents. None where not all are shared ones."""
    given = outcome.answers if outcome.__class__ is Reply and outcome.quotes is None else None
    if given.__class__ is not dict or list(given) != asking.ids:
        return None
    numbers = tuple(map(id, given.values()))
    return (asking, *numbers) if _PLAIN.issuperset(numbers) and asking.all_boolean else None


def outcome_of(theory: Theory, questions: tuple[Question, ...], texts: Texts) -> Any:
    """What a theory has at hand, or raises; None where it has nothing."""
    try:
        return theory.at_hand(questions, texts)
    except BaseException as error:  # noqa: BLE001  # `check` raises it, or makes it a failure
        return error
