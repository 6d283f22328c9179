"""Answers from a file, for the spec `answers:FILE`.

The file is read as data only: no tag is followed and no alias expanded, nesting and size are bounded.
"""

from __future__ import annotations

import os
from pathlib import Path

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.read import read_text
from logitext.syntax.source import Source
from logitext.theory.answers import Answers
from logitext.theory.files.entries import read_entries
from logitext.theory.files.nodes import Node
from logitext.theory.files.nodes_json import parse_json
from logitext.theory.files.problems import Problems

MAX_CHARACTERS = 16 * 1024 * 1024
"""The longest file that is read. As nodes it takes about fifty times its size."""


def load_answers(path: str | os.PathLike[str]) -> Answers:
    r"""Make a theory that answers from a YAML or JSON file.

    The file holds `clause: value`, or `clause: {value: …, probability: …, quote: …}`; `null`, `unknown` or no entry is
    unknown. Under `texts: {FILE NAME: {clause: …}}` stand the answers for single documents, which go before the others.
    How a value is read depends on the sort of the clause: `no` may be false or the label of an enumeration, 0.1 is
    exactly 1/10, and a text keeps its spelling (02139).

    A result that `logitext check --format json` printed is read too, and so are several, as a list or as JSON Lines:
    their `answers` are those for their `document`. So a check that was interrupted can be resumed.

    Raises InputError with all that is wrong with the file; its clauses and values are held against the policy when a
    check begins.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "answers.yaml")
    ...     _ = file.write_text("rude: no\nvictims: 3\n")
    ...     sorted(load_answers(file).entries.general)
    ['rude', 'victims']
    """
    source = read_source(path)
    problems = Problems(source)
    root = parse(source, problems)
    problems.raise_any()
    assert root is not None
    entries = read_entries(root, problems)
    problems.raise_any()
    return Answers.of_entries(entries, source)


def read_source(path: str | os.PathLike[str], what: str = "answers", code: str = "NLT501") -> Source:
    """The text of a file of answers, facts or cases. InputError, with the code, where it cannot be read."""
    name = os.fspath(path)
    try:
        text = read_text(Path(name))
        if len(text) > MAX_CHARACTERS:
            raise ValueError(f"it is longer than {MAX_CHARACTERS // (1024 * 1024)} million characters; split it")
    except ValueError as error:
        message = f"no {what} can be had from this file: {error}"
        raise InputError([Diagnostic(code, message, Source(name, ""))]) from None
    return Source(name, text)


def parse(source: Source, problems: Problems) -> Node | None:
    """The file as a tree; None where it is neither JSON nor YAML, with the reasons among the problems.

    What begins with a brace or a bracket is read as JSON, since JSON is not quite YAML; if it is not that either, then
    as YAML, unless the name of the file says JSON.
    """
    if not source.text.lstrip().startswith(("{", "[")):
        return _as_yaml(source.text, problems)
    as_json = Problems(source)
    root = parse_json(source.text, as_json)
    if root is not None:
        return root
    if source.name.lower().endswith((".json", ".jsonl", ".ndjson")):
        problems.take(as_json)
        return None
    return _as_yaml(source.text, problems)


def _as_yaml(text: str, problems: Problems) -> Node | None:
    from logitext.theory.files.nodes_yaml import parse_yaml  # noqa: PLC0415  # yaml, which JSON does without

    return parse_yaml(text, problems)
