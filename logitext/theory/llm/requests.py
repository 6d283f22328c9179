"""The requests that questions make, as a server that can do everything gets them: shown, not sent."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from logitext.policy.put_as import Manner, PutAs
from logitext.theory.llm.apis import chat, responses
from logitext.theory.llm.apis.completion import Parameters
from logitext.theory.llm.asking import decider
from logitext.theory.llm.capabilities import Api, Capabilities
from logitext.theory.llm.forms import Form, PromptOrder
from logitext.theory.llm.manners import by_default
from logitext.theory.llm.prompt import load_prompt, pieces
from logitext.theory.llm.schema import schema_of
from logitext.theory.llm.settings import ModelSettings
from logitext.theory.protocol import Question, Texts

_ALL = Capabilities(("chat",), "json_schema", logprobs=True, seed=True, temperature=True)


def requests(
    questions: Sequence[Question],
    texts: Texts,
    *,
    api: Api = "chat",
    batch: int = 1,
    prompt: str | os.PathLike[str] | None = None,
    model: str = "MODEL",
    answer: Form | None = None,
    wording: Manner | None = None,
    prompt_order: PromptOrder | None = None,
) -> Iterator[dict[str, Any]]:
    """The body of each request, so many questions at a time; of an endpoint that decides, those alone that it can."""
    words = load_prompt(prompt)
    if wording is not None:
        questions = [by_default(question, PutAs(wording)) for question in questions]
    settings = ModelSettings(answer=words.answer(answer), prompt_order=prompt_order)
    deciding = decider(api)
    if deciding is not None:
        questions = [question for question in questions if deciding.can_decide(question, _ALL)]
    for start in range(0, len(questions), batch):
        some = questions[start : start + batch]
        if deciding is not None:
            yield dict(deciding.body(model, words, some, deciding.shown(some, texts), _ALL))
            continue
        module = chat if api == "chat" else responses
        form = settings.form(some, _ALL)
        filled = pieces(words, some, texts, texts_first=settings.texts_come_first(len(some)), form=form)
        parameters = Parameters(settings.room(some, _ALL), settings.heat, settings.seed)
        schema = schema_of(some, form, bounded=_ALL.bounds)
        yield module.body(model, filled, schema, _ALL, parameters)
