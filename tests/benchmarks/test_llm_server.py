"""The server of the benchmarks replies with what clients read as an answer: else they measure how errors are met."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from benchmarks.llm import questions
from benchmarks.llm.server import _reply
from logitext.theory.llm.apis import chat, decisions
from logitext.theory.llm.apis.completion import Parameters
from logitext.theory.llm.forms import FORMS, Form
from logitext.theory.llm.prompt import load_prompt, pieces
from logitext.theory.llm.read import Judged, read_content
from logitext.theory.llm.schema import schema_of
from logitext.theory.protocol import Question, Value

ASKED: Sequence[Question] = (questions.question(), Question("other", "other", "is something else"))


def replied(path: bytes, body: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(_reply(path, json.dumps(body).encode()).partition(b"\r\n\r\n")[2])
    return found


@pytest.mark.parametrize("form", FORMS)
def test_a_chat_is_answered_in_the_form_that_was_asked_for(form: Form) -> None:
    filled = pieces(load_prompt(), ASKED, questions.texts(1, "test"), texts_first=True, form=form)
    body = chat.body(questions.MODEL, filled, schema_of(ASKED, form), questions.ABLE, Parameters(768, 0.0))
    reply = replied(b"/v1/chat/completions", body)
    answers = read_content(chat.completion(reply, json.dumps(reply)).content, ASKED, form, lenient=False)
    assert [isinstance(one, Judged) and one.value is True for one in answers.values()] == [True, True]


def test_questions_are_decided() -> None:
    shown = decisions.shown(ASKED, questions.texts(1, "test"))
    body = decisions.body(questions.MODEL, load_prompt(), ASKED, shown, questions.ABLE)
    reply = replied(b"/v1/decisions", body)
    answers = decisions.answers(reply, ASKED, json.dumps(reply))
    assert [isinstance(one, Value) for one in answers.values()] == [True, True]
