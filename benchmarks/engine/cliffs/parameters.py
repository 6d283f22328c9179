"""Definitions with parameters that use each other twice, beside the same definitions without parameters."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import logitext
from benchmarks.engine.cliffs.measure import Row, measured


def chain(number: int, parameters: str) -> str:
    """Definitions each of which uses the one before it twice."""
    lines = [f"{{{{text post}}}} {{{{let c{parameters} = [[the post s is bad]] let x0{parameters} = c{parameters}}}}}"]
    lines += [f"{{{{let x{i}{parameters} = x{i - 1}{parameters} and x{i - 1}{parameters}}}}}" for i in range(1, number)]
    last = f"x{number - 1}"
    lines.append(f"{{{{verdict v = {f'forsome s in words(post): {last}(s)' if parameters else last}}}}}")
    return "\n".join(lines)


def rows() -> Iterator[Row]:
    """Loaded and compiled, for a text of three words where there are parameters."""

    def work(source: str) -> None:
        policy = logitext.loads(source)
        asyncio.run(policy.expansion.program({"words(post)": 3}).ready())

    work(chain(2, "(s)"))  # the parser is made once in a process
    for number in (100, 200, 400, 800):
        for parameters, said in (("(s)", "with"), ("", "without")):
            source = chain(number, parameters)
            yield measured(
                f"definitions, {said} parameters",
                f"{number} that use each other twice: load and compile",
                lambda source=source: work(source),  # type: ignore[misc]
            )
