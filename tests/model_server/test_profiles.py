"""Each profile has its quirks, on the wire."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI

from tests.model_server import app
from tests.model_server.asking import (
    ANSWERS,
    TRUTH,
    answered,
    chat,
    content,
    json_schema,
    post,
    probe,
    respond,
    schema,
    through_openai,
)
from tests.model_server.config import Config
from tests.model_server.profiles import (
    LLAMA_CPP,
    OLLAMA,
    OPENAI,
    OPENAI_REASONING,
    PICKY,
    PLAIN,
    PROFILES,
    TEXT_ONLY,
    VLLM,
    Profile,
    picky,
)
from tests.model_server.reading import CHAT, DECISIONS, RESPONSES, Body
from tests.model_server.run import serving

GREEN = {
    "type": "object",
    "properties": {"colour": {"const": "green"}},
    "required": ["colour"],
    "additionalProperties": False,
}


def ask(profile: Profile, body: Body | bytes, path: str = CHAT, **more: Any) -> tuple[int, Any]:
    """The status and the JSON of a reply; of what is not JSON, its text."""
    with serving(Config(profile=profile, truth=TRUTH, **more)) as server:
        reply = post(server, path, body)
    is_json = reply.headers["content-type"] == "application/json"
    return reply.status_code, reply.json() if is_json else reply.text


def param(profile: Profile, body: Body, path: str = CHAT) -> object:
    """The parameter that a request answers 400 for."""
    status, told = ask(profile, body, path)
    assert status == 400
    assert isinstance(told["error"]["message"], str)
    return told["error"]["param"]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_profile_answers_in_some_form(profile: Profile) -> None:
    form = {"type": "json_object", "schema": schema()} if profile is LLAMA_CPP else json_schema(schema())
    more = {} if profile in (PLAIN, PICKY) else {"response_format": form}
    status, told = ask(profile, chat(joined=True, form=False) | more)
    assert status == 200
    assert answered(told["choices"][0]["message"]["content"]) == ANSWERS


# --- OpenAI ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"schema": schema()}, "schema"),
        ({"max_output_tokens": 5}, "max_output_tokens"),
        ({"top_logprobs": 3}, "top_logprobs"),
        ({"logprobs": True, "top_logprobs": 21}, "top_logprobs"),
        ({"stream": True}, "stream"),
        ({"response_format": {"type": "json_object", "schema": schema()}}, "response_format.schema"),
        ({"response_format": json_schema({"type": "object", "properties": {}})}, "response_format"),
        ({"response_format": json_schema(GREEN | {"required": []})}, "response_format"),
        ({"response_format": {"type": "json_schema", "json_schema": {"name": "ä b", "schema": GREEN}}}, None),
    ],
    ids=["unknown", "of responses", "alone", "too many", "stream", "llama.cpp's", "open", "optional", "name"],
)
def test_openai_names_what_it_does_not_take(change: Body, named: str | None) -> None:
    assert param(OPENAI, chat(**change)) == (named or "response_format.json_schema.name".replace(".json_schema", ""))


def test_openai_takes_json_mode_only_where_json_is_spoken_of() -> None:
    silent = [{"role": "user", "content": "Count."}]
    assert param(OPENAI, probe(messages=silent, response_format={"type": "json_object"})) == "messages"
    assert ask(OPENAI, probe(response_format={"type": "json_object"}))[0] == 200


@pytest.mark.parametrize(("rule", "other"), [("rejected", False), ("rejected", True), ("not with the other", True)])
def test_max_tokens_may_be_refused(rule: Any, other: bool) -> None:
    both = {"max_completion_tokens": 9} if other else {}
    assert param(replace(OPENAI, max_tokens=rule), chat(max_tokens=9) | both) == "max_tokens"


def test_max_tokens_alone_may_be_taken_where_both_are_not() -> None:
    assert ask(replace(OPENAI, max_tokens="not with the other"), chat(max_tokens=9))[0] == 200


@pytest.mark.parametrize("key", ["temperature", "top_p", "logprobs"])
def test_a_reasoning_model_takes_no_sampling(key: str) -> None:
    assert param(OPENAI_REASONING, chat() | {key: 0.5}) == key
    assert ask(OPENAI_REASONING, chat(temperature=1))[0] == 200


def test_openai_raises_the_named_parameter_in_its_own_client() -> None:
    with serving(Config(profile=OPENAI_REASONING)) as server, pytest.raises(openai.BadRequestError) as raised:
        through_openai(server, lambda client: client.responses.create(**respond(temperature=0.0)))
    assert raised.value.param == "temperature"


def test_a_reasoning_model_reasons_before_its_message() -> None:
    _status, told = ask(OPENAI_REASONING, respond(), RESPONSES)
    assert [item["type"] for item in told["output"]] == ["reasoning", "message"]
    assert told["usage"]["output_tokens_details"]["reasoning_tokens"] == 64


def test_short_responses_are_refused() -> None:
    assert param(OPENAI, respond(max_output_tokens=15), RESPONSES) == "max_output_tokens"


@pytest.mark.parametrize("questions", [[], [{"type": "choice", "instructions": "x", "choices": [{"value": 1}]}]])
def test_decisions_have_questions_and_choices(questions: list[Body]) -> None:
    assert (
        str(param(OPENAI, {"model": "test-model", "input": "x", "questions": questions}, DECISIONS))[:9] == "questions"
    )


def test_other_models_are_unknown() -> None:
    status, told = ask(OPENAI, chat(model="another"))
    assert (status, told["error"]["code"]) == (404, "model_not_found")


def test_bad_json_answers_400() -> None:
    assert ask(OPENAI, b"{")[0] == 400


# --- compatible servers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", [VLLM, OLLAMA, LLAMA_CPP, PLAIN, TEXT_ONLY])
@pytest.mark.parametrize("path", [RESPONSES, DECISIONS])
def test_compatible_servers_know_chat_alone(profile: Profile, path: str) -> None:
    status, told = ask(profile, {}, path)
    assert status == 404
    assert told == {"detail": "Not Found"} or profile is not LLAMA_CPP


def test_vllm_has_logprobs_and_numbers_for_codes() -> None:
    _status, told = ask(VLLM, chat(logprobs=True, top_logprobs=2))
    assert told["choices"][0]["logprobs"]["content"]
    _status, told = ask(VLLM, chat(stream=True))
    assert told["error"]["code"] == 400


def test_ollama_ignores_what_it_does_not_know() -> None:
    status, told = ask(OLLAMA, chat(logprobs=True, top_logprobs=5, colour="green", n=2))
    assert status == 200
    assert told["choices"][0]["logprobs"] is None
    assert len(told["choices"]) == 1
    assert set(told["usage"]) == {"prompt_tokens", "completion_tokens", "total_tokens"}


def test_a_plain_server_takes_no_response_format() -> None:
    assert param(PLAIN, chat()) == "response_format"


@pytest.mark.parametrize(("status", "profile"), [(400, TEXT_ONLY), (422, replace(TEXT_ONLY, parts_refused=422))])
def test_parts_may_be_refused(status: int, profile: Profile) -> None:
    assert ask(profile, chat())[0] == status
    assert ask(profile, chat(joined=True))[0] == 200


@pytest.mark.parametrize("key", ["logprobs", "seed", "temperature", "response_format"])
def test_picky_servers_name_one_key(key: str) -> None:
    body = chat(form=False) | {key: json_schema(schema()) if key == "response_format" else 1}
    assert param(PICKY, body) == param(picky(key), body) == key
    assert param(picky(key, names_param=False), body) is None
    assert ask(picky("user"), body)[0] == 200


# --- llama.cpp, as measured --------------------------------------------------------------------------------------


def test_llama_needs_a_schema_beside_json_object() -> None:
    assert ask(LLAMA_CPP, chat())[0] == 500
    for more in ({"type": "json_object"}, json_schema(GREEN)):
        _status, told = ask(LLAMA_CPP, probe(response_format={**more, "schema": GREEN}))
        assert told["choices"][0]["message"]["content"] == '{"colour": "green"}'


def test_llama_drops_a_schema_that_it_cannot_use() -> None:
    dropped = {**GREEN, "properties": {"colour": {"not": {"type": "null"}}}}
    _status, told = ask(LLAMA_CPP, probe(response_format={"type": "json_object", "schema": dropped}))
    assert told["choices"][0]["message"]["content"].startswith("1 2 3")


def test_llama_has_logprobs_only_with_both_keys() -> None:
    assert ask(LLAMA_CPP, probe(logprobs=True))[1]["choices"][0]["logprobs"] is None
    found = ask(LLAMA_CPP, probe(logprobs=True, top_logprobs=2))[1]["choices"][0]["logprobs"]["content"]
    assert {len(one["top_logprobs"]) for one in found} == {1, 2, 3}


def test_llama_knows_max_tokens_only() -> None:
    assert ask(LLAMA_CPP, probe(max_completion_tokens=2))[1]["choices"][0]["finish_reason"] == "stop"
    _status, told = ask(LLAMA_CPP, probe(max_tokens=2))
    assert told["choices"][0]["finish_reason"] == "length"
    assert set(told["usage"]) == {"prompt_tokens", "completion_tokens", "total_tokens"}


def test_llama_has_errors_of_its_own() -> None:
    long = probe(messages=[{"role": "user", "content": "x" * 20_000}])
    status, told = ask(LLAMA_CPP, long)
    assert (status, told["error"]["code"]) == (400, "context_length_exceeded")
    assert ask(LLAMA_CPP, b"{") == (500, "Internal Server Error")
    assert ask(LLAMA_CPP, probe(), api_key="right") == (401, {"detail": "Incorrect API key provided."})
    assert ask(LLAMA_CPP, probe(messages=[{"role": "developer", "content": "x"}]))[0] == 500


def test_llama_echoes_any_model_and_gives_one_choice() -> None:
    _status, told = ask(LLAMA_CPP, probe(model="another", n=2))
    assert told["model"] == "another"
    assert len(told["choices"]) == 1


def test_llama_serves_one_request_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def four(client: AsyncOpenAI) -> None:
        await asyncio.gather(*(client.chat.completions.create(**probe(user=str(n))) for n in range(4)))

    at_work: list[int] = [0]
    most: list[int] = []

    async def sleep(seconds: float) -> None:
        at_work[0] += 1
        most.append(at_work[0])
        await asyncio.sleep(seconds)
        at_work[0] -= 1

    monkeypatch.setattr(app, "asyncio", SimpleNamespace(sleep=sleep, Lock=asyncio.Lock))
    with serving(Config(profile=LLAMA_CPP, latency=0.05)) as server:
        through_openai(server, four)
    assert most == [1, 1, 1, 1]


def test_a_schema_that_is_ignored_binds_nothing() -> None:
    with serving(Config(profile=replace(OLLAMA, schemas="ignored"), truth=TRUTH)) as server:
        assert content(post(server, CHAT, probe(response_format=json_schema(GREEN)))).startswith("1 2 3")
        assert json.loads(content(post(server))).keys() == ANSWERS.keys()
