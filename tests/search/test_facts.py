"""Searches and covers choose facts, say them, and ask nobody about them."""

from __future__ import annotations

import json

import pytest

import logitext
from logitext.cli.cases import load_cases
from logitext.records.cover import Cover
from logitext.theory.writing.mock import MockWriter

POLICY = logitext.loads("""{{text post
  fact days: Int "days since the account was opened"
  fact trusted  fact region: eu | us  fact author: Text}}
{{let rude = [[is rude]] match /idiot/  let loud = [[shouts]] match /!/
  assume region == us implies days > 5
  violation remove = rude and (days < 7 or not trusted) and author != "Ann"
  verdict late = region == eu and loud}}""")
COMPLETE = "pattern:complete"


def test_facts_are_chosen_for_a_formula() -> None:
    found = POLICY.solve("remove and trusted and region == us", theory=COMPLETE)
    assert found.status == "sat"
    assert found.facts == {"days": 6, "trusted": True, "region": "us", "author": "something else"}
    assert found.answers["rude"] is True
    assert found.result is not None
    assert found.result.facts == found.facts
    again = POLICY.check(found.texts["post"], facts=found.facts, theory=COMPLETE, verdicts=["remove"])
    assert again.verdicts["remove"].is_true
    assert json.loads(json.dumps(found.to_dict()))["facts"]["region"] == "us"


def test_facts_that_are_given_are_kept() -> None:
    found = POLICY.solve("remove", theory=COMPLETE, facts={"days": 30})
    assert (found.status, found.facts["days"], found.facts["trusted"]) == ("sat", 30, False)
    found = POLICY.solve("remove", theory=COMPLETE, facts={"days": 30, "trusted": True})
    assert found.status == "unsat"
    assert [one.name for one in found.core if one.kind == "answer"] == ["days", "trusted"]
    assert found.usage.texts == 0


def test_wrong_facts_are_refused() -> None:
    with pytest.raises(logitext.InputError, match="NLT627"):
        POLICY.solve("remove", facts={"day": 3})


def test_a_counterexample_may_be_facts_alone() -> None:
    policy = logitext.loads("{{fact days: Int  fact opened: Date  verdict ban = days > 30 and opened < 2026-01-01}}")
    found = policy.refute("not ban")
    assert (found.status, found.texts) == ("refuted", {})
    assert policy.check(facts=found.facts).verdicts["ban"].is_true
    assert policy.refute("ban implies days > 20").status == "proved"


@pytest.mark.parametrize("criterion", ["each-clause", "verdict", "pairwise", "mcdc", "implicants"])
def test_a_cover_chooses_facts(criterion: str) -> None:
    found = POLICY.cover(by=criterion, theory=COMPLETE)
    assert found.realised == found.feasible > 0
    assert found.usage.writing < len(found.texts) or criterion == "verdict"  # a text serves with several facts
    for line in found.texts:
        result = POLICY.check(dict(line.texts), facts=line.facts, theory=COMPLETE)
        assert result.status != "conflict"
        assert {name: one.value for name, one in result.verdicts.items()} == line.verdicts


def test_a_cover_of_facts_alone_writes_nothing() -> None:
    policy = logitext.loads("{{fact days: Int  fact trusted  verdict ban = days > 30 and not trusted}}")
    found: Cover = policy.cover(by="mcdc")
    assert (found.realised, found.feasible, found.usage.writing) == (4, 4, 0)
    assert all(line.texts == {} for line in found.texts)


def test_labelled_cases_have_facts(tmp_path: object) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "cases.jsonl"
    cases = [
        {"text": "You idiot", "answers": {"rude": True}, "facts": {"days": 3, "author": "Bob"}},
        {"text": "Hi", "answers": {"rude": False, "days": 3}},
    ]
    file.write_text("\n".join(map(json.dumps, cases)))
    lines, warnings = load_cases(str(file), POLICY.checked)
    assert warnings == []
    assert [(line.facts, line.answers) for line in lines] == [
        ({"days": 3, "author": "Bob"}, {"rude": True}),
        ({"days": 3}, {"rude": False}),
    ]
    found = POLICY.cover("remove", by="verdict", writer=None, cases=lines)
    assert (found.realised, found.feasible) == (2, 2)


def test_queries_are_answered_with_facts() -> None:
    policy = logitext.loads(
        POLICY.checked.source.text + "{{check remove  forsome post: remove and loud  cover remove by verdict}}"
    )
    answers = policy.answer("You idiot", facts={"days": 3, "author": "Bob"}, theory=COMPLETE)
    one, two, three = [answer.outcome.to_dict() for answer in answers]
    assert one["verdicts"]["(formula)"]["value"] is True
    assert two["facts"] == {"days": 3, "author": "Bob"}
    assert three["status"] == "covered"


THREAD = logitext.loads("""{{text post  list rows of {by: Text, body: text}  fact who: Text}}
{{let rude(r) = [[r is rude]] match /idiot/  let sorry = [[is an apology]] match /sorry/
  verdict hide = (forsome r in rows: rude(r) and r.by == who) and not sorry
  verdict again = (at least 2 of (r in rows: rude(r))) and (forsome r in rows: not rude(r))}}""")
ROWS = [{"by": "ann", "body": "You idiot."}, {"by": "bob", "body": "Hello."}]


def test_answers_about_elements_forbid_a_formula() -> None:
    given = {"rows": ROWS, "who": "bob"}
    found = THREAD.solve("hide", theory=COMPLETE, facts=given)
    assert found.status == "unsat"
    core = {(one.kind, one.name) for one in found.core}
    assert core == {("answer", "rude(rows[2])"), ("answer", "rows[1].by"), ("answer", "who"), ("definition", "hide")}
    assert THREAD.solve("hide", theory=COMPLETE, facts={**given, "who": "ann"}).status == "sat"


def test_elements_have_in_common_what_logic_says() -> None:
    """Two formulas about one list: with two elements nobody need be asked whether both can hold."""
    found = THREAD.solve("again", theory="pattern", facts={"rows": ROWS})
    assert (found.status, found.usage.questions) == ("unsat", 0)
    assert THREAD.solve("forsome r in rows: rude(r)", theory=COMPLETE, facts={"rows": []}).status == "unsat"


def test_a_formula_about_units_that_are_looked_for_differs_for_each_element() -> None:
    """`all(rows[1])` and `all(rows[2])` stand at one place of the policy, and say different things."""
    policy = logitext.loads("""{{text post  list rows of {by: Text, body: text}}}
    {{let shout(s) = [[s shouts]] match /!/
      let all(r) = forall s in sentences(post): shout(s) or r.by == "ann"
      verdict v = forsome r in rows: r.first and all(r)  verdict w = forsome r in rows: r.last and all(r)}}""")
    found = policy.solve("v and not w", theory=COMPLETE, facts={"rows": ROWS}, writer=MockWriter(["Well.", "Well!"]))
    assert (found.status, found.texts) == ("sat", {"post": "Well."})
    assert (
        policy.solve("w and not v", theory=COMPLETE, facts={"rows": ROWS}, writer=MockWriter(["Well.", "Well!"])).texts
        == {}
    )


def test_facts_that_contradict_an_assumption_forbid_every_formula() -> None:
    """Also one that has nothing to do with them."""
    policy = logitext.loads("""{{text t  fact a  fact n: Int  assume sane: a implies n > 3}}
    {{let rude = [[is rude]] match /idiot/  verdict v = rude}}""")
    found = policy.solve("v", theory=COMPLETE, facts={"a": True, "n": 2})
    assert found.status == "unsat"
    assert {one.name for one in found.core} == {"a", "n", "sane"}
    assert (
        policy.solve("v", theory=COMPLETE, facts={"a": True, "n": 4}, writer=MockWriter(["You idiot."])).status == "sat"
    )
