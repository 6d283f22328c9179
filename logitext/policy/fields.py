"""What is known of units of texts and of elements of lists: their places, which of them are one, and facts."""

from __future__ import annotations

from logitext.policy.clauses import Reference, fact_clause
from logitext.policy.quantifiers import Quantifiers
from logitext.policy.scope import RowsStatement
from logitext.policy.sites import FIELDS, stepped
from logitext.policy.sorts import BOOL, INT
from logitext.policy.term import ClauseRef, Constant, Term
from logitext.policy.unit_references import MISSING
from logitext.syntax.tree import Comparison, Field, Name


class Fields(Quantifiers):
    """Makes terms of fields of units and elements, and of comparisons of units."""

    def _field(self, formula: Field) -> Term | None:
        """The number of a unit, or whether it is the first or the last."""
        name = formula.name.text
        bound = self._bound.get(formula.variable.text)
        whole = f"{formula.variable.text}.{name}"
        if bound is None and self._scope.declared(whole) is not None:  # in a formula that stands in no file
            return self.elaborate(Name(whole, formula.span), None)
        if bound is not None and bound.units is not None and not bound.units.kind:
            return self._fact_of(formula, bound, bound.units.text)
        if bound is not None and bound.units is None and bound.name == formula.variable.text and name not in FIELDS:
            return self._fact_of_some_list(formula)
        if name not in FIELDS:
            hint = (
                self._findings.suggest(name, lambda: FIELDS) or f"units have {', '.join(f'`{one}`' for one in FIELDS)}"
            )
            self._findings.error("NLT314", f"a unit of a text has no `{name}`", formula.name.span, hint)
            return None
        unit = self._unit_of(formula.variable, formula.variable.span)
        if unit is None:
            return None
        return self._place(formula, unit)

    def _fact_of(self, formula: Field, element: Reference, name: str) -> Term | None:
        """A fact of an element, or its place."""
        declared = self._scope.elements_of(name)
        fields = {one.name.text: one for one in declared.fields}
        field = fields.get(formula.name.text)
        if field is None and formula.name.text in FIELDS:
            return self._place(formula, element)
        if field is None:
            known = [*fields, *FIELDS]
            hint = (
                self._findings.suggest(formula.name.text, lambda: known) or f"it has {', '.join(map(_quoted, known))}"
            )
            message = f"an element of `{name}` has no `{formula.name.text}`"
            self._findings.error("NLT314", message, formula.name.span, hint)
            return None
        if name in self._scope.rows:
            rows = self._scope.rows[name]  # none where its file is wrong
            row = rows[element.number - 1] if element.number <= len(rows) else {}
            value = row.get(formula.name.text)  # none where it is wrong
            return None if value is None else Constant(value.value, value.sort, formula.span)
        if field.sort is None:
            message = f"`{formula.name.text}` is a text; a formula speaks of what is judged of it"
            hint = f"ask about the element: `let something({formula.variable.text}) = [[what must hold of it]]`"
            self._findings.error("NLT301", message, formula.span, hint)
            return None
        sort = self._scope.sort_of(field.sort)
        if sort is None or self._trying:
            return None if sort is None else ClauseRef("", sort, formula.span)
        fact = f"{element.name}.{formula.name.text}"
        if fact not in self.instances:
            place = self._scope.home[id(declared)].place(field.span)
            self.instances[fact] = fact_clause(fact, sort, "", place)
        return ClauseRef(fact, sort, formula.span)

    def _fact_of_some_list(self, formula: Field) -> Term | None:
        """A fact of a parameter that may be an element of any list: its sort is what all lists agree on."""
        self.asks_places = True
        every: list[RowsStatement] = [*self._scope.lists.values(), *self._scope.tables.values()]
        fields = [field for one in every for field in one.fields]
        sorts = {
            self._scope.sort_of(field.sort)
            for field in fields
            if field.name.text == formula.name.text and field.sort is not None
        }
        if len(sorts) == 1 and (sort := next(iter(sorts))) is not None:
            return ClauseRef("", sort, formula.span)
        known = [field.name.text for field in fields if field.sort is not None]
        hint = self._findings.suggest(formula.name.text, lambda: [*known, *FIELDS])
        message = f"no list has a fact `{formula.name.text}`"
        if sorts:
            message = f"`{formula.name.text}` is of different sorts in different lists"
            hint = "use the formula where the variable is bound, or give the fields other names"
        self._findings.error(
            "NLT314", message, formula.name.span, hint or f"units have {', '.join(map(_quoted, FIELDS))}"
        )
        return None

    def _place(self, formula: Field, unit: Reference) -> Term:
        """The number of a unit, or whether it is the first or the last."""
        if formula.name.text == "index":
            return Constant(max(unit.number, 1), INT, formula.span)
        last = self._counts.get(str(unit.units), 0)
        return Constant(unit.number == (1 if formula.name.text == "first" else last), BOOL, formula.span)

    def _speaks_of_units(self, formula: Comparison) -> bool:
        """Whether a comparison is one of units, and of nothing else."""
        return len(formula.operands) == 2 and any(
            (found := stepped(one)) is not None
            and (bool(found[1]) or ((bound := self._bound.get(found[0].text)) is not None and bound.term is None))
            for one in formula.operands
        )

    def _same_unit(self, formula: Comparison) -> Term | None:
        """Whether two variables stand for one unit, or for two."""
        sides = []
        for operand in formula.operands:
            found = stepped(operand)
            if found is None:
                hint = "compare two units, such as `s == t` or `s != previous(t)`, or their places: `s.index == 1`"
                self._findings.error("NLT314", "a unit of a text is compared with something else", operand.span, hint)
                return None
            unit = self._beside_it(*found, operand.span)
            if unit is None:
                return None
            sides.append(unit)
        (relation,), span = formula.relations, formula.span
        if relation not in ("==", "!="):
            hint = "write `s before t`, or compare their places: `s.index < t.index`"
            self._findings.error("NLT302", f"`{relation}` does not compare units", span, hint)
            return None
        one, other = sides
        if None not in (one.units, other.units) and one.units != other.units:
            message = f"one is of `{one.units}` and the other of `{other.units}`, so they are never the same"
            self._findings.error("NLT314", message, span, "compare units of one kind and one text")
            return None
        same = one is not MISSING and other is not MISSING and one.name == other.name
        return Constant(same is (relation == "=="), BOOL, span)


def _quoted(name: str) -> str:
    return f"`{name}`"
