"""Collects the diagnostics of one file: all of them, in source order, each with its heading."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping

from logitext.policy.model import Place
from logitext.syntax.diagnostics import ArgumentError, Diagnostic, Label
from logitext.syntax.outline import Outline
from logitext.syntax.source import Source, Span
from logitext.unicode.names import unlike

MAX_SUGGESTIONS = 100


class PolicyFindings:
    """What was found wrong so far. Also knows the outline, as every place in a policy carries its heading."""

    def __init__(self, source: Source, outline: Outline, before: PolicyFindings | None = None) -> None:
        self.source = source
        self.outline = outline
        self._found: list[Diagnostic] = [] if before is None else list(before.in_order())
        self._aside: list[Diagnostic] = []
        self.of_tests = False
        """Whether what is found now is wrong with a test, and so harms no check."""
        self.tables: Mapping[str, Source] = {}
        """The files with the rows of its tables, by their names."""
        self._places: set[tuple[str, Span, str]] = set()
        self._suggestions = MAX_SUGGESTIONS

    @property
    def namespace(self) -> str:
        """What names of the file begin with from outside; empty where they begin with nothing."""
        return self.outline.document.namespace

    def error(
        self,
        code: str,
        message: str,
        span: Span,
        hint: str | None = None,
        labels: Iterable[tuple[Span, str] | tuple[Span, str, Source]] = (),
    ) -> None:
        """Add an error, once; labels are further places, in this file or in another that is named."""
        if (code, span, message) in self._places:
            return
        self._places.add((code, span, message))
        (self._aside if self.of_tests else self._found).append(
            Diagnostic(
                code,
                message,
                self.source,
                span,
                hint and self.source.delimiters.spell(hint),
                tuple(Label(label[2] if len(label) > 2 else self.source, label[0], label[1]) for label in labels),
                self.outline.headings(span.start),
            )
        )

    def place(self, span: Span) -> Place:
        """A place in this file."""
        return Place(self.source, span, self.outline.headings(span.start))

    def suggest(self, word: str, known: Callable[[], Iterable[str]]) -> str | None:
        """`did_you_mean`, for the first MAX_SUGGESTIONS errors of a file: comparing words is slow."""
        self._suggestions -= 1
        return did_you_mean(word, known()) if self._suggestions >= 0 else None

    def in_order(self) -> tuple[Diagnostic, ...]:
        """All that was found, in source order, but for what is wrong with tests."""
        return tuple(sorted(self._found, key=lambda found: found.span or Span(0, 0)))

    def about_tests(self) -> tuple[Diagnostic, ...]:
        """What is wrong with tests, in source order."""
        return tuple(sorted(self._aside, key=lambda found: found.span or Span(0, 0)))


def refuse_unknown(given: Iterable[str], known: Iterable[str], besides: Iterable[str] = ()) -> None:
    """Raise ArgumentError with every option that there is not; `besides` are arguments that may be meant as well."""
    names = list(known)
    wrong = [name for name in given if name not in names]
    if wrong:
        hints = {
            name: did_you_mean(name, [*names, *besides]) or f"the options are {', '.join(names)}" for name in wrong
        }
        raise ArgumentError([Diagnostic("NLT622", f"there is no option `{name}`", hint=hints[name]) for name in wrong])


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A hint with the nearest known name, if one is near."""
    near = difflib.get_close_matches(word[:100], list(known), 1, 0.6)
    if not near:
        return None
    apart = unlike(word[:100], near[0])
    return f"did you mean `{near[0]}`?" + (f" they look the same, but {apart}" if apart else "")


def did_you_mean_clause(word: str, known: Iterable[str]) -> str | None:
    """A hint with the clause that is near; one of another file may be the same question, under its one name."""
    head, _, rest = word.partition("(")
    last = head.rpartition(".")[2]
    for one in known if "." in head else ():
        other, _, arguments = one.partition("(")
        if other.rpartition(".")[2] == last and arguments == rest:
            return f"did you mean `{one}`? clauses of two files that put the same question are one, under one name"
    return did_you_mean(word, known)
