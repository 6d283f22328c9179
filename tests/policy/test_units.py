"""Formulas about all or some units of a text: what a unit is, and what the formulas come to."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logitext
from logitext import theory
from logitext.policy import elaboration
from logitext.policy.load import expanded
from logitext.policy.units import KINDS, MOST_INSTANCES, split
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


def test_too_many_units_concern_the_verdicts_that_need_them() -> None:
    post = "Stop! " * (MOST_INSTANCES + 1)
    reader = Reader()
    result = POLICY.check({"post": post}, theory=reader, verdicts=["some", "whole"])
    assert (result.error, result.status) == (None, "undetermined")
    assert result.verdicts["whole"].value is True
    (open_,) = result.verdicts["some"].open
    assert (open_.clause, open_.reason) == ("forsome@5", "too many units")
    assert open_.detail == (
        "NLT311: `post` has 10001 sentences, so more than 10000 clauses would have to be judged; "
        "split the text, or speak of larger units"
    )
    assert {question.clause for question in reader.asked} == {"threat(post)"}
    assert POLICY.verify(result) == ()
    assert POLICY.explain(result).explanation is not None
    assert POLICY.check({"post": post}, theory=Reader(), verdicts=["whole"]).status == "decided"


def test_any_number_of_units_is_looked_at_before_they_are_made() -> None:
    clauses = expanded(POLICY.checked, {"sentences(post)": 10**12}).clauses
    assert {clauses["forsome@5"].too_many is None, clauses["forall@6"].too_many is None} == {False}


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from(["Stop!", "Fine.", "Why?", "Now!"]), max_size=4),
    st.lists(st.sampled_from(["Fine.", "Now!"]), max_size=3),
    st.integers(0, 12),
)
def test_however_few_clauses_there_is_room_for_no_verdict_is_wrong(
    sentences: list[str], answered: list[str], room: int
) -> None:
    post, reply = " ".join(sentences), " ".join(answered)
    texts = {"post": post, "reply": reply}
    threats = ["!" in sentence for sentence in sentences]
    right = {
        "some": any(threats),
        "every": all(threats),
        "echo": any(one == other for one in sentences for other in answered),
        "whole": "!" in post,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elaboration, "MOST_INSTANCES", room)
        policy = logitext.loads(POLICY.checked.source.text)
        result = policy.check(texts, theory=Reader(), verdicts=list(right))
        assert policy.verify(result) == ()
    for name, value in right.items():
        found = result.verdicts[name]
        assert found.value in (value, None)
        assert (found.value is None) is bool(found.open)
        assert {one.reason for one in found.open} <= {"too many units"}
    # `some` and `every` share their clauses, and come first in the file.
    assert (result.verdicts["some"].value is None) is (len(sentences) > room)
    assert result.verdicts["whole"].value is not None


def test_room_that_one_formula_did_not_find_is_there_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elaboration, "MOST_INSTANCES", 3)
    policy = logitext.loads("""{{text post}} {{let same(a, b) = [[a and b make the same claim]]
      let threat(s) = [[s threatens somebody]]
      verdict pairs = forsome a in sentences(post): forsome b in sentences(post): same(a, b)
      verdict threats = forsome s in sentences(post): threat(s)}}""")
    known = theory.Answers({f"threat(post.sentences[{number}])": number == 2 for number in (1, 2, 3)})
    result = policy.check("One. Two. Three.", theory=known)
    assert [record.value for record in result.verdicts.values()] == [None, True]
    assert [one.clause for one in result.verdicts["pairs"].open] == ["forsome@3"]


@pytest.mark.parametrize("reply", [None, "One. Two. Three. Four."])
def test_what_a_formula_left_unsaid_says_depends_on_the_variables_around_it(
    reply: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elaboration, "MOST_INSTANCES", 3)
    policy = logitext.loads("""{{text post text other text reply}}
    {{let same(a, b) = [[a and b make the same claim]]
      let echoed(s) = forsome t in sentences(reply): same(s, t)
      verdict apart = echoed(post) xor echoed(other)
      verdict alike = echoed(post) iff echoed(post)}}""")
    given_texts = {"post": "One.", "other": "Two."} | ({} if reply is None else {"reply": reply})
    result = policy.check(given_texts)
    assert [record.value for record in result.verdicts.values()] == [None, True]
    assert [one.clause for one in result.verdicts["apart"].open] == ["forsome@3(post)", "forsome@3(other)"]


def test_formulas_at_the_same_place_of_two_files_are_two(tmp_path: Path) -> None:
    (tmp_path / "used.nltc").write_text(
        "{{text post        let a(s) = [[s is a]]  let used = forsome s in words(post): a(s)}}"
    )
    (tmp_path / "main.nltc").write_text(
        '{{use "used.nltc"  let b(s) = [[s is b]]  let main = forsome s in words(post): b(s)\n'
        "verdict v = main xor used}}"
    )
    policy = logitext.load(tmp_path / "main.nltc")
    places = {clause.place.span for name, clause in policy.checked.clauses.items() if "@" in name}
    assert len(places) == 1
    assert policy.check().verdicts["v"].value is None


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
        ("Wait?! 2 more. «So.» Yes", ["Wait?!", "2 more.", "«So.»", "Yes"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split("sentences", text) == sentences


@given(st.text(), st.sampled_from(sorted(KINDS)))
def test_nothing_but_white_space_is_lost(text: str, kind: str) -> None:
    units = split(kind, text)
    assert "".join("".join(unit.split()) for unit in units) == "".join(text.split())
    assert all(unit == unit.strip() and unit for unit in units)


@pytest.mark.parametrize("end", ["\n", "\v", "\f", "\r", "\r\n", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_every_line_end_is_one(end: str) -> None:
    assert split("lines", f"a{end}b{end}{end}c{end}") == ["a", "b", "c"]
    assert split("words", f"a{end}b") == ["a", "b"]
    assert split("sentences", f"Is it?{end}Yes.") == ["Is it?", "Yes."]
    if end not in "\f\u2029":  # a page may end inside a paragraph; the separator ends one alone
        assert split("paragraphs", f"a{end}b{end}{end}c{end}") == [f"a{end}b", "c"]
        assert split("sentences", f"a{end}b{end}{end}c{end}") == [f"a{end}b", "c"]


def test_information_separators_end_no_line() -> None:
    assert split("lines", "a\x1cb\x1eb") == ["a\x1cb\x1eb"]


def test_words_stand_between_white_space_of_any_script() -> None:
    assert split("words", "धमकी\u00a0है\u3000उसे e\u0301te\u0301 می\u200cدانم") == [
        "धमकी",
        "है",
        "उसे",
        "e\u0301te\u0301",
        "می\u200cدانم",
    ]


def test_start_up_loads_no_tables_of_sentences() -> None:
    code = "import sys, logitext; sys.exit('logitext.unicode.sentences' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_splitting_is_linear() -> None:
    for character in (
        ".",
        "!",
        '"',
        "\n",
        " ",
        "a. ",
        "\r",
        ".x",
        "。",
        "؟ ",
        "..x。",
        ".)»",
        "[1",
        ".[1] ",
        "x;",
        ". »",
        "e.g. ",
        "A. ",
    ):
        assert split("sentences", character * 100_000) is not None
        assert split("paragraphs", character * 100_000) is not None
        assert split("lines", character * 100_000) is not None
    assert split("sentences", "." * 1_000_000 + "x") == ["." * 1_000_000 + "x"]
