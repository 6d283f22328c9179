"""What to do about answers that contradict the assumptions: report it, ask again, or give the weakest up.

No way out is ever a guess. Who is asked again may stand by the answers, and the conflict is reported; what a repair
gives up is marked in the result, and is a reason for nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from logitext.check import statements
from logitext.check.options import OnConflict
from logitext.check.weights import weight
from logitext.logic.backend import Decision
from logitext.logic.program import Program
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import TEXT
from logitext.policy.term import ClauseRef
from logitext.records.frozen import SpanRecord
from logitext.records.result import Repaired
from logitext.theory.protocol import Answer, Failure, Question, Retract, Stop, Theory, Value
from logitext.trail.trail import Trail

PutAgain: TypeAlias = Callable[[Theory, tuple[Question, ...]], Awaitable[Mapping[str, Answer]]]
"""Puts questions to a theory, as a round of the check: the answers, checked, by question id."""


async def resolve(
    program: Program,
    trail: Trail,
    questions: Mapping[str, Question],
    verdicts: Sequence[str],
    decision: Decision,
    on_conflict: OnConflict,
    put: PutAgain,
) -> Decision:
    """What the answers entail once all is done about a conflict that may be done; it may still be one.

    `questions` are those of the policy, by id. What changes is on the trail.
    """
    if on_conflict == "repair":
        return await _repair(program, trail, verdicts, decision)
    if on_conflict == "ask-again":
        return await _ask_again(program, trail, questions, verdicts, decision, put)
    return decision


# --- asking again ------------------------------------------------------------------------------------------------


async def _ask_again(
    program: Program,
    trail: Trail,
    questions: Mapping[str, Question],
    verdicts: Sequence[str],
    decision: Decision,
    put: PutAgain,
) -> Decision:
    """Ask for the weakest answer of a contradiction again, until there is no contradiction or all were asked.

    Of the answers that this theory gave to the contradiction all are put again at once, the weakest first. Then it is
    seen what is left of it, so that the next theory is asked only if it must be.
    """
    while decision.conflict and trail.stopped is None:
        clauses, assumptions = await program.core(trail.values)
        names = _reconsidered(trail, clauses)
        if not names:
            break
        note = _note(program.policy, trail, clauses, assumptions)
        again = {name: replace(questions[name], note=note) for name in names}
        await _put_again(trail, questions, again, trail.settled(names[0]).theory, put)
        if not any(trail.was_asked_again(name) for name in names):
            break  # the check was stopped, or may ask nothing more
        decision = await program.decide(trail.values, verdicts)
    return decision


def _reconsidered(trail: Trail, clauses: Sequence[str]) -> list[str]:
    """The clauses to put again to the one theory that gave the weakest answer to any, the weakest first."""
    names = [name for name in clauses if trail.settled(name).theory.reconsiders and not trail.was_asked_again(name)]
    names.sort(key=lambda name: _weight(trail.settled(name).answer))
    return [name for name in names if trail.settled(name).theory is trail.settled(names[0]).theory]


async def _put_again(
    trail: Trail, questions: Mapping[str, Question], again: Mapping[str, Question], theory: Theory, put: PutAgain
) -> None:
    """Put the questions again, and the new answers on the trail.

    Where the theory takes back the answer before, that question comes first, with the note if it has one.
    """
    waiting = list(again.values())
    while waiting:
        answers = await put(theory, tuple(waiting))
        taken_back: dict[str, Question] = {}
        for question in waiting:
            match answers.get(question.id):
                case None:
                    pass
                case Stop(reason=reason):
                    trail.stopped = reason
                    return
                case Retract():
                    entry = trail.retract(theory, besides=question.id)
                    if entry is None:
                        trail.replace(question, theory, Failure("took back an answer that it had not given"))
                        return
                    earlier = entry.question.id
                    taken_back = {earlier: again.get(earlier) or questions[earlier], question.id: question} | taken_back
                case answer:
                    if question.id in again:
                        trail.replace(question, theory, answer)
                    else:
                        trail.add(question, theory, answer)
        if not taken_back:
            return
        taken_back |= {question.id: question for question in waiting if question.id not in answers}
        waiting = list(taken_back.values())


def _note(policy: CheckedPolicy, trail: Trail, clauses: Sequence[str], assumptions: Sequence[str]) -> str:
    """Which answers and assumptions contradict each other, in words for the person or the model that is asked again."""
    values = trail.values

    def answer_in_words(name: str) -> str:
        # A text that was read off a document may say anything, so it does not become part of a question.
        clause = policy.clauses[name]
        is_text = clause.sort == TEXT
        answer = f"{name} is as answered" if is_text else statements.of_answer(policy, name, values[name])
        return f"{answer} (“{clause.wording}”)"

    answers = "; ".join(answer_in_words(name) for name in clauses)
    assumed = "; ".join(a.place.written for a in policy.assumptions if a.id in assumptions)
    together = "these answers cannot all be right" if len(clauses) > 1 else "this answer cannot be right"
    because = f", as the policy says: {assumed}" if assumed else ""
    return f"{together}: {answers}{because}"


# --- repairing ---------------------------------------------------------------------------------------------------


async def _repair(program: Program, trail: Trail, verdicts: Sequence[str], decision: Decision) -> Decision:
    """Set aside the answers whose loss weighs least. Those of an earlier repair are weighed again with the others."""
    found = {name: entry.answer for name, entry in trail.given_up.items()}
    found |= {name: trail.settled(name).answer for name in trail.values}
    answers = {name: answer.value for name, answer in found.items() if isinstance(answer, Value)}
    known = {name: value for name, value in answers.items() if value is not None}
    facts = {name for name in known if program.policy.clauses[name].fact}
    weights = {name: _FACT if name in facts else _weight(found[name]) for name in known}
    given_up = await program.repair(known, weights)
    if given_up is None or not facts.isdisjoint(given_up):  # what the caller knows is not set aside
        return decision
    trail.set_aside(given_up)
    return await program.decide(trail.values, verdicts)


async def repaired(program: Program, trail: Trail) -> tuple[Repaired, ...]:
    """What repairs set aside, the weakest first, and what the other answers entail in its place."""
    names = sorted(trail.given_up, key=lambda name: _weight(trail.given_up[name].answer))
    clauses = [program.policy.clauses[name] for name in names]
    now = await program.entailed(trail.values, [ClauseRef(clause.name, clause.sort) for clause in clauses])
    records = []
    for clause, value in zip(clauses, now, strict=True):
        entry = trail.given_up[clause.name]
        assert isinstance(entry.answer, Value)
        records.append(
            Repaired(
                clause=clause.name,
                was=entry.answer.value,
                now=value,
                probability=entry.answer.probability,
                weight=weight(entry.answer),
                span=SpanRecord.of(clause.place),
                heading=clause.place.heading,
                theory=entry.by,
            )
        )
    return tuple(records)


_FACT = 1e6
"""What a fact weighs: more than thousands of answers together."""


def _weight(answer: Answer) -> float:
    assert isinstance(answer, Value)  # only what has a value is settled
    return weight(answer)
