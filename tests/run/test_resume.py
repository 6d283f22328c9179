"""Whatever ends a run, the same command goes on, loses nothing and pays for nothing twice."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import io
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import logitext
from benchmarks.engine.policies import source
from logitext import Files, theory
from logitext.policy.sorts import BOOL
from logitext.run import writing
from logitext.run.asking import RunPurse, RunStop
from logitext.run.kept import KeptAnswers, Memory
from logitext.theory.allowance import OutOfBudgetError
from logitext.theory.protocol import Price, Question, Reply, Texts, Usage, Value
from tests.model_server.config import Config
from tests.model_server.ledger import Record, never
from tests.model_server.run import Server, serving
from tests.model_server.truth import Truth
from tests.run.made import CHAT, chat, lines, read, run, without_usage

DOCUMENTS = 60


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    (folder / "p.nltc").write_text(source(8, 1))
    lines(folder / "d.jsonl", ({"id": f"m{number}", "post": f"message number {number}"} for number in range(DOCUMENTS)))
    return folder


def command(given: Path, out: Path, server: Server, *more: str, key: str = "k") -> subprocess.Popen[str]:
    """`logitext run` with a model, in a process of its own; its requests carry the key."""
    words = ["run", "p.nltc", "d.jsonl", "--id", "id", "-o", f"{out}/out.jsonl", "--rows", f"{out}/rows.jsonl"]
    words += ["--theory", "openai:test-model", "--base-url", server.base_url, "--api", "chat", "--no-cache"]
    return subprocess.Popen(
        [sys.executable, "-m", "logitext", *words, *more],
        cwd=given,
        env={**os.environ, "OPENAI_API_KEY": key},
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    said = process.communicate(timeout=600)[1]
    return process.returncode, said


def questions_to(server: Server, key: str | None = None) -> list[bytes]:
    """The requests about documents, as they came: all of them, or those that carry the key."""
    return [
        one.raw
        for one in server.requests
        if b"message number" in one.raw and key in (None, one.headers["authorization"].removeprefix("Bearer "))
    ]


def answers_in(folder: Path) -> int:
    """How many calls' answers are kept there."""
    files = folder.glob("answers-*.jsonl")
    return sum(line.endswith(b"\n") for path in files for line in path.read_bytes().splitlines(keepends=True))


CONFIG = Config(latency=0.005, truth=Truth.hashed(0, unknown=0.0))


@pytest.fixture(scope="module")
def undisturbed(given: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """What a run gives that nothing disturbs, and how many requests it takes."""
    out = tmp_path_factory.mktemp("undisturbed")
    with serving(CONFIG) as server:
        assert ended(command(given, out, server, "-q")) == (0, "")
        asked = questions_to(server)
    assert len(set(asked)) == len(asked)
    return out, len(asked)


def same(out: Path, other: Path, *, ordered: bool = True) -> None:
    """The outputs are the same but for usage; that is, too, but for seconds, so that rows are byte for byte."""
    if not ordered:
        assert sorted(map(str, without_usage(out / "out.jsonl"))) == sorted(
            map(str, without_usage(other / "out.jsonl"))
        )
        rows, others = ((of / "rows.jsonl").read_bytes().splitlines() for of in (out, other))
        assert sorted(rows) == sorted(others)
        return
    assert without_usage(out / "out.jsonl") == without_usage(other / "out.jsonl")
    assert (out / "rows.jsonl").read_bytes() == (other / "rows.jsonl").read_bytes()


def from_the(first: int, server: Server, key: str) -> Callable[[Record], bool]:
    """Whether a request is the first to be held of a process, counted from 1, or came after it."""
    return lambda request: request.raw in questions_to(server, key)[max(first - 1, 0) :]


def killed_at(
    moments: Iterator[int], given: Path, out: Path, undisturbed: tuple[Path, int], most: int, *more: str
) -> int:
    """Kill a run whenever so many more requests have come, until it ends. How often it was killed.

    The request that it is killed at, and those after it, are not answered: however late the kill comes, it comes before
    the end of the run.
    """
    reference, needed = undisturbed
    kills = 0
    kept: dict[str, int] = {}  # the key of a process -> how many calls' answers were kept when it began
    with serving(CONFIG) as server:
        while True:
            key = f"process-{kills}"
            kept[key] = answers_in(out / "out.jsonl.run")
            # 8 calls are under way, and some replies on their way from the thread that calls: at most one a document.
            lost = len(questions_to(server)) - kept[key]
            assert 0 <= lost <= 32 * kills, "an answer that had come was not kept"
            until = next(moments)
            server.hold(never if kills == most else from_the(until, server, key))
            process = command(given, out, server, "-q", "--concurrency", "8", *more, key=key)
            while process.poll() is None and (kills == most or len(questions_to(server, key)) < until):
                threading.Event().wait(0.002)
            if process.poll() is not None:
                assert ended(process) == (0, "")
                break
            process.kill()
            ended(process)
            kills += 1
        asked = {key: questions_to(server, key) for key in kept}
    assert len(set().union(*asked.values())) == needed
    # What a killed process had sent may reach the server late: so each request counts for the process that sent it.
    for key, questions in asked.items():
        assert len(set(questions)) == len(questions) <= needed - kept[key], "a question was asked whose answer was kept"
    assert len(asked[key]) == needed - kept[key]
    same(out, reference, ordered=not more)
    return kills


def test_killed_at_a_few_moments(given: Path, tmp_path: Path, undisturbed: tuple[Path, int]) -> None:
    rng = random.Random(7)
    assert killed_at(iter(lambda: rng.randrange(60), None), given, tmp_path, undisturbed, 3) == 3


@pytest.mark.slow
def test_killed_without_an_order(given: Path, tmp_path: Path, undisturbed: tuple[Path, int]) -> None:
    rng = random.Random(9)
    assert killed_at(iter(lambda: rng.randrange(50), None), given, tmp_path, undisturbed, 4, "--unordered") >= 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_killed_at_a_hundred_moments(seed: int, given: Path, tmp_path: Path, undisturbed: tuple[Path, int]) -> None:
    """Five kills a run, twenty runs."""
    rng = random.Random(seed)
    assert killed_at(iter(lambda: rng.randrange(40), None), given, tmp_path, undisturbed, 5) >= 3


def test_a_server_that_goes_away(given: Path, tmp_path: Path, undisturbed: tuple[Path, int]) -> None:
    reference, needed = undisturbed
    with serving(CONFIG) as server:
        process = command(given, tmp_path, server, "--retries", "0", "--stop-after", "5", "--concurrency", "4")
        port = server.port
        while len(questions_to(server)) < needed // 2:
            threading.Event().wait(0.002)
        first = server
    status, said = ended(process)
    assert status == 4
    assert "documents failed; the same command goes on from here" in said
    assert not (tmp_path / "out.jsonl").exists()
    with serving(CONFIG, port=port) as server:
        process = command(given, tmp_path, server, "--retries", "0", "--concurrency", "4")
        assert ended(process)[0] == 0
        again = set(questions_to(first)) & set(questions_to(server))
    assert len(again) <= 4
    same(tmp_path, reference)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT for one process there")
@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c(times: int, given: Path, tmp_path: Path, undisturbed: tuple[Path, int]) -> None:
    reference, needed = undisturbed
    with serving(CONFIG) as server:
        process = command(given, tmp_path, server, "--concurrency", "4")
        while len(questions_to(server)) < needed // 3:
            threading.Event().wait(0.002)
        for _ in range(times):
            process.send_signal(signal.SIGINT)
        status, said = ended(process)
        assert (status, "interrupted" in said) == (130, True)
        assert "Traceback" not in said
        assert not (tmp_path / "out.jsonl").exists()
        asked = len(questions_to(server))
        assert ended(command(given, tmp_path, server, "-q"))[0] == 0
        assert len(questions_to(server)) - needed <= (4 if times == 2 else 0)
        assert len(questions_to(server)) >= asked
    same(tmp_path, reference)


# --- in this process ---------------------------------------------------------------------------------------------


class Reader(theory.Theory):
    """Answers by the text, at a price, and counts what it is asked; `trouble` may raise."""

    name = "reader"
    price = Price(call=1, question=1)
    concurrency = 4

    def __init__(self, trouble: Callable[[str, Sequence[Question]], None] = lambda *_: None) -> None:
        self.asked: list[tuple[str, str]] = []
        self.calls = 0
        self.trouble = trouble

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        await asyncio.sleep(0)
        text = texts["message"]
        self.calls += 1
        self.trouble(text, questions)
        self.asked += [(text, question.clause) for question in questions]
        holds = {one.id: hash_of(text, one.clause) for one in questions}
        answers = {id_: Value(value, 0.9 if value else 0.1) for id_, value in holds.items()}
        return Reply(answers, Usage(calls=1))


def hash_of(text: str, clause: str) -> bool:
    return random.Random(f"{text} {clause}").random() < 0.5


def messages(folder: Path, count: int = 40) -> Path:
    return lines(folder / "d.jsonl", ({"message": f"number {number}"} for number in range(count)))


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch, after: int) -> Iterator[None]:
    """A disk on which so many more bytes find place; what is deleted gives way to others."""
    left = [after]
    write, unlink = os.write, Path.unlink

    def bounded(file: int, data: Any) -> int:
        if left[0] <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = write(file, data[: left[0]])
        left[0] -= written
        return written

    def freeing(path: Path, missing_ok: bool = False) -> None:
        if path.name == "reserve" and path.exists():
            left[0] += writing.BALLAST
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", bounded)
        patch.setattr(Path, "unlink", freeing)
        yield


@pytest.mark.parametrize("after", [10, 300, 3000, 5000])
def test_a_full_disk_costs_nothing(after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = messages(tmp_path)
    (tmp_path / "clean").mkdir()
    _, expected = run(chat(), data, tmp_path / "clean", theory=Reader())
    reader = Reader()
    with full_disk(monkeypatch, after):
        summary, _ = run(chat(), data, tmp_path, theory=reader)
    assert (summary.ending, summary.reason) == ("disk", "No space left on device")
    assert not (tmp_path / "rows.jsonl").exists()
    summary, rows = run(chat(), data, tmp_path, theory=reader)
    assert rows == expected
    assert len(reader.asked) == len(set(reader.asked)), "something was asked twice"


@pytest.mark.parametrize("ordered", [True, False])
def test_what_failed_is_tried_again_in_its_place(ordered: bool, tmp_path: Path) -> None:
    data = messages(tmp_path)
    (tmp_path / "clean").mkdir()
    _, expected = run(chat(), data, tmp_path / "clean", theory=Reader(), review=tmp_path / "clean" / "r.yaml")
    down = True

    def trouble(text: str, questions: Sequence[Question]) -> None:
        if down and text.endswith(("3", "8")) and questions[0].clause == "joke":
            raise ConnectionError("no server")

    reader = Reader(trouble)
    options: dict[str, Any] = {"theory": reader, "ordered": ordered, "review": tmp_path / "r.yaml"}
    summary, rows = run(chat(), data, tmp_path, **options)
    assert summary.failed == sum("failed" in (row["open"] or "") for row in rows) > 0
    assert len(rows) == len(expected)
    down = False
    summary, rows = run(chat(), data, tmp_path, **options)
    assert summary.failed == 0
    assert summary.cost == len(reader.asked) + reader.calls
    rows, expected = ([{**row, "cost": None} for row in each] for each in (rows, expected))
    assert rows == expected if ordered else sorted(rows, key=str) == sorted(expected, key=str)
    assert len(reader.asked) == len(set(reader.asked))
    asked = len(reader.asked)
    again, _ = run(chat(), data, tmp_path, **options)
    assert (again.documents, again.failed, len(reader.asked)) == (summary.documents, 0, asked)


@pytest.mark.parametrize("limit", [{"max_cost": 20.0}, {"max_cost": 0.5}])
def test_a_limit_ends_the_run_before_the_call_that_would_exceed_it(limit: dict[str, float], tmp_path: Path) -> None:
    data = messages(tmp_path)
    (tmp_path / "clean").mkdir()
    _, expected = run(chat(), data, tmp_path / "clean", theory=Reader())
    reader = Reader()
    summary, _ = run(chat(), data, tmp_path, theory=reader, **limit)
    assert summary.ending == "limit"
    assert summary.cost is not None
    assert summary.cost <= limit["max_cost"]
    assert sum(1 for _ in reader.asked) * 2 >= limit["max_cost"] - 3 - 4 * 3
    summary, rows = run(chat(), data, tmp_path, theory=reader)
    assert rows == expected
    assert len(reader.asked) == len(set(reader.asked))


def test_tokens_are_limited_for_the_whole_run(given: Path, tmp_path: Path) -> None:
    with serving(CONFIG) as server:
        status, said = ended(command(given, tmp_path, server, "--max-tokens", "20000"))
        assert status == 3
        assert "at most 20000 tokens" in said
        assert server.totals.prompt_tokens + server.totals.completion_tokens <= 20_000
        used = server.totals.prompt_tokens + server.totals.completion_tokens
        assert used > 17_000, "what calls under way have set aside ended it"
        numbers = [int(row["id"].removeprefix("m")) for row in read(tmp_path / "out.jsonl.run" / "rows.jsonl")]
        assert numbers == list(range(len(numbers)))
        assert len(numbers) > 5, "documents that wait were passed by others"
        assert "more calls (" in said
        assert "with a higher limit" in said
        assert ended(command(given, tmp_path, server, "--max-tokens", "20000"))[0] == 3
        assert server.totals.prompt_tokens + server.totals.completion_tokens <= 21_500, "what was spent before counts"


def test_other_data_is_another_run(tmp_path: Path) -> None:
    data = messages(tmp_path)
    run(chat(), data, tmp_path, theory=Reader(), max_cost=30.0)
    lines(data, ({"message": f"other {number}"} for number in range(40)))
    with pytest.raises(logitext.InputError) as error:
        run(chat(), data, tmp_path, theory=Reader())
    assert error.value.diagnostics[0].code == "NLT646"
    lines(data, [{"message": "number 0"}])
    with pytest.raises(logitext.InputError, match="it ends before the records that were decided"):
        run(chat(), data, tmp_path, theory=Reader())


def test_another_policy_or_other_options_are_another_run(tmp_path: Path) -> None:
    data = messages(tmp_path)
    run(chat(), data, tmp_path)
    other = logitext.loads("{{text message}} {{let x = [[x]] match /a/ verdict v = x}}")
    cases: list[tuple[logitext.Policy, dict[str, Any], str]] = [
        (other, {}, "policies"),
        (chat(), {"theory": "pattern"}, "theories"),
        (chat(), {"select": ["id"]}, "selected columns"),
        (chat(), {"verdicts": ["mute"]}, "options"),
    ]
    for policy, options, what in cases:
        with pytest.raises(logitext.InputError, match=f"belongs to another run, with other {what}"):
            run(policy, data, tmp_path, **options)
    assert run(other, data, tmp_path, overwrite=True)[0].documents == 40


def test_an_output_that_no_run_wrote_stays(tmp_path: Path) -> None:
    data = messages(tmp_path)
    (tmp_path / "rows.jsonl").write_text("mine\n")
    with pytest.raises(logitext.InputError, match="no run that could go on has written it"):
        run(chat(), data, tmp_path)
    assert (tmp_path / "rows.jsonl").read_text() == "mine\n"
    assert len(run(chat(), data, tmp_path, overwrite=True)[1]) == 40


@pytest.mark.parametrize("also", [{}, {"overwrite": True}])
def test_what_the_run_reads_is_no_output(also: dict[str, bool], tmp_path: Path) -> None:
    """Not under another name either, and `--overwrite` is about outputs."""
    data, policy, answers = messages(tmp_path), tmp_path / "p.nltc", tmp_path / "answers.yaml"
    policy.write_text(CHAT)
    answers.write_text("joke: no\n")
    (tmp_path / "link.jsonl").symlink_to(data)
    before = {path: path.read_bytes() for path in (data, policy, answers)}
    loaded = logitext.load(policy)
    for rows in (data, tmp_path / "link.jsonl"):
        with pytest.raises(logitext.InputError, match="the run reads it") as error:
            run(loaded, data, tmp_path, rows=rows, **also)
        assert [one.code for one in error.value.diagnostics] == ["NLT608"]
    with pytest.raises(logitext.InputError, match="the run reads it"):
        run(loaded, data, tmp_path, theory=f"pattern,answers:{answers}", review=answers, **also)
    assert {path: path.read_bytes() for path in before} == before
    assert not list(tmp_path.glob("*.run"))


@pytest.mark.parametrize(
    ("name", "out", "refused"),
    [
        ("posts", "posts/rows.jsonl", True),
        ("posts", "posts/in/rows.jsonl", True),
        ("posts", "rows.jsonl", False),
        ("posts", "posts/.hidden/rows.jsonl", False),
        ("posts/*", "posts/rows.jsonl", True),
        ("posts/*", "posts/in/rows.jsonl", False),
        ("posts/*.txt", "posts/rows.jsonl", False),
        ("posts/**/*", "posts/rows.jsonl", True),
        ("posts/**/*", "posts/in/rows.jsonl", True),
    ],
)
def test_an_output_where_the_data_is_looked_for_would_be_data(
    name: str, out: str, refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("posts/in", "posts/.hidden"):
        Path(folder).mkdir(parents=True)
    for file in ("posts/a.txt", "posts/b.txt"):
        Path(file).write_text("Good morning")
    if refused:
        with pytest.raises(logitext.InputError, match="the next command would read this file, too"):
            run(chat(), name, Path(), rows=out)
        assert not Path(f"{out}.run").exists()
        return
    for _ in range(2):
        assert run(chat(), name, Path(), rows=out)[0].documents == 2


@pytest.mark.parametrize("name", ["s3://posts/rows.jsonl", "gs://posts/rows.parquet", "https://example.org/rows.jsonl"])
def test_an_output_is_no_url(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(logitext.InputError) as error:
        run(chat(), messages(tmp_path), tmp_path, rows=name)
    (said,) = error.value.diagnostics
    assert said.message == f"cannot write {name}: an output is a file of this machine"


def test_a_refused_output_leaves_no_folder(tmp_path: Path) -> None:
    data = messages(tmp_path)
    (tmp_path / "rows.jsonl").write_text("mine\n")
    with pytest.raises(logitext.InputError, match="no run that could go on has written it"):
        run(chat(), data, tmp_path)
    assert not (tmp_path / "rows.jsonl.run").exists()


def test_an_output_that_was_taken_away_is_made_anew(tmp_path: Path) -> None:
    data = messages(tmp_path)
    _, rows = run(chat(), data, tmp_path)
    (tmp_path / "rows.jsonl").unlink()
    assert run(chat(), data, tmp_path)[1] == rows


def test_two_processes_do_not_work_at_one_run(tmp_path: Path) -> None:
    from logitext.run.folder import Folder

    data = messages(tmp_path)
    folder = Folder(tmp_path / "rows.jsonl.run")
    with pytest.raises(logitext.InputError) as error:
        run(chat(), data, tmp_path)
    assert error.value.diagnostics[0].code == "NLT647"
    folder.close()
    assert run(chat(), data, tmp_path)[0].documents == 40


@pytest.mark.parametrize("name", ["manifest.json", "state.json"])
def test_a_damaged_folder_is_said(name: str, tmp_path: Path) -> None:
    data = messages(tmp_path)
    run(chat(), data, tmp_path, theory=Reader(), max_cost=10.0)
    (tmp_path / "rows.jsonl.run" / name).write_text("{")
    if name == "state.json":
        (tmp_path / "rows.jsonl.run" / "synced.json").unlink()
    with pytest.raises(logitext.InputError) as error:
        run(chat(), data, tmp_path, theory=Reader())
    assert error.value.diagnostics[0].code == "NLT647"
    assert run(chat(), data, tmp_path, theory=Reader(), overwrite=True)[0].documents == 40


def test_a_crash_of_the_machine_that_lost_a_part_of_the_output(tmp_path: Path) -> None:
    data = messages(tmp_path)
    (tmp_path / "clean").mkdir()
    _, expected = run(chat(), data, tmp_path / "clean", theory=Reader())
    run(chat(), data, tmp_path, theory=Reader(), max_cost=60.0)
    folder = tmp_path / "rows.jsonl.run"
    (folder / "synced.json").unlink()  # it never reached the disk
    size = (folder / "rows.jsonl").stat().st_size
    os.truncate(folder / "rows.jsonl", size // 2)
    assert run(chat(), data, tmp_path, theory=Reader())[1] == expected


def test_the_same_question_about_the_same_text_at_the_same_time_is_asked_once(tmp_path: Path) -> None:
    data = lines(tmp_path / "d.jsonl", [{"message": "the same"}] * 30)
    reader = Reader()
    _, rows = run(chat(), data, tmp_path, theory=reader, concurrency=30)
    assert len({row["mute"] for row in rows}) == 1
    assert len(reader.asked) == len(set(reader.asked))


def test_policies_share_questions_and_answers(tmp_path: Path) -> None:
    data = messages(tmp_path, 10)
    other = logitext.loads(
        '{{text message: "a chat message"}}{{let insults = [[insults somebody]] match /\\bidiots?\\b/i'
        " let spam = [[is spam]] verdict hide = insults or spam}}",
        "other.nltc",
    )
    reader = Reader()
    alone = [run(policy, data, tmp_path, theory=Reader(), overwrite=True)[1] for policy in (chat(), other)]
    summary, rows = run(chat(), data, tmp_path, theory=reader, also=[other], overwrite=True)
    assert summary.cost == len(reader.asked) + reader.calls, "what both ask is paid for once"
    assert summary.cost == sum(row["cost"] for row in rows)
    assert [row["policy"] for row in rows[:2]] == ["chat", "other"]
    assert [row["mute"] for row in rows[::2]] == [row["mute"] for row in alone[0]]
    assert [row["hide"] for row in rows[1::2]] == [row["hide"] for row in alone[1]]
    assert len(reader.asked) == len(set(reader.asked))


def test_files_need_names(tmp_path: Path) -> None:
    data = messages(tmp_path, 1)
    for files, said in [
        (Files(), "needs a file"),
        (Files(rows=tmp_path / "a.xlsx"), "no output of this kind has the format `.xlsx`"),
        (Files(rows=tmp_path / "no" / "a.jsonl"), "there is no such folder"),
        (Files(rows=tmp_path / "a.jsonl", output=tmp_path / "a.jsonl"), "two outputs have this name"),
        (Files(rows=tmp_path / "a.jsonl", review=tmp_path / "r.csv"), "no output of this kind has the format `.csv`"),
    ]:
        with pytest.raises(logitext.InputError, match=said):
            chat().run(str(data), files=files)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.jsonl"]
    assert read(data)


def test_an_id_that_was_met_before_the_run_was_ended_is_taken(tmp_path: Path) -> None:
    rows = [{"id": number % 35, "message": f"number {number}"} for number in range(40)]
    data = lines(tmp_path / "d.jsonl", rows)
    summary, _ = run(chat(), data, tmp_path, id="id", theory=Reader(), max_cost=30.0)
    assert 0 < summary.documents < 35
    summary, found = run(chat(), data, tmp_path, id="id", theory=Reader())
    assert summary.bad == 5
    assert all("NLT644" in row["error"] for row in found[35:])


def test_the_usage_of_a_call_is_counted_once(tmp_path: Path) -> None:
    kept = KeptAnswers(tmp_path, lambda _: True)
    asyncio.run(Memory(3, kept).put({"a": Value(True), "b": Value(False)}, Usage(calls=1, input_tokens=7)))
    kept.close()
    again = KeptAnswers(tmp_path, lambda number: number == 3)
    assert again.usage.input_tokens == 7
    memory = Memory(3, again)
    told = [memory.get(key, BOOL) for key in ("a", "b", "a", "c")]
    assert [None if one is None else (one[0], one[1].input_tokens) for one in told] == [
        (Value(True), 7),
        (Value(False), 0),
        (Value(True), 0),
        None,
    ]
    assert KeptAnswers(tmp_path, lambda _: True, {3}).usage.input_tokens == 0, "it was counted when the document failed"
    assert KeptAnswers(tmp_path, lambda _: False).found == {}


def test_answers_are_forgotten_once_all_their_documents_are_decided(tmp_path: Path) -> None:
    for number in (1, 2):
        kept = KeptAnswers(tmp_path, lambda _: True)
        asyncio.run(Memory(number, kept).put({"a": Value(True)}, Usage(calls=1)))
        kept.close()
    kept = KeptAnswers(tmp_path, lambda _: True)
    kept.forget(lambda number: number == 2)
    assert [path.name for path in tmp_path.iterdir()] == ["answers-000002.jsonl"]


@pytest.mark.parametrize(
    ("kind", "calls"), [("interrupted", True), ("limit", False), ("failures", False), ("disk", False)]
)
def test_whether_calls_are_made_when_a_run_ends(kind: str, calls: bool) -> None:
    stop = RunStop()
    purse = RunPurse(stop)
    purse.require(Reader(), [])
    stop.request(kind, "why")
    stop.request("other", "this comes too late")
    with contextlib.nullcontext() if calls else pytest.raises(OutOfBudgetError, match="why"):
        purse.require(Reader(), [])


@pytest.mark.parametrize("ordered", [True, False])
def test_what_fails_in_a_stream_has_its_row(ordered: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.BytesIO(messages(tmp_path, 10).read_bytes())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given))

    def trouble(text: str, questions: Sequence[Question]) -> None:
        if text.endswith("3"):
            raise ConnectionError("no server")

    summary, rows = run(chat(), "-", tmp_path, theory=Reader(trouble), ordered=ordered)
    assert (summary.failed, len(rows)) == (1, 10)
    assert sum("failed" in row["open"] for row in rows) == 1
