"""Facts from files and from a command line: `fact: value`, read by the sorts that the policy declares.

Under `texts: {FILE NAME: {fact: value}}` stand the facts of single documents, as in a file of answers.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from logitext.check.facts import KnownFact, sorts_of, why_none
from logitext.check.lists import of_node
from logitext.policy.model import CheckedPolicy
from logitext.syntax.diagnostics import Diagnostic, InputError, Severity
from logitext.syntax.source import Source, Span
from logitext.theory.files.answers_file import parse, read_source
from logitext.theory.files.elements import WrongElementError, element
from logitext.theory.files.labels import DocumentLabels
from logitext.theory.files.nodes import Map, Node, Scalar, is_null, maps_in
from logitext.theory.files.problems import Problems
from logitext.unicode.names import normal

_SHAPE = "write `fact: value`, one fact a line; those of one document go under `texts: {FILE NAME: {fact: value}}`"


@dataclass(frozen=True)
class FactsFiles:
    """Facts of all documents, and of single ones by their labels. `places` are where the labels stand.

    `taken` are labels that stand for the document of that name alone.
    """

    general: Mapping[str, KnownFact] = field(default_factory=dict)
    documents: Mapping[str, Mapping[str, KnownFact]] = field(default_factory=dict)
    places: Mapping[str, tuple[Source | None, Span | None]] = field(default_factory=dict)
    taken: Container[str] = ()

    @cached_property
    def _labels(self) -> DocumentLabels:
        return DocumentLabels(self.documents, self.taken)

    def of(self, label: str | None) -> dict[str, KnownFact]:
        """The facts of a document: its own go before the general ones. InputError where several labels fit it."""
        section = None
        if label is not None and self.documents:
            try:
                section = self._labels.find(label)
            except ValueError as error:
                raise InputError([Diagnostic("NLT630", str(error).replace("the answers", "the facts"))]) from None
        return {**self.general, **(self.documents[section] if section is not None else {})}

    def idle(self, labels: Sequence[str]) -> Iterator[Diagnostic]:
        """A warning for each section of a file whose document is none of these."""
        for name, hint in self._labels.idle(labels):
            source, span = self.places[name]
            message = f"the facts for `{name}` have no effect: no document here has this name"
            yield Diagnostic("NLT609", message, source, span, hint, severity=Severity.WARNING)


def read_facts(policy: CheckedPolicy, settings: Sequence[str], files: Sequence[str | os.PathLike[str]]) -> FactsFiles:
    """The facts of `--fact NAME=VALUE`, and of files; what is set goes before the general facts of files.

    InputError with all that is wrong with them.
    """
    wrong: list[Diagnostic] = []
    reader = _Reader(policy)
    for path in files:
        try:
            reader.file(path)
        except InputError as error:
            wrong += error.diagnostics
    try:
        reader.settings(settings)
    except InputError as error:
        wrong += error.diagnostics
    if wrong:
        raise InputError(wrong)
    return FactsFiles(reader.general | reader.set, reader.documents, reader.places)


class _Reader:
    """Reads files and settings one after the other. Each method raises InputError with all that is wrong there."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self._policy = policy
        self._sorts = sorts_of(policy)
        self._problems = Problems(None)
        self._again: set[Span] = set()
        self.general: dict[str, KnownFact] = {}
        self.set: dict[str, KnownFact] = {}
        self.documents: dict[str, dict[str, KnownFact]] = {}
        self.places: dict[str, tuple[Source | None, Span | None]] = {}

    def file(self, path: str | os.PathLike[str]) -> None:
        """The facts of a file."""
        source = read_source(path, "facts", "NLT630")
        self._problems = problems = Problems(source)
        root = parse(source, problems)
        problems.raise_any()
        assert root is not None
        if isinstance(root, Map):
            self._again = _twice(root, problems)
            for key, value in root.pairs:
                if key.text == "texts" and isinstance(value, Map):
                    self._sections(value, source)
                else:
                    self._take(key, value, self.general)
        elif not is_null(root):
            problems.error("NLT630", "the file holds no facts", root.span, _SHAPE)
        problems.raise_any()

    def settings(self, settings: Sequence[str]) -> None:
        """The facts of `--fact NAME=VALUE`."""
        self._again = set()
        source = Source("--fact", "\n".join(settings))
        self._problems = problems = Problems(source)
        start = 0
        for setting in settings:
            name, equals, value = setting.partition("=")
            at = start + len(name) + len(equals)
            if not equals or not name.strip():
                whole = Span(start, start + len(setting))
                problems.error("NLT606", "expected `fact=value`", whole, "for example `--fact account_days=3`")
            else:
                key = Scalar(name.strip(), True, Span(start, start + len(name)))
                self._take(key, Scalar(value.strip(), True, Span(at, at + len(value))), self.set)
            start += len(setting) + 1
        problems.raise_any()

    def _sections(self, node: Map, source: Source) -> None:
        for label, below in node.pairs:
            section = self.documents.setdefault(label.text, {})
            self.places.setdefault(label.text, (source, label.span))
            if isinstance(below, Map):
                for key, value in below.pairs:
                    self._take(key, value, section)
            elif not is_null(below):
                self._problems.error("NLT630", f"`{label.text}` under `texts` holds no facts", label.span, _SHAPE)

    def _take(self, key: Scalar, value: Node, found: dict[str, KnownFact]) -> None:
        name = normal(key.text)
        if name not in self._sorts and name not in self._policy.lists:
            hint = why_none(self._policy, name)
            self._problems.error("NLT627", f"the policy declares no fact `{name[:60]}`", key.span, hint)
        elif key.span is not None and key.span in self._again:
            pass  # told already
        elif name in found:
            self._problems.error("NLT629", f"the fact `{name}` is given twice", key.span, "keep one of them")
        elif name in self._policy.lists:
            if not is_null(value):
                found[name] = of_node(self._policy.lists[name], value, self._problems)
        else:
            try:
                known = element(value, self._sorts[name])
            except WrongElementError as error:
                where = error.span or value.span or key.span
                self._problems.error("NLT628", f"the fact `{name}`: {error}", where, error.hint)
            else:
                if known is not None:
                    found[name] = known


def _twice(root: Map, problems: Problems) -> set[Span]:
    """Report keys that stand twice in a map; where they stand."""
    again: set[Span] = set()
    for found in maps_in(root):
        first: dict[str, Scalar] = {}
        for key, _ in found.pairs:
            if key.text in first and key.span is not None:
                earlier = (first[key.text].span, "first here")
                problems.error("NLT629", f"`{key.text}` is given twice", key.span, "keep one of them", earlier)
                again.add(key.span)
            first.setdefault(key.text, key)
    return again
