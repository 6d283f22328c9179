"""A call in which a model writes something other than answers, by whichever endpoint of its server writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.llm.apis import chat, responses
from logitext.theory.llm.apis.completion import Parameters
from logitext.theory.llm.capabilities import Capabilities
from logitext.theory.llm.prompt import Pieces
from logitext.theory.llm.read import parse
from logitext.theory.llm.session import CallMeter, ModelCall
from logitext.theory.llm.theory import OpenAI
from logitext.theory.llm.work import there

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WritingTask:
    """What is to be written: the prompt, the schema of the reply, and the most tokens of it.

    `warmth` is the temperature where the user names none.
    """

    pieces: Pieces
    schema: Mapping[str, Any]
    tokens: int
    warmth: float
    seed: int


async def written(
    model: OpenAI,
    task: Callable[[Capabilities], WritingTask],
    read: Callable[[Mapping[str, Any], str], T],
    meter: CallMeter,
) -> T:
    """What the model writes, as `read` takes it from its JSON and the raw reply.

    InputError where the server only decides. ModelRefusedError where the model declines, ModelError as for any call.
    """
    able = model.remembered() or await model.find_out(meter)
    api = able.writes
    if api is None:
        message = f"the server of `{model.model}` only decides: it has no endpoint that writes"
        raise InputError([Diagnostic("NLT540", message, hint="name a model that writes")])
    module, session, wanted = chat if api == "chat" else responses, model.session, task(able)
    heat = wanted.warmth if model.settings.temperature is None else model.settings.temperature

    def body(tokens: int) -> Mapping[str, Any]:
        parameters = Parameters(tokens, heat, wanted.seed, model.settings.effort)
        request: Mapping[str, Any] = module.body(model.model, wanted.pieces, wanted.schema, able, parameters)
        return request

    def reply(data: Any, raw: str) -> T:
        completion = module.completion(data, raw, session.scrub)
        return read(parse(completion.content, lenient=able.schema == "none"), raw)

    call = ModelCall(module.PATH, body, reply, wanted.pieces.size, wanted.tokens, "write")

    async def put() -> T:
        async with session.gate:
            found: T = await session.call(call, meter, model.retry_policy)
            return found

    return await there(put)
