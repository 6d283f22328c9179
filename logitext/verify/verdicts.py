"""The verdicts of a result: their values, that their reasons entail them, and what is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from logitext.logic.backend import Decision
from logitext.policy.sorts import NUMERIC, Value, coerce, show
from logitext.records.result import Because, Open, VerdictRecord
from logitext.theory.given import GIVEN
from logitext.verify.claim_look import ClaimLook
from logitext.verify.parsed_result import ResultPath


def verify_status(look: ClaimLook, decision: Decision, verdicts: Sequence[str]) -> None:
    """The status is the one that the answers entail."""
    held = [name for name, one in (look.result.probability or {}).items() if one.held_back is not None]
    undetermined = any(name not in decision.values or name in held for name in verdicts)
    derived = "conflict" if decision.conflict else "undetermined" if undetermined else "decided"
    if look.result.error is not None:  # a check that failed claims nothing, and so may not claim to have decided
        derived = look.result.status if look.result.status != "decided" else "undetermined"
    look.same(("status",), "the status that the answers entail", derived, look.result.status)


async def verify_verdict(look: ClaimLook, name: str, record: VerdictRecord, decision: Decision) -> None:
    """The kind and the value of a verdict, its reasons, and the clauses that are open for it."""
    path: ResultPath = ("verdicts", name)
    verdict = look.policy.verdicts[name]
    look.same((*path, "kind"), f"the kind of `{name}`", verdict.kind, record.kind)
    derived = decision.values.get(name)
    held = (look.result.probability or {}).get(name)
    if held is not None and held.held_back is not None:
        await _held_back(look, name, record, derived, held.held_back)
        return
    claimed, fits = look.value((*path, "value"), verdict.sort)
    right = fits and claimed == derived
    if fits and not right and not (claimed is None and look.result.error is not None):
        entailed = "contradict each other" if decision.conflict else "entail no value"
        if derived is not None:
            entailed = f"entail {look.shown(derived, verdict.sort)}"
        says = "has none" if claimed is None else f"says {look.shown(claimed, verdict.sort)}"
        look.add((*path, "value"), f"the answers {entailed}, and the result {says}", derived, claimed)
    reasons = [_because(look, (*path, "because", at), reason) for at, reason in enumerate(record.because)]
    look.once((*path, "because"), [reason.clause for reason in record.because])
    if right and claimed is not None and all(reasons):
        await _entailed(look, name, claimed, tuple(dict.fromkeys(reason.clause for reason in record.because)))
    elif claimed is None and fits and record.because:
        look.add((*path, "because"), "a verdict without a value has no reasons")
    await _open(look, name, record, settled=claimed is not None or decision.conflict, compared=right)


def _because(look: ClaimLook, path: ResultPath, reason: Because) -> bool:
    """Whether a reason is a recorded answer."""
    clause = look.policy.clauses.get(reason.clause)
    if clause is None:
        look.add((*path, "clause"), f"the policy has no clause `{reason.clause[:60]}`")
        return False
    look.place(path, reason.span, reason.heading, clause.place)
    look.probability(path, reason.probability)
    look.told_alike(path, clause.name, (reason.probability, reason.quote, reason.theory))
    if clause.fact:
        look.same((*path, "probability"), "the probability of a fact", None, reason.probability)
        look.same((*path, "quote"), "the quotation of a fact", None, reason.quote)
        look.same((*path, "quote_dropped"), "whether a fact had a quotation", False, reason.quote_dropped)
        look.same((*path, "theory"), "who gives a fact", GIVEN.name, reason.theory)
    if clause.name not in look.answers:
        among = "the facts" if clause.fact else "the answers"
        look.add((*path, "clause"), f"`{clause.name}` is not among {among}")
        return False
    answer = look.answers[clause.name]
    value, fits = look.value((*path, "value"), clause.sort)
    if fits and value != answer:
        shown, other = look.shown(answer, clause.sort), look.shown(value, clause.sort)
        message = f"the recorded answer to `{clause.name}` is {shown}, not {other}"
        look.add((*path, "value"), message, answer, value)
    return fits and value == answer


async def _held_back(look: ClaimLook, name: str, record: VerdictRecord, derived: Value | None, held: Value) -> None:
    """A value that the answers entail and that is not given; how likely it is, is not derived again."""
    path: ResultPath = ("probability", name, "held_back")
    sort = look.policy.verdicts[name].sort
    try:
        claimed = coerce(Fraction(held) if sort in NUMERIC and isinstance(held, str) else held, sort)
    except ValueError as error:
        look.add(path, str(error))
        return
    if claimed != derived:
        entailed = "no value" if derived is None else look.shown(derived, sort)
        look.add(path, f"the answers entail {entailed}, and {look.shown(claimed, sort)} is held back")
    if record.value is not None or record.because or record.open:
        look.add(("verdicts", name), "a value that is held back has no value, no reasons, and nothing open")


async def _entailed(look: ClaimLook, name: str, value: Value, clauses: tuple[str, ...]) -> None:
    """The reasons entail the value, and none of them can be left out."""
    where: ResultPath = ("verdicts", name, "because")
    reasons = {clause: look.answers[clause] for clause in clauses}
    enough = await look.program.entails(reasons, name, value)
    look.confirm(where, enough, True, f"these answers do not entail the value of `{name}`")
    if enough is not True:
        return
    for at, clause in enumerate(clauses):
        rest = {other: answer for other, answer in reasons.items() if other != clause}
        without = await look.program.entails(rest, name, value, near=look.answers)
        message = f"`{clause}` can be left out: the others entail the value of `{name}` without it"
        look.confirm((*where, at), without, False, message)


async def _open(look: ClaimLook, name: str, record: VerdictRecord, *, settled: bool, compared: bool) -> None:
    path: ResultPath = ("verdicts", name, "open")
    if settled:
        if record.open:
            look.add(path, f"no clause is open for `{name}`, which has a value or a conflict")
        return
    repaired = {item.clause for item in look.result.repaired}
    for at, item in enumerate(record.open):
        _open_clause(look, (*path, at), item, repaired)
    listed = [item.clause for item in record.open]
    look.once(path, listed)
    if not compared or look.result.error is not None:
        return
    unanswered = [clause for clause in look.policy.clauses if clause not in look.answers]
    relevant = await look.program.relevant(look.answers, [name], unanswered)
    for clause in relevant:
        if clause not in listed:
            look.add(path, f"`{clause}` could still decide `{name}`, and is not listed")
    for at, clause in enumerate(listed):
        if clause in unanswered and clause not in relevant:
            look.add((*path, at), f"`{clause}` can no longer decide `{name}`")


def _open_clause(look: ClaimLook, path: ResultPath, item: Open, repaired: Iterable[str]) -> None:
    if item.clause not in look.policy.clauses:
        look.add((*path, "clause"), f"the policy has no clause `{item.clause[:60]}`")
    elif item.clause in look.answers:
        look.add((*path, "clause"), f"`{item.clause}` is answered, so it is not open")
    if (item.clause in repaired) is not (item.reason == "repaired"):
        look.add((*path, "reason"), "a clause is open as `repaired` if its answer was set aside, and only then")
    first = look.why_open.setdefault(item.clause, (item.reason, item.detail))
    for field, one, other in zip(("reason", "detail"), first, (item.reason, item.detail), strict=True):
        if one != other:
            look.add((*path, field), f"of `{item.clause[:60]}` it says {show(other)} here, and {show(one)} before")
