"""The queries of a policy, checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from logitext.policy.criteria import CRITERIA
from logitext.policy.elaborate import Elaborator
from logitext.policy.model import PolicyQuery
from logitext.policy.scope import Scope
from logitext.policy.sorts import BOOL
from logitext.syntax.tree import CheckQuery, CoverQuery, Query, SearchQuery


def queries(scope: Scope, elaborator: Elaborator) -> Iterator[PolicyQuery]:
    """The queries whose formulas make sense; what is wrong is reported."""
    for query in scope.queries:
        found = _query(query, scope, elaborator)
        if found is not None:
            yield found


def _query(query: Query, scope: Scope, elaborator: Elaborator) -> PolicyQuery | None:
    findings = scope.home[id(query)]
    place = findings.place(query.span)
    if isinstance(query, CheckQuery) and query.formula is None:
        return PolicyQuery("check", None, (), None, place)
    assert query.formula is not None
    term = elaborator.of(findings, query.formula, None if isinstance(query, CheckQuery) else BOOL)
    if isinstance(query, CoverQuery):
        criterion = query.criterion
        if criterion.text not in CRITERIA.names():
            hint = findings.suggest(criterion.text, CRITERIA.names) or f"there are {', '.join(CRITERIA.names())}"
            findings.error("NLT210", f"there is no criterion `{criterion.text}`", criterion.span, hint)
            return None
        return None if term is None else PolicyQuery("cover", term, (), criterion.text, place)
    if isinstance(query, SearchQuery):
        for name in query.texts:
            if name.text not in scope.texts and name.text not in scope.broken:
                hint = (
                    findings.suggest(name.text, lambda: scope.texts) or f'declare it: `text {name.text}: "what it is"`'
                )
                findings.error("NLT201", f"the text `{name.text}` is not declared", name.span, hint)
                return None
        kind: Literal["forall", "forsome"] = "forall" if query.universal else "forsome"
        return None if term is None else PolicyQuery(kind, term, tuple(name.text for name in query.texts), None, place)
    return None if term is None else PolicyQuery("check", term, (), None, place)
