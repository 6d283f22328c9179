"""What the server holds for true: a value for each question about texts, and how sure it is of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from tests.model_server.reading import AskedQuestion

Value: TypeAlias = bool | int | float | str | None
"""A real may be written as a str, so that it stays exact. None: the texts do not say."""

Texts: TypeAlias = Mapping[str, str]
_WORDS = ("Lisbon", "somebody", "the harbour", "naïve", "a “friend”", "Zürich \N{SNOWMAN}")


def random_of(*parts: object) -> Random:
    """A generator that depends on the parts alone: not on the process, and not on what was drawn before."""
    written = "\x1f".join(str(part) for part in parts)
    return Random(hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=16).digest())


@dataclass(frozen=True, slots=True)
class Truth:
    """The value of a question about texts, from any function of them.

    >>> Truth(lambda texts, question: "kill" in texts["post"]).of({"post": "hello"}, AskedQuestion("a", "b", "bool"))
    False
    """

    of: Callable[[Texts, AskedQuestion], Value]

    @classmethod
    def table(cls, values: Mapping[tuple[str, str], Value]) -> Truth:
        """From (the content of a text, the id of a question); what is not in the table nobody can tell."""

        def of(texts: Texts, question: AskedQuestion) -> Value:
            found = (values[content, question.id] for content in texts.values() if (content, question.id) in values)
            return next(found, None)

        return cls(of)

    @classmethod
    def hashed(cls, seed: int = 0, *, unknown: float = 0.1, wording: bool = True) -> Truth:
        """Looks random, and is the same whenever the texts, the id, the kind and (with `wording`) the clause are."""

        def of(texts: Texts, question: AskedQuestion) -> Value:
            clause = question.clause if wording else ""
            rng = random_of(seed, json.dumps(dict(texts), sort_keys=True), question.id, clause, question.kind)
            return None if rng.random() < unknown else _drawn(rng, question)

        return cls(of)


def _drawn(rng: Random, question: AskedQuestion) -> Value:
    match question.kind:
        case "bool":
            return rng.random() < 0.5
        case "int":
            return rng.randint(0, 9)
        case "real":
            return str(rng.randint(0, 400) / 8)
        case "text":
            return rng.choice(_WORDS)
        case "label" | "score":
            return rng.choice(question.labels)
