"""Formulas about all or some units of a text: what a unit is, and what the formulas come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import logitext
from logitext import theory
from logitext.policy.load import expanded
from logitext.policy.units import KINDS, MOST_INSTANCES, split
from logitext.syntax.diagnostics import InputError
from logitext.theory.protocol import Price, Question, Reply, Texts, Theory, Value

POLICY = logitext.loads("""{{text post: "a public message" text reply}}
{{let threat(s) = [[s threatens somebody]]  let calm = [[is calm]] where "calm" is post
  let same(a, b) = [[a and b make the same claim]]
  let mild(s) = not threat(s) and calm}}
{{verdict some = forsome s in sentences(post): threat(s)
  verdict every = forall s in sentences(post): threat(s)
  verdict soft = forall s in sentences(post): mild(s)
  verdict echo = forsome s in sentences(post): forsome t in sentences(reply): same(s, t)
  verdict whole = threat(post)}}""")


class Reader(Theory):
    """Judges by the content, and keeps what it was asked."""

    name = "reader"
    price = Price(question=1)

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.seen: list[tuple[str, ...]] = []

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.asked += questions
        self.seen += [tuple(texts[name] for name in question.texts) for question in questions]
        return Reply({question.id: Value(self._holds(question, texts)) for question in questions})

    @staticmethod
    def _holds(question: Question, texts: Texts) -> bool:
        contents = [texts[name] for name in question.texts]
        if question.clause.startswith("same("):
            return contents[0] == contents[-1]
        return "!" in contents[0] if question.clause.startswith("threat(") else "?" not in contents[0]


def values(post: str, reply: str, verdicts: Sequence[str]) -> Mapping[str, object]:
    result = POLICY.check({"post": post, "reply": reply}, theory=Reader(), verdicts=verdicts)
    assert POLICY.verify(result.to_dict()) == ()
    return {name: record.value for name, record in result.verdicts.items()}


@given(
    st.lists(st.sampled_from(["Stop!", "Fine.", "Why?", "Now!"]), max_size=5),
    st.sampled_from(["", "Fine.", "Now! No."]),
)
def test_all_and_some_are_what_they_are_in_python(sentences: list[str], reply: str) -> None:
    post = " ".join(sentences)
    threats = ["!" in sentence for sentence in sentences]
    calm = "?" not in post
    answered = reply.split()
    assert values(post, reply, ["some", "every", "soft", "echo", "whole"]) == {
        "some": any(threats),
        "every": all(threats),
        "soft": all(not threat and calm for threat in threats),
        "echo": any(one == other for one in sentences for other in answered),
        "whole": "!" in post,
    }


def test_units_are_asked_one_after_the_other_and_only_while_they_matter() -> None:
    reader = Reader()
    result = POLICY.check({"post": "Hello. Stop! And so on. More."}, theory=reader, verdicts=["some"])
    assert result.verdicts["some"].value is True
    assert [question.id for question in reader.asked] == ["threat(post.sentences[1])", "threat(post.sentences[2])"]
    assert reader.seen == [("Hello.",), ("Stop!",)]
    (reason,) = result.verdicts["some"].because
    assert reason.clause == "threat(post.sentences[2])"
    assert result.units == {"sentences(post)": 4}
    assert list(result.texts) == ["post"]


def test_a_unit_says_what_it_is_and_its_phrase_stands_for_it() -> None:
    reader = Reader()
    POLICY.check({"post": "Hello. Stop!"}, theory=reader, verdicts=["some"])
    first = reader.asked[0]
    assert [(phrase.phrase, phrase.text) for phrase in first.phrases] == [("s", "post.sentences[1]")]
    assert first.descriptions == (("post.sentences[1]", "sentence 1 of `post` (a public message)"),)


def test_of_a_text_that_is_not_given_nothing_is_known() -> None:
    result = POLICY.check({"reply": "Hello."}, theory=Reader(), verdicts=["some", "every"])
    assert {record.value for record in result.verdicts.values()} == {None}
    assert [(one.clause, one.reason) for one in result.verdicts["some"].open] == [("forsome@5", "text not given")]


def test_answers_may_name_units() -> None:
    answers = theory.Answers({"threat(post.sentences[1])": False, "threat(post.sentences[2])": True})
    result = POLICY.check({"post": "One. Two."}, theory=answers, verdicts=["some", "every"])
    assert [record.value for record in result.verdicts.values()] == [True, False]


def test_many_documents_with_different_numbers_of_units() -> None:
    texts = [{"post": "Stop! " * number, "reply": "x"} for number in (0, 1, 2, 1, 0)]
    results = list(POLICY.check_many(texts, theory=Reader(), verdicts=["some", "every"]))
    assert [result.verdicts["some"].value for result in results] == [False, True, True, True, False]
    assert {result.verdicts["every"].value for result in results} == {True}


def test_explanations_know_the_units() -> None:
    result = POLICY.check({"post": "Hello. Stop!"}, theory=Reader(), verdicts=["some"])
    explained = POLICY.explain(result, why_not=True).explanation
    assert explained is not None
    assert "threat(post.sentences[2])" in explained.model_dump_json()


def test_too_many_units_are_told() -> None:
    post = "Stop! " * (MOST_INSTANCES + 1)
    with pytest.raises(InputError, match="the text has so many units") as caught:
        POLICY.check({"post": post}, theory=Reader(), verdicts=["some"])
    assert caught.value.diagnostics[0].code == "NLT311"
    with pytest.raises(InputError):
        expanded(POLICY.checked, {"sentences(post)": 10**12})


def test_three_values_of_partly_answered_units() -> None:
    rng = Random(5)
    for _ in range(30):
        truths = [rng.choice([True, False, None]) for _ in range(4)]
        given = {f"threat(post.sentences[{n}])": truth for n, truth in enumerate(truths, 1) if truth is not None}
        result = POLICY.check({"post": "A. B. C. D."}, theory=theory.Answers(given), verdicts=["some", "every"])
        some = True if True in truths else None if None in truths else False
        every = False if False in truths else None if None in truths else True
        assert [record.value for record in result.verdicts.values()] == [some, every]


# --- what a unit is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n ", []),
        ("One", ["One"]),
        ("One. Two! Three? Four…", ["One.", "Two!", "Three?", "Four…"]),
        ('He said "No." Then he left.', ['He said "No."', "Then he left."]),
        ("It cost 3.50 euros. Cheap.", ["It cost 3.50 euros.", "Cheap."]),
        ("See e.g. the list. Done.", ["See e.g. the list.", "Done."]),
        ("A heading\n\nA paragraph. Another", ["A heading", "A paragraph.", "Another"]),
        ("Wait?! 2 more. «So.» Yes", ["Wait?!", "2 more.", "«So.» Yes"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split("sentences", text) == sentences


@given(st.text(), st.sampled_from(sorted(KINDS)))
def test_nothing_but_white_space_is_lost(text: str, kind: str) -> None:
    units = split(kind, text)
    assert "".join("".join(unit.split()) for unit in units) == "".join(text.split())
    assert all(unit == unit.strip() and unit for unit in units)


def test_splitting_is_linear() -> None:
    for character in (".", "!", '"', "\n", " ", "a. "):
        assert split("sentences", character * 300_000) is not None
        assert split("paragraphs", character * 300_000) is not None
