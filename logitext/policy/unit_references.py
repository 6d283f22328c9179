"""What a variable stands for: a text, a unit of it, or the unit beside that."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.policy.clauses import Reference, description_of
from logitext.policy.elaboration import Elaboration
from logitext.policy.findings import PolicyFindings
from logitext.policy.model import Units
from logitext.policy.places import FEW, Beside, beside
from logitext.policy.sites import Ranging
from logitext.policy.units import (
    UnitCount,
    one_of,
    unit_name,
    written_as,
    written_key,
)
from logitext.syntax.source import Span
from logitext.syntax.tree import (
    Name,
    Quantified,
)

MISSING = Reference("")
"""The unit before the first one, or after the last one."""


class UnitReferences(Elaboration):
    """Finds the texts and units that formulas speak of."""

    def _whole(self, text: str) -> Reference:
        return Reference(text, description_of(self._scope.texts[text]))

    def _each(self, units: str) -> Sequence[Reference]:
        """The counted units, as what a variable stands for."""
        found = self._references.get(units)
        if found is None:
            numbers = range(1, self._counts[units] + 1)
            found = self._references[units] = [self._unit(written_as(units), number) for number in numbers]
        return found

    def _way(self, formula: Ranging, count: int) -> Beside | None:
        """How a formula about many units is spelt out in blocks, found once; None where it is not."""
        if count <= FEW or not isinstance(formula, Quantified):
            return None
        if id(formula) not in self._beside:
            self._beside[id(formula)] = beside(formula)
        return self._beside[id(formula)]

    def _moved(self, reference: Reference, steps: int) -> Reference:
        """The unit so many units after another one; MISSING where there is none."""
        if not steps or reference.units is None:
            return reference
        number = reference.number + steps
        count = self._counts.get(str(reference.units), 0)
        return self._unit(reference.units, number) if 1 <= number <= count else MISSING

    def _beside_it(self, variable: Name, steps: int, span: Span) -> Reference | None:
        """The unit so many units after the one that a variable stands for."""
        reference = self._unit_of(variable, span)
        return reference if reference is None or self._trying else self._moved(reference, steps)

    def _unit_of(self, variable: Name, span: Span) -> Reference | None:
        """The unit that a variable stands for; of a parameter whose use is not known, the parameter."""
        reference = self._bound.get(variable.text)
        if reference is None:
            if variable.text in self._scope.broken:
                return None
            what = "is all of a text" if variable.text in self._scope.texts else "is no unit of a text"
        elif reference.name == variable.text and reference.units is None:
            self.asks_places = True
            return reference
        elif reference.units is None:
            what = f"is all of `{reference.name}` here"
        else:
            return reference
        hint = "units come from `forall`, `forsome` and `count`: `count s in sentences(…): …`"
        self._findings.error("NLT314", f"`{variable.text}` {what}", span, hint)
        return None

    def _unit(self, units: Units, number: int, known: UnitCount | None = None) -> Reference:
        declared = self._scope.texts[units.text] if units.kind else self._scope.elements_of(units.text)
        whole = description_of(declared)
        of_what = "" if whole is None else f" ({whole})"
        counted = self._known.get(str(units), 0) if known is None else known
        by_key = isinstance(counted, tuple) and 0 < number <= len(counted)
        which = written_key(counted[number - 1]) if by_key and isinstance(counted, tuple) else str(number)
        return Reference(
            unit_name(units, number, counted), f"{one_of(units)} {which} of `{units.text}`{of_what}", units, number
        )

    def _check_variable(self, name: Name, findings: PolicyFindings) -> None:
        if findings.namespace:
            return  # its own names are those of its file, and looked at there
        if self._scope.declared(name.text) is not None or name.text in self._scope.labels:
            findings.error(
                "NLT202",
                f"`{name.text}` is also the name of something else",
                name.span,
                "give the variable a name of its own",
            )
