"""Syntax errors: said in full, and survived, so that one broken statement does not hide the errors after it.

On an error the statement in work is given up, the text skipped to the next statement or the end of the annotation,
and the parser set back to where a statement may begin. What the broken statement would have declared is remembered:
its uses elsewhere are then no errors of their own.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from lark import Lark, Token, UnexpectedInput
from lark.exceptions import UnexpectedToken
from lark.parsers.lalr_analysis import Shift
from lark.parsers.lalr_interactive_parser import InteractiveParser

from logitext.syntax import amounts, expected, lark_parser
from logitext.syntax.build import TreeBuilder
from logitext.syntax.diagnostics import Diagnostic, Label
from logitext.syntax.source import Source, Span
from logitext.syntax.templates import hint as braces
from logitext.syntax.tree import AGGREGATES, Document, Prose
from logitext.unicode import names

MAX_ERRORS = 100
"""After so many syntax errors in a file, it is given up: it is hardly a policy."""

_SIGNS = r"&&|\|\||[=!<>]=|[=]>|\S|\Z"
_LANDMARKS = ("TEXT", "LET", "ASSUME", "VERDICT", "VIOLATION")
"""Keywords that begin a statement wherever they stand; the others may be names, or part of a formula."""
_DECLARING = ("TEXT", "FACT", "LIST", "TABLE", "LET", "VERDICT", "VIOLATION")

_HINTS = {
    "=": "to compare, write `==`",
    "&&": "write `and`",
    "||": "write `or`",
    "&": "write `and`",
    "!": "write `not`",
    "∧": "write `and`",
    "∨": "write `or`",
    "¬": "write `not`",
    "=>": "write `implies`",
    "→": "write `implies`",
    ";": "statements need nothing between them: leave it out",
    "'": 'quote with double quotes: `"…"`',
    "“": 'quote with straight double quotes: `"…"`',
    "elif": "write `else if … then … else …`, in parentheses",
}
_QUANTIFIERS = {
    **dict.fromkeys(("some", "any", "exists", "Exists"), "forsome"),
    **dict.fromkeys(("all", "every", "each", "ForAll"), "forall"),
}
"""What authors write for the words with which a formula speaks of units."""


def _token_span(token: Token) -> Span:
    return Span(token.start_pos or 0, token.end_pos or 0)


def _type(value: object) -> str | None:
    return value.type if isinstance(value, Token) else None


class _GivenUp(NamedTuple):
    """A statement that could not be read on."""

    opening: Span
    """Where the annotation begins."""
    parenthesis: Span | None
    """The last `(` that is still open."""
    keyword: str | None
    """The terminal that it begins with."""
    last: object
    """What was read last of it, a token or a node."""
    first: bool
    """Whether nothing of the annotation was read before it but its `{{`."""


def recovered(source: Source) -> tuple[Document, tuple[Diagnostic, ...]]:
    """The tree of a source, of its statements that are whole, and its syntax errors as they are met."""
    lark = lark_parser.parser(TreeBuilder, source.delimiters)
    recovery = Recovery(source, lark)
    try:
        parts = lark.parse(source.text, on_error=recovery)
    except UnexpectedInput:
        if len(recovery.diagnostics) < MAX_ERRORS:
            raise
        last = recovery.diagnostics[-1].span or Span(0, 0)
        given_up = Diagnostic("NLT107", f"more than {MAX_ERRORS} syntax errors; the rest was not read", source, last)
        unread = Prose(source.text, Span(0, len(source.text)))
        return Document(source, (unread,)), (*recovery.diagnostics, given_up)
    return Document(source, parts, frozenset(recovery.broken)), tuple(recovery.diagnostics)  # type: ignore[arg-type]  # the builder makes them


class Recovery:
    """The error handler of one parse; `diagnostics` and `broken` (names) are what it found."""

    def __init__(self, source: Source, lark: Lark) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []
        self.broken: set[str] = set()
        self._lark = lark
        self._delimiters = source.delimiters

    @cached_property
    def _landmarks(self) -> re.Pattern[str]:
        """Where to land (`{{`, `}}`, a statement's keyword), stepping over what may hold such a thing as data."""

        def pattern(terminal: str) -> str:
            return self._lark.get_terminal(terminal).pattern.to_regexp()

        # A quotation mark after a backslash begins nothing: in a string that never ends each of them would be tried.
        skip = "|".join((f"(?<!\\\\){pattern('STRING')}", pattern("CLAUSE"), pattern("COMMENT")))
        words = "|".join(
            (
                *map(pattern, _LANDMARKS),
                r'(?:use|test)(?=\s*")',
                rf"fact(?=\s+{names.WORD}+\s*:)|(?:list|table)(?=\s+{names.WORD}+\s+of\s*\{{)",
            )
        )
        return re.compile(
            f"(?P<skip>{skip})|(?P<open>{pattern('OPEN')})|(?P<close>{pattern('CLOSE')})|(?<!{names.WORD})(?P<word>{words})"
        )

    @cached_property
    def _any_word(self) -> re.Pattern[str]:
        """A word as a message shows it, or a sign."""
        return re.compile("|".join((f"{names.WORD}+", *map(re.escape, self._delimiters), _SIGNS)))

    @cached_property
    def _variable(self) -> re.Pattern[str]:
        """What stands behind the name of a template's variable."""
        return re.compile(rf"\s*(?:{re.escape(self._delimiters.close)}|[.|(\[:])")

    @cached_property
    def _next_name(self) -> re.Pattern[str]:
        return re.compile(rf"{names.WORD}+\s+({names.WORD}+)")

    def __call__(self, error: UnexpectedInput) -> bool:
        """Report an error and put the parser where it can go on. False: give up."""
        parser: InteractiveParser = error.interactive_parser
        text = self.source.text
        at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        at = len(text) if at_end else error.pos_in_stream or 0
        accepted: set[str] = parser.accepts()  # type: ignore[no-untyped-call]
        statement = self._give_up_statement(parser, at)
        end = next((m for m in self._landmarks.finditer(text, at) if m.lastgroup in ("open", "close")), None)

        unfinished = self._unfinished(at)
        if unfinished is not None:
            self.diagnostics.append(unfinished)
        elif end is None or end.lastgroup == "open":
            self.diagnostics.append(self._unclosed(statement.opening, at))
        else:
            self.diagnostics.append(self._unexpected(at, accepted, statement))

        closed = end is not None and end.lastgroup == "close"
        target = end.start() if end is not None else len(text)
        if closed and unfinished is None:
            target = next(m for m in self._landmarks.finditer(text, at) if m.lastgroup in ("word", "close")).start()
        if not closed:
            parser.feed_token(Token("CLOSE", self._delimiters.close, start_pos=target, end_pos=target))
        state = parser.lexer_thread.state
        assert state is not None
        state.line_ctr.char_pos = target
        return len(self.diagnostics) < MAX_ERRORS

    def _give_up_statement(self, parser: InteractiveParser, at: int) -> _GivenUp:
        """Unwind the parser to where a statement may begin; note what the one in work would have declared."""
        states, values = parser.parser_state.state_stack, parser.parser_state.value_stack
        table = parser.parser_state.parse_conf.states
        dropped = []
        while table[states[-1]].get("LET", (None,))[0] is not Shift:
            states.pop()
            dropped.append(values.pop())
        dropped.reverse()
        if dropped and isinstance(dropped[0], Token) and dropped[0].type in _DECLARING and len(dropped) > 1:
            self.broken.add(names.normal(str(dropped[1])))
        elif not dropped and (name := self._next_name.match(self.source.text, at)):
            self.broken.add(names.normal(name[1]))
        opening = next(v for v in reversed(values) if isinstance(v, Token) and v.type == "OPEN")
        parenthesis = next((v for v in reversed(dropped) if isinstance(v, Token) and v.type == "LPAR"), None)
        return _GivenUp(
            _token_span(opening),
            _token_span(parenthesis) if parenthesis is not None else None,
            _type(dropped[0]) if dropped else None,
            dropped[-1] if dropped else None,
            _type(values[-1]) == "OPEN",
        )

    def _unfinished(self, at: int) -> Diagnostic | None:
        """An error at the start of a clause, string or pattern: it has no end."""
        text = self.source.text
        clause = self._delimiters.clause_open
        if text.startswith(clause, at) and not self._terminal_at("CLAUSE", at):
            return self._diagnostic(
                "NLT103",
                "this clause is never closed",
                Span(at, at + len(clause)),
                self._delimiters.spell(
                    "end the clause with `]]`; inside it write `\\[[`, `\\{{` and `\\}}` for those signs themselves"
                ),
            )
        if text.startswith('"', at) and not self._terminal_at("STRING", at):
            return self._diagnostic(
                "NLT104",
                "this string is never closed",
                Span(at, at + 1),
                self._delimiters.spell(
                    'end it with `"`; inside it write `\\"` for a quote, `\\{{` and `\\}}` for those signs themselves'
                ),
            )
        return None

    def _terminal_at(self, terminal: str, at: int) -> bool:
        return re.compile(self._lark.get_terminal(terminal).pattern.to_regexp()).match(self.source.text, at) is not None

    def _unclosed(self, opening: Span, at: int) -> Diagnostic:
        labels: tuple[Label, ...] = ()
        if at < len(self.source.text):
            labels = (Label(self.source, self._word(at), "the annotation cannot go on with this"),)
        return self._diagnostic(
            "NLT102",
            "this annotation is never closed",
            opening,
            f"end it with `{self._delimiters.close}` before the prose goes on; {braces(self._delimiters)}",
            labels,
        )

    def _word(self, at: int) -> Span:
        match = self._any_word.match(self.source.text, at)
        return Span(*match.span()) if match else Span(at, at)

    def _unexpected(self, at: int, accepted: set[str], statement: _GivenUp) -> Diagnostic:
        span = self._word(at)
        word = self.source[span]
        hint = None if word == "=" and "COMPARATOR" not in accepted else _HINTS.get(word)
        if hint is None and word not in self._delimiters:  # one may have the sign of an amount, as `%>`
            hint = amounts.hint(self.source.text, at)
        near = expected.near_keyword(word, accepted)
        if self._is_template(span, near, statement):
            hint = braces(self._delimiters)
        elif word == self._delimiters.clause_open:
            hint = self._delimiters.spell("give the clause a name, and write that here: `let name = [[…]]`")
        elif word == "if" and "IF_NONE" in accepted:
            hint = "what it is of no units stands after `if none`: `… if none 0`"
        elif (beginner := self._beginner(word, span, accepted, statement)) is not None:
            hint = beginner
        elif near is not None and near != word:
            hint = f"did you mean `{near}`?"
        elif word == self._delimiters.close and (name := self._ended(statement)) is not None:
            end = self._delimiters.spell("`{{end}}`")
            hint = f"`{name}` begins a statement, so a section of this name is ended by {end} alone"
        elif word in ("forall", "forsome") and "LPAR" in accepted:
            hint = f"within a formula it stands in parentheses: `({word} …)`"
        elif word in map(expected.keyword, expected.STATEMENTS) and accepted != {"NAME"}:
            hint = "the statement before it is not finished"
        elif "NAME" in accepted and names.is_name(word):
            hint = f"`{word}` is a word of the language and cannot be a name"
        elif _type(statement.last) == "NAME" and str(statement.last) in _QUANTIFIERS and names.is_name(word):
            hint = f"write `{_QUANTIFIERS[str(statement.last)]} {word} in sentences(…): …`"
        elif _type(statement.last) == "NAME" and str(statement.last) in AGGREGATES and names.is_name(word):
            hint = f"write `{statement.last} {word} in sentences(…): …`, in parentheses if it is part of a formula"
        elif statement.keyword == "TEST" and _type(statement.last) == "EQUALS":
            hint = "only the words of a text are given with `=`; an answer as `name`, `not name` or `name == value`"
        elif accepted == {"COLON"} and statement.keyword == "LET" and _type(statement.last) in ("NAME", "NUMBER"):
            hint = f"a prior is a number, or says how likely a value is: `prior {statement.last}: 0.9`"
        wanted = self._delimiters.spell(expected.join(expected.phrases(accepted)))
        labels: tuple[Label, ...] = ()
        if statement.parenthesis is not None and "RPAR" in accepted:
            labels = (Label(self.source, statement.parenthesis, "opened here"),)
        return self._diagnostic("NLT101", f"expected {wanted}, found {self._found(word)}", span, hint, labels)

    def _ended(self, statement: _GivenUp) -> str | None:
        """The word of the language that was to be the name in `end check`."""
        last = statement.last
        if not isinstance(last, Token) or last.type not in expected.STATEMENTS:
            return None
        before = self.source.text[: last.start_pos or 0].split()
        return str(last) if before and before[-1].removeprefix(self._delimiters.open) == "end" else None

    def _beginner(self, word: str, span: Span, accepted: set[str], statement: _GivenUp) -> str | None:
        """A hint about what those write who know other languages."""
        text, clause = self.source.text, self._delimiters
        after_name = _type(statement.last) == "NAME"
        if (
            word == clause.clause_open[0]
            and "CLAUSE" in accepted
            and not text.startswith(clause.clause_open, span.start)
        ):
            return self._delimiters.spell("the words of a clause stand in double brackets: `[[is rude]]`")
        if word == "-" and after_name and (rest := self._dashed(span.start)) is not None:
            self.broken.update(rest.split("-"))
            return f"a name has no `-` in it: write `{statement.last}_{rest.replace('-', '_')}`"
        if word == "," and after_name and statement.keyword in ("TEXT", "FACT", "LIST"):
            keyword = expected.keyword(statement.keyword)
            return f"declare each by itself: `{keyword} {statement.last}  {keyword} …`"
        if word == "if" and "VIOLATION" in accepted:
            return "a rule begins with the verdict: `violation remove = rude and not joke`"
        if accepted == {"EQUALS"} and statement.keyword in ("VERDICT", "VIOLATION"):
            return f"the formula stands after `=`: `{expected.keyword(statement.keyword)} remove = rude and not joke`"
        return None

    def _dashed(self, at: int) -> str | None:
        """What follows a `-` that stands in a name, without a space on either side."""
        text = self.source.text
        rest = re.compile(rf"-({names.WORD}+(?:-{names.WORD}+)*)").match(text, at)
        return rest[1] if rest is not None and at > 0 and not text[at - 1].isspace() else None

    def _is_template(self, span: Span, near: str | None, statement: _GivenUp) -> bool:
        """Whether an annotation looks like the braces of a template: `{{ name }}`, `{{/if}}`, `{{ site.mail }}`."""
        if not statement.first:
            return False
        if statement.keyword is not None:  # a variable that is named like a keyword
            return (
                isinstance(statement.last, Token)
                and statement.last.type == statement.keyword
                and (self._variable.match(self.source.text, span.start) is not None)
            )
        return near is None or self._variable.match(self.source.text, span.end) is not None

    @staticmethod
    def _found(word: str) -> str:
        return f"`{word}`" if word.isprintable() else f"the character U+{ord(word[0]):04X}"

    def _diagnostic(
        self, code: str, message: str, span: Span, hint: str | None, labels: tuple[Label, ...] = ()
    ) -> Diagnostic:
        return Diagnostic(code, message, self.source, span, hint, labels)
