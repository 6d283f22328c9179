"""A lexer for Pygments, which documentation tools use (MkDocs, Sphinx) and `pygmentize`.

    pygmentize -l nltc policy.nltc

It knows the default delimiters only, and colours a file that has mistakes as well as it can.
"""

from __future__ import annotations

from typing import ClassVar

from pygments.lexer import RegexLexer, bygroups, words
from pygments.token import (
    Comment,
    Generic,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    Whitespace,
)

from logitext.highlighting.words import constants, operators, sorts, statements

_PATTERN = bygroups(Keyword, Whitespace, String.Regex)  # type: ignore[no-untyped-call]  # of pygments


class NltcLexer(RegexLexer):
    """Policies of Logitext: prose in Markdown with annotations."""

    name = "Logitext policy"
    aliases: ClassVar = ["nltc", "logitext"]
    filenames: ClassVar = ["*.nltc"]

    tokens: ClassVar = {
        "root": [
            (r"^([ \t]*)(`{3,}|~{3,})[^\n]*\n(?s:.*?)^[ \t]*\2[`~]*[ \t]*$", Text),  # a fence holds no annotation
            (r"^#{1,6} [^\n{]*", Generic.Heading),
            (r"\\\{\{", Text),
            (r"\{\{", Punctuation, "annotation"),
            (r"[^\\{`~#\n]+", Text),
            (r"\n", Whitespace),
            (r".", Text),
        ],
        "annotation": [
            (r"\}\}", Punctuation, "#pop"),
            (r"\s+", Whitespace),
            (r"\[\[(?:[^\\\]]|\\.|\](?!\]))*\]*\]\]", String.Doc),
            (r'"(?:[^"\\]|\\.)*"', String.Double),
            (r"#(?:(?!\}\})[^\n])*", Comment.Single),
            (r"(match|reject|read)(\s*)(/(?:[^/\\\n]|\\.)+/[a-z]*)", _PATTERN),
            (r"\d{4}-\d{2}-\d{2}", Number.Date),
            (r"\d[\d_]*(?:\.\d+)?", Number),
            (statements(), Keyword.Declaration),
            (constants(), Keyword.Constant),
            (sorts(), Keyword.Type),
            (operators(), Operator.Word),
            (words(("==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "=")), Operator),
            (r"[^\W\d](?:\w|[^\x00-\x7f\s])*(?=\()", Name.Function),
            (r"[^\W\d](?:\w|[^\x00-\x7f\s])*", Name),
            (r"[(){}|:,.]", Punctuation),
            (r".", Text),
        ],
    }
