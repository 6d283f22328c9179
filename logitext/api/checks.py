"""The checks of one text, and what they can cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from logitext.api import checking
from logitext.api.arguments import TextInput, texts_of, verdicts_of
from logitext.api.loaded import Loaded
from logitext.api.options import Options
from logitext.sync import run

if TYPE_CHECKING:
    from logitext.check.forecast import Forecast
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
        run(checking.one.prepared(self._supposing(assume)[0], options))

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
        policy, assumed = self._supposing(assume)
        return checking.one.check(policy, texts_of(self.checked, text, label, facts, assumed), options)

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
        return await checking.one.checked(policy, texts, checking.requests.request_of(self.checked, options), options)

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
        names = (
            tuple(self.checked.verdicts)
            if verdicts is None and self.checked.verdicts
            else verdicts_of(self.checked, verdicts)
        )
        decided = checking.one.decided_at_once(self, answers, names) if self.program.is_ready else None
        return decided if decided is not None else run(self.adecide(answers, verdicts=names))

    async def adecide(
        self, answers: Mapping[str, Value | float | None], *, verdicts: Sequence[str] | None = None
    ) -> dict[str, Value | None]:
        """Return the values of the verdicts, as `decide` does, in async code."""
        return await checking.one.decided(self, answers, verdicts_of(self.checked, verdicts))

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
        policy, assumed = self._supposing(assume)
        return await checking.one.forecast_of(policy, texts_of(self.checked, text, label, facts, assumed), options)
