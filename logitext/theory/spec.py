"""Theories by name: `pattern,openai:MODEL` and the like, as on the command line.

Each is a file of :mod:`logitext.theory.specs`, imported when it is named, or a plug-in.

>>> from_spec("pattern,ask").name
'pattern,ask'
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from logitext.registry import NO_PLUGINS
from logitext.syntax.diagnostics import Diagnostic, InputError, LogitextError, TheoryError
from logitext.theory.ask import Ask
from logitext.theory.chain import Chain, raise_all
from logitext.theory.llm import endpoint
from logitext.theory.pattern import Pattern
from logitext.theory.protocol import Theory, Thresholds
from logitext.theory.specs import THEORIES, ModelOptions, wrong

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "logitext.theories"
"""The group of entry points under which others register a theory: a function of its argument, or of None."""


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


def offline_theory() -> Theory:
    """The theory where none is named and nobody is to be asked: the policy's patterns."""
    return Pattern()


def default_theory(interactive: bool, options: ModelOptions | None = None) -> Theory:
    """The theory where none is named.

    The policy's patterns; then the model, if `options` name one and the environment or they a key or a server; then the
    person, if there is one at the terminal.

    >>> default_theory(interactive=False).name
    'pattern'
    """
    named = options or {}
    reachable = endpoint.is_configured() or any(named.get(name) for name in ("base_url", "api_key", "api_key_env"))
    chain: list[Theory] = [offline_theory()]
    if named.get("model") and reachable:
        chain.append(_theory("openai", None, named))
    if interactive:
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
            wrong("NLT510", f"there are thresholds for `{name}`, which is not asked", hint)


def _made(name: str, argument: str | None, options: ModelOptions) -> Theory:
    if name in THEORIES.names():
        return THEORIES.get(name)(argument, options)
    if not name:
        wrong("NLT510", "a theory's name is missing", _known_hint())
    found = [plugin for plugin in _plugins() if plugin.name == name]
    if not found:
        near = difflib.get_close_matches(name, _known(), 1)
        wrong("NLT510", f"there is no theory `{name}`", f"did you mean `{near[0]}`?" if near else _known_hint())
    return _plugged_in(found, argument)


# --- plugged in --------------------------------------------------------------------------------------------------


def _plugins() -> list[EntryPoint]:
    if _plugins_are_off():
        return []
    from importlib.metadata import entry_points  # noqa: PLC0415  # slow, and only for a name that no module has

    return sorted(
        (plugin for plugin in entry_points(group=GROUP) if plugin.name not in THEORIES.names()), key=lambda p: p.name
    )


def _plugins_are_off() -> bool:
    return os.environ.get(NO_PLUGINS, "") not in ("", "0")


def _known() -> list[str]:
    return [*THEORIES.names(), *dict.fromkeys(plugin.name for plugin in _plugins())]


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
