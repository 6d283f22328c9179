"""Tasks on lists of numbers of any length: a policy for each length, with a clause for each element.

A list as the answer is a verdict for each of its elements. Numbers are exact, as they are written; they are rounded
where the task says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.suites.instructions.numbers import numbers
from benchmarks.suites.instructions.rows import SOURCE, SUITE, Row, file_of, instances, number_of, unknown
from benchmarks.suites.task import Instance, Task, UnreadRowError
from logitext.policy.sorts import INT, Value
from logitext.theory import Function, Question, Texts
from logitext.theory.protocol import Theory

_TIE = (
    "the mean lies in the middle of two thousandths, and the set rounds it toward zero, where it rounds others like it "
    "away from zero, most likely because it adds and rounds binary fractions"
)
_TIES = (
    "00a27cbe1753490382902957378005d9",
    "1e29c3850ea042ff99b56c962ba98c7e",
    "3721fa6b6f7a4c7e8d004c3e124c64bb",
    "3be099bb7fab4d898fcc3ffb28055c09",
    "5a0bc7f48402477e8f5559c9b6b4a1de",
    "689df6c4740a4311aa07c9769fe41b30",
    "c88ec0f58ba04aa18bf1fdb62b6fa538",
    "cd73bb89ae9f4784acb27096d1f5652c",
    "e945f2922d5f480d846907cacb3fca0b",
    "f426e6cf7ce64420894236495129d716",
)
"""Of task 094, of the first 200 rows: 31 means lie in the middle of two thousandths, and these ten are rounded toward
zero, the others away from it. So no rule for ties fits all 31."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """The policy for a list of so many numbers, and the names of its verdicts. `number` makes a value of their sort."""

    policy: Callable[[int], str]
    verdicts: Callable[[int], list[str]]
    number: Callable[[Fraction], Value]


def tasks() -> list[Task]:
    """All three."""
    one = _Kind(mean, lambda _size: ["output"], Fraction)
    same = _Kind(less_places, lambda size: _numbered("output", size), int)
    fewer = _Kind(neighbours, lambda size: _numbered("output", size - 1), Fraction)
    ties = {f"task094-{row}": _TIE for row in _TIES}
    return [
        _task("task094_conala_calculate_mean", "The mean of a list", one, ties),
        _task("task096_conala_list_index_subtraction", "Each element less its place", same, {}),
        _task("task124_conala_pair_averages", "The mean of each two neighbours", fewer, {}),
    ]


def mean(size: int) -> str:
    """The policy for the mean of so many numbers."""
    return f"""# The mean of a list

{{{{text input: "a list of numbers in brackets"}}}}
{{{{text sums: "nothing: what is said about it follows from the rest by arithmetic. It is never given, so that nobody is
  asked"}}}}

{_elements(size, "Real")}

The mean is the sum of the numbers divided by how many they are, {size}, rounded to three decimals. What lies in the
middle of two is rounded away from zero. In thousandths it is {{{{let thousandths: Int = [[the mean in thousandths,
rounded]] where "the mean" is sums}}}}.

{{{{let sum: Real = {" + ".join(_numbered("element", size))}
  let exact = 1_000 * sum / {size}
  assume rounded: if sum >= 0 then thousandths - 0.5 <= exact < thousandths + 0.5
    else thousandths - 0.5 < exact <= thousandths + 0.5
  verdict output = thousandths / 1_000}}}}
"""


def less_places(size: int) -> str:
    """The policy for each of so many whole numbers less its place."""
    outputs = (f"verdict output_{place} = {name} - {place}" for place, name in enumerate(_numbered("element", size), 1))
    return f"""# Each element less its place

{{{{text input: "a list of whole numbers in brackets"}}}}

{_elements(size, "Int")}

From each number its place is taken, counted from 1: one from the first, two from the second and so on.

{{{{{_lines(outputs)}}}}}
"""


def neighbours(size: int) -> str:
    """The policy for the means of each two neighbours among so many numbers."""
    pairs = enumerate(pairwise(_numbered("element", size)), 1)
    outputs = (f"verdict output_{place} = ({one} + {other}) / 2" for place, (one, other) in pairs)
    return f"""# The mean of each two neighbours

{{{{text input: "a list of numbers in brackets"}}}}

{_elements(size, "Real")}

For each number but the last: half the sum of it and the next one.

{{{{{_lines(outputs)}}}}}
"""


def _elements(size: int, sort: str) -> str:
    return "\n".join(
        f'{{{{let {name}: {sort} = [[number {place} of the list, counted from 1]] where "the list" is input}}}}'
        for place, name in enumerate(_numbered("element", size), 1)
    )


def _numbered(word: str, size: int) -> list[str]:
    return [f"{word}_{place}" for place in range(1, size + 1)]


def _lines(statements: Iterator[str]) -> str:
    return "\n  ".join(statements)


def _task(name: str, title: str, kind: _Kind, contradictions: Mapping[str, str]) -> Task:
    read = partial(_read, name=name, kind=kind)
    return Task(SUITE, number_of(name), title, None, (file_of(name),), SOURCE, read, _exact, contradictions, "output")


def _read(data: Path, name: str, kind: _Kind) -> Iterator[Instance]:
    def instance(row: Row) -> Instance:
        listed, found = numbers(row.input), numbers(row.outputs[0])
        if not listed:
            raise UnreadRowError(f"no list of numbers: {row.input!r}")
        verdicts = kind.verdicts(len(listed))
        if found is None or len(verdicts) != len(found):
            raise unknown(row.outputs[0])
        gold = {verdict: kind.number(number) for verdict, number in zip(verdicts, found, strict=True)}
        return Instance(row.id, {"input": row.input}, gold, policy=kind.policy(len(listed)))

    return instances(data, name, instance)


def _exact() -> Theory:
    return Function(_element, name="reader", needs_texts=True)


def _element(question: Question, texts: Texts) -> Value | None:
    """The number at the place that a clause names; of what follows by arithmetic nothing is said."""
    word, _, place = question.clause.rpartition("_")
    if word != "element":
        return None
    listed = numbers(texts["input"])
    if listed is None or int(place) > len(listed):
        return None
    found = listed[int(place) - 1]
    return int(found) if question.sort == INT else found
