r"""The Python API: load a policy, check texts.

>>> import logitext
>>> policy = logitext.loads('''
... {{text post: "a public message"}}
... Remove what {{let insult = [[insults somebody]] match /\bidiot\b/i}},
... unless it {{let quoted = [[quotes somebody else]]}}.
... {{violation remove = insult unless quoted}}
... ''')
>>> result = policy.check("You idiot!", theory=logitext.theory.Answers({"insult": True, "quoted": False}))
>>> result.status, result.verdicts["remove"].value
('decided', True)
>>> [(reason.clause, reason.value) for reason in result.verdicts["remove"].because]
[('insult', True), ('quoted', False)]
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from logitext.policy.findings import did_you_mean
from logitext.policy.load import check_policy, load_policy
from logitext.policy.model import CheckedPolicy
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory.chain import members_of
from logitext.theory.pattern import Pattern
from logitext.theory.protocol import Texts, Theory
from logitext.theory.spec import from_spec

if TYPE_CHECKING:
    from logitext.engine.check import Interrupt, Listener
    from logitext.engine.result import Result
    from logitext.logic.program import Program

TextInput = str | Mapping[str, str] | None


class Policy:
    """A policy, ready to check texts. Compiled at the first check; safe to share between threads and tasks."""

    def __init__(self, checked: CheckedPolicy) -> None:
        self.checked = checked
        self._program: Program | None = None

    def __repr__(self) -> str:
        return f"<Policy {self.checked.source.name}: verdicts {', '.join(self.verdicts) or 'none'}>"

    @property
    def texts(self) -> tuple[str, ...]:
        """The names of the texts that it speaks of."""
        return tuple(self.checked.texts)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The names of its clauses, in file order."""
        return tuple(self.checked.clauses)

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The names of its verdicts and violations, in file order."""
        return tuple(self.checked.verdicts)

    @property
    def program(self) -> Program:
        """The compiled policy."""
        if self._program is None:
            from logitext.logic.program import Program

            self._program = Program(self.checked)
        return self._program

    def check(
        self,
        text: TextInput = None,
        *,
        theory: Theory | str | None = None,
        verdicts: Sequence[str] | None = None,
        label: str | None = None,
        listener: Listener | None = None,
    ) -> Result:
        """What the policy says of a text.

        `text` is the text where the policy declares one, or a mapping from names to texts; a text that is not given
        is unknown. `theory` is a theory or a spec (`"pattern,answers:FILE"`); the policy's own patterns where none
        is given. `verdicts` limits the check to these. `label` names the document in the result and for answers
        files. Ctrl-C ends the check with the result so far, marked `interrupted`.

        Raises LogitextError where an argument does not fit the policy, or the policy contradicts itself. A theory
        that fails does not raise: what it should have answered stays open, with the reason.
        """
        from logitext.engine.check import Interrupt
        from logitext.engine.sync import run

        interrupt = Interrupt()

        def stop() -> None:
            interrupt.requested = True

        return run(self._check(text, theory, verdicts, label, listener, interrupt), stop)

    async def acheck(
        self,
        text: TextInput = None,
        *,
        theory: Theory | str | None = None,
        verdicts: Sequence[str] | None = None,
        label: str | None = None,
        listener: Listener | None = None,
    ) -> Result:
        """`check`, for async code; a cancellation passes through."""
        return await self._check(text, theory, verdicts, label, listener, None)

    async def _check(
        self,
        text: TextInput,
        theory: Theory | str | None,
        verdicts: Sequence[str] | None,
        label: str | None,
        listener: Listener | None,
        interrupt: Interrupt | None,
    ) -> Result:
        from logitext.engine.check import check

        texts = self._texts(text, label)
        wanted = self._verdicts(verdicts)
        asked = Pattern() if theory is None else from_spec(theory) if isinstance(theory, str) else theory
        return await check(self.program, texts, members_of(asked), wanted, listener, interrupt)

    def _texts(self, text: TextInput, label: str | None) -> Texts:
        declared = self.checked.texts
        if isinstance(text, str):
            if len(declared) != 1:
                names = ", ".join(f"`{name}`" for name in declared) or "none"
                raise _input_error(
                    "NLT603",
                    f"the policy declares {len(declared)} texts ({names}), so which of them this is must be said",
                    'give a mapping: `{"name": "the text"}`' if declared else 'declare one: `{{text post: "…"}}`',
                )
            text = {next(iter(declared)): text}
        given = dict(text or {})
        for name, content in given.items():
            if name not in declared:
                hint = did_you_mean(name, declared) or f"it declares {', '.join(f'`{n}`' for n in declared) or 'none'}"
                raise _input_error("NLT602", f"the policy declares no text `{name}`", hint)
            if not isinstance(content, str):
                raise TypeError(f"the text `{name}` must be a str, not {type(content).__name__}")
        return Texts(given, label)

    def _verdicts(self, verdicts: Sequence[str] | None) -> tuple[str, ...]:
        declared = self.checked.verdicts
        if not declared:
            raise _input_error(
                "NLT605",
                f"{self.checked.source.name} declares no verdict, so there is nothing to check",
                "say what the policy decides: `{{verdict name = formula}}` or `{{violation name = formula}}`",
            )
        if verdicts is None:
            return tuple(declared)
        for name in verdicts:
            if name not in declared:
                hint = did_you_mean(name, declared) or f"it declares {', '.join(f'`{n}`' for n in declared)}"
                raise _input_error("NLT604", f"the policy declares no verdict `{name}`", hint)
        return tuple(dict.fromkeys(verdicts))


def _input_error(code: str, message: str, hint: str) -> InputError:
    return InputError([Diagnostic(code, message, hint=hint)])


def load(path: str | os.PathLike[str]) -> Policy:
    """The policy in a file. PolicyError, with all that is wrong, where it cannot be read or makes no sense."""
    return Policy(load_policy(path))


def loads(source: str, name: str = "<string>") -> Policy:
    """The policy in a string; `name` stands for the file in messages.

    >>> loads("{{let rude = [[is rude]]}} {{verdict remove = rude}}")
    <Policy <string>: verdicts remove>
    """
    return Policy(check_policy(Source(name, source)))
