"""Writers by name: `compose`, `openai:MODEL`, `ask`, `mock:FILE`, or a plug-in that can write.

>>> writer_of("compose").name
'compose'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.llm.writer import OpenAIWriter
from logitext.theory.spec import plugged_in
from logitext.theory.writing.compose import Compose
from logitext.theory.writing.mock import load_writer
from logitext.theory.writing.person import Person
from logitext.theory.writing.protocol import Writer

WriterOptions = Mapping[str, Any]

_HINT = "the writers are `compose`, `openai:MODEL`, `ask` and `mock:FILE`"


def writer_of(spec: str, options: WriterOptions | None = None) -> Writer:
    """The writer that a spec names; `options` are those of models. InputError where there is none such."""
    name, colon, argument = spec.strip().partition(":")
    given = argument if colon else None
    if name in _BUILT_IN:
        return _BUILT_IN[name](given, options or {})
    found = plugged_in(name, given)
    if found is None:
        raise _wrong("NLT510", f"there is no writer `{name}`", _HINT)
    if not isinstance(found, Writer):
        raise _wrong("NLT510", f"`{name}` answers questions, and cannot write", _HINT)
    return found


def _compose(argument: str | None, _options: WriterOptions) -> Writer:
    if argument is not None and not argument.isdecimal():
        raise _wrong(
            "NLT511", f"`compose` takes a number, not `{argument}`", "`compose:7` puts texts together otherwise"
        )
    return Compose(int(argument or 0))


def _model(argument: str | None, options: WriterOptions) -> Writer:
    model = argument or options.get("model")
    if not model:
        raise _wrong(
            "NLT511", "`openai` needs a model", "write `openai:MODEL`; `logitext models` lists those of a server"
        )
    left_out = ("model", "cache", "cache_only", "redact", "samples", "prompt", "api")
    kept = {name: value for name, value in options.items() if name not in left_out}
    try:
        return OpenAIWriter(model, **kept)
    except InputError:
        raise
    except ValueError as error:
        raise _wrong("NLT540", f"the model cannot be asked so: {error}", "see `logitext solve --help`") from None


def _ask(argument: str | None, _options: WriterOptions) -> Writer:
    if argument is not None:
        raise _wrong("NLT511", f"`ask` takes no argument here, but `{argument}` is given", "write `ask`")
    return Person()


def _mock(argument: str | None, _options: WriterOptions) -> Writer:
    if not argument:
        raise _wrong("NLT511", "`mock` needs a file", "write `mock:FILE`, a script with `texts`")
    return load_writer(argument)


_BUILT_IN: Mapping[str, Callable[[str | None, WriterOptions], Writer]] = {
    "compose": _compose,
    "openai": _model,
    "ask": _ask,
    "mock": _mock,
}


def _wrong(code: str, message: str, hint: str) -> InputError:
    return InputError([Diagnostic(code, message, hint=hint)])
