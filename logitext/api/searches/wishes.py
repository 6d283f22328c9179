"""What a search is for: a user's formula, or one that stands in the policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from logitext.check.expansion import Expansion, spread
from logitext.check.facts import facts_of
from logitext.logic.backend_name import BackendName
from logitext.logic.program import Program
from logitext.logic.worlds.space import Space
from logitext.policy.findings import did_you_mean
from logitext.policy.goal import asked, focused
from logitext.policy.load import expanded
from logitext.policy.model import CheckedPolicy, PolicyQuery
from logitext.policy.units import UnitCount
from logitext.search.solve import SearchWish
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.protocol import Texts


def formula_of(policy: CheckedPolicy, formula: str) -> tuple[CheckedPolicy, PolicyQuery]:
    """A policy with a user's formula as its last query, and that query. InputError where the formula is wrong."""
    extended = asked(policy, formula)
    return extended, extended.queries[-1]


def wish(
    policy: CheckedPolicy,
    extended: CheckedPolicy,
    query: PolicyQuery,
    given: Mapping[str, str],
    *,
    universal: bool,
    unknown: Sequence[str] = (),
    facts: Mapping[str, Any] | None = None,
    backend: BackendName = "auto",
) -> SearchWish:
    """A search for a formula that stands among the queries of a policy.

    Formulas about lists and texts that are given are spelt out before the search begins, so that logic sees what
    elements have in common.
    """
    index = extended.queries.index(query)
    texts = Texts(dict(given), facts=facts_of(policy, facts))
    own = spread(extended, texts)[1]

    def make(counts: Mapping[str, UnitCount]) -> CheckedPolicy:
        spelt = expanded(extended, {**own, **counts})
        return focused(spelt, spelt.queries[index], negated=universal)

    base = make({}) if own else focused(extended, query, negated=universal)
    program = Program(base, backend)

    names = tuple(unknown) or tuple([name for name in policy.texts if name not in given])
    for name in given:
        if name not in policy.texts:
            known = ", ".join(f"`{one}`" for one in policy.texts) or "none"
            hint = did_you_mean(name, policy.texts) or f"it declares {known}"
            raise InputError([Diagnostic("NLT602", f"the policy declares no text `{name}`", hint=hint)])
        if name in names:
            message = f"the text `{name}` is looked for, and given"
            raise InputError([Diagnostic("NLT614", message, hint="give it, or let it be found")])
    missing = [name for name in policy.texts if name not in given and name not in names]
    if missing:
        listed = ", ".join(f"`{name}`" for name in missing)
        message = f"the texts {listed} are neither given nor looked for"
        raise InputError([Diagnostic("NLT614", message, hint="give them: `--given name=file`")])
    written = query.place.source.in_one_line(_formula_span(query))
    return SearchWish(
        policy,
        Expansion(base, program, backend, make),
        Space(program),
        written,
        universal,
        names,
        texts,
    )


def _formula_span(query: PolicyQuery) -> Any:
    assert query.term is not None
    return query.term.span
