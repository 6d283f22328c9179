"""`logitext graph POLICY`: what depends on what in a policy, as a picture or as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from logitext.cli.options import with_options

if TYPE_CHECKING:
    from logitext.policy.dependencies import Graph
    from logitext.policy.model import CheckedPolicy
    from logitext.report.graph import Format
    from logitext.report.graph.layout import Direction


# A picture is asked for by hand: these options are no settings, and have no environment variables.
@click.command("graph", short_help="Draw what depends on what in a policy.")
@click.argument("policy", metavar="POLICY")
@with_options(
    click.option("--format", type=click.Choice(["dot", "mermaid", "svg", "json"]), default="dot", show_default=True,
                 help="The language of the graph."),
    click.option("-o", "--output", multiple=True, metavar="FILE",
                 help="Write the graph to FILE instead (`-`: standard output); .dot, .gv, .mmd, .mermaid, .svg and "
                 ".json choose the format. May be repeated."),
    click.option("--verdict", "verdicts", multiple=True, metavar="NAME",
                 help="Only what has a say in this verdict. May be repeated."),
    click.option("--clauses/--no-clauses", default=True, show_default=True, help="Show clauses."),
    click.option("--texts", is_flag=True, help="Show the texts that clauses are about."),
    click.option("--direction", type=click.Choice(["LR", "TB"]), default="LR", show_default=True,
                 help="From left to right, or from top to bottom."),
)  # fmt: skip
def command(
    policy: str,
    format: Format,
    output: tuple[str, ...],
    verdicts: tuple[str, ...],
    clauses: bool,
    texts: bool,
    direction: Direction,
) -> None:
    """Draw what depends on what in POLICY: clauses, definitions, assumptions and verdicts. No theory is asked.

    `dot` is for Graphviz, `mermaid` for pages that show it (GitHub, GitLab), `svg` a picture that browsers show, drawn
    without another program, `json` the nodes and edges. An arrow leads from what is used to what uses it.
    """
    import logitext
    from logitext.policy.dependencies import behind, dependencies, without_clauses

    checked = logitext.load(policy).checked
    graph = dependencies(checked, texts=texts)
    if verdicts:
        _check(verdicts, list(checked.verdicts))
        graph = behind(graph, verdicts)
    if not clauses:
        graph = without_clauses(graph)
    for target in output or ("-",):
        _write(target, graph, checked, format, direction)


_BY_SUFFIX: dict[str, Format] = {
    ".dot": "dot",
    ".gv": "dot",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".svg": "svg",
    ".json": "json",
}


def _check(names: tuple[str, ...], known: list[str]) -> None:
    from logitext.policy.findings import did_you_mean
    from logitext.syntax.diagnostics import Diagnostic, InputError

    wrong = [name for name in dict.fromkeys(names) if name not in known]
    declared = f"it declares {', '.join(f'`{name}`' for name in known)}" if known else "it declares none"
    if wrong:
        raise InputError(
            [
                Diagnostic(
                    "NLT604", f"the policy declares no verdict `{name}`", hint=did_you_mean(name, known) or declared
                )
                for name in wrong
            ]
        )


def _write(target: str, graph: Graph, policy: CheckedPolicy, format: Format, direction: Direction) -> None:
    """Print the graph, or write a file whole or not at all; InputError where that cannot be done."""
    import sys
    from pathlib import Path

    from logitext.report.graph import render
    from logitext.syntax.diagnostics import Diagnostic, InputError
    from logitext.syntax.write import write_text

    if target == "-":
        sys.stdout.write(render(graph, policy, format, direction))
        return
    path = Path(target)
    shown = render(graph, policy, _BY_SUFFIX.get(path.suffix.lower(), format), direction)
    try:
        write_text(path, shown)
    except OSError as error:
        raise InputError([Diagnostic("NLT608", f"cannot write {path}: {error.strerror or error}")]) from None
