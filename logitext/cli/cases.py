"""Labelled cases: a file of texts, each with the values of clauses that somebody gave it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from logitext.policy.findings import did_you_mean
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value as SortValue
from logitext.records.cover import TextLine
from logitext.syntax.diagnostics import Diagnostic, InputError, Severity
from logitext.syntax.read import read_text
from logitext.syntax.source import Source, Span
from logitext.theory.files.answers_file import load_answers, parse
from logitext.theory.files.elements import WrongElementError, element
from logitext.theory.files.nodes import List, Map, Node, Scalar, is_null, maps_in
from logitext.theory.files.problems import Problems
from logitext.theory.protocol import Reply, Value
from logitext.theory.validation import checked
from logitext.trail.questions import questions
from logitext.unicode.names import normal

_CODE = "NLT617"
_ALIKE = (("answers", "clauses"), ("texts", "text"), ("id", "label"))
"""What a case may say, each under one of two names; where both stand there, the first counts."""
_KEYS = frozenset([*(key for pair in _ALIKE for key in pair), "facts"])
_PRINTED = frozenset(TextLine.model_fields)
"""The keys of a text that `cover` printed or kept; its number is `text` there."""
_HINT = 'each case is an object with `answers`: `{"text": "…", "answers": {"threat": true}}`'
_PARTS = "a case has `answers`, `text` or `texts`, `facts` and `id`"
_NAMED = 5
"""How many keys that have no effect are named."""


def load_cases(path: str, policy: CheckedPolicy) -> tuple[list[TextLine], list[Diagnostic]]:
    """The labelled texts of a file, and warnings about what of it has no effect. InputError with all that is wrong.

    JSON Lines, JSON or YAML: objects with `answers` (or `clauses`), a mapping from clauses to values, and `texts`,
    `text` or `id` where there are such. A list of them may stand under `cases` or `texts`.
    """
    source = Source(path, _read(path))
    problems = Problems(source)
    root = parse(source, problems)
    if isinstance(root, Map) and any(isinstance(root.get(key), Map) for key in _ALIKE[0]):
        root = List((root,), root.span)  # a single case
    if isinstance(root, Map) and isinstance(root.get("texts"), Map):
        return _answered(path, policy), []
    reader = _Reader(policy, source, problems)
    found = [] if root is None else reader.cases(root)
    try:
        problems.raise_any()
    except InputError as error:
        raise InputError([one if one.code == _CODE else _not_read(one) for one in error.diagnostics]) from None
    if not found:
        raise InputError([Diagnostic(_CODE, "the file holds no case", source, hint=_HINT)])
    return found, reader.without_effect()


def _not_read(error: Diagnostic) -> Diagnostic:
    """What is wrong with YAML or JSON, as a fault of a file of cases."""
    return replace(error, code=_CODE, hint=error.hint or _HINT)


def _read(path: str) -> str:
    try:
        return read_text(Path(path))
    except ValueError as error:
        raise InputError(
            [Diagnostic(_CODE, f"no cases can be had from this file: {error}", Source(path, ""))]
        ) from None


def _answered(path: str, policy: CheckedPolicy) -> list[TextLine]:
    """The documents of an answers file, with the answers to each."""
    answers = load_answers(path)
    asked = tuple(questions(policy).values())
    answers.prepare(asked)
    found = []
    for number, label in enumerate(answers.entries.documents, 1):
        held = {one.id: answers.held(one, label) for one in asked}
        values = {
            name: value
            for name, answer in checked(answers, asked, Reply(held)).answers.items()
            if isinstance(answer, Value) and (value := answer.value) is not None
        }
        found.append(_line(number, label, policy, {}, values))
    return found


def _line(
    number: int, label: str | None, policy: CheckedPolicy, texts: Mapping[str, str], answers: Mapping[str, SortValue]
) -> TextLine:
    facts = {name: value for name, value in answers.items() if policy.clauses[name].fact}
    return TextLine(
        text=number,
        policy=policy.sha256,
        reader="labels",
        label=label,
        texts=texts,
        facts=facts,
        answers={name: value for name, value in answers.items() if name not in facts},
        verdicts={},
    )


class _Reader:
    """Reads the cases of one file; what is wrong goes to the problems, and what has no effect is counted."""

    def __init__(self, policy: CheckedPolicy, source: Source, problems: Problems) -> None:
        self._policy = policy
        self._source = source
        self._problems = problems
        self._idle: Counter[str] = Counter()
        self._first: dict[str, tuple[Span | None, str | None, str]] = {}
        """Where each key without effect stands first, the key that may be meant instead, and why it has none."""

    def cases(self, root: Node) -> list[TextLine]:
        """All cases that are right."""
        for found in maps_in(root):
            self._keys_once(found)
        if isinstance(root, Map):
            key = next((key for key in ("cases", "texts") if isinstance(root.get(key), List)), None)
            for name, _ in root.pairs if key is not None else ():
                if name.text != key:
                    self._has_no_effect(name, did_you_mean(name.text, ["cases", "texts"]))
            root = root if key is None else root.get(key) or root
        if not isinstance(root, List):
            self._problems.error(_CODE, "the file holds no list of cases", root.span, _HINT)
            return []
        found_cases = [self._case(item, number) for number, item in enumerate(root.items, 1)]
        return [case for case in found_cases if case is not None]

    def without_effect(self) -> list[Diagnostic]:
        """A warning about the keys that have no effect."""
        if not self._idle:
            return []
        listed = []
        for key, count in self._idle.most_common(_NAMED):
            notes = [self._first[key][2], "" if count == 1 else f"{count} times"]
            told = ", ".join(note for note in notes if note)
            listed.append(f"`{key}`" + (f" ({told})" if told else ""))
        more = f", and {len(self._idle) - _NAMED} more" if len(self._idle) > _NAMED else ""
        span = self._first[self._idle.most_common(1)[0][0]][0]
        hint = next((hint for _, hint, _ in self._first.values() if hint), _PARTS)
        verb = "has" if len(self._idle) == 1 else "have"
        message = f"{', '.join(listed)}{more} {verb} no effect in a case"
        return [Diagnostic(_CODE, message, self._source, span, hint, severity=Severity.WARNING)]

    def _has_no_effect(self, key: Scalar, hint: str | None, why: str = "") -> None:
        self._idle[key.text] += 1
        self._first.setdefault(key.text, (key.span, hint, why))

    def _keys_once(self, found: Map) -> None:
        seen: dict[str, Scalar] = {}
        for key, _ in found.pairs:
            if key.text in seen:
                earlier = (seen[key.text].span, "first here")
                self._problems.error(_CODE, f"`{key.text}` stands here twice", key.span, "keep one of them", earlier)
            seen.setdefault(key.text, key)

    def _case(self, item: Node, number: int) -> TextLine | None:
        def wrong(message: str, span: Span | None, hint: str | None = None) -> None:
            self._problems.error(_CODE, f"case {number}: {message}", span, hint)

        if not isinstance(item, Map):
            wrong("it has no `answers`", item.span, _HINT)
            return None
        given = next((item.get(key) for key in _ALIKE[0] if key in item), None)
        if not isinstance(given, Map):
            near = _near([key.text for key, _ in item.pairs if key.text not in _KEYS], _ALIKE[0])
            wrong("it has no `answers`" if given is None else "its `answers` are no mapping", item.span, near or _HINT)
            return None
        self._look_at_keys(item)
        answers = {}
        facts = item.get("facts")
        for key, node in (*given.pairs, *(facts.pairs if isinstance(facts, Map) else ())):
            name = normal(key.text)
            clause = self._policy.clauses.get(name)
            if clause is None:
                wrong(f"the policy has no clause `{key.text}`", key.span, did_you_mean(name, self._policy.clauses))
                continue
            try:
                value = element(node, clause.sort)
            except WrongElementError as error:
                wrong(f"`{name}`: {error}", error.span or key.span, error.hint)
                continue
            if value is not None:
                answers[name] = value
        label = next((item.get(key) for key in _ALIKE[2] if key in item), None)
        shown = label.text if isinstance(label, Scalar) and not is_null(label) else None
        return _line(number, shown, self._policy, self._texts(item, wrong), answers)

    def _look_at_keys(self, item: Map) -> None:
        printed = "policy" in item and "reader" in item
        known = _KEYS | _PRINTED if printed else _KEYS
        for key, _ in item.pairs:
            if key.text not in known:
                self._has_no_effect(key, _near([key.text], sorted(known)))
        for first, second in _ALIKE if not printed else ():
            if first in item and second in item:
                key = next(name for name, _ in item.pairs if name.text == second)
                self._has_no_effect(key, None, f"`{first}` counts")

    def _texts(self, item: Map, wrong: object) -> dict[str, str]:
        """The texts of a case by name; `wrong` hears of each value that cannot be a text."""
        assert callable(wrong)
        given = item.get("texts") if "texts" in item else item.get("text")
        declared = list(self._policy.texts)
        if given is None or is_null(given):
            return {}
        if isinstance(given, Scalar):
            return {next(iter(declared), "text"): given.text}
        if not isinstance(given, Map):
            wrong("its texts are a list", given.span, 'write `"text": "…"`, or `"texts": {"NAME": "…"}`')
            return {}
        found = {}
        for key, node in given.pairs:
            if not isinstance(node, Scalar):
                wrong(f"`{key.text}` is no text", node.span or key.span)
            elif normal(key.text) not in declared and declared:
                hint = did_you_mean(key.text, declared) or f"it declares {', '.join(f'`{name}`' for name in declared)}"
                wrong(f"the policy declares no text `{key.text}`", key.span, hint)
            else:
                found[normal(key.text)] = node.text
        return found


def _near(names: Iterable[str], known: Iterable[str]) -> str | None:
    """A hint with what one of some names may be meant for."""
    return next((hint for name in names if (hint := did_you_mean(name, known)) is not None), None)
