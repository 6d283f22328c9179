"""Texts that cover a formula, or the verdicts of a policy."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.api import showing  # noqa: F401  # so that outcomes are shown as the command shows them
from logitext.api.options import CoverOptions
from logitext.api.searches.means import request, writer
from logitext.api.searches.wishes import formula_of, wish
from logitext.check.expansion import Expansion
from logitext.check.request import Interrupt
from logitext.cover.cover import Aimed
from logitext.cover.cover import cover as run_cover
from logitext.cover.effort import CoverEffort
from logitext.logic.backend_name import BackendName
from logitext.logic.program import Program
from logitext.logic.worlds.space import Space
from logitext.policy.findings import did_you_mean, refuse_unknown
from logitext.policy.goal import GOAL
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import coerce
from logitext.records.cover import Cover, TextLine
from logitext.search.nogoods import NoGoods
from logitext.search.reading import TextReading
from logitext.syntax.diagnostics import ArgumentError, Diagnostic, InputError
from logitext.theory.protocol import Texts


def aimed(
    policy: CheckedPolicy,
    program: Program,
    expansion: Expansion,
    formula: str | None,
    verdicts: Sequence[str],
    criterion: str,
    limit: int,
    alike: float,
    backend: BackendName = "auto",
) -> Aimed:
    """A cover of a formula, or of verdicts of the policy."""
    if formula is None:
        return Aimed(policy, expansion, Space(program), None, tuple(verdicts), criterion, limit, alike)
    extended, query = formula_of(policy, formula)
    found = wish(policy, extended, query, {}, universal=False, backend=backend)
    return Aimed(policy, found.expansion, found.space, found.formula, (GOAL,), criterion, limit, alike)


async def cover(wanted: Aimed, options: CoverOptions, interrupt: Interrupt | None = None) -> Cover:
    """The outcome of a cover."""
    for name in ("given", "facts"):
        if name in options:
            hint = "it writes all texts and chooses all facts; `policy.solve` looks for one text beside known ones"
            raise ArgumentError([Diagnostic("NLT622", f"a cover has no option `{name}`", hint=hint)])
    refuse_unknown(options, CoverOptions.__annotations__, ("by", "verdicts"))
    path = options.get("nogoods")
    kept = None if path is None else NoGoods(path)
    known = () if kept is None else kept.of(wanted.space.policy)
    cases = [await known_reading(wanted.space, one) for one in options.get("cases", ())]
    silent = "writer" in options and options["writer"] is None
    if not silent and not wanted.policy.texts and not wanted.space.has_facts:
        hint = 'declare one: `{{text post: "what it is"}}`; labelled cases can be measured without (`--cases`)'
        message = "the policy declares no text, so none can be written"
        raise InputError([Diagnostic("NLT614", message, wanted.policy.source, hint=hint)])
    outcome, learned = await run_cover(
        wanted,
        None if silent else writer(options),
        request(options),
        CoverEffort.among(options),
        cases=cases,
        nogoods=known,
        listener=options.get("listener"),
        keep=options.get("keep"),
        interrupt=interrupt,
    )
    if kept is not None:
        kept.keep(wanted.policy, learned)
    return outcome


async def known_reading(space: Space, line: TextLine) -> TextReading:
    """A text whose values are known, as if it had been read. InputError where they do not fit the policy."""
    values = {}
    for name, value in {**line.facts, **line.answers}.items():
        if name not in space.policy.clauses:
            hint = did_you_mean(name, space.policy.clauses)
            raise InputError([Diagnostic("NLT617", f"text {line.text}: the policy has no clause `{name}`", hint=hint)])
        if value is None:
            continue
        try:
            values[name] = coerce(value, space.policy.clauses[name].sort)
        except ValueError as error:
            raise InputError([Diagnostic("NLT617", f"text {line.text}: `{name}`: {error}")]) from None
    open_clauses = {one.clause: (one.reason, one.detail) for one in line.open}
    allowed = await space.allows(values)
    facts = {name: value for name, value in values.items() if space.policy.clauses[name].fact}
    return TextReading(
        dict(line.texts), Texts(dict(line.texts), facts=facts), values, open_clauses, allowed, label=line.label
    )
