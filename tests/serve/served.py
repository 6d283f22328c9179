"""Services for tests: a small policy in a file, and a client that asks the application without a socket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from logitext.api import Options
from logitext.audit.store import DecisionStore
from logitext.serve.app import application
from logitext.serve.keeping import Keeper
from logitext.serve.service import Service
from logitext.serve.settings import RequestLimits, ServiceSettings
from logitext.serve.shelf import Shelf, read
from logitext.theory import Pattern, Theory

CHAT = r"""{{text message: "a chat message"
fact days: Int "how old the account is, in days"}}
{{let insults = [[insults somebody]] match /\bidiots?\b/i
  let joke = [[is plainly a joke]] match /\bjust kidding\b/i
  violation mute = insults unless joke
  verdict watch = insults and days < 7}}
"""

KEY = "0123456789abcdef-key"


def service(
    folder: Path,
    policies: Mapping[str, str] | None = None,
    *,
    theory: Theory | None = None,
    limits: RequestLimits | None = None,
    block: tuple[str, ...] = (),
    review: tuple[str, ...] = (),
    keys: tuple[str, ...] = (),
    options: Options | None = None,
    store: DecisionStore | None = None,
    redact: bool = False,
    shadows: Mapping[str, str] | None = None,
) -> Service:
    """A service that decides by these policies, `chat` by default."""
    files = {}
    for name, source in (policies or {"chat": CHAT}).items():
        files[name] = str(folder / f"{name}.nltc")
        (folder / f"{name}.nltc").write_text(source, "utf-8")
    given: Options = {"theory": theory or Pattern(complete=True), **(options or {})}
    hosts = frozenset() if keys else frozenset({"testserver"})
    settings = ServiceSettings(given, block, review, keys, hosts, limits or RequestLimits())
    others = {}
    for name, source in (shadows or {}).items():
        others[name] = str(folder / f"{name}.new.nltc")
        (folder / f"{name}.new.nltc").write_text(source, "utf-8")
    reader = read("auto", None)
    beside = Shelf(others, reader, settings, whole=False)
    keeper = Keeper(store, redact=redact, clock=lambda: 1_700_000_000.0)
    return Service(Shelf(files, reader, settings), settings, beside=beside, keeper=keeper)


@contextmanager
def client(made: Service, **headers: str) -> Iterator[TestClient]:
    """A client of a service that runs."""
    with TestClient(application(made), headers=headers) as found:
        yield found


def errors(response: Any) -> list[tuple[str, str]]:
    """The codes and messages of a refusal."""
    return [(one["code"], one["message"]) for one in response.json()["errors"]]
