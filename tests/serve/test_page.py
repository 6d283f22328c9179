"""The page at `/`: what it shows, what it lets nobody do, and, where there is a browser, what it does when clicked."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from logitext.serve.page.routes import FOLDER
from logitext.theory import Pattern
from tests.serve.browser import PROGRAM, browser
from tests.serve.served import CHAT, KEY, client, errors, service
from tests.serve.test_http import running

EVIL = "<script>document.title = 'evil'</script><img src=x onerror=\"document.title = 'evil'\">"


def test_the_page_needs_no_key_and_tells_nothing(tmp_path: Path) -> None:
    with client(service(tmp_path, keys=(KEY,))) as asked:
        page, script = asked.get("/"), asked.get("/page.js")
        decision = asked.post("/page/decision", json={"texts": "x"})
    assert page.headers["Content-Type"].startswith("text/html")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "chat" not in page.text.replace("Policy", "")
    assert script.text == (FOLDER / "page.js").read_text("utf-8")
    assert "//" not in page.text.replace("<!doctype", "")  # it names no other place
    assert decision.status_code == 401


def test_a_decision_as_html(tmp_path: Path) -> None:
    with client(service(tmp_path, theory=Pattern())) as asked:
        body = {"texts": f"You idiot {EVIL}", "facts": {"days": 3}, "answers": {"joke": False}}
        answer = asked.post("/page/decision", json=body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    html = answer.text
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert '<mark title="insults">idiot</mark>' in html
    assert "from request" in html
    assert "false if insults were false" in html
    assert '<span class="lit is-bad">block</span>' in html


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"texts": "x", "answers": {"jok": True}}, 422, "NLT503"),
        ({"texts": "x", "answers": {"joke": 3}}, 422, "NLT504"),
        ({"texts": "x", "answers": {"joke": {"valeu": 3}}}, 422, "NLT506"),
        ({"documents": []}, 422, "NLT660"),
        ({"texts": {"other": "x"}}, 422, "NLT602"),
    ],
)
def test_what_is_wrong_is_said(body: dict[str, object], status: int, code: str, tmp_path: Path) -> None:
    with client(service(tmp_path)) as asked:
        answer = asked.post("/page/decision", json=body)
    assert (answer.status_code, errors(answer)[0][0]) == (status, code)


def test_what_logic_tells_of_a_policy(tmp_path: Path) -> None:
    odd = CHAT.replace("violation mute", f"let dead = [[{EVIL}]]  violation mute")
    stricter = CHAT.replace("insults unless joke", "insults")
    with client(service(tmp_path, {"chat": odd}, shadows={"chat": stricter})) as asked:
        answer = asked.get("/page/policy")
        again = asked.get("/page/policy?name=chat")
        none = asked.get("/page/policy?name=chta")
    assert (answer.status_code, again.text) == (200, answer.text)
    html = answer.text
    assert "<script" not in html
    assert "<img" not in html
    assert '<span class="lit is-unknown">dead-clause</span>' in html
    assert "stricter" in html
    assert "if “insults somebody” and “is plainly a joke”: <code>mute</code> was false, and is now true" in html
    assert (none.status_code, errors(none)[0][0]) == (404, "NLT661")
    with client(service(tmp_path, keys=(KEY,))) as asked:
        assert asked.get("/page/policy").status_code == 401


def test_a_sound_policy_without_another_version(tmp_path: Path) -> None:
    with client(service(tmp_path)) as asked:
        html = asked.get("/page/policy").text
    assert "Nothing." in html
    assert "shadow" not in html


@pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium")
def test_clicks(tmp_path: Path) -> None:
    """Type a text, look at reasons, set a clause by hand, and see the verdict move; pictures go to $PAGE_PICTURES."""
    evil = CHAT.replace("is plainly a joke", f"is plainly a {EVIL}")

    async def work() -> None:
        made = service(tmp_path, {"chat": evil, "other": "{{text t let a = [[a]] verdict v = a}}"}, theory=Pattern())
        object.__setattr__(made.settings, "hosts", frozenset({"127.0.0.1"}))
        async with running(made) as (_, port), browser(tmp_path / "browser") as tab:
            await tab.call("Page.navigate", url=f"http://127.0.0.1:{port}/")
            await tab.until("document.querySelectorAll('#policy option').length === 2")
            await tab.write("[data-text=message]", f"You idiot {EVIL}")
            await tab.write("[data-fact=days]", "3")
            await tab.click("#decide")
            await tab.until("document.querySelector('.verdict')")
            assert await tab.run("document.querySelector('.verdict summary').innerText") == "mute undetermined"
            assert await tab.run("document.querySelector('mark').innerText") == "idiot"
            await tab.click(".verdict summary")
            assert "Still worth asking" in await tab.run("document.querySelector('.verdict').innerText")
            await tab.run(
                "(() => { const s = document.querySelector('[data-set=joke]'); s.value = 'false'; "
                "s.dispatchEvent(new Event('change', {bubbles: true})) })()"
            )
            await tab.until("document.querySelector('.verdict').innerText.startsWith('mute true')")
            assert await tab.run("document.querySelector('.verdict').open") is True
            assert await tab.run("document.querySelector('[data-set=joke]').value") == "false"
            assert await tab.run("document.querySelectorAll('#decision script, #decision img').length") == 0
            await tab.click("#logic summary")
            await tab.until("document.querySelector('#logic').innerText.includes('What lint finds')")
            if folder := os.environ.get("PAGE_PICTURES"):
                for width, dark in ((1400, False), (390, False), (1400, True)):
                    await tab.picture(Path(folder) / f"page-{width}{'-dark' if dark else ''}.png", width, dark=dark)
            await tab.write("[data-fact=days]", "x")
            await tab.click("#decide")
            await tab.until("document.querySelector('#errors').innerText.includes('NLT628')")
            assert await tab.run("document.querySelector('#decision').innerText") == ""
            assert await tab.run("document.title") == "Logitext"
            assert [line for line in tab.logged if "favicon" not in line and "422" not in line] == []

    asyncio.run(work())
