"""Whether one unit of a text stands before another: known as soon as the text is cut into them."""

from __future__ import annotations

from collections.abc import Mapping

from logitext.policy.clauses import Reference
from logitext.policy.findings import PolicyFindings
from logitext.policy.sorts import BOOL
from logitext.policy.term import Constant, Term
from logitext.policy.units import one_of
from logitext.syntax.tree import Order


def stands(formula: Order, bound: Mapping[str, Reference | None], findings: PolicyFindings) -> Term | None:
    """Whether the first stands before the last; None, and a finding, where they are no two units of one kind and text.

    `bound` has what each of the variables stands for, None for a name that is no variable.
    """
    known: list[Reference] = []
    for name in (formula.first, formula.last):
        reference = bound[name.text]
        if reference is None or reference.units is None:
            what = "is no unit of a text" if reference is None else f"is all of `{reference.name}` here"
            word = "before" if formula.before else "after"
            hint = f"units come from `forall` and `forsome`: `forsome h in lines(…): h {word} l and …`"
            findings.error("NLT313", f"`{name.text}` {what}, so it stands neither before nor after", name.span, hint)
            return None
        known.append(reference)
    first, last = known
    if first.units != last.units:
        message = f"`{formula.first.text}` is {_kind(first)} and `{formula.last.text}` {_kind(last)}"
        hint = "only units of one kind and one text stand before or after each other"
        findings.error("NLT313", f"{message}, so neither stands before the other", formula.span, hint)
        return None
    return Constant(first.number < last.number, BOOL, formula.span)


def _kind(unit: Reference) -> str:
    assert unit.units is not None
    return f"{'an' if not unit.units.kind else 'a'} {one_of(unit.units)} of `{unit.units.text}`"
