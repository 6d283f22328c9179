"""Whatever is printed is read as what it was printed from."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

from logitext.syntax import tree
from logitext.syntax.parser import parse
from logitext.syntax.printing import literals
from logitext.syntax.printing.write import UnprintableError, print_document, print_formula, print_statement
from logitext.syntax.source import Source
from logitext.syntax.tree import Formula, Group, Name, Number, Op, Operation
from tests.syntax import trees
from tests.syntax.trees import NOWHERE


def read(text: str) -> tree.Document:
    document, diagnostics = parse(Source("p.nltc", text))
    assert diagnostics == (), text
    return document


def read_formula(text: str) -> Formula:
    (statement,) = read("{{let x = " + text + "}}").statements
    assert isinstance(statement, tree.DefinitionStatement)
    return statement.formula


def ungrouped(formula: Formula) -> str:
    """A formula as text that tells its shape and forgets its groups; 1 and 1.0 differ."""
    match formula:
        case Group(inner=inner):
            return ungrouped(inner)
        case Operation(operands=below) | tree.Arithmetic(operands=below) | tree.Comparison(operands=below):
            signs = (
                getattr(formula, "op", None)
                or getattr(formula, "operators", None)
                or getattr(formula, "relations", None)
            )
            return f"{signs}({', '.join(map(ungrouped, below))})"
        case tree.Count(operands=below, op=op, number=number):
            return f"{op} {number}({', '.join(map(ungrouped, below))})"
        case tree.Call(function=function, arguments=below):
            return f"{function}({', '.join(map(ungrouped, below))})"
        case tree.Membership(operand=operand, members=members):
            return f"{ungrouped(operand)} in ({', '.join(map(ungrouped, members))})"
        case tree.Between(operand=operand, low=low, high=high):
            return " ".join(map(ungrouped, (operand, low, high)))
        case tree.Quantified(body=body):
            head = (formula.universal, formula.variable, formula.unit, formula.text)
            return f"{head}({ungrouped(body)})"
        case tree.Aggregate():
            of = (formula.kind, formula.number, formula.variable, formula.unit, formula.text)
            parts = (formula.body, formula.condition, formula.empty)
            return f"{of}({', '.join('' if part is None else ungrouped(part) for part in parts)})"
    return repr(formula)


@given(trees.documents)
@settings(max_examples=300)
def test_documents(document: tree.Document) -> None:
    # A number of sort Int equals one of sort Real in Python; not so what `repr` shows.
    assert repr(read(print_document(document)).parts) == repr(document.parts)


@given(trees.statements)
@settings(max_examples=300)
def test_statements(statement: tree.Statement) -> None:
    text = print_statement(statement)
    (again,) = read("{{" + text + "}}").statements
    assert repr(again) == repr(statement)
    assert again == statement
    assert print_statement(again) == text


@given(trees.formulas)
@settings(max_examples=300)
def test_no_parentheses_but_those_of_groups(formula: Formula) -> None:
    assert repr(read_formula(print_formula(formula))) == repr(formula)


@given(trees.any_formulas)
@settings(max_examples=300)
def test_parentheses_where_a_group_is_missing(formula: Formula) -> None:
    again = read_formula(print_formula(formula))
    assert ungrouped(again) == ungrouped(formula)
    assert repr(read_formula(print_formula(again))) == repr(again)


@given(trees.texts)
def test_strings(text: str) -> None:
    literal = read_formula(literals.string(text))
    assert isinstance(literal, tree.String)
    assert literal.text == text


A, B = Name("a", NOWHERE), Name("b", NOWHERE)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Operation(Op.AND, (A, Operation(Op.OR, (A, B), NOWHERE)), NOWHERE), "a and (a or b)"),
        (Operation(Op.AND, (A, Group(Operation(Op.OR, (A, B), NOWHERE), NOWHERE)), NOWHERE), "a and (a or b)"),
        (Operation(Op.OR, (Operation(Op.AND, (A, B), NOWHERE), A), NOWHERE), "a and b or a"),
        (Operation(Op.NOT, (Operation(Op.NOT, (A,), NOWHERE),), NOWHERE), "not not a"),
        (Operation(Op.IMPLIES, (Operation(Op.IMPLIES, (A, B), NOWHERE), A), NOWHERE), "(a implies b) implies a"),
        (Operation(Op.IMPLIES, (A, Operation(Op.IMPLIES, (A, B), NOWHERE)), NOWHERE), "a implies a implies b"),
        (Operation(Op.NEGATIVE, (Operation(Op.NEGATIVE, (A,), NOWHERE),), NOWHERE), "--a"),
        (Operation(Op.OR, (Operation(Op.IF, (A, B, A), NOWHERE), B), NOWHERE), "(if a then b else a) or b"),
    ],
)
def test_formulas(formula: Formula, text: str) -> None:
    assert print_formula(formula) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (75000, "75000"), (Fraction(1), "1.0"), (Fraction(1, 50), "0.02"), (Fraction(81, 8), "10.125")],
)
def test_numbers(value: int | Fraction, text: str) -> None:
    assert literals.number(value) == text


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("a [b]", "[[a [b]]]"),
        ("a [[b]]", r"[[a \[[b\]]]]"),
        ("{{x}}", r"[[\{{x\}}]]"),
        ("  a", r"[[\ \ a]]"),
        ("a  b", r"[[a \ b]]"),
        ("C:\\", r"[[C:\\]]"),
        ("two\nlines", r"[[two\nlines]]"),
    ],
)
def test_wordings(text: str, wording: str) -> None:
    assert literals.wording(text) == wording
    (statement,) = read("{{let x = " + wording + "}}").statements
    assert isinstance(statement, tree.ClauseStatement)
    assert statement.wording.text == text


@pytest.mark.parametrize(
    "formula",
    [
        Number(-1, NOWHERE),
        Number(Fraction(1, 3), NOWHERE),
        Number(10**100, NOWHERE),
        Number(Fraction(1, 10**101), NOWHERE),
        Name("and", NOWHERE),
        Name("exactly", NOWHERE),
        Name("two words", NOWHERE),
        Name("", NOWHERE),
        tree.String("a\rb", NOWHERE),
        tree.Date(None, NOWHERE),
        tree.TooDeep(NOWHERE),
        Operation(Op.AND, (A,), NOWHERE),
        Operation(Op.IMPLIES, (A, B, A), NOWHERE),
        Operation(Op.AT_LEAST, (A, B), NOWHERE),
        tree.Arithmetic((A, B, A), ("+", "*"), NOWHERE),
        tree.Arithmetic((A, B), (), NOWHERE),
        tree.Comparison((A, B), ("=",), NOWHERE),
        tree.Count(Op.AT_LEAST, Number(1, NOWHERE), (), NOWHERE),
    ],
    ids=repr,
)
def test_what_no_text_says_is_refused(formula: Formula) -> None:
    with pytest.raises(UnprintableError):
        print_formula(formula)


@pytest.mark.parametrize("text", ["a ", "a\u00a0b", "a\rb", " "])
def test_wordings_that_cannot_be_written(text: str) -> None:
    with pytest.raises(UnprintableError):
        literals.wording(text)


@pytest.mark.parametrize(
    ("text", "flags"), [("", ""), ("a\\", ""), ("a\nb", ""), ("a\\/b", ""), ("a", "I"), ("a", "1")]
)
def test_patterns_that_cannot_be_written(text: str, flags: str) -> None:
    with pytest.raises(UnprintableError):
        literals.regex(text, flags)


@pytest.mark.parametrize(
    "parts",
    [
        (tree.Prose("a", NOWHERE), tree.Prose("b", NOWHERE)),
        (tree.Prose("a {{ b", NOWHERE),),
        (tree.Prose("", NOWHERE),),
        (tree.Prose("a {", NOWHERE), tree.Annotation((), NOWHERE)),
        (tree.Prose("a \\", NOWHERE), tree.Annotation((), NOWHERE)),
    ],
    ids=repr,
)
def test_prose_that_would_be_read_otherwise(parts: tuple[tree.Prose | tree.Annotation, ...]) -> None:
    with pytest.raises(UnprintableError):
        print_document(tree.Document(Source("p", ""), parts))
