"""Options that are given on the command line and have no effect there: which ones, and why, said as warnings.

What a settings file or an environment variable says is meant for many commands, and may have no effect in some.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from logitext.cli import model_options
from logitext.cli.options import names_of
from logitext.cli.warn import warn
from logitext.syntax.diagnostics import Diagnostic, Severity
from logitext.theory.chain import members_of
from logitext.theory.protocol import Theory

if TYPE_CHECKING:
    from logitext.report.formats import Formats

OF_BUDGET = ("max_questions", "max_calls", "max_cost")
OF_ORDER = ("strategy", "minimise", "batch", "priors")

_HINT = ("leave it out", "leave them out")

EffectRule = tuple[bool, Iterable[str], str]
"""Whether options have no effect, their names in Python, and why they have none."""


def say(*rules: EffectRule) -> None:
    """Warn of each option that is on the command line and has no effect, once; the first reason counts."""
    context = click.get_current_context()
    flags = {one.name: max(one.opts, key=len) for one in context.command.params if one.name is not None}
    told: set[str] = set()
    found = []
    for holds, names, why in rules:
        given = [name for name in names if holds and name not in told and _is_given(context, name, flags)]
        told.update(given)
        if given:
            listed = _listed([f"`{flags[name]}`" for name in given])
            message = f"{listed} {'has' if len(given) == 1 else 'have'} no effect: {why}"
            found.append(Diagnostic("NLT609", message, hint=_HINT[len(given) > 1], severity=Severity.WARNING))
    warn(found)


def _is_given(context: click.Context, name: str, flags: Mapping[str, str]) -> bool:
    return name in flags and context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def no_model(theory: object, writer: object = None) -> EffectRule:
    """The options about a model, where neither a theory nor a writer is one."""
    who: list[object] = [*(members_of(theory) if isinstance(theory, Theory) else ()), writer]
    asked = any(type(one).__module__.startswith("logitext.theory.llm") for one in who)
    groups = (model_options.server, model_options.sampling, model_options.keeping, (model_options.evidence,))
    names = [name for group in groups for option in group for name in names_of(option)]
    return (
        not asked,
        [*names, "max_tokens"],
        "no model is asked (`openai:MODEL` names one; where no theory is named, it needs a key or a server)",
    )


def no_price(theory: Theory) -> EffectRule:
    """The options about what is asked first and how much, where all that is asked costs nothing."""
    free = all(one.price.free for one in members_of(theory))
    return free, (*OF_ORDER, *OF_BUDGET), "nobody who answers has a price"


def format_is_named(output: Sequence[str], formats: Formats[Any]) -> EffectRule:
    """`--format`, where the name of each file chooses another."""
    given = click.get_current_context().params.get("format")
    chosen = [None if name == "-" else formats.named_by(name) for name in output]
    named = bool(output) and None not in chosen and given not in chosen
    return named, ("format",), "the names of the files choose their format"
