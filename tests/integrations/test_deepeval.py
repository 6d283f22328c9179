"""The metric, in DeepEval itself."""

from __future__ import annotations

import os

import pytest

from tests.integrations.policies import ALONE, BOTH, options, policy

os.environ.setdefault("DEEPEVAL_TELEMETRY_OPT_OUT", "YES")
pytest.importorskip("deepeval", reason="needs the package deepeval")


def test_a_metric(monkeypatch: pytest.MonkeyPatch) -> None:
    from deepeval import assert_test
    from deepeval.test_case import LLMTestCase

    from logitext.integrations.deepeval import PolicyMetric

    metric = PolicyMetric(policy(BOTH), name="Kindness", **options())
    assert_test(LLMTestCase(input="please", actual_output="Of course"), [metric])
    with pytest.raises(AssertionError, match="Kindness"):
        assert_test(LLMTestCase(input="please", actual_output="You idiot"), [metric])
    assert metric.measure(LLMTestCase(input="please", actual_output="You idiot")) == 0.0
    assert metric.reason == "block: cruel: begs, insults"
    assert not metric.is_successful()


def test_what_is_undetermined_is_no_success() -> None:
    from deepeval.test_case import LLMTestCase

    from logitext.integrations.deepeval import PolicyMetric

    metric = PolicyMetric(policy(ALONE), **options())
    assert metric.measure(LLMTestCase(input="x", actual_output="hello")) == 0.0
    assert metric.reason == "review: not rude: not insults; o is undetermined: odd (unknown)"
