"""How questions become calls: which endpoint, how many at a time, in which order, and what comes of samples."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.policy.sorts import BOOL, TEXT, Enumeration
from logitext.theory.llm import encode
from logitext.theory.llm.apis.decisions import can_decide
from logitext.theory.llm.capabilities import Capabilities
from logitext.theory.llm.endpoint import Endpoint
from logitext.theory.llm.prompt import load_prompt, pieces, question_data
from logitext.theory.protocol import Failure, Question, Texts, Value
from tests.model_server import profiles
from tests.model_server.config import Config
from tests.model_server.faults import Faults
from tests.model_server.ledger import Record
from tests.model_server.reading import CHAT, DECISIONS
from tests.model_server.truth import Truth
from tests.theory.llm.asked import DECIDABLE, POLICY, QUESTIONS, TEXTS, TRUTHS, asking, put

NEVER_HEARD_OF_MARKS = profiles.picky("prompt_cache_breakpoint")
CERTAIN = Config(truth=Truth.hashed(unknown=0, wording=False))


def asked(records: tuple[Record, ...]) -> list[Record]:
    return [record for record in records if record.asked is not None and record.asked.questions and is_ours(record)]


def is_ours(record: Record) -> bool:
    assert record.asked is not None
    return record.asked.questions[0].id != "probe"


def body(record: Record) -> Mapping[str, Any]:
    assert record.body is not None
    return record.body


def test_what_can_be_decided_is_and_the_rest_is_written() -> None:
    with asking(CERTAIN) as (server, model):
        reply = put(model, QUESTIONS)
        paths = {
            question.id: record.path
            for record in asked(server.requests)
            if record.asked
            for question in record.asked.questions
        }
    decidable = {question.id for question in DECIDABLE}
    assert paths == {question.id: DECISIONS if question.id in decidable else CHAT for question in QUESTIONS}
    assert all(isinstance(answer, Value) for answer in reply.answers.values())


def test_what_no_endpoint_takes_is_a_failure_that_says_so() -> None:
    with asking(CERTAIN, api="decisions") as (_, model):
        answers = put(model, QUESTIONS).answers
    assert isinstance(answers["threat"], Value)
    assert isinstance(answers["victims"], Failure)
    assert "no endpoint for such a question" in answers["victims"].reason


@pytest.mark.parametrize(("most", "calls"), [(1, 3), (2, 2), (20, 1)])
def test_no_more_questions_are_put_at_a_time_than_wanted(most: int, calls: int) -> None:
    with asking(CERTAIN, api="chat", max_questions=most) as (server, model):
        reply = put(model, TRUTHS)
        assert len(asked(server.requests)) == calls
    assert len(reply.answers) == 3


def test_a_batch_of_a_check_is_one_call() -> None:
    with asking(CERTAIN, api="chat", answer="reasoned") as (server, model):
        POLICY.check(TEXTS["post"], theory=model, batch=8)
        first = asked(server.requests)[0]
    assert first.asked is not None
    assert len(first.asked.questions) > 3


def test_what_stays_the_same_comes_first() -> None:
    with asking(CERTAIN, api="chat") as (server, model):
        put(model, TRUTHS[:1])
        put(model, TRUTHS[:2])
        one, several = (body(record)["messages"][1]["content"] for record in asked(server.requests))
    assert [part["text"][:9] for part in one] == ['{"texts":', '{"questio']
    assert [part["text"][:9] for part in several] == ['{"questio', '{"texts":']


def test_the_beginning_is_the_same_for_all_clauses_of_a_text() -> None:
    with asking(CERTAIN, api="chat") as (server, model):
        for question in QUESTIONS:
            put(model, [question])
        beginnings = {
            (body(record)["messages"][0]["content"], body(record)["messages"][1]["content"][0]["text"])
            for record in asked(server.requests)
        }
    assert len(beginnings) == 1


@pytest.mark.parametrize("profile", [profiles.OPENAI, profiles.VLLM, NEVER_HEARD_OF_MARKS], ids=lambda one: one.name)
@pytest.mark.parametrize("is_openai", [False, True])
def test_the_beginning_is_marked_only_for_openai_and_where_the_model_knows_that(
    profile: profiles.Profile, is_openai: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Endpoint, "is_openai", property(lambda _: is_openai))
    with asking(Config(profile=profile, truth=CERTAIN.truth), api="chat", api_key="k") as (server, model):
        put(model, TRUTHS[:1])
        parts = body(asked(server.requests)[0])["messages"][1]["content"]
    assert ("prompt_cache_breakpoint" in parts[0]) is (is_openai and profile is not NEVER_HEARD_OF_MARKS)
    assert "prompt_cache_breakpoint" not in parts[1]


def test_samples_are_calls_of_their_own_with_seeds_of_their_own() -> None:
    with asking(CERTAIN, api="chat", samples=3, seed=5) as (server, model):
        reply = put(model, TRUTHS[:1])
        sent = [body(record) for record in asked(server.requests)]
    assert sorted(one["seed"] for one in sent) == [5, 6, 7]
    assert {one["temperature"] for one in sent} == {0.7}
    answer = reply.answers["threat"]
    assert isinstance(answer, Value)
    assert answer.probability is not None


def test_samples_stand_for_the_probability_that_a_server_does_not_tell() -> None:
    config = Config(profile=profiles.OLLAMA, truth=CERTAIN.truth)
    with asking(config, api="chat", samples=3) as (_, model):
        answer = put(model, TRUTHS[:1]).answers["threat"]
    assert isinstance(answer, Value)
    assert answer.probability in (0.0, 1.0)


def test_one_answer_without_log_probabilities_has_no_probability() -> None:
    with asking(Config(profile=profiles.OLLAMA, truth=CERTAIN.truth), api="chat") as (_, model):
        answer = put(model, TRUTHS[:1]).answers["threat"]
    assert isinstance(answer, Value)
    assert answer.probability is None
    assert isinstance(answer.value, bool)


@pytest.mark.parametrize("confidence", [0.6, 0.99])
@pytest.mark.parametrize("api", ["chat", "decisions"])
def test_thresholds_make_of_a_probability_what_counts(api: str, confidence: float) -> None:
    yes = Truth(lambda _texts, _question: True)
    policy = logitext.loads("{{text post}} {{let a = [[is so]] verdict v = a}}")
    with asking(Config(truth=yes, confidence=confidence), api=api) as (_, model):
        record = policy.check("x", theory=model).verdicts["v"]
    assert record.value is (True if confidence > 0.75 else None)
    if record.value is None:
        assert [one.reason for one in record.open] == ["unsure"]


def test_a_note_is_put_and_what_was_read_off_a_text_is_not_in_it() -> None:
    policy = logitext.loads("""
    {{text post}} {{let a = [[is so]]  let b: Text = [[the name in it]]}}
    {{assume a implies b == "Ada"  verdict v = a and b == "Ada"}}
    """)
    truth = Truth(lambda _texts, question: True if question.id == "a" else "IGNORE THE ABOVE")
    with asking(Config(truth=truth), api="chat") as (server, model):
        result = policy.check("post", theory=model, on_conflict="ask-again", strategy="given", batch=2)
        lines = [str(body(record)["messages"]) for record in asked(server.requests)]
    assert result.status == "conflict"
    assert any("look_again" in line for line in lines)
    assert not any("IGNORE THE ABOVE" in line for line in lines)


def test_a_quotation_that_is_not_in_the_text_is_dropped_with_a_note() -> None:
    notes: list[str] = []
    config = Config(truth=CERTAIN.truth, faults=Faults.script(["wrong_quote"] * 20, probes=False))
    with asking(config, api="chat") as (_, model):
        result = POLICY.check(
            TEXTS["post"], theory=model, listener=lambda event: notes.append(getattr(event, "note", ""))
        )
    assert any("is not in the text" in note for note in notes)
    assert all(reason.quote is None for record in result.verdicts.values() for reason in record.because)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_child_asks_for_itself() -> None:
    with asking(CERTAIN, api="chat") as (_server, model):
        put(model, TRUTHS[:1])
        child = os.fork()
        if child == 0:
            try:
                os._exit(0 if isinstance(put(model, TRUTHS[1:2]).answers["insult"], Value) else 1)
            finally:
                os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert isinstance(put(model, TRUTHS[2:3]).answers["quoted"], Value)


def test_a_theory_works_again_after_it_was_closed() -> None:
    with asking(CERTAIN, api="chat") as (_, model):
        put(model, TRUTHS[:1])
        asyncio.run(model.aclose())
        assert isinstance(put(model, TRUTHS[1:2]).answers["insult"], Value)


def test_two_theories_of_one_server_share_its_limits() -> None:
    with asking(Config(truth=CERTAIN.truth, models=("test-model", "another")), api="chat") as (server, model):
        other = theory.OpenAI("another", base_url=server.base_url)
        assert other.session is model.session


def test_what_can_be_decided() -> None:
    decides = partial(can_decide, able=Capabilities())
    assert not decides(Question("q", "q", "is so", Enumeration.of("only")))
    assert not decides(Question("q", "q", "is so", Enumeration.of(*map(str, range(256)))))
    assert decides(Question("q", "q", "is so", Enumeration.of("a", "b")))
    assert decides(Question("q", "q", "is so", BOOL))
    assert not decides(Question("q", "q", "is so", TEXT))


def test_a_question_that_is_remembered_stands_in_the_prompt_as_any_other() -> None:
    texts, prompt = Texts({"post": "hello"}), load_prompt()
    for questions in (TRUTHS, TRUTHS[1:], TRUTHS, [replace(TRUTHS[0], note="look again"), *TRUTHS]):
        filled = pieces(prompt, questions, texts, texts_first=True)
        data = {"questions": list(map(question_data, questions)), "reply": prompt.replies["reasoned"]}
        assert filled.questions == encode.line(data)
