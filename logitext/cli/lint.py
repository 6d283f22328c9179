"""`logitext lint POLICY...`: all that is wrong with some policies, in the format that a tool wants."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from logitext.api.without_texts.mistakes import lint_file, lint_source
from logitext.cli import exits, policies
from logitext.linting.run import chosen
from logitext.logic.program import Program
from logitext.no_loop import run_without_loop
from logitext.report.findings.formats import FINDINGS_FORMATS, text
from logitext.report.findings.review import FindingsReview
from logitext.syntax.diagnostics import Diagnostic, InputError, Severity
from logitext.syntax.read import MAX_BYTES, decode
from logitext.syntax.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from logitext.linting.rule import Rule
    from logitext.policy.model import CheckedPolicy
    from logitext.records.overview import Overview

_UNREADABLE = "NLT001"


def command(
    policies: tuple[str, ...],
    format: str,
    output: tuple[str, ...],
    nogoods: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    table: bool,
    influence: bool,
    fix: bool,
    diff: bool,
    strict: bool,
    quiet: bool,
) -> int:
    rules = _rules(select, ignore)
    if not influence and "svg" in (format, *(FINDINGS_FORMATS.named_by(one) for one in output)):
        raise click.UsageError("a picture shows what turns verdicts: give --influence as well")
    if (fix or diff) and "-" in policies:
        raise click.UsageError("--fix and --diff take files, not standard input")
    files, found, sound = _all(policies, output, rules)
    mended = 0
    if (fix or diff) and len(sound) == len(files):
        from logitext.cli.lint_fix import mend  # noqa: PLC0415  # only `--fix` and `--diff` mend

        mended = mend(sound, rules, write=not diff, quiet=quiet or format != "text")
        if mended and not diff:
            files, found, sound = _all(policies, output, rules)
    if nogoods is not None:
        found += _suggested(nogoods, sound)
    tables = _overviews(sound, table=table, influence=influence) if table or influence else ()
    review = FindingsReview(tuple(files), tuple(_once(found)), tables)
    _write(review, format, output, quiet)
    if mended and not quiet:
        what = f"{mended} {'finding' if mended == 1 else 'findings'}"
        click.echo(f"would mend {what}" if diff else f"mended {what}; no verdict changes", err=True)
    if not quiet:
        click.echo(review.summary(), err=True)
    if any(finding.code == _UNREADABLE for finding in found):
        return exits.WRONG
    wrong: list[object] = [finding for finding in found if strict or finding.severity is Severity.ERROR]
    wrong += [mended] if diff and mended else []
    return exits.VIOLATION if wrong else exits.DONE


def _all(
    names: Sequence[str], output: Sequence[str], rules: Sequence[Rule]
) -> tuple[list[str], list[Diagnostic], list[CheckedPolicy]]:
    """The files that the arguments name, what is found in them, and the policies that load."""
    files: list[str] = []
    found: list[Diagnostic] = []
    sound: list[CheckedPolicy] = []
    for name, trouble in _files(names):
        _refuse_to_overwrite(name, output)
        files.append("<stdin>" if name == "-" else name)
        policy, findings = _look(name, rules) if trouble is None else (None, [trouble])
        found += findings
        sound += [] if policy is None else [policy]
    return files, found, sound


def _rules(select: Sequence[str], ignore: Sequence[str]) -> Sequence[Rule]:
    """The rules to apply. UsageError for one that there is not."""
    try:
        return chosen(select, ignore)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _overviews(policies: Sequence[CheckedPolicy], *, table: bool, influence: bool) -> tuple[Overview, ...]:
    """The tables of policies that load."""
    from logitext.linting.overview import overview  # noqa: PLC0415  # pydantic, which only a table needs

    return tuple([run_without_loop(overview(Program(one), table=table, influence=influence)) for one in policies])


# --- which files -------------------------------------------------------------------------------------------------


def _files(names: Sequence[str]) -> Iterator[tuple[str, Diagnostic | None]]:
    """The files that the arguments name, each once; or what is wrong with a folder."""
    seen: set[str] = set()
    for name in names:
        inside = _inside(name) if name != "-" and os.path.isdir(name) else [(name, None)]  # noqa: PTH112  # never raises
        for file, trouble in inside:
            real = os.path.realpath(file) if file != "-" else file
            if real not in seen:
                seen.add(real)
                yield file, trouble


def _inside(folder: str) -> Iterator[tuple[str, Diagnostic | None]]:
    """The policies below a folder, in the order of their names; links to folders are not followed."""
    empty = True
    troubles: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=troubles.append):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for file in sorted(files):
            if file.endswith(".nltc"):
                empty = False
                yield os.path.join(here, file), None  # noqa: PTH118  # `./a.nltc` stays as it was named
    for error in troubles:
        where = os.fsdecode(error.filename or folder)
        yield where, _unreadable(where, f"the folder cannot be searched: {error.strerror or error}")
    if empty and not troubles:
        yield folder, _unreadable(folder, "the folder holds no policy", "policies are files that end in .nltc")


# --- what is wrong with them -------------------------------------------------------------------------------------


def _look(name: str, rules: Sequence[Rule]) -> tuple[CheckedPolicy | None, Sequence[Diagnostic]]:
    """The policy of a file, if it has no errors, and the findings."""
    if name != "-":
        return lint_file(name, policies.given(), rules)
    if sys.stdin is None:
        return None, [_unreadable("<stdin>", "standard input is closed")]
    try:
        text = decode(sys.stdin.buffer.read(MAX_BYTES + 1))
    except (OSError, ValueError) as error:
        return None, [_unreadable("<stdin>", str(error))]
    return lint_source(Source("<stdin>", text, policies.given()), rules)


def _suggested(file: str, policies: Sequence[CheckedPolicy]) -> Iterator[Diagnostic]:
    """What a file of nogoods suggests for the policies; a warning if it has none about them. InputError."""
    from logitext.search.nogoods import NoGoods, suggestions  # noqa: PLC0415  # only `--nogoods` reads them

    kept = NoGoods(file, must_exist=True)
    of_policies = [(policy, kept.of(policy)) for policy in policies]
    for policy, nogoods in of_policies:
        yield from suggestions(nogoods, policy)
    if policies and not any(nogoods for _, nogoods in of_policies):
        what = "they speak of other policies, or of other words" if len(kept) else "the file holds none"
        hint = "`logitext solve` and `cover` keep nogoods of a policy with `--nogoods FILE`"
        message = f"the nogoods have no effect: {what}"
        yield Diagnostic("NLT609", message, Source(file, ""), hint=hint, severity=Severity.WARNING)


def _once(found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Each finding once: what is wrong with a file that several policies share is found with each of them."""
    seen = set()
    for one in found:
        file = None if one.source is None else os.path.normpath(one.source.name)
        key = (file, one.span, one.code, one.message)
        if key not in seen:
            seen.add(key)
            yield one


def _unreadable(name: str, message: str, hint: str | None = None) -> Diagnostic:
    return Diagnostic(_UNREADABLE, message, Source(name, ""), None, hint)


# --- where it goes -----------------------------------------------------------------------------------------------


def _refuse_to_overwrite(name: str, output: Sequence[str]) -> None:
    """UsageError where the findings would be written over a policy, as in `lint -o a.nltc b.nltc a.nltc`."""
    for target in output:
        if target != "-" and name != "-" and os.path.realpath(target) == os.path.realpath(name):
            raise click.UsageError(f"`{target}` is a policy; the findings would be written over it")


def _write(review: FindingsReview, format: str, output: Sequence[str], quiet: bool) -> None:
    """Print or write the findings. InputError where a file cannot be written.

    A picture has no findings, so these are printed beside it; where no policy loads, there is nothing to draw.
    """
    drawn = [target for target in output if FINDINGS_FORMATS.named_by(target) == "svg"]
    beside = ("-",) if len(drawn) == len(output) and not (drawn and format == "svg") else ()
    for target in (*output, *beside):
        if target in drawn and not review.overviews:
            continue
        if target != "-":
            from logitext.syntax.write import write_text  # noqa: PLC0415  # secrets, which what is printed needs not

            try:
                write_text(Path(target), FINDINGS_FORMATS.get(FINDINGS_FORMATS.named_by(target) or format)(review))
            except (OSError, ValueError) as error:
                message = f"cannot write {target}: {getattr(error, 'strerror', None) or error}"
                raise InputError([Diagnostic("NLT608", message)]) from None
        elif quiet:
            continue
        elif format == "text" and sys.stdout.isatty():
            from logitext.report.console import console  # noqa: PLC0415  # rich, which only a terminal needs
            from logitext.report.findings.lines import renderable  # noqa: PLC0415  # as above

            console().print(renderable(review.diagnostics, text.tables(review)), soft_wrap=True)
        else:
            # Other programs read UTF-8 whatever the terminal's encoding is; for people a sign it lacks is escaped.
            encoding = sys.stdout.encoding if format in ("text", "line") else "utf-8"
            click.echo(FINDINGS_FORMATS.get(format)(review).encode(encoding, "backslashreplace"), nl=False)
