"""The checks of documents, one after the other, as far as nothing is waited for."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Any

from logitext.check.at_hand.plan import Plan
from logitext.check.at_hand.priced import OutOfOrdinaryError, Priced
from logitext.check.at_hand.traits import has_answers_at_hand, may_have_answers_at_hand, traits_of
from logitext.check.request import EarlyReply, Request
from logitext.logic.program import Program
from logitext.records.result import Result
from logitext.theory import allowance
from logitext.theory.protocol import Texts
from logitext.trail.limits import CheckLimits

MAX_PLANS = 64
"""How many plans are kept for a policy: theories, verdicts and texts may differ."""

_NO_LIMIT = CheckLimits()


class AtHand:
    """Checks documents by what is asked of a check, as far as that needs no waiting. For one task at a time."""

    def __init__(self, program: Program, request: Request) -> None:
        self._program = program
        self._request = request
        self._theories = request.theories
        self._unlimited = request.limits == _NO_LIMIT and request.certainty is None
        self._plan: Plan | None = None
        self._for: Any = None

    def check(self, texts: Texts) -> Result | tuple[EarlyReply, ...]:
        """The result of a document, or what theories have said (nothing, it may be), for `check` to go on with.

        The program is ready, and the theories are prepared.
        """
        started = time.perf_counter()
        program, facts = self._program, texts.facts
        if facts and (folded := program.folded(facts)) is not None:
            program, facts = folded.program, {**facts, **folded.facts}
        plan = self._plan_for(program, texts)
        if plan is None or not self._unlimited or allowance.current() is not None:
            return ()
        return plan.check(texts, facts, self._theories, started)

    def begin(self, texts: Texts) -> None:
        """Plan how checks of texts like these begin. Nobody is asked; the program is ready."""
        plan = self._plan_for(self._program, texts)
        if isinstance(plan, Priced) and self._unlimited:
            with suppress(OutOfOrdinaryError):
                plan.begin(texts, self._theories)

    def _plan_for(self, program: Program, texts: Texts) -> Plan | None:
        holds = (program, *map(traits_of, self._theories), *texts)
        if holds != self._for:
            self._plan, self._for = _plan(program, self._request, tuple(texts), self._program), holds
        return self._plan

    def waits(self, said: Sequence[EarlyReply]) -> bool:
        """Whether a check that goes on from there will wait for something, and others are likely to."""
        return not said or isinstance(said[-1].outcome, Awaitable) or isinstance(self._plan, Priced)


def _plan(program: Program, request: Request, given: tuple[str, ...], whole: Program) -> Plan | None:
    """How documents are checked by these theories; None where that is not for here.

    `whole` is the program into which no facts are folded, which is where reasons are found.
    """
    known: dict[Any, Plan | None] = program.kept.setdefault(AtHand, {})
    theories, verdicts = request.theories, tuple(request.verdicts)
    traits = tuple(map(traits_of, theories))
    planned = bool(traits) and may_have_answers_at_hand(traits[-1])
    key = (traits, len(set(map(id, theories))), verdicts, given, request.planning if planned else None)
    if key in known:
        return known.get(key)
    free = traits[:-1] if planned else traits
    fits = len(set(map(id, theories))) == len(theories) and all(map(has_answers_at_hand, free))
    if planned:  # what was learned is not the same for all theories of these traits
        one_by_one = request.planning.chosen.in_file_order and request.planning.batch in (None, 1)
        fits = fits and request.priors is None and (request.planning.chosen.plans or one_by_one)
    at_once = program.at_once if fits and not program.policy.fits_documents else None
    plan: Plan | None = None
    if at_once is not None and planned:
        plan = Priced(program, at_once, traits, request, given, whole)
    elif at_once is not None:
        plan = Plan(program, at_once, traits, verdicts, given, whole)
    if len(known) >= MAX_PLANS:
        known.clear()
    known[key] = plan
    return plan
