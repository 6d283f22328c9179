"""Files of texts with what is known of them: labelled cases, and the texts that a cover keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from logitext.engine.cover.records import TextLine
from logitext.policy.findings import did_you_mean
from logitext.policy.sorts import Value as SortValue
from logitext.policy.sorts import coerce
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.read import read_text
from logitext.syntax.source import Source
from logitext.theory.border import checked
from logitext.theory.chain import members_of
from logitext.theory.files.answers_file import load_answers
from logitext.theory.protocol import Reply, Theory, Value

if TYPE_CHECKING:
    from logitext.arguments import TheoryInput
    from logitext.policy.model import CheckedPolicy

_CODE = "NLT617"
_ANSWERS = ("answers", "clauses")


def load_cases(path: str, policy: CheckedPolicy) -> list[TextLine]:
    """The labelled texts of a file. InputError with all that is wrong with it.

    JSON Lines, JSON or YAML: objects with `answers` (or `clauses`), a mapping from clauses to values, and `texts`,
    `text` or `id` where there are such. A list of them may stand under `cases` or `texts`.
    """
    source = Source(path, _read(path))
    data = _data(source)
    if isinstance(data, Mapping) and isinstance(data.get("texts"), Mapping):
        return _answered(path, policy)
    items = _items(data, source)
    problems: list[Diagnostic] = []
    found = []
    for number, item in enumerate(items, 1):
        line = _case(item, number, policy, source, problems)
        if line is not None:
            found.append(line)
    if problems:
        raise InputError(problems)
    if not found:
        raise InputError([Diagnostic(_CODE, "the file holds no case", source, hint=_HINT)])
    return found


_HINT = 'each case is an object with `answers`: `{"text": "…", "answers": {"threat": true}}`'


def _read(path: str) -> str:
    try:
        return read_text(Path(path))
    except ValueError as error:
        raise InputError(
            [Diagnostic(_CODE, f"no cases can be had from this file: {error}", Source(path, ""))]
        ) from None


def _answered(path: str, policy: CheckedPolicy) -> list[TextLine]:
    """The documents of an answers file, with the answers to each."""
    from logitext.engine.questions import questions

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
    number: int, label: object, policy: CheckedPolicy, texts: Mapping[str, str], answers: Mapping[str, SortValue]
) -> TextLine:
    return TextLine(
        text=number,
        policy=policy.sha256,
        reader="labels",
        label=None if label is None else str(label),
        texts=texts,
        answers=answers,
        verdicts={},
    )


def _data(source: Source) -> Any:
    """What the file holds."""
    import yaml

    text = source.text
    try:
        if source.name.lower().endswith((".jsonl", ".ndjson")):
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        return json.loads(text) if text.lstrip().startswith(("{", "[")) else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        first = str(error).splitlines()[0]
        raise InputError(
            [Diagnostic(_CODE, f"the file is neither JSON nor YAML: {first}", source, hint=_HINT)]
        ) from None


def _items(data: Any, source: Source) -> list[Any]:
    """What the file lists."""
    if isinstance(data, Mapping):
        data = next((data[key] for key in ("cases", "texts") if isinstance(data.get(key), list)), data)
    if not isinstance(data, list):
        raise InputError([Diagnostic(_CODE, "the file holds no list of cases", source, hint=_HINT)])
    return data


def _case(item: Any, number: int, policy: CheckedPolicy, source: Source, problems: list[Diagnostic]) -> TextLine | None:
    def wrong(message: str, hint: str | None = None) -> None:
        problems.append(Diagnostic(_CODE, f"case {number}: {message}", source, hint=hint))

    given = next((item[key] for key in _ANSWERS if key in item), None) if isinstance(item, Mapping) else None
    if not isinstance(given, Mapping):
        wrong("it has no `answers`", _HINT)
        return None
    answers = {}
    for name, value in given.items():
        clause = policy.clauses.get(name)
        if clause is None:
            wrong(f"the policy has no clause `{name}`", did_you_mean(str(name), policy.clauses))
        elif value is not None:
            try:
                answers[str(name)] = coerce(value, clause.sort)
            except ValueError as error:
                wrong(f"`{name}`: {error}")
    texts = item.get("texts", item.get("text"))
    if isinstance(texts, str):
        texts = {next(iter(policy.texts), "text"): texts}
    label = item.get("id", item.get("label"))
    given = {str(name): str(text) for name, text in texts.items()} if isinstance(texts, Mapping) else {}
    return _line(number, label, policy, given, answers)


class Kept:
    """The texts that a cover keeps in a file, each written as soon as it is read; `texts` are those from before.

    A text that was read for another version of the policy, or by another theory, is left in the file and not used.
    """

    def __init__(self, path: str, policy: CheckedPolicy, theory: TheoryInput) -> None:
        self._path = Path(path)
        self._source = Source(path, "")
        reader = ",".join(one.name for one in members_of(theory)) if isinstance(theory, Theory) else ""
        self.texts = []
        self._cut_off = False
        if self._path.exists():
            content = _read(path)
            self._cut_off = bool(content) and not content.endswith("\n")
            for number, line in enumerate(content.splitlines(), 1):
                one = self._line(line, number)
                if one is not None and one.policy == policy.sha256 and one.reader == reader:
                    self.texts.append(one)

    def add(self, line: TextLine) -> None:
        """Append a text. InputError where that cannot be done."""
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write("\n" * self._cut_off + line.model_dump_json() + "\n")
            self._cut_off = False
        except OSError as error:
            message = f"cannot write {self._path}: {error.strerror or error}"
            raise InputError([Diagnostic("NLT608", message)]) from None

    def _line(self, line: str, number: int) -> TextLine | None:
        """A line of the file; one that a kill cut off is passed over."""
        from pydantic import ValidationError

        if not line.strip():
            return None
        try:
            return TextLine.model_validate_json(line)
        except ValidationError:
            if not line.rstrip().endswith("}"):
                return None
            message = f"line {number} is no text that a cover kept"
            raise InputError([Diagnostic(_CODE, message, self._source, hint="name another file")]) from None
