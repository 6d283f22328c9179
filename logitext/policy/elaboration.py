"""What is known while the formulas of one policy are elaborated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from logitext.policy.clauses import Reference
from logitext.policy.findings import PolicyFindings
from logitext.policy.model import Clause, Definition, Units
from logitext.policy.places import Beside
from logitext.policy.products import Products
from logitext.policy.scope import Scope
from logitext.policy.sites import Site
from logitext.policy.sorts import Sort
from logitext.policy.term import Constant, Term
from logitext.policy.units import (
    MOST_INSTANCES,
    UnitCount,
    how_many,
)
from logitext.syntax.source import Span
from logitext.syntax.tree import (
    Formula,
)


class Elaboration:
    """The state of an elaboration; how a formula becomes a term is up to a class that adds `elaborate`.

    `counts` says how many units texts have, `{"sentences(post)": 12}`, or which keys the elements of a list. A formula
    about units that are not counted, or that are too many, is a clause of its own, which nobody is asked. `instances`
    are those, and clauses with parameters for each use, by name; `made` are definitions likewise. `order` lists these
    after what they use; the caller that elaborates a definition or a verdict adds its name. `units` are all units.
    """

    def __init__(self, scope: Scope, counts: Mapping[str, UnitCount] | None = None) -> None:
        self._scope = scope
        self._findings: PolicyFindings = next(iter(scope.home.values()), None)  # type: ignore[assignment]  # set by `of`
        self._known = dict(counts or {})
        self._counts = {name: how_many(counted) for name, counted in self._known.items()}
        self._bound: dict[str, Reference] = {}
        self._trying = 0
        self._inside = 0
        self.elements: Mapping[str, UnitCount] = {}
        """The lists whose elements a formula may name, as a test gives them."""
        self._most = self._room = MOST_INSTANCES
        self._stand_ins: dict[tuple[str, Span], str] = {}
        self.products = Products()
        self._checked: dict[str, Term] = {}
        self._sites_of: dict[int, Sequence[Site]] = {}
        self._references: dict[str, Sequence[Reference]] = {}
        self._beside: dict[int, Beside | None] = {}
        self.looks_back = False
        """Whether there are blocks of units that stand before another."""
        self.asks_places = False
        """Whether a definition asks where its parameters stand, which is not known before it is used."""
        self.instances: dict[str, Clause] = {}
        self.made: dict[str, Definition] = {}
        self.order: list[str] = []
        self.units: dict[Units, None] = {}
        self.spelt: dict[tuple[str, Span, str], Term] = {}

    def hold(self, table: str, rows: Sequence[Mapping[str, Constant]]) -> None:
        """Say which rows a table has, before any formula ranges over it."""
        self._scope.rows[table] = rows
        self._counts[table] = len(rows)

    def elaborate(self, formula: Formula, expected: Sort | None) -> Term | None:
        """The term of a formula. With `expected` its sort is that one, or an error is reported."""
        raise NotImplementedError

    def of(self, findings: PolicyFindings, formula: Formula, expected: Sort | None) -> Term | None:
        """`elaborate`, for a formula that stands in the file of these findings."""
        before, self._findings = self._findings, findings
        try:
            term = self.elaborate(formula, expected)
            if term is not None:
                self.products.check(term, findings)
            return term
        finally:
            self._findings = before

    @contextmanager
    def naming(self, elements: Mapping[str, UnitCount]) -> Iterator[None]:
        """Let formulas name the elements of these lists. No clause of the policy is made of what they say."""
        self.elements = elements
        self._trying += 1
        try:
            yield
        finally:
            self.elements = {}
            self._trying -= 1
