"""What a policy says of several things at once: clauses and definitions with parameters, and `forall` and `forsome`.

Each use is a clause or a definition of its own, an instance: one for all uses on the same texts, so that definitions
which use each other are no larger than they are written. A formula about units is a term over these.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from logitext.policy.clauses import Reference, check_clause, description_of, instance_name
from logitext.policy.findings import PolicyFindings
from logitext.policy.graph import mentions
from logitext.policy.model import Clause, Definition, Key, Units
from logitext.policy.places import FEW, Beside, beside
from logitext.policy.products import Products
from logitext.policy.scope import FunctionStatement, Scope, clause_sort
from logitext.policy.sites import Ranging, Site, sites, size, stepped, units_of
from logitext.policy.sorts import BOOL, TEXT, Sort, quoted_text, show
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term
from logitext.policy.units import (
    MOST_INSTANCES,
    MOST_PARTS,
    UnitCount,
    how_many,
    one_of,
    unit_name,
    written_as,
    written_key,
)
from logitext.policy.words import count_of
from logitext.syntax.source import Span
from logitext.syntax.tree import (
    Call,
    ClauseStatement,
    DefinitionStatement,
    Element,
    Formula,
    Name,
    Quantified,
    String,
)

MISSING = Reference("")
"""The unit before the first one, or after the last one."""

_TOO_MANY = "more than {} clauses would have to be judged"


class Instances:
    """Makes the instances of one policy; how a formula becomes a term is up to a class that adds `elaborate`.

    `counts` says how many units texts have, `{"sentences(post)": 12}`, or which keys the elements of a list. A formula
    about units that are not counted, or that are too many, is a clause of its own, which nobody is asked. `instances`
    are those, and clauses with parameters for each use, by name; `made` are definitions likewise. `order` lists these
    after what they use; whoever elaborates a definition or a verdict adds its name. `units` are all units.
    """

    def __init__(self, scope: Scope, counts: Mapping[str, UnitCount] | None = None) -> None:
        self._scope = scope
        self._findings: PolicyFindings = next(iter(scope.home.values()), None)  # type: ignore[assignment]  # set by `of`
        self._known = dict(counts or {})
        self._counts = {name: how_many(counted) for name, counted in self._known.items()}
        self._bound: dict[str, Reference] = {}
        self._trying = 0
        self._inside = 0
        self.elements: Mapping[str, UnitCount] = {}
        """The lists whose elements a formula may name, as a test gives them."""
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

    def hold(self, table: str, rows: Sequence[Mapping[str, Constant]]) -> None:
        """Say which rows a table has, before any formula ranges over it."""
        self._scope.rows[table] = rows
        self._counts[table] = len(rows)

    def elaborate(self, formula: Formula, expected: Sort | None) -> Term | None:
        """The term of a formula. With `expected` its sort is that one, or an error is reported."""
        raise NotImplementedError

    def of(self, findings: PolicyFindings, formula: Formula, expected: Sort | None) -> Term | None:
        """`elaborate`, for a formula that stands in the file of these findings."""
        before, self._findings = self._findings, findings
        try:
            term = self.elaborate(formula, expected)
            if term is not None:
                self.products.check(term, findings)
            return term
        finally:
            self._findings = before

    @contextmanager
    def naming(self, elements: Mapping[str, UnitCount]) -> Iterator[None]:
        """Let formulas name the elements of these lists. No clause of the policy is made of what they say."""
        self.elements = elements
        self._trying += 1
        try:
            yield
        finally:
            self.elements = {}
            self._trying -= 1

    def check_function(self, statement: FunctionStatement) -> None:
        """Report what is wrong with a clause or a definition with parameters, whatever it is used on."""
        findings = self._scope.home[id(statement)]
        sorts = self._sorts_of(statement)
        if any(one is None for one, written in zip(sorts, statement.sorts, strict=False) if written is not None):
            return  # which is reported
        arguments = [
            Reference(name.text, term=None if sort is None else ClauseRef("", sort))
            for name, sort in zip(statement.parameters, sorts, strict=True)
        ]
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

    def _use(self, call: Call, statement: FunctionStatement) -> Term | None:
        """A use of a clause or a definition with parameters."""
        wanted = [*self._sorts_of(statement), *[None] * len(call.arguments)]
        arguments = [
            self._reference(argument) if sort is None else self._value(argument, sort, statement)
            for argument, sort in zip(call.arguments, wanted, strict=False)
        ]
        known = [one for one in arguments if one is not None]
        if len(known) < len(arguments) or not self._may_be_missing(call, statement):
            return None
        if len(known) != len(statement.parameters):
            written = ", ".join(name.text for name in statement.parameters)
            self._findings.error(
                "NLT307",
                f"`{statement.name.text}` takes {self._counted(statement)}, not {len(known)}",
                call.span,
                f"it is declared as `{statement.name.text}({written})`",
            )
            return None
        if any(one is MISSING for one in known):
            return Constant(False, BOOL, call.span)
        name = instance_name(statement.name.text, known)
        if isinstance(statement, DefinitionStatement):
            checked = self._checked.get(statement.name.text)  # none where it is wrong, or defined by itself
            if checked is None or not (self._trying or self._make(statement, known)):
                return None
            # Its size is that of every use on texts; a value may be a product itself.
            self.products.define(name, self.made[name].term if statement.sorts and name in self.made else checked)
            return DefinitionRef(name, checked.sort, call.span)
        sort = clause_sort(statement, self._scope)
        if sort is None or not self._can_be_judged(call, known):
            return None
        if not self._trying and name not in self.instances:
            clause = check_clause(statement, self._scope, self._scope.home[id(statement)], known)
            if clause is not None:
                self._room -= bool(self._inside)
                self.instances[name] = clause
        return ClauseRef(name, sort, call.span)

    def _sorts_of(self, statement: FunctionStatement) -> Sequence[Sort | None]:
        """The sorts of the parameters that are values, None for the others."""
        if not statement.sorts:
            return [None] * len(statement.parameters)
        return [None if written is None else self._scope.sort_of(written) for written in statement.sorts]

    def _counted(self, statement: FunctionStatement) -> str:
        """How many arguments it takes."""
        many = len(statement.parameters)
        return count_of(many) if not statement.sorts else "1 argument" if many == 1 else f"{many} arguments"

    def _value(self, argument: Formula, sort: Sort, statement: FunctionStatement) -> Reference | None:
        """What an argument stands for that is a value: a constant, or what has a name; reported where it is neither."""
        term = self.elaborate(argument, sort)
        if term is None:
            return None
        bare = term.args[0] if isinstance(term, Apply) and term.op is Connective.TO_REAL else term
        if isinstance(bare, Constant):
            return Reference(written_value(bare), term=term)
        if isinstance(statement, ClauseStatement) and not self._trying:
            message = "a clause is asked in words, so a value that it is used with must be a constant"
            hint = "write the value itself; what somebody judges, or a caller gives, is compared outside of the clause"
        elif isinstance(bare, ClauseRef | DefinitionRef):
            return Reference(bare.name, term=term)
        else:
            message = "a value that a definition is used with is a constant, or has a name"
            hint = "give the formula a name, `let limit = …`, and write that"
        self._findings.error("NLT310", message, argument.span, hint)
        return None

    def _can_be_judged(self, call: Call, known: Sequence[Reference]) -> bool:
        """Whether there is a text of each thing that a clause is used on; reported where there is none."""
        for argument, one in zip(call.arguments, known, strict=True):
            if one.units is None or one.units.kind:
                continue
            declared = self._scope.elements_of(one.units.text)
            if all(field.sort is not None for field in declared.fields):
                message = f"the elements of `{declared.name.text}` have no text that could be judged"
                hint = f"declare one: `list {declared.name.text} of {{…, body: text}}`"
                self._findings.error("NLT310", message, argument.span, hint)
                return False
        return True

    def _may_be_missing(self, call: Call, statement: FunctionStatement) -> bool:
        """Whether a call makes sense where a unit beside another one is missing; reported where it does not."""
        beside = [one for one in call.arguments if (found := stepped(one)) is not None and found[1]]
        checked = self._checked.get(statement.name.text)
        sort = (
            clause_sort(statement, self._scope) if isinstance(statement, ClauseStatement) else checked and checked.sort
        )
        if not beside or sort is None or sort == BOOL:
            return True
        self._findings.error(
            "NLT316",
            f"there may be no such unit, and then `{statement.name.text}` has no value",
            beside[0].span,
            "speak of it with `forsome`: `forsome t in …: t.index == s.index - 1 and … > 3`",
        )
        return False

    def _reference(self, argument: Formula) -> Reference | None:
        """What an argument stands for: a text, or what a variable is bound to, or a unit beside that."""
        found = stepped(argument)
        if found is not None and found[1]:
            return self._beside_it(*found, argument.span)
        if isinstance(argument, Name):
            given = self._bound.get(argument.text)
            if given is not None and given.term is None:
                return given
            if argument.text in self._scope.texts:
                return self._whole(argument.text)
            if argument.text in self._scope.broken:
                return None
        if isinstance(argument, Element):
            return self._named_element(argument)
        self._findings.error(
            "NLT310",
            "a clause with parameters is used on texts, or on their units",
            argument.span,
            f"its arguments are texts: {', '.join(f'`{name}`' for name in self._scope.texts) or 'there is none'}",
        )
        return None

    def _named_element(self, element: Element) -> Reference | None:
        """The element of a list that is named by its key, or by its number; reported where there is none."""
        name, key = element.of, element.key.text if isinstance(element.key, String) else element.key.value
        message, hint = None, "a formula speaks of elements with `forall`, `forsome` and `count`"
        if name.text not in self._scope.lists:
            message = f"there is no list `{name.text}`"
            hint = self._findings.suggest(name.text, lambda: self._scope.lists) or "name a list of the policy"
        elif name.text not in self.elements:
            message = "an element is named only by a test that gives its list"
        else:
            counted = self.elements[name.text]
            places: Sequence[Key] = range(1, counted + 1) if isinstance(counted, int) else counted
            number = next((number for number, one in enumerate(places, 1) if one == key), None)
            if number is not None:
                return self._unit(Units("", name.text), number, counted)
            listed = ", ".join(f"`{written_key(one)}`" for one in places[:8]) or "none"
            message = f"the list `{name.text}` has no element `{self._findings.source[element.key.span]}` here"
            hint = self._findings.suggest(str(key), lambda: map(str, places)) or f"it has {listed}"
        self._findings.error("NLT310", message, element.span, hint)
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
                        home = self._scope.home[id(here)]
                        used = self._used(site, _binding(here, given), home)
                        waiting += [one for one in used if one[0] not in opened]
            else:
                waiting.pop()
                term = self._body(here, given)
                if term is not None:
                    self.made[name] = Definition(name, term, self._scope.home[id(here)].place(here.span))
                    self.order.append(name)
        return wanted in self.made

    def _used(
        self, site: Site, bound: Mapping[str, Reference], findings: PolicyFindings
    ) -> Iterator[tuple[str, DefinitionStatement, Sequence[Reference]]]:
        """The definitions with parameters that a call in the file of these findings comes to."""
        function = self._scope.functions[site.call.function.text]
        if isinstance(function, DefinitionStatement) and function.name.text in self._checked:
            for arguments in self._arguments(site, bound, findings):
                yield instance_name(function.name.text, arguments), function, arguments

    # --- what there is to be made, before any of it is

    def _sites(self, formula: Formula) -> Sequence[Site]:
        """The calls of clauses and definitions with parameters in a formula."""
        found = self._sites_of.get(id(formula))
        if found is None:
            found = [site for site in sites(formula) if site.call.function.text in self._scope.functions]
            self._sites_of[id(formula)] = found
        return found

    def _arguments(
        self, site: Site, bound: Mapping[str, Reference], findings: PolicyFindings | None = None
    ) -> Iterator[Sequence[Reference]]:
        """What a call is made with, once for each combination of units; nothing where that is not known, or wrong.

        A value is what it comes to where the findings of its file are told, and otherwise stands as it is written.
        """
        function = self._scope.functions[site.call.function.text]
        if len(site.call.arguments) != len(function.parameters):
            return
        variables = {one.variable.text: units_of(one) for one in site.within}
        sorts = self._sorts_of(function)
        pairs = list(zip(site.call.arguments, sorts, strict=True))
        texts = [argument for argument, sort in pairs if sort is None]
        values = [(argument, sort) for argument, sort in pairs if sort is not None]
        found = [one for argument in texts if (one := stepped(argument)) is not None]
        names = [one.text for one, _ in found]
        if not all(self._counts.get(units_of(one)) for one in site.within) or len(names) < len(texts):
            return
        if not all(name in variables or name in bound or name in self._scope.texts for name in names):
            return
        speaks_of = [name.text for argument, _ in values for name in mentions(argument)]
        used = [name for name in dict.fromkeys([*names, *speaks_of]) if name in variables]
        for units in itertools.product(*(self._each(variables[name]) for name in used)):
            known = {**bound, **dict(zip(used, units, strict=True))}
            references = [known[name] if name in known else self._whole(name) for name in names]
            moved = [self._moved(one, steps) for one, (_, steps) in zip(references, found, strict=True)]
            if any(one is MISSING for one in moved):
                continue
            worth = [self._worth(argument, sort, function, known, findings) for argument, sort in values]
            if None not in worth:
                of_texts, of_values = iter(moved), iter(worth)
                yield [next(of_texts) if sort is None else next(of_values) for sort in sorts]  # type: ignore[misc]  # none is None

    def _worth(
        self,
        argument: Formula,
        sort: Sort,
        function: FunctionStatement,
        known: Mapping[str, Reference],
        findings: PolicyFindings | None,
    ) -> Reference | None:
        """The value of an argument where variables are bound so; as it is written where there are no findings."""
        if findings is None:
            inside = [known[name.text].name for name in mentions(argument) if name.text in known]
            return Reference(f"{id(argument)} {inside}")
        before = self._bound, self._findings
        self._bound, self._findings = dict(known), findings
        try:
            return self._value(argument, sort, function)
        finally:
            self._bound, self._findings = before

    def _each(self, units: str) -> Sequence[Reference]:
        """The counted units, as what a variable stands for."""
        found = self._references.get(units)
        if found is None:
            numbers = range(1, self._counts[units] + 1)
            found = self._references[units] = [self._unit(written_as(units), number) for number in numbers]
        return found

    def _excess(self, formula: Ranging, count: int) -> str | None:
        """What there would be too many of if a formula about so many units were spelt out; None where there is room."""
        if count > MOST_INSTANCES:
            return _TOO_MANY.format(MOST_INSTANCES)
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
                        return _TOO_MANY.format(MOST_INSTANCES)
                    if parts > MOST_PARTS:
                        break
        return None if parts <= MOST_PARTS else f"the formula would have more than {MOST_PARTS} parts"

    def _in_blocks(self, site: Site, looked_at: set[tuple[object, ...]]) -> int:
        """The parts of the blocks that a call stands in, where they were not looked at before."""
        found = 0
        for formula in site.within:
            count = self._counts.get(units_of(formula), 0)
            if (way := self._way(formula, count)) is not None and (id(formula),) not in looked_at:
                looked_at.add((id(formula),))
                found += count * (1 + size(way.rest, self._counts))
        return found

    # --- units

    def _way(self, formula: Ranging, count: int) -> Beside | None:
        """How a formula about many units is spelt out in blocks, found once; None where it is not."""
        if count <= FEW or not isinstance(formula, Quantified):
            return None
        if id(formula) not in self._beside:
            self._beside[id(formula)] = beside(formula)
        return self._beside[id(formula)]

    def _moved(self, reference: Reference, steps: int) -> Reference:
        """The unit so many units after another one; MISSING where there is none."""
        if not steps or reference.units is None:
            return reference
        number = reference.number + steps
        count = self._counts.get(str(reference.units), 0)
        return self._unit(reference.units, number) if 1 <= number <= count else MISSING

    def _beside_it(self, variable: Name, steps: int, span: Span) -> Reference | None:
        """The unit so many units after the one that a variable stands for."""
        reference = self._unit_of(variable, span)
        return reference if reference is None or self._trying else self._moved(reference, steps)

    def _unit_of(self, variable: Name, span: Span) -> Reference | None:
        """The unit that a variable stands for; of a parameter whose use is not known, the parameter."""
        reference = self._bound.get(variable.text)
        if reference is None:
            if variable.text in self._scope.broken:
                return None
            what = "is all of a text" if variable.text in self._scope.texts else "is no unit of a text"
        elif reference.name == variable.text and reference.units is None:
            self.asks_places = True
            return reference
        elif reference.units is None:
            what = f"is all of `{reference.name}` here"
        else:
            return reference
        hint = "units come from `forall`, `forsome` and `count`: `count s in sentences(…): …`"
        self._findings.error("NLT314", f"`{variable.text}` {what}", span, hint)
        return None

    def _unit(self, units: Units, number: int, known: UnitCount | None = None) -> Reference:
        declared = self._scope.texts[units.text] if units.kind else self._scope.elements_of(units.text)
        whole = description_of(declared)
        of_what = "" if whole is None else f" ({whole})"
        counted = self._known.get(str(units), 0) if known is None else known
        by_key = isinstance(counted, tuple) and 0 < number <= len(counted)
        which = written_key(counted[number - 1]) if by_key and isinstance(counted, tuple) else str(number)
        return Reference(
            unit_name(units, number, counted), f"{one_of(units)} {which} of `{units.text}`{of_what}", units, number
        )

    def _check_variable(self, name: Name, findings: PolicyFindings) -> None:
        if findings.namespace:
            return  # its own names are those of its file, and looked at there
        if self._scope.declared(name.text) is not None or name.text in self._scope.labels:
            findings.error(
                "NLT202",
                f"`{name.text}` is also the name of something else",
                name.span,
                "give the variable a name of its own",
            )


def written_value(constant: Constant) -> str:
    """A constant as it is written, all of it: two that differ are written in two ways."""
    if constant.sort == TEXT:
        return quoted_text(str(constant.value))
    return constant.value if isinstance(constant.value, str) else show(constant.value)


def _binding(statement: DefinitionStatement, arguments: Sequence[Reference]) -> dict[str, Reference]:
    return dict(zip([name.text for name in statement.parameters], arguments, strict=True))
