"""Functions of texts that are known, compared with what Python says of the same texts."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest

import logitext
from logitext.policy.derived import Argument, Derived, value_of

POLICY = """{{text post  fact a: Text  fact b: Text  fact n: Int
  list people of {name: Text, note: text}
  let near(p) = p.name contains a or note(p)
  let note(p) = length(p) > 3
  verdict contains = a contains b
  verdict starts = a starts with b
  verdict ends = a ends with "x"
  verdict same = same(a, b)
  verdict named = same(a, "ÄX")
  verdict length = length(a) + length(post)
  verdict words = words(post)
  verdict posted = post contains a
  verdict mixed = a == b or (a contains b and length(b) > n)
  verdict some = count p in people: near(p)
  verdict units = forsome s in sentences(post): s contains b and words(s) > 1}}"""
ALPHABET = ("x", "X", "ä", "Ä", "a\u0308", " ", "ß", "SS", ".", "\n", "")


def words_of(rng: Random, most: int) -> str:
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randrange(most)))


def fold(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


@pytest.mark.parametrize("backend", ["auto", "z3"])
def test_they_are_what_python_says(backend: str) -> None:
    policy = logitext.loads(POLICY, backend=backend)  # type: ignore[arg-type]
    rng = Random(backend)
    for _ in range(25):
        a, b, post = (unicodedata.normalize("NFC", words_of(rng, most)) for most in (4, 3, 12))
        n, names = rng.randrange(3), [unicodedata.normalize("NFC", words_of(rng, 4)) for _ in range(rng.randrange(3))]
        people = [{"name": name, "note": "y" * rng.randrange(6)} for name in names]
        given = post.removesuffix("\n")
        result = policy.check(post, facts={"a": a, "b": b, "n": n, "people": people})
        assert {name: record.value for name, record in result.verdicts.items() if name != "units"} == {
            "contains": b in a,
            "starts": a.startswith(b),
            "ends": a.endswith("x"),
            "same": fold(a) == fold(b),
            "named": fold(a) == fold("äx"),
            "length": len(a) + len(given),
            "words": len(given.split()),
            "posted": a in given,
            "mixed": a == b or (b in a and len(b) > n),
            "some": sum(a in one["name"] or len(one["note"]) > 3 for one in people),
        }, (a, b, post)


def test_units() -> None:
    policy = logitext.loads(POLICY)
    facts = {"a": "", "b": "nd", "n": 0, "people": []}
    assert policy.check("First. Third one.", facts=facts).verdicts["units"].value is False
    assert policy.check("And so on. No.", facts=facts).verdicts["units"].value is True
    reasons = policy.check("And so on. No.", facts=facts).verdicts["units"].because
    assert {one.clause: one.value for one in reasons} == {
        "post.sentences[1] contains b": True,
        "words(post.sentences[1])": 3,
    }


def test_what_they_follow_from_is_not_given() -> None:
    policy = logitext.loads('{{text post  fact a: Text  fact b: Text  verdict v = a contains b or a == "x"}}')
    result = policy.check("hello", facts={"a": "abc"})
    assert [(one.clause, one.reason) for one in result.verdicts["v"].open] == [("a contains b", "not given")]
    assert policy.check("hello", facts={"a": "x"}).verdicts["v"].value is True
    assert policy.check("hello", facts={"a": "abc", "b": "bc"}).verdicts["v"].value is True
    assert policy.decide({"a": "abc", "b": "bc"}) == {"v": True}
    assert policy.decide({"a": "abc"}) == {"v": None}
    assert policy.decide({"a": "abc", "a contains b": True}) == {"v": None}
    texts = logitext.loads("{{text post  verdict v = length(post) > 3}}")
    assert texts.check(None).verdicts["v"].open[0].reason == "not given"
    assert [one.verdicts["v"].value for one in texts.check_many(["four", "for\r\n"])] == [True, False]


def test_they_are_facts_that_nobody_gives() -> None:
    policy = logitext.loads('{{fact a: Text  verdict v = a contains "x" and length(a) > 1}}')
    assert policy.facts == ("a",)
    assert not policy.clauses
    with pytest.raises(logitext.LogitextError, match="the policy declares no fact"):
        policy.check(None, facts={"length(a)": 3})
    result = policy.check(None, facts={"a": "xx"})
    assert result.facts == {"a": "xx", 'a contains "x"': True, "length(a)": 2}
    assert policy.verify(result) == ()
    claimed = result.model_dump(mode="json")
    claimed["facts"]["length(a)"] = 3
    assert (2, 3) in [(one.expected, one.found) for one in policy.verify(claimed)]


def test_a_name_of_the_policy_goes_before_a_function() -> None:
    policy = logitext.loads("{{text t  let words(s) = [[s has words]]  verdict v = words(t)}}")
    assert policy.clauses == ("words(t)",)


def test_lint_knows_what_a_fact_follows_from() -> None:
    policy = logitext.loads('{{fact a: Text  fact b: Text  verdict v = a contains "x"}}')
    assert [one.message for one in policy.lint()] == ["nothing uses the fact `b`"]


def test_ways_to_write_them() -> None:
    both = '{{fact a: Text  verdict v = contains(a, "x") and starts_with(a, "y")  verdict w = ends_with(a, "z")}}'
    policy = logitext.loads(both)
    assert policy.decide({"a": "yxz"}) == {"v": True, "w": True}
    assert policy.decide({"a": "xyz"}) == {"v": False, "w": True}


def test_a_search_claims_nothing_that_its_text_does_not_have() -> None:
    policy = logitext.loads('{{text t  fact a: Text  verdict v = a contains "x"  verdict w = length(t) > 3}}')
    assert policy.solve("w").status == "sat"
    found = policy.solve("v")
    assert found.status != "sat" or "x" in found.facts["a"]


def test_values() -> None:
    length = Derived("length", (Argument("t", text=True),))
    assert value_of(length, {}, {"t": "e\u0301\r\n"}) == 1
    assert value_of(length, {"t": "abc"}, {}) is None
    assert value_of(Derived("length", (Argument("t"),)), {"t": 3}, {}) is None
