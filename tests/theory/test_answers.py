"""The theory `answers`, from a mapping."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from typing import Any

import pytest

from logitext.policy.sorts import BOOL, INT, REAL, TEXT, Enumeration
from logitext.syntax.diagnostics import InputError
from logitext.theory import Answer, Answers, Failure, Question, Texts, Unknown, Value
from logitext.theory.validation import ask

LEVEL = Enumeration.of("minor", "serious")
QUESTIONS = [
    Question("threat", "threat", "threatens"),
    Question("level", "level", "how severe", LEVEL),
    Question("victims", "victims", "how many", INT),
    Question("claim", "claim", "how much", REAL),
    Question("zip", "zip", "which zip code", TEXT),
]


def answered(theory: Answers, label: str | None = None) -> dict[str, Answer]:
    theory.prepare(QUESTIONS)
    return asyncio.run(ask(theory, QUESTIONS, Texts({"post": "I will find you"}, label))).answers


def complaints(mapping: Any) -> list[str]:
    with pytest.raises(InputError) as wrong:
        Answers(mapping).prepare(QUESTIONS)
    assert all(diagnostic.source is None and diagnostic.span is None for diagnostic in wrong.value.diagnostics)
    return [f"{d.code} {d.message}" + (f" ({d.hint})" if d.hint else "") for d in wrong.value.diagnostics]


def test_values_of_all_sorts() -> None:
    theory = Answers({"threat": False, "level": "minor", "victims": 2, "claim": 0.1, "zip": "02139"})
    assert answered(theory) == {
        "threat": Value(False),
        "level": Value("minor"),
        "victims": Value(2),
        "claim": Value(Fraction(1, 10)),
        "zip": Value("02139"),
    }


def test_unknown_and_absent() -> None:
    answers = answered(Answers({"threat": None, "level": {"value": None}}), "a.txt")
    assert answers["threat"] == answers["level"] == Unknown("the answer given is `unknown`")
    assert answers["victims"] == Unknown("no answer is given for `a.txt`")
    assert answered(Answers({}))["victims"] == Unknown("no answer is given")


def test_the_parts_of_an_answer() -> None:
    theory = Answers(
        {
            "threat": {"value": True, "probability": 0.9, "quote": "find you"},
            "level": {"value": "serious", "probability": 0.8},
            "claim": {"value": "1/3", "probability": None, "quote": None},
        }
    )
    answers = answered(theory)
    assert answers["threat"] == Value(True, 0.9, "find you")
    assert answers["level"] == Value("serious", 0.8)
    assert answers["claim"] == Value(Fraction(1, 3))


def test_a_probability_alone_is_judged_by_the_thresholds() -> None:
    assert answered(Answers({"threat": {"probability": 0.9}}))["threat"] == Value(True, 0.9)
    assert answered(Answers({"threat": {"value": None, "probability": 0.1}}))["threat"] == Value(False, 0.1)
    unsure = answered(Answers({"threat": {"probability": 0.5}}))["threat"]
    assert unsure == Unknown("unsure: probability 0.5 lies between 0.25 and 0.75")


# --- documents ---------------------------------------------------------------------------------------------------


def test_a_documents_own_answers_go_before_the_general_ones() -> None:
    theory = Answers({"victims": 1, "threat": True, "texts": {"a.txt": {"victims": 2}, "b.txt": {"victims": None}}})
    assert answered(theory, "a.txt")["victims"] == Value(2)
    assert answered(theory, "a.txt")["threat"] == Value(True)
    assert answered(theory, "b.txt")["victims"] == Unknown("the answer given is `unknown`")
    assert answered(theory, "c.txt")["victims"] == Value(1)
    assert answered(theory, None)["victims"] == Value(1)


@pytest.mark.parametrize(
    ("key", "label", "fits"),
    [
        ("a.txt", "a.txt", True),
        ("a.txt", "texts/a.txt", True),
        ("a.txt", "/home/me/texts/a.txt", True),
        ("a.txt", r"C:\texts\a.txt", True),
        ("texts/a.txt", "a.txt", True),
        ("texts/a.txt", "./texts/a.txt", True),
        ("x/texts/a.txt", "texts/a.txt", True),
        ("a.txt", "aa.txt", False),
        ("a.txt", "a.txt.bak", False),
        ("x/a.txt", "y/a.txt", False),  # not the same document, whatever its base name
        ("a.txt", "A.txt", False),
        ("a.txt", "", False),
    ],
    ids=str,
)
def test_which_labels_fit(key: str, label: str, fits: bool) -> None:
    answer = answered(Answers({"texts": {key: {"victims": 2}}}), label)["victims"]
    assert (answer == Value(2)) is fits


def test_the_same_label_goes_before_one_that_ends_alike() -> None:
    theory = Answers({"texts": {"a.txt": {"victims": 1}, "x/a.txt": {"victims": 2}, "y/a.txt": {"victims": 3}}})
    assert answered(theory, "a.txt")["victims"] == Value(1)
    assert answered(theory, "y/a.txt")["victims"] == Value(3)


def test_a_label_that_fits_several_is_a_failure() -> None:
    theory = Answers({"texts": {"x/a.txt": {"victims": 2}, "y/a.txt": {"victims": 3}}})
    answer = answered(theory, "a.txt")["victims"]
    assert isinstance(answer, Failure)
    assert answer.reason.startswith("the answers for `a.txt` may be any of `x/a.txt`, `y/a.txt`")


def test_a_clause_may_be_called_texts() -> None:
    questions = [Question("texts", "texts", "how many texts", INT)]
    theory = Answers({"texts": 3})
    theory.prepare(questions)
    assert asyncio.run(ask(theory, questions, Texts({}))).answers == {"texts": Value(3)}


# --- results -----------------------------------------------------------------------------------------------------


def test_a_result_is_read_as_answers() -> None:
    result = {
        "schema_version": "1",
        "document": "a.txt",
        "status": "undetermined",
        "verdicts": {"remove": {"value": None, "because": [], "open": [{"clause": "level", "reason": "not asked"}]}},
        "answers": {"threat": True, "claim": "1/3", "victims": 2},
    }
    answers = answered(Answers(result), "texts/a.txt")
    assert [answers["threat"], answers["claim"], answers["victims"]] == [
        Value(True),
        Value(Fraction(1, 3)),
        Value(2),
    ]
    assert answered(Answers(result), "b.txt")["threat"] == Unknown("no answer is given for `b.txt`")
    assert answered(Answers({**result, "document": None}), "b.txt")["threat"] == Value(True)


# --- what is wrong -----------------------------------------------------------------------------------------------

LIST = "an answer is a value, or {value: …, probability: …, quote: …}"
BAD = [
    ({"thret": True}, ["NLT503 the policy has no clause `thret` (did you mean `threat`?)"]),
    (
        {"xyz": True},
        [
            "NLT503 the policy has no clause `xyz` (its clauses are `threat`, `level`, `victims`, `claim`, `zip`)",
        ],
    ),
    ({"text": True}, ["NLT503 the policy has no clause `text` (did you mean `texts`?)"]),
    (
        {"texts": {"a": {"thret": 1}}},
        ["NLT503 the policy has no clause `thret` (for `a`) (did you mean `threat`?)"],
    ),
    ({"threat": 1}, ["NLT504 `threat`: expected true or false, not 1"]),
    ({"threat": "yes"}, ['NLT504 `threat`: expected true or false, not "yes"']),
    ({"victims": 1.5}, ["NLT504 `victims`: expected a whole number, not 1.5"]),
    ({"victims": True}, ["NLT504 `victims`: expected a whole number, not true"]),
    ({"claim": float("nan")}, ["NLT504 `claim`: expected a number, not nan"]),
    ({"zip": 2139}, ["NLT504 `zip`: expected a text, not 2139"]),
    (
        {"level": "sirious"},
        ['NLT504 `level`: expected one of minor, serious, not "sirious"; did you mean serious?'],
    ),
    ({"threat": {"probability": 1.5}}, ["NLT504 `threat`: expected a probability from 0 to 1, not 1.5"]),
    ({"threat": {"probability": True}}, ["NLT504 `threat`: expected a probability from 0 to 1, not true"]),
    ({"threat": {"value": True, "quote": 3}}, ["NLT504 `threat`: expected a text as the quotation, not 3"]),
    ({"threat": {"valeu": True}}, ["NLT506 the answer to `threat` has no part `valeu` (did you mean `value`?)"]),
    (
        {"a.txt": {"threat": True}},
        [f"NLT506 the answer to `a.txt` has no part `threat` ({LIST}; several texts go under `texts`)"],
    ),
    (
        {"threat": {"quote": "x"}},
        ["NLT506 the answer to `threat` has neither a value nor a probability (write `value: unknown` if it is not"],
    ),
    ({"threat": {}}, ["NLT506 the answer to `threat` has neither a value nor a probability"]),
    ({"threat": {"value": [True]}}, [f"NLT506 the value of `threat` is no single value ({LIST})"]),
    ({"threat": [True]}, [f"NLT506 `threat` is answered with a list ({LIST})"]),
    (
        {"texts": {"a": True}},
        ["NLT506 `a` under `texts` holds no answers (write `texts: {FILE NAME: {clause: value}}`"],
    ),
    ({"texts": {"a": ["b"]}}, ["NLT506 `a` under `texts` holds no answers"]),
    ({3: True}, ["NLT506 a key must be a str, not 3"]),
    (["threat"], ["NLT506 an element of the list holds no `answers`"]),
    (
        {"thret": 1, "victims": "2", "level": "minor", "texts": {"a": {"claim": "x"}}},
        [
            "NLT503 the policy has no clause `thret`",
            'NLT504 `victims`: expected a whole number, not "2"',
            'NLT504 `claim` (for `a`): expected a number, not "x"',
        ],
    ),
]


@pytest.mark.parametrize(("mapping", "messages"), BAD, ids=[str(case[0])[:40] + f"-{n}" for n, case in enumerate(BAD)])
def test_what_is_wrong_with_a_mapping(mapping: Any, messages: list[str]) -> None:
    said = complaints(mapping)
    assert len(said) == len(messages)
    for line, wanted in zip(said, messages, strict=True):
        assert line.startswith(wanted)


def test_a_mapping_that_holds_itself() -> None:
    mapping: dict[str, Any] = {}
    mapping["threat"] = mapping
    assert complaints(mapping) == ["NLT506 the data nest more than 32 levels deep"]


def test_a_value_that_is_wrong_and_was_not_prepared_for_is_a_failure() -> None:
    asked = asyncio.run(ask(Answers({"threat": "maybe"}), QUESTIONS[:1], Texts({})))
    answer = asked.answers["threat"]
    assert isinstance(answer, Failure)
    assert answer.reason == 'the answer given to `threat` is wrong: expected true or false, not "maybe"'


def test_one_object_serves_several_policies() -> None:
    theory = Answers({"threat": True})
    theory.prepare(QUESTIONS)
    theory.prepare([Question("other", "threat", "threatens", BOOL)])
    with pytest.raises(InputError):
        theory.prepare([Question("threat", "threat", "how many threats", INT)])
    theory.prepare(QUESTIONS)
    with pytest.raises(InputError):
        theory.prepare([])


def test_what_it_declares() -> None:
    assert Answers({}).name == "answers"
    assert Answers({}, name="gold").name == "gold"
    assert Answers.name == "answers"
    assert Answers({}).price.free
    assert not Answers({}).needs_texts
