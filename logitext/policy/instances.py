"""What a policy says of several things at once: clauses and definitions with parameters, and `forall` and `forsome`.

Each use is a clause or a definition of its own, an instance: one for all uses on the same texts, so that definitions
which use each other are no larger than they are written. A formula about units is a term over these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from logitext.policy.call_arguments import binding
from logitext.policy.clauses import Reference, check_clause, instance_name
from logitext.policy.findings import PolicyFindings
from logitext.policy.foreseen import ForeseenInstances
from logitext.policy.model import Definition
from logitext.policy.scope import FunctionStatement, clause_sort
from logitext.policy.sites import Site
from logitext.policy.sorts import BOOL
from logitext.policy.term import ClauseRef, Constant, DefinitionRef, Term
from logitext.policy.unit_references import MISSING
from logitext.syntax.source import Span
from logitext.syntax.tree import (
    Call,
    ClauseStatement,
    DefinitionStatement,
)


class Instances(ForeseenInstances):
    """Makes the instances of one policy, each once."""

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
        if isinstance(statement, ClauseStatement) and not self._can_be_judged(call, known):
            return None
        return self._instance(statement, known, call.span)

    def _instance(self, statement: FunctionStatement, known: Sequence[Reference], span: Span) -> Term | None:
        """A clause or a definition with parameters, for these arguments."""
        name = instance_name(statement.name.text, known)
        if isinstance(statement, DefinitionStatement):
            checked = self._checked.get(statement.name.text)  # none where it is wrong, or defined by itself
            if checked is None or not (self._trying or self._make(statement, known)):
                return None
            # Its size is that of every use on texts; a value may be a product itself.
            self.products.define(name, self.made[name].term if statement.sorts and name in self.made else checked)
            return DefinitionRef(name, checked.sort, span)
        sort = clause_sort(statement, self._scope)
        if sort is None:
            return None
        parameters = [one.text for one in statement.parameters]
        if any("." in one.name.text and one.name.text.partition(".")[0] in parameters for one in statement.bindings):
            self.asks_places = True  # whether the elements have such a text
        if not self._trying and name not in self.instances:
            clause = check_clause(statement, self._scope, self._scope.home[id(statement)], known)
            if clause is not None:
                self._room -= bool(self._inside)
                self.instances[name] = clause
        return ClauseRef(name, sort, span)

    def _body(self, statement: DefinitionStatement, arguments: Sequence[Reference]) -> Term | None:
        """The formula of a definition with parameters, for some arguments."""
        before, self._bound = self._bound, binding(statement, arguments)
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
                        used = self._used(site, binding(here, given), home)
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
