"""The checks of one text, and what they can cost."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from logitext.api.arguments import TextInput, texts_of, verdicts_of
from logitext.api.interrupts import interruptible
from logitext.api.loaded import Loaded
from logitext.api.options import Options, request_of
from logitext.theory.protocol import Texts
from logitext.theory.recording.recorder import Recorder, opened

if TYPE_CHECKING:
    from logitext.check.events import Listener
    from logitext.check.forecast import Forecast
    from logitext.check.request import EarlyReply, Interrupt, Request
    from logitext.policy.sorts import Value
    from logitext.records.result import Result


class Checks(Loaded):
    """What a policy does with one document."""

    def prepare(self, *, assume: Sequence[str] | None = None, **options: Unpack[Options]) -> None:
        """Prepare for checks with these options and assumptions: compile, and raise errors that concern every text.

        A check does the same when it needs to; a server may want it at its start.

        >>> from logitext import loads
        >>> loads("{{text post}} {{let rude = [[is rude]]}} {{verdict remove = rude}}").prepare(verdicts=["remove"])
        """
        from logitext.sync import run

        run(self._supposing(assume)[0]._prepared(options))

    async def _prepared(self, options: Options) -> Request:
        from logitext.theory.answers import Answers
        from logitext.theory.ask import Ask
        from logitext.trail.budget import require_prices
        from logitext.trail.questions import asked_of

        request = request_of(self.checked, options)
        await self.program.ready()
        require_prices(request.limits, request.theories, Texts({}))
        for theory in request.theories:
            # The clauses of units are not known before the texts are. Files of answers know what may be one by its
            # name, so that a misspelt clause in them is said once, and not of each text.
            if not self.checked.units or isinstance(theory, Answers | Ask):
                theory.prepare(asked_of(self.checked))
        return request

    def check(
        self,
        text: TextInput = None,
        *,
        label: str | None = None,
        facts: Mapping[str, Any] | None = None,
        assume: Sequence[str] | None = None,
        **options: Unpack[Options],
    ) -> Result:
        """Decide the verdicts of the policy on a text.

        `text` is the text, or a mapping from names to texts if the policy declares several. A text that you leave out
        is unknown. `label` names the document in the result and in answers files. `facts` are what you know of it, by
        the names that the policy declares; a fact that you leave out is open. `assume` has formulas that hold of this
        document, such as `"child_of_taxpayer"`, about clauses, facts and definitions. The options are those of
        :class:`Options`. Ctrl-C ends the check with the result so far, marked `interrupted`.

        Raises LogitextError if an argument does not fit the policy, or the policy contradicts itself. A theory that
        fails does not raise: its clauses stay open, with the reason.

        >>> from logitext import loads
        >>> policy = loads("{{fact days: Int  let rude = [[is rude]]  verdict ban = rude and days < 7}}")
        >>> policy.check(facts={"days": 100}).verdicts["ban"].value
        False
        """
        from logitext.no_loop import is_running
        from logitext.records.result import Result

        policy, assumed = self._supposing(assume)
        texts, request = texts_of(self.checked, text, label, facts, assumed), request_of(self.checked, options)
        # Where a loop runs in this thread, a theory should not find it, but that of the check.
        begun = () if is_running() else policy._begun(texts, request, options)
        if isinstance(begun, Result):
            return begun
        return interruptible(lambda interrupt: policy._checked(texts, request, options, begun, interrupt))

    async def acheck(
        self,
        text: TextInput = None,
        *,
        label: str | None = None,
        facts: Mapping[str, Any] | None = None,
        assume: Sequence[str] | None = None,
        **options: Unpack[Options],
    ) -> Result:
        """Decide the verdicts on a text, as `check` does, in async code. A cancellation passes through."""
        policy, assumed = self._supposing(assume)
        texts = texts_of(self.checked, text, label, facts, assumed)
        return await policy._checked(texts, request_of(self.checked, options), options)

    def decide(
        self, answers: Mapping[str, Value | float | None], *, verdicts: Sequence[str] | None = None
    ) -> dict[str, Value | None]:
        """Return the values of the verdicts that the answers entail: no text, no theory, no reasons.

        `answers` are by clause or fact; one that is absent or None is unknown. An undetermined verdict is None. If the
        answers contradict the assumptions, all verdicts are None; a check explains why. `verdicts`: only these.

        Raises LogitextError if a clause or an answer is wrong, or the policy contradicts itself.

        >>> from logitext import loads
        >>> policy = loads("{{let rude = [[is rude]] let quoted = [[quotes]] verdict remove = rude unless quoted}}")
        >>> policy.decide({"rude": True, "quoted": False}), policy.decide({"rude": True})
        ({'remove': True}, {'remove': None})
        """
        from logitext.check.bare import bare

        names = (
            tuple(self.checked.verdicts)
            if verdicts is None and self.checked.verdicts
            else verdicts_of(self.checked, verdicts)
        )
        decides = bare(self.program) if self.program.is_ready and not self.checked.derived else None
        if decides is not None:
            return decides(answers, names)
        from logitext.sync import run

        return run(self.adecide(answers, verdicts=names))

    async def adecide(
        self, answers: Mapping[str, Value | float | None], *, verdicts: Sequence[str] | None = None
    ) -> dict[str, Value | None]:
        """Return the values of the verdicts, as `decide` does, in async code."""
        from logitext.check.bare import bare
        from logitext.check.given import elements
        from logitext.policy.derived import with_derived

        names = verdicts_of(self.checked, verdicts)
        await self.program.ready()
        decides = None if self.checked.derived else bare(self.program)
        if decides is not None:
            return decides(answers, names)
        given: Mapping[str, Any] = elements(self.checked, answers)
        if self.checked.derived:
            given = with_derived(self.checked.derived, given, {})
        known = {name: value for name in self.checked.clauses if (value := given.get(name)) is not None}
        found = (await self.program.decide(known, names)).values
        return {name: found.get(name) for name in names}

    def forecast(
        self,
        text: TextInput = None,
        *,
        label: str | None = None,
        facts: Mapping[str, Any] | None = None,
        assume: Sequence[str] | None = None,
        **options: Unpack[Options],
    ) -> Forecast:
        """Estimate what `check` would ask at most, and what that would cost. Only free theories are asked."""
        from logitext.sync import run

        return run(self.aforecast(text, label=label, facts=facts, assume=assume, **options))

    async def aforecast(
        self,
        text: TextInput = None,
        *,
        label: str | None = None,
        facts: Mapping[str, Any] | None = None,
        assume: Sequence[str] | None = None,
        **options: Unpack[Options],
    ) -> Forecast:
        """Estimate what `check` would ask, as `forecast` does, in async code."""
        from logitext.check.forecast import forecast

        policy, assumed = self._supposing(assume)
        fitted = policy.expansion.fit(texts_of(self.checked, text, label, facts, assumed))
        return await forecast(fitted.program, fitted.texts, request_of(self.checked, options))

    def _is_plain(self, options: Options) -> bool:
        """Whether nobody listens to checks, and one policy fits all texts."""
        return options.get("listener") is None and options.get("record") is None and not self.checked.fits_documents

    def _begun(self, texts: Texts, request: Request, options: Options) -> Result | tuple[EarlyReply, ...]:
        """The result, where it needs no waiting; else what theories have said."""
        from logitext.check.at_hand.checks import AtHand
        from logitext.trail.questions import asked_of

        if not self._is_plain(options) or not self.program.is_ready:
            return ()
        for theory in request.theories:
            theory.prepare(asked_of(self.checked))
        return AtHand(self.program, request).check(texts)

    async def _checked(
        self,
        texts: Texts,
        request: Request,
        options: Options,
        said: tuple[EarlyReply, ...] = (),
        interrupt: Interrupt | None = None,
    ) -> Result:
        from logitext.check.check import check
        from logitext.records.result import Result

        await self.program.ready()
        begun = said or self._begun(texts, request, options)
        if isinstance(begun, Result):
            return begun
        with contextlib.ExitStack() as stack:
            recording = options.get("record")
            recorder = None if recording is None else stack.enter_context(opened(recording))
            fitted = self.expansion.fit(texts)
            listener = recording_listener(recorder, fitted.texts, options.get("listener"))
            return await check(
                fitted.program, fitted.texts, request, listener, interrupt, units=fitted.units, said=begun
            )


def recording_listener(recorder: Recorder | None, texts: Texts, listener: Listener | None) -> Listener | None:
    if recorder is None:
        return listener
    from logitext.check.recording import recorded

    return recorded(recorder, texts, listener)
