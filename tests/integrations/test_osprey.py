"""The recipe for Osprey, as the page has it, against a service. Osprey's base classes are stand-ins made here.

They have what the recipe uses: a function is a class of two parameters, the type of its arguments and that of its
result, and `execute` gets arguments with a value for each annotation.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, TypeVar, get_args, get_type_hints

import pytest

from tests.integrations.policies import ALONE, ONLY

pytest.importorskip("requests", reason="needs the package requests")
pytest.importorskip("uvicorn", reason="needs the extra serve")
PAGE = Path(__file__).parents[2] / "docs" / "integrations.md"
Arguments = TypeVar("Arguments")
Result = TypeVar("Result")


class ArgumentsBase:
    """Arguments of a call in a rule."""

    def __init__(self, **values: Any) -> None:
        assert values.keys() == get_type_hints(type(self)).keys()
        vars(self).update(values)


class UDFBase(Generic[Arguments, Result]):
    """A function that rules may call."""

    execute_async = False

    def execute(self, execution_context: object, arguments: Arguments) -> Result:
        raise NotImplementedError


@pytest.fixture
def function(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The class that the page has, called as a rule does."""
    for name in ("osprey", "osprey.engine", "osprey.engine.udf"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    for name, kind in (("arguments", ArgumentsBase), ("base", UDFBase)):
        module = ModuleType(f"osprey.engine.udf.{name}")
        setattr(module, kind.__name__, kind)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    section = PAGE.read_text("utf-8").split("## Osprey")[1].split("\n## ")[0]
    recipe = next(
        code for code in re.findall(r"```text\n(.*?)```", section, re.DOTALL) if "class PolicyAction(" in code
    )

    def made(service: str) -> Callable[..., Any]:
        monkeypatch.setenv("LOGITEXT_SERVICE", service)
        names: dict[str, Any] = {}
        exec(compile(recipe, str(PAGE), "exec"), names)  # the page is ours
        kind = names["PolicyAction"]
        takes, gives = get_args(kind.__orig_bases__[0])
        assert (kind.execute_async, gives) == (True, str)
        return lambda **values: kind().execute(None, takes(**values))

    return made


def test_the_action_is_what_the_service_says(function: Callable[..., Any], tmp_path: Path) -> None:
    from tests.serve.served import service
    from tests.serve.test_http import running

    by_pattern = ONLY.replace("[[insults]]", "[[insults]] match /idiot/")

    async def work() -> list[str]:
        made = service(tmp_path, {"reply": by_pattern, "odd": ALONE})
        object.__setattr__(made.settings, "hosts", frozenset({"127.0.0.1"}))
        async with running(made) as (_, port):
            ask = function(f"http://127.0.0.1:{port}")
            calls = [
                ("reply", "You idiot!"),
                ("reply", "Good morning"),
                ("odd", "Good morning"),
                ("none", "Good morning"),
            ]
            return [await asyncio.to_thread(ask, policy=policy, text=text) for policy, text in calls]

    assert asyncio.run(work()) == ["block", "allow", "review", "review"]


def test_no_service_is_a_review(function: Callable[..., Any]) -> None:
    assert function("http://127.0.0.1:1")(policy="reply", text="Good morning") == "review"
