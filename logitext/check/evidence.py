"""Quotations fetched at the end of a check, for the reasons of the verdicts that are decided and for nothing else.

An answer is shortest without one. The theory is asked once more, now with a quotation: what it quotes is evidence for
the answer that it gave, and no answer changes. Where it says something else this time, a note says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from logitext.check.events import Noted
from logitext.records.result import Result
from logitext.theory.allowance import allowing
from logitext.theory.protocol import Answer, Question, Reply, Theory, Usage, Value
from logitext.theory.validation import checked, usage_of
from logitext.trail.trail import TrailEntry

if TYPE_CHECKING:
    from logitext.check.loop import Loop


async def fetch(loop: Loop, result: Result) -> bool:
    """Put quotations on the trail for the reasons of a result; whether anybody was asked for them.

    What would exceed a limit of the check is left out.
    """
    wanted = _wanted(loop, result)
    for theory, entries in wanted:
        questions = tuple([entry.question for entry in entries])
        answers = await _ask(loop, theory, questions)
        for entry in entries:
            found = answers.get(entry.question.id)
            assert isinstance(entry.answer, Value)
            if isinstance(found, Value) and found.value == entry.answer.value:
                quoted = Value(
                    entry.answer.value, entry.answer.probability, found.quote, found.quote_dropped, entry.answer.by
                )
                loop.trail.quote(entry, quoted)
            elif found is not None:
                loop.listener(Noted(theory, f"`{entry.question.clause}`: no evidence, as {_instead(found)}"))
    return bool(wanted)


def _wanted(loop: Loop, result: Result) -> list[tuple[Theory, list[TrailEntry]]]:
    """The entries of reasons that have no quotation, by the theory that can be asked for one."""
    names = {
        because.clause: None
        for verdict in result.verdicts.values()
        for because in verdict.because
        if because.quote is None and not because.quote_dropped
    }
    found: dict[int, tuple[Theory, list[TrailEntry]]] = {}
    for entry in map(loop.trail.settled, names):
        if entry.theory.fetches_evidence and getattr(entry.answer, "by", None) is None:
            found.setdefault(id(entry.theory), (entry.theory, []))[1].append(entry)
    return list(found.values())


async def _ask(loop: Loop, theory: Theory, questions: tuple[Question, ...]) -> Mapping[str, Answer]:
    spending = loop.spending
    refusal = spending.late() or spending.refusal(theory, questions, loop.texts)
    if refusal is not None:
        loop.listener(Noted(theory, f"no evidence is fetched: {refusal}"))
        return {}
    spending.add(theory, questions)
    outcome: object
    try:
        async with asyncio.timeout(spending.left()):
            with allowing(spending.allowance):
                outcome = await theory.evidence(questions, loop.texts)
    except (asyncio.CancelledError, KeyboardInterrupt):
        raise
    except BaseException as error:  # noqa: BLE001  # the verdicts stand, whatever a theory raises; what it had cost is not known
        outcome = error
    usage = usage_of(outcome)[0] if isinstance(outcome, Reply) else Usage(cost=None)
    loop.trail.used(theory, (), usage)
    spending.record_usage(theory, usage)
    loop.count_cost()
    answers, notes = checked(theory, questions, outcome, loop.texts)
    for note in notes:
        loop.listener(Noted(theory, note))
    return answers


def _instead(answer: Answer) -> str:
    if isinstance(answer, Value):
        return "the answer is another one when a quotation is asked for"
    return getattr(answer, "reason", "") or "none was given"
