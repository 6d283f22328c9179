"""Formulas of the tree as text, with the parentheses that the binding of operators needs and no others."""

from __future__ import annotations

from collections.abc import Iterable

from logitext.syntax import tree
from logitext.syntax.printing import literals
from logitext.syntax.printing.literals import UnprintableError
from logitext.syntax.tree import Op

# How tightly a formula binds: what a place needs at least, and what a formula has.
_ANY, _IFF, _IMPLIES, _UNLESS, _XOR, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _NEGATIVE, _ATOM = range(13)

_RUNS = {Op.IFF: _IFF, Op.UNLESS: _UNLESS, Op.XOR: _XOR, Op.OR: _OR, Op.AND: _AND}
_COUNTS = (Op.AT_LEAST, Op.AT_MOST, Op.EXACTLY)
_UNITS = ("year", "month", "week", "day")
_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")


def print_formula(formula: tree.Formula) -> str:
    """The text of a formula, in one line."""
    return _at_least(formula, _ANY)


def _at_least(formula: tree.Formula, needed: int) -> str:
    """A formula for a place that needs it to bind so tightly."""
    text, tightness = _written(formula)
    return text if tightness >= needed else f"({text})"


def _listed(formulas: Iterable[tree.Formula]) -> str:
    return ", ".join(map(print_formula, formulas))


def _written(formula: tree.Formula) -> tuple[str, int]:
    """The text of a formula, and how tightly it binds."""
    match formula:
        case tree.Name(text=text):
            return literals.dotted(text), _ATOM
        case tree.Number(value=value):
            return literals.number(value), _ATOM
        case tree.Date(value=day):
            return literals.date(day), _ATOM
        case tree.String(text=text):
            return literals.string(text), _ATOM
        case tree.Truth(value=truth):
            return "true" if truth else "false", _ATOM
        case tree.Group(inner=inner):
            return f"({print_formula(inner)})", _ATOM
        case tree.Call(function=function, arguments=arguments):
            return f"{literals.dotted(function.text)}({_listed(arguments)})", _ATOM
        case tree.Closure(of=of, arguments=arguments):
            return f"{print_formula(of)}({_listed(arguments)})", _ATOM
        case tree.Count(op=op, number=number, operands=operands) if operands and op in _COUNTS:
            return f"{op.value} {literals.number(number.value)} of ({_listed(operands)})", _ATOM
        case tree.Comparison(operands=operands, relations=relations) if set(relations) <= set(_RELATIONS):
            return _row(operands, relations, _SUM), _COMPARISON
        case tree.Arithmetic(operands=operands, operators=operators) if set(operators) <= {"+", "-"}:
            return _row(operands, operators, _PRODUCT), _SUM
        case tree.Arithmetic(operands=operands, operators=operators) if set(operators) <= {"*", "/"}:
            return _row(operands, operators, _NEGATIVE), _PRODUCT
        case tree.Operation(op=op, operands=operands):
            return _operation(op, operands)
        case tree.Duration(number=number, unit=unit) if unit in _UNITS:
            written = literals.number(number.value)
            return f"{written} {unit}{'' if written == '1' else 's'}", _ATOM
        case tree.Membership(operand=operand, members=members) if members:
            return f"{_at_least(operand, _SUM)} in ({_listed(members)})", _COMPARISON
        case tree.Between(operand=operand, low=low, high=high):
            parts = [_at_least(one, _SUM) for one in (operand, low, high)]
            return f"{parts[0]} between {parts[1]} and {parts[2]}", _COMPARISON
        case tree.Order(left=left, right=right, before=before):
            names = (literals.name(one.text, in_formula=True) for one in (left, right))
            return (" before " if before else " after ").join(names), _COMPARISON
        case tree.Quantified(universal=universal, variable=variable, unit=unit, text=text_name, body=body):
            bound = f"{literals.name(variable.text)} in {_range(unit, text_name)}"
            return f"{'forall' if universal else 'forsome'} {bound}: {print_formula(body)}", _ANY
        case tree.Aggregate():
            return _aggregate(formula)
        case tree.Field(variable=variable, name=name):
            return f"{literals.name(variable.text, in_formula=True)}.{literals.name(name.text)}", _ATOM
        case tree.Element(of=name, key=key):
            written = literals.string(key.text) if isinstance(key, tree.String) else literals.number(key.value)
            return f"{literals.name(name.text, in_formula=True)}[{written}]", _ATOM
    raise UnprintableError(f"there is no such formula: {formula!r:.200}")


def _range(unit: tree.Name | None, text: tree.Name) -> str:
    """The units of a text, or the elements of a list."""
    return (
        literals.dotted(text.text, in_formula=False)
        if unit is None
        else f"{literals.name(unit.text)}({literals.name(text.text)})"
    )


def _aggregate(formula: tree.Aggregate) -> tuple[str, int]:
    pieces = [("", formula.body)]
    pieces += [(" where ", formula.condition)] if formula.condition is not None else []
    pieces += [(" if none ", formula.empty)] if formula.empty is not None else []
    # What follows a part would become its own, if that is open at its end.
    needed = [_IFF] * (len(pieces) - 1) + [_ANY]
    written = "".join(word + _at_least(part, level) for (word, part), level in zip(pieces, needed, strict=True))
    text = f"{literals.name(formula.variable.text)} in {_range(formula.unit, formula.text)}: {written}"
    if formula.number is not None and formula.kind in [op.value for op in _COUNTS] and formula.empty is None:
        return f"{formula.kind} {literals.number(formula.number.value)} of ({text})", _ATOM
    if formula.number is None and formula.kind in tree.AGGREGATES:
        return f"{formula.kind} {text}", _ANY
    raise UnprintableError(f"there is no such aggregate: {formula.kind!r:.200}")


def _operation(op: Op, operands: tuple[tree.Formula, ...]) -> tuple[str, int]:
    match op, operands:
        case (Op.NOT, (operand,)):
            return f"not {_at_least(operand, _NOT)}", _NOT
        case (Op.NEGATIVE, (operand,)):
            return f"-{_at_least(operand, _NEGATIVE)}", _NEGATIVE
        case (Op.IMPLIES, (left, right)):
            return f"{_at_least(left, _UNLESS)} implies {_at_least(right, _IMPLIES)}", _IMPLIES
        case (Op.IF, (condition, then, otherwise)):
            parts = zip(("if", "then", "else"), map(print_formula, (condition, then, otherwise)), strict=True)
            return " ".join(f"{word} {text}" for word, text in parts), _ANY
        case (run, (_, _, *_)) if run in _RUNS:
            return _row(operands, (op.value,) * (len(operands) - 1), _RUNS[op] + 1), _RUNS[op]
    raise UnprintableError(f"`{op.value}` does not take {len(operands)} operands")


def _row(operands: tuple[tree.Formula, ...], signs: tuple[str, ...], needed: int) -> str:
    """Operands with signs between them."""
    if len(operands) < 2 or len(signs) != len(operands) - 1:
        raise UnprintableError(f"{len(operands)} operands do not go with {len(signs)} operators")
    first, *rest = (_at_least(operand, needed) for operand in operands)
    return " ".join([first, *(f"{sign} {text}" for sign, text in zip(signs, rest, strict=True))])
