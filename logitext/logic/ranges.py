"""Between which bounds the formulas of a policy come out, whatever is not known. Without a solver.

Everything is a number here: false and true are 0 and 1, a label is its place, a text its code. What bounds cannot tell
(`a or not a`, an assumption that ties clauses) they leave wide: so what they decide is entailed, and what is within
them need not be possible. Where each clause has one value they are exact, and serve to evaluate.

The formulas are a `Circuit`, which remembers what was asked last: to ask the same with one answer changed takes a time
that hardly grows with the policy. Sums that are built up by definitions are one sum each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from math import inf
from typing import TypeAlias

from logitext.logic import circuit
from logitext.logic.circuit import Circuit, CircuitNumber, CircuitRange
from logitext.logic.cone_of_influence import conjuncts
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, INT, NUMERIC, Enumeration, Sort, Value
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term, walk

_Sum: TypeAlias = tuple[dict[int, CircuitNumber], CircuitNumber]
"""How many times each node, and a number to add."""


class Ranges:
    """The formulas of a policy, made ready. `codes` has a number for each text in them. For one thread at a time."""

    def __init__(self, policy: CheckedPolicy, codes: Mapping[str, int]) -> None:
        self._policy = policy
        self._codes = codes
        self.clauses: dict[str, CircuitRange] = {name: _whole(clause.sort) for name, clause in policy.clauses.items()}
        """Between which bounds clauses are, by what is assumed of each alone."""
        for assumption in policy.assumptions:
            for part in conjuncts(assumption.term):
                self._bound(part)
        self._circuit = Circuit()
        self._known: dict[str, CircuitNumber] = {}
        self._nodes = {name: self._circuit.input(bounds) for name, bounds in self.clauses.items()}
        terms = [*(policy.body(name) for name in policy.order), *(one.term for one in policy.assumptions)]
        used = Counter(part.name for term in terms for part in walk(term) if isinstance(part, DefinitionRef))
        self._sums: dict[str, _Sum] = {}
        """Definitions of numbers that are used once, until they become part of where that is."""
        for name in policy.order:
            body = policy.body(name)
            if used[name] == 1 and name in policy.definitions and body.sort in NUMERIC:
                self._sums[name] = self._sum(body)
            else:
                self._nodes[name] = self._node(body)
        assumed = [self._node(assumption.term) for assumption in policy.assumptions]
        self._assumed = self._circuit.joined(circuit.least, assumed or [self._circuit.input(circuit.YES)])

    def of(self, name: str, known: Mapping[str, CircuitNumber]) -> CircuitRange:
        """The bounds of a definition or a verdict when these clauses are known."""
        if name not in self._nodes:  # a sum that became part of another one
            for other in self._policy.order:
                if other not in self._nodes:
                    self._nodes[other] = self._node(self._policy.body(other))
        self._know(known)
        return self._circuit.at[self._nodes[name]]

    def world(self, name: str, values: Mapping[str, CircuitNumber]) -> CircuitNumber | None:
        """What it comes out as when all clauses are known; None where an assumption does not hold."""
        return self.of(name, values)[0] if self.allows(values) else None

    def allows(self, values: Mapping[str, CircuitNumber]) -> bool:
        """Whether the assumptions hold when all clauses are known."""
        self._know(values)
        return self._circuit.at[self._assumed][0] == 1

    def _know(self, known: Mapping[str, CircuitNumber]) -> None:
        before, nodes = self._known, self._nodes
        told = before.items()
        changes = [(nodes[name], (value, value)) for name, value in known.items() if (name, value) not in told]
        if len(known) - len(changes) < len(before):
            changes += [(nodes[name], self.clauses[name]) for name in before if name not in known]
        self._known = dict(known)
        self._circuit.change(changes)

    def _bound(self, part: Term) -> None:
        """Take up what an assumption says of one clause and a constant."""
        match part:
            case ClauseRef(name=name):
                self._narrow(name, circuit.YES)
            case Apply(op=Connective.NOT, args=(ClauseRef(name=name),)):
                self._narrow(name, circuit.NO)
            case (
                Apply(op=Connective.EQ, args=(ClauseRef(name=name), Constant() as one))
                | Apply(op=Connective.EQ, args=(Constant() as one, ClauseRef(name=name)))
            ):
                self._narrow(name, self._point(one))
            case (
                Apply(op=Connective.LT | Connective.LE, args=(ClauseRef(name=name), Constant() as one))
                | Apply(
                    op=Connective.NOT,
                    args=(Apply(op=Connective.LT | Connective.LE, args=(Constant() as one, ClauseRef(name=name))),),
                )
            ):
                self._narrow(name, (-inf, self._point(one)[1]))
            case (
                Apply(op=Connective.LT | Connective.LE, args=(Constant() as one, ClauseRef(name=name)))
                | Apply(
                    op=Connective.NOT,
                    args=(Apply(op=Connective.LT | Connective.LE, args=(ClauseRef(name=name), Constant() as one)),),
                )
            ):
                self._narrow(name, (self._point(one)[0], inf))

    def _narrow(self, name: str, within: CircuitRange) -> None:
        low, high = self.clauses[name]
        self.clauses[name] = max(low, within[0]), min(high, within[1])

    def _point(self, constant: Constant) -> CircuitRange:
        number = as_number(constant.value, constant.sort, self._codes)
        return number, number

    # --- building

    def _node(self, term: Term) -> int:
        made = self._circuit
        match term:
            case Constant():
                return made.input(self._point(term))
            case ClauseRef(name=name):
                return self._nodes[name]
            case DefinitionRef(name=name) if name not in self._sums:
                return self._nodes[name]
            case DefinitionRef() | Apply(op=Connective.ADD | Connective.NEG | Connective.TO_REAL):
                return self._of_sum(self._sum(term))
            case Apply(op=Connective.TALLY, args=args):
                return made.joined(circuit.plus, [self._node(arg) for arg in args])
            case Apply(op=Connective.COUNT, args=args, bounds=bounds):
                return made.node(circuit.within(*bounds), made.joined(circuit.plus, [self._node(arg) for arg in args]))
            case Apply(op=Connective.MUL, args=args):
                first, *others = [self._node(arg) for arg in args]
                for other in others:
                    first = made.node(circuit.times, first, other)
                return first
            case Apply(op=Connective.MOD | Connective.SHIFT as op, args=(arg, Constant(value=int() as by))):
                rule = circuit.remainder(by) if op is Connective.MOD else circuit.later(by)
                return made.node(rule, self._node(arg))
            case Apply(op=op, args=args):
                parts = [self._node(arg) for arg in args]
                return made.joined(_JOINS[op], parts) if op in _JOINS else made.node(_RULES[op], *parts)

    def _sum(self, term: Term) -> _Sum:
        """A term as a sum; what is no sum is its only part."""
        match term:
            case Constant():
                return {}, self._point(term)[0]
            case DefinitionRef(name=name) if name in self._sums:
                return self._sums.pop(name)
            case Apply(op=Connective.TO_REAL, args=(arg,)):
                return self._sum(arg)
            case Apply(op=Connective.NEG, args=(arg,)):
                parts, rest = self._sum(arg)
                return {node: -times for node, times in parts.items()}, -rest
            case Apply(op=Connective.MUL, args=(Constant() as by, arg) | (arg, Constant() as by)):
                factor = self._point(by)[0]
                parts, rest = self._sum(arg)
                return {node: factor * times for node, times in parts.items() if factor}, factor * rest
            case Apply(op=Connective.ADD, args=args):
                found = max(sums := [self._sum(arg) for arg in args], key=lambda one: len(one[0]))
                parts = found[0]
                for one, _ in sums:
                    if one is not parts:  # the largest takes up the others, so that a chain of sums costs its length
                        for node, times in one.items():
                            parts[node] = parts.get(node, 0) + times
                return parts, sum([rest for _, rest in sums])
        return {self._node(term): 1}, 0

    def _of_sum(self, one: _Sum) -> int:
        parts, rest = one
        made = self._circuit
        nodes = [node if times == 1 else made.node(circuit.scaled(times), node) for node, times in parts.items()]
        if rest or not nodes:
            nodes.append(made.input((rest, rest)))
        return made.joined(circuit.plus, nodes)


_JOINS = {
    Connective.AND: circuit.least,
    Connective.OR: circuit.most,
    Connective.XOR: circuit.parity,
    Connective.MIN: circuit.least,
    Connective.MAX: circuit.most,
}
_RULES: Mapping[Connective, circuit.RangeRule] = {
    Connective.NOT: circuit.negated,
    Connective.IMPLIES: circuit.implied,
    Connective.ITE: circuit.chosen,
    Connective.EQ: circuit.equal,
    Connective.LT: circuit.less,
    Connective.LE: circuit.at_most,
    Connective.ABS: circuit.size,
    Connective.FLOOR: circuit.rounded_down,
    Connective.YEAR: circuit.year,
    Connective.MONTH: circuit.month,
    Connective.DAY: circuit.day,
}


def as_number(value: Value, sort: Sort, codes: Mapping[str, int]) -> int | Fraction:
    """A value as a number; KeyError for a text without a code."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | Fraction):
        return value
    return sort.labels.index(str(value)) if isinstance(sort, Enumeration) else codes[str(value)]


def as_value(number: CircuitNumber, sort: Sort) -> Value:
    """A number as the value that it stands for, of a sort other than Text."""
    if sort == BOOL:
        return number == 1
    if isinstance(sort, Enumeration):
        return sort.labels[int(number)]
    return int(number) if sort == INT else Fraction(number)


def _whole(sort: Sort) -> CircuitRange:
    if sort == BOOL:
        return circuit.EITHER
    return (0, len(sort.labels) - 1) if isinstance(sort, Enumeration) else circuit.ANY
