"""Labels: asked at the terminal, written at once, not asked again; and picks that are printed where nobody is there."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import logitext
from logitext.cli.label import _ask
from logitext.evaluate.labelling import LabelFile, Picked, wanted
from logitext.run.columns import RunDocument
from logitext.syntax.diagnostics import InputError
from tests.cli.run import logitext as command

POLICY = (
    "{{text post}} {{let rude = [[is rude]] match /fool/ let kind: spam | ham = [[its kind]] "
    "verdict remove = rude verdict queue: spam | ham = kind}}"
)


def picked(*names: str) -> list[Picked]:
    return [Picked(RunDocument(0, name, 0, texts={"post": f"text of {name}"}), 0.9, 2.5) for name in names]


def asked(path: Path, names: list[str], typed: str, *, clauses: bool = False) -> tuple[str, list[dict[str, object]]]:
    policy = logitext.loads(POLICY).checked

    @click.command()
    def main() -> None:
        file = LabelFile(str(path))
        left = _ask(picked(*names), wanted(policy, ["remove", "queue"], clauses=clauses), file)
        click.echo(f"left {left}")

    ran = CliRunner().invoke(main, input=typed)
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return ran.output, [json.loads(line) for line in lines]


def test_labels_are_written_as_cases(tmp_path: Path) -> None:
    out, lines = asked(tmp_path / "c.jsonl", ["a", "b"], "yes\nspam\nno\n\n")
    assert "post:\ntext of a" in out
    assert "remove: verdict remove = rude" in out
    assert lines[0] == {
        "id": "a",
        "post": "text of a",
        "picked": {"probability": 0.9, "weight": 2.5},
        "right": {"remove": True, "queue": "spam"},
    }
    assert lines[1]["right"] == {"remove": False}
    assert "left 0" in out


def test_what_is_no_label_is_asked_again_and_clauses_come_first(tmp_path: Path) -> None:
    out, lines = asked(tmp_path / "c.jsonl", ["a"], "yes\nspam\nperhaps\nyes\nham\n", clauses=True)
    assert out.index("rude: is rude") < out.index("remove: verdict remove = rude")
    assert lines[0]["right"] == {"rude": True, "kind": "spam", "remove": True, "queue": "ham"}


def test_it_goes_on_where_it_was_ended(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    out, lines = asked(file, ["a", "b", "c"], "yes\nspam\nyes\n")  # the input ends in the middle of b
    assert [one["id"] for one in lines] == ["a"]
    assert "left 2" in out
    file.write_text(file.read_text("utf-8").rstrip("\n"), "utf-8")  # as if it was cut there
    out, lines = asked(file, ["a", "b", "c"], "skip\nno\nham\n")
    assert [one["id"] for one in lines] == ["a", "c"]
    assert "text of a" not in out
    assert "left 1" in out


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"id": "a"}\n[1]\n')
    with pytest.raises(InputError, match="NLT659") as error:
        LabelFile(str(tmp_path / "c.jsonl"))
    assert ":2 is no line" in str(error.value)


def test_without_a_terminal_the_picks_are_printed(tmp_path: Path) -> None:
    (tmp_path / "p.nltc").write_text("{{text post}} {{let rude = [[is rude]] match /fool/ verdict remove = rude}}")
    rows = [{"id": f"d{at}", "post": "a fool" if at % 3 else "hello"} for at in range(30)]
    (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, rows)))
    options = ["--id", "id", "--theory", "pattern:complete", "--error-rate", "0.1", "--pick", "5", "-q"]
    ran = command("label", "p.nltc", "d.jsonl", *options, cwd=tmp_path)
    assert ran.status == 0, ran.err
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert len(lines) == 5
    assert {line["picked"]["weight"] for line in lines} == {6.0}
    assert all(line["right"] == {} and line["post"] for line in lines)
    labelled = [{**line, "right": {"remove": line["post"] == "a fool"}} for line in lines]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, labelled)))
    ran = command("calibrate", "p.nltc", "c.jsonl", "--id", "id", "--theory", "pattern:complete", cwd=tmp_path)
    assert ran.status == 3
    assert "nothing can be promised" in ran.out
