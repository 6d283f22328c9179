"""From formulas as written to typed terms: names resolved, sorts checked, shorthand spelt out.

A formula that is wrong gives None after its error was reported, so that what holds it is not reported again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from logitext.policy import builtin, functions
from logitext.policy.calculations import Calculations
from logitext.policy.scope import Scope, clause_sort
from logitext.policy.shorthand import negation
from logitext.policy.sorts import BOOL, DATE, INT, REAL, TEXT, Enumeration, Sort
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term
from logitext.policy.units import UnitCount
from logitext.syntax import amounts
from logitext.syntax.source import Span
from logitext.syntax.tree import (
    Aggregate,
    Arithmetic,
    Between,
    Call,
    Closure,
    Comparison,
    Count,
    Date,
    Duration,
    Element,
    Field,
    Formula,
    Group,
    Membership,
    Name,
    Number,
    Op,
    Operation,
    Order,
    Quantified,
    String,
    TooDeep,
    Truth,
)
from logitext.unicode.normal_form import nfc

_LEADING_ZERO = re.compile("0[0-9_]")
_PYTHON_TRUTH = {"True": True, "False": False}


class Elaborator(Calculations):
    """Elaborates the formulas of one policy. `sorts` gives the sort of each definition and verdict done so far."""

    def __init__(self, scope: Scope, counts: Mapping[str, UnitCount] | None = None) -> None:
        super().__init__(scope, counts)
        self.sorts: dict[str, Sort] = {}

    def elaborate(self, formula: Formula, expected: Sort | None) -> Term | None:
        """The term of a formula. With `expected` its sort is that one, or an error is reported."""
        term = self._infer(formula, expected)
        return term if term is None or expected is None else self._fit(term, expected)

    def _infer(self, formula: Formula, expected: Sort | None) -> Term | None:
        match formula:
            case Name():
                return self._name(formula, expected)
            case Number(value=value, span=span):
                if _LEADING_ZERO.match(self._findings.source[span]):
                    self._findings.error("NLT319", "a number does not begin with 0", span, self._without_zero(span))
                    return None
                return Constant(value, INT if isinstance(value, int) else REAL, span)
            case Date(value=value, span=span):
                if value is None:
                    written = self._findings.source[span]
                    self._findings.error(
                        "NLT309", f"there is no day {written}", span, "year, month and day: `2026-11-25`"
                    )
                    return None
                return Constant(value, DATE, span)
            case String(text=text, span=span):
                return Constant(nfc(text), TEXT, span)
            case Truth(value=value, span=span):
                return Constant(value, BOOL, span)
            case Group(inner=inner):
                return self._infer(inner, expected)
            case Operation(op=Op.IF, operands=(condition, then, otherwise), span=span):
                return self._conditional(condition, then, otherwise, expected, span)
            case Operation(op=Op.NEGATIVE, operands=(operand,), span=span):
                return self._negative(operand, span)
            case Operation(op=op, operands=operands, span=span):
                return self._connective(op, operands, span)
            case Arithmetic(operands=operands, operators=operators, span=span):
                return self._arithmetic(operands, operators, span)
            case Comparison() if self._speaks_of_units(formula):
                return self._same_unit(formula)
            case Comparison():
                return self._comparison(formula)
            case Count(op=op, number=number, operands=operands, span=span):
                return self._count(op, number, operands, span)
            case Call(function=function) if function.text in self._scope.functions:
                return self._use(formula, self._scope.functions[function.text])
            case Call(function=function) if function.text in builtin.OF_TEXTS:
                return self._text_function(formula)
            case Call():
                return self._call(formula, expected)
            case Closure():
                return self._closure(formula)
            case Membership(operand=operand, members=members, span=span):
                return self._membership(operand, members, span)
            case Between(operand=operand, low=low, high=high, span=span):
                return self._comparison(Comparison((low, operand, high), ("<=", "<="), span, formula.depth))
            case Duration(span=span):
                message = "a time such as this is only added to a date, or taken from it"
                self._findings.error(
                    "NLT308", message, span, "write `d > e + 1 year`, or compare a number of days: `d - e > 365`"
                )
                return None
            case Quantified():
                return self._quantified(formula)
            case Aggregate():
                return self._aggregate(formula)
            case Field():
                return self._field(formula)
            case Order():
                return self._order(formula)
            case Element(span=span):
                message = "an element has no value; a formula speaks of what is judged of it"
                hint = "use a clause on it: `given threat(messages[2])`"
                self._findings.error("NLT301", message, span, hint)
                return None
            case TooDeep(span=span):
                self._findings.error(
                    "NLT105", "the formula nests too deep", span, "give its parts names: `let part = …`"
                )
                return None

    def _name(self, name: Name, expected: Sort | None) -> Term | None:
        scope, text = self._scope, name.text
        given = self._bound.get(text)
        if given is not None and given.term is not None:
            return replace(given.term, span=name.span)
        leaf = scope.clauses.get(text) or scope.facts.get(text)
        if leaf is not None:
            sort = clause_sort(leaf, scope)
            return None if sort is None else ClauseRef(leaf.name.text, sort, name.span)
        if text in scope.defined:
            return DefinitionRef(text, self.sorts[text], name.span) if text in self.sorts else None
        if text in scope.broken:
            return None
        if text in scope.functions:
            written = ", ".join(one.text for one in scope.functions[text].parameters)
            on = "with its arguments" if scope.functions[text].sorts else "on texts"
            message = f"`{text}` must be used {on}: `{text}({written})`"
            hint = "write the values in parentheses" if scope.functions[text].sorts else None
            hint = hint or "write the texts, or a variable, in parentheses"
            self._findings.error("NLT310", message, name.span, hint)
            return None
        if text in scope.texts or text in self._bound:
            labels = [(scope.texts[text].name.span, "declared here")] if text in scope.texts else []
            self._findings.error(
                "NLT301",
                f"`{text}` is a text; a formula speaks of what is judged of it",
                name.span,
                f"ask about it: `let something = [[what must hold of {text}]]`",
                labels,
            )
            return None
        if text in scope.labels:
            return self._label(name, expected)
        if text in _PYTHON_TRUTH:
            return Constant(_PYTHON_TRUTH[text], BOOL, name.span)
        if any(assumption.name is not None and assumption.name.text == text for assumption in scope.assumptions):
            message, hint = f"`{text}` is an assumption; it has no value", "give its formula a name with `let`"
        else:
            message = f"`{text}` is not declared"
            hint = (
                self._findings.suggest(text, scope.known)
                or f"declare it: `let {text} = [[…]]` or `let {text} = formula`"
            )
        self._findings.error("NLT201", message, name.span, hint)
        return None

    def _without_zero(self, span: Span) -> str:
        """What to write for a number that begins with 0: it may be the end of an amount."""
        found = amounts.around(self._findings.source.text, span.start)
        if found is not None:
            return f"write `{found}` for the amount, without commas"
        return "leave the 0 out; what is no amount, such as a postal code, is a `Text` in quotes"

    def _label(self, name: Name, expected: Sort | None) -> Term | None:
        candidates = self._scope.labels[name.text]
        if isinstance(expected, Enumeration):
            if name.text in expected.labels:
                return Constant(name.text, expected, name.span)
            self._findings.error(
                "NLT301",
                f"`{name.text}` is not one of {', '.join(f'`{label}`' for label in expected.labels)}",
                name.span,
                self._findings.suggest(name.text, lambda: expected.labels),
            )
            return None
        if len(candidates) > 1:
            self._findings.error(
                "NLT206",
                f"`{name.text}` is a label of several enumerations: {'; '.join(map(str, candidates))}",
                name.span,
                "compare it with a clause of the one that is meant, or write the sort: `let name: a | b = …`",
            )
            return None
        return Constant(name.text, candidates[0], name.span)

    def _all_bool(self, formulas: Sequence[Formula]) -> list[Term] | None:
        terms = [self.elaborate(formula, BOOL) for formula in formulas]
        return None if None in terms else terms  # type: ignore[return-value]

    def _connective(self, op: Op, operands: Sequence[Formula], span: Span) -> Term | None:
        args = self._all_bool(operands)
        if args is None:
            return None
        match op:
            case Op.NOT:
                return negation(args[0], span)
            case Op.AND | Op.OR:
                return Apply(Connective[op.name], tuple(args), span=span)
            case Op.XOR:
                return Apply(Connective.XOR, tuple(args), span=span)
            case Op.IFF:  # equivalence in a row is parity: each further operand turns it around
                parity = Apply(Connective.XOR, tuple(args), span=span)
                return negation(parity, span) if len(args) % 2 == 0 else parity
            case Op.UNLESS:
                exceptions = (negation(arg, arg.span) for arg in args[1:])
                return Apply(Connective.AND, (args[0], *exceptions), span=span, surface="unless")
            case Op.IMPLIES:
                return Apply(Connective.IMPLIES, tuple(args), span=span)
        raise AssertionError(op)

    def _conditional(
        self, condition: Formula, then: Formula, otherwise: Formula, expected: Sort | None, span: Span
    ) -> Term | None:
        test = self.elaborate(condition, BOOL)
        branches = self._alike((then, otherwise), expected)
        if test is None or branches is None:
            return None
        return Apply(Connective.ITE, (test, *branches), branches[0].sort, span=span)

    def _count(self, op: Op, number: Number, operands: Sequence[Formula], span: Span) -> Term | None:
        args = self._all_bool(operands)
        if not isinstance(number.value, int) or number.value > len(operands):
            self._findings.error(
                "NLT305",
                f"`{op.value}` needs a whole number up to {len(operands)}, as that many stand in the list",
                number.span,
            )
            return None
        if args is None:
            return None
        least = 0 if op is Op.AT_MOST else number.value
        most = len(args) if op is Op.AT_LEAST else number.value
        return Apply(Connective.COUNT, tuple(args), bounds=(least, most), span=span)

    def _call(self, call: Call, expected: Sort | None) -> Term | None:
        """The z3py spellings."""
        function, arguments, span = call.function.text, call.arguments, call.span
        match function, arguments:
            case ("And" | "Or", (_, *_)):
                return self._connective(Op[function.upper()], arguments, span)
            case ("Xor" | "Implies", (_, _)):
                return self._connective(Op[function.upper()], arguments, span)
            case ("Not", (_,)):
                return self._connective(Op.NOT, arguments, span)
            case ("If", (condition, then, otherwise)):
                return self._conditional(condition, then, otherwise, expected, span)
            case ("AtLeast" | "AtMost", (_, *_, Number() as number)):
                op = Op.AT_LEAST if function == "AtLeast" else Op.AT_MOST
                return self._count(op, number, arguments[:-1], span)
        if function in builtin.FUNCTIONS and (terms := self._inferred(arguments)) is not None:
            found = functions.apply(function, terms, span, self._findings)
            if not isinstance(found, functions.WrongNumber):
                return found
        elif function in builtin.FUNCTIONS:
            return None
        if function in builtin.CALLS:
            self._findings.error(
                "NLT307", f"wrong arguments for `{function}`", span, f"write `{builtin.CALLS[function]}`"
            )
        else:
            hint = (
                self._findings.suggest(function, lambda: [*builtin.CALLS, *self._scope.functions])
                or f"the functions are {', '.join([*builtin.FUNCTIONS, *builtin.OF_TEXTS])}"
            )
            self._findings.error("NLT208", f"there is no function `{function}`", call.function.span, hint)
        return None
