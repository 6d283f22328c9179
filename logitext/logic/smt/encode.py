"""A checked policy as Z3 expressions. Runs in Z3's thread only.

Booleans, integers and reals are Z3's. A label is the integer of its position in the enumeration; a text is an integer
that stands for it (only equality of texts is ever asked, so any injective coding will do). A definition is a constant
that equals its body: shared, not copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import z3

from logitext.logic.any_text import any_text
from logitext.logic.calendar import CalendarArithmetic, civil, shifted
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, INT, REAL, TEXT, Enumeration, Sort, Value
from logitext.policy.tallies import bounds_through, counted
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term, walk


class TextCodes:
    """An integer for every text: those of the policy's formulas first, then those of the answers as they come."""

    def __init__(self, base: Mapping[str, int]) -> None:
        self._codes = dict(base)
        self._texts: dict[int, str] = {code: text for text, code in base.items()}

    @staticmethod
    def of(policy: CheckedPolicy) -> Mapping[str, int]:
        """The codes of the texts that stand in the policy's formulas."""
        terms = [*(policy.body(name) for name in policy.order), *(a.term for a in policy.assumptions)]
        found = (
            part.value for term in terms for part in walk(term) if isinstance(part, Constant) and part.sort == TEXT
        )
        return {str(text): code for code, text in enumerate(dict.fromkeys(found))}

    def code(self, text: str) -> int:
        code = self._codes.get(text)
        if code is None:
            code = len(self._codes)
            while code in self._texts:  # the solver took it for a text that nobody wrote
                code += 1
            self._codes[text] = code
            self._texts[code] = text
        return code

    def text(self, code: int) -> str | None:
        """The text of a code; None for one that stands for no text that was seen."""
        return self._texts.get(code)

    def text_of(self, code: int, words: Sequence[str] = ()) -> str:
        """The text of a code; for one that stands for no text that was seen, one that nobody wrote, from now on.

        The first of `words` that nobody wrote, if there is one.
        """
        text = self._texts.get(code)
        if text is None:
            text = next((word for word in words if word not in self._codes), None) or any_text(self._codes)
            self._codes[text] = code
            self._texts[code] = text
        return text


def variable(name: str, sort: Sort, context: z3.Context) -> Any:
    """A fresh constant for a clause or definition."""
    if sort == BOOL:
        return z3.Bool(name, context)
    return z3.Real(name, context) if sort == REAL else z3.Int(name, context)


def constant(value: Value, sort: Sort, codes: TextCodes, context: z3.Context) -> Any:
    """A value as an expression."""
    if sort == BOOL:
        return z3.BoolVal(value, context)
    if sort == REAL:
        return z3.RealVal(str(value), context)
    if sort == INT:
        return z3.IntVal(value, context)
    if isinstance(sort, Enumeration):
        return z3.IntVal(sort.labels.index(str(value)), context)
    return z3.IntVal(codes.code(str(value)), context)


def from_model(expression: Any, sort: Sort, codes: TextCodes) -> Value | None:
    """A value of a model as a Python value; None where there is none (an irrational, a text that nobody wrote)."""
    if sort == BOOL:
        return bool(z3.is_true(expression))
    if sort == REAL:
        return Fraction(expression.as_fraction()) if z3.is_rational_value(expression) else None
    number: int = expression.as_long()
    if isinstance(sort, Enumeration):
        return sort.labels[number]
    return codes.text(number) if sort == TEXT else number


class Copy:
    """One copy of the policy's constants: `clauses` and `defined` by name, and the constraints that tie them.

    `axioms` hold always (the `ranges` of enumerations; that definitions are their `bodies`), `assumptions` are the
    author's, by id.
    """

    def __init__(self, policy: CheckedPolicy, codes: Mapping[str, int], context: z3.Context, mark: str = "") -> None:
        self._context = context
        self._codes = TextCodes(codes)
        self._policy = policy
        self.clauses = {c.name: variable(c.name + mark, c.sort, context) for c in policy.clauses.values()}
        defined: dict[str, Any] = {}
        self.defined: Mapping[str, Any] = defined
        self.ranges = [
            z3.And(self.clauses[clause.name] >= 0, self.clauses[clause.name] < len(clause.sort.labels))
            for clause in policy.clauses.values()
            if isinstance(clause.sort, Enumeration)
        ]
        self.bodies: dict[str, Any] = {}
        for name in policy.order:
            body = policy.body(name)
            defined[name] = variable(name + mark, body.sort, context)
            self.bodies[name] = self.term(body)
        self.axioms = [*self.ranges, *(self.defined[name] == body for name, body in self.bodies.items())]
        self.assumptions = {a.id: self.term(a.term) for a in policy.assumptions}

    def term(self, term: Term) -> Any:
        """A term of the policy over these constants."""
        match term:
            case Constant(value=value, sort=sort):
                return constant(value, sort, self._codes, self._context)
            case ClauseRef(name=name):
                return self.clauses[name]
            case DefinitionRef(name=name):
                return self.defined[name]
            case Apply(op=op, args=(left, right)) if bounds := bounds_through(op, left, right, self._policy.body):
                return self.term(counted(bounds, term.span))
            case Apply(op=op, args=args, bounds=bounds):
                return _apply(op, [self.term(arg) for arg in args], bounds)

    def term_with(self, term: Term, defined: Mapping[str, Any]) -> Any:
        """A term with these expressions in the place of definitions and verdicts."""
        before, self.defined = self.defined, defined
        try:
            return self.term(term)
        finally:
            self.defined = before


def _apply(op: Connective, args: list[Any], bounds: tuple[int, ...]) -> Any:
    match op:
        case Connective.NOT:
            return z3.Not(args[0])
        case Connective.AND:
            return z3.And(*args)
        case Connective.OR:
            return z3.Or(*args)
        case Connective.XOR:
            result = args[0]
            for arg in args[1:]:
                result = z3.Xor(result, arg)
            return result
        case Connective.IMPLIES:
            return z3.Implies(*args)
        case Connective.ITE:
            return z3.If(*args)
        case Connective.EQ:
            return args[0] == args[1]
        case Connective.LT:
            return args[0] < args[1]
        case Connective.LE:
            return args[0] <= args[1]
        case Connective.ADD:
            return z3.Sum(args)
        case Connective.MUL:
            return z3.Product(args)
        case Connective.NEG:
            return -args[0]
        case Connective.TO_REAL:
            return z3.ToReal(args[0])
        case Connective.MIN | Connective.MAX:
            result = args[0]
            for arg in args[1:]:
                result = z3.If(result <= arg if op is Connective.MIN else result >= arg, result, arg)
            return result
        case Connective.ABS:
            return z3.If(args[0] >= 0, args[0], -args[0])
        case Connective.FLOOR:
            return z3.ToInt(args[0])
        case Connective.MOD:
            return args[0] % args[1]
        case Connective.YEAR | Connective.MONTH | Connective.DAY:
            return civil(args[0], _OF_Z3)[(Connective.YEAR, Connective.MONTH, Connective.DAY).index(op)]
        case Connective.SHIFT:
            return shifted(args[0], args[1].as_long(), _OF_Z3)
        case Connective.TALLY:
            return z3.Sum([z3.If(arg, 1, 0) for arg in args])
        case Connective.COUNT:
            least, most = bounds
            return z3.And(z3.AtLeast(*args, least), z3.AtMost(*args, most))


_OF_Z3 = CalendarArithmetic(lambda a, b: a / b, z3.If, z3.Or)
"""Division of whole numbers rounds down there for divisors above 0."""


def at_most(solver: Any, literals: Sequence[Any], size: int, context: Any) -> Any:
    """A literal that says that at most so many of the literals hold."""
    guard = z3.FreshBool("at most", context)
    if not size:
        solver.add(*(z3.Implies(guard, z3.Not(literal)) for literal in literals))
    elif size < len(literals):
        solver.add(z3.Implies(guard, z3.AtMost(*literals, size)))
    return guard
