"""What can go wrong, by name; and which of it happens to a request: drawn from a seed, or as a script says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from tests.model_server.reading import CHAT, DECISIONS, EVERY, RESPONSES, SYSTEMONE
from tests.model_server.truth import random_of

Transient: TypeAlias = Literal[
    "status_408",
    "status_409",
    "status_429",
    "status_500",
    "status_502",
    "status_503",
    "status_504",
    "reset",  # RST before any byte
    "closed",  # FIN before any byte
    "half_stream",  # half of what Content-Length says, then FIN
    "half_chunked",  # half of it in chunks, then FIN without the last chunk
    "hang",  # nothing, until the client goes
]
Permanent: TypeAlias = Literal[
    "status_400",
    "status_401",
    "status_403",
    "status_404",
    "status_429_quota",  # a 429 that waiting does not help: no credit
    "refusal",  # decisions: every other question, from the first on
    "content_filter",
]
Malformed: TypeAlias = Literal[
    "empty_body",
    "html",
    "wrong_encoding",
    "truncated",  # decisions: the body itself is cut
    "wrong_schema",
    "not_json",  # prose around the right JSON
    "fenced",  # the right JSON in a Markdown fence
    "wrong_ids",  # one answer more, to what was not asked
    "missing_ids",  # the last answer is missing
    "repeated_ids",  # the first question is answered twice, and not alike
    "wrong_sort",  # the answer to the first question is of no sort that it can have
    "null_content",
    "no_choices",
    "extra_choices",  # a second choice, which contradicts the first
    "wrong_count",  # decisions: an answer too few or too many
    "wrong_order_names",  # decisions: names in another order than asked
    "bad_probability",
    "deep_json",
    "huge_reply",  # megabytes of white space, as of a model that is lost in JSON mode
]
Harmless: TypeAlias = Literal[
    "slow", "raw_control", "wrong_quote", "no_usage", "wrong_usage", "null_logprobs", "surrogate"
]
Fault: TypeAlias = Transient | Permanent | Malformed | Harmless
Wait: TypeAlias = Literal["none", "seconds", "milliseconds", "date"]

TRANSIENT: tuple[Fault, ...] = get_args(Transient)
PERMANENT: tuple[Fault, ...] = get_args(Permanent)
MALFORMED: tuple[Fault, ...] = get_args(Malformed)
HARMLESS: tuple[Fault, ...] = get_args(Harmless)
ALL: tuple[Fault, ...] = (*TRANSIENT, *PERMANENT, *MALFORMED, *HARMLESS)

# Faults that need no model's answer, and so can happen to any path, /v1/models too.
_ANYWHERE = {*TRANSIENT, "status_400", "status_401", "status_403", "status_404", "status_429_quota"}
_ANYWHERE |= {"empty_body", "html", "wrong_encoding", "not_json", "wrong_schema", "deep_json", "huge_reply", "slow"}
_WRITTEN = (CHAT, RESPONSES)
_ONLY_ON: dict[Fault, tuple[str, ...]] = {
    **dict.fromkeys(("no_choices", "extra_choices", "null_logprobs"), (CHAT,)),
    **dict.fromkeys(("content_filter", "fenced", "wrong_ids", "missing_ids", "repeated_ids"), _WRITTEN),
    **dict.fromkeys(("null_content", "raw_control", "wrong_quote", "surrogate"), _WRITTEN),
    **dict.fromkeys(("wrong_count", "bad_probability"), (DECISIONS, SYSTEMONE)),
    "wrong_order_names": (DECISIONS,),
}


def applies(fault: Fault, path: str) -> bool:
    """Whether a fault can happen to a request to a path."""
    return path in _ONLY_ON.get(fault, EVERY) or fault in _ANYWHERE


@dataclass(frozen=True, slots=True)
class Faults:
    """Which requests go wrong, and how.

    Drawn with a chance of `rate` from those of `kinds` that apply to the path. The draw depends on the seed, the body
    and how often this very body came before: a run repeats itself whatever order its requests come in, and a retry
    is a new draw. `probes`: whether requests that ask no question draw, too. `about`: only requests in whose body this
    stands draw. `wait` and `wait_seconds` are what 429
    and 503 say of when to come again; `slow_seconds` is how much later a slow reply comes.
    """

    rate: float = 0.0
    kinds: tuple[Fault, ...] = ALL
    seed: int = 0
    paths: tuple[str, ...] = EVERY
    probes: bool = True
    about: str = ""
    wait: Wait = "seconds"
    wait_seconds: float = 0
    slow_seconds: float = 0.1
    scripted: tuple[Fault | None, ...] | None = None

    @classmethod
    def script(
        cls,
        faults: Iterable[Fault | None],
        *,
        paths: tuple[str, ...] = EVERY,
        probes: bool = True,
        wait: Wait = "seconds",
        wait_seconds: float = 0,
        slow_seconds: float = 0.1,
    ) -> Faults:
        """What happens to the first, the second … request to one of the paths; nothing to those after the last."""
        return cls(
            paths=paths,
            probes=probes,
            wait=wait,
            wait_seconds=wait_seconds,
            slow_seconds=slow_seconds,
            scripted=tuple(faults),
        )

    def eligible(self, path: str, probe: bool) -> bool:
        return path in self.paths and (self.probes or not probe)

    def draw(self, path: str, raw: bytes, times: int, number: int) -> Fault | None:
        """The fault of an eligible request: the body came `times` times before, eligible requests `number` times."""
        if self.scripted is not None:
            fault = self.scripted[number] if number < len(self.scripted) else None
            if fault is not None and not applies(fault, path):
                raise ValueError(f"a script says {fault} where {path} is asked, which cannot go wrong in that way")
            return fault
        if self.about.encode() not in raw:
            return None
        kinds = [kind for kind in self.kinds if applies(kind, path)]
        rng = random_of(self.seed, times, path, raw.hex())
        return rng.choice(kinds) if kinds and rng.random() < self.rate else None
