"""The cache keeps what was answered for a text under that text, however much another looks like it."""

from __future__ import annotations

from pathlib import Path

from logitext.theory.protocol import Value
from tests.model_server.run import serving
from tests.theory.llm.hostile import characters
from tests.theory.llm.hostile.asking import FULL, QUESTIONS, config, put, theory_of, wanted


def test_each_text_has_its_own_answers_in_the_cache(tmp_path: Path) -> None:
    texts = list(characters.TEXTS.values())
    file = tmp_path / "answers.db"
    with serving(config(FULL)) as server:
        first = put(theory_of(server, "chat", cache=file), texts, [QUESTIONS])
        server.reset()
        again = put(theory_of(server, "chat", cache=file, cache_only=True), texts, [QUESTIONS])
        assert server.requests == ()
    for text, one, other in zip(texts, first, again, strict=True):
        assert one.answers == other.answers
        for question in QUESTIONS:
            answer = other.answers[question.id]
            assert isinstance(answer, Value)
            assert answer.value == wanted(text, question)
