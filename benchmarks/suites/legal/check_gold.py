"""Compares what the policies make of exact and of gold answers with the labels.

`python -m benchmarks.suites.legal.check_gold --data DIR` prints, for each task, how many instances have every labelled
verdict right with the task's exact theory and with the gold clause answers, and the instances that differ. DIR is the
folder that the sets lie in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

import logitext
from benchmarks.suites.legal.tasks import tasks
from benchmarks.suites.task import Instance, MissingDataError, Task
from logitext.theory import Answers
from logitext.theory.protocol import Theory, Value


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The folder that the sets lie in.")
@click.option("--task", "chosen", multiple=True, help="Only tasks whose name begins so; may be repeated.")
@click.option("--rows/--no-rows", default=True, help="Whether to print the instances that differ.")
def main(data: Path, chosen: tuple[str, ...], rows: bool) -> None:
    """Check every instance of every task, with exact and with gold answers."""
    click.echo(f"{'task':42}{'instances':>10}{'exact':>15}{'gold clauses':>15}{'s':>7}")
    for task in tasks():
        if chosen and not task.name.startswith(chosen):
            continue
        try:
            instances = list(task.read(data))
        except MissingDataError as error:
            click.echo(f"{task.name:42}{error}")
            continue
        started = time.perf_counter()
        exact, differ = _exactly(task, instances)
        gold, differ_too = _by_clauses(task, instances)
        seconds = time.perf_counter() - started
        click.echo(f"{task.name:42}{len(instances):>10}{exact:>15}{gold:>15}{seconds:>7.1f}")
        for line in (*differ, *differ_too) if rows else ():
            click.echo(f"    {line}")


def _exactly(task: Task, instances: Sequence[Instance]) -> tuple[str, list[str]]:
    if task.exact is None:
        return "-", []
    theory = task.exact()
    return _count(task, instances, "exact", lambda _: theory)


def _by_clauses(task: Task, instances: Sequence[Instance]) -> tuple[str, list[str]]:
    known = [instance for instance in instances if instance.clauses]
    if not known:
        return "-", []
    return _count(task, known, "gold clauses", lambda instance: Answers(dict(instance.clauses)))


def _count(
    task: Task, instances: Sequence[Instance], name: str, theory: Callable[[Instance], Theory]
) -> tuple[str, list[str]]:
    policy = logitext.load(task.policy)
    lines = []
    for instance in instances:
        wrong = list(_differences(policy, instance, theory(instance)))
        if wrong:
            why = task.contradictions.get(instance.id)
            lines.append(f"{name}, {instance.id}: {'; '.join(wrong)}{f' ({why})' if why else ''}")
    return f"{len(instances) - len(lines)} of {len(instances)}", lines


def _differences(policy: logitext.Policy, instance: Instance, theory: Theory) -> Iterator[str]:
    result = policy.check(dict(instance.texts), theory=theory, label=instance.id, verdicts=list(instance.gold))
    for verdict, expected in instance.gold.items():
        found = result.verdicts[verdict].value
        if found != expected or isinstance(found, bool) is not isinstance(expected, bool):
            yield f"{verdict} is {_shown(found)}, labelled {_shown(expected)}"
    if result.conflict:
        yield "the answers contradict the policy's assumptions"


def _shown(value: Value | object | None) -> str:
    return "undetermined" if value is None else str(value)


if __name__ == "__main__":
    main()
