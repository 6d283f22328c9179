"""The reasons of a result, worked out when somebody reads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from logitext.check.at_hand.rounds import RepliedRound
from logitext.check.reason_records import because_of, doubts_of, open_of
from logitext.policy.sorts import Value as SortValue
from logitext.records.result import Because
from logitext.sync import run
from logitext.theory.protocol import Texts, Value
from logitext.theory.validation import quoted
from logitext.trail.trail import Trail

if TYPE_CHECKING:
    from logitext.check.at_hand.plan import Plan


class Reasons:
    """The reasons of one result, worked out from what the theories said. May be called from any thread."""

    __slots__ = ("_facts", "_plan", "_rounds", "_texts", "_told", "_trail")

    def __init__(
        self, plan: Plan, rounds: Sequence[RepliedRound], texts: Texts | None, facts: Mapping[str, SortValue]
    ) -> None:
        self._plan = plan
        self._facts = facts
        self._rounds = rounds
        self._texts = texts
        self._trail: Trail | None = None
        self._told: dict[str, Because] = {}

    def __call__(self, verdict: str, value: SortValue | None) -> Mapping[str, Any]:
        """Why a verdict has a value, and where it has none, what is open."""
        plan, trail = self._plan, self._as_trail()
        if value is None:
            unsettled = trail.unsettled()
            found, hard = plan.at_once.relevant(trail.values, [verdict], unsettled, unsettled)
            unsure: Collection[str] = ()
            if hard:
                found, unsure = run(plan.program.relevance(trail.values, [verdict], unsettled))
            return {"because": (), "open": open_of(trail, found, unsure), "smallest": True}
        doubts = doubts_of(trail, trail.values)
        if plan.whole is None:
            reason = plan.at_once.implicant(trail.values, verdict, value, doubts)
        else:
            known = {name: one for name, one in trail.values.items() if name in plan.whole.policy.clauses}
            reason = run(plan.whole.implicant(known, verdict, value, doubts))
        if self._texts is not None:
            self._quote(trail, reason.clauses, self._texts)
        because = because_of(plan.program, trail, reason.clauses, self._told)
        return {"because": because, "open": (), "smallest": reason.smallest}

    def _quote(self, trail: Trail, clauses: Sequence[str], texts: Texts) -> None:
        """Put the quotations of answers on the trail."""
        for replied in self._rounds:
            if replied.quotes is not None:
                for name in clauses:
                    entry = trail.settled(name)
                    if name in replied.asking.ids and isinstance(entry.answer, Value) and entry.answer.quote is None:
                        answer = quoted(entry.theory, entry.question, entry.answer, replied.quotes, texts)
                        trail.quote(entry, answer)

    def needs_solver(self, verdict: str) -> bool:
        """Whether it takes a solver to say what is open."""
        trail = self._as_trail()
        unsettled = trail.unsettled()
        return bool(self._plan.at_once.relevant(trail.values, [verdict], unsettled, unsettled)[1])

    def _as_trail(self) -> Trail:
        if self._trail is not None:
            return self._trail
        plan = self._plan
        given = Texts(plan.given, facts=self._facts) if self._facts else plan.given
        trail = Trail(plan.questions, plan.theories, given)
        for asking, answers, _ in self._rounds:
            for row, answer in zip(asking.rows, answers, strict=True):
                trail.add(row.question, plan.theories[asking.theory], answer)
        self._trail = trail
        return trail
