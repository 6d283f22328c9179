"""What a model quotes is looked up in the text: kept where it stands there, however it was escaped."""

from __future__ import annotations

import json

import pytest

from logitext.theory.llm.read import Judged, read_content
from logitext.theory.protocol import Reply, Texts, Theory, Value
from logitext.theory.validation import checked
from tests.model_server.faults import Faults
from tests.theory.llm.hostile import closings
from tests.theory.llm.hostile.asking import QUESTIONS, WAYS, held, put, wanted

_MARKED = 'He wrote <b>"you fool"</b>,\n\tand [sic]\u2028 left.'


@pytest.mark.parametrize(
    "quote",
    [
        r'"<b>\"you fool\"</b>"',
        r'"\u003cb\u003e\u0022you fool\u0022\u003c/b\u003e"',
        r'"</b>,\n\tand [sic]"',
        r'"and \u005bsic\u005d\u2028 left"',
        r'"and [sic] left."',  # white space apart
    ],
)
def test_a_quotation_is_found_however_the_model_escapes_it(quote: str) -> None:
    found, notes = _quoted(quote)
    assert found is not None
    assert found in _MARKED
    assert (found.split(), notes) == (json.loads(quote).split(), ())


@pytest.mark.parametrize("quote", ['"you fool!"', r'"\u003cB\u003e"', '"<b>you fool</b>"', '"is rude"', '"He [sic]"'])
def test_a_quotation_that_is_not_there_is_dropped_and_said(quote: str) -> None:
    found, notes = _quoted(quote)
    assert found is None
    assert notes
    assert "is not in the text" in notes[0]


def _quoted(quote: str) -> tuple[str | None, tuple[str, ...]]:
    """What is kept of a quotation that a model writes as this JSON, and the notes."""
    question = QUESTIONS[0]
    reply = f'{{"{question.id}":{{"reason":"","quote":{quote},"answer":true}}}}'
    judged = read_content(reply, [question], lenient=False)[question.id]
    assert isinstance(judged, Judged)
    answers = {question.id: Value(judged.value, None, judged.quote)}
    found = checked(Theory(), [question], Reply(answers), Texts({"post": _MARKED}))
    answer = found.answers[question.id]
    assert isinstance(answer, Value)
    assert answer.value is True
    return answer.quote, found.notes


def test_what_nobody_wrote_is_no_quotation_over_a_server_either() -> None:
    way = WAYS["chat, texts first"]
    texts = list(closings.TEXTS.values())[:20]
    with held(way.profile, faults=Faults(rate=1.0, kinds=("wrong_quote",), probes=False)) as servers:
        found = put(way.theory(servers[way.profile.name]), texts, way.batches)
    for text, asked in zip(texts, found, strict=True):
        assert len(asked.notes) == len(QUESTIONS)
        assert all("is not in the text" in note for note in asked.notes)
        for question in QUESTIONS:
            answer = asked.answers[question.id]
            assert isinstance(answer, Value)
            assert (answer.value, answer.quote) == (wanted(text, question), None)
