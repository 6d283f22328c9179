"""The review of a run on the service's page: what waits, what people say, and where that is kept."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.serve.review.queue import ReviewQueue
from logitext.serve.service import Service
from logitext.syntax.diagnostics import InputError
from logitext.theory import Chain, Failure, Pattern, Question, Reply, Texts, Theory, Unknown, load_answers
from tests.run.made import lines, run
from tests.serve.browser import PROGRAM, browser
from tests.serve.served import KEY, client, errors, service
from tests.serve.test_http import running

EVIL = "<script>document.title = 'evil'</script><img src=x onerror=\"document.title = 'evil'\">"
POLICY = r"""{{text message: "a chat message"
fact days: Int "how old the account is, in days"}}
{{let insults = [[insults somebody]] match /\bidiots?\b/i
  let threat = [[threatens somebody]] ask "Does it threaten?" yes "I will hit you"
  let joke = [[is plainly a joke]]
  let harm: mild | serious | grave = [[how grave the harm is]]
  let people: Int = [[how many people it is about]]
  violation mute = (insults or threat) unless joke
  verdict watch = insults and days < 7
  verdict escalate = threat and harm >= serious and people > 2}}
"""
ROWS: list[dict[str, Any]] = [
    {"id": "m1", "message": f"You idiot! {EVIL}", "days": 3},
    {"id": "m2", "message": "Good morning", "days": 30},
    {"id": "m3", "message": "An idiot, ha ha", "days": None},
]


def review(folder: Path, source: str = POLICY, rows: list[dict[str, Any]] | None = None) -> Path:
    """A review of these documents, as a run writes it."""
    (folder / "chat.nltc").write_text(source, "utf-8")
    data = lines(folder / "data.jsonl", ROWS if rows is None else rows)
    target = folder / "review.jsonl"
    (folder / "out").mkdir()
    run(logitext.load(folder / "chat.nltc"), data, folder / "out", id="id", theory=Pattern(), review=target)
    return target


def serving(folder: Path, target: Path, keys: tuple[str, ...] = ()) -> Service:
    """A service that shows it."""
    made = service(folder, {"chat": (folder / "chat.nltc").read_text("utf-8")}, keys=keys)
    made.review = ReviewQueue(target, None, made.shelf)
    return made


def test_what_a_run_writes(tmp_path: Path) -> None:
    entries = [json.loads(line) for line in review(tmp_path).read_text("utf-8").splitlines()]
    told = [(one["document"], one["policy"], one["questions"], one["facts"]) for one in entries]
    assert told == [
        ("m1", "chat", ["joke", "threat", "harm", "people"], []),
        ("m3", "chat", ["joke", "threat", "harm", "people"], ["days"]),
        ("m2", "chat", ["joke", "insults", "threat", "harm", "people"], []),
    ]
    assert entries[0]["texts"] == {"message": ROWS[0]["message"]}
    assert entries[0]["result"]["answers"] == {"insults": True}


def test_answers_are_kept_and_taken_up_again(tmp_path: Path) -> None:
    target = review(tmp_path)
    with client(serving(tmp_path, target)) as asked:
        first = asked.get("/page/review").text
        assert 'data-number="0"' in first
        assert 'data-left="3"' in first
        for clause, value in (("joke", False), ("threat", False)):
            answer = asked.post("/page/review/0", json={"clause": clause, "value": value})
            assert answer.status_code == 200
        assert 'data-left="2"' in answer.text
        assert "<summary><b>mute</b> <span>true</span></summary>" in answer.text
        assert 'data-number="1"' in asked.get("/page/review").text
        asked.post("/page/review/1", json={"clause": "joke", "value": None})
        asked.post("/page/review/1", json={"clause": "threat", "value": True})
        asked.post("/page/review/1", json={"clause": "harm", "value": "grave"})
        assert asked.post("/page/review/1", json={"clause": "people", "value": 3}).status_code == 200
    kept = json.loads((tmp_path / "review.answers.json").read_text("utf-8"))["texts"]
    assert {label: {name: one["value"] for name, one in said.items()} for label, said in kept.items()} == {
        "m1": {"joke": False, "threat": False},
        "m3": {"joke": None, "threat": True, "harm": "grave", "people": 3},
    }
    (tmp_path / "again").mkdir()
    theory = Chain(load_answers(tmp_path / "review.answers.json"), Pattern())
    policy = logitext.load(tmp_path / "chat.nltc")
    _, rows = run(policy, tmp_path / "data.jsonl", tmp_path / "again", id="id", theory=theory)
    assert [(row["id"], row["status"], row["mute"], row["escalate"]) for row in rows] == [
        ("m1", "decided", True, False),
        ("m2", "undetermined", None, None),
        ("m3", "undetermined", None, True),
    ]


def test_another_service_goes_on_where_the_first_one_ended(tmp_path: Path) -> None:
    target = review(tmp_path)
    with client(serving(tmp_path, target)) as asked:
        for clause in ("joke", "threat"):
            asked.post("/page/review/0", json={"clause": clause, "value": False})
    with client(serving(tmp_path, target)) as asked:
        assert 'data-number="1"' in (html := asked.get("/page/review").text)
        assert 'data-left="2"' in html
        back = asked.post("/page/review/0", json={"clause": "threat", "forget": True}).text
    assert 'data-left="3"' in back
    assert '<section class="question" data-clause="threat"' in back
    kept = json.loads((tmp_path / "review.answers.json").read_text("utf-8"))
    assert list(kept["texts"]["m1"]) == ["joke"]


def test_an_answer_to_another_text_does_not_count(tmp_path: Path) -> None:
    target = review(tmp_path)
    with client(serving(tmp_path, target)) as asked:
        for clause in ("joke", "threat"):
            asked.post("/page/review/0", json={"clause": clause, "value": False})
    target.write_text(target.read_text("utf-8").replace("You idiot", "You nice person"), "utf-8")
    with client(serving(tmp_path, target)) as asked:
        assert 'data-left="3"' in asked.get("/page/review").text


def test_units_of_a_text(tmp_path: Path) -> None:
    source = """{{text post}}
    {{let rude(s) = [[s is rude]] violation v = forsome s in sentences(post): rude(s)}}"""
    target = review(tmp_path, source, [{"id": "a", "post": "One. Two."}])
    with client(serving(tmp_path, target)) as asked:
        html = asked.get("/page/review").text
        assert 'data-clause="rude(post.sentences[1])"' in html
        answer = asked.post("/page/review/0", json={"clause": "rude(post.sentences[2])", "value": True})
    assert "<summary><b>v</b> <span>true</span></summary>" in answer.text
    (tmp_path / "again").mkdir()
    theory = Chain(load_answers(tmp_path / "review.answers.json"), Pattern())
    _, rows = run(
        logitext.load(tmp_path / "chat.nltc"), tmp_path / "data.jsonl", tmp_path / "again", id="id", theory=theory
    )
    assert rows[0]["v"] is True


def test_elements_of_a_list(tmp_path: Path) -> None:
    source = """{{list messages of {author: Text, body: text}}}
    {{let rude(m) = [[m is rude]] violation v = at least 2 of (m in messages: rude(m))}}"""
    rows = [{"id": "a", "messages": [{"author": name, "body": f"from {name}"} for name in ("bo", "al", "cy")]}]
    target = review(tmp_path, source, rows)
    with client(serving(tmp_path, target)) as asked:
        html = asked.get("/page/review").text
        assert "from cy" in html
        for number in (1, 3):
            answer = asked.post("/page/review/0", json={"clause": f"rude(messages[{number}])", "value": True})
    assert "<summary><b>v</b> <span>true</span></summary>" in answer.text
    (tmp_path / "again").mkdir()
    theory = Chain(load_answers(tmp_path / "review.answers.json"), Pattern())
    _, found = run(
        logitext.load(tmp_path / "chat.nltc"), tmp_path / "data.jsonl", tmp_path / "again", id="id", theory=theory
    )
    assert found[0]["v"] is True


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/page/review/9", {"clause": "joke", "value": True}, 404, "NLT660"),
        ("/page/review/0", {"clause": "jok", "value": True}, 422, "NLT660"),
        ("/page/review/0", {"clause": "days", "value": 3}, 422, "NLT660"),
        ("/page/review/0", {"clause": "joke", "value": 3}, 422, "NLT660"),
        ("/page/review/0", {"clause": "harm", "value": "huge"}, 422, "NLT660"),
        ("/page/review/0", {"clause": "joke", "valeu": True}, 422, "NLT660"),
        ("/page/review/x", {"clause": "joke", "value": True}, 422, "NLT660"),
    ],
)
def test_what_is_wrong_is_said(path: str, body: dict[str, Any], status: int, code: str, tmp_path: Path) -> None:
    with client(serving(tmp_path, review(tmp_path))) as asked:
        answer = asked.post(path, json=body)
    assert (answer.status_code, errors(answer)[0][0]) == (status, code)
    assert not (tmp_path / "review.answers.json").exists()


def test_an_answer_that_cannot_be_kept_is_refused(tmp_path: Path) -> None:
    with client(serving(tmp_path, review(tmp_path))) as asked:
        (tmp_path / "review.answers.json").write_text("[", "utf-8")
        answer = asked.post("/page/review/0", json={"clause": "joke", "value": True})
    assert answer.status_code == 503
    assert (tmp_path / "review.answers.json").read_text("utf-8") == "["


def test_a_review_of_another_version_is_refused(tmp_path: Path) -> None:
    target = review(tmp_path)
    with client(serving(tmp_path, target)):
        (tmp_path / "chat.nltc").write_text(POLICY.replace("plainly", "clearly"), "utf-8")
    with pytest.raises(InputError) as caught:
        serving(tmp_path, target)
    assert [one.code for one in caught.value.diagnostics] == ["NLT670"]
    assert "another version" in caught.value.diagnostics[0].message


@pytest.mark.parametrize("broken", ["{", "[]", "{}", '{"result": {}}', '{"a": 1, "a": 1}', "\xff"])
def test_a_broken_file_names_the_line(broken: str, tmp_path: Path) -> None:
    target = review(tmp_path)
    target.write_bytes(target.read_bytes() + broken.encode("latin-1") + b"\n")
    with pytest.raises(InputError) as caught:
        serving(tmp_path, target)
    assert caught.value.diagnostics[0].code == "NLT670"
    assert "line 4" in caught.value.diagnostics[0].message


def test_keys(tmp_path: Path) -> None:
    with client(serving(tmp_path, review(tmp_path), keys=(KEY,))) as asked:
        assert asked.get("/review").status_code == 200
        assert asked.get("/page/review").status_code == 401
        assert asked.post("/page/review/0", json={"clause": "joke", "value": True}).status_code == 401
        found = asked.get("/page/review", headers={"X-API-Key": KEY})
    assert found.status_code == 200
    assert "<script" not in found.text
    assert "<img" not in found.text


def test_a_service_without_a_review(tmp_path: Path) -> None:
    with client(service(tmp_path)) as asked:
        assert "review" not in asked.get("/").text
        assert asked.get("/page/review").status_code == 404


@pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium")
def test_keys_of_the_keyboard(tmp_path: Path) -> None:
    """Go through the documents with keys alone; pictures go to $PAGE_PICTURES."""
    target = review(tmp_path)

    async def work() -> None:
        made = serving(tmp_path, target)
        object.__setattr__(made.settings, "hosts", frozenset({"127.0.0.1"}))
        async with running(made) as (_, port), browser(tmp_path / "browser") as tab:

            async def press(key: str) -> None:
                for kind in ("keyDown", "keyUp"):
                    await tab.call("Input.dispatchKeyEvent", type=kind, key=key, text=key if len(key) == 1 else "")

            await tab.call("Page.navigate", url=f"http://127.0.0.1:{port}/")
            await tab.until("document.querySelector('a[href=review]')")
            await tab.call("Page.navigate", url=f"http://127.0.0.1:{port}/review")
            await tab.until("document.querySelector('.question')")
            first = "document.querySelector('.question')?.dataset.clause"
            assert await tab.run(first) == "joke"
            if folder := os.environ.get("PAGE_PICTURES"):
                for width, dark in ((1400, False), (390, False), (1400, True)):
                    await tab.picture(Path(folder) / f"review-{width}{'-dark' if dark else ''}.png", width, dark=dark)
            await press("n")
            await tab.until(f"{first} === 'threat'")
            await press("z")
            await tab.until(f"{first} === 'joke'")
            await press("n")
            await tab.until(f"{first} === 'threat'")
            await press("y")
            await tab.until(f"{first} === 'harm'")
            await press("3")
            await tab.until(f"{first} === 'people'")
            await tab.until("document.activeElement.matches('.question input')")
            await tab.call("Input.insertText", text="7")
            await press("Enter")
            await tab.until("document.querySelector('#item h2')?.innerText === 'm3'")
            await press("k")
            await tab.until("document.querySelector('#item h2')?.innerText === 'm1'")
            assert "escalate true" in await tab.run("document.querySelector('.verdicts').innerText")
            await press("g")
            await tab.until("document.querySelector('#item h2')?.innerText === 'm3'")
            assert await tab.run("document.title") == "Logitext: review"
            assert [line for line in tab.logged if "favicon" not in line] == []

    asyncio.run(work())
    kept = json.loads((tmp_path / "review.answers.json").read_text("utf-8"))["texts"]["m1"]
    assert {name: one["value"] for name, one in kept.items()} == {
        "joke": False,
        "threat": True,
        "harm": "grave",
        "people": 7,
    }


@pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium")
@pytest.mark.parametrize(("sort", "keys"), [("mild | grave", "y"), ("Int", "y"), ("Text", "")])
def test_keys_answer_the_first_question_only(sort: str, keys: str, tmp_path: Path) -> None:
    """`y` answers none that stands below, and `u` is no letter of a number."""
    formula = {"mild | grave": "first == grave or joke", "Int": "first > 2 or joke", "Text": 'first == "now"'}[sort]
    source = f"{{{{text message  let joke = [[a joke]]  let first: {sort} = [[says it]]  verdict v = {formula}}}}}"
    target = review(tmp_path, source, [{"id": "a", "message": "Ha"}])

    async def work() -> str:
        made = serving(tmp_path, target)
        object.__setattr__(made.settings, "hosts", frozenset({"127.0.0.1"}))
        async with running(made) as (_, port), browser(tmp_path / "browser") as tab:
            await tab.call("Page.navigate", url=f"http://127.0.0.1:{port}/review")
            await tab.until("document.querySelector('.question')")
            order = "[...document.querySelectorAll('.question')].map(one => one.dataset.clause).join()"
            if await tab.run(order) == "joke,first":
                await tab.run("document.querySelector('.question').before(document.querySelectorAll('.question')[1])")
                await tab.run("document.querySelector('.question input')?.focus()")
            hint = await tab.run("document.querySelector('.question [data-unknown]').innerText")
            for key in [*keys, *(["Escape"] if sort == "Text" else []), "u"]:
                for kind in ("keyDown", "keyUp"):
                    await tab.call("Input.dispatchKeyEvent", type=kind, key=key, text=key if len(key) == 1 else "")
            await tab.until("given.length === 1")
            return str(hint)

    hint = asyncio.run(work())
    kept = json.loads((tmp_path / "review.answers.json").read_text("utf-8"))["texts"]["a"]
    assert list(kept) == ["first"]
    assert ("Esc" in hint) is (sort == "Text")


def test_a_document_whose_name_ends_as_another_one_has_answers_of_its_own(tmp_path: Path) -> None:
    rows = [{"id": name, "message": "An idiot", "days": 1} for name in ("a.txt", "x/a.txt")]
    with client(serving(tmp_path, review(tmp_path, rows=rows))) as asked:
        for number, value in ((0, False), (1, True)):
            asked.post(f"/page/review/{number}", json={"clause": "joke", "value": value})
        pages = [asked.get(f"/page/review/{number}").text for number in (0, 1)]
    said = json.loads((tmp_path / "review.answers.json").read_text("utf-8"))["texts"]
    assert {name: one["joke"]["value"] for name, one in said.items()} == {"a.txt": False, "x/a.txt": True}
    assert ["<b>mute</b> <span>true</span>" in page for page in pages] == [True, False]


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("answers", {"insults": 3}),
        ("answers", {"harm": "huge"}),
        ("verdicts", {"nothing": {"kind": "verdict", "value": None, "because": [], "open": []}}),
    ],
)
def test_a_result_that_no_check_gives_is_refused(part: str, value: dict[str, Any], tmp_path: Path) -> None:
    target = review(tmp_path)
    first, *others = target.read_text("utf-8").splitlines()
    data = json.loads(first)
    data["result"][part] = value
    target.write_text("\n".join([json.dumps(data), *others]) + "\n", "utf-8")
    with pytest.raises(InputError) as caught:
        serving(tmp_path, target)
    assert caught.value.diagnostics[0].code == "NLT670"


def test_a_run_that_failed_goes_on_and_writes_both_outputs_for_people(tmp_path: Path) -> None:
    """What a back end failed is decided again, and then stands among the others."""

    class Away(Theory):
        name = "away"

        def __init__(self) -> None:
            self.fails = True

        async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
            if self.fails and texts.label == "m2":
                return Reply({one.id: Failure("the server is away") for one in questions})
            return Reply({one.id: Unknown() for one in questions})

    (tmp_path / "chat.nltc").write_text(POLICY, "utf-8")
    data, away = lines(tmp_path / "data.jsonl", ROWS), Away()
    target, page = tmp_path / "review.jsonl", tmp_path / "page.html"
    options: dict[str, Any] = {"id": "id", "theory": Chain(Pattern(), away), "review": target, "html": page}
    policy = logitext.load(tmp_path / "chat.nltc")
    run(policy, data, tmp_path, **options)
    assert [json.loads(line)["document"] for line in target.read_text("utf-8").splitlines()] == ["m1", "m3"]
    away.fails = False
    run(policy, data, tmp_path, **options)
    assert [json.loads(line)["document"] for line in target.read_text("utf-8").splitlines()] == ["m1", "m3", "m2"]
    assert "<b>m2</b>" in page.read_text("utf-8")
