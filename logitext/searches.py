"""The part of the Python API that looks for texts: `Policy.solve`, `Policy.refute` and `Policy.cover` do it here."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict

from logitext import showing  # noqa: F401  # so that outcomes are shown as the command shows them
from logitext.arguments import TheoryInput, theory_of
from logitext.check.expansion import Expansion
from logitext.check.facts import facts_of
from logitext.check.loop import Interrupt, Request, check
from logitext.cover.cover import Aimed, Keep
from logitext.cover.cover import cover as run_cover
from logitext.cover.suite import Zeal
from logitext.logic.program import Engine, Program
from logitext.logic.worlds.space import Space
from logitext.policy.findings import did_you_mean, refuse_unknown
from logitext.policy.goal import GOAL, asked, focused
from logitext.policy.load import expanded
from logitext.policy.model import CheckedPolicy, PolicyQuery
from logitext.policy.sorts import coerce
from logitext.records.answered import Answered
from logitext.records.cover import Cover, TextLine
from logitext.records.frozen import SpanRecord
from logitext.records.result import Result
from logitext.records.search import Search
from logitext.search.lemmas import Lemmas
from logitext.search.reading import Reading
from logitext.search.realise import Patience
from logitext.search.solve import Wish, search
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.chain import members_of
from logitext.theory.protocol import Texts
from logitext.theory.writing.compose import Compose
from logitext.theory.writing.protocol import Writer
from logitext.theory.writing.spec import writer_of
from logitext.trail.budget import Budget

if TYPE_CHECKING:
    from logitext.search.events import Listener

Path = str | os.PathLike[str]


class SearchOptions(TypedDict, total=False):
    """The options of every search, by name.

    `writer`: who writes the texts, a writer or a spec (`"openai:MODEL"`); by default `"compose"`. `theory`: who reads
    them; by default the policy's own patterns.

    `given`: the known texts; the search is for the others. `facts`: the known facts; the search chooses the others.
    `rounds`: calls of the writer for a cube. `proposals`: texts
    in a call. `cubes`: cubes to try for an aim. `lemmas`: a file that keeps which demands no text has met together.

    `max_texts`: the most texts that are read. `max_questions`, `max_calls`, `max_tokens`, `max_cost`, `deadline`:
    limits of the whole search. `listener`: a function that is called with each step.
    """

    writer: Writer | str | None
    theory: TheoryInput
    given: Mapping[str, str]
    facts: Mapping[str, Any]
    rounds: int
    proposals: int
    cubes: int
    lemmas: Path | None
    max_texts: int | None
    max_questions: int | None
    max_calls: int | None
    max_tokens: int | None
    max_cost: float | None
    deadline: float | None
    listener: Listener | None


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
    engine: Engine = "auto",
) -> Wish:
    """A search for a formula that stands among the queries of a policy."""
    index = extended.queries.index(query)
    base = focused(extended, query, negated=universal)
    program = Program(base, engine)

    def make(counts: Mapping[str, int]) -> CheckedPolicy:
        spelt = expanded(extended, counts)
        return focused(spelt, spelt.queries[index], negated=universal)

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
    written = " ".join(query.place.source[_formula_span(query)].split())
    return Wish(
        policy,
        Expansion(base, program, engine, make),
        Space(program),
        written,
        universal,
        names,
        Texts(dict(given), facts=facts_of(policy, facts)),
    )


def _formula_span(query: PolicyQuery) -> Any:
    assert query.term is not None
    return query.term.span


async def solve(wanted: Wish, options: SearchOptions, interrupt: Interrupt | None = None) -> Search:
    """The outcome of a search."""
    refuse_unknown(options, SearchOptions.__annotations__, ("limit",))
    path = options.get("lemmas")
    kept = None if path is None else Lemmas(path)
    known = () if kept is None else kept.of(wanted.space.policy)
    outcome, learned = await search(
        wanted,
        writer(options),
        request(options),
        patience(options),
        known,
        options.get("listener"),
        interrupt,
        options.get("max_texts"),
    )
    if kept is not None:
        kept.keep(wanted.policy, learned)
    return outcome


def writer(options: SearchOptions) -> Writer:
    """The writer that options name."""
    named = options.get("writer")
    return Compose() if named is None else writer_of(named) if isinstance(named, str) else named


def request(options: SearchOptions) -> Request:
    """How texts are read, and what the whole search may take."""
    theory = options.get("theory")
    reads = theory_of(theory)
    budget = Budget(
        options.get("max_questions"),
        options.get("max_calls"),
        options.get("max_cost"),
        options.get("deadline"),
        options.get("max_tokens"),
    )
    return Request(members_of(reads), (), budget, "report")


def patience(options: SearchOptions) -> Patience:
    """How long an aim is tried."""
    usual = Patience()
    return Patience(
        options.get("rounds", usual.rounds),
        options.get("proposals", usual.proposals),
        options.get("cubes", usual.cubes),
    )


LIMIT = 200
"""The most texts of a cover, and of `all` the most goals, where nothing else is said."""
ALIKE = 0.9
"""From which likeness a text is too like another one."""


class CoverOptions(SearchOptions, total=False):
    """The options of a cover, beside those of every search.

    `limit`: the most texts, and for `all` the most goals that are listed. `tries`: the most texts for one goal.
    `wishes`: the most further demands on a text. `alike`: the likeness, from 0 to 1, at which a text is left out
    because it is too like another one. `cases`: texts that exist already, as in `Cover.texts`; with `writer=None`
    nothing is written. `keep`: a function that is called with each text as soon as it is read.
    """

    limit: int
    tries: int
    wishes: int
    alike: float
    cases: Sequence[TextLine]
    keep: Keep | None


def aimed(
    policy: CheckedPolicy,
    program: Program,
    expansion: Expansion,
    formula: str | None,
    verdicts: Sequence[str],
    criterion: str,
    limit: int,
    alike: float,
    engine: Engine = "auto",
) -> Aimed:
    """A cover of a formula, or of verdicts of the policy."""
    if formula is None:
        return Aimed(policy, expansion, Space(program), None, tuple(verdicts), criterion, limit, alike)
    extended, query = formula_of(policy, formula)
    found = wish(policy, extended, query, {}, universal=False, engine=engine)
    return Aimed(policy, found.expansion, found.space, found.formula, (GOAL,), criterion, limit, alike)


async def cover(wanted: Aimed, options: CoverOptions, interrupt: Interrupt | None = None) -> Cover:
    """The outcome of a cover."""
    known_options = [
        name for name in (*SearchOptions.__annotations__, *CoverOptions.__annotations__) if name != "facts"
    ]
    refuse_unknown(options, known_options, ("by", "verdicts"))
    path = options.get("lemmas")
    kept = None if path is None else Lemmas(path)
    known = () if kept is None else kept.of(wanted.space.policy)
    usual = Zeal()
    zeal = Zeal(
        options.get("tries", usual.tries),
        options.get("wishes", usual.wishes),
        options.get("proposals", usual.proposals),
    )
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
        zeal,
        cases=cases,
        lemmas=known,
        listener=options.get("listener"),
        keep=options.get("keep"),
        interrupt=interrupt,
    )
    if kept is not None:
        kept.keep(wanted.policy, learned)
    return outcome


async def known_reading(space: Space, line: TextLine) -> Reading:
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
    return Reading(
        dict(line.texts), Texts(dict(line.texts), facts=facts), values, open_clauses, allowed, label=line.label
    )


async def answer(
    checked: CheckedPolicy,
    expansion: Expansion,
    index: int,
    given: Texts,
    limit: int,
    options: SearchOptions,
    interrupt: Interrupt | None = None,
) -> Answered:
    """The answer to a query that stands in a policy; `expansion` is the policy's own."""
    query = checked.queries[index]
    outcome: Result | Search | Cover
    if query.kind == "check":
        outcome = await _check(checked, expansion, query, given, options, interrupt)
    elif query.kind == "cover":
        found = wish(checked, checked, query, {}, universal=False)
        wanted = Aimed(
            checked,
            found.expansion,
            found.space,
            found.formula,
            (GOAL,),
            query.criterion or "each-clause",
            limit,
            ALIKE,
        )
        left_out = ("given", "facts", "rounds", "cubes", "max_texts", "proposals")
        kept = {name: value for name, value in options.items() if name not in left_out}
        outcome = await cover(wanted, kept, interrupt)  # type: ignore[arg-type]  # options without some of them
    else:
        others = {name: text for name, text in given.items() if name not in query.texts}
        known = given.facts
        wanted_texts = wish(
            checked, checked, query, others, universal=query.kind == "forall", unknown=query.texts, facts=known
        )
        outcome = await solve(wanted_texts, {**options, "given": others}, interrupt)
    place = query.place
    return Answered(
        query=" ".join(place.source[place.span].split()),
        kind=query.kind,
        path=place.source.name,
        span=SpanRecord.of(place),
        outcome=outcome,
    )


async def _check(
    checked: CheckedPolicy,
    expansion: Expansion,
    query: PolicyQuery,
    given: Texts,
    options: SearchOptions,
    interrupt: Interrupt | None,
) -> Result:
    """What a `check` comes to: its formula as the one verdict, or all verdicts of the policy."""
    verdicts = tuple(checked.verdicts)
    if query.term is not None:
        base = focused(checked, query)
        index = checked.queries.index(query)

        def make(counts: Mapping[str, int]) -> CheckedPolicy:
            spelt = expanded(checked, counts)
            return focused(spelt, spelt.queries[index])

        expansion, verdicts = Expansion(base, Program(base), "auto", make), (GOAL,)
    fitted = expansion.fit(given)
    asks = replace(request(options), verdicts=verdicts)
    return await check(fitted.program, fitted.texts, asks, None, interrupt, units=fitted.units)
