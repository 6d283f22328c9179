"""What servers do otherwise than OpenAI's: it is found out once, and answers are the same."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from logitext import theory
from logitext.theory.llm.cache.store import Cache
from logitext.theory.llm.capabilities import Capabilities
from logitext.theory.protocol import Failure, Value
from tests.model_server import profiles
from tests.model_server.config import Config
from tests.model_server.faults import Faults
from tests.model_server.ledger import Record
from tests.model_server.reading import CHAT
from tests.model_server.truth import Truth
from tests.theory.llm.asked import QUESTIONS, TEXTS, TRUTHS, asking, put

CERTAIN = Truth.hashed(unknown=0, wording=False)


@pytest.mark.parametrize("profile", profiles.PROFILES)
def test_every_kind_of_server_gives_the_same_answers(profile: str) -> None:
    found = {}
    for name in ("openai", profile):
        with asking(Config(profile=profiles.PROFILES[name], truth=CERTAIN), api="chat") as (server, model):
            reply = put(model, QUESTIONS)
            found[name] = {id_: truth(answer) for id_, answer in reply.answers.items()}
            assert reply.usage.calls == len(server.requests)
            totals = server.totals
            used = reply.usage
            assert (used.input_tokens, used.output_tokens) == (totals.prompt_tokens, totals.completion_tokens)
    assert found[profile] == found["openai"]


def sent_in(record: Record) -> dict[str, Any]:
    assert record.body is not None
    return dict(record.body)


def truth(answer: object) -> object:
    assert isinstance(answer, Value), answer
    return answer.value if answer.value is not None else (answer.probability or 0) >= 0.5


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("openai", Capabilities(("decisions", "chat"), "json_schema", True, True, True, "max_tokens")),
        (
            "openai-reasoning",
            Capabilities(("decisions", "chat"), "json_schema", False, True, False, "max_completion_tokens"),
        ),
        ("vllm", Capabilities(("chat",), "json_schema", True, True, True, "max_tokens", bounds=True)),
        ("ollama", Capabilities(("chat",), "json_schema", False, True, True, "max_tokens", bounds=True)),
        ("llama-cpp", Capabilities(("chat",), "json_object", True, True, True, "max_tokens", bounds=True)),
        ("plain", Capabilities(("chat",), "none", False, True, True, "max_tokens")),
        ("text-only", Capabilities(("chat",), "json_schema", True, True, True, "max_tokens", parts=False, bounds=True)),
        ("picky", Capabilities(("chat",), "none", False, False, False, "max_tokens")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_server_can_do_is_found_out(profile: str, expected: Capabilities) -> None:
    with asking(Config(profile=profiles.PROFILES[profile])) as (_, model):
        assert asyncio.run(model.find_out()) == expected


def test_it_is_found_out_once_by_all_who_ask_at_the_same_time() -> None:
    with asking(Config(latency=0.02), api="chat") as (server, model):

        async def many() -> None:
            await asyncio.gather(*(model.answer(TRUTHS[:1], TEXTS) for _ in range(8)))

        asyncio.run(many())
        assert sum(1 for record in server.requests if record.asked is not None and not record.asked.questions) == 2


def test_it_is_remembered_from_run_to_run(tmp_path: Path) -> None:
    file = tmp_path / "answers.sqlite3"
    with asking(api="chat", cache=file) as (server, model):
        put(model, TRUTHS[:1])
        first = len(server.requests)
        model.session.found.clear()
        put(model, TRUTHS[1:2])
        assert len(server.requests) == first + 1
        with Cache(file) as cache:
            data = cache.capabilities(model.endpoint.name, model.known_as)
    assert data is not None
    assert Capabilities.of_data(data) == Capabilities(("chat",), "json_schema", True, True, True)


def test_nothing_of_policy_or_text_is_in_the_calls_that_find_out() -> None:
    with asking() as (server, model):
        asyncio.run(model.find_out())
        for record in server.requests:
            assert "fool" not in str(record.body)
            assert "threat" not in str(record.body)


# --- llama.cpp's server, as it was measured ----------------------------------------------------------------------


def test_llama_cpp_json_schema_is_refused_with_500_and_its_own_form_is_used() -> None:
    with asking(Config(profile=profiles.LLAMA_CPP, truth=CERTAIN)) as (server, model):
        reply = put(model)
        sent = [sent_in(record)["response_format"] for record in server.requests[-1:]]
    assert all(isinstance(answer, Value) for answer in reply.answers.values())
    assert [form["type"] for form in sent] == ["json_object"]
    assert "schema" in sent[0]
    assert sent[0]["schema"]["properties"]["threat"] == {"type": ["boolean", "null"]}


def test_llama_cpp_log_probabilities_are_asked_for_with_both_keys() -> None:
    with asking(Config(profile=profiles.LLAMA_CPP, truth=CERTAIN)) as (server, model):
        reply = put(model)
        body = sent_in(server.requests[-1])
    assert body["logprobs"] is True
    assert body["top_logprobs"] >= 3
    for answer in reply.answers.values():
        assert isinstance(answer, Value)
        assert answer.probability is not None


def test_llama_cpp_is_told_max_tokens() -> None:
    with asking(Config(profile=profiles.LLAMA_CPP, truth=CERTAIN)) as (server, model):
        put(model)
        body = sent_in(server.requests[-1])
    assert "max_tokens" in body
    assert "max_completion_tokens" not in body


def test_llama_cpp_a_prompt_that_is_too_long_is_a_failure_that_says_so() -> None:
    with asking(Config(profile=profiles.LLAMA_CPP, truth=CERTAIN)) as (_, model):
        long = theory.Texts({"post": "a b " * 200_000})
        answer = put(model, TRUTHS[:1], long).answers["threat"]
    assert isinstance(answer, Failure)
    assert answer.reason.startswith("bad request: status 400: ")
    assert "context" in answer.reason


def test_llama_cpp_a_404_has_no_error_object() -> None:
    with asking(Config(profile=profiles.LLAMA_CPP), api="responses") as (_, model):
        answer = put(model, TRUTHS[:1]).answers["threat"]
    assert isinstance(answer, Failure)
    assert answer.reason.startswith(
        "not found: status 404: Not Found; name a model that `logitext models` lists, or look"
    )


def test_llama_cpp_a_wrong_key_is_told_and_not_shown() -> None:
    config = Config(profile=profiles.LLAMA_CPP, api_key="the-right-key")
    with asking(config, api_key="the-wrong-key-123", api="chat") as (_, model):
        answer = put(model, TRUTHS[:1]).answers["threat"]
    assert isinstance(answer, Failure)
    assert answer.reason.startswith("not authorised: status 401: ")
    assert "the-wrong-key-123" not in answer.reason


def test_llama_cpp_serves_one_at_a_time_and_nobody_is_lost() -> None:
    with asking(Config(profile=profiles.LLAMA_CPP, truth=CERTAIN, latency=0.01)) as (_, model):

        async def many() -> list[theory.Reply]:
            return await asyncio.gather(*(model.answer([question], TEXTS) for question in QUESTIONS * 3))

        replies = asyncio.run(many())
    assert all(isinstance(answer, Value) for reply in replies for answer in reply.answers.values())


def test_a_server_that_drops_the_schema_is_not_believed() -> None:
    """`schema silently dropped`: it takes the parameter, and the model writes what it wants."""
    silent = Config(profile=profiles.Profile("silent", schemas="ignored"), truth=CERTAIN)
    with asking(silent, api="chat") as (_, model):
        assert asyncio.run(model.find_out()).schema == "none"


def test_fences_are_allowed_for_where_no_schema_is_enforced() -> None:
    faulty = Faults.script(["fenced"], paths=(CHAT,), probes=False)
    config = Config(profile=profiles.PLAIN, truth=CERTAIN, faults=faulty)
    with asking(config, api="chat") as (server, model):
        reply = put(model, TRUTHS[:1])
    assert isinstance(reply.answers["threat"], Value)
    assert len([record for record in server.requests if record.fault]) == 1
