"""What asking a model would cost, and why the cache does not answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from logitext.theory.llm.asking import size_of
from logitext.theory.llm.capabilities import DECIDING, Api, Capabilities
from logitext.theory.llm.forms import SAID, Form
from logitext.theory.llm.kept import SharedContext, look_up
from logitext.theory.llm.once import MOST_KEPT
from logitext.theory.llm.rates import DECIDED, MANY, PromptFrame, RatesByText, rates
from logitext.theory.protocol import (
    Estimate,
    Price,
    Question,
    Texts,
)

if TYPE_CHECKING:
    pass

from logitext.theory.llm.batching import BatchingModel

_ROUND = 10
"""As what a call counts in what is to be asked, where its reply takes hours: more questions are put in one then."""
_USUAL = Capabilities(("chat",))
NOT_CACHED = "not in the cache"
"""How the reason begins that a question is not answered, where nothing but the cache may be asked."""
NOTHING_CACHED = f"{NOT_CACHED}: nothing is known of this server and model"


class CostingModel(BatchingModel):
    """Tells about calls before they are made."""

    def _why_not_cached(self, asked: SharedContext, question: Question, batch: Sequence[Question], texts: Texts) -> str:
        """That an answer is not in the cache, and what the nearest one was given for instead."""
        assert self.cache is not None
        nearest = self.cache.nearest(asked.components(batch, texts)[question.id])
        return NOT_CACHED if nearest is None else f"{NOT_CACHED}: {nearest}"

    def why_not_cached(self, questions: Sequence[Question], texts: Texts) -> dict[str, str]:
        """Why questions are not answered by the cache, by id: what the nearest entry was for instead."""
        questions = self._as_put(questions)
        able = self.remembered()
        if self.cache is None or able is None:
            why = "there is no cache" if self.cache is None else NOTHING_CACHED
            return dict.fromkeys([question.id for question in questions], why)
        found: dict[str, str] = {}
        for api, batch in self._batches(questions, able, self.settings):
            if api is not None:
                asked = self._asked(api, able, self.settings)
                missing = look_up(self.cache, asked, batch, texts).missing
                found |= {one.id: self._why_not_cached(asked, one, missing, texts) for one in missing}
        return found

    def estimate(self, questions: Sequence[Question], texts: Texts) -> Estimate:
        """What `answer` would use at most. Before anything is known of the server, as if it were the usual one."""
        questions = self._as_put(questions)
        able = self.remembered()
        known = able or Capabilities(("chat",))
        batches = self._batches(questions, known, self.settings)
        calls = size = likely = most = cached = 0
        at_most = 0
        calibration = self.session.calibration(self._model)
        for api, batch in batches:
            if api is None:
                continue
            missing = tuple(batch)
            if self.cache is not None and able is not None:
                missing = look_up(self.cache, self._asked(api, able, self.settings), batch, texts).missing
            cached += len(batch) - len(missing)
            if not missing or self._cache_only:
                continue
            count = 1 if api in DECIDING else self.settings.samples
            prompt = size_of(api, self._words, missing, texts, self.settings.form(missing, known))
            calls += count
            size += count * prompt
            likely += count * calibration.likely(prompt)
            at_most += count * calibration.at_most(prompt)
            most += count * (len(missing) if api in DECIDING else self.settings.room(missing, known))
        cost = None if self.money is None else self.money.cost(at_most, most)
        return Estimate(calls, at_most, most, cost, size, cached, likely)

    def rates(self, questions: Sequence[Question], texts: Texts) -> Price:
        """The price of all samples of a call: in money if the price is known, and otherwise in tokens."""
        questions = self._as_put(questions)
        # As if log-probabilities were told: that is not known at first, and the price must be the same then.
        known = self.remembered() or _USUAL
        if self._rated_as is None or self._rated_as[0] is not known:
            self._rated_as = known, replace(known, logprobs=True)
        able = self._rated_as[1]
        if able.decides is not None:  # what is decided may change, and its prompts are of another kind
            return self._rates_of(questions, able, lambda api, some, form: size_of(api, self._words, some, texts, form))
        by = (id(able), *texts, *map(id, questions))
        by_text = self._rated_before.get(by)
        if by_text is None:
            if len(self._rated_before) >= MOST_KEPT:
                self._rated_before.clear()
            api, group = next(iter(self._batches(questions, able, self.settings)))
            form = self.settings.form(group, able)
            frames = [
                PromptFrame.of(some, texts, size_of(api or "chat", self._words, some, texts, form))
                for some in (group[:1], group[:MANY])
            ]
            by_text = self._rated_before[by] = RatesByText((able, tuple(questions)), *frames)

        def of_sizes(one: int, several: int) -> Price:
            return self._rates_of(questions, able, lambda _, some, __: one if len(some) == 1 else several)

        return by_text(texts, of_sizes)

    def _rates_of(
        self, questions: Sequence[Question], able: Capabilities, size: Callable[[Api, Sequence[Question], Form], int]
    ) -> Price:
        """The rates, from the sizes of prompts."""
        api, group = next(iter(self._batches(questions, able, self.settings)))
        decides = api in DECIDING
        form = self.settings.form(group, able)
        found = rates(
            group,
            lambda some: size(api or "chat", some, form),
            DECIDED if decides else SAID[form],
            None if self.money is None else self.money.cost,
        )
        times = 1 if decides else self.settings.samples
        if self._post is not None:
            return Price(_ROUND * times * found.call, times * found.question)
        # What a further call repeats is what a call costs beside its questions: instructions, and texts before those.
        texts_first = decides or self.settings.texts_come_first(MANY)
        kept = self.money.share_of_kept if self.money is not None and texts_first else 1.0
        again = None if kept == 1 else times * found.call * kept
        return Price(times * found.call, times * found.question, again)
