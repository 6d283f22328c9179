"""The fewest answers that would have to be others for a verdict to be another one. Runs in Z3's thread only.

If a verdict follows from changed answers, then also from a completion of them; and a completion is a model. So the
fewest changes are those of a model that differs from the answers in as few clauses as can be: a search by number, on
one solver. Which unanswered clauses must be answered too is the question for a smallest certificate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import z3

from logitext.logic.backend import ClauseValues, Flip, Flips
from logitext.logic.smt.certificate import Certificates, CertificateSearch
from logitext.logic.smt.effort import Effort, GaveUpError
from logitext.logic.smt.encode import at_most, constant
from logitext.policy.sorts import Value

MAX_CHANGES = 8
MAX_FLIPS = 3


def flips(certificates: Certificates, answers: ClauseValues, verdict: str, value: Value, least: int = 1) -> Flips:
    """The smallest changes of answers that give the verdict another value than the one they entail.

    It is known that at least `least` of them are needed.
    """
    policy, context = certificates.policy, certificates.session.context
    names = [name for name in policy.clauses if name in answers]
    found: list[tuple[str, ...]] = []
    most = min(MAX_CHANGES, len(names))
    limit = min(least - 1, most)
    with certificates.session.asserted(answers) as asserted:
        changed = {name: z3.Not(certificates.equation(name, answers[name], asserted)) for name in names}
        marks = {name: z3.FreshBool("changed", context) for name in names}
        sort = policy.body(verdict).sort
        different = certificates.copy.defined[verdict] != constant(value, sort, asserted.codes, context)
    solver, effort = certificates.solver, certificates.effort()
    with certificates.scope(different, *(marks[name] == changed[name] for name in names)):
        try:
            if not effort.sat(solver):
                return Flips((), 0, never=True)
            for size in range(limit + 1, most + 1):
                guard = at_most(solver, list(marks.values()), size, context)
                while len(found) < MAX_FLIPS and effort.sat(solver, guard):
                    found.append(_first(effort, solver, [guard], marks, size))
                    solver.add(z3.Or(*(z3.Not(marks[name]) for name in found[-1])))
                if found:
                    break
                limit = size
        except GaveUpError:
            pass  # what was found is found, and up to `limit` there is nothing
    effort = certificates.effort()
    completed = [_complete(certificates, answers, verdict, value, clauses, effort) for clauses in found]
    complete = [flip for flip in completed if flip is not None]
    return Flips(tuple(complete), limit, never=False)


def _complete(
    certificates: Certificates,
    answers: ClauseValues,
    verdict: str,
    value: Value,
    changed: tuple[str, ...],
    effort: Effort,
) -> Flip | None:
    """The flip that changes these clauses and needs the fewest others; None where the solver gave up."""
    policy = certificates.policy
    kept = {name: answer for name, answer in answers.items() if name not in changed}
    with certificates.session.asserted(kept) as asserted:
        sort, context = policy.body(verdict).sort, certificates.session.context
        different: list[Any] = [certificates.copy.defined[verdict] != constant(value, sort, asserted.codes, context)]
        different += [z3.Not(certificates.equation(name, answers[name], asserted)) for name in changed]
        with certificates.scope(*certificates.fixed(kept, asserted), *different):
            candidates = [name for name in certificates.candidates(verdict, kept) if name not in changed]
            try:
                found = CertificateSearch(certificates, asserted, verdict, changed, candidates, effort).best(answers)
            except GaveUpError:
                return None
    if found is None:
        return None
    return Flip(
        {name: new for name, new in found.values.items() if name in changed},
        {name: new for name, new in found.values.items() if name not in changed},
        found.outcome,
        found.smallest,
    )


def _first(
    effort: Effort, solver: Any, fixed: Sequence[Any], literals: Mapping[str, Any], size: int
) -> tuple[str, ...]:
    """The first set of `size` names, in their order, whose literals can hold together; fewer where no such is."""
    names: list[str] = []
    held = list(fixed)
    for name, literal in literals.items():
        if len(names) == size:
            break
        if effort.sat(solver, *held, literal):
            held.append(literal)
            names.append(name)
    return tuple(names)
