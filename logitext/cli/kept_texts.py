"""The texts that a cover keeps in a file: written as soon as they are read, and what the next cover begins with."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from logitext.records.cover import TextLine
from logitext.syntax.diagnostics import Diagnostic, InputError, Severity
from logitext.syntax.read import read_text
from logitext.syntax.source import Source
from logitext.theory.chain import members_of
from logitext.theory.protocol import Theory

if TYPE_CHECKING:
    from logitext.api.arguments import TheoryInput
    from logitext.policy.model import CheckedPolicy

_CODE = "NLT617"


class KeptTexts:
    """The texts that a cover keeps in a file; `texts` are those from before that serve this policy and this theory.

    A text that was read for another version of the policy, or by another theory, is left in the file and not used:
    `passed_over` says so.
    """

    def __init__(self, path: str, policy: CheckedPolicy, theory: TheoryInput) -> None:
        self._path = Path(path)
        self._source = Source(path, "")
        reader = ",".join(one.name for one in members_of(theory)) if isinstance(theory, Theory) else ""
        self.texts: list[TextLine] = []
        self._others: Counter[str] = Counter()
        self._cut_off = False
        if self._path.exists():
            content = self._read()
            self._cut_off = bool(content) and not content.endswith("\n")
            for number, line in enumerate(content.splitlines(), 1):
                if (text := self._line(line, number)) is None:
                    continue
                if text.policy != policy.sha256:
                    self._others["for another version of the policy"] += 1
                elif text.reader != reader:
                    self._others[f"by another theory (`{text.reader}`, and not `{reader}`)"] += 1
                else:
                    self.texts.append(text)

    @property
    def passed_over(self) -> list[Diagnostic]:
        """A warning where texts of the file are not used."""
        count = self._others.total()
        if not count:
            return []
        listed = ", ".join(f"{many} was read {why}" if many == 1 else f"{many} were read {why}"
                           for why, many in self._others.most_common(_NAMED))  # fmt: skip
        more = ", …" if len(self._others) > _NAMED else ""
        total = count + len(self.texts)
        which = f"{count} of the {total} texts in this file" if count < total else f"all {total} texts in this file"
        if total == 1:
            which, listed = "the text in this file", f"it was read {next(iter(self._others))}"
        message = f"{which} {'is' if count == 1 else 'are'} not used: {listed}{more}"
        hint = "they stay in the file; `--cases` measures what texts with answers cover, whoever gave the answers"
        return [Diagnostic(_CODE, message, self._source, hint=hint, severity=Severity.WARNING)]

    def add(self, line: TextLine) -> None:
        """Append a text. InputError where that cannot be done."""
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write("\n" * self._cut_off + line.model_dump_json() + "\n")
            self._cut_off = False
        except OSError as error:
            message = f"cannot write {self._path}: {error.strerror or error}"
            raise InputError([Diagnostic("NLT608", message)]) from None

    def _line(self, line: str, number: int) -> TextLine | None:
        """A line of the file; one that a kill cut off is passed over."""
        if not line.strip():
            return None
        try:
            return TextLine.model_validate_json(line)
        except ValidationError:
            if not line.rstrip().endswith("}"):
                return None
            message = f"line {number} is no text that a cover kept"
            raise InputError([Diagnostic(_CODE, message, self._source, hint="name another file")]) from None

    def _read(self) -> str:
        try:
            return read_text(self._path)
        except ValueError as error:
            message = f"no texts can be had from this file: {error}"
            raise InputError([Diagnostic(_CODE, message, self._source)]) from None


_NAMED = 3
"""How many reasons for which texts are not used are named."""
