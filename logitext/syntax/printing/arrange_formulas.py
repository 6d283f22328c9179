"""Formulas of the concrete tree as documents of `layout`: long ones are broken at the operators that bind loosest."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.syntax.printing.layout import Doc, LayoutGroup, LineBreak, Nest
from logitext.syntax.printing.lexemes import Concrete
from logitext.syntax.printing.words import WordGaps
from logitext.syntax.scanner import Token

_SOFT = LineBreak("")
_BRACKETED = ("group", "count", "call", "tally")


def in_place(words: WordGaps, tree: Concrete) -> Doc:
    """A formula behind `=` or `:`: on the same line, or below; one in parentheses opens them on the same line."""
    if tree.data in _BRACKETED:
        return " ", formula(words, tree)
    return LayoutGroup(Nest((LineBreak(), formula(words, tree))))


def formula(words: WordGaps, tree: Concrete) -> Doc:
    """A formula; where it is broken its lines begin at the indentation that it stands in."""
    match tree.data:
        case "name" | "date" | "number" | "string" | "truth":
            return tuple(words.word(child) for child in tree.children if isinstance(child, Token))
        case "negation":
            return _all(words, tree.children, " ")
        case "negative":
            return _all(words, tree.children, "")
        case "group":
            return parenthesised(words, tree.children)
        case "count":
            return _all(words, tree.children[:3], " "), " ", parenthesised(words, tree.children[3:])
        case "call":
            return _all(words, tree.children[:1], ""), parenthesised(words, tree.children[1:])
        case "closure":
            return _doc(words, tree.children[0]), parenthesised(words, tree.children[1:])
        case "order" | "range" | "part_of_text" | "duration":
            return _all(words, tree.children, " ")
        case "membership":
            return _all(words, tree.children[:2], " "), " ", parenthesised(words, tree.children[2:])
        case "conditional":
            return _conditional(words, tree)
        case "quantified":
            return _quantified(words, tree)
        case "aggregate":
            return _aggregate(words, tree.children[:2], tree.children[2:])
        case "tally":
            return _tally(words, tree)
        case "field" | "range_of" | "element":
            return _all(words, tree.children, "")
    return _chain(words, tree)


def _doc(words: WordGaps, child: Concrete | Token) -> Doc:
    return words.word(child) if isinstance(child, Token) else formula(words, child)


def _all(words: WordGaps, children: Sequence[Concrete | Token], between: str) -> Doc:
    docs: list[Doc] = []
    for child in children:
        docs += [between, _doc(words, child)]
    return tuple(docs[1:])


def row(docs: Sequence[Doc], signs: Sequence[Doc]) -> Doc:
    """Documents, each after the first on a new line where they are broken, a sign and a space before it."""
    if not docs:
        return ""
    rest = (
        (LineBreak(), sign, " ", doc) if sign else (LineBreak(), doc) for sign, doc in zip(signs, docs[1:], strict=True)
    )
    return docs[0], *rest


def _chain(words: WordGaps, tree: Concrete) -> Doc:
    """Operands with operators between them; an arrow to the right is one chain with the next."""
    children = list(tree.children)
    while tree.data == "implication" and not isinstance(last := children[-1], Token) and last.data == "implication":
        children[-1:] = last.children
    operands = [formula(words, child) for child in children[::2] if not isinstance(child, Token)]
    return LayoutGroup(
        row(
            [Nest(one) if isinstance(one, LayoutGroup) else one for one in operands],
            [_doc(words, child) for child in children[1::2]],
        )
    )


def parenthesised(words: WordGaps, children: Sequence[Concrete | Token]) -> Doc:
    """From `(` to `)`, what is between on the same line, or a line for each item."""
    opening, *between, closing = (_doc(words, child) for child in children)
    if not between:
        return opening, closing
    items = tuple(part for index, doc in enumerate(between) for part in ((doc, LineBreak()) if index % 2 else (doc,)))
    return LayoutGroup((opening, Nest((_SOFT, items)), _SOFT, closing))


def _conditional(words: WordGaps, tree: Concrete) -> Doc:
    """`if … then …`, and below it `else if … then …` and `else …`."""
    lines: list[Doc] = []
    prefix: tuple[Doc, ...] = ()
    while True:
        if_, condition, then, value, else_, otherwise = tree.children
        head = (*prefix, _doc(words, if_), " ", Nest(Nest(_doc(words, condition))))
        lines.append(LayoutGroup((head, Nest((LineBreak(), _doc(words, then), " ", Nest(_doc(words, value)))))))
        prefix = (_doc(words, else_), " ")
        if isinstance(otherwise, Token) or otherwise.data != "conditional":
            break
        tree = otherwise
    lines.append((*prefix, Nest(_doc(words, otherwise))))
    return LayoutGroup(row(lines, [""] * (len(lines) - 1)))


def _quantified(words: WordGaps, tree: Concrete) -> Doc:
    *head, ranged, colon, body = tree.children
    bound = (_all(words, head, " "), " ", _all(words, (ranged, colon), ""))
    return LayoutGroup((bound, Nest((LineBreak(), _doc(words, body)))))


def _aggregate(words: WordGaps, head: Sequence[Concrete | Token], rest: Sequence[Concrete | Token]) -> Doc:
    """`sum s in sentences(post): …`, and below it `where …` and `if none …`; `rest` begins with `in`."""
    in_, ranged, colon, body, *more = rest
    bound = (_all(words, (*head, in_), " "), " ", _all(words, (ranged, colon), ""))
    parts: list[Doc] = [LineBreak(), _doc(words, body)]
    for word, formula in zip(more[::2], more[1::2], strict=True):
        parts += [LineBreak(), _doc(words, word), " ", Nest(_doc(words, formula))]
    return LayoutGroup((bound, Nest(tuple(parts))))


def _tally(words: WordGaps, tree: Concrete) -> Doc:
    """`at least 3 of (s in sentences(post): …)`."""
    *head, opening = tree.children[:4]
    inside = _aggregate(words, tree.children[4:5], tree.children[5:-1])
    bracketed = LayoutGroup((_doc(words, opening), Nest((_SOFT, inside)), _SOFT, _doc(words, tree.children[-1])))
    return _all(words, head, " "), " ", bracketed
