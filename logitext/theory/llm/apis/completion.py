"""What `chat` and `responses` have in common: the settings of a call, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from logitext.policy.sorts import show
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.probability import ReplyToken, token_of


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a request holds beside the prompt; what is None is not sent."""

    max_tokens: int
    temperature: float | None = None
    seed: int | None = None
    effort: str | None = None


@dataclass(frozen=True, slots=True)
class TokensSpent:
    """The tokens of a call by the server's own count."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote, and the tokens that it wrote it in where the server tells their log-probabilities."""

    content: str
    tokens: tuple[ReplyToken, ...] = ()


class ModelRefusedError(Exception):
    """The model declines to answer any of the questions."""


def field(data: Any, name: str, kind: type | tuple[type, ...], raw: str | None = None) -> Any:
    """A field of a reply, of a kind. ModelError where it is not there, or of another."""
    if not isinstance(data, Mapping) or not isinstance(data.get(name), kind):
        given = show(data.get(name)) if isinstance(data, Mapping) else "no object"
        raise ModelError("wrong shape", f"the reply's `{name}` is {given}", raw=raw)
    return data[name]


def spent(data: Any) -> TokensSpent | None:
    """The usage that a reply of any endpoint states; None where it states none that makes sense.

    >>> spent({"usage": {"prompt_tokens": 10, "completion_tokens": 2, "prompt_tokens_details": None}})
    TokensSpent(input_tokens=10, output_tokens=2, cached_tokens=0)
    >>> spent({"usage": {"prompt_tokens": -1, "completion_tokens": 2}})
    """
    usage = data.get("usage") if isinstance(data, Mapping) else None
    if not isinstance(usage, Mapping):
        return None
    input_tokens = usage.get("prompt_tokens", usage.get("input_tokens"))
    output_tokens = usage.get("completion_tokens", usage.get("output_tokens"))
    details = usage.get("prompt_tokens_details", usage.get("input_tokens_details"))
    cached = details.get("cached_tokens") if isinstance(details, Mapping) else 0
    if not (_is_count(input_tokens) and _is_count(output_tokens)):
        return None
    return TokensSpent(input_tokens, output_tokens, min(cached, input_tokens) if _is_count(cached) else 0)


def tokens(items: Any) -> tuple[ReplyToken, ...]:
    """Log-probabilities as servers give them; empty where they make no sense, as then there are simply none.

    >>> tokens([{"token": "true", "logprob": -0.1, "top_logprobs": [{"token": "true", "logprob": -0.1}]}])
    (ReplyToken(text='true', logprob=-0.1, top=[{'token': 'true', 'logprob': -0.1}]),)
    """
    if not isinstance(items, list):
        return ()
    found = []
    for item in items:  # a hundred in a reply, so what they usually are is seen at once
        text, logprob = (item.get("token"), item.get("logprob")) if type(item) is dict else (None, None)
        if type(text) is str and type(logprob) is float and logprob <= 0:
            found.append(ReplyToken(text, logprob, item.get("top_logprobs")))
            continue
        one = token_of(item)
        if one is None:
            return ()
        found.append(ReplyToken(*one, item.get("top_logprobs")))
    return tuple(found)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
