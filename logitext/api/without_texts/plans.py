"""A plan: what a check would ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from logitext.api.arguments import chosen
from logitext.api.without_texts.named import verdicts_among
from logitext.logic.program import Program
from logitext.plan.options import PlanOptions
from logitext.plan.outline import PlanRequest, outline
from logitext.policy.load import expanded
from logitext.policy.model import CheckedPolicy
from logitext.policy.units import UnitCount
from logitext.records.plan import PlanOutline
from logitext.report.plan.formats import PLAN_FORMATS
from logitext.report.plan.view import PlanView
from logitext.strategy.planning import Planning
from logitext.strategy.priors import weights
from logitext.syntax.diagnostics import ArgumentError, Diagnostic, InputError
from logitext.theory.priors.learned import learned


async def plan(
    program: Program,
    *,
    verdicts: Sequence[str] | None,
    planning: Planning,
    options: PlanOptions,
    units: Mapping[str, UnitCount],
    progress: Callable[[str], None] | None,
) -> PlanOutline:
    """What will be asked. InputError, ArgumentError."""
    policy = program.policy
    names = verdicts_among(verdicts, policy)
    if units:
        policy = _spelt_out(policy, units)
        program = Program(policy)
    chances = weights(program, None if planning.priors is None else learned(planning.priors, planning.priors_file))
    wanted = PlanRequest(
        names, chances, planning.strategy, options.call, options.question, options.depth, options.documents
    )
    return await (outline(program, wanted, units) if progress is None else outline(program, wanted, units, progress))


def view(plan: PlanOutline, policy: CheckedPolicy) -> PlanView:
    """A plan to be shown, with its policy spelt out as it was planned."""
    return PlanView(plan, _spelt_out(policy, plan.units) if plan.units else policy)


def drawn(plan: PlanOutline, policy: CheckedPolicy, format: str) -> str:
    """A plan in a format. ArgumentError for a format that there is not; InputError for a picture without a tree."""
    return chosen(PLAN_FORMATS, format)(view(plan, policy))


def _spelt_out(policy: CheckedPolicy, units: Mapping[str, UnitCount]) -> CheckedPolicy:
    """The policy for so many units. InputError where it has no such units, or there are too many to be planned for."""
    known = [str(one) for one in policy.units]
    there = f"it speaks of {', '.join(known)}" if known else "it speaks of none"
    strange = [name for name in units if name not in known]
    if strange:
        raise ArgumentError(
            [Diagnostic("NLT623", f"`units`: the policy does not speak of `{name}`", hint=there) for name in strange]
        )
    found = expanded(policy, units)
    wrong = [
        Diagnostic("NLT311", one.too_many, one.place.source, one.place.span, "plan for fewer", (), one.place.heading)
        for one in found.clauses.values()
        if one.too_many is not None
    ]
    if wrong:
        raise InputError(wrong)
    return found
