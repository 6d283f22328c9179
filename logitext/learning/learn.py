"""A policy and cases with right answers of clauses into what a learned theory needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from logitext.evaluate.cases import CaseLabels, at_most
from logitext.learning import fit, groups
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, INT, Enumeration, Value
from logitext.run.columns import DocumentRows as Documents
from logitext.run.columns import at, columns_of
from logitext.run.data.sources import Data
from logitext.run.data.text_files import TextFiles
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.learned.embedding import EmbeddingRows
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
    embedding: str | None = None,
) -> LearnedTheory:
    """Learn the clauses that have right answers in the data. InputError where there are none.

    They hold or do not, or have labels or whole numbers. `embedding` is the folder of a model of sentences.
    """
    asked = {name: one for name, one in questions(policy).items() if can_be_learned(one)}
    model = None if embedding is None else EmbeddingRows.in_folder(Path(embedding))
    texts, named, labels = _examples(policy, asked, data, maps, id, group)
    if not texts:
        name = next(iter(asked), "CLAUSE")
        message = "no case has a right answer to a clause that can be learned"
        hint = f"name the column of `{name}` `right.{name}`, or say which it is: `--map right.{name}=COLUMN`"
        raise InputError([Diagnostic("NLT549", message, hint=hint)])
    tell("grouping texts that are alike")
    try:
        rows = TermRows.fitted(texts)
    except ValueError:
        hint = "give more texts, of more than a word each"
        raise InputError([Diagnostic("NLT549", "the texts have no word in common", hint=hint)]) from None
    made = rows(texts)
    of = groups.groups_of(made, texts, named)
    if model is not None:
        tell(f"reading {len(texts)} texts with {model.folder.name}")
        made = model(texts)
        model.settle(made, seed)
    why = _left_out(labels, of)
    if not labels:
        first = next(iter(why.items()), ("", "the policy has no clause that holds or does not, or has labels"))
        message = "no clause can be learned" + (f": `{first[0]}`: {first[1]}" if first[0] else f": {first[1]}")
        hint = (
            "right answers to a clause stand in a column `right.CLAUSE`, true or false; near-duplicates, and texts of "
            "a --group, count as one"
        )
        raise InputError([Diagnostic("NLT549", message, hint=hint)])
    tell("learning with texts held out")
    truths: dict[str, dict[int, bool]] = {}
    others: dict[str, dict[int, str]] = {}
    for name, right in labels.items():
        if asked[name].sort == BOOL:
            truths[name] = {at: answer is True for at, answer in right.items()}
        else:
            others[name] = {at: str(answer) for at, answer in right.items()}
    made_of = TermRows.fitted if model is None else lambda _: Kept(made, texts)
    figures = fit.held_out(texts, truths, of, seed, others, made_of)
    clauses, values = {}, {}
    for name, right in labels.items():
        tell(f"learning {name}")
        numbers = list(right)
        its_groups = [of[one] for one in numbers]
        if name in truths:
            fitted = fit.fit(made[numbers], list(truths[name].values()), its_groups, seed)
            clauses[name] = fit.learned(fitted, wording_hash(asked[name]), figures[name])
        else:
            by_value = fit.fit_values(made[numbers], list(others[name].values()), its_groups, seed)
            values[name] = fit.values_of(wording_hash(asked[name]), by_value, figures[name])
    words, characters = rows.terms() if model is None else (None, None)
    known = sorted([rows.known(text) for text in texts] if model is None else model.near(made).tolist())
    least = known[int(_LEAST * len(known))] / _SLACK
    return (
        LearnedFile(
            texts=len(texts),
            groups=len(set(of)),
            least_known=least,
            words=words,
            characters=characters,
            embedding=None if model is None else model.kept(),
            clauses=clauses,
            values=values,
        ),
        why,
    )


def can_be_learned(question: Question) -> bool:
    """Whether a clause is of a kind that can be learned: it holds or does not, or has labels or whole numbers."""
    return not question.fact and (question.sort in (BOOL, INT) or isinstance(question.sort, Enumeration))


class Kept:
    """Gives the rows of texts, which were made before."""

    def __init__(self, rows: Any, texts: Sequence[str]) -> None:
        self._rows, self._at = rows, {text: number for number, text in enumerate(texts)}

    def __call__(self, texts: Sequence[str]) -> Any:
        return self._rows[[self._at[text] for text in texts]]


def _left_out(labels: dict[str, dict[int, Value]], of: Sequence[int]) -> dict[str, str]:
    """Take out the clauses that cannot be learned, and say why."""
    why = {}
    for name, right in list(labels.items()):
        answers, its_groups = list(right.values()), [of[one] for one in right]
        if not answers:
            reason: str | None = "no case has a right answer to it"
        elif isinstance(answers[0], bool):
            reason = fit.enough([answer is True for answer in answers], its_groups)
        else:
            reason = fit.enough_values(list(map(str, answers)), its_groups)
        if reason is not None:
            why[name] = reason
            del labels[name]
    return why


def _examples(
    policy: CheckedPolicy,
    asked: Mapping[str, Question],
    data: Data,
    maps: Mapping[str, str | None],
    id: str | None,
    group: str | None,
) -> tuple[list[str], list[Any], dict[str, dict[int, Value]]]:
    """What is read, each text once; the group that the data names for it; and right answers by clause and text."""
    finder = CaseLabels(policy, (), maps)
    known = data.columns()
    finder.check(known)
    only_texts = bool(data.readers) and isinstance(data.readers[0], TextFiles)
    own = {name: column for name, column in maps.items() if not name.startswith("right.")}
    documents = Documents(columns_of([policy], own, id, known, only_texts=only_texts), [policy])
    numbers: dict[str, int] = {}
    named: list[Any] = []
    labels: dict[str, dict[int, Value]] = {name: {} for name in asked}
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
            if name in asked:
                text = read_of(asked[name], Texts(document.texts))
                where = numbers.setdefault(text, len(numbers))
                named += [None] * (where + 1 - len(named))
                named[where] = value if isinstance(value, str | int | float | bool) else named[where]
                labels[name][where] = answer
    if problems:
        raise InputError(at_most(problems))
    return list(numbers), named, labels
