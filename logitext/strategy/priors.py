"""How likely each answer is before it is asked for: from the policy, from answers that were learned, or by default.

A clause of which nothing is known is taken to hold in one document of five; of other sorts every cell is as likely as
every other, but that one number is less likely than all those between two. This counts as a few documents, beside
which those that were learned count as what they are (the mean of a Beta or a Dirichlet distribution). Priors decide
what is asked first, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from logitext.logic.program import Program
from logitext.policy.model import Clause
from logitext.policy.sorts import BOOL, TEXT, Value
from logitext.theory.priors.learned import LearnedPriors
from logitext.theory.priors.subject import PriorsSubject, subject, written
from logitext.theory.protocol import Theory
from logitext.theory.recording.key import content
from logitext.trail.questions import questions

HOLDS = 0.2
"""The chance that a clause holds of which nothing is known."""
DECLARED = 4.0
"""How many documents a `prior` in the policy counts as."""
ASSUMED = 2.0
"""How many documents the default counts as, if the policy has no `prior`."""
OTHERS = 10.0
"""As how many documents the answers of other theories count at most, beside those of the theory that is asked."""
LEAST = 0.001
"""No cell is less likely; none is more likely than 1 minus this."""


def weights(
    program: Program,
    learned: LearnedPriors | None = None,
    theory: Theory | PriorsSubject | None = None,
    errors: Callable[[str], float] | None = None,
) -> Mapping[str, Sequence[float]]:
    """For each clause with finitely many cells the chance of each, in the order of `Program.values_of`.

    Each is above 0, and those of a clause add up to 1. `theory` is who will be asked: its own answers say most. With
    `errors`, which says how often answers to a clause are wrong, the chances are of the truth, not of what is said.
    """
    asked = PriorsSubject.of(theory) if isinstance(theory, Theory) else theory
    found: dict[str, Sequence[float]] = {}
    asking = questions(program.policy)
    for name, clause in program.policy.clauses.items():
        values = program.values_of(name)
        if not values:
            continue
        chances, strength = _before(program, clause, values)
        if learned:
            mine, others = learned.own(subject(content(asking[name])).key, asked)
            error = 0.0 if errors is None else errors(name)
            chances, strength = _after(chances, strength, _true(_by_cell(program, clause, values, others), error))
            chances, _ = _after(chances, min(strength, OTHERS), _true(_by_cell(program, clause, values, mine), error))
        found[name] = _clipped(chances)
    return found


def _before(program: Program, clause: Clause, values: Sequence[Value | None]) -> tuple[Sequence[float], float]:
    """The chance of each cell where nothing was learned, and how many documents it counts as."""
    if clause.chances:
        return _declared(program, clause, values), DECLARED
    if clause.sort != BOOL:
        widths = program.widths_of(clause.name)
        return [width / sum(widths) for width in widths], ASSUMED
    if clause.prior is None:
        return [1 - HOLDS, HOLDS], ASSUMED
    return [1 - float(clause.prior), float(clause.prior)], DECLARED


def _declared(program: Program, clause: Clause, values: Sequence[Value | None]) -> Sequence[float]:
    """The chances that the policy gives to some values; the other cells share the rest.

    Where it says something of all cells, and the rest is more than nothing, each is as much more likely.
    """
    said: dict[int, float] = {}
    for value, chance in clause.chances:
        cell = _cell(program, clause, values, value)
        said[cell] = said.get(cell, 0.0) + float(chance)
    whole = sum(said.values())
    unsaid = [0.0 if cell in said else width for cell, width in enumerate(program.widths_of(clause.name))]
    if not any(unsaid):
        return [said[cell] / whole if whole else 1 / len(values) for cell in range(len(values))]
    share = (1.0 - whole) / sum(unsaid)
    return [said.get(cell, width * share) for cell, width in enumerate(unsaid)]


def _cell(program: Program, clause: Clause, values: Sequence[Value | None], value: Value) -> int:
    """The cell that a value lies in."""
    if value in values:
        return values.index(value)
    (cell,) = (at for at in program.cells(program.numbers({clause.name: value})) if at is not None)
    return cell


def _true(counts: Sequence[int], error: float) -> Sequence[float]:
    """How many answers of each kind there would be without errors (Rogan and Gladen, 1978, for any number of cells).

    >>> [round(count) for count in _true([740, 260], 0.1)]
    [800, 200]
    """
    total, cells = sum(counts), len(counts)
    if not error or not total or cells == 1:
        return counts
    to_each = error / (cells - 1)
    left = 1 - error - to_each
    if left <= 0:  # answers that are wrong as often as that tell nothing
        return [0] * cells
    true = [max(0.0, (count / total - to_each) / left) for count in counts]
    return [total * share / sum(true) for share in true]


def _after(chances: Sequence[float], strength: float, counts: Sequence[float]) -> tuple[Sequence[float], float]:
    """Chances that count as so many documents, after more documents."""
    total = strength + sum(counts)
    return [(strength * chance + count) / total for chance, count in zip(chances, counts, strict=True)], total


def _by_cell(
    program: Program, clause: Clause, values: Sequence[Value | None], counts: Mapping[Value, int]
) -> Sequence[int]:
    """Counts of values as counts of cells; `values` has a value of each cell."""
    found = [0] * len(values)
    if clause.sort == TEXT:  # of a text it is known whether it is one of these
        cells = {written(value, TEXT): cell for cell, value in enumerate(values) if value is not None}
        for value, number in counts.items():
            found[cells.get(str(value), len(values) - 1)] += number
        return found
    for value, number in counts.items():
        found[_cell(program, clause, values, value)] += number
    return found


def _clipped(chances: Sequence[float]) -> Sequence[float]:
    """Chances of which none is too near to 0 or 1."""
    clipped = [min(max(chance, LEAST), 1 - LEAST) for chance in chances]
    total = sum(clipped)
    return [chance / total for chance in clipped]
