"""From what is asked to a decision, in the shape of the package openai 3.57; and what faults make of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.model_server.call import Call
from tests.model_server.config import Config
from tests.model_server.content import DEEP, HUGE
from tests.model_server.faults import Fault
from tests.model_server.logprobs import confidence_in
from tests.model_server.reading import Asked, AskedQuestion
from tests.model_server.reply import Reply, as_json, as_text
from tests.model_server.truth import Value
from tests.model_server.usage import Usage, tokens
from tests.model_server.writing import response_counts, told_usage

_UNTOLD = 0.5


def decision(config: Config, call: Call) -> Reply:
    asked, fault, model = call.asked, call.fault, call.body["model"]
    answers = [_answer(config, asked, question) for question in asked.questions or asked.probed]
    used = Usage(tokens(asked.prompt), len(answers), call.cached)
    told, usage = told_usage(fault, response_counts(used), used)
    answers = _spoilt(answers, fault, call.rng("spoilt").random())
    reply = as_json(200, {"answers": answers, "model": model, "usage": told}, usage)
    match fault:
        case "truncated":
            return replace(reply, body=reply.body[: len(reply.body) // 2], usage=None)
        case "wrong_schema":
            return as_json(200, {"results": {"first": True}, "model": model})
        case "not_json":
            return replace(
                as_text(200, f"Here is what I found.\n\n{reply.body.decode()}"), content_type="application/json"
            )
        case "deep_json":
            return replace(reply, body=b"[" * DEEP + b"]" * DEEP, usage=None)
        case "huge_reply":
            return replace(reply, body=b"{" + b" " * HUGE, usage=None)
    return reply


def _answer(config: Config, asked: Asked, question: AskedQuestion) -> dict[str, Any]:
    value = config.truth.of(asked.texts, question)
    sure = confidence_in(config.confidence, asked.texts, question)
    name = question.id or None
    if question.kind == "bool":
        probability = _UNTOLD if value is None else sure if value else 1 - sure
        return {"type": "predicate", "name": name, "probability": probability}
    chances = _chances(question, value, sure)
    best = max(range(len(chances)), key=chances.__getitem__)
    if question.kind == "label":
        listed = [
            {"value": label, "probability": chance} for label, chance in zip(question.labels, chances, strict=True)
        ]
        chosen = question.labels[best]
        return {"type": "choice", "name": name, "choice": chosen, "confidence": chances[best], "probabilities": listed}
    levels = [
        {"label": label, "value": at, "probability": chance}
        for at, (label, chance) in enumerate(zip(question.labels, chances, strict=True))
    ]
    score = sum(at * chance for at, chance in enumerate(chances))
    return {"type": "score", "name": name, "score": score, "confidence": chances[best], "probabilities": levels}


def _chances(question: AskedQuestion, value: Value, sure: float) -> list[float]:
    """The probability of each label: of the true one what the server is sure of, and the others share the rest."""
    count = len(question.labels)
    if value is None or count == 1:
        return [1 / count] * count
    return [sure if _same(label, value) else (1 - sure) / (count - 1) for label in question.labels]


def _same(label: Value, value: Value) -> bool:
    return type(label) is type(value) and label == value


def _spoilt(answers: list[dict[str, Any]], fault: Fault | None, drawn: float) -> list[dict[str, Any]]:
    match fault:
        case "refusal":
            return [
                {"type": "refusal", "name": answer["name"]} if at % 2 == 0 else answer
                for at, answer in enumerate(answers)
            ]
        case "wrong_count":
            return answers[:-1] if drawn < 0.5 else [*answers, answers[-1]]
        case "wrong_order_names":
            names = [answer["name"] for answer in answers]
            turned = [*names[1:], names[0]] if len(names) > 1 else ["another"]
            return [{**answer, "name": name} for answer, name in zip(answers, turned, strict=True)]
        case "bad_probability":
            return [_improbable(answers[0], drawn), *answers[1:]]
        case "wrong_sort":
            return [_of_wrong_sort(answers[0]), *answers[1:]]
    return answers


def _improbable(answer: dict[str, Any], drawn: float) -> dict[str, Any]:
    bad = (1.7, float("nan"), "likely", -0.2, None)[int(drawn * 5)]
    if answer["type"] == "predicate":
        return {**answer, "probability": bad}
    first, *rest = answer["probabilities"]
    return {**answer, "probabilities": [{**first, "probability": bad}, *rest]}


def _of_wrong_sort(answer: dict[str, Any]) -> dict[str, Any]:
    """A choice where a predicate was asked, a choice that nobody offered, a score beyond the last level."""
    match answer["type"]:
        case "predicate":
            listed = [{"value": "maybe", "probability": 0.9}, {"value": "no", "probability": 0.1}]
            probabilities = {"confidence": 0.9, "probabilities": listed}
            return {"type": "choice", "name": answer["name"], "choice": "maybe", **probabilities}
        case "choice":
            return {**answer, "choice": "none of these"}
        case _:
            return {**answer, "score": len(answer["probabilities"]) + 0.5}
