"""Theories by name, built in and plugged in."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from logitext.syntax.diagnostics import InputError, LogitextError, TheoryError
from logitext.theory import Answers, Ask, Chain, Mock, Pattern, Replay, Theory, from_spec
from logitext.theory.chain import members_of
from logitext.theory.spec import default_theory

KNOWN = "the theories are `answers`, `ask`, `learned`, `mock`, `openai`, `pattern`, `replay`"


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    file = tmp_path / "answers.yaml"
    file.write_text("rude: yes\n")
    return file


def complaints(spec: str, error: type[LogitextError] = InputError) -> list[str]:
    with pytest.raises(error) as wrong:
        from_spec(spec)
    return [f"{d.code} {d.message} ({d.hint})" for d in wrong.value.diagnostics]


# --- built in ----------------------------------------------------------------------------------------------------


def test_one_theory_is_itself_and_several_are_a_chain(answers: Path) -> None:
    assert type(from_spec("pattern")) is Pattern
    assert type(from_spec(f"answers:{answers}")) is Answers
    assert type(from_spec("ask")) is Ask
    chain = from_spec(f"pattern, answers:{answers} ,ask")
    assert isinstance(chain, Chain)
    assert [type(member) for member in chain.members] == [Pattern, Answers, Ask]


@pytest.mark.parametrize("name", ["a,b.yaml", "c:d.yaml", "ü b.yaml", ",.yaml"])
def test_commas_and_colons_in_file_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("rude: yes\n")
    spec = "pattern,answers:" + os.fspath(tmp_path / name).replace(",", "\\,")
    assert len(members_of(from_spec(spec))) == 2


def test_replay_and_mock_read_their_files(tmp_path: Path) -> None:
    recording, script = tmp_path / "answers.jsonl", tmp_path / "mock.yaml"
    recording.write_text("")
    script.write_text("answers: {rude: yes}\n")
    assert [type(member) for member in members_of(from_spec(f"replay:{recording},mock:{script}"))] == [Replay, Mock]


def test_ask_with_a_file(tmp_path: Path) -> None:
    theory = from_spec(f"ask:{tmp_path / 'kept.yaml'}")
    theory.prepare([])
    missing = from_spec(f"ask:{tmp_path / 'no folder' / 'kept.yaml'}")
    with pytest.raises(InputError, match="NLT608"):
        missing.prepare([])
    assert list(tmp_path.iterdir()) == []  # nothing is written before there is an answer


BAD = [
    (
        "",
        [f"NLT510 a theory's name is missing ({KNOWN})"],
    ),
    ("pattern,", ["NLT510 a theory's name is missing"]),
    (":x", ["NLT510 a theory's name is missing"]),
    ("patern", ["NLT510 there is no theory `patern` (did you mean `pattern`?)"]),
    ("Pattern", ["NLT510 there is no theory `Pattern` (did you mean `pattern`?)"]),
    (
        "zzz",
        [f"NLT510 there is no theory `zzz` ({KNOWN})"],
    ),
    ("mok:x", ["NLT510 there is no theory `mok` (did you mean `mock`?)"]),
    ("openai", ["NLT511 `openai` needs a model (write `openai:MODEL`;"]),
    ("openai:", ["NLT511 `openai` needs a model"]),
    ("openai:gpt", ["NLT541 there is no key for https://api.openai.com/v1 (set `OPENAI_API_KEY`,"]),
    ("replay", ["NLT511 `replay` needs a file (write `replay:FILE`; `--record FILE` makes one)"]),
    ("replay:", ["NLT511 `replay` needs a file"]),
    ("replay:none.jsonl", ["NLT520 no answers can be replayed from this file: there is no such file"]),
    ("mock", ["NLT511 `mock` needs a file (write `mock:FILE`)"]),
    ("mock:", ["NLT511 `mock` needs a file"]),
    ("mock:none.yaml", ["NLT501 no answers can be had from this file: there is no such file"]),
    ("answers", ["NLT511 `answers` needs a file (write `answers:FILE`)"]),
    ("answers:", ["NLT511 `answers` needs a file (write `answers:FILE`)"]),
    ("pattern:x", ["NLT511 `pattern` takes no argument but `complete`, and `x` is given"]),
    ("pattern:", ["NLT511 `pattern` takes no argument but `complete`, and `` is given"]),
    ("ask:", ["NLT511 the file after `ask:` is missing"]),
    ("answers:none.yaml", ["NLT501 no answers can be had from this file: there is no such file"]),
    (
        "patern,answers,ask,openai:x",
        ["NLT510 there is no theory `patern`", "NLT511 `answers`", "NLT541 there is no key"],
    ),
]


@pytest.mark.parametrize(("spec", "messages"), BAD, ids=[repr(case[0]) for case in BAD])
def test_what_is_wrong_with_a_spec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str, messages: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    said = complaints(spec)
    assert len(said) == len(messages)
    for line, wanted in zip(said, messages, strict=True):
        assert line.startswith(wanted)


def test_the_default() -> None:
    assert type(default_theory(interactive=False)) is Pattern
    assert [type(member) for member in members_of(default_theory(interactive=True))] == [Pattern, Ask]


# --- plugged in --------------------------------------------------------------------------------------------------

PLUGIN = """\
from logitext.theory import Theory
from logitext.syntax.diagnostics import Diagnostic, InputError

class Oracle(Theory):
    name = "oracle"
    def __init__(self, argument):
        self.argument = argument

def nothing(argument):
    return 3

def broken(argument):
    raise RuntimeError("no such planet")

def leaves(argument):
    raise SystemExit(0)

def picky(argument):
    raise InputError([Diagnostic("NLT511", "`picky` needs a planet")])
"""

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """`install("dist", oracle="module:attribute")`: a distribution that registers theories, for one test."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "logitext_test_plugin.py").write_text(PLUGIN)
    monkeypatch.delitem(sys.modules, "logitext_test_plugin", raising=False)

    def install(distribution: str, **theories: str) -> None:
        info = tmp_path / f"{distribution}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        lines = "".join(f"{name} = {target}\n" for name, target in theories.items())
        (info / "entry_points.txt").write_text(f"[logitext.theories]\n{lines}")
        importlib.invalidate_caches()

    return install


@pytest.mark.parametrize(("spec", "argument"), [("oracle", None), ("oracle:", ""), ("oracle:a:b", "a:b")], ids=repr)
def test_a_plug_in_gets_its_argument(install: Install, spec: str, argument: str | None) -> None:
    install("stars", oracle="logitext_test_plugin:Oracle")
    theory = from_spec(spec)
    assert isinstance(theory, Theory)
    assert vars(theory) == {"argument": argument}


def test_a_plug_in_in_a_chain_and_in_a_hint(install: Install) -> None:
    install("stars", oracle="logitext_test_plugin:Oracle")
    assert from_spec("pattern,oracle").name == "pattern,oracle"
    assert complaints("oracl") == ["NLT510 there is no theory `oracl` (did you mean `oracle`?)"]
    assert complaints("zzz")[0].endswith(f"({KNOWN}, `oracle`)")


def test_plug_ins_can_be_switched_off(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install("stars", oracle="logitext_test_plugin:Oracle")
    monkeypatch.setenv("LOGITEXT_NO_PLUGINS", "1")
    (said,) = complaints("oracle")
    assert said.startswith(f"NLT510 there is no theory `oracle` ({KNOWN};")
    assert said.endswith("; plug-ins are off (LOGITEXT_NO_PLUGINS))")
    monkeypatch.setenv("LOGITEXT_NO_PLUGINS", "0")
    assert from_spec("oracle").name == "oracle"


def test_a_plug_in_cannot_take_the_name_of_a_theory_of_ours(install: Install) -> None:
    install("stars", pattern="logitext_test_plugin:Oracle", openai="logitext_test_plugin:Oracle")
    assert type(from_spec("pattern")) is Pattern
    assert complaints("openai")[0].startswith("NLT511 `openai` needs a model")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("logitext_test_plugin:broken", "cannot be used: RuntimeError: no such planet"),
        ("logitext_test_plugin:leaves", "cannot be used: SystemExit: 0"),
        ("logitext_test_plugin:absent", "cannot be used: AttributeError: "),
        ("no_such_module_at_all:x", "cannot be used: ModuleNotFoundError: "),
        ("logitext_test_plugin:nothing", "made an object of type int, which is no theory"),
    ],
    ids=lambda case: case[-20:],
)
def test_a_broken_plug_in_is_named_and_harms_nobody_else(install: Install, target: str, message: str) -> None:
    install("stars", oracle=target)
    assert type(from_spec("pattern")) is Pattern
    (said,) = complaints("oracle", TheoryError)
    assert said.startswith(f"NLT512 the plug-in `oracle` (stars) {message}")


def test_what_a_plug_in_says_itself_is_passed_on(install: Install) -> None:
    install("stars", picky="logitext_test_plugin:picky")
    assert complaints("picky,patern") == [
        "NLT511 `picky` needs a planet (None)",
        "NLT510 there is no theory `patern` (did you mean `pattern`?)",
    ]


def test_two_plug_ins_of_one_name(install: Install) -> None:
    install("stars", oracle="logitext_test_plugin:Oracle")
    install("moons", oracle="logitext_test_plugin:Oracle")
    (said,) = complaints("oracle", TheoryError)
    assert said == "NLT512 several plug-ins are called `oracle` (moons and stars) (uninstall all but one)"
