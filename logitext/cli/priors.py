"""`logitext priors`: learn from answers how likely they are, look at that, and forget it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from logitext.cli import policies
from logitext.cli.forms import text_or_json
from logitext.cli.options import option
from logitext.cli.sections import SectionedGroup

if TYPE_CHECKING:
    from pathlib import Path

_file_option = option("--priors-file", "file", metavar="FILE",
                      help="The file of learned chances. Default: a file beside the cache of answers.")  # fmt: skip
_format_option = text_or_json()


@click.group("priors", cls=SectionedGroup, short_help="Learn from earlier answers, to ask less.")
def command() -> None:
    """Learn from earlier answers how likely each answer is, so that `logitext check --priors` asks less.

    The chances change which clauses are asked, and in which order. They never change a verdict.

    \b
    Exit status: 0, or 2 if the command is wrong or a file cannot be used.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it


@command.command("learn", short_help="Count the answers in files.")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--cache", is_flag=True, help="Learn from the usual cache of models' answers too.")
@option("--policy", metavar="POLICY", help="The policy of the results, which do not hold the words of clauses.")
@option("--collection", metavar="NAME", default="default", show_default=True,
        help="A name for the texts, which should be similar to each other.")  # fmt: skip
@_file_option
@_format_option
@policies.delimiters
def learn(
    files: tuple[str, ...], cache: bool, policy: str | None, collection: str, file: str | None, format: str
) -> None:
    """Count the answers in each FILE.

    A FILE is a recording (`check --record`), results (`check --format json` or `jsonl`; `-` is standard input), or a
    cache of models' answers. Unknown, refused and failed questions do not count, and a document counts once, however
    often you learn from it. If anything is wrong with a FILE, nothing is learned.
    """
    import json

    from logitext.report.console import printable
    from logitext.strategy.learning import collect
    from logitext.theory.llm.cache.place import default_path
    from logitext.theory.priors import store
    from logitext.theory.priors.tally import PriorsTally

    if not files and not cache:
        raise click.UsageError("nothing says what to learn from: name files, or say `--cache`")
    _named(collection)
    loaded = None if policy is None else policies.load(policy).checked
    tally = PriorsTally()
    notes: list[str] = []
    for name in [*files, *([str(default_path())] if cache else [])]:
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


@command.command("show", short_help="Show what was learned.")
@click.argument("policy", metavar="[POLICY]", required=False)
@option("--collection", metavar="NAME", help="Only this collection. With a POLICY the default is `default`.")
@_file_option
@_format_option
@policies.delimiters
def show(policy: str | None, collection: str | None, file: str | None, format: str) -> None:
    """Show how often each answer was given to each clause.

    With POLICY, show all its clauses in their order, and the chance of each answer that the plan uses: for a clause
    that holds or does not, its chance to hold; for other clauses, one chance for each group of values that the policy
    compares.
    """
    import json
    import sys

    from logitext.logic.program import Program
    from logitext.report import priors
    from logitext.report.console import console, printable, to_text
    from logitext.theory.priors import store
    from logitext.theory.priors.learned import learned

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


# No environment variables for what is deleted, nor settings: what is meant for a check must not choose it.
@command.command("reset", short_help="Forget what was learned.")
@click.option("--collection", metavar="NAME", help="Only this collection.")
@click.option("--theory", metavar="NAME", help="Only answers of this theory: `openai`, not `openai:MODEL`.")
@click.option("--model", metavar="NAME", help="Only answers of this model.")
@click.option("--clause", metavar="NAME", help="Only answers to the clause of this name.")
@click.option("--all", "everything", is_flag=True, help="Forget all.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@_file_option
def reset(
    collection: str | None,
    theory: str | None,
    model: str | None,
    clause: str | None,
    everything: bool,
    yes: bool,
    file: str | None,
) -> None:
    """Forget the answers that fit all the options given, or `--all`.

    On a terminal the command asks first; elsewhere it needs `--yes`.
    """
    from logitext.report.console import printable
    from logitext.theory.priors import store

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
    from pathlib import Path

    from logitext.theory.priors.place import default_path

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
    import sys

    return sys.stdin.isatty()


def _of(clauses: int, answers: int) -> str:
    return f"{_count(answers, 'answer')} to {_count(clauses, 'clause')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
