"""What a clause or a definition with parameters is used on."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.policy.clauses import Reference
from logitext.policy.model import Key, Units
from logitext.policy.scope import FunctionStatement, clause_sort
from logitext.policy.sites import stepped
from logitext.policy.sorts import BOOL, TEXT, Sort, quoted_text, show
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef
from logitext.policy.unit_references import UnitReferences
from logitext.policy.units import (
    written_key,
)
from logitext.policy.words import count_of
from logitext.syntax.tree import (
    Call,
    ClauseStatement,
    DefinitionStatement,
    Element,
    Formula,
    Name,
    String,
)


class CallArguments(UnitReferences):
    """Finds what the arguments of a call stand for, and reports those that make no sense."""

    def _sorts_of(self, statement: FunctionStatement) -> Sequence[Sort | None]:
        """The sorts of the parameters that are values, None for the others."""
        if not statement.sorts:
            return [None] * len(statement.parameters)
        return [None if written is None else self._scope.sort_of(written) for written in statement.sorts]

    def _counted(self, statement: FunctionStatement) -> str:
        """How many arguments it takes."""
        many = len(statement.parameters)
        return count_of(many) if not statement.sorts else "1 argument" if many == 1 else f"{many} arguments"

    def _value(self, argument: Formula, sort: Sort, statement: FunctionStatement) -> Reference | None:
        """What an argument stands for that is a value: a constant, or what has a name; reported where it is neither."""
        term = self.elaborate(argument, sort)
        if term is None:
            return None
        bare = term.args[0] if isinstance(term, Apply) and term.op is Connective.TO_REAL else term
        if isinstance(bare, Constant):
            return Reference(written_value(bare), term=term)
        if isinstance(statement, ClauseStatement) and not self._trying:
            message = "a clause is asked in words, so a value that it is used with must be a constant"
            hint = "write the value itself; what somebody judges, or a caller gives, is compared outside of the clause"
        elif isinstance(bare, ClauseRef | DefinitionRef):
            return Reference(bare.name, term=term)
        else:
            message = "a value that a definition is used with is a constant, or has a name"
            hint = "give the formula a name, `let limit = …`, and write that"
        self._findings.error("NLT310", message, argument.span, hint)
        return None

    def _can_be_judged(self, call: Call, known: Sequence[Reference]) -> bool:
        """Whether there is a text of each thing that a clause is used on; reported where there is none."""
        for argument, one in zip(call.arguments, known, strict=True):
            if one.units is None or one.units.kind:
                continue
            declared = self._scope.elements_of(one.units.text)
            if all(field.sort is not None for field in declared.fields):
                message = f"the elements of `{declared.name.text}` have no text that could be judged"
                hint = f"declare one: `list {declared.name.text} of {{…, body: text}}`"
                self._findings.error("NLT310", message, argument.span, hint)
                return False
        return True

    def _may_be_missing(self, call: Call, statement: FunctionStatement) -> bool:
        """Whether a call makes sense where a unit beside another one is missing; reported where it does not."""
        beside = [one for one in call.arguments if (found := stepped(one)) is not None and found[1]]
        checked = self._checked.get(statement.name.text)
        sort = (
            clause_sort(statement, self._scope) if isinstance(statement, ClauseStatement) else checked and checked.sort
        )
        if not beside or sort is None or sort == BOOL:
            return True
        self._findings.error(
            "NLT316",
            f"there may be no such unit, and then `{statement.name.text}` has no value",
            beside[0].span,
            "speak of it with `forsome`: `forsome t in …: t.index == s.index - 1 and … > 3`",
        )
        return False

    def _reference(self, argument: Formula) -> Reference | None:
        """What an argument stands for: a text, or what a variable is bound to, or a unit beside that."""
        found = stepped(argument)
        if found is not None and found[1]:
            return self._beside_it(*found, argument.span)
        if isinstance(argument, Name):
            given = self._bound.get(argument.text)
            if given is not None and given.term is None:
                return given
            if argument.text in self._scope.texts:
                return self._whole(argument.text)
            if argument.text in self._scope.broken:
                return None
        if isinstance(argument, Element):
            return self._named_element(argument)
        self._findings.error(
            "NLT310",
            "a clause with parameters is used on texts, or on their units",
            argument.span,
            f"its arguments are texts: {', '.join(f'`{name}`' for name in self._scope.texts) or 'there is none'}",
        )
        return None

    def _named_element(self, element: Element) -> Reference | None:
        """The element of a list that is named by its key, or by its number; reported where there is none."""
        name, key = element.of, element.key.text if isinstance(element.key, String) else element.key.value
        message, hint = None, "a formula speaks of elements with `forall`, `forsome` and `count`"
        if name.text not in self._scope.lists:
            message = f"there is no list `{name.text}`"
            hint = self._findings.suggest(name.text, lambda: self._scope.lists) or "name a list of the policy"
        elif name.text not in self.elements:
            message = "an element is named only by a test that gives its list"
        else:
            counted = self.elements[name.text]
            places: Sequence[Key] = range(1, counted + 1) if isinstance(counted, int) else counted
            number = next((number for number, one in enumerate(places, 1) if one == key), None)
            if number is not None:
                return self._unit(Units("", name.text), number, counted)
            listed = ", ".join(f"`{written_key(one)}`" for one in places[:8]) or "none"
            message = f"the list `{name.text}` has no element `{self._findings.source[element.key.span]}` here"
            hint = self._findings.suggest(str(key), lambda: map(str, places)) or f"it has {listed}"
        self._findings.error("NLT310", message, element.span, hint)
        return None


def written_value(constant: Constant) -> str:
    """A constant as it is written, all of it: two that differ are written in two ways."""
    if constant.sort == TEXT:
        return quoted_text(str(constant.value))
    return constant.value if isinstance(constant.value, str) else show(constant.value)


def binding(statement: DefinitionStatement, arguments: Sequence[Reference]) -> dict[str, Reference]:
    """What the parameters stand for."""
    return dict(zip([name.text for name in statement.parameters], arguments, strict=True))
