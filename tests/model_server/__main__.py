"""`python -m tests.model_server --latency 0.05`: a server for another process. Its first line is its base URL."""

from __future__ import annotations

import argparse
import sys
import threading
from typing import cast

from tests.model_server.config import Config
from tests.model_server.faults import ALL, HARMLESS, MALFORMED, PERMANENT, TRANSIENT, Fault, Faults
from tests.model_server.profiles import PROFILES
from tests.model_server.run import serving
from tests.model_server.truth import Truth

_GROUPS = {"all": ALL, "transient": TRANSIENT, "permanent": PERMANENT, "malformed": MALFORMED, "harmless": HARMLESS}


def main() -> None:
    given = _parser().parse_args()
    config = Config(
        profile=PROFILES[given.profile],
        models=tuple(given.model or ["test-model"]),
        truth=Truth.hashed(given.seed, unknown=given.unknown),
        confidence=given.confidence,
        faults=Faults(rate=given.rate, kinds=_kinds(given.faults), seed=given.seed),
        latency=given.latency,
        api_key=given.api_key,
        most_at_once=given.most_at_once,
        seed=given.seed,
    )
    with serving(config, port=given.port) as server:
        sys.stdout.write(f"{server.base_url}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.model_server", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--profile", choices=PROFILES, default="openai")
    parser.add_argument("--model", action="append", help="a name of a model; may be given several times")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds, for every request")
    parser.add_argument("--confidence", type=float, default=0.9)
    parser.add_argument("--unknown", type=float, default=0.1, help="the share of questions that the texts leave open")
    parser.add_argument("--rate", type=float, default=0.0, help="the share of requests that go wrong")
    parser.add_argument("--faults", default="transient", help="a group, or names with commas between them")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--api-key")
    parser.add_argument("--most-at-once", type=int)
    return parser


def _kinds(given: str) -> tuple[Fault, ...]:
    names = [name for part in given.split(",") for name in _GROUPS.get(part, (part,))]
    wrong = [name for name in names if name not in ALL]
    if wrong:
        raise SystemExit(f"there is no fault {wrong[0]}")
    return cast("tuple[Fault, ...]", tuple(names))


if __name__ == "__main__":
    main()
