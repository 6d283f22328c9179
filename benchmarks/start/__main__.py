"""What each command loads and how long its start takes: `python -m benchmarks.start [COMMAND]…`.

Each command runs on a small policy, in a process of its own. Seconds are the least processor time of some runs. They
are also given as a ratio to `python -c pass` in the same run, which compares better between machines.
"""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from benchmarks.start.commands import COMMANDS, LIBRARY
from benchmarks.start.measure import Start, seconds, start


def measured(names: tuple[str, ...], repeats: int) -> list[Start]:
    """The starts of these names, of all where none is named."""
    words: dict[str, tuple[str, ...]] = {name: ("-c", source) for name, source in LIBRARY.items()}
    words |= {name: ("-m", "logitext", *arguments) for name, arguments in COMMANDS.items()}
    wrong = [name for name in names if name not in words]
    if wrong:
        raise click.UsageError(f"there is no start `{wrong[0]}`; there are {', '.join(words)}")
    nothing = seconds(("-c", "pass"), 2 * repeats)
    return [start(name, words[name], repeats, nothing) for name in names or words]


@click.command()
@click.argument("names", metavar="[COMMAND]...", nargs=-1)
@click.option("--repeats", type=click.IntRange(min=1), default=5, show_default=True, help="The least of N runs counts.")
def main(names: tuple[str, ...], repeats: int) -> None:
    """Print what the start of each COMMAND loads, and how long it takes."""
    table = Table("start", "modules", "of Logitext", "s", "× python", "among them")
    for one in measured(names, repeats):
        figures = (str(one.modules), str(one.own), f"{one.seconds:.2f}", f"{one.ratio:.1f}")
        table.add_row(one.name, *figures, ", ".join(one.heavy))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
