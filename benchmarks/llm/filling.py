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
    sure = False

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
        meter.calls, meter.input_tokens = 1, 500 + len(texts["post"]) + sum(map(ord, texts["post"]))
        meter.output_tokens = 12 * len(questions)
        likely = 0.9 + (meter.input_tokens % 97) / 1000 if self.sure else None
        given = {True: theory.Value(True, likely), False: theory.Value(False, None if likely is None else 1 - likely)}
        return {one.id: Put(given[bool(answers[one.clause])], len(questions) == 1) for one in questions}


def cached(
    cache: Cache, known: Mapping[str, Mapping[str, Value]], sure: bool = False
) -> tuple[theory.OpenAI, theory.OpenAI]:
    """A model that fills a cache with what is known of texts, and one that has that cache.

    If they are `sure`, they say how much: answers have probabilities, which differ.
    """
    filling, model = (
        kind(MODEL, base_url="http://127.0.0.1:9/v1", api_key="none", cache=cache, api="chat")
        for kind in (Filling, theory.OpenAI)
    )
    assert isinstance(filling, Filling)
    filling.known, filling.sure = known, sure
    model.session.found[model.known_as] = ABLE
    return filling, model
