"""The Python API as somebody who has just met it uses it: what is meant is done, what is wrong says what to write."""

from __future__ import annotations

import asyncio
import inspect
import multiprocessing
import typing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pydantic
import pytest

import logitext
from logitext import theory
from logitext.api import SearchOptions
from logitext.report.console import to_text
from logitext.report.text import render

SOURCE = """{{text post: "a post"}}
{{let rude = [[is rude]] match /fool/}} {{let joke = [[is a joke]]}}
{{violation remove = rude unless joke  verdict any = rude}}
{{forall post: remove implies rude}}"""
POLICY = logitext.loads(SOURCE)
JOKE = theory.Answers({"joke": False})
RESULT = POLICY.check("You fool", theory=theory.Chain(JOKE, theory.Pattern()))
OPEN = POLICY.check("Hello", theory=JOKE)


# --- results -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (lambda: RESULT, "a Result is neither true nor false; write `result.decided`, `result.violations`, or"),
        (lambda: RESULT.verdicts["remove"], "a VerdictRecord is neither true nor false; write `verdict.is_true`"),
        (lambda: POLICY.refute("remove implies rude"), "a Search is neither true nor false; write `search.status =="),
        (lambda: next(iter(POLICY.answer())), "a QueryAnswer is neither true nor false"),
        (POLICY.test, "a TestReport is neither true nor false; write `report.failed`"),
        (lambda: POLICY.forecast("Hello"), "a Forecast is neither true nor false"),
    ],
)
def test_what_may_be_undetermined_is_no_condition(what: Callable[[], object], words: str) -> None:
    with pytest.raises(TypeError) as caught:
        bool(what())
    assert str(caught.value).startswith(words)


def test_what_to_write_instead() -> None:
    remove, undetermined = RESULT.verdicts["remove"], OPEN.verdicts["remove"]
    assert (RESULT.decided, RESULT.violations) == (True, ("remove",))
    assert (OPEN.decided, OPEN.violations) == (False, ())
    assert (remove.decided, remove.is_true, remove.is_false) == (True, True, False)
    assert (undetermined.decided, undetermined.is_true, undetermined.is_false) == (False, False, False)
    no = POLICY.check("Hello", theory=theory.Answers({"rude": False})).verdicts["remove"]
    assert (no.decided, no.is_true, no.is_false) == (True, False, True)


def test_print_shows_what_the_command_prints() -> None:
    assert str(RESULT) == to_text(render(RESULT, POLICY.checked)).rstrip("\n")
    assert str(RESULT).startswith("<string>  violation: remove\n  remove is true, because\n    rude  true")
    html = RESULT._repr_html_()
    assert html.startswith('<pre style="white-space:pre">')
    assert "violation: remove</span>" in html
    assert "“is rude”" in html
    search = POLICY.solve("remove", writer="compose", theory="pattern:complete")
    assert str(search).startswith("remove\n  undetermined")
    assert "remove implies rude" in str(POLICY.refute("remove implies rude"))
    assert "<b>" not in POLICY.check("<b>fool</b>", theory="pattern")._repr_html_()


def test_a_result_without_its_policy_is_shown_without_its_words() -> None:
    policy = logitext.loads(SOURCE + " ")
    result = policy.check("You fool", theory="pattern")
    data = result.to_dict()
    data["policy"]["sha256"] = "0" * 64
    shown = str(logitext.Result.model_validate(data)).splitlines()
    assert shown[:3] == [
        "<string>  undetermined",
        "  remove is undetermined, open are joke",
        "  any is true, because rude is true",
    ]


def test_all_types_that_the_api_returns_have_a_name_in_it() -> None:
    public = {id(getattr(logitext, name)) for name in logitext.__all__}
    seen: set[int] = set()

    def visit(kind: Any) -> None:
        for part in typing.get_args(kind):
            visit(part)
        if not inspect.isclass(kind) or not issubclass(kind, pydantic.BaseModel) or id(kind) in seen:
            return
        seen.add(id(kind))
        if kind.__module__ == "logitext.records.explanation" and kind is not logitext.Explanation:
            return  # the parts of an explanation have their home beside it
        if kind.__name__ not in ("WithoutCache", "Instead"):
            assert id(kind) in public, kind
        assert kind.__doc__
        for field in kind.model_fields.values():
            visit(field.annotation)

    results: list[type[pydantic.BaseModel]] = [logitext.Result, logitext.Search, logitext.Cover, logitext.QueryAnswer]
    for kind in [*results, logitext.TestReport, logitext.Forecast, logitext.Difference]:
        visit(kind)
    assert len(seen) > 20


# --- arguments ---------------------------------------------------------------------------------------------------

# mypy says of most of them what Logitext says.
WRONG: list[tuple[Callable[[], object], str, str]] = [
    (lambda: POLICY.check("x", verdicts="remove"), "`verdicts` is a list of names, not a str", 'verdicts=["remove"]'),
    (lambda: POLICY.check("x", verdicts=3), "`verdicts` is a list of names, not int", 'verdicts=["name"]'),  # type: ignore[arg-type]
    (lambda: POLICY.check("x", verdicts=["remov"]), "declares no verdict `remov`", "did you mean `remove`?"),
    (lambda: POLICY.cover(verdicts="remove"), "`verdicts` is a list of names, not a str", 'verdicts=["remove"]'),
    (lambda: POLICY.test(titles="one"), "`titles` is a list of names, not a str", 'titles=["one"]'),
    (lambda: POLICY.check("x", theory=3), "`theory` cannot be of type int", "give a theory, a spec"),  # type: ignore[arg-type]
    (lambda: POLICY.check("x", theory=theory.Pattern), "`theory` is the class `Pattern`", "`Pattern(…)`"),  # type: ignore[arg-type]
    (lambda: POLICY.check("x", theory={"rude": True}), "cannot be of type dict", "`theory.Answers({…})`"),  # type: ignore[arg-type]
    (lambda: POLICY.check("x", theory=[JOKE]), "cannot be of type list", "`theory.Chain(first, second)`"),  # type: ignore[arg-type]
    (lambda: POLICY.solve("remove", theory=3), "`theory` cannot be of type int", "give a theory, a spec"),  # type: ignore[arg-type]
    (lambda: POLICY.check(b"x"), "a text must be a str, not bytes", '`text.decode("utf-8")`'),  # type: ignore[arg-type]
    (lambda: POLICY.check({"post": b"x"}), "`post` must be a str, not bytes", '`post.decode("utf-8")`'),  # type: ignore[dict-item]
    (lambda: POLICY.check({"post": None}), "`post` must be a str, not None", "leave `post` out"),  # type: ignore[dict-item]
    (lambda: POLICY.check(Path("x")), "a text must be a str, not PosixPath", '`text.read_text("utf-8")`'),  # type: ignore[arg-type]
    (lambda: POLICY.check(["x", "y"]), "a text must be a str, not list", "`check_many`"),  # type: ignore[arg-type]
    (lambda: POLICY.check(3), "a text must be a str, not int", "give a str, or a mapping"),  # type: ignore[arg-type]
    (lambda: POLICY.check(texts={"post": "x"}), "there is no option `texts`", "did you mean `text`?"),  # type: ignore[call-arg]
    (lambda: POLICY.cover(given={"post": "x"}), "a cover has no option `given`", "it writes all texts"),  # type: ignore[call-arg]
    (lambda: POLICY.cover(facts={}), "a cover has no option `facts`", "`policy.solve` looks for one text"),  # type: ignore[call-arg]
    (lambda: POLICY.check_many("x"), "`check_many` takes several texts, and this is one", "`[text]`"),
    (lambda: POLICY.check_many({"post": "x"}), "`check_many` takes several texts, and this is one", "`[text]`"),
    (lambda: POLICY.check_many(theory.Texts({"post": "x"})), "takes several texts, and this is one", "`[text]`"),
    (lambda: POLICY.check_many(3), "`check_many` takes several texts, not int", "give a list"),  # type: ignore[arg-type]
    (lambda: logitext.loads(SOURCE + " ").explain(RESULT), "is of another policy", "explain it with the policy that"),
    (lambda: POLICY.explain(RESULT.to_dict()), "must be a `logitext.Result`, not dict", "model_validate"),  # type: ignore[arg-type]
    (lambda: POLICY.explain(True), "must be a `logitext.Result`, not bool", "what `check` gave"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(
    ("call", "message", "hint"), WRONG, ids=[f"{number} {row[1]}" for number, row in enumerate(WRONG)]
)
def test_a_wrong_argument_says_what_to_write(call: Callable[[], object], message: str, hint: str) -> None:
    with pytest.raises(logitext.InputError) as caught:
        call()
    (diagnostic,) = caught.value.diagnostics
    assert message in diagnostic.message
    assert hint in str(diagnostic.hint)


def test_a_result_of_another_policy_is_no_result_of_this_one() -> None:
    (first, *_) = logitext.loads(SOURCE + " ").verify(RESULT)
    assert first.where == "policy.sha256"
    with pytest.raises(logitext.InputError, match="NLT621"):
        POLICY.verify(3)  # type: ignore[arg-type]


def test_a_lambda_is_a_theory() -> None:
    result = POLICY.check("fool", theory=lambda question, texts: question.clause == "rude" and texts["post"] == "fool")
    assert result.verdicts["remove"].is_true
    found = POLICY.solve("any", writer="compose", theory=lambda _, texts: "fool" in texts["post"])
    assert found.status == "sat"

    async def answer(_question: theory.Question, texts: theory.Texts) -> bool:
        await asyncio.sleep(0)
        return "fool" in texts["post"]

    assert POLICY.check("You fool", theory=answer).answers["rude"] is True


def test_texts_with_a_label_keep_it() -> None:
    assert POLICY.check(theory.Texts({"post": "x"}, label="a")).document == "a"
    assert POLICY.check(theory.Texts({"post": "x"}, label="a"), label="b").document == "b"


def test_what_is_wrong_whatever_the_text_is_raised_before() -> None:
    POLICY.prepare(theory="pattern", verdicts=["any"])
    with pytest.raises(logitext.InputError, match="NLT604"):
        POLICY.prepare(verdicts=["remov"])
    with pytest.raises(logitext.InputError, match="NLT503"):
        POLICY.prepare(theory=theory.Answers({"ruder": True}))
    with pytest.raises(logitext.PolicyError, match="NLT409"):
        logitext.loads("{{text post let a = [[is a]] assume a assume not a verdict v = a}}").prepare()


def test_async_code_has_it_all() -> None:
    async def main() -> tuple[object, list[str]]:
        options: SearchOptions = {}
        return await POLICY.averify(RESULT), [answer.outcome.status async for answer in POLICY.aanswer(**options)]

    assert asyncio.run(main()) == ((), [answer.outcome.status for answer in POLICY.answer()])


# --- other processes, and watching -------------------------------------------------------------------------------


def checked(policy: logitext.Policy, text: str) -> logitext.Result:
    return policy.check(text, theory="pattern")


def test_a_policy_goes_to_another_process_and_its_results_come_back(tmp_path: Path) -> None:
    (tmp_path / "terms.nltc").write_text("{{text post}} {{let rude = [[is rude]] match /fool/}}")
    (tmp_path / "main.nltc").write_text('{{use "terms.nltc" violation remove = rude}}')
    policy = logitext.load(tmp_path / "main.nltc")
    (tmp_path / "terms.nltc").unlink()  # the other process makes it of what was read
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        result = pool.submit(checked, policy, "You fool").result()
        wrong = pool.submit(checked, policy, 3)  # type: ignore[arg-type]
        with pytest.raises(logitext.ArgumentError) as caught:
            wrong.result()
    assert result.verdicts["remove"].is_true
    assert policy.verify(result) == ()
    assert "is rude" in str(result)
    assert [found.code for found in caught.value.diagnostics] == ["NLT623"]


def test_a_watcher_knows_the_files_and_when_they_changed(tmp_path: Path) -> None:
    main, terms = tmp_path / "main.nltc", tmp_path / "terms.nltc"
    terms.write_text("{{text post}} {{let rude = [[is rude]]}}")
    main.write_text('{{use "terms.nltc" violation remove = rude}}')
    policy = logitext.load(main)
    assert policy.files == (main, terms)
    assert policy.sha256 == policy.checked.sha256 == logitext.load(main).sha256
    terms.write_text("{{text post}} {{let rude = [[is very rude]]}}")
    assert logitext.load(main).sha256 != policy.sha256
    assert logitext.loads(main.read_text(), str(main)).files == (terms,)
    assert POLICY.files == ()


def test_what_a_theory_is_shown_as_holds_no_secret() -> None:
    model = theory.OpenAI("m", base_url="http://name:secret@localhost:1/v1", api_key="sk-secret", cache=None)
    chain = theory.Chain(theory.Pattern(), model)
    assert repr(theory.Pattern()) == "<Pattern pattern>"
    assert "secret" not in repr(model) + repr(chain) + str(chain)
    assert repr(chain).startswith("<Chain pattern,")
    assert repr(theory.Texts({"post": "secret"}, label="a.txt")) == "<Texts post of a.txt>"
