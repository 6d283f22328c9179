"""Whatever a server does, an answer is the one that it holds for true, or the question stays open and says why."""

from __future__ import annotations

import asyncio
import os

import pytest

from logitext import theory
from logitext.theory.llm.capabilities import Api, Capabilities
from logitext.theory.llm.faults import ModelError
from logitext.theory.protocol import Failure, Refusal, Texts, Unknown, Value
from tests.model_server import faults, profiles
from tests.model_server.config import Config
from tests.model_server.faults import ALL, HARMLESS, PERMANENT, Fault, Faults
from tests.model_server.reading import CHAT, DECISIONS, RESPONSES, SYSTEMONE
from tests.model_server.truth import Truth
from tests.theory.llm.asked import POLICY, TEXTS, TRUTHS, asking, put

PATHS: dict[Api, str] = {"chat": CHAT, "responses": RESPONSES, "decisions": DECISIONS, "systemone": SYSTEMONE}

SEEDS = int(os.environ.get("FAULT_SEEDS", "2"))
SEED = int(os.environ.get("FAULT_SEED", "0"))
"""How many seeds of faults are tried at each rate, and the first of them; set them for a longer run."""

KINDS = {
    "status_408": "timeout: status 408",
    "status_409": "server error: status 409",
    "status_429": "rate limited: status 429",
    "status_500": "server error: status 500",
    "status_502": "server error: status 502",
    "status_503": "server error: status 503",
    "status_504": "server error: status 504",
    "reset": "connection: Connection reset by peer",
    "closed": "connection: the server closed the connection without a reply",
    "half_stream": "connection: the reply ended before it was whole",
    "half_chunked": "connection: the reply ended before it was whole",
    "hang": "timeout: no reply in time",
    "status_400": "bad request: status 400",
    "status_401": "not authorised: status 401",
    "status_403": "forbidden: status 403",
    "status_404": "not found: status 404",
    "status_429_quota": "forbidden: status 429",
    "refusal": "the model declines: ",
    "content_filter": "filtered: ",
    "empty_body": "empty reply: the server sent nothing",
    "html": "no JSON: a web page",
    "wrong_encoding": "no JSON: the reply is not UTF-8",
    "truncated": "cut off: ",
    "wrong_schema": "wrong ids: ",
    "not_json": "no JSON: ",
    "fenced": "no JSON: ",
    "wrong_ids": 'wrong ids: it answers what it was not asked: "threat_too"',
    "missing_ids": "wrong ids: the reply leaves it out",
    "repeated_ids": 'wrong ids: "threat" is answered twice',
    "wrong_sort": "wrong value: expected true or false",
    "null_content": "empty reply: the model wrote nothing",
    "no_choices": "empty reply: the reply has no choices",
    "extra_choices": "wrong shape: the reply has 2 choices that differ",
    "deep_json": "cut off: ",
    "huge_reply": "cut off: ",
    "bad_probability": "wrong value: expected a probability from 0 to 1",
    "wrong_count": "wrong ids: ",
    "wrong_order_names": "wrong ids: ",
}
"""How the failure of a question begins when every reply has this fault."""

DECIDING = {
    "refusal": "the model declined to answer",
    "truncated": "no JSON: ",
    "wrong_schema": "wrong shape: ",
    "wrong_sort": "wrong shape: ",
    "deep_json": "no JSON: what the server sent cannot be read: it nests too deep",
    "huge_reply": "no JSON: ",
}
"""Where `decisions` and `systemone` differ: their answers are the reply, and no text in it."""

CASES = [
    pytest.param(api, fault, id=f"{api}-{fault}")
    for api, path in PATHS.items()
    for fault in ALL
    if faults.applies(fault, path)
]
SERVERS = {api: profiles.LITELLM if api == "systemone" else profiles.OPENAI for api in PATHS}
YES = Truth(lambda _texts, _question: True)


def begins(api: str, fault: str) -> str:
    return DECIDING[fault] if api in ("decisions", "systemone") and fault in DECIDING else KINDS[fault]


@pytest.mark.parametrize(("api", "fault"), CASES)
def test_a_fault_that_stays_is_told_and_one_that_passes_is_overcome(api: Api, fault: Fault) -> None:
    question = TRUTHS[:1]
    always = Config(
        profile=SERVERS[api], truth=YES, faults=Faults.script([fault] * 12, paths=(PATHS[api],), probes=False)
    )
    patient = {"api": api, "timeout": 0.3 if fault == "hang" else 60, "retries": 2}
    with asking(always, **patient) as (server, model):
        model.session.found[model.known_as] = able(api)
        reply = put(model, question)
        answer = reply.answers["threat"]
        if fault in HARMLESS:
            assert isinstance(answer, Value), answer
            assert answer.value or answer.probability == pytest.approx(0.9, abs=0.05)
        else:
            assert isinstance(answer, Refusal if fault in ("refusal", "content_filter") else Failure)
            assert answer.reason.startswith(begins(api, fault))
            assert reply.usage.calls == len(server.requests)
    if fault in PERMANENT or fault in HARMLESS or fault == "hang":  # the same is not asked again of a slow server
        return
    once = Config(profile=SERVERS[api], truth=YES, faults=Faults.script([fault], paths=(PATHS[api],), probes=False))
    with asking(once, **patient) as (server, model):
        model.session.found[model.known_as] = able(api)
        reply = put(model, question)
        answer = reply.answers["threat"]
        assert isinstance(answer, Value), answer
        assert answer.value or (answer.probability or 0) >= 0.75
        assert reply.usage.calls == len(server.requests) == 2


def able(api: Api) -> Capabilities:
    """What the server can do, so that it need not be found out."""
    limit = "max_output_tokens" if api == "responses" else "max_tokens"
    return Capabilities((api,), "json_schema", logprobs=True, seed=True, temperature=True, limit=limit)


@pytest.mark.parametrize("fault", ["status_400", "status_401", "status_403", "status_404", "status_429_quota"])
def test_what_no_waiting_helps_is_asked_once(fault: Fault) -> None:
    with asking(Config(faults=Faults.script([fault] * 9, probes=False)), api="chat") as (server, model):
        put(model, TRUTHS[:1])
        assert [record.fault for record in server.requests if record.fault] == [fault]


def test_a_failure_keeps_the_reply_as_it_came() -> None:
    with asking(Config(faults=Faults.script(["not_json"] * 2, probes=False)), api="chat") as (_, model):
        answer = put(model, TRUTHS[:1]).answers["threat"]
    assert isinstance(answer, Failure)
    assert isinstance(answer.error, ModelError)
    assert answer.error.raw is not None
    assert "threat" in answer.error.raw


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.6])
@pytest.mark.parametrize("api", PATHS)
def test_no_rate_of_faults_changes_a_verdict(api: Api, rate: float) -> None:
    documents = [Texts({"post": f"Message {number}: you fool, I will find you."}, str(number)) for number in range(12)]
    truth = Truth.hashed(unknown=0.05)
    verdicts = ["remove"] if api in ("decisions", "systemone") else []
    with asking(Config(profile=SERVERS[api], truth=truth), api=api) as (_, model):
        right = list(POLICY.check_many(documents, theory=model, batch=3, verdicts=verdicts or None))
    assert any(result.status == "decided" for result in right)
    seen: set[str] = set()
    injected = 0
    for seed in range(SEED, SEED + SEEDS):
        config = Config(
            profile=SERVERS[api], truth=truth, faults=Faults(rate=rate, seed=seed, probes=False, wait="milliseconds")
        )
        with asking(config, api=api, timeout=0.5, retries=6) as (server, model):
            results = list(POLICY.check_many(documents, theory=model, batch=3, verdicts=verdicts or None))
            injected += sum(1 for record in server.requests if record.fault)
        for result, expected in zip(results, right, strict=True):
            assert result.error is None
            for name, record in result.verdicts.items():
                if record.value is not None:
                    assert record.value == expected.verdicts[name].value, (name, seed)
                elif expected.verdicts[name].value is not None:
                    reasons = {open_.reason for open_ in record.open}
                    assert reasons & {"failed", "refused"}
                    assert all(open_.detail for open_ in record.open if open_.reason in ("failed", "refused"))
                    seen |= reasons
    assert injected
    if rate > 0.5:
        assert "failed" in seen


def test_every_fault_is_in_the_table() -> None:
    assert {fault for fault in ALL if fault not in HARMLESS} == set(KINDS)


def test_a_question_that_was_spoilt_by_others_is_put_alone() -> None:
    faulty = Faults.script(["missing_ids"], probes=False)
    with asking(Config(truth=Truth.hashed(unknown=0), faults=faulty), api="chat") as (server, model):
        reply = put(model)
        asked = [[question.id for question in record.asked.questions] for record in server.requests if record.asked]
    assert asked[-2:] == [["threat", "insult", "quoted"], ["quoted"]]
    assert all(isinstance(answer, Value) for answer in reply.answers.values())


def test_a_refusal_of_a_batch_is_one_of_the_clause_that_is_refused_alone() -> None:
    faulty = Faults.script(["refusal", None, "refusal", None], probes=False)
    with asking(Config(truth=YES, faults=faulty), api="chat", concurrency=1) as (_, model):
        answers = put(model).answers
    assert [type(answer) for answer in answers.values()] == [Value, Refusal, Value]


def test_a_server_that_is_gone_is_given_up_and_tried_again_later() -> None:
    model = theory.OpenAI("test-model", base_url="http://127.0.0.1:9/v1", retries=6)
    model.retry_policy = type(model.retry_policy)(5, 6, 0.001, 0.01)
    first = put(model, TRUTHS[:1]).answers["threat"]
    model.session.not_found_out.clear()
    second = put(model, TRUTHS[:1])
    assert isinstance(first, Failure)
    assert first.reason.startswith(("connection: ", "not answering: "))
    answer = second.answers["threat"]
    assert isinstance(answer, Failure)
    assert answer.reason.startswith("not answering: the server is left alone for ")
    assert "connection: cannot connect: " in answer.reason
    assert second.usage.calls == 0
    asyncio.run(model.aclose())


def test_what_cannot_be_told_is_unknown_and_no_failure() -> None:
    with asking(Config(truth=Truth(lambda *_: None)), api="chat", answer="reasoned") as (_, model):
        answer = put(model, TRUTHS[:1]).answers["threat"]
    assert isinstance(answer, Unknown)
    assert answer.reason.startswith("the model cannot tell: ")


def test_the_text_is_in_no_failure() -> None:
    with asking(Config(faults=Faults.script(["status_500"] * 20, probes=False)), api="chat") as (_, model):
        answer = put(model, TRUTHS[:1]).answers["threat"]
    assert isinstance(answer, Failure)
    assert TEXTS["post"] not in answer.reason
