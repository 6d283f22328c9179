"""Whether the reasons of a verdict are known to be the fewest is part of the result."""

from __future__ import annotations

import json

import pytest

import logitext
from logitext import theory
from logitext.logic import minimum_reason
from logitext.records.result import Result

SOURCE = "{{text post}} {{let a = [[a]] let b = [[b]] let c = [[c]] let d = [[d]] let e = [[e]]}} {{verdict v = %s}}"
TIED = SOURCE % "(a or b) and (b or c) and (c or d) and (d or e) and (e or a)"
"""Of five pairs in a ring three answers are needed, which takes a search."""
KNOWN = theory.Answers(dict.fromkeys("abcde", True))


def results(source: str, by: theory.Theory = KNOWN) -> list[Result]:
    """Of the way that works reasons out later, and of the ordinary one."""
    policy = logitext.loads(source)
    (unread,) = policy.check_many(["…"], theory=by)
    return [unread, policy.check("…", theory=by, listener=lambda _: None)]


def test_reasons_are_known_to_be_the_fewest() -> None:
    for result in results(TIED):
        assert len(result.verdicts["v"].because) == 3
        assert result.verdicts["v"].smallest is True
        assert "perhaps" not in str(result)


def test_a_search_that_ended_at_its_limit_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minimum_reason, "MAX_BRANCHES", 0)
    for result in results(TIED):
        assert result.verdicts["v"].smallest is False
        assert json.loads(result.model_dump_json())["verdicts"]["v"]["smallest"] is False
        assert "because (perhaps fewer answers would do)" in " ".join(str(result).split())


def test_what_is_open_leaves_nothing_to_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minimum_reason, "MAX_BRANCHES", 0)
    for result in results(TIED, theory.Answers({})):
        assert result.verdicts["v"].smallest is True
