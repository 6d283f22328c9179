"""Replies as servers and models send them beside the rule: read where that is safe, and named where it is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from logitext.theory.llm.apis.written import plain
from logitext.theory.llm.capabilities import Api
from logitext.theory.llm.faults import ModelError
from logitext.theory.protocol import Failure, Texts, Value
from tests.theory.llm.asked import POLICY, QUESTIONS, TRUTHS, put
from tests.theory.llm.replying import Request, Sent, answers, asking_for, chat, choice, message, responses

YES = answers()
NO = answers(False)
APART = "; have the server keep that apart (vLLM: `--reasoning-parser`, llama.cpp: `--reasoning-format deepseek`)"


def answer(*bodies: Any, **settings: Any) -> Any:
    with asking_for(*bodies, **{"retries": 0, **settings}) as (_, model):
        return put(model, TRUTHS[:1]).answers["threat"]


READ = {
    "a thought": chat(f"<think>Perhaps {NO}, or not.</think>\n{YES}"),
    "a thought with capitals": chat(f" \n<Thinking>hm</Thinking>{YES}"),
    "a thought that speaks of thoughts": chat(f"<think>It says <think>. Fine.</think>{YES}"),
    "parts": chat([{"type": "text", "text": YES[:9]}, {"type": "text", "text": YES[9:]}]),
    "parts with a thought": chat([{"type": "thinking", "thinking": NO}, {"type": "text", "text": YES}]),
    "a mark of the byte order within": chat("\ufeff" + YES),
    "a mark of the byte order": b"\xef\xbb\xbf" + chat(YES),
    "a mark and a thought": chat(f"\ufeff<think></think>\ufeff{YES}"),
    "several choices that agree": json.dumps({"choices": [choice(YES), choice(YES)]}).encode(),
    "a thought beside": chat(YES, reasoning_content=NO),
    "an error that is none": json.dumps({"choices": [choice(YES)], "error": None}).encode(),
    "no reason to end": chat(YES, None),
}


@pytest.mark.parametrize("body", READ.values(), ids=READ)
def test_what_is_harmless_is_read(body: bytes) -> None:
    assert answer(body) == Value(True)


def test_a_thought_is_cut_of_responses_too() -> None:
    assert answer(responses([message(f"<think>{NO}</think>{YES}")]), api="responses") == Value(True)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_fence_may_end_its_lines_in_both_ways(end: str) -> None:
    fenced = f"```json{end}{YES}{end}```"
    assert isinstance(answer(chat(fenced)), Failure)  # a schema is enforced here
    with asking_for(chat(fenced), retries=0) as (_, model):
        model.session.found[model.known_as] = type(model.session.found[model.known_as])(("chat",), "none")
        assert put(model, TRUTHS[:1]).answers["threat"] == Value(True)


def test_a_probability_is_found_behind_a_thought() -> None:
    written = ["<think>", 'no {"', "</think>", YES.removesuffix("true}}"), "true", "}}"]
    top = [{"token": "true", "logprob": -0.105}, {"token": "false", "logprob": -2.303}]
    logprobs = [{"token": token, "logprob": -0.1, "top_logprobs": top if token == "true" else []} for token in written]
    body = {"choices": [choice("".join(written)) | {"logprobs": {"content": logprobs}}]}
    found = answer(json.dumps(body).encode())
    assert found.probability == pytest.approx(0.9, abs=0.01)


NAMED = {
    "a thought without end": (
        chat(f"<think>Perhaps {YES}"),
        f"no JSON: the model thinks aloud, and came to no end{APART}",
    ),
    "a thought without beginning": (
        chat(f"Perhaps {NO}</think>{YES}"),
        f"no JSON: the model thinks aloud, and no mark says since when{APART}",
    ),
    "an answer behind an answer": (chat(f"{NO}</think>{YES}"), "no JSON: Extra data"),
    "a thought that ends twice": (chat(f"<think>a</think>{NO}</think>{YES}"), "no JSON: Extra data"),
    "a picture": (chat([{"type": "image_url"}]), 'wrong shape: a part of the reply is no text: "image_url"'),
    "a part without text": (chat([{"type": "text"}]), 'wrong shape: a part of the reply is no text: "text"'),
    "a part that is none": (chat([YES]), "wrong shape: a part of the reply is no text: nothing"),
    "no parts": (chat([]), "empty reply: the model wrote nothing"),
    "only a thought": (chat([{"type": "thinking"}]), "empty reply: the model wrote nothing"),
    "a tool": (
        chat(None, "tool_calls", tool_calls=[{"type": "function", "function": {"name": "answer", "arguments": YES}}]),
        'wrong shape: the model called a tool instead of answering: "answer"',
    ),
    "a function": (
        chat("", "function_call", function_call={"name": "f", "arguments": YES}),
        'wrong shape: the model called a tool instead of answering: "f"',
    ),
    "tools that are none": (
        chat(None, tool_calls=[{"function": "x"}, 7]),
        "wrong shape: the model called a tool instead of answering: nothing",
    ),
}


@pytest.mark.parametrize(("body", "reason"), NAMED.values(), ids=NAMED)
def test_what_is_no_answer_is_named(body: bytes, reason: str) -> None:
    found = answer(body)
    assert isinstance(found, Failure)
    assert found.reason.startswith(reason)


def test_a_tool_of_responses_is_named() -> None:
    found = answer(responses([{"type": "function_call", "name": "act", "arguments": YES}]), api="responses")
    assert found.reason == 'wrong shape: the model called a tool instead of answering: "act"'


# --- what is said twice ------------------------------------------------------------------------------------------

N, Y = json.dumps(NO), json.dumps(YES)
PREDICATE = '{"type": "predicate", "name": "threat", "probability": '
TWICE: dict[str, tuple[Api, str, str]] = {
    "content": ("chat", f'{{"choices": [{{"message": {{"content": {N}, "content": {Y}}}}}]}}', "content"),
    "message": (
        "chat",
        f'{{"choices": [{{"message": {{"content": {N}}}, "message": {{"content": {Y}}}}}]}}',
        "message",
    ),
    "choices": (
        "chat",
        f'{{"choices": [{{"message": {{"content": {N}}}}}], "choices": [{{"message": {{"content": {Y}}}}}]}}',
        "choices",
    ),
    "escaped": ("chat", f'{{"choices": [{{"message": {{"content": {N}, "c\\u006fntent": {Y}}}}}]}}', "content"),
    "output": ("responses", '{"output": [], "output": [{"type": "message"}]}', "output"),
    "text": (
        "responses",
        f'{{"output": [{{"type": "message", "content": [{{"type": "output_text", "text": {N}, "text": {Y}}}]}}]}}',
        "text",
    ),
    "answers": ("decisions", f'{{"answers": [{PREDICATE}0.1}}], "answers": [{PREDICATE}0.9}}]}}', "answers"),
    "probability": ("decisions", f'{{"answers": [{PREDICATE}0.1, "probability": 0.9}}]}}', "probability"),
}


@pytest.mark.parametrize(("api", "body", "name"), TWICE.values(), ids=TWICE)
def test_an_envelope_that_says_a_thing_twice_is_no_answer(api: Api, body: str, name: str) -> None:
    found = answer(body.encode(), api=api)
    assert isinstance(found, Failure)
    assert found.reason == f'wrong shape: the reply says "{name}" twice'


@pytest.mark.parametrize("order", [(YES, NO), (NO, YES), (YES, YES.replace('""', '"so"'))])
def test_choices_that_differ_are_no_answer(order: tuple[str, str]) -> None:
    body = json.dumps({"choices": [choice(one) for one in order]}).encode()
    assert answer(body).reason == "wrong shape: the reply has 2 choices that differ"


def test_a_choice_that_declines_beside_one_that_answers_is_no_answer() -> None:
    body = json.dumps({"choices": [choice(YES), choice(None, refusal="no")]}).encode()
    assert isinstance(answer(body), Failure)


def test_two_messages_of_responses_are_no_answer() -> None:
    assert answer(responses([message(YES), message(NO)]), api="responses").reason.startswith("no JSON: Extra data")


def test_a_label_with_two_probabilities_is_no_answer() -> None:
    (severity,) = [question for question in QUESTIONS if question.clause == "severity"]
    listed = [{"value": "minor", "probability": 0.1}, {"value": "minor", "probability": 0.9}]
    body = {"answers": [{"type": "choice", "name": severity.id, "choice": "minor", "probabilities": listed}]}
    with asking_for(json.dumps(body).encode(), api="decisions", retries=0) as (_, model):
        found = put(model, [severity]).answers[severity.id]
    assert isinstance(found, Failure)
    assert found.reason == 'wrong value: "minor" has 2 probabilities'


# --- an error in a reply with a good status ----------------------------------------------------------------------

ERRORS: dict[str, tuple[Any, str, int]] = {
    "503": ({"message": "overloaded", "code": 503}, "server error: overloaded (503)", 503),
    "digits": ({"message": "overloaded", "code": "503"}, "server error: overloaded (503)", 503),
    "status": ({"message": "too many", "status": 429}, "rate limited: too many (429)", 429),
    "401": ({"message": "who?", "code": 401}, "not authorised: who? (401)", 401),
    "a code": ({"message": "wait", "code": "rate_limit_exceeded"}, "rate limited: wait (rate_limit_exceeded)", 200),
    "a type": ({"message": "who?", "type": "authentication_error"}, "not authorised: who?", 200),
    "words": ("out of memory", "server error: out of memory", 200),
    "detail": ({"detail": "broken"}, "server error: broken", 200),
    "nothing said": ({"x": 1}, "server error: the reply is an error that says nothing", 200),
    "no status": ({"message": "odd", "code": 12}, "server error: odd", 200),
    "no number": ({"message": "odd", "code": True}, "server error: odd", 200),
    "no route": (
        "Unexpected endpoint or method. (POST /x)",
        "not found: Unexpected endpoint or method. (POST /x)",
        404,
    ),
}


@pytest.mark.parametrize(("error", "reason", "status"), ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("answered", [False, True])
def test_a_reply_that_is_an_error_is_that_error(error: Any, reason: str, status: int, answered: bool) -> None:
    body = {"error": error} | ({"choices": [choice(YES)]} if answered else {})
    found = answer(json.dumps(body).encode())
    assert isinstance(found, Failure)
    assert found.reason == reason
    assert isinstance(found.error, ModelError)
    assert found.error.status == status


def test_an_error_of_a_choice_is_one_of_the_reply() -> None:
    body = {"choices": [choice(YES, "error") | {"error": {"code": 502, "message": "upstream"}}]}
    assert answer(json.dumps(body).encode()).reason == "server error: upstream (502)"


def test_an_error_in_a_reply_is_tried_again_as_its_status_is() -> None:
    busy = json.dumps({"error": {"message": "overloaded", "code": 503}}).encode()
    with asking_for(busy, busy, chat(YES), retries=3) as (counted, model):
        before = model.session.limiter.limit
        assert put(model, TRUTHS[:1]).answers["threat"] == Value(True)
        assert counted.calls == 3
        assert model.session.limiter.limit < before  # as for a 503, it gets less
    unknown = json.dumps({"error": {"message": "no", "code": 401}}).encode()
    with asking_for(unknown, chat(YES), retries=3) as (counted, model):
        assert put(model, TRUTHS[:1]).answers["threat"] == Failure("not authorised: no (401)")
        assert counted.calls == 1


# --- a base URL without `/v1` ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        (404, {}, b'{"detail": "Not Found"}'),
        (405, {}, b"Method Not Allowed"),
        b'{"error": "Unexpected endpoint or method. (POST /chat/completions)"}',
        b"<!doctype html><title>Welcome</title>",
    ],
    ids=["404", "405", "in the reply", "a page"],
)
def test_a_base_url_without_a_version_gets_a_hint(body: Any) -> None:
    hint = "; most servers want a base URL that ends in `/v1`: try `http://127.0.0.1:"
    for path in ("", "/"):
        assert hint in answer(body, path=path).reason
    for path in ("/v1", "/api/v3/", "/openai/V1"):
        assert "most servers want" not in answer(body, path=path).reason


def test_a_key_that_a_gateway_does_not_know_is_named_as_such() -> None:
    """LiteLLM's proxy without a database says of such a key only that it has none."""
    found = answer((400, {}, b'{"error": {"message": "No connected db.", "type": "no_db_connection", "code": "400"}}'))
    assert found.error.kind == "not authorised"
    assert found.reason.endswith("No connected db.; LiteLLM's proxy says so of a key that it does not know")


def test_a_page_is_named_by_its_title() -> None:
    found = answer(b"<!doctype html><html><head><title>Sign in\n to us</title>", path="/v1")
    assert found.reason.startswith(
        "no JSON: a web page (“Sign in to us”); is a model's server at this base URL, and not"
    )


# --- a quotation that was dropped --------------------------------------------------------------------------------


def test_a_result_says_that_a_quotation_was_dropped() -> None:
    document = Texts({"post": "I will find you."})
    policy = POLICY
    for quote, dropped in (("I will find", False), ("I will kill", True), (None, False)):

        def reply(request: Request, quote: str | None = quote) -> Sent:
            return 200, {}, chat(_all(request.body, quote))

        with asking_for(reply) as (_, model):
            result = policy.check(document, theory=model, verdicts=["remove"])
        reasons = result.verdicts["remove"].because
        assert reasons
        assert {(reason.quote, reason.quote_dropped) for reason in reasons} == {(None if dropped else quote, dropped)}


def _all(sent: bytes, quote: str | None) -> str:
    """Every question of a request answered, with a quotation."""
    data = json.loads(json.loads(sent)["messages"][1]["content"][-1]["text"])
    asked = data.get("questions") or json.loads(json.loads(sent)["messages"][1]["content"][0]["text"])["questions"]
    said = {one["id"]: one["id"] != "quoted" for one in asked}
    return json.dumps({id_: {"reason": "", "quote": quote, "answer": value} for id_, value in said.items()})


def test_a_text_without_marks_stays_as_it_is() -> None:
    assert plain(YES, "") == YES
