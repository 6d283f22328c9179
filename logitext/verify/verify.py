"""Whether a result holds: everything that the recorded answers settle is derived anew, by Z3 alone.

Nothing of the check that made the result is used: not its diagrams, not its search for reasons. What the answers do
not settle (who gave them, with what evidence, at what cost) is not verified; it must only agree with itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from logitext.check.expansion import Expansion
from logitext.logic.program import Program
from logitext.policy.model import CheckedPolicy
from logitext.policy.supposed import supposing
from logitext.records.result import Result
from logitext.syntax.diagnostics import InputError
from logitext.verify.claim_look import ClaimLook
from logitext.verify.conflicts import verify_conflict, verify_repaired
from logitext.verify.difference import Difference
from logitext.verify.parsed_result import ParsedResult, parsed_result
from logitext.verify.recorded import read_answers, verify_document
from logitext.verify.usage import verify_usage
from logitext.verify.verdicts import verify_status, verify_verdict


async def verify(policy: CheckedPolicy, result: Result | Mapping[str, Any]) -> tuple[Difference, ...]:
    """The differences between a result (or what its `to_dict()` gives) and what its own answers entail.

    InputError where it has not the shape of a result; PolicyError if the policy contradicts itself.
    """
    (found,) = await verify_claims(policy, [parsed_result(result)])
    return found


async def verify_claims(
    policy: CheckedPolicy, claims: Sequence[ParsedResult], told: Callable[[int], None] = lambda _: None
) -> tuple[tuple[Difference, ...], ...]:
    """The differences of several claims, each verified on its own; `told` hears the number of each before."""
    program = Program(policy, backend="z3")
    await program.ready()
    expansion = Expansion(policy, program, "z3")
    found: list[tuple[Difference, ...]] = []
    for number, claim in enumerate(claims, 1):
        told(number)
        try:
            fitted = _supposed(policy, expansion, claim).program(claim.result.units)
        except InputError as error:
            messages = "; ".join(one.message for one in error.diagnostics)
            found.append((Difference(where="assumed", message=f"the policy cannot be read so: {messages}"),))
            continue
        await fitted.ready()
        found.append(await _differences(ClaimLook(fitted, claim)))
    return tuple(found)


def _supposed(policy: CheckedPolicy, expansion: Expansion, claim: ParsedResult) -> Expansion:
    """The policy with the formulas that a claim says were assumed. InputError where they make no sense."""
    formulas = claim.result.assumed
    if not formulas:
        return expansion
    base = supposing(policy, formulas)
    return Expansion(base, Program(base, "z3"), "z3", lambda counts: supposing(policy, formulas, counts))


async def _differences(look: ClaimLook) -> tuple[Difference, ...]:
    """All of them, in the order of the result's fields."""
    verify_document(look)
    read_answers(look)
    verdicts = [name for name in look.result.verdicts if name in look.policy.verdicts]
    decision = await look.program.decide(look.answers, verdicts)
    verify_status(look, decision, verdicts)
    for name, record in look.result.verdicts.items():
        if name in look.policy.verdicts:
            await verify_verdict(look, name, record, decision)
        else:
            look.add(("verdicts", name), f"the policy declares no verdict `{name[:60]}`")
    await verify_conflict(look, decision)
    await verify_repaired(look)
    verify_usage(look)
    return tuple(look.found)
