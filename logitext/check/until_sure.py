"""Ask more than the verdicts need, until each is as likely as the user wants.

What comes is evidence: it settles no clause and changes no verdict.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from logitext.certainty.evidence import VERDICT, Certainty, said_of
from logitext.certainty.surer import Candidate, Surer
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import values_of
from logitext.records.probability import Further
from logitext.strategy.choice import Choice
from logitext.strategy.rates import CallRates
from logitext.syntax.tree import ClauseStatement, Prose
from logitext.theory.protocol import Question, Retract, Stop, Theory, Unknown, Value
from logitext.trail.budget import price_of
from logitext.trail.trail import Trail, TrailEntry
from logitext.trail.wordings import other_wordings, words_of

if TYPE_CHECKING:
    from logitext.check.loop import Loop

RULE = "surer"


async def ask_until_sure(loop: Loop, certainty: Certainty) -> None:
    """Put further questions, the one that tells most for its price first, and their answers on the trail."""
    surer = Surer(loop.program, loop.verdicts, certainty, loop.learned)
    asked: set[tuple[str, int, Hashable]] = set()
    while True:
        said = said_of(loop.trail)
        unsure = surer.unsure(said)
        if not unsure:
            return
        candidates = [one for one in _candidates(loop, certainty, tuple(unsure)) if _key(one) not in asked]
        best = surer.best(unsure, said, candidates)
        if best is None:
            return
        asked.add(_key(best))
        answers = await loop.ask(best.theory, (best.question,), Choice((best.question.id,), best.theory, RULE))
        for answer in answers.values():
            if isinstance(answer, Stop):
                loop.trail.stopped = answer.reason
            elif isinstance(answer, Retract):
                taken = next((one for one in reversed(loop.trail.witnesses) if one.theory is best.theory), None)
                asked.discard(_key(best))
                if taken is not None:
                    loop.trail.witnesses.remove(taken)
                    asked = {key for key in asked if key[:2] != (taken.question.id, best.at)}
            else:
                loop.trail.witnesses.append(TrailEntry(best.question, best.theory, answer))


def _key(one: Candidate) -> tuple[str, int, Hashable]:
    return one.question.id, one.at, words_of(one.question)


def _candidates(loop: Loop, certainty: Certainty, verdicts: Sequence[str]) -> list[Candidate]:
    """All that could be asked."""
    trail, theories = loop.trail, loop.trail.theories
    found = []
    for name, question in loop.questions.items():
        if question.fact:
            continue
        further = trail.further(name)
        for at, theory in enumerate(theories):
            if any(theory is one for one in further):
                found.append(_candidate(loop, question, theory, at))
            elif theory.reconsiders and trail.may_ask(theory) and _answered(trail, name, theory):
                found += [_candidate(loop, one, theory, at) for one in other_wordings(question, theory.put_as)]
    for name in verdicts:
        whole = whole_verdict(loop.program.policy, name)
        if whole is None or not all(text in loop.texts for text in whole.texts):
            continue
        for at, theory in enumerate(theories):
            if theory.model is not None and trail.may_ask(theory) and certainty.error(VERDICT + name, theory) > 0:
                found.append(_candidate(loop, whole, theory, at, name))
    return found


def _answered(trail: Trail, name: str, theory: Theory) -> bool:
    return any(
        entry.question.id == name and entry.theory is theory and isinstance(entry.answer, Value | Unknown)
        for entry in (*trail.entries, *trail.witnesses)
    )


def _candidate(loop: Loop, question: Question, theory: Theory, at: int, verdict: str | None = None) -> Candidate:
    rates = theory.rates((question,), loop.texts)
    if rates is None:
        price = price_of(theory, (question,))[1]
    else:
        asked = theory in loop.trail.by_theory
        price = CallRates(rates.call, rates.question, rates.again).alone(asked=asked)
    return Candidate(question, theory, at, price, verdict)


def whole_verdict(policy: CheckedPolicy, name: str) -> Question | None:
    """The whole policy as one question; None where its verdict has too many values, or facts decide it too."""
    sort = policy.verdicts[name].sort
    if len(values_of(sort)) < 2 or policy.units or any(clause.fact for clause in policy.clauses.values()):
        return None
    place = policy.place(name)
    written = place.written
    words = f"what the whole policy comes to, `{name}`: {written}. The policy:\n\n{prose(policy)}"
    return Question(VERDICT + name, name, words, sort, tuple(policy.texts))


def prose(policy: CheckedPolicy) -> str:
    """The policy's own words: its prose, with the words of the clauses where they stand, and no formulas."""
    found: list[str] = []
    for document in policy.documents:
        for part in document.parts:
            if isinstance(part, Prose):
                found.append(part.text)
            else:
                found += [one.wording.text for one in part.statements if isinstance(one, ClauseStatement)]
        found.append("\n\n")
    return "".join(found).strip()


def further_of(trail: Trail, verdict: str) -> tuple[Further, ...]:
    """What was asked to be surer, of clauses or of this verdict as a whole."""
    found, before = [], [(entry.question.id, id(entry.theory)) for entry in trail.entries]
    for entry in trail.witnesses:
        name = entry.question.id
        if not name.startswith(VERDICT) or name == VERDICT + verdict:
            answer = entry.answer
            found.append(
                Further(
                    clause=None if name.startswith(VERDICT) else name,
                    theory=entry.by,
                    answer=answer.value if isinstance(answer, Value) else None,
                    probability=answer.probability if isinstance(answer, Value | Unknown) else None,
                    again=(name, id(entry.theory)) in before,
                )
            )
        before.append((name, id(entry.theory)))
    return tuple(found)
