"""A draft is put into its prose: nothing of the prose is changed, only annotations are put between.

What a model says stands inside annotations alone. Each of its statements is parsed by itself first, so that none can
end its annotation and go on as something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from logitext.annotate.draft import Draft, DraftClause, DraftError
from logitext.syntax import tree
from logitext.syntax.parser import parse
from logitext.syntax.printing import literals
from logitext.syntax.source import Source

_DELIMITER = re.compile(r"\{\{|\}\}|\[\[|\]\]|\\")
_ALLOWED = (tree.DefinitionStatement, tree.AssumeStatement, tree.VerdictStatement)


def annotated(prose: str, draft: Draft) -> str:
    """The policy that a draft makes of some prose. DraftError with all that cannot be put into it.

    It need not load: names and sorts are for the policy to say.
    """
    problems: list[str] = []
    places = list(_places(prose, draft.clauses, problems))
    statements = [_text(draft, problems), *_statements(draft.statements, problems)]
    if problems:
        raise DraftError(problems)
    pieces, end = [], 0
    for start, clause in sorted(places, key=lambda place: place[0]):
        pieces += [_escaped(prose[end:start]), f"{{{{{clause.opening}[[{clause.words}]]}}}}"]
        end = start + len(clause.words)
    pieces.append(_escaped(prose[end:]))
    gap = "\n" if prose.endswith("\n") else "\n\n"
    return "".join([*pieces, gap, "{{", "\n  ".join(statements), "}}\n"])


def _escaped(prose: str) -> str:
    """Prose that no annotation is read in."""
    return prose.replace("{{", "\\{{")


def _places(prose: str, clauses: Sequence[DraftClause], problems: list[str]) -> Iterator[tuple[int, DraftClause]]:
    """Where the words of each clause stand; each place is taken once."""
    taken: list[tuple[int, int]] = []
    for clause in clauses:
        problem = _wrong(clause)
        start = -1 if problem else _free(prose, clause.words, taken)
        if problem is None and start < 0:
            problem = (
                "its `words` overlap with those of another clause"
                if clause.words in prose
                else "its `words` do not stand in the prose exactly like this"
            )
        if problem is not None:
            problems.append(f"clause `{clause.name}`: {problem}: {_short(clause.words)}")
            continue
        taken.append((start, start + len(clause.words)))
        yield start, clause


def _free(prose: str, words: str, taken: Sequence[tuple[int, int]]) -> int:
    """The first place of some words that no other clause has; -1 where there is none."""
    start = prose.find(words)
    while start >= 0 and any(start < end and begin < start + len(words) for begin, end in taken):
        start = prose.find(words, start + 1)
    return start


def _wrong(clause: DraftClause) -> str | None:
    if clause.words != clause.words.strip():
        return "its `words` begin or end with white space"
    if _DELIMITER.search(clause.words):
        return "its `words` hold a backslash, or braces or brackets that stand together"
    if clause.answer == "label" and not clause.labels:
        return "its answer is a label, and it has no `labels`"
    found = _statement(f"{clause.opening}[[{clause.words}]]", tree.ClauseStatement)
    return None if found is None else f"it cannot be read: {found}"


def _text(draft: Draft, problems: list[str]) -> str:
    """The declaration of the text."""
    about = draft.text.about
    try:
        said = "" if about is None else f": {literals.string(' '.join(about.split()))}"
    except literals.UnprintableError as error:
        problems.append(f"text: {error}")
        return ""
    statement = f"text {draft.text.name}{said}"
    wrong = _statement(statement, tree.TextStatement)
    if wrong is not None:
        problems.append(f"text `{draft.text.name}`: {wrong}")
    return statement


def _statements(statements: Sequence[str], problems: list[str]) -> Iterator[str]:
    for one in statements:
        wrong = _statement(one.strip(), *_ALLOWED)
        if wrong is None:
            yield one.strip()
        else:
            problems.append(f"statement {_short(one)}: {wrong}")


def _statement(text: str, *kinds: type) -> str | None:
    """What is wrong with a statement that is to be of some kind; None where nothing is."""
    source = Source("<draft>", f"{{{{{text}}}}}")
    document, found = parse(source)
    if found:
        return found[0].message
    match document.parts:
        case (tree.Annotation(statements=(only,), span=span),) if (span.start, span.end) == (0, len(source.text)):
            if isinstance(only, kinds):
                return None
            return "a statement is `let NAME = FORMULA`, `assume FORMULA`, `verdict` or `violation NAME = FORMULA`"
    return "it is more than one statement"


def _short(words: str) -> str:
    folded = " ".join(words.split())
    return f'"{folded if len(folded) <= 80 else folded[:77] + "…"}"'
