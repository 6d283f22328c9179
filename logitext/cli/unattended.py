"""The theories where nobody sits at a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from logitext.cli.settings import parse_settings
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.chain import Chain, members_of
from logitext.theory.files.answers_file import load_answers
from logitext.theory.spec import default_theory, from_spec

if TYPE_CHECKING:
    from logitext.theory.protocol import Theory


def unattended(spec: str | None, answers: Sequence[str], settings: Sequence[str], model: Mapping[str, Any]) -> Theory:
    """The chain that the options describe. InputError where it would ask a person at the terminal."""
    chain: list[Theory] = [parse_settings(settings)] if settings else []
    chain.extend(load_answers(path) for path in answers)
    chain.append(from_spec(spec, model) if spec is not None else default_theory(False, model))
    made = Chain(*chain)
    for one in members_of(made):
        if one.interactive:
            message = f"`{one.name}` asks a person at the terminal, and a service has none"
            hint = "leave it out: what nobody knows is undetermined, and for review"
            raise InputError([Diagnostic("NLT649", message, hint=hint)])
    return made
