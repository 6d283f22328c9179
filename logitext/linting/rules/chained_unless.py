"""`chained-unless`: an exception after an exception, without brackets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.places import Spot
from logitext.linting.rule import Rule, register
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.nodes import nodes
from logitext.syntax.outline import Outline
from logitext.syntax.source import Source
from logitext.syntax.tree import Formula, Op, Operation, Statement

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook


@register
class ChainedUnless(Rule):
    """`a unless b unless c` has two exceptions. A lawyer may as well mean an exception to the exception."""

    code = "NLT727"
    name = "chained-unless"
    summary = "an exception after an exception, which can be read in two ways"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        for document in look.policy.documents:
            outline = Outline(document)
            for statement in document.statements:
                for chain in _chains(statement):
                    first, *exceptions = [_operand(document.source, one) for one in chain.operands]
                    both = f"{first} unless ({' or '.join(exceptions)})"
                    *outer, last = exceptions
                    nested = "".join(f"{one} unless (" for one in (first, *outer[:-1]))
                    nested += f"{outer[-1]} unless {last}" + ")" * len(outer)
                    spot = Spot(document.source, chain.span, tuple(outline.headings(chain.span.start)))
                    name = getattr(getattr(statement, "name", None), "text", None)
                    message = "an exception after an exception can be read in two ways"
                    hint = f"it means `{both}`, so write that; of an exception to the exception, write `{nested}`"
                    yield self.finding(spot, name or "", message, hint)


def _chains(statement: Statement) -> Iterator[Operation]:
    """The formulas `a unless b unless c` in a statement, in its order."""
    for here in nodes(statement):
        if isinstance(here, Operation) and here.op is Op.UNLESS and len(here.operands) > 2:
            yield here


def _operand(source: Source, formula: Formula) -> str:
    """A part of the chain as it is written, in one line, in parentheses where `or` would bind tighter."""
    written = source.in_one_line(formula.span)
    return f"({written})" if isinstance(formula, Operation) and formula.op is Op.XOR else written
