"""What is asked: one clause about texts that all differ, and the same as messages for those who know no clauses."""

from __future__ import annotations

import json

import logitext
from benchmarks.llm.peers.talk import Task, text
from logitext import Policy
from logitext.theory import Question, Texts
from logitext.theory.llm.apis import chat
from logitext.theory.llm.apis.completion import Parameters
from logitext.theory.llm.capabilities import Capabilities
from logitext.theory.llm.prompt import load_prompt, pieces
from logitext.theory.llm.schema import schema_of
from logitext.trail.questions import questions

MODEL = "test-model"

ABLE = Capabilities(("chat",), "json_schema", logprobs=True, seed=True, temperature=True)
"""What is known of a server that takes everything."""

_SOURCE = """{{text post: "a post in a forum"}}
{{let insult = [[insults another member]]}}
{{verdict remove = insult}}
"""


def policy() -> Policy:
    """A policy of one clause."""
    return logitext.loads(_SOURCE)


def question() -> Question:
    """The question that its clause puts."""
    (one,) = questions(policy().checked).values()
    return one


def texts(number: int, run: str) -> Texts:
    return Texts({"post": text(number, run)})


def task(base_url: str) -> Task:
    """The question for peers that know no clauses: our words and our schema, without log-probabilities."""
    asked = question()
    mark = "THE TEXT"
    filled = pieces(load_prompt(), [asked], Texts({"post": mark}), texts_first=True)
    before, after = filled.texts.split(mark)
    schema = schema_of([asked])
    able = Capabilities(("chat",), "json_schema", temperature=True)
    body = chat.body(MODEL, filled, schema, able, Parameters(768, 0.0))
    parameters = {name: part for name, part in body.items() if name not in ("model", "messages")}
    return Task(
        base_url, MODEL, asked.wording, filled.instructions, before, after, filled.questions, parameters, schema
    )


def request(base_url: str) -> bytes:
    """The body of one such request."""
    one = task(base_url)
    return json.dumps({"model": MODEL, "messages": one.messages(text(0, "one")), **one.parameters}).encode()
