"""A policy that is loaded: what it has, and what is compiled of it and kept."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from logitext.api import checking
from logitext.api.arguments import formulas_of
from logitext.policy.known import know
from logitext.policy.model import CheckedPolicy
from logitext.policy.supposed import in_one_line, names_of, supposing

if TYPE_CHECKING:
    from logitext.check.expansion import Expansion
    from logitext.logic.backend_name import BackendName
    from logitext.logic.program import Program

_ASSUMED = 64
"""Policies with something assumed of a document that are kept, of each policy."""


class Loaded:
    """A policy that is loaded, and compiled when that is first needed."""

    def __init__(self, checked: CheckedPolicy, backend: BackendName = "auto") -> None:
        self.checked = checked
        self._backend = backend
        self._program: Program | None = None
        self._expansion: Expansion | None = None
        self._path: str | None = None
        self._assuming: OrderedDict[tuple[str, ...], Self] = OrderedDict()
        know(checked)

    def __repr__(self) -> str:
        return f"<Policy {self.checked.source.name}: verdicts {', '.join(self.verdicts) or 'none'}>"

    @property
    def texts(self) -> tuple[str, ...]:
        """The names of the texts that the policy declares."""
        return tuple(self.checked.texts)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The names of its clauses, in file order."""
        return tuple([name for name, clause in self.checked.clauses.items() if not clause.fact])

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that a caller may give, in file order."""
        return tuple([name for name, clause in self.checked.clauses.items() if clause.fact and clause.derived is None])

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The names of its verdicts and violations, in file order."""
        return tuple(self.checked.verdicts)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that the policy was read from, the loaded one first. Watch them to know when to load it again.

        The files that it uses are included, and those with the rows of its tables. A string given to `loads` is not a
        file.
        """
        names = [one.name for one in reversed(self.checked.sources)]
        return tuple(Path(name) for name in (names if self._path is not None else names[1:]))

    @property
    def sha256(self) -> str:
        """The hash of all its sources, including the files that it uses. Results keep it as `result.policy.sha256`."""
        return self.checked.sha256

    @property
    def program(self) -> Program:
        """The compiled policy."""
        if self._program is None:
            self._program = checking.compiled.Program(self.checked, self._backend)
        return self._program

    @property
    def expansion(self) -> Expansion:
        """The policy spelt out for the units of a text, if it uses such units."""
        if self._expansion is None:
            self._expansion = checking.compiled.Expansion(self.checked, self.program, self._backend)
        return self._expansion

    def _supposing(self, formulas: Sequence[str] | None) -> tuple[Self, Mapping[str, bool]]:
        """The policy with what is assumed of a document, kept for the next, and the facts that say so."""
        if not formulas:
            return self, {}
        lines = in_one_line(formulas_of(formulas))
        found = self._assuming.get(lines)
        if found is None:
            checked = supposing(self.checked, lines)
            found = type(self).__new__(type(self))
            vars(found).update(vars(self) | {"checked": checked, "_program": None, "_assuming": OrderedDict()})
            make = functools.partial(supposing, self.checked, lines)
            found._expansion = checking.compiled.Expansion(checked, found.program, self._backend, make)
            self._assuming[lines] = found
            if len(self._assuming) > _ASSUMED:
                self._assuming.popitem(last=False)
        return found, names_of(lines)
