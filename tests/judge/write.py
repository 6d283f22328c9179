"""From the judge's model of a policy to `.nltc` source, spelt in as many ways as the language has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from random import Random

from tests.judge.model import Apply, Assumption, Clause, Compare, Literal, Named, Policy, Ref, Sort, Term, Value

# How tightly a formula binds, loosest first; "any" is a formula that needs no parentheses anywhere, such as a name.
_ORDER = ("if", "iff", "implies", "unless", "xor", "or", "and", "not", "compare", "+", "*", "negative", "any")
_TIGHTNESS = {op: level for level, op in enumerate(_ORDER)} | {"-": _ORDER.index("+"), "/": _ORDER.index("*")}
_FORMULA = 0

_FUNCTIONS = {"and": "And", "or": "Or", "not": "Not", "implies": "Implies", "xor": "Xor", "if": "If"}
_CALLS = frozenset(("min", "max", "abs", "floor", "ceil", "round", "mod", "round to", "year", "month", "day", "age"))
_COUNT_FUNCTIONS = {"at least": "AtLeast", "at most": "AtMost"}

_PROSE = (
    "We act with care, and we say why.",
    "## Details\n\nWhat follows binds us as well.",
    "Nobody is {above} this rule.",
    "- first of all,",
    "*See also* the notes \\{{ elsewhere }}.",
    "If in doubt, ask, and not only the machine.",
)
_BREAK = "\x00"  # white space that may be anything


@dataclass(frozen=True, slots=True)
class Manner:
    """How to write: the chances of parentheses that are not needed, and of z3py's spellings."""

    parentheses: float
    functions: float


def source(policy: Policy, rng: Random) -> str:
    """The policy as a document. Assumptions keep their order; everything else stands in any."""
    manner = Manner(rng.choice((0.0, 0.1, 1.0)), rng.choice((0.0, 0.0, 0.3, 1.0)))
    writer = _Writer(rng, manner)
    statements = [
        *(writer.clause(clause) for clause in policy.clauses),
        *(writer.named(named, named.name in policy.verdicts) for named in policy.defined),
    ]
    if rng.random() < 0.5:
        rng.shuffle(statements)
    places = sorted(rng.randint(0, len(statements)) for _ in policy.assumptions)
    for place, assumption in reversed(list(zip(places, policy.assumptions, strict=True))):
        statements.insert(place, writer.assumption(assumption))
    if rng.random() < 0.5:
        statements.insert(0, 'text post: "a message"' if rng.random() < 0.5 else "text post")
    parts = [f"# A policy{_BREAK}\n\n"]
    while statements:
        together = rng.choice((1, 1, 2, 5))
        parts.append("{{" + rng.choice(("", _BREAK)) + _BREAK.join(statements[:together]) + "}}")
        parts.append(_BREAK + (rng.choice(_PROSE) if rng.random() < 0.3 else "") + _BREAK)
        del statements[:together]
    return "".join(writer.spaced("".join(parts)))


def formula(term: Term, rng: Random, manner: Manner) -> str:
    """A formula on one line."""
    return _Writer(rng, manner).term(term, _FORMULA).replace(_BREAK, " ")


class _Writer:
    def __init__(self, rng: Random, manner: Manner) -> None:
        self._rng = rng
        self._manner = manner

    def spaced(self, text: str) -> Iterator[str]:
        for character in text:
            if character != _BREAK:
                yield character
            else:
                yield self._rng.choice((" ", " ", " ", " ", " ", "\n", "\n    "))

    # --- statements

    def clause(self, clause: Clause) -> str:
        sort = "" if clause.sort == "Bool" and self._rng.random() < 0.8 else f": {_sort(clause.sort)}"
        if clause.fact:
            words = f'{_BREAK}"what {clause.name} is"' if self._rng.random() < 0.7 else ""
            return f"fact {clause.name}{sort}{words}"
        options = []
        if self._rng.random() < 0.2:
            options.append(f"cost{_BREAK}{self._rng.choice(('2', '0.5'))}")
        if self._rng.random() < 0.2:
            options.append(f'ask{_BREAK}"Is it so, # or not?"')
        if clause.sort == "Bool" and self._rng.random() < 0.2:
            options += [f"prior{_BREAK}0.02", f'yes{_BREAK}"for one"', f'no{_BREAK}"for another"']
        return _BREAK.join([f"let {clause.name}{sort} = [[what {clause.name} says]]", *options])

    def named(self, named: Named, verdict: bool) -> str:
        keyword = "let" if not verdict else "violation" if named.violation else "verdict"
        sort = f": {_sort(named.sort)}" if named.declared else ""
        comment = "  # and no more\n" if self._rng.random() < 0.1 else ""
        return f"{keyword} {named.name}{sort} ={_BREAK}{self.term(named.term, _FORMULA)}{comment}"

    def assumption(self, assumption: Assumption) -> str:
        name = f"{assumption.name}: " if assumption.name else ""
        return f"assume{_BREAK}{name}{self.term(assumption.term, _FORMULA)}"

    # --- formulas

    def term(self, term: Term, place: int) -> str:
        """The formula, in parentheses where it binds less tightly than its place needs."""
        text, tightness = self._written(term)
        while tightness < place or self._rng.random() < self._manner.parentheses / (1 + len(text)) ** 0.5:
            text, tightness = f"({text})", _TIGHTNESS["any"]
        return text

    def _written(self, term: Term) -> tuple[str, int]:
        atom = _TIGHTNESS["any"]
        match term:
            case Literal(value=value, sort=sort):
                return self._literal(value, sort)
            case Ref(name=name):
                return name, atom
            case Compare(relations=("in",), args=(one, *others)):
                listed = f",{_BREAK}".join(self.term(other, _FORMULA) for other in others)
                return f"{self.term(one, _TIGHTNESS['+'])}{_BREAK}in{_BREAK}({listed})", _TIGHTNESS["compare"]
            case Compare(relations=("between",), args=args):
                value, low, high = [self.term(arg, _TIGHTNESS["+"]) for arg in args]
                within = f"between{_BREAK}{low}{_BREAK}and{_BREAK}{high}"
                return f"{value}{_BREAK}{within}", _TIGHTNESS["compare"]
            case Compare(relations=relations, args=args):
                first, *rest = [self.term(arg, _TIGHTNESS["+"]) for arg in args]
                chain = (f"{relation}{_BREAK}{arg}" for relation, arg in zip(relations, rest, strict=True))
                return f"{first}{_BREAK}{_BREAK.join(chain)}", _TIGHTNESS["compare"]
            case Apply(op="at least" | "at most" | "exactly" as op, args=args, number=number):
                listed = f",{_BREAK}".join(self.term(arg, _FORMULA) for arg in args)
                if op in _COUNT_FUNCTIONS and self._rng.random() < self._manner.functions:
                    return f"{_COUNT_FUNCTIONS[op]}({listed},{_BREAK}{number})", atom
                return f"{op.replace(' ', _BREAK)}{_BREAK}{number}{_BREAK}of{_BREAK}({listed})", atom
            case Apply(op=op, args=args) if op in _CALLS:
                listed = f",{_BREAK}".join(self.term(arg, _FORMULA) for arg in args)
                return f"{op.removesuffix(' to')}({listed})", atom
            case Apply(op="+ days" | "- days" | "days between" as op, args=args):
                return self._row("-" if op == "days between" else op[0], args), _TIGHTNESS["+"]
            case Apply(op="+ weeks" | "+ months" | "+ years" as op, args=(day,), number=number):
                unit = op[2:] if abs(number) != 1 else op[2:-1]
                time = f"{'-' if number < 0 else '+'}{_BREAK}{abs(number)}{_BREAK}{unit}"
                return f"{self.term(day, _TIGHTNESS['+'])}{_BREAK}{time}", _TIGHTNESS["+"]
            case Apply(op=op, args=args) if op in _FUNCTIONS and self._rng.random() < self._manner.functions:
                if op == "xor" and len(args) > 2:
                    return self._written(Apply("xor", (Apply("xor", args[:-1]), args[-1])))
                return f"{_FUNCTIONS[op]}({f',{_BREAK}'.join(self.term(arg, _FORMULA) for arg in args)})", atom
            case Apply(op="if", args=args):
                words = zip(("if", "then", "else"), args, strict=True)
                return _BREAK.join(f"{word}{_BREAK}{self.term(arg, _FORMULA)}" for word, arg in words), _FORMULA
            case Apply(op="not", args=(arg,)):
                return f"not{_BREAK}{self.term(arg, _TIGHTNESS['not'])}", _TIGHTNESS["not"]
            case Apply(op="negative", args=(arg,)):
                return f"-{self.term(arg, _TIGHTNESS['negative'])}", _TIGHTNESS["negative"]
            case Apply(op="implies", args=(left, right)):
                level = _TIGHTNESS["implies"]  # it groups to the right
                return f"{self.term(left, level + 1)}{_BREAK}implies{_BREAK}{self.term(right, level)}", level
            case Apply(op=op, args=args):
                return self._row(op, args), _TIGHTNESS[op]

    def _row(self, op: str, args: Sequence[Term]) -> str:
        """Operands in a row, read from the left: only the first may be a row of the same kind itself."""
        level = _TIGHTNESS[op]
        first = self.term(args[0], level)
        return _BREAK.join([first, *(f"{op}{_BREAK}{self.term(arg, level + 1)}" for arg in args[1:])])

    def _literal(self, value: Value, sort: Sort) -> tuple[str, int]:
        if isinstance(value, bool):
            words = ("True", "False") if self._rng.random() < self._manner.functions / 2 else ("true", "false")
            return words[0] if value else words[1], _TIGHTNESS["any"]
        if isinstance(value, str):
            if not value.isascii():  # one text, however it is spelled
                value = unicodedata.normalize(self._rng.choice(("NFC", "NFD")), value)
            return value if isinstance(sort, tuple) else f'"{value}"', _TIGHTNESS["any"]
        if isinstance(value, date):
            return value.isoformat(), _TIGHTNESS["any"]
        if value < 0:
            return f"-{_unsigned(-value)}", _TIGHTNESS["negative"]
        return _unsigned(value), _TIGHTNESS["any"]


def _unsigned(number: int | Fraction) -> str:
    """A number as digits; a Fraction with a point, so that it is read as a Real. It must be a short decimal."""
    if isinstance(number, int):
        return str(number)
    thousandths = number * 1000
    assert thousandths.denominator == 1
    digits = str(thousandths.numerator).rjust(4, "0")
    whole, fraction = digits[:-3], digits[-3:].rstrip("0") or "0"
    return f"{whole}.{fraction}"


def _sort(sort: Sort) -> str:
    return " | ".join(sort) if isinstance(sort, tuple) else sort
