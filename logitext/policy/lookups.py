"""What is said of the one row that fits: `the b in brackets: b.rate where income > b.above and income <= b.upto`.

Where a table shows that two of its rows fit at once, or none between others, that is an error. What only a document
can show is found in a check: of no row, or of several, nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from logitext.policy.fields import Fields
from logitext.policy.model import Clause, Definition, Lookup, Units
from logitext.policy.row_boxes import RowBox, RowRange, Unevenness, box_of, covered, possible, uneven
from logitext.policy.sorts import BOOL, NUMERIC, Enumeration, Sort, Value, show
from logitext.policy.term import GATHERED, SPELT, Apply, ClauseRef, Connective, Constant, DefinitionRef, Term
from logitext.policy.units import unit_name, whole_name
from logitext.syntax.nodes import nodes
from logitext.syntax.tree import Aggregate, Field

ONE = "the"
"""The word of such a formula."""


@dataclass(frozen=True, slots=True)
class Each:
    """What is said of one unit: whether it counts (None: it does), and its number; or whether it is to be counted."""

    counts: Term | None
    value: Term


class Lookups(Fields):
    """Makes terms of what is said of the one unit that fits."""

    def _the_one(
        self, formula: Aggregate, units: Units, each: Sequence[Each], sort: Sort, empty: Term | None
    ) -> Term | None:
        """What is said of the one unit that fits, and `empty` where none does.

        If several do, or none and that is not said, it is a constant of its own of which nothing is known.
        """
        span = formula.span
        fits = [one.counts or Constant(True, BOOL, one.value.span) for one in each]
        boxes = [box for fit in fits if (box := box_of(fit)) is not None]
        all_known = len(boxes) == len(fits)
        if all_known and not self._is_even(formula, units, boxes, sort, or_none=empty is not None):
            return None
        if not each:
            return self._no_single(formula, units, fits, sort, or_none=False) if empty is None else empty
        apart = all_known and uneven(boxes, gaps=False) is None
        any_fits, value = fits[0], each[0].value
        if len(each) > 1:
            blocks = [Each(fit, one.value) for fit, one in zip(fits, each, strict=True)]

            def first(left: Term, low: Term, _right: Term, high: Term) -> Term:
                return Apply(Connective.ITE, (left, low, high), sort, span=span)

            any_fits, value = self._joined_in_blocks(formula, units, blocks, first)
        if apart and covered(boxes):
            return Apply(Connective.ITE, (any_fits, value, each[-1].value), sort, span=span, surface=GATHERED)
        otherwise = empty
        if otherwise is None or not apart:
            otherwise = self._no_single(formula, units, fits, sort, or_none=empty is not None)
            if empty is not None:
                otherwise = Apply(Connective.ITE, (any_fits, otherwise, empty), sort, span=span, surface=GATHERED)
        one: Term = any_fits
        if not apart:
            one = Apply(Connective.COUNT, tuple(fits), bounds=(1, 1), span=span, surface=SPELT)
        return Apply(Connective.ITE, (one, value, otherwise), sort, span=span, surface=GATHERED)

    def _no_single(self, formula: Aggregate, units: Units, fits: Sequence[Term], sort: Sort, *, or_none: bool) -> Term:
        """The constant that stands for what no single row says."""
        findings, span = self._findings, formula.span
        name = self._named(formula)
        if name not in self.instances:
            wording = findings.source.in_one_line(span)
            counted = self._known[units.text] if not units.kind and units.text in self._known else 0
            rows = [unit_name(units, number, counted) for number in range(1, len(fits) + 1)]
            lookup = Lookup(str(units), tuple(rows), tuple(fits), tuple(_columns(formula)), or_none)
            place = findings.place(span)
            self.instances[name] = Clause(
                name, sort, wording, (), (), None, (), (), (), (), None, None, wording, place, lookup=lookup
            )
        return ClauseRef(name, sort, span)

    # --- what the rows themselves show

    def _is_even(self, formula: Aggregate, units: Units, boxes: Sequence[RowBox], sort: Sort, *, or_none: bool) -> bool:
        """Whether the rows of a table leave no gap that they show, and do not overlap; reports where they do.

        What is compared must be a fact or a clause, which may have any value.
        """
        if units.text not in self._scope.tables or units.kind:
            return True
        if not all(isinstance(term, ClauseRef) for box in boxes for term in box if possible(box)):
            return True
        found = uneven(boxes, gaps=not or_none)
        if found is None or found.unsure:
            return True
        statement = self._scope.tables[units.text]
        labels = []
        if statement.path is None:
            rows = self._scope.rows[units.text]
            cells = [(number, list(rows[number - 1].values())) for number in found.rows]
            labels = [
                (row[0].span.to(row[-1].span), f"row {number}", self._scope.home[id(statement)].source)
                for number, row in cells
                if row
            ]
        hint = "leave one of them out, or say more of which row is meant"
        if found.gap:
            other = "0" if sort in NUMERIC else "…"
            hint = f"add a row, or say what it is then: `… if none {other}`"
        elif any(isinstance(side, RowRange) and side.low != side.high for box in boxes for side in box.values()):
            hint = "let one of two bounds that meet include it, and the other not: `x >= r.from and x < r.upto`"
        self._findings.error(
            "NLT321", f"{_told(units.text, found)}{in_columns(_columns(formula))}", formula.span, hint, labels
        )
        return False

    # --- shared with aggregates

    def _joined_in_blocks(
        self, formula: Aggregate, units: Units, each: Sequence[Each], join: Callable[[Term, Term, Term, Term], Term]
    ) -> tuple[Term, Term]:
        """Whether any unit counts, and what those that do come to, found block by block.

        `join` is told both of two blocks: whether a unit counts, and what it comes to (anything where none does).
        """
        span = formula.span
        blocks: list[tuple[Term, Term]] = [(one.counts or Constant(True, BOOL, span), one.value) for one in each]
        size = 1
        while len(blocks) > 1:
            size *= 2
            joined: list[tuple[Term, Term]] = []
            for place in range(0, len(blocks) - 1, 2):
                (left, low), (right, high) = blocks[place : place + 2]
                start = place * size // 2 + 1
                name = f"{whole_name(units)}[{start}-{min(start + size - 1, len(each))}]"
                some = Apply(Connective.OR, (left, right), span=span)
                value = join(left, low, right, high)
                joined.append((self._own(formula, some, name, "any"), self._own(formula, value, name)))
            blocks = joined + blocks[len(blocks) - len(blocks) % 2 :]
        (whole,) = blocks
        return whole

    def _own(self, formula: Aggregate, term: Term, *parts: str) -> Term:
        """A term of an aggregate under a name of its own, as it is used more than once."""
        name = self._named(formula, *parts)
        if name not in self.made:
            self.products.check(term, self._findings)
            self.products.define(name, term)
            self.made[name] = Definition(name, term, self._findings.place(formula.span))
            self.order.append(name)
        return DefinitionRef(name, term.sort, formula.span)


def in_columns(columns: Sequence[str]) -> str:
    """Where it is that rows say whether they fit, for the end of a message."""
    listed = ", ".join(f"`{one}`" for one in columns)
    return f" (column{'s' if len(columns) > 1 else ''} {listed})" if columns else ""


def _columns(formula: Aggregate) -> list[str]:
    """The fields of rows that the condition speaks of, in the order in which it does."""
    every = () if formula.condition is None else nodes(formula.condition)
    fields = [one for one in every if isinstance(one, Field) and one.variable.text == formula.variable.text]
    return list(dict.fromkeys([one.name.text for one in fields]))


def _value(value: Value, sort: Sort) -> str:
    return f"`{value}`" if isinstance(sort, Enumeration) else show(value)


def _told(table: str, found: Unevenness) -> str:
    where = " and ".join(
        f"`{term.name}` is {_value(value, term.sort)}" for term, value in found.example if isinstance(term, ClauseRef)
    )
    where = f" where {where}" if where else ""
    if not found.gap:
        return f"rows {found.rows[0]} and {found.rows[1]} of `{table}` both fit{where}"
    between = f" between rows {found.rows[0]} and {found.rows[1]}," if found.rows else ""
    return f"no row of `{table}` fits{between}{where}"
