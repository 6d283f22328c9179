"""What a program keeps of one question about what matters is never the answer to another."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from logitext.logic import program as programs
from logitext.logic.backend_name import BackendName
from logitext.logic.diagram import decider
from logitext.logic.diagram.relevance import relevant
from logitext.logic.smt.relevance import Relevance
from tests.logic import policies
from tests.logic.test_backends import ALL, ASKED, SOURCE


@pytest.mark.parametrize("most", [None, 1, 3])
@pytest.mark.parametrize("backend", ["diagram", "z3"])
def test_what_matters_is_kept_apart(backend: BackendName, most: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if most is not None:
        monkeypatch.setattr(programs, "MAX_KEPT", most)
        monkeypatch.setattr(decider, "MAX_KEPT", most)
    program = policies.compiled(SOURCE, backend)

    async def ask() -> None:
        for answers, verdicts, candidates, wanted, first, expected in [*ASKED, *reversed(ASKED)]:
            found = await program.relevant(answers, verdicts, candidates, wanted=wanted, first=first)
            assert found == expected, (answers, verdicts, candidates, wanted, first)

    asyncio.run(ask())


def test_the_solver_is_asked_once_for_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    program = policies.compiled(SOURCE, "z3")
    asked: list[Any] = []
    looking = Relevance.relevant

    def counting(self: Relevance, *args: Any, **options: Any) -> Any:
        asked.append(args)
        return looking(self, *args, **options)

    monkeypatch.setattr(Relevance, "relevant", counting)

    async def ask() -> None:
        for answers in ({"a": False, "b": True}, {"b": True, "a": False}):
            assert await program.relevant(answers, ["v"], ALL) == ("c", "e")

    asyncio.run(ask())
    assert len(asked) == 1


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no less: as long as there is room, what was asked before is not looked at again."""
    for most, looked_at in ((3, 8), (4, 4), (5, 4)):
        monkeypatch.setattr(decider, "MAX_KEPT", most)
        program = policies.compiled(SOURCE, "diagram")
        asked: list[object] = []

        def counting(*args: Any, asked: list[object] = asked, **options: Any) -> Any:
            asked.append(args)
            return relevant(*args, **options)

        monkeypatch.setattr("logitext.logic.diagram.decider.relevant", counting)
        for answers in [{"a": True}, {"b": True}, {"d": True}, {"e": True}] * 2:
            asyncio.run(program.relevant(answers, ["v"], ALL))
        assert len(asked) == looked_at
