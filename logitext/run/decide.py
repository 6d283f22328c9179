"""One document by all policies of a run: at once where all answers are at hand, else as theories reply."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from logitext.check import record
from logitext.check.at_hand.checks import AtHand
from logitext.check.check import check
from logitext.check.chunks import Rest
from logitext.check.request import EarlyReply
from logitext.records.result import Result
from logitext.run.asking import remembering
from logitext.run.columns import RunDocument
from logitext.run.job import Job, JobOutcome, reading
from logitext.run.kept import KeptAnswers, Memory
from logitext.run.quick import Quick
from logitext.theory.protocol import Texts


class Deciding:
    """Decides documents. `kept` has what theories with a price said before, and keeps what they say now."""

    def __init__(self, jobs: Sequence[Job], kept: KeptAnswers | None = None, quick: Quick | None = None) -> None:
        """`quick` decides without checks, as far as it can."""
        self._jobs = jobs
        self._quick = quick
        self._kept = kept
        self._at_hand = [
            None if job.program.policy.fits_documents else AtHand(job.program, job.request) for job in jobs
        ]
        declared = [job.texts for job in jobs]
        self._texts = declared if len(set(declared)) > 1 else None
        self._told = [job.fact_names for job in jobs]

    def begin(self, document: RunDocument) -> JobOutcome | Rest[JobOutcome]:
        """The outcome, or what is still to be done for it."""
        if document.problem is not None:
            return JobOutcome(document)
        if self._quick is not None and (outcome := self._quick.begin(document)) is not None:
            return outcome
        results: list[Result] = []
        with reading(document):
            for number in range(len(self._jobs)):
                begun = self._begun(number, document)
                if not isinstance(begun, Result):
                    at_hand = self._at_hand[number]
                    waits = at_hand is None or at_hand.waits(begun)
                    return Rest(partial(self._go_on, document, results, begun), waits)
                results.append(begun)
        outcome = self._ended(document, results)
        if self._quick is not None:
            self._quick.learn(outcome)
        return outcome

    def _begun(self, number: int, document: RunDocument) -> Result | tuple[EarlyReply, ...]:
        """The result of one policy, where it needs no waiting; else what theories have said."""
        at_hand = self._at_hand[number]
        texts = Texts({}, document.label)
        try:
            texts = self._given_to(number, document)
            return () if at_hand is None else at_hand.check(texts)
        except Exception as error:  # noqa: BLE001  # the result of this document says so, and the others go on
            return self._broken(number, texts, error)

    async def _go_on(self, document: RunDocument, results: list[Result], said: Sequence[EarlyReply]) -> JobOutcome:
        memory = Memory(document.number, self._kept)
        first = len(results)
        with remembering(memory), reading(document):
            for number in range(first, len(self._jobs)):
                begun = said if number == first else self._begun(number, document)
                results.append(begun if isinstance(begun, Result) else await self._one(number, document, begun))
        outcome = self._ended(document, results)
        if outcome.failed:
            memory.keep()
        return outcome

    async def _one(self, number: int, document: RunDocument, said: Sequence[EarlyReply]) -> Result:
        job = self._jobs[number]
        texts = self._given_to(number, document)
        try:
            fitted = job.expansion.fit(texts)
            result = await check(fitted.program, fitted.texts, job.request, None, units=fitted.units, said=said)
        except Exception as error:  # noqa: BLE001  # likewise
            return self._broken(number, texts, error)
        if result.interrupted:  # Ctrl-C came while this one was at work; it concerns them all
            raise KeyboardInterrupt
        return result

    def _broken(self, number: int, texts: Texts, error: Exception) -> Result:
        job = self._jobs[number]
        return record.of_error(job.program, texts, job.request.verdicts, error)

    def _given_to(self, number: int, document: RunDocument) -> Texts:
        """The texts of a document that a policy declares."""
        texts = document.texts
        if self._texts is not None:
            texts = {name: texts[name] for name in texts if name in self._texts[number]}
        facts, told, more = document.facts, self._told[number], self._jobs[number].facts
        if len(self._jobs) > 1 and facts:
            facts = {name: value for name, value in facts.items() if name in told}
        if more is not None:
            facts = {**more(document.label), **facts}
        return Texts(texts, document.label, facts)

    def _ended(self, document: RunDocument, results: list[Result]) -> JobOutcome:
        outcome = JobOutcome(document, results)
        for result in results:
            if result.error is not None:
                outcome.failed = True
            elif result.status == "undetermined":
                reasons = {one.reason for verdict in result.verdicts.values() for one in verdict.open}
                outcome.failed = outcome.failed or "failed" in reasons
                outcome.over = outcome.over or "out of budget" in reasons
        return outcome
