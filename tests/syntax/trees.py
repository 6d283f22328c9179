"""Trees for hypothesis: those that the parser gives, and formulas of any shape; and texts, laid out anyhow."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from logitext.syntax import tree
from logitext.syntax.printing.lexemes import lexemes
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import Formula, Op
from logitext.unicode.names import is_name, normal

Item = TypeVar("Item")
Formulas = st.SearchStrategy[Formula]

NOWHERE = Span(0, 0)

# --- leaves ------------------------------------------------------------------------------------------------------

_RESERVED = """
text let assume verdict violation and or not xor implies iff unless if then else true false forall forsome exactly
"""
_COMMON = """
a rude x_1 Ohio größe 数 yes cost of at least is given in by check use cover test expect undetermined where prior match
notable truex And True धमकी คำขู่ می‌شود
"""
_WORDS = st.sampled_from(_COMMON.split())
_ANY_NAME = (
    st.from_regex(r"[^\W\d][\w\u0300-\u0345\u093a-\u094f\u0e31-\u0e4e\u200c]{0,5}", fullmatch=True)
    .map(normal)
    .filter(lambda word: is_name(word) and word not in _RESERVED.split())
)


@st.composite
def _name(draw: st.DrawFn) -> tree.Name:  # its `repr` is short, and stands in those of all others many times
    return tree.Name(draw(st.one_of(_WORDS, _WORDS, _ANY_NAME)), NOWHERE)


names = _name()

_SIGNS = [
    "{",
    "}",
    "{{",
    "}}",
    "[",
    "]",
    "[[",
    "]]",
    '"',
    "\\",
    "#",
    "/",
    " ",
    "a",
    "word",
    "é",
    "\n",
    "\t",
    "\\n",
    "}}}",
    "'",
]
texts = st.one_of(
    st.sampled_from(["", "Ohio", "it is rude, isn't it?"]),
    st.lists(st.sampled_from(_SIGNS), max_size=8).map("".join),
    st.text(max_size=8).filter(lambda text: "\r" not in text),
)
strings = texts.map(lambda text: tree.String(text, NOWHERE))


def _writable(text: str) -> bool:
    """Whether a clause can say it: no white space but spaces, `\\n` and `\\t`, and no space at the end."""
    rest = text.replace(" ", "").replace("\n", "").replace("\t", "")
    return not text.endswith(" ") and not any(map(str.isspace, rest))


wordings = texts.filter(_writable).map(lambda text: tree.Wording(text, NOWHERE))

_integers = st.one_of(st.integers(0, 20), st.integers(0, 10**100 - 1))
_decimals = st.builds(Fraction, st.integers(0, 10**12), st.integers(0, 9).map(lambda places: 10**places))
numbers = st.one_of(_integers, _decimals).map(lambda value: tree.Number(value, NOWHERE))
dates = st.dates(date(1, 1, 1)).map(lambda day: tree.Date(day, NOWHERE))
truths = st.booleans().map(lambda value: tree.Truth(value, NOWHERE))

_PATTERN_PARTS = ["a", "/", "}}", "{{", "[x]", "\\b", "\\\\", "#", '"', " ", "é", "(", "|", "\\d{2}", "\t"]
regexes = st.builds(
    lambda parts, flags: tree.Regex("".join(parts), flags, NOWHERE),
    st.lists(st.sampled_from(_PATTERN_PARTS), min_size=1, max_size=6),
    st.sampled_from(["", "i", "ims", "zz"]),
)
readings = st.builds(tree.Reading, regexes, st.none() | names | numbers | strings, st.just(NOWHERE))

# --- formulas ----------------------------------------------------------------------------------------------------

# What the grammar lets stand in a place, loosest first: a formula of a level is one of that level or of a later one.
_LEVELS = (
    "any",
    Op.IFF,
    Op.IMPLIES,
    Op.UNLESS,
    Op.XOR,
    Op.OR,
    Op.AND,
    Op.NOT,
    "comparison",
    "sum",
    "product",
    "negative",
    "atom",
)
_RUNS = (Op.IFF, Op.UNLESS, Op.XOR, Op.OR, Op.AND)

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
_SIGNS_OF: dict[object, tuple[str, ...]] = {"comparison": _RELATIONS, "sum": ("+", "-"), "product": ("*", "/")}

durations = st.builds(tree.Duration, numbers, st.sampled_from(["year", "month", "week", "day"]), st.just(NOWHERE))
leaves: Formulas = st.one_of(names, numbers, dates, strings, truths, durations)


def _many(strategy: st.SearchStrategy[Item], least: int = 1, most: int = 3) -> st.SearchStrategy[tuple[Item, ...]]:
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


_NOT_THESE = "before after where by expect fact list table check cover use test between in is"
_NO_VARIABLES = frozenset(_NOT_THESE.split())
variables = names.filter(lambda name: name.text not in _NO_VARIABLES)
"""What can be the variable of an aggregate: the other words go on with a formula or begin a statement."""


_units = st.none() | names


def _aggregates(closed: Formulas, last: Formulas, *, counting: bool = False) -> Formulas:
    """Aggregates; only the last part of one may be open at its end."""
    nothing = st.none()
    parts: list[tuple[Formulas, st.SearchStrategy[Formula | None], st.SearchStrategy[Formula | None]]]
    parts = [(last, nothing, nothing), (closed, last, nothing)]
    if not counting:
        parts += [(closed, nothing, last), (closed, closed, last)]
    kinds = ("at least", "at most", "exactly") if counting else tree.AGGREGATES
    number = numbers if counting else nothing
    head = (st.sampled_from(kinds), variables, _units, names)
    return st.one_of([st.builds(tree.Aggregate, *head, *part, number, st.just(NOWHERE)) for part in parts])


@st.composite
def _at(draw: st.DrawFn, level: int, depth: int) -> Formula:
    """A formula that the grammar reads where it wants one of a level, `depth` operators deep at most."""
    if not depth or not draw(st.integers(0, 4)):
        return draw(leaves)
    index = draw(st.integers(level, len(_LEVELS) - 1))
    kind = _LEVELS[index]
    below, same, formula = _at(index + 1, depth - 1), _at(index, depth - 1), _at(0, depth - 1)
    match kind:
        case "any" if not draw(st.integers(0, 2)):
            return draw(_aggregates(_at(1, depth - 1), formula))
        case "any" if draw(st.booleans()):
            return tree.Quantified(draw(st.booleans()), draw(names), draw(_units), draw(names), draw(formula), NOWHERE)
        case "any":
            return tree.Operation(Op.IF, draw(_many(formula, 3, 3)), NOWHERE)
        case Op.IMPLIES:
            return tree.Operation(Op.IMPLIES, (draw(below), draw(same)), NOWHERE)
        case Op.NOT:
            return tree.Operation(Op.NOT, (draw(same),), NOWHERE)
        case "negative":
            return tree.Operation(Op.NEGATIVE, (draw(same),), NOWHERE)
        case Op():
            return tree.Operation(kind, draw(_many(below, 2)), NOWHERE)
        case "comparison" if not draw(st.integers(0, 3)):
            match draw(st.integers(0, 2)):
                case 0:
                    return tree.Order(draw(names), draw(names), draw(st.booleans()), NOWHERE)
                case 1:
                    return tree.Membership(draw(below), draw(_many(formula)), NOWHERE)
            return tree.Between(draw(below), draw(below), draw(below), NOWHERE)
        case "comparison" | "sum" | "product":
            operands = draw(_many(below, 2))
            signs = tuple(draw(st.sampled_from(_SIGNS_OF[kind])) for _ in operands[1:])
            return (tree.Comparison if kind == "comparison" else tree.Arithmetic)(operands, signs, NOWHERE)
    match draw(st.integers(0, 5)):
        case 5:
            return tree.Element(draw(names), draw(numbers | strings), NOWHERE)
        case 3:
            return tree.Field(draw(names), draw(names), NOWHERE)
        case 4:
            return draw(_aggregates(_at(1, depth - 1), formula, counting=True))
        case 0:
            return tree.Group(draw(formula), NOWHERE)
        case 1:
            return tree.Call(draw(names), draw(_many(formula, 0)), NOWHERE)
    op = draw(st.sampled_from((Op.AT_LEAST, Op.AT_MOST, Op.EXACTLY)))
    return tree.Count(op, draw(numbers), draw(_many(formula)), NOWHERE)


formulas = _at(0, 3)
"""Formulas as the parser gives them: with a `Group` wherever there are parentheses."""


def _operation(op: Op, operands: st.SearchStrategy[tuple[Formula, ...]]) -> Formulas:
    return operands.map(lambda chosen: tree.Operation(op, chosen, NOWHERE))


def _signed(node: Callable[..., Formula], operands: Formulas, signs: tuple[str, ...]) -> Formulas:
    one_more = st.tuples(operands, _many(st.tuples(st.sampled_from(signs), operands), 1, 2))
    return one_more.map(
        lambda chosen: node(
            (chosen[0], *(operand for _, operand in chosen[1])), tuple(sign for sign, _ in chosen[1]), NOWHERE
        )
    )


def _any_aggregate(inner: Formulas) -> Formulas:
    """An aggregate with any parts: with a number, or with a value for no units."""
    head = (variables, _units, names, inner, st.none() | inner)
    plain = st.tuples(st.sampled_from(tree.AGGREGATES), st.none() | inner, st.none())
    counting = st.tuples(st.sampled_from(("at least", "at most", "exactly")), st.none(), numbers)
    return st.builds(
        lambda kind, variable, unit, text, body, condition: tree.Aggregate(
            kind[0], variable, unit, text, body, condition, kind[1], kind[2], NOWHERE
        ),
        plain | counting,
        *head,
    )


def _any_shape(inner: Formulas) -> Formulas:
    return st.one_of(
        *(_operation(op, _many(inner, 2)) for op in _RUNS),
        *(_operation(op, _many(inner, 1, 1)) for op in (Op.NOT, Op.NEGATIVE)),
        _operation(Op.IMPLIES, _many(inner, 2, 2)),
        _operation(Op.IF, _many(inner, 3, 3)),
        _signed(tree.Comparison, inner, _RELATIONS),
        _signed(tree.Arithmetic, inner, ("+", "-")),
        _signed(tree.Arithmetic, inner, ("*", "/")),
        st.builds(tree.Quantified, st.booleans(), names, _units, names, inner, st.just(NOWHERE)),
        st.builds(tree.Group, inner, st.just(NOWHERE)),
        _any_aggregate(inner),
        st.builds(tree.Membership, inner, _many(inner), st.just(NOWHERE)),
        st.builds(tree.Between, inner, inner, inner, st.just(NOWHERE)),
        st.builds(tree.Call, names, _many(inner, 0), st.just(NOWHERE)),
    )


any_formulas: Formulas = st.recursive(leaves, _any_shape, max_leaves=10)
"""Formulas of any shape, as a program may build them: groups are missing where the text needs them."""

# --- statements --------------------------------------------------------------------------------------------------

sorts = st.none() | _many(names).map(lambda labels: tree.SortName(labels, NOWHERE))
parameters = st.just(()) | _many(names)
cases = st.builds(tree.Case, formulas, names, st.just(NOWHERE))
bindings = st.builds(tree.Binding, strings, names, st.just(NOWHERE))
chances = st.builds(tree.Chance, names | numbers, numbers, st.just(NOWHERE))
manners = st.builds(tree.WrittenManner, names, _many(strings, 0), st.just(NOWHERE))
options = st.one_of(
    st.builds(tree.Option, st.sampled_from(("ask", "yes", "no")), strings, st.just(NOWHERE)),
    st.builds(tree.Option, st.sampled_from(("match", "reject")), regexes, st.just(NOWHERE)),
    st.builds(tree.Option, st.sampled_from(("prior", "cost")), numbers, st.just(NOWHERE)),
    st.builds(tree.Option, st.just("prior"), _many(chances), st.just(NOWHERE)),
    st.builds(tree.Option, st.just("sure"), _many(numbers, 1, 2), st.just(NOWHERE)),
    st.just(tree.Option("fold", None, NOWHERE)),
    st.builds(tree.Option, st.just("read"), readings, st.just(NOWHERE)),
    st.builds(
        tree.Option,
        st.just("as"),
        st.builds(tree.WrittenManner, names, _many(strings, 0), st.just(NOWHERE)),
        st.just(NOWHERE),
    ),
)


def _is_unambiguous(options: tuple[tree.Option, ...]) -> bool:
    """Whether no `as` stands behind a `read` that has none, whose own it would be."""
    pairs = itertools.pairwise(options)
    return not any(isinstance(a.value, tree.Reading) and not a.value.form and b.keyword == "as" for a, b in pairs)


options_of_one = _many(options, 0).filter(_is_unambiguous)
criteria = st.sampled_from(["mcdc", "each-clause", "verdict", "x"]).map(lambda text: tree.Criterion(text, NOWHERE))
given_texts = st.builds(tree.GivenText, names, strings, st.just(NOWHERE))
cells = st.builds(tree.Cell, names, formulas, st.just(NOWHERE))
rows = st.builds(tree.Row, _many(cells), st.just(NOWHERE))
given_lists = st.builds(tree.GivenList, names, _many(rows, 0), st.just(NOWHERE))
fields = st.builds(tree.ElementField, names, sorts, st.just(NOWHERE)) | st.builds(
    tree.ElementField, names, sorts.filter(bool), st.just(NOWHERE), st.just(True)
)
table_rows = st.builds(tree.TableRow, _many(formulas), st.just(NOWHERE))
undetermined = st.builds(tree.Undetermined, names, st.just(NOWHERE))

clauses = st.builds(
    tree.ClauseStatement, names, sorts, wordings, _many(bindings, 0), options_of_one, st.just(NOWHERE), parameters
)


def _with_a_value(
    name: tree.Name, taken: tuple[tree.Name, ...], formula: Formula, sort: tree.SortName | None
) -> tree.DefinitionStatement:
    return tree.DefinitionStatement(name, None, formula, NOWHERE, taken, (None, sort))


definitions = st.builds(tree.DefinitionStatement, names, sorts, formulas, st.just(NOWHERE), parameters) | st.builds(
    _with_a_value, names, _many(names, 2, 2), formulas, sorts.filter(bool)
)
statements: st.SearchStrategy[tree.Statement] = st.one_of(
    st.builds(tree.TextStatement, names, st.none() | strings, st.just(NOWHERE), st.booleans()),
    st.builds(tree.FactStatement, names, sorts, st.none() | strings, options_of_one, st.just(NOWHERE)),
    st.builds(tree.TableStatement, names, _many(fields), st.none() | strings, _many(table_rows), st.just(NOWHERE)),
    st.builds(
        tree.TableStatement,
        names,
        _many(fields),
        st.none() | strings,
        st.just(()),
        st.just(NOWHERE),
        strings,
    ),
    st.builds(tree.ListStatement, names, _many(fields), st.none() | numbers, st.none() | strings, st.just(NOWHERE)),
    clauses,
    definitions,
    st.builds(tree.AssumeStatement, st.none() | names, formulas, st.just(NOWHERE)),
    st.builds(tree.VerdictStatement, names, sorts, formulas, st.booleans(), st.just(NOWHERE)),
    st.builds(tree.UseStatement, strings, st.just(NOWHERE), st.none() | names),
    st.builds(tree.ChoiceStatement, names, _many(cases), names, st.just(NOWHERE)),
    st.builds(tree.SectionStatement, names, st.just(NOWHERE)),
    st.builds(
        tree.EndStatement,  # after `end`, a word that begins a statement is no name of a section
        st.none() | names.filter(lambda name: name.text not in _NO_VARIABLES),
        st.just(NOWHERE),
    ),
    st.builds(tree.SharingStatement, _many(bindings | names), st.just(NOWHERE)),
    st.just(tree.FoldStatement(NOWHERE)),
    st.builds(tree.CheckQuery, st.none() | formulas, st.just(NOWHERE)),
    st.builds(tree.SearchQuery, st.booleans(), _many(names), formulas, st.just(NOWHERE)),
    st.builds(tree.CoverQuery, formulas, criteria, st.just(NOWHERE)),
    st.builds(
        tree.TestStatement,
        strings,
        _many(st.one_of(formulas, given_texts, given_lists)),
        _many(st.one_of(formulas, undetermined)),
        st.just(NOWHERE),
    ),
)

# --- documents ---------------------------------------------------------------------------------------------------

_PROSE = st.sampled_from(
    (
        *(
            "Never ",
            "\n",
            ".\n\n# Rules\n\n- ",
            "\r\n",
            "  \t",
            "\n\n    ",
            "\u2028",
            " 😀 ",
            "\r",
            "}} {b} \\{{ not me }}",
        ),
        *(" and a very long piece of prose that goes on until it is full, ", "x" * 95, " `{`\n  "),
    )
)


def _document(parts: list[list[tree.Statement] | str]) -> tree.Document:
    return tree.Document(
        Source("p.nltc", ""),
        tuple(
            tree.Prose(part, NOWHERE) if isinstance(part, str) else tree.Annotation(tuple(part), NOWHERE)
            for part in parts
        ),
    )


def _alternating(parts: list[list[tree.Statement] | str]) -> bool:
    return not any(isinstance(left, str) and isinstance(right, str) for left, right in pairwise(parts))


documents = (
    st.lists(st.one_of(st.lists(statements, max_size=3), _PROSE), max_size=4).filter(_alternating).map(_document)
)

# --- layout ------------------------------------------------------------------------------------------------------

_SPACE = (
    " ",
    " ",
    " ",
    "\n",
    "\n\n\n",
    "\t",
    "\n    ",
    "  # why }\n",
    "\n# on a line of its own  \n",
    "#\n",
    ' # é "x" [[\n\n\n  ',
)
_LAST = (" # {", "\n  # last } ")


def laid_out(text: str, seed: int) -> str:
    """Tokens with other white space between them, and comments."""
    rng, source, end = Random(seed), Source("p.nltc", text), 0
    pieces: list[str] = []
    untidy = rng.choice((0.02, 0.2, 1.0))
    line_end = rng.choice(("\n", "\n", "\r\n"))
    before = "PROSE"
    for lexeme in lexemes(source):
        start, gap = lexeme.span.start, text[end : lexeme.span.start]
        if lexeme.kind not in ("PROSE", "OPEN") and before not in ("PROSE", "COMMENT") and rng.random() < untidy:
            gap = rng.choice(_SPACE + _LAST if lexeme.kind == "CLOSE" else _SPACE).replace("\n", line_end)
        pieces += [gap, text[start : lexeme.span.end]]
        end, before = lexeme.span.end, lexeme.kind
    return "".join(pieces)
