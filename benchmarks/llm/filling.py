"""A model whose answers are all in its cache: filled without a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.llm.questions import ABLE, MODEL
from logitext import theory
from logitext.policy.sorts import Value
from logitext.theory import Question, Texts
from logitext.theory.llm.asking import Put
from logitext.theory.llm.cache.store import Cache
from logitext.theory.llm.capabilities import Api, Capabilities
from logitext.theory.llm.session import CallMeter
from logitext.theory.llm.settings import ModelSettings


class Filling(theory.OpenAI):
    """Answers from what is `known` of a text, in the place of calls; its cache keeps that."""

    known: Mapping[str, Mapping[str, Value]]

    async def _put(
        self,
        api: Api,
        questions: Sequence[Question],
        texts: Texts,
        able: Capabilities,
        settings: ModelSettings,
        meter: CallMeter,
    ) -> dict[str, Put]:
        answers = self.known[texts["post"]]
        return {one.id: Put(theory.Value(answers[one.clause]), len(questions) == 1) for one in questions}


def cached(cache: Cache, known: Mapping[str, Mapping[str, Value]]) -> tuple[theory.OpenAI, theory.OpenAI]:
    """A model that fills a cache with what is known of texts, and one that has that cache."""
    filling, model = (
        kind(MODEL, base_url="http://127.0.0.1:9/v1", api_key="none", cache=cache, api="chat")
        for kind in (Filling, theory.OpenAI)
    )
    assert isinstance(filling, Filling)
    filling.known = known
    model.session.found[model.known_as] = ABLE
    return filling, model
