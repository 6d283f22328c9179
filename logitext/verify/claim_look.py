"""One result while it is verified: what it claims, what the policy says, and the differences so far."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.logic.program import Program
from logitext.policy.model import Place
from logitext.policy.sorts import TEXT, Sort, Value, show
from logitext.records.frozen import SpanRecord
from logitext.records.frozen import ValueField as JSONValue
from logitext.verify.difference import Difference
from logitext.verify.parsed_result import ParsedResult, ResultPath, show_path

_LONGEST = 60
"""Characters of a value in a message; `expected` and `found` have all of it."""


class ClaimLook:
    """A claim beside the program of its policy. `answers` are the recorded ones that the policy has, facts included."""

    def __init__(self, program: Program, claim: ParsedResult) -> None:
        self.program = program
        self.policy = program.policy
        self.claim = claim
        self.result = claim.result
        self.found: list[Difference] = []
        self.answers: dict[str, Value] = {}
        self.told: dict[str, tuple[float | None, str | None, str]] = {}
        self.why_open: dict[str, tuple[str, str | None]] = {}

    def add(
        self,
        where: ResultPath,
        message: str,
        expected: JSONValue = None,
        found: JSONValue = None,
        hint: str | None = None,
    ) -> None:
        """Add a difference."""
        difference = Difference(where=show_path(where), message=message, expected=expected, found=found, hint=hint)
        self.found.append(difference)

    def same(self, where: ResultPath, what: str, expected: JSONValue, found: JSONValue) -> None:
        """A field that has one right value."""
        if found != expected:
            self.add(where, f"{what} is {show(expected)}, not {show(found)}", expected, found)

    def confirm(self, where: ResultPath, outcome: bool | None, wanted: bool, message: str) -> None:
        """What the solver says is what the result needs it to say; that it gave up confirms nothing."""
        if outcome is None:
            self.add(where, "this could not be confirmed, as the solver gave up")
        elif outcome is not wanted:
            self.add(where, message)

    def value(self, path: ResultPath, sort: Sort) -> tuple[Value | None, bool]:
        """The value at a path, and whether it is one of the sort (or null)."""
        try:
            return self.claim.value(path, sort), True
        except ValueError as error:
            self.add(path, str(error))
            return None, False

    def shown(self, value: Value | None, sort: Sort) -> str:
        """A value in a message, cut if it is long."""
        shown = value if isinstance(value, str) and sort != TEXT else show(value)
        return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"

    def place(self, path: ResultPath, span: SpanRecord, heading: tuple[str, ...], place: Place) -> None:
        """A place and its headings are those of the policy."""
        right = SpanRecord.of(place)
        if span != right:
            where = f"line {right.line}, column {right.column}, to line {right.end_line}, column {right.end_column}"
            self.add((*path, "span"), f"in the policy it stands at {where}")
        if heading != place.heading:
            self.add((*path, "heading"), f"in the policy it stands under {show(' › '.join(place.heading))}")

    def probability(self, path: ResultPath, probability: float | None) -> None:
        """A probability is one."""
        if probability is not None and not 0 <= probability <= 1:
            self.add((*path, "probability"), f"a probability lies between 0 and 1, and this is {probability}")

    def told_alike(self, path: ResultPath, clause: str, told: tuple[float | None, str | None, str]) -> None:
        """An answer has the same probability, evidence and author wherever it is a reason."""
        first = self.told.setdefault(clause, told)
        for field, one, other in zip(("probability", "quote", "theory"), first, told, strict=True):
            if one != other:
                self.add((*path, field), f"of `{clause}` it says {show(other)} here, and {show(one)} before")

    def once(self, path: ResultPath, names: Sequence[str]) -> None:
        """Nothing is listed twice."""
        seen: set[str] = set()
        for at, name in enumerate(names):
            if name in seen:
                self.add((*path, at), f"`{name[:60]}` is listed twice")
            seen.add(name)
