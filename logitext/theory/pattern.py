r"""The theory `pattern`: the policy's own `match` and `reject`.

>>> import asyncio
>>> from logitext.syntax.source import Span
>>> from logitext.syntax.tree import Regex
>>> from logitext.theory.protocol import Texts
>>> rude = Question("rude", "rude", "is rude", texts=("post",), match=(Regex(r"\bidiots?\b", "i", Span(0, 0)),))
>>> asyncio.run(Pattern().answer([rude], Texts({"post": "You IDIOT!"}))).answers["rude"]
Value(value=True, probability=None, quote='IDIOT')
>>> asyncio.run(Pattern().answer([rude], Texts({"post": "You angel!"}))).answers["rude"]
Unknown(reason='no pattern fits')
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from logitext.policy.patterns import compile_pattern
from logitext.policy.sorts import BOOL
from logitext.syntax.tree import Regex
from logitext.theory.protocol import Answer, Failure, Question, Reply, Texts, Theory, Unknown, Value


class Pattern(Theory):
    """Answers a Boolean clause by its patterns: true where a `match` occurs in its texts, false where a `reject` does.

    Where both do, or neither, it does not know. The first occurrence in the text is the quotation.

    `complete`: the patterns are all that there is to a clause. One that has `match` patterns is false where none of
    them fits, and one that has only `reject` patterns is true.

    >>> Pattern().price.free, Pattern(complete=True).name
    (True, 'pattern:complete')
    """

    name = "pattern"
    version = "2"
    """To be raised where a pattern fits other places than before: what a recording has of older ones is not replayed.

    1: `\\b`, `\\w`, `\\s`, `\\d` and line ends of ASCII alone, and texts in the form they came in. 2: those of Unicode.
    """

    def __init__(self, *, complete: bool = False) -> None:
        self._complete = complete
        if complete:
            self.name = "pattern:complete"

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return self.at_hand(questions, texts)

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply:
        found = {question.id: _judge(question, texts) for question in questions}
        if self._complete:
            found |= {one.id: Value(not one.match) for one in questions if _is_read(one, found[one.id], texts)}
        return Reply(found)


_NEITHER = Unknown("no pattern fits")


def _is_read(question: Question, answer: Answer, texts: Texts) -> bool:
    """Whether patterns were looked for in all that the question is about, and none fits."""
    return answer == _NEITHER and all(name in texts for name in question.texts)


def _judge(question: Question, texts: Texts) -> Answer:
    if question.sort != BOOL or not (question.match or question.reject):
        return Unknown("no pattern")
    own = [texts[name] for name in question.texts if name in texts]
    try:
        match, reject = _first(question.match, own), _first(question.reject, own)
    except ValueError as error:  # a policy from a file was checked for this; a question made by hand was not
        return Failure(f"a pattern of `{question.clause}` cannot be used: {error}", error)
    if match is not None and reject is not None:
        return Unknown("both `match` and `reject` fit")
    if match is not None:
        return Value(True, quote=match.strip() or None)
    if reject is not None:
        return Value(False, quote=reject.strip() or None)
    return _NEITHER


def _first(patterns: Iterable[Regex], texts: Sequence[str]) -> str | None:
    """What fits first; None where nothing does. All patterns are compiled, so that a wrong one never hides."""
    compiled = [compile_pattern(regex) for regex in patterns]
    for text in texts:
        places = [place for pattern in compiled if (place := pattern.search(text)) is not None]
        if places:
            start, end = min(places)
            return text[start:end]
    return None
