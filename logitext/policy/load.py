"""From a file or a string to a checked policy, or to all that is wrong with it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from logitext.policy import graph
from logitext.policy.clauses import check_clause
from logitext.policy.elaborate import Elaborator
from logitext.policy.findings import Findings
from logitext.policy.model import Assumption, CheckedPolicy, Definition, TextVariable, Verdict
from logitext.policy.scope import Scope, collect
from logitext.policy.sorts import BOOL, Sort
from logitext.policy.term import Term
from logitext.syntax.diagnostics import Diagnostic, PolicyError
from logitext.syntax.outline import Outline
from logitext.syntax.parser import parse
from logitext.syntax.read import read_text
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import Annotation, Document, VerdictStatement


def load_policy(path: str | os.PathLike[str]) -> CheckedPolicy:
    """The checked policy of a file. PolicyError where the file cannot be read or the policy is wrong."""
    name = os.fspath(path)
    try:
        text = read_text(Path(name))
    except ValueError as error:
        source = Source(name, "")
        raise PolicyError([Diagnostic("NLT001", str(error), source)]) from None
    return check_policy(Source(name, text))


def check_policy(source: Source) -> CheckedPolicy:
    """The checked policy of a source. PolicyError with every error that it has, in source order."""
    document, errors = parse(source)
    outline = Outline(document)
    findings = Findings(source, outline)
    if not errors and not any(isinstance(part, Annotation) for part in document.parts):
        findings.error(
            "NLT108",
            "the file holds no annotation",
            Span(0, 0),
            "mark up the prose: `{{let rude = [[insults somebody]]}}`; try an example of the documentation",
        )
    checked = _check(document, findings)
    found = sorted((*errors, *findings.in_order()), key=lambda diagnostic: diagnostic.span or Span(0, 0))
    if found:
        raise PolicyError(found)
    return checked


def _check(document: Document, findings: Findings) -> CheckedPolicy:
    """The policy of a document, as far as it is sound; what is not is in the findings."""
    scope = collect(document, findings)
    clauses = [check_clause(statement, scope, findings) for statement in scope.clauses.values()]
    order = graph.order(scope, findings)
    elaborator = Elaborator(scope, findings)
    terms = {name: term for name in order if (term := _define(name, scope, elaborator, findings)) is not None}
    definitions, verdicts = {}, {}
    for name, statement in scope.defined.items():
        if name not in terms:
            continue
        place = findings.place(statement.span)
        if isinstance(statement, VerdictStatement):
            verdicts[name] = Verdict(name, terms[name], statement.violation, place)
        else:
            definitions[name] = Definition(name, terms[name], place)
    return CheckedPolicy(
        source=document.source,
        document=document,
        texts={
            name: TextVariable(name, s.description.text if s.description else None, findings.place(s.name.span))
            for name, s in scope.texts.items()
        },
        clauses={clause.name: clause for clause in clauses if clause is not None},
        definitions=definitions,
        assumptions=tuple(_assumptions(scope, elaborator, findings)),
        verdicts=verdicts,
        order=tuple(name for name in order if name in terms),
    )


def _define(name: str, scope: Scope, elaborator: Elaborator, findings: Findings) -> Term | None:
    """The term of a definition or a verdict; its sort is noted even where its formula is wrong, if it is written."""
    statement = scope.defined[name]
    declared: Sort | None = None
    if statement.sort is not None:
        declared = scope.sorts[statement.sort.span]
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
    term = elaborator.elaborate(statement.formula, declared)
    if term is not None:
        elaborator.sorts[name] = term.sort
    return term


def _assumptions(scope: Scope, elaborator: Elaborator, findings: Findings) -> Iterator[Assumption]:
    taken: set[str] = set()
    for statement in scope.assumptions:
        term = elaborator.elaborate(statement.formula, BOOL)
        if term is None:
            continue
        line = findings.source.position(statement.span.start).line
        name = statement.name.text if statement.name is not None else f"assume@{line}"
        if name in taken:  # several unnamed ones in a line
            name = next(f"{name}.{number}" for number in itertools.count(2) if f"{name}.{number}" not in taken)
        taken.add(name)
        yield Assumption(name, term, findings.place(statement.span))
