"""The rule `ratio`: go down the formula to the clause that most likely settles its part for the least price.

Of an *and* the part that is most likely false for its price comes first, of an *or* the one that is most likely true
(Garey, "Optimal task sequencing with precedence constraints", 1973, for read-once formulas); the expected price of a
part is that of its own parts in this order. What no longer matters, and what is known, is left out. No diagram is
needed: the rule serves the largest policies, and those that have none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Enumeration, Value
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term


class Look(NamedTuple):
    """What a part of a formula promises: its chance of being true, what deciding it costs, and what to ask first.

    `first` is None where nothing is to be asked: the part is then known (its chance 0 or 1) or, as far as anybody can
    say, open for good.
    """

    chance: float
    price: float
    first: str | None


class State:
    """What a rule looks at: answers, who still matters, chances and prices. `None` for a clause that is not answered.

    `chance(clause, holds)` is the chance that the clause has one of the values of which `holds` is true.
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


_Part = Callable[[State], Look | None]
"""A part of a formula at work; None where the part no longer matters, or will never be known."""

_CERTAIN = 1e-12


class Ratio:
    """The formulas of some verdicts, ready to be looked at."""

    name = "ratio"

    def __init__(self, policy: CheckedPolicy, verdicts: Sequence[str]) -> None:
        made: dict[str, _Part] = {}
        for name in policy.order:
            made[name] = _part(policy.body(name), made)
        self._verdicts = {name: made[name] for name in verdicts}

    def pick(self, state: State, verdicts: Sequence[str]) -> str | None:
        """The clause to ask for some undecided verdicts: of the one that costs least; None where the rule sees none."""
        best: Look | None = None
        for name in verdicts:
            look = self._verdicts[name](state)
            if look is not None and look.first is not None and (best is None or look.price < best.price):
                best = look
        return None if best is None else best.first

    def price(self, state: State, verdicts: Sequence[str]) -> float:
        """About what deciding the verdicts costs."""
        looks = [self._verdicts[name](state) for name in verdicts]
        return sum(look.price for look in looks if look is not None)


def _part(term: Term, made: Mapping[str, _Part]) -> _Part:
    match term:
        case Constant(value=value):
            known = Look(float(bool(value)), 0.0, None)
            return lambda _: known
        case DefinitionRef(name=name):
            return made[name]
        case ClauseRef(name=name, sort=sort) if sort == BOOL:
            return _test(name, bool)
        case Apply(op=op, args=args) if all(arg.sort == BOOL for arg in args):
            return _connective(term, op, [_part(arg, made) for arg in args])
        case Apply(op=Connective.EQ | Connective.LT | Connective.LE as op, args=(left, right)):
            test = _comparison(op, left, right)
            return _several([left, right], made) if test is None else test
        case Apply(op=Connective.ITE, args=(condition, then, otherwise)):
            return _choice(_part(condition, made), _part(then, made), _part(otherwise, made))
        case Apply(args=args):
            return _several(args, made)
        case ClauseRef(name=name):
            return _test(name, None)
    raise AssertionError(term)


# --- clauses -----------------------------------------------------------------------------------------------------


def _test(name: str, holds: Callable[[Value | None], bool] | None) -> _Part:
    """Whether a clause has one of some values; with None its value itself."""

    def look(state: State) -> Look | None:
        if name in state.answers:
            return Look(float(holds(state.answers[name])) if holds else 1.0, 0.0, None)
        if not state.matters(name):
            return None
        chance = state.chance(name, holds) if holds else 0.5
        if min(chance, 1.0 - chance) < _CERTAIN:
            return Look(float(round(chance)), 0.0, None)  # the others imply it
        return Look(chance, state.price(name), name)

    return look


def _comparison(op: Connective, left: Term, right: Term) -> _Part | None:
    """A clause compared with a constant; None for other comparisons."""
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

    return _test(name, holds)


def _clause(term: Term) -> str | None:
    while isinstance(term, Apply) and term.op is Connective.TO_REAL:
        term = term.args[0]
    return term.name if isinstance(term, ClauseRef) else None


def _several(terms: Sequence[Term], made: Mapping[str, _Part]) -> _Part:
    """A part of which nothing is known but what it mentions: all of that is asked, one after the other."""
    parts = [_part(term, made) for term in terms]

    def look(state: State) -> Look | None:
        looks = [found for part in parts if (found := part(state)) is not None]
        first = next((found.first for found in looks if found.first is not None), None)
        return Look(0.5, sum(found.price for found in looks), first) if looks else None

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
        case Connective.COUNT:
            return _count(parts, *term.bounds)
    raise AssertionError(op)


def _not(part: _Part) -> _Part:
    def look(state: State) -> Look | None:
        found = part(state)
        return None if found is None else Look(1.0 - found.chance, found.price, found.first)

    return look


def _all(parts: Sequence[_Part]) -> _Part:
    def look(state: State) -> Look | None:
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
            return None if dropped else Look(1.0, 0.0, None)
        looks.sort(key=_price_of_falsity)
        chance, price = 1.0, 0.0
        for found in looks:
            price += chance * found.price
            chance *= found.chance
        return Look(chance, price, next((found.first for found in looks if found.first is not None), None))

    return look


def _known(look: Look) -> bool:
    return look.first is None and look.chance in (0.0, 1.0)


def _price_of_falsity(look: Look) -> float:
    return look.price / max(1.0 - look.chance, 1e-9)


def _choice(condition: _Part, then: _Part, otherwise: _Part) -> _Part:
    def look(state: State) -> Look | None:
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
        return Look(chance, price, test.first or yes.first or no.first)

    return look


_NOTHING = Look(0.5, 0.0, None)


def _parity(parts: Sequence[_Part], *, odd: bool) -> _Part:
    def look(state: State) -> Look | None:
        looks = [found for part in parts if (found := part(state)) is not None]
        if len(looks) < len(parts) and all(map(_known, looks)):
            return None
        chance = 0.0  # of an odd number of them
        for found in looks:
            chance = chance * (1.0 - found.chance) + (1.0 - chance) * found.chance
        first = next((found.first for found in looks if found.first is not None), None)
        return Look(chance if odd else 1.0 - chance, sum(found.price for found in looks), first)

    return look


def _count(parts: Sequence[_Part], least: int, most: int) -> _Part:
    def look(state: State) -> Look | None:
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
            return Look(0.0, 0.0, None)
        if known >= least and reachable <= most:
            return Look(1.0, 0.0, None)
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
        return Look(chance, share * sum(found.price for found in looks), first)

    return look
