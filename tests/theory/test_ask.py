"""The theory `ask`, with a script in place of the person."""

from __future__ import annotations

import asyncio
import io
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.policy.model import Phrase, Place
from logitext.policy.sorts import BOOL, INT, REAL, TEXT, Enumeration, Sort
from logitext.syntax.diagnostics import InputError
from logitext.syntax.source import Source, Span
from logitext.theory import Answer, Ask, Failure, Question, Retract, Stop, Texts, Unknown, Value, load_answers
from logitext.theory.terminal import visible
from logitext.theory.typed import Command, understand
from logitext.theory.validation import ask

LEVEL = Enumeration.of("minor", "serious", "deadly", "q")
THREAT = Question("threat", "threat", "threatens somebody", texts=("post",))
LEVEL_Q = Question("level", "level", "how severe it is", LEVEL, texts=("post",))
VICTIMS = Question("victims", "victims", "how many people", INT)
DONT_KNOW = Unknown("the person does not know")
QUIT = Stop("the person stopped")


def run(theory: Ask, questions: Sequence[Question], texts: Texts | None = None) -> dict[str, Answer]:
    return asyncio.run(ask(theory, questions, Texts({"post": "hello"}) if texts is None else texts)).answers


def script(*lines: str) -> io.StringIO:
    return io.StringIO("".join(f"{line}\n" for line in lines))


def conversation(questions: Sequence[Question], *lines: str, texts: Texts | None = None) -> tuple[list[Answer], str]:
    """The answers, and what the person saw."""
    screen = io.StringIO()
    answers = run(Ask(script(*lines), screen), questions, texts)
    return list(answers.values()), screen.getvalue()


# --- what may be typed -------------------------------------------------------------------------------------------

UNDERSTOOD: list[tuple[Sort, str, Any]] = [
    *[(BOOL, line, True) for line in ("y", "Y", "yes", " yes ", "true", "True")],
    *[(BOOL, line, False) for line in ("n", "no", "No", "false")],
    (BOOL, "d", Command.DONT_KNOW),
    (BOOL, "D", Command.DONT_KNOW),
    (BOOL, "b", Command.BACK),
    (BOOL, "q", Command.QUIT),
    (BOOL, "t", Command.SHOW),
    (BOOL, "?", Command.HELP),
    (BOOL, "help", Command.HELP),
    (BOOL, ":q", Command.QUIT),
    (BOOL, ":?", Command.HELP),
    (LEVEL, "1", "minor"),
    (LEVEL, "4", "q"),
    (LEVEL, "serious", "serious"),
    (LEVEL, "ser", "serious"),
    (LEVEL, "M", "minor"),
    (LEVEL, "q", "q"),  # a label goes before the command
    (LEVEL, ":q", Command.QUIT),
    (LEVEL, "b", Command.BACK),
    (LEVEL, "t", Command.SHOW),
    (LEVEL, ":d", Command.DONT_KNOW),
    (LEVEL, "de", "deadly"),
    (INT, "12", 12),
    (INT, "-3", -3),
    (INT, "75_000", 75000),
    (INT, "3.0", 3),
    (INT, "q", Command.QUIT),
    (INT, ":help", Command.HELP),
    (REAL, "0.1", Fraction(1, 10)),
    (REAL, "1/3", Fraction(1, 3)),
    (REAL, "d", Command.DONT_KNOW),
    (TEXT, "two words", "two words"),
    (TEXT, " kept as typed ", " kept as typed "),
    (TEXT, "q", "q"),
    (TEXT, "?", "?"),
    (TEXT, "help", "help"),
    (TEXT, "02139", "02139"),
    (TEXT, ":q", Command.QUIT),
    (TEXT, "::q", ":q"),
    (TEXT, "::", ":"),
]


@pytest.mark.parametrize(
    ("sort", "line", "wanted"),
    UNDERSTOOD,
    ids=[f"{n}-{case[0].name[:4]}-{case[1]}" for n, case in enumerate(UNDERSTOOD)],
)
def test_what_is_understood(sort: Sort, line: str, wanted: Any) -> None:
    understood = understand(line, sort)
    assert understood == wanted
    assert type(understood) is type(wanted)


NOT_UNDERSTOOD: list[tuple[Sort, str, str]] = [
    (BOOL, "", "expected y or n, or ? for help"),
    (BOOL, "maybe", "expected y or n, or ? for help"),
    (BOOL, "1", "expected y or n, or ? for help"),
    (BOOL, ":y", "there is no command :y; there are :d :b :t :q :?"),
    (LEVEL, "", "expected a number from 1 to 4 or a label, or :? for help"),
    (LEVEL, "0", "expected a number from 1 to 4 or a label, or :? for help"),
    (LEVEL, "5", "expected a number from 1 to 4 or a label, or :? for help"),
    (LEVEL, "9" * 5000, "expected a number from 1 to 4 or a label, or :? for help"),
    (LEVEL, "x", "expected a number from 1 to 4 or a label, or :? for help"),
    (LEVEL, "d", "`d` may be the command :d or deadly; write more of it, or the colon"),
    (Enumeration.of("mild", "minor"), "mi", "`mi` may be mild or minor; write more of it"),
    (INT, "", "expected a whole number such as 12, or :? for help"),
    (INT, "1.5", "expected a whole number such as 12, or :? for help"),
    (INT, "many", "expected a whole number such as 12, or :? for help"),
    (INT, "12,000", "expected a whole number such as 12, or :? for help"),
    (INT, "1" * 5000, "expected a whole number such as 12, or :? for help"),
    (REAL, "1/0", "expected a number such as 12, 0.5 or 1/3, or :? for help"),
    (REAL, "nan", "expected a number such as 12, 0.5 or 1/3, or :? for help"),
    (TEXT, "", "expected some text in one line, or :? for help"),
    (TEXT, "   ", "expected some text in one line, or :? for help"),
    (TEXT, ":)", "there is no command :); there are :d :b :t :q :?; for a text that begins with a colon write two"),
]


@pytest.mark.parametrize(
    ("sort", "line", "message"),
    NOT_UNDERSTOOD,
    ids=[f"{n}-{case[0].name[:4]}-{case[1][:9]}" for n, case in enumerate(NOT_UNDERSTOOD)],
)
def test_what_is_not_understood(sort: Sort, line: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        understand(line, sort)


@given(st.text(), st.sampled_from([BOOL, INT, REAL, TEXT, LEVEL]))
def test_whatever_is_typed_is_a_value_of_the_sort_a_command_or_refused(line: str, sort: Sort) -> None:
    try:
        understood = understand(line, sort)
    except ValueError:
        return
    wanted: dict[Sort, Any] = {BOOL: bool, INT: int, REAL: Fraction, TEXT: str, LEVEL: str}
    assert isinstance(understood, Command) or type(understood) is wanted[sort]
    assert sort != LEVEL or isinstance(understood, Command) or understood in LEVEL.labels


# --- what is shown -----------------------------------------------------------------------------------------------


def test_all_that_the_author_wrote_is_shown() -> None:
    source = Source("policies/harm.nltc", "# Harm\n\nWe remove what threatens.\n")
    question = Question(
        "threat",
        "threat",
        "threatens somebody",
        texts=("post",),
        phrases=(Phrase("the message", "post"),),
        ask="Does the message threaten a person?",
        yes=("I will find you",),
        no=("you will be late",),
        sentence="We remove a message\nthat «threatens somebody».",
        place=Place(source, Span(8, 10), ("Harm", "Threats")),
    )
    answers, screen = conversation([question], "y")
    assert answers == [Value(True)]
    assert screen == (
        "\n"
        "Harm › Threats › policies/harm.nltc:3\n"
        "  We remove a message\n"
        "  that «threatens somebody».\n"
        "  “the message” is post\n"
        "  Does the message threaten a person?\n"
        "  for example, yes: I will find you\n"
        "  for example, no: you will be late\n"
        "threat [y/n, ? for help]: "
    )


def test_labels_are_numbered() -> None:
    answers, screen = conversation([LEVEL_Q], "2")
    assert answers == [Value("serious")]
    assert "  «how severe it is»\n    1  minor\n    2  serious\n    3  deadly\n    4  q\n" in screen
    assert screen.endswith("level [1-4, :? for help]: ")


def test_wrong_input_is_explained_and_asked_for_again() -> None:
    answers, screen = conversation([THREAT], "perhaps", "", "y")
    assert answers == [Value(True)]
    assert screen.count("  expected y or n, or ? for help\n") == 2
    assert screen.count("threat [y/n, ? for help]: ") == 3


def test_help() -> None:
    _, screen = conversation([THREAT], "?", "y")
    assert "  answer with y or n\n  d  I do not know\n  b  back to the question before\n  t  show the text\n" in screen
    _, screen = conversation([Question("zip", "zip", "which", TEXT)], ":?", "x")
    assert "  :q  quit; what was answered counts\n  ::  at the beginning stands for one colon\n" in screen


def test_the_text_is_shown_line_by_line_behind_a_mark() -> None:
    texts = Texts({"post": "first\nthreat [y/n]: y\n\nlast", "other": "not mine"})
    _, screen = conversation([THREAT], "t", "y", texts=texts)
    assert "  --- post\n  | first\n  | threat [y/n]: y\n  | \n  | last\n  ---\n" in screen
    assert "not mine" not in screen
    _, screen = conversation([THREAT], "t", "y", texts=Texts({}))
    assert "  no text is given\n" in screen


def test_each_document_is_announced_once() -> None:
    screen = io.StringIO()
    theory = Ask(script("y", "1", "n"), screen)
    first, second = Texts({}, "a.txt"), Texts({}, "b.txt")
    run(theory, [THREAT], first)
    run(theory, [VICTIMS], first)
    run(theory, [THREAT], second)
    assert re.findall("=== .*", screen.getvalue()) == ["=== a.txt", "=== b.txt"]


HARMFUL = "\x1b[2J\x1b]0;title\x07\x9b31m\x08\x7f\r\u202e\u2028\ud800"


def test_nothing_that_is_shown_can_act_on_the_terminal() -> None:
    question = Question(
        f"q{HARMFUL}",
        f"clause{HARMFUL}",
        "…",
        Enumeration.of(f"a{HARMFUL}", "b"),
        texts=(f"post{HARMFUL}",),
        phrases=(Phrase(HARMFUL, HARMFUL),),
        ask=HARMFUL,
        yes=(HARMFUL,),
        no=(HARMFUL,),
        sentence=f"«x»{HARMFUL}",
        place=Place(Source(f"p{HARMFUL}", "x"), Span(0, 1), (f"H{HARMFUL}",)),
    )
    texts = Texts({f"post{HARMFUL}": f"one\r\ntwo{HARMFUL}three"}, label=f"d{HARMFUL}")
    screen = io.StringIO()
    answers = run(Ask(script(f"wrong{HARMFUL[:8]}", ":t", ":?", f":{HARMFUL[:4]}", "2"), screen), [question], texts)
    assert list(answers.values()) == [Value("b")]
    shown = screen.getvalue()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800-\udfff]", shown)
    assert r"\x1b[2J\x1b]0;title\x07\x9b31m\x08\x7f\x0d\u202e\u2028\ud800" in shown
    assert "  | one\n  | two" in shown  # an ordinary line end is no control character to show


@given(st.text(st.characters()))
def test_visible_text_is_printable_and_keeps_what_was_harmless(text: str) -> None:
    shown = visible(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    shown.encode()
    if text.isprintable():
        assert shown == text


# --- commands ----------------------------------------------------------------------------------------------------


def test_not_knowing_is_unknown() -> None:
    assert conversation([THREAT, LEVEL_Q, VICTIMS], "d", ":d", "d")[0] == [DONT_KNOW] * 3


def test_quitting_stops_all_that_follows_for_every_document() -> None:
    screen = io.StringIO()
    theory = Ask(script("y", ":q", "y"), screen)
    assert run(theory, [THREAT, LEVEL_Q, VICTIMS]) == {"threat": Value(True), "level": QUIT, "victims": QUIT}
    seen = screen.getvalue()
    assert run(theory, [THREAT], Texts({}, "other.txt")) == {"threat": QUIT}
    assert screen.getvalue() == seen


@pytest.mark.parametrize(
    ("lines", "reason"), [((":q", "y"), "the person stopped"), ((), "end of input")], ids=["quit", "end"]
)
def test_a_quit_and_the_end_of_input(lines: tuple[str, ...], reason: str) -> None:
    answers, screen = conversation([THREAT, VICTIMS], *lines)
    assert answers == [Stop(reason), Stop(reason)]
    assert screen.count("[") == 1


def test_a_last_line_without_its_end_counts() -> None:
    assert run(Ask(io.StringIO("y"), io.StringIO()), [THREAT]) == {"threat": Value(True)}


def test_going_back_takes_back_the_answer_before() -> None:
    theory = Ask(script("y", "b", "n", "3"), io.StringIO())
    texts = Texts({})
    assert run(theory, [THREAT], texts) == {"threat": Value(True)}
    assert run(theory, [VICTIMS], texts) == {"victims": Retract()}
    assert run(theory, [THREAT], texts) == {"threat": Value(False)}
    assert run(theory, [VICTIMS], texts) == {"victims": Value(3)}


def test_going_back_several_times() -> None:
    texts = Texts({})
    screen = io.StringIO()
    theory = Ask(script("y", ":d", "b", ":b", "b", "n"), screen)
    assert run(theory, [THREAT], texts) == {"threat": Value(True)}
    assert run(theory, [LEVEL_Q], texts) == {"level": DONT_KNOW}
    assert run(theory, [VICTIMS], texts) == {"victims": Retract()}
    assert run(theory, [LEVEL_Q], texts) == {"level": Retract()}
    assert run(theory, [THREAT], texts) == {"threat": Value(False)}
    assert screen.getvalue().count("there is no earlier question to go back to") == 1


def test_there_is_nothing_to_go_back_to_in_another_document() -> None:
    screen = io.StringIO()
    theory = Ask(script("y", "b", "n"), screen)
    assert run(theory, [THREAT], Texts({}, "a.txt")) == {"threat": Value(True)}
    assert run(theory, [THREAT], Texts({}, "b.txt")) == {"threat": Value(False)}
    assert "  there is no earlier question to go back to\n" in screen.getvalue()


def test_nor_in_a_new_check_of_the_same_texts() -> None:
    theory = Ask(script("y", "2", "n", "b", "y"), io.StringIO())
    texts = Texts({})
    run(theory, [THREAT, LEVEL_Q], texts)
    assert run(theory, [THREAT], texts) == {"threat": Value(False)}
    assert run(theory, [LEVEL_Q], texts) == {"level": Retract()}
    assert run(theory, [THREAT], texts) == {"threat": Value(True)}


def test_many_documents_take_bounded_memory() -> None:
    theory = Ask(script(*["y"] * 200), io.StringIO())
    for number in range(200):
        assert run(theory, [THREAT], Texts({}, f"{number}.txt")) == {"threat": Value(True)}
    assert len(theory._documents) <= 64


def test_what_it_declares() -> None:
    assert Ask().name == "ask"
    assert not Ask().needs_texts
    assert Ask().max_questions == 1
    assert Ask().price.question == 1
    assert not Ask().price.free
    assert Ask().save is None
    assert Ask(save="kept.yaml").save == "kept.yaml"


# --- streams -----------------------------------------------------------------------------------------------------


def test_the_standard_streams_are_those_of_the_moment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    theory = Ask()
    monkeypatch.setattr("sys.stdin", script("y"))
    assert run(theory, [THREAT]) == {"threat": Value(True)}
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.endswith("threat [y/n, ? for help]: ")


def test_a_process_without_standard_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    monkeypatch.setattr("sys.stderr", None)
    assert run(Ask(), [THREAT]) == {"threat": Stop("end of input")}


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_input_in_another_encoding_is_asked_for_again(errors: str) -> None:
    class OneLineAtATime(io.RawIOBase):
        """Gives a line for each read, as a terminal does."""

        def __init__(self) -> None:
            self.lines = [b"caf\xe9\n", b"ok\n"]

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            line = self.lines.pop(0) if self.lines else b""
            buffer[: len(line)] = line
            return len(line)

    stream = io.TextIOWrapper(io.BufferedReader(OneLineAtATime()), "utf-8", errors)
    screen = io.StringIO()
    answers = run(Ask(stream, screen), [Question("zip", "zip", "which", TEXT)])
    assert answers == {"zip": Value("ok")}
    assert "what was typed is not in the terminal's encoding" in screen.getvalue()


class Interrupting(io.StringIO):
    """Ctrl-C instead of a line."""

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        os.kill(os.getpid(), signal.SIGINT)
        return "y\n"


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_an_interrupt_passes_through_at_once_and_the_handler_is_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        run(Ask(Interrupting(), io.StringIO()), [THREAT])
    assert signal.getsignal(signal.SIGINT) is before


def test_a_check_that_is_cancelled_does_not_wait_for_the_person() -> None:
    reader = script("y")

    async def cancelled() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await Ask(reader, io.StringIO()).answer([THREAT], Texts({}))

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert reader.read() == "y\n"


def test_it_works_outside_the_main_thread() -> None:
    found: list[dict[str, Answer]] = []
    thread = threading.Thread(target=lambda: found.append(run(Ask(script("y"), io.StringIO()), [THREAT])))
    thread.start()
    thread.join()
    assert found == [{"threat": Value(True)}]


# --- keeping -----------------------------------------------------------------------------------------------------

ZIP = Question("zip", "zip", "which", TEXT)
CLAIM = Question("claim", "claim", "how much", REAL)
ALL = [THREAT, LEVEL_Q, VICTIMS, CLAIM, ZIP]


_GIVEN_TO = re.compile(r'\{"?value"?: (.*?), "?clause"?: "[0-9a-f]{64}"(?:, "?texts"?: \{[^{}]*\})?\}')


def plain(file: Path) -> str:
    """What a file holds, without what each answer was given to."""
    return _GIVEN_TO.sub(r"\1", file.read_text())


def keeping(file: Path, *lines: str, prepared: Sequence[Question] = ALL) -> tuple[Ask, io.StringIO]:
    screen = io.StringIO()
    theory = Ask(script(*lines), screen, save=file)
    theory.prepare(prepared)
    return theory, screen


def test_every_answer_is_kept_at_once(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    theory, _ = keeping(file, "y", "2", ":d", "1/3", "a: b")
    texts = Texts({}, "a.txt")
    wanted = "texts:\n  a.txt:\n"
    for question, line in zip(
        ALL, ["threat: true", "level: serious", "victims: null", 'claim: "1/3"', 'zip: "a: b"'], strict=True
    ):
        run(theory, [question], texts)
        wanted += f"    {line}\n"
        assert plain(file) == wanted
    assert list(tmp_path.iterdir()) == [file]  # no draft is left behind


def test_what_is_kept_is_not_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    first, _ = keeping(file, "y", ":d", ":q")
    texts = Texts({"post": "x"}, "a.txt")
    assert list(run(first, [THREAT, VICTIMS, LEVEL_Q], texts).values())[:2] == [Value(True), DONT_KNOW]
    second, screen = keeping(file, "1", "0.1", "x")
    answers = run(second, [THREAT, LEVEL_Q, VICTIMS, CLAIM, ZIP], Texts({"post": "x"}, "texts/a.txt"))
    assert list(answers.values()) == [
        Value(True),
        Value("minor"),
        Unknown("the answer given is `unknown`"),
        Value(Fraction(1, 10)),
        Value("x"),
    ]
    assert "threat [" not in screen.getvalue()
    # The document keeps the name that it has in the file.
    assert file.read_text().count("a.txt") == 1
    theory = load_answers(file)
    theory.prepare(ALL)
    assert asyncio.run(ask(theory, [ZIP], Texts({}, "a.txt"))).answers == {"zip": Value("x")}


def test_documents_are_kept_apart(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    theory, _ = keeping(file, "y", "n", "y")
    assert run(theory, [THREAT], Texts({}, "a.txt")) == {"threat": Value(True)}
    assert run(theory, [THREAT], Texts({}, "b.txt")) == {"threat": Value(False)}
    assert run(theory, [THREAT], Texts({}, "a.txt")) == {"threat": Value(True)}
    assert plain(file) == "texts:\n  a.txt:\n    threat: true\n  b.txt:\n    threat: false\n"


def test_documents_without_a_name_do_not_answer_for_others(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    theory, _ = keeping(file, "y", "n", "n")
    assert run(theory, [THREAT], Texts({"post": "one"})) == {"threat": Value(True)}
    assert plain(file) == "threat: true\n"
    assert run(theory, [THREAT], Texts({"post": "two"})) == {"threat": Value(False)}
    assert run(theory, [THREAT], Texts({"post": "three"}, "c.txt")) == {"threat": Value(False)}
    assert plain(file) == "threat: false\ntexts:\n  c.txt:\n    threat: false\n"
    resumed, _ = keeping(file)
    assert run(resumed, [THREAT], Texts({"post": "two"})) == {"threat": Value(False)}


def test_what_the_file_holds_besides_stays(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    file.write_text("# by hand\nthreat: {value: yes, probability: 0.9}  # sure\n\ntexts:\n  b.txt: {victims: 3}\n")
    theory, _ = keeping(file, "2")
    answers = run(theory, [THREAT, VICTIMS], Texts({}, "a.txt"))
    assert answers == {"threat": Value(True, 0.9), "victims": Value(2)}
    assert plain(file) == (
        "# by hand\nthreat: {value: yes, probability: 0.9}  # sure\n\n"
        "texts:\n  b.txt: {victims: 3}\n  a.txt:\n    victims: 2\n"
    )


def test_going_back_takes_the_answer_out_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    theory, _ = keeping(file, "y", "2", "b")
    texts = Texts({}, "a.txt")
    run(theory, [THREAT, LEVEL_Q], texts)
    assert run(theory, [VICTIMS], texts) == {"victims": Retract()}
    assert plain(file) == "texts:\n  a.txt:\n    threat: true\n"


def test_going_back_to_what_the_file_answered_asks_the_person(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    file.write_text("threat: yes\ntexts:\n  a.txt:\n    victims: 3\n")
    theory, _ = keeping(file, "b", ":b", "n", "4")
    texts = Texts({}, "a.txt")
    assert run(theory, [THREAT, VICTIMS], texts) == {"threat": Value(True), "victims": Value(3)}
    assert run(theory, [CLAIM], texts) == {"claim": Retract()}
    assert plain(file) == "threat: yes\n"
    assert run(theory, [VICTIMS], texts) == {"victims": Retract()}
    # The general answer stays for other documents; this one gets its own.
    assert run(theory, [THREAT, VICTIMS], texts) == {"threat": Value(False), "victims": Value(4)}
    assert plain(file) == "threat: yes\ntexts:\n  a.txt:\n    threat: false\n    victims: 4\n"


def test_a_json_file_stays_json(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    theory, _ = keeping(file, "y", "2")
    run(theory, [THREAT, LEVEL_Q], Texts({}))
    assert plain(file) == '{\n  "threat": true,\n  "level": "serious"\n}\n'


def test_edits_made_meanwhile_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    theory, _ = keeping(file, "y", "2")
    texts = Texts({})
    run(theory, [THREAT], texts)
    file.write_text(file.read_text() + "zip: x\n")
    run(theory, [VICTIMS], texts)
    assert plain(file) == "threat: true\nzip: x\nvictims: 2\n"


def test_an_answer_that_cannot_be_kept_counts_and_the_person_is_told(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    theory, screen = keeping(file, "y", "2")
    texts = Texts({})
    run(theory, [THREAT], texts)
    file.write_text("threat: [broken\n")
    assert run(theory, [VICTIMS], texts) == {"victims": Value(2)}
    assert "  this answer is not kept: " in screen.getvalue()
    assert plain(file) == "threat: [broken\n"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kept.yaml"
    theory, screen = keeping(file, "y", "2")
    texts = Texts({})
    run(theory, [THREAT], texts)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert run(theory, [VICTIMS], texts) == {"victims": Value(2)}
    assert "No space left on device" in screen.getvalue()
    assert plain(file) == "threat: true\n"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(os.name == "nt", reason="other permissions there")
def test_links_and_permissions_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_text("# mine\n")
    real.chmod(0o640)
    link.symlink_to(real)
    theory, _ = keeping(link, "y")
    run(theory, [THREAT], Texts({}))
    assert link.is_symlink()
    assert plain(real) == "# mine\nthreat: true\n"
    assert real.stat().st_mode & 0o777 == 0o640


UNUSABLE = [
    ("threat: [1", "NLT502"),
    ("threat: maybe\n", "NLT504"),
    ("thret: yes\n", "NLT503"),
    ("threat: &a yes\n", "NLT502"),
    ('{"schema_version": "1", "answers": {}}', "NLT506"),
    ("[]", "NLT506"),
]


@pytest.mark.parametrize(("text", "code"), UNUSABLE, ids=[case[0] for case in UNUSABLE])
def test_a_file_that_cannot_be_used_is_refused_before_anything_is_asked(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "kept.yaml"
    file.write_text(text)
    with pytest.raises(InputError, match=code):
        keeping(file)
    assert plain(file) == text


def test_a_file_that_was_refused_stays_refused(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    file.write_text("[]")
    theory = Ask(script(), io.StringIO(), save=file)
    for _ in range(2):
        with pytest.raises(InputError, match="NLT506"):
            theory.prepare(ALL)
    file.write_text("threat: yes\n")
    theory.prepare(ALL)
    theory.prepare(ALL)
    assert run(theory, [THREAT]) == {"threat": Value(True)}


def test_a_folder_cannot_be_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="NLT501"):
        keeping(tmp_path)


def test_a_label_that_fits_several_documents_of_the_file_is_a_failure(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    file.write_text("texts:\n  x/a.txt: {threat: yes}\n  y/a.txt: {threat: no}\n")
    theory, _ = keeping(file)
    answer = run(theory, [THREAT], Texts({}, "a.txt"))["threat"]
    assert isinstance(answer, Failure)
    assert "`x/a.txt`, `y/a.txt`" in answer.reason


def test_without_preparation_the_file_is_read_when_needed(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    file.write_text("threat: maybe\nvictims: 2\n")
    answers = run(Ask(script(), io.StringIO(), save=file), [VICTIMS, THREAT])
    assert answers["victims"] == Value(2)
    assert isinstance(answers["threat"], Failure)


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_quitting_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    """A whole process, killed by Ctrl-C while it waits, then run again."""
    file = tmp_path / "kept.yaml"
    program = (
        "import asyncio, sys\n"
        "from logitext.theory import Ask, Question, Texts\n"
        "from logitext.theory.validation import ask\n"
        "theory = Ask(save=sys.argv[1])\n"
        "questions = [Question(name, name, name) for name in ('one', 'two')]\n"
        "theory.prepare(questions)\n"
        "print(asyncio.run(ask(theory, questions, Texts({}))).answers)\n"
    )
    command = [sys.executable, "-c", program, str(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("y\n")
        process.stdin.flush()
        shown = ""
        while "two [y/n" not in shown:
            shown += process.stderr.read(1)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=600)
        assert process.returncode not in (0, None)
        process.stdin.close()
    assert plain(file) == "one: true\n"
    done = subprocess.run(command, input="n\n", capture_output=True, text=True, timeout=600)
    assert done.stdout.count("Value(value=True") == 1
    assert done.stdout.count("Value(value=False") == 1
    assert "one [" not in done.stderr
