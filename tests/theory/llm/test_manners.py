"""A clause that is put as a question, as its opposite, as a choice or as a scale: what is sent, and what is heard."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any, get_args

import pytest

import logitext
from logitext import theory
from logitext.policy.put_as import CHOICE, MANNERS, NEGATION, QUESTION, SCALE, STATEMENT, Manner, PutAs
from logitext.theory.llm.apis import decisions, systemone
from logitext.theory.llm.capabilities import APIS, Api, Capabilities
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.manners import options
from logitext.theory.llm.probability import ReplyToken, probabilities
from logitext.theory.llm.prompt import question_data
from logitext.theory.llm.read import read_content
from logitext.theory.llm.requests import requests
from logitext.theory.llm.schema import schema_of
from logitext.theory.protocol import Question, Texts, Unknown, Value
from logitext.theory.recording import key
from logitext.trail.questions import questions
from tests.model_server.config import Config
from tests.model_server.profiles import LAYA, OPENAI, VLLM
from tests.model_server.reading import AskedQuestion
from tests.model_server.truth import Truth
from tests.theory.llm.asked import asking, run

RUDE = Question("rude", "rude", "is rude", texts=("post",), yes=("You fool!",), no=("Hello.",), ask="Is it rude?")
TEXTS = Texts({"post": "You fool!"})
PUT = (STATEMENT, QUESTION, NEGATION, CHOICE, SCALE, PutAs("scale", ("kind", "curt", "rude")))


def put(put_as: PutAs) -> Question:
    return dataclasses.replace(RUDE, put_as=put_as)


def test_all_manners_are_known() -> None:
    assert [one.manner for one in PUT[:5]] == list(MANNERS) == list(get_args(Manner))


@pytest.mark.parametrize(
    ("put_as", "changed"),
    [
        (STATEMENT, {}),
        (QUESTION, {"clause": None, "question": "Is it rude?"}),
        (
            NEGATION,
            {
                "clause": "this is not so: “is rude”",
                "question": None,
                "examples": {"true": ["Hello."], "false": ["You fool!"]},
            },
        ),
        (
            CHOICE,
            {
                "options": {"A": "it holds", "B": "it does not hold", "C": "it cannot be told"},
                "examples": {"A": ["You fool!"], "B": ["Hello."]},
                "answer": ["A", "B", "C"],
            },
        ),
        (
            PUT[-1],
            {
                "clause": "how far this is so: “is rude”",
                "question": None,
                "options": {"0": "kind", "1": "curt", "2": "rude"},
                "examples": {"2": ["You fool!"], "0": ["Hello."]},
                "answer": ["0", "1", "2"],
            },
        ),
    ],
    ids=str,
)
def test_what_a_model_that_writes_reads(put_as: PutAs, changed: dict[str, Any]) -> None:
    plain = question_data(RUDE)
    expected = {name: part for name, part in {**plain, **changed}.items() if part is not None}
    assert question_data(put(put_as)) == expected


def test_without_words_of_its_author_a_question_is_made_of_the_clause() -> None:
    made = dataclasses.replace(put(QUESTION), ask=None)
    assert question_data(made)["question"] == "Is this so: “is rude”?"


def test_the_sign_is_what_the_schema_allows_and_what_is_read() -> None:
    question = put(CHOICE)
    assert schema_of([question], "brief")["properties"] == {
        "rude": {"type": ["string", "null"], "enum": ["A", "B", "C", None]}
    }
    assert not isinstance(read_content('{"rude": "B"}', [question], "brief", lenient=False)["rude"], ModelError)
    assert isinstance(read_content('{"rude": true}', [question], "brief", lenient=False)["rude"], ModelError)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("kind", ["Text", "Int", "a choice"])
def test_other_clauses_are_put_as_ever(manner: Manner, kind: str) -> None:
    sort = theory.Question("", "", "").sort
    assert sort.name == "Bool"
    other = dataclasses.replace(RUDE, sort=key.sort_of(["calm", "angry"] if kind == "a choice" else kind), put_as=None)
    assert question_data(dataclasses.replace(other, put_as=PutAs(manner))) == question_data(other)
    assert options(dataclasses.replace(other, put_as=PutAs(manner))) == ()


def test_the_manner_is_part_of_what_was_asked() -> None:
    """So that no record, no cache and no calibration takes an answer to other words for this one."""
    hashes = {key.clause_hash(question) for question in (RUDE, *map(put, PUT))}
    assert len(hashes) == 1 + len(PUT)


# --- every endpoint ----------------------------------------------------------------------------------------------


def told(texts: Any, question: AskedQuestion) -> Any:
    """An honest model: the clause holds of a text that says `fool`, however it is asked."""
    holds = "fool" in texts.get("post", "")
    if question.kind == "bool":
        return holds != ("this is not so:" in question.clause)
    sign = (question.labels[-1] if holds else question.labels[0]) if "how far this" in question.clause else None
    if sign is not None:
        return sign
    return question.labels[0 if holds else 1]


SERVING = {"systemone": LAYA, "decisions": OPENAI, "chat": VLLM, "responses": OPENAI}


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("put_as", PUT, ids=str)
def test_an_honest_model_says_the_same_however_it_is_asked(put_as: PutAs, api: Api) -> None:
    with asking(Config(SERVING[api], truth=Truth(told)), api=api) as (_, model):
        for said, holds in (("You fool!", True), ("Hello.", False)):
            reply = run(lambda said=said: model.answer([put(put_as)], Texts({"post": said})))  # type: ignore[misc]
            answer = reply.answers["rude"]
            assert isinstance(answer, Value), answer
            likely = float(answer.value is True) if answer.probability is None else answer.probability
            assert (likely > 0.5) is holds


@pytest.mark.parametrize("api", APIS)
def test_a_theory_puts_clauses_in_its_own_manner_unless_their_author_says_it(api: Api) -> None:
    bodies = list(requests([RUDE, put(STATEMENT)], TEXTS, api=api, wording="negation"))
    shown = json.dumps(bodies, ensure_ascii=False)
    assert shown.count("this is not so:") == 1


def test_the_manner_of_a_theory_is_in_the_version_of_its_words() -> None:
    plain, scale = (
        theory.OpenAI("m", base_url="http://x/v1"),
        theory.OpenAI("m", base_url="http://x/v1", wording="scale"),
    )
    assert (plain.prompt, scale.prompt) == (plain._words.version, f"{plain._words.version}+scale")
    with pytest.raises(ValueError, match="wording must be one of statement, question, negation, choice, scale"):
        theory.OpenAI("m", base_url="http://x/v1", wording="riddle")  # type: ignore[arg-type]


# --- what is heard -----------------------------------------------------------------------------------------------


def tokens(sign: str, **shares: float) -> list[ReplyToken]:
    top = [{"token": token, "logprob": math.log(share)} for token, share in shares.items()]
    chosen = math.log(shares[sign])
    return [ReplyToken('{"rude":"', 0.0, None), ReplyToken(sign, chosen, top), ReplyToken('"}', 0.0, None)]


def test_the_probabilities_of_all_signs_count() -> None:
    from logitext.theory.llm.manners import signs

    scale = tokens("3", **{"0": 0.1, "3": 0.5, "4": 0.4})
    assert probabilities('{"rude":"3"}', scale, {"rude": signs(put(SCALE))})["rude"] == pytest.approx(0.775)
    choice = tokens("A", A=0.6, B=0.2, C=0.2)
    assert probabilities('{"rude":"A"}', choice, {"rude": signs(put(CHOICE))})["rude"] == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("put_as", "given", "likely", "expected"),
    [
        (CHOICE, Value("A", None, "a"), None, Value(True, None, "a")),
        (CHOICE, Value("B", None, "b"), None, Value(False, None, "b")),
        (CHOICE, Value("B", None, "b"), 0.2, Value(None, 0.2, "b")),
        (SCALE, Value("1"), None, Value(None, 0.25)),
        (SCALE, Value("1"), 0.3, Value(None, 0.3)),
        (PutAs("scale", ("none", "some", "all")), Value("2"), None, Value(None, 1.0)),
        (NEGATION, Value(True, None, "n"), None, Value(False, None, "n")),
        (NEGATION, Value(False), None, Value(True)),
        (NEGATION, Value(True), 0.1, Value(None, 0.1)),
        (QUESTION, Value(True), None, Value(True)),
        (STATEMENT, Value(False), 0.3, Value(None, 0.3)),
        (CHOICE, Unknown("hm"), None, Unknown("hm")),
    ],
    ids=str,
)
def test_what_is_written_says_something_of_the_clause(
    put_as: PutAs, given: Value | Unknown, likely: float | None, expected: Value | Unknown
) -> None:
    from logitext.theory.llm.manners import of_written

    assert of_written(put(put_as), given, likely) == expected


def test_a_written_value_of_another_clause_stays() -> None:
    from logitext.theory.llm.manners import of_written

    other = dataclasses.replace(put(NEGATION), sort=key.sort_of("Int"))
    assert of_written(other, Value(3), None) == Value(3)


def test_what_cannot_be_told_is_open() -> None:
    from logitext.theory.llm.manners import of_shares, of_written

    assert of_written(put(CHOICE), Value("C"), 0.7) == Unknown("the model says that it cannot be told", 0.7)
    found = of_shares(put(CHOICE), {"it holds": 0.3, "it does not hold": 0.1, "it cannot be told": 0.6})
    assert isinstance(found, Unknown)
    assert found.probability == pytest.approx(0.75)
    assert isinstance(of_shares(put(CHOICE), {"it cannot be told": 1.0}), Unknown)
    tied = of_shares(put(CHOICE), {"it holds": 0.4, "it does not hold": 0.2, "it cannot be told": 0.4})
    assert isinstance(tied, Value)
    assert tied.probability == pytest.approx(2 / 3)
    middle = of_shares(put(CHOICE), {"it holds": 0.5, "it does not hold": 0.1, "it cannot be told": 0.4})
    assert isinstance(middle, Value)
    scale = of_shares(put(SCALE), {"cannot be told": 0.9, "certainly": 0.1})
    assert isinstance(scale, Value), "the middle of a scale is a level like any other"
    assert scale.probability == pytest.approx(0.55)


@pytest.mark.parametrize(
    ("put_as", "item", "expected"),
    [
        (NEGATION, {"type": "noul", "noul": 0.1}, 0.9),
        (CHOICE, {"type": "choice", "choice": "it holds", "confidence": 0.8}, 0.8),
        (CHOICE, {"type": "choice", "choice": "it does not hold", "confidence": 0.8}, 0.2),
        (CHOICE, {"type": "choice", "choice": "yes", "confidence": 0.8}, None),
        (CHOICE, {"type": "noul", "noul": 0.1}, None),
        (SCALE, {"type": "score", "score": 3.0}, 0.75),
        (SCALE, {"type": "score", "score": 5.0}, None),
        (SCALE, {"type": "score", "probabilities": {"4": 0.5, "3": 0.5}}, 0.875),
    ],
)
def test_an_answer_of_system_one(put_as: PutAs, item: dict[str, Any], expected: float | None) -> None:
    found = systemone.answers({"answers": {"rude": item}}, [put(put_as)], "")["rude"]
    if expected is None:
        assert isinstance(found, ModelError)
    else:
        assert isinstance(found, Value)
        assert found.probability == pytest.approx(expected)


@pytest.mark.parametrize(
    ("put_as", "shares", "expected"),
    [
        (CHOICE, {"it holds": 0.6, "it does not hold": 0.3}, 2 / 3),
        (SCALE, {"certainly": 0.5, "probably": 0.5}, 0.875),
        (SCALE, {"certainly": 0.5, "surely": 0.5}, None),
        (SCALE, {"certainly": 0.4, "probably": 0.9}, None),
    ],
)
def test_an_answer_of_decisions(put_as: PutAs, shares: dict[str, float], expected: float | None) -> None:
    listed = [{"value": value, "probability": share} for value, share in shares.items()]
    item = {"type": "choice", "name": "rude", "choice": next(iter(shares)), "probabilities": listed}
    found = decisions.answers({"answers": [item]}, [put(put_as)], "")["rude"]
    if expected is None:
        assert isinstance(found, ModelError)
    else:
        assert isinstance(found, Value)
        assert found.probability == pytest.approx(expected)
    assert isinstance(
        decisions.answers({"answers": [{**item, "type": "predicate"}]}, [put(put_as)], "")["rude"], ModelError
    )


def test_system_one_is_asked_for_levels_and_options() -> None:
    able = Capabilities(("systemone",))
    (body,) = [systemone.body("m", None, [put(SCALE)], {"post": "x"}, able)]  # type: ignore[arg-type]
    assert body["questions"]["rude"]["type"] == "score"
    assert body["questions"]["rude"]["criteria"] == list(SCALE.scale)
    assert systemone.criteria(put(CHOICE)) == {
        "it holds": "for example: “You fool!”",
        "it does not hold": "for example: “Hello.”",
        "it cannot be told": None,
    }


# --- in a policy -------------------------------------------------------------------------------------------------


def test_a_policy_says_how_a_clause_is_put() -> None:
    policy = logitext.loads("""{{text post
      let a = [[is rude]] as scale("kind", "rude")  let b = [[is rude]] as question  let c = [[is rude]]
      violation v = a and b and c}}""")
    asked = questions(policy.checked)
    assert [asked[name].put_as for name in "abc"] == [PutAs("scale", ("kind", "rude")), QUESTION, None]


def test_two_uses_of_words_that_are_put_differently_are_two_questions() -> None:
    policy = logitext.loads("""{{text post
      let a = [[is rude]] as scale  let b = [[is rude]] as choice  violation v = a or b}}""")
    assert (
        len({key.clause_hash(dataclasses.replace(one, clause="x")) for one in questions(policy.checked).values()}) == 2
    )
