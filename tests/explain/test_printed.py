"""Explanations as a person reads them, of two of the examples."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.explain.explain import explain
from logitext.report.console import to_text
from logitext.report.explanation import render

EXAMPLES = Path(__file__).parents[2] / "examples"


def printed(example: str, texts: dict[str, str], answers: str, **wanted: Any) -> str:
    folder = EXAMPLES / example
    policy = logitext.load(folder / "policy.nltc")
    read = {name: (folder / "texts" / file).read_text("utf-8") for name, file in texts.items()}
    result = policy.check(read, theory=f"pattern,answers:{folder / answers}", label=next(iter(texts.values())))
    explanation = asyncio.run(explain(policy.program, result, settle=True, **wanted))
    return to_text(render(explanation, result, policy.checked), width=100)


@pytest.mark.parametrize("text", ["threat", "report", "wedding", "one-eye-open"])
def test_harassment(text: str, golden: Callable[[str, str], None]) -> None:
    """The rule holds; the exception applies; a clause follows through an assumption; an exception stays open."""
    shown = printed("harassment", {"post": f"{text}.txt"}, "answers.yaml", why_not=True, what_if={"severity": "minor"})
    golden(f"explain/harassment-{text}.txt", shown)


@pytest.mark.parametrize("case", ["broken-hip", "which-day"])
def test_airline_refund(case: str, golden: Callable[[str, str], None]) -> None:
    """Numbers, conditions in a row, and an amount that stays open while its bound is known."""
    texts = {name: f"{case}.{name}.txt" for name in ("message", "booking")}
    shown = printed("airline-refund", texts, f"answers/{case}.yaml", why_not=True, what_if={"cancelled_by": "airline"})
    golden(f"explain/airline-refund-{case}.txt", shown)


RENT = """{{fact opened: Date  fact today: Date  fact born: Date  fact trusted: Bool
  text t  let rude = [[is rude]]
  let young = age(born, today) < 18 and today - opened < 30 or trusted
  let fee: Int = today - opened + (if trusted then 1 else 2)
  verdict hide = young and rude
  verdict pay: Int = if rude then fee else 0}}"""


def test_facts_stand_in_one_line() -> None:
    """What comes of facts alone needs no telling step by step; each fact stands once, with its value."""
    policy = logitext.loads(RENT)
    facts = {"opened": "2026-11-10", "today": "2026-11-30", "born": "2010-05-01", "trusted": False}
    rude = theory.Answers({"rude": True})
    result = policy.explain(policy.check("…", theory=rude, facts=facts))
    assert result.explanation is not None
    shown = to_text(render(result.explanation, result, policy.checked), width=200)
    assert "- today is 2026-11-30, born is 2010-05-01 and opened is 2026-11-10, given\n" in shown
    steps = {step.name: step for step in result.explanation.trace}
    assert [part.name for part in steps["young"].because] == ["today", "born", "opened"]
    assert [part.name for part in steps["fee"].because] == ["today", "opened", "trusted"]
    assert [part.name for part in steps["hide"].because] == ["young", "rude"]
    missing = policy.explain(policy.check("…", theory=rude, facts={**facts, "born": None}))
    assert missing.explanation is not None
    open_ = {step.name: step for step in missing.explanation.trace}["young"]
    assert open_.value is None
    assert any(part.because for part in open_.because)
