"""The texts named on a command line, as documents: each is what one check is about."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from logitext.policy.findings import did_you_mean
from logitext.policy.model import CheckedPolicy
from logitext.reading.format import ReadingFormat
from logitext.reading.formats import format_of, looks_like, text_of
from logitext.run.data.formats import BY_SUFFIX
from logitext.syntax.diagnostics import Diagnostic, InputError, Severity
from logitext.syntax.read import MAX_BYTES, read_bytes
from logitext.unicode import names

STDIN = "-"

TABLES = frozenset({*BY_SUFFIX, ".xlsx"})
"""Endings of files that hold many texts, a row each; `logitext run` reads all but those of Excel."""


@dataclass(frozen=True, slots=True)
class DocumentFiles:
    """The files of one check by text variable, `-` for standard input; `label` is what the document is called.

    `reads` is the format that they are read in; None: by their names. `warned` has the formats that a warning named,
    for all documents of a command.
    """

    label: str | None
    files: Mapping[str, str]
    reads: ReadingFormat | None = None
    warned: set[ReadingFormat] = field(default_factory=set, compare=False)

    def read(self) -> dict[str, str]:
        """Its texts, as their readers see them. InputError, with all that is wrong, where they cannot be read."""
        problems: list[Diagnostic] = []
        texts = {name: self._read(name, file, problems) for name, file in self.files.items()}
        if problems:
            raise InputError(problems)
        return texts

    def _read(self, name: str, file: str, problems: list[Diagnostic]) -> str:
        format = self.reads or format_of(file)
        text = _read(name, file, format, problems)
        if self.reads is None and format == "text":
            seems = looks_like(text)
            if seems != "text" and seems not in self.warned:
                self.warned.add(seems)
                _warn(file, seems)
        return text


def documents(arguments: Sequence[str], policy: CheckedPolicy, reads: str = "auto") -> list[DocumentFiles]:
    """The documents that the arguments name; they are not read yet. `reads` is the format of all of them, or `auto`.

    With one text declared, each argument (a file, or `-`) is a document. With `name=file` the arguments together are
    one document. No argument: one document without texts. InputError with all that is wrong with them.
    """
    if not arguments:
        return [DocumentFiles(None, {})]
    problems: list[Diagnostic] = []
    named = [_named(argument, policy) for argument in arguments]
    if len(policy.texts) == 1 and all(name is None for name, _ in named):
        name = next(iter(policy.texts))
        found = [DocumentFiles(file, {name: file}) for _, file in named]
    else:
        found = [_together(named, policy, problems)]
    if sum(file == STDIN for _, file in named) > 1:
        problems.append(Diagnostic("NLT603", "standard input (`-`) can be one text only"))
    if problems:
        raise InputError(problems)
    warned: set[ReadingFormat] = set()
    format: ReadingFormat | None = None if reads == "auto" else reads  # type: ignore[assignment]  # click knows the choices
    return [replace(one, reads=format, warned=warned) for one in found]


def _warn(file: str, seems: ReadingFormat) -> None:
    """Say that a document is read as it is, tags or encodings and all."""
    what = "HTML" if seems == "html" else "a mail"
    shown = "standard input" if file == STDIN else file
    message = f"{shown} looks like {what}, and is read as the text that stands in it"
    hint = f"`--read {seems}` reads what its reader sees; `--read text` says that it is meant so"
    from logitext.cli.warn import warn  # noqa: PLC0415  # rich, which only a warning needs

    warn([Diagnostic("NLT626", message, hint=hint, severity=Severity.WARNING)])


def _named(argument: str, policy: CheckedPolicy) -> tuple[str | None, str]:
    """`name=file` as its parts; a file whose own name holds `=` stays whole."""
    name, equals, file = argument.partition("=")
    name = names.normal(name)
    if equals and (name in policy.texts or (names.is_name(name) and not Path(argument).exists())):
        return name, file
    return None, argument


def _together(
    named: Iterable[tuple[str | None, str]], policy: CheckedPolicy, problems: list[Diagnostic]
) -> DocumentFiles:
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
    return DocumentFiles(next(iter(files.values()), None), files)


def _read(name: str, file: str, format: ReadingFormat, problems: list[Diagnostic]) -> str:
    if Path(file).suffix.lower() in TABLES and Path(file).is_file():
        message = f"cannot read the text {file}: it is a table of texts, and would be judged as one text"
        hint = (
            "`logitext run` decides its rows one by one; "
            f"where all of it is one text, give it on standard input: `{name}=-`"
        )
        problems.append(Diagnostic("NLT601", message, hint=hint))
        return ""
    try:
        return text_of(sys.stdin.buffer.read(MAX_BYTES + 1) if file == STDIN else read_bytes(Path(file)), format)
    except ValueError as error:
        shown = "standard input" if file == STDIN else file
        problems.append(Diagnostic("NLT601", f"cannot read the text {shown}: {error}"))
        return ""
