"""Tables of verdicts and influences, against brute force and as they are read."""

from __future__ import annotations

import asyncio
import itertools
import json
from pathlib import Path

import pytest

from logitext.linting.overview import overview
from logitext.logic.diagram import influence
from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.records.overview import Overview
from logitext.syntax.source import Source
from tests.cli.run import logitext
from tests.judge import cases
from tests.judge.cases import Case

HEAD = "{{text t}} {{let a = [[one]] prior 0.1  let b = [[two]]  let c = [[three]]  "


def of(source: str) -> Overview:
    policy = check_policy(Source("p.nltc", HEAD + source + "}}"))
    return asyncio.run(overview(Program(policy), table=True, influence=True))


@pytest.mark.parametrize("seeds", cases.seeds(1000), ids=cases.name)
def test_overview_and_judge_agree(seeds: range) -> None:
    for seed in seeds:
        case = cases.case(seed)
        if case.judge.worlds:
            compare(case)


def compare(case: Case) -> None:
    found = asyncio.run(overview(Program(case.checked), table=True, influence=True))
    worlds, policy = case.judge.worlds, case.judge.policy
    for pair in found.verdicts or ():
        seen = {(world[pair.one], world[pair.other]) for world in worlds}
        said = {
            "equivalent": seen <= {(True, True), (False, False)},
            "opposite": seen <= {(True, False), (False, True)},
            "exclusive": (True, True) not in seen,
            "implies": (True, False) not in seen,
            "implied": (False, True) not in seen,
            "exhaustive": (False, False) not in seen,
        }
        expected = next((name for name, holds in said.items() if holds), "independent")
        constant = len({one for one, _ in seen}) == 1 or len({other for _, other in seen}) == 1
        assert said.get(pair.relation, not any(said.values())), case.failed({}, f"{pair} but {seen}")
        assert pair.relation == expected or constant, case.failed({}, f"{pair} but {seen}")
    if found.influence is None or not all(one.sort == "Bool" or isinstance(one.sort, tuple) for one in policy.clauses):
        return
    shares = {(row.verdict, row.clause): row.share for row in found.influence}
    names = [clause.name for clause in policy.clauses]
    at = {tuple(world[name] for name in names): world for world in worlds}
    for verdict, (place, clause) in itertools.product(policy.verdicts, enumerate(policy.clauses)):
        turned = 0
        for key, world in at.items():
            others = (at.get((*key[:place], value, *key[place + 1 :])) for value in clause.domain)
            turned += any(other is not None and other[verdict] != world[verdict] for other in others)
        share = shares.get((verdict, clause.name), 0.0)
        assert share == pytest.approx(turned / len(worlds)), case.failed({}, f"{clause.name} on {verdict}: {share}")


def test_what_verdicts_can_be_together() -> None:
    found = of(
        "verdict v = a  verdict w = a and b  verdict x = not a  verdict y = c and not a  verdict z = b  verdict n = 1"
    )
    relations = {(pair.one, pair.other): pair.relation for pair in found.verdicts or ()}
    assert relations["v", "w"] == "implied"
    assert relations["v", "x"] == "opposite"
    assert relations["v", "y"] == "exclusive"
    assert relations["x", "y"] == "implied"
    assert relations["v", "z"] == "independent"
    assert not any("n" in pair for pair in relations)
    assert of("verdict v = a or b  verdict w = not a or c").verdicts[0].relation == "exhaustive"  # type: ignore[index]


def test_influence_is_weighed_by_priors() -> None:
    rows = {row.clause: (row.share, row.weighted) for row in of("verdict v = a and b").influence or ()}
    assert rows == {"a": (0.5, 0.5), "b": (0.5, pytest.approx(0.1))}


def test_what_cannot_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    sums = of("let n: Int = [[n]]  let m: Int = [[m]]  verdict v = n + m > 3")
    assert sums.influence is None
    assert sums.unchecked[0].startswith("the influence of clauses: worlds cannot be counted")
    assert of("assume a and not a  verdict v = b").unchecked == ("the assumptions contradict each other",)
    monkeypatch.setattr(influence, "MAX_STATES", 1)
    assert of("verdict v = a and b").unchecked == ("the influence of clauses: the policy is too large for it",)


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(HEAD + "violation v = a and b  verdict w = a and b and c}}")
    ran = logitext("lint", "p.nltc", "--table", "--influence", cwd=tmp_path)
    assert ran.out.splitlines()[:4] == [
        "p.nltc",
        "  if w is true, so is v",
        "  what turns v",
        "    a   50.0%   50.0% by priors  ██████████",
    ]
    ran = logitext("lint", "p.nltc", "--table", "--format", "json", cwd=tmp_path)
    (found,) = json.loads(ran.out)["overviews"]
    assert found["verdicts"] == [{"one": "v", "other": "w", "relation": "implied"}]
    assert found["influence"] is None


def test_a_picture(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text(HEAD + "violation v = a and b  verdict w = c or a < b}}".replace("a < b", "a"))
    ran = logitext("lint", "p.nltc", "-o", "p.svg", cwd=tmp_path)
    assert ran.status == 2
    assert "give --influence as well" in ran.err
    assert not (tmp_path / "p.svg").exists()
    assert logitext("lint", "p.nltc", "--influence", "-o", "p.svg", cwd=tmp_path).status == 0
    drawn = (tmp_path / "p.svg").read_text()
    assert "<title>b turns v: 50.0% of worlds, 10.0% by priors</title>" in drawn
    assert "may come out in any way" not in drawn
    (tmp_path / "p.nltc").write_text("{{text t let n: Int = [[n]] let m: Int = [[m]] verdict v = n + m > 3 and n > m}}")
    ran = logitext("lint", "p.nltc", "--influence", "-o", "p.svg", cwd=tmp_path)
    assert ran.status == 0
    assert "not checked: the influence of clauses" in ran.out  # findings and tables are told beside it
    assert "not checked: the influence of clauses" in (tmp_path / "p.svg").read_text()
    (tmp_path / "wrong.nltc").write_text("{{verdict v = nobody}}")
    ran = logitext("lint", "wrong.nltc", "--influence", "-o", "w.svg", cwd=tmp_path)
    assert ran.status == 1
    assert "`nobody` is not declared" in ran.out
    assert not (tmp_path / "w.svg").exists()
