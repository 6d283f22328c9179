"""LegalBench's diversity_1 decided by examples/diversity-jurisdiction: `python -m benchmarks.diversity --data DIR`.

Each row's facts are read by an exact program (the sentences are of one form), which answers the policy's clauses; the
policy decides. Compared are the verdict and both clause columns. DIR holds LegalBench's `tasks/` folder, as in
https://github.com/HazyResearch/legalbench (the 300 rows with clause columns are in its history, commit 1a0d932e,
tasks/diversity_1/test.tsv; CC BY 4.0). The data is read where it lies and not part of this project.
"""

from __future__ import annotations

import csv
import re
import sys
import time
from pathlib import Path

import click

import logitext
from logitext.theory import Function, Question, Texts

POLICY = Path(__file__).parents[1] / "examples" / "diversity-jurisdiction" / "policy.nltc"
FILE = Path("tasks") / "diversity_1" / "test.tsv"

_FROM = re.compile(r"(\w+) is from ([A-Z][A-Za-z ]*?)\.")
_SUES = re.compile(r"(\w+) sues (\w+) for .*? for \$([\d,]+)\.")


def facts(text: str) -> dict[str, str | int]:
    """The clauses' values that the sentences of a row state; ValueError where it has another form."""
    homes = dict(_FROM.findall(text))
    claims = _SUES.findall(text)
    if len(claims) != 1:
        raise ValueError(f"{len(claims)} claims, one was expected: {text}")
    ((plaintiff, defendant, amount),) = claims
    return {
        "plaintiff_state": homes[plaintiff],
        "defendant_state": homes[defendant],
        "amount": int(amount.replace(",", "")),
    }


def read(question: Question, texts: Texts) -> str | int:
    """The theory: a question's answer, read off the row."""
    return facts(texts["facts"])[question.clause]


@click.command()
@click.option(
    "--data", type=click.Path(path_type=Path), required=True, help="The folder that holds LegalBench's tasks/."
)
@click.option("--limit", type=int, default=None, help="Read so many rows only.")
def main(data: Path, limit: int | None) -> None:
    """Decide every row of diversity_1 and compare with its labels; exit with 1 if one differs."""
    path = data / FILE
    if not path.is_file():
        raise click.ClickException(
            f"there is no {path}; see `python -m benchmarks.diversity --help` and the module's text"
        )
    policy = logitext.load(POLICY)
    theory = Function(read, name="reader")
    columns = {
        "diversity_jurisdiction": "label",
        "parties_are_diverse": "parties_are_diverse",
        "amount_met": "aic_is_met",
    }
    right = dict.fromkeys(columns, 0)
    wrong = []
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[:limit]
    started = time.perf_counter()
    for number, row in enumerate(rows, 1):
        result = policy.check(row["text"], theory=theory, label=f"row {number}")
        for verdict, column in columns.items():
            expected = row[column] in ("Yes", "True")
            if result.verdicts[verdict].value is expected:
                right[verdict] += 1
            else:
                wrong.append(f"row {number}: {verdict} is {result.verdicts[verdict].value}, labelled {row[column]}")
    seconds = time.perf_counter() - started
    for verdict, column in columns.items():
        click.echo(f"{verdict:24} {right[verdict]} of {len(rows)} as column {column}")
    click.echo(f"{seconds:.1f} s, {1000 * seconds / max(1, len(rows)):.1f} ms a row")
    for line in wrong:
        click.echo(line)
    sys.exit(1 if wrong or not rows else 0)


if __name__ == "__main__":
    main()
