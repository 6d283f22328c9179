"""What a run reads: formats, names, and what is wrong with records."""

from __future__ import annotations

import gzip
import io
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.ipc
import pyarrow.parquet
import pytest

import logitext
from tests.run.made import chat, lines, read, run

ROWS = [
    {"id": "a", "message": "You idiot!"},
    {"id": "b", "message": "Good morning, “everybody”\nand you, too"},
    {"id": "c", "message": "naïve, 東京"},
]
MUTE = [None, False, False]


def table() -> pyarrow.Table:
    return pyarrow.Table.from_pylist(ROWS)


def write_csv(path: Path, separator: str = ",") -> None:
    quoted = ["id" + separator + "message"]
    quoted += [f'{row["id"]}{separator}"{row["message"].replace(chr(34), chr(34) * 2)}"' for row in ROWS]
    path.write_text("\r\n".join(quoted), "utf-8")


def write(path: Path) -> None:
    match path.suffixes[0]:
        case ".jsonl" | ".ndjson" if path.suffix == ".gz":
            path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in ROWS).encode()))
        case ".jsonl" | ".ndjson":
            lines(path, ROWS)
        case ".csv":
            write_csv(path)
        case ".tsv":
            write_csv(path, "\t")
        case ".parquet":
            pyarrow.parquet.write_table(table(), path, row_group_size=2)
        case ".arrow":
            with pyarrow.ipc.new_file(path, table().schema) as writer:
                writer.write_table(table())
        case ".feather":
            with pyarrow.ipc.new_stream(path, table().schema) as writer:
                writer.write_table(table())


@pytest.mark.parametrize(
    "name", ["d.jsonl", "d.ndjson", "d.jsonl.gz", "d.csv", "d.tsv", "d.parquet", "d.arrow", "d.feather"]
)
def test_formats(name: str, tmp_path: Path) -> None:
    write(tmp_path / name)
    summary, rows = run(chat(), tmp_path / name, tmp_path, id="id")
    assert [(row["id"], row["mute"]) for row in rows] == list(zip("abc", MUTE, strict=True))
    assert (summary.documents, summary.bad) == (3, 0)


def test_a_byte_order_mark_is_no_part_of_the_data(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("message\nYou idiot!\n", "utf-8-sig")
    (tmp_path / "d.jsonl").write_text('{"message": "You idiot!"}\n', "utf-8-sig")
    for name in ("d.csv", "d.jsonl"):
        assert run(chat(), tmp_path / name, tmp_path, overwrite=True)[0].bad == 0


def test_a_folder_of_texts_in_their_order_hidden_files_apart(tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    (folder / "sub").mkdir(parents=True)
    (folder / "b.txt").write_text("You idiot!")
    (folder / "a.txt").write_text("Hello")
    (folder / "sub" / "c.html").write_text("<p>You <b>idi</b>ot!</p>")
    (folder / ".hidden").write_text("idiot")
    (folder / "bad.txt").write_bytes(b"\xff\xfe")
    summary, rows = run(chat(), folder, tmp_path, theory="pattern:complete", select=["id", "open", "error"])
    assert [Path(row["id"]).name for row in rows] == ["a.txt", "b.txt", "bad.txt", "c.html"]
    assert [row["open"] for row in rows] == ["", "joke (unknown)", None, "joke (unknown)"]
    assert "NLT641" in rows[2]["error"]
    assert "not UTF-8" in rows[2]["error"]
    assert summary.bad == 1


def test_a_pattern_and_a_folder_of_tables(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    for number, row in enumerate(ROWS):
        lines(tmp_path / "parts" / f"part-{number}.jsonl", [row])
    (tmp_path / "parts" / "_SUCCESS").write_text("")
    for data in (tmp_path / "parts", tmp_path / "parts" / "*.jsonl"):
        _, rows = run(chat(), data, tmp_path, id="id", overwrite=True)
        assert [row["id"] for row in rows] == ["a", "b", "c"]


def test_standard_input_is_a_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.BytesIO(b"".join(json.dumps(row).encode() + b"\n" for row in ROWS))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given))
    _, rows = run(chat(), "-", tmp_path)
    assert [row["id"] for row in rows] == [f"standard input:{number}" for number in (1, 2, 3)]
    assert [row["mute"] for row in rows] == MUTE


def test_a_url_is_read_through_fsspec(tmp_path: Path) -> None:
    lines(tmp_path / "d.jsonl", ROWS)
    _, rows = run(chat(), f"file://{tmp_path}/*.jsonl", tmp_path, id="id")
    assert [row["mute"] for row in rows] == MUTE


def test_an_extra_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "d.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(logitext.InputError) as error:
        run(chat(), tmp_path / "d.parquet", tmp_path)
    assert error.value.diagnostics[0].code == "NLT648"
    assert "logitext[data]" in str(error.value.diagnostics[0].hint)


@pytest.mark.parametrize(
    ("name", "hint"), [("d.json", "`jq -c '.[]' FILE > records.jsonl`"), ("d.xlsx", "save the sheet as CSV")]
)
def test_a_file_of_records_in_no_format_of_data_is_refused(name: str, hint: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text('[{"message": "x"}]')
    with pytest.raises(logitext.InputError) as error:
        run(chat(), tmp_path / name, tmp_path)
    (found,) = error.value.diagnostics
    assert (found.code, found.message.rpartition(": ")[2]) == ("NLT640", f"`{name[1:]}` is no format of data")
    assert hint in str(found.hint)
    assert run(chat(), tmp_path / name, tmp_path, format="text")[0].documents == 1


def test_a_list_in_a_line_is_named(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", ['[{"message": "x"}]'])
    with pytest.raises(logitext.InputError) as error:
        run(chat(), data, tmp_path, on_bad="stop")
    assert "this is a list: `jq -c '.[]' FILE`" in str(error.value.diagnostics[0].hint)


BROKEN = [
    ('{"id": 1, "message": "x"', "NLT641", "expecting ',' delimiter at column 25"),
    ("[1]", "NLT641", "the line holds no object"),
    ("nonsense", "NLT641", "expecting value at column 1"),
    ('{"id": 1, "message": "x", "id": 2}', "NLT641", "the key `id` stands in it twice"),
    ('{"id": 1, "message": NaN}', "NLT641", "NaN is no number of JSON"),
    ('{"id": 1, "message": ' + "[" * 200_000, "NLT641", "it nests too deep"),
    ('{"id": 1}', "NLT642", "it has no column `message` for the text `message`"),
    ('{"message": "x"}', "NLT642", "it has no column `id` for the id"),
    ('{"id": 1, "message": 17}', "NLT643", "its column `message` is a number, and the text `message` must be a text"),
    ('{"id": 1, "message": ["x"]}', "NLT643", "its column `message` is a list, and"),
    ('{"id": 1, "message": {}}', "NLT643", "its column `message` is an object, and"),
    ('{"id": null, "message": "x"}', "NLT644", "its id in the column `id` is empty"),
    ('{"id": "", "message": "x"}', "NLT644", "its id in the column `id` is empty"),
    ('{"id": 1.5, "message": "x"}', "NLT644", "is a number, and an id is a text or a whole number"),
    ('{"id": "a", "message": "x"}', "NLT644", "its id `a` is that of record 1, too"),
]


FACTS = """{{fact days: Int  fact on: Date  list rows of {by: Text, n: Int}  verdict v = days > 3 and on > 2026-01-01
    verdict w = forsome r in rows: r.n > 2}}"""


def test_a_bad_record_says_all_that_is_wrong_with_it(tmp_path: Path) -> None:
    records = [
        '{"days": "x", "on": "2026-13-01", "rows": {"a": 1}}',
        '{"days": 1, "on": "2026-01-01", "rows": [{"by": 7, "n": 1}, {"by": "a"}]}',
        '{"days": 1, "on": "2026-01-01", "rows": [5]}',
        json.dumps({"days": 1, "on": "2026-01-01", "rows": [{"by": "a", "n": "x"}] * 8}),
    ]
    data = lines(tmp_path / "d.jsonl", records)
    _, rows = run(logitext.loads(FACTS), data, tmp_path)
    told = [row["error"].removeprefix(f"error[NLT643]: {data}:").split("; ") for row in rows]
    assert told == [
        [
            '1: its column `days` does not fit the fact `days`: expected a whole number, not "x"',
            "its column `on` does not fit the fact `on`: there is no day 2026-13-01",
            "its column `rows`: the list `rows` must be a list of objects, and is an object",
        ],
        [
            "2: its column `rows`: the field `by` of `rows[1]`: expected a text, not 7",
            "its column `rows`: `rows[2]` lacks the field `n`",
        ],
        ["3: its column `rows`: the element 1 of the list `rows` must be an object, and is a number"],
        [
            '4: its column `rows`: the field `n` of `rows[1]`: expected a whole number, not "x"',
            *(
                f'its column `rows`: the field `n` of `rows[{n}]`: expected a whole number, not "x"'
                for n in range(2, 6)
            ),
            "its column `rows` has 3 more mistakes",
        ],
    ]


@pytest.mark.parametrize(("line", "code", "why"), BROKEN, ids=lambda value: value[:30])
def test_a_bad_record_is_a_row_that_says_so_and_the_others_are_decided(
    line: str, code: str, why: str, tmp_path: Path
) -> None:
    data = lines(tmp_path / "d.jsonl", [ROWS[0], line, ROWS[1]])
    summary, rows = run(chat(), data, tmp_path, id="id")
    assert [row["status"] for row in rows] == ["undetermined", "error", "decided"]
    assert rows[1]["error"].startswith(f"error[{code}]: {data}:2: ")
    assert why in rows[1]["error"]
    assert (summary.documents, summary.bad) == (3, 1)
    with pytest.raises(logitext.InputError) as error:
        run(chat(), data, tmp_path, id="id", on_bad="stop", overwrite=True)
    assert [found.code for found in error.value.diagnostics] == [code]


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("message\nx,y\nHello\n", ":2", "the row has 2 fields, and the header 1"),
        ('message\n"open\nHello\n', ":2", "a quotation mark in this row is never closed"),
        ('message\n"x"y\nHello\n', ":2", "',' expected after '\"'"),
        ("message\n\udcff\nHello\n", ":2", "it is not UTF-8"),
    ],
)
def test_broken_rows_of_csv(text: str, place: str, why: str, tmp_path: Path) -> None:
    data = tmp_path / "d.csv"
    data.write_bytes(text.encode("utf-8", "surrogateescape"))
    summary, rows = run(chat(), data, tmp_path)
    assert rows[0]["error"].startswith(f"error[NLT641]: {data}{place}: ")
    assert why in rows[0]["error"]
    assert summary.bad == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.jsonl", None, "there is no such file"),
        ("d.csv", "", "it has no header"),
        ("d.csv", "a,a\n1,2\n", "two of its columns are called `a`"),
        ("d.parquet", "not parquet", "cannot read"),
        ("d.arrow", "not arrow", "cannot read"),
        ("d.csv", "id;message\n1;x\n", "has no column `message`"),
    ],
)
def test_files_that_cannot_be_read(name: str, content: str | None, said: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(logitext.InputError) as error:
        run(chat(), tmp_path / name, tmp_path)
    assert said in str(error.value)
    assert not (tmp_path / "rows.jsonl").exists()
    assert not (tmp_path / "rows.jsonl.run").exists()


def test_tables_and_texts_are_not_mixed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    lines(tmp_path / "b.jsonl", ROWS)
    with pytest.raises(logitext.InputError, match="the data mixes tables"):
        run(chat(), [tmp_path / "a.txt", tmp_path / "b.jsonl"], tmp_path)


def test_a_column_that_one_of_several_files_lacks_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    first, second = lines(tmp_path / "a.jsonl", ROWS), lines(tmp_path / "b.jsonl", [{"id": 1, "body": "x"}])
    with pytest.raises(logitext.InputError) as error:
        run(chat(), [first, second], tmp_path)
    (found,) = error.value.diagnostics
    assert found.message == f"{second} has no column `message` for the text `message`"
    assert "its columns are `id`, `body`" in str(found.hint)


def test_columns_by_another_name_and_texts_that_are_not_given(tmp_path: Path) -> None:
    policy = logitext.loads(
        '{{text a}} {{text b}} {{let x = [[a is x]] where "a" is a  let y = [[b is y]] where "b" is b'
        "  verdict v = x or y}}"
    )
    data = lines(tmp_path / "d.jsonl", [{"body": "t", "is_x": True}, {"body": "t", "is_x": None}])
    columns: dict[str, Any] = {"a": "body", "b": None, "x": "is_x"}
    _, rows = run(policy, data, tmp_path, columns=columns)
    assert [(row["v"], row["open"]) for row in rows] == [
        (True, ""),
        (None, "x (unknown), y (text not given)"),
    ]
    with pytest.raises(logitext.InputError, match="the policy has no text, fact or clause `z`"):
        run(policy, data, tmp_path, columns={**columns, "z": "body"})


def test_answers_in_columns_are_read_by_their_sorts(tmp_path: Path) -> None:
    policy = logitext.loads(
        "{{text t}} {{let a = [[a]] let n: Int = [[n]] let r: Real = [[r]] let k: low | high = [[k]]"
        " verdict v = a and n > 2 and r < 0.5 and k >= high}}"
    )
    data = tmp_path / "d.csv"
    data.write_text("t,a,n,r,k\nx,yes,3,0.25,high\nx,no,3,0.25,high\nx,yes,,0.25,high\nx,yes,many,0.25,high\n")
    _, rows = run(policy, data, tmp_path, columns={name: name for name in "anrk"})
    assert [row["v"] for row in rows] == [True, False, None, None]
    assert "its column `n` does not fit the clause `n`" in rows[3]["error"]
    data = lines(
        tmp_path / "d.jsonl",
        [{"t": "x", "a": True, "n": 3, "r": 0.25, "k": "high"}, {"t": "x", "a": 2, "n": 3, "r": 0.25, "k": "high"}],
    )
    _, rows = run(policy, data, tmp_path, columns={name: name for name in "anrk"}, overwrite=True)
    assert [row["v"] for row in rows] == [True, None]
    assert "NLT643" in rows[1]["error"]


def test_facts_come_from_columns(tmp_path: Path) -> None:
    policy = logitext.loads(
        r"{{text post}} {{fact days: Int fact trusted: Bool fact opened: Date}}"
        r" {{let sells = [[sells]] match /sale/"
        r" violation hide = sells and days < 30 and opened > 2020-01-01 unless trusted}}"
    )
    rows: list[dict[str, Any]] = [
        {"post": "for sale", "user": {"days": 3}, "trusted": False, "opened": "2024-02-01"},
        {"post": "for sale", "user": {"days": 300}, "trusted": None},
        {"post": "for sale", "user": {"days": "3"}, "opened": "2024-02-01"},
        {"post": "for sale", "user": None, "trusted": True},
        {"post": "for sale", "user": {"days": 3.5}},
        {"post": "for sale", "user": {}},
    ]
    data = lines(tmp_path / "d.jsonl", rows)
    _, found = run(policy, data, tmp_path, columns={"days": "user.days"}, output=tmp_path / "o.jsonl", id=None)
    assert [row["hide"] for row in found] == [True, False, None, False, None, None]
    assert found[2]["open"] == "trusted (not given)"
    assert "NLT643" in found[4]["error"]
    assert "NLT642" in found[5]["error"]
    assert read(tmp_path / "o.jsonl")[0]["facts"] == {
        "days": 3,
        "trusted": False,
        "opened": "2024-02-01",
    }
    table = pyarrow.Table.from_pylist([{"post": "for sale", "days": 3, "trusted": False, "opened": date(2024, 2, 1)}])
    pyarrow.parquet.write_table(table, tmp_path / "d.parquet")
    _, found = run(policy, tmp_path / "d.parquet", tmp_path, overwrite=True)
    assert [row["hide"] for row in found] == [True]


def test_a_record_may_lack_what_is_mapped_so_and_0_and_1_are_truth(tmp_path: Path) -> None:
    policy = logitext.loads("{{text post}} {{let a = [[a]] let b = [[b]] verdict v = a or b}}")
    rows: list[dict[str, Any]] = [
        {"t": "x", "A": 0, "B": 1},
        {"A": 0},
        {"t": "x", "A": 2},
        {"t": None, "A": 0.0, "B": "0"},
    ]
    columns = {"post": "t?", "a": "A?", "b": "B?"}
    _, found = run(policy, lines(tmp_path / "d.jsonl", rows), tmp_path, columns=columns, theory="pattern")
    assert [row["v"] for row in found] == [True, None, None, False]
    assert [row["open"] for row in found] == ["", "b (text not given)", None, ""]
    assert "expected true or false" in found[2]["error"]


@pytest.mark.parametrize("workers", [1, 2])
def test_formulas_are_assumed_of_every_document(workers: int, tmp_path: Path) -> None:
    policy = logitext.loads("{{text post}} {{fact old: Bool}} {{let a = [[a]] match /x/ verdict v = a and old}}")
    data = lines(tmp_path / "d.jsonl", [{"post": "x"}, {"post": "y"}])
    options: dict[str, Any] = {"assume": ["old"], "workers": workers}
    _, found = run(policy, data, tmp_path, output=tmp_path / "o.jsonl", **options)
    assert [row["v"] for row in found] == [True, False]
    assert [policy.verify(record) for record in read(tmp_path / "o.jsonl")] == [(), ()]
    with pytest.raises(logitext.InputError, match="with other assumptions"):
        run(policy, data, tmp_path, output=tmp_path / "o.jsonl", assume=["not old"])
    assert [row["v"] for row in policy.run([{"post": "x"}], assume=["old"])] == [True]
