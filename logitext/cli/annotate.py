"""`logitext annotate PROSE`: a first policy from plain prose, or where its logic may be."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from logitext.annotate.annotate import annotate
from logitext.annotate.choosing import alike, apart, choose
from logitext.annotate.drafter import load_script
from logitext.annotate.model import OpenAIDrafter
from logitext.annotate.outline import outline
from logitext.api.without_texts.mistakes import lint_policy
from logitext.cli import exits, model_options
from logitext.cli.output import write_file
from logitext.cli.working import working
from logitext.report.console import printable
from logitext.report.findings.lines import plain
from logitext.sync import run
from logitext.syntax import tree
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.parser import parse
from logitext.syntax.read import MAX_BYTES, decode, read_text
from logitext.syntax.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logitext.annotate.annotate import Annotated
    from logitext.annotate.drafter import Attempt, Drafter


def command(
    prose: str,
    outline: bool,
    drafter: str | None,
    repairs: int,
    drafts: int,
    output: str | None,
    format: str,
    **model: Any,
) -> int:
    text = _read(prose)
    if outline:
        _write(_outlined(text, format, "-" if prose == "-" else prose), output)
        return exits.DONE
    _refuse(output)
    who = _drafter(drafter, model)
    with working("drafting", shown=True) as say:

        def told(attempt: Attempt) -> None:
            number = len(attempt.problems)
            say(f"drafting again, as {number} {'thing is' if number == 1 else 'things are'} wrong")

        every = []
        for number in range(1, drafts + 1):
            if number > 1:
                say(f"draft {number} of {drafts}")
            every.append(run(annotate(text, who, name=output or "<draft>", repairs=repairs, told=told)))
    chosen = _chosen(every)
    if chosen is None:
        return exits.UNDETERMINED
    _write(chosen.source, output)
    found = lint_policy(chosen.policy)
    if found:
        click.echo(plain(found), nl=False, err=True)
    click.echo(_summary(chosen, len(found)), err=True)
    return exits.DONE


def _chosen(drafts: Sequence[Annotated]) -> Annotated | None:
    """The draft that is right; None where a person would have to say so, and there is none."""
    if len(drafts) == 1:
        return drafts[0]
    kinds = run(alike(drafts))
    if len(kinds) == 1:
        click.echo(f"all {len(drafts)} drafts mean the same", err=True)
        return kinds[0].annotated
    click.echo(f"the {len(drafts)} drafts mean {len(kinds)} different things", err=True)
    if sys.stdin is not None and sys.stdin.isatty():
        return run(choose(kinds, lambda question: click.confirm(printable(question), err=True))).annotated
    for one in run(apart(kinds)):
        click.echo(f"  {printable(one.question)}", err=True)
    click.echo("say on a terminal what is right; nothing was written", err=True)
    return None


def _read(path: str) -> str:
    """The prose. InputError where it cannot be read, or has annotations."""
    name = "<stdin>" if path == "-" else path
    try:
        text = decode(sys.stdin.buffer.read(MAX_BYTES + 1)) if path == "-" else read_text(Path(path))
    except (OSError, ValueError) as error:
        raise InputError([Diagnostic("NLT601", str(error), Source(name, ""))]) from None
    if not text.strip():
        raise InputError([Diagnostic("NLT601", "the file holds no prose", Source(name, ""))])
    source = Source(name, text)
    document, _ = parse(source)
    marked = next((part for part in document.parts if isinstance(part, tree.Annotation) and part.statements), None)
    if marked is not None:
        hint = "give the plain prose; `logitext lint` looks at a policy"
        raise InputError([Diagnostic("NLT601", "the file is a policy already", source, marked.span, hint)])
    return text


def _refuse(output: str | None) -> None:
    """UsageError where a file would be written over."""
    if output is not None and output != "-" and Path(output).exists():
        raise click.UsageError(f"`{output}` exists; a draft is not written over it")


def _drafter(spec: str | None, given: dict[str, Any]) -> Drafter:
    """The drafter that the options name. InputError where they name none, or one that does not exist."""
    options = {name: value for name, value in model_options.model_options(given).items() if value is not None}
    name, _, argument = (spec or "openai").strip().partition(":")
    if name == "mock" and argument:
        return load_script(argument)
    wanted = argument or options.get("model")
    if name != "openai" or not wanted:
        message = "no model is named" if spec is None else f"there is no drafter `{spec}`"
        hint = "write `--drafter openai:MODEL` or `--model MODEL`; `--outline` needs no model"
        raise InputError([Diagnostic("NLT510", message, hint=hint)])
    left_out = ("model", "cache", "cache_only", "api")
    try:
        return OpenAIDrafter(wanted, **{name: value for name, value in options.items() if name not in left_out})
    except InputError:
        raise
    except ValueError as error:
        hint = "see `logitext annotate --help`"
        raise InputError([Diagnostic("NLT540", f"the model cannot be asked so: {error}", hint=hint)]) from None


def _outlined(text: str, format: str, name: str) -> str:
    marks = outline(text)
    if format == "json":
        return json.dumps([asdict(one) for one in marks], ensure_ascii=False, indent=2) + "\n"
    places = [f"{printable(name)}:{one.line}:{one.column}" for one in marks]
    wide = max(map(len, places), default=0)
    return "".join(
        f"{place:<{wide}}  {one.kind:<9}  {printable(one.around)}\n" for place, one in zip(places, marks, strict=True)
    )


def _write(text: str, output: str | None) -> None:
    if output is None or output == "-":
        sys.stdout.write(text)
    else:
        write_file(Path(output), text)


def _summary(found: Annotated, findings: int) -> str:
    """What came out, in a line, and what `lint` has found in it."""
    policy = found.policy
    clauses = sum(not one.fact for one in policy.clauses.values())
    drafts = len(found.attempts) + 1
    parts = [f"{clauses} {'clause' if clauses == 1 else 'clauses'}"]
    parts.append(f"{len(policy.verdicts)} {'verdict' if len(policy.verdicts) == 1 else 'verdicts'}")
    if drafts > 1:
        parts.append(f"in {drafts} drafts")
    if found.usage.calls:
        parts.append(f"{found.usage.input_tokens + found.usage.output_tokens} tokens")
    linted = f"{findings} {'finding' if findings == 1 else 'findings'}" if findings else "no findings"
    return f"{', '.join(parts)}; {linted} of `logitext lint`; read each mark, then try `logitext test --suggest`"
