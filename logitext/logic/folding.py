"""Facts folded into a policy that only Z3 can decide without them, so that it is decided on diagrams.

A policy that calculates with a calendar or multiplies what is given is folded too where Z3 decides it all the same:
with constants for the facts it takes milliseconds, and without them minutes.

Where all facts in question are given, two things become simple. A comparison that speaks of facts alone is true or
false: it is *observed*, as a fact of its own, and the policy with such facts in the place of comparisons serves all
documents. A comparison of a fact with something that is judged becomes one with a constant: such facts are *pinned*,
and the policy is compiled once for each of their values. What answers entail is the same in all of them. Reasons are
found on the policy as it is, as they name facts and no comparisons.

Where facts are missing, all that are given are put in the place of their names, and what follows of them is worked out.
What is left may speak of no fact that is missing, and is then decided on diagrams; else Z3 decides the policy as it is.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from logitext.logic.cone_of_influence import Mentions, clauses_in
from logitext.logic.day_numbers import into, out
from logitext.logic.diagram.cells import compared
from logitext.logic.meaning import Meaning, calculate, meaning
from logitext.policy.model import CheckedPolicy, Clause
from logitext.policy.sorts import BOOL, DATE, Enumeration, Value
from logitext.policy.tallies import TallyBounds, counted
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term, walk

if TYPE_CHECKING:
    from logitext.logic.program import Program

MAX_KEPT = 256
"""Policies with pinned facts that are kept compiled."""
MAX_SOLVERS = 8
"""Policies with pinned facts that are kept compiled, where each needs a solver of its own."""

OBSERVED = "‹"
"""What the name of an observation begins with: no name that a policy can declare."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A policy that diagrams decide, and what the facts are in it: themselves, and what is observed of them.

    `fixed` are the facts that constants stand for in it.
    """

    program: Program
    facts: Mapping[str, Value]
    fixed: frozenset[str]


class Folding:
    """Folds facts into one policy; shared by threads. `make` compiles, or gives None for what has no diagrams."""

    def __init__(self, policy: CheckedPolicy, make: Callable[[CheckedPolicy], Program | None]) -> None:
        self._policy = policy
        self._make = make
        self._mentions = Mentions(policy)
        self._facts = frozenset([clause.name for clause in policy.clauses.values() if clause.fact])
        self._observed: dict[str, tuple[Apply, Meaning]] = {}
        self._names: dict[Term, str] = {}
        self._pinned: set[str] = set()
        self._kept: OrderedDict[tuple[Value, ...], Program | None] = OrderedDict()
        self._partly: OrderedDict[frozenset[tuple[str, Value]], Program | None] = OrderedDict()
        self._hopeless = not self._facts
        self._lock = threading.Lock()
        self._bodies = {} if self._hopeless else {name: self._rewritten(policy.body(name)) for name in policy.order}
        self._assumed = [] if self._hopeless else [self._rewritten(one.term) for one in policy.assumptions]
        for name in policy.verdicts if not self._hopeless else ():
            body = policy.body(name)
            if body.sort != BOOL and _unbounded(body, policy):  # the value itself is to be said
                self._pin(body)
        self._needed = frozenset(self._pinned).union(*(self._mentions.of(one) for one, _ in self._observed.values()))
        del self._mentions  # as large as the policy is deep, and not needed again

    def of(self, known: Mapping[str, Value]) -> Folded | None:
        """The policy for what is known; None where it has no diagrams all the same."""
        if self._hopeless:
            return None
        if not self._needed <= known.keys():
            return self._of_some(known)
        pinned = {name: known[name] for name in sorted(self._pinned)}
        key = tuple(pinned.values())
        with self._lock:
            found = key in self._kept
            program = self._kept.get(key)
            if found:
                self._kept.move_to_end(key)
        if not found:
            program = self._made(pinned)
            with self._lock:
                self._kept[key] = program
                most = MAX_KEPT if program is None or program.at_once is not None else MAX_SOLVERS
                while len(self._kept) > most:
                    self._kept.popitem(last=False)
                self._hopeless |= program is None
        if program is None:
            return None
        counted = {name: into(known[name]) for name in self._needed}
        observed = {name: means(counted) for name, (_, means) in self._observed.items()}
        return Folded(program, observed, frozenset(self._pinned))

    def _of_some(self, known: Mapping[str, Value]) -> Folded | None:
        """The policy where facts are missing, if what is left speaks of none of them in a way that needs a solver."""
        given = {name: known[name] for name in sorted(self._facts & known.keys())}
        if not self._needed & given.keys():
            return None
        # Whatever came before, as the outcome of a document is the same wherever it stands in a run.
        key = frozenset(given.items())
        with self._lock:
            tried = key in self._partly
            program = self._partly.get(key)
        if not tried:
            program = self._made(given, partly=True)
        with self._lock:
            self._partly[key] = program
            self._partly.move_to_end(key)
            if len(self._partly) > MAX_SOLVERS:
                self._partly.popitem(last=False)
        if program is None:
            return None
        return Folded(program, {}, frozenset(given))

    def behind(self, names: Iterable[str], fixed: frozenset[str]) -> frozenset[str]:
        """The clauses and facts of the policy behind some of a folded one, whose values these follow from."""
        found = set(fixed)
        for name in names:
            found |= clauses_in(self._observed[name][0], self._policy) if name in self._observed else {name}
        return frozenset(found)

    # --- making the policy

    def _made(self, pinned: Mapping[str, Value], *, partly: bool = False) -> Program | None:
        policy = self._policy
        fixed = _Simplifying(policy, pinned) if partly else _Fixing(policy, pinned)
        if partly:
            terms = {name: fixed.term(policy.body(name)) for name in policy.order}
            assumed = [fixed.term(one.term) for one in policy.assumptions]
            if any(isinstance(one, Constant) and one.value is False for one in assumed):
                return None  # the facts contradict an assumption, which is to be told of the policy as it is
        else:
            terms = {name: fixed.term(body) for name, body in self._bodies.items()}
            assumed = [fixed.term(term) for term in self._assumed]
        needed: set[str] = set(policy.verdicts)
        waiting = [*(terms[name] for name in policy.verdicts), *assumed]
        while waiting:
            for part in walk(waiting.pop()):
                if isinstance(part, DefinitionRef) and part.name not in needed:
                    needed.add(part.name)
                    waiting.append(terms[part.name])
        return self._make(
            replace(
                policy,
                clauses={**policy.clauses, **({} if partly else {name: self._clause(name) for name in self._observed})},
                definitions={n: replace(one, term=terms[n]) for n, one in policy.definitions.items() if n in needed},
                verdicts={name: replace(one, term=terms[name]) for name, one in policy.verdicts.items()},
                assumptions=tuple(
                    [replace(one, term=term) for one, term in zip(policy.assumptions, assumed, strict=True)]
                ),
                order=tuple([name for name in policy.order if name in needed]),
            )
        )

    def _clause(self, name: str) -> Clause:
        """An observation, as a fact."""
        first = self._policy.clauses[min(self._facts)]
        return replace(first, name=name, sort=BOOL, wording="", prior=None, chances=(), fact=True)

    # --- reading the policy

    def _rewritten(self, term: Term) -> Term:
        """The term with observations in the place of comparisons of facts; other facts that need it are pinned."""
        if not isinstance(term, Apply):
            return term
        sides = term.args
        compares = term.sort == BOOL and any(side.sort != BOOL for side in sides) and compared(term) is None
        if compares and _unbounded(term, self._policy):
            names = self._mentions.of(term)
            if names and names <= self._facts:
                return ClauseRef(self._observation(term), BOOL, term.span)
            self._pin(term)
            return term
        return replace(term, args=tuple([self._rewritten(arg) for arg in sides]))

    def _observation(self, term: Apply) -> str:
        name = self._names.get(term)
        if name is None:
            name = self._names[term] = f"{OBSERVED}{len(self._names) + 1}"
            self._observed[name] = term, meaning(term, self._policy)
        return name

    def _pin(self, term: Term) -> None:
        self._pinned |= self._mentions.of(term) & self._facts


def _unbounded(term: Term, policy: CheckedPolicy) -> bool:
    """Whether there stands a number or a text in a term that is more than compared with a constant."""
    seen: set[str] = set()
    stack = [term]
    while stack:
        here = stack.pop()
        if isinstance(here, ClauseRef):
            if here.sort != BOOL and not isinstance(here.sort, Enumeration):
                return True
        elif isinstance(here, DefinitionRef):
            if here.name not in seen:
                seen.add(here.name)
                stack.append(policy.body(here.name))
        elif isinstance(here, Apply) and compared(here) is None:
            stack.extend(here.args)
    return False


class _Fixing:
    """Puts values in the place of pinned facts, and works out what follows of them alone."""

    def __init__(self, policy: CheckedPolicy, pinned: Mapping[str, Value]) -> None:
        self._policy = policy
        self._pinned = pinned
        self._values: dict[str, Term] = {}

    def term(self, term: Term) -> Term:
        match term:
            case ClauseRef(name=name, sort=sort, span=span) if name in self._pinned:
                return Constant(self._pinned[name], sort, span)
            case DefinitionRef(name=name) if term.sort != BOOL:
                if name not in self._values:
                    self._values[name] = self.term(self._policy.body(name))
                fixed = self._values[name]
                return fixed if isinstance(fixed, Constant) else term
            case Apply(op=op, args=args, bounds=bounds, sort=sort, span=span):
                parts = tuple([self.term(arg) for arg in args])
                known = [into(part.value) for part in parts if isinstance(part, Constant)]
                if len(known) == len(parts) and self._pinned:
                    value = out(calculate(op, known, [part.sort for part in parts], bounds), sort)
                    if value is not None:
                        return Constant(value, sort, span)
                return replace(term, args=parts)
        return term


class _Simplifying(_Fixing):
    """Puts values in the place of facts, and works out as much as follows: a part that settles the whole does so."""

    def term(self, term: Term) -> Term:
        if isinstance(term, DefinitionRef) and term.sort == BOOL:
            if term.name not in self._values:
                self._values[term.name] = self.term(self._policy.body(term.name))
            fixed = self._values[term.name]
            return fixed if isinstance(fixed, Constant) else term
        found = super().term(term)
        return _simpler(found) if isinstance(found, Apply) else found


def _simpler(term: Apply) -> Term:
    """A term without parts that make no difference."""
    args, span = term.args, term.span
    match term.op:
        case Connective.AND | Connective.OR:
            settling = term.op is Connective.OR
            if any(isinstance(arg, Constant) and arg.value is settling for arg in args):
                return Constant(settling, BOOL, span)
            left = tuple([arg for arg in args if not isinstance(arg, Constant)])
            return left[0] if len(left) == 1 else replace(term, args=left)
        case Connective.IMPLIES if isinstance(args[0], Constant):
            return args[1] if args[0].value else Constant(True, BOOL, span)
        case Connective.IMPLIES if isinstance(args[1], Constant):
            return Constant(True, BOOL, span) if args[1].value else Apply(Connective.NOT, (args[0],), span=span)
        case Connective.ITE if isinstance(args[0], Constant):
            return args[1] if args[0].value else args[2]
        case Connective.COUNT:
            left = tuple([arg for arg in args if not isinstance(arg, Constant)])
            true = sum(isinstance(arg, Constant) and arg.value is True for arg in args)
            least, most = term.bounds or (0, len(args))
            return counted(TallyBounds(left, least - true, most - true), span)
        case Connective.ADD:
            known = [arg.value for arg in args if isinstance(arg, Constant)]
            left = tuple([arg for arg in args if not isinstance(arg, Constant)])
            total = calculate(Connective.ADD, [into(value) for value in known], [], ()) if known else 0
            if term.sort == DATE or not known:
                return term
            rest = (*left, Constant(total, term.sort, span)) if total else left
            return rest[0] if len(rest) == 1 else replace(term, args=rest)
    return term
