"""Random formulas about facts, lists, tables and texts, each with what it means; and documents for them.

Every part of a formula is looked at, also where another settles it, so that one look shows all constants in it.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from tests.judge import calendar
from tests.judge.documents import (
    BODIES,
    COLUMNS,
    DAYS,
    DOMAINS,
    FACTS,
    FIELDS,
    GRADES,
    LENGTHS,
    SAID_OF_ELEMENTS,
    WHO,
    Bound,
    Document,
    Element,
    Meaning,
    Said,
    Scene,
    Vocabulary,
    literal,
)
from tests.judge.model import Value

RELATIONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
CONNECTIVES: Mapping[str, Callable[[list[bool]], bool]] = {
    "and": all,
    "or": any,
    "xor": lambda parts: sum(parts) % 2 == 1,
    "iff": lambda parts: parts[0] == parts[1],
    "implies": lambda parts: not parts[0] or parts[1],
    "unless": lambda parts: parts[0] and not parts[1],
}
REACHED: Mapping[str, Callable[[int, int], bool]] = {
    "at least": operator.ge,
    "at most": operator.le,
    "exactly": operator.eq,
}
TEXT_FUNCTIONS = ("contains", "starts with", "ends with")
UNKNOWN: Mapping[str, tuple[Value, ...]] = {
    "Bool": (False, True),
    "Int": (-1000, -999, -2, -1, 0, 1, 2, 3, 4, 1000, 1001),
    "Real": tuple(Fraction(one) for one in ("-1000", "-2", "-1", "0", "1/3", "1/2", "1", "2", "1000")),
}
"""What a look-up may come to where not just one row fits: enough to tell whether it makes a difference."""
KEYS: Mapping[str, tuple[Value, ...]] = {"Text": ("m1", "m2"), "Int": (407, 2)}
SORTS = ("Int", "Int", "Real", "Date", "Text", "low | high")


def chosen(rng: Random, names: Mapping[str, str], most: int) -> dict[str, str]:
    """Some of the names, with their sorts."""
    kept = rng.sample(sorted(names), rng.randint(1, most))
    return {name: names[name] for name in names if name in kept}


def vocabulary(rng: Random, *, dates: bool = False) -> Vocabulary:
    """What a policy declares, without definitions; with `dates` there are some, and formulas are mostly about them."""
    found = Vocabulary(chosen(rng, FACTS, 3))
    found.lists["rows"] = chosen(rng, FIELDS, 2)
    if rng.random() < 0.3:
        found.lists["others"] = chosen(rng, FIELDS, 1)
    if rng.random() < 0.5:
        columns = chosen(rng, COLUMNS, 2)
        found.tables["rates"] = columns
        found.rows["rates"] = [
            {name: rng.choice(DOMAINS[sort]) for name, sort in columns.items()} for _ in range(rng.choice((1, 2, 3)))
        ]
    if dates:
        found.dates = True
        found.facts["on"] = found.lists["rows"]["day"] = "Date"
    sort = rng.choice(sorted(KEYS))  # a field has one sort, in whatever lists it is
    found.keyed = {name: sort for name in found.lists if rng.random() < 0.3}
    return found


def document(rng: Random, words: Vocabulary) -> Document:
    """A document that gives some of the facts, and up to two rows of each list."""
    given = rng.choice((0.5, 0.8, 1.0, 1.0))

    def some(sorts: Mapping[str, str]) -> dict[str, Value | None]:
        return {name: rng.choice(DOMAINS[sort]) if rng.random() < given else None for name, sort in sorts.items()}

    facts = {name: value for name, value in some(words.facts).items() if value is not None}
    rows = {
        name: [{**some(fields), "body": rng.choice(BODIES)} for _ in range(rng.choice((0, 1, 2, 2)))]
        for name, fields in words.lists.items()
    }
    post = "\n".join(rng.choice(BODIES) for _ in range(rng.choice((1, 1, 2))))
    keys = {name: rng.sample(KEYS[sort], len(rows[name])) for name, sort in words.keyed.items()}
    return Document(facts, rows, post, keys)


class Formulas:
    """Makes formulas; `bound` are the variables that they may use, by name where they range or a sort."""

    def __init__(self, rng: Random, words: Vocabulary, *, lookups: bool = False) -> None:
        self._rng = rng
        self._words = words
        self._lookups = 0 if lookups else None

    def define(self, name: str) -> None:
        """A definition with parameters: of an element, of a value, or of both."""
        rng = self._rng
        of_lines = ("lines(post)",) if self._words.post else ("Text",)
        kinds = rng.choice((("rows",), ("rows", "Int"), ("Int",), of_lines, ("Date",), ("low | high", "rows")))
        parameters = tuple([(f"{name}{'xy'[place]}", kind) for place, kind in enumerate(kinds)])
        self._words.definitions[name] = parameters, self.truth(2, dict(parameters))

    def _the_one(self, sort: str) -> Said:
        """What is said of the one row that fits; anything where none does, or several do."""
        rng = self._rng
        assert self._lookups is not None
        self._lookups += 1
        variable, of = f"w{self._lookups}", rng.choice([*self._words.tables, *self._words.tables, *self._ranges()])
        inner = {variable: of}
        body = self.truth(0, inner) if sort == "Bool" else self.number(sort, 0, inner)
        only = self._among_rows(variable, of) if rng.random() < 0.7 else self.truth(1, inner)
        empty = literal(rng.choice(DOMAINS[sort]), sort) if rng.random() < 0.4 else None

        def value(scene: Scene, at: Bound) -> Any:
            unknown = scene.value(f"the {variable}", UNKNOWN[sort])
            each = [{**at, variable: one} for one in scene.elements(of)]
            said = [(body.of(scene, one), only.of(scene, one)) for one in each]
            fitting = [one for one, fits in said if fits]
            if len(fitting) == 1:
                return fitting[0]
            return unknown if fitting or empty is None else empty.of(scene, at)

        text = f"(the {variable} in {of}: {body.text} where {only.text}" + (f" if none {empty.text}" if empty else "")
        return Said(f"{text})", value)

    def _among_rows(self, variable: str, of: str) -> Said:
        """Which row fits, as rows are usually looked up: a field compared with what is known."""
        rng, inner = self._rng, {variable: of}
        fields = self._fields(inner)
        if not fields:
            return self.truth(1, inner)
        parts = []
        for _ in range(rng.choice((1, 1, 2))):
            _, field, sort = rng.choice(fields)
            ordered = sort not in ("Text", "Bool")
            relation = rng.choice(("==", *["<", "<=", ">", ">="] * ordered))
            compare, other = RELATIONS[relation], self._named(sort, {})
            left = self._field(variable, field)
            parts.append((left, relation, compare, other, sort))

        def holds(scene: Scene, at: Bound) -> bool:
            found = []
            for left, _, compare, other, sort in parts:
                one, two = left.of(scene, at), other.of(scene, at)
                if sort == "low | high":
                    one, two = GRADES.index(one), GRADES.index(two)
                found.append(compare(one, two))
            return all(found)

        return Said(" and ".join(f"{one.text} {word} {two.text}" for one, word, _, two, _ in parts), holds)

    # --- what is true or false

    def truth(self, depth: int, bound: Mapping[str, str]) -> Said:
        rng = self._rng
        if self._lookups is not None and not bound and rng.random() < 0.12:
            return self._the_one("Bool")
        if depth <= 0 or rng.random() < 0.25:
            return self._plain(bound)
        match rng.choice(("joined", "joined", "not", "ranges", "ranges", "reaches", "among", "compared", "if")):
            case "not":
                inner = self.truth(depth - 1, bound)
                return Said(f"(not {inner.text})", lambda scene, at: not inner.of(scene, at))
            case "if":
                return self._conditional([self.truth(depth - 1, bound) for _ in range(3)])
            case "ranges":
                return self._ranging(depth, bound)
            case "reaches":
                return self._reaches(depth, bound)
            case "among":
                parts = [self.truth(depth - 1, bound) for _ in range(rng.choice((1, 2, 3)))]
                word, number = rng.choice(sorted(REACHED)), rng.randint(0, 3)
                number, reached = min(number, len(parts)), REACHED[word]
                text = f"({word} {number} of ({', '.join(one.text for one in parts)}))"
                return Said(text, lambda s, at: reached([one.of(s, at) for one in parts].count(True), number))
            case "compared":
                return self._compared(depth - 1, bound)
        word = rng.choice(sorted(CONNECTIVES))
        parts = [self.truth(depth - 1, bound) for _ in range(2)]
        join = CONNECTIVES[word]
        return Said(f"({parts[0].text} {word} {parts[1].text})", lambda s, at: join([one.of(s, at) for one in parts]))

    def _conditional(self, parts: list[Said]) -> Said:
        condition, then, otherwise = parts

        def value(scene: Scene, at: Bound) -> Any:
            first, second, third = (one.of(scene, at) for one in parts)
            return second if first else third

        return Said(f"(if {condition.text} then {then.text} else {otherwise.text})", value)

    def _plain(self, bound: Mapping[str, str]) -> Said:
        """What is no more than one thing."""
        rng = self._rng
        elements = {name: of for name, of in bound.items() if of in self._ranges()}
        options: list[Callable[[], Said]] = [self._asked, lambda: self._compared(0, bound), lambda: self._text(bound)]
        if self._words.facts.get("ok"):
            options += [lambda: self._constant("ok", "Bool")] * 2
        if elements:
            options += [lambda: self._of_element(rng.choice(sorted(elements)), bound)] * 4
        if self._words.definitions:
            options += [lambda: self._use(bound)] * 3
        return rng.choice(options)()

    def _asked(self) -> Said:
        """A clause with a value: what is asked about the post."""
        label = self._rng.choice(GRADES)
        return Said(f"asks({label})", lambda scene, _: scene.value(f"asks({label})", DOMAINS["Bool"]))

    def _constant(self, name: str, sort: str) -> Said:
        return Said(name, lambda scene, _: scene.value(name, DOMAINS[sort]))

    def _of_element(self, variable: str, bound: Mapping[str, str]) -> Said:
        """A clause on an element, or on the one beside it; or where it stands."""
        rng, of = self._rng, bound[variable]
        others = sorted(name for name, kind in bound.items() if kind == of)
        judged = of not in self._words.tables
        kinds: tuple[str, ...] = ("said", "said", "beside", "place", "same", "order", "chain", "chain")
        match rng.choice((*kinds, *["called"] * (of in self._words.keyed)) if judged else ("place", "same")):
            case "called":
                sort = self._words.keyed[of]
                key = rng.choice(KEYS[sort])

                def called(scene: Scene, at: Bound) -> bool:
                    return scene.value(f"{at[variable]}.id", KEYS[sort]) == key

                return Said(f"({variable}.id == {literal(key, sort).text})", called)
            case "chain":
                return self._chain(variable, rng.choice(others), of)
            case "said":
                return self._said(variable, lambda at: at[variable])
            case "beside":
                word = rng.choice(("previous", "next"))
                step = -1 if word == "previous" else 1
                return self._said(f"{word}({variable})", lambda at: at[variable].beside(step))
            case "place":
                word = rng.choice(("first", "last"))
                return Said(
                    f"{variable}.{word}",
                    lambda _, at: at[variable].number == (1 if word == "first" else at[variable].count),
                )
            case "same":
                other, word = rng.choice(others), rng.choice(("==", "!="))
                return Said(f"({variable} {word} {other})", lambda _, at: (at[variable] == at[other]) is (word == "=="))
        other, word = rng.choice(others), rng.choice(("before", "after"))
        stands = operator.lt if word == "before" else operator.gt
        return Said(f"({variable} {word} {other})", lambda _, at: stands(at[variable].number, at[other].number))

    def _chain(self, start: str, end: str, of: str) -> Said:
        """Whether steps lead from one element to another: all that can be come to, step by step."""

        def leads(scene: Scene, at: Bound) -> bool:
            every = scene.elements(of)
            steps = {(a, b) for a in every for b in every if scene.value(f"near({a}, {b})", DOMAINS["Bool"])}
            met: set[Element] = set()
            waiting = [at[start]]
            while waiting:
                here = waiting.pop()
                after = {b for a, b in steps if a == here} - met
                met |= after
                waiting += after
            return at[end] in met

        return Said(f"closure(near)({start}, {end})", leads)

    def _said(self, text: str, of: Callable[[Bound], Element | None]) -> Said:
        clause = self._rng.choice(("rude", "loud"))

        def value(scene: Scene, at: Bound) -> bool:
            element = of(at)
            return element is not None and bool(scene.value(f"{clause}({element})", DOMAINS["Bool"]))

        return Said(f"{clause}({text})", value)

    def _said_value(self, clause: str, variable: str) -> Said:
        """A clause on an element that is more than true or false."""
        domain = DOMAINS[SAID_OF_ELEMENTS[clause]]
        return Said(f"{clause}({variable})", lambda scene, at: scene.value(f"{clause}({at[variable]})", domain))

    def _use(self, bound: Mapping[str, str]) -> Said:
        """A use of a definition: of an element where there is one, and of values that have a name or are constants."""
        rng = self._rng
        name = rng.choice(sorted(self._words.definitions))
        parameters, body = self._words.definitions[name]
        arguments = []
        for _, kind in parameters:
            if kind in self._ranges():
                fitting = [variable for variable, of in bound.items() if of == kind]
                if not fitting:
                    return self._compared(0, bound)
                arguments.append(self._bound_value(rng.choice(fitting)))
            else:
                arguments.append(self._named(kind, bound))
        text = f"{name}({', '.join(one.text for one in arguments)})"

        def value(scene: Scene, at: Bound) -> Any:
            given = {known: one.of(scene, at) for (known, _), one in zip(parameters, arguments, strict=True)}
            return body.of(scene, given)

        return Said(text, value)

    def _named(self, sort: str, bound: Mapping[str, str]) -> Said:
        """A constant, or what has a name."""
        rng = self._rng
        options = [literal(rng.choice(DOMAINS[sort]), sort)]
        options += [self._constant(name, sort) for name, other in self._words.facts.items() if other == sort]
        options += [self._bound_value(name) for name, kind in bound.items() if kind == sort]
        options += [self._field(name, one) for name, one, other in self._fields(bound) if other == sort]
        elements = [name for name, of in bound.items() if of in self._ranges() and of not in self._words.tables]
        asked = [clause for clause, other in SAID_OF_ELEMENTS.items() if other == sort]
        options += [self._said_value(clause, name) for name in elements for clause in asked]
        return rng.choice(options)

    def _bound_value(self, name: str) -> Said:
        return Said(name, lambda _, at: at[name])

    def _ranges(self) -> list[str]:
        return [*self._words.lists, *self._words.tables, *["lines(post)"] * self._words.post]

    def _fields(self, bound: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """The fields of elements that are bound: variable, field, sort."""
        found = {**self._words.lists, **self._words.tables}
        return [(name, one, sort) for name, of in bound.items() for one, sort in found.get(of, {}).items()]

    def _field(self, variable: str, name: str) -> Said:
        def value(scene: Scene, at: Bound) -> Value:
            element: Element = at[variable]
            if element.of in scene.tables:
                return scene.tables[element.of][element.number - 1][name]
            return scene.value(f"{element}.{name}", DOMAINS[FIELDS[name]])

        return Said(f"{variable}.{name}", value)

    # --- about several elements

    def _over(self, bound: Mapping[str, str]) -> tuple[str, str, dict[str, str]]:
        variable, of = f"v{len(bound)}", self._rng.choice(self._ranges())
        return variable, of, {**bound, variable: of}

    def _ranging(self, depth: int, bound: Mapping[str, str]) -> Said:
        word = self._rng.choice(("forall", "forsome"))
        variable, of, inner = self._over(bound)
        body, joined = self.truth(depth - 1, inner), all if word == "forall" else any
        text = f"({word} {variable} in {of}: {body.text})"
        return Said(text, lambda s, at: joined([body.of(s, {**at, variable: one}) for one in s.elements(of)]))

    def _counting(self, depth: int, bound: Mapping[str, str]) -> tuple[str, Callable[[Scene, Bound], int]]:
        """What is counted, as it is written, and how many there are."""
        variable, of, inner = self._over(bound)
        body = self.truth(depth - 1, inner)
        only = self.truth(0, inner) if self._rng.random() < 0.4 else None

        def count(scene: Scene, at: Bound) -> int:
            each = [{**at, variable: one} for one in scene.elements(of)]
            said = [(body.of(scene, one), only is None or only.of(scene, one)) for one in each]
            return sum(one and kept for one, kept in said)

        return f"{variable} in {of}: {body.text}" + (f" where {only.text}" if only else ""), count

    def _reaches(self, depth: int, bound: Mapping[str, str]) -> Said:
        text, count = self._counting(depth, bound)
        word, number = self._rng.choice(sorted(REACHED)), self._rng.randint(0, 2)
        reached = REACHED[word]
        return Said(f"({word} {number} of ({text}))", lambda scene, at: reached(count(scene, at), number))

    def _aggregate(self, depth: int, bound: Mapping[str, str], *, real: bool) -> Said:
        """A number that elements come to."""
        rng = self._rng
        if not real and rng.random() < 0.5:
            text, count = self._counting(depth, bound)
            return Said(f"(count {text})", count)
        variable, of, inner = self._over(bound)
        value = self.number("Real" if real else "Int", depth - 1, inner)
        only = self.truth(0, inner) if rng.random() < 0.5 else None
        word = rng.choice(("sum", "sum", "min", "max", *["average"] * real))
        empty = rng.randint(-1, 2)

        def found(scene: Scene, at: Bound) -> Any:
            each = [{**at, variable: one} for one in scene.elements(of)]
            said = [(value.of(scene, one), only is None or only.of(scene, one)) for one in each]
            numbers = [number for number, kept in said if kept]
            if word == "sum":
                return sum(numbers)
            if not numbers:
                return empty
            if word == "average":
                return Fraction(sum(numbers)) / len(numbers)
            return min(numbers) if word == "min" else max(numbers)

        where = f" where {only.text}" if only else ""
        none = "" if word == "sum" else f" if none {empty}"
        return Said(f"({word} {variable} in {of}: {value.text}{where}{none})", found)

    # --- values of other sorts

    def _compared(self, depth: int, bound: Mapping[str, str]) -> Said:
        rng = self._rng
        sort = rng.choice((*SORTS, *["Date"] * 8 * self._words.dates))
        make = self.number if sort in ("Int", "Real") else self._other
        sides = [make(sort, depth, bound), make(sort, rng.choice((0, 0, depth)), bound), make(sort, 0, bound)]
        place: Callable[[Any], Any] = GRADES.index if sort == "low | high" else (lambda value: value)
        if sort == "low | high" and not any(side.text not in GRADES for side in sides[:1]):
            return self._asked()
        match rng.choice(("relation", "relation", "in", "between")):
            case "in":
                first, *others = sides
                text = f"({first.text} in ({others[0].text}, {others[1].text}))"
                return Said(text, lambda s, at: first.of(s, at) in [one.of(s, at) for one in others])
            case "between" if sort != "Text":
                one, low, high = sides

                def lies(scene: Scene, at: Bound) -> bool:
                    value, least, most = (place(side.of(scene, at)) for side in (one, low, high))
                    return bool(least <= value <= most)

                return Said(f"({one.text} between {low.text} and {high.text})", lies)
        word = rng.choice(("==", "!=") if sort == "Text" else sorted(RELATIONS))
        left, right = sides[:2]
        relation = RELATIONS[word]
        return Said(
            f"({left.text} {word} {right.text})", lambda s, at: relation(place(left.of(s, at)), place(right.of(s, at)))
        )

    def _other(self, sort: str, depth: int, bound: Mapping[str, str]) -> Said:
        rng = self._rng
        if sort == "Date" and depth > 0 and rng.random() < 0.4:
            return self._earliest(depth, bound)
        if sort == "Date" and depth > 0:
            inner, number = self._named("Date", bound), rng.choice((1, 2, 30))
            unit = rng.choice(("", "week", "month", "months", "year", "years"))
            moved: Meaning
            if unit.startswith(("month", "year")):
                months = number * (12 if unit.startswith("year") else 1)
                moved = lambda s, at: calendar.months_later(inner.of(s, at), months)  # noqa: E731 - one of two
            else:
                days = number * (7 if unit else 1)
                moved = lambda s, at: date.fromordinal(inner.of(s, at).toordinal() + days)  # noqa: E731 - likewise
            return Said(f"({inner.text} + {number} {unit})".replace(" )", ")"), moved)
        return self._named(sort, bound)

    def _earliest(self, depth: int, bound: Mapping[str, str]) -> Said:
        """The first or the last of some days: of two, or of those of elements."""
        rng = self._rng
        word = rng.choice(("min", "max"))
        of = min if word == "min" else max
        if rng.random() < 0.3:
            return self._function(word, [self._named("Date", bound) for _ in range(2)], of)
        variable, ranges, inner = self._over(bound)
        day = self._other("Date", depth - 1, inner)
        only = self.truth(0, inner) if rng.random() < 0.5 else None
        empty = rng.choice(DAYS)

        def found(scene: Scene, at: Bound) -> Any:
            each = [{**at, variable: one} for one in scene.elements(ranges)]
            said = [(day.of(scene, one), only is None or only.of(scene, one)) for one in each]
            return of([when for when, kept in said if kept], default=empty)

        where = f" where {only.text}" if only else ""
        return Said(f"({word} {variable} in {ranges}: {day.text}{where} if none {empty.isoformat()})", found)

    def number(self, sort: str, depth: int, bound: Mapping[str, str]) -> Said:
        rng = self._rng
        if self._words.dates and sort == "Int" and rng.random() < 0.5:
            return self._of_date(bound)
        if self._lookups is not None and not bound and rng.random() < 0.2:
            return self._the_one(sort)
        if depth <= 0 or rng.random() < 0.3:
            return self._some_number(sort, bound)
        made = rng.choice(
            ("+", "-", "*", "aggregate", "aggregate", "if", "min", "max", "abs")
            + (("floor", "ceil", "round", "mod", "date") if sort == "Int" else ("round to", "/"))
        )
        match made:
            case "aggregate":
                return self._aggregate(depth, bound, real=sort == "Real")
            case "if":
                branches = [self.number(sort, depth - 1, bound) for _ in range(2)]
                return self._conditional([self.truth(0, bound), *branches])
            case "abs":
                return self._function("abs", [self.number(sort, depth - 1, bound)], abs)
            case "floor" | "ceil" | "round":
                of = {"floor": math.floor, "ceil": math.ceil, "round": lambda x: math.floor(x + Fraction(1, 2))}[made]
                return self._function(made, [self.number("Real", depth - 1, bound)], of)
            case "round to":
                step = rng.choice((Fraction(1, 4), Fraction(3, 2)))
                sides = [self.number("Real", depth - 1, bound), literal(step, "Real")]
                return self._function("round", sides, lambda x, by: math.floor(Fraction(x) / by + Fraction(1, 2)) * by)
            case "mod":
                sides = [self.number("Int", depth - 1, bound), literal(rng.choice((2, 3)), "Int")]
                return self._function("mod", sides, lambda a, b: a - b * math.floor(Fraction(a, b)))
            case "date":
                return self._of_date(bound)
            case "/":
                inner = self.number("Real", depth - 1, bound)
                return Said(f"({inner.text} / 4)", lambda s, at: Fraction(inner.of(s, at)) / 4)
            case "min" | "max":
                parts = [self.number(sort, depth - 1, bound) for _ in range(2)]
                return self._function(made, parts, min if made == "min" else max)
        left, right = self.number(sort, depth - 1, bound), self._some_number(sort, bound)
        calculate = {"+": operator.add, "-": operator.sub, "*": operator.mul}[made]
        return Said(f"({left.text} {made} {right.text})", lambda s, at: calculate(left.of(s, at), right.of(s, at)))

    def _function(self, name: str, parts: list[Said], of: Callable[..., Any]) -> Said:
        text = f"{name}({', '.join(one.text for one in parts)})"
        return Said(text, lambda s, at: of(*[one.of(s, at) for one in parts]))

    def _of_date(self, bound: Mapping[str, str]) -> Said:
        match self._rng.choice(("year", "month", "day", "age", "-")):
            case "age":
                return self._function("age", [self._named("Date", bound) for _ in range(2)], calendar.age)
            case "-":
                left, right = (self._named("Date", bound) for _ in range(2))
                return Said(f"({left.text} - {right.text})", lambda s, at: (left.of(s, at) - right.of(s, at)).days)
            case part:
                return self._function(part, [self._named("Date", bound)], operator.attrgetter(part))

    def _some_number(self, sort: str, bound: Mapping[str, str]) -> Said:
        rng = self._rng
        options = [self._named(sort, bound)] * 3
        if sort == "Real":
            options += [self._named("Int", bound)]
        elements = [name for name, of in bound.items() if of in self._ranges()]
        if elements and sort == "Int":
            variable = rng.choice(elements)
            options.append(Said(f"{variable}.index", lambda _, at: at[variable].number))
        if sort == "Int" and rng.random() < 0.3:
            options.append(Said("paid", lambda scene, _: scene.value("paid", DOMAINS["Int"])))
        return rng.choice(options)

    # --- what is known of texts

    def _text(self, bound: Mapping[str, str]) -> Said:
        rng = self._rng
        texts = [*["post"] * self._words.post, *["who"] * 2 * ("who" in self._words.facts)]
        texts += [name for name, of in bound.items() if of == "lines(post)" or of in self._words.lists]
        fields = [one for one in self._fields(bound) if bound[one[0]] in self._words.lists]
        texts += [f"{variable}.{one}" for variable, one, sort in fields if sort == "Text"]
        if not texts:
            return self._asked()
        written = rng.choice(texts)
        variable, *rest = written.split(".")

        def name(at: Bound) -> str:
            return ".".join([str(at.get(variable, variable)), *rest])

        match rng.choice((*TEXT_FUNCTIONS, "same", "length", "words")):
            case "same" if written not in ("post", *bound):
                text = rng.choice(("ANN", "bob", "x"))
                folded = (*[one.lower() for one in WHO], "x", "#")

                def same(scene: Scene, at: Bound) -> bool:
                    return scene.value(f"lower({name(at)})", folded) == text.lower()

                return Said(f'same({written}, "{text}")', same)
            case "length" | "words" as word:
                number, relation = rng.randint(1, 4), rng.choice(sorted(RELATIONS))
                compare = RELATIONS[relation]

                def count(scene: Scene, at: Bound) -> bool:
                    return compare(scene.value(f"{word}({name(at)})", LENGTHS), number)

                return Said(f"({word}({written}) {relation} {number})", count)
            case word:
                word = word if word in TEXT_FUNCTIONS else "contains"
                part = rng.choice(("a", "Bob", "Pay", "2", ""))

                def holds(scene: Scene, at: Bound) -> bool:
                    return bool(scene.value(f'{name(at)} {word} "{part}"', DOMAINS["Bool"]))

                return Said(f'({written} {word} "{part}")', holds)
