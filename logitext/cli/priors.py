"""`logitext priors`: learn from answers how likely they are, look at that, and forget it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from logitext.cli import policies
from logitext.logic.program import Program
from logitext.report import priors
from logitext.report.console import console, printable, to_text
from logitext.theory.llm.cache.place import default_path as cache_path
from logitext.theory.priors import store
from logitext.theory.priors.learned import learned
from logitext.theory.priors.place import default_path
from logitext.theory.priors.tally import PriorsTally


def learn(
    files: tuple[str, ...], cache: bool, policy: str | None, collection: str, file: str | None, format: str
) -> None:
    if not files and not cache:
        raise click.UsageError("nothing says what to learn from: name files, or say `--cache`")
    _named(collection)
    loaded = None if policy is None else policies.load(policy).checked
    tally = PriorsTally()
    notes: list[str] = []
    for name in [*files, *([str(cache_path())] if cache else [])]:
        from logitext.strategy.learning import collect  # noqa: PLC0415  # what sources need, which others do without

        notes += collect(name, tally, loaded)
    path = _path(file)
    learnt = store.learn(path, tally, collection)
    for note in notes:
        click.echo(f"note: {printable(note)}", err=True)
    if format == "json":
        click.echo(
            json.dumps({"path": str(path), "collection": collection, **learnt._asdict(), "notes": notes}, indent=2)
        )
        return
    passed = f", {learnt.passed} passed over as they are no values" if learnt.passed else ""
    what = _of(learnt.clauses, learnt.answers)
    click.echo(f"learned {what} for {printable(collection)}: {learnt.new} new{passed}")


def show(policy: str | None, collection: str | None, file: str | None, format: str) -> None:
    path = _path(file)
    if policy is None:
        clauses = priors.of_file(store.counts(path, store.CountsFilter(collection)))
    else:
        program = Program(policies.load(policy).checked)
        clauses = priors.of_policy(program, learned(collection or store.DEFAULT, path))
    record = priors.PriorsRecord(path=str(path), exists=path.exists(), policy=policy, clauses=clauses)
    if format == "json":
        click.echo(json.dumps(record.model_dump(mode="json"), indent=2))
    elif not clauses:
        missing = "" if record.exists else f": there is no file {printable(record.path)}"
        click.echo(f"nothing was learned yet{missing}")
    elif sys.stdout.isatty():
        console().print(priors.render(record))
    else:
        click.echo(to_text(priors.render(record)), nl=False)


def reset(
    collection: str | None,
    theory: str | None,
    model: str | None,
    clause: str | None,
    everything: bool,
    yes: bool,
    file: str | None,
) -> None:
    chosen = store.CountsFilter(collection, theory, model, clause)
    if everything and chosen != store.ALL:
        raise click.UsageError("`--all` leaves no choice: give it alone, or name what is to be forgotten")
    if not everything and chosen == store.ALL:
        raise click.UsageError("nothing says what is to be forgotten: give `--collection NAME`, or `--all`")
    path = _path(file)
    found = store.counts(path, chosen)
    what = _of(len({one.subject.key for one in found}), sum(one.total for one in found))
    if not _meant(what, printable(str(path)), yes):
        click.echo("nothing was forgotten")
        return
    store.forget(path, chosen)
    click.echo(f"forgot {what}")


def _path(file: str | None) -> Path:
    return Path(file) if file else default_path()


def _named(collection: str) -> None:
    if not collection.strip():
        raise click.UsageError("a collection needs a name")


def _meant(what: str, where: str, yes: bool) -> bool:
    """Whether the user means it. UsageError where nobody is there to say so."""
    if yes:
        return True
    if not _interactive():
        raise click.UsageError(f"{what} would be forgotten from {where}: say `--yes` if that is meant")
    return click.confirm(f"forget {what} from {where}?")


def _interactive() -> bool:
    return sys.stdin.isatty()


def _of(clauses: int, answers: int) -> str:
    return f"{_count(answers, 'answer')} to {_count(clauses, 'clause')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
