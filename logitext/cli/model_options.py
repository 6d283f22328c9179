"""The options about a model: which server, how it is asked, what is kept, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from logitext.cli.options import option, options_for, taken
from logitext.cli.sections import headed
from logitext.cli.thresholds import ThresholdsParameter
from logitext.strategy.planning import Planning
from logitext.theory.llm.calling import Caps, ModelKeeping, ModelWording, RetryPolicy, ServerAddress
from logitext.theory.llm.settings import ModelSettings

if TYPE_CHECKING:
    from pathlib import Path

reaching = (*options_for(ServerAddress), *options_for(RetryPolicy, only=["timeout"]))

server = headed(
    "Language models",
    option("--model", metavar="NAME",
           help="The model for the spec `openai`, and for the default theory."),
    *reaching,
    *options_for(ModelSettings, only=["api"]),
    *options_for(RetryPolicy, only=["retries"]),
)  # fmt: skip

(answering,) = options_for(ModelSettings, only=["answer"])
(wording,) = options_for(ModelSettings, only=["wording"])
(prompt_order,) = options_for(ModelSettings, only=["prompt_order"])
(evidence,) = headed("Language models", *options_for(ModelWording, only=["evidence"]))

thresholds = option(
    "--thresholds", multiple=True, type=ThresholdsParameter(), metavar="[THEORY=]FALSE,TRUE",
    help="Up to which probability a clause is false, and from which it is true; in between it is open. Default: "
    "0.25,0.75. May be repeated, for one theory each.",
)  # fmt: skip

sampling = (
    thresholds,
    *options_for(ModelSettings, only=["label_mass"]),
    answering,
    wording,
    prompt_order,
    *options_for(ModelSettings, only=["samples", "temperature", "effort"]),
    *options_for(ModelWording, only=["prompt"]),
    *options_for(Caps),
)

asking = headed("Language models", *options_for(Planning, only=["batch"]), *sampling)

keeping_answers = headed(
    "Cache and prices",
    option("--cache", metavar="FILE",
           help="What keeps the answers of models: a file, or postgresql://USER@HOST/DATABASE. Default: a file in your "
           "folder for caches."),
    option("--no-cache", is_flag=True, help="Do not read or keep answers."),
    *options_for(ModelKeeping),
)  # fmt: skip

keeping = headed(
    "Cache and prices",
    *keeping_answers,
    option("--cache-debug", is_flag=True,
           help="For each question that is not in the cache, say how it differs from the nearest entry."),
)  # fmt: skip


def model_options(given: dict[str, Any]) -> dict[str, Any]:
    """The options above, as `theory.OpenAI` takes them; those are taken out of `given`."""
    options = taken(given, ServerAddress, RetryPolicy, ModelSettings, ModelWording, Caps, ModelKeeping)
    if "model" in given:
        options["model"] = given.pop("model")
    if bounds := dict(given.pop("thresholds", ())):
        options["thresholds"] = bounds
    cache, no_cache = given.pop("cache", None), given.pop("no_cache", False)
    options["cache"] = None if no_cache else cache_path(cache)
    if no_cache and options.get("cache_only"):
        raise click.UsageError("--no-cache and --cache-only leave nobody to answer")
    return options


def cache_path(file: str | None) -> Path | str:
    """The cache that is named, or the default one."""
    from logitext.theory.llm.cache.place import default_path  # noqa: PLC0415  # sqlite3, which help does without

    return file or default_path()
