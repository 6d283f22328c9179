"""Help texts list options by heading, and messages about options say what a stranger can use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.run import logitext

HERE = Path(__file__).parent


def headings(help: str) -> list[str]:
    return re.findall(r"^(\w.*):$", help, re.MULTILINE)


def test_options_stand_under_headings() -> None:
    assert headings(logitext("check", "--help", cwd=HERE).out) == [
        "Input", "Answers", "Output", "Explanations", "Probabilities", "Exit status", "Limits", "Order of questions",
        "Language models", "Cache and prices", "Options", "Settings",
    ]  # fmt: skip


@pytest.mark.parametrize("words", [("check",), ("run",), ("serve",), ("cache", "info"), ("fmt",), ("bench", "run")])
def test_environment_variables_are_said_once(words: tuple[str, ...]) -> None:
    help = logitext(*words, "--help", cwd=HERE).out
    assert "env var" not in help
    assert help.count("environment variables (`--") == 1


def test_a_command_without_settings_speaks_of_none() -> None:
    assert headings(logitext("explain", "--help", cwd=HERE).out) == ["Options"]


def test_each_option_stands_in_one_place() -> None:
    help = logitext("run", "--help", cwd=HERE).out
    assert len(re.findall(r"^  --theory ", help, re.MULTILINE)) == 1
    assert "\n  POLICY" not in help.partition("Input:")[2]


def test_a_wrong_value_names_where_it_came_from() -> None:
    flag = logitext("check", "policy.nltc", "--max-calls", "-1", cwd=HERE).err
    assert "Invalid value for '--max-calls': -1 is not in the range" in flag
    variable = logitext("check", "policy.nltc", cwd=HERE, env={"LOGITEXT_MAX_CALLS": "-1"}).err
    assert "Invalid value for the environment variable LOGITEXT_MAX_CALLS: -1 is not" in variable


@pytest.mark.parametrize(
    ("flag", "said"),
    [("--max-cost", "'three' is not a valid number."), ("--max-calls", "'three' is not a valid whole number.")],
)
def test_a_number_that_is_none(flag: str, said: str) -> None:
    assert said in logitext("check", "policy.nltc", flag, "three", cwd=HERE).err


@pytest.mark.parametrize(
    "words", [("check", "--html"), ("eval", "-o"), ("lint", "-o"), ("test", "-o"), ("solve", "-o")]
)
def test_an_output_without_a_folder_is_refused_before_anything_is_done(words: tuple[str, str]) -> None:
    """Before the policy is read, if it can be: no answer is paid for that cannot be written."""
    command, flag = words
    policy = Path(__file__).parents[2] / "examples" / "harassment" / "policy.nltc"
    more = ["cases.csv"] if command == "eval" else ["remove"] if command == "solve" else []
    done = logitext(
        command, str(policy), *more, flag, "absent/x.html" if flag == "--html" else "absent/x.json", cwd=HERE
    )
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("error[NLT608]: cannot write absent/x.")
    assert "there is no such folder" in done.err


def test_a_text_before_the_policy(tmp_path: Path) -> None:
    done = logitext("check", "post.txt", "chat.nltc", cwd=tmp_path)
    assert done.status == 2
    assert "the policy comes first: `logitext check chat.nltc post.txt`" in done.err
