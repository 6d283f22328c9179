"""Other ways to cover goals, with the same writer and reader: what each reaches, and what it takes.

`published`: for each goal Z3 gives an assignment of all clauses; texts are proposed for it, verified and refined; what
was not realised after `ROUNDS` texts is blocked whole, and what was realised is cached by its assignment. `prompting`:
one text for each goal, which is believed. `best of n`: texts for each goal by itself until one meets it, at the number
of calls that ours took.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import z3

from benchmarks.generate.world import Literal, SimulatedReader, SimulatedWriter, World

ROUNDS = 3
ASSIGNMENTS = 6
"""How many assignments are tried for a goal."""


@dataclass
class Outcome:
    """Goals that were met as far as the reader says, and what it took: texts, and questions about them."""

    met: set[Literal]
    texts: int = 0


def read(reader: SimulatedReader, text: str, clauses: Sequence[str]) -> dict[str, bool]:
    """All answers about a text."""
    truth = json.loads(text)
    return {name: reader.read(text, name, bool(truth[name])) for name in clauses}


def published(world: World, goals: Sequence[Literal], crowded: bool, _texts: int) -> Outcome:
    """Propose, verify, refine; block whole assignments; cache by assignment."""
    writer, reader = SimulatedWriter(world, crowded=crowded), SimulatedReader(world)
    outcome = Outcome(set())
    context = z3.Context()
    variables = {name: z3.Bool(name, context) for name in world.clauses}
    solver = z3.Solver(ctx=context)
    solver.set("random_seed", world.seed)
    cached: set[tuple[bool, ...]] = set()
    for name, value in goals:
        for _ in range(ASSIGNMENTS):
            literal = variables[name] if value else z3.Not(variables[name])
            if solver.check(literal) != z3.sat:
                break
            model = solver.model()
            wanted = {
                one: bool(z3.is_true(model.eval(variable, model_completion=True)))
                for one, variable in variables.items()
            }
            key = tuple(wanted.values())
            if key in cached:
                outcome.met.add((name, value))
                break
            found, text = False, None
            for _ in range(ROUNDS):
                outcome.texts += 1
                text = writer.write(wanted, text)
                if read(reader, text, world.clauses) == wanted:
                    found = True
                    break
            if found:
                cached.add(key)
                outcome.met.add((name, value))
                break
            solver.add(z3.Or(*[z3.Not(v) if wanted[one] else v for one, v in variables.items()]))
    return outcome


def prompting(world: World, goals: Sequence[Literal], crowded: bool, _texts: int) -> Outcome:
    """One text a goal."""
    writer, reader = SimulatedWriter(world, crowded=crowded), SimulatedReader(world)
    outcome = Outcome(set(), len(goals))
    for name, value in goals:
        if read(reader, writer.write({name: value}), [name])[name] is value:
            outcome.met.add((name, value))
    return outcome


def best_of(world: World, goals: Sequence[Literal], crowded: bool, texts: int) -> Outcome:
    """Texts for each goal alone, shared out evenly, each held against its own goal."""
    writer, reader = SimulatedWriter(world, crowded=crowded), SimulatedReader(world)
    outcome = Outcome(set())
    share = max(1, texts // len(goals))
    for name, value in goals:
        for _ in range(share):
            if outcome.texts >= texts:
                return outcome
            outcome.texts += 1
            text = writer.write({name: value})
            if read(reader, text, [name])[name] is value:
                outcome.met.add((name, value))
                break
    return outcome


def _values(model: z3.ModelRef, variables: Mapping[str, z3.BoolRef]) -> dict[str, bool]:
    return {name: bool(z3.is_true(model.eval(one, model_completion=True))) for name, one in variables.items()}


WAYS: Mapping[str, Callable[[World, Sequence[Literal], bool, int], Outcome]] = {
    "published loop": published,
    "one prompt a goal": prompting,
    "best of n": best_of,
}
"""Each takes a world, goals, whether the writer is crowded, and how many texts ours took."""
