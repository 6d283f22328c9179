"""Documents whose answers stand in the data are decided without checks: the rows are those that checks give."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import logitext
from benchmarks.engine.policies import source
from logitext import Files
from logitext.run import decide
from tests.run.made import lines, read


def both(policy: logitext.Policy, rows: list[dict[str, Any]], folder: Path, **options: Any) -> list[dict[str, Any]]:
    """The rows of a run that makes no checks where it can, which are those of one that makes them for its records."""
    data = lines(folder / "d.jsonl", rows)
    summaries = []
    for name, output in (("quick", None), ("whole", folder / "whole.o.jsonl")):
        made = Files(rows=folder / f"{name}.jsonl", output=output, overwrite=True)
        summaries.append(policy.run(str(data), id="id", files=made, **options))
    assert [one.model_copy(update={"seconds": 0.0}) for one in summaries[:1]] == [
        one.model_copy(update={"seconds": 0.0}) for one in summaries[1:]
    ]
    assert (folder / "quick.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()
    return read(folder / "quick.jsonl")


@pytest.mark.parametrize(
    "select", [None, ["id", "status", "remove", "escalate"], ["remove"], ["violations", "id", "open"]]
)
def test_rows_are_those_of_checks(select: list[str] | None, tmp_path: Path) -> None:
    policy = logitext.loads(source(12, 3))
    rng = random.Random(1)
    values = [True, False, False, False, None]
    rows = [
        {
            "id": number,
            "post": "x",
            **{f"is_{name}": rng.choice(values[: 4 + (number % 3 == 0)]) for name in policy.clauses},
        }
        for number in range(300)
    ]
    columns = {name: f"is_{name}" for name in policy.clauses}
    found = both(policy, rows, tmp_path, columns=columns, theory="pattern", select=select)
    assert len(found) == 300
    if select is None:
        for row, of in zip(found, rows, strict=True):
            known = policy.decide({name: of[f"is_{name}"] for name in policy.clauses})
            assert {name: row[name] for name in known} == known


SORTS = logitext.loads(
    "{{text post}} {{fact days: Int fact kind: low | high}}"
    " {{let a = [[a]] let b = [[b]] let n: Int = [[n]] let k: x | y | z = [[k]]"
    " assume not (a and b)"
    " verdict v = a and n > 2 or kind >= high violation w = (b or k >= y) and days < 30"
    " verdict u = if a then n else 0}}"
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "a": st.sampled_from([True, False, None]),
                "b": st.sampled_from([True, False, None]),
                "n": st.sampled_from([1, 2, 3, 1000, None]),
                "k": st.sampled_from(["x", "y", "z", None]),
            },
            optional={"days": st.sampled_from([1, 29, 30, None]), "kind": st.sampled_from(["low", "high"])},
        ),
        min_size=1,
        max_size=12,
    )
)
def test_all_sorts_facts_and_contradictions(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    numbered = [{"id": f"m{number}", "post": "x", **row} for number, row in enumerate(rows)]
    both(SORTS, numbered, tmp_path, columns={name: name for name in "abnk"}, theory="pattern")


def test_no_check_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = logitext.loads(source(8, 1))
    data = lines(
        tmp_path / "d.jsonl", [{"post": "x", **dict.fromkeys(policy.clauses, number % 2 == 0)} for number in range(50)]
    )

    def check(*_: object) -> None:
        raise AssertionError("a check was made")

    monkeypatch.setattr(decide.Deciding, "_begun", check)
    columns = {name: name for name in policy.clauses}
    summary = policy.run(str(data), columns=columns, theory="pattern", files=Files(rows=tmp_path / "r.jsonl"))
    assert summary.decided == 50
