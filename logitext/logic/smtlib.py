"""A checked policy as SMT-LIB 2.7, for any solver: what `logitext dump --stage smt2` prints.

Clauses are constants that nothing is known of, definitions and verdicts are functions without arguments, assumptions
are asserted. Then it is asked for each verdict what it can come to. Nothing here uses Z3.

A label is a constructor of a datatype; the function `rank/…` of the datatype gives its place, by which labels are
compared. A text is a String, a date the number of its day (1 is 1 January of the year 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from logitext.logic.smtlib_names import SymbolNames
from logitext.policy.model import CheckedPolicy, Clause, Verdict
from logitext.policy.sorts import BOOL, DATE, TEXT, Enumeration, Sort, Value, show_fraction
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term, walk

_BASIC = {"Bool": "Bool", "Int": "Int", "Real": "Real", "Text": "String", "Date": "Date"}
_FUNCTIONS = {
    Connective.NOT: "not",
    Connective.AND: "and",
    Connective.OR: "or",
    Connective.XOR: "xor",
    Connective.IMPLIES: "=>",
    Connective.ITE: "ite",
    Connective.EQ: "=",
    Connective.LT: "<",
    Connective.LE: "<=",
    Connective.ADD: "+",
    Connective.MUL: "*",
    Connective.NEG: "-",
    Connective.TO_REAL: "to_real",
    Connective.FLOOR: "to_int",
    Connective.MOD: "mod",
    Connective.YEAR: "date/year",
    Connective.MONTH: "date/month",
    Connective.DAY: "date/day",
    Connective.SHIFT: "date/later",
}
_CALENDAR = """; the calendar, by the day's place in 400 years that begin in March
(define-fun date/place ((n Int)) Int (mod (+ n 305) 146097))
(define-fun date/of_era ((n Int)) Int (let ((p (date/place n)))
  (div (+ p (- (div p 1460)) (div p 36524) (- (div p 146096))) 365)))
(define-fun date/of_year ((n Int)) Int (let ((y (date/of_era n)))
  (- (date/place n) (+ (* 365 y) (div y 4) (- (div y 100))))))
(define-fun date/march ((n Int)) Int (div (+ (* 5 (date/of_year n)) 2) 153))
(define-fun date/month ((n Int)) Int (let ((m (date/march n))) (ite (< m 10) (+ m 3) (- m 9))))
(define-fun date/year ((n Int)) Int
  (+ (date/of_era n) (* 400 (div (+ n 305) 146097)) (ite (< (date/march n) 10) 0 1)))
(define-fun date/day ((n Int)) Int (- (+ (date/of_year n) 1) (div (+ (* 153 (date/march n)) 2) 5)))
(define-fun date/of ((y Int) (m Int) (d Int)) Int (let ((x (ite (<= m 2) (- y 1) y)) (k (ite (<= m 2) (+ m 9) (- m 3))))
  (let ((e (mod x 400)))
    (+ (* 146097 (div x 400)) (* 365 e) (div e 4) (- (div e 100)) (div (+ (* 153 k) 2) 5) d (- 306)))))
(define-fun date/long ((m Int)) Int (ite (<= m 7) (mod m 2) (- 1 (mod m 2))))
(define-fun date/leap ((y Int)) Bool (or (= (mod y 400) 0) (and (= (mod y 4) 0) (not (= (mod y 100) 0)))))
(define-fun date/last ((y Int) (m Int)) Int (ite (= m 2) (ite (date/leap y) 29 28) (+ 30 (date/long m))))
(define-fun date/later ((n Int) (k Int)) Int (let ((c (+ (* 12 (date/year n)) (date/month n) (- 1) k)))
  (let ((y (div c 12)) (m (+ (mod c 12) 1)))
    (date/of y m (ite (> (date/day n) (date/last y m)) (date/last y m) (date/day n))))))"""
_OF_CALENDAR = (Connective.YEAR, Connective.MONTH, Connective.DAY, Connective.SHIFT)
_UNITS = (Connective.AND, Connective.OR, Connective.XOR, Connective.ADD, Connective.MUL)
"""What SMT-LIB applies to two arguments or more: of one it is that argument."""

_PRINTABLE = range(0x20, 0x7F)
_LAST = 0x2FFFF


def smtlib(policy: CheckedPolicy) -> str:
    """The policy as a script: declarations, definitions, assumptions, and questions about each verdict."""
    return "".join(line + "\n" for line in _Script(policy).lines())


class _Script:
    """Writes one policy."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self._policy = policy
        self._terms = [*(policy.body(name) for name in policy.order), *(one.term for one in policy.assumptions)]
        sorts = {clause.sort: None for clause in policy.clauses.values()}
        sorts |= {part.sort: None for term in self._terms for part in walk(term)}
        self._enumerations = [sort for sort in sorts if isinstance(sort, Enumeration)]
        self._dates = DATE in sorts
        self._names = SymbolNames()
        for name in (*policy.clauses, *policy.order):
            self._names.add(name, name)
        for assumption in policy.assumptions:
            self._names.add(("assumption", assumption.id), assumption.id)
        for sort in self._enumerations:
            self._names.add(sort, "/".join(sort.labels))
            self._names.add(("rank", sort), "rank/" + "/".join(sort.labels))
            for label in sort.labels:
                self._names.add((sort, label), label)

    def lines(self) -> Iterator[str]:
        policy = self._policy
        yield f"; {_one_line(policy.source.name)}, as SMT-LIB 2.7"
        yield "(set-logic ALL)"
        if self._dates:
            yield from (
                "",
                "; a date is the number of its day: 1 is 1 January of the year 1",
                "(define-sort Date () Int)",
            )
        parts = (part for term in self._terms for part in walk(term))
        if any(isinstance(part, Apply) and part.op in _OF_CALENDAR for part in parts):
            yield from ("", *_CALENDAR.split("\n"))
        for sort in self._enumerations:
            yield from ("", *self._datatype(sort))
        if policy.clauses:
            yield from ("", "; clauses: their values come from whoever reads the texts")
            for clause in policy.clauses.values():
                yield from self._clause(clause)
        if policy.order:
            yield from ("", "; definitions and verdicts, each after those that it mentions")
            for name in policy.order:
                body = policy.body(name)
                yield f"(define-fun {self._names[name]} () {self._sort(body.sort)} {self._term(body)})"
        if policy.assumptions:
            yield from ("", "; assumptions")
            for one in policy.assumptions:
                yield f"(assert (! {self._term(one.term)} :named {self._names['assumption', one.id]}))"
        yield from ("", "; can all assumptions hold together?", "(check-sat)")
        for verdict in policy.verdicts.values():
            yield from ("", *self._questions(verdict))

    # --- declarations

    def _datatype(self, sort: Enumeration) -> Iterator[str]:
        constructors = [self._names[sort, label] for label in sort.labels]
        name, rank = self._names[sort], self._names["rank", sort]
        yield f"(declare-datatypes (({name} 0)) (({' '.join(f'({one})' for one in constructors)})))"
        places = str(len(constructors) - 1)
        for place in reversed(range(len(constructors) - 1)):
            places = f"(ite (= x {constructors[place]}) {place} {places})"
        yield f"(define-fun {rank} ((x {name})) Int {places})"

    def _clause(self, clause: Clause) -> Iterator[str]:
        about = f" about {', '.join(clause.texts)}" if clause.texts else ""
        yield f'; oracle: "{_one_line(clause.wording)}"{about}'
        yield f"(declare-const {self._names[clause.name]} {self._sort(clause.sort)})"

    def _sort(self, sort: Sort) -> str:
        return self._names[sort] if isinstance(sort, Enumeration) else _BASIC[sort.name]

    # --- questions

    def _questions(self, verdict: Verdict) -> Iterator[str]:
        name = self._names[verdict.name]
        shown = _one_line(verdict.name)
        if verdict.sort == BOOL:
            yield from _ask(f"can {shown} be true?", name)
            yield from _ask(f"can {shown} be false?", f"(not {name})")
        elif isinstance(verdict.sort, Enumeration):
            for label in verdict.sort.labels:
                yield from _ask(f"can {shown} be {label}?", f"(= {name} {self._names[verdict.sort, label]})")
        else:
            yield f"; a value that {shown} can have is printed by (get-value ({name})) after the first (check-sat)"

    # --- terms

    def _term(self, term: Term) -> str:
        match term:
            case Constant(value=value, sort=sort):
                return self._value(value, sort)
            case ClauseRef(name=name) | DefinitionRef(name=name):
                return self._names[name]
            case Apply(op=Connective.COUNT, args=args, bounds=(least, most)):
                return _count([self._term(arg) for arg in args], least, most)
            case Apply(op=Connective.TALLY, args=args):
                return _total([self._term(arg) for arg in args])
            case Apply(op=op, args=(only,)) if op in _UNITS:
                return self._term(only)
            case Apply(op=Connective.MIN | Connective.MAX as op, args=args):
                first, *rest = [self._term(arg) for arg in args]
                for one in rest:
                    first = f"(ite ({'<=' if op is Connective.MIN else '>='} {first} {one}) {first} {one})"
                return first
            case Apply(op=Connective.ABS, args=(arg,)):
                return f"(let ((x {self._term(arg)})) (ite (>= x 0) x (- x)))"
            case Apply(op=op, args=args):
                written = [self._term(arg) for arg in args]
                if op in (Connective.LT, Connective.LE) and isinstance(args[0].sort, Enumeration):
                    rank = self._names["rank", args[0].sort]
                    written = [f"({rank} {one})" for one in written]
                return f"({_FUNCTIONS[op]} {' '.join(written)})"

    def _value(self, value: Value, sort: Sort) -> str:
        if isinstance(sort, Enumeration):
            return self._names[sort, str(value)]
        if sort == TEXT:
            return _string(str(value))
        match value:
            case bool():
                return "true" if value else "false"
            case date():
                return str(value.toordinal())
            case int() | Fraction():
                return _number(value)
        raise AssertionError(value)


def _ask(question: str, formula: str) -> Iterator[str]:
    yield from (f"; {question}", "(push 1)", f"(assert {formula})", "(check-sat)", "(pop 1)")


def _total(args: list[str]) -> str:
    """How many of the arguments are true."""
    ones = [f"(ite {arg} 1 0)" for arg in args]
    return ones[0] if len(ones) == 1 else f"(+ {' '.join(ones)})"


def _count(args: list[str], least: int, most: int) -> str:
    """That at least and at most so many of the arguments are true."""
    total = _total(args)
    if least <= 0:
        return f"(<= {total} {most})"
    return f"(<= {least} {total})" if most >= len(args) else f"(<= {least} {total} {most})"


def _number(value: int | Fraction) -> str:
    """A number; a Fraction as a Real, exactly."""
    if value < 0:
        return f"(- {_number(-value)})"
    if isinstance(value, int):
        return str(value)
    decimal = show_fraction(value)
    if "/" in decimal:
        return f"(/ {value.numerator}.0 {value.denominator}.0)"
    return decimal if "." in decimal else f"{decimal}.0"


def _string(text: str) -> str:
    r"""A string of SMT-LIB: ASCII, all else as `\u{…}`. No two texts are written alike.

    >>> print(_string("café"))
    "caf\u{e9}"
    """
    return f'"{"".join(map(_character, text))}"'


def _character(character: str) -> str:
    code = ord(character)
    if character == '"':
        return '""'
    if code in _PRINTABLE and character != "\\":
        return character
    # Strings of SMT-LIB end before U+2FFFF, which stands for no character: between two of it is what lies beyond.
    return f"\\u{{{code:x}}}" if code < _LAST else f"\\u{{{_LAST:x}}}{code:x}\\u{{{_LAST:x}}}"


def _one_line(text: str) -> str:
    """Text for a comment: in one line, and without characters that are not seen."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
