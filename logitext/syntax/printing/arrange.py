"""Statements of the concrete tree as documents of `layout`: where a line may end, and where it must."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.syntax.printing.arrange_formulas import formula, in_place, parenthesised, row
from logitext.syntax.printing.layout import Close, Doc, Fill, LayoutGroup, LineBreak, Nest
from logitext.syntax.printing.lexemes import Concrete
from logitext.syntax.printing.words import WordGaps
from logitext.syntax.scanner import Token
from logitext.syntax.source import Source

ConcreteChildren = Sequence[Concrete | Token]


def annotation(source: Source, tree: Concrete, *, inline: bool) -> Doc:
    """An annotation: its statements on one line, or each on its own; the first behind the `{{`.

    They stay apart where the author set one of them on a new line. `inline` is an annotation with prose on its line:
    what the author did not break there, and which gains little from it, stays whole.
    """
    words = WordGaps(source, tree, inline=inline)
    opening, *statements, closing = tree.children
    before, apart = words.before_close(_token(closing))
    close = Close(str(closing), before, apart)
    docs = [_statement(words, one) for one in statements if not isinstance(one, Token)]
    broken = any(words.breaks(one) for one in statements[1:])
    lines = row(docs, [""] * (len(docs) - 1))
    if docs and words.opens_with_comment:
        lines = Nest((LineBreak(hard=True), lines))
    elif len(docs) > 1:
        lines = Nest(lines)
    return LayoutGroup((words.word(_token(opening)), lines), broken=broken, whole=True), close


def _token(child: Concrete | Token) -> Token:
    assert isinstance(child, Token)
    return child


def _statement(words: WordGaps, tree: Concrete) -> Doc:
    match tree.data:
        case "text":
            return _text(words, tree.children)
        case "fact":
            return _fact(words, tree.children)
        case "list":
            return _list(words, tree.children)
        case "table":
            return _table(words, tree.children)
        case "clause":
            return _clause(words, tree.children)
        case "definition" | "verdict" | "assumption" | "check" | "search":
            return _with_formula(words, tree.children)
        case "sharing":
            return _part(words, tree)
        case "use" | "folding" | "section" | "ending":
            return _spaced(words, tree.children)
        case "choice":
            return _choice(words, tree.children)
        case "cover":
            return _cover(words, tree.children)
        case "test":
            return _test(words, tree.children)
    raise AssertionError(tree.data)


def _spaced(words: WordGaps, children: ConcreteChildren) -> Doc:
    """Words, and names such as `old.rude`, with a space between each two."""
    docs: list[Doc] = []
    for child in children:
        docs += [" ", words.word(child) if isinstance(child, Token) else formula(words, child)]
    return tuple(docs[1:])


def _head(words: WordGaps, children: ConcreteChildren) -> Doc:
    """What stands up to the `=`, the `:` or the formula: a keyword, names, parameters, a sort."""
    docs: list[Doc] = []
    for child in children:
        match child:
            case Token(type="COLON" | "COMMA" | "LPAR" | "RPAR"):
                docs.append(words.word(child))
            case Token(type="NAME"):
                docs += [Fill(words.breaks(child)), words.word(child)]
            case Token():
                docs += [" ", words.word(child)]
            case _ if child.data == "parameters":
                docs.append(_parameters(words, child.children))
            case _:
                docs += [" ", _sort(words, child)]
    return tuple(docs[1:])


def _sort(words: WordGaps, tree: Concrete) -> Doc:
    first, *others = tree.children
    docs: list[Doc] = [words.word(_token(first))]
    for pipe, label in zip(others[::2], others[1::2], strict=True):
        may_break = not words.inline or words.breaks(pipe) or words.breaks(label)
        docs += [Fill(may_break), words.word(_token(pipe)), " ", words.word(_token(label))]
    return tuple(docs)


def _parameters(words: WordGaps, children: ConcreteChildren) -> Doc:
    """From `(` to `)`; a parameter is in one line."""
    return tuple([part for child in children for part in _parameter(words, child)])


def _parameter(words: WordGaps, child: Concrete | Token) -> tuple[Doc, ...]:
    if isinstance(child, Token):
        return (words.word(child), " ") if child.type == "COMMA" else (words.word(child),)
    name, *sort = child.children
    written = [words.word(one) if isinstance(one, Token) else (" ", _sort(words, one)) for one in sort]
    return (words.word(_token(name)), *written)


def _text(words: WordGaps, children: ConcreteChildren) -> Doc:
    if _token(children[-1]).type == "NAME":
        return _spaced(words, children)
    return _head(words, children[:-1]), _quoted(words, children)


def _fact(words: WordGaps, children: ConcreteChildren) -> Doc:
    """The name, the sort, the description, and the options on that line, or each on its own."""
    parts = [child for child in children if not isinstance(child, Token) and child.data == "option"]
    head = children[: len(children) - len(parts)]
    options = LayoutGroup(
        Nest(tuple((LineBreak(), _part(words, part)) for part in parts)), broken=any(map(words.breaks, parts))
    )
    if isinstance(head[-1], Token) and head[-1].type == "STRING":
        return _head(words, head[:-1]), _quoted(words, head), options
    return _head(words, head), options


def _list(words: WordGaps, children: ConcreteChildren) -> Doc:
    """The fields in one line, or each on its own; what stands behind them follows on the last line."""
    braces = next(i for i, child in enumerate(children) if isinstance(child, Token) and child.type == "RBRACE") + 1
    fields = tuple([_field(words, child) for child in children[3:braces]])
    items = tuple(
        part for index, doc in enumerate(fields[1:-1]) for part in ((doc, LineBreak()) if index % 2 else (doc,))
    )
    braced = LayoutGroup((fields[0], Nest((LineBreak(""), items)), LineBreak(""), fields[-1]))
    rest = children[braces:]
    limit = [child for child in rest if isinstance(child, Token) and child.type != "STRING"]
    docs: list[Doc] = [_spaced(words, children[:3]), " ", braced]
    docs += [part for token in limit for part in (" ", words.word(token))]
    return tuple(docs) if len(limit) == len(rest) else (*docs, _quoted(words, children))


def _table(words: WordGaps, children: ConcreteChildren) -> Doc:
    """The head as that of a list, and the rows behind the `=`, each on its own line where they are broken."""
    at = next(i for i, child in enumerate(children) if isinstance(child, Token) and child.type == "EQUALS")
    rows = [
        words.word(one) if isinstance(one, Token) else parenthesised(words, one.children) for one in children[at + 1 :]
    ]
    return (
        _list(words, children[:at]),
        " ",
        words.word(_token(children[at])),
        LayoutGroup(Nest((LineBreak(), _listed(rows)))),
    )


def _field(words: WordGaps, child: Concrete | Token) -> Doc:
    if isinstance(child, Token):
        return words.word(child)
    name, colon, sort, *key = child.children
    written = words.word(sort) if isinstance(sort, Token) else _sort(words, sort)
    marked = tuple([part for word in key for part in (" ", words.word(_token(word)))])
    return words.word(_token(name)), words.word(_token(colon)), " ", written, marked


def _row(words: WordGaps, child: Concrete | Token) -> Doc:
    """`(`, elements and `)` of a list that a test gives; an element is in one line, or a line for each field."""
    if isinstance(child, Token):
        return words.word(child)
    if child.data == "cell":
        name, colon, value = child.children
        assert not isinstance(value, Token)
        return words.word(_token(name)), words.word(_token(colon)), " ", Nest(formula(words, value))
    return _rows(words, child.children)


def _rows(words: WordGaps, children: ConcreteChildren) -> Doc:
    opening, *between, closing = (_row(words, child) for child in children)
    if not between:
        return opening, closing
    return LayoutGroup((opening, Nest((LineBreak(""), _listed(between))), LineBreak(""), closing))


def _with_formula(words: WordGaps, children: ConcreteChildren) -> Doc:
    last = children[-1]
    if isinstance(last, Token):  # of `check()`
        return tuple(words.word(_token(child)) for child in children)
    return _head(words, children[:-1]), in_place(words, last)


def _clause(words: WordGaps, children: ConcreteChildren) -> Doc:
    """The options are on the clause's last line, or each on its own."""
    at = next(index for index, child in enumerate(children) if isinstance(child, Token) and child.type == "CLAUSE")
    parts = [child for child in children[at + 1 :] if not isinstance(child, Token)]
    options = tuple((LineBreak(), _part(words, part)) for part in parts)
    return (
        _head(words, children[:at]),
        _quoted(words, children[: at + 1]),
        LayoutGroup(Nest(options), broken=any(map(words.breaks, parts))),
    )


def _quoted(words: WordGaps, children: ConcreteChildren) -> Doc:
    """The clause or the description that a head ends with: on its line, or below it."""
    word = words.word(_token(children[-1]))
    may_stand_below = any(map(words.breaks, children[-2:])) or not (words.inline or "\n" in word.text)
    return Fill(may_stand_below), word


def _part(words: WordGaps, tree: Concrete) -> Doc:
    if tree.data == "option" and isinstance(tree.children[-1], Token):
        if tree.children[-1].type == "RPAR":  # `as scale("none", "all")`
            head, levels = tree.children[:2], tree.children[2:]
            return _spaced(words, head), _parameters(words, levels)
        return _spaced(words, tree.children)
    keyword, *items = tree.children
    docs = [words.word(one) if isinstance(one, Token) else _between_commas(words, one) for one in items]
    return words.word(_token(keyword)), " ", LayoutGroup(Nest(_listed(docs)))


def _between_commas(words: WordGaps, tree: Concrete) -> Doc:
    """What `where` or a prior has between its commas."""
    if tree.data != "chance":
        return _spaced(words, tree.children)
    value, colon, chance = map(_token, tree.children)
    return words.word(value), words.word(colon), " ", words.word(chance)


def _listed(docs: Sequence[Doc]) -> Doc:
    """Items and commas in turn; a line may end behind a comma."""
    return tuple(part for index, doc in enumerate(docs) for part in ((doc, LineBreak()) if index % 2 else (doc,)))


def _choice(words: WordGaps, children: ConcreteChildren) -> Doc:
    """`when … use …`, and below it `else when … use …` and `else use … as …`, where it is broken."""
    starts = [i for i, child in enumerate(children) if isinstance(child, Token) and child.type == "ELSE"]
    cases = [children[i:j] for i, j in zip([0, *starts], [*starts, len(children)], strict=True)]
    return LayoutGroup(Nest(row([_spaced(words, case) for case in cases], [""] * (len(cases) - 1))))


def _cover(words: WordGaps, children: ConcreteChildren) -> Doc:
    keyword, covered, by, criterion = children
    assert not isinstance(covered, Token)
    assert not isinstance(criterion, Token)
    name = tuple(words.word(_token(child)) for child in criterion.children)
    last = Nest((LineBreak(), words.word(_token(by)), " ", name))
    return LayoutGroup((words.word(_token(keyword)), " ", Nest(Nest(formula(words, covered))), last))


def _test(words: WordGaps, children: ConcreteChildren) -> Doc:
    keywords = [index for index, child in enumerate(children) if isinstance(child, Token) and child.type in _OF_TESTS]
    given, expect = keywords
    parts = [children[given:expect], children[expect:]]
    lines = tuple((LineBreak(), _part_of_test(words, part)) for part in parts)
    return _head(words, children[:given]), LayoutGroup(Nest(lines), broken=any(words.breaks(part[0]) for part in parts))


_OF_TESTS = ("GIVEN", "EXPECT")


def _part_of_test(words: WordGaps, children: ConcreteChildren) -> Doc:
    keyword, *items = children
    return words.word(_token(keyword)), " ", LayoutGroup(Nest(_listed([_item(words, item) for item in items])))


def _item(words: WordGaps, item: Concrete | Token) -> Doc:
    if isinstance(item, Token):
        return words.word(item)
    if item.data == "given_list":
        return _spaced(words, item.children[:2]), " ", _rows(words, item.children[2:])
    if item.data in ("given_text", "undetermined"):
        return _spaced(words, item.children)
    return Nest(formula(words, item))
