"""What a keystroke costs in an editor: `python -m benchmarks.keystrokes`.

In a generated policy of 100 kB one character is typed at several places. Each row gives the processor time until the
language server can complete, until it knows all that is wrong, and the time of reading and checking the whole anew.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable

from benchmarks.parsing import policy
from logitext.lsp.analysis import Analysis, analyse
from logitext.lsp.completing import completions
from logitext.syntax.source import Source

REPEATS = 5
"""The least time of so many counts."""


def changes(text: str, last: int) -> dict[str, str]:
    """A text with one thing typed into it, by what that is; the last section has the number `last`."""
    middle = last // 2
    return {
        "in prose, in the middle": text.replace(f"## Section {middle}\n", f"## Section {middle}x\n"),
        "in a clause, at the beginning": text.replace("in way 1]]", "in way 1x]]"),
        "in a clause, in the middle": text.replace(f"in way {middle}]]", f"in way {middle}x]]"),
        "in a clause, at the end": text.replace(f"in way {last}]]", f"in way {last}x]]"),
        "a formula is broken": text.replace(f"let rule{middle} =", f"let rule{middle} "),
        "a clause is not closed": text.replace(f"in way {middle}]]", f"in way {middle}"),
        "an annotation is not closed": text.replace(f"[[threatens somebody in way {middle}]]", "[[x]] or {{"),
    }


def measured(before: Analysis, text: str) -> tuple[float, float, float]:
    """Milliseconds until completions are there, until all that is wrong is known, and for the whole anew."""
    source = Source("p.nltc", text)

    def complete() -> object:
        return list(completions(analyse(source, before), text.index("{{") + 2))

    return (
        _least(complete),
        _least(lambda: analyse(source, before).diagnostics),
        _least(lambda: analyse(source).diagnostics),
    )


def _least(work: Callable[[], object]) -> float:
    found = []
    for _ in range(REPEATS):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found) * 1000


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure what a keystroke costs in an editor.")
    parser.add_argument("--bytes", type=int, default=100_000, help="the size of the policy")
    text = policy(parser.parse_args().bytes)
    gc.set_threshold(20_000, 20, 20)  # as the command line does
    before = analyse(Source("p.nltc", text))
    assert not before.diagnostics
    last = text.count("## Section") - 1
    print(f"{len(text.encode())} bytes; milliseconds of processor time\n")
    print(f"{'typed':<32} {'complete':>8} {'diagnose':>8} {'anew':>8} {'times less':>11}")
    for what, new in changes(text, last).items():
        assert new != text, what
        complete, diagnose, anew = measured(before, new)
        print(f"{what:<32} {complete:>8.0f} {diagnose:>8.0f} {anew:>8.0f} {anew / diagnose:>11.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
