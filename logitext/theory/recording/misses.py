"""Why a question has no answer in a recording: what differs from the nearest that has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from logitext.policy.sorts import Sort
from logitext.theory.protocol import Question, Texts
from logitext.theory.recording import key
from logitext.theory.recording.line import RecordingLine

_WORDS = {
    "wording": "the wording of the clause differs",
    "ask": "its question (`ask`) differs",
    "phrases": "what its phrases are bound to differs",
    "yes": "its examples of yes differ",
    "no": "its examples of no differ",
    "match": "its `match` patterns differ",
    "reject": "its `reject` patterns differ",
    "read": "its `read` patterns differ",
}


class Misses:
    """Knows each form in which a clause is recorded, and the texts in each form."""

    def __init__(self, lines: Sequence[RecordingLine]) -> None:
        # By name and by content; for each text, all the hashes under which it is recorded there.
        self._forms: dict[str, dict[str, _Form]] = {}
        self._names: dict[str, str] = {}
        for line in lines:
            if line.answer is None:
                continue
            clause = key.without_note(line.clause)
            forms = self._forms.setdefault(clause["name"], {})
            forms.setdefault(key.digest(clause), _Form(clause)).add(line.texts)
            self._names[clause["wording"]] = clause["name"]

    def reason(self, question: Question, texts: Texts) -> str:
        """Why the question is not answered.

        >>> Misses([]).reason(Question("threat", "threat", "threatens somebody"), Texts({}))
        'nothing is recorded about `threat`'
        """
        forms = self._forms.get(question.clause)
        if not forms:
            other = self._names.get(question.wording)
            renamed = f"; its wording is recorded under the name `{other}`" if other is not None else ""
            return f"nothing is recorded about `{question.clause}`{renamed}"
        clause, hashes = key.without_note(key.content(question)), key.hashes(question, texts)
        # Of several that are as near, the latest.
        differences = min((list(form.differences(clause, hashes)) for form in reversed(forms.values())), key=len)
        return "not recorded: " + ", ".join(differences or ["the texts are recorded, but not together"])


class _Form:
    """A clause as it was put, and what it was put about."""

    def __init__(self, clause: Mapping[str, Any]) -> None:
        self._clause = clause
        self._texts: dict[str, set[str | None]] = {}

    def add(self, texts: Mapping[str, str | None]) -> None:
        for name, hash_ in texts.items():
            self._texts.setdefault(name, set()).add(hash_)

    def differences(self, clause: Mapping[str, Any], texts: Mapping[str, str | None]) -> Iterator[str]:
        if clause["sort"] != self._clause["sort"]:
            yield f"it is recorded with another sort, {_shown(key.sort_of(self._clause['sort']))}"
        for part, words in _WORDS.items():
            if clause.get(part) != self._clause.get(part):
                yield words
        for name in sorted({*texts, *self._texts}):
            if name not in self._texts:
                yield f"it is recorded without the text `{name}`"
            elif name not in texts:
                yield f"it is recorded with a text `{name}`"
            elif texts[name] not in self._texts[name]:
                yield _text_difference(name, texts[name], self._texts[name])


def _text_difference(name: str, now: str | None, then: set[str | None]) -> str:
    if now is None:
        return f"the text `{name}` is not given"
    return f"the text `{name}` was not given" if then == {None} else f"the text `{name}` differs"


def _shown(sort: Sort) -> str:
    return f"`{sort}`"
