"""A policy and cases with right answers of clauses into what a learned theory needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from logitext.evaluate.cases import CaseLabels, at_most
from logitext.learning import fit, groups
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL
from logitext.run.columns import DocumentRows as Documents
from logitext.run.columns import at, columns_of
from logitext.run.data.sources import Data
from logitext.run.data.text_files import TextFiles
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.learned.file import LearnedFile
from logitext.theory.learned.terms import TermRows
from logitext.theory.learned.theory import read_of, wording_hash
from logitext.theory.protocol import Question, Texts
from logitext.trail.questions import questions

_LEAST = 0.01
"""The share of the texts that may be less known than the least that is asked of a new one."""

_SLACK = 2
"""By how much less of a new text may be known: it was written by somebody else, about something else."""

LearnedTheory = tuple[LearnedFile, dict[str, str]]
"""What was learned, and why some clauses were not, by name."""


def learn(
    policy: CheckedPolicy,
    data: Data,
    maps: Mapping[str, str | None],
    id: str | None = None,
    group: str | None = None,
    seed: int = 0,
    tell: Callable[[str], None] = lambda _: None,
) -> LearnedTheory:
    """Learn the clauses that hold or do not and have right answers in the data. InputError where there are none."""
    asked = {name: one for name, one in questions(policy).items() if one.sort == BOOL and not one.fact}
    texts, named, labels = _examples(policy, asked, data, maps, id, group)
    tell("grouping texts that are alike")
    try:
        rows = TermRows.fitted(texts)
    except ValueError:
        hint = "give more texts, of more than a word each"
        raise InputError([Diagnostic("NLT549", "the texts have no word in common", hint=hint)]) from None
    made = rows(texts)
    of = groups.groups_of(made, texts, named)
    why: dict[str, str] = {}
    for name, right in list(labels.items()):
        reason = (
            "no case has a right answer to it"
            if not right
            else fit.enough(list(right.values()), [of[one] for one in right])
        )
        if reason is not None:
            why[name] = reason
            del labels[name]
    if not labels:
        first = next(iter(why.items()), ("", "the policy has no clause that holds or does not"))
        message = "no clause can be learned" + (f": `{first[0]}`: {first[1]}" if first[0] else f": {first[1]}")
        hint = (
            "right answers to a clause stand in a column `right.CLAUSE`, true or false; near-duplicates, and texts of "
            "a --group, count as one"
        )
        raise InputError([Diagnostic("NLT549", message, hint=hint)])
    tell("learning with texts held out")
    figures = fit.held_out(texts, labels, of, seed)
    clauses = {}
    for name, right in labels.items():
        tell(f"learning {name}")
        numbers = list(right)
        fitted = fit.fit(made[numbers], list(right.values()), [of[one] for one in numbers], seed)
        clauses[name] = fit.learned(fitted, wording_hash(asked[name]), figures[name])
    words, characters = rows.terms()
    known = sorted(rows.known(text) for text in texts)
    least = known[int(_LEAST * len(known))] / _SLACK
    return (
        LearnedFile(
            texts=len(texts),
            groups=len(set(of)),
            least_known=least,
            words=words,
            characters=characters,
            clauses=clauses,
        ),
        why,
    )


def _examples(
    policy: CheckedPolicy,
    asked: Mapping[str, Question],
    data: Data,
    maps: Mapping[str, str | None],
    id: str | None,
    group: str | None,
) -> tuple[list[str], list[Any], dict[str, dict[int, bool]]]:
    """What is read, each text once; the group that the data names for it; and right answers by clause and text."""
    finder = CaseLabels(policy, (), maps)
    known = data.columns()
    finder.check(known)
    only_texts = bool(data.readers) and isinstance(data.readers[0], TextFiles)
    own = {name: column for name, column in maps.items() if not name.startswith("right.")}
    documents = Documents(columns_of([policy], own, id, known, only_texts=only_texts), [policy])
    numbers: dict[str, int] = {}
    named: list[Any] = []
    labels: dict[str, dict[int, bool]] = {name: {} for name in asked}
    problems: list[Diagnostic] = []
    for number, record in enumerate(data.records()):
        document = documents.document(number, record)
        right, wrong = finder.of(record) if record.problem is None else ({}, [])
        problems += [] if document.problem is None else [document.problem]
        problems += wrong
        value = None if group is None else at(record.values, group)
        if group is not None and group not in record.values and not isinstance(value, str | int | float | bool):
            problems.append(Diagnostic("NLT642", f"{record.place}: it has no column `{group}` for its group"))
        for name, answer in right.items():
            if name in asked and isinstance(answer, bool):
                text = read_of(asked[name], Texts(document.texts))
                where = numbers.setdefault(text, len(numbers))
                named += [None] * (where + 1 - len(named))
                named[where] = value if isinstance(value, str | int | float | bool) else named[where]
                labels[name][where] = answer
    if problems:
        raise InputError(at_most(problems))
    return list(numbers), named, labels
