"""The command of a fuzz: how many cases, from which seed, and the faults as they are found."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path


def run(what: str, sender: str, cases: int, faults: Callable[[int, int, Path], Iterable[object]]) -> int:
    """Print each fault that the arguments of the command lead to; 1 where there is one.

    `what` is sent, `sender` means none of it, and `cases` is how many there are by default. `faults` takes the number
    of cases, the seed and an empty folder.
    """
    parser = argparse.ArgumentParser(description=f"Send many {what} that {sender} means.")
    parser.add_argument("--cases", type=int, default=cases)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    found = 0
    with tempfile.TemporaryDirectory() as place:
        for fault in faults(arguments.cases, arguments.seed, Path(place)):
            found += 1
            print(fault, flush=True)
    print(f"{arguments.cases} {what} of seed {arguments.seed}: {found} faults")
    return int(found > 0)
