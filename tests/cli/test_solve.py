"""`logitext solve`, `cover` and `query` as commands: what they print, how they end, and what they keep."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest

from logitext.records.answered import QueryAnswer
from logitext.records.cover import Cover, TextLine
from logitext.records.search import Search
from tests.cli.run import logitext
from tests.model_server.config import Config
from tests.model_server.faults import Faults
from tests.model_server.reading import AskedQuestion
from tests.model_server.run import serving
from tests.model_server.truth import Truth

COMPLETE = ("--theory", "pattern:complete")
SHOP = r"""# Messages

{{text message: "a message between a buyer and a seller"}}

We hold back what {{let outside = [[asks to be paid outside the marketplace]]
  match /\b(cash|by wire)\b/i  yes "Please pay by wire."}}, and what both {{let contact = [[gives a telephone number]]
  match /\b\d{3} \d{4}\b/  yes "Call me: 555 0142."}} and {{let hurry = [[presses for a decision]]
  match /\bright now\b/i  yes "I need to know right now."}}, unless {{let shop = [[is from a registered shop]]
  match /\blicence \d{4}\b/i  yes "We have licence 4471."}}.

{{violation hold = (outside or contact and hurry) unless shop}}
{{assume shops_take_their_time: shop implies not hurry}}
{{check hold  forsome message: hold and not outside  forall message: hold implies hurry  cover hold by verdict}}
"""


ANSWERS = """texts:
  a: {outside: yes, contact: no, hurry: no, shop: no}
  b: {outside: no, contact: no, hurry: no, shop: no}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.nltc").write_text(SHOP)
    (tmp_path / "mail.txt").write_text("Pay cash.")
    return tmp_path


def without_times(text: str) -> str:
    return re.sub(r"\d+\.\d\d s$", "0.00 s", text, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "arguments", "status"),
    [
        ("sat", ["hold and not outside", *COMPLETE], 0),
        ("unsat", ["hold and shop"], 1),
        ("unsat-assumption", ["shop and hurry"], 1),
        ("another-way", ["hold"], 0),
        ("unrealised", ["hold and not outside", *COMPLETE, "--writer", "mock:writer.yaml", "--rounds", "2"], 3),
        ("proved", ["shop implies not hurry", "--for-all"], 0),
        ("refuted", ["hold implies outside", "--for-all", *COMPLETE], 1),
        ("no-counterexample", ["hold implies outside", "--for-all", *COMPLETE, "--writer", "mock:writer.yaml"], 3),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_endings(
    folder: Path, name: str, arguments: list[str], status: int, golden: Callable[[str, str], None]
) -> None:
    (folder / "writer.yaml").write_text("texts: [Hello., 'Call me: 555 0142.', Right now., 'Pay cash.']\n")
    ran = logitext("solve", "shop.nltc", *arguments, cwd=folder)
    assert (ran.status, ran.err) == (status, "")
    golden(f"solve/{name}.txt", without_times(ran.out))


def test_json_is_of_its_schema(folder: Path) -> None:
    ran = logitext("solve", "shop.nltc", "hold", *COMPLETE, "--format", "json", cwd=folder)
    found = Search.model_validate_json(ran.out)
    assert (found.status, found.answers["outside"]) == ("sat", True)
    assert found.result is not None
    assert found.result.policy.path == "shop.nltc"
    schema = json.loads(logitext("schema", "search", cwd=folder).out)
    assert set(json.loads(ran.out)) == set(schema["properties"])
    (folder / "found.json").write_text(json.dumps(json.loads(ran.out)["result"]))
    assert logitext("verify", "found.json", "shop.nltc", cwd=folder).status == 0


def test_each_step_is_told(folder: Path) -> None:
    ran = logitext("solve", "shop.nltc", "hold and not outside", *COMPLETE, "-v", "-q", cwd=folder)
    assert ran.out == ""
    assert ran.err.splitlines()[0] == "compose is asked for not outside, contact, hurry"
    assert "meets all of that: Call me: 555 0142." in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["solve", "shop.nltc", "hold and"], "error[NLT101]: expected a formula"),
        (["solve", "shop.nltc", "held"], "error[NLT201]: `held` is not declared"),
        (["solve", "shop.nltc", "hold", "--writer", "compos"], "error[NLT510]: there is no writer `compos`"),
        (["solve", "shop.nltc", "hold", "--given", "massage=mail.txt"], "error[NLT602]: the policy declares no text"),
        (["solve", "shop.nltc", "hold", "--given", "message=none.txt"], "error[NLT601]: cannot read the text none.txt"),
        (["cover", "shop.nltc", "hold", "--verdict", "hold"], "cover a formula, or verdicts of the policy"),
        (["cover", "shop.nltc", "--cases", "mail.txt", "--keep", "x"], "with --cases nothing is written"),
        (["cover", "shop.nltc", "--cases", "mail.txt"], "error[NLT617]: the file holds no list of cases"),
        (["cover", "shop.nltc", "--verdict", "held"], "error[NLT604]: the policy declares no verdict `held`"),
        (["cover", "bare.nltc"], "error[NLT614]: the policy declares no text, so none can be written"),
        (["query", "shop.nltc", "mail.txt", "mail.txt"], "queries are answered for one document"),
    ],
    ids=lambda value: value if isinstance(value, str) else "said",
)
def test_what_is_wrong(folder: Path, arguments: list[str], said: str) -> None:
    (folder / "bare.nltc").write_text("{{let a = [[x]]  verdict v = a}}")
    ran = logitext(*arguments, cwd=folder)
    assert ran.status == 2
    assert said in ran.err


# --- cover -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("criterion", ["each-clause", "verdict", "pairwise", "mcdc", "implicants", "all"])
def test_covers(folder: Path, criterion: str, golden: Callable[[str, str], None]) -> None:
    ran = logitext("cover", "shop.nltc", "--by", criterion, *COMPLETE, cwd=folder)
    assert (ran.status, ran.err) == (0, "")
    golden(f"cover/{criterion}.txt", without_times(ran.out))


class Page(HTMLParser):
    """What a page holds: its words, and that its tags are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("meta", "br", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "rect":
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_every_format(folder: Path) -> None:
    outputs = [word for name in ("c.json", "c.jsonl", "c.html", "c.svg", "c.txt") for word in ("-o", name)]
    ran = logitext("cover", "shop.nltc", "--by", "mcdc", *COMPLETE, *outputs, cwd=folder)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    cover = Cover.model_validate_json((folder / "c.json").read_text())
    lines = [TextLine.model_validate_json(line) for line in (folder / "c.jsonl").read_text().splitlines()]
    assert tuple(lines) == cover.texts
    picture = ET.fromstring((folder / "c.svg").read_text())
    boxes = [str(one.get("class")) for one in picture.iter() if one.tag.endswith("rect")]
    squares = [one for one in boxes if {"full", "empty", "wrong"} & set(one.split())]
    assert len(squares) == len(cover.texts) * (len(cover.clauses) + len(cover.verdicts) + 1)  # and a bar each
    page = Page((folder / "c.html").read_text())
    assert page.open == []
    words = "".join(page.words)
    for said in ("hold by mcdc", "555 0142", "outside, and that alone turns whether hold is true", "registered shop"):
        assert said in words
    assert not re.search(r"(href|src)=|<script", (folder / "c.html").read_text())
    schema = json.loads(logitext("schema", "cover", cwd=folder).out)
    assert set(json.loads((folder / "c.json").read_text())) == set(schema["properties"])


def test_what_stands_in_a_text_is_shown_and_no_more(folder: Path) -> None:
    (folder / "w.yaml").write_text(json.dumps({"texts": ["<script>alert(1)</script> \x1b[2J cash"]}))
    options = ("--by", "verdict", *COMPLETE, "--writer", "mock:w.yaml")
    ran = logitext("cover", "shop.nltc", *options, "-o", "c.html", "-o", "c.svg", "-o", "-", cwd=folder)
    assert ran.status == 3
    for shown in (ran.out, (folder / "c.html").read_text(), (folder / "c.svg").read_text()):
        assert "\x1b" not in shown
    assert "<script>" not in (folder / "c.html").read_text()
    assert "&lt;script&gt;" in (folder / "c.html").read_text()


def test_cases_are_measured(folder: Path, golden: Callable[[str, str], None]) -> None:
    cases = [
        {"id": "a", "text": "cash", "answers": {"outside": True, "contact": False, "hurry": False, "shop": False}},
        {"id": "b", "text": "hello", "answers": {"outside": False, "contact": False, "hurry": False, "shop": False}},
    ]
    for name, content in (
        ("c.jsonl", "".join(json.dumps(one) + "\n" for one in cases)),
        ("c.json", json.dumps({"cases": cases})),
        ("c.yaml", ANSWERS),
    ):  # fmt: skip
        (folder / name).write_text(content)
        ran = logitext("cover", "shop.nltc", "--by", "mcdc", "--cases", name, "--format", "json", cwd=folder)
        assert ran.status == 3
        found = Cover.model_validate_json(ran.out)
        assert (found.realised, found.usage.texts, [one.label for one in found.texts]) == (3, 0, ["a", "b"])
    golden("cover/cases.txt", without_times(logitext("cover", "shop.nltc", "--cases", "c.jsonl", cwd=folder).out))


def test_texts_are_kept_and_used_again(folder: Path) -> None:
    ran = logitext("cover", "shop.nltc", *COMPLETE, "--keep", "k.jsonl", "--limit", "1", cwd=folder)
    assert ran.status == 3
    first = (folder / "k.jsonl").read_text()
    assert len(first.splitlines()) == 1
    with (folder / "k.jsonl").open("a") as file:
        file.write('{"text": 9, "policy"')  # as a kill leaves it
    ran = logitext("cover", "shop.nltc", *COMPLETE, "--keep", "k.jsonl", "--format", "json", cwd=folder)
    assert ran.status == 0
    found = Cover.model_validate_json(ran.out)
    assert found.texts[0].texts == json.loads(first)["texts"]
    assert found.usage.texts == len(found.texts) - 1
    again = Cover.model_validate_json(
        logitext("cover", "shop.nltc", *COMPLETE, "--keep", "k.jsonl", "--format", "json", cwd=folder).out
    )
    assert (again.status, again.usage.texts) == ("covered", 0)
    (folder / "k.jsonl").write_text('{"no": "text"}\n')
    assert "error[NLT617]: line 1 is no text" in logitext("cover", "shop.nltc", "--keep", "k.jsonl", cwd=folder).err


SLOW = """
import asyncio
from pathlib import Path
from logitext.cli.main import main
from logitext.theory.writing.compose import Compose
own = Compose.propose
async def slowly(self, goal, misses):
    kept = Path("k.jsonl")
    if kept.exists() and len(kept.read_text().splitlines()) >= 2:
        await asyncio.Event().wait()  # for what stops it
    return await own(self, goal, misses)
Compose.propose = slowly
main()
"""


@pytest.mark.parametrize("kill", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill"])
def test_a_stop_in_the_middle_loses_nothing(folder: Path, kill: signal.Signals) -> None:
    options = ["cover", "shop.nltc", "--by", "pairwise", *COMPLETE, "--keep", "k.jsonl", "--wishes", "0"]
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, *options], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    kept = folder / "k.jsonl"
    while process.poll() is None and not (kept.exists() and len(kept.read_text().splitlines()) >= 2):
        time.sleep(0.02)
    assert process.returncode is None
    process.send_signal(kill)
    out, _ = process.communicate(timeout=600)
    lines = [line for line in kept.read_text().splitlines() if line.endswith("}")]
    assert len(lines) >= 2
    if kill == signal.SIGINT:
        assert process.returncode == 130
        assert "interrupted" in out
    ran = logitext(*options, "--format", "json", cwd=folder)
    found = Cover.model_validate_json(ran.out)
    assert found.status == "covered"
    assert [one.texts for one in found.texts[: len(lines)]] == [json.loads(line)["texts"] for line in lines]


# --- with a model ------------------------------------------------------------------------------------------------


def judged(texts: Mapping[str, str], question: AskedQuestion) -> bool:
    """The model server writes word for word what is demanded, and reads it off again."""
    said = [clause for text in texts.values() for clause in re.findall(r"it is true that it ([^;]+)", text)]
    return any(clause in question.clause for clause in said)


def test_a_model_writes_and_reads(folder: Path) -> None:
    with serving(Config(truth=Truth(judged))) as server:
        options = ("--model", "test-model", "--base-url", server.base_url, "--no-cache")
        ran = logitext("solve", "shop.nltc", "hold and not outside", *options, "--format", "json", cwd=folder)
        assert (ran.status, ran.err) == (0, "")
        found = Search.model_validate_json(ran.out)
        assert found.texts["message"].startswith("message ")
        assert {reason.theory for reason in found.because} == {"openai"}
        assert found.usage.writing == 1
        assert found.usage.input_tokens > 0
        ran = logitext("solve", "shop.nltc", "hold", *options, "--max-cost", "1", cwd=folder)
        assert ran.status == 2
        assert "error[NLT544]: what the model `test-model` costs is not known" in ran.err
        ran = logitext("cover", "shop.nltc", "--by", "mcdc", *options, "--format", "json", "--alike", "1", cwd=folder)
        cover = Cover.model_validate_json(ran.out)
        assert (ran.status, cover.status) == (0, "covered")


def test_a_model_that_is_down_fails(folder: Path) -> None:
    with serving(Config(faults=Faults(1.0, ("status_500",)))) as server:
        options = ("--model", "test-model", "--base-url", server.base_url, "--no-cache", "--retries", "0")
        ran = logitext("solve", "shop.nltc", "hold", *options, "--theory", "pattern:complete", cwd=folder)
        assert ran.status == 4
        assert "undetermined (openai: " in ran.out
        ran = logitext("cover", "shop.nltc", *options, "--theory", "pattern:complete", cwd=folder)
        assert ran.status == 4
        assert "0 of 8 feasible goals covered by 0 texts" in ran.out


# --- query, lint -------------------------------------------------------------------------------------------------


def test_queries_are_answered_in_order(folder: Path, golden: Callable[[str, str], None]) -> None:
    ran = logitext("query", "shop.nltc", "mail.txt", *COMPLETE, cwd=folder)
    assert (ran.status, ran.err) == (1, "")
    golden("query/shop.txt", without_times(ran.out))
    ran = logitext("query", "shop.nltc", "mail.txt", *COMPLETE, "--format", "jsonl", cwd=folder)
    answers = [QueryAnswer.model_validate_json(line) for line in ran.out.splitlines()]
    assert [answer.kind for answer in answers] == ["check", "forsome", "forall", "cover"]
    schema = json.loads(logitext("schema", "query", cwd=folder).out)
    assert set(json.loads(ran.out.splitlines()[0])) == set(schema["properties"])


def test_a_policy_without_queries(folder: Path) -> None:
    (folder / "none.nltc").write_text(SHOP[: SHOP.rindex("{{check")])
    ran = logitext("query", "none.nltc", cwd=folder)
    assert ran.status == 2
    assert "error[NLT618]: none.nltc holds no query" in ran.err


def test_lint_suggests_what_was_not_realised(folder: Path, golden: Callable[[str, str], None]) -> None:
    texts = [f"Call me: 555 01{number}." for number in range(10, 60)]
    (folder / "w.yaml").write_text(json.dumps({"texts": texts}))
    options = (*COMPLETE, "--writer", "mock:w.yaml", "--nogoods", "nogoods.json")
    assert logitext("solve", "shop.nltc", "contact and hurry", *options, cwd=folder).status == 3
    ran = logitext("lint", "shop.nltc", "--nogoods", "nogoods.json", cwd=folder)
    assert (ran.status, ran.err) == (0, "1 file, 1 warning\n")
    golden("solve/lint.txt", ran.out)
    assert logitext("lint", "shop.nltc", "--nogoods", "nowhere.json", cwd=folder).status == 2
    (folder / "other.nltc").write_text("{{let rude = [[is rude]]}} {{verdict remove = rude}}")
    ran = logitext("lint", "other.nltc", "--nogoods", "nogoods.json", cwd=folder)
    assert "warning[NLT609]: the nogoods have no effect: they speak of other policies" in ran.out
    ran = logitext("lint", "other.nltc", "shop.nltc", "--nogoods", "nogoods.json", cwd=folder)
    assert "NLT609" not in ran.out
    assert "NLT412" in ran.out
