r"""The theory `ask`: a person at a terminal.

>>> import asyncio, io
>>> screen = io.StringIO()
>>> person = Ask(reader=io.StringIO("y\n"), writer=screen)
>>> rude = Question("rude", "rude", "is rude", sentence="We remove what «is rude».")
>>> asyncio.run(person.answer([rude], Texts({"post": "You idiot!"}))).answers
{'rude': Value(value=True, probability=None, quote=None)}
>>> print(screen.getvalue().rstrip())
<BLANKLINE>
  We remove what «is rude».
rude [y/n, ? for help]:
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TextIO

from logitext.policy.sorts import BOOL, TEXT, Enumeration
from logitext.theory.files.kept import GrowingFile
from logitext.theory.protocol import (
    Answer,
    Failure,
    Price,
    Question,
    Reply,
    Retract,
    Stop,
    Texts,
    Theory,
    Unknown,
    Value,
)
from logitext.theory.terminal import Terminal
from logitext.theory.typed import Command, expected, understand

_REMEMBERED = 64
"""Documents whose questions a person can go back to, counted from the latest."""


class Ask(Theory):
    """Asks a person, question by question, with the clause in its sentence.

    Besides answering, the person may say that they do not know, see the text, go back to the question before, or quit;
    the end of the input counts as quitting, and nobody is asked anything after that. `reader` and `writer` are text
    streams, by default standard input and standard error.

    With `save`, a file, every answer is kept there at once, and what the file already holds is not asked again, unless
    it is part of a contradiction, or its clause or text has changed since: the hashes of both are kept with it. It is
    an answers file (see `load_answers`), so the theory `answers` reads it too; what else it holds is left as it is.

    One object serves one document after another; it reads from one person, and so blocks while it waits.

    >>> Ask().price.free, Ask().max_questions
    (False, 1)
    """

    name = "ask"
    needs_texts = False
    price = Price(question=1.0)
    reconsiders = True
    interactive = True
    max_questions = 1

    def __init__(
        self,
        reader: TextIO | None = None,
        writer: TextIO | None = None,
        save: str | os.PathLike[str] | None = None,
    ) -> None:
        self._terminal = Terminal(reader, writer)
        self.save = save
        self._kept = None if save is None else GrowingFile(save)
        self._stopped: Stop | None = None
        self._current: _Document | None = None
        self._documents: dict[int, _Document] = {}
        self._general: dict[str, _Document] = {}

    def prepare(self, questions: Sequence[Question]) -> None:
        """Raise InputError where the file of answers cannot be used."""
        if self._kept is not None:
            self._kept.prepare(questions)

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        document = self._enter(texts)
        answers: dict[str, Answer] = {}
        for question in questions:
            answer = answers[question.id] = self._one(question, document)
            if isinstance(answer, Retract):
                break
            if not isinstance(answer, Stop):
                document.answered(question)
        return Reply(answers)

    def _enter(self, texts: Texts) -> _Document:
        """The document of these texts. It goes by identity, which holds as long as the texts are kept in it."""
        document = self._documents.pop(id(texts), None) or _Document(texts)
        self._documents[id(texts)] = document
        if len(self._documents) > _REMEMBERED:
            del self._documents[next(iter(self._documents))]
        return document

    def _one(self, question: Question, document: _Document) -> Answer:
        if self._stopped is not None:
            return self._stopped
        if question.note is not None:
            document.ask_again(question)
        held, outdated = self._held(question, document)
        if held is not None:
            return held
        answer = self._converse(question, document, outdated)
        if isinstance(answer, Stop):
            self._stopped = answer
        elif isinstance(answer, Retract):
            self._take_back(document)
        else:
            self._keep(question, document, answer)
        return answer

    # --- the conversation

    def _converse(self, question: Question, document: _Document, outdated: str | None) -> Answer:
        if self._current is not document:
            self._current = document
            if document.label is not None:
                self._terminal.say(f"\n=== {document.label}")
        self._show(question, outdated)
        while True:
            try:
                line = self._terminal.hear(f"{question.clause} [{_choices(question)}]: ")
                understood = Command.QUIT if line is None else understand(line, question.sort)
            except ValueError as error:
                self._terminal.say(f"  {error}")
                continue
            match understood:
                case Command.HELP:
                    self._terminal.say(_help(question))
                case Command.SHOW:
                    self._show_texts(question, document)
                case Command.DONT_KNOW:
                    return Unknown("the person does not know")
                case Command.QUIT:
                    return Stop("end of input" if line is None else "the person stopped")
                case Command.BACK:
                    if document.history:
                        return Retract()
                    self._terminal.say("  there is no earlier question to go back to")
                case _:
                    return Value(understood)

    def _show(self, question: Question, outdated: str | None) -> None:
        say = self._terminal.say
        say()
        if question.place is not None:
            source, span = question.place.source, question.place.span
            where = f"{source.name}:{source.position(span.start).line}"
            say(" › ".join([*question.place.heading, where]))
        say(_indented(question.sentence or f"«{question.wording}»"))
        again = outdated if question.note is None else question.note
        if again is not None:
            say(_indented(f"again: {again}"))
        for phrase in question.phrases:
            say(f"  “{phrase.phrase}” is {phrase.text}" + ("" if phrase.means is None else f": {phrase.means}"))
        if question.ask:
            say(_indented(question.ask))
        for word, examples in (("yes", question.yes), ("no", question.no)):
            for example in examples:
                say(f"  for example, {word}: {example}")
        if isinstance(question.sort, Enumeration):
            for number, label in enumerate(question.sort.labels, 1):
                say(f"  {number:>3}  {label}")

    def _show_texts(self, question: Question, document: _Document) -> None:
        given = [name for name in question.texts or document.texts if name in document.texts]
        for name in given:
            self._terminal.say(f"  --- {name}")
            # Every line is marked, so that no text can pass for a question of ours.
            self._terminal.say("\n".join(f"  | {line}" for line in document.texts[name].splitlines()))
            self._terminal.say("  ---")
        if not given:
            self._terminal.say("  no text is given")

    # --- keeping

    def outdated(self, question: Question, texts: Texts) -> str | None:
        return self._held(question, self._documents.get(id(texts)) or _Document(texts))[1]

    def _held(self, question: Question, document: _Document) -> tuple[Answer | None, str | None]:
        """What the file says; None where the person is to say it, and why what the file says does not count any more.

        What was kept for a document without a name stands among the general answers, and is for it alone.
        """
        if self._kept is None or question.clause in document.reopened or question.note is not None:
            return None, None
        try:
            entry = self._kept.entry(question.clause, document.label)
            if entry is None:
                return None, None
            if entry.document is None and self._general.get(question.clause, document) is not document:
                return None, None
            why = None if entry.basis is None else entry.basis.outdated(question, document.texts)
            if why is None:
                return entry.answer(question.sort), None
            return None, why if entry.document is not None or document.label is None else None
        except ValueError as error:
            return Failure(f"the file of kept answers: {error}", error), None

    def _keep(self, question: Question, document: _Document, answer: Answer) -> None:
        document.reopened.discard(question.clause)
        if self._kept is None:
            return
        if document.label is None:
            self._general[question.clause] = document
        try:
            self._kept.put(question, document.texts, answer.value if isinstance(answer, Value) else None)
        except (OSError, ValueError) as error:
            # The answer still counts in this check.
            self._terminal.say(f"  this answer is not kept: {error}")

    def _take_back(self, document: _Document) -> None:
        last = document.history.pop()
        document.reopened.add(last.clause)
        if self._kept is None:
            return
        try:
            self._kept.drop(last.clause, document.label)
        except (OSError, ValueError) as error:
            self._terminal.say(f"  the answer to {last.clause} is still in the file: {error}")


class _Document:
    """What was answered about one document, latest last. `reopened` are clauses that the file must not answer."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.label = texts.label
        self.history: list[Question] = []
        self.reopened: set[str] = set()

    def ask_again(self, question: Question) -> None:
        """Forget that the question was answered, so that going back from it leads to the one before."""
        self.history = [earlier for earlier in self.history if earlier.id != question.id]

    def answered(self, question: Question) -> None:
        if any(earlier.id == question.id for earlier in self.history):
            # A check asks each question once, so this is a new check of the same texts.
            self.history.clear()
            self.reopened.clear()
        self.history.append(question)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _choices(question: Question) -> str:
    if question.sort == BOOL:
        return "y/n, ? for help"
    if isinstance(question.sort, Enumeration):
        return f"1-{len(question.sort.labels)}, :? for help"
    return f"{question.sort}, :? for help"


def _help(question: Question) -> str:
    colon = "" if question.sort == BOOL else ":"
    lines = [
        expected(question.sort).partition(", or ")[0].replace("expected", "answer with"),
        f"{colon}d  I do not know",
        f"{colon}b  back to the question before",
        f"{colon}t  show the text",
        f"{colon}q  quit; what was answered counts",
    ]
    if question.sort == TEXT:
        lines.append("::  at the beginning stands for one colon")
    return _indented("\n".join(lines))
