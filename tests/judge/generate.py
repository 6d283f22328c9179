"""Random policies for the judge, and random answers to them: the same from the same seed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from random import Random

from tests.judge.evaluate import Judge, Meaning, meaning
from tests.judge.generate_dates import DAYS, OfDates
from tests.judge.model import Apply, Assumption, Clause, Compare, Literal, Named, Policy, Ref, Sort, Term, Value

# Some of the names are words of the language that are names where nothing else can stand.
_CLAUSES = (
    *("threat", "insult", "doxx", "quoted", "satire", "joke", "minor", "public", "praised", "paid", "late"),
    *("yes", "match", "reject", "cost", "is", "where"),
)
_NUMBERS = ("victims", "seats", "days", "count", "prior")
_REALS = ("price", "share", "rate")
_TEXTS = ("city", "author")
_ENUMERATIONS = (
    ("severity", ("mild", "serious", "deadly")),
    ("channel", ("mail", "web")),
    ("harm", ("none", "mild", "ruinous")),  # shares a label with severity
    ("answer", ("no", "ask")),
)
_DEFINED = ("harassment", "exempt", "total", "grave", "rule_2", "naïve", "due", "clear", "unclear", "level", "of")
_VERDICTS = ("remove", "escalate", "warn", "report")
_ASSUMPTIONS = ("ties", "law", "common_sense", "always")
_WIDE_REALS = sorted(
    {Fraction(n, 20) for n in range(-45, 46)} | {Fraction(n) for n in (-20, -5, -3, 3, 5, 20)}, key=abs
)

_LARGEST = 4096
_BITS = range(2, 13)
_OFTEN = (3, 6, 8, 8, 6, 3, 2, 1, 0.5, 0.25, 0.25)  # what is large takes the judge long


def policy(rng: Random, *, nonlinear: bool = False, functions: bool = False, dates: bool = False) -> Policy:
    """A policy of up to 12 clauses and 4096 completions; with `nonlinear` it may multiply clauses by each other.

    With `functions`, numbers are rounded, and the smaller of two is taken, and the like; a value is one of several, or
    lies between two. With `dates`, clauses are days, and formulas calculate with the calendar.
    """
    return _Generator(rng, nonlinear, functions, dates).policy()


class _Generator:
    def __init__(self, rng: Random, nonlinear: bool, functions: bool = False, dates: bool = False) -> None:
        self._rng = rng
        self._functions = functions
        self._nonlinear = nonlinear
        self._dates = OfDates(rng, self._number, self._of_sort) if dates else None
        self._clauses: list[Clause] = []
        self._names: dict[str, Sort] = {}  # what a formula may mention so far
        self._meanings: dict[str, Meaning] = {}  # of definitions and verdicts

    def policy(self) -> Policy:
        rng = self._rng
        self._declare()
        defined: list[Named] = []
        verdicts = rng.sample(_VERDICTS, rng.choice((1, 1, 2, 2, 3, 4)))
        names = rng.sample(_DEFINED, rng.choice((0, 0, 1, 2, 3, 4)))
        for name in [*names, *verdicts]:
            defined.append(named := self._named(name, name in verdicts))
            self._names[name] = named.sort
            self._meanings[name] = meaning(named.term)
        if rng.random() < 0.2:  # a definition may come after a verdict and use it
            name = "afterwards"
            defined.append(Named(name, "Bool", self._bool(2)))
            self._names[name] = "Bool"
        assumptions = [assumption for clause in self._clauses for assumption in self._bound(clause)]
        assumptions += [
            Assumption(self._assumed(), name if rng.random() < 0.7 else None)
            for name in rng.sample(_ASSUMPTIONS, rng.choice((0, 0, 1, 1, 2, 3)))
        ]
        rng.shuffle(assumptions)
        return Policy(tuple(self._clauses), tuple(defined), tuple(verdicts), tuple(assumptions))

    # --- clauses

    def _declare(self) -> None:
        rng = self._rng
        (bits,) = rng.choices(_BITS, _OFTEN)
        others = rng.random() < 0.65 or self._dates is not None
        kinds = _OTHERS if self._dates is None else (*_OTHERS, *["Date"] * 6)
        while (room := min(2**bits, _LARGEST) // math.prod(len(clause.domain) for clause in self._clauses)) >= 2:
            clause = self._clause("Bool" if not others or rng.random() < 0.5 else rng.choice(kinds))
            if clause is not None and len(clause.domain) <= room:
                self._clauses.append(clause)
                self._names[clause.name] = clause.sort
        rng.shuffle(self._clauses)

    def _clause(self, kind: str) -> Clause | None:
        """A new clause; None where the names are used up."""
        rng = self._rng
        if kind == "Date" and self._dates is not None:
            return self._dates.clause(self._names)
        if kind == "Enumeration":
            free = [pair for pair in _ENUMERATIONS if pair[0] not in self._names]
            if not free:
                return None
            name, labels = rng.choice(free)
            return Clause(name, labels, labels)
        pool = {"Bool": _CLAUSES, "Int": _NUMBERS, "Real": _REALS, "Text": _TEXTS}[kind]
        names = [name for name in pool if name not in self._names]
        if not names:
            return None
        name = rng.choice(names)
        if kind == "Bool":
            return Clause(name, kind, (False, True))
        if kind == "Text":
            texts = rng.choice((("Paris", "Rome"), ("Paris", "Zürich"), ("Zürich", "Zurich", "a b")))
            return Clause(name, kind, texts, ("Oslo", "a b", "elsewhere", f"where {name} is"))
        if kind == "Int":
            least = rng.choice((0, 0, 0, 1, -1, -2))
            most = least + rng.choice((1, 2, 3))
            wide = [number for number in range(least - 12, most + 13) if not least <= number <= most]
            wide.sort(key=lambda number: abs(number - least))
            return Clause(name, kind, tuple(range(least, most + 1)), tuple(wide))
        numbers = rng.sample([Fraction(n, 4) for n in (-2, 0, 1, 2, 4, 6)], rng.choice((2, 3)))
        wide_reals = [number for number in _WIDE_REALS if number not in numbers]
        return Clause(name, kind, tuple(sorted(numbers)), tuple(wide_reals))

    def _bound(self, clause: Clause) -> list[Assumption]:
        """The assumption that keeps a clause inside its domain, where its sort does not."""
        rng = self._rng
        here, sort = Ref(clause.name), clause.sort
        values = [Literal(value, sort) for value in clause.domain]
        term: Term
        if sort == "Int":
            least, most = values[0], values[-1]
            term = rng.choice(
                (
                    Compare(("<=", "<="), (least, here, most), sort),
                    Apply("and", (Compare((">=",), (here, least), sort), Compare(("<=",), (here, most), sort))),
                    Compare(("between",), (here, least, most), sort),
                    Apply(
                        "not",
                        (Apply("or", (Compare(("<",), (here, least), sort), Compare((">",), (here, most), sort))),),
                    ),
                )
            )
        elif sort in ("Real", "Text", "Date"):
            term = Apply("or", tuple(Compare(("==",), (here, value), sort) for value in values))
            if rng.random() < 0.5:
                term = Compare(("in",), (here, *values), sort)
        else:
            return []
        return [Assumption(term, f"bound_{clause.name}" if rng.random() < 0.5 else None, clause.name)]

    # --- definitions, verdicts, assumptions

    def _named(self, name: str, verdict: bool) -> Named:
        rng = self._rng
        sorts: list[Sort] = ["Bool"] * 8
        sorts += ["Int"] * (2 if "Int" in self._names.values() else 1)
        sorts += ["Real"] * ("Real" in self._names.values())
        sorts += ["Text"] * ("Text" in self._names.values())
        sorts += ["Date"] * ("Date" in self._names.values())
        sorts += dict.fromkeys(sort for sort in self._names.values() if isinstance(sort, tuple))
        sort = rng.choice(sorts)
        term = self._term(sort, rng.choice((1, 2, 2, 3)))
        for _ in range(4):  # most of what is always the same is no good
            if self._varies(term):
                break
            term = self._term(sort, rng.choice((1, 2, 2, 3)))
        violation = verdict and sort == "Bool" and rng.random() < 0.5
        # A bare label may belong to several enumerations, and a Real may look like an Int.
        declared = sort != "Bool" and (rng.random() < 0.3 or isinstance(sort, tuple) or sort == "Real")
        return Named(name, sort, term, declared, violation)

    def _varies(self, term: Term) -> bool:
        """Whether some random answers show two values of a term."""
        found: set[Value] = set()
        for _ in range(12):
            values = {clause.name: self._rng.choice(clause.domain) for clause in self._clauses}
            for name, defined in self._meanings.items():
                values[name] = defined(values)
            found.add(meaning(term)(values))
        return len(found) > 1

    def _assumed(self) -> Term:
        """Mostly what authors write: something implies or excludes something, a number goes with a clause."""
        rng = self._rng
        match rng.choice(("implies", "implies", "implies", "excludes", "at most", "iff", "xor", "any")):
            case "implies":
                return Apply("implies", (self._bool(rng.choice((0, 0, 1))), self._bool(rng.choice((0, 0, 1)))))
            case "excludes":
                return Apply("not", (Apply("and", (self._bool(0), self._bool(0))),))
            case "at most":
                count = rng.randint(2, 4)
                return Apply("at most", tuple(self._bool(0) for _ in range(count)), 1)
            case "any":
                return self._bool(2)
            case op:
                return Apply(op, (self._bool(0), self._bool(rng.choice((0, 1)))))

    # --- formulas

    def _of_sort(self, sort: Sort) -> list[Term]:
        """What is there of a sort, and a value of it."""
        return [*map(Ref, self._refs(sort)), self._value(sort)]

    def _refs(self, sort: Sort) -> list[str]:
        return [name for name, other in self._names.items() if other == sort]

    def _term(self, sort: Sort, depth: int) -> Term:
        match sort:
            case "Bool":
                return self._bool(depth)
            case "Int" | "Real":
                return self._number(str(sort), depth)
            case "Date" if self._dates is not None:
                return self._dates.day(depth)
            case _:
                return self._symbol(sort, depth)

    def _bool(self, depth: int) -> Term:
        rng = self._rng
        if depth <= 0 or rng.random() < 0.1:
            return self._bool_leaf()
        match rng.choice(_BOOLEAN_OPERATORS):
            case "not":
                return Apply("not", (self._bool(depth - 1),))
            case "if":
                return Apply("if", tuple(self._bool(depth - 1) for _ in range(3)))
            case "implies":
                return Apply("implies", (self._bool(depth - 1), self._bool(depth - 1)))
            case "==":
                relation = rng.choice(("==", "!="))
                return Compare((relation,), (self._bool(depth - 1), self._bool(depth - 1)), "Bool")
            case "at least" | "at most" | "exactly" as op:
                count = rng.choice((1, 2, 3, 3, 4))
                return Apply(op, tuple(self._bool(depth - 1) for _ in range(count)), rng.randint(0, count))
            case op:
                return Apply(op, tuple(self._bool(depth - 1) for _ in range(rng.choice((2, 2, 2, 3)))))

    def _bool_leaf(self) -> Term:
        rng = self._rng
        names = self._refs("Bool")
        others = [sort for sort in self._names.values() if sort != "Bool"]
        if rng.random() < 0.03:
            return Literal(rng.random() < 0.5, "Bool")
        if others and (not names or rng.random() < 0.4):
            return self._comparison(rng.choice(others))
        return Ref(rng.choice(names)) if names else Literal(True, "Bool")

    def _comparison(self, sort: Sort) -> Term:
        """A comparison of something of a sort with something else."""
        rng = self._rng
        operands = rng.choice((2, 2, 2, 2, 3))
        equalities = ("==", "!=")
        relations = equalities if sort == "Text" else (*equalities, "<", "<=", ">", ">=")
        first: Term = Ref(rng.choice(self._refs(sort)))
        if sort in ("Int", "Real") and rng.random() < 0.4:
            first = self._number(str(sort), 1)
        if sort == "Date" and rng.random() < 0.4:
            first = self._term(sort, 1)
        if (self._functions or self._dates) and rng.random() < 0.2:
            return self._within(first, sort)
        rest = [self._operand(sort) for _ in range(operands - 1)]
        args = [first, *rest]
        if sort not in ("Int", "Real") or rng.random() < 0.5:
            rng.shuffle(args)
        return Compare(tuple(rng.choice(relations) for _ in rest), tuple(args), sort)

    def _within(self, first: Term, sort: Sort) -> Term:
        """That something is one of several values, or lies between two."""
        if sort == "Text" or self._rng.random() < 0.5:
            values = [self._value(sort) for _ in range(self._rng.choice((1, 2, 3)))]
            if self._rng.random() < 0.3:
                values[-1] = self._operand(sort)
            return Compare(("in",), (first, *values), sort)
        return Compare(("between",), (first, self._operand(sort), self._operand(sort)), sort)

    def _operand(self, sort: Sort) -> Term:
        """What a comparison compares with: mostly a value."""
        if self._rng.random() < 0.7:
            return self._value(sort)
        if isinstance(sort, tuple) and self._ambiguous(sort):
            return Ref(self._rng.choice(self._refs(sort)))
        return self._term(sort, 1)

    def _value(self, sort: Sort) -> Term:
        """A value near the clauses' domains."""
        rng = self._rng
        domain = [value for clause in self._clauses if clause.sort == sort for value in clause.domain]
        if sort == "Text":
            return Literal(rng.choice([*domain, "Oslo"]), sort)
        if sort == "Date":
            return Literal(rng.choice([*domain, *DAYS]), sort)
        if isinstance(sort, tuple):
            return Literal(rng.choice(sort), sort)
        if sort == "Real" and rng.random() < 0.8:
            return Literal(rng.choice([*map(Fraction, map(str, domain)), Fraction(1, 2), Fraction(3, 10)]), sort)
        return Literal(rng.choice([0, 1, 2, 3, -1, 5]), "Int")

    def _number(self, sort: str, depth: int) -> Term:
        """A number; of sort Real it may hold Int terms."""
        rng = self._rng
        names = self._refs(sort) + (self._refs("Int") if sort == "Real" else [])
        if depth <= 0 or rng.random() < 0.2:
            if names and rng.random() < 0.75:
                return Ref(rng.choice(names))
            return self._value(sort)
        ops = ["+", "+", "-", "scaled", "negative", "if", "if"]
        ops += ["/"] * (sort == "Real") + ["*", "*"] * self._nonlinear
        if self._dates is not None and sort == "Int" and self._refs("Date") and rng.random() < 0.4:
            return self._dates.number(depth - 1)
        if self._functions:
            ops += ["min", "max", "abs"] * 2
            ops += ["floor", "ceil", "round", "mod", "mod"] * (sort == "Int") + ["round to"] * 2 * (sort == "Real")
        match rng.choice(ops):
            case "scaled":
                args = [self._number(sort, depth - 1), Literal(rng.choice((2, 3, -1, -2)), "Int")]
                rng.shuffle(args)
                return Apply("*", tuple(args))
            case "negative":
                return Apply("negative", (self._number(sort, depth - 1),))
            case "if":
                return Apply("if", (self._bool(0), self._number(sort, depth - 1), self._number(sort, depth - 1)))
            case "/":
                divisor = rng.choice((2, -4, Fraction(1, 2), Fraction(4, 5)))
                literal = Literal(divisor, "Int" if isinstance(divisor, int) else "Real")
                return Apply("/", (self._number(sort, depth - 1), literal))
            case "abs":
                return Apply("abs", (self._number(sort, depth - 1),))
            case "floor" | "ceil" | "round" as op:
                return Apply(op, (self._number("Real" if self._refs("Real") else "Int", depth - 1),))
            case "mod":
                return Apply("mod", (self._number("Int", depth - 1), Literal(rng.choice((2, 3, 5)), "Int")))
            case "round to":
                step = rng.choice((Fraction(1, 2), Fraction(3, 10), Fraction(1, 100)))
                return Apply("round to", (self._number(sort, depth - 1), Literal(step, "Real")))
            case op:
                return Apply(op, tuple(self._number(sort, depth - 1) for _ in range(rng.choice((2, 2, 3)))))

    def _symbol(self, sort: Sort, depth: int) -> Term:
        """A text or a label."""
        rng = self._rng
        names = self._refs(sort)
        if depth > 0 and rng.random() < 0.6:
            return Apply("if", (self._bool(depth - 1), self._symbol(sort, depth - 1), self._symbol(sort, depth - 1)))
        return Ref(rng.choice(names)) if names and rng.random() < 0.5 else self._value(sort)

    def _ambiguous(self, sort: Sort) -> bool:
        """Whether a label of the enumeration is one of another as well: then it cannot stand alone."""
        return any(
            isinstance(other, tuple) and other != sort and not set(other).isdisjoint(sort)
            for other in self._names.values()
        )


_OTHERS = ("Int", "Int", "Enumeration", "Enumeration", "Real", "Text")
_BOOLEAN_OPERATORS = (
    *("and", "or") * 4,
    *("not", "implies", "unless", "xor", "iff", "if", "at least", "at most", "exactly") * 2,
    "==",
)


def answers(rng: Random, judge: Judge) -> dict[str, Value]:
    """Answers to some of the clauses, mostly such that a world fits them; rarely one that a bound keeps out."""
    clauses = judge.policy.clauses
    if judge.worlds and rng.random() < 0.8:
        world = rng.choice(judge.worlds)
        found = {clause.name: world[clause.name] for clause in clauses}
    else:
        found = {clause.name: rng.choice(clause.domain) for clause in clauses}
    chance = rng.choice((0.0, 0.2, 0.5, 0.5, 0.7, 0.9, 1.0))
    kept = [clause for clause in clauses if rng.random() < chance]
    if rng.random() < 0.5:
        rng.shuffle(kept)
    given = {clause.name: found[clause.name] for clause in kept}
    for clause in kept:
        if clause.wide and rng.random() < 0.03:
            given[clause.name] = rng.choice(clause.wide)
    return given


def some(rng: Random, names: Sequence[str]) -> list[str]:
    """Some of the names, in their order or in another."""
    chance = rng.choice((0.3, 0.6, 0.9))
    found = [name for name in names if rng.random() < chance]
    if rng.random() < 0.3:
        rng.shuffle(found)
    return found
