"""A result with further answers: what they settle, and what is still open. Nobody is asked, and no text is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from logitext.check import record
from logitext.explain.explain import answers_of
from logitext.logic.program import Program
from logitext.policy.sorts import Value as SortValue
from logitext.records.result import Because, Result
from logitext.theory.given import GIVEN
from logitext.theory.protocol import Question, Reply, Texts, Theory, Unknown, Value
from logitext.trail.questions import questions
from logitext.trail.trail import Trail


class _Named(Theory):
    """Somebody whose answers are on the trail of a result already."""

    needs_texts = False

    def __init__(self, name: str) -> None:
        self.name = name

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        raise AssertionError("nobody is asked")


async def amended(program: Program, result: Result, answers: Mapping[str, SortValue | None], by: str) -> Result:
    """The result, with these answers by somebody in the place of those that it has; None: they do not know.

    The program is that of the policy for the result's units. Verdicts, their reasons, what is open and conflicts are
    worked out anew. What asking has cost stays as it is, and no verdict has a probability any more: it rests on the
    earlier answers alone.
    """
    policy = program.policy
    await program.ready()
    asked = questions(policy)
    trail = Trail(asked, [_Named(by)], Texts({}, result.document))
    told = {one.clause: one for verdict in result.verdicts.values() for one in verdict.because}
    for name, value in answers_of(policy, result).items():
        trail.add(asked[name], GIVEN if asked[name].fact else _earlier, _again(value, told.get(name)))
    for name, said in answers.items():  # these come later, and so count instead
        if said is not None:
            trail.add(asked[name], trail.theories[0], Value(said))
        elif name not in result.known:
            trail.add(asked[name], trail.theories[0], Unknown("this person does not know"))
    verdicts = list(result.verdicts)
    decision = await program.decide(trail.values, verdicts)
    found = await record.result(
        program,
        trail,
        Texts({}, result.document),
        verdicts,
        decision,
        interrupted=False,
        seconds=result.usage.seconds,
        units=result.units,
    )
    return found.model_copy(update={"texts": result.texts, "assumed": result.assumed, "usage": result.usage})


_earlier = _Named("earlier")
"""The theory that an answer counts for, where the result names none."""


def _again(value: SortValue, told: Because | None) -> Value:
    """An answer as the result has it; its probability and evidence are known where a verdict rests on it."""
    if told is None:
        return Value(value)
    return Value(value, told.probability, told.quote, quote_dropped=told.quote_dropped, by=told.theory)
