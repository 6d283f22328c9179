"""Tables whose rows stand in a CSV file."""

from __future__ import annotations

import json
import os
import pickle
from fractions import Fraction
from pathlib import Path

import pytest

import logitext
from logitext.audit.entry import policy_of, sources_of
from logitext.policy.load import load_policy
from logitext.syntax.diagnostics import PolicyError

POLICY = """{{text claim}}
{{table brackets of {above: Real, rate: Real} = "tables/rates.csv"}}
{{let income: Real = [[the income]]
  verdict tax: Real = sum b in brackets: max(0, income - b.above) * b.rate
  verdict long = forsome s in sentences(claim): income > s.index}}
"""
RATES = "above,rate\n0,0.1\n1000,0.2\n"


def write(folder: Path, rates: str | bytes = RATES, policy: str = POLICY) -> Path:
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "tables" / "rates.csv").write_bytes(rates if isinstance(rates, bytes) else rates.encode())
    path = folder / "tax.nltc"
    path.write_text(policy, "utf-8")
    return path


def wrong(folder: Path, rates: str | bytes, fields: str = "above: Real, rate: Real") -> list[str]:
    policy = f'{{{{text t}}}} {{{{table brackets of {{{fields}}} = "tables/rates.csv"}}}}'
    with pytest.raises(PolicyError) as caught:
        load_policy(write(folder, rates, policy))
    said = [str(one.message) for one in caught.value.diagnostics]
    assert all(one.code == "NLT318" for one in caught.value.diagnostics)
    name = os.fspath(folder / "tables" / "rates.csv")
    assert all(one.startswith(f"{name}: ") for one in said)
    return [one.removeprefix(f"{name}: ") for one in said]


@pytest.mark.parametrize(
    "rates",
    [
        RATES,
        "\ufeffabove,rate\r\n0,0.1\r\n\r\n1000,0.2\r\n",
        'note,rate,above\n"a, b",0.1,0\n"two\nlines",0.20,+1000.0',
        "above , rate\n 0 ,0.1\n1000, 0.2\n",
    ],
)
def test_rows_are_those_of_the_file(tmp_path: Path, rates: str) -> None:
    policy = logitext.load(write(tmp_path, rates))
    assert policy.decide({"income": 6000})["tax"] == Fraction(6000) / 10 + Fraction(5000) / 5
    result = policy.check(
        "One. Two.", theory=logitext.theory.Function(lambda *_: 1)
    )  # spelt out for its units, from the same rows
    assert result.verdicts["tax"].value == Fraction(1, 10)


def test_sorts(tmp_path: Path) -> None:
    fields = "n: Int, r: Real, t: Text, d: Date, b: Bool, k: low | high"
    rates = "n,r,t,d,b,k\n-3,2,Zoe\u0308,2026-03-01,TRUE,high\n4,0.5,,2024-02-29,false,low\n"
    policy = f"""{{{{text claim  fact at: Int
      table rows of {{{fields}}} = "tables/rates.csv"
      verdict n = max x in rows: x.n where x.index == at if none 0
      verdict r = sum x in rows: x.r
      verdict t = forsome x in rows: x.t == "Zoë"
      verdict d = max x in rows: x.d - 2024-02-28 if none 0
      verdict b = count x in rows: x.b
      verdict k = forsome x in rows: x.k == high and x.first}}}}"""
    decided = logitext.load(write(tmp_path, rates, policy)).decide({"at": 1})
    assert decided == {"n": -3, "r": Fraction(5, 2), "t": True, "d": 732, "b": 1, "k": True}


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ("", ["there is no column `above`", "there is no column `rate`"]),
        ("above,rate,above\n1,2,3\n", ["the column `above` stands there 2 times"]),
        ("above;rate\n1;2\n", ["there is no column `above`", "there is no column `rate`"]),
        ("above,rate\n", ["it has no row below its header"]),
        ("above,rate\n1,x\n", ['row 1 (line 2), column `rate`: expected a number, not "x"']),
        ("above,rate\n\n1,NaN\n", ['row 1 (line 3), column `rate`: expected a number, not "NaN"']),
        ("above,rate\n1,inf\n", ['row 1 (line 2), column `rate`: expected a number, not "inf"']),
        ("above,rate\n1,1e5\n", ['row 1 (line 2), column `rate`: expected a number, not "1e5"']),
        ("above,rate\n1,\n", ["row 1 (line 2), column `rate`: the cell is empty"]),
        (
            "above,rate\n1,2\n1\n1,2,3\n",
            ["row 2 (line 3) has 1 cell, and the header 2", "row 3 (line 4) has 3 cells, and the header 2"],
        ),
        ('above,rate\n1,"2\n', ["line 2: unexpected end of data"]),
        (
            "above,rate\n" + "x,1\n" * 50,
            [f'row {n} (line {n + 1}), column `above`: expected a number, not "x"' for n in range(1, 21)],
        ),
        ("above,rate\n" + "1,1\n" * 10_001, ["it has more than 10000 rows"]),
    ],
    ids=lambda one: one[:20] if isinstance(one, str) else None,
)
def test_what_is_wrong_is_said_with_row_and_column(tmp_path: Path, rates: str, said: list[str]) -> None:
    assert wrong(tmp_path, rates) == said


def test_values_of_other_sorts(tmp_path: Path) -> None:
    fields = "n: Int, d: Date, b: Bool, k: low | high"
    assert wrong(tmp_path, "n,d,b,k\n1.5,2026-02-30,1,mid\n", fields) == [
        "row 1 (line 2), column `n`: expected a whole number, not 1.5",
        "row 1 (line 2), column `d`: there is no day 2026-02-30",
        'row 1 (line 2), column `b`: expected true or false, not "1"',
        'row 1 (line 2), column `k`: expected one of low, high, not "mid"',
    ]


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "rates.csv").write_text(RATES)
    (inner / "rates.txt").write_text(RATES)
    (inner / "link.csv").symlink_to(tmp_path / "rates.csv")
    (inner / "latin.csv").write_bytes(b"above,rate\n\xe9,1\n")
    (inner / "large.csv").write_bytes(b"above,rate\n" + b"1,1\n" * (1 << 20))
    for name, code in {
        "../rates.csv": "NLT318",
        "link.csv": "NLT318",
        "rates.txt": "NLT318",
        os.fspath(tmp_path / "rates.csv"): "NLT318",
        "a\0b.csv": "NLT318",
        "absent.csv": "NLT111",
        "latin.csv": "NLT111",
        "large.csv": "NLT111",
    }.items():
        path = inner / "p.nltc"
        path.write_text(f'{{{{text t}}}} {{{{table rows of {{above: Real, rate: Real}} = "{name}"}}}}', "utf-8")
        with pytest.raises(PolicyError) as caught:
            load_policy(path)
        assert [one.code for one in caught.value.diagnostics] == [code], name


def test_the_file_belongs_to_the_policy(tmp_path: Path) -> None:
    path = write(tmp_path)
    policy = logitext.load(path)
    assert policy.files == (path, tmp_path / "tables" / "rates.csv")
    before = policy.sha256
    assert pickle.loads(pickle.dumps(policy)).decide({"income": 2000})["tax"] == 400
    (tmp_path / "tables" / "rates.csv").write_text("above,rate\n0,0.5\n")
    again = logitext.load(path)
    assert again.sha256 != before
    assert again.decide({"income": 2000})["tax"] == 1000
    assert policy.decide({"income": 2000})["tax"] == 400


def test_a_file_that_is_used_has_its_table_beside_it(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "main").mkdir()
    main = tmp_path / "main" / "main.nltc"
    main.write_text('{{use "../tax.nltc"}} {{verdict much = tax > 100}}', "utf-8")
    policy = logitext.load(main)
    assert policy.files == (main, tmp_path / "tax.nltc", tmp_path / "tables" / "rates.csv")
    assert policy.decide({"income": 2000})["much"] is True
    kept = policy_of(json.loads(sources_of(policy.checked)))
    assert kept.sha256 == policy.sha256
    (tmp_path / "tables" / "rates.csv").unlink()
    assert policy_of(json.loads(sources_of(policy.checked))).sha256 == policy.sha256
