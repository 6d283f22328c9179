"""What an editor shows about a name: what it is, where it is declared, and who uses it."""

from __future__ import annotations

from collections.abc import Iterator

from logitext.lsp.analysis import Analysis, NameDeclaration
from logitext.lsp.names import Use, uses
from logitext.syntax import tree
from logitext.syntax.source import Source, Span

_KINDS: dict[type, str] = {
    tree.TextStatement: "text",
    tree.FactStatement: "fact",
    tree.ListStatement: "list",
    tree.TableStatement: "table",
    tree.ClauseStatement: "clause",
    tree.DefinitionStatement: "definition",
    tree.VerdictStatement: "verdict",
    tree.AssumeStatement: "assumption",
    tree.UseStatement: "file",
    tree.SectionStatement: "section",
    tree.ChoiceStatement: "choice",
}

_LISTED = 12


def kind_of(declared: NameDeclaration, name: str) -> str:
    """What a name is, in a word."""
    statement = declared.statement
    own = getattr(statement, "name", None)
    if not isinstance(own, tree.Name) or own.text != name:
        return "label"
    if isinstance(statement, tree.VerdictStatement) and statement.violation:
        return "violation"
    return _KINDS.get(type(statement), "name")


def hover(analysis: Analysis, use: Use) -> str | None:
    """What is shown about a name, as Markdown; None where nothing declares it."""
    if use.binder is not None:
        return f"variable `{use.name}`"
    declared = analysis.declared.get(use.name)
    if declared is None:
        return None
    place, source = declared.statement.span, declared.source
    written = "\n".join(line.rstrip() for line in source[place].splitlines())
    fence = "`" * (max([2, *_runs(written)]) + 1)
    head = f"{kind_of(declared, use.name)} `{use.name}`" + _sort(analysis, use.name)
    where = "" if source is analysis.source else f", from `{source.name}`"
    parts = [head + where, f"{fence}nltc\n{written}\n{fence}"]
    if about := _about(analysis, use.name):
        parts.append(about)
    if users := _users(analysis, use.name):
        shown = ", ".join(f"`{name}`" for name in users[:_LISTED])
        more = f" and {len(users) - _LISTED} more" if len(users) > _LISTED else ""
        parts.append(f"used by {shown}{more}")
    elif kind_of(declared, use.name) in ("clause", "fact", "definition"):
        parts.append("used by nothing")
    return "\n\n".join(parts)


def definition(analysis: Analysis, use: Use) -> tuple[Source, Span] | None:
    """Where a name is declared; None where nothing declares it."""
    if use.binder is not None:
        binder = next(one for one in analysis.uses if one.declares and one.binder == use.binder)
        return analysis.source, binder.span
    declared = analysis.declared.get(use.name)
    return None if declared is None else (declared.source, declared.span)


def references(analysis: Analysis, use: Use) -> Iterator[tuple[Source, Use]]:
    """Where a name stands: in the file and those that it uses; a variable only in its statement."""
    if use.binder is not None:
        yield from ((analysis.source, one) for one in analysis.uses if one.binder == use.binder)
        return
    for file in analysis.files:
        found = (one for one in uses(file.document) if one.name == use.name and one.binder is None)
        yield from ((file.document.source, one) for one in sorted(found, key=lambda one: one.span))


def _users(analysis: Analysis, name: str) -> list[str]:
    """What uses a name, by the names of the statements."""
    found: dict[str, None] = {}
    for file in analysis.files:
        for statement in file.document.statements:
            own = getattr(statement, "name", None)
            if isinstance(own, tree.Name) and own.text == name:
                continue
            only = tree.Document(file.document.source, (tree.Annotation((statement,), statement.span),))
            if any(one.name == name and one.binder is None for one in uses(only)):
                title = getattr(statement, "title", None)
                found[own.text if isinstance(own, tree.Name) else _said(statement, title)] = None
    return list(found)


def _said(statement: tree.Statement, title: tree.String | None) -> str:
    if title is not None:
        return f"test {title.text}"
    return "an assumption" if isinstance(statement, tree.AssumeStatement) else "a query"


def _sort(analysis: Analysis, name: str) -> str:
    policy = analysis.policy
    if policy is None:
        return ""
    found = policy.clauses.get(name) or policy.verdicts.get(name)
    return "" if found is None else f": {found.sort}"


def _about(analysis: Analysis, name: str) -> str:
    """Which of several texts a clause is about, as its words need not say it."""
    policy = analysis.policy
    clause = None if policy is None or len(policy.texts) < 2 else policy.clauses.get(name)
    return "" if clause is None or not clause.texts else f"about {', '.join(f'`{text}`' for text in clause.texts)}"


def _runs(text: str) -> list[int]:
    """How long the runs of back quotes in a text are."""
    return [len(run) for run in "".join(sign if sign == "`" else " " for sign in text).split()]
