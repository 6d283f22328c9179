"""What is written is read: statements, spans, and every input survived."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.syntax import tree
from logitext.syntax.build_formulas import MAX_DEPTH
from logitext.syntax.parser import parse
from logitext.syntax.recovery import MAX_ERRORS
from logitext.syntax.source import Source
from logitext.syntax.tree import (
    Annotation,
    Arithmetic,
    Call,
    ClauseStatement,
    Comparison,
    Count,
    DefinitionStatement,
    Document,
    Formula,
    Group,
    Name,
    Number,
    Op,
    Operation,
    Prose,
    String,
    Truth,
)


def read(text: str) -> Document:
    document, diagnostics = parse(Source("p.nltc", text))
    assert diagnostics == ()
    return document


def formula(text: str) -> Formula:
    (statement,) = read("{{let x = " + text + "}}").statements
    assert isinstance(statement, DefinitionStatement)
    return statement.formula


def show(node: Formula) -> str:
    """The formula with all its parentheses."""
    match node:
        case Name(text=text):
            return text
        case Number(value=value):
            return str(value)
        case String(text=text):
            return f'"{text}"'
        case Truth(value=value):
            return str(value).lower()
        case Group(inner=inner):
            return show(inner)
        case Operation(op=Op.NOT | Op.NEGATIVE as op, operands=(operand,)):
            return f"({op.value} {show(operand)})"
        case Operation(op=op, operands=operands):
            return "(" + f" {op.value} ".join(map(show, operands)) + ")"
        case Arithmetic(operands=operands, operators=signs) | Comparison(operands=operands, relations=signs):
            parts = [show(operands[0])]
            for sign, operand in zip(signs, operands[1:], strict=True):
                parts += [sign, show(operand)]
            return "(" + " ".join(parts) + ")"
        case Count(op=op, number=number, operands=operands):
            return f"({op.value} {number.value} of {', '.join(map(show, operands))})"
        case Call(function=function, arguments=arguments):
            return f"{function.text}({', '.join(map(show, arguments))})"
    raise AssertionError(node)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("a iff b implies c", "(a iff (b implies c))"),
        ("a implies b implies c", "(a implies (b implies c))"),
        ("a implies b unless c", "(a implies (b unless c))"),
        ("a unless b xor c", "(a unless (b xor c))"),
        ("a unless b unless c", "(a unless b unless c)"),
        ("a xor b or c", "(a xor (b or c))"),
        ("a or b and c or d", "(a or (b and c) or d)"),
        ("not a and b", "((not a) and b)"),
        ("not not a", "(not (not a))"),
        ("not n == 2", "(not (n == 2))"),
        ("n + 1 <= 2 * m", "((n + 1) <= (2 * m))"),
        ("1 < n <= 3", "(1 < n <= 3)"),
        ("a - b + c", "(a - b + c)"),
        ("a - b * c / 2 - d", "(a - (b * c / 2) - d)"),
        ("-n * 2", "((- n) * 2)"),
        ("2 - -n", "(2 - (- n))"),
        ("if a then b else c or d", "(a if b if (c or d))"),
        ("if a then if b then c else d else e", "(a if (b if c if d) if e)"),
        ("(if a then 1 else 2) + 3", "((a if 1 if 2) + 3)"),
        ("at least 2 of (a, b or c, d)", "(at least 2 of a, (b or c), d)"),
        ("at  most 1 of (a) and exactly 0 of (b)", "((at most 1 of a) and (exactly 0 of b))"),
        ("And(a, Not(b), AtLeast(a, b, 1))", "And(a, Not(b), AtLeast(a, b, 1))"),
        ("true and not false", "(true and (not false))"),
        ("notable and order and trueness", "(notable and order and trueness)"),
        ('place == "New \\"York\\""', '(place == "New "York"")'),
        ("(a) # a comment\n and b", "(a and b)"),
    ],
)
def test_binding(written: str, read_as: str) -> None:
    assert show(formula(written)) == read_as


@pytest.mark.parametrize(
    ("written", "value"), [("75_000", 75000), ("0.02", Fraction(1, 50)), ("007", 7), ("1_0.50", Fraction(21, 2))]
)
def test_numbers_are_exact(written: str, value: int | Fraction) -> None:
    number = formula(written)
    assert number == Number(value, number.span)
    assert type(number) is Number
    assert type(number.value) is type(value)


def test_a_clause_with_everything() -> None:
    (statement,) = read(
        '{{let doxx: Bool = [[the post  says\n where they live]] where "the post" is post, "they" is who\n'
        ' ask "Where\n  do they live?" yes "at \\n home" no "n" match /a\\/b}\\d{2}/im reject /x/ prior 0.1 cost 3}}'
    ).statements
    assert isinstance(statement, ClauseStatement)
    assert statement.wording.text == "the post says where they live"
    assert [(b.phrase.text, b.name.text) for b in statement.bindings] == [("the post", "post"), ("they", "who")]
    assert [(o.keyword, o.value) for o in statement.options] == [
        ("ask", String("Where do they live?", statement.span)),
        ("yes", String("at \n home", statement.span)),
        ("no", String("n", statement.span)),
        ("match", tree.Regex("a/b}\\d{2}", "im", statement.span)),
        ("reject", tree.Regex("x", "", statement.span)),
        ("prior", Number(Fraction(1, 10), statement.span)),
        ("cost", Number(3, statement.span)),
    ]


@pytest.mark.parametrize(
    ("written", "wording"),
    [
        ("[[a [b]]]", "a [b]"),
        ("[[a [b] c]]", "a [b] c"),
        (r"[[a \[[b\]\] and \{{c\}}]]", "a [[b]] and {{c}}"),
        ("[[ # no comment \n here ]]", "# no comment here"),
        ('[[says "let x = }" aloud]]', 'says "let x = }" aloud'),
    ],
)
def test_wordings(written: str, wording: str) -> None:
    (statement,) = read("{{let x = " + written + "}}").statements
    assert isinstance(statement, ClauseStatement)
    assert statement.wording.text == wording


PROSE = "a {b} } }} [[c]] `{`\n```\n{ }\n```\n| t | \u05d0\u0301\U0001f600 | \\{{ not me }} \\ \\\\ { "


def test_prose_is_kept() -> None:
    document = read(PROSE + "{{let x = [[y]]}}" + PROSE)
    prose = [part.text for part in document.parts if isinstance(part, Prose)]
    assert prose == [PROSE, PROSE]


def test_parts_cover_the_source() -> None:
    text = "# H\n{{text t}} and {{let x = [[y]] # c }}\r\n{{}} end"
    document = read(text)
    assert "".join(text[part.span.start : part.span.end] for part in document.parts) == text
    assert [isinstance(part, Annotation) for part in document.parts] == [False, True, False, True, False, True, False]


def test_words_of_options_may_be_names() -> None:
    document = read('{{let fire: yes | no = [[is on fire]] yes "x" let prior = fire == yes verdict ask = prior}}')
    assert len(document.statements) == 3


def test_a_comment_ends_with_its_annotation() -> None:
    document = read("{{let x = [[y]] # and that is all }} {{let z = x # } or {so\n}}")
    assert [type(s).__name__ for s in document.statements] == ["ClauseStatement", "DefinitionStatement"]


@pytest.mark.parametrize("depth", [MAX_DEPTH - 1, MAX_DEPTH, 10_000])
@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("not ", ""), ("-", ""), ("Not(", ")")])
def test_depth(opening: str, closing: str, depth: int) -> None:
    document, diagnostics = parse(Source("p", "{{let x = " + opening * depth + "a" + closing * depth + "}}"))
    assert diagnostics == ()
    (statement,) = document.statements
    assert isinstance(statement, DefinitionStatement)
    assert isinstance(statement.formula, tree.TooDeep) == (depth > MAX_DEPTH)


def test_long_runs_are_not_deep() -> None:
    run = formula(" or ".join(f"a{i} + {i} > 0" for i in range(5_000)))
    assert isinstance(run, Operation)
    assert len(run.operands) == 5_000


def test_errors_do_not_hide_each_other() -> None:
    bad = "\n".join(f"{{{{let = [[x]] let y{i} = [[z]] verdict v{i} == y{i}}}}}" for i in range(20))
    document, diagnostics = parse(Source("p", bad))
    assert len(diagnostics) == 40
    assert len(document.statements) == 20
    assert document.broken == {f"v{i}" for i in range(20)}


def test_gives_up_after_many_errors() -> None:
    _, diagnostics = parse(Source("p", "{{let = 1}}" * 1_000))
    assert len(diagnostics) == MAX_ERRORS + 1
    assert diagnostics[-1].code == "NLT107"


FRAGMENTS = [
    "{{", "}}", "[[", "]]", '"', "\\", "{", "}", "[", "]", "/", "#", "\n", " ", "let ", "text ", "verdict ", "assume ",
    "violation ", "x", " = ", " == ", ":", "|", ",", "(", ")", " and ", " not ", "if ", " then ", " else ", "at least ",
    " of ", "1", "0.5", "where ", " is ", "prior ", "match ", "é", "\u200f", "\x00", "\ufeff", "\r", "😀",
    "-", "+", "*",
]  # fmt: skip


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
def test_no_input_is_too_much(text: str) -> None:
    document, diagnostics = parse(Source("p", text))
    for found in diagnostics:
        assert found.span is not None
        assert 0 <= found.span.start <= found.span.end <= len(text)
    if not diagnostics:
        assert "".join(text[part.span.start : part.span.end] for part in document.parts) == text


@given(st.text(max_size=60))
def test_any_text_is_prose_or_said_to_be_wrong(text: str) -> None:
    document, diagnostics = parse(Source("p", text))
    assert diagnostics or "{{" in text or document.parts == ((Prose(text, document.parts[0].span),) if text else ())


def test_a_list_ends_before_its_annotation() -> None:
    for sort in ("text", "Int", "a | b", "Text"):
        document, errors = parse(Source("p.nltc", f"{{{{list rows of {{x: {sort}}}}}}}"))
        assert errors == ()
        assert len(document.statements) == 1
