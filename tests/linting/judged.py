"""What findings must be, by going through all worlds: each rule is said a second time, slowly and plainly."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from logitext.linting.parts import span_of
from logitext.linting.places import Spots
from logitext.policy.sorts import BOOL
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, Term, walk
from logitext.syntax.source import Span
from tests.judge import model, of_policy
from tests.judge.cases import Case
from tests.judge.evaluate import Judge, meaning
from tests.judge.model import Assumption, Value, names_in


class Judged:
    """The judge of the findings of one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.judge = case.judge
        self.policy = case.judge.policy
        self.ids = [one.id for one in case.checked.assumptions]
        self.spots = Spots(case.checked)

    def clauses_of(self, name: str) -> set[str]:
        """The clauses that a definition or a verdict speaks of."""
        mentioned, waiting = set[str](), [name]
        terms = {named.name: named.term for named in self.policy.defined}
        while waiting:
            here = waiting.pop()
            if here not in mentioned:
                mentioned.add(here)
                waiting += names_in(terms[here]) if here in terms else []
        return mentioned - terms.keys()

    def constant(self) -> set[str]:
        """The definitions and verdicts that have one value."""
        return {
            named.name
            for named in self.policy.defined
            if (self.clauses_of(named.name) or named.name in self.policy.verdicts)
            and len({world[named.name] for world in self.judge.worlds}) == 1
        }

    def dead(self) -> set[str]:
        """The clauses that can decide no verdict."""
        return self._dead

    @cached_property
    def _dead(self) -> set[str]:
        names = [clause.name for clause in self.policy.clauses]
        return set(names) - set(self.judge.relevant({}, self.policy.verdicts, names))

    def is_core(self, ids: Sequence[str]) -> bool:
        """Whether these assumptions contradict each other, and no fewer of them do."""
        # Without its bound a text may be one that only another clause is held against.
        texts = tuple([value for one in self.policy.clauses if one.sort == "Text" for value in one.domain])
        clauses = tuple(
            [replace(one, wide=(*one.wide, *texts)) if one.sort == "Text" else one for one in self.policy.clauses]
        )
        wider = Judge(replace(self.policy, clauses=clauses))
        return wider.is_core({}, (), [self.ids.index(id) for id in ids])

    def implied(self, id: str, others: Sequence[str]) -> bool | None:
        """Whether an assumption follows from others; None where no end of numbers would have to be tried."""
        assumed = self.policy.assumptions[self.ids.index(id)]
        rest = [self.policy.assumptions[self.ids.index(other)] for other in others]
        broken = Assumption(model.Apply("not", (assumed.term,)))
        # Beyond its bound a text may be one that only another clause is held against.
        texts = dict.fromkeys([value for one in self.policy.clauses if one.sort == "Text" for value in one.domain])
        clauses = tuple(
            [replace(one, domain=tuple(texts)) if one.sort == "Text" else one for one in self.policy.clauses]
        )
        wider = replace(self.policy, clauses=clauses, assumptions=(*rest, broken))
        possible = Judge(wider).satisfiable({}, range(len(rest) + 1))
        return None if possible is None else not possible

    # --- formulas: those of the checked policy, with the judge's words for them

    def values(self, bodies: Mapping[str, Term]) -> list[dict[str, Value]]:
        """What the allowed worlds come to where definitions and verdicts have other formulas."""
        meant = {name: meaning(of_policy.term(body)) for name, body in bodies.items()}
        found = []
        for world in self.judge.worlds:
            values = {clause.name: world[clause.name] for clause in self.policy.clauses}
            for name in self.case.checked.order:
                values[name] = meant[name](values)
            found.append(values)
        return found

    def same(self, bodies: Mapping[str, Term]) -> bool:
        """Whether all verdicts come out the same with other formulas."""
        verdicts = self.policy.verdicts
        return all(
            all(values[name] == world[name] for name in verdicts)
            for values, world in zip(self.values(bodies), self.judge.worlds, strict=True)
        )

    @property
    def bodies(self) -> dict[str, Term]:
        return {name: self.case.checked.body(name) for name in self.case.checked.order}

    def assuming(self) -> set[str]:
        """The definitions and verdicts that assumptions mention, directly or through others."""
        terms = {named.name: named.term for named in self.policy.defined}
        waiting = [name for one in self.policy.assumptions for name in names_in(one.term)]
        found = set[str]()
        while waiting:
            here = waiting.pop()
            if here in terms and here not in found:
                found.add(here)
                waiting += names_in(terms[here])
        return found

    def used(self) -> set[str]:
        """The definitions and verdicts that some verdict mentions, or is."""
        terms = {named.name: named.term for named in self.policy.defined}
        found, waiting = set[str](), list(self.policy.verdicts)
        while waiting:
            here = waiting.pop()
            if here in terms and here not in found:
                found.add(here)
                waiting += names_in(terms[here])
        return found

    def changes_nothing(self, name: str) -> bool:
        """Whether all verdicts come out the same, whatever a formula is."""
        return all(self.same({**self.bodies, name: Constant(truth, BOOL)}) for truth in (False, True))

    def equivalent(self, one: str, other: str) -> bool:
        return all(world[one] == world[other] for world in self.judge.worlds)

    def told_apart(self, clause: str, one: Value, other: Value) -> bool:
        """Whether it makes a difference which of two values a clause has: to what is allowed, or to a verdict."""
        names = [each.name for each in self.policy.clauses if each.name != clause]
        outcomes: dict[Value, dict[tuple[Value, ...], tuple[Value, ...]]] = {one: {}, other: {}}
        for world in self.judge.worlds:
            if world[clause] in outcomes:
                rest = tuple(world[name] for name in names)
                outcomes[world[clause]][rest] = tuple(world[name] for name in self.policy.verdicts)
        return outcomes[one] != outcomes[other]

    def value(self, term: Term, world: Mapping[str, Value]) -> Value:
        """What a part of a formula comes to in a world."""
        return meaning(of_policy.term(term))(world)

    def value_without_assumptions(self, term: Term, some: Mapping[str, Value]) -> Value:
        """What it comes to with values of the clauses that it speaks of."""
        values = {**{clause.name: clause.domain[0] for clause in self.policy.clauses}, **some}
        for named in self.policy.defined:
            values[named.name] = meaning(named.term)(values)
        return self.value(term, values)

    # --- numbers

    def plain(self) -> set[str]:
        """The clauses whose numbers and texts are compared with constants, and used in no other way."""
        found = {one.name for one in self.policy.clauses if one.sort in ("Int", "Real", "Text")}
        stack = [*self.bodies.values(), *(one.term for one in self.case.checked.assumptions)]
        while stack:
            here = stack.pop()
            if isinstance(here, Apply):
                if self.comparison(here) is None:
                    stack += here.args
            elif isinstance(here, ClauseRef):
                found.discard(here.name)
        return found

    def comparison(self, part: Apply) -> str | None:
        """The clause of a comparison with a constant."""
        if part.op not in (Connective.EQ, Connective.LT, Connective.LE):
            return None
        sides = [one.args[0] if isinstance(one, Apply) and one.op is Connective.TO_REAL else one for one in part.args]
        names = [one.name for one in sides if isinstance(one, ClauseRef)]
        sorts = {clause.name: clause.sort for clause in self.policy.clauses}
        ordinary = len(names) == 1 and sorts[names[0]] in ("Int", "Real", "Text")
        return names[0] if ordinary and any(isinstance(one, Constant) for one in sides) else None

    def around(self, clause: str) -> list[Value]:
        """Numbers of a clause so close together that no formula changes twice between two of them."""
        given = self.policy.clause(clause)
        if given.sort == "Text":
            return [*given.domain, "nothing of the kind"]
        terms = [*self.bodies.values(), *(one.term for one in self.case.checked.assumptions)]
        constants = [
            part.value
            for term in terms
            for part in walk(term)
            if isinstance(part, Constant) and isinstance(part.value, int | Fraction) and part.sort != BOOL
        ]
        points = sorted({Fraction(one) for one in (*given.domain, *constants)})  # type: ignore[arg-type]
        if given.sort == "Int":
            return list(range(points[0].__floor__() - 1, points[-1].__ceil__() + 2))
        between = [(a + b) / 2 for a, b in itertools.pairwise(points)]
        return [points[0] - 1, *sorted([*points, *between]), points[-1] + 1]

    def bound_is_dead(self, part: Apply, clause: str) -> bool:
        """Whether nothing tells apart the values on both sides of the boundary of a comparison."""
        values = self.around(clause)
        if self.policy.clause(clause).sort == "Text":
            (constant,) = [one.value for one in part.args if isinstance(one, Constant)]
            return not self.told_apart(clause, constant, values[-1])
        holds = meaning(of_policy.term(part))
        return not any(
            holds({clause: low}) != holds({clause: high}) and self.told_apart(clause, low, high)
            for low, high in itertools.pairwise(values)
        )


def runs(term: Term, way: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Apply]]:
    """The conjunctions and disjunctions of a formula, with the way to each."""
    if isinstance(term, Apply):
        if term.op in (Connective.AND, Connective.OR):
            yield way, term
        for place, arg in enumerate(term.args):
            yield from runs(arg, (*way, place))


def without(term: Term, way: tuple[int, ...], place: int) -> Term:
    """A formula with one argument of a conjunction or disjunction less."""
    assert isinstance(term, Apply)
    if way:
        args = list(term.args)
        args[way[0]] = without(args[way[0]], way[1:], place)
        return replace(term, args=tuple(args))
    args = [arg for index, arg in enumerate(term.args) if index != place]
    return args[0] if len(args) == 1 else replace(term, args=tuple(args))


def trimmed(term: Term, spans: Collection[Span]) -> Term:
    """A formula without the arguments of conjunctions and disjunctions that stand in some places.

    What nothing is left of goes too.
    """
    if not isinstance(term, Apply):
        return term
    args = list(term.args)
    if term.op in (Connective.AND, Connective.OR):
        args = [arg for place, arg in enumerate(args) if span_of(term, place) not in spans]
        args = [arg for arg in args if not _emptied(arg, spans)]
    args = [trimmed(arg, spans) for arg in args]
    if term.op in (Connective.AND, Connective.OR) and len(args) == 1:
        return args[0]
    return replace(term, args=tuple(args))


def _emptied(term: Term, spans: Collection[Span]) -> bool:
    """Whether nothing is left of a conjunction or disjunction."""
    if not isinstance(term, Apply) or term.op not in (Connective.AND, Connective.OR):
        return False
    return all(span_of(term, place) in spans or _emptied(arg, spans) for place, arg in enumerate(term.args))
