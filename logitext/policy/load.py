"""From a file or a string to a checked policy, or to all that is wrong with it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from logitext.policy import graph
from logitext.policy.alike import unify
from logitext.policy.clauses import check_clause, check_fact, description_of
from logitext.policy.elaborate import Elaborator
from logitext.policy.lists import check_list
from logitext.policy.model import Assumption, CheckedPolicy, Clause, Definition, TextVariable, Units, Verdict
from logitext.policy.modules import Module, module, modules
from logitext.policy.queries import queries
from logitext.policy.scope import Scope, collect
from logitext.policy.sharing import share
from logitext.policy.sorts import BOOL, Sort
from logitext.policy.tables import check_table
from logitext.policy.term import Apply, ClauseRef, DefinitionRef, Term
from logitext.policy.testing import tests_of
from logitext.policy.units import UnitCount
from logitext.syntax.delimiters import DEFAULT, Delimiters
from logitext.syntax.diagnostics import Diagnostic, InputError, PolicyError
from logitext.syntax.read import read_text
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import ClauseStatement, FactStatement, VerdictStatement


def load_policy(path: str | os.PathLike[str], *, tests: bool = True, delimiters: Delimiters = DEFAULT) -> CheckedPolicy:
    """The checked policy of a file. PolicyError where the file cannot be read or the policy is wrong.

    A test that makes no sense is an error too, unless `tests` is False. `delimiters` are those of files that name none.
    """
    name = os.fspath(path)
    try:
        text = read_text(Path(name))
    except ValueError as error:
        source = Source(name, "")
        raise PolicyError([Diagnostic("NLT001", str(error), source)]) from None
    return check_policy(Source(name, text, delimiters), tests=tests)


def check_policy(source: Source, *, tests: bool = True) -> CheckedPolicy:
    """The checked policy of a source, and of what it uses. PolicyError with every error that it has, file by file.

    Where `tests` is False, what is wrong with a test alone is no error; the policy says so in `wrong_tests`.
    """
    checked, found = check_files(modules(source), tests=tests)
    if found:
        raise PolicyError(found)
    return checked


def check_sources(sources: Sequence[Source]) -> CheckedPolicy:
    """The checked policy of its `sources`: each file after those that it uses and its tables; none is read."""
    files = modules(sources[-1], {one.name: one for one in sources})
    checked, found = check_files(files)
    if found:
        raise PolicyError(found)
    return checked


def check_files(files: Sequence[Module], *, tests: bool = False) -> tuple[CheckedPolicy, Sequence[Diagnostic]]:
    """The policy of some files, as far as it is sound, and all that is wrong with them, with their tests if wanted."""
    checked = _check(files, None)
    found = [
        finding
        for one in reversed(files)  # the file that was loaded comes first
        for finding in sorted(
            (*one.errors, *one.findings.in_order(), *(one.findings.about_tests() if tests else ())),
            key=lambda each: each.span or Span(0, 0),
        )
    ]
    return checked, found


def expanded(policy: CheckedPolicy, counts: Mapping[str, UnitCount]) -> CheckedPolicy:
    """The policy for texts with so many units: `{"sentences(post)": 12}`; units that are not counted stay as they are.

    The keys of a list may stand in the place of its number of elements: `{"messages": ("m16", "m17")}`.

    A formula that would take too many clauses stays as it is too; its clause says so in `too_many`.
    """
    files = [module(document) for document in policy.documents]
    checked = _check(files, counts)
    found = [finding for one in files for finding in one.findings.in_order()]
    if found:
        raise InputError(found)
    return checked


def _check(files: Sequence[Module], counts: Mapping[str, UnitCount] | None) -> CheckedPolicy:
    """The policy of some files, as far as it is sound; what is not is in their findings."""
    scope = collect(files)
    share(scope)
    unify(scope)
    lists = {name: check_list(one, scope, scope.home[id(one)]) for name, one in scope.lists.items()}
    checked = [_checked(statement, scope) for statement in scope.inputs()]
    clauses = {clause.name: clause for clause in checked if clause is not None}
    order = graph.order(scope)
    elaborator = Elaborator(scope, counts)
    for name, table in scope.tables.items():
        elaborator.hold(name, check_table(table, scope, elaborator))
    terms: dict[str, Term] = {}
    for name in order:
        if name in scope.functions:
            elaborator.check_function(scope.functions[name])
        elif (term := _define(name, scope, elaborator)) is not None:
            terms[name] = term
            elaborator.order.append(name)
    for function in scope.functions.values():
        if isinstance(function, ClauseStatement):
            elaborator.check_function(function)
    definitions, verdicts = {}, {}
    for name, statement in scope.defined.items():
        if name not in terms:
            continue
        place = scope.home[id(statement)].place(statement.span)
        if isinstance(statement, VerdictStatement):
            # What is a violation by another file is none of this policy before it says so.
            violation = statement.violation and not scope.home[id(statement)].namespace
            verdicts[name] = Verdict(name, terms[name], violation, place)
        else:
            definitions[name] = Definition(name, terms[name], place)
    assumptions = tuple(_assumptions(scope, elaborator))
    asked = tuple(queries(scope, elaborator))
    for one in files:
        one.findings.of_tests = True
    tests = tuple(tests_of(scope, elaborator))
    for one in files:
        one.findings.of_tests = False
    if elaborator.asks_places and counts is None and not any(one.findings.in_order() for one in files):
        _check(files, {str(units): 1 for units in elaborator.units})  # what is wrong there is known in each use
    return CheckedPolicy(
        source=files[-1].document.source,
        document=files[-1].document,
        texts={
            name: TextVariable(
                name,
                description_of(s),
                scope.home[id(s)].place(s.name.span),
            )
            for name, s in scope.texts.items()
        },
        clauses=clauses | _as_met(elaborator, [*terms.values(), *(one.term for one in assumptions)]),
        definitions=definitions | elaborator.made,
        assumptions=assumptions,
        verdicts=verdicts,
        order=tuple(elaborator.order),
        documents=tuple(one.document for one in files),
        lists=lists,
        units=tuple(
            {
                **{units: None for units in elaborator.units if units.kind or units.text in lists},
                **{Units("", name): None for name in lists},
            }
        ),
        queries=asked,
        tests=tests,
        wrong_tests=tuple([found for one in reversed(files) for found in one.findings.about_tests()]),
        spelt=dict(elaborator.spelt),
        looks_back=elaborator.looks_back,
    )


def _checked(statement: ClauseStatement | FactStatement, scope: Scope) -> Clause | None:
    """The checked clause or fact."""
    findings = scope.home[id(statement)]
    if isinstance(statement, ClauseStatement):
        return check_clause(statement, scope, findings)
    return check_fact(statement, scope, findings)


def _as_met(elaborator: Elaborator, terms: Sequence[Term]) -> dict[str, Clause]:
    """The clauses with parameters in the order in which formulas speak of them, then those of queries and tests."""
    if not elaborator.made:
        return elaborator.instances
    found: dict[str, Clause] = {}
    opened: set[str] = set()
    stack = list(reversed(terms))
    while stack:
        here = stack.pop()
        if isinstance(here, Apply):
            stack.extend(reversed(here.args))
        elif isinstance(here, ClauseRef) and here.name in elaborator.instances:
            found.setdefault(here.name, elaborator.instances[here.name])
        elif isinstance(here, DefinitionRef) and here.name in elaborator.made and here.name not in opened:
            opened.add(here.name)
            stack.append(elaborator.made[here.name].term)
    return found | {name: clause for name, clause in elaborator.instances.items() if name not in found}


def _define(name: str, scope: Scope, elaborator: Elaborator) -> Term | None:
    """The term of a definition or a verdict; its sort is noted even where its formula is wrong, if it is written."""
    statement = scope.defined[name]
    findings = scope.home[id(statement)]
    declared: Sort | None = None
    if statement.sort is not None:
        declared = scope.sort_of(statement.sort)
        if declared is not None:
            elaborator.sorts[name] = declared
    elif isinstance(statement, VerdictStatement) and statement.violation:
        elaborator.sorts[name] = declared = BOOL
    if isinstance(statement, VerdictStatement) and statement.violation and declared not in (BOOL, None):
        findings.error(
            "NLT304",
            f"a violation is true or false; `{name}` is declared as {declared}",
            statement.name.span,
            "declare it as `verdict`, or say when it is a violation: `violation v = … == …`",
        )
    term = elaborator.of(findings, statement.formula, declared)
    if term is not None:
        elaborator.sorts[name] = term.sort
        elaborator.products.define(name, term)
    return term


def _assumptions(scope: Scope, elaborator: Elaborator) -> Iterator[Assumption]:
    taken: set[str] = set()
    for statement in scope.assumptions:
        findings = scope.home[id(statement)]
        term = elaborator.of(findings, statement.formula, BOOL)
        if term is None:
            continue
        line = findings.source.position(statement.span.start).line
        name = statement.name.text if statement.name is not None else f"assume@{line}"
        if name in taken:  # several unnamed ones in a line
            name = next(f"{name}.{number}" for number in itertools.count(2) if f"{name}.{number}" not in taken)
        taken.add(name)
        yield Assumption(name, term, findings.place(statement.span))
