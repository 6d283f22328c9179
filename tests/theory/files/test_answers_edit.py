"""Changing one answer in a file: what was there stays, to the letter where the layout allows."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from logitext.policy.sorts import TEXT, Enumeration, Sort
from logitext.policy.sorts import Value as SortValue
from logitext.syntax.diagnostics import InputError
from logitext.syntax.source import Source
from logitext.theory.files import answers_edit
from logitext.theory.files.answers_edit import with_answer, without_answer
from logitext.theory.files.answers_file import parse
from logitext.theory.files.entries import Entries, read_entries
from logitext.theory.files.problems import Problems


def entries(text: str, name: str = "answers.yaml") -> Entries:
    problems = Problems(Source(name, text))
    root = parse(Source(name, text), problems)
    problems.raise_any()
    assert root is not None
    found = read_entries(root, problems)
    problems.raise_any()
    return found


PUT: list[tuple[str, str | None, str, SortValue | None, str]] = [
    ("", None, "rude", True, "rude: true\n"),
    ("", "a.txt", "rude", True, "texts:\n  a.txt:\n    rude: true\n"),
    ("# mine\n", None, "rude", False, "# mine\nrude: false\n"),
    ("# mine", None, "rude", False, "# mine\nrude: false\n"),
    ("{}\n", None, "rude", True, '{"rude": true}\n'),
    ("{\n}\n", None, "rude", True, '{\n  "rude": true\n}\n'),
    ("a: 1\n", None, "b", None, "a: 1\nb: null\n"),
    ("a: 1", None, "b", 2, "a: 1\nb: 2\n"),
    ("a: 1  # one\n# end\n", None, "b", 2, "a: 1  # one\nb: 2\n# end\n"),
    ("a: 1\r\n", None, "b", 2, "a: 1\r\nb: 2\r\n"),
    ("a: 1  # one\nb: 2\n", None, "a", 3, "a: 3  # one\nb: 2\n"),
    ("a:\nb: 2\n", None, "a", 3, "a: 3\nb: 2\n"),
    ("a:   # later\nb: 2\n", None, "a", 3, "a: 3   # later\nb: 2\n"),
    ("a: |\n  long\n  text\nb: 2\n", None, "a", 3, "a: 3\nb: 2\n"),
    ('a: "in\n  quotes"\nb: 2\n', None, "a", 3, "a: 3\nb: 2\n"),
    ("a: {value: 1, quote: x}\n", None, "a", 3, "a: 3\n"),
    ("a:\n  value: 1\n  quote: x\nb: 2\n", None, "a", 3, "a:\n  3\nb: 2\n"),
    ("texts:\n", "d", "a", 1, "texts:\n  d:\n    a: 1\n"),
    ("texts:  # per file\nb: 2\n", "d", "a", 1, "texts:\n  d:\n    a: 1  # per file\nb: 2\n"),
    ("texts: {}\n", "d", "a", 1, 'texts: {"d": {"a": 1}}\n'),
    ("texts: {d: {}}\n", "d", "a", 1, 'texts: {d: {"a": 1}}\n'),
    ("texts:\n  d:\n    a: 1\nb: 2\n", "d", "c", 3, "texts:\n  d:\n    a: 1\n    c: 3\nb: 2\n"),
    ("texts:\n  d:\n    a: 1\nb: 2\n", "e", "c", 3, "texts:\n  d:\n    a: 1\n  e:\n    c: 3\nb: 2\n"),
    ("texts:\n    d:\n        a: 1\n", "d", "c", 3, "texts:\n    d:\n        a: 1\n        c: 3\n"),
    ("texts:\n  d: {a: 1}  # d\n", "d", "c", 3, 'texts:\n  d: {a: 1, "c": 3}  # d\n'),
    ("b: 2\ntexts:\n  d:\n    a: 1\n", None, "c", 3, "b: 2\ntexts:\n  d:\n    a: 1\nc: 3\n"),
    ('{"a": 1}', None, "b", True, '{"a": 1, "b": true}'),
    ('{\n  "a": 1\n}\n', None, "b", "x", '{\n  "a": 1,\n  "b": "x"\n}\n'),
    ('{\n\t"a": {"value": 1}\n}\n', None, "a", "no", '{\n\t"a": "no"\n}\n'),
    ('{"a": 1}', "d", "b", True, '{"a": 1, "texts": {"d": {"b": true}}}'),
    ("a: 1\n", None, "b", "minor", "a: 1\nb: minor\n"),
    ("a: 1\n", None, "b", "no", 'a: 1\nb: "no"\n'),
    ("a: 1\n", None, "b", "null", 'a: 1\nb: "null"\n'),
    ("a: 1\n", None, "b", "two words: \n\x1b😀", 'a: 1\nb: "two words: \\n\\u001b😀"\n'),
    ("a: 1\n", None, "b", "\x85\u2028\ufeff\x7f", 'a: 1\nb: "\\u0085\\u2028\\ufeff\\u007f"\n'),
    ("a: 1\n", None, "b", Fraction(1, 10), "a: 1\nb: 0.1\n"),
    ("a: 1\n", None, "b", Fraction(1, 3), 'a: 1\nb: "1/3"\n'),
    ("a: 1\n", None, "b", -7, "a: 1\nb: -7\n"),
    ("", "texts/b c.txt", "rude", True, 'texts:\n  "texts/b c.txt":\n    rude: true\n'),
    ("", "no", "rude", True, 'texts:\n  "no":\n    rude: true\n'),
]


@pytest.mark.parametrize(
    ("text", "document", "clause", "value", "wanted"), PUT, ids=[f"{n}-{case[0][:20]!a}" for n, case in enumerate(PUT)]
)
def test_putting_an_answer_in(
    text: str, document: str | None, clause: str, value: SortValue | None, wanted: str
) -> None:
    assert with_answer(Source("answers.yaml", text), document, clause, value) == wanted


TAKEN: list[tuple[str, str | None, str, str]] = [
    ("a: 1\nb: 2\n", None, "a", "b: 2\n"),
    ("a: 1\nb: 2  # two\nc: 3\n", None, "b", "a: 1\nc: 3\n"),
    ("a: 1\nb: 2", None, "b", "a: 1\n"),
    ("# all\na: 1\n", None, "a", "# all\n"),
    ("a: 1\n", None, "b", "a: 1\n"),
    ("a: 1\n", "d", "a", "a: 1\n"),
    ("texts:\n  d:\n    a: 1\n", "d", "a", ""),
    ("b: 2\ntexts:\n  d:\n    a: 1\n", "d", "a", "b: 2\n"),
    ("texts:\n  d:\n    a: 1\n  e:\n    a: 1\n", "d", "a", "texts:\n  e:\n    a: 1\n"),
    ("texts:\n  d:\n    a: 1\n    b: 2\n", "d", "b", "texts:\n  d:\n    a: 1\n"),
    ("a:\n  value: 1\n  quote: x\n# kept\nb: 2\n", None, "a", "# kept\nb: 2\n"),
    ("a: |\n  long\n\nb: 2\n", None, "a", "\nb: 2\n"),
    ('{"a": 1, "b": 2, "c": 3}', None, "a", '{"b": 2, "c": 3}'),
    ('{"a": 1, "b": 2, "c": 3}', None, "b", '{"a": 1, "c": 3}'),
    ('{"a": 1, "b": 2, "c": 3}', None, "c", '{"a": 1, "b": 2}'),
    ('{"a": 1}', None, "a", "{}"),
    ('{"b": 2, "texts": {"d": {"a": 1}}}', "d", "a", '{"b": 2}'),
]


@pytest.mark.parametrize(
    ("text", "document", "clause", "wanted"), TAKEN, ids=[f"{n}-{case[0][:20]!a}" for n, case in enumerate(TAKEN)]
)
def test_taking_an_answer_out(text: str, document: str | None, clause: str, wanted: str) -> None:
    assert without_answer(Source("answers.yaml", text), document, clause) == wanted


ODD = [
    ("? a\n: 1\n", None, {"a": "1", "b": "true"}),
    ("---\nnull\n", None, {"b": "true"}),
    ("a: 1\n...\n", None, {"a": "1", "b": "true"}),
    ("a:\n- x\n", None, None),
    ('"a": 1\n', None, {"a": "1", "b": "true"}),
    ("{a: 1,}\n", None, {"a": "1", "b": "true"}),
    ("{a: 1, # one\n}\n", None, {"a": "1", "b": "true"}),
]


@pytest.mark.parametrize(("text", "document", "wanted"), ODD, ids=[f"{n}-{case[0]!a}" for n, case in enumerate(ODD)])
def test_odd_layouts_lose_no_answer(text: str, document: str | None, wanted: dict[str, str] | None) -> None:
    changed = with_answer(Source("answers.yaml", text), document, "b", True)
    if wanted is None:  # what is no answer is kept too
        assert changed == "a:\n- x\nb: true\n"
    else:
        assert {name: getattr(entry.value, "text", None) for name, entry in entries(changed).general.items()} == wanted


def test_where_a_patch_fails_the_file_is_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers_edit, "patched", lambda *_arguments: "not: [what was\nmeant")
    text = "# gone\na: {value: yes, quote: 'x: y'}\nz: [1, 'b']\ntexts:\n  d: {}\n  e:\n    b: ~\n"
    assert with_answer(Source("a.yaml", text), "d", "c", True) == (
        'a:\n  value: yes\n  quote: "x: y"\nz: [1, "b"]\ntexts:\n  d:\n    c: true\n  e:\n    b: null\n'
    )
    assert with_answer(Source("a.json", '{"a": {"value": 1}}'), None, "c", True) == '{"a": {"value": 1}, "c": true}\n'
    assert without_answer(Source("a.yaml", "a: 1\n"), None, "a") == "{}\n"
    monkeypatch.setattr(answers_edit, "patched", lambda *_arguments: "something: else\n")
    assert with_answer(Source("a.yaml", "a: 1\n"), None, "c", True) == "a: 1\nc: true\n"


def test_a_broken_file_is_not_touched() -> None:
    with pytest.raises(InputError):
        with_answer(Source("a.yaml", "a: [1\n"), None, "b", True)


LABEL = Enumeration.of("no", "minor", "unknown_", "null_")
NAMES = st.sampled_from(["threat", "level", "no", "texts_", "été", "a.txt", "x: y", "", "#", "1"])
VALUES: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.fractions()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)


def value_of(found: Entries, document: str | None, clause: str, sort: Sort) -> Any:
    entry = found.general[clause] if document is None else found.documents[document][clause]
    return getattr(entry.answer(sort), "value", None)


@given(
    st.sampled_from(
        ["", "# c\n", "{}", "{\n}\n", "threat: yes # t\n", 'texts:\n  a.txt: {level: 1}\n  "no":\n    x: 2\n']
    ),
    st.lists(st.tuples(st.none() | NAMES, NAMES, VALUES, st.booleans()), max_size=6),
)
def test_edits_one_after_the_other(text: str, edits: list[tuple[str | None, str, Any, bool]]) -> None:
    from logitext.policy.sorts import BOOL, INT, REAL

    is_json = text.startswith("{")
    comment = "# c\n" if text.startswith("# c\n") else ""
    state: dict[tuple[str | None, str], Any] = {}
    for document, clause, value, keep in edits:
        source = Source("answers.yaml", text)
        if keep:
            text = with_answer(source, document, clause, value)
            state[document, clause] = value
        else:
            text = without_answer(source, document, clause)
            state.pop((document, clause), None)
        found = entries(text)
        for (where, name), wanted in state.items():
            sort = {bool: BOOL, int: INT, str: TEXT}.get(type(wanted), REAL)
            assert value_of(found, where, name, sort) == wanted
        if not keep:
            gone = found.general if document is None else found.documents.get(document, {})
            assert clause not in gone
        assert text.startswith(comment)
        if is_json:
            json.loads(text)
        yaml.compose(text, Loader=yaml.SafeLoader)
