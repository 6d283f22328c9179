"""`logitext lint` and `logitext explain`, as their user meets them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from logitext.cli.lint import _once
from logitext.syntax.codes import CODES
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.source import Source, Span
from tests.cli.run import Ran, logitext

GOOD = "{{text post}} {{let rude = [[is rude]] violation remove = rude}}\n"
BAD = "{{text post}} {{let rude = [[is rude]] violation remove = rud}}\n"
FOUND = "bad.nltc:1:59: error[NLT201]: `rud` is not declared — help: did you mean `rude`?\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.nltc").write_text(GOOD)
    (tmp_path / "bad.nltc").write_text(BAD)
    return tmp_path


def lint(*arguments: str | Path, cwd: Path, stdin: str | bytes = "", env: dict[str, str] | None = None) -> Ran:
    return logitext("lint", *arguments, cwd=cwd, stdin=stdin, env=env)


# --- what is looked at -------------------------------------------------------------------------------------------


def test_nothing_found(folder: Path) -> None:
    assert lint("good.nltc", cwd=folder) == Ran(0, "", "1 file, no findings\n")


def test_findings_of_several_files(folder: Path) -> None:
    (folder / "worse.nltc").write_text("prose")
    ran = lint("bad.nltc", "good.nltc", "worse.nltc", "--format", "line", cwd=folder)
    assert ran.status == 1
    assert [line.split(" error")[0] for line in ran.out.splitlines()] == ["bad.nltc:1:59:", "worse.nltc:1:1:"]
    assert ran.err == "3 files, 2 errors\n"


def test_text_is_what_check_says(folder: Path) -> None:
    ran = lint("bad.nltc", cwd=folder)
    assert ran.out == logitext("check", "bad.nltc", cwd=folder).err
    assert ran.err == "1 file, 1 error\n"


def test_a_folder_is_searched(folder: Path) -> None:
    for name in ("sub/deep/a.nltc", ".hidden/b.nltc", "sub/c.txt", "sub.nltc/d.nltc"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("prose")
    (folder / "sub" / "loop").symlink_to(folder)
    ran = lint(".", "bad.nltc", "--format", "json", cwd=folder)
    assert ran.status == 1
    names = ["./bad.nltc", "./good.nltc", "./sub/deep/a.nltc", "./sub.nltc/d.nltc"]
    assert json.loads(ran.out)["files"] == names
    assert [one["file"] for one in json.loads(ran.out)["findings"]] == [names[0], *names[2:]]


def test_a_folder_without_policies_is_no_success(folder: Path) -> None:
    (folder / "sub").mkdir()
    ran = lint("sub", cwd=folder)
    assert ran.status == 2
    assert "the folder holds no policy" in ran.out


def test_what_is_wrong_with_a_shared_file_is_said_once() -> None:
    """It is found with each policy that uses the file, under the path by which that policy gets there."""
    sources = (Source("common/terms.nltc", "{{x}}"), Source("./common/../common/terms.nltc", "{{x}}"))
    found = [Diagnostic("NLT101", "wrong", source, Span(2, 3)) for source in sources]
    other = Diagnostic("NLT101", "wrong", sources[0], Span(3, 4))
    assert list(_once([*found, other])) == [found[0], other]


def test_standard_input(folder: Path) -> None:
    ran = lint("-", "good.nltc", "-", "--format", "line", cwd=folder, stdin=BAD)
    assert (ran.status, ran.out) == (1, FOUND.replace("bad.nltc", "<stdin>"))
    assert ran.err == "2 files, 1 error\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xff\xfe{\x00{\x00", id="UTF-16"),
        pytest.param(b"\x00" * 1000, id="zeros"),
        pytest.param(b"{{" * 5000, id="braces"),
        pytest.param(b"{{text a verdict v = " + b"(" * 9000, id="parentheses"),
        pytest.param(b"{{x}}" * 300, id="too many errors"),
        pytest.param(b"\xef\xbb\xbf", id="byte-order mark"),
        pytest.param(b"\r\r\n\r", id="line ends"),
        pytest.param("{{\u202e\U000e0041".encode(), id="unseen"),
    ],
)
def test_any_bytes(folder: Path, content: bytes) -> None:
    (folder / "any.nltc").write_bytes(content)
    for ran in (lint("any.nltc", cwd=folder), lint("-", cwd=folder, stdin=content)):
        assert ran.status in (1, 2)
        assert ran.err.startswith("1 file, ")


def test_what_cannot_be_read_is_said_beside_the_rest(folder: Path) -> None:
    os.mkfifo(folder / "pipe.nltc")
    (folder / "lost.nltc").symlink_to("nowhere.nltc")
    with (folder / "big.nltc").open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    ran = lint("pipe.nltc", "none.nltc", "big.nltc", "lost.nltc", "bad.nltc", "--format", "line", cwd=folder)
    assert ran.status == 2
    assert ran.out == (
        "pipe.nltc: error[NLT001]: it is no regular file\n"
        "none.nltc: error[NLT001]: there is no such file\n"
        "big.nltc: error[NLT001]: it is larger than 64 MiB\n"
        "lost.nltc: error[NLT001]: there is no such file\n" + FOUND
    )
    assert ran.err == "5 files, 5 errors\n"


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on Unix only")
def test_a_file_name_of_any_bytes(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9\x1b[31m\n.nltc")
    (folder / name).write_text(BAD)
    for format, shown in (("text", r"\udce9\x1b[31m .nltc"), ("sarif", "caf%E9%1B%5B31m%0A.nltc")):
        ran = lint(name, "--format", format, cwd=folder)
        assert ran.status == 1
        assert shown in ran.out
        assert "\x1b" not in ran.out


# --- where it goes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["json", "sarif"])
def test_formats_for_tools_are_json(folder: Path, format: str) -> None:
    ran = lint("bad.nltc", "--format", format, cwd=folder)
    assert ran.status == 1
    assert "NLT201" in json.dumps(json.loads(ran.out))


def test_files_by_their_suffix(folder: Path) -> None:
    ran = lint("bad.nltc", "-o", "a.sarif", "-o", "a.json", "-o", "a.jsonl", "-o", "a.txt", "-o", "a", "-o", "-",
               "--format", "line", cwd=folder)  # fmt: skip
    assert ran.status == 1
    assert ran.out == FOUND == (folder / "a").read_text("utf-8")
    assert json.loads((folder / "a.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert json.loads((folder / "a.json").read_text("utf-8"))["findings"][0]["code"] == "NLT201"
    assert json.loads((folder / "a.jsonl").read_text("utf-8"))["code"] == "NLT201"
    assert (folder / "a.txt").read_text("utf-8").startswith("error[NLT201]")


def test_quiet(folder: Path) -> None:
    assert lint("bad.nltc", "-q", cwd=folder) == Ran(1, "", "")


def test_a_file_that_cannot_be_written(folder: Path) -> None:
    ran = lint("bad.nltc", "-o", "none/a.json", cwd=folder)
    assert ran.status == 2
    assert "NLT608" in ran.err


def test_findings_are_not_written_over_a_policy(folder: Path) -> None:
    (folder / "sub").mkdir(exist_ok=True)
    ran = lint(".", "-o", "sub/../bad.nltc", cwd=folder)
    assert ran.status == 2
    assert "the findings would be written over it" in ran.err
    assert (folder / "bad.nltc").read_text() == BAD


def test_nothing_depends_on_where_it_runs(folder: Path) -> None:
    there = {"GITHUB_ACTIONS": "true", "CI": "true"}
    assert lint("bad.nltc", cwd=folder, env=there) == lint("bad.nltc", cwd=folder)


def test_another_encoding_loses_nothing(folder: Path) -> None:
    (folder / "bad.nltc").write_text(BAD.replace("rud}", "rüde}"), "utf-8")
    there = {"PYTHONIOENCODING": "ascii"}
    assert "`r\\xfcde` is not declared" in lint("bad.nltc", cwd=folder, env=there).out
    ran = lint("bad.nltc", "--format", "json", cwd=folder, env=there)
    assert json.loads(ran.out)["findings"][0]["message"] == "`rüde` is not declared"


def test_a_command_that_is_wrong(folder: Path) -> None:
    assert lint(cwd=folder).status == 2
    assert lint("bad.nltc", "--format", "xml", cwd=folder).status == 2


# --- explain -----------------------------------------------------------------------------------------------------


def test_a_page(tmp_path: Path) -> None:
    ran = logitext("explain", "NLT201", cwd=tmp_path)
    assert ran.status == 0
    assert ran.out.startswith(f"# NLT201: {CODES['NLT201']}\n")
    assert "```nltc { .bad }\n" in ran.out


def test_several_pages_each_once(tmp_path: Path) -> None:
    ran = logitext("explain", "nlt201", "error[NLT101]:", "201", cwd=tmp_path)
    titles = [line for line in ran.out.splitlines() if line.startswith("# ")]
    assert titles == [f"# {code}: {CODES[code]}" for code in ("NLT201", "NLT101")]


def test_all_codes(tmp_path: Path) -> None:
    ran = logitext("explain", cwd=tmp_path)
    assert ran.out == "".join(f"{code}  {meaning}\n" for code, meaning in CODES.items())


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("NLT14", "did you mean `NLT104`"),
        ("NLT106", "`NLT101`"),
        ("999", "`logitext explain` lists all codes"),
        ("\x1b[31m", "there is no code `\\x1b[31m`"),
        ("", "there is no code"),
        ("NLT" + "1" * 5000, "there is no code"),
    ],
)
def test_there_is_no_such_code(tmp_path: Path, code: str, hint: str) -> None:
    ran = logitext("explain", "NLT201", code, cwd=tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert hint in ran.err


@pytest.mark.parametrize("pair", ["{{ }}", "<% %>"])
def test_an_annotation_between_fences_is_said(tmp_path: Path, pair: str) -> None:
    opening, closing = pair.split()
    lines = [
        f"{opening}text a verdict v = true{closing}",
        "```",
        f"{opening} name {closing} \\{opening}text b{closing}",
        f'{opening}let c = [[is c]] ask "\\{closing}?"{closing}',
        "```",
    ]
    (tmp_path / "p.nltc").write_text("\n".join(lines))
    ran = logitext("lint", "p.nltc", "--delimiters", pair, "--format", "line", cwd=tmp_path)
    assert ran.status == 0
    assert ran.out.startswith("p.nltc:4:1:")
    assert ran.out.count("NLT114") == 1
