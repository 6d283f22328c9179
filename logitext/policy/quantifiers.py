"""Formulas about all or some units of a text, spelt out as soon as it is known how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from logitext.policy.clauses import Reference, around, instance_name
from logitext.policy.graph import mentions
from logitext.policy.instances import Instances
from logitext.policy.model import Clause, Definition, Units
from logitext.policy.places import Beside, blocks
from logitext.policy.sites import Ranging
from logitext.policy.sorts import BOOL, Sort
from logitext.policy.standing import stands
from logitext.policy.term import SPELT, Apply, ClauseRef, Connective, Constant, DefinitionRef, Term
from logitext.policy.units import KINDS, LIST, whole_name
from logitext.syntax.tree import Aggregate, Formula, Order, Quantified


class Quantifiers(Instances):
    """Makes terms of formulas about units, and of what says which of two units stands first."""

    def _order(self, formula: Order) -> Term | None:
        """Which of two units stands first. Where one of them is not known yet, any value will do for its sort."""
        if any(reference is not None and reference.name == variable for variable, reference in self._standing(formula)):
            self.asks_places = True
            return Constant(False, BOOL, formula.span)
        if any(variable in self._scope.broken for variable, reference in self._standing(formula) if reference is None):
            return None
        return stands(formula, dict(self._standing(formula)), self._findings)

    def _standing(self, formula: Order) -> Iterator[tuple[str, Reference | None]]:
        return ((name.text, self._bound.get(name.text)) for name in (formula.first, formula.last))

    def _quantified(self, formula: Quantified) -> Term | None:
        """All, or some, of the units of a text."""
        units = self._units(formula)
        if units is None:
            return None
        count = self._counts.get(str(units))
        if count is None or self._trying:
            self._trying += 1
            body = self._with_unit(formula, units, 1)
            self._trying -= 1
            return None if body is None else self._unknown_units(formula, units)
        return self._spelt_out(formula, units, count, BOOL, lambda: self._for_each(formula, units, count))

    def _units(self, formula: Ranging) -> Units | None:
        """The units that a formula is about; None where there are no such ones, which is reported."""
        text = formula.text.text
        self._check_variable(formula.variable, self._findings)
        if formula.unit is None:
            return self._list(formula)
        kind = formula.unit.text
        if kind not in KINDS:
            self._findings.error(
                "NLT209",
                f"a text has no `{kind}`",
                formula.unit.span,
                self._findings.suggest(kind, lambda: KINDS) or f"it has {', '.join(f'`{one}`' for one in KINDS)}",
            )
            return None
        if text not in self._scope.texts:
            if text not in self._scope.broken:
                hint = self._findings.suggest(text, lambda: self._scope.texts) or "name a text of the policy"
                self._findings.error("NLT201", f"the text `{text}` is not declared", formula.text.span, hint)
            return None
        units = Units(kind, text)
        self.units[units] = None
        return units

    def _list(self, formula: Ranging) -> Units | None:
        """The elements of a list; None where there is no such list, which is reported."""
        name = formula.text
        if name.text not in self._scope.lists and name.text not in self._scope.tables:
            if name.text not in self._scope.broken:
                hint = self._findings.suggest(name.text, lambda: [*self._scope.lists, *self._scope.tables])
                if name.text in self._scope.texts:
                    hint = f"of a text there are units: `sentences({name.text})`, `lines({name.text})`"
                hint = hint or f"declare it: `list {name.text} of {{author: Text, body: text}}`"
                self._findings.error("NLT201", f"there is no list `{name.text}`", name.span, hint)
            return None
        units = Units("", name.text)
        self.units[units] = None
        return units

    def _spelt_out(
        self, formula: Ranging, units: Units, count: int, sort: Sort, spell: Callable[[], Term | None]
    ) -> Term | None:
        """The formula for each of the units; where there are too many, the whole of it is a clause of its own."""
        if not self._inside:
            excess = self._excess(formula, count)
            if excess is not None:
                many = f"`{units.text}` has {count} {units.kind or 'elements'}, so {excess}"
                return self._unknown_units(formula, units, sort, too_many=many)
        self._inside += 1
        try:
            term = spell()
            if term is not None:
                bound = around(self._named(formula)) if self._bound else ""
                self.spelt[self._findings.source.name, formula.span, bound] = term
            return term
        finally:
            self._inside -= 1

    def _for_each(self, formula: Quantified, units: Units, count: int) -> Term | None:
        way = self._way(formula, count)
        other = None if way is None else self._bound.get(way.other.text)
        if way is not None and other is not None and other.units == units:
            self.looks_back = self.looks_back or way.before
            low, high = (0, other.number - 1) if way.before else (other.number, count)
            parts = [self._block(formula, way, units, *block) for block in blocks(low, high)]
            return self._joined(formula, parts)
        parts = [self._with_unit(formula, units, number) for number in range(1, count + 1)]
        return self._joined(formula, parts)

    def _joined(self, formula: Quantified, parts: Sequence[Term | None]) -> Term | None:
        """The term of all, or of some, of the parts; None where one of them is wrong."""
        terms = [part for part in parts if part is not None]
        if len(terms) < len(parts):
            return None
        op = Connective.AND if formula.universal else Connective.OR
        whole: Term
        if not terms:
            whole = Constant(formula.universal, BOOL, formula.span)
        else:
            whole = terms[0] if len(terms) == 1 else Apply(op, tuple(terms), span=formula.span, surface=SPELT)
        return whole

    def _block(self, formula: Quantified, way: Beside, units: Units, low: int, high: int) -> Term | None:
        """What a formula beside another unit says of the units numbered from `low` + 1 to `high`, as a definition."""
        if high - low == 1:
            return self._with_unit(formula, units, high, way.rest)
        within = {mention.text for mention in mentions(way.rest)} - {formula.variable.text}
        around = [reference for variable, reference in self._bound.items() if variable in within]
        block = Reference(f"{whole_name(units)}[{low + 1}-{high}]")
        name = instance_name(self._stand_in(formula), [block, *around])
        if name not in self.made:
            middle = (low + high) // 2
            halves = [self._block(formula, way, units, *half) for half in ((low, middle), (middle, high))]
            terms = [half for half in halves if half is not None]
            if len(terms) < len(halves):
                return None
            op = Connective.AND if formula.universal else Connective.OR
            term = Apply(op, tuple(terms), span=formula.span)
            self.made[name] = Definition(name, term, self._findings.place(formula.span))
            self.order.append(name)
        return DefinitionRef(name, BOOL, formula.span)

    def _with_unit(
        self, formula: Ranging, units: Units, number: int, body: Formula | None = None, sort: Sort | None = BOOL
    ) -> Term | None:
        """What a formula says of one unit; or a part of it, its `body`."""
        before = self._bound
        self._bound = {**before, formula.variable.text: self._unit(units, number)}
        try:
            return self.elaborate(formula.body if body is None else body, sort)
        finally:
            self._bound = before

    def _unknown_units(
        self, formula: Ranging, units: Units, sort: Sort = BOOL, *, too_many: str | None = None
    ) -> Term | None:
        """A formula about units that are not counted, or `too_many`, as a clause that stands for it.

        What it says depends on the variables around it, so for each of their values it is a clause of its own.
        """
        if self._trying:
            return ClauseRef("", sort, formula.span)
        findings, span = self._findings, formula.span
        name = self._named(formula)
        if name not in self.instances:
            wording = findings.source.in_one_line(span)
            place = findings.place(span)
            texts = (units.text if units.kind else f"{LIST}{units.text}",)
            self.instances[name] = Clause(
                name, sort, wording, texts, (), None, (), (), (), (), None, None, wording, place, too_many=too_many
            )
        return ClauseRef(name, sort, span)

    def _named(self, formula: Ranging, *parts: str) -> str:
        """What a formula is called for what it speaks of from outside; with `parts` some of it."""
        within = {mention.text for mention in mentions(formula)} - {formula.variable.text}
        around = [reference for variable, reference in self._bound.items() if variable in within]
        name = self._stand_in(formula)
        return instance_name(name, [*map(Reference, parts), *around]) if around or parts else name

    def _stand_in(self, formula: Ranging) -> str:
        """What the clause is called that stands for a formula: `forsome@4`, a second one in that line `forsome@4.2`."""
        source = self._findings.source
        place = (source.name, formula.span)
        if place not in self._stand_ins:
            name = f"{_word(formula)}@{source.position(formula.span.start).line}"
            several = sum(taken.partition(".")[0] == name for taken in self._stand_ins.values())
            self._stand_ins[place] = f"{name}.{several + 1}" if several else name
        return self._stand_ins[place]


def _word(formula: Ranging) -> str:
    if isinstance(formula, Aggregate):
        return formula.kind.replace(" ", "_")
    return "forall" if formula.universal else "forsome"
