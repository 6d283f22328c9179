"""The files of a policy: the one that is loaded, and those that it uses, each read once.

A path in `use` is relative to the file that it stands in, and ends in `.nltc`: a policy from somebody else must not
make Logitext read, and show in a message, whatever there is on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from logitext.policy import csv_tables
from logitext.policy.findings import PolicyFindings
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.outline import Outline
from logitext.syntax.parser import parse
from logitext.syntax.read import read_text
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import Annotation, Document, TableStatement, UseStatement

SUFFIX = ".nltc"

MOST = 200
"""Files of one policy."""


@dataclass(frozen=True, slots=True)
class Module:
    """One file: its tree, its syntax errors, and what else is found in it."""

    document: Document
    findings: PolicyFindings
    errors: tuple[Diagnostic, ...] = ()


def module(document: Document, errors: tuple[Diagnostic, ...] = ()) -> Module:
    """A file that has been parsed."""
    findings = PolicyFindings(document.source, Outline(document))
    findings.tables = {one.name: one for one in document.tables}
    return Module(document, findings, errors)


def modules(source: Source) -> list[Module]:
    """The files of a policy, each after those that it uses, the one that is given last.

    What is wrong with a `use` (no such file, a circle) is reported where it stands.
    """
    loading = _Loading()
    loading.load(source, _key(Path(source.name)), ())
    return loading.done


@dataclass
class _Loading:
    done: list[Module] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def load(self, source: Source, key: str, way: Sequence[tuple[str, str]]) -> None:
        """Read a file and what it uses; `way` leads to it, each step with its key and its name."""
        self.seen.add(key)
        document, errors = parse(source)
        own = module(document, errors)
        if not errors and not any(isinstance(part, Annotation) for part in document.parts):
            own.findings.error(
                "NLT108",
                "the file holds no annotation",
                Span(0, 0),
                "mark up the prose: `{{let rude = [[insults somebody]]}}`; try an example of the documentation",
            )
        here = (*way, (key, source.name))
        tables: dict[str, Source] = {}
        for statement in document.statements:
            if isinstance(statement, UseStatement):
                self._use(statement, source, own.findings, here)
            elif isinstance(statement, TableStatement) and statement.path is not None:
                read = csv_tables.read(statement.path, source, own.findings)
                tables |= {} if read is None else {read.name: read}
        own.findings.tables = tables
        self.done.append(replace(own, document=replace(document, tables=tuple(tables.values()))))

    def _use(
        self, statement: UseStatement, source: Source, findings: PolicyFindings, way: Sequence[tuple[str, str]]
    ) -> None:
        written, span = statement.path.text, statement.path.span
        if not written.endswith(SUFFIX) or PurePosixPath(written).is_absolute() or Path(written).is_absolute():
            hint = f'write the way from this file: `use "common/terms{SUFFIX}"`'
            findings.error("NLT110", f"a policy uses files that end in `{SUFFIX}`, by a relative path", span, hint)
            return
        path = Path(os.path.normpath(Path(source.name).parent / written))
        key = _key(path)
        keys = [step for step, _ in way]
        if key in keys:
            circle = [name for _, name in way[keys.index(key) :]] + [os.fspath(path)]
            findings.error(
                "NLT112",
                f"the file uses itself: {' → '.join(f'`{name}`' for name in circle)}",
                span,
                "put what both need into a file of its own, and use that in both",
            )
            return
        if key in self.seen:
            return
        if len(self.seen) >= MOST:
            findings.error("NLT111", f"a policy has at most {MOST} files", span, "put some of them together")
            return
        try:
            text = read_text(path)
        except ValueError as error:
            self.seen.add(key)  # said once
            findings.error(
                "NLT111", f"the file {path} cannot be used: {error}", span, "the path is relative to this file"
            )
            return
        self.load(Source(os.fspath(path), text, source.given), key, way)


def _key(path: Path) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):  # a name that no file has, such as one with a NUL
        return os.fspath(path)
