"""The capabilities of a server, as far as they change the requests to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, TypeAlias, get_args

Api: TypeAlias = Literal["systemone", "decisions", "chat", "responses"]
"""Which of a server's endpoints is used, the best first: System One says more of a clause and of an answer."""

APIS: tuple[Api, ...] = get_args(Api)

DECIDING: tuple[Api, ...] = ("decisions", "systemone")
"""The endpoints that give probabilities and write nothing; one of them is enough."""

InputForm: TypeAlias = Literal["messages", "user"]
"""How `decisions` is given its input: instructions as the developer's message, or all in one message of the user."""

SchemaForm: TypeAlias = Literal["json_schema", "json_object", "none"]
"""How a request gives the shape of the reply: as OpenAI has it, as llama.cpp has it, or in words only."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What was found out about a server and a model.

    `apis` are the endpoints that it serves. `input`, `most_questions` (in a call), `most_options` (of a question) and
    `path` are about the endpoint that decides. The others are about `chat` or `responses`: `schema`, how it is held to
    the shape of the reply; `bounds`, whether a shape may limit the length of a text; `logprobs`, `seed` and
    `temperature`, whether it takes them; `limit`, what it calls the most tokens that it may write; `parts`, whether a
    message may consist of several parts; `marks`, whether it takes a mark for the end of what stays the same from call
    to call.
    """

    apis: tuple[Api, ...] = ()
    schema: SchemaForm = "json_schema"
    logprobs: bool = False
    seed: bool = False
    temperature: bool = False
    limit: str = "max_tokens"
    parts: bool = True
    marks: bool = False
    input: InputForm = "messages"
    most_questions: int = 64
    most_options: int = 255
    path: str = ""
    bounds: bool = False

    @property
    def decides(self) -> Api | None:
        """The endpoint that decides, if there is one."""
        for api in self.apis:  # read for every document: a generator would take as long again
            if api in DECIDING:
                return api
        return None

    @property
    def writes(self) -> Api | None:
        """The endpoint that has a model write, if there is one."""
        return next((api for api in self.apis if api not in DECIDING), None)

    def writing(self) -> Capabilities:
        """These capabilities without the endpoint that decides."""
        return replace(self, apis=tuple([api for api in self.apis if api not in DECIDING]))

    def to_data(self) -> dict[str, Any]:
        """As plain data, to be remembered."""
        return asdict(self) | {"apis": list(self.apis)}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Capabilities | None:
        """What was remembered; None where it is not what this version remembers.

        >>> Capabilities.of_data(Capabilities(("chat",), seed=True).to_data()) == Capabilities(("chat",), seed=True)
        True
        >>> Capabilities.of_data({"apis": "all"})
        """
        names = {field.name for field in fields(cls)}
        if set(data) != names or not isinstance(data["apis"], list):
            return None
        found = dict(data)
        apis = tuple(found["apis"])
        sound = (
            all(api in APIS for api in apis)
            and found["schema"] in get_args(SchemaForm)
            and all(isinstance(found[name], bool) for name in _SWITCHES)
            and found["limit"] in LIMITS
            and found["input"] in get_args(InputForm)
            and all(type(found[name]) is int and found[name] > 0 for name in ("most_questions", "most_options"))
            and found["path"] in ("", *PATHS)
        )
        return cls(**(found | {"apis": apis})) if sound else None


_SWITCHES = ("bounds", "logprobs", "seed", "temperature", "parts", "marks")

PATHS = tuple(prefix + api for prefix in ("/", "../alpha/") for api in DECIDING)
"""Where the endpoints that decide are, from the base URL; the last are OpenRouter's, beside its `/api/v1`."""

LIMITS = ("max_tokens", "max_completion_tokens", "max_output_tokens")
"""What servers call the most tokens that a reply may have; the last is that of `responses`."""
