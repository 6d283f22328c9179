"""Changes of what an assumption speaks of: they may allow more documents, though what was allowed stays the same."""

from __future__ import annotations

import pytest

import logitext
from logitext.logic.conditions import solver
from logitext.report.console import to_text
from logitext.report.testing.text import render

SOURCE = """{{text post}} {{let a = [[is bad]] let b = [[is worse]]
let either = a or b  assume harmless: not either  verdict remove = a}}"""


def test_a_change_that_lets_an_assumption_allow_more_is_not_equivalent() -> None:
    report = logitext.loads(SOURCE).test(mutate=True)
    assert report.mutation is not None
    found = {one.change: one.equivalent for one in report.mutation.mutants}
    assert not found["`and` for `or` in `a or b`"]  # `a` may be true then, and with it the verdict
    assert not found["drop `a` from `a or b`"]
    assert not found["drop the assumption `harmless`"]


def test_a_change_that_alters_nothing_is_equivalent() -> None:
    report = logitext.loads(SOURCE.replace("a or b ", "a or a and b or b ")).test(mutate=True)
    assert report.mutation is not None
    found = {one.change: one.equivalent for one in report.mutation.mutants}
    assert found["drop `a and b` from `a or a and b or b`"]


def test_what_is_too_hard_for_logic_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "UNITS", 0)
    report = logitext.loads("{{text t let n: Int = [[n]] let m: Int = [[m]] verdict v = n * m > 6}}").test(mutate=True)
    assert report.mutation is not None
    assert {one.equivalent for one in report.mutation.mutants} == {None}
    assert len(report.mutation.survivors) == len(report.mutation.mutants) > 0
    assert "it is not known whether any verdict can change" in report.mutation.notes[0]
    shown = to_text(render(report))
    assert " (perhaps no verdict changes)\n" in shown
    assert "note: " in shown


def test_an_assumption_alone_can_be_dropped() -> None:
    report = logitext.loads("{{text t let a = [[a]] assume a or not a  assume named: a}}").test(mutate=True)
    assert report.mutation is not None
    assert [one.equivalent for one in report.mutation.mutants] == [True, False]
