"""Formulas that are assumed of one document, as if the policy had them.

Each becomes a fact that is given as true, and an assumption that the formula holds where that fact is. So a formula
that is assumed is a reason like any fact, and no reason where it is not needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from logitext.policy.clauses import fact_clause
from logitext.policy.goal import in_place
from logitext.policy.load import check_files, expanded
from logitext.policy.model import CheckedPolicy
from logitext.policy.modules import module
from logitext.policy.sorts import BOOL
from logitext.policy.term import Apply, ClauseRef, Connective
from logitext.policy.units import UnitCount
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.parser import parse
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import AssumeStatement

ASSUMED = "assume "
"""What the names of such facts and assumptions begin with; no name of a policy holds a space."""

_BEFORE = "{{assume "
_AFTER = "\n}}"


def in_one_line(formulas: Sequence[str]) -> tuple[str, ...]:
    """The formulas without white space that means nothing, each once."""
    return tuple(dict.fromkeys([" ".join(formula.split()) for formula in formulas]))


def names_of(formulas: Sequence[str]) -> dict[str, Literal[True]]:
    """The facts that assuming these formulas gives."""
    return dict.fromkeys([ASSUMED + formula for formula in formulas], True)


def supposing(
    policy: CheckedPolicy, formulas: Sequence[str], counts: Mapping[str, UnitCount] | None = None
) -> CheckedPolicy:
    """The policy with formulas that may be assumed; with `counts`, for texts with so many units.

    It counts as the same policy: its files are those of the policy. InputError with all that is wrong with formulas.
    """
    documents, wrong = [], []
    shown: dict[int, Source] = {}
    for number, formula in enumerate(formulas, 1):
        source = Source(f"<assumption {number}>", f"{_BEFORE}{formula}{_AFTER}")
        shown[id(source)] = Source(f"<assumption {number}>", formula)
        document, errors = parse(source)
        statements = list(document.statements)
        plain = len(statements) == 1 and isinstance(statements[0], AssumeStatement) and statements[0].name is None
        if not formula.strip() or (not errors and not plain):
            message = "expected one formula" if formula.strip() else "the formula is empty"
            hint = "assume a formula of the policy: `child_of_taxpayer and not minor`"
            wrong.append(Diagnostic("NLT631", message, shown[id(source)], Span(0, len(formula)), hint))
        documents.append((document, errors))
    if wrong:
        raise InputError(wrong)
    extended, found = check_files([*map(module, policy.documents), *(module(*one) for one in documents)])
    if found:
        order = list(shown)
        found = sorted(found, key=lambda one: order.index(id(one.source)) if id(one.source) in shown else -1)
        raise InputError([_shown(one, shown) for one in found])
    if counts is not None:
        extended = expanded(extended, counts)
    (*own,) = extended.assumptions[: len(extended.assumptions) - len(formulas)]
    added = extended.assumptions[len(own) :]
    clauses, assumptions = {}, []
    for formula, assumption in zip(formulas, added, strict=True):
        name = ASSUMED + formula
        clauses[name] = fact_clause(name, BOOL, "", assumption.place)
        term = Apply(Connective.IMPLIES, (ClauseRef(name, BOOL), assumption.term), span=assumption.term.span)
        assumptions.append(replace(assumption, id=name, term=term))
    return replace(
        extended,
        source=policy.source,
        document=policy.document,
        documents=policy.documents,
        clauses={**extended.clauses, **clauses},
        assumptions=(*own, *assumptions),
        queries=policy.queries,
        tests=policy.tests,
        wrong_tests=policy.wrong_tests,
    )


def _shown(found: Diagnostic, shown: Mapping[int, Source]) -> Diagnostic:
    """An error of a wrapped formula as one of the formula alone."""
    source = shown.get(id(found.source))
    return found if source is None else in_place(found, source, len(_BEFORE))
