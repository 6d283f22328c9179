"""A model on the command line: what is asked, what is said of a server that is not there, and that nothing is lost."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.run import logitext
from tests.model_server import profiles
from tests.model_server.config import Config
from tests.model_server.faults import Faults
from tests.model_server.run import Server, serving
from tests.model_server.truth import Truth
from tests.theory.llm.replying import replying

POLICY = """{{text post: "a public message"}}
{{let insult = [[insults somebody]]  let quoted = [[is quoted to condemn it]]
  violation remove = insult unless quoted}}
"""
TRUTH = Truth(lambda texts, question: question.id == "insult" and "fool" in texts["post"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.nltc").write_text(POLICY)
    (tmp_path / "fool.txt").write_text("You fool!")
    (tmp_path / "hello.txt").write_text("Hello!")
    (tmp_path / "prices.toml").write_text('[models."test-model"]\ninput = 1\noutput = 2\n')
    return tmp_path


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Config(truth=TRUTH)) as server:
        yield server


def at(server: Server, cache: str = "answers.sqlite3") -> list[str]:
    return ["--theory", "openai:test-model", "--base-url", server.base_url, "--api", "chat", "--cache", cache]


def test_a_check_asks_the_model_and_a_second_one_the_cache(folder: Path, server: Server) -> None:
    first = logitext("check", "policy.nltc", "fool.txt", *at(server), cwd=folder)
    assert first.status == 1
    assert "remove is true" in first.out
    assert "from openai" in first.out
    before = len(server.requests)
    again = logitext("check", "policy.nltc", "fool.txt", *at(server), cwd=folder)
    assert again.status == 1
    assert len(server.requests) == before
    assert "2 answers from the cache" in again.out


def test_several_documents_are_asked_about_at_the_same_time(folder: Path) -> None:
    for number in range(12):
        (folder / f"{number}.txt").write_text(f"Hello {number}!")
    names = [f"{number}.txt" for number in range(12)]
    with serving(Config(truth=TRUTH, latency=0.1)) as server:
        ran = logitext("check", "policy.nltc", *names, *at(server), "--format", "jsonl", cwd=folder)
        assert server.most_in_flight > 3
    assert ran.status == 0
    assert [json.loads(line)["document"] for line in ran.out.splitlines()] == names


def test_a_server_that_is_not_there_is_status_4(folder: Path) -> None:
    ran = logitext(
        "check", "policy.nltc", "fool.txt", "hello.txt", "--theory", "openai:m", "--base-url", "http://127.0.0.1:9/v1",
        "--retries", "1", cwd=folder,
    )  # fmt: skip
    assert ran.status == 4
    assert "openai: connection: cannot connect: Connection refused" in ran.out
    assert ran.out.count("undetermined") >= 2


def test_a_wrong_key_is_status_4_and_is_not_shown(folder: Path) -> None:
    with serving(Config(truth=TRUTH, api_key="right")) as server:
        ran = logitext(
            "check", "policy.nltc", "fool.txt", *at(server), "-vv", cwd=folder, env={"OPENAI_API_KEY": "wrong-key-77"}
        )
    assert ran.status == 4
    assert "not authorised: status 401" in ran.out
    assert "wrong-key-77" not in ran.out + ran.err


def test_no_key_for_openai_is_said_before_anything_is_asked(folder: Path) -> None:
    ran = logitext("check", "policy.nltc", "fool.txt", "--theory", "openai:m", cwd=folder)
    assert ran.status == 2
    assert "error[NLT541]: there is no key for https://api.openai.com/v1" in ran.err


def test_verbose_says_by_what_it_is_planned_and_what_is_not_needed(folder: Path, server: Server) -> None:
    ran = logitext("check", "policy.nltc", "hello.txt", *at(server), "-v", "--batch", "1", cwd=folder)
    lines = [line.removeprefix("hello.txt: ") for line in ran.err.splitlines()]
    assert "planned by rollout over gain" in lines
    assert "round 1: openai is asked insult (0.49 bits) by rollout" in lines
    assert lines[-1] == "  not needed any more: quoted"
    usage = " ".join(ran.out.split())  # lines are broken where the terminal ends
    assert re.search(r"1 of 2 clauses asked in 1 round: .*openai 1 in \d calls? of test-model", usage)
    assert "(1 at a price, of 2; 1 in file order)" in usage
    learned = ["--priors", "chats", "--priors-file", "p.sqlite3"]
    ran = logitext("check", "policy.nltc", "hello.txt", *at(server), "-v", *learned, cwd=folder)
    assert "planned by rollout over gain, with what was learned of 0 clauses from chats" in ran.err


def test_verbose_shows_the_reply_that_was_no_answer(folder: Path) -> None:
    faults = Faults.script(["not_json"] * 9, probes=False)
    with serving(Config(truth=TRUTH, faults=faults)) as server:
        ran = logitext("check", "policy.nltc", "fool.txt", *at(server), "-v", cwd=folder)
    assert ran.status == 4
    assert "failed: no JSON: " in ran.err
    assert "the reply was: " in ran.err


def test_very_verbose_logs_each_call_as_json_without_texts(folder: Path, server: Server) -> None:
    ran = logitext("check", "policy.nltc", "fool.txt", *at(server), "-vv", cwd=folder)
    lines = [json.loads(line) for line in ran.err.splitlines() if line.startswith("{")]
    assert len(lines) == len(server.requests)
    assert [line["event"] for line in lines] == ["call failed", *["call"] * (len(lines) - 1)]  # the first is a probe
    assert all("fool" not in json.dumps(line) for line in lines)


def test_a_dry_run_calls_nobody(folder: Path, server: Server) -> None:
    given = ["check", "policy.nltc", "fool.txt", *at(server), "--dry-run", "--prices", "prices.toml"]
    ran = logitext(*given, cwd=folder)
    assert ran.status == 0
    assert server.requests == ()
    assert "nothing was asked" in ran.out
    assert "at most 2 of these 2 clauses are put" in ran.out
    data = json.loads(logitext(*given, "--format", "json", cwd=folder).out)
    assert [call["clauses"] for call in data["asked"]] == [["insult", "quoted"]]
    assert all(call["cost"] > 0 and call["bytes"] > 1000 for call in data["asked"])


def test_a_limit_of_cost_without_a_price_is_refused(folder: Path, server: Server) -> None:
    ran = logitext("check", "policy.nltc", "fool.txt", *at(server), "--max-cost", "1", cwd=folder)
    assert ran.status == 2
    assert "error[NLT544]: what the model `test-model` costs is not known" in ran.err
    assert server.requests == ()


def test_limits_of_tokens_hold(folder: Path, server: Server) -> None:
    ran = logitext("check", "policy.nltc", "fool.txt", *at(server), "--max-tokens", "100", cwd=folder)
    assert ran.status == 3
    assert "out of budget" in ran.out


def test_cache_only_and_debug(folder: Path, server: Server) -> None:
    logitext("check", "policy.nltc", "fool.txt", *at(server), cwd=folder)
    before = len(server.requests)
    ran = logitext("check", "policy.nltc", "hello.txt", *at(server), "--cache-only", "--cache-debug", cwd=folder)
    assert ran.status == 3
    assert len(server.requests) == before
    assert "insult: not in the cache: the nearest entry, " in ran.err
    assert "differs in texts.post" in ran.err
    ran = logitext("check", "policy.nltc", "hello.txt", *at(server), "--cache-only", "--no-cache", cwd=folder)
    assert ran.status == 2


def test_the_default_theory_asks_a_model_that_is_configured(folder: Path, server: Server) -> None:
    env = {"OPENAI_BASE_URL": server.base_url, "LOGITEXT_MODEL": "test-model", "LOGITEXT_CACHE": "c.sqlite3"}
    assert logitext("check", "policy.nltc", "fool.txt", cwd=folder, env=env).status == 1
    (folder / "logitext.toml").write_text(f'model = "test-model"\nbase-url = "{server.base_url}"\nno-cache = true\n')
    assert logitext("check", "policy.nltc", "fool.txt", cwd=folder).status == 1


def test_redact_leaves_no_text_in_files(folder: Path, server: Server) -> None:
    ran = logitext("check", "policy.nltc", "fool.txt", *at(server), "--redact", "--record", "r.jsonl", cwd=folder)
    assert ran.status == 1
    for file in (*folder.glob("answers.sqlite3*"), folder / "r.jsonl"):
        assert b"You fool" not in file.read_bytes()


@pytest.mark.parametrize("documents", [1, 6])
def test_ctrl_c_keeps_what_was_answered(folder: Path, documents: int) -> None:
    for number in range(documents):
        (folder / f"{number}.txt").write_text(f"You fool {number}!")
    names = [f"{number}.txt" for number in range(documents)]
    # Whether it insults is answered for each; whether it is quoted, which is asked next, hangs.
    faults = Faults(1, ("hang",), about="is quoted to condemn it")
    with serving(Config(truth=TRUTH, faults=faults)) as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "logitext", "check", "policy.nltc", *names, *at(server), "--batch", "1"],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
            env={**os.environ, "COLUMNS": "100"},
        )  # fmt: skip
        wait_for(lambda: sum(1 for record in server.requests if record.fault == "hang") >= documents)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=600)
    assert process.returncode == 130
    assert "Traceback" not in out + err
    if documents == 1:
        assert "interrupted" in out
    else:
        assert "6 of 6 documents were not checked" in err
    kept = logitext("cache", "list", "--cache", "answers.sqlite3", cwd=folder)
    assert len(kept.out.splitlines()) == documents


def test_a_kill_in_mid_run_loses_nothing_that_was_answered(folder: Path) -> None:
    for number in range(40):
        (folder / f"{number}.txt").write_text(f"You fool {number}!")
    names = [f"{number}.txt" for number in range(40)]
    slowly = ["--batch", "1", "--concurrency", "4"]
    with serving(Config(truth=TRUTH, latency=0.03)) as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "logitext", "check", "policy.nltc", *names, *at(server), *slowly],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(lambda: len(server.requests) > 30)
        process.kill()
        process.wait(timeout=600)
        before = len(server.requests)
        ran = logitext("check", "policy.nltc", *names, *at(server), *slowly, "--format", "jsonl", cwd=folder)
        after = len(server.requests)
    assert ran.status == 1
    assert len(ran.out.splitlines()) == 40
    assert after - before <= 80 - (before - 4 - 4)  # what was in flight, and the calls that find out, are asked again


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 600  # a limit, and no measure: a busy machine takes long to start a process
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


# --- models, doctor, prompt --------------------------------------------------------------------------------------


def test_models_lists_what_a_server_offers(folder: Path) -> None:
    with serving(Config(models=("b-model", "a-model"))) as server:
        assert logitext("models", "--base-url", server.base_url, cwd=folder).out == "a-model\nb-model\n"
        data = json.loads(logitext("models", "--base-url", server.base_url, "--format", "json", cwd=folder).out)
    assert data == {"endpoint": server.base_url, "models": ["a-model", "b-model"]}


def test_models_of_a_server_that_is_not_there(folder: Path) -> None:
    ran = logitext("models", "--base-url", "http://127.0.0.1:9/v1", cwd=folder)
    assert ran.status == 4
    assert "error[NLT546]: http://127.0.0.1:9/v1 gives no list of models: connection: cannot connect" in ran.err


@pytest.mark.parametrize("profile", [*profiles.PROFILES, "litellm", "vllm-deciding", "ollama-deciding", "laya"])
def test_doctor_says_what_works(folder: Path, profile: str, golden: Callable[[str, str], None]) -> None:
    yes = Truth(lambda _texts, _question: True)
    with serving(Config(profile=(profiles.PROFILES | profiles.DECIDING)[profile], truth=yes)) as server:
        ran = logitext("doctor", "--model", "test-model", "--base-url", server.base_url, cwd=folder)
    assert ran.status == 0, ran.out
    changing = ("tokens in", "speed", "fitting options")
    said = ran.out.replace(server.base_url, "URL").splitlines()
    assert all(any(word in line for line in said) for word in changing[1:])
    lines = [line for line in said if not any(word in line for word in changing)]
    shown = "\n".join(
        line.split(" is answered in ")[0] + " is answered" if "answered in" in line else line for line in lines
    )
    golden(f"doctor/{profile}.txt", shown + "\n")


def test_doctor_of_a_server_that_is_not_there(folder: Path) -> None:
    ran = logitext(
        "doctor",
        "--model",
        "m",
        "--base-url",
        "http://127.0.0.1:9/v1",
        "--retries",
        "0",
        "--format",
        "json",
        cwd=folder,
    )
    assert ran.status == 4
    data = json.loads(ran.out)
    assert data["works"] is False
    assert [one["well"] for one in data["findings"] if one["what"] == "questions"] == [False]


def test_doctor_does_not_ask_the_cache(folder: Path) -> None:
    with serving(Config(truth=Truth(lambda *_: True))) as server:
        for _ in range(2):
            before = len(server.requests)
            logitext("doctor", "--model", "test-model", "--base-url", server.base_url, "--cache", "c", cwd=folder)
            assert any(record.asked and record.asked.questions for record in server.requests[before:])


@pytest.mark.parametrize("api", ["chat", "responses", "decisions", "systemone"])
@pytest.mark.parametrize("batch", [1, 2])
def test_prompt_prints_what_is_sent(folder: Path, api: str, batch: int, golden: Callable[[str, str], None]) -> None:
    given = ["prompt", "policy.nltc", "fool.txt", "--api", api, "--batch", str(batch)]
    ran = logitext(*given, cwd=folder)
    assert ran.status == 0
    golden(f"prompt/{api}-{batch}.txt", ran.out)
    bodies = [json.loads(line) for line in logitext(*given, "--format", "json", cwd=folder).out.splitlines()]
    profile = profiles.LITELLM if api == "systemone" else profiles.OPENAI
    with serving(Config(profile=profile, truth=TRUTH)) as server:
        options = [option if option != "chat" else api for option in at(server)]
        asked = ["--strategy", "given", "--batch", str(batch)]
        logitext("check", "policy.nltc", "fool.txt", *options, *asked, cwd=folder)
        sent = [record.body for record in server.requests if record.asked and record.asked.questions][-1]
    assert sent is not None
    expected = {**bodies[-1], "model": "test-model"}
    assert {key: sent[key] for key in expected if key in sent and key != "questions"} == {
        key: value for key, value in expected.items() if key in sent and key != "questions"
    }


def test_prompt_of_a_clause_that_there_is_not(folder: Path) -> None:
    ran = logitext("prompt", "policy.nltc", "fool.txt", "--clause", "insul", cwd=folder)
    assert ran.status == 2
    assert "the policy has no clause `insul`" in ran.err
    assert "did you mean `insult`?" in ran.err


def test_a_prompt_of_ones_own_is_used_and_is_another_version(folder: Path, server: Server) -> None:
    words = folder / "words"
    words.mkdir()
    (words / "instructions.md").write_text("Judge strictly.")
    (words / "decisions.md").write_text("Judge strictly.")
    ran = logitext("check", "policy.nltc", "fool.txt", *at(server), "--prompt", "words", "--record", "r", cwd=folder)
    assert ran.status == 1
    asked = [record.body for record in server.requests if record.asked and record.asked.questions]
    assert asked[0] is not None
    assert asked[0]["messages"][0] == {"role": "system", "content": "Judge strictly."}
    assert json.loads((folder / "r").read_text().splitlines()[0])["prompt"].startswith("words-")
    ran = logitext("check", "policy.nltc", "fool.txt", *at(server), "--prompt", "nowhere", cwd=folder)
    assert ran.status == 2
    assert "error[NLT543]" in ran.err


def test_doctor_prints_each_finding_when_it_is_known(folder: Path) -> None:
    """The list of models is printed while the first call that finds out still hangs."""
    with serving(Config(truth=TRUTH, faults=Faults.script(["hang"] * 9))) as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "logitext", "doctor", "--model", "test-model", "--base-url", server.base_url],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        wait_for(lambda: any(record.fault == "hang" for record in server.requests))
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=600)
    assert lines == [f"test-model at {server.base_url}\n", "  ok    list of models     1, `test-model` among them\n"]
    assert process.returncode == 130
    assert "Traceback" not in out + err


@pytest.mark.parametrize("api", ["chat", "decisions"])
def test_doctor_asks_a_slow_server_once(folder: Path, api: str) -> None:
    for probes in (True, False):
        with serving(Config(truth=TRUTH, faults=Faults.script(["hang"] * 9, probes=probes))) as server:
            ran = logitext(
                "doctor", "--model", "test-model", "--base-url", server.base_url, "--timeout", "0.3", "--api", api,
                cwd=folder,
            )  # fmt: skip
            assert sum(1 for record in server.requests if record.fault == "hang") == 1
        assert ran.status == 4
        assert "timeout: no reply in time" in ran.out


def test_doctor_names_the_error_in_a_reply_with_a_good_status(folder: Path) -> None:
    busy = b'{"error": {"message": "overloaded", "code": 503}}'
    with replying(lambda *_: (200, {}, busy)) as server:
        url = f"http://127.0.0.1:{server.port}/v1"
        ran = logitext("doctor", "--model", "m", "--base-url", url, "--retries", "0", cwd=folder)
    assert ran.status == 4
    assert "FAIL  questions          server error: overloaded (503)" in ran.out
    assert "ok    endpoints" not in ran.out
