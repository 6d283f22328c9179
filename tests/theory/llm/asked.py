"""What the tests of the language-model theory ask: a policy of every sort, its questions, texts, how they are put."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import logitext
from logitext import theory
from logitext.theory.protocol import Question, Reply, Texts
from logitext.trail.questions import questions
from tests.model_server.config import Config
from tests.model_server.run import Server, serving

T = TypeVar("T")

POLICY = logitext.loads("""
{{text post: "a public message"}}
{{let threat = [[the message threatens a person]] where "the message" is post
  ask "Does it threaten somebody?" yes "I will find you." no "Find me at the bar."}}
{{let insult = [[insults the person it addresses]]  let quoted = [[is quoted to condemn it]]}}
{{let severity: minor | serious | deadly = [[how severe the harm would be]]}}
{{let victims: Int = [[how many people it targets]]  let score: Real = [[how angry it is, from 0 to 50]]}}
{{let place: Text = [[the place that it names]]}}
{{violation remove = (threat or insult) unless quoted
  verdict severe = severity != minor and (victims >= 4 or score > 20.5)
  verdict there = place == "Lisbon"}}
""")

QUESTIONS = tuple(questions(POLICY.checked).values())
TRUTHS = tuple(question for question in QUESTIONS if question.sort == theory.Question("", "", "").sort)
DECIDABLE = tuple(question for question in QUESTIONS if question.clause in ("threat", "insult", "quoted", "severity"))
TEXTS = Texts({"post": "You fool, I will break both your legs <b>tonight</b>!"}, "post.txt")


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What a coroutine gives."""
    return asyncio.run(work())


def quick(model: theory.OpenAI) -> theory.OpenAI:
    """The theory, now with short waits between attempts."""
    model.retry_policy = dataclasses.replace(model.retry_policy, first_wait=0.001, longest_wait=0.01)
    return model


@contextmanager
def asking(config: Config | None = None, **settings: Any) -> Iterator[tuple[Server, theory.OpenAI]]:
    """A server, and a theory that asks it; both are closed at the end."""
    with serving(config) as server:
        model = quick(theory.OpenAI("test-model", base_url=server.base_url, **{"timeout": 60, **settings}))
        try:
            yield server, model
        finally:
            asyncio.run(model.aclose())


def put(model: theory.OpenAI, questions: Sequence[Question] = TRUTHS, texts: Texts = TEXTS) -> Reply:
    """The reply to questions."""
    return asyncio.run(model.answer(questions, texts))
