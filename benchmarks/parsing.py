"""How reading a policy grows with its size: `python -m benchmarks.parsing`.

Policies of 1 kB to 10 MB of prose, clauses and definitions are read (to a tree) and checked (names, sorts, order), each
in a process of its own, so that its memory is its own. Growth in proportion is a steady number of microseconds and of
bytes of memory for each byte of policy.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import time

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)


def policy(size: int) -> str:
    """A policy of about so many bytes: sections of prose with clauses, a definition each, one verdict of them all."""
    parts = ['# A long policy\n\n{{text post: "a public message"}}\n']
    rules: list[str] = []
    length = 0
    while length < size:
        number = len(rules)
        section = (
            f"\n## Section {number}\n\nWe remove a message that {{{{let threat{number} = [[threatens somebody in way "
            f'{number}]]\n  yes "I will find you." prior 0.02}}}}, or that both {{{{let insult{number} = [[insults the '
            f"person it addresses]]}}}} and\n{{{{let doxx{number} = [[says where that person lives]] "
            f"match /\\b\\d+ \\w+ street\\b/i}}}}.\n\n"
            f"{{{{let rule{number} = threat{number} or insult{number} and doxx{number}"
            + (f" or rule{number - 1}" if number % 10 else "")
            + "}}\n"
        )
        parts.append(section)
        length += len(section)
        rules.append(f"rule{number}")
    parts.append("\n{{violation remove = " + " or ".join(rules[9::10] or rules) + "}}\n")
    return "".join(parts)


def measure(size: int) -> dict[str, float]:
    """Seconds to read and to check a policy, and the memory that it took at most."""
    from logitext.policy.load import check_policy
    from logitext.syntax.parser import parse
    from logitext.syntax.source import Source

    parse(Source("warm", "{{text t}}"))
    text = policy(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    _, errors = parse(Source("p.nltc", text))
    read = time.perf_counter() - started
    assert not errors
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    checked = check_policy(Source("p.nltc", text))
    return {
        "bytes": len(text.encode()),
        "clauses": len(checked.clauses),
        "read": read,
        "check": time.perf_counter() - started,
        "memory": (after - before) * 1024,
    }


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure how reading a policy grows with its size.")
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="bytes of the largest policy")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is not None:
        print(json.dumps(measure(arguments.one)))
        return 0
    print(f"Python {platform.python_version()}")
    print(f"{'bytes':>10} {'clauses':>8} {'read s':>8} {'µs/byte':>8} {'memory/byte':>12} {'read and check s':>17}")
    for size in (size for size in SIZES if size <= arguments.largest):
        command = [sys.executable, "-m", "benchmarks.parsing", "--one", str(size)]
        found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        each = found["bytes"]
        print(
            f"{each:>10.0f} {found['clauses']:>8.0f} {found['read']:>8.3f} {found['read'] / each * 1e6:>8.2f}"
            f" {found['memory'] / each:>12.0f} {found['check']:>17.3f}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
