"""A metric for DeepEval, https://deepeval.com: a policy grades the answers of a model.

from deepeval import assert_test
from deepeval.test_case import LLMTestCase
from logitext.integrations.deepeval import PolicyMetric

assert_test(LLMTestCase(input="…", actual_output="…"), [PolicyMetric("rubric.nltc", theory="openai:MODEL")])
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from deepeval.metrics import BaseMetric
from deepeval.test_case import LLMTestCase

from logitext.api import Policy
from logitext.integrations.gate import Gate, GateDecision
from logitext.sync import run


class PolicyMetric(BaseMetric):  # type: ignore[misc,unused-ignore]
    """1 where the policy allows an answer, 0 where it does not; what is undetermined is 0, and the reason says so.

    `options` are those of `integrations.gate.Gate`. A test case's metadata may have `facts`.
    """

    def __init__(self, policy: Gate | Policy | str | os.PathLike[str], *, name: str = "Policy", **options: Any) -> None:
        self.threshold = 1.0
        self.async_mode = True
        # DeepEval copies a metric by the attributes that are called as its parameters.
        self.policy = policy if isinstance(policy, Gate) else Gate(policy, **options)
        self.name = name
        self.decision: GateDecision | None = None

    def measure(self, test_case: LLMTestCase, *args: Any, **kwargs: Any) -> float:
        """The score of a test case."""
        return run(self.a_measure(test_case))

    async def a_measure(self, test_case: LLMTestCase, *args: Any, **kwargs: Any) -> float:
        """Score a test case from within an event loop."""
        messages = [
            {"role": "user", "content": test_case.input},
            {"role": "assistant", "content": test_case.actual_output},
        ]
        facts: Mapping[str, Any] | None = (getattr(test_case, "metadata", None) or {}).get("facts")
        decision = await self.policy.adecide(messages, facts=facts)
        self.decision = decision
        self.score = 1.0 if decision.passes else 0.0
        self.success = decision.passes
        self.reason = f"{decision.action}: {decision.why}"
        return self.score

    def is_successful(self) -> bool:
        """Whether the last test case passed."""
        return bool(self.success)

    @property
    def __name__(self) -> str:
        return self.name
