"""Log-probabilities of what was written: tokens cut in the ways that tokenisers cut, and what else could have stood.

Of the value of an answer, the token that decides it has the confidence as its probability, and the other values share
what is left. In one manner the confidence is scattered over two spellings of the same value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal, TypeAlias, get_args

from tests.model_server.reading import Asked, AskedQuestion
from tests.model_server.truth import Texts
from tests.model_server.usage import encoded

Confidence: TypeAlias = float | Callable[[Texts, AskedQuestion], float]
Manner: TypeAlias = Literal["plain", "space", "colon", "split", "scattered"]

_VALUE = r'(:\s*)(true|false|null|-?[\d.]+(?:[eE][+-]?\d+)?|"(?:[^"\\]|\\.)*")'
_ANSWER = re.compile('"answer"' + _VALUE)
_ALONE = re.compile(r'(?<=[{,\s])"(?:[^"\\]|\\.)*"' + _VALUE)
_PIECE = re.compile(r"\w+|\s+|[^\w\s]{1,3}")
_NEVER = -9999.0


@dataclass(frozen=True, slots=True)
class Token:
    """A token, and every token that could have stood in its place, with probabilities; the chosen one is the first."""

    text: str
    chances: tuple[tuple[str, float], ...]


def confidence_in(confidence: Confidence, texts: Texts, question: AskedQuestion) -> float:
    return confidence(texts, question) if callable(confidence) else confidence


def logprobs(
    text: str, asked: Asked, confidence: Confidence, rng: Random, most: int, *, ragged: bool
) -> list[dict[str, Any]]:
    """The `logprobs.content` of a reply; with `ragged` there is sometimes one alternative more or fewer than asked."""
    found = []
    for token in tokenised(text, asked, confidence, rng):
        wanted = max(1, most + rng.choice((-1, 0, 1))) if ragged and most else most
        ranked = sorted(token.chances, key=lambda chance: -chance[1])[:wanted]
        found.append({**_entry(*token.chances[0]), "top_logprobs": [_entry(other, chance) for other, chance in ranked]})
    return found


def tokenised(text: str, asked: Asked, confidence: Confidence, rng: Random) -> Iterator[Token]:
    """The tokens of a text, which together are the text."""
    at = 0
    answers = (_ANSWER if asked.fields else _ALONE).finditer(text)
    for found, question in zip(answers, asked.questions, strict=False):
        manner: Manner = rng.choice(get_args(Manner))
        start, value = found.start(2), found[2]
        if manner == "colon":
            start = found.start(1)
        elif manner == "space":
            start = found.start(1) + 1
        yield from map(_sure, _PIECE.findall(text[at:start]))
        sure = confidence_in(confidence, asked.texts, question)
        yield from _value(text[start : found.start(2)], value, _others(question, value), sure, manner)
        at = found.end()
    yield from map(_sure, _PIECE.findall(text[at:]))


def _value(prefix: str, value: str, others: Sequence[str], sure: float, manner: Manner) -> Iterator[Token]:
    """The tokens of an answer's value; `prefix` is what its first token begins with."""
    if value.startswith('"'):
        yield _sure(f'{prefix}"')
        inner = [other[1:-1] for other in others if other.startswith('"')]
        yield from _value("", value[1:-1], inner, sure, manner)
        yield _sure('"')
        return
    rest = value[2:] if manner == "split" else ""
    head = value.removesuffix(rest)
    chances = [(prefix + head, sure)]
    if manner == "scattered" and not prefix:
        chances = [(head, sure * 0.75), (f" {head}", sure * 0.25)]
    left = [prefix + other[: len(head)] for other in others if other[: len(head)] != head]
    shares = [0.9, *[0.1 / (len(left) - 1)] * (len(left) - 1)] if len(left) > 1 else [1.0] * len(left)
    chances += [(other, (1 - sure) * share) for other, share in zip(left, shares, strict=True)]
    yield Token(prefix + head, tuple(chances))
    if rest:
        yield _sure(rest)


def _others(question: AskedQuestion, value: str) -> list[str]:
    """The other values as JSON, the likeliest first."""
    match question.kind:
        case "bool":
            listed = ["false", "true", "null"] if value == "true" else ["true", "false", "null"]
        case "int" | "real":
            listed = [str(number) for number in range(5)] + ["null"]
        case "text":
            listed = ['"somewhere"', '"nobody"', "null"]
        case "label" | "score":
            listed = [f'"{label}"' for label in question.labels] + ["null"]
    return [other for other in listed if other != value]


def _sure(text: str) -> Token:
    """A token whose place nothing else could have taken, or nearly; the words true and false as anywhere else."""
    if text in ("true", "false"):
        return Token(text, ((text, 0.6), ("true" if text == "false" else "false", 0.4)))
    return Token(text, ((text, 0.999), ("<other>", 0.0005), ("…", 0.0003), ("\n", 0.0002)))


def _entry(text: str, chance: float) -> dict[str, Any]:
    return {
        "token": text,
        "logprob": math.log(chance) if chance > 0 else _NEVER,
        "bytes": list(encoded(text)),
    }
