"""Recording: every answer comes back as it was, whatever is killed, and whoever else writes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from codecs import BOM_UTF8
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.policy.model import Phrase
from logitext.policy.sorts import BOOL, INT, REAL, TEXT, Enumeration, Sort
from logitext.syntax.diagnostics import InputError
from logitext.theory import (
    Answer,
    Failure,
    Question,
    Recorder,
    Refusal,
    Replay,
    Retract,
    Stop,
    Texts,
    Theory,
    Unknown,
    Value,
)
from logitext.theory.recording.file import CUT, read_recording
from logitext.theory.recording.line import START, RecordingLine, decode, encode, line_of

RUDE = Question("rude", "rude", "is rude", texts=("post",))
HELLO = Texts({"post": "hello"}, label="a.txt")
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)  # halves of surrogate pairs too
LABELS = ("minor", "serious", "no", "größer")


def record(path: Path, *answers: tuple[Theory, Answer]) -> None:
    with Recorder(path) as recorder:
        for theory, answer in answers:
            recorder.record(theory, RUDE, HELLO, answer)


def theory(name: str = "theory", **attributes: Any) -> Theory:
    made = Theory()
    for attribute, value in ({"name": name} | attributes).items():
        setattr(made, attribute, value)
    return made


# --- lines -------------------------------------------------------------------------------------------------------


def values(sort: Sort) -> st.SearchStrategy[Any]:
    if isinstance(sort, Enumeration):
        return st.sampled_from(sort.labels)
    numbers = st.integers() | st.integers(-(10**5000), 10**5000)
    return {
        BOOL: st.booleans(),
        INT: numbers,
        REAL: st.builds(Fraction, numbers, numbers.filter(bool)),
        TEXT: ANY_TEXT,
    }[sort]


@st.composite
def lines(draw: st.DrawFn) -> RecordingLine:
    sort = draw(st.sampled_from([BOOL, INT, REAL, TEXT, Enumeration.of(*LABELS)]))
    probability = st.none() | st.floats(0, 1)
    answer = draw(
        st.builds(Value, values(sort), probability, st.none() | ANY_TEXT)
        | (st.builds(Value, st.none(), st.floats(0, 1)) if sort == BOOL else st.nothing())
        | st.builds(Unknown, ANY_TEXT, probability)
        | st.builds(Refusal, ANY_TEXT)
        | st.builds(Failure, ANY_TEXT)
    )
    question = Question(
        "q",
        draw(ANY_TEXT),
        draw(ANY_TEXT),
        sort,
        texts=("post", "reply"),
        phrases=tuple(draw(st.lists(st.builds(Phrase, ANY_TEXT, ANY_TEXT), max_size=2))),
        ask=draw(st.none() | ANY_TEXT),
        yes=tuple(draw(st.lists(ANY_TEXT, max_size=2))),
        note=draw(st.none() | ANY_TEXT),
    )
    asked = theory(draw(ANY_TEXT), version=draw(ANY_TEXT), model=draw(st.none() | ANY_TEXT))
    texts = Texts({"post": draw(ANY_TEXT)}, draw(st.none() | ANY_TEXT))
    line = line_of(asked, question, texts, answer)
    assert line is not None
    return line


@given(lines())
def test_every_line_comes_back_as_it_was(line: RecordingLine) -> None:
    raw = encode(line)
    assert raw.endswith(b"\n")
    assert raw.count(b"\n") == 1
    back = decode(raw)
    assert back == line
    assert encode(back) == raw
    if isinstance(line.answer, Value):
        assert isinstance(back.answer, Value)
        assert type(back.answer.value) is type(line.answer.value)
    if isinstance(line.answer, Unknown):
        assert isinstance(back.answer, Unknown)
        assert back.answer.probability == line.answer.probability


def test_what_a_line_holds(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    question = Question("rude", "rude", "is rude", texts=("post", "reply"), yes=("You idiot!",), sentence="Not here.")
    with Recorder(path) as recorder:
        recorder.record(theory("oracle", model="m-1"), question, HELLO, Value(True, 0.9, "hell"))
    data = json.loads(path.read_text("utf-8"))
    assert len(data.pop("key")) == 64
    assert data == {
        "logitext_recording": 1,
        "theory": "oracle",
        "version": "1",
        "model": "m-1",
        "prompt": None,
        "clause": {"name": "rude", "wording": "is rude", "sort": "Bool", "yes": ["You idiot!"]},
        "texts": {"post": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "reply": None},
        "document": "a.txt",
        "answer": {"value": True, "probability": 0.9, "quote": "hell"},
    }
    assert "hello" not in path.read_text("utf-8")


def test_the_key_is_of_what_can_change_the_answer() -> None:
    def key_of(asked: Theory = theory(), question: Question = RUDE, texts: Texts = HELLO) -> str:  # noqa: B008  # frozen
        line = line_of(asked, question, texts, Unknown())
        assert line is not None
        return line.key

    different = [
        key_of(),
        key_of(theory("other")),
        key_of(theory(version="2")),
        key_of(theory(model="m")),
        key_of(theory(prompt="p")),
        key_of(question=Question("rude", "rude", "is very rude", texts=("post",))),
        key_of(question=Question("rude", "rude", "is rude", texts=("post",), note="contradicts `a`")),
        key_of(texts=Texts({"post": "hello!"})),
        key_of(texts=Texts({})),
    ]
    assert len(set(different)) == len(different)
    # The name of the document, another text, and where the clause stands are nothing to the theory.
    assert key_of(texts=Texts({"post": "hello", "reply": "hi"}, "b.txt")) == key_of()
    assert key_of(question=Question("q7", "rude", "is rude", texts=("post",), sentence="Elsewhere.")) == key_of()


# --- what is recorded --------------------------------------------------------------------------------------------


def test_stop_is_not_recorded_and_retract_takes_back(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    person, other = theory("ask"), theory("other")
    with Recorder(path) as recorder:
        recorder.record(person, RUDE, HELLO, Retract())  # nothing to take back yet
        recorder.record(other, RUDE, HELLO, Unknown("no idea"))
        recorder.record(person, RUDE, HELLO, Value(True))
        recorder.record(person, Question("kind", "kind", "is kind", texts=("post",)), HELLO, Retract())
        recorder.record(person, RUDE, HELLO, Unknown("the person does not know"))
        recorder.record(person, RUDE, HELLO, Stop())
    assert [line.answer for line in read_recording(path).lines] == [
        Unknown("no idea"),
        Value(True),
        None,
        Unknown("the person does not know"),
    ]
    assert Replay(path).recorded(RUDE, HELLO) == Unknown("no idea; ask: the person does not know")


def test_a_replay_is_not_recorded_into_itself(tmp_path: Path) -> None:
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    record(old, (theory(), Value(True)))
    replay = Replay(old)
    for path in (old, new):
        record(path, (replay, Value(True)), (replay, Unknown("not recorded: the text `post` differs")))
    assert len(read_recording(old).lines) == 1
    assert [line.identity["theory"] for line in read_recording(new).lines] == ["theory"]


# --- several at once, and ends in the middle ---------------------------------------------------------------------


APPEND = """
import sys
from logitext.theory import Question, Recorder, Texts, Theory, Unknown
theory = Theory()
theory.name = sys.argv[2]
with Recorder(sys.argv[1]) as recorder:
    for number in range(200):
        texts = Texts({"post": f"{theory.name} {number}"})
        recorder.record(theory, Question("rude", "rude", "is rude"), texts, Unknown("x" * 9000))
"""


def test_processes_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    processes = [subprocess.Popen([sys.executable, "-c", APPEND, path, name]) for name in ("one", "two")]
    assert [process.wait(60) for process in processes] == [0, 0]
    recording = read_recording(path)
    assert recording.notes == ()
    assert sorted(str(line.identity["theory"]) for line in recording.lines) == ["one"] * 200 + ["two"] * 200


def test_threads_share_a_recorder(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    with Recorder(path) as recorder:

        def work(name: str) -> None:
            for number in range(50):
                recorder.record(theory(name), RUDE, Texts({"post": f"{name} {number}"}), Value(True))

        threads = [threading.Thread(target=work, args=(f"t{number}",)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len({line.key for line in read_recording(path).lines}) == 400


def test_an_end_at_any_byte_of_the_last_line(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    record(path, (theory("first"), Value(False)))
    start = path.stat().st_size
    record(path, (theory("größer"), Value(True, 0.9, "quote ✓ {}")))
    whole = path.read_bytes()
    for end in range(start, len(whole) + 1):
        path.write_bytes(whole[:end])
        recording = read_recording(path)
        complete = end >= len(whole) - 1  # all but its line end
        cut = start < end and not complete
        assert len(recording.lines) == 1 + complete
        assert recording.notes == ((f"line 2 of {path} was cut off and is passed over",) if cut else ())
        record(path, (theory("third"), Refusal("no")))
        recording = read_recording(path)
        assert [line.identity["theory"] for line in recording.lines] == (
            ["first", "größer", "third"] if complete else ["first", "third"]
        )
        assert len(recording.notes) == cut


def test_an_end_at_any_byte_of_a_repair(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    record(path, (theory("first"), Value(False)), (theory("second"), Value(True)))
    torn = path.read_bytes()[:-20]
    path.write_bytes(torn)
    record(path, (theory("third"), Value(True)))
    whole = path.read_bytes()
    assert whole[len(torn) :].startswith(CUT + b"\n")
    for end in range(len(torn), len(whole)):
        path.write_bytes(whole[:end])
        record(path, (theory("fourth"), Value(True)))
        names = [line.identity["theory"] for line in read_recording(path).lines]
        assert names in (["first", "fourth"], ["first", "third", "fourth"])


def test_a_mark_that_came_too_late_means_nothing(tmp_path: Path) -> None:
    """Somebody wrote on while another took the end of the file for cut off."""
    path = tmp_path / "answers.jsonl"
    record(path, (theory("first"), Value(False)))
    path.write_bytes(path.read_bytes() + CUT + b"\n" + path.read_bytes())
    assert len(read_recording(path).lines) == 2
    assert read_recording(path).notes == ()


# --- what cannot be written --------------------------------------------------------------------------------------


def complaint(path: Path) -> str:
    with pytest.raises(InputError) as wrong:
        Recorder(path)
    (found,) = wrong.value.diagnostics
    return f"{found} ({found.hint})"


def test_a_file_that_cannot_be_recorded_in(tmp_path: Path) -> None:
    policy = tmp_path / "policy.nltc"
    policy.write_text("# Rules\n")
    said = f"{policy}: error[NLT522]: answers cannot be recorded in this file: it holds something that is no recording"
    assert complaint(policy) == said + " (name a new file, or a recording)"
    assert policy.read_text() == "# Rules\n"
    missing = tmp_path / "none" / "answers.jsonl"
    assert complaint(missing).startswith(f"{missing}: error[NLT608]: answers cannot be recorded in this file: No such")
    assert complaint(tmp_path).startswith(f"{tmp_path}: error[NLT608]")


def test_a_recording_may_begin_with_the_mark_that_an_editor_puts_there(tmp_path: Path) -> None:
    """It is read and recorded in as any; within the file, and before other things, the mark is a fault."""
    path = tmp_path / "answers.jsonl"
    record(path, (theory("one"), Value(True)))
    whole = path.read_bytes()
    path.write_bytes(BOM_UTF8 + whole)
    record(path, (theory("two"), Value(False)))
    assert [line.identity["theory"] for line in read_recording(path).lines] == ["one", "two"]
    assert path.read_bytes().startswith(BOM_UTF8 + whole)
    path.write_bytes(whole + BOM_UTF8 + whole)
    with pytest.raises(InputError, match="a line of the recording is broken"):
        read_recording(path)
    for other in (BOM_UTF8 + BOM_UTF8 + whole, BOM_UTF8 + START[:-1] + b"?", BOM_UTF8 + b"# Rules\n"):
        path.write_bytes(other)
        assert "it holds something that is no recording" in complaint(path)
        assert path.read_bytes() == other


def test_an_empty_file_and_a_cut_first_line_are_recordings(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    for beginning in (b"", b"{", b'{"logitext_rec'):
        path.write_bytes(beginning)
        assert read_recording(path).lines == ()
        record(path, (theory(), Value(True)))
        assert len(read_recording(path).lines) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device that is always full is a matter of Linux")
def test_a_full_disk_is_an_error(tmp_path: Path) -> None:
    with Recorder("/dev/full") as recorder, pytest.raises(InputError, match=r"NLT608.*No space left on device"):
        recorder.record(theory(), RUDE, HELLO, Value(True))


def test_a_closed_recorder_says_so(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "answers.jsonl")
    recorder.close()
    recorder.close()
    with pytest.raises(ValueError, match="the recorder is closed"):
        recorder.record(theory(), RUDE, HELLO, Value(True))
