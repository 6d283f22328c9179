"""The command `logitext`: finds the subcommand, and turns every way to fail into a message and an exit status.

The module that declares a command is imported when the command is named, and the one that does its work when it runs:
`--version` and `--help` load nothing but click.
"""

from __future__ import annotations

import errno
import gc
import importlib
import os
import sys
from typing import Any, NoReturn

import click

from logitext.cli import exits
from logitext.syntax.diagnostics import LogitextError, TheoryError
from logitext.version import __version__

_COMMANDS = {
    "check": ("logitext.cli.commands.check", "Decide a policy on texts, and give the reasons."),
    "run": ("logitext.cli.commands.run", "Decide many documents, from a table or a folder into a table."),
    "serve": ("logitext.cli.commands.serve", "Decide texts over HTTP."),
    "mcp": ("logitext.cli.commands.mcp", "Let an assistant ask about policies, over the Model Context Protocol."),
    "audit": ("logitext.cli.commands.audit", "Find decisions of a service, and verify them."),
    "solve": ("logitext.cli.commands.solve", "Find a text with a given property, or say why there is none."),
    "cover": ("logitext.cli.commands.cover", "Write texts that cover the ways in which a policy can decide."),
    "query": ("logitext.cli.commands.query", "Answer the queries in a policy."),
    "annotate": ("logitext.cli.commands.annotate", "Draft a policy from plain prose."),
    "lint": ("logitext.cli.commands.lint", "Find mistakes in policies."),
    "diff": ("logitext.cli.commands.diff", "Say which decisions change between two versions of a policy."),
    "test": ("logitext.cli.commands.test", "Run the tests in a policy."),
    "eval": ("logitext.cli.commands.eval", "Measure how often verdicts are right, on labelled cases."),
    "calibrate": ("logitext.cli.commands.calibrate", "Find how sure a verdict has to be, from labelled cases."),
    "label": ("logitext.cli.commands.label", "Label the documents whose labels would tell most."),
    "learn": ("logitext.cli.commands.learn", "Learn a theory that needs no model, from labelled cases."),
    "verify": ("logitext.cli.commands.verify", "Derive a recorded result again from its answers."),
    "fmt": ("logitext.cli.commands.fmt", "Format the annotations of policies."),
    "lsp": ("logitext.cli.commands.lsp", "Help an editor with policies, as a language server."),
    "dump": ("logitext.cli.commands.dump", "Print how Logitext understands a policy."),
    "graph": ("logitext.cli.commands.graph", "Draw how the parts of a policy depend on each other."),
    "explain": ("logitext.cli.commands.explain_code", "Print the page about an error code."),
    "models": ("logitext.cli.commands.models", "List the models that a server offers."),
    "doctor": ("logitext.cli.commands.doctor", "Find out what works with a model."),
    "prompt": ("logitext.cli.commands.prompt", "Print the prompt for a policy and a text."),
    "cache": ("logitext.cli.commands.cache", "Show or delete the cached answers of models."),
    "plan": ("logitext.cli.commands.plan", "Say how many questions a document takes, and which come first."),
    "priors": ("logitext.cli.commands.priors", "Learn from earlier answers, to ask less."),
    "bench": ("logitext.cli.commands.bench", "Compare Logitext with other ways to decide, on public data sets."),
    "schema": ("logitext.cli.commands.schema", "Print the JSON schema of an output format."),
}


class _Commands(click.Group):
    """The subcommands, by name; their modules are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(_COMMANDS[cmd_name][0]).command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from logitext.policy.findings import did_you_mean  # noqa: PLC0415  # only a wrong word has one

            hint = did_you_mean(args[0], _COMMANDS) or f"the commands are {', '.join(_COMMANDS)}"
            raise click.UsageError(f"there is no command `{args[0]}`; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _COMMANDS.items()])


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"logitext {__version__}")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Decide policies that are partly logic and partly judgement.

    \b
    Begin with:
      logitext check policy.nltc post.txt      decide a text; you answer in the terminal
      logitext lint policy.nltc                find mistakes in a policy
      logitext COMMAND --help                  read about a command

    \b
    Exit status of every command:
      0    done, no violation
      1    a violation, a finding, a failed test, or a difference
      2    the command, the policy or an input is wrong, or one of several documents cannot be read
      3    a verdict is undetermined, or the answers conflict
      4    the back end of a theory failed
      70   an error of Logitext itself
      130  interrupted
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    from logitext.cli.config import defaults  # noqa: PLC0415  # help and `--version` read no settings

    ctx.default_map = defaults(_COMMANDS)
    if any(name.startswith("LOGITEXT_") for name in os.environ):
        from logitext.cli.environment import warn_of_unknown  # noqa: PLC0415  # every command, which few have a variable for

        warn_of_unknown(_COMMANDS)


def main() -> NoReturn:
    """Run the command line and exit."""
    # A large policy is millions of objects, none of which is garbage: looking for cycles among them as often as Python
    # does by itself takes a quarter of the time of a check.
    gc.set_threshold(20_000, 20, 20)
    sys.exit(_run())


def _run() -> int:
    try:
        status = cli.main(prog_name="logitext", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else exits.DONE
    except click.ClickException as error:
        error.show()
        return exits.WRONG
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return exits.INTERRUPTED
    except LogitextError as error:
        from logitext.report.console import console  # noqa: PLC0415  # rich, which only an error needs
        from logitext.report.diagnostics import render  # noqa: PLC0415  # as above

        console(error=True).print(render(error.diagnostics), soft_wrap=True)
        return exits.FAILED if isinstance(error, TheoryError) else exits.WRONG
    except OSError as error:
        if error.errno != errno.EPIPE:
            return _internal(error)
        # Whoever read our output has gone (`… | head`): no error of ours, and nothing is left to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.BROKEN_PIPE
    except Exception as error:  # noqa: BLE001  # the last line of defence; a user never sees a traceback unasked
        return _internal(error)


def _internal(error: Exception) -> int:
    from logitext.cli.failure import tell  # noqa: PLC0415  # only an error of Logitext itself

    tell(error)
    return exits.INTERNAL
