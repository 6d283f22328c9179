"""Names that belong to a part of a policy: to a file that is used `as old`, or to a section.

From outside such a name is `old.rude`. Here every name of the tree is spelt out so, and whatever comes after knows none
but whole names. What a caller gives (texts, facts, lists) and labels are the same everywhere, and keep their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from logitext.policy.builtin import NAMES
from logitext.policy.findings import PolicyFindings
from logitext.syntax.source import Span
from logitext.syntax.tree import (
    Aggregate,
    Annotation,
    AssumeStatement,
    Call,
    Cell,
    Chance,
    ChoiceStatement,
    ClauseStatement,
    CoverQuery,
    Criterion,
    DefinitionStatement,
    Document,
    ElementField,
    EndStatement,
    FactStatement,
    Field,
    GivenList,
    GivenText,
    ListStatement,
    Name,
    Quantified,
    Reading,
    SearchQuery,
    SectionStatement,
    SortName,
    Statement,
    TableStatement,
    TextStatement,
    UseStatement,
    VerdictStatement,
)

INPUTS = (TextStatement, FactStatement, ListStatement)
"""What a caller gives."""
_NAMING = (
    AssumeStatement,
    ChoiceStatement,
    ClauseStatement,
    DefinitionStatement,
    SectionStatement,
    TableStatement,
    UseStatement,
    VerdictStatement,
)
_AS_THEY_ARE = (Cell, Chance, Criterion, ElementField, Reading, SortName)
"""Nodes whose names are labels, fields or sorts; the value of a cell is such a name, too."""


@dataclass(eq=False)
class Namespace:
    """The names of a file, of several that use each other, or of a section; `name` is "" for those of the policy.

    `outer` is what a section stands in. `given` are names of what a caller gives, and labels: of all the files. `inner`
    are the namespaces within, by the names that they have here.
    """

    name: str = ""
    outer: Namespace | None = None
    declared: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    inner: dict[str, Namespace] = field(default_factory=dict)

    def section(self, name: str) -> Namespace:
        """The namespace of a section within this one."""
        return self.inner.setdefault(name, Namespace(self.whole(name), self))

    def whole(self, name: str) -> str:
        """What one of its names is called from outside."""
        return f"{self.name}.{name}" if self.name else name

    def around(self) -> Iterator[Namespace]:
        """The namespace itself, and those that it stands in, from the inside out."""
        here: Namespace | None = self
        while here is not None:
            yield here
            here = here.outer

    @property
    def file(self) -> Namespace:
        """The namespace of the files that it belongs to."""
        return list(self.around())[-1]

    def meant(self, name: str) -> str | None:
        """The whole name of what is declared as `name` here, or around; None where it is nothing of these."""
        return next((one.whole(name) for one in self.around() if name in one.declared), None)

    def path(self, names: list[str]) -> str | None:
        """The whole name of `a.b.x`; None where `a` is no namespace."""
        start = next((one.inner[names[0]] for one in self.around() if names[0] in one.inner), None)
        if start is None:
            return None
        here, rest = start, names[1:]
        while len(rest) > 1 and rest[0] in here.inner:
            here, rest = here.inner[rest[0]], rest[1:]
        if len(rest) == 1 and rest[0] in here.file.given and rest[0] not in here.declared:
            return rest[0]
        return here.whole(".".join(rest))

    def declare(self, statement: Statement) -> None:
        """Note the names of a statement of this namespace."""
        name = getattr(statement, "name", None)
        if isinstance(name, Name):
            (self.file.given if isinstance(statement, INPUTS) else self.declared).add(name.text)
            if isinstance(statement, ChoiceStatement):
                self.inner.setdefault(name.text, Namespace(self.whole(name.text)))
        self.file.given |= {label.text for label in _labels(statement)}


def _labels(here: Any) -> Iterator[Name]:
    """The labels of the sorts in a statement."""
    if isinstance(here, SortName):
        yield from here.names if len(here.names) > 1 else ()
    elif isinstance(here, tuple):
        for one in here:
            yield from _labels(one)
    elif isinstance(here, Statement | ElementField):
        for one in fields(here):
            if one.name in ("sort", "sorts", "fields"):
                yield from _labels(getattr(here, one.name))


def spaces_of(document: Document, start: Namespace, findings: PolicyFindings | None = None) -> list[Namespace]:
    """The namespace of each statement of a file, which begins in `start`. What is wrong with sections is reported."""
    here, found = start, []
    opened: list[SectionStatement] = []
    for statement in document.statements:
        if isinstance(statement, EndStatement):
            found.append(here)
            if not opened:
                if findings is not None:
                    hint = "a section begins with `{{section name}}`"
                    findings.error("NLT213", "no section is open here", statement.span, hint)
                continue
            last = opened.pop()
            if statement.of is not None and statement.of.text != last.name.text and findings is not None:
                message = f"the section that ends here is `{last.name.text}`, not `{statement.of.text}`"
                findings.error("NLT213", message, statement.of.span, None, [(last.name.span, "begun here")])
            assert here.outer is not None
            here = here.outer
            continue
        found.append(here)
        if isinstance(statement, SectionStatement):
            opened.append(statement)
            here = here.section(statement.name.text)
    if findings is not None:
        for one in opened:
            message = f"the section `{one.name.text}` is never closed"
            findings.error("NLT213", message, one.span, f"end it with `{{{{end {one.name.text}}}}}`")
    return found


def spelt_out(document: Document, start: Namespace, spaces: list[Namespace], findings: PolicyFindings) -> Document:
    """The document with whole names; as it is where no name of it can be another."""
    if not start.name and not start.file.inner:
        return document
    each = iter(spaces)
    parts = tuple(
        [
            replace(part, statements=tuple([_statement(one, next(each), findings) for one in part.statements]))
            if isinstance(part, Annotation)
            else part
            for part in document.parts
        ]
    )
    return replace(
        document,
        parts=parts,
        broken=frozenset([start.whole(name) for name in document.broken]),
        namespace=start.file.name,
        spaces=tuple([one.name for one in spaces]),
    )


def _statement(statement: Statement, space: Namespace, findings: PolicyFindings) -> Statement:
    bound = frozenset([one.text for one in getattr(statement, "parameters", ())])
    speller = _Speller(space, findings)
    for parameter in getattr(statement, "parameters", ()):
        speller.check_variable(parameter)
    if isinstance(statement, CoverQuery):
        return replace(statement, formula=speller.below(statement.formula, bound))
    changed: dict[str, Any] = {}
    for one in fields(statement):
        value = getattr(statement, one.name)
        if one.name == "name":
            if isinstance(value, Name) and isinstance(statement, _NAMING):
                changed["name"] = replace(value, text=space.whole(value.text))
        elif one.name not in ("parameters", "span", "fields", "wording", "description", "title", "of"):
            changed[one.name] = speller.below(value, bound)
    if isinstance(statement, SearchQuery):
        del changed["texts"]
    return replace(statement, **changed)


class _Speller:
    """Spells names out in the statements of one namespace."""

    def __init__(self, space: Namespace, findings: PolicyFindings) -> None:
        self._space = space
        self._findings = findings

    def below(self, here: Any, bound: frozenset[str]) -> Any:
        """A part of a statement, where these variables are known."""
        match here:
            case tuple():
                return tuple([self.below(one, bound) for one in here])
            case Name(text=text, span=span):
                return Name(self._whole(text, bound), span)
            case Field(variable=variable, name=name, span=span):
                path = None if variable.text in bound else self._space.path([variable.text, name.text])
                return here if path is None else Name(path, span)
            case Call(function=function, arguments=arguments):
                called = Name(self._whole(function.text, frozenset(), function=True), function.span)
                return replace(here, function=called, arguments=self.below(arguments, bound))
            case Quantified() | Aggregate():
                return self._ranging(here, bound)
            case GivenText() | GivenList():
                return here
            case _ if isinstance(here, _AS_THEY_ARE) or not is_dataclass(here) or isinstance(here, type | Span):
                return here
        changed = {
            one.name: self.below(getattr(here, one.name), bound)
            for one in fields(here)
            if one.name not in ("span", "depth")
        }
        return replace(here, **changed)

    def _ranging(self, here: Quantified | Aggregate, bound: frozenset[str]) -> Quantified | Aggregate:
        self.check_variable(here.variable)
        inner = bound | {here.variable.text}
        changed: dict[str, Any] = {"text": self.below(here.text, bound), "body": self.below(here.body, inner)}
        if isinstance(here, Aggregate):
            changed["condition"] = self.below(here.condition, inner)
            changed["empty"] = self.below(here.empty, bound)
        return replace(here, **changed)

    def _whole(self, text: str, bound: frozenset[str], *, function: bool = False) -> str:
        space = self._space
        if text.partition(".")[0] in bound:
            return text
        if "." in text:
            return space.path(text.split(".")) or text
        found = space.meant(text)
        if found is not None:
            return found
        if text in space.file.given or text in (NAMES if function else ("True", "False")):
            return text
        return space.file.whole(text)

    def check_variable(self, name: Name) -> None:
        """Report a variable that is called as something around it."""
        if any(one.name and name.text in (*one.declared, *one.inner) for one in self._space.around()):
            message, hint = f"`{name.text}` is also the name of something else", "give the variable a name of its own"
            self._findings.error("NLT202", message, name.span, hint)
