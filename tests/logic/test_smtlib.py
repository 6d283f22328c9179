"""The script for any solver against Logitext's own answers: Z3 reads it as its user does."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import z3

from logitext.logic.program import Program
from logitext.logic.smtlib import smtlib
from logitext.policy.load import check_policy, load_policy
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Enumeration, Value
from logitext.syntax.source import Source
from tests.judge import cases

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(ROOT.glob("examples/*/policy.nltc"))


def outputs(script: str) -> list[str]:
    """What Z3 prints for a script, a line each."""
    context = z3.Context()
    printed = z3.Z3_eval_smtlib2_string(context.ref(), script)
    assert isinstance(printed, str)
    return printed.split("\n")[:-1]


def said(policy: CheckedPolicy) -> tuple[bool, dict[tuple[str, Value], bool]]:
    """What the script comes to: whether the assumptions can hold, and for verdicts whether a value can be had."""
    first, *rest = outputs(smtlib(policy))
    asked = [
        (name, value)
        for name, verdict in policy.verdicts.items()
        for value in ((True, False) if verdict.sort == BOOL else getattr(verdict.sort, "labels", ()))
    ]
    assert {first, *rest} <= {"sat", "unsat"}, (first, rest)
    return first == "sat", dict(zip(asked, [one == "sat" for one in rest], strict=True))


async def decided(policy: CheckedPolicy) -> dict[str, Value]:
    program = Program(policy)
    await program.ready()
    return dict((await program.decide({}, list(policy.verdicts))).values)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_examples(path: Path) -> None:
    policy = load_policy(path)
    consistent, possible = said(policy)
    assert consistent
    values = asyncio.run(decided(policy))
    for (name, value), can in possible.items():
        assert can == (values.get(name, value) == value)


@pytest.mark.parametrize("seeds", cases.seeds(3000), ids=cases.name)
def test_random_policies(seeds: range) -> None:
    for seed in seeds:
        case = cases.case(seed)
        consistent, possible = said(case.checked)
        worlds = case.judge.worlds
        assert consistent == bool(worlds), case.source
        for (name, value), can in possible.items():
            assert can == any(world[name] == value for world in worlds), (name, value, case.source)
        if worlds:
            values = asyncio.run(decided(case.checked))
            for (name, value), can in possible.items():
                if case.checked.verdicts[name].sort == BOOL:
                    assert can == (values.get(name, value) == value), case.source


HOSTILE = r"""{{text post
  let kind: minus | div | x = [[it is "quoted"
    ; (check-sat) \\ ]]
  let größe: klein | groß | minus = [[| how ; big \n]]
  let select = [[s]]
  let city: Text = [[c]]
  let other: Text = [[c]]}}"""


def test_names_and_texts_that_could_be_taken_for_something_else() -> None:
    source = (
        HOSTILE
        + r"""{{
      assume select implies city == "\\u{41}"
      verdict div1 = größe < groß and größe == klein and kind < x and kind == div
      verdict equal = city == "A" and select
      verdict same = city == "é\"\n\\" and other == "é\"\n\\" and city != other
      verdict e = city == "😀" and city == other
      verdict far = city == "\\u{30000}" and city == "𰀀"
      verdict third: Real = if select then 1 / 3 else -0.25}}"""
    )
    policy = check_policy(Source("p;\n(exit).nltc", source))
    consistent, possible = said(policy)
    assert consistent
    assert {name for (name, value), can in possible.items() if value is True and can} == {"div1", "e"}
    assert all(can for (_, value), can in possible.items() if value is False)


def test_order_of_labels() -> None:
    policy = check_policy(
        Source(
            "p",
            "{{text t let a: low | middle | high = [[a]] let b: low | middle | high = [[b]] "
            "assume a < b and a != low verdict v = b == high verdict w: low | middle | high = a}}",
        )
    )
    _, possible = said(policy)
    assert isinstance(policy.verdicts["w"].sort, Enumeration)
    assert possible == {
        ("v", True): True,
        ("v", False): False,
        ("w", "low"): False,
        ("w", "middle"): True,
        ("w", "high"): False,
    }


def test_dates() -> None:
    policy = check_policy(
        Source(
            "p",
            "{{text t let sent: Date = [[when]] let got: Date = [[when]] assume sent < 2024-03-01 and got - sent <= 2 "
            "verdict late = got >= 2024-03-03 verdict leap = sent + 2 == 2024-03-01 and sent == 2024-02-28}}",
        )
    )
    _, possible = said(policy)
    assert possible == {("late", True): False, ("late", False): True, ("leap", True): True, ("leap", False): True}
