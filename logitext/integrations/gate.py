"""Whether something may pass, by a policy. It fails closed: what is not decided does not pass unless you say so."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Unpack

from logitext.api import Options, Policy, load
from logitext.api.actions import actions_of
from logitext.integrations.transcript import UnreadableError, fitted, transcript
from logitext.records.action import Action
from logitext.records.result import Result
from logitext.run.flat import reasons
from logitext.sync import run
from logitext.syntax.diagnostics import InputError, LogitextError

OnReview = Literal["block", "allow"]


@dataclass(frozen=True, slots=True)
class GateDecision:
    """What is to be done, and why in a line. `result` is None where nothing could be checked."""

    action: Action
    passes: bool
    why: str
    result: Result | None


class Gate:
    """A policy that lets things pass or not.

    `policy` is a policy or the path of one. `block_if` and `review_if` are conditions, `"VERDICT"` or
    `"VERDICT=VALUE"`; each violation blocks where none is about it. `texts` says which of the policy's texts is which
    part of a transcript (`integrations.transcript.fitted`). `on_review` is what happens to what a person should see:
    a verdict that is undetermined, a model that cannot be reached, a message that is no text. By default it is
    blocked. `options` are those of `Policy.check`.

    InputError where a condition or a text does not fit the policy, OSError where it cannot be read.
    """

    def __init__(
        self,
        policy: Policy | str | os.PathLike[str],
        *,
        block_if: Sequence[str] = (),
        review_if: Sequence[str] = (),
        texts: Mapping[str, str] | None = None,
        on_review: OnReview = "block",
        **options: Unpack[Options],
    ) -> None:
        if on_review not in ("block", "allow"):
            raise ValueError(f'on_review={on_review!r}: write "block" or "allow"')
        self.policy = policy if isinstance(policy, Policy) else load(policy)
        checked = self.policy.checked
        self.actions, _ = actions_of("", checked, block_if, review_if, several=False, spelt="{}_if")
        self.fitted = fitted(checked, texts)
        self.on_review = on_review
        self.options = options
        self.policy.prepare(**options)

    async def adecide(
        self, messages: Sequence[Mapping[str, Any]], *, facts: Mapping[str, Any] | None = None
    ) -> GateDecision:
        """What is to be done with messages, as OpenAI's chat protocol has them, oldest first.

        Nothing is raised but what cancels: whatever fails is for review.
        """
        try:
            texts, rows = self.fitted.document(transcript(messages))
            result = await self.policy.acheck(texts or None, facts={**rows, **(facts or {})} or None, **self.options)
        except (LogitextError, UnreadableError) as error:
            return self._decision("review", self._in_a_line(error), None)
        except Exception as error:  # noqa: BLE001  # whatever fails does not pass; its words may be those of a document
            return self._decision("review", f"the check failed: {type(error).__name__}", None)
        return self._decision(self.actions.of(result), self._why(result), result)

    def decide(self, messages: Sequence[Mapping[str, Any]], *, facts: Mapping[str, Any] | None = None) -> GateDecision:
        """Decide on messages, as `adecide` does, from ordinary code."""
        return run(self.adecide(messages, facts=facts))

    async def aoutput(self, text: str, *, facts: Mapping[str, Any] | None = None) -> GateDecision:
        """What is to be done with a text, as the answer of a model."""
        return await self.adecide([{"role": "assistant", "content": text}], facts=facts)

    def output(self, text: str, *, facts: Mapping[str, Any] | None = None) -> GateDecision:
        """Decide on a text, as `aoutput` does, from ordinary code."""
        return run(self.aoutput(text, facts=facts))

    def _decision(self, action: Action, why: str, result: Result | None) -> GateDecision:
        passes = action == "allow" or (action == "review" and self.on_review == "allow")
        return GateDecision(action, passes, why, result)

    def _why(self, result: Result) -> str:
        if result.error is not None:
            return result.error
        said = []
        for name, verdict in result.verdicts.items():
            if verdict.value is None:
                open_ones = ", ".join(f"{one.clause} ({one.reason})" for one in verdict.open[:3])
                said.append(f"{name} is undetermined" + (f": {open_ones}" if open_ones else ""))
            else:
                pairs = [(one.clause, one.value) for one in verdict.because]
                held = f"{name}" if verdict.value is True else f"not {name}" if verdict.value is False else None
                said.append(reasons(self.policy.checked, held or f"{name} = {verdict.value}", pairs))
        return "; ".join(said)

    @staticmethod
    def _in_a_line(error: Exception) -> str:
        if isinstance(error, InputError) and error.diagnostics:
            return error.diagnostics[0].message
        return str(error).splitlines()[0] if str(error) else type(error).__name__
