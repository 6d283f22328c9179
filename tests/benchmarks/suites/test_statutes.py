"""SARA, telemarketing and successor liability on cases of our own: what is read, and what the statutes say of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.suites.legal.fact_patterns import GROUNDS
from benchmarks.suites.legal.sara.claims import Claim, amount, days, filing
from benchmarks.suites.registry import chosen
from benchmarks.suites.run import Plan, Run, lines
from benchmarks.suites.scoring.scores import right
from benchmarks.suites.task import MissingDataError, Task
from benchmarks.suites.truth import Faults
from logitext import theory

WIDOWER = "Alice and Bob got married on May 2nd, 2001. Alice died on June 3rd, 2014."
CASES = {
    "s1_c_2_pos": (
        "In 2016, Bob's taxable income is $30000. Bob is not married.",
        "Bob has to pay $5527 in taxes for 2016 under section 1(c)(ii). Entailment",
    ),
    "s1_c_2_neg": (
        "In 2016, Bob's taxable income is $30000. Bob is not married.",
        "Bob has to pay $5527 in taxes for 2016 under section 1(c)(iii). Contradiction",
    ),
    "s2_a_pos": (WIDOWER, "Section 2(a)(1)(A) applies to Bob in 2015. Entailment"),
    "s2_a_neg": (WIDOWER, "Section 2(a)(1)(A) applies to Bob in 2018. Contradiction"),
    "s63_c_pos": (
        "In 2019, Bob was paid $40000. Bob is not married.",
        "Under section 63(c)(2)(C), Bob's basic standard deduction in 2019 is equal to $12000. Entailment",
    ),
    "s68_a_pos": (
        "In 2016, Bob's income was $300000. Bob is not married. Bob has itemized deductions of $60000.",
        "Section 68(a)(1) prescribes a reduction of Bob's itemized deductions for the year 2016 by $1500. Entailment",
    ),
    "s68_a_neg": (
        "In 2016, Bob's income was $300000. Bob is not married. Bob has itemized deductions of $60000.",
        "Section 68(a)(1) prescribes a reduction of Bob's itemized deductions for the year 2016 by $2. Contradiction",
    ),
    "s151_d_pos": ("Bob is not married.", "Under section 151(d)(1), Bob's exemption in 2016 is $2000. Entailment"),
    "s151_d_neg": ("Bob is not married.", "Under section 151(d)(1), Bob's exemption in 2019 is $2000. Contradiction"),
    "s3301_pos": (
        "In 2015, Bob is an employer under section 3306(a). Bob paid $5000 in total wages in 2015.",
        "Bob has to pay $300 in excise tax for the year 2015 under section 3301. Entailment",
    ),
    "tax_case_1": (
        "In 2017, Bob was paid $20000. Bob is not married.",
        "How much tax does Bob have to pay in 2017? $2250",
    ),
    "tax_case_29": ("Bob pays employees.", "How much tax does Bob have to pay in 2017? $1"),  # about section 3306
}  # fmt: skip
NAMES = [f"legalbench/sara_{section}" for section in ("1", "2", "63", "68", "151", "3301", "tax")]


def task(name: str) -> Task:
    (found,) = chosen([f"legalbench/{name}"])
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "sara" / "cases"
    folder.mkdir(parents=True)
    for name, (text, question) in CASES.items():
        first, rest = text.split(". ", 1) if ". " in text else (text, "")
        comment = f"% {first}." + f"\n% {rest}" * bool(rest)  # a text may have several lines
        (folder / f"{name}.pl").write_text(f"% Text\n{comment}\n\n% Question\n% {question}\n\n% Facts\nfact(bob).\n")
    return tmp_path


def test_what_the_statutes_say(data: Path, tmp_path: Path) -> None:
    run = Run(tmp_path / "run", Plan("exact", ("logitext",), None, 0, Faults()), chosen(NAMES))
    assert sum(run.task(one, data) for one in chosen(NAMES)) == len(CASES) - 1
    for line in lines(tmp_path / "run" / "results.jsonl"):
        assert all(right(line, verdict) for verdict in line["gold"]), line


def test_cases_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError, match=r"https://github\.com/SgfdDttt/sara, commit"):
        list(task("sara_1").read(tmp_path))


def test_claims_amounts_and_days() -> None:
    claim = Claim.read("Under section 151(d)(3)(B), Dan's percentage for 2018 is 4, or $2,016.")
    assert (claim.point, claim.subject, claim.year, claim.amount) == ("d_3_B", "Dan", 2018, 2016)
    assert Claim.read("Nothing of the kind.") == Claim("Nothing of the kind.", "", "", 0, 0)
    assert amount("He earned $1,200 in May.", r"earned $") == 1200
    assert amount("He earned nothing.", r"earned $") == 0
    assert days("since 3 April 2012, or Apr 4th, 2012") == (date(2012, 4, 3), date(2012, 4, 4))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ("Bob is married and files jointly with his wife.", "joint"),
        ("Bob is married. He does not file a joint return.", "separate"),
        ("Bob is a surviving spouse.", "surviving"),
        ("Bob is not a surviving spouse and is not married.", "unmarried"),
        ("Bob is a head of household.", "head"),
    ],
)
def test_how_somebody_files(facts: str, expected: str) -> None:
    assert filing(facts, "Bob") == expected


def test_rows_of_telemarketing_and_of_successor_liability(tmp_path: Path) -> None:
    folder = tmp_path / "legalbench" / "tasks"
    for name, rows in (
        ("telemarketing_sales_rule", "0\tYes\tA seller hid that the lamp costs $8 more."),
        ("successor_liability", '0\t"express agreement,mere continuation"\t"One company bought another."'),
    ):
        (folder / name).mkdir(parents=True)
        (folder / name / "train.tsv").write_text(f"index\tanswer\ttext\n{rows}\n")
    (call,) = task("telemarketing_sales_rule").read(tmp_path)
    assert (call.texts["facts"], call.gold) == ("A seller hid that the lamp costs $8 more.", {"deceptive": True})
    (sale,) = task("successor_liability").read(tmp_path)
    found = {verdict for verdict in GROUNDS.values() if sale.gold[verdict]}
    assert found == {"express_agreement", "mere_continuation"}
    assert sale.gold["liable"] is True


def test_a_buyer_of_a_few_assets_is_not_liable() -> None:
    policy = task("successor_liability").shared
    result = policy.check("A sale.", theory=theory.Answers({"substantially_all": False}))
    assert {record.value for record in result.verdicts.values()} == {False}
