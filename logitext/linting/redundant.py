"""Parts of formulas that can be deleted with no verdict changed, all of them together.

For a part it is worked out in which worlds it *counts*: there some verdict turns when the part alone does. A condition
can be deleted if it holds wherever the rest of its conjunction does and the conjunction counts; an alternative if it
fails wherever the rest of its disjunction does. What is deleted stays so for all that is looked at later, and the looks
are repeated until nothing more is found: no part that is left can be deleted by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from logitext.linting.parts import at, copied, deletable, has_parts, holes, kind_of, put, span_of
from logitext.linting.rules.constant_verdict import constant_value
from logitext.policy.sorts import BOOL
from logitext.policy.term import Apply, Connective, Constant, Term
from logitext.syntax.source import Span

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook
    from logitext.logic.conditions.conditions import BackendCondition

Counts: TypeAlias = "tuple[BackendCondition, ...]"
"""When a formula counts: where all of these hold. They are not joined, as that would make large diagrams."""

_TRUE, _FALSE = Constant(True, BOOL), Constant(False, BOOL)


@dataclass(frozen=True, slots=True)
class DeletablePart:
    """A part that can be deleted: of which definition or verdict, what kind of part, and where it stands."""

    name: str
    kind: str
    span: Span


class Redundancy:
    """Looks for such parts. `bodies` are the formulas without those that were found."""

    def __init__(self, look: PolicyLook) -> None:
        self._look = look
        self._conditions = look.conditions
        self._defined = dict(look.conditions.defined)
        self.bodies = {name: look.body(name) for name in look.policy.order}
        self._copied = {name: copied(body) for name, body in self.bodies.items()}
        self._found: list[DeletablePart] = []

    def parts(self) -> Iterator[DeletablePart]:
        """The parts that can be deleted together, as they are found. TooHardError."""
        look = self._look
        # A definition that assumptions mention decides which worlds there are; it stays as it is.
        names = [
            name
            for name in reversed(look.written)
            if look.is_used(name)
            and name not in look.assuming
            and has_parts(self.bodies[name])
            and constant_value(look, name) is None  # nothing in it counts: that is what is to be said of it
        ]
        again = True
        while again:
            again = False
            for name in names:
                before = len(self._found)
                self._prune(name)
                yield from self._found[before:]
                again |= len(self._found) > before

    def _prune(self, name: str) -> None:
        body = self.bodies[name]
        with self._conditions.scope():
            new = self._without_parts(name, body)
        if new is not body:
            self.bodies[name] = new
            self._defined = self._look.redefined(name, self._meaning(new), self._defined, self.bodies)

    def _without_parts(self, name: str, body: Term) -> Term:
        look = self._look
        if body.sort != BOOL:
            for way in holes(body) if isinstance(body, Apply) else ():
                body = put(body, way, self._pruned(name, at(body, way), (self._turning(name, way, body),)))
            return body
        if name in look.roots:
            return self._pruned(name, body, ())
        counts = self._turning(name, (), body)
        return self._pruned(name, body, (counts,)) if self._conditions.possible([counts]) else body

    def _turning(self, name: str, way: tuple[int, ...], body: Term) -> BackendCondition:
        """When some verdict turns if a formula in a definition does."""
        look = self._look
        with_, without = (
            look.redefined(name, self._meaning(put(body, way, truth)), self._defined, self.bodies)
            for truth in (_TRUE, _FALSE)
        )
        return look.differ(with_, without, look.roots)

    def _meaning(self, term: Term) -> BackendCondition:
        return self._conditions.meaning(term, self._defined)

    # --- inside of a formula

    def _pruned(self, name: str, term: Term, counts: Counts) -> Term:
        """A formula without the parts that can be deleted."""
        if not isinstance(term, Apply) or not has_parts(term) or term.span in self._copied[name]:
            return term
        if term.op in (Connective.AND, Connective.OR):
            return self._pruned_run(name, term, counts)
        new: Term = term
        conditions = self._conditions
        for way in holes(term):
            with_, without = (self._meaning(put(new, way, truth)) for truth in (_TRUE, _FALSE))
            here = (*counts, conditions.differ(with_, without, BOOL))
            inner = at(new, way)
            pruned = self._pruned(name, inner, here)
            if pruned is not inner:
                new = put(new, way, pruned)
        return new

    def _pruned_run(self, name: str, term: Apply, counts: Counts) -> Term:
        """A conjunction or disjunction: first whole arguments, the last ones first, then inside of those left."""
        conditions, conjunction = self._conditions, term.op is Connective.AND
        kept, free = dict(enumerate(term.args)), deletable(term)
        # That all others leave the outcome to an argument: they hold in a conjunction, and fail in a disjunction.
        passing = [self._passing(arg, conjunction) for arg in term.args]
        before = self._sums(passing)
        after = conditions.both()
        for place in reversed(range(len(term.args))):
            decides = (*counts, before[place], after, conditions.negate(passing[place]))
            if place in free and len(kept) > 1 and not conditions.possible(decides):
                del kept[place]
                self._found.append(DeletablePart(name, kind_of(term), span_of(term, place)))
                continue
            after = conditions.both(passing[place], after)
        places = list(kept)
        left = [passing[place] for place in places]
        after_each = list(reversed(self._sums(list(reversed(left)))))
        so_far = conditions.both()
        for index, place in enumerate(places):
            arg = kept[place]
            if has_parts(arg):
                kept[place] = self._pruned(name, arg, (*counts, so_far, after_each[index]))
                if kept[place] is not arg:
                    left[index] = self._passing(kept[place], conjunction)
            so_far = conditions.both(so_far, left[index])
        args = tuple([kept[place] for place in places])
        if len(args) == len(term.args) and all(new is old for new, old in zip(args, term.args, strict=True)):
            return term
        return args[0] if len(args) == 1 else replace(term, args=args)

    def _passing(self, arg: Term, conjunction: bool) -> BackendCondition:
        meaning = self._meaning(arg)
        return meaning if conjunction else self._conditions.negate(meaning)

    def _sums(self, passing: Sequence[BackendCondition]) -> list[BackendCondition]:
        """For each place, that all before it pass."""
        found = [self._conditions.both()]
        for one in passing:
            found.append(self._conditions.both(found[-1], one))
        return found[:-1]
