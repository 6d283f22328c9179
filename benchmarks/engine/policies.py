"""Policies of any size, from a seed: sections of clauses and exceptions, as moderation rules have them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from logitext.policy.sorts import Value


def source(clauses: int, seed: int, *, assumptions: bool = False, arithmetic: bool = False) -> str:
    """The text of a policy.

    Each section removes what any of its rules describes, unless its exception holds; a rule is a clause, or two or
    three of them together. With `arithmetic` every fourth clause is a number, and rules compare sums of two.
    """
    rng = Random(seed)
    numbers = [f"n{i}" for i in range(clauses // 4)] if arithmetic else []
    names = [f"c{i}" for i in range(clauses - len(numbers))]
    lines = ["# Rules", "", "{{text post}}", ""]
    lines += [
        f"{{{{let {name} = [[the post does thing {name}]] prior {rng.choice((0.02, 0.05, 0.1, 0.3))}}}}}"
        for name in names
    ]
    lines += [f"{{{{let {name}: Int = [[how many of {name} the post names]]}}}}" for name in numbers]
    sections: list[str] = []
    rest = list(names)
    while rest:
        rules, exception = [], None
        for _ in range(rng.randint(2, 4)):
            parts = [rest.pop(0) for _ in range(min(len(rest), rng.choice((1, 1, 2, 3))))]
            if parts:
                rules.append(" and ".join(parts))
        if len(numbers) > 1:
            rules.append(f"{numbers.pop()} + {numbers.pop()} >= {rng.randint(3, 9)}")
        if rest:
            exception = rest.pop(0)
        name = f"section{len(sections)}"
        sections.append(name)
        unless = f" unless {exception}" if exception else ""
        lines.append(f"{{{{let {name} = ({' or '.join(rules)}){unless}}}}}")
    if assumptions:
        lines += [f"{{{{assume {a} implies {b}}}}}" for a, b in zip(names[::5], names[1::5], strict=False)]
    half = max(1, len(sections) // 2)
    lines.append(f"{{{{violation remove = {' or '.join(sections)}}}}}")
    lines.append(f"{{{{verdict escalate = {' or '.join(sections[:half])}}}}}")
    return "\n".join(lines) + "\n"


def answers(names: list[str], seed: int, *, sorts: dict[str, bool]) -> Iterator[dict[str, Value]]:
    """Endless documents: a value for every clause; a clause holds in one document of eight. `sorts`: is it Boolean."""
    rng = Random(seed)
    while True:
        yield {name: rng.random() < 0.125 if sorts[name] else rng.randint(0, 6) for name in names}
