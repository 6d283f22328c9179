"""The conflict of a result, and the answers that were set aside to mend one."""

from __future__ import annotations

import math

from logitext.check import statements
from logitext.check.weights import weight_of
from logitext.logic.backend import Decision
from logitext.policy.sorts import Value
from logitext.policy.term import ClauseRef
from logitext.records.result import Conflicting, Repaired
from logitext.verify.claim_look import ClaimLook
from logitext.verify.parsed_result import ResultPath


async def verify_conflict(look: ClaimLook, decision: Decision) -> None:
    """The members of the conflict contradict each other, and none can be left out."""
    items = look.result.conflict
    if not decision.conflict:
        if items:
            look.add(("conflict",), "the answers agree with the assumptions")
        return
    if look.result.error is not None and not items:
        return
    known = [_conflicting(look, ("conflict", at), item) for at, item in enumerate(items)]
    look.once(("conflict",), [f"{item.kind} {item.name}" for item in items])
    if not all(known):
        return
    clauses = [item.name for item in items if item.kind == "answer"]
    assumptions = [item.name for item in items if item.kind == "assumption"]
    answers = {name: look.answers[name] for name in clauses}
    enough = await look.program.contradicts(answers, assumptions)
    look.confirm(("conflict",), enough, True, "these do not contradict each other")
    if enough is not True:
        return
    for at, item in enumerate(items):
        fewer = {name: value for name, value in answers.items() if (item.kind, item.name) != ("answer", name)}
        others = [name for name in assumptions if (item.kind, item.name) != ("assumption", name)]
        message = f"`{item.name}` can be left out: the others contradict each other without it"
        look.confirm(("conflict", at), await look.program.contradicts(fewer, others), False, message)


def _conflicting(look: ClaimLook, path: ResultPath, item: Conflicting) -> bool:
    """Whether a member of a conflict is an answer or an assumption that there is."""
    if item.kind == "assumption":
        assumption = next((a for a in look.policy.assumptions if a.id == item.name), None)
        if assumption is None:
            look.add((*path, "name"), f"the policy has no assumption `{item.name[:60]}`")
            return False
        place, statement = assumption.place, assumption.place.written
    elif item.name not in look.answers:
        look.add((*path, "name"), f"`{item.name[:60]}` is not among the answers")
        return False
    else:
        place = look.policy.clauses[item.name].place
        statement = statements.of_answer(look.policy, item.name, look.answers[item.name])
    look.same((*path, "statement"), "the statement", statement, item.statement)
    look.place(path, item.span, item.heading, place)
    if (item.theory is None) is not (item.kind == "assumption"):
        look.add((*path, "theory"), "an answer comes from a theory, an assumption from none")
    return True


async def verify_repaired(look: ClaimLook) -> None:
    """What was set aside contradicted the rest, and what follows of it now is as recorded."""
    items = look.result.repaired
    known = [item for at, item in enumerate(items) if _set_aside(look, ("repaired", at), item)]
    look.once(("repaired",), [item.clause for item in items])
    if [item.weight for item in items] != sorted(item.weight for item in items):
        look.add(("repaired",), "the weakest come first")
    refs = [ClauseRef(item.clause, look.policy.clauses[item.clause].sort) for item in known]
    now = dict(zip([ref.name for ref in refs], await look.program.entailed(look.answers, refs), strict=True))
    for at, item in enumerate(items):
        if item not in known:
            continue
        path: ResultPath = ("repaired", at)
        sort = look.policy.clauses[item.clause].sort
        derived = now[item.clause]
        claimed, fits = look.value((*path, "now"), sort)
        if fits and claimed != derived:
            shown = "no value" if derived is None else look.shown(derived, sort)
            look.add((*path, "now"), f"the other answers entail {shown} for `{item.clause}`", derived, claimed)
        was, fits = look.value((*path, "was"), sort)
        if was is None:
            if fits:
                look.add((*path, "was"), "null is no answer, so there was nothing to set aside")
        elif look.result.status != "conflict":
            every = [assumption.id for assumption in look.policy.assumptions]
            clash = await look.program.contradicts({**look.answers, item.clause: was}, every)
            message = f"`{item.clause}` need not be set aside: it contradicts nothing"
            look.confirm((*path, "was"), clash, True, message)


def _set_aside(look: ClaimLook, path: ResultPath, item: Repaired) -> bool:
    """Whether what was set aside is a clause without an answer."""
    clause = look.policy.clauses.get(item.clause)
    if clause is None:
        look.add((*path, "clause"), f"the policy has no clause `{item.clause[:60]}`")
        return False
    look.place(path, item.span, item.heading, clause.place)
    look.probability(path, item.probability)
    if item.probability is None or 0 <= item.probability <= 1:
        was = _raw_was(look, path)
        right = weight_of(was, item.probability)
        if not math.isclose(right, item.weight, abs_tol=1e-6):
            message = f"the weight of an answer like this is {right}, not {item.weight}"
            look.add((*path, "weight"), message, right, item.weight)
    if clause.name in look.answers:
        look.add((*path, "clause"), f"`{clause.name}` was set aside, so it cannot be among the answers")
        return False
    return True


def _raw_was(look: ClaimLook, path: ResultPath) -> Value | None:
    name = look.result.repaired[int(path[1])].clause
    try:
        return look.claim.value((*path, "was"), look.policy.clauses[name].sort)
    except ValueError:
        return None  # told where it is read for good
