"""One file as an editor has it: its tree, its policy as far as it is sound, and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from logitext.lsp.names import Use, uses
from logitext.policy.load import check_files
from logitext.policy.model import CheckedPolicy
from logitext.policy.modules import Module, modules
from logitext.syntax import tree
from logitext.syntax.diagnostics import Diagnostic, PolicyError
from logitext.syntax.parser import Parsed, parse
from logitext.syntax.source import Source, Span

NamingStatement = (
    tree.TextStatement | tree.FactStatement | tree.ClauseStatement | tree.DefinitionStatement | tree.VerdictStatement
)


@dataclass(frozen=True, slots=True)
class NameDeclaration:
    """What declares a name: the statement, its file, and where the name stands in it."""

    statement: tree.Statement
    source: Source
    span: Span


@dataclass(frozen=True)
class Analysis:
    """A file, and those that it uses. `files` has the file itself last.

    What needs the policy to be checked takes longer than what its tree tells, so that is done when it is first wanted.
    """

    source: Source
    files: tuple[Module, ...]
    parsed: Parsed

    @property
    def policy(self) -> CheckedPolicy | None:
        """The policy; None where nothing can be said."""
        return self._checked[0]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that is wrong with it."""
        return self._checked[1]

    @cached_property
    def _checked(self) -> tuple[CheckedPolicy | None, tuple[Diagnostic, ...]]:
        try:
            policy, found = check_files(self.files, tests=True)
        except PolicyError as error:
            return None, error.diagnostics
        return policy, tuple(found)

    @property
    def document(self) -> tree.Document:
        """The tree of the file."""
        return self.files[-1].document

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """The names in the file, in their order."""
        return tuple(sorted(uses(self.document), key=lambda use: use.span))

    @cached_property
    def declared(self) -> Mapping[str, NameDeclaration]:
        """What declares each name of the policy; the first where several do. Labels are declared by their sorts."""
        found: dict[str, NameDeclaration] = {}
        for file in self.files:
            for statement in file.document.statements:
                source = file.document.source
                name = getattr(statement, "name", None)
                if isinstance(name, tree.Name):
                    found.setdefault(name.text, NameDeclaration(statement, source, name.span))
                sort = getattr(statement, "sort", None)
                if isinstance(sort, tree.SortName) and len(sort.names) > 1:
                    for label in sort.names:
                        found.setdefault(label.text, NameDeclaration(statement, source, label.span))
        return found

    def at(self, offset: int) -> Use | None:
        """The name at an offset, or just before it."""
        return next((use for use in self.uses if use.span.start <= offset <= use.span.end), None)


def analyse(source: Source, earlier: Analysis | None = None) -> Analysis:
    """The analysis of a source; never raises on any text. Files that it uses are read as they are on the disk.

    What has not changed since an earlier analysis of the file is not read again.
    """
    parsed = parse(source, None if earlier is None else earlier.parsed)
    return Analysis(source, tuple(modules(source, parsed=parsed)), parsed)
