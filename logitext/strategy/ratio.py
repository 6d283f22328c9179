"""The rule `ratio`: go down the formula to the clause that most likely settles its part for the least price.

Of an *and* the part that is most likely false for its price comes first, of an *or* the one that is most likely true
(Garey, "Optimal task sequencing with precedence constraints", 1973, for read-once formulas); the expected price of a
part is that of its own parts in this order. What no longer matters, and what is known, is left out. No diagram is
needed: the rule serves the largest policies, and those that have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Enumeration, Value
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term


class PartPromise(NamedTuple):
    """What a part of a formula promises: its chance of being true, what deciding it costs, and what to ask first.

    `first` is None where nothing is to be asked: the part is then known (its chance 0 or 1) or, as far as anybody can
    say, open for good.
    """

    chance: float
    price: float
    first: str | None


class AskingState:
    """What a rule looks at: answers, who still matters, chances and prices. `None` for a clause that is not answered.

    `chance(clause, holds)` is the chance that the clause has one of the values of which `holds` is true. `kept` has
    what parts of the formulas promise, by their numbers: a part that two others use is looked at once.
    """

    def __init__(
        self,
        answers: Mapping[str, Value | None],
        matters: Callable[[str], bool],
        chance: Callable[[str, Callable[[Value | None], bool]], float],
        price: Callable[[str], float],
    ) -> None:
        self.answers = answers
        self.matters = matters
        self.chance = chance
        self.price = price
        self.kept: dict[int, PartPromise | None] = {}


_Part = Callable[[AskingState], PartPromise | None]
"""A part of a formula at work; None where the part no longer matters, or will never be known."""

_CERTAIN = 1e-12


class Ratio:
    """The formulas of some verdicts, ready to be looked at."""

    name = "ratio"

    def __init__(self, policy: CheckedPolicy, verdicts: Sequence[str]) -> None:
        parts = self._parts = _Parts()
        for name in policy.order:
            parts.definition(name, policy.body(name))
        self._below = {name: parts.below(name) for name in verdicts}

    def pick(self, state: AskingState, verdicts: Sequence[str]) -> str | None:
        """The clause to ask for some undecided verdicts: of the one that costs least; None where the rule sees none."""
        best: PartPromise | None = None
        for name in verdicts:
            look = self.look(name, state)
            if look is not None and look.first is not None and (best is None or look.price < best.price):
                best = look
        return None if best is None else best.first

    def price(self, state: AskingState, verdicts: Sequence[str]) -> float:
        """About what deciding the verdicts costs."""
        looks = [self.look(name, state) for name in verdicts]
        return sum(look.price for look in looks if look is not None)

    def changed(self, state: AskingState, clauses: Iterable[str]) -> None:
        """What is kept of parts with these clauses no longer holds: their answers, or whether they matter, changed."""
        self._parts.forget(state.kept, clauses)

    def look(self, verdict: str, state: AskingState) -> PartPromise | None:
        """What a verdict promises."""
        for part in self._below[verdict]:  # from below, or a long chain of definitions would be a deep recursion
            found = part(state)
        return found


class _Parts:
    """The parts of formulas, numbered as they are made; each is looked at once for a state."""

    def __init__(self) -> None:
        self._made: dict[str, int] = {}
        self._looks: list[_Part] = []
        self._above: list[list[int]] = []
        self._of_clause: dict[str, list[int]] = {}
        self._uses: dict[str, list[str]] = {}

    def definition(self, name: str, body: Term) -> None:
        """Make the parts of a definition, after those that it refers to."""
        self._uses[name] = []
        self._made[name] = self._part(body, self._uses[name])

    def below(self, name: str) -> list[_Part]:
        """The definitions that one refers to, whatever it refers to before it; itself last."""
        met, stack = {name}, [name]
        while stack:
            for used in self._uses[stack.pop()]:
                if used not in met:
                    met.add(used)
                    stack.append(used)
        return [self._looks[number] for one, number in self._made.items() if one in met]

    def forget(self, kept: dict[int, PartPromise | None], clauses: Iterable[str]) -> None:
        """Drop what is kept of the parts that hold one of the clauses."""
        stack = [number for clause in clauses for number in self._of_clause.get(clause, ())]
        while stack:
            number = stack.pop()
            if number in kept:  # else nothing above it was found by it
                del kept[number]
                stack += self._above[number]

    def _part(self, term: Term, uses: list[str]) -> int:
        match term:
            case DefinitionRef(name=name):
                uses.append(name)
                return self._made[name]
            case Constant(value=value):
                known = PartPromise(float(bool(value)), 0.0, None)
                return self._new(lambda _: known)
            case ClauseRef(name=name, sort=sort):
                return self._new(_test(name, bool if sort == BOOL else None), clause=name)
            case Apply(op=op, args=args) if all(arg.sort == BOOL for arg in args):
                below = [self._part(arg, uses) for arg in args]
                return self._new(_connective(term, op, [self._looks[number] for number in below]), below)
            case Apply(op=Connective.EQ | Connective.LT | Connective.LE as op, args=(left, right)):
                if (test := _comparison(op, left, right)) is not None:
                    return self._new(test[1], clause=test[0])
            case Apply(op=Connective.ITE, args=args):
                below = [self._part(arg, uses) for arg in args]
                return self._new(_choice(*[self._looks[number] for number in below]), below)
        if not isinstance(term, Apply):
            raise AssertionError(term)
        below = [self._part(arg, uses) for arg in term.args]
        return self._new(_several([self._looks[number] for number in below]), below)

    def _new(self, look: _Part, below: Iterable[int] = (), clause: str | None = None) -> int:
        number = len(self._looks)

        def once(state: AskingState) -> PartPromise | None:
            kept = state.kept
            if number in kept:
                return kept[number]
            found = kept[number] = look(state)
            return found

        self._looks.append(once)
        self._above.append([])
        for part in below:
            self._above[part].append(number)
        if clause is not None:
            self._of_clause.setdefault(clause, []).append(number)
        return number


# --- clauses -----------------------------------------------------------------------------------------------------


def _test(name: str, holds: Callable[[Value | None], bool] | None) -> _Part:
    """Whether a clause has one of some values; with None its value itself."""

    def look(state: AskingState) -> PartPromise | None:
        if name in state.answers:
            return PartPromise(float(holds(state.answers[name])) if holds else 1.0, 0.0, None)
        if not state.matters(name):
            return None
        chance = state.chance(name, holds) if holds else 0.5
        if min(chance, 1.0 - chance) < _CERTAIN:
            return PartPromise(float(round(chance)), 0.0, None)  # the others imply it
        return PartPromise(chance, state.price(name), name)

    return look


def _comparison(op: Connective, left: Term, right: Term) -> tuple[str, _Part] | None:
    """A clause that is compared with a constant, and what the comparison promises; None for other comparisons."""
    name, other = _clause(left), right
    if name is None:
        name, other = _clause(right), left
    if name is None or not isinstance(other, Constant):
        return None
    sort, constant = other.sort, other.value
    labels = {label: place for place, label in enumerate(sort.labels)} if isinstance(sort, Enumeration) else None
    turned = _clause(left) is None

    def holds(value: Value | None) -> bool:
        if op is Connective.EQ or value is None:
            return value == constant
        one, two = (value, constant) if labels is None else (labels[str(value)], labels[str(constant)])
        if turned:
            one, two = two, one
        return bool(one < two if op is Connective.LT else one <= two)  # type: ignore[operator]

    return name, _test(name, holds)


def _clause(term: Term) -> str | None:
    while isinstance(term, Apply) and term.op is Connective.TO_REAL:
        term = term.args[0]
    return term.name if isinstance(term, ClauseRef) else None


def _several(parts: Sequence[_Part]) -> _Part:
    """A part of which nothing is known but what it mentions: all of that is asked, one after the other."""

    def look(state: AskingState) -> PartPromise | None:
        looks = [found for part in parts if (found := part(state)) is not None]
        first = next((found.first for found in looks if found.first is not None), None)
        return PartPromise(0.5, sum(found.price for found in looks), first) if looks else None

    return look


# --- connectives -------------------------------------------------------------------------------------------------


def _connective(term: Apply, op: Connective, parts: Sequence[_Part]) -> _Part:
    match op:
        case Connective.NOT:
            return _not(parts[0])
        case Connective.AND:
            return _all(parts)
        case Connective.OR:
            return _not(_all([_not(part) for part in parts]))
        case Connective.IMPLIES:
            return _not(_all([parts[0], _not(parts[1])]))
        case Connective.ITE:
            return _choice(*parts)
        case Connective.XOR:
            return _parity(parts, odd=True)
        case Connective.EQ:
            return _parity(parts, odd=False)
        case Connective.TALLY:
            return _several(parts)
        case Connective.COUNT:
            return _count(parts, *term.bounds)
    raise AssertionError(op)


def _not(part: _Part) -> _Part:
    def look(state: AskingState) -> PartPromise | None:
        found = part(state)
        return None if found is None else PartPromise(1.0 - found.chance, found.price, found.first)

    return look


def _all(parts: Sequence[_Part]) -> _Part:
    def look(state: AskingState) -> PartPromise | None:
        looks, dropped = [], False
        for part in parts:
            found = part(state)
            if found is None:
                dropped = True
            elif _known(found) and found.chance == 0.0:
                return found
            elif not _known(found):
                looks.append(found)
        if not looks:
            return None if dropped else PartPromise(1.0, 0.0, None)
        looks.sort(key=_price_of_falsity)
        chance, price = 1.0, 0.0
        for found in looks:
            price += chance * found.price
            chance *= found.chance
        return PartPromise(chance, price, next((found.first for found in looks if found.first is not None), None))

    return look


def _known(look: PartPromise) -> bool:
    return look.first is None and look.chance in (0.0, 1.0)


def _price_of_falsity(look: PartPromise) -> float:
    return look.price / max(1.0 - look.chance, 1e-9)


def _choice(condition: _Part, then: _Part, otherwise: _Part) -> _Part:
    def look(state: AskingState) -> PartPromise | None:
        test = condition(state)
        if test is not None and _known(test):
            return then(state) if test.chance else otherwise(state)
        yes, no = then(state), otherwise(state)
        if yes is not None and no is not None and _known(yes) and yes == no:
            return yes
        if test is None:  # either is still wanted where it can be known: if both come to the same, it is settled
            open_ = [found for found in (yes, no) if found is not None and not _known(found)]
            return min(open_, key=lambda found: (found.first is None, found.price)) if open_ else None
        yes, no = yes or _NOTHING, no or _NOTHING
        chance = test.chance * yes.chance + (1.0 - test.chance) * no.chance
        price = test.price + test.chance * yes.price + (1.0 - test.chance) * no.price
        return PartPromise(chance, price, test.first or yes.first or no.first)

    return look


_NOTHING = PartPromise(0.5, 0.0, None)


def _parity(parts: Sequence[_Part], *, odd: bool) -> _Part:
    def look(state: AskingState) -> PartPromise | None:
        looks = [found for part in parts if (found := part(state)) is not None]
        if len(looks) < len(parts) and all(map(_known, looks)):
            return None
        chance = 0.0  # of an odd number of them
        for found in looks:
            chance = chance * (1.0 - found.chance) + (1.0 - chance) * found.chance
        first = next((found.first for found in looks if found.first is not None), None)
        return PartPromise(chance if odd else 1.0 - chance, sum(found.price for found in looks), first)

    return look


def _count(parts: Sequence[_Part], least: int, most: int) -> _Part:
    def look(state: AskingState) -> PartPromise | None:
        known, dropped, looks = 0, 0, []
        for part in parts:
            found = part(state)
            if found is None:
                dropped += 1
            elif _known(found):
                known += int(found.chance)
            else:
                looks.append(found)
        reachable = known + len(looks) + dropped
        if known > most or reachable < least:
            return PartPromise(0.0, 0.0, None)
        if known >= least and reachable <= most:
            return PartPromise(1.0, 0.0, None)
        if not looks:
            return None
        # The part that is among the first both where many are wanted and where few are: at least one stands in both.
        wanted = min(least - known if known < least else most - known + 1, len(looks))
        likely = sorted(looks, key=lambda found: found.price / max(found.chance, 1e-9))[:wanted]
        unlikely = sorted(looks, key=_price_of_falsity)[: len(looks) - wanted + 1]
        chosen = next((found for found in likely if any(found is other for other in unlikely)), likely[0])
        first = chosen.first or next((found.first for found in looks if found.first is not None), None)
        numbers = [1.0]  # the chance of each number of true parts
        for true in [*(found.chance for found in looks), *[0.5] * dropped]:
            numbers = [
                (numbers[n] * (1.0 - true) if n < len(numbers) else 0.0) + (numbers[n - 1] * true if n else 0.0)
                for n in range(len(numbers) + 1)
            ]
        chance = sum(weight for number, weight in enumerate(numbers) if least <= known + number <= most)
        share = (wanted / len(looks) + (len(looks) - wanted + 1) / len(looks)) / 2
        return PartPromise(chance, share * sum(found.price for found in looks), first)

    return look
