"""What a policy says of several things at once: clauses and definitions with parameters, and `forall` and `forsome`.

Each use of them is spelt out as a term over clauses of their own, the instances.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from logitext.policy.clauses import Reference, check_clause, instance_name
from logitext.policy.findings import Findings
from logitext.policy.graph import mentions
from logitext.policy.model import Clause, Units
from logitext.policy.products import Products
from logitext.policy.scope import Function, Scope, clause_sort
from logitext.policy.sorts import BOOL, Sort
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, Term, placed
from logitext.policy.units import KINDS, MOST_INSTANCES, unit_name
from logitext.policy.words import count_of
from logitext.syntax.source import Span
from logitext.syntax.tree import Call, ClauseStatement, DefinitionStatement, Formula, Name, Quantified


class _TooManyError(Exception):
    """A formula about units takes more clauses than there is room for."""


class Instances:
    """Makes the instances of one policy; how a formula becomes a term is up to a class that adds `elaborate`.

    `counts` says how many units texts have, `{"sentences(post)": 12}`. A formula about units that are not counted, or
    that are too many, is a clause of its own, which nobody is asked. `instances` are those, and clauses with parameters
    for each use, by name; `units` all units.
    """

    def __init__(self, scope: Scope, counts: Mapping[str, int] | None = None) -> None:
        self._scope = scope
        self._findings: Findings = next(iter(scope.home.values()), None)  # type: ignore[assignment]  # set by `of`
        self._counts = counts or {}
        self._bound: dict[str, Reference] = {}
        self._trying = 0
        self._inside = 0
        self._room = MOST_INSTANCES
        self._stand_ins: dict[tuple[str, Span], str] = {}
        self.products = Products()
        self.instances: dict[str, Clause] = {}
        self.units: dict[Units, None] = {}
        self.spelt: dict[tuple[str, Span], Term] = {}

    def elaborate(self, formula: Formula, expected: Sort | None) -> Term | None:
        """The term of a formula. With `expected` its sort is that one, or an error is reported."""
        raise NotImplementedError

    def of(self, findings: Findings, formula: Formula, expected: Sort | None) -> Term | None:
        """`elaborate`, for a formula that stands in the file of these findings."""
        before, self._findings = self._findings, findings
        try:
            term = self.elaborate(formula, expected)
            if term is not None:
                self.products.check(term, findings)
            return term
        finally:
            self._findings = before

    def check_function(self, statement: Function) -> None:
        """Report what is wrong with a clause or a definition with parameters, whatever it is used on."""
        arguments = [Reference(name.text) for name in statement.parameters]
        findings = self._scope.home[id(statement)]
        seen: set[str] = set()
        for name in statement.parameters:
            self._check_variable(name, findings)
            if name.text in seen:
                findings.error("NLT202", f"the parameter `{name.text}` stands twice", name.span, "rename one of them")
            seen.add(name.text)
        if isinstance(statement, ClauseStatement):
            check_clause(statement, self._scope, findings, arguments)
            return
        self._trying += 1
        try:
            self._inlined(statement, arguments, None)
        finally:
            self._trying -= 1

    def _use(self, call: Call, statement: Function) -> Term | None:
        """A use of a clause or a definition with parameters."""
        arguments = [self._reference(argument) for argument in call.arguments]
        known = [one for one in arguments if one is not None]
        if len(known) < len(arguments):
            return None
        if len(known) != len(statement.parameters):
            written = ", ".join(name.text for name in statement.parameters)
            self._findings.error(
                "NLT307",
                f"`{statement.name.text}` takes {count_of(len(statement.parameters))}, not {len(known)}",
                call.span,
                f"it is declared as `{statement.name.text}({written})`",
            )
            return None
        if isinstance(statement, DefinitionStatement):
            return self._inlined(statement, known, call.span)
        sort = clause_sort(statement, self._scope)
        if sort is None:
            return None
        name = instance_name(statement.name.text, known)
        if not self._trying and name not in self.instances:
            clause = check_clause(statement, self._scope, self._scope.home[id(statement)], known)
            if clause is not None:
                self._take_room()
                self.instances[name] = clause
        return ClauseRef(name, sort, call.span)

    def _reference(self, argument: Formula) -> Reference | None:
        """What an argument stands for: a text, or what a variable is bound to."""
        if isinstance(argument, Name):
            if argument.text in self._bound:
                return self._bound[argument.text]
            if argument.text in self._scope.texts:
                description = self._scope.texts[argument.text].description
                return Reference(argument.text, None if description is None else description.text)
            if argument.text in self._scope.broken:
                return None
        self._findings.error(
            "NLT310",
            "a clause with parameters is used on texts, or on their units",
            argument.span,
            f"its arguments are texts: {', '.join(f'`{name}`' for name in self._scope.texts) or 'there is none'}",
        )
        return None

    def _inlined(self, statement: DefinitionStatement, arguments: Sequence[Reference], at: Span | None) -> Term | None:
        """The formula of a definition with parameters, for some arguments."""
        bound = dict(zip([name.text for name in statement.parameters], arguments, strict=True))
        before, self._bound = self._bound, bound
        declared = None if statement.sort is None else self._scope.sort_of(statement.sort)
        try:
            term = self.of(self._scope.home[id(statement)], statement.formula, declared)
        finally:
            self._bound = before
        return term if term is None or at is None else placed(term, at)

    def _quantified(self, formula: Quantified) -> Term | None:
        """All, or some, of the units of a text."""
        kind, text = formula.unit.text, formula.text.text
        self._check_variable(formula.variable, self._findings)
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
        count = self._counts.get(str(units))
        if count is None or self._trying:
            self._trying += 1
            body = self._with_unit(formula, units, 1)
            self._trying -= 1
            return None if body is None else self._unknown_units(formula, units)
        return self._spelt_out(formula, units, count)

    def _spelt_out(self, formula: Quantified, units: Units, count: int) -> Term | None:
        """The formula for each of the units; where there are too many, the whole of it is a clause of its own."""
        instances, spelt, room = len(self.instances), dict(self.spelt), self._room
        self._inside += 1
        try:
            if count > MOST_INSTANCES:
                raise _TooManyError
            return self._for_each(formula, units, count)
        except _TooManyError:
            if self._inside > 1:  # a formula around this one is left unsaid as a whole
                raise
            for name in list(self.instances)[instances:]:
                del self.instances[name]
            self.spelt, self._room = spelt, room
        finally:
            self._inside -= 1
        many = f"`{units.text}` has {count} {units.kind}, so more than {MOST_INSTANCES} clauses would have to be judged"
        return self._unknown_units(formula, units, too_many=many)

    def _for_each(self, formula: Quantified, units: Units, count: int) -> Term | None:
        parts = [self._with_unit(formula, units, number) for number in range(1, count + 1)]
        terms = [part for part in parts if part is not None]
        if len(terms) < len(parts):
            return None
        op = Connective.AND if formula.universal else Connective.OR
        whole: Term
        if not terms:
            whole = Constant(formula.universal, BOOL, formula.span)
        else:
            whole = terms[0] if len(terms) == 1 else Apply(op, tuple(terms), span=formula.span)
        self.spelt[self._findings.source.name, formula.span] = whole
        return whole

    def _with_unit(self, formula: Quantified, units: Units, number: int) -> Term | None:
        variable = formula.variable.text
        whole = self._scope.texts[units.text].description
        of_what = "" if whole is None else f" ({whole.text})"
        described = f"{KINDS[units.kind]} {number} of `{units.text}`{of_what}"
        before = dict(self._bound)
        self._bound[variable] = Reference(unit_name(units, number), described)
        try:
            return self.elaborate(formula.body, BOOL)
        finally:
            self._bound = before

    def _unknown_units(self, formula: Quantified, units: Units, *, too_many: str | None = None) -> Term | None:
        """A formula about units that are not counted, or `too_many`, as a clause that stands for it.

        What it says depends on the variables around it, so for each of their values it is a clause of its own.
        """
        if self._trying:
            return ClauseRef("", BOOL, formula.span)
        findings, span = self._findings, formula.span
        within = {mention.text for mention in mentions(formula.body)} - {formula.variable.text}
        around = [reference for variable, reference in self._bound.items() if variable in within]
        name = self._stand_in(formula)
        if around:
            name = instance_name(name, around)
        if name not in self.instances:
            wording = " ".join(findings.source[span].split())
            place = findings.place(span)
            texts = (units.text,)
            self.instances[name] = Clause(
                name, BOOL, wording, texts, (), None, (), (), (), (), None, None, wording, place, too_many=too_many
            )
        return ClauseRef(name, BOOL, span)

    def _stand_in(self, formula: Quantified) -> str:
        """What the clause is called that stands for a formula: `forsome@4`, a second one in that line `forsome@4.2`."""
        source = self._findings.source
        place = (source.name, formula.span)
        if place not in self._stand_ins:
            name = f"{'forall' if formula.universal else 'forsome'}@{source.position(formula.span.start).line}"
            several = sum(taken.partition(".")[0] == name for taken in self._stand_ins.values())
            self._stand_ins[place] = f"{name}.{several + 1}" if several else name
        return self._stand_ins[place]

    def _check_variable(self, name: Name, findings: Findings) -> None:
        if self._scope.declared(name.text) is not None or name.text in self._scope.labels:
            findings.error(
                "NLT202",
                f"`{name.text}` is also the name of something else",
                name.span,
                "give the variable a name of its own",
            )

    def _take_room(self) -> None:
        """Count a clause that is made for a unit. _TooManyError where that is one too many."""
        if self._inside:
            if not self._room:
                raise _TooManyError
            self._room -= 1
