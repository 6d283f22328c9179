"""Formulas that are assumed of one document: reasons like facts, and never taken for what the policy says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import logitext
from logitext import Policy, theory
from logitext.policy.supposed import ASSUMED
from logitext.theory import Texts
from tests.judge import cases, generate, write
from tests.judge.evaluate import Judge
from tests.judge.model import Apply, Assumption, Clause, Ref

POLICY = logitext.loads("""{{text post: "a message"  fact days: Int
  let rude = [[is rude]] match /idiot/  let threat = [[a threat]]
  let bad = rude or threat
  violation remove = bad and days < 7
  verdict late = days > 3
  assume ties: threat implies rude}}""")


def test_a_definition_is_assumed() -> None:
    asked = []

    def answer(question: theory.Question, _: Texts) -> None:
        asked.append(question.clause)

    priced = theory.Function(answer, price=theory.Price(question=1))
    result = POLICY.check("hello", facts={"days": 3}, assume=[" bad\n"], theory=priced)
    assert (asked, result.usage.questions) == ([], 0)
    assert (result.assumed, result.facts, result.answers) == (("bad",), {"days": 3}, {})
    assert [(one.clause, one.value, one.theory) for one in result.verdicts["remove"].because] == [
        ("days", 3, "given"),
        ("assume bad", True, "given"),
    ]
    assert [one.clause for one in result.verdicts["late"].because] == ["days"]
    assert POLICY.verify(result) == POLICY.verify(result.to_dict()) == ()
    assert result.policy.sha256 == POLICY.sha256
    assert "assume bad     given" in str(result)
    assert POLICY.check("hello", facts={"days": 3}).assumed == ()


def test_what_is_assumed_may_contradict_answers_and_the_policy() -> None:
    result = POLICY.check("hello", assume=["not rude", "threat"])
    assert [(one.name, one.statement) for one in result.conflict] == [
        ("assume not rude", "assume not rude"),
        ("assume threat", "assume threat"),
        ("ties", "assume ties: threat implies rude"),
    ]
    assert POLICY.verify(result) == ()
    result = POLICY.check("idiot", assume=["not bad"], verdicts=["remove"], theory=theory.Answers({"rude": True}))
    assert result.verdicts["remove"].is_false  # nobody needs to be asked


def test_a_forged_assumption_is_noticed() -> None:
    result = POLICY.check("hello", facts={"days": 3}, assume=["bad"]).to_dict()
    for assumed in ([], ["not bad"], ["worse"], ["bad", "bad bad"]):
        assert POLICY.verify({**result, "assumed": assumed}) != ()
    assert POLICY.verify({**result, "facts": {**result["facts"], "assume bad": True}}) != ()


def test_explanations() -> None:
    result = POLICY.check("hello", facts={"days": 3}, assume=["bad"])
    explained = POLICY.explain(result, why_not=True).explanation
    assert explained is not None
    bad = next(step for step in explained.trace if step.name == "rude")
    assert bad.follows is not None
    assert (bad.follows.clauses, bad.follows.assumptions) == (("assume bad",), ("ties",))


def test_many_documents_and_units() -> None:
    results = list(POLICY.check_many(["idiot", "hello"], assume=["days == 3"], verdicts=["late", "remove"]))
    assert [result.verdicts["late"].value for result in results] == [False, False]
    assert [result.verdicts["remove"].value for result in results] == [True, None]
    policy = logitext.loads("""{{text post  let rude(s) = [[s is rude]] match /idiot/  let calm = [[is calm]]
      let any = forsome s in sentences(post): rude(s)  violation v = any unless calm}}""")
    result = policy.check("You idiot. Hello.", assume=["not calm", "forall s in sentences(post): rude(s)"])
    assert result.verdicts["v"].is_true
    assert policy.verify(result) == ()
    assert policy.explain(result).explanation is not None


@pytest.mark.parametrize(
    ("assume", "code"),
    [
        (["rud"], "NLT201"),
        (["days"], "NLT301"),
        (["rude threat"], "NLT101"),
        ([""], "NLT631"),
        (["a: rude"], "NLT631"),
        (["rude}} {{verdict x = rude"], "NLT631"),
        ("rude", "NLT623"),
        ([3], "NLT623"),
        (3, "NLT623"),
    ],
)
def test_wrong_formulas(assume: Any, code: str) -> None:
    for attempt in (lambda: POLICY.check("hi", assume=assume), lambda: POLICY.prepare(assume=assume)):
        with pytest.raises(logitext.LogitextError) as caught:
            attempt()
        assert caught.value.diagnostics[0].code == code
        if caught.value.diagnostics[0].source is not None:
            assert "{{assume" not in caught.value.diagnostics[0].source.text


def test_all_wrong_formulas_are_named() -> None:
    with pytest.raises(logitext.InputError) as caught:
        POLICY.check("hi", assume=["rud", "days"])
    assert [found.code for found in caught.value.diagnostics] == ["NLT201", "NLT301"]


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seeds", cases.seeds(250), ids=cases.name)
def test_assumptions_mean_what_they_mean_in_the_policy(seeds: range, backend: Any) -> None:
    for seed in seeds:
        case = cases.case(seed, facts=seed % 2 == 0)
        policy = Policy(case.checked, backend)
        if not case.judge.worlds:
            continue
        maker = generate._Generator(case.rng, False)
        named: list[Any] = [*case.judge.policy.clauses, *case.judge.policy.defined]
        maker._names = {one.name: one.sort for one in named}
        maker._clauses = list(case.judge.policy.clauses)
        for _ in range(cases.CASES_A_SEED // 2):
            term = maker._bool(case.rng.choice((0, 1, 2)))
            formula = " ".join(write.formula(term, case.rng, write.Manner(0.1, 0.1)).split())
            name = ASSUMED + formula
            extended = replace(
                case.judge.policy,
                clauses=(*case.judge.policy.clauses, Clause(name, "Bool", (False, True), fact=True)),
                assumptions=(*case.judge.policy.assumptions, Assumption(Apply("implies", (Ref(name), term)))),
            )
            judge = Judge(extended)
            known = generate.answers(case.rng, case.judge)
            facts = {n: known.pop(n) for n in policy.facts if n in known}
            try:
                result = policy.check(facts=facts, assume=[formula], theory=theory.Answers(known))
            except logitext.InputError:
                continue  # a number of the judge's that JSON has no word for
            assert result.assumed == (formula,)
            answered = result.known
            told = case.failed(answered, f"assume {formula}: {result.status}")
            assert (result.status == "conflict") == judge.conflict(answered), told
            if result.status == "conflict":
                continue
            for verdict, record in result.verdicts.items():
                assert record.value == judge.value(answered, verdict), told
                if record.value is not None:
                    because = [one.clause for one in record.because]
                    assert judge.is_reason(answered, because, verdict, record.value), told
            assert policy.verify(result) == (), told
