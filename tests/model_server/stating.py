"""System One: what a server objects to, what it answers; and what servers of `decisions` beside OpenAI's object to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tests.model_server.call import Call
from tests.model_server.config import Config
from tests.model_server.content import DEEP, HUGE
from tests.model_server.logprobs import confidence_in
from tests.model_server.profiles import PRICE, Profile
from tests.model_server.reading import AskedQuestion, Body
from tests.model_server.reply import Reply, as_json, as_text, error
from tests.model_server.truth import Value
from tests.model_server.usage import Usage, tokens
from tests.model_server.writing import told_usage

_UNTOLD = 0.5
_MASS = 0.97


# --- objections --------------------------------------------------------------------------------------------------


def only_the_user(profile: Profile, given: object) -> Iterator[Reply]:
    """The objections of LiteLLM's proxy and of vLLM to an input that is no string and not only what a user says."""
    if isinstance(given, str):
        return
    for at, message in enumerate(given if isinstance(given, list) else []):
        if message.get("role") != "user":
            told = "decisions input must be a string or a list of user messages"
            yield error(profile, 400, told, param=f"input[{at}].role")
        if set(message) - {"role", "content", "type"}:
            yield error(profile, 400, "unsupported field in a message", param=f"input[{at}]")
        parts = message.get("content")
        if isinstance(parts, list) and any(set(part) != {"type", "text"} for part in parts):
            yield error(profile, 400, "unsupported content part", param=f"input[{at}].content")


def systemone(profile: Profile, body: Body) -> Iterator[Reply]:
    """The objections to a request."""
    if not profile.decides:
        yield error(profile, 501, "this model cannot answer decisions", kind="NotImplementedError")
    if not isinstance(body.get("state"), str | dict | list):
        yield error(profile, 400, "state: expected a string, an object or an array", param="state")
    questions = body.get("questions")
    if not isinstance(questions, dict) or not questions:
        yield error(profile, 400, "questions: expected an object with a question or more", param="questions")
        return
    if len(questions) > profile.most_questions:
        told = f"too many questions: {len(questions)}, and the maximum is {profile.most_questions}"
        yield error(profile, 400, told, param="questions")
    for name, question in questions.items():
        wrong = _wrong(profile, question)
        if wrong is not None:
            yield error(profile, 400, f"question {name!r}: {wrong}", param=f"questions.{name}")


def _wrong(profile: Profile, question: Any) -> str | None:
    if not isinstance(question, dict) or set(question) - {"type", "instructions", "criteria"}:
        return "unexpected field"
    if not isinstance(question.get("instructions"), str) or not question["instructions"]:
        return "no instructions"
    criteria = question.get("criteria")
    match question.get("type"):
        case "noul":
            worded = criteria is None or (
                isinstance(criteria, dict)
                and set(criteria) <= {"true", "false"}
                and all(isinstance(words, str) for words in criteria.values())
            )
            return None if worded else "criteria must be null, or describe true and false"
        case "choice":
            if not isinstance(criteria, dict) or not all(v is None or isinstance(v, str) for v in criteria.values()):
                return "criteria must be an object of options"
            if longest := next((one for one in criteria if len(one) > (profile.longest_label or len(one))), None):
                return f"label {longest!r} is not a single token"
            most = profile.most_options
            return None if 2 <= len(criteria) <= most else f"{len(criteria)} options, expected 2 to {most}"
        case "score":
            fits = isinstance(criteria, list) and 2 <= len(criteria) <= 10 and len(set(criteria)) == len(criteria)
            return None if fits else "criteria must be a list of 2 to 10 levels"
    return f"unknown type {question.get('type')!r}"


# --- replies -----------------------------------------------------------------------------------------------------


def stated(config: Config, call: Call) -> Reply:
    """The reply to a request that nobody objects to."""
    profile, asked, fault = config.profile, call.asked, call.fault
    questions = asked.questions or asked.probed
    answers = {question.id: _answer(config, asked.texts, question) for question in questions}
    diagnostics = {name: {"label_mass": _MASS, "argmax_is_label": True} for name in answers}
    if profile.leaves_out and len(answers) > 1:
        del answers[questions[-1].id]
    first = questions[0].id
    match fault:
        case "wrong_sort":
            answers[first] = {"type": "choice", "choice": "maybe", "probabilities": {"maybe": 1.0}, "confidence": 1.0}
        case "bad_probability":
            answers[first] = answers[first] | {"noul": 1.7, "probabilities": None, "confidence": "high"}
        case "wrong_count":
            answers["of another call"] = {"type": "noul", "noul": 0.5}
            del answers[first]
        case "refusal":
            answers[first] = {"type": "refusal"}
    used = Usage(tokens(asked.prompt), len(answers))
    told, usage = told_usage(fault, {"input_tokens": used.prompt, "output_tokens": used.completion}, used)
    data: dict[str, Any] = {"model": call.body["model"], "answers": answers, "usage": told, "latency_ms": 3}
    if profile.told == "with diagnostics":
        data["diagnostics"] = diagnostics
    reply = as_json(200, data, usage)
    match fault:
        case "truncated":
            return replace(reply, body=reply.body[: len(reply.body) // 2], usage=None)
        case "wrong_schema":
            return as_json(200, {"answers": list(answers.values()), "model": call.body["model"]})
        case "not_json":
            page = as_text(200, f"Here is what I found.\n\n{reply.body.decode()}")
            return replace(page, content_type="application/json")
        case "deep_json":
            return replace(reply, body=b"[" * DEEP + b"]" * DEEP, usage=None)
        case "huge_reply":
            return replace(reply, body=b"{" + b" " * HUGE, usage=None)
    return reply


def _answer(config: Config, texts: Mapping[str, str], question: AskedQuestion) -> dict[str, Any]:
    value = config.truth.of(texts, question)
    sure = confidence_in(config.confidence, texts, question)
    more = config.profile.told != "noul alone"
    if question.kind == "bool":
        yes = _UNTOLD if value is None else sure if value else 1 - sure
        shares = {"probabilities": {"yes": round(yes, 3), "no": round(1 - yes, 3)}, "confidence": max(yes, 1 - yes)}
        return {"type": "noul", "noul": yes} | (shares if more else {})
    chances = _chances(question, value, sure)
    best = max(range(len(chances)), key=chances.__getitem__)
    if question.kind == "label":
        named = dict(zip(map(str, question.labels), chances, strict=True))
        return {
            "type": "choice",
            "choice": question.labels[best],
            "probabilities": named,
            "confidence": chances[best],
        }
    return {
        "type": "score",
        "score": sum(at * chance for at, chance in enumerate(chances)),
        "legend": {str(at): label for at, label in enumerate(question.labels)},
        "probabilities": {str(at): chance for at, chance in enumerate(chances)},
        "confidence": chances[best],
    }


def _chances(question: AskedQuestion, value: Value, sure: float) -> list[float]:
    """The probability of each label: of the true one what the server is sure of, and the others share the rest."""
    count = len(question.labels)
    if value is None:
        return [1 / count] * count
    return [sure if label == value else (1 - sure) / (count - 1) for label in question.labels]


# --- the price ---------------------------------------------------------------------------------------------------


def charged(profile: Profile, reply: Reply) -> Reply:
    """The reply with what the call cost, where the server says so."""
    if profile.cost is None or reply.usage is None:
        return reply
    if profile.cost == "header":
        return replace(reply, headers={**(reply.headers or {}), "x-litellm-response-cost": str(PRICE)})
    data = json.loads(reply.body)
    return as_json(200, {**data, "usage": {**data["usage"], "cost": PRICE}}, reply.usage)
