"""The texts named on a command line, as documents: each is what one check is about."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from logitext.policy.findings import did_you_mean
from logitext.policy.model import CheckedPolicy
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.read import MAX_BYTES, decode, read_text
from logitext.unicode import names

STDIN = "-"

TABLES = frozenset({".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".arrow", ".feather", ".xlsx"})
"""Endings of files that hold many texts, a row each."""


@dataclass(frozen=True, slots=True)
class Document:
    """The files of one check by text variable, `-` for standard input; `label` is what the document is called."""

    label: str | None
    files: Mapping[str, str]

    def read(self) -> dict[str, str]:
        """Its texts. InputError, with all that is wrong, where they cannot be read."""
        problems: list[Diagnostic] = []
        texts = {name: _read(name, file, problems) for name, file in self.files.items()}
        if problems:
            raise InputError(problems)
        return texts


def documents(arguments: Sequence[str], policy: CheckedPolicy) -> list[Document]:
    """The documents that the arguments name; they are not read yet.

    With one text declared, each argument (a file, or `-`) is a document. With `name=file` the arguments together are
    one document. No argument: one document without texts. InputError with all that is wrong with them.
    """
    if not arguments:
        return [Document(None, {})]
    problems: list[Diagnostic] = []
    named = [_named(argument, policy) for argument in arguments]
    if len(policy.texts) == 1 and all(name is None for name, _ in named):
        name = next(iter(policy.texts))
        found = [Document(file, {name: file}) for _, file in named]
    else:
        found = [_together(named, policy, problems)]
    if sum(file == STDIN for _, file in named) > 1:
        problems.append(Diagnostic("NLT603", "standard input (`-`) can be one text only"))
    if problems:
        raise InputError(problems)
    return found


def _named(argument: str, policy: CheckedPolicy) -> tuple[str | None, str]:
    """`name=file` as its parts; a file whose own name holds `=` stays whole."""
    name, equals, file = argument.partition("=")
    name = names.normal(name)
    if equals and (name in policy.texts or (names.is_name(name) and not Path(argument).exists())):
        return name, file
    return None, argument


def _together(named: Iterable[tuple[str | None, str]], policy: CheckedPolicy, problems: list[Diagnostic]) -> Document:
    files: dict[str, str] = {}
    declared = ", ".join(f"`{name}`" for name in policy.texts)
    for name, file in named:
        if name is None:
            if policy.texts:
                message = f"which text of the policy is {file}? it declares {declared}"
                hint: str | None = f"write `{next(iter(policy.texts))}={file}`"
            else:
                message = f"the policy declares no text, so {file} cannot be one"
                hint = policy.source.delimiters.spell('declare one: `{{text post: "what it is"}}`')
            problems.append(Diagnostic("NLT603", message, hint=hint))
        elif name not in policy.texts:
            hint = did_you_mean(name, policy.texts) or (f"it declares {declared}" if declared else None)
            problems.append(Diagnostic("NLT602", f"the policy declares no text `{name}`", hint=hint))
        elif name in files:
            problems.append(Diagnostic("NLT603", f"the text `{name}` is given twice"))
        else:
            files[name] = file
    return Document(next(iter(files.values()), None), files)


def _read(name: str, file: str, problems: list[Diagnostic]) -> str:
    if Path(file).suffix.lower() in TABLES and Path(file).is_file():
        message = f"cannot read the text {file}: it is a table of texts, and would be judged as one text"
        hint = (
            "check its rows one by one, with a file for each or from Python with `Policy.check_many`; "
            f"where all of it is one text, give it on standard input: `{name}=-`"
        )
        problems.append(Diagnostic("NLT601", message, hint=hint))
        return ""
    try:
        if file == STDIN:
            return decode(sys.stdin.buffer.read(MAX_BYTES + 1))
        return read_text(Path(file))
    except ValueError as error:
        shown = "standard input" if file == STDIN else file
        problems.append(Diagnostic("NLT601", f"cannot read the text {shown}: {error}"))
        return ""
