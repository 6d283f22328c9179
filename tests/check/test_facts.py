"""Facts: what the caller knows is asked of nobody, is a reason, and is not guessed where it is missing or wrong."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.theory import Question, Reply, Texts

POLICY = logitext.loads("""{{text post: "a message"
  fact account_days: Int "days since the account was opened" prior 3: 0.2
  fact trusted
  fact region: eu | us "where the seller is"
  fact opened: Date
  fact share: Real
  fact author: Text}}
{{let rude = [[is rude]] match /idiot/}}
{{assume old_are_trusted: account_days > 1000 implies trusted}}
{{violation remove = rude and (account_days < 7 or not trusted)
  verdict late = opened > 2026-01-01 and region == eu
  verdict shared = share >= 0.1 and author == "Zoë"}}""")


class Watching(theory.Theory):
    """Keeps all that it is told."""

    name = "watching"

    def __init__(self, price: float) -> None:
        self.price = theory.Price(question=price)
        self.prepared: list[str] = []
        self.asked: list[str] = []
        self.texts: list[dict[str, str]] = []

    def prepare(self, questions: Any) -> None:
        self.prepared += [question.clause for question in questions]

    async def answer(self, questions: Any, texts: Texts) -> Reply:
        self.asked += [question.clause for question in questions]
        self.texts.append(dict(texts))
        return Reply({question.id: theory.Value(True) for question in questions})


@pytest.mark.parametrize("price", [0, 1])
def test_no_theory_is_asked_about_a_fact(price: float) -> None:
    watching = Watching(price)
    result = POLICY.check("You fool", facts={"account_days": 3}, theory=watching)
    assert (set(watching.prepared), watching.asked) == ({"rude"}, ["rude"])
    assert watching.texts == [{"post": "You fool"}]
    assert result.verdicts["remove"].is_true
    assert [(one.clause, one.reason) for one in result.verdicts["late"].open] == [
        ("region", "not given"),
        ("opened", "not given"),
    ]
    assert (result.usage.questions, result.usage.skipped) == (1, 0)


def test_a_fact_is_a_reason_and_saves_questions() -> None:
    watching = Watching(1)
    facts = {"account_days": 30, "trusted": True, "opened": "2026-03-01", "region": "eu"}
    result = POLICY.check("You fool", facts=facts, theory=watching, verdicts=["remove", "late"])
    assert watching.asked == []
    assert result.decided
    assert result.facts == facts | {"opened": date(2026, 3, 1)}
    assert (result.answers, result.known) == ({}, result.facts)
    assert [(one.clause, one.value, one.theory) for one in result.verdicts["remove"].because] == [
        ("account_days", 30, "given"),
        ("trusted", True, "given"),
    ]
    assert POLICY.verify(result) == POLICY.verify(result.to_dict()) == ()


def test_facts_are_exact_and_in_one_spelling() -> None:
    result = POLICY.check(facts={"share": 0.1, "author": "Zoe\u0308"})
    assert result.facts == {"share": Fraction(1, 10), "author": "Zoë"}
    assert result.verdicts["shared"].is_true


def test_none_is_not_known() -> None:
    assert POLICY.check(facts={"share": None}).facts == {}


@pytest.mark.parametrize(
    ("facts", "code", "words"),
    [
        ({"account_day": 3}, "NLT627", "`account_day`"),
        ({"rude": True}, "NLT627", "`rude` is a clause"),
        ({"post": "hi"}, "NLT627", "`post` is a text"),
        ({"remove": True}, "NLT627", "`remove` is defined"),
        ({3: 4}, "NLT627", "`3`"),
        ({"account_days": 3.5}, "NLT628", "a whole number"),
        ({"account_days": True}, "NLT628", "a whole number"),
        ({"share": float("nan")}, "NLT628", "nan"),
        ({"share": float("inf")}, "NLT628", "inf"),
        ({"opened": "2026-02-30"}, "NLT628", "no day 2026-02-30"),
        ({"region": "uk"}, "NLT628", "one of eu, us"),
        ({"trusted": 1}, "NLT628", "true or false"),
        ([("trusted", True)], "NLT623", "a mapping"),
        ([], "NLT623", "a mapping"),
    ],
)
def test_a_wrong_fact_is_an_error(facts: Any, code: str, words: str) -> None:
    with pytest.raises(logitext.LogitextError) as caught:
        POLICY.check("hi", facts=facts)
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert words in found.message + (found.hint or "")


def test_all_wrong_facts_are_named() -> None:
    with pytest.raises(logitext.InputError) as caught:
        POLICY.check(facts={"account_days": "x", "trused": True, "region": "uk"})
    assert [found.code for found in caught.value.diagnostics] == ["NLT628", "NLT627", "NLT628"]


def test_one_name_in_two_spellings_is_given_twice() -> None:
    policy = logitext.loads("{{fact größe: Int  verdict tall = größe > 3}}")
    with pytest.raises(logitext.InputError, match="NLT629"):
        policy.check(facts={"größe": 3, "gro\u0308ße": 4})


def test_documents_have_facts_of_their_own() -> None:
    posts: list[Any] = [Texts({"post": "idiot"}, str(days), {"account_days": days}) for days in (3, 4, 8, 5000)]
    posts += [Texts({"post": "idiot"}, "wrong", {"account_days": "many"}), "idiot"]
    for listener in (None, lambda _: None):
        results = list(POLICY.check_many(posts, facts={"trusted": True}, verdicts=["remove"], listener=listener))
        assert [result.document for result in results] == ["3", "4", "8", "5000", "wrong", None]
        assert [result.verdicts["remove"].value for result in results] == [True, True, False, False, None, None]
        assert [result.facts.get("account_days") for result in results] == [3, 4, 8, 5000, None, None]
        assert [one.value for one in results[1].verdicts["remove"].because] == [4, True]
        assert "NLT628" in str(results[4].error)
        assert [one.clause for one in results[5].verdicts["remove"].open] == ["account_days"]
        for result in results[:4]:
            assert POLICY.verify(result) == ()


def test_a_fact_of_all_documents_and_of_one_is_given_twice() -> None:
    (result,) = POLICY.check_many([Texts({}, "a", {"trusted": True})], facts={"trusted": True})
    assert "NLT629" in str(result.error)


def test_facts_that_contradict_an_assumption_are_a_conflict_whatever_is_done_about_conflicts() -> None:
    for mode in ("report", "repair", "ask-again"):
        result = POLICY.check("hi", facts={"account_days": 2000, "trusted": False}, on_conflict=mode)
        assert result.status == "conflict"
        assert [(one.kind, one.name, one.theory) for one in result.conflict] == [
            ("answer", "account_days", "given"),
            ("answer", "trusted", "given"),
            ("assumption", "old_are_trusted", None),
        ]
        assert POLICY.verify(result) == ()


def test_a_repair_sets_answers_aside_and_no_fact() -> None:
    policy = logitext.loads("""{{fact days: Int  let new = [[is new]]  let odd = [[is odd]]
      assume new and odd implies days < 7  verdict v = new or not odd}}""")
    sure = theory.Answers({name: {"value": True, "probability": 0.999999} for name in ("new", "odd")})
    result = policy.check(facts={"days": 9}, theory=sure, on_conflict="repair")
    assert [one.clause for one in result.repaired] == ["odd"]
    assert result.verdicts["v"].is_true
    assert policy.verify(result) == ()


def test_explanations_speak_of_facts() -> None:
    result = POLICY.check("idiot", facts={"account_days": 3}, verdicts=["remove"])
    explained = POLICY.explain(result, why_not=True, what_if={"account_days": 9}).explanation
    assert explained is not None
    (flips,) = explained.why_not
    assert [flip.changed[0].clause for flip in flips.flips] == ["account_days", "rude"]
    assert explained.what_if is not None
    assert [one.after for one in explained.what_if.verdicts] == [None]


def test_verdicts_alone_take_facts_with_the_answers() -> None:
    known: dict[str, Any] = {"rude": True, "account_days": 3}
    assert POLICY.decide(known, verdicts=["remove"]) == {"remove": True}


def test_names() -> None:
    assert POLICY.clauses == ("rude",)
    assert POLICY.facts == ("account_days", "trusted", "region", "opened", "share", "author")


def test_answers_to_facts_are_refused() -> None:
    with pytest.raises(logitext.InputError, match="NLT503"):
        POLICY.check("hi", theory=theory.Answers({"trusted": True}))


def test_a_function_is_not_asked() -> None:
    asked = []

    def answer(question: Question, _texts: Texts) -> bool:
        asked.append(question.clause)
        return True

    POLICY.check("hi", facts={"trusted": False}, theory=answer)
    assert asked == ["rude"]


def test_a_policy_about_units_has_facts_too() -> None:
    policy = logitext.loads("""{{text post  fact days: Int  let rude(s) = [[s is rude]] match /idiot/
      violation remove = days < 7 and (forsome s in sentences(post): rude(s))}}""")
    result = policy.check("Hello. You idiot.", facts={"days": 3})
    assert [one.clause for one in result.verdicts["remove"].because] == ["days", "rude(post.sentences[2])"]
    assert policy.verify(result) == ()


def test_a_fact_lets_nothing_else_be_said_of_it() -> None:
    with pytest.raises(logitext.PolicyError) as caught:
        logitext.loads("""{{text post  fact days: Int cost 3 prior 0.5  fact region: eu | eu
          let a = [[the limit is kept]] where "the limit" is days  verdict v = dys > 3 and a}}""")
    assert [found.code for found in caught.value.diagnostics] == ["NLT404", "NLT404", "NLT202", "NLT201", "NLT201"]
