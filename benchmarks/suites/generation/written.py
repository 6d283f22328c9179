"""One goal: a text written for it, and what somebody else reads in that text."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.suites.arms import ARMS, Case
from benchmarks.suites.generation.goals import Goal
from logitext.api import SearchOptions
from logitext.logic.worlds.space import Aim, Space
from logitext.policy.sorts import BOOL, Value
from logitext.records.search import Search
from logitext.theory import Function
from logitext.theory.llm.sent import apart
from logitext.theory.protocol import Texts, Theory
from logitext.theory.writing.protocol import Writer

Arm = Literal["solve", "once"]
"""`solve`: propose, read, tell the writer what was missed. `once`: the first text of the writer, which nobody reads."""


@dataclass(frozen=True, slots=True)
class People:
    """The writer, the reader of what was written on the way, and the verifier of the result."""

    writer: Writer
    reader: Theory
    verifier: Theory


async def written(goal: Goal, arm: Arm, people: People, patience: SearchOptions) -> dict[str, Any]:
    """What came of a goal, as a line of the results.

    `status` is that of the search; `correct` says whether the verdict is the wanted one by the verifier's answers, None
    where these leave it open or nothing was written. `answers` are the verifier's, `differ` the clauses that it answers
    otherwise than the reader. `demanded` are the clauses without which the goal cannot be, whatever else holds.
    """
    began = time.perf_counter()
    options = _options(arm, people, patience)
    options["given"] = goal.given
    with apart():  # arms are compared by what each takes, and read the same texts at the same time
        found = await goal.policy.asolve(goal.formula, **options)
    texts = _texts(arm, found)
    told: dict[str, Any] = {"value": None, "correct": None, "answers": {}, "differ": [], "failed": None}
    if texts:
        told = await _verified(goal, texts, found.answers, people.verifier)
    usage = found.usage
    return {
        "task": goal.task,
        "instance": goal.id,
        "policy": goal.policy.checked.sha256,
        "arm": arm,
        "verdict": goal.verdict,
        "wanted": _plain(goal.value),
        "demanded": await _demanded(goal),
        "status": found.status,
        "texts": texts,
        **told,
        "failed": _failure(found) if found.failed else told["failed"],
        "contradiction": goal.contradiction,
        "writing": usage.writing,
        "reading": usage.reading if arm == "solve" else 0,
        "texts_read": usage.texts,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cost": usage.cost,
        "seconds": round(time.perf_counter() - began, 6),
    }


async def _demanded(goal: Goal) -> list[str]:
    await goal.policy.program.ready()
    space = Space(goal.policy.program)

    async def dispensable(clause: str) -> bool:
        false = [one for one in space.choices(clause) if one.admits(False)]
        return await space.feasible(Aim((goal.verdict, goal.value), tuple(false)))

    held = [name for name, clause in goal.policy.checked.clauses.items() if clause.sort == BOOL]
    return [name for name in held if not await dispensable(name)]


def _options(arm: Arm, people: People, patience: SearchOptions) -> SearchOptions:
    if arm == "solve":
        return {**patience, "writer": people.writer, "theory": people.reader}
    # Somebody who might say anything, and says nothing: where nobody could, nothing would be written.
    nobody = Function(lambda _question, _texts: None)
    return {"writer": people.writer, "theory": nobody, "rounds": 1, "proposals": 1, "cubes": 1, "max_texts": 1}


def _failure(found: Search) -> str:
    """Whose back end failed, and how."""
    unread = (f"{one.clause}: {one.detail}" for one in found.open if one.reason == "failed")
    return found.detail or next(unread, "a back end failed")


def _texts(arm: Arm, found: Search) -> dict[str, str]:
    """What was written for the goal in the end."""
    if arm == "once" and not found.texts and found.attempts:
        return dict(found.attempts[0].texts)
    return dict(found.texts)


async def _verified(
    goal: Goal, texts: Mapping[str, str], read: Mapping[str, Value], verifier: Theory
) -> dict[str, Any]:
    outcome = await ARMS["every"](Case(goal.policy, Texts({**goal.given, **texts}), verifier, [goal.verdict]))
    value = outcome.verdicts[goal.verdict]
    own = outcome.answers
    return {
        "value": None if value is None else _plain(value),
        "correct": None if value is None else value == goal.value,
        "answers": {name: _plain(one) for name, one in own.items()},
        "differ": sorted(name for name, one in own.items() if name in read and read[name] != one),
        "failed": outcome.failed,
    }


def _plain(value: Value) -> bool | int | str:
    return value if isinstance(value, bool | int | str) else str(value)
