"""How the questions to a model are put together into calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from logitext.theory.llm.apis import decisions
from logitext.theory.llm.capabilities import DECIDING, Api, Capabilities
from logitext.theory.llm.forms import Form
from logitext.theory.llm.kept import SharedContext
from logitext.theory.llm.once import MOST_KEPT
from logitext.theory.llm.settings import ModelSettings
from logitext.theory.protocol import (
    Question,
)

if TYPE_CHECKING:
    pass

from logitext.theory.llm.connected import ConnectedModel


class BatchingModel(ConnectedModel):
    """Questions by the endpoint that takes them; no more at a time than it takes."""

    def _batches(
        self, questions: Sequence[Question], able: Capabilities, settings: ModelSettings
    ) -> list[tuple[Api | None, Sequence[Question]]]:
        """Questions by the endpoint that takes them, and by the form that their answers have of themselves.

        There are no more at a time than the endpoint takes; it is None where none does.
        """
        decides = able.decides
        if decides is not None or settings is not self.settings:
            return self._split(questions, able, settings)
        by = (id(able), *map(id, questions))  # all that it depends on: what may be asked to decide changes
        known = self._split_before.get(by)
        if known is None:
            if len(self._split_before) >= MOST_KEPT:
                self._split_before.clear()
            # What the numbers stand for is kept too, so that they stand for nothing else.
            known = self._split_before[by] = able, tuple(questions), self._split(questions, able, settings)
        return known[2]

    def _split(
        self, questions: Sequence[Question], able: Capabilities, settings: ModelSettings
    ) -> list[tuple[Api | None, Sequence[Question]]]:
        by_kind: dict[tuple[Api | None, Form | None], list[Question]] = {}
        decides, writes = able.decides, able.writes
        for question in questions:
            can = decides is not None and decisions.can_decide(question, able) and not self._is_left(question, able)
            kind = (decides, None) if can else (writes, settings.form([question], able))
            by_kind.setdefault(kind, []).append(question)
        batches: list[tuple[Api | None, Sequence[Question]]] = []
        for (api, _), group in by_kind.items():
            most = able.most_questions if api in DECIDING else settings.max_questions
            batches += [(api, group[start : start + most]) for start in range(0, len(group), most)]
        return batches

    def _is_left(self, question: Question, able: Capabilities) -> bool:
        """Whether a question is written, as the endpoint that decides has not taken it."""
        return able.writes is not None and self.session.leaves(self.known_as, question)

    def _asked(self, api: Api, able: Capabilities, settings: ModelSettings) -> SharedContext:
        last = self._asked_last
        if last is not None and last.able is able and last.settings is settings and last.api == api:
            return last
        found = self._asked_of.get((api, settings))
        if found is None or found.able != able:
            asked = SharedContext(self.endpoint.name, self._model, self._words.version, api, able, settings)
            found = self._asked_of[api, settings] = asked
        self._asked_last = found
        return found
