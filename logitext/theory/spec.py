"""Theories by name: `pattern,openai:MODEL` and the like, as on the command line.

The module of each is imported when it is named.

>>> from_spec("pattern,ask").name
'pattern,ask'
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from logitext.syntax.diagnostics import Diagnostic, InputError, LogitextError, TheoryError
from logitext.theory.chain import Chain, raise_all
from logitext.theory.pattern import Pattern
from logitext.theory.protocol import Theory, Thresholds

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "logitext.theories"
"""The group of entry points under which others register a theory: a function of its argument, or of None."""

NO_PLUGINS = "LOGITEXT_NO_PLUGINS"
"""The environment variable that switches those off, unless it is empty or 0."""

ModelOptions: TypeAlias = Mapping[str, Any]
"""How a model is asked: the arguments of `theory.OpenAI` by name, `model` among them."""


def from_spec(spec: str, options: ModelOptions | None = None) -> Theory:
    r"""Make the theory that a spec names, or a chain for several specs separated by commas.

    A theory's argument follows the first colon: `answers:FILE`. A comma in it is written `\,`. `pattern` takes none,
    `answers`, `replay`, `mock` and `learned` need their file, `ask` may have one, to keep the answers in; `openai`
    needs a model, there or in `options`, which are for it alone. Other names are those of installed plug-ins.

    Raises InputError, with everything that is wrong, and TheoryError where a plug-in fails.

    >>> from_spec("patern")
    Traceback (most recent call last):
        ...
    logitext.syntax.diagnostics.InputError: error[NLT510]: there is no theory `patern`
    """
    theories: list[Theory] = []
    errors: list[LogitextError] = []
    _check_thresholds(spec, options or {})
    for part in re.split(r"(?<!\\),", spec):
        name, colon, argument = part.replace("\\,", ",").partition(":")
        try:
            theories.append(_theory(name.strip(), argument.strip() if colon else None, options or {}))
        except InputError as error:
            errors.append(error)
    raise_all(errors)
    return theories[0] if len(theories) == 1 else Chain(*theories)


def default_theory(interactive: bool, options: ModelOptions | None = None) -> Theory:
    """The theory where none is named.

    The policy's patterns; then the model, if `options` name one and the environment or they a key or a server; then the
    person, if there is one at the terminal.

    >>> default_theory(interactive=False).name
    'pattern'
    """
    from logitext.theory.llm import endpoint

    named = options or {}
    reachable = endpoint.is_configured() or any(named.get(name) for name in ("base_url", "api_key", "api_key_env"))
    chain: list[Theory] = [Pattern()]
    if named.get("model") and reachable:
        chain.append(_theory("openai", None, named))
    if interactive:
        from logitext.theory.ask import Ask

        chain.append(Ask())
    return chain[0] if len(chain) == 1 else Chain(*chain)


def plugged_in(name: str, argument: str | None) -> Theory | None:
    """What a plug-in of that name makes; None where there is none."""
    found = [plugin for plugin in _plugins() if plugin.name == name]
    return _plugged_in(found, argument) if found else None


def _theory(name: str, argument: str | None, options: ModelOptions) -> Theory:
    theory = _made(name, argument, {key: value for key, value in options.items() if key != "thresholds"})
    bounds = options.get("thresholds") or {}
    if isinstance(bounds, Thresholds):
        bounds = {"": bounds}
    if (own := bounds.get(name, bounds.get(""))) is not None:
        theory.thresholds = own
    return theory


def _check_thresholds(spec: str, options: ModelOptions) -> None:
    """InputError where thresholds are given for a theory that is not named."""
    bounds = options.get("thresholds")
    named = [part.partition(":")[0].strip() for part in re.split(r"(?<!\\),", spec)]
    for name in bounds if isinstance(bounds, Mapping) else ():
        if name and name not in named:
            near = difflib.get_close_matches(name, named, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"the theories are {', '.join(named)}"
            _wrong("NLT510", f"there are thresholds for `{name}`, which is not asked", hint)


def _made(name: str, argument: str | None, options: ModelOptions) -> Theory:
    if name in _BUILT_IN:
        return _BUILT_IN[name](argument, options)
    if not name:
        _wrong("NLT510", "a theory's name is missing", _known_hint())
    found = [plugin for plugin in _plugins() if plugin.name == name]
    if not found:
        near = difflib.get_close_matches(name, _known(), 1)
        _wrong("NLT510", f"there is no theory `{name}`", f"did you mean `{near[0]}`?" if near else _known_hint())
    return _plugged_in(found, argument)


def _wrong(code: str, message: str, hint: str) -> NoReturn:
    raise InputError([Diagnostic(code, message, hint=hint)])


# --- built in ----------------------------------------------------------------------------------------------------


def _pattern(argument: str | None) -> Theory:
    if argument not in (None, "complete"):
        hint = "`pattern:complete` takes a clause as false where none of its patterns fits"
        _wrong("NLT511", f"`pattern` takes no argument but `complete`, and `{argument}` is given", hint)
    return Pattern(complete=argument is not None)


def _answers(argument: str | None) -> Theory:
    if not argument:
        _wrong("NLT511", "`answers` needs a file", "write `answers:FILE`")
    from logitext.theory.files.answers_file import load_answers

    return load_answers(argument)


def _ask(argument: str | None) -> Theory:
    if argument == "":
        _wrong("NLT511", "the file after `ask:` is missing", "write `ask`, or `ask:FILE` to keep the answers in a file")
    from logitext.theory.ask import Ask

    return Ask(save=argument)


def _replay(argument: str | None) -> Theory:
    if not argument:
        _wrong("NLT511", "`replay` needs a file", "write `replay:FILE`; `--record FILE` makes one")
    from logitext.theory.recording.replay import Replay

    return Replay(argument)


def _mock(argument: str | None) -> Theory:
    if not argument:
        _wrong("NLT511", "`mock` needs a file", "write `mock:FILE`")
    from logitext.theory.mocking.mock import load_mock

    return load_mock(argument)


def _openai(argument: str | None, options: ModelOptions) -> Theory:
    from logitext.theory.llm.theory import OpenAI

    model = argument or options.get("model")
    if not model:
        _wrong("NLT511", "`openai` needs a model", "write `openai:MODEL`; `logitext models` lists those of a server")
    try:
        return OpenAI(model, **{name: value for name, value in options.items() if name != "model"})
    except InputError:
        raise
    except ValueError as error:
        _wrong("NLT540", f"the model cannot be asked so: {error}", "`logitext check --help` has the options")


def _learned(argument: str | None) -> Theory:
    if not argument:
        _wrong(
            "NLT511", "`learned` needs a file", "write `learned:FILE`; `logitext learn POLICY CASES -o FILE` makes one"
        )
    from logitext.theory.learned.theory import Learned

    return Learned(argument)


_BUILT_IN: dict[str, Callable[[str | None, ModelOptions], Theory]] = {
    "pattern": lambda argument, _: _pattern(argument),
    "answers": lambda argument, _: _answers(argument),
    "ask": lambda argument, _: _ask(argument),
    "learned": lambda argument, _: _learned(argument),
    "openai": _openai,
    "replay": lambda argument, _: _replay(argument),
    "mock": lambda argument, _: _mock(argument),
}


# --- plugged in --------------------------------------------------------------------------------------------------


def _plugins() -> list[EntryPoint]:
    if _plugins_are_off():
        return []
    from importlib.metadata import entry_points

    return sorted(
        (plugin for plugin in entry_points(group=GROUP) if plugin.name not in _BUILT_IN), key=lambda p: p.name
    )


def _plugins_are_off() -> bool:
    return os.environ.get(NO_PLUGINS, "") not in ("", "0")


def _known() -> list[str]:
    return [*_BUILT_IN, *dict.fromkeys(plugin.name for plugin in _plugins())]


def _known_hint() -> str:
    off = f"; plug-ins are off ({NO_PLUGINS})" if _plugins_are_off() else ""
    return "the theories are " + ", ".join(f"`{name}`" for name in _known()) + off


def _plugged_in(found: list[EntryPoint], argument: str | None) -> Theory:
    """The theory of a plug-in. Its code is loaded here and no earlier: a broken one harms only those who name it."""
    plugin = found[0]
    if len(found) > 1:
        origins = " and ".join(sorted(_origin(plugin) for plugin in found))
        raise _broken(f"several plug-ins are called `{plugin.name}` ({origins})", "uninstall all but one")
    what = f"the plug-in `{plugin.name}` ({_origin(plugin)})"
    hint = "update or uninstall it, or ask its authors"
    try:
        factory = plugin.load()
        theory = factory(argument)
    except LogitextError:
        raise
    except (Exception, SystemExit) as error:
        raise _broken(f"{what} cannot be used: {type(error).__name__}: {error}", hint) from error
    if not isinstance(theory, Theory):
        raise _broken(f"{what} made an object of type {type(theory).__name__}, which is no theory", hint)
    return theory


def _origin(plugin: EntryPoint) -> str:
    return plugin.dist.name if plugin.dist is not None else plugin.value


def _broken(message: str, hint: str) -> TheoryError:
    return TheoryError([Diagnostic("NLT512", message, hint=hint)])
