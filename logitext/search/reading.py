"""A written text is read: every clause that matters is put to the theories, and what they say is kept with the text.

The theories are tried in their order, as in a check, but all clauses are asked: what is known of a text may serve any
later goal.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from logitext.check.events import Listener
from logitext.check.expansion import Expansion, FittedPolicy
from logitext.check.loop import Loop
from logitext.check.request import Request
from logitext.explain.evaluate import of_base
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.records.result import OpenReason
from logitext.strategy.choice import Choice
from logitext.theory.protocol import Texts, Theory
from logitext.theory.protocol import Value as Known
from logitext.trail.budget import Spending
from logitext.trail.questions import asked_of
from logitext.trail.trail import Trail


@dataclass(frozen=True, slots=True)
class TextReading:
    """A text with what is known of it.

    `written` are the texts that were unknown, `texts` all of them. `values` has the clauses of the policy that have a
    value, `open` why others have none. `trail` and `fitted` are what the answers came to, with units spelt out; None
    for a text of which only the values are known, from an earlier run. `allowed`: the assumptions allow the values.
    """

    written: Mapping[str, str]
    texts: Texts
    values: Mapping[str, Value]
    open: Mapping[str, tuple[OpenReason, str | None]]
    allowed: bool
    trail: Trail | None = None
    fitted: FittedPolicy | None = None
    label: str | None = None

    def quote(self, clause: str) -> str | None:
        """The passage that an answer rests on, if there is one."""
        if self.trail is None or clause not in self.trail.values:
            return None
        answer = self.trail.settled(clause).answer
        return answer.quote if isinstance(answer, Known) else None


class TextReader:
    """Reads texts for one search. `base` is the policy in which units are not spelt out."""

    def __init__(
        self, base: CheckedPolicy, expansion: Expansion, request: Request, spending: Spending, listener: Listener
    ) -> None:
        self._base = base
        self._expansion = expansion
        self._request = request
        self._spending = spending
        self._listener = listener

    @property
    def theories(self) -> Sequence[Theory]:
        """Whose answers these are."""
        return self._request.theories

    async def read(self, texts: Texts, clauses: Collection[str]) -> tuple[Trail, FittedPolicy]:
        """The answers to some clauses of the policy about texts."""
        fitted = self._expansion.fit(texts)
        await fitted.program.ready()
        loop = Loop(fitted.program, fitted.texts, self._request, self._listener, self._spending)
        for theory in self._request.theories:
            theory.prepare(asked_of(fitted.program.policy))
        spelt_out = [name for name in loop.questions if name not in self._base.clauses]
        wanted = [*(name for name in loop.questions if name in clauses), *spelt_out]
        while (choice := self._next(loop.trail, wanted)) is not None:
            await loop.round(choice)
        return loop.trail, fitted

    def _next(self, trail: Trail, wanted: Sequence[str]) -> Choice | None:
        """The next theory for what is not answered, the first of the chain that is left for any of it."""
        settled = trail.values
        by_theory: dict[int, tuple[Theory, list[str]]] = {}
        for name in wanted:
            if name not in settled and (theory := trail.next_theory(name)) is not None:
                by_theory.setdefault(id(theory), (theory, []))[1].append(name)
        for theory in self._request.theories:
            if id(theory) in by_theory:
                return Choice(tuple(by_theory[id(theory)][1]), theory, "all")
        return None

    def values(self, trail: Trail, fitted: FittedPolicy) -> dict[str, Value]:
        """The values of the policy's clauses; a formula about units has the one that the answers about them give it."""
        return of_base(self._base, fitted.program.policy, trail.values)

    def open(
        self, trail: Trail, values: Mapping[str, Value], clauses: Collection[str]
    ) -> dict[str, tuple[OpenReason, str | None]]:
        """Why clauses have no value."""
        known = set(trail.unsettled())
        return {
            name: trail.why_open(name) if name in known else ("unknown", "of a unit of the text")
            for name in self._base.clauses
            if name in clauses and name not in values
        }
