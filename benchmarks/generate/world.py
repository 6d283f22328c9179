"""A simulated world: a policy, what in it can never be together though the policy does not know it, a writer, a reader.

Hidden incompatibilities tie two or three clauses. The writer meets each demand with a chance of its own (0.6 to 0.95);
where demands are incompatible it drops one of them. What is not demanded comes by the clause's prior. Where it refines
a text that missed some demands, what was right mostly stays. The reader is
wrong about one answer in `NOISE`, always the same way about the same text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from random import Random

import logitext
from benchmarks.questions.formulas import KINDS, VERDICT, Recipe, make
from logitext.api import Policy
from logitext.theory.protocol import Answer, Price, Question, Reply, Texts, Theory, Usage, Value
from logitext.theory.writing.protocol import Goal, Miss, Proposals, Writer

NOISE = 0.02
"""How often the reader is wrong about a clause."""
CROWDING = 0.97
"""The factor by which each further demand lowers the chance of all of them, where the writer is crowded."""
KEPT = 0.95
"""How likely what was right stays as it was, where a text is refined."""
PER_CLAUSES = 4
"""One hidden incompatibility for so many clauses."""

Literal = tuple[str, bool]


@dataclass(frozen=True)
class World:
    """A policy with what is hidden in it. `chances` is how likely the writer meets a demand."""

    seed: int
    source: str
    clauses: tuple[str, ...]
    priors: Mapping[str, float]
    hidden: tuple[tuple[Literal, ...], ...]
    chances: Mapping[Literal, float]

    @property
    def policy(self) -> Policy:
        return logitext.loads(self.source, f"world {self.seed}")


def world_of(clauses: int, seed: int) -> World:
    """A world from a seed."""
    rng = Random(f"world {clauses} {seed}")
    made = make(Recipe(KINDS[seed % len(KINDS)], clauses, seed))
    names = tuple(made.priors)
    hidden = []
    for _ in range(max(1, clauses // PER_CLAUSES)):
        chosen = rng.sample(names, rng.choice((2, 2, 3)))
        hidden.append(tuple([(name, rng.random() < 0.85) for name in chosen]))
    chances = {(name, value): rng.uniform(0.6, 0.95) for name in names for value in (True, False)}
    return World(seed, made.source, names, made.priors, tuple(hidden), chances)


class SimulatedWriter(Writer):
    """Writes texts that are their own truth: the values of all clauses, as JSON."""

    name = "simulated"
    price = Price(call=1.0)

    def __init__(self, world: World, *, crowded: bool = False) -> None:
        self._world = world
        self._crowded = crowded
        self._rng = Random(f"writer {world.seed}")
        self.calls = 0
        self.texts = 0

    async def propose(self, goal: Goal, misses: Sequence[Miss]) -> Proposals:
        self.calls += 1
        self.texts += goal.count
        demands = {one.question.clause: one.value is True for one in goal.demands}
        before = misses[-1].texts["post"] if misses else None
        return Proposals([{"post": self.write(demands, before)} for _ in range(goal.count)], Usage(calls=1))

    def write(self, demands: Mapping[str, bool], before: str | None = None) -> str:
        """One text for some demands; a better one than `before`, whose demands are mostly met as they were."""
        world, rng = self._world, self._rng
        vector = {}
        worse = CROWDING ** max(0, len(demands) - 1) if self._crowded else 1.0
        old = {} if before is None else json.loads(before)
        for name in world.clauses:
            value = demands.get(name)
            if name in old and (value is None or bool(old[name]) is value) and rng.random() < KEPT:
                vector[name] = bool(old[name])
            elif value is None:
                vector[name] = rng.random() < world.priors[name]
            else:
                vector[name] = value if rng.random() < world.chances[name, value] * worse else not value
        for _ in range(1000):
            broken = [one for one in world.hidden if all(vector[name] is value for name, value in one)]
            if not broken:
                break
            free = [name for name, _ in broken[0] if name not in demands]
            name = rng.choice(free or [name for name, _ in broken[0]])
            vector[name] = not vector[name]
        return json.dumps({"id": rng.randrange(10**12), **{name: int(value) for name, value in vector.items()}})


class SimulatedReader(Theory):
    """Reads the truth off a text, and is wrong now and then."""

    name = "simulated"
    price = Price(call=1.0, question=1.0)

    def __init__(self, world: World, noise: float = NOISE) -> None:
        self._world = world
        self._noise = noise
        self.calls = 0
        self.questions = 0

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.calls += 1
        self.questions += len(questions)
        truth = json.loads(texts["post"])
        answers: dict[str, Answer] = {
            one.id: Value(self.read(texts["post"], one.clause, bool(truth[one.clause]))) for one in questions
        }
        return Reply(answers, Usage(calls=1))

    def read(self, text: str, clause: str, truth: bool) -> bool:
        """What it takes a clause for."""
        drawn = int.from_bytes(blake2b(f"{self._world.seed} {text} {clause}".encode(), digest_size=8).digest(), "big")
        return truth if drawn / 2**64 >= self._noise else not truth


__all__ = ["VERDICT", "SimulatedReader", "SimulatedWriter", "World", "world_of"]
