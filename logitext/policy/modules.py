"""The files of a policy: the one that is loaded, and those that it uses, each read once.

A path in `use` is relative to the file that it stands in, and ends in `.nltc`: a policy from somebody else must not
make Logitext read, and show in a message, whatever there is on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from logitext.policy import csv_tables
from logitext.policy.choices import with_choices
from logitext.policy.findings import PolicyFindings
from logitext.policy.namespaces import Namespace, spaces_of, spelt_out
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.outline import Outline
from logitext.syntax.parser import Parsed, parse
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


def module(document: Document, errors: tuple[Diagnostic, ...] = (), before: PolicyFindings | None = None) -> Module:
    """A file that has been parsed; `before` has what was found wrong with it already."""
    findings = PolicyFindings(document.source, Outline(document), before)
    findings.tables = {one.name: one for one in document.tables}
    return Module(document, findings, errors)


def modules(source: Source, given: Mapping[str, Source] | None = None, parsed: Parsed | None = None) -> list[Module]:
    """The files of a policy, each after those that it uses, the one that is given last; with names spelt out.

    With `given` all other files are among these, by their names, and none is read. What is wrong with a `use` (no such
    file, a circle) is reported where it stands. `parsed` is what `parse` gave of the source, if it is at hand.
    """
    loading = _Loading(given, parsed)
    loading.load(source, _key(Path(source.name)), (), Namespace())
    found = [one.module.findings for one in loading.done]
    documents = with_choices(
        [spelt_out(one.module.document, one.space, one.spaces, one.module.findings) for one in loading.done], found
    )
    return [
        own if document is own.document else module(document, own.errors, own.findings)
        for own, document in zip([one.module for one in loading.done], documents, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A file, the namespace that it begins in, and that of each of its statements."""

    module: Module
    space: Namespace
    spaces: list[Namespace]


@dataclass
class _Loading:
    given: Mapping[str, Source] | None
    parsed: Parsed | None
    done: list[_Loaded] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def load(self, source: Source, key: str, way: Sequence[tuple[str, str]], space: Namespace) -> None:
        """Read a file and what it uses; `way` leads to it, each step with its key and its name."""
        self.seen.add((space.name, key))
        document, errors = parse(source) if way or self.parsed is None else self.parsed
        own = module(document, errors)
        if not errors and not any(isinstance(part, Annotation) for part in document.parts):
            own.findings.error(
                "NLT108",
                "the file holds no annotation",
                Span(0, 0),
                "mark up the prose: `{{let rude = [[insults somebody]]}}`; the page on getting started has an example",
            )
        here = (*way, (key, source.name))
        tables: dict[str, Source] = {}
        spaces = spaces_of(document, space, own.findings)
        for statement, within in zip(document.statements, spaces, strict=True):
            within.declare(statement)
            if isinstance(statement, UseStatement):
                self._use(statement, source, own.findings, here, within)
            elif isinstance(statement, TableStatement) and statement.path is not None:
                read = csv_tables.read(statement.path, source, own.findings, self.given)
                tables |= {} if read is None else {read.name: read}
        space.declared |= document.broken
        own.findings.tables = tables
        own = replace(own, document=replace(document, tables=tuple(tables.values())))
        self.done.append(_Loaded(own, space, spaces))

    def _use(
        self,
        statement: UseStatement,
        source: Source,
        findings: PolicyFindings,
        way: Sequence[tuple[str, str]],
        space: Namespace,
    ) -> None:
        written, span = statement.path.text, statement.path.span
        if not written.endswith(SUFFIX) or PurePosixPath(written).is_absolute() or Path(written).is_absolute():
            hint = f'write the way from this file: `use "common/terms{SUFFIX}"`'
            findings.error("NLT110", f"a policy uses files that end in `{SUFFIX}`, by a relative path", span, hint)
            return
        if statement.name is not None:
            whole = space.whole(statement.name.text)
            space = space.inner.setdefault(statement.name.text, Namespace(whole))
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
        if (space.name, key) in self.seen:
            return
        if len(self.seen) >= MOST:
            findings.error("NLT111", f"a policy has at most {MOST} files", span, "put some of them together")
            return
        try:
            found = self._read(path, source)
        except ValueError as error:
            self.seen.add((space.name, key))  # said once
            findings.error(
                "NLT111", f"the file {path} cannot be used: {error}", span, "the path is relative to this file"
            )
            return
        self.load(found, key, way, space)

    def _read(self, path: Path, source: Source) -> Source:
        """The file at a path. ValueError where there is none."""
        if self.given is None:
            return Source(os.fspath(path), read_text(path), source.given)
        found = self.given.get(os.fspath(path))
        if found is None:
            raise ValueError("it is not among those that are given")
        return found


def _key(path: Path) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):  # a name that no file has, such as one with a NUL
        return os.fspath(path)
