"""What a model wrote is read strictly: an answer is its own question's, of its sort, or there is none."""

from __future__ import annotations

import json
import math
import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from logitext.policy.sorts import INT, REAL, TEXT, Enumeration
from logitext.theory.llm import door
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.probability import TRUTHS, ReplyToken, probabilities
from logitext.theory.llm.prompt import question_data
from logitext.theory.llm.read import Judged, parse, read_content
from logitext.theory.llm.samples import agreed
from logitext.theory.llm.schema import schema_of
from logitext.theory.protocol import Question, Refusal, Unknown, Value

SEVERITY = Enumeration.of("minor", "serious")
ASKED = [
    Question("rude", "rude", "is rude"),
    Question("count", "count", "how many", INT),
    Question("share", "share", "how much", REAL),
    Question("place", "place", "where", TEXT),
    Question("severity", "severity", "how bad", SEVERITY),
]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text() | st.sampled_from(["rude", "count"]), children),
)


def reply(**answers: Any) -> str:
    return json.dumps({id_: {"reason": "so", "quote": None, "answer": answer} for id_, answer in answers.items()})


@pytest.mark.parametrize(
    ("id_", "answer", "value"),
    [
        ("rude", True, True),
        ("rude", None, None),
        ("count", 3, 3),
        ("count", 3.0, 3),
        ("share", 0.1, Fraction(1, 10)),
        ("share", 2, Fraction(2)),
        ("place", "", ""),
        ("severity", "serious", "serious"),
    ],
)
def test_an_answer_of_its_sort_counts(id_: str, answer: Any, value: Any) -> None:
    assert read_content(reply(**{id_: answer}), ASKED, lenient=False) == {id_: Judged(value, "so", None)}


@pytest.mark.parametrize(
    ("id_", "answer"),
    [
        ("rude", "true"),
        ("rude", 1),
        ("rude", [True]),
        ("count", True),
        ("count", "3"),
        ("count", 3.5),
        ("share", "0.1"),
        ("place", 3),
        ("place", True),
        ("severity", "Serious"),
        ("severity", 0),
    ],
)
def test_an_answer_of_another_sort_is_none(id_: str, answer: Any) -> None:
    found = read_content(reply(**{id_: answer, "rude" if id_ != "rude" else "count": None}), ASKED, lenient=False)
    spoilt = found[id_]
    assert isinstance(spoilt, ModelError)
    assert spoilt.kind == "wrong value"
    assert len(found) == 2  # the other one stands


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty reply: the model wrote nothing"),
        (" \n ", "empty reply: the model wrote nothing"),
        ("no", "no JSON: Expecting value"),
        ("null", "wrong shape: expected an object with an answer to each id, not nothing"),
        ("[1]", "wrong shape: expected an object"),
        ('{"rude": {}} and so on', "no JSON: Extra data"),
        ('{"rude": {}, "rude": {}}', 'wrong ids: "rude" is answered twice'),
        ('{"rude": {"reason": "", "quote": null, "answer": true, "answer": false}}', 'wrong ids: "answer" is answered'),
        ('{"other": {}}', 'wrong ids: it answers what it was not asked: "other"'),
        ('{"count": {"reason": "", "quote": null, "answer": NaN}}', "no JSON: NaN is no number"),
        ('{"count": {"reason": "", "quote": null, "answer": -Infinity}}', "no JSON: -Infinity is no number"),
        ('{"share": {"reason": "", "quote": null, "answer": 0.' + "1" * 500 + "}}", "no JSON: a number has too many"),
        ('{"count": {"reason": "", "quote": null, "answer": ' + "1" * 5000 + "}}", "no JSON: Exceeds the limit"),
        ("[" * 100_000, "no JSON: it nests too deep"),
        ("```json\n{}\n```", "no JSON: "),
    ],
)
def test_what_is_no_reply(content: str, message: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_content(content, ASKED, lenient=False)
    assert str(caught.value).startswith(message)
    assert caught.value.raw == content[:4000]


@pytest.mark.parametrize(
    "item",
    [
        None,
        True,
        {},
        {"answer": True},
        {"reason": "", "quote": None, "answer": True, "more": 1},
        {"reason": 1, "quote": None, "answer": True},
        {"reason": "", "quote": 1, "answer": True},
    ],
)
def test_an_answer_of_another_shape_is_none(item: Any) -> None:
    found = read_content(json.dumps({"rude": item}), ASKED, lenient=False)["rude"]
    assert isinstance(found, ModelError)
    assert found.kind == "wrong shape"


def test_fences_are_taken_off_only_where_no_schema_was_enforced() -> None:
    fenced = f"```json\n{reply(rude=True)}\n```"
    assert read_content(fenced, ASKED, lenient=True) == {"rude": Judged(True, "so", None)}
    with pytest.raises(ModelError):
        read_content(fenced, ASKED, lenient=False)


def test_half_surrogates_of_a_reply_go_no_further() -> None:
    content = '{"rude": {"reason": "\\ud800", "quote": "\\udfff", "answer": true}}'
    found = read_content(content, ASKED, lenient=False)["rude"]
    assert found == Judged(True, "?", "?")


@given(st.text() | JSON.map(json.dumps))
@example('{"rude": {"answer": true}')
def test_nothing_else_is_raised(content: str) -> None:
    try:
        found = read_content(content, ASKED, lenient=True)
    except ModelError:
        return
    for id_, judged in found.items():
        assert id_ in {question.id for question in ASKED}
        assert isinstance(judged, Judged | ModelError)


@given(JSON)
def test_what_is_parsed_is_what_json_says(data: Any) -> None:
    try:
        parsed = parse(json.dumps(data))
    except ModelError:
        assert not isinstance(data, dict)
        return
    assert json.loads(json.dumps(data)).keys() == parsed.keys()


# --- what is asked for -------------------------------------------------------------------------------------------


def test_the_schema_asks_for_each_question_once_and_reason_before_answer() -> None:
    schema = schema_of(ASKED)
    assert schema["required"] == list(schema["properties"]) == [question.id for question in ASKED]
    assert schema["additionalProperties"] is False
    for one in schema["properties"].values():
        assert list(one["properties"]) == one["required"] == ["reason", "quote", "answer"]
        assert one["additionalProperties"] is False
    assert schema["properties"]["severity"]["properties"]["answer"]["enum"] == ["minor", "serious", None]
    assert "maxLength" not in json.dumps(schema)
    assert "maxLength" in json.dumps(schema_of(ASKED, bounded=True))


def test_a_question_says_what_its_author_gave_and_no_more() -> None:
    plain = question_data(Question("q", "q", "is so"))
    assert plain == {"id": "q", "clause": "is so", "answer": "true or false"}
    full = question_data(
        Question("q", "q", "is so", SEVERITY, ("post",), ask="Is it?", yes=("a",), no=("b",), note="look", sentence="x")
    )
    assert full == {
        "id": "q",
        "clause": "is so",
        "texts": ["post"],
        "question": "Is it?",
        "examples": {"true": ["a"], "false": ["b"]},
        "look_again": "look",
        "answer": ["minor", "serious"],
    }


# --- probabilities -----------------------------------------------------------------------------------------------


def sure(text: str, **others: float) -> ReplyToken:
    """A token with the probabilities of the alternatives in its place."""
    return ReplyToken(
        text, math.log(others.get(text, 0.9)), listed(*((word, math.log(p)) for word, p in others.items()))
    )


def listed(*alternatives: tuple[str, float]) -> list[dict[str, Any]]:
    return [{"token": text, "logprob": logprob} for text, logprob in alternatives]


def plain(text: str) -> ReplyToken:
    return ReplyToken(text, 0.0, None)


def test_the_answer_is_found_among_words_that_look_like_it() -> None:
    before = '{"a":{"reason":"\\"answer\\": true} false","quote":"true","answer":'
    tokens = [plain(before), sure("false", false=0.8, true=0.2), plain("}}")]
    found = probabilities("".join(token.text for token in tokens), tokens, {"a": TRUTHS})
    assert found == {"a": pytest.approx(0.2)}


def test_spaces_and_pieces_of_words_are_added_up() -> None:
    tokens = [
        plain('{"a":{"reason":"","quote":null,"answer":'),
        ReplyToken(
            " t", math.log(0.5), listed((" t", math.log(0.5)), ("true", math.log(0.2)), (" false", math.log(0.3)))
        ),
        plain("rue"),
        plain("}}"),
    ]
    found = probabilities("".join(token.text for token in tokens), tokens, {"a": TRUTHS})
    assert found == {"a": pytest.approx(0.7)}


def test_a_token_that_begins_before_the_answer_is_compared_from_there() -> None:
    alternatives = listed((":true", math.log(0.6)), (":false", math.log(0.4)), ("x", -1.0))
    tokens = [
        plain('{"a":{"reason":"","quote":null,"answer"'),
        ReplyToken(":true", math.log(0.6), alternatives),
        plain("}}"),
    ]
    found = probabilities("".join(token.text for token in tokens), tokens, {"a": TRUTHS})
    assert found == {"a": pytest.approx(0.6)}


def test_several_answers_have_their_own() -> None:
    tokens = [plain("{")]
    for number, share in enumerate((0.9, 0.3, 0.6)):
        tokens += [
            plain((", " if number else "") + f'"q{number}": {{"reason": "r", "quote": null, "answer": '),
            sure("true" if share > 0.5 else "false", true=share, false=1 - share),
            plain("}"),
        ]
    tokens.append(plain("}"))
    content = "".join(token.text for token in tokens)
    found = probabilities(content, tokens, dict.fromkeys(["q0", "q1", "q2"], TRUTHS))
    assert found == {"q0": pytest.approx(0.9), "q1": pytest.approx(0.3), "q2": pytest.approx(0.6)}
    # A server that shows the beginning in another way, and lists a token at the end that is no part of the text.
    ragged = [ReplyToken("\ufffd", 0.0, None), *tokens[1:], ReplyToken("</s>", 0.0, None)]
    assert probabilities(content, ragged, dict.fromkeys(["q0", "q1", "q2"], TRUTHS)) == found


@given(st.text(max_size=40), st.lists(st.text(max_size=5)), st.lists(st.floats(allow_nan=False)))
def test_whatever_the_tokens_are_a_probability_is_one(content: str, texts: list[str], logs: list[float]) -> None:
    tokens = [ReplyToken(text, log, listed((text, log))) for text, log in zip(texts, logs, strict=False)]
    for one in probabilities(content, tokens, dict.fromkeys("ab", TRUTHS)).values():
        assert 0 <= one <= 1


# --- samples -----------------------------------------------------------------------------------------------------

FAILED = ModelError("no JSON", "x")


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([Value(True)] * 3, Value(None, 1.0)),
        ([Value(True), Value(False), Value(False), Value(False)], Value(None, 0.25)),
        ([Value(True), Unknown("?")], Value(None, 0.75)),
        ([Value(None, 0.9), Value(None, 0.7)], Value(None, pytest.approx(0.8))),  # type: ignore[arg-type]
        ([Value(True), FAILED, FAILED], FAILED),
        ([Value(True), Value(True), FAILED], Value(None, 1.0)),
        ([FAILED, Refusal("no")], FAILED),
        ([Unknown("a"), Unknown("b")], Unknown("a")),
    ],
)
def test_the_agreement_of_samples_about_a_clause(outcomes: list[Any], expected: Any) -> None:
    assert agreed(outcomes, ASKED[0]) == expected


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([Value(3), Value(3), Value(4)], Value(3, pytest.approx(2 / 3))),  # type: ignore[arg-type]
        ([Value(3), Value(4)], Unknown("the samples do not agree")),
        ([Value(3), Unknown("?"), Unknown("?")], Value(3, pytest.approx(1 / 3))),  # type: ignore[arg-type]
    ],
)
def test_the_agreement_of_samples_about_a_number(outcomes: list[Any], expected: Any) -> None:
    assert agreed(outcomes, ASKED[1]) == expected


def test_the_quotation_is_one_of_a_sample_that_agrees() -> None:
    outcomes = [Value(False, None, "against"), Value(True, None, "for"), Value(True)]
    assert agreed(outcomes, ASKED[0]) == Value(None, pytest.approx(2 / 3), "for")  # type: ignore[arg-type]


# --- JSON of a server ----------------------------------------------------------------------------------------------


class Pairs(list[Any]):
    """An object of JSON that may have a name twice."""


SENT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.lists(st.tuples(st.sampled_from("abc"), inner)).map(Pairs),
)


def written(value: Any) -> str:
    if isinstance(value, Pairs):
        return "{" + ", ".join(f"{json.dumps(name)}: {written(part)}" for name, part in value) + "}"
    return "[" + ", ".join(map(written, value)) + "]" if isinstance(value, list) else json.dumps(value)


@given(SENT, st.integers(-1, 3), st.sampled_from(["", " ", "]", '"', "\\", "\x01", "\ufeff"]))
def test_the_quick_parser_reads_what_the_other_reads(value: Any, at: int, spoilt: str) -> None:
    text = written(value)
    text = text if at < 0 else text[:at] + spoilt + text[at:]
    try:
        wanted = repr(door._PARSE(text))
    except ValueError as error:
        with pytest.raises(type(error), match=re.escape(str(error))):
            door.parsed(text)
    else:
        assert repr(door.parsed(text)) == wanted


@pytest.mark.parametrize("text", [r'{"a": "\ud800"}', "[" * 500 + "]" * 500, "1e999", "-0", "123456789" * 9, '"\x7f"'])
def test_what_the_quick_parser_does_not_take_is_read_all_the_same(text: str) -> None:
    assert repr(door.parsed(text)) == repr(json.loads(text))
