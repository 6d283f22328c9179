"""Every result verifies, and none that was changed does."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext import InputError, Policy, theory
from logitext.policy.sorts import INT, REAL, Sort
from logitext.report import verification
from logitext.report.console import to_text
from logitext.report.diagnostics import render
from logitext.syntax.source import Source
from logitext.verify.parsed_result import parsed_results
from tests.cli.run import logitext as run
from tests.judge import cases
from tests.judge.cases import Case

POLICY = logitext.loads(
    """# Refunds

{{text mail: "a message"}}
{{let late: Int = [[days late]]  let fare: Real = [[the fare]]  let city: Text = [[where to]]
  let who: airline | traveller = [[who cancelled]]  let ill = [[somebody is ill]]}}

## How much

{{assume never_early: late >= 0
  verdict refund: Real = if who == airline then fare / 3 else 0
  violation overdue = late > 14 and not ill  verdict home = city == "Rome"}}
""",
    "refunds.nltc",
)
ANSWERS = {"late": 20, "fare": 100.1, "city": "Rome", "who": "airline", "ill": False}


def result_of(answers: Mapping[str, Any], on_conflict: Any = "report") -> dict[str, Any]:
    result = POLICY.check("Dear all", theory=theory.Answers(answers), label="mail.txt", on_conflict=on_conflict)
    timeless = result.model_copy(update={"usage": result.usage.model_copy(update={"seconds": 0.5})})
    return json.loads(json.dumps(timeless.to_dict()))  # type: ignore[no-any-return]


def shown(result: Any, policy: Policy = POLICY) -> str:
    """What the command prints of it."""
    (claim,) = parsed_results(Source("result.json", json.dumps(result)))
    return to_text(verification.render([verification.record(claim, policy.verify(result))], policy.checked), 100)


# --- by hand -----------------------------------------------------------------------------------------------------

DECIDED = result_of(ANSWERS)
OPEN = result_of({"late": 20, "who": "airline"})
CONFLICT = result_of({**ANSWERS, "late": -1})
REPAIRED = result_of({**ANSWERS, "late": {"value": -1, "probability": 0.8}}, "repair")
INSTEAD = {"asked": 2, "everything": 4, "in_file_order": 3}
LATE_REASONS = DECIDED["verdicts"]["overdue"]["because"]


@pytest.mark.parametrize("result", [DECIDED, OPEN, CONFLICT, REPAIRED], ids=["decided", "open", "conflict", "repaired"])
def test_what_a_check_says_is_so(result: dict[str, Any]) -> None:
    assert POLICY.verify(result) == ()


def test_a_result_itself_is_verified_too() -> None:
    result = POLICY.check("…", theory=theory.Answers({**ANSWERS, "fare": "1/7"}))
    assert result.to_dict()["verdicts"]["refund"]["value"] == "1/21"
    assert POLICY.verify(result) == ()


def test_values_are_compared_exactly() -> None:
    result = result_of({**ANSWERS, "fare": "1/7"})
    result["verdicts"]["refund"]["value"] = 1 / 21
    (difference,) = POLICY.verify(result)
    assert difference.where == "verdicts.refund.value"


def test_a_calculated_value_may_be_longer_than_an_answer() -> None:
    policy = logitext.loads(
        "{{let x: Int = [[x]]  let y: Real = [[y]]  verdict v = x * x * x  verdict w = y * y * y  verdict z = x / 3}}"
    )
    result = policy.check(theory=theory.Answers({"x": 10**900 + 1, "y": "1/" + "3" * 900})).to_dict()
    assert policy.verify(result) == ()
    (claim,) = parsed_results(Source("result.json", json.dumps(result)))
    assert claim.value(("verdicts", "v", "value"), INT) == (10**900 + 1) ** 3
    result["verdicts"]["v"]["value"] += 1
    assert [difference.where for difference in policy.verify(result)] == ["verdicts.v.value"]


def changed(result: dict[str, Any], *path: Any, to: Any) -> dict[str, Any]:
    result = copy.deepcopy(result)
    *way, last = path
    place: Any = result
    for step in way:
        place = place[step]
    if to is ...:
        del place[last]
    else:
        place[last] = to
    return result


DIFFERENCES: list[tuple[str, dict[str, Any]]] = [
    ("another policy", changed(DECIDED, "policy", "sha256", to="0" * 64)),
    ("unknown text", changed(DECIDED, "texts", "post", to={"sha256": "x"})),
    ("unknown clause", changed(DECIDED, "answers", "weather", to=True)),
    ("wrong sort", changed(DECIDED, "answers", "late", to="many")),
    ("null answer", changed(DECIDED, "answers", "ill", to=None)),
    ("status", changed(DECIDED, "status", to="undetermined")),
    ("no such verdict", changed(DECIDED, "verdicts", "escalate", to=DECIDED["verdicts"]["home"])),
    ("kind", changed(DECIDED, "verdicts", "home", "kind", to="violation")),
    ("value", changed(DECIDED, "verdicts", "overdue", "value", to=False)),
    ("value of another sort", changed(DECIDED, "verdicts", "overdue", "value", to="yes")),
    ("number", changed(DECIDED, "verdicts", "refund", "value", to=33.37)),
    ("undetermined though entailed", changed(DECIDED, "verdicts", "home", "value", to=None)),
    ("decided though open", changed(OPEN, "verdicts", "home", "value", to=True)),
    ("reason that is none", changed(DECIDED, "verdicts", "home", "because", to=LATE_REASONS)),
    ("too few reasons", changed(DECIDED, "verdicts", "overdue", "because", 0, to=...)),
    (
        "too many reasons",
        changed(DECIDED, "verdicts", "overdue", "because", to=[
            *DECIDED["verdicts"]["overdue"]["because"], *DECIDED["verdicts"]["home"]["because"],
        ]),
    ),
    (
        "reason twice",
        changed(DECIDED, "verdicts", "home", "because", to=DECIDED["verdicts"]["home"]["because"] * 2),
    ),
    ("value of a reason", changed(DECIDED, "verdicts", "overdue", "because", 0, "value", to=21)),
    ("reason without an answer", changed(DECIDED, "answers", "late", to=...)),
    ("place", changed(DECIDED, "verdicts", "home", "because", 0, "span", "line", to=1)),
    ("heading", changed(DECIDED, "verdicts", "home", "because", 0, "heading", to=["Refunds", "How much"])),
    ("probability", changed(DECIDED, "verdicts", "home", "because", 0, "probability", to=1.5)),
    ("open though settled", changed(DECIDED, "verdicts", "home", "open", to=OPEN["verdicts"]["home"]["open"])),
    ("open too little", changed(OPEN, "verdicts", "home", "open", to=[])),
    (
        "open without a part in it",
        changed(OPEN, "verdicts", "home", "open", 0, "clause", to="ill"),
    ),
    ("open though answered", changed(OPEN, "verdicts", "home", "open", 0, "clause", to="late")),
    ("open reason", changed(OPEN, "verdicts", "home", "open", 0, "reason", to="repaired")),
    ("conflict that is none", changed(DECIDED, "conflict", to=CONFLICT["conflict"])),
    ("conflict without a core", changed(CONFLICT, "conflict", to=[])),
    ("statement", changed(CONFLICT, "conflict", 0, "statement", to="late is 1")),
    ("no such assumption", changed(CONFLICT, "conflict", 1, "name", to="always")),
    ("core that is none", changed(CONFLICT, "conflict", 0, to=...)),
    (
        "core that is not minimal",
        changed(CONFLICT, "conflict", to=[
            *CONFLICT["conflict"],
            {**CONFLICT["conflict"][0], "name": "ill", "statement": "ill is false",
             "span": DECIDED["verdicts"]["overdue"]["because"][1]["span"]},
        ]),
    ),
    ("theory of an assumption", changed(CONFLICT, "conflict", 1, "theory", to="answers")),
    ("verdict in a conflict", changed(CONFLICT, "verdicts", "home", "value", to=True)),
    ("repaired and answered", changed(REPAIRED, "answers", "late", to=3)),
    ("nothing to repair", changed(REPAIRED, "repaired", 0, "was", to=3)),
    ("entailed instead", changed(REPAIRED, "repaired", 0, "now", to=5)),
    ("weight", changed(REPAIRED, "repaired", 0, "weight", to=2.5)),
    ("repaired unknown", changed(REPAIRED, "repaired", 0, "clause", to="weather")),
    ("usage", changed(DECIDED, "usage", "questions", to=4)),
    ("negative usage", changed(DECIDED, "usage", "cost", to=-1.0)),
    ("more asked than there are", changed(DECIDED, "usage", "instead", to={**INSTEAD, "asked": 9})),
    ("negative counterfactual", changed(DECIDED, "usage", "instead", to={**INSTEAD, "in_file_order": -1})),
    ("negative usage of a theory", changed(DECIDED, "usage", "theories", 0, "calls", to=-1)),
    ("an error and a verdict", changed(DECIDED, "error", to="out of order")),
]  # fmt: skip


def test_every_difference_is_told(golden: Callable[[str, str], None]) -> None:
    parts = []
    for name, result in DIFFERENCES:
        text = shown(result)
        assert "verified" not in text, name
        parts.append(f"--- {name}\n{text}")
    golden("verify/differences.txt", "".join(parts))


BROKEN: list[tuple[str, str]] = [
    ("nothing", ""),
    ("no JSON", "status: decided"),
    ("cut off", json.dumps(DECIDED)[:100]),
    ("a number", "12"),
    ("an empty list", "[]"),
    ("a list of numbers", "[1, 2]"),
    ("NaN", json.dumps(DECIDED).replace('"cost": 0.0', '"cost": NaN')),
    ("a huge number", json.dumps(DECIDED).replace('"cost": 0.0', '"cost": 1e999')),
    ("a huge exponent", json.dumps(DECIDED).replace('"cost": 0.0', '"cost": 1e999999999')),
    ("very many digits", json.dumps(DECIDED).replace('"late": 20', '"late": ' + "9" * 5000)),
    ("deep", '{"answers": ' + "[" * 100_000),
    ("a key twice", json.dumps(DECIDED).replace('"late": 20', '"late": 20, "late": 3')),
    ("an unknown field", json.dumps({**DECIDED, "mood": "good"})),
    ("a field is missing", json.dumps(changed(DECIDED, "answers", to=...))),
    ("wrong types", json.dumps({**DECIDED, "verdicts": [], "usage": 3, "status": True})),
    ("a type below", json.dumps(changed(DECIDED, "verdicts", "home", "because", 0, "span", "line", to="1"))),
    ("no version", json.dumps(changed(DECIDED, "schema_version", to=...))),
    ("another version", json.dumps({**DECIDED, "schema_version": "99"})),
    ("no such status", json.dumps({**DECIDED, "status": "perhaps"})),
    ("two lines, one broken", json.dumps(DECIDED) + "\n{"),
]


def test_what_is_no_result_is_told_with_its_place(golden: Callable[[str, str], None]) -> None:
    parts = []
    for name, text in BROKEN:
        with pytest.raises(InputError) as raised:
            parsed_results(Source("result.json", text))
        parts.append(f"--- {name}\n{to_text(render(raised.value.diagnostics), 100)}")
    golden("verify/broken.txt", "\n".join(parts))


@pytest.mark.parametrize(
    "answer", [10**900, -(10**900), "x" * 1_000_000, 1e300, [], {}, True, "1/0", "9" * 2000 + "/7"]
)
def test_whatever_stands_for_a_value_is_a_difference(answer: Any) -> None:
    for path in (("answers", "late"), ("answers", "who"), ("verdicts", "refund", "value")):
        assert POLICY.verify(changed(DECIDED, *path, to=answer)) != ()


FACTS = logitext.loads("{{text post  fact age: Int  let a = [[A]]  verdict v = age > 3 and a}}", "facts.nltc")
BY_FACT = FACTS.check("x", facts={"age": 5}, theory=theory.Answers({"a": True})).to_dict()


def test_a_reason_that_is_a_fact_verifies() -> None:
    assert BY_FACT["verdicts"]["v"]["because"][0]["clause"] == "age"
    assert FACTS.verify(BY_FACT) == ()


@pytest.mark.parametrize(
    ("field", "claim", "words"),
    [
        ("probability", 0.9, "the probability of a fact"),
        ("quote", "five", "the quotation of a fact"),
        ("quote_dropped", True, "whether a fact had a quotation"),
        ("theory", "somebody", "who gives a fact"),
    ],
)
def test_nobody_judged_a_fact(field: str, claim: Any, words: str) -> None:
    said = FACTS.verify(changed(BY_FACT, "verdicts", "v", "because", 0, field, to=claim))
    assert any(words in one.message for one in said), said


def test_a_check_that_failed_claims_nothing_and_may_not_say_that_it_decided() -> None:
    failed = changed(OPEN, "error", to="OSError: no line")
    for name in failed["verdicts"]:
        failed["verdicts"][name] |= {"value": None, "because": [], "open": []}
    assert POLICY.verify(failed) == ()  # what it leaves open is not looked for
    (difference,) = POLICY.verify({**failed, "status": "decided"})
    assert difference.where == "status"
    assert POLICY.verify({**failed, "error": None}) != ()


@pytest.mark.parametrize("probability", [-0.5, 1.5, -1.0, 2.0])
def test_a_probability_lies_between_0_and_1_wherever_it_stands(probability: float) -> None:
    reason = changed(DECIDED, "verdicts", "home", "because", 0, "probability", to=probability)
    (difference,) = POLICY.verify(reason)
    assert difference.where == "verdicts.home.because[0].probability"
    (difference,) = POLICY.verify(changed(REPAIRED, "repaired", 0, "probability", to=probability))
    assert difference.where == "repaired[0].probability"
    assert difference.message == f"a probability lies between 0 and 1, and this is {probability}"


@pytest.mark.parametrize("length", [59, 60, 61, 200])
def test_a_message_says_sixty_characters_of_a_name(length: int) -> None:
    name = "n" * length
    told = {
        one.message
        for result in (
            changed(DECIDED, "answers", name, to=True),
            changed(DECIDED, "texts", name, to=DECIDED["texts"]["mail"]),
            changed(DECIDED, "verdicts", name, to=DECIDED["verdicts"]["home"]),
            changed(DECIDED, "clauses", name, to="0" * 64),
            changed(DECIDED, "verdicts", "home", "because", 0, "clause", to=name),
            changed(OPEN, "verdicts", "home", "open", 0, "clause", to=name),
            changed(CONFLICT, "conflict", 1, "name", to=name),
        )
        for one in POLICY.verify(result)
        if "nnn" in one.message
    }
    assert {message.split("`")[1] for message in told} == {name[:60]}


def test_what_is_no_data_is_an_input_error() -> None:
    for wrong in ({1: 2}, {"schema_version": "1", "answers": {"late": object()}}, {"answers": float("nan")}):
        with pytest.raises(InputError):
            POLICY.verify(wrong)  # type: ignore[arg-type]
    loop: dict[str, Any] = {}
    loop["answers"] = loop
    with pytest.raises(InputError):
        POLICY.verify(loop)


def test_an_explanation_is_passed_over() -> None:
    result = POLICY.explain(POLICY.check("…", theory=theory.Answers(ANSWERS)))
    assert POLICY.verify(result) == ()
    assert POLICY.verify({**DECIDED, "explanation": {"what": "ever"}}) == ()


# --- random policies ---------------------------------------------------------------------------------------------

FREE = {"path", "document", "probability", "quote", "theory", "detail", "reason", "interrupted", "explanation"}
"""Fields that the answers do not settle; some are caught where they stand twice."""


@pytest.mark.parametrize("seeds", cases.seeds(60), ids=cases.name)
def test_every_field_that_is_changed_is_noticed(seeds: range) -> None:
    for seed in seeds:
        case = cases.case(seed, facts=seed % 2 == 1)
        if not case.judge.worlds:
            continue
        policy = Policy(case.checked)
        for mode in ("report", "repair"):
            answers = _answers(case)
            facts = {name: answers.pop(name)["value"] for name in policy.facts if name in answers}
            result = policy.check(facts=facts, theory=theory.Answers(answers), on_conflict=mode).to_dict()
            assert policy.verify(result) == (), case.failed(answers, str(policy.verify(result)))
            for path, changed_result in _mutations(case, result):
                if not _noticed(policy, changed_result):
                    message = f"{path} is now {_at(changed_result, path)}, and nobody noticed: {changed_result}"
                    assert _still_true(case, changed_result), case.failed(answers, message)


def _answers(case: Case) -> dict[str, Any]:
    known = case.rng.choice((0.3, 0.7, 1.0))
    world = case.rng.choice(case.judge.worlds)
    liar = case.rng.random() < 0.4
    return {
        clause.name: {"value": value, "probability": 0.9 if value is not False else 0.1}
        for clause in case.judge.policy.clauses
        if case.rng.random() < known
        and (value := case.rng.choice(clause.domain) if liar else world[clause.name]) is not None
    }


def _noticed(policy: Policy, result: dict[str, Any]) -> bool:
    try:
        return policy.verify(result) != ()
    except InputError:
        return True


def _mutations(case: Case, result: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """The result with one leaf changed, for every leaf that is settled; and with one item of a list left out."""
    for path, value in _leaves(result):
        if FREE & {step for step in path if isinstance(step, str)}:
            continue
        if path[0] == "usage" and path[1] not in ("questions", "skipped"):
            continue
        yield path, changed(result, *path, to=_another(case, path, value))
    for path in _items(result):
        yield path, changed(result, *path, to=...)


def _another(case: Case, path: tuple[Any, ...], value: Any) -> Any:
    if path[0] in ("facts", "answers"):
        domain = next(clause.domain for clause in case.judge.policy.clauses if clause.name == path[1])
        others = [other for other in domain if other != value]
        return case.rng.choice(others) if others else "no such value"
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return case.rng.choice((value + "x", "undetermined" if value == "decided" else "decided"))
    return case.rng.choice((True, 7, "something"))


def _leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    if steps is None:
        yield path, node
        return
    for step, below in steps:
        yield from _leaves(below, (*path, step))


def _items(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, below in steps:
        if isinstance(node, list):
            yield (*path, step)
        yield from _items(below, (*path, step))


def _at(node: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        try:
            node = node[step]
        except (KeyError, IndexError):
            return "gone"
    return node


def _still_true(case: Case, result: dict[str, Any]) -> bool:
    """Whether the judge, too, finds that a changed answer makes no difference; or a repair that is no part of it."""
    judge = case.judge
    answers = {
        name: _exact(value, case.checked.clauses[name].sort)
        for name, value in (result["facts"] | result["answers"]).items()
    }
    answers = {name: answers[name] for name in case.checked.clauses if name in answers}
    if judge.conflict(answers):
        core = {(item["kind"], item["name"]) for item in result["conflict"]}
        places = [at for at, a in enumerate(case.checked.assumptions) if ("assumption", a.id) in core]
        clauses = [name for kind, name in core if kind == "answer"]
        return result["status"] == "conflict" and judge.is_core(answers, clauses, places)
    for name, record in result["verdicts"].items():
        value = judge.value(answers, name)
        if value != _exact(record["value"], case.checked.verdicts[name].sort):
            return False
        if value is not None and not judge.is_reason(answers, [r["clause"] for r in record["because"]], name, value):
            return False
        unanswered = [clause for clause in case.checked.clauses if clause not in answers]
        if value is None and [o["clause"] for o in record["open"]] != list(judge.relevant(answers, [name], unanswered)):
            return False
    return True


def _exact(value: Any, sort: Sort) -> Any:
    """A value of a result's JSON as the judge has it."""
    return Fraction(str(value)) if sort == REAL and value is not None else value


# --- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "refunds.nltc").write_text(POLICY.checked.source.text, "utf-8")
    (tmp_path / "good.json").write_text(json.dumps(DECIDED, indent=2), "utf-8")
    (tmp_path / "bad.json").write_text(json.dumps(changed(DECIDED, "status", to="undetermined")), "utf-8")
    (tmp_path / "both.jsonl").write_text(f"{json.dumps(DECIDED)}\n{(tmp_path / 'bad.json').read_text()}\n", "utf-8")
    return tmp_path


def test_the_status_tells(folder: Path) -> None:
    assert run("verify", "good.json", "refunds.nltc", cwd=folder).status == 0
    assert run("verify", "bad.json", "refunds.nltc", cwd=folder).status == 1
    assert run("verify", "refunds.nltc", "good.json", cwd=folder).status == 2
    assert run("verify", "none.json", "refunds.nltc", cwd=folder).status == 2
    ran = run("verify", "-q", "bad.json", "refunds.nltc", cwd=folder)
    assert (ran.status, ran.out, ran.err) == (1, "", "")


def test_several_results_and_standard_input(folder: Path, golden: Callable[[str, str], None]) -> None:
    ran = run("verify", "both.jsonl", "refunds.nltc", cwd=folder)
    assert ran.status == 1
    golden("verify/several.txt", ran.out)
    both = run("verify", "-", "refunds.nltc", cwd=folder, stdin=(folder / "both.jsonl").read_text())
    assert both.out == ran.out


def test_differences_as_json(folder: Path) -> None:
    ran = run("verify", "bad.json", "refunds.nltc", "--format", "json", cwd=folder)
    found = json.loads(ran.out)
    assert found["verified"] is False
    assert found["differences"] == [
        {
            "where": "status",
            "message": 'the status that the answers entail is "decided", not "undetermined"',
            "expected": "decided",
            "found": "undetermined",
            "hint": None,
        }
    ]


def test_a_broken_file_is_told_like_a_compiler_would(folder: Path, golden: Callable[[str, str], None]) -> None:
    (folder / "broken.json").write_text('{\n  "schema_version": "1",\n  "status": decided\n}\n', "utf-8")
    ran = run("verify", "broken.json", "refunds.nltc", cwd=folder)
    assert ran.status == 2
    golden("verify/command-broken.txt", ran.err)
