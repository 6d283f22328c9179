"""A formula that is asked of a policy, as a verdict of that policy: what it takes to decide a verdict then decides it.

The formula is one that stands in the policy as a query, or one that a user writes, which is read as if it stood there.
"""

from __future__ import annotations

from dataclasses import replace

from logitext.policy.load import check_files
from logitext.policy.model import CheckedPolicy, PolicyQuery, Verdict
from logitext.policy.modules import module
from logitext.policy.shorthand import negation
from logitext.policy.sorts import BOOL
from logitext.policy.words import article
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.parser import parse
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import CheckQuery

GOAL = "(formula)"
"""What the verdict is called: no name that a policy can declare."""

_BEFORE = "{{check "
_AFTER = "\n}}"


def asked(policy: CheckedPolicy, formula: str) -> CheckedPolicy:
    """The policy with one query more, the last: `check` of a formula of the user's. InputError where that is wrong."""
    source = Source("<formula>", f"{_BEFORE}{formula}{_AFTER}")
    shown = Source("<formula>", formula)
    document, errors = parse(source)
    if not errors:
        statements = list(document.statements)
        if len(statements) != 1 or not isinstance(statements[0], CheckQuery) or statements[0].formula is None:
            message = "expected one formula" if formula.strip() else "the formula is empty"
            hint = "write clauses, definitions and verdicts of the policy: `remove and not threat`"
            raise InputError([Diagnostic("NLT613", message, shown, Span(0, len(formula)), hint)])
    extended, found = check_files([*(module(one) for one in policy.documents), module(document, errors)])
    if found:
        raise InputError([_shown(one, source, shown) for one in found])
    term = extended.queries[-1].term
    assert term is not None
    if term.sort != BOOL:
        message = f"the formula is {article(term.sort)}; a text is searched for which something holds"
        hint = "compare it with a value: `severity == deadly`, `victims >= 2`"
        raise InputError([Diagnostic("NLT613", message, shown, Span(0, len(formula)), hint)])
    return extended


def focused(policy: CheckedPolicy, query: PolicyQuery, *, negated: bool = False) -> CheckedPolicy:
    """The policy with the formula of one of its queries as its only verdict, called GOAL; or what denies it."""
    assert query.term is not None
    term = negation(query.term, query.place.span) if negated else query.term
    verdicts = {**policy.verdicts, GOAL: Verdict(GOAL, term, False, query.place)}
    return replace(policy, verdicts=verdicts, order=(*policy.order, GOAL))


def for_queries(policy: CheckedPolicy, line: int) -> CheckedPolicy:
    """The policy with the formula of the query in some line as its verdict, to show the outcome."""
    for query in policy.queries:
        if query.term is not None and query.place.source.position(query.place.span.start).line == line:
            return focused(policy, query)
    return policy


def _shown(found: Diagnostic, source: Source, shown: Source) -> Diagnostic:
    return in_place(found, shown, len(_BEFORE)) if found.source is source else found


def in_place(found: Diagnostic, shown: Source, before: int) -> Diagnostic:
    """An error of a wrapped formula as one of the formula alone; so many characters stand before it."""
    if found.span is None:
        return found
    most = len(shown.text)
    start, end = (min(max(0, place - before), most) for place in found.span)
    return replace(found, source=shown, span=Span(start, max(start, end)), heading=())
