"""Deliberate changes within formulas about lists, units and tables, and within what these use by parameters.

Such a formula has its terms only when the elements are known. So these changes are made of what is written, and the
policy is made anew from it, for each test with its elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeAlias

from logitext.explain.written import around, fold
from logitext.policy.load import expanded
from logitext.policy.model import CheckedPolicy, Place
from logitext.policy.sites import Ranging, outer_parts, said_of_each
from logitext.records.tests import MutantKind
from logitext.syntax.outline import Outline
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import (
    Aggregate,
    Annotation,
    Arithmetic,
    AssumeStatement,
    Between,
    Call,
    Closure,
    Comparison,
    Count,
    Date,
    DefinitionStatement,
    Document,
    Formula,
    Group,
    Membership,
    Name,
    Number,
    Op,
    Operation,
    Order,
    Quantified,
    Statement,
    VerdictStatement,
)

_Formal: TypeAlias = DefinitionStatement | VerdictStatement | AssumeStatement
_OTHER_RELATION = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_OTHER_KIND = {"min": "max", "max": "min"}
_JOINED = (Op.NOT, Op.AND, Op.OR, Op.XOR, Op.IFF, Op.UNLESS, Op.IMPLIES)


@dataclass(frozen=True, slots=True)
class ListChange:
    """One change: what it does in words, where, and the files of the policy with it."""

    words: str
    kind: MutantKind
    place: Place
    documents: tuple[Document, ...]

    def of(self, policy: CheckedPolicy) -> CheckedPolicy:
        """The policy with the change. InputError where it makes no sense any more."""
        changed = expanded(replace(policy, documents=self.documents), {})
        return replace(changed, tests=policy.tests)


def list_changes(policy: CheckedPolicy) -> Iterator[ListChange]:
    """All single changes of what is said of elements, in the order of the files."""
    used = _used(policy)
    for number, document in enumerate(policy.documents):
        outline = Outline(document)
        for statement in document.statements:
            if not isinstance(statement, DefinitionStatement | VerdictStatement | AssumeStatement):
                continue
            inside = isinstance(statement, DefinitionStatement) and statement.name.text in used
            for variant in _within(statement.formula, document.source, inside=inside, holds=False):
                spot = around(document.source, variant.old.span)
                place = Place(document.source, spot, outline.headings(statement.span.start))
                changed = _with(document, statement, _swapped(statement.formula, variant.old, variant.new))
                documents = (*policy.documents[:number], changed, *policy.documents[number + 1 :])
                yield ListChange(variant.words, variant.kind, place, documents)


def spans(policy: CheckedPolicy) -> frozenset[tuple[str, Span]]:
    """The places of what is changed here, by file: formulas about elements, and definitions that these use."""
    used = _used(policy)
    found: set[tuple[str, Span]] = set()
    for document in policy.documents:
        for statement in document.statements:
            if isinstance(statement, DefinitionStatement) and statement.name.text in used:
                found.add((document.source.name, statement.formula.span))
            elif isinstance(statement, DefinitionStatement | VerdictStatement | AssumeStatement):
                found |= {(document.source.name, one.span) for one in _ranging(statement.formula)}
    return frozenset(found)


def _used(policy: CheckedPolicy) -> set[str]:
    """The definitions with parameters that formulas about elements use, and that these use."""
    functions = {
        one.name.text: one
        for document in policy.documents
        for one in document.statements
        if isinstance(one, DefinitionStatement) and one.parameters
    }
    waiting: list[Formula] = [
        part
        for document in policy.documents
        for one in document.statements
        if isinstance(one, DefinitionStatement | VerdictStatement | AssumeStatement)
        for part in _ranging(one.formula)
    ]
    found: set[str] = set()
    while waiting:
        for part in _parts(waiting.pop()):
            name = part.function.text if isinstance(part, Call) else ""
            if isinstance(part, Closure) and isinstance(part.of.arguments[0], Name):
                name = part.of.arguments[0].text
            if name in functions and name not in found:
                found.add(name)
                waiting.append(functions[name].formula)
    return found


def _ranging(formula: Formula) -> Iterator[Ranging | Closure]:
    """The formulas about elements in a formula, but for those within others."""
    if isinstance(formula, Quantified | Aggregate | Closure):
        yield formula
        return
    for part in _below(formula):
        yield from _ranging(part)


def _parts(formula: Formula) -> Iterator[Formula]:
    """A formula and all that is in it."""
    yield formula
    for part in _below(formula):
        yield from _parts(part)


def _below(formula: Formula) -> Sequence[Formula]:
    each = said_of_each(formula) if isinstance(formula, Quantified | Aggregate) else ()
    return (*each, *outer_parts(formula))


# --- one change


@dataclass(frozen=True, slots=True)
class _Variant:
    words: str
    kind: MutantKind
    old: Formula
    new: Formula


def _within(formula: Formula, source: Source, *, inside: bool, holds: bool) -> Iterator[_Variant]:
    """The changes of a formula's parts, only of what is `inside` of one about elements. `holds`: it is a condition."""
    ranges = isinstance(formula, Quantified | Aggregate | Closure)
    if inside or ranges:
        yield from _variants(formula, source, holds=holds and inside)
    truths = _truths(formula)
    for part in _below(formula):
        yield from _within(part, source, inside=inside or ranges, holds=any(part is one for one in truths))


def _truths(formula: Formula) -> Sequence[Formula]:
    """Those of its parts that are true or false."""
    match formula:
        case Operation(op=op, operands=operands):
            return operands if op in _JOINED else operands[:1] if op is Op.IF else ()
        case Count(operands=operands):
            return operands
        case Quantified(body=body):
            return (body,)
        case Aggregate(kind=kind, body=body, condition=condition):
            body_holds = kind == "count" or kind.startswith(("at ", "exactly"))
            return tuple([one for one in (body if body_holds else None, condition) if one is not None])
    return ()


def _variants(formula: Formula, source: Source, *, holds: bool) -> Iterator[_Variant]:
    def text(part: Formula) -> str:
        return fold(source[around(source, part.span)])

    def variant(words: str, kind: MutantKind, new: Formula) -> _Variant:
        return _Variant(words, kind, formula, new)

    whole = text(formula)
    match formula:
        case Name() | Call() if holds:
            yield variant(f"negate `{whole}`", "negation", Operation(Op.NOT, (formula,), formula.span))
        case Operation(op=Op.AND | Op.OR as op, operands=operands):
            other = Op.OR if op is Op.AND else Op.AND
            yield variant(f"`{other.value}` for `{op.value}` in `{whole}`", "connective", replace(formula, op=other))
            for part in operands:
                yield variant(f"drop `{text(part)}` from `{whole}`", "part", _without(formula, part))
        case Operation(op=Op.UNLESS, operands=(_, *exceptions)):
            for part in exceptions:
                yield variant(f"drop the exception `{text(part)}`", "exception", _without(formula, part))
        case Operation(op=Op.XOR):
            yield variant(f"`or` for `xor` in `{whole}`", "connective", replace(formula, op=Op.OR))
        case Operation(op=Op.IMPLIES, operands=(condition, consequence)):
            swapped = replace(formula, operands=(consequence, condition))
            yield variant(f"swap the sides of `{whole}`", "connective", swapped)
            yield variant(f"drop the condition `{text(condition)}`", "part", consequence)
        case Operation(op=Op.IF, operands=(condition, then, otherwise)):
            swapped = replace(formula, operands=(condition, otherwise, then))
            yield variant(f"swap the outcomes of `{whole}`", "connective", swapped)
        case Comparison(relations=(relation,), operands=operands):
            if relation in _OTHER_RELATION:
                words = f"{'leave out' if relation.endswith('=') else 'admit'} equality in `{whole}`"
                yield variant(words, "bound", replace(formula, relations=(_OTHER_RELATION[relation],)))
            elif not any(isinstance(one, Number | Date) for one in operands):
                other_relation = "!=" if relation == "==" else "=="
                words = f"`{other_relation}` for `{relation}` in `{whole}`"
                yield variant(words, "negation", replace(formula, relations=(other_relation,)))
            for index, part in enumerate(operands):
                for words, new in _beside(part):
                    changed = replace(formula, operands=(*operands[:index], new, *operands[index + 1 :]))
                    yield variant(f"{words} in `{whole}`", "bound", changed)
        case Between(low=low, high=high):
            for words, new in _beside(low):
                yield variant(f"{words} in `{whole}`", "bound", replace(formula, low=new))
            for words, new in _beside(high):
                yield variant(f"{words} in `{whole}`", "bound", replace(formula, high=new))
        case Membership(members=members) if len(members) > 1:
            for part in members:
                rest = tuple([one for one in members if one is not part])
                yield variant(f"drop `{text(part)}` from `{whole}`", "part", replace(formula, members=rest))
        case Count(op=op, number=number, operands=operands):
            for words, new_number in _counts(op.value, number, len(operands)):
                yield variant(f"{words} in `{whole}`", "count", replace(formula, number=new_number))
        case Order(before=before):
            words = f"`{'after' if before else 'before'}` for `{'before' if before else 'after'}` in `{whole}`"
            yield variant(words, "bound", replace(formula, before=not before))
        case Quantified(universal=universal):
            was, now = ("forall", "forsome") if universal else ("forsome", "forall")
            yield variant(f"`{now}` for `{was}` in `{whole}`", "connective", replace(formula, universal=not universal))
        case Closure(of=of, arguments=arguments):
            (step,) = of.arguments
            if isinstance(step, Name):
                one_step = Call(step, arguments, formula.span)
                yield variant(f"`{text(step)}` for `closure({text(step)})` in `{whole}`", "part", one_step)
            if len(arguments) == 2 and arguments[0] != arguments[1]:
                turned = replace(formula, arguments=arguments[::-1])
                yield variant(f"swap the ends of `{whole}`", "connective", turned)
        case Aggregate(kind=kind, number=number, condition=condition):
            if kind in _OTHER_KIND:
                words = f"`{_OTHER_KIND[kind]}` for `{kind}` in `{whole}`"
                yield variant(words, "connective", replace(formula, kind=_OTHER_KIND[kind]))
            if number is not None:
                for words, new_number in _counts(kind, number, None):
                    yield variant(f"{words} in `{whole}`", "count", replace(formula, number=new_number))
            if condition is not None:
                words = f"drop the condition `{text(condition)}`"
                yield variant(words, "part", replace(formula, condition=None))


def _without(formula: Operation, part: Formula) -> Formula:
    """An operation without one of its operands; what is left of two is the other."""
    rest = tuple([one for one in formula.operands if one is not part])
    return rest[0] if len(rest) == 1 else replace(formula, operands=rest)


def _beside(part: Formula) -> Iterator[tuple[str, Formula]]:
    """The constants beside a constant, each with the words that say so."""
    match part:
        case Number(value=value):
            for other in (value - 1, value + 1):
                if other >= 0:  # a negative number is an operation on another
                    yield f"`{other}` for `{value}`", replace(part, value=other)
        case Date(value=day) if day is not None and day.min < day < day.max:
            for moved in (day - timedelta(1), day + timedelta(1)):
                yield f"`{moved.isoformat()}` for `{day.isoformat()}`", replace(part, value=moved)


def _counts(word: str, number: Number, parts: int | None) -> Iterator[tuple[str, Number]]:
    """One more or one fewer of so many parts, where that is something else than always or never."""
    for other in (number.value - 1, number.value + 1):
        least = 1 if word == "at least" else 0
        most = parts if word != "at most" or parts is None else parts - 1
        if least <= other and (most is None or other <= most):
            yield f"`{word} {other}`", replace(number, value=other)


# --- a file with a change


def _swapped(formula: Formula, old: Formula, new: Formula) -> Formula:
    """The formula with one of its parts replaced; the part is known by identity."""
    if formula is old:
        return new

    def each(parts: Sequence[Formula]) -> tuple[Formula, ...]:
        return tuple([_swapped(part, old, new) for part in parts])

    match formula:
        case Operation() | Arithmetic() | Comparison() | Count():
            return replace(formula, operands=each(formula.operands))
        case Call() | Closure():
            return replace(formula, arguments=each(formula.arguments))
        case Membership():
            operand, *members = each([formula.operand, *formula.members])
            return replace(formula, operand=operand, members=tuple(members))
        case Between():
            operand, low, high = each([formula.operand, formula.low, formula.high])
            return replace(formula, operand=operand, low=low, high=high)
        case Group():
            return replace(formula, inner=_swapped(formula.inner, old, new))
        case Quantified():
            return replace(formula, body=_swapped(formula.body, old, new))
        case Aggregate():
            condition = None if formula.condition is None else _swapped(formula.condition, old, new)
            empty = None if formula.empty is None else _swapped(formula.empty, old, new)
            return replace(formula, body=_swapped(formula.body, old, new), condition=condition, empty=empty)
    return formula


def _with(document: Document, statement: _Formal, formula: Formula) -> Document:
    """A file in which a statement says something else."""
    changed = replace(statement, formula=formula)

    def each(statements: Sequence[Statement]) -> tuple[Statement, ...]:
        return tuple([changed if one is statement else one for one in statements])

    parts = [replace(p, statements=each(p.statements)) if isinstance(p, Annotation) else p for p in document.parts]
    return replace(document, parts=tuple(parts))
