"""Explanations as a person reads them, of two of the examples."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import logitext
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
