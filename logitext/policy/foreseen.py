"""What there is to be made of calls, before any of it is: which instances, and whether there is room for them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from logitext.policy.call_arguments import CallArguments, binding
from logitext.policy.clauses import Reference, instance_name
from logitext.policy.findings import PolicyFindings
from logitext.policy.graph import mentions
from logitext.policy.scope import FunctionStatement
from logitext.policy.sites import Ranging, Site, sites, size, stepped, units_of
from logitext.policy.sorts import Sort
from logitext.policy.unit_references import MISSING
from logitext.policy.units import (
    MOST_PARTS,
)
from logitext.syntax.tree import (
    DefinitionStatement,
    Formula,
    Name,
)

_TOO_MANY = "more than {} clauses would have to be judged"


class ForeseenInstances(CallArguments):
    """Goes through the calls in formulas without making anything of them."""

    def _sites(self, formula: Formula) -> Sequence[Site]:
        """The calls of clauses and definitions with parameters in a formula."""
        found = self._sites_of.get(id(formula))
        if found is None:
            found = [site for site in sites(formula) if site.call.function.text in self._scope.functions]
            self._sites_of[id(formula)] = found
        return found

    def _arguments(
        self, site: Site, bound: Mapping[str, Reference], findings: PolicyFindings | None = None
    ) -> Iterator[Sequence[Reference]]:
        """What a call is made with, once for each combination of units; nothing where that is not known, or wrong.

        A value is what it comes to where the findings of its file are told, and otherwise stands as it is written.
        """
        function = self._scope.functions[site.call.function.text]
        if len(site.call.arguments) != len(function.parameters):
            return
        variables = {one.variable.text: units_of(one) for one in site.within}
        sorts = self._sorts_of(function)
        pairs = list(zip(site.call.arguments, sorts, strict=True))
        texts = [argument for argument, sort in pairs if sort is None]
        values = [(argument, sort) for argument, sort in pairs if sort is not None]
        found = [one for argument in texts if (one := stepped(argument)) is not None]
        names = [one.text for one, _ in found]
        if not all(self._counts.get(units_of(one)) for one in site.within) or len(names) < len(texts):
            return
        if not all(name in variables or name in bound or name in self._scope.texts for name in names):
            return
        speaks_of = [name.text for argument, _ in values for name in mentions(argument)]
        used = [name for name in dict.fromkeys([*names, *speaks_of]) if name in variables]
        for units in itertools.product(*(self._each(variables[name]) for name in used)):
            known = {**bound, **dict(zip(used, units, strict=True))}
            references = [known[name] if name in known else self._whole(name) for name in names]
            moved = [self._moved(one, steps) for one, (_, steps) in zip(references, found, strict=True)]
            if any(one is MISSING for one in moved):
                continue
            worth = [self._worth(argument, sort, function, known, findings) for argument, sort in values]
            if None not in worth:
                of_texts, of_values = iter(moved), iter(worth)
                yield [next(of_texts) if sort is None else next(of_values) for sort in sorts]  # type: ignore[misc]  # none is None

    def _worth(
        self,
        argument: Formula,
        sort: Sort,
        function: FunctionStatement,
        known: Mapping[str, Reference],
        findings: PolicyFindings | None,
    ) -> Reference | None:
        """The value of an argument where variables are bound so; as it is written where there are no findings."""
        if findings is None:
            inside = [known[name.text].name for name in mentions(argument) if name.text in known]
            return Reference(f"{id(argument)} {inside}")
        before = self._bound, self._findings
        self._bound, self._findings = dict(known), findings
        try:
            return self._value(argument, sort, function)
        finally:
            self._bound, self._findings = before

    def _excess(self, formula: Ranging, count: int) -> str | None:
        """What there would be too many of if a formula about so many units were spelt out; None where there is room."""
        if count > self._most:
            return _TOO_MANY.format(self._most)
        seen: set[str] = set()
        looked_at: set[tuple[object, ...]] = set()
        clauses, parts = 0, size(formula, self._counts)
        waiting: list[tuple[Formula, Mapping[str, Reference]]] = [(formula, self._bound)]
        while waiting and parts <= MOST_PARTS:
            here, bound = waiting.pop()
            for site in self._sites(here):
                key = (id(site), *(bound.get(one.text) for one in site.call.arguments if isinstance(one, Name)))
                if key in looked_at:
                    continue
                looked_at.add(key)
                parts += self._in_blocks(site, looked_at)
                function = self._scope.functions[site.call.function.text]
                for arguments in self._arguments(site, bound):
                    name = instance_name(function.name.text, arguments)
                    if name in seen or name in self.instances or name in self.made:
                        continue
                    seen.add(name)
                    if isinstance(function, DefinitionStatement):
                        parts += size(function.formula, self._counts)
                        waiting.append((function.formula, binding(function, arguments)))
                    else:
                        clauses += 1
                    if clauses > self._room:
                        return _TOO_MANY.format(self._most)
                    if parts > MOST_PARTS:
                        break
        return None if parts <= MOST_PARTS else f"the formula would have more than {MOST_PARTS} parts"

    def _in_blocks(self, site: Site, looked_at: set[tuple[object, ...]]) -> int:
        """The parts of the blocks that a call stands in, where they were not looked at before."""
        found = 0
        for formula in site.within:
            count = self._counts.get(units_of(formula), 0)
            if (way := self._way(formula, count)) is not None and (id(formula),) not in looked_at:
                looked_at.add((id(formula),))
                found += count * (1 + size(way.rest, self._counts))
        return found
