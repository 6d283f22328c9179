"""`logitext fmt`: which files it writes, what it prints, and its exit status."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.run import logitext

UGLY = "# Rules\n\n{{text  post}} Never {{let rude=[[is\n  rude]] prior 0.1 }}.  \n\n{{verdict v=rude# why\n}}\n"
NEAT = "# Rules\n\n{{text post}} Never {{let rude = [[is\n  rude]] prior 0.1}}.  \n\n{{verdict v = rude  # why\n}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ugly.nltc").write_text(UGLY)
    (tmp_path / "neat.nltc").write_text(NEAT)
    return tmp_path


def test_files_are_formatted_in_place(folder: Path) -> None:
    ran = logitext("fmt", "ugly.nltc", "neat.nltc", cwd=folder)
    assert (ran.status, ran.out, ran.err) == (0, "", "formatted ugly.nltc\n")
    assert (folder / "ugly.nltc").read_text() == NEAT
    assert logitext("fmt", "ugly.nltc", cwd=folder).err == ""


def test_what_needs_no_change_is_not_written(folder: Path) -> None:
    os.utime(folder / "neat.nltc", (1, 1))
    logitext("fmt", "neat.nltc", cwd=folder)
    assert (folder / "neat.nltc").stat().st_mtime == 1


def test_a_file_keeps_its_mode_and_a_link_stays_one(folder: Path) -> None:
    (folder / "ugly.nltc").chmod(0o640)
    (folder / "link.nltc").symlink_to("ugly.nltc")
    assert logitext("fmt", "link.nltc", cwd=folder).status == 0
    assert (folder / "link.nltc").is_symlink()
    assert (folder / "ugly.nltc").read_text() == NEAT
    assert stat.S_IMODE((folder / "ugly.nltc").stat().st_mode) == 0o640


def test_bytes_of_prose_stay(folder: Path) -> None:
    text = "\ufeffA \ufeff\r\n{{text  post\r\nlet x=[[a\r\nb]]}}\t \r\n\r\nB\n".encode()
    (folder / "windows.nltc").write_bytes(text)
    logitext("fmt", "windows.nltc", cwd=folder)
    wanted = "\ufeffA \ufeff\r\n{{text post\r\n  let x = [[a\r\nb]]}}\t \r\n\r\nB\n"
    assert (folder / "windows.nltc").read_bytes() == wanted.encode()


def test_standard_input(folder: Path) -> None:
    ran = logitext("fmt", "-", cwd=folder, stdin=UGLY)
    assert (ran.status, ran.out, ran.err) == (0, NEAT, "")
    marked = logitext("fmt", "-", cwd=folder, stdin="\ufeff{{text  a}}\r\n".encode())
    assert marked.out == "\ufeff{{text a}}\r\n"
    assert logitext("fmt", "-", cwd=folder, stdin="").out == ""


def test_check_lists_and_changes_nothing(folder: Path) -> None:
    ran = logitext("fmt", "--check", "ugly.nltc", "neat.nltc", cwd=folder)
    assert (ran.status, ran.out, ran.err) == (1, "", "would format ugly.nltc\n")
    assert (folder / "ugly.nltc").read_text() == UGLY
    assert logitext("fmt", "--check", "neat.nltc", cwd=folder).status == 0
    stdin = logitext("fmt", "--check", "-", cwd=folder, stdin=UGLY)
    assert (stdin.status, stdin.out, stdin.err) == (1, "", "would format <stdin>\n")


def test_diff(folder: Path) -> None:
    ran = logitext("fmt", "--diff", "ugly.nltc", "neat.nltc", cwd=folder)
    assert (ran.status, ran.err) == (1, "would format ugly.nltc\n")
    assert "\x1b" not in ran.out
    assert ran.out.splitlines()[:3] == ["--- ugly.nltc", "+++ ugly.nltc", "@@ -1,7 +1,7 @@"]
    assert "\n-{{verdict v=rude# why\n+{{verdict v = rude  # why\n" in ran.out
    assert (folder / "ugly.nltc").read_text() == UGLY
    assert logitext("fmt", "--diff", "neat.nltc", cwd=folder).out == ""


def test_diff_without_a_line_end_at_the_end(folder: Path) -> None:
    ran = logitext("fmt", "--diff", "-", cwd=folder, stdin="{{text  a}}")
    marker = "\\ No newline at end of file"
    assert ran.out == f"--- <stdin>\n+++ <stdin>\n@@ -1 +1 @@\n-{{{{text  a}}}}\n{marker}\n+{{{{text a}}}}\n{marker}\n"


def test_folders(folder: Path) -> None:
    for place in ("a/b", ".hidden", "a/.cache"):
        (folder / place).mkdir(parents=True)
        (folder / place / "deep.nltc").write_text("{{text  x}}")
    (folder / "a" / "letter.txt").write_text("{{text  x}}")
    ran = logitext("fmt", ".", "a", "ugly.nltc", cwd=folder)
    assert (ran.status, ran.err.splitlines()) == (0, [f"formatted {Path('a/b/deep.nltc')}", "formatted ugly.nltc"])
    assert (folder / "a" / "letter.txt").read_text() == "{{text  x}}"
    empty = folder / "empty"
    empty.mkdir()
    ran = logitext("fmt", "empty", cwd=folder)
    assert ran.status == 2
    assert "there is no policy in this folder" in ran.err


def test_a_broken_file_is_left_alone_and_the_others_are_formatted(folder: Path) -> None:
    (folder / "broken.nltc").write_text("{{text  a}} {{let x = }}\n{{let = y}}")
    ran = logitext("fmt", "broken.nltc", "missing.nltc", "ugly.nltc", cwd=folder)
    assert ran.status == 2
    assert ran.err.startswith("formatted ugly.nltc\n")
    assert "broken.nltc:1:23" in ran.err
    assert "broken.nltc:2:7" in ran.err
    assert "there is no such file" in ran.err
    assert (folder / "broken.nltc").read_text() == "{{text  a}} {{let x = }}\n{{let = y}}"


@pytest.mark.parametrize("flags", [["--check"], ["--diff"], []])
def test_an_error_goes_before_a_difference(folder: Path, flags: list[str]) -> None:
    assert logitext("fmt", *flags, "ugly.nltc", "missing.nltc", cwd=folder).status == 2


def test_what_is_no_utf8_is_left_alone(folder: Path) -> None:
    (folder / "latin.nltc").write_bytes(b"{{text  a}} \xe4")
    ran = logitext("fmt", "latin.nltc", cwd=folder)
    assert ran.status == 2
    assert "it is not UTF-8" in ran.err
    assert (folder / "latin.nltc").read_bytes() == b"{{text  a}} \xe4"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_cannot_be_written(folder: Path) -> None:
    folder.chmod(0o500)
    try:
        ran = logitext("fmt", "ugly.nltc", cwd=folder)
    finally:
        folder.chmod(0o700)
    assert ran.status == 2
    assert "it cannot be written" in ran.err
    assert (folder / "ugly.nltc").read_text() == UGLY


def test_line_length(folder: Path) -> None:
    text = "{{verdict v = a or b or c}}\n"
    assert logitext("fmt", "-", "--line-length", "20", cwd=folder, stdin=text).out == (
        "{{verdict v =\n  a or b or c}}\n"
    )
    narrow = logitext("fmt", "-", cwd=folder, stdin=text, env={"LOGITEXT_LINE_LENGTH": "10"}).out
    assert narrow == "{{verdict v =\n  a\n  or b\n  or c}}\n"
    assert logitext("fmt", "-", "--line-length", "0", cwd=folder, stdin=text).status == 2


def test_files_are_needed(folder: Path) -> None:
    assert logitext("fmt", cwd=folder).status == 2
