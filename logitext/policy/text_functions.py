"""Formulas about texts that are known: `author contains "bob"`, `same(author, accused)`, `length(post) > 1000`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from logitext.policy import builtin
from logitext.policy.aggregates import Aggregates
from logitext.policy.clauses import Reference, fact_clause
from logitext.policy.derived import FUNCTIONS, Argument, Derived
from logitext.policy.scope import clause_sort
from logitext.policy.sorts import BOOL, INT, TEXT, Sort, quoted_text
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, Term
from logitext.policy.words import article
from logitext.syntax.source import Span
from logitext.syntax.tree import Call, Field, Formula, Group, Name, String
from logitext.unicode.normal_form import nfc

_SORTS: dict[str, Sort] = {"length": INT, "words": INT, "plain": TEXT}


class TextFunctions(Aggregates):
    """Makes terms of functions of texts: facts that follow from others, one for each use on the same things."""

    def _text_function(self, call: Call) -> Term | None:
        function, span = call.function.text, call.span
        wanted = 1 if function in ("length", "words") else 2
        if len(call.arguments) != wanted:
            message = f"wrong arguments for `{function}`"
            self._findings.error("NLT307", message, span, f"write `{builtin.OF_TEXTS[function]}`")
            return None
        found = [self._text(argument) for argument in call.arguments]
        arguments = [one for one in found if one is not None]
        if len(arguments) < len(found):
            return None
        if function == "same":
            left, right = (self._follows("plain", [one], span) for one in arguments)
            return Apply(Connective.EQ, (left, right), span=span)
        return self._follows(function, arguments, span)

    def _follows(self, function: str, arguments: Sequence[Argument], span: Span) -> Term:
        """The fact that a function comes to; a constant where it is used on constants."""
        sort = _SORTS.get(function, BOOL)
        if all(one.name is None for one in arguments):
            return Constant(FUNCTIONS[function](*(one.value for one in arguments)), sort, span)
        if self._trying:
            return ClauseRef("", sort, span)
        name = _named(function, [quoted_text(one.value) if one.name is None else one.name for one in arguments])
        if name not in self.instances:
            fact = fact_clause(name, sort, "", self._findings.place(span))
            self.instances[name] = replace(fact, derived=Derived(function, tuple(arguments)))
        return ClauseRef(name, sort, span)

    def _text(self, formula: Formula) -> Argument | None:
        """What a formula stands for as a text that is known; None where it is none, which is reported."""
        while isinstance(formula, Group):
            formula = formula.inner
        match formula:
            case String(text=text):
                return Argument(None, nfc(text))
            case Name(text=name) if name in self._bound or name in self._scope.texts:
                reference = self._bound.get(name)
                if reference is not None and reference.term is not None:
                    return self._text_of_value(formula, reference.term)
                return Argument(name, text=True) if reference is None else self._text_of(formula, reference)
            case Name(text=name) if name in self._scope.clauses:
                self._judged(formula)
                return None
            case Name(text=name) if name in self._scope.facts:
                sort = clause_sort(self._scope.facts[name], self._scope)
                if sort in (TEXT, None):
                    return None if sort is None else Argument(name)
                self._no_text(sort, formula.span)
                return None
            case Field():
                return self._text_of_field(formula)
        term = self.elaborate(formula, None)
        if isinstance(term, Constant) and term.sort == TEXT:
            return Argument(None, str(term.value))
        if term is not None and term.sort != TEXT:
            self._no_text(term.sort, formula.span)
        elif term is not None:
            self._judged(formula)
        return None

    def _text_of_value(self, formula: Name, term: Term) -> Argument | None:
        """What a parameter with a value stands for as a text."""
        if term.sort != TEXT:
            self._no_text(term.sort, formula.span)
        elif isinstance(term, Constant):
            return Argument(None, str(term.value))
        elif isinstance(term, ClauseRef) and (not term.name or self._is_fact(term.name)):
            return Argument(term.name)
        else:
            self._judged(formula)
        return None

    def _is_fact(self, name: str) -> bool:
        return name in self._scope.facts or (name in self.instances and self.instances[name].fact)

    def _text_of_field(self, formula: Field) -> Argument | None:
        term = self._field(formula)
        if term is None:
            return None
        if term.sort != TEXT:
            self._no_text(term.sort, formula.span)
            return None
        if isinstance(term, Constant):
            return Argument(None, str(term.value))
        assert isinstance(term, ClauseRef)
        return Argument(term.name)

    def _text_of(self, formula: Name, reference: Reference) -> Argument | None:
        """The text of a unit, of an element that has one, or of a parameter."""
        units = reference.units
        if units is not None and not units.kind:
            declared = self._scope.elements_of(units.text)
            judged = [field.name.text for field in declared.fields if field.sort is None]
            if len(judged) != 1:
                message = f"an element of `{units.text}` has {'several texts' if judged else 'no text'}"
                hint = "use the function on a fact of it, such as `m.author`"
                self._findings.error("NLT301", message, formula.span, hint)
                return None
        return Argument(reference.name, text=True)

    def _no_text(self, sort: Sort, span: Span) -> None:
        hint = "functions of texts are used on texts, facts of sort Text, and what stands in quotes"
        self._findings.error("NLT301", f"expected a text, found {article(sort)}", span, hint)

    def _judged(self, formula: Formula) -> None:
        message = "functions of texts are used on what is given: a text, or a fact of sort Text"
        hint = "compare what is judged with `==`, or ask a clause that holds or does not"
        self._findings.error("NLT301", message, formula.span, hint)


_INFIX = {"contains": "contains", "starts_with": "starts with", "ends_with": "ends with"}


def _named(function: str, arguments: Sequence[str]) -> str:
    """What such a fact is called, as it is written: `author contains "bob"`."""
    if function in _INFIX:
        return f" {_INFIX[function]} ".join(arguments)
    return f"{'lower' if function == 'plain' else function}({', '.join(arguments)})"
