"""The file in which `ask` keeps what a person answers: an answers file, changed in place."""

from __future__ import annotations

import os
from collections.abc import Container, Sequence
from pathlib import Path

from logitext.policy.sorts import Value as SortValue
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.syntax.write import write_text
from logitext.theory.answers import Answers
from logitext.theory.basis import Basis
from logitext.theory.files.answers_edit import with_answer, without_answer
from logitext.theory.files.answers_file import load_answers, read_source
from logitext.theory.files.entries import FileEntry
from logitext.theory.protocol import Question, Texts


class GrowingFile:
    """A file of answers that grows. It is read anew before each change, as a person may have edited it meanwhile."""

    def __init__(self, path: str | os.PathLike[str], names: Container[str] = ()) -> None:
        """`names` are documents that are known by their whole names: no end of a path stands for one of them."""
        self._path = Path(path)
        self._names = names
        self._questions: tuple[Question, ...] = ()
        self._answers: Answers | None = None
        self._usable = False

    def prepare(self, questions: Sequence[Question]) -> None:
        """Read the file, if it is there. InputError where it cannot be used, or could not be written."""
        if self._usable and self._questions == tuple(questions):
            return
        self._usable = False
        self._questions = tuple(questions)
        if self._read().entries.record:
            self._refuse("NLT506", "it holds results of Logitext", "name another file")
        folder = self._path.resolve().parent
        if not folder.is_dir():
            self._refuse("NLT608", f"there is no folder `{folder}`", "make it first")
        if not os.access(self._path if self._exists() else folder, os.W_OK):
            self._refuse("NLT608", "it may not be written", "name another file")
        self._usable = True

    def entry(self, clause: str, label: str | None) -> FileEntry | None:
        """What the file says about a clause of a document. ValueError where it is not clear which document is meant."""
        answers = self._answers or self._read()
        return answers.entries.find(label, clause)

    def put(self, question: Question, texts: Texts, value: SortValue | None) -> None:
        """Keep an answer with what it was given to; None is that it is unknown.

        OSError or ValueError where it cannot be kept.
        """
        source, section = self._now(texts.label)
        basis = Basis.of(question, texts)
        self._change(source, with_answer(source, section, question.clause, value, basis))

    def drop(self, clause: str, label: str | None) -> None:
        """Take an answer out again, if it is there. OSError or ValueError where it cannot be taken out."""
        source, section = self._now(label)
        self._change(source, without_answer(source, section, clause))

    def _now(self, label: str | None) -> tuple[Source, str | None]:
        """The file as it is, and the name that it has for the document."""
        section = self._read().entries.section(label) or label
        if self._exists():
            return read_source(self._path), section
        return Source(os.fspath(self._path), "{\n}\n" if self._path.suffix == ".json" else ""), section

    def _change(self, source: Source, text: str) -> None:
        if text != source.text:
            write_text(self._path, text)
            self._read()

    def _read(self) -> Answers:
        answers = load_answers(self._path) if self._exists() else Answers({})
        answers.know(self._names)
        if self._questions:
            answers.prepare(self._questions)
        self._answers = answers
        return answers

    def _exists(self) -> bool:
        try:
            return self._path.exists()
        except OSError:
            return True  # reading it will say what is wrong

    def _refuse(self, code: str, message: str, hint: str) -> None:
        source = Source(os.fspath(self._path), "")
        raise InputError([Diagnostic(code, f"answers cannot be kept in this file: {message}", source, None, hint)])
