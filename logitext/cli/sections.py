"""Help texts in sections: options that are declared together stand under their heading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource

REST = "Options"
"""The heading of options without one."""

_HEADING = "heading"


class SettingOption(click.Option):
    """An option that is an environment variable, too. Messages name the variable only if the value came from it."""

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """What a message calls the option."""
        if ctx is not None and self.name and ctx.get_parameter_source(self.name) is ParameterSource.ENVIRONMENT:
            return f"the environment variable {self.envvar}"
        return super().get_error_hint(ctx)


class SectionedCommand(click.Command):
    """A command whose help lists its options by heading, and says once which environment variables there are."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and how else they can be given."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for one in self.get_params(ctx):
            if isinstance(one, click.Option) and (record := one.get_help_record(ctx)) is not None:
                sections.setdefault(getattr(one, _HEADING, REST), []).append(record)
        for heading, records in sections.items():
            with formatter.section(heading):
                formatter.write_dl(records)
        if example := next((one for one in self.params if isinstance(one, SettingOption)), None):
            flag = next(one for one in example.opts if one.startswith("--"))
            with formatter.section("Settings"):
                formatter.write_text(
                    f"Most options can also be environment variables (`{flag}` is {example.envvar}), or stand in the "
                    "file logitext.toml."
                )


class SectionedGroup(click.Group):
    """A group of such commands."""

    command_class = SectionedCommand


def headed(heading: str, *options: Callable[[Any], Any]) -> tuple[Callable[[Any], Any], ...]:
    """Options that help texts list under a heading."""
    return tuple([_under(heading, one) for one in options])


def _under(heading: str, decorator: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def decorate(function: Any) -> Any:
        decorated = decorator(function)
        setattr(decorated.__click_params__[-1], _HEADING, heading)
        return decorated

    return decorate
