"""The trace of a result: what each definition and verdict came to, and through what, in the order of the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from logitext.explain import written
from logitext.explain.evaluate import Evaluator, definitions
from logitext.explain.justification import Justification, JustifyingPart, is_calculated
from logitext.logic.program import Program
from logitext.policy.mentioned import mentioned
from logitext.policy.model import CheckedPolicy, Place
from logitext.policy.sorts import Value
from logitext.policy.term import Apply, ClauseRef, DefinitionRef, Term, walk
from logitext.records.explanation import AnsweredBy, Follows, Part, Step
from logitext.records.frozen import SpanRecord
from logitext.syntax.source import Source

TracedKind = Literal["clause", "definition", "verdict", "violation"]


async def trace(
    program: Program,
    answers: Mapping[str, Value],
    verdicts: Sequence[str],
    because: Sequence[str],
    told: Mapping[str, AnsweredBy],
) -> tuple[Step, ...]:
    """The steps that lead to the verdicts; the answers must not contradict the assumptions.

    `because` are the clauses that the result gives as reasons, and `told` says who answered what.
    """
    policy = program.policy
    cone = _cone(policy, verdicts)
    evaluator = await _evaluator(program, answers, cone)
    preferred = Evaluator(definitions(policy, {name: answers[name] for name in because if name in answers}))
    blocks = {name: one.term for name, one in policy.definitions.items() if "@" in name}
    teller = _Teller(program, answers, evaluator, Justification(evaluator, preferred, blocks), told)
    steps = [await teller.definition(name) for name in policy.order if name in cone]
    steps += [await teller.clause(name) for name in policy.clauses if name in cone and name not in answers]
    assumed = {name for step in steps for name in _assumptions(step)}
    steps += [_assumption(policy, name) for name in assumed]
    needed = _needed(steps, verdicts)
    told_of = [step.model_copy(update={"needed": step.name in needed}) for step in steps]
    # A clause without an answer has nothing to tell unless something follows for it; an assumption only if it is used,
    # and so a definition on a unit of a text, of which there may be thousands.
    told_of = [
        step
        for step in told_of
        if (step.kind in _OWN and not (step.name.endswith(")") and step.kind == "definition" and not step.needed))
        or (step.follows and step.needed)
        or _used(step)
    ]
    return tuple(sorted(told_of, key=lambda step: (step.span.line, step.span.column)))


_OWN = ("definition", "verdict", "violation")


def _used(step: Step) -> bool:
    return step.kind == "assumption" and step.needed


def _cone(policy: CheckedPolicy, verdicts: Iterable[str]) -> set[str]:
    """The names of all that the verdicts' formulas speak of, directly or through definitions; and the verdicts."""
    names = set(verdicts)
    return names | {part.name for part in mentioned([policy.body(name) for name in names], policy)}


async def _evaluator(program: Program, answers: Mapping[str, Value], cone: set[str]) -> Evaluator:
    """An evaluator that has a value for each name of the cone for which the answers entail one.

    Three-valued evaluation comes first. The logic is asked about the names that it leaves open, and then, where such
    a name has a value, about the parts of its formula: an assumption may say what a part is though it is open itself.
    """
    policy = program.policy
    refs: list[Term] = [
        ClauseRef(name, clause.sort) for name, clause in policy.clauses.items() if name in cone and name not in answers
    ]
    values = definitions(policy, answers)
    refs += [DefinitionRef(n, policy.body(n).sort) for n in policy.order if n in cone and n not in values]
    if not refs:
        return Evaluator(values)
    found = await program.entailed(answers, refs)
    values |= {ref.name: v for ref, v in zip(refs, found, strict=True) if v is not None and isinstance(ref, _NAMES)}
    # With what follows for clauses, more formulas come to a value by their parts.
    values = definitions(policy, {n: v for n, v in values.items() if n in policy.clauses}) | values
    evaluator = Evaluator(values)
    open_parts = [
        part
        for name in policy.order
        if name in cone and name in values and evaluator.by_parts(policy.body(name)) is None
        for part in walk(policy.body(name))
        if isinstance(part, Apply) and evaluator.value(part) is None
    ]
    if not open_parts:
        return evaluator
    found = await program.entailed(answers, open_parts)
    known = {id(part): value for part, value in zip(open_parts, found, strict=True) if value is not None}
    return Evaluator(values, known)


_NAMES = (ClauseRef, DefinitionRef)


class _Teller:
    """Tells what names came to. `told` says who answered the clauses, as far as the result knows."""

    def __init__(
        self,
        program: Program,
        answers: Mapping[str, Value],
        evaluator: Evaluator,
        parts: Justification,
        told: Mapping[str, AnsweredBy],
    ) -> None:
        self._program = program
        self._policy = program.policy
        self._answers = answers
        self._evaluator = evaluator
        self._parts = parts
        self._told = told

    async def definition(self, name: str) -> Step:
        policy = self._policy
        place, body = _place(policy, name), self._parts.inside(policy.body(name))
        value = self._evaluator.values.get(name)
        follows, because = await self._why(body, value, place.source)
        if not because and isinstance(body, ClauseRef | DefinitionRef):
            because = (await self._part(JustifyingPart(body), place.source),)
        return Step(
            name=name,
            kind=_kind(policy, name),
            value=value,
            written=written.written(place.source, body),
            filled=written.filled(place.source, body, self._evaluator.values) if is_calculated(body) else None,
            span=SpanRecord.of(place),
            heading=place.heading,
            needed=False,
            follows=follows,
            because=because,
        )

    async def clause(self, name: str) -> Step:
        """A clause that nobody answered."""
        clause = self._policy.clauses[name]
        value = self._evaluator.values.get(name)
        follows = None if value is None else await self._grounds(ClauseRef(name, clause.sort), value)
        return Step(
            name=name,
            kind="clause",
            value=value,
            written=clause.wording,
            span=SpanRecord.of(clause.place),
            heading=clause.place.heading,
            needed=False,
            follows=follows,
            because=(),
        )

    async def _why(self, term: Term, value: Value | None, source: Source) -> tuple[Follows | None, tuple[Part, ...]]:
        if value is not None and self._evaluator.by_parts(term) is None:
            return await self._grounds(term, value), ()
        parts = tuple([await self._part(chosen, source) for chosen in self._parts.of(term)])
        return None, self._given(parts) or parts

    def _given(self, parts: Iterable[Part]) -> tuple[Part, ...]:
        """The facts that parts go back to, each once, where they go back to facts alone; empty where not.

        What is known needs no telling how it comes about: the formula and the facts say it.
        """
        facts: dict[str, Part] = {}
        for part in _inside(parts):
            clause = self._policy.clauses.get(part.name or "")
            if part.follows is not None or part.value is None or (part.name and (clause is None or not clause.fact)):
                return ()
            if part.name:
                facts[part.name] = part.model_copy(update={"role": "part"})
        return tuple(facts.values())

    async def _grounds(self, term: Term, value: Value) -> Follows:
        clauses, assumptions = await self._program.grounds(self._answers, term, value)
        ordered = tuple(name for name in self._policy.clauses if name in clauses)
        return Follows(clauses=ordered, assumptions=assumptions)

    async def _part(self, chosen: JustifyingPart, source: Source) -> Part:
        term = chosen.term
        value = self._evaluator.value(term)
        name = term.name if isinstance(term, ClauseRef | DefinitionRef) else None
        follows, because = (None, ()) if name else await self._why(term, value, source)
        return Part(
            role=chosen.role,
            kind="formula" if name is None else _kind(self._policy, name),
            name=name,
            written=written.written(source, term),
            filled=written.filled(source, term, self._evaluator.values) if is_calculated(term) else None,
            value=value,
            answered=self._told.get(name) if name else None,
            follows=follows,
            because=because,
        )


def _kind(policy: CheckedPolicy, name: str) -> TracedKind:
    if name in policy.clauses:
        return "clause"
    return policy.verdicts[name].kind if name in policy.verdicts else "definition"


def _place(policy: CheckedPolicy, name: str) -> Place:
    return policy.verdicts[name].place if name in policy.verdicts else policy.definitions[name].place


def _assumption(policy: CheckedPolicy, name: str) -> Step:
    assumption = next(assumption for assumption in policy.assumptions if assumption.id == name)
    place = assumption.place
    return Step(
        name=name,
        kind="assumption",
        value=True,
        written=written.written(place.source, assumption.term),
        span=SpanRecord.of(place),
        heading=place.heading,
        needed=False,
        follows=None,
        because=(),
    )


# --- what goes back to what


def _inside(parts: Iterable[Part]) -> Iterable[Part]:
    for part in parts:
        yield part
        yield from _inside(part.because)


def _all_follows(step: Step) -> list[Follows]:
    return [f for f in (step.follows, *(part.follows for part in _inside(step.because))) if f is not None]


def _assumptions(step: Step) -> set[str]:
    return {name for follows in _all_follows(step) for name in follows.assumptions}


def _needed(steps: Sequence[Step], verdicts: Iterable[str]) -> set[str]:
    """The names of the verdicts and of all steps to which they go back."""
    by_name = {step.name: step for step in steps if step.kind != "assumption"}
    found: set[str] = set()
    waiting = list(verdicts)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name in by_name:
            step = by_name[name]
            waiting.extend(part.name for part in _inside(step.because) if part.name is not None)
            found |= _assumptions(step)
    return found
