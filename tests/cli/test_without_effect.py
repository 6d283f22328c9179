"""Options, settings, keys and files that have no effect are said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from logitext.cli.main import cli
from logitext.records import result as results
from logitext.syntax.diagnostics import InputError
from logitext.theory.files.entries import RESULT

POLICY = """{{text post: "a post"}}
{{let rude = [[is rude]] match /fool/  let many: Int = [[how many it names]]
  violation remove = rude or many > 3}}
{{test "one": given rude expect remove}}
{{check remove}}
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    for name in ("LOGITEXT_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    Path("p.nltc").write_text(POLICY)
    Path("post.txt").write_text("You fool")
    return lambda *words, **env: CliRunner().invoke(cli, words, env=env, standalone_mode=False, catch_exceptions=False)


CHECK = ("check", "p.nltc", "post.txt", "--set", "many=1")

OPTIONS = [
    ((*CHECK, "--temperature", "0", "--cache", "x"), "`--temperature` and `--cache` have no effect: no model is asked"),
    ((*CHECK, "--strategy", "gain"), "`--strategy` has no effect: nobody who answers has a price"),
    ((*CHECK, "--priors-file", "x"), "`--priors-file` has no effect: --priors is not given"),
    ((*CHECK, "--exit-zero", "--fail-on", "remove"), "`--fail-on` has no effect: with --exit-zero"),
    ((*CHECK, "--dry-run", "--explain"), "`--explain` has no effect: with --dry-run nothing is decided"),
    ((*CHECK, "-o", "x.json", "--format", "text"), "`--format` has no effect: the names of the files choose"),
    (("test", "p.nltc", "--theory", "pattern"), "`--theory` has no effect: no test gives a text, so nobody is asked"),
    (("query", "p.nltc", "post.txt", "--limit", "3"), "`--limit` has no effect: no query is a `cover`"),
    (("query", "p.nltc", "post.txt", "--rounds", "3"), "`--rounds` has no effect: each query is a `check`"),
    (("graph", "p.nltc", "--no-clauses", "--texts"), "`--texts` has no effect: without clauses"),
    (("graph", "p.nltc", "--format", "json", "--direction", "TB"), "`--direction` has no effect: JSON has"),
    (("plan", "p.nltc", "--priors-file", "x"), "`--priors-file` has no effect: --priors is not given"),
    (
        ("plan", "p.nltc", "--priors", "mail", "--priors-file", "x"),
        "`--priors mail` has no effect: nothing was learned",
    ),
    ((*CHECK, "--theory", "mock:m.yaml", "--priors", "mail", "--priors-file", "x"), "`--priors mail` has no effect"),
    (("lint", "p.nltc", "--nogoods", "none.json", "-o", "f.txt"), "the nogoods have no effect: the file holds none"),
]


@pytest.mark.parametrize(("words", "message"), OPTIONS, ids=[" ".join(words) for words, _ in OPTIONS])
def test_an_option_without_effect_is_named(run: Run, words: tuple[str, ...], message: str) -> None:
    Path("m.yaml").write_text("answers: {rude: true, many: 1}\n")
    Path("none.json").write_text('{"nogoods": []}')
    said = run(*words).stderr + (Path("f.txt").read_text() if Path("f.txt").exists() else "")
    assert said.count(f"warning[NLT609]: {message}") == 1


def test_options_with_an_effect_are_not_named(run: Run) -> None:
    assert run(*CHECK, "--fail-on", "remove", "--record", "r.jsonl", "--redact", "-o", "x.json").stderr == ""
    Path("m.yaml").write_text("answers: {rude: true, many: 1}\n")
    assert run(*CHECK, "--theory", "mock:m.yaml", "--strategy", "gain").stderr == ""
    assert run(*CHECK, "-o", "x.jsonl", "--format", "jsonl").stderr == ""  # it says the same
    assert run("graph", "p.nltc", "--texts", "--direction", "TB").stderr == ""


def test_the_environment_and_settings_are_meant_for_many_commands(run: Run) -> None:
    Path("logitext.toml").write_text("temperature = 0\n[check]\nstrategy = 'gain'\n")
    assert run(*CHECK, LOGITEXT_CACHE="x").stderr == ""


def test_a_misspelt_environment_variable_is_named(run: Run) -> None:
    said = run(*CHECK, LOGITEXT_THOERY="pattern", LOGITEXT_CACHE="x", LOGITEXT_OF_ANOTHER="1").stderr
    assert "warning[NLT609]: the environment variable `LOGITEXT_THOERY` has no effect" in said
    assert "did you mean `LOGITEXT_THEORY`?" in said
    assert said.count("NLT609") == 1
    assert run(*CHECK, LOGITEXT_TRACEBACK="1", LOGITEXT_PRIORS_FILE="x").stderr == ""


# --- settings

WRONG = [
    ("[tool]\nlogitext = 3", "`tool.logitext` is 3, and no table", "write `[tool.logitext]`, and keys below"),
    ("[tool.logitext]\ncheck = 3", "there is no setting `check`", "`check` is a command: write a table"),
    ("[tool.logitext.chekc]\ntheory = 'x'", "there is no setting `chekc`", "did you mean `check`?"),
    ("[tool.logitext]\nexit-zero = 3", "the setting `exit-zero` is true or false, not 3", "write `exit-zero = true`"),
    ("[tool.logitext]\nset = 'a=b'", 'the setting `set` is a list of texts, not "a=b"', 'write `set = ["…"]`'),
    ("[tool.logitext.check]\ntheory = ['x']", "the setting `theory` is a text, not a list", 'write `theory = "…"`'),
    ("[tool.logitext]\nmax-calls = 'x'", 'the setting `max-calls` is a number, not "x"', "write `max-calls = 1`"),
]


@pytest.mark.parametrize(("toml", "message", "hint"), WRONG, ids=[message for _, message, _ in WRONG])
def test_a_setting_of_another_kind_is_an_error(run: Run, toml: str, message: str, hint: str) -> None:
    Path("pyproject.toml").write_text(toml)
    with pytest.raises(InputError) as error:
        run(*CHECK)
    (found,) = error.value.diagnostics
    assert (found.code, found.message) == ("NLT607", message)
    assert (found.hint or "").startswith(hint)


def test_settings_that_another_file_hides_are_named(run: Run) -> None:
    Path("pyproject.toml").write_text("[tool.logitext]\nformat = 'json'\n")
    Path("logitext.toml").write_text("format = 'jsonl'\n")
    ran = run(*CHECK)
    assert ran.stdout.startswith('{"schema_version"')
    assert "`[tool.logitext]` has no effect, as logitext.toml is beside it" in ran.stderr
    Path("pyproject.toml").write_text("tool = 3\n")  # no table at all: nobody's settings
    assert run(*CHECK).stderr == ""


def test_a_commands_own_table_goes_before_what_is_set_for_all(run: Run) -> None:
    Path("pyproject.toml").write_text("[tool.logitext.check]\nformat = 'jsonl'\n[tool.logitext]\nformat = 'json'\n")
    assert run(*CHECK).stdout.count("\n") == 1


# --- answers


def test_a_misspelt_key_of_a_result_is_an_error(run: Run) -> None:
    run(*CHECK, "-o", "r.json")
    result = json.loads(Path("r.json").read_text())
    result["docment"] = result.pop("document")  # its answers would be those for every document
    Path("r.json").write_text(json.dumps(result))
    with pytest.raises(InputError, match="a result has no part `docment`") as error:
        run("check", "p.nltc", "post.txt", "--answers", "r.json")
    assert error.value.diagnostics[0].hint == "did you mean `document`?"


def test_the_keys_of_a_result_are_all_known() -> None:
    assert set(RESULT) == {*results.Result.model_fields, "id"}  # which the records of a run begin with


@pytest.mark.parametrize("command", [("test",), ("solve", "remove"), ("cover",), ("query", "post.txt")])
def test_answers_without_effect_are_said_by_every_command(run: Run, command: tuple[str, ...]) -> None:
    Path("p.nltc").write_text(POLICY.replace("given rude", "given post = 'a fool'".replace("'", '"')))
    Path("a.yaml").write_text("many: 1\ntexts:\n  elsewhere.txt: {rude: yes}\n")
    name, *rest = command
    words = (name, "p.nltc", *rest, "--theory", "answers:a.yaml")
    assert "warning[NLT507]: the answers for `elsewhere.txt`" in run(*words).stderr
    Path("a.yaml").write_text("")
    assert "warning[NLT609]: the answers file holds no answers" in run(*words).stderr


def test_outdated_answers_are_said_by_a_search(run: Run) -> None:
    run(*CHECK, "-o", "r.json")
    Path("post.txt").write_text("Another")
    ran = run("query", "p.nltc", "post.txt", "--theory", "answers:r.json")
    assert "NLT507" in ran.stderr  # what a query reads has no name, so nothing was said of it


def test_a_misspelt_clause_of_a_policy_with_units_is_said_once(run: Run) -> None:
    Path("p.nltc").write_text(
        """{{text post}} {{let rude(s) = [[s is rude]] match /fool/  let spam = [[is spam]]
        violation remove = (forsome s in sentences(post): rude(s)) or spam}}"""
    )
    Path("other.txt").write_text("One. Two. Three.")
    line = ("check", "p.nltc", "post.txt", "other.txt", "--answers", "a.yaml")
    Path("a.yaml").write_text("sapm: no\nrude(post.sentences[9]): yes\n")
    with pytest.raises(InputError, match="the policy has no clause `sapm`") as error:
        run(*line)
    assert len(error.value.diagnostics) == 1
    Path("a.yaml").write_text(
        "spam: yes\nrude(post.sentences[9]): yes\n"
    )  # a sentence that another text has, it may be
    assert run(*line).return_value == 1


# --- cases


def test_keys_of_cases_without_effect_are_named(run: Run) -> None:
    lines = [
        {"txet": "a", "answers": {"rude": True}, "id": 7},
        {"txet": "a", "answers": {"rude": True}, "text": "a", "texts": {"post": "b"}, "source": "x"},
    ]
    Path("c.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    ran = run("cover", "p.nltc", "--cases", "c.jsonl", "--format", "json")
    assert "warning[NLT617]: `txet` (2 times), `source`, `text` (`texts` counts) have no effect in a case" in ran.stderr
    assert "did you mean `text`?" in ran.stderr
    assert [one["texts"] for one in json.loads(ran.stdout)["texts"]] == [{}, {"post": "b"}]
    assert json.loads(ran.stdout)["texts"][0]["label"] == "7"


CASES = [
    ("cases: [{answers: {rdue: yes}}]", "case 1: the policy has no clause `rdue`", "did you mean `rude`?"),
    ("cases: [{answers: {many: x}}]", 'case 1: `many`: expected a whole number, not "x"', None),
    ("cases: [{answers: {rude: yes, rude: no}}]", "`rude` stands here twice", "keep one of them"),
    ("cases: [{answers: {rude: yes}, texts: {psot: x}}]", "case 1: the policy declares no text `psot`", "did you mean `post`?"),  # noqa: E501  # a row of a table
    ("cases: [{anwsers: {rude: yes}}]", "case 1: it has no `answers`", "did you mean `answers`?"),
    ("cases: [{answers: [rude]}]", "case 1: its `answers` are no mapping", None),
    ("cases: [{answers: {rude: yes}, texts: [x]}]", "case 1: its texts are a list", 'write `"text": "…"`, or'),
    ("cases: 3", "the file holds no list of cases", "each case is"),
    ("cases: []", "the file holds no case", "each case is"),
    ("", "the file holds no list of cases", "each case is"),
    ("{", "not well-formed JSON: a key in double quotes was expected here", "each case is"),
]  # fmt: skip


@pytest.mark.parametrize(("yaml", "message", "hint"), CASES, ids=[text or "empty" for text, _, _ in CASES])
def test_cases_that_cannot_be_used(run: Run, yaml: str, message: str, hint: str | None) -> None:
    Path("c.json" if yaml == "{" else "c.yaml").write_text(yaml)
    with pytest.raises(InputError) as error:
        run("cover", "p.nltc", "--cases", "c.json" if yaml == "{" else "c.yaml")
    (found,) = error.value.diagnostics
    assert (found.code, found.message) == ("NLT617", message)
    assert (found.hint or "").startswith(hint or "")


def test_a_single_case_is_a_case(run: Run) -> None:
    Path("c.jsonl").write_text('{"texts": {"post": "a"}, "answers": {"rude": true, "many": 5}}\n')
    found = json.loads(run("cover", "p.nltc", "--cases", "c.jsonl", "--format", "json").stdout)
    assert found["texts"][0]["answers"] == {"rude": True, "many": 5}


def test_kept_texts_that_are_not_used_are_counted(run: Run) -> None:
    keep = ("cover", "p.nltc", "--by", "verdict", "--tries", "1", "--keep", "k.jsonl", "-q")
    assert "NLT617" not in run(*keep, "--theory", "pattern").stderr
    assert "NLT617" not in run(*keep, "--theory", "pattern").stderr
    ran = run(*keep, "--theory", "pattern:complete")
    assert "warning[NLT617]: the text in this file is not used: it was read by another theory (`pattern`," in ran.stderr
    Path("p.nltc").write_text(POLICY + " ")
    ran = run(*keep, "--theory", "pattern")
    assert "texts in this file are not used: " in ran.stderr
    assert "were read for another version of the policy" in ran.stderr
    # What a cover keeps can be measured as cases, whoever read it.
    assert run("cover", "p.nltc", "--cases", "k.jsonl", "-q").stderr == ""
