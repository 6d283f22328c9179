"""Options that several commands share: each has an environment variable `LOGITEXT_…`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from logitext.cli.number import NumberParameter, WholeNumberParameter
from logitext.cli.sections import SettingOption
from logitext.declared import DeclaredOption, options_of
from logitext.logic.backend_name import BACKENDS
from logitext.reading.format import FORMATS

if TYPE_CHECKING:
    from logitext.registry import Registry
    from logitext.report.formats import Formats


def option(*flags: str, **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`click.option` with an environment variable named after the long flag."""
    long = next(flag for flag in flags if flag.startswith("--"))
    variable = "LOGITEXT_" + long.removeprefix("--").replace("-", "_").upper()
    return click.option(*flags, cls=SettingOption, envvar=variable, **settings)


def named(
    *suffixes: str, formats: Formats[Any] | None = None
) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], tuple[str, ...]]:
    """A callback for `--output`: refuses names of another kind of file, and folders that are not there, at once.

    `suffixes` are endings that are taken beside those that choose a format. A name whose ending names no kind of file
    is a text in the format of `--format`.
    """

    def refuse(_context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            suffix = Path(name).suffix.lower()
            chosen = None if formats is None else formats.named_by(name)
            if _KIND.fullmatch(suffix) and suffix not in (*suffixes, *_TEXT) and chosen is None:
                listed = ", ".join(suffixes if formats is None else formats.usual_endings())
                message = f"a file that ends in {suffix} would hold something else"
                hint = f"name it {listed}, or write what is printed into it: `> {Path(name).name}`"
                raise click.BadParameter(f"`{name}`: {message}; {hint}")
            if name != "-" and not Path(name).parent.is_dir():
                from logitext.cli.output import cannot_write  # noqa: PLC0415  # only a wrong name needs it

                raise cannot_write(Path(name), "there is no such folder")
        return names

    return refuse


class Registered(click.Choice[str]):
    """The names of what is registered, read when they are first needed; a plug-in is taken too."""

    def __init__(self, registry: Callable[[], Registry[Any]]) -> None:
        self.case_sensitive = True
        self._registry = registry

    @property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override]
        """All but plug-ins, for help texts."""
        return self._registry().names()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name. BadParameter if nothing has it."""
        try:
            if value not in self._registry().names():  # nothing is imported for these
                self._registry().get(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return str(value)


def options_for(
    kind: type[Any], only: Collection[str] = (), but: Collection[str] = (), *, settings: bool = True
) -> tuple[Callable[[Any], Any], ...]:
    """The options that a class declares, or `only` some of them, or all `but` some.

    Without `settings` they have no environment variables and are not in the settings file.
    """
    make = option if settings else click.option
    wanted = [one for one in options_of(kind) if one.name not in but and (not only or one.name in only)]
    return tuple([make(*one.flags, **_click(one)) for one in wanted])


def taken(given: dict[str, Any], *kinds: type[Any]) -> dict[str, Any]:
    """The values of the options that some classes declare, by the names that the classes have for them.

    They are taken out of `given`, which has them as click calls them.
    """
    return {one.name: given.pop(one.parameter) for kind in kinds for one in options_of(kind) if one.parameter in given}


def _click(one: DeclaredOption) -> dict[str, Any]:
    """An option as click takes it."""
    words = one.words
    told: dict[str, Any] = {"help": words.help, "metavar": words.metavar}
    if one.kind is bool:
        return told | {"is_flag": True}
    if words.choices is not None:
        told["type"] = Registered(words.choices)
    elif one.choices is not None:
        told["type"] = click.Choice(one.choices())
    elif one.kind is int:
        told["type"] = WholeNumberParameter(min=words.least, max=words.most)  # type: ignore[arg-type]  # whole ones
    elif one.kind is float:
        low = words.least if words.above is None else words.above
        told["type"] = NumberParameter(min=low, max=words.most, min_open=words.above is not None)
    return told if one.default is None else told | {"default": one.default, "show_default": True}


_KIND = re.compile(r"\.[a-z][a-z0-9]{0,6}")
_TEXT = (".txt", ".text", ".log", ".out", ".md")
"""Names of texts, which any format may stand in."""

backend = option(
    "--backend", type=click.Choice(BACKENDS), default="auto", show_default=True,
    help="How the logic is decided. The verdicts are the same.",
)  # fmt: skip

reading = option(
    "--read", "reads", type=click.Choice(["auto", *FORMATS]), default="auto", show_default=True,
    help="How documents are read: `html` and `mail` as what their readers see, without tags and encodings; `auto` by "
    "their names (.html, .htm, .eml).",
)  # fmt: skip

facts_options = (
    option("--fact", "fact_settings", multiple=True, metavar="NAME=VALUE",
           help="A fact that you know of the documents, before those of files. May be repeated."),
    option("--facts", "facts_files", multiple=True, metavar="FILE",
           help="Facts from a YAML or JSON file. May be repeated."),
)  # fmt: skip


def names_of(decorator: Callable[[Any], Any]) -> list[str]:
    """The names that a decorator's options have in Python."""
    bare = decorator(lambda: None)
    return [one.name for one in bare.__click_params__]


def with_options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several options as one decorator, in this order in the help text."""

    def decorate(function: Any) -> Any:
        for decorator in reversed(options):
            function = decorator(function)
        return function

    return decorate
