"""The judge's opinion on explanations: what definitions are, the smallest changes, the shortest lists of questions."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from tests.judge.model import Value
from tests.judge.worlds import Answers, Worlds

World = Mapping[str, Value]


def fitting(judge: Worlds, answers: Answers) -> list[World]:
    """The worlds that fit the answers."""
    return [world for world in judge.worlds if all(world[name] == value for name, value in answers.items())]


def entailed(judge: Worlds, answers: Answers, name: str) -> Value | None:
    """The value of a clause, definition or verdict in every world that fits; None where there are several or none."""
    values = {world[name] for world in fitting(judge, answers)}
    return values.pop() if len(values) == 1 else None


def flips(judge: Worlds, answers: Answers, verdict: str, value: Value, order: Sequence[str]) -> list[tuple[str, ...]]:
    """The sets of answered clauses, of the fewest, that a world in which the verdict differs changes; in file order."""
    answered = [name for name in order if name in answers]
    sets = {
        tuple(name for name in answered if world[name] != answers[name])
        for world in judge.worlds
        if world[verdict] != value
    }
    fewest = min(map(len, sets), default=0)
    return sorted(
        (found for found in sets if len(found) == fewest), key=lambda found: [answered.index(name) for name in found]
    )


def fewest_given(judge: Worlds, answers: Answers, verdict: str, value: Value, changed: Sequence[str]) -> int:
    """How few unanswered clauses must be answered so that the verdict differs when these answers are changed."""
    kept = {name: answer for name, answer in answers.items() if name not in changed}
    near = fitting(judge, kept)
    wanted = [w for w in near if w[verdict] != value and all(w[name] != answers[name] for name in changed)]
    unanswered = [name for name in judge.names if name not in answers]
    for size in range(len(unanswered) + 1):
        for given in itertools.combinations(unanswered, size):
            fixed = (*changed, *given)
            outcomes: dict[tuple[Value, ...], set[Value]] = {}
            for world in near:
                outcomes.setdefault(tuple(world[name] for name in fixed), set()).add(world[verdict])
            if any(len(outcomes[tuple(world[name] for name in fixed)]) == 1 for world in wanted):
                return size
    raise AssertionError("no world gives the verdict another value")


def shortest(judge: Worlds, answers: Answers, verdict: str) -> int:
    """How few unanswered clauses can settle an undetermined verdict, if they are answered as it suits."""
    return _fewest(judge, answers, verdict, min)


def sure(judge: Worlds, answers: Answers, verdict: str) -> int:
    """How few unanswered clauses settle an undetermined verdict, however they are answered."""
    return _fewest(judge, answers, verdict, max)


def _fewest(judge: Worlds, answers: Answers, verdict: str, worst: object) -> int:
    near = fitting(judge, answers)
    unanswered = [name for name in judge.names if name not in answers]
    for size in range(len(unanswered) + 1):
        for asked in itertools.combinations(unanswered, size):
            outcomes: dict[tuple[Value, ...], set[Value]] = {}
            for world in near:
                outcomes.setdefault(tuple(world[name] for name in asked), set()).add(world[verdict])
            if (worst is min and min(map(len, outcomes.values())) == 1) or max(map(len, outcomes.values())) == 1:
                return size
    raise AssertionError("not even all answers settle it")
