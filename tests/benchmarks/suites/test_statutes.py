"""SARA, telemarketing and successor liability on cases of our own: what is read, and what the statutes say of it."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from pathlib import Path

import pytest

import logitext
from benchmarks.suites.legal.fact_patterns import GROUNDS
from benchmarks.suites.legal.sara.claims import Claim, amount, days, filing
from benchmarks.suites.legal.sara.family import family
from benchmarks.suites.legal.sara.forms import understood
from benchmarks.suites.legal.sara.payments import lists
from benchmarks.suites.legal.sara.tasks import FOLDER
from benchmarks.suites.registry import chosen
from benchmarks.suites.run import Plan, Run, outcomes
from benchmarks.suites.run import lines as lines_of
from benchmarks.suites.scoring.scores import right
from benchmarks.suites.scoring.unread import unread
from benchmarks.suites.task import MissingDataError, Task
from benchmarks.suites.truth import Faults
from logitext import theory
from logitext.theory import Texts, Value
from logitext.theory.validation import ask
from logitext.trail.questions import asked_of

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
    "tax_case_29": (
        "In 2017, Bob was paid $20000. Bob is not married. Bob has paid $4000 to Dan for work done in the year 2017.",
        "How much tax does Bob have to pay in 2017? $2490",
    ),
}  # fmt: skip
POLICIES = Path(__file__).parents[3] / "benchmarks" / "suites" / "legal" / "policies"
NAMES = [f"legalbench/sara_{section}" for section in ("1", "2", "63", "68", "151", "3301", "tax")]


def task(name: str) -> Task:
    (found,) = chosen([f"legalbench/{name}"])
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "sara" / "cases"
    folder.mkdir(parents=True)
    for name, (text, question) in CASES.items():
        first, rest = text.split(". ", 1) if ". " in text else (text.removesuffix("."), "")
        comment = f"% {first}." + f"\n% {rest}" * bool(rest)  # a text may have several lines
        (folder / f"{name}.pl").write_text(f"% Text\n{comment}\n\n% Question\n% {question}\n\n% Facts\nfact(bob).\n")
    return tmp_path


def test_what_the_statutes_say(data: Path, tmp_path: Path) -> None:
    run = Run(tmp_path / "run", Plan("exact", ("logitext",), None, 0, Faults()), chosen(NAMES))
    assert sum(run.task(one, data) for one in chosen(NAMES)) == len(CASES)
    for line in lines_of(tmp_path / "run" / "results.jsonl"):
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
    assert amount("He earned $1 in May. She earned $2 in May.", r"earned $") is None
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


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("s2_")])
@pytest.mark.parametrize(
    ("said_before", "said_now"),
    [
        (r"\$(\d+)(?= |\.)", r"$\1 or so"),
        (r"(?<=\.)$", " His pay was withheld."),
        (r"^", "It is said that "),
        (r"\bnot married\b", "not really married"),
        (r"\b2016\b", "that year"),
    ],
)
def test_what_is_told_in_another_form_is_not_guessed(name: str, said_before: str, said_now: str) -> None:
    """Every clause about a text with one strange sentence is open, whichever of its words is strange."""
    facts, claim = CASES[name]
    broken = re.sub(said_before, said_now, facts)
    section = name.split("_")[0].removeprefix("s") if name[0] == "s" else "tax"
    one = task(f"sara_{section}")
    assert one.exact is not None
    sentence = "question" if section == "tax" else "claim"
    questions = tuple(asked_of(one.shared.checked))
    read = one.exact()
    for text in (facts, broken):
        texts = Texts({"facts": text, sentence: claim.rsplit(" ", 1)[0]})
        answers = asyncio.run(ask(read, questions, texts)).answers
        values = [one.value for one in answers.values() if isinstance(one, Value) and one.value is not None]
        assert bool(values) == (text == facts), (text, values)


def test_a_case_of_another_form_is_counted_as_not_read(data: Path, tmp_path: Path) -> None:
    folder = data / FOLDER
    told = "In 2017, Bob was paid $20000. Bob is not married. Bob pays Charlie for work."
    (folder / "tax_case_2.pl").write_text(
        f"% Text\n% {told}\n\n% Question\n% How much tax does Bob have to pay in 2017? $2250\n\n% Facts\nfact(bob).\n"
    )
    one = task("sara_tax")
    Run(tmp_path / "run", Plan("exact", ("logitext", "every"), None, 0, Faults()), [one]).task(one, data)
    (found,) = unread(*outcomes(tmp_path / "run"))
    assert (found.rows, list(found.why)) == (3, ["tax_case_2"])


ABROAD = "Ann has paid $9000 to Bob for work done in the year 2016, in Caracas, Venezuela. Ann is an American employer."
FUNDS = "In 2016, Ann has also paid $1000 into a retirement fund for Bob, and $3000 into health insurance for Bob"
PAID = "Ann has paid $5000 to Bob for work done in the year 2016."
EMPLOYERS = [
    ("Ann has paid $4512 to Bob for work done in the year 2016.", 271),
    ("Ann has paid $45000 to Bob for work done in the year 2016.", 420),  # of more than $7,000, the rest is no wage
    ("Ann has paid $1400 to Bob for work done in the year 2016.", 0),  # no employer
    ("Ann has paid $1600 to Bob for work done in the year 2015.", 0),  # an employer who paid nothing in the year
    ("Ann paid each of her 10 employees $2000 for work done in 2016.", 1200),
    (ABROAD, 0),
    (f"{ABROAD} Bob is an American citizen.", 420),
    (f"{PAID} {FUNDS}, both under a plan.", 360),  # but not for the insurance
    (f"{PAID} {FUNDS}.", 300),
]


@pytest.mark.parametrize(("facts", "excise"), EMPLOYERS)
def test_the_tax_on_wages(facts: str, excise: int) -> None:
    assert understood(facts)
    policy = logitext.load(POLICIES / "sara-3306.nltc")
    assert policy.check(facts=lists(facts, 2016)).verdicts["excise"].value == excise


def test_ten_weeks_of_five_on_the_farm_make_an_employer() -> None:
    days = [f" - Jan {day}: B, C, D, E and F" for day in (4, 11, 18, 25)]
    days += [f" - Feb {day}: B, C, D, E and F" for day in (1, 8, 15, 22)] + [" - Mar 7: B, C, D, E and F"]
    told = (
        "Ann has employed Bob, Cy, Dan, Eve and Fred for agricultural labor on various occasions during the year 2016:"
    )
    policy = logitext.load(POLICIES / "sara-3306.nltc")
    for last, excise in (("Mar 8", 0), ("Mar 14", 5 * 30)):  # the first of these is in a week that has been counted
        facts = f"{told}{''.join(days)} - {last}: B, C, D, E and F Ann has paid each $50 on each occasion."
        assert understood(facts)
        assert policy.check(facts=lists(facts, 2016)).verdicts["excise"].value == excise


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


HOUSE = "In 2016, Ann and Bob lived in a house that Ann maintained."
SON = "Ann has a son, Bob, born March 3rd, 1999."
FATHER = "Bob is Ann's father."
WED = "Ann and Bob got married on May 2nd, 2001."
CHILD = "Ann and Bob have a child, Cy, born October 9th, 2010."
LIVING, OF_HOME = "From 2004 to 2019,", " of maintaining the home where Ann and Cy lived during that time"
FAMILIES = [
    (f"{SON} {HOUSE}", 1, "head"),
    ("Ann has a son, Bob, born March 3rd, 1980. Bob's income in 2016 was $500.", 0, "unmarried"),
    ("Ann has a son, Bob.", 1, "unmarried"),  # a relative without an income, who lives elsewhere
    (f"{FATHER} {HOUSE}", 1, "head"),
    (f"{FATHER} In 2016, Bob's gross income was $20.", 0, "unmarried"),
    ("Bob has a son, Ann. Bob has a son, Cy.", 2, "unmarried"),  # a parent, and a brother by that parent
    ("In 2016, Bob, the son of her son Charlie, lives at her place, a house that she maintains.", 2, "head"),
    ("Ann has a brother, Cy, whose son Bob lived at Ann's place in 2016, a house that she maintains.", 2, "head"),
    (f"{WED} {HOUSE}", 0, "separate"),  # a spouse is no dependent
    (f"{WED} Ann and Bob file jointly in 2016.", 0, "joint"),
    (f"{WED} Bob died on June 3rd, 2016.", 0, "separate"),
    ("Ann and Bob were married from Feb 3rd, 1997 to Oct 30th, 2001.", 0, "unmarried"),
    (f"{WED} {CHILD} Bob died on June 3rd, 2015. {LIVING} Ann furnished the costs{OF_HOME}.", 1, "surviving"),
    (f"{CHILD} {LIVING} Ann furnished 40% of the costs{OF_HOME}, and Bob furnished the remaining costs.", 1, "unmarried"),  # noqa: E501  # a row
]  # fmt: skip


@pytest.mark.parametrize(("facts", "dependents", "filing"), FAMILIES)
def test_who_is_a_dependent_and_how_the_taxpayer_files(facts: str, dependents: int, filing: str) -> None:
    facts = f"{facts} In 2016, Ann's gross income was $9000."
    assert understood(facts)
    policy = logitext.loads('{{use "sara-tax.nltc"  verdict files_as = filing}}', name=str(POLICIES / "families.nltc"))
    known = {**lists(facts, 2016), **family(facts, "Ann", 2016)}
    result = policy.check(facts=known, theory=theory.Answers({"alien": False}), verdicts=["dependents", "files_as"])
    assert [one.value for one in result.verdicts.values()] == [dependents, filing]
