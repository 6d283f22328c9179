"""Searches for texts and facts in policies over lists and tables, against all worlds that the judge knows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from logitext.logic import program as programs
from logitext.logic.backend_name import BackendName
from logitext.logic.cone_of_influence import is_hard
from logitext.theory.protocol import Question, Reply, Texts, Theory, Usage
from logitext.theory.protocol import Value as Known
from tests.judge import cases, document_cases
from tests.judge.document_cases import DocumentCase, Given
from tests.judge.model import Value
from tests.judge.of_documents import facts_of, failed, loaded
from tests.search.people import Author

World = Mapping[str, Value]


class Reader(Theory):
    """Reads of a written text what it says of itself; of elements of lists it knows what a world says."""

    name = "reader"

    def __init__(self, elements: World) -> None:
        self._elements = elements

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return Reply({one.id: Known(self._value(one, texts), quote="") for one in questions}, Usage())

    def _value(self, question: Question, texts: Texts) -> Any:
        if question.id in self._elements:
            return self._elements[question.id]
        (text,) = [texts[name] for name in question.texts]
        said: Any = json.loads(text).get(question.id) if text.startswith("{") else None
        return said if said is not None else _any(question)


def _any(question: Question) -> Any:
    """What nobody looks at."""
    return {"Bool": False, "Int": 0}.get(str(question.sort), "low")


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_endings_are_what_they_say(
    seeds: range, backend: BackendName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "EFFORT", 300_000)
    searched = 0
    for seed in seeds:
        case = document_cases.case(seed, post=False)
        for given in document_cases.given(case):
            searched += _searched(case, given, tmp_path, backend)
    assert searched > 0, "hardly anything was searched for"


def _searched(case: DocumentCase, given: Given, folder: Path, backend: BackendName) -> int:
    """Whether there was something to search for."""
    formula, worlds = case.rng.choice(list(case.verdicts)), given.worlds
    if given.supposed or not isinstance(worlds.worlds[0][formula], bool):
        return 0
    wanted = case.rng.random() < 0.5
    written = formula if wanted else f"not {formula}"
    possible = [one for one in worlds.worlds if given.known.items() <= one.items()]
    elements = {name: value for name, value in case.rng.choice(possible or worlds.worlds).items() if "[" in name}
    real = [{name: _plain(value) for name, value in one.items()} for one in possible if elements.items() <= one.items()]
    policy = loaded(case, folder, backend)
    outcome = policy.solve(
        written, facts=facts_of(given), writer=Author(real, case.seed, slips=0), theory=Reader(elements), rounds=3
    )
    so = [one for one in possible if one[formula] is wanted]

    def tell(what: object) -> str:
        return failed(case, given, f"{written} ({backend}) is {outcome.status}: {what}\n{outcome}\n{elements}")

    match outcome.status:
        case "unsat":
            assert not any(elements.items() <= one.items() for one in so), tell(so[:1])
        case "sat":
            said = {name: v for name, v in {**outcome.answers, **outcome.facts}.items() if name in worlds.names}
            near = [one for one in possible if said.items() <= one.items()]
            assert near, tell("what it found is no world")
            assert all(one[formula] is wanted for one in near), tell("what it found does not entail it")
        case _:
            assert so or is_hard(policy.checked), tell("no world is so")
    return 1


def _plain(value: Value) -> Any:
    return value if isinstance(value, bool | int | str) else str(value)
