"""A row says of a document what a check of that document alone says: nothing of one gets into another's row."""

from __future__ import annotations

import asyncio
import csv
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow
import pyarrow.ipc
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import logitext
from logitext import Files, RunSummary
from logitext.theory import Answers, Chain, Function, Pattern, Price, Theory, load_answers
from logitext.theory.protocol import Question, Texts
from tests.run.alone import Theories, expected, name_of
from tests.run.made import lines, read

# --- policies -----------------------------------------------------------------------------------------------------

FORMULAS = (
    "a and b",
    "a or b or c",
    "(a and not b) or (c and days < 30)",
    "if vip then a else b",
    "(a or d) and not (b and c)",
    "k == high or (a and days >= 3)",
    "not a and (k >= mid or vip)",
)
WORDINGS = ("says it", "means it", "hints at it")
PATTERNS = ("foo", "bar", "foo|baz", "qux")


@st.composite
def policies(draw: st.DrawFn) -> str:
    """A policy; the clauses of two of them have the same names, and not always the same words, texts and patterns."""
    both = draw(st.booleans())
    texts = "{{text post}}" + ("{{text reply}}" if both else "")
    clauses = []
    for name in "abcd":
        pattern = draw(st.sampled_from(("", *PATTERNS)))
        wording = draw(st.sampled_from(WORDINGS))
        about = draw(st.sampled_from(("post", "reply")))
        clause = f"let {name} = [[{name}: {wording}]]" + (f' where "it" is {about}' if both else "")
        clauses.append(clause + (f" match /\\b({pattern})\\b/" if pattern else ""))
    assume = draw(st.sampled_from(("", "", "assume not (a and b)")))
    verdicts = draw(st.lists(st.sampled_from(FORMULAS), min_size=1, max_size=2, unique=True))
    said = " ".join(f"{kind} {of}" for kind, of in zip(("verdict v =", "violation w ="), verdicts, strict=False))
    how = "let k: low | mid | high = [[how hard it is]]" + (' where "it" is post' if both else "")
    return f"{texts} {{{{fact days: Int fact vip: Bool {' '.join(clauses)} {how} {assume} {said}}}}}"


# --- records ------------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(["foo", "bar", "baz", "foo bar", "qux foo", "nothing"])
TRUTH = st.sampled_from([True, False, None])
RECORD = st.fixed_dictionaries(
    {"post": WORDS},
    optional={
        "reply": WORDS | st.none(),
        "is_a": TRUTH,
        "is_b": TRUTH,
        "is_c": TRUTH,
        "is_k": st.sampled_from(["low", "mid", "high", None]),
        "days": st.sampled_from([1, 3, 30, None]),
        "vip": TRUTH,
    },
)
COLUMNS = {"a": "is_a", "b": "is_b", "c": "is_c", "k": "is_k"}
VALUES = st.sampled_from([True, False])


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    of_all = draw(st.dictionaries(st.sampled_from("abcd"), VALUES, max_size=1))
    some = st.dictionaries(st.sampled_from("abcd"), VALUES, min_size=1, max_size=3)
    texts = draw(st.dictionaries(st.sampled_from(IDS[:6]), some, max_size=3))
    return {**of_all, "texts": texts} if texts else of_all


IDS = ["1", "x/1", "m-2", "x/m-2", "3", "d.jsonl:3", *[f"m{number}" for number in range(30)]]
"""Some end as others do."""

# --- theories -----------------------------------------------------------------------------------------------------


def coin(question: Question, texts: Texts, salt: str) -> bool | None:
    """True, false or unknown, by the clause and its texts."""
    about = [texts.get(name) for name in sorted(question.texts or texts)]
    return (True, False, None)[sha256(repr((question.wording, about, salt)).encode()).digest()[0] % 3]


def by_text(salt: str, **options: Any) -> Theory:
    return Function(lambda question, texts: coin(question, texts, salt), **options)


def by_name(**options: Any) -> Theory:
    """It goes by what the document is called, too."""
    return Function(lambda question, texts: coin(question, texts, str(texts.label)), **options)


def later(salt: str) -> Theory:
    async def judge(question: Question, texts: Texts) -> bool | None:
        await asyncio.sleep(0)
        return coin(question, texts, salt)

    return Function(judge, price=Price(question=1))


THEORIES: dict[str, Theories] = {
    "pattern": lambda: [Pattern()],
    "complete": lambda: [Pattern(complete=True)],
    "free": lambda: [Pattern(), by_text("free")],
    "named": lambda: [by_name()],
    "priced": lambda: [by_text("priced", price=Price(question=1))],
    "named at a price": lambda: [by_name(price=Price(question=1))],
    "two of one name": lambda: [later("one"), later("two")],
}

AT_A_PRICE = ("named at a price", "priced", "two of one name")

# --- runs ---------------------------------------------------------------------------------------------------------

IN_MEMORY = ("rows", "table")
WAYS = ("jsonl", "csv", "parquet", "arrow", "several files", *IN_MEMORY)


def told(case: Case, theory: Theory) -> tuple[logitext.Policy, dict[str, Any]]:
    """The first policy, and the arguments of its run."""
    first, *also = [logitext.loads(source, name_of(number)) for number, source in enumerate(case.sources)]
    columns = COLUMNS | ({"reply": "reply"} if any("{{text reply}}" in source for source in case.sources) else {})
    perhaps = {name: f"{column}?" for name, column in columns.items()}
    return first, {"also": also, "id": "id", "columns": perhaps, "theory": theory}


def go_on(case: Case, folder: Path, theory: Theory, **files: Any) -> RunSummary:
    """Begin a run in files, or go on with it."""
    first, options = told(case, theory)
    data = written(case.rows, folder, case.way)
    summary: RunSummary = first.run(data, files=Files(rows=folder / "rows.jsonl", **files), **options)
    return summary


def run(case: Case, folder: Path, theory: Theory, **files: Any) -> list[dict[str, Any]]:
    """The rows of a run, whatever it reads and writes."""
    if case.way not in IN_MEMORY:
        assert go_on(case, folder, theory, overwrite=True, **files).done
        return read(folder / "rows.jsonl")
    first, options = told(case, theory)
    if case.way == "rows":
        return list(first.run(case.rows, **options))
    table: list[dict[str, Any]] = first.run(_table(case.rows), **options).to_pylist()
    return table


_SCHEMA = pyarrow.schema(
    [(name, pyarrow.string()) for name in ("id", "post", "reply", "is_k")]
    + [(name, pyarrow.bool_()) for name in ("is_a", "is_b", "is_c", "vip")]
    + [("days", pyarrow.int64())]
)


def written(rows: Sequence[Mapping[str, Any]], folder: Path, way: str) -> str | list[str]:
    """The data in files of a format."""
    match way:
        case "jsonl":
            return str(lines(folder / "d.jsonl", rows))
        case "csv":
            with (folder / "d.csv").open("w", newline="") as file:
                writer = csv.DictWriter(file, _SCHEMA.names)
                writer.writeheader()
                writer.writerows({name: _field(value) for name, value in row.items()} for row in rows)
            return str(folder / "d.csv")
        case "parquet":
            pyarrow.parquet.write_table(_table(rows), folder / "d.parquet", row_group_size=2)
            return str(folder / "d.parquet")
        case "arrow":
            with pyarrow.ipc.new_stream(folder / "d.arrow", _SCHEMA) as stream:
                stream.write_table(_table(rows), max_chunksize=3)
            return str(folder / "d.arrow")
    names = []
    for number, row in enumerate(rows):  # each has the columns of its one row, in an order of its own
        names.append(str(folder / f"d{number:02}.parquet"))
        table = pyarrow.Table.from_pylist([row])
        pyarrow.parquet.write_table(table.select(sorted(table.column_names, reverse=number % 2 == 0)), names[-1])
    return names


def _table(rows: Sequence[Mapping[str, Any]]) -> pyarrow.Table:
    return pyarrow.Table.from_pylist(list(rows), schema=_SCHEMA)


def _field(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


class Case(NamedTuple):
    """What is decided, by what, and how it comes in."""

    sources: Sequence[str]
    rows: Sequence[Mapping[str, Any]]
    said: Mapping[str, Any]
    theories: str
    way: str
    ordered: bool

    def chain(self, *first: Theory) -> Theory:
        return Chain(*first, *([Answers(self.said)] if self.said else []), *THEORIES[self.theories]())

    def expected(self, review: Answers | None = None) -> list[dict[str, Any]]:
        """What checks of the documents alone say."""
        rows = self.rows
        if self.way == "csv":  # an empty field is an empty text, and no value of anything else
            rows = [{**row, "reply": row.get("reply") or ""} for row in rows]
        of = THEORIES[self.theories]
        return expected(self.sources, rows, columns=COLUMNS, answers=self.said, theories=of, review=review)

    def same(self, found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
        if not self.ordered:
            found, wanted = (sorted(rows, key=lambda row: (row["id"], row["policy"])) for rows in (found, wanted))
        assert [{name: row.get(name) for name in of} for row, of in zip(found, wanted, strict=True)] == wanted


def cases(theories: Iterable[str] = THEORIES, ways: Iterable[str] = WAYS) -> st.SearchStrategy[Case]:
    """Cases in which a document's texts, columns and answers are like those of others, and not quite."""
    rows = st.lists(RECORD, min_size=1, max_size=10).map(
        lambda records: [{"id": name, **record} for name, record in zip(IDS, records, strict=False)]
    )
    sources = st.lists(policies(), min_size=1, max_size=2)
    of = st.sampled_from(sorted(theories))
    return st.builds(Case, sources, rows, answers(), of, st.sampled_from(tuple(ways)), st.booleans())


CALM = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=30
)
FILES = tuple(way for way in WAYS if way not in IN_MEMORY)


@pytest.mark.slow
@CALM
@given(case=cases(), whole=st.booleans())
def test_each_row_is_that_of_the_document_alone(case: Case, whole: bool, tmp_path: Path) -> None:
    more: dict[str, Any] = {"ordered": case.ordered} if case.way in FILES else {}
    if more and whole:
        more |= {"output": tmp_path / "o.jsonl", "review": tmp_path / "r.yaml"}
    case.same(run(case, tmp_path, case.chain(), **more), case.expected())


@pytest.mark.slow
@settings(CALM, max_examples=15)
@given(case=cases({"pattern", "complete", "priced"}, FILES), values=st.lists(VALUES, min_size=1, max_size=4))
def test_a_review_that_is_taken_up_again_speaks_of_its_documents_alone(
    case: Case, values: list[bool], tmp_path: Path
) -> None:
    review = tmp_path / "r.yaml"
    run(case, tmp_path, case.chain(), review=review, ordered=case.ordered)
    words = itertools.cycle("yes" if value else "no" for value in values)
    filled = [
        line.replace("unknown", next(words)) if line.startswith("    ") and '"k": ' not in line else line
        for line in review.read_text().splitlines()
    ]
    review.write_text("\n".join(filled))
    again = run(case, tmp_path, case.chain(load_answers(review)), ordered=case.ordered)
    case.same(again, case.expected(load_answers(review)))


@pytest.mark.slow
@settings(CALM, max_examples=12)
@given(
    case=cases({"priced", "named at a price", "two of one name"}, FILES), steps=st.lists(st.integers(0, 9), max_size=4)
)
def test_a_run_that_goes_on_says_what_one_that_was_not_ended_says(case: Case, steps: list[int], tmp_path: Path) -> None:
    overwrite = True
    for most in [*sorted(steps), None]:
        summary = go_on(case, tmp_path, case.chain(), ordered=case.ordered, max_cost=most, overwrite=overwrite)
        overwrite = False
        if summary.done:
            break
    assert summary.done
    case.same(read(tmp_path / "rows.jsonl"), case.expected())


@pytest.mark.slow
def test_workers_say_what_checks_of_the_documents_alone_say(tmp_path: Path) -> None:
    @settings(CALM, max_examples=3, phases=[Phase.generate])
    @given(case=cases({"pattern", "complete"}, FILES))
    def same(case: Case) -> None:
        case.same(run(case, tmp_path, case.chain(), ordered=case.ordered, workers=2), case.expected())

    same()
