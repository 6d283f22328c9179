"""What a policy says of several things at once: clauses and definitions with parameters, and `forall` and `forsome`.

Each use is a clause or a definition of its own, an instance: one for all uses on the same texts, so that definitions
which use each other are no larger than they are written. A formula about units is a term over these.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from logitext.policy.clauses import Reference, check_clause, description_of, instance_name
from logitext.policy.findings import Findings
from logitext.policy.graph import mentions
from logitext.policy.model import Clause, Definition, Units
from logitext.policy.places import FEW, Beside, beside, blocks
from logitext.policy.products import Products
from logitext.policy.scope import Function, Scope, clause_sort
from logitext.policy.sites import Site, sites, size, units_of
from logitext.policy.sorts import BOOL, Sort
from logitext.policy.standing import stands
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term
from logitext.policy.units import KINDS, MOST_INSTANCES, MOST_PARTS, unit_name
from logitext.policy.words import count_of
from logitext.syntax.source import Span
from logitext.syntax.tree import Call, ClauseStatement, DefinitionStatement, Formula, Name, Order, Quantified

_CLAUSES = "more than {} clauses would have to be judged"


class Instances:
    """Makes the instances of one policy; how a formula becomes a term is up to a class that adds `elaborate`.

    `counts` says how many units texts have, `{"sentences(post)": 12}`. A formula about units that are not counted, or
    that are too many, is a clause of its own, which nobody is asked. `instances` are those, and clauses with parameters
    for each use, by name; `made` are definitions likewise. `order` lists these after what they use; whoever elaborates
    a definition or a verdict adds its name. `units` are all units.
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
        self._checked: dict[str, Term] = {}
        self._sites_of: dict[int, Sequence[Site]] = {}
        self._references: dict[str, Sequence[Reference]] = {}
        self._beside: dict[int, Beside | None] = {}
        self.looks_back = False
        """Whether there are blocks of units that stand before another."""
        self.asks_places = False
        """Whether a definition asks where its parameters stand, which is not known before it is used."""
        self.instances: dict[str, Clause] = {}
        self.made: dict[str, Definition] = {}
        self.order: list[str] = []
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
            term = self._body(statement, arguments)
        finally:
            self._trying -= 1
        if term is not None:
            self._checked[statement.name.text] = term

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
        name = instance_name(statement.name.text, known)
        if isinstance(statement, DefinitionStatement):
            checked = self._checked.get(statement.name.text)  # none where it is wrong, or defined by itself
            if checked is None or not (self._trying or self._make(statement, known)):
                return None
            self.products.define(name, checked)  # its size is that of every use
            return DefinitionRef(name, checked.sort, call.span)
        sort = clause_sort(statement, self._scope)
        if sort is None:
            return None
        if not self._trying and name not in self.instances:
            clause = check_clause(statement, self._scope, self._scope.home[id(statement)], known)
            if clause is not None:
                self._room -= bool(self._inside)
                self.instances[name] = clause
        return ClauseRef(name, sort, call.span)

    def _reference(self, argument: Formula) -> Reference | None:
        """What an argument stands for: a text, or what a variable is bound to."""
        if isinstance(argument, Name):
            if argument.text in self._bound:
                return self._bound[argument.text]
            if argument.text in self._scope.texts:
                return self._whole(argument.text)
            if argument.text in self._scope.broken:
                return None
        self._findings.error(
            "NLT310",
            "a clause with parameters is used on texts, or on their units",
            argument.span,
            f"its arguments are texts: {', '.join(f'`{name}`' for name in self._scope.texts) or 'there is none'}",
        )
        return None

    def _whole(self, text: str) -> Reference:
        return Reference(text, description_of(self._scope.texts[text]))

    def _body(self, statement: DefinitionStatement, arguments: Sequence[Reference]) -> Term | None:
        """The formula of a definition with parameters, for some arguments."""
        before, self._bound = self._bound, _binding(statement, arguments)
        declared = None if statement.sort is None else self._scope.sort_of(statement.sort)
        try:
            return self.of(self._scope.home[id(statement)], statement.formula, declared)
        finally:
            self._bound = before

    def _make(self, statement: DefinitionStatement, arguments: Sequence[Reference]) -> bool:
        """Make a definition with parameters for some arguments, and first those that it uses; whether it is sound.

        Without recursion from one definition to the next, as thousands may build on each other.
        """
        wanted = instance_name(statement.name.text, arguments)
        opened: set[str] = set()
        waiting = [(wanted, statement, arguments)]
        while waiting:
            name, here, given = waiting[-1]
            if name in self.made:
                waiting.pop()
            elif name not in opened:
                opened.add(name)
                for site in self._sites(here.formula):
                    # What stands in a formula about units is made with that: there may not be room for it.
                    if self._inside or not site.within:
                        waiting += [one for one in self._used(site, _binding(here, given)) if one[0] not in opened]
            else:
                waiting.pop()
                term = self._body(here, given)
                if term is not None:
                    self.made[name] = Definition(name, term, self._scope.home[id(here)].place(here.span))
                    self.order.append(name)
        return wanted in self.made

    def _used(
        self, site: Site, bound: Mapping[str, Reference]
    ) -> Iterator[tuple[str, DefinitionStatement, Sequence[Reference]]]:
        """The definitions with parameters that a call comes to."""
        function = self._scope.functions[site.call.function.text]
        if isinstance(function, DefinitionStatement) and function.name.text in self._checked:
            for arguments in self._arguments(site, bound):
                yield instance_name(function.name.text, arguments), function, arguments

    # --- what there is to be made, before any of it is

    def _sites(self, formula: Formula) -> Sequence[Site]:
        """The calls of clauses and definitions with parameters in a formula."""
        found = self._sites_of.get(id(formula))
        if found is None:
            found = [site for site in sites(formula) if site.call.function.text in self._scope.functions]
            self._sites_of[id(formula)] = found
        return found

    def _arguments(self, site: Site, bound: Mapping[str, Reference]) -> Iterator[Sequence[Reference]]:
        """What a call is made with, once for each combination of units; nothing where that is not known, or wrong."""
        variables = {one.variable.text: units_of(one) for one in site.within}
        names = [one.text for one in site.call.arguments if isinstance(one, Name)]
        if not all(self._counts.get(units_of(one)) for one in site.within):
            return
        if len(names) < len(site.call.arguments) or len(names) != len(
            self._scope.functions[site.call.function.text].parameters
        ):
            return
        if not all(name in variables or name in bound or name in self._scope.texts for name in names):
            return
        used = [name for name in dict.fromkeys(names) if name in variables]
        for units in itertools.product(*(self._each(variables[name]) for name in used)):
            known = {**bound, **dict(zip(used, units, strict=True))}
            yield [known[name] if name in known else self._whole(name) for name in names]

    def _each(self, units: str) -> Sequence[Reference]:
        """The counted units, as what a variable stands for."""
        found = self._references.get(units)
        if found is None:
            kind, _, text = units.removesuffix(")").partition("(")
            numbers = range(1, self._counts[units] + 1)
            found = self._references[units] = [self._unit(Units(kind, text), number) for number in numbers]
        return found

    def _excess(self, formula: Quantified) -> str | None:
        """What there would be too many of if a formula were spelt out; None where there is room for it."""
        seen: set[str] = set()
        looked_at: set[tuple[object, ...]] = set()
        clauses, parts = 0, size(formula, self._counts)
        waiting: list[tuple[Formula, Mapping[str, Reference]]] = [(formula, self._bound)]
        while waiting and parts <= MOST_PARTS:
            here, bound = waiting.pop()
            for site in self._sites(here):
                key = (id(site), *(bound.get(one.text) for one in site.call.arguments if isinstance(one, Name)))
                if key in looked_at:
                    continue
                looked_at.add(key)
                parts += self._in_blocks(site, looked_at)
                function = self._scope.functions[site.call.function.text]
                for arguments in self._arguments(site, bound):
                    name = instance_name(function.name.text, arguments)
                    if name in seen or name in self.instances or name in self.made:
                        continue
                    seen.add(name)
                    if isinstance(function, DefinitionStatement):
                        parts += size(function.formula, self._counts)
                        waiting.append((function.formula, _binding(function, arguments)))
                    else:
                        clauses += 1
                    if clauses > self._room:
                        return _CLAUSES.format(MOST_INSTANCES)
                    if parts > MOST_PARTS:
                        break
        return None if parts <= MOST_PARTS else f"the formula would have more than {MOST_PARTS} parts"

    def _in_blocks(self, site: Site, looked_at: set[tuple[object, ...]]) -> int:
        """The parts of the blocks that a call stands in, where they were not looked at before."""
        found = 0
        for formula in site.within:
            count = self._counts.get(units_of(formula), 0)
            if count > FEW and (way := self._way(formula)) is not None and (id(formula),) not in looked_at:
                looked_at.add((id(formula),))
                found += count * (1 + size(way.rest, self._counts))
        return found

    # --- units

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

    def _way(self, formula: Quantified) -> Beside | None:
        """`beside`, found once for a formula."""
        if id(formula) not in self._beside:
            self._beside[id(formula)] = beside(formula)
        return self._beside[id(formula)]

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
        if not self._inside:
            excess = _CLAUSES.format(MOST_INSTANCES) if count > MOST_INSTANCES else self._excess(formula)
            if excess is not None:
                many = f"`{units.text}` has {count} {units.kind}, so {excess}"
                return self._unknown_units(formula, units, too_many=many)
        self._inside += 1
        try:
            return self._for_each(formula, units, count)
        finally:
            self._inside -= 1

    def _for_each(self, formula: Quantified, units: Units, count: int) -> Term | None:
        way = self._way(formula) if count > FEW else None
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
            whole = terms[0] if len(terms) == 1 else Apply(op, tuple(terms), span=formula.span)
        self.spelt[self._findings.source.name, formula.span] = whole
        return whole

    def _block(self, formula: Quantified, way: Beside, units: Units, low: int, high: int) -> Term | None:
        """What a formula beside another unit says of the units numbered from `low` + 1 to `high`, as a definition."""
        if high - low == 1:
            return self._with_unit(formula, units, high, way.rest)
        within = {mention.text for mention in mentions(way.rest)} - {formula.variable.text}
        around = [reference for variable, reference in self._bound.items() if variable in within]
        block = Reference(f"{units.text}.{units.kind}[{low + 1}-{high}]")
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

    def _with_unit(self, formula: Quantified, units: Units, number: int, body: Formula | None = None) -> Term | None:
        """What a formula says of one unit; or a part of it, its `body`."""
        before = self._bound
        self._bound = {**before, formula.variable.text: self._unit(units, number)}
        try:
            return self.elaborate(formula.body if body is None else body, BOOL)
        finally:
            self._bound = before

    def _unit(self, units: Units, number: int) -> Reference:
        whole = description_of(self._scope.texts[units.text])
        of_what = "" if whole is None else f" ({whole})"
        return Reference(
            unit_name(units, number), f"{KINDS[units.kind]} {number} of `{units.text}`{of_what}", units, number
        )

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


def _binding(statement: DefinitionStatement, arguments: Sequence[Reference]) -> dict[str, Reference]:
    return dict(zip([name.text for name in statement.parameters], arguments, strict=True))
