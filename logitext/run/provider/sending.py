"""The models of a run, asked by batches for as long as the run goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from logitext.run.asking import RunStop
from logitext.run.folder import BATCHES
from logitext.run.provider.journal import Journal
from logitext.run.provider.rounds import ProviderRounds
from logitext.run.provider.wire import Wire
from logitext.syntax.diagnostics import ArgumentError, Diagnostic, InputError
from logitext.theory.llm.capabilities import DECIDING
from logitext.theory.llm.door import Door
from logitext.theory.llm.session import ServerSession
from logitext.theory.llm.theory import OpenAI
from logitext.theory.llm.work import there, work
from logitext.theory.protocol import Theory


def models_of(theories: Sequence[Theory]) -> list[OpenAI]:
    """The models among theories. ArgumentError where there is none, or one that takes no batches."""
    models = list({id(one): one for one in theories if isinstance(one, OpenAI)}.values())
    if not models:
        hint = "name one that speaks OpenAI's protocol: `--theory openai:MODEL`"
        raise ArgumentError([Diagnostic("NLT623", "batches need a model, and none is asked", hint=hint)])
    for model in models:
        if model.settings.api in DECIDING:
            hint = "use `--api chat` or `--api responses`, or leave it out"
            message = f"the endpoint `{model.settings.api}` takes no batches"
            raise ArgumentError([Diagnostic("NLT623", message, hint=hint)])
    return models


@asynccontextmanager
async def by_batches(
    models: Sequence[OpenAI], folder: Path, stop: RunStop, say: Callable[[str], None] | None
) -> AsyncIterator[None]:
    """Within this, what is asked of the models goes to their servers in batches, which the folder keeps.

    InputError where the folder cannot be used.
    """
    try:
        journal = Journal(folder / BATCHES)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError([Diagnostic("NLT608", f"cannot write {folder / BATCHES}: {why}")]) from None
    servers: dict[str, ProviderRounds] = {}
    for model in models:
        session, name = model.session, model.endpoint.name
        if name not in servers:
            door = Door(model.endpoint, session.scrub)
            servers[name] = ProviderRounds(name, await there(partial(_wire, session)), door, journal, stop, say)
    loop = work().loop()

    def heard() -> None:
        for rounds in servers.values():
            loop.call_soon_threadsafe(rounds.stopped)

    stop.at_once, stop.heard = True, heard
    try:
        for rounds in servers.values():
            await there(rounds.begin)
        for model in models:
            model.sends_by(servers[model.endpoint.name].post)
        yield
    finally:
        stop.heard = bool
        for model in models:
            model.sends_by(None)
        for rounds in servers.values():
            await there(rounds.close)


async def _wire(session: ServerSession) -> Wire:
    return Wire(session.client)  # made in the thread that calls
