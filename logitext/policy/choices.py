"""Versions of which one is in force: `when day >= 2026-01-01 use new else use old as law`, spelt out.

What all versions define is defined once more: `law.duty` is `if day >= 2026-01-01 then new.duty else old.duty`, so that
it follows while the day is not known exactly where the versions agree. Verdicts are those of the law in force; those of
its versions become definitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from logitext.policy.findings import PolicyFindings
from logitext.syntax.source import Span
from logitext.syntax.tree import (
    Annotation,
    Call,
    ChoiceStatement,
    ClauseStatement,
    DefinitionStatement,
    Document,
    Formula,
    Name,
    Op,
    Operation,
    Prose,
    SectionStatement,
    SortName,
    Statement,
    UseStatement,
    VerdictStatement,
)

Valued = ClauseStatement | DefinitionStatement | VerdictStatement


@dataclass(frozen=True, slots=True)
class _Version:
    """What a version has, by the names that it has within; only what has a value, for given parameters or without."""

    name: Name
    statements: Mapping[str, Valued]

    @property
    def verdicts(self) -> Mapping[str, VerdictStatement]:
        return {name: one for name, one in self.statements.items() if isinstance(one, VerdictStatement)}


def with_choices(documents: Sequence[Document], findings: Sequence[PolicyFindings]) -> list[Document]:
    """The documents of a policy, names spelt out, with what their choices define. What does not fit is reported."""
    every = [one for document in documents for one in document.statements]
    if not any(isinstance(one, ChoiceStatement) for one in every):
        return list(documents)
    spaces = {one.name.text for one in every if isinstance(one, UseStatement | SectionStatement) and one.name}
    made: dict[int, Sequence[Statement]] = {}
    chosen: set[str] = set()
    for document, found in zip(documents, findings, strict=True):
        for statement in document.statements:
            if isinstance(statement, ChoiceStatement):
                versions = _versions(statement, every, spaces, found)
                made[id(statement)] = list(_defined(statement, versions, found))
                chosen |= {one.name.text for one in versions}
    return [_with(document, made, chosen) for document in documents]


def _versions(
    choice: ChoiceStatement, every: Sequence[Statement], spaces: set[str], findings: PolicyFindings
) -> list[_Version]:
    found = []
    for name in (*[case.version for case in choice.cases], choice.last):
        if name.text not in spaces:
            hint = f'use a file under this name: `use "other.nltc" as {name.text.rpartition(".")[2]}`'
            findings.error("NLT214", f"`{name.text}` is no file that is used under a name", name.span, hint)
            continue
        start = f"{name.text}."
        own = {
            one.name.text.removeprefix(start): one
            for one in every
            if isinstance(one, Valued) and one.name.text.startswith(start)
        }
        found.append(_Version(name, own))
    return found if len(found) == len(choice.cases) + 1 else []


def _defined(choice: ChoiceStatement, versions: Sequence[_Version], findings: PolicyFindings) -> Iterator[Statement]:
    if not versions:
        return
    first, *others = versions
    for name, kind in {name: one.violation for version in versions for name, one in version.verdicts.items()}.items():
        lacking = [one for one in versions if name not in one.verdicts]
        if lacking:
            having = next(one for one in versions if name in one.verdicts)
            message = f"`{having.name.text}` decides `{name}`, and `{lacking[0].name.text}` does not"
            hint = "declare the verdict in each version, or define it with `let` where only one of them has it"
            findings.error("NLT214", message, lacking[0].name.span, hint)
        elif any(one.verdicts[name].violation is not kind for one in versions):
            message = f"`{name}` is a violation in one version, and a verdict in another"
            findings.error("NLT214", message, choice.span, "declare it alike in all versions")
    for name, statement in first.statements.items():
        if not all(name in one.statements and _takes(one.statements[name]) == _takes(statement) for one in others):
            continue
        here = Span(choice.name.span.start, choice.name.span.start)
        parameters = tuple([Name(f"{one.text}_of_{choice.name.text}", here) for one in _parameters(statement)])
        whole, formula = Name(f"{choice.name.text}.{name}", here), _formula(choice, versions, name, parameters)
        if isinstance(statement, VerdictStatement) and all(name in one.verdicts for one in others):
            yield VerdictStatement(whole, None, formula, statement.violation, choice.span)
        else:
            yield DefinitionStatement(whole, None, formula, choice.span, parameters, _sorts(statement))


def _parameters(statement: Valued) -> tuple[Name, ...]:
    return () if isinstance(statement, VerdictStatement) else statement.parameters


def _sorts(statement: Valued) -> tuple[SortName | None, ...]:
    return () if isinstance(statement, VerdictStatement) else statement.sorts


def _takes(statement: Valued) -> list[tuple[str, ...]]:
    """The sorts of the parameters, as written; of a text, or a unit, an empty one."""
    sorts = _sorts(statement)
    return [
        tuple([one.text for one in sort.names]) if sort else ()
        for sort in (sorts[place] if place < len(sorts) else None for place in range(len(_parameters(statement))))
    ]


def _formula(choice: ChoiceStatement, versions: Sequence[_Version], name: str, parameters: tuple[Name, ...]) -> Formula:
    """`if condition then version.name else …`, with `version.name(s)` where it has parameters."""
    named = [Name(f"{one.name.text}.{name}", Span(one.name.span.start, one.name.span.start)) for one in versions]
    used: list[Formula] = [Call(one, parameters, one.span, 1) if parameters else one for one in named]
    *cases, formula = used
    for case, value in zip(reversed(choice.cases), reversed(cases), strict=True):
        operands = (case.condition, value, formula)
        depth = 1 + max(getattr(one, "depth", 0) for one in operands)
        formula = Operation(Op.IF, operands, choice.span, depth)
    return formula


def _with(document: Document, made: Mapping[int, Sequence[Statement]], chosen: set[str]) -> Document:
    """A document with what its choices define, and without the verdicts of versions."""
    spaces = iter(document.spaces)
    parts: list[Prose | Annotation] = []
    found: list[str] = []
    for part in document.parts:
        if not isinstance(part, Annotation):
            parts.append(part)
            continue
        statements: list[Statement] = []
        for statement in part.statements:
            own = [_demoted(statement, chosen), *made.get(id(statement), ())]
            statements += own
            found += [next(spaces, "")] * len(own)
        parts.append(replace(part, statements=tuple(statements)))
    return replace(document, parts=tuple(parts), spaces=tuple(found))


def _demoted(statement: Statement, chosen: set[str]) -> Statement:
    """A verdict of a version as a definition; anything else as it is."""
    if not isinstance(statement, VerdictStatement):
        return statement
    if not any(statement.name.text.startswith(f"{one}.") for one in chosen):
        return statement
    sort = statement.sort
    if statement.violation and sort is None:
        start = statement.span.start
        sort = SortName((Name("Bool", Span(start, start)),), Span(start, start))
    return DefinitionStatement(statement.name, sort, statement.formula, statement.span)
