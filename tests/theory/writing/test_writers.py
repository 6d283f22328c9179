"""The writers that come with Logitext, and how they are named."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from logitext.policy.patterns import compile_pattern
from logitext.syntax.diagnostics import InputError
from logitext.syntax.source import Span
from logitext.syntax.tree import Regex
from logitext.theory.protocol import Question, Texts
from logitext.theory.writing.compose import _NOTHING, Compose
from logitext.theory.writing.mock import MockWriter, load_writer
from logitext.theory.writing.person import Person
from logitext.theory.writing.protocol import Demand, Goal, Miss, Proposals, TextWanted, Unmet, Writer
from logitext.theory.writing.spec import writer_of


def regex(text: str, flags: str = "") -> Regex:
    return Regex(text, flags, Span(0, 0))


def question(
    name: str, *match: str, yes: Sequence[str] = (), no: Sequence[str] = (), texts: Sequence[str] = ("post",)
) -> Question:
    patterns = tuple(map(regex, match))
    return Question(name, name, f"it is {name}", match=patterns, yes=tuple(yes), no=tuple(no), texts=tuple(texts))


def true(asked: Question) -> Demand:
    return Demand(asked, "true", lambda value: value is True, True)


def false(asked: Question) -> Demand:
    return Demand(asked, "false", lambda value: value is False, False)


def composed(
    *demands: Demand, count: int = 1, write: Sequence[str] = ("post",), unlike: Sequence[Mapping[str, str]] = ()
) -> Proposals:
    goal = Goal(tuple(map(TextWanted, write)), demands, count=count, unlike=tuple(unlike))
    return asyncio.run(Compose().propose(goal, ()))


# --- compose -----------------------------------------------------------------------------------------------------


def test_examples_are_put_together() -> None:
    rude, loud = question("rude", yes=["You fool!"]), question("loud", yes=["NOW!"], no=["Quietly."])
    (text,) = composed(true(rude), true(loud)).texts
    assert text == {"post": "You fool! NOW!"}
    (text,) = composed(true(rude), false(loud)).texts
    assert text == {"post": "You fool!"}
    (text,) = composed(false(rude), false(loud)).texts
    assert text == {"post": "Quietly."}


def test_what_is_made_up_fits_the_pattern() -> None:
    patterns = [r"\b\d+ \w+ (street|lane)\b", r"(?i)\bkill(ing)? (you|him)\b", r"^[A-Z]{3}-\d{4}$", r"a{2,4}b+c*", "é+"]
    for pattern in patterns:
        texts = composed(true(question("it", pattern)), count=4).texts
        assert texts, pattern
        for text in texts:
            assert compile_pattern(regex(pattern)).search(text["post"]) is not None


def test_a_piece_that_breaks_another_demand_is_avoided() -> None:
    rude = question("rude", r"\bfool\b", yes=["You fool!", "What a fool."])
    loud = question("loud", "!")
    assert composed(true(rude), false(loud)).texts[0] == {"post": "What a fool."}


def test_every_version_is_another() -> None:
    rude = question("rude", r"\b(fool|idiot|clown)\b", yes=["You fool."])
    texts = composed(true(rude), count=4).texts
    assert len({text["post"] for text in texts}) == len(texts) == 4
    assert composed(true(rude), unlike=texts).texts[0] not in texts


def test_each_clause_goes_into_its_own_text() -> None:
    asks = question("asks", yes=["Why?"], texts=("letter",))
    answers = question("answers", yes=["Because."], texts=("reply",))
    (texts,) = composed(true(asks), true(answers), write=("letter", "reply")).texts
    assert texts == {"letter": "Why?", "reply": "Because."}


def test_what_cannot_be_said_is_told() -> None:
    found = composed(true(question("odd")), true(question("rude", yes=["You fool!"])))
    assert found.texts == [{"post": "You fool!"}]
    assert found.notes == ("compose: no example and no pattern says odd is true",)


def test_it_ends_when_nothing_is_new() -> None:
    rude = question("rude", yes=["You fool!"])
    found = composed(true(rude), unlike=[{"post": "You fool!"}])
    assert [text["post"] for text in found.texts] == ["Good morning. You fool!"]
    every = [{"post": f"{opening}You fool!"} for opening in ("", *(f"{one} " for one in _NOTHING))]
    found = composed(true(rude), unlike=every)
    assert (list(found.texts), found.over) == ([], None)
    assert found.notes == ("compose: the examples and patterns give nothing new",)


def test_given_texts_stay_as_they_are() -> None:
    same = question("same", "stolen", texts=("letter", "reply"))
    goal = Goal((TextWanted("reply"),), (false(same),), given=Texts({"letter": "It was stolen."}))
    (texts,) = asyncio.run(Compose().propose(goal, ())).texts
    assert list(texts) == ["reply"]


# --- mock --------------------------------------------------------------------------------------------------------


def test_a_script_is_read(tmp_path: Path) -> None:
    file = tmp_path / "writer.yaml"
    file.write_text("per_call: 1\nprice: {call: 3}\ntexts:\n  - You fool!\n  - {post: Go away., reply: No.}\n")
    writer = load_writer(file)
    goal = Goal((TextWanted("post"),), (), count=5)
    said = [asyncio.run(writer.propose(goal, ())) for _ in range(3)]
    assert [list(one.texts) for one in said] == [[{"post": "You fool!"}], [{"post": "Go away.", "reply": "No."}], []]
    assert said[2].over == "the script has no text left"
    assert writer.price.call == 3
    assert len(writer.goals) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- a", "a writer's script must hold `texts`, a list of texts"),
        ("text: [a]", "the script has no key `text`"),
        ("texts: a", "`texts` must be a list of texts"),
        ("texts: [[a]]", "a text of the script must be a text, or texts by name"),
        ("texts: [a]\nprice: -1", "expected a number from 0 on"),
    ],
)
def test_what_is_wrong_with_a_script(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "writer.yaml"
    file.write_text(content)
    with pytest.raises(InputError) as error:
        load_writer(file)
    assert said in str(error.value)


def test_an_exception_of_the_script_is_raised_in_its_turn() -> None:
    writer = MockWriter(["a", ConnectionError("down"), "b"])
    goal = Goal((TextWanted("post"),), (), count=2)
    assert list(asyncio.run(writer.propose(goal, ())).texts) == [{"post": "a"}]
    with pytest.raises(ConnectionError):
        asyncio.run(writer.propose(goal, ()))
    assert list(asyncio.run(writer.propose(goal, ())).texts) == [{"post": "b"}]


# --- a person ----------------------------------------------------------------------------------------------------


def typed(lines: str, goal: Goal) -> tuple[Proposals, str]:
    screen = io.StringIO()
    person = Person(reader=io.StringIO(lines), writer=screen)
    found = asyncio.run(person.propose(goal, ()))
    person.heard({}, [Unmet(true(question("rude")), False, "so kind")] if found.texts else [])
    return found, screen.getvalue()


GOAL = Goal((TextWanted("post", "a message"), TextWanted("reply")), (true(question("rude")), false(question("loud"))))


def test_a_person_writes_text_after_text() -> None:
    found, screen = typed("\nYou\nfool!\n\nNo.\n\n", GOAL)
    assert list(found.texts) == [{"post": "You\nfool!", "reply": "No."}]
    assert "write post (a message) of which\n    rude is true  “it is rude”\n    loud is false" in screen
    assert 'not met: rude is true, but it was read as false: "so kind"' in screen


@pytest.mark.parametrize("lines", [":q\n", "", "You fool!\n\n", "You fool!\n\n:q\n"])
def test_a_person_may_stop(lines: str) -> None:
    found, _ = typed(lines, GOAL)
    assert (list(found.texts), found.over) == ([], "the person stopped")


def test_what_a_text_holds_cannot_move_the_cursor() -> None:
    screen = io.StringIO()
    person = Person(reader=io.StringIO(""), writer=screen)
    person.heard({}, [Unmet(true(question("rude")), False, "\x1b[2J")])
    assert "\x1b" not in screen.getvalue()


# --- names -------------------------------------------------------------------------------------------------------


def test_writers_by_name(tmp_path: Path) -> None:
    file = tmp_path / "w.yaml"
    file.write_text("texts: [a]")
    assert writer_of("compose").name == "compose"
    assert writer_of("compose:7").name == "compose"
    assert writer_of("ask").name == "ask"
    assert writer_of(f"mock:{file}").name == "mock"
    assert writer_of("openai:m", {"base_url": "http://localhost:1/v1", "cache": None, "samples": 3}).name == "openai"


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("compos", "there is no writer `compos`"),
        ("pattern", "there is no writer `pattern`"),
        ("compose:x", "`compose` takes a number, not `x`"),
        ("openai", "`openai` needs a model"),
        ("ask:file", "`ask` takes no argument here, but `file` is given"),
        ("mock", "`mock` needs a file"),
    ],
)
def test_what_is_no_writer(spec: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        writer_of(spec)
    assert said in str(error.value)


def test_a_writer_must_be_able_to_write() -> None:
    with pytest.raises(TypeError, match="Writer does not define propose"):
        asyncio.run(Writer().propose(GOAL, list[Miss]()))
