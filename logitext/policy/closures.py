"""`closure(child)(a, b)`: whether steps of a relation lead from one element of a list, or unit of a text, to another.

A finite list has finitely many ways, so the formula is spelt out (Warshall, "A theorem on Boolean matrices", 1962): a
way whose steps between pass only the first k elements either keeps to the first k - 1, or passes the k-th once. Each
such statement is a definition, made when it is needed, so that no more of the relation is asked than matters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from logitext.policy.clauses import Reference, instance_name
from logitext.policy.model import Clause, Definition, Units
from logitext.policy.scope import FunctionStatement, clause_sort
from logitext.policy.sorts import BOOL
from logitext.policy.term import GATHERED, Apply, ClauseRef, Connective, Constant, DefinitionRef, Term
from logitext.policy.text_functions import TextFunctions
from logitext.policy.units import LIST
from logitext.policy.words import article
from logitext.syntax.tree import ClauseStatement, Closure, Name

MOST_LINKED = 30
"""Elements among which ways are looked for: what is spelt out grows with the third power of their number."""

_WRITTEN = "closure(child)(a, b)"


@dataclass(frozen=True, slots=True)
class _Ways:
    """The relation whose steps are taken, and the elements among which."""

    formula: Closure
    relation: FunctionStatement
    units: Units

    @property
    def name(self) -> str:
        return f"closure({self.relation.name.text})"


class Closures(TextFunctions):
    """Makes terms of what chains of steps come to."""

    def _closure(self, formula: Closure) -> Term | None:
        relation = self._relation(formula)
        if relation is None:
            return None
        if len(formula.arguments) != 2:
            message = f"`closure({relation.name.text})` takes 2 elements, not {len(formula.arguments)}"
            self._findings.error("NLT307", message, formula.span, f"write `{_WRITTEN}`")
            return None
        ends = [self._end(argument) for argument in formula.arguments]
        known = [end for end in ends if end is not None]
        if len(known) < len(ends):
            return None
        call = replace(formula.of, arguments=formula.arguments)
        if isinstance(relation, ClauseStatement) and not self._can_be_judged(call, known):
            return None
        start, end = known
        of = [one.units for one in known if one.units is not None]
        if len(of) == 2 and of[0] != of[1]:
            message = f"`closure` leads from one element of a list to another, not from `{of[0]}` to `{of[1]}`"
            self._findings.error("NLT310", message, formula.span, "range over the same list with both variables")
            return None
        if self._trying or len(of) < 2:
            return Constant(False, BOOL, formula.span)
        ways = _Ways(formula, relation, of[0])
        count = self._counts[str(of[0])]
        if count > MOST_LINKED:
            return self._too_long(ways, count, known)
        return self._way_through(ways, count, start.number, end.number)

    # --- what is written

    def _relation(self, formula: Closure) -> FunctionStatement | None:
        """The clause or the definition whose steps are taken; None where it is none, which is reported."""
        findings, of = self._findings, formula.of
        if of.function.text != "closure" or of.function.text in self._scope.functions:
            message = f"what `{of.function.text}` comes to is used on nothing"
            findings.error("NLT208", message, formula.span, f"only `closure` is: `{_WRITTEN}`")
            return None
        name = of.arguments[0] if len(of.arguments) == 1 else None
        if not isinstance(name, Name):
            findings.error("NLT307", "`closure` takes the name of one relation", of.span, f"write `{_WRITTEN}`")
            return None
        relation = self._scope.functions.get(name.text)
        if relation is None:
            if name.text not in self._scope.broken:
                hint = findings.suggest(name.text, lambda: self._scope.functions)
                hint = hint or f"declare it: `let {name.text}(a, b) = …`"
                findings.error("NLT201", f"there is no relation `{name.text}`", name.span, hint)
            return None
        if len(relation.parameters) != 2 or any(one is not None for one in relation.sorts):
            message = f"`{name.text}` is no relation of two elements"
            findings.error("NLT307", message, name.span, f"it takes two: `let {name.text}(a, b) = …`")
            return None
        if isinstance(relation, ClauseStatement):
            sort = clause_sort(relation, self._scope)
        else:
            checked = self._checked.get(name.text)  # none where it is wrong, or defined by itself
            sort = None if checked is None else checked.sort
        if sort is None:
            return None
        if sort != BOOL:
            message = f"a step is taken or not, and `{name.text}` is {article(sort)}"
            findings.error("NLT301", message, name.span, "compare it with a value in a definition of its own")
            return None
        return relation

    def _end(self, argument: object) -> Reference | None:
        """The element that a variable stands for; None where it is none, which is reported."""
        if isinstance(argument, Name):
            return self._unit_of(argument, argument.span)
        message, hint = "a chain leads from one element to another", f"use it on variables: `{_WRITTEN}`"
        self._findings.error("NLT310", message, argument.span, hint)  # type: ignore[attr-defined]  # a formula
        return None

    # --- what it comes to

    def _way_through(self, ways: _Ways, most: int, start: int, end: int) -> Term | None:
        """Whether steps lead from one element to another that pass none but the first `most` between."""
        while most in (start, end):  # to pass an end is to be there already
            most -= 1
        units = ways.units
        ends = [self._unit(units, number) for number in (start, end)]
        span = ways.formula.span
        if not most:
            return self._instance(ways.relation, ends, span)
        whole = most == max({*range(1, self._counts[str(units)] + 1)} - {start, end}, default=0)
        name = instance_name(ways.name if whole else f"{ways.name}@{most}", ends)
        if name not in self.made:
            parts = [self._way_through(ways, most - 1, *pair) for pair in ((start, end), (start, most), (most, end))]
            around, to, on = parts
            if around is None or to is None or on is None:
                return None
            through = Apply(Connective.AND, (to, on), span=span, surface=GATHERED)
            term = Apply(Connective.OR, (around, through), span=span, surface=GATHERED)
            self.made[name] = Definition(name, term, self._findings.place(span))
            self.order.append(name)
        return DefinitionRef(name, BOOL, span)

    def _too_long(self, ways: _Ways, count: int, ends: list[Reference]) -> Term:
        """What stands for a chain among more elements than can be linked; nobody is asked it."""
        findings, span, units = self._findings, ways.formula.span, ways.units
        name = instance_name(f"closure@{findings.source.position(span.start).line}", ends)
        wording = findings.source.in_one_line(span)
        texts = (units.text if units.kind else f"{LIST}{units.text}",)
        many = f"`{units.text}` has {count} {units.kind or 'elements'}, and chains are looked for among {MOST_LINKED}"
        if name not in self.instances:
            place = findings.place(span)
            self.instances[name] = Clause(
                name, BOOL, wording, texts, (), None, (), (), (), (), None, None, wording, place, too_many=many
            )
        return ClauseRef(name, BOOL, span)
