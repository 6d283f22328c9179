"""What a check would ask, and what that would use: everything but the asking.

Who costs nothing is asked, since that decides what is left. The first round is then the one that a check would put;
of the rest each clause that still matters is counted by itself, with the first theory that would be asked. Answers make
clauses superfluous and rounds larger, so this is the most that the first asking can come to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from logitext.check.loop import Loop
from logitext.check.request import Request
from logitext.logic.program import Program
from logitext.records.frozen import Frozen
from logitext.records.shown import Shown
from logitext.strategy.choice import Choice, Chooser
from logitext.theory.protocol import Estimate, Question, Texts, Theory
from logitext.trail.questions import asked_of
from logitext.trail.trail import Trail
from logitext.trail.unasked import unasked

SCHEMA_VERSION = "1"


class ForecastCall(Frozen):
    """A call of a forecast: its clauses and its theory.

    `bytes` is the size of the prompts, `likely_input_tokens` a guess of what they are in tokens; `input_tokens` is what
    they will hardly exceed, `output_tokens` the most that may come back, `cost` the most that they cost; null where
    the theory does not tell. `cached` of the clauses are answered by a cache, and count for nothing.
    """

    clauses: tuple[str, ...]
    theory: str
    model: str | None
    calls: int | None
    cached: int
    bytes: int | None
    likely_input_tokens: int | None
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None


class Forecast(Shown):
    """A forecast of a check. `answered`: clauses that cost nothing; `asked`: clauses that may be put at most."""

    instead: ClassVar[str] = "look at what it says, such as `forecast.cost`"

    schema_version: str = SCHEMA_VERSION
    document: str | None
    answered: tuple[str, ...]
    asked: tuple[ForecastCall, ...]


async def forecast(program: Program, texts: Texts, request: Request) -> Forecast:
    """What a check would ask. Raises as `check` does."""
    await program.ready()
    free = [theory for theory in request.theories if theory.price.free]
    priced = [theory for theory in request.theories if not theory.price.free]
    loop = Loop(program, texts, replace(request, theories=free), lambda _: None)
    for theory in request.theories:
        theory.prepare(asked_of(program.policy))
    decision = await loop.run()
    open_verdicts = [name for name in request.verdicts if name not in decision.values]
    matters: Sequence[str] = ()
    if priced and open_verdicts and not decision.conflict:
        matters = await program.relevant(loop.trail.values, open_verdicts, loop.trail.unsettled())
    trail = Trail(loop.questions, request.theories, texts, unasked(program.policy))
    for entry in loop.trail.entries:
        trail.add(entry.question, entry.theory, entry.answer)
    calls = []
    if matters and (first := await _first(program, loop, trail, request, open_verdicts)) is not None:
        calls.append(_call(first.theory, [loop.questions[name] for name in first.clauses], texts))
        matters = [name for name in matters if name not in first.clauses]
    groups: dict[int, list[Question]] = {}
    for name in matters:
        question = loop.questions[name]
        number = next((n for n, theory in enumerate(priced) if _can_ask(theory, question, texts)), None)
        if number is not None:
            groups.setdefault(number, []).append(question)
    batch = request.planning.batch or 1
    calls += [
        _call(priced[number], group[start : start + batch], texts)
        for number, group in sorted(groups.items())
        for start in range(0, len(group), batch)
    ]
    return Forecast(document=texts.label, answered=tuple(loop.trail.values), asked=tuple(calls))


async def _first(
    program: Program, loop: Loop, trail: Trail, request: Request, open_verdicts: Sequence[str]
) -> Choice | None:
    """The first round that costs something."""
    chooser = Chooser(program, loop.questions, loop.texts, request.verdicts, request.planning, request.priors)
    return await chooser.next(trail, open_verdicts)


def _can_ask(theory: Theory, question: Question, texts: Texts) -> bool:
    return not theory.needs_texts or all(name in texts for name in question.texts)


def _call(theory: Theory, questions: Sequence[Question], texts: Texts) -> ForecastCall:
    estimate = theory.estimate(questions, texts)
    told = estimate or Estimate(0, 0, 0, None)
    return ForecastCall(
        clauses=tuple(question.clause for question in questions),
        theory=theory.name,
        model=theory.model,
        calls=None if estimate is None else told.calls,
        cached=told.cached,
        bytes=None if estimate is None else told.bytes,
        likely_input_tokens=None if estimate is None else told.likely_input_tokens,
        input_tokens=None if estimate is None else told.input_tokens,
        output_tokens=None if estimate is None else told.output_tokens,
        cost=told.cost,
    )
