"""The words that a model is asked with: versioned files, filled with clauses and texts as data.

A prompt is a folder with `instructions.md`, for models that write, and `decisions.md`, for those that only decide. The
form of the reply stands with the questions, in the words of `brief.md`, `evidence.md` or `reasoned.md`; in a folder
without these files the instructions say it themselves, and it is that of `reasoned`. Nothing is put into these files:
the texts are one piece of a message of their own, the questions another.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from logitext.policy.sorts import BOOL
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.llm import encode
from logitext.theory.llm.forms import FORMS, Form
from logitext.theory.llm.manners import AnswerOption, options, written
from logitext.theory.llm.once import Once, OnceTogether
from logitext.theory.llm.schema import wanted
from logitext.theory.protocol import Question, Texts

CURRENT = "2"
"""The version that is used where none is named."""

_FOLDER = Path(__file__).parent / "prompts"


@dataclass(frozen=True)
class Prompt:
    """A version of the words. `version` changes with every letter of the files, so it can stand for them in a key."""

    name: str
    instructions: str
    decisions: str
    replies: Mapping[Form, str] = field(default_factory=dict, hash=False)

    @cached_property
    def version(self) -> str:
        """The name with the beginning of a hash of the words: `1-8c1f3a2b`."""
        words = "\0".join([self.instructions, self.decisions, *self.replies.values()])
        return f"{self.name}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"

    def reply(self, form: Form) -> str:
        """What the reply is to be: it stands beside the questions, so that a prompt begins alike for all forms."""
        return self._replies[form] if self.replies else ""

    @cached_property
    def _replies(self) -> dict[Form, str]:
        return {form: f',"reply":{encode.line(words)}' for form, words in self.replies.items()}

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms of answers that it has words for."""
        return tuple(self.replies) or ("reasoned",)

    def answer(self, wanted: Form | None) -> Form | None:
        """The form that is wanted; None where the best for the server can be taken.

        InputError where there are no words for it.
        """
        if wanted is None:
            return None if {"brief", "reasoned"} <= set(self.forms) else self.forms[-1]
        if wanted in FORMS and wanted not in self.forms:
            message = f"the prompt `{self.name}` has no words for `{wanted}`: it has no file `{wanted}.md`"
            hint = f"write how a reply of this form looks into `{wanted}.md`, or ask for {' or '.join(self.forms)}"
            raise InputError([Diagnostic("NLT543", message, hint=hint)])
        return wanted


def load_prompt(prompt: str | os.PathLike[str] | None = None) -> Prompt:
    """The prompt of a version that comes with Logitext, or of a folder of your own. InputError where it cannot be read.

    >>> load_prompt().name, load_prompt("1").forms
    ('2', ('reasoned',))
    """
    name = CURRENT if prompt is None else os.fspath(prompt)
    folder = _FOLDER / name if name.isalnum() and (_FOLDER / name).is_dir() else Path(name)
    replies = {form: folder / f"{form}.md" for form in FORMS}
    return Prompt(
        folder.name,
        _read(folder / "instructions.md"),
        _read(folder / "decisions.md"),
        {form: _read(file) for form, file in replies.items() if file.exists()},
    )


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig").strip()
    except (OSError, ValueError) as error:
        versions = ", ".join(sorted(path.name for path in _FOLDER.iterdir() if path.is_dir()))
        hint = f"name a folder with instructions.md and decisions.md, or a version: {versions}"
        raise InputError([Diagnostic("NLT543", f"the prompt {file} cannot be read: {error}", hint=hint)]) from None


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is sent: the instructions, and then the texts and the questions as a line of JSON each.

    `texts_first` is the order of these two. What stays the same from call to call comes first, as servers charge less
    for a beginning that they have read before: one text and many clauses, or one policy and many texts.
    """

    instructions: str
    texts: str
    questions: str
    texts_first: bool

    @property
    def data(self) -> tuple[str, str]:
        """The two lines of JSON in their order."""
        return (self.texts, self.questions) if self.texts_first else (self.questions, self.texts)

    @property
    def size(self) -> int:
        """Bytes in UTF-8."""
        return sum(
            [
                len(piece) if piece.isascii() else len(piece.encode("utf-8"))
                for piece in (self.instructions, self.texts, self.questions)
            ]
        )


def pieces(
    prompt: Prompt, questions: Sequence[Question], texts: Texts, *, texts_first: bool, form: Form = "reasoned"
) -> Pieces:
    """The pieces of a prompt that has a model write its answers in a form."""
    return Pieces(
        prompt.instructions,
        texts_line(questions, texts),
        f'{{"questions":[{",".join(map(_QUESTION, questions))}]{prompt.reply(form)}}}',
        texts_first,
    )


def texts_line(questions: Sequence[Question], texts: Texts) -> str:
    """The texts that the questions are about, as data: in the order of their names, each once."""
    return line_of(heads(questions, texts), texts)


Heads: TypeAlias = tuple[tuple[str, str], ...]
"""The names of texts, each with what stands before its content."""


def heads(questions: Sequence[Question], texts: Texts) -> Heads:
    """What is said of the texts that the questions are about, whatever their contents are."""
    return _HEADS(questions, tuple(texts))


def _heads(questions: Sequence[Question], texts: Collection[str]) -> Heads:
    descriptions = {name: words for question in questions for name, words in question.descriptions}
    shown = []
    for name in sorted(names_of(questions, texts)):
        about = {"about": descriptions[name]} if name in descriptions else {}
        shown.append((name, f'{encode.line({"name": name, **about})[:-1]},"content":'))
    return tuple(shown)


def line_of(shown: Heads, texts: Texts) -> str:
    """The texts as data."""
    return f'{{"texts":[{",".join([f"{head}{encode.line(texts[name])}}}" for name, head in shown])}]}}'


_HEADS = OnceTogether(_heads)


def names_of(questions: Sequence[Question], texts: Collection[str]) -> set[str]:
    """The names of the given texts that any of the questions is about; one that names none is about all."""
    return {name for question in questions for name in question.texts or texts if name in texts}


def question_data(question: Question) -> dict[str, Any]:
    """A question as the model reads it; what the policy does not give is left out.

    >>> question_data(Question("rude", "rude", "is rude", yes=("You fool!",)))
    {'id': 'rude', 'clause': 'is rude', 'examples': {'true': ['You fool!']}, 'answer': 'true or false'}
    """
    given = options(question)
    put_as, question = question.put_as, written(question)
    true, false = ("true", "false") if not given else _ends(given)
    examples = {word: list(texts) for word, texts in ((true, question.yes), (false, question.no)) if texts}
    optional: Mapping[str, Any] = {
        "texts": list(question.texts),
        "phrases": {phrase.phrase: phrase.text for phrase in question.phrases if phrase.means is None},
        "terms": {phrase.phrase: phrase.means for phrase in question.phrases if phrase.means is not None},
        "question": question.ask,
        "options": {one.sign: one.words for one in given},
        "examples": examples,
        "look_again": question.note,
    }
    asked = "question" if put_as is not None and put_as.manner == "question" and question.sort == BOOL else "clause"
    return (
        {"id": question.id, asked: question.wording}
        | {name: part for name, part in optional.items() if part}
        | {"answer": wanted(question.sort)}
    )


def _ends(given: Sequence[AnswerOption]) -> tuple[str, str]:
    """The signs of those that say most clearly that the clause holds, and that it does not."""
    telling = [one for one in given if one.holds is not None]
    by_holds = sorted(telling, key=lambda one: one.holds or 0.0)
    return by_holds[-1].sign, by_holds[0].sign


_QUESTION = Once(lambda question: encode.line(question_data(question)))
"""A question as it stands in a prompt."""
