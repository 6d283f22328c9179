"""How probable a model held its answer to a clause that holds or does not, from the log-probabilities of its tokens.

What a model says about its own certainty in words is worth nothing; what counts is how probable the token was with
which its answer begins. The alternatives to it are weighed against each other: those that begin `true` and those that
begin `false`, or those that begin each of the signs to choose from. Where log-probabilities are not those of the
constrained decoding, other tokens have the larger part; that part is left out.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Signs: TypeAlias = Mapping[str, float | None]
"""How an answer may begin, each with how probable that makes the clause; None: it says nothing of it."""

TRUTHS: Signs = {"true": 1.0, "false": 0.0, "null": None}

_SPACE = " \t\r\n"


class ReplyToken(NamedTuple):
    """A token of a reply: its text, its log-probability, and the most probable tokens in its place with theirs.

    `top` is as the server gives it, as it is looked at for one token of an answer only.
    """

    text: str
    logprob: float
    top: Any


def token_of(item: Any) -> tuple[str, float] | None:
    """The text and the log-probability of a token as servers give it; None where it is none."""
    if type(item) is not dict:
        return None
    text, logprob = item.get("token"), item.get("logprob")
    if not isinstance(text, str) or isinstance(logprob, bool) or not isinstance(logprob, int | float):
        return None
    return None if math.isnan(logprob) else (text, float(logprob))


def probabilities(content: str, tokens: Sequence[ReplyToken], ids: Mapping[str, Signs]) -> dict[str, float]:
    """How probable each clause is by the first token of its answer, by id; the answer begins with one of its signs.

    An id is missing where its answer cannot be found among the tokens.

    >>> top = [{"token": "true", "logprob": -0.105}, {"token": "false", "logprob": -2.303}]
    >>> tokens = [ReplyToken('{"a":{"answer":', -0.1, None), ReplyToken("true", -0.105, top), ReplyToken("}}", 0, None)]
    >>> found = probabilities('{"a":{"answer":true}}', tokens, {"a": TRUTHS})
    >>> round(found["a"], 2)
    0.9
    """
    by_place = {place: id_ for id_, place in _starts(content, ids).items()}
    if not by_place:
        return {}
    found = {}
    places = sorted(by_place)
    for at, token in _placed(content, tokens):
        while places and places[0] < at:
            places.pop(0)
        while places and places[0] < at + len(token.text):
            place = places.pop(0)
            probability = _probability(token, place - at, ids[by_place[place]])
            if probability is not None:
                found[by_place[place]] = probability
    return found


def _placed(content: str, tokens: Sequence[ReplyToken]) -> list[tuple[int, ReplyToken]]:
    """Where in the content each token begins; only the last of them, where the ones before do not fit.

    A server may list a token that ends the reply, and shows pieces of a character each in its own way. The answer
    stands near the end, so what matters fits more often than the whole.
    """
    rest = list(tokens)
    while rest and not (rest[-1].text and content.endswith(rest[-1].text)):
        rest.pop()
        if len(tokens) - len(rest) > _ENDINGS:
            return []
    placed: list[tuple[int, ReplyToken]] = []
    end = len(content)
    for token in reversed(rest):
        if not content.endswith(token.text, 0, end):
            break
        end -= len(token.text)
        placed.append((end, token))
    return placed[::-1]


_ENDINGS = 2


_DECODE = json.JSONDecoder(strict=False).raw_decode


def _starts(content: str, ids: Mapping[str, Signs]) -> dict[str, int]:
    """Where each id's answer begins: a word, or what stands behind a quotation mark."""
    starts = {}
    position = content.find("{") + 1
    while 0 < position < len(content):
        position = _skip(content, position, _SPACE + ",")
        if content[position : position + 1] != '"':
            break
        try:
            key, position = _DECODE(content, position)
            position = _skip(content, position, _SPACE + ":")
            item, end = _DECODE(content, position)
        except (ValueError, RecursionError):
            break
        if key in ids and isinstance(item, bool | str):  # the answer is all there is
            starts[key] = position + isinstance(item, str)
        if key in ids and isinstance(item, dict) and isinstance(item.get("answer"), bool | str):
            # The answer is the last field, and the key of nothing that is inside a string.
            tail = _LAST.search(content[position:end])
            if tail is not None:
                starts[key] = position + tail.start(1) + tail[1].startswith('"')
        position = end
    return starts


_LAST = re.compile(r'"answer"[ \t\r\n]*:[ \t\r\n]*(true|false|"[^"\\]{0,100}")[ \t\r\n]*\}\Z')


def _skip(content: str, position: int, characters: str) -> int:
    while position < len(content) and content[position] in characters:
        position += 1
    return position


def _probability(token: ReplyToken, offset: int, signs: Signs) -> float | None:
    """What the alternatives to a token say of the clause, the answer beginning at an offset in it."""
    before, chosen = token.text[:offset], token.text[offset:]
    weights = dict.fromkeys(signs, 0.0)
    listed = token.top if isinstance(token.top, list) else ()
    alternatives = dict([one for one in map(token_of, listed) if one is not None])
    alternatives.setdefault(token.text, token.logprob)
    for text, logprob in alternatives.items():
        # An alternative may bring its own space, or lack that of the chosen one.
        if not before or text.startswith(before):
            rest = text[offset:]
        else:
            rest = "" if before.strip(_SPACE) else text.lstrip(_SPACE)
        word = _word(rest.lstrip(_SPACE), signs)
        if word is not None and logprob <= 0:
            weights[word] += math.exp(logprob)
    answer = _word(chosen, signs)
    told = [(weights[word], holds) for word, holds in signs.items() if holds is not None]
    total = sum(weight for weight, _ in told)
    if answer is None or total <= 0:
        return None
    return min(1.0, max(0.0, sum(weight * holds for weight, holds in told) / total))


def _word(text: str, signs: Signs) -> str | None:
    """Which of the signs a token begins, or is."""
    if text in signs:
        return text
    return next((word for word in signs if word.startswith(text) or text.startswith(word)), None) if text else None
