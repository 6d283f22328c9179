"""A writer and a reader of a small world, for tests: texts are their own truth, written as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from random import Random

from logitext.policy.sorts import Value as SortValue
from logitext.theory.protocol import Answer, Failure, Price, Question, Reply, Texts, Theory, Unknown, Usage, Value
from logitext.theory.writing.protocol import Goal, Miss, Proposals, Writer

World = Mapping[str, SortValue]


class Author(Writer):
    """Writes a world that comes nearest to what is demanded, of those that there can be; now and then another one."""

    name = "author"
    price = Price(call=1)

    def __init__(self, worlds: Sequence[World], seed: int = 0, slips: float = 0.2) -> None:
        self._worlds = list(worlds)
        self._rng = Random(f"author {seed}")
        self._slips = slips
        self.goals: list[Goal] = []

    async def propose(self, goal: Goal, misses: Sequence[Miss]) -> Proposals:
        self.goals.append(goal)
        return Proposals([self._write(goal) for _ in range(goal.count)] if self._worlds else [], Usage(calls=1))

    def _write(self, goal: Goal) -> dict[str, str]:
        if self._rng.random() < self._slips:
            world = self._rng.choice(self._worlds)
        else:
            scored = [(sum(one.admits(w[one.question.clause]) for one in goal.demands), w) for w in self._worlds]
            best = max(score for score, _ in scored)
            world = self._rng.choice([w for score, w in scored if score == best])
        return {one.name: text_of(world, self._rng.randrange(10**9)) for one in goal.write}


class Truth(Theory):
    """Reads the truth off a text; of the clauses `blind` it does not know, and `failing` it cannot say."""

    name = "truth"
    price = Price(call=1, question=1)

    def __init__(self, blind: Sequence[str] = (), failing: Sequence[str] = ()) -> None:
        self._blind = blind
        self._failing = failing
        self.asked = 0

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.asked += len(questions)
        return Reply({one.id: self._one(one, texts) for one in questions}, Usage(calls=1))

    def _one(self, question: Question, texts: Texts) -> Answer:
        if question.clause in self._blind:
            return Unknown("cannot tell")
        if question.clause in self._failing:
            return Failure("the line is down")
        return Value(json.loads(texts[question.texts[0]])[question.clause], quote=question.clause)


class Silent(Writer):
    """Fails, or has nothing to say."""

    name = "silent"
    price = Price(call=1)

    def __init__(self, what: Callable[[], Proposals]) -> None:
        self._what = what

    async def propose(self, goal: Goal, misses: Sequence[Miss]) -> Proposals:
        return self._what()


def text_of(world: World, mark: int) -> str:
    """A text that is so."""
    return json.dumps({"id": mark, **world})
