"""LegalBench's CUAD kinds: files and policies by kind, rows of our own, and what a kind is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.suites.legal import contracts
from benchmarks.suites.task import Task
from logitext import theory

KINDS = [(family, kind, verdict) for family, kinds in contracts.FAMILIES.items() for kind, verdict in kinds.items()]


def of(kind: str) -> Task:
    """The task of a kind by itself."""
    (found,) = [one for one in contracts.tasks() if one.files == (f"legalbench/tasks_2022/CUAD_{kind}/test.tsv",)]
    return found


@pytest.mark.parametrize("family", contracts.FAMILIES)
def test_a_policy_decides_its_kinds_by_clauses_of_their_own(family: str) -> None:
    kinds = contracts.FAMILIES[family]
    policy = of(next(iter(kinds))).shared
    assert set(policy.verdicts) == set(kinds.values())
    result = policy.check({"term": "The sun is warm."}, theory=theory.Answers({}))
    needed = {verdict: {one.clause for one in result.verdicts[verdict].open} for verdict in kinds.values()}
    for verdict, clauses in needed.items():
        assert 1 <= len(clauses) <= 5, verdict
    assert sorted(clause for clauses in needed.values() for clause in clauses) == sorted(policy.clauses)


def test_there_is_a_task_for_each_kind() -> None:
    assert len(KINDS) == len({verdict for _, _, verdict in KINDS}) == 38
    for _, kind, verdict in KINDS:
        assert of(kind).name == {"warranty_duration": "cuad_warranty"}.get(verdict, f"cuad_{verdict}")


@pytest.mark.parametrize(("family", "kind", "verdict"), KINDS, ids=[verdict for _, _, verdict in KINDS])
def test_what_is_read_of_a_kind(tmp_path: Path, family: str, kind: str, verdict: str) -> None:
    one = of(kind)
    assert one.policy is not None
    assert one.policy.stem == family
    path = tmp_path / one.files[0]
    path.parent.mkdir(parents=True)
    path.write_text("label\ttext\nYes\tIt is of this kind.\nNo\tThe sun is warm.\n")
    yes, no = one.read(tmp_path)
    assert (yes.gold, no.gold) == ({verdict: True}, {verdict: False})
    assert yes.texts == {"term": "It is of this kind."}
    assert yes.clauses == {}
    for value in (True, False):
        known = theory.Answers(dict.fromkeys(one.shared.clauses, value))
        assert one.shared.check(dict(yes.texts), theory=known, verdicts=[verdict]).verdicts[verdict].value is value


def test_another_label_is_named(tmp_path: Path) -> None:
    one = of("Insurance")
    path = tmp_path / one.files[0]
    path.parent.mkdir(parents=True)
    path.write_text("label\ttext\nMaybe\tThe sun is warm.\n")
    (row,) = one.read(tmp_path)
    assert (row.gold, row.unread) == ({}, "the label 'Maybe' is none of Yes, No")


@pytest.mark.parametrize(
    ("kind", "true", "expected"),
    [
        ("Governing Law", ("which_law",), False),
        ("Cap On Liability", ("at_most", "kinds_out", "in_time"), False),
        ("Cap On Liability", ("liable", "in_time"), True),
        ("Affiliate License-Licensor", ("licence",), False),
        ("Affiliate License-Licensor", ("licence", "affiliates_own"), True),
        ("Non-Compete", ("no_region",), True),
        ("Post-Termination Services", ("still_owes", "may_still"), False),
        ("Post-Termination Services", ("ended", "may_still"), True),
        ("Audit Rights", ("keeps_books",), True),
    ],
)
def test_what_a_kind_is_made_of(kind: str, true: tuple[str, ...], expected: bool) -> None:
    policy = of(kind).shared
    assert set(true) <= set(policy.clauses)
    known = theory.Answers({name: name in true for name in policy.clauses})
    (verdict,) = [own for _, one, own in KINDS if one == kind]
    assert policy.check({"term": "?"}, theory=known, verdicts=[verdict]).verdicts[verdict].value is expected
