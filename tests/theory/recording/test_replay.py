"""Replay: the recorded answer where the clause and the texts are the same, and else what differs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from logitext.policy.model import Phrase
from logitext.policy.sorts import INT, REAL
from logitext.syntax.diagnostics import InputError
from logitext.syntax.source import Span
from logitext.syntax.tree import Regex
from logitext.theory import (
    Answer,
    Answers,
    Chain,
    Failure,
    Pattern,
    Question,
    Recorder,
    Refusal,
    Replay,
    Texts,
    Theory,
    Unknown,
    Value,
    from_spec,
)
from logitext.theory.allowance import OutOfBudgetError
from logitext.theory.protocol import Outdated
from logitext.theory.recording.line import encode, line_of
from logitext.theory.validation import ask

THREAT = Question("threat", "threat", "threatens somebody", texts=("post",))
POST = Texts({"post": "I will find you"}, label="a.txt")

Keep = Callable[..., None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "answers.jsonl"


@pytest.fixture
def keep(path: Path) -> Iterator[Keep]:
    """`keep(Value(True), question=…, texts=…, name=…)` records an answer."""
    with Recorder(path) as recorder:

        def keep(answer: Answer, question: Question = THREAT, texts: Texts = POST, name: str = "oracle") -> None:
            theory = Theory()
            theory.name = name
            recorder.record(theory, question, texts, answer)

        yield keep


def replayed(path: Path, question: Question = THREAT, texts: Texts = POST) -> Answer:
    """The answer as the engine gets it."""
    return asyncio.run(ask(Replay(path), [question], texts)).answers[question.id]


# --- hits --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        (Value(True, 0.93, "find you"), THREAT),
        (Value(False, 0.04), THREAT),
        (Value(12), replace(THREAT, sort=INT)),
        (Value(Fraction(1, 3), 0.8), replace(THREAT, sort=REAL)),
        (Unknown("unsure: probability 0.5 lies between 0.25 and 0.75"), THREAT),
        (Refusal("will not say"), THREAT),
        (Failure("TimeoutError"), THREAT),
    ],
    ids=["true", "false", "whole", "ratio", "unsure", "refusal", "failure"],
)
def test_an_answer_comes_back(path: Path, keep: Keep, answer: Answer, question: Question) -> None:
    keep(answer, question)
    assert replayed(path, question) == answer


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ([Value(True), Value(False)], Value(False)),
        ([Value(True), Unknown("u"), Refusal("r"), Failure("f")], Value(True)),
        ([Unknown("u"), Failure("f"), Refusal("r")], Failure("f")),
        ([Unknown("u"), Refusal("r"), Unknown("v")], Refusal("r")),
        ([Unknown("u"), Unknown("v")], Unknown("u; t1: v")),
        ([Failure("f"), Value(False), Failure("g")], Value(False)),
    ],
    ids=["later", "value", "failure", "refusal", "all", "between"],
)
def test_a_value_before_none_and_the_later_before_the_earlier(
    path: Path, keep: Keep, answers: list[Answer], wanted: Answer
) -> None:
    for number, answer in enumerate(answers):
        keep(answer, name=f"t{number}")
    assert replayed(path) == wanted


def test_what_was_answered_the_second_time_is_the_last_word(path: Path, keep: Keep) -> None:
    keep(Value(True))
    keep(Value(False), replace(THREAT, note="contradicts `kind`"))
    assert replayed(path) == Value(False)


def test_an_answer_stands_as_it_was_decided(path: Path, keep: Keep) -> None:
    """Whatever the thresholds of the theory that gave it were."""
    decided = [Value(True, 0.6), Value(False, 0.4), Value(True, 0.3), Value(False, 0.5), Value(True, 1.0)]
    for answer in decided:
        keep(answer)
        again = replayed(path)
        assert again == answer
    keep(Value(7, 0.3), replace(THREAT, sort=INT))
    assert replayed(path, replace(THREAT, sort=INT)) == Value(7, 0.3)


def test_the_document_and_the_prose_do_not_matter(path: Path, keep: Keep) -> None:
    keep(Value(True))
    texts = Texts({"post": POST["post"], "reply": "never"}, label="moved/b.txt")
    assert replayed(path, replace(THREAT, id="other", sentence="Elsewhere.", cost=Fraction(3)), texts) == Value(True)


def test_what_the_thing_is(path: Path, keep: Keep) -> None:
    keep(Value(True))
    replay = Replay(path)
    assert (replay.name, replay.price.free, replay.needs_texts, replay.reconsiders) == ("replay", True, False, False)
    found = asyncio.run(ask(replay, [THREAT, replace(THREAT, id="x", clause="insult")], POST))
    assert found.usage.calls == 0


def test_what_the_last_check_heard_stands_for_what_none_could_answer(path: Path, keep: Keep) -> None:
    """A theory that answers once more is that of another check; with a note, of the same one."""
    keep(Unknown("no pattern"), name="other")
    keep(Unknown("no idea"), name="first")
    keep(Unknown("no pattern"), name="other")
    keep(Unknown("cannot tell"), name="second")
    keep(Unknown("cannot tell at all"), replace(THREAT, note="contradicts `kind`"), name="second")
    again = replayed(path)
    assert again == Unknown("no pattern; second: cannot tell at all")
    assert isinstance(again, Unknown)
    assert again.by == "other"


@pytest.mark.parametrize(
    ("errors", "over"), [((True, True), True), ((True, False), False), ((False, True), False)], ids=repr
)
def test_a_budget_that_was_used_up_is_still(path: Path, keep: Keep, errors: tuple[bool, ...], over: bool) -> None:
    for number, error in enumerate(errors):
        keep(Failure(f"f{number}", OutOfBudgetError("at most 1 token") if error else OSError()), name=f"t{number}")
    again = replayed(path)
    assert again == Failure("f0; t1: f1")
    assert isinstance(again, Failure)
    assert isinstance(again.error, OutOfBudgetError) is over


@pytest.mark.parametrize("name", ["pattern", "pattern:complete"])
def test_what_older_patterns_fitted_is_not_replayed(path: Path, name: str) -> None:
    older, now = Pattern(complete=name != "pattern"), Pattern(complete=name != "pattern")
    older.version = "1"
    assert (older.name, now.version) == (name, "2")
    with Recorder(path) as recorder:
        recorder.record(older, THREAT, POST, Value(True))
    assert replayed(path) == Outdated(
        f"version 1 of `{name}` answered, and now it is version 2: ask it again with `{name},replay:…`"
    )
    with Recorder(path) as recorder:
        recorder.record(now, THREAT, POST, Value(False))
    assert replayed(path) == Value(False)


def test_a_replay_that_is_recorded_names_who_answered(path: Path, keep: Keep, tmp_path: Path) -> None:
    keep(Value(True, 0.9), name="oracle")
    other = tmp_path / "again.jsonl"
    with Recorder(other) as recorder:
        recorder.record(Replay(path), THREAT, POST, replayed(path))
    assert other.read_bytes() == path.read_bytes()


def test_what_is_not_recorded_is_left_to_the_next_in_a_chain(path: Path, keep: Keep) -> None:
    keep(Value(True))
    insult = replace(THREAT, id="insult", clause="insult")
    chain = Chain(from_spec(f"replay:{path}"), Answers({"insult": False}))
    assert asyncio.run(chain.answer([THREAT, insult], POST)).answers == {"threat": Value(True), "insult": Value(False)}
    assert [type(member) for member in from_spec(f"replay:{path},ask").members] == [Replay, type(from_spec("ask"))]  # type: ignore[attr-defined]


# --- misses ------------------------------------------------------------------------------------------------------

REGEX = Regex("kill", "i", Span(0, 0))
MISSES: list[tuple[Question, Texts, str]] = [
    (replace(THREAT, clause="insult", wording="insults"), POST, "nothing is recorded about `insult`"),
    (
        replace(THREAT, clause="menace"),
        POST,
        "nothing is recorded about `menace`; its wording is recorded under the name `threat`",
    ),
    (THREAT, Texts({"post": "I will visit you"}), "not recorded: the text `post` differs"),
    (THREAT, Texts({}), "not recorded: the text `post` is not given"),
    (replace(THREAT, wording="threatens"), POST, "not recorded: the wording of the clause differs"),
    (replace(THREAT, sort=INT), POST, "not recorded: it is recorded with another sort, `Bool`"),
    (replace(THREAT, ask="Is it a threat?"), POST, "not recorded: its question (`ask`) differs"),
    (replace(THREAT, phrases=(Phrase("it", "post"),)), POST, "not recorded: what its phrases are bound to differs"),
    (replace(THREAT, yes=("a",)), POST, "not recorded: its examples of yes differ"),
    (replace(THREAT, no=("a",)), POST, "not recorded: its examples of no differ"),
    (replace(THREAT, match=(REGEX,)), POST, "not recorded: its `match` patterns differ"),
    (replace(THREAT, reject=(REGEX,)), POST, "not recorded: its `reject` patterns differ"),
    (replace(THREAT, texts=("post", "reply")), POST, "not recorded: it is recorded without the text `reply`"),
    (
        replace(THREAT, wording="threatens", yes=("a",)),
        Texts({"post": "b"}),
        "not recorded: the wording of the clause differs, its examples of yes differ, the text `post` differs",
    ),
]


@pytest.mark.parametrize(("question", "texts", "reason"), MISSES, ids=[case[2][:60] for case in MISSES])
def test_a_miss_says_what_differs(path: Path, keep: Keep, question: Question, texts: Texts, reason: str) -> None:
    keep(Value(True))
    assert replayed(path, question, texts) == Unknown(reason)


def test_a_miss_goes_by_the_nearest(path: Path, keep: Keep) -> None:
    keep(Value(True), replace(THREAT, wording="threatens", yes=("a",)))
    keep(Value(True), texts=Texts({}))
    assert replayed(path) == Unknown("not recorded: the text `post` was not given")
    keep(Value(True), texts=Texts({"post": "something else"}))
    assert replayed(path) == Unknown("not recorded: the text `post` differs")


def test_texts_that_were_not_together(path: Path, keep: Keep) -> None:
    pair = replace(THREAT, texts=("post", "reply"))
    keep(Value(True), pair, Texts({"post": "a", "reply": "b"}))
    keep(Value(True), pair, Texts({"post": "c", "reply": "d"}))
    crossed = Texts({"post": "a", "reply": "d"})
    assert replayed(path, pair, crossed) == Unknown("not recorded: the texts are recorded, but not together")
    assert replayed(path, THREAT, POST) == Unknown(
        "not recorded: the text `post` differs, it is recorded with a text `reply`"
    )


def test_a_miss_tells_of_lines_that_were_cut_off(path: Path, keep: Keep) -> None:
    keep(Value(True))
    path.write_bytes(path.read_bytes()[:-5])
    assert replayed(path) == Unknown(
        f"nothing is recorded about `threat`; line 1 of {path} was cut off and is passed over"
    )
    assert len(Replay(path).notes) == 1


# --- files that are wrong ----------------------------------------------------------------------------------------


def complaints(path: Path) -> list[str]:
    with pytest.raises(InputError) as wrong:
        Replay(path)
    return [str(found).removeprefix(f"{path}:").strip() for found in wrong.value.diagnostics]


def good(**changes: Any) -> bytes:
    """A line that is right but for the changes."""
    line = line_of(Theory(), THREAT, POST, Value(True, 0.9))
    assert line is not None
    return json.dumps(json.loads(encode(line)) | changes).encode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("rude: yes\n", "it is no recording"),
        ('{"rude": true}\n', "it is no recording"),
        (b"\xff\xfe", "it is no recording"),
    ],
    ids=["yaml", "json", "binary"],
)
def test_a_file_that_is_no_recording(path: Path, content: str | bytes, message: str) -> None:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert complaints(path) == [f"error[NLT520]: no answers can be replayed from this file: {message}"]


def test_a_file_that_cannot_be_read(path: Path, tmp_path: Path) -> None:
    assert complaints(path) == ["error[NLT520]: no answers can be replayed from this file: there is no such file"]
    assert complaints(tmp_path) == ["error[NLT520]: no answers can be replayed from this file: it is no regular file"]


BROKEN: list[tuple[bytes, str]] = [
    (good()[:60], "2:60: error[NLT521]: a line of the recording is broken: it is not well-formed JSON: expecting ','"),
    (b"{} x", "2:4: error[NLT521]: a line of the recording is broken: it is not well-formed JSON: extra data"),
    (b"[]", "2:1: error[NLT521]: a line of the recording is broken: it is no line of a recording: it holds no object"),
    (b"{}", "it is no line of a recording: it does not say `logitext_recording`"),
    (b"\xff{}", "2:1: error[NLT521]: a line of the recording is broken: it is not UTF-8"),
    (b"[" * 100_000, "it nests too deep"),
    (b'{"a": NaN}', "it is not well-formed JSON: NaN is no number"),
    (good(logitext_recording=2), "it has the format 2, and this version of Logitext reads 1"),
    (good(theory=3), "its `theory` must be a text"),
    (good(model=3), "its `model` must be a text"),
    (good(clause={"name": "threat"}), "its `clause` must have a name and a wording"),
    (good(clause={"name": "a", "wording": "b", "sort": "Colour"}), "the sort of its clause cannot be used"),
    (good(texts={"post": 3}), "its `texts` must hold a hash for each text"),
    (good(texts={"post": "0"}), "its `key` does not fit the rest: something in it was changed"),
    (good(documnet="a.txt"), "a line has no part `documnet`: did you mean `document`?"),
    (
        good(answer={"value": True, "probabilty": 0.9}),
        "has no part `probabilty`: did you mean `probability`?",
    ),
    (good(answer={"refusal": "no", "quote": "x"}), "an answer has no part `quote`: its parts are refusal"),
    (good(answer={}), "its `answer` holds neither a value nor a reason why there is none"),
    (good(answer={"value": "yes"}), 'its value cannot be used: expected true or false, not "yes"'),
    (good(answer={"value": True, "probability": 9}), "its `probability` must be a number from 0 to 1"),
]


@pytest.mark.parametrize(("line", "message"), BROKEN, ids=[case[1][-40:] for case in BROKEN])
def test_a_broken_line_is_an_error_at_its_place(path: Path, line: bytes, message: str) -> None:
    path.write_bytes(good() + b"\n" + line + b"\n" + good() + b"\n")
    (said,) = complaints(path)
    assert said.startswith("2:")
    assert message in said


def test_all_broken_lines_are_told_at_once(path: Path) -> None:
    path.write_bytes(b"\n".join([good(), b"{", good(), b"[]", good(), b""]))
    said = complaints(path)
    assert [line.partition(":")[0] for line in said] == ["2", "4"]


def test_a_broken_line_shows_what_stands_there(path: Path) -> None:
    path.write_bytes(good() + b"\n\n" + b'{"logitext_recording": oops}' + b"\n")
    with pytest.raises(InputError) as wrong:
        Replay(path)
    (found,) = wrong.value.diagnostics
    assert found.source is not None
    assert found.span is not None
    assert found.source.line(3) == '{"logitext_recording": oops}'
    assert found.source[found.span] == "o"
