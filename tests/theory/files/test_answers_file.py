"""Answers files: how every sort is read, what is refused and where it is shown to be, and that no file does harm."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logitext.policy.sorts import BOOL, INT, REAL, TEXT, Enumeration, Sort
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory import Answer, Question, Texts, Unknown, Value, load_answers
from logitext.theory.files import nodes_yaml
from logitext.theory.validation import ask

LEVEL = Enumeration.of("no", "minor", "serious", "unknown")
QUESTIONS = [
    Question("threat", "threat", "threatens"),
    Question("level", "level", "how severe", LEVEL),
    Question("victims", "victims", "how many", INT),
    Question("claim", "claim", "how much", REAL),
    Question("zip", "zip", "which zip code", TEXT),
]
GIVEN_AS_UNKNOWN = Unknown("the answer given is `unknown`")


@pytest.fixture(params=["C", "Python"])
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both of PyYAML's parsers, so that it does not matter which of them is installed."""
    if request.param == "C" and not yaml.__with_libyaml__:
        pytest.skip("PyYAML without libyaml")
    monkeypatch.setattr(nodes_yaml, "_Loader", yaml.CSafeLoader if request.param == "C" else yaml.SafeLoader)


def read(folder: Path, text: str | bytes, name: str = "answers.yaml", label: str | None = None) -> dict[str, Answer]:
    """What a file answers to all questions."""
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    theory = load_answers(file)
    theory.prepare(QUESTIONS)
    return asyncio.run(ask(theory, QUESTIONS, Texts({}, label))).answers


def wrong(folder: Path, text: str | bytes, name: str = "answers.yaml") -> list[Diagnostic]:
    with pytest.raises(InputError) as caught:
        read(folder, text, name)
    return list(caught.value.diagnostics)


def shown(diagnostic: Diagnostic) -> str:
    """Code, place, message, the text that is pointed at and the hint."""
    assert diagnostic.source is not None
    assert diagnostic.span is not None
    assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(diagnostic.source.text)
    line, column = diagnostic.source.position(diagnostic.span.start)
    at = diagnostic.source[diagnostic.span]
    return f"{line}:{column} {diagnostic.code} {diagnostic.message} <{at}>" + (
        f" ({diagnostic.hint})" if diagnostic.hint else ""
    )


# --- values ------------------------------------------------------------------------------------------------------

VALUES: list[tuple[str, str, Any]] = [
    *[("threat", word, True) for word in ("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON")],
    *[("threat", word, False) for word in ("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF")],
    *[("threat", word, None) for word in ("null", "Null", "NULL", "~", "unknown", "", '"unknown"')],
    ("level", "no", "no"),
    ("level", '"no"', "no"),
    ("level", "'serious'", "serious"),
    ("level", "unknown", "unknown"),  # its own label
    ("level", "null", None),
    ("victims", "3", 3),
    ("victims", "-3", -3),
    ("victims", "+3", 3),
    ("victims", "3.0", 3),
    ("victims", "75_000", 75000),
    ("victims", "1e3", 1000),
    ("victims", "123456789012345678901234567890", 123456789012345678901234567890),
    ("victims", "unknown", None),
    ("claim", "0.1", Fraction(1, 10)),
    ("claim", "75000", Fraction(75000)),
    ("claim", "75000.00", Fraction(75000)),
    ("claim", "0.30000000000000000000000000000000001", Fraction("0.30000000000000000000000000000000001")),
    ("claim", "1/3", Fraction(1, 3)),
    ("claim", '"1/3"', Fraction(1, 3)),
    ("claim", ".5", Fraction(1, 2)),
    ("claim", "5.", Fraction(5)),
    ("claim", "-2.5e-1", Fraction(-1, 4)),
    ("zip", "02139", "02139"),
    ("zip", "1:30", "1:30"),
    ("zip", "no", "no"),
    ("zip", "0x1F", "0x1F"),
    ("zip", "2020-01-01", "2020-01-01"),
    ("zip", '"null"', "null"),
    ("zip", '"unknown"', "unknown"),
    ("zip", "unknown", None),
    ("zip", '""', ""),
    ("zip", "two words  # and a comment", "two words"),
    ("zip", r'"é\u00e9\x41\n"', "ééA\n"),
    ("zip", "|\n  one\n  two\n", "one\ntwo\n"),
    ("zip", "😀", "😀"),
]


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(
    ("clause", "written", "value"), VALUES, ids=[f"{n}-{case[0]}-{case[1]!a}" for n, case in enumerate(VALUES)]
)
def test_how_a_value_is_read(tmp_path: Path, clause: str, written: str, value: Any) -> None:
    answer = read(tmp_path, f"{clause}: {written}\n")[clause]
    assert answer == (GIVEN_AS_UNKNOWN if value is None else Value(value))
    assert not isinstance(answer, Value) or type(answer.value) is type(value)


JSON_VALUES: list[tuple[str, str, Any]] = [
    ("threat", "true", True),
    ("threat", "null", None),
    ("threat", '"unknown"', None),
    ("level", '"no"', "no"),
    ("victims", "3", 3),
    ("victims", "3.0", 3),
    ("claim", "0.1", Fraction(1, 10)),
    ("claim", "1E2", Fraction(100)),
    ("claim", '"1/3"', Fraction(1, 3)),
    ("zip", '"02139"', "02139"),
    ("zip", "2139", "2139"),
    ("zip", r'"\ud83d\ude00\/\u00e9"', "😀/é"),
    ("zip", '"\u2028"', "\u2028"),
    ("zip", '"unknown"', "unknown"),
]


@pytest.mark.parametrize("layout", ['{"%s": %s}', '{\n\t"%s"\t:\t%s\r\n}\n', ' \n{"%s":%s}'], ids=repr)
@pytest.mark.parametrize(
    ("clause", "written", "value"),
    JSON_VALUES,
    ids=[f"{n}-{case[0]}-{case[1]!a}" for n, case in enumerate(JSON_VALUES)],
)
def test_how_a_value_is_read_from_json(tmp_path: Path, layout: str, clause: str, written: str, value: Any) -> None:
    answer = read(tmp_path, layout % (clause, written), "answers.json")[clause]
    assert answer == (GIVEN_AS_UNKNOWN if value is None else Value(value))


@pytest.mark.usefixtures("_loader")
def test_a_whole_file(tmp_path: Path) -> None:
    text = """\
# what the annotators said
threat: {value: yes, probability: 0.9}
level:
  value: serious
  quote: "beaten,
    and badly"
texts:
  a.txt:
    victims: 2   # two of them
    threat: {probability: 0.1}
  'b.txt': {victims: 3}
  c.txt:
"""
    general = read(tmp_path, text)
    assert general["threat"] == Value(True, 0.9)
    assert general["level"] == Value("serious", None, "beaten, and badly")
    assert general["victims"] == Unknown("no answer is given")
    first = read(tmp_path, text, label="texts/a.txt")
    assert first["threat"] == Value(False, 0.1)
    assert first["victims"] == Value(2)
    assert first["level"] == general["level"]
    assert read(tmp_path, text, label="b.txt")["victims"] == Value(3)
    assert read(tmp_path, text, label="c.txt")["victims"] == Unknown("no answer is given for `c.txt`")


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "{}", "null\n", "texts:\n", "texts: {}"], ids=repr)
def test_a_file_without_answers(tmp_path: Path, text: str) -> None:
    assert set(read(tmp_path, text).values()) == {Unknown("no answer is given")}


@pytest.mark.usefixtures("_loader")
def test_a_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    answers = read(tmp_path, b"\xef\xbb\xbfthreat: yes\r\nvictims: 2\r\n")
    assert (answers["threat"], answers["victims"]) == (Value(True), Value(2))


def test_yaml_in_braces_is_read_too(tmp_path: Path) -> None:
    assert read(tmp_path, "{threat: yes, zip: 02139}")["zip"] == Value("02139")


# --- what is wrong -----------------------------------------------------------------------------------------------

SHAPE = "(an answer is a value, or {value: …, probability: …, quote: …}"
BAD: list[tuple[str, list[str]]] = [
    ("thret: yes\n", ["1:1 NLT503 the policy has no clause `thret` <thret> (did you mean `threat`?)"]),
    ("threat: maybe\n", ['1:9 NLT504 `threat`: expected true or false, not "maybe" <maybe>']),
    ("threat: 'yes'\n", ["1:9 NLT504 `threat`: expected true or false, not \"yes\" <'yes'> (write it without quotes)"]),
    ("threat: 1\n", ['1:9 NLT504 `threat`: expected true or false, not "1" <1>']),
    ("threat: y\n", ['1:9 NLT504 `threat`: expected true or false, not "y" <y>']),
    ("victims: 1.5\n", ["1:10 NLT504 `victims`: expected a whole number, not 1.5 <1.5>"]),
    ("victims: '3'\n", ["1:10 NLT504 `victims`: expected a whole number, not \"3\" <'3'> (write it without quotes)"]),
    ("victims: 010\n", ['1:10 NLT504 `victims`: expected a whole number, not "010" <010> (leave the leading 0 out']),
    ("victims: 0x10\n", ['1:10 NLT504 `victims`: expected a whole number, not "0x10" <0x10>']),
    ("victims: 75,000\n", ['1:10 NLT504 `victims`: expected a whole number, not "75,000" <75,000> (write digits only']),
    ("claim: 1:30\n", ['1:8 NLT504 `claim`: expected a number, not "1:30" <1:30>']),
    ("claim: .inf\n", ['1:8 NLT504 `claim`: expected a number, not ".inf" <.inf>']),
    ("claim: .nan\n", ['1:8 NLT504 `claim`: expected a number, not ".nan" <.nan>']),
    ("claim: 1e999999999\n", ['1:8 NLT504 `claim`: expected a number, not "1e999999999" <1e999999999>']),
    ("claim: 1/0\n", ['1:8 NLT504 `claim`: expected a number, not "1/0" <1/0>']),
    ("claim: $75,000\n", ['1:8 NLT504 `claim`: expected a number, not "$75,000" <$75,000> (write digits only']),
    (
        "level: sirious\n",
        ['1:8 NLT504 `level`: expected one of no, minor, serious, unknown, not "sirious"; did you mean serious?'],
    ),
    ("level: No\n", ['1:8 NLT504 `level`: expected one of no, minor, serious, unknown, not "No" <No>']),
    (
        "threat: {value: yes, probability: 1.5}\n",
        ["1:35 NLT504 `threat`: expected a probability from 0 to 1, not 1.5 <1.5>"],
    ),
    ("threat:\n  value: yes\n  prob: 1\n", ["3:3 NLT506 the answer to `threat` has no part `prob` <prob> (did you me"]),
    ("threat: [yes, no]\n", [f"1:9 NLT506 `threat` is answered with a list <[yes, no]> {SHAPE}"]),
    ("threat: {quote: x}\n", ["1:9 NLT506 the answer to `threat` has neither a value nor a probability <{quote: x}>"]),
    (
        "a.txt:\n  threat: yes\n",
        [f"2:3 NLT506 the answer to `a.txt` has no part `threat` <threat> {SHAPE}; several te"],
    ),
    ("texts:\n  a.txt: yes\n", ["2:10 NLT506 `a.txt` under `texts` holds no answers <yes> (write `texts: {FILE NAME"]),
    ("just words\n", ["1:1 NLT506 the file holds no answers <just words> (write `clause: value`, one clause a line)"]),
    ("- threat\n", ["1:3 NLT506 an element of the list holds no `answers` <threat>"]),
    ("threat: yes\nthreat: no\n", ["2:1 NLT505 `threat` is given twice <threat> (keep one of them)"]),
    ("texts:\n  a: {zip: 1}\n  a: {}\n", ["3:3 NLT505 `a` is given twice <a>"]),
    ("threat: {value: yes, value: no}\n", ["1:22 NLT505 `value` is given twice <value>"]),
    ("threat: &a yes\n", ["1:9 NLT502 anchors (`&a`) are not accepted <&a yes> (write the value where it is needed)"]),
    (
        "threat: &a yes\nlevel: *a\n",
        ["1:9 NLT502 anchors (`&a`)", "2:8 NLT502 aliases (`*name`) are not accepted <*a> (write the value again)"],
    ),
    ("threat: *a\n", ["1:9 NLT502 aliases (`*name`) are not accepted <*a>"]),
    ("threat: !!bool yes\n", ["1:9 NLT502 tags (`tag:yaml.org,2002:bool`) are not accepted <!!bool yes>"]),
    ("threat: !!python/object/apply:os.system [id]\n", ["1:9 NLT502 tags (`tag:yaml.org,2002:python/object/apply:os."]),
    ("? [a, b]\n: yes\n", ["1:3 NLT502 a key must be a word or a string <[a, b]>"]),
    ("threat: yes\n---\nlevel: no\n", ["2:1 NLT502 a second document begins; a file holds one <--->"]),
    (
        "zip: a\x07\n",
        ["1:7 NLT502 not well-formed YAML: the character U+0007 must be written as an escape <\x07> (in do"],
    ),
    ("[" * 100, ["1:34 NLT502 it nests more than 32 levels deep"]),
    ("a: " + "{a: " * 5000, ["1:132 NLT502 it nests more than 32 levels deep"]),
]


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(("text", "messages"), BAD, ids=[f"{n}-{case[0][:24]!a}" for n, case in enumerate(BAD)])
def test_what_is_wrong_with_a_file(tmp_path: Path, text: str, messages: list[str]) -> None:
    said = [shown(diagnostic) for diagnostic in wrong(tmp_path, text)]
    assert len(said) == len(messages)
    for line, wanted in zip(said, messages, strict=True):
        assert line.startswith(wanted)


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(
    ("text", "place"),
    [("a: b: c", (1, 5)), ("threat:\n\t- b", (2, 1)), ('zip: "x', (1, 8)), ("@x", (1, 1)), ("a: 1\n b: 2", (2, 3))],
    ids=repr,
)
def test_where_yaml_is_broken(tmp_path: Path, text: str, place: tuple[int, int]) -> None:
    (diagnostic,) = wrong(tmp_path, text)
    assert diagnostic.code == "NLT502"
    assert diagnostic.message.startswith("not well-formed YAML: ")
    assert diagnostic.source is not None
    assert diagnostic.span is not None
    assert diagnostic.source.position(diagnostic.span.start) == place
    assert diagnostic.hint


BAD_JSON = [
    ('{"threat" true}', "1:11 NLT502 not well-formed JSON: `:` was expected here <t>"),
    ('{"threat": true', "1:15 NLT502 not well-formed JSON: `,` or `}` was expected here <e>"),
    ('{"threat": tru}', "1:12 NLT502 not well-formed JSON: a value was expected here <t>"),
    ('{"victims": 1,}', "1:15 NLT502 not well-formed JSON: a key in double quotes was expected here <}>"),
    ("{threat: true}", "1:2 NLT502 not well-formed JSON: a key in double quotes was expected here <t>"),
    ('{"victims": 01}', "1:14 NLT502 not well-formed JSON: `,` or `}` was expected here <1>"),
    ('{"claim": NaN}', "1:11 NLT502 not well-formed JSON: a value was expected here <N>"),
    ('{"zip": "a\nb"}', "1:11 NLT502 not well-formed JSON: invalid control character at <\n>"),
    ('{"zip": "\\x"}', "1:10 NLT502 not well-formed JSON: invalid \\escape <\\>"),
    ('{"zip": "\\ud83d"}', '1:9 NLT502 not well-formed JSON: half of a surrogate pair is no character <">'),
    ('{"zip": "a"} x', "1:14 NLT502 not well-formed JSON: something follows the end <x>"),
    ("[" * 100, "1:34 NLT502 not well-formed JSON: it nests more than 32 levels deep <[>"),
    ('[{"answers": {}} {}]', "1:18 NLT502 not well-formed JSON: `,` or `]` was expected here <{>"),
    ('{"threat": true, "threat": false}', "1:18 NLT505 `threat` is given twice"),
    ('{"thret": true}', "1:2 NLT503 the policy has no clause `thret`"),
    ('{"threat": "true"}', '1:12 NLT504 `threat`: expected true or false, not "true"'),
    ("[true]", "1:2 NLT506 an element of the list holds no `answers` <true>"),
]


@pytest.mark.parametrize(
    ("text", "message"), BAD_JSON, ids=[f"{n}-{case[0][:24]!a}" for n, case in enumerate(BAD_JSON)]
)
def test_what_is_wrong_with_a_json_file(tmp_path: Path, text: str, message: str) -> None:
    said = [shown(diagnostic) for diagnostic in wrong(tmp_path, text, "answers.json")]
    assert len(said) == 1
    assert said[0].startswith(message)


@pytest.mark.usefixtures("_loader")
def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    shape = "texts:\n  a: yes\nthreat: [1]\nlevel: {valeu: no}\nthreat: no\n"
    assert [diagnostic.code for diagnostic in wrong(tmp_path, shape)] == ["NLT506", "NLT506", "NLT506", "NLT505"]
    policy = "texts:\n  a: {victims: x}\nthret: 1\nlevel: 2\nclaim: {value: 1, probability: 2}\n"
    assert [shown(diagnostic).split(" ")[0] for diagnostic in wrong(tmp_path, policy)] == ["2:16", "3:1", "4:8", "5:32"]


@pytest.mark.usefixtures("_loader")
def test_a_duplicate_shows_the_first(tmp_path: Path) -> None:
    (diagnostic,) = wrong(tmp_path, "threat: yes\nlevel: no\nthreat: no\n")
    (label,) = diagnostic.labels
    assert label.source.position(label.span.start) == (1, 1)
    assert label.text == "first here"


@pytest.mark.usefixtures("_loader")
def test_places_count_characters_after_letters_of_any_script(tmp_path: Path) -> None:
    (diagnostic,) = wrong(tmp_path, "zip: 'été 😀'\r\nthreat: vielleicht\r\n")
    assert shown(diagnostic).startswith('2:9 NLT504 `threat`: expected true or false, not "vielleicht" <vielleicht>')


# --- files that cannot be read -----------------------------------------------------------------------------------


def test_missing_files_and_folders(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path / "none.yaml", "there is no such file"),
        (tmp_path, "it is a directory, not a file"),
    ):
        with pytest.raises(InputError) as caught:
            load_answers(path)
        (diagnostic,) = caught.value.diagnostics
        assert diagnostic.code == "NLT501"
        assert str(path) in str(caught.value)
        assert diagnostic.message.endswith(reason)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="NLT501"):
        load_answers(tmp_path / "pipe")


def test_broken_utf_8_is_located(tmp_path: Path) -> None:
    (diagnostic,) = wrong(tmp_path, b"threat: yes\nzip: caf\xe9\n")
    assert diagnostic.code == "NLT501"
    assert "0xe9 at offset 20, line 2" in diagnostic.message


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logitext.theory.files.answers_file.MAX_CHARACTERS", 10)
    (diagnostic,) = wrong(tmp_path, "threat: yes\n")
    assert diagnostic.code == "NLT501"


# --- results -----------------------------------------------------------------------------------------------------


def result(document: str | None, **answers: Any) -> dict[str, Any]:
    return {
        "schema_version": "1",
        "policy": {"path": "p.nltc", "sha256": "0" * 64},
        "document": document,
        "texts": {"post": {"sha256": "0" * 64}},
        "status": "decided",
        "verdicts": {
            "remove": {
                "kind": "violation",
                "value": True,
                "because": [{"clause": "threat", "value": True, "span": {"line": 1, "column": 2}, "heading": ["a"]}],
                "open": [],
            }
        },
        "answers": answers,
        "conflict": [],
    }


LAYOUTS: dict[str, Callable[[list[Any]], str]] = {
    "list.json": lambda results: json.dumps(results, indent=2),
    "list.yaml": yaml.safe_dump,
    "lines.jsonl": lambda results: "".join(json.dumps(one) + "\n" for one in results),
    "lines-and-gaps.jsonl": lambda results: "\r\n\r\n".join(json.dumps(one, ensure_ascii=False) for one in results),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_results_are_read_as_answers(tmp_path: Path, name: str) -> None:
    text = LAYOUTS[name](
        [
            result("a.txt", threat=True, claim="1/3", zip="😀\u2028"),
            result("b/ä.txt", threat=False, victims=None, level="no"),
            result(None, victims=7),
        ]
    )
    first = read(tmp_path, text, name, "in/a.txt")
    assert [first[clause] for clause in ("threat", "claim", "zip", "victims")] == [
        Value(True),
        Value(Fraction(1, 3)),
        Value("😀\u2028"),
        Value(7),
    ]
    second = read(tmp_path, text, name, "b/ä.txt")
    assert second["threat"] == Value(False)
    assert second["level"] == Value("no")
    assert second["victims"] == GIVEN_AS_UNKNOWN


def test_one_result_is_for_its_document_alone(tmp_path: Path) -> None:
    text = json.dumps(result("a.txt", threat=True))
    assert read(tmp_path, text, label="a.txt")["threat"] == Value(True)
    assert read(tmp_path, text, label="b.txt")["threat"] == Unknown("no answer is given for `b.txt`")
    assert read(tmp_path, text + "\n", "one.jsonl", label="a.txt")["threat"] == Value(True)


def test_results_of_no_document_or_of_the_same_one_cannot_be_told_apart(tmp_path: Path) -> None:
    nameless = wrong(tmp_path, json.dumps([result(None, threat=True), result(None, threat=False)]), "r.json")
    assert [diagnostic.code for diagnostic in nameless] == ["NLT505"]
    same = wrong(tmp_path, json.dumps([result("a", threat=True), result("a", threat=False)]), "r.json")
    assert [diagnostic.message for diagnostic in same] == ["two results are about `a`"]


def test_every_broken_line_of_json_lines_is_found(tmp_path: Path) -> None:
    lines = [json.dumps(result("a", threat=True)), '{"answers": tru}', "{}", json.dumps(result("b"))[:-20]]
    said = wrong(tmp_path, "\n".join(lines), "r.jsonl")
    assert [diagnostic.code for diagnostic in said] == ["NLT502", "NLT502"]
    assert [shown(diagnostic).split(":")[0] for diagnostic in said] == ["2", "4"]
    shape = wrong(tmp_path, "\n".join([lines[0], "{}", '{"answers": 3}']), "r.jsonl")
    assert [(diagnostic.code, shown(diagnostic)[:3]) for diagnostic in shape] == [("NLT506", "2:1"), ("NLT506", "3:1")]


def test_a_result_that_does_not_fit_the_policy(tmp_path: Path) -> None:
    said = wrong(tmp_path, json.dumps(result("a.txt", thret=True, victims="x")), "r.json")
    assert [diagnostic.code for diagnostic in said] == ["NLT503", "NLT504"]


# --- harm --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_loader")
def test_a_billion_laughs_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert {diagnostic.code for diagnostic in wrong(tmp_path, "\n".join(lines))} == {"NLT502"}


def test_no_object_is_made(tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    for tag in ("apply:builtins.open", "new:builtins.open", "name:os.system", "module:antigravity"):
        assert wrong(tmp_path, f"threat: !!python/object/{tag} ['{touched}', w]\n")[0].code == "NLT502"
    assert not touched.exists()


def test_deep_nesting_ends_neither_the_stack_nor_the_process(tmp_path: Path) -> None:
    for opening in ("[", "{a: ", "- ", '{"a": ', "? "):
        assert {diagnostic.code for diagnostic in wrong(tmp_path, opening * 100_000)} == {"NLT502"}


def test_reading_a_file_does_not_load_z3_or_openai() -> None:
    program = "import sys, logitext.theory; print([name for name in ('z3', 'openai', 'rich') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=600)
    assert done.stdout.strip() == "[]", done.stderr


SHORT = [HealthCheck.function_scoped_fixture]


@settings(suppress_health_check=SHORT)
@given(
    st.text()
    | st.lists(st.sampled_from(["threat", ": ", "yes", "\n", "  ", "{", "}", "- ", '"', "texts", "[", "&a", "*a"])).map(
        "".join
    )
)
def test_whatever_a_file_holds_it_is_answers_or_an_input_error(tmp_path: Path, text: str) -> None:
    for name in ("answers.yaml", "answers.json"):
        found: list[Diagnostic] = []
        try:
            answers = read(tmp_path, text.encode("utf-8", "replace"), name)
        except InputError as error:
            found = list(error.diagnostics)
        spans = [diagnostic.span for diagnostic in found if diagnostic.span is not None]
        assert spans == sorted(spans)
        assert found or set(answers) == {question.id for question in QUESTIONS}


SORTED: st.SearchStrategy[tuple[Sort, Any]] = st.one_of(
    st.tuples(st.just(BOOL), st.booleans()),
    st.tuples(st.just(INT), st.integers()),
    st.tuples(st.just(TEXT), st.text(st.characters(exclude_categories=["Cs"]))),
    st.tuples(st.just(LEVEL), st.sampled_from(LEVEL.labels)),
    st.tuples(st.just(REAL), st.floats(allow_nan=False, allow_infinity=False)),
)


@settings(suppress_health_check=SHORT)
@given(SORTED)
def test_what_the_usual_writers_write_is_read_back(tmp_path: Path, sorted_value: tuple[Sort, Any]) -> None:
    sort, value = sorted_value
    question = Question("c", "c", "…", sort)
    wanted = Fraction(repr(value)) if sort == REAL else value
    for name, text in (("a.json", json.dumps({"c": value})), ("a.yaml", yaml.safe_dump({"c": value}))):
        if name == "a.yaml" and "e" in repr(value) and sort == REAL:
            continue  # PyYAML writes 1e+16 as 1.0e+16, read as such; the rest is the same
        (tmp_path / name).write_text(text, "utf-8")
        theory = load_answers(tmp_path / name)
        theory.prepare([question])
        assert asyncio.run(ask(theory, [question], Texts({}))).answers == {"c": Value(wanted)}
