"""A theory that says what a script says, good and bad, and keeps a record of what it was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, Literal, TypeAlias

from logitext import theory
from logitext.theory import Question, Reply, Texts
from tests.judge.model import Clause, Value

Outcome: TypeAlias = Literal["value", "unknown", "unsure", "refused", "failed"]


@dataclass(frozen=True)
class Saying:
    """What the theory says to a question, and what the engine is to make of it."""

    outcome: Outcome
    answer: Any = None
    value: Value | None = None
    raises: bool = False
    silent: bool = False


def saying(rng: Random, clause: Clause, value: Value, known: float) -> Saying:
    """Something to say of a clause: with the chance `known` a value."""
    if rng.random() < known:
        said: list[theory.Answer] = [theory.Value(value), theory.Value(value, quote="quoted")]
        if isinstance(value, bool):
            likely = 0.9 if value else 0.1
            said += [theory.Value(value, probability=likely), theory.Value(None, probability=likely)]
        return Saying("value", rng.choice(said), value)
    match rng.choice(("unknown", "unknown", "unsure", "refused", "failed", "wrong", "silent", "raises")):
        case "unknown":
            return Saying("unknown", rng.choice((theory.Unknown(), theory.Unknown("who knows"), theory.Value(None))))
        case "unsure" if clause.sort == "Bool":
            return Saying("unsure", theory.Value(None, probability=0.5))
        case "refused":
            return Saying("refused", theory.Refusal("not for me to say"))
        case "failed":
            return Saying("failed", theory.Failure("out of order", OSError("no line")))
        case "wrong":
            wrong: list[Any] = [theory.Value("no such label"), theory.Value(Fraction(3, 2)), None, value]
            if clause.sort in ("Text", "Real"):
                wrong = [theory.Value(True), None]
            return Saying("failed", rng.choice(wrong))
        case "silent":
            return Saying("failed", silent=True)
        case "raises":
            return Saying("failed", raises=True)
    return Saying("unknown", theory.Unknown())


class Scripted(theory.Theory):
    """Says what its script says to each clause. `calls` holds what it was asked, and `outcomes` what that gave."""

    version = "1"

    def __init__(self, name: str, script: Mapping[str, Saying], rng: Random) -> None:
        vars(self)["name"] = name
        self.script = script
        self.price = theory.Price() if rng.random() < 0.5 else theory.Price(call=1.0, question=0.5)
        self.max_questions = rng.choice((None, None, 1, 2))
        self.needs_texts = rng.random() < 0.5
        self.calls: list[tuple[str, ...]] = []
        self.outcomes: dict[str, Saying] = {}

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        names = tuple(question.id for question in questions)
        self.calls.append(names)
        said = {name: self.script[name] for name in names}
        if any(one.raises for one in said.values()):  # then nothing of the whole call is of use
            self.outcomes |= dict.fromkeys(names, Saying("failed"))
            raise TimeoutError("no reply")
        self.outcomes |= said
        return Reply(
            {question.id: said[question.clause].answer for question in questions if not said[question.clause].silent}
        )
