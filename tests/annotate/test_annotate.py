"""Drafts of policies: the prose stays as it is, and whatever a model says, only marks come of it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import logitext
from logitext.annotate.annotate import annotate
from logitext.annotate.draft import DraftError, read_draft
from logitext.annotate.drafter import Attempt, ScriptedDrafter
from logitext.annotate.insert import annotated
from logitext.annotate.model import OpenAIDrafter
from logitext.annotate.outline import outline
from logitext.syntax import tree
from logitext.syntax.parser import parse
from logitext.syntax.source import Source
from tests.cli.run import logitext as command
from tests.model_server.config import Config
from tests.model_server.profiles import LLAMA_CPP
from tests.model_server.run import serving

PROSE = "Remove a post that threatens somebody,\nor insults them, unless it {{quotes}}."


def draft(**parts: Any) -> dict[str, Any]:
    return {
        "text": {"name": "post", "about": "a post"},
        "clauses": [{"name": "threat", "words": "threatens somebody"}],
        "statements": ["violation remove = threat"],
        **parts,
    }


def clause(name: str, words: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "words": words, **more}


def plain(source: str) -> str:
    """The prose of a policy: what stands outside annotations, and the words of the clauses in them."""
    pieces = []
    for part in parse(Source("p", source))[0].parts:
        if isinstance(part, tree.Prose):
            pieces.append(part.text.replace("\\{{", "{{"))
        else:
            pieces += [
                source[one.wording.span.start + 2 : one.wording.span.end - 2]
                for one in part.statements
                if isinstance(one, tree.ClauseStatement)
            ]
    return "".join(pieces)


def test_marks_are_put_between_the_words() -> None:
    clauses = [clause("insult", "insults them"), clause("threat", "threatens somebody")]
    source = annotated(PROSE, read_draft(draft(clauses=clauses, statements=["violation remove = threat or insult"])))
    assert source == (
        "Remove a post that {{let threat = [[threatens somebody]]}},\n"
        "or {{let insult = [[insults them]]}}, unless it \\{{quotes}}.\n\n"
        '{{text post: "a post"\n  violation remove = threat or insult}}\n'
    )
    assert plain(source).rstrip("\n") == PROSE
    assert logitext.loads(source).checked.verdicts.keys() == {"remove"}


@given(st.text(st.sampled_from("ab \n.{}[]\\#`-|*"), min_size=1, max_size=60), st.data())
def test_the_prose_stays_as_it_is(prose: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(prose) - 1))
    end = data.draw(st.integers(start + 1, len(prose)))
    try:
        source = annotated(prose, read_draft(draft(clauses=[clause("c", prose[start:end])], statements=[])))
    except DraftError:
        return
    # Without the marks, and without the backslashes before braces, it is the prose.
    at = source.index("{{let c = [[")
    after = at + len("{{let c = [[") + (end - start)
    assert source[after : after + 4] == "]]}}"
    bare = source[:at] + source[at + len("{{let c = [[") : after] + source[after + 4 :]
    assert bare.replace("\\{{", "{{").startswith(prose.replace("\\{{", "{{"))


HOSTILE = [
    (draft(statements=["violation remove = threat}} Ignore this. {{assume threat"]), "it is more than one statement"),
    (draft(statements=["violation remove = threat verdict b = threat"]), "it is more than one statement"),
    (draft(statements=['use "/etc/passwd"']), "a statement is `let NAME = FORMULA`"),
    (draft(statements=["let x = [[says something else]]"]), "a statement is `let NAME = FORMULA`"),
    (draft(statements=['test "a": given threat expect remove']), "a statement is `let NAME = FORMULA`"),
    (draft(statements=["violation remove = threat and"]), "statement"),
    (draft(clauses=[clause("threat", "threatens anybody")]), "do not stand in the prose exactly like this"),
    (draft(clauses=[clause("a b", "threatens somebody")]), "it cannot be read"),
    (draft(clauses=[clause("threat", " threatens")]), "begin or end with white space"),
    (draft(clauses=[clause("threat", "{{quotes}}")]), "hold a backslash, or braces"),
    (draft(clauses=[clause("a", "threatens somebody"), clause("b", "somebody")]), "overlap"),
    (draft(clauses=[clause("a", "threatens somebody", answer="label")]), "it has no `labels`"),
    (draft(clauses=[clause("a", "threatens somebody", answer="label", labels=["x]]}}"])]), "it cannot be read"),
    (draft(text={"name": "post}} x {{text q"}), "text"),
    (draft(text={"name": "post", "about": 'a "quoted" }} post'}), None),
    ({"clauses": []}, "`text`: field required"),
    ([], "the reply"),
    (None, "the reply"),
    (draft(clauses=[{"name": "threat"}]), "`clauses.0.words`: field required"),
    (draft(clauses=[clause("a", "x" * 3_000)]), "at most 2000 characters"),
]


@pytest.mark.parametrize(("data", "problem"), HOSTILE)
def test_whatever_a_draft_says_only_marks_come_of_it(data: Any, problem: str | None) -> None:
    if problem is None:
        source = annotated(PROSE, read_draft(data))
        assert logitext.loads(source).checked.texts["post"].description == 'a "quoted" }} post'
        return
    with pytest.raises(DraftError) as raised:
        annotated(PROSE, read_draft(data))
    assert problem in str(raised.value)


def test_a_draft_that_is_no_policy_is_shown_with_what_is_wrong() -> None:
    told: list[Attempt] = []
    undeclared = draft(statements=["violation remove = thret"])
    nothing = draft(statements=[])
    script = ScriptedDrafter([undeclared, nothing, draft()])
    found = asyncio.run(annotate(PROSE, script, told=told.append))
    assert [one.problems for one in told] == [
        ("`thret` is not declared in `thret`; did you mean `threat`?",),
        ("the draft has no verdict: say with `violation NAME = FORMULA` what the policy decides",),
    ]
    assert found.attempts == tuple(told)
    assert found.policy.verdicts.keys() == {"remove"}


def test_no_more_drafts_than_allowed() -> None:
    with pytest.raises(logitext.InputError, match="none of 2 drafts makes a policy"):
        asyncio.run(annotate(PROSE, ScriptedDrafter([draft(statements=[])] * 3), repairs=1))
    with pytest.raises(logitext.InputError, match="no draft left"):
        asyncio.run(annotate(PROSE, ScriptedDrafter([draft(statements=[])]), repairs=1))


# --- a model -----------------------------------------------------------------------------------------------------


@contextmanager
def server(replies: list[Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server of chat completions on loopback that gives some replies in turn; its URL, and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            drafting = any("prose" in json.dumps(one) for one in body.get("messages", ()))
            content = "{}"
            if drafting:
                asked.append(body)
                content = json.dumps(replies[len(asked) - 1])
            message = {"role": "assistant", "content": content}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
            reply = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice],
                     "usage": usage}  # fmt: skip
            data = json.dumps(reply).encode()
            self.send_response(200 if self.path.endswith("/chat/completions") else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{http.server_port}/v1", asked
        finally:
            http.shutdown()


def test_a_model_drafts_and_mends(tmp_path: Path) -> None:
    with server([draft(statements=["violation remove = thret"]), draft()]) as (url, asked):
        drafter = OpenAIDrafter("m", base_url=url, api_key="k", retries=0, timeout=20)
        found = asyncio.run(annotate(PROSE, drafter))
    assert found.policy.verdicts.keys() == {"remove"}
    assert found.usage.input_tokens >= 200
    first, second = (json.dumps(one["messages"]) for one in asked)
    assert "did you mean `threat`?" in second
    assert "did you mean" not in first
    instructions = asked[0]["messages"][0]["content"]
    assert "insults them, unless" not in json.dumps(instructions).replace("insults them and", ""), "prose is data"


def test_the_shape_of_a_draft_is_no_grammar_too_long_for_a_server() -> None:
    """The server of the tests has no drafts: what comes back has the wrong shape, but it comes back."""
    with serving(Config(profile=LLAMA_CPP)) as served:
        drafter = OpenAIDrafter("test-model", base_url=served.base_url, retries=0, timeout=20)
        with pytest.raises(logitext.InputError, match="makes no policy"):
            asyncio.run(annotate(PROSE, drafter, repairs=0))
        forms = [one.body["response_format"] for one in served.requests if one.body and "prose" in json.dumps(one.body)]
    assert "maxLength" in json.dumps(forms[0]), "what loops comes to an end"


# --- without a model ---------------------------------------------------------------------------------------------


def test_outline() -> None:
    prose = "# Rules\n\n- It must not insult, except in jest.\n- At least 3 complaints\n\n```\nif not code\n```\n"
    assert [(one.line, one.column, one.kind, one.words) for one in outline(prose)] == [
        (3, 3, "item", "It must not insult, except in jest."),
        (3, 6, "duty", "must not"),
        (3, 23, "exception", "except"),
        (4, 3, "item", "At least 3 complaints"),
        (4, 3, "count", "At least 3"),
    ]


@pytest.mark.parametrize(
    ("prose", "kind", "words"),
    [
        ("cancel within 24 hours of booking", "number", "within 24 hours"),
        ("a fee of $50 each", "number", "$50"),
        ("refund 12.5% of it", "number", "12.5%"),
        ("no more than five days old", "number", "no more than five days"),
        ("since May 15, 2024.", "number", "May 15, 2024"),
        ("before 2026-01-31", "number", "before 2026-01-31"),
        ("more than 3 of them", "count", "more than 3"),
        ("a human, if and only if asked", "condition", "if and only if"),
        ("provided that they agree", "condition", "provided that"),
        ("you can only cancel it", "duty", "can only"),
        ("it should not say so", "duty", "should not"),
    ],
)
def test_kinds_of_marks(prose: str, kind: str, words: str) -> None:
    assert [(one.kind, one.words, one.around) for one in outline(prose)] == [(kind, words, prose)]


def test_a_mark_is_shown_with_what_stands_around_it() -> None:
    prose = f"# A heading\n\n{'so many words before it ' * 3}unless\nit is {'quoted by others ' * 5}"
    (one,) = outline(prose)
    assert one.around == "… it so many words before it unless it is quoted by others …"


def test_around_a_mark_stands_what_is_in_the_same_item() -> None:
    prose = "Keep it:\n- if it is kind,\n  and short\n- or old\n## Never\n1. Not now\n"
    assert [(one.kind, one.around) for one in outline(prose) if one.kind != "item"] == [
        ("condition", "if it is kind, and short"),
        ("and", "if it is kind, and short"),
        ("or", "or old"),
        ("negation", "## Never"),
        ("negation", "Not now"),
    ]


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "p.md").write_text(PROSE)
    (tmp_path / "d.json").write_text(json.dumps(draft()))
    ran = command("annotate", "p.md", "--drafter", "mock:d.json", "-o", "p.nltc", cwd=tmp_path)
    assert (ran.status, ran.out) == (0, "")
    assert "1 clause, 1 verdict; no findings of `logitext lint`; read each mark" in ran.err
    assert command("lint", "p.nltc", cwd=tmp_path).status == 0
    ran = command("annotate", "p.md", "--drafter", "mock:d.json", "-o", "p.nltc", cwd=tmp_path)
    assert ran.status == 2
    assert "exists; a draft is not written over it" in ran.err
    (tmp_path / "d.json").write_text(json.dumps(draft(statements=["violation remove = threat and not threat"])))
    ran = command("annotate", "p.md", "--drafter", "mock:d.json", cwd=tmp_path)
    assert ran.status == 0
    assert ran.out.startswith(PROSE[:10])
    assert "warning[NLT701]: the violation `remove` is false, whatever is answered\n  --> <draft>:" in ran.err
    assert "finding of `logitext lint`" in ran.err or "findings of `logitext lint`" in ran.err
    ran = command("annotate", "p.nltc", "--drafter", "mock:d.json", cwd=tmp_path)
    assert "the file is a policy already" in ran.err
    ran = command("annotate", "none.md", "--outline", cwd=tmp_path)
    assert (ran.status, "NLT601" in ran.err) == (2, True)
    ran = command("annotate", "p.md", cwd=tmp_path)
    assert (ran.status, "no model is named" in ran.err) == (2, True)
    ran = command("annotate", "p.md", "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--retries", "0",
                  cwd=tmp_path)  # fmt: skip
    assert ran.status == 4, ran
    ran = command("annotate", "p.md", "--outline", "--format", "json", cwd=tmp_path)
    assert json.loads(ran.out)[-1] == {"line": 2, "column": 18, "kind": "exception", "words": "unless",
                                        "around": "… somebody, or insults them, unless it {{quotes}}."}  # fmt: skip
