"""The options about a model: which server, how it is asked, what is kept, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from logitext.cli.number import NumberParameter
from logitext.cli.options import option, options_for
from logitext.cli.thresholds import ThresholdsParameter
from logitext.strategy.planning import Planning

if TYPE_CHECKING:
    from pathlib import Path

    from logitext.theory.llm.theory import OpenAI

reaching = (
    option("--base-url", metavar="URL",
           help="The server, `http://localhost:8000/v1`. Default: $OPENAI_BASE_URL, else OpenAI's own."),
    option("--api-key-env", metavar="VARIABLE",
           help="The environment variable that holds the key. Default: OPENAI_API_KEY."),
    option("--timeout", type=NumberParameter(min=0, min_open=True), metavar="SECONDS", default=60.0, show_default=True,
           help="The longest time for one attempt of a call."),
)  # fmt: skip

server = (
    option("--model", metavar="NAME",
           help="The model for the spec `openai`, and for the default theory."),
    *reaching,
    option("--api", type=click.Choice(["systemone", "decisions", "chat", "responses"]),
           help="The endpoint to use. Default: the best that the server has."),
    option("--retries", type=click.IntRange(min=0), metavar="N", default=4, show_default=True,
           help="How often a failed call is tried again."),
)  # fmt: skip

answering = option(
    "--answer", type=click.Choice(["brief", "evidence", "reasoned"]),
    help="What a model writes about a clause: the answer alone, with a quotation, or after reason and quotation. "
    "Default: `brief` if the server gives log-probabilities and the clauses hold or not, else `reasoned`.",
)  # fmt: skip

evidence = option(
    "--evidence", is_flag=True,
    help="Fetch a quotation for each reason of a decided verdict that a model gave without one.",
)  # fmt: skip

thresholds = option(
    "--thresholds", multiple=True, type=ThresholdsParameter(), metavar="[THEORY=]FALSE,TRUE",
    help="Up to which probability a clause is false, and from which it is true; in between it is open. Default: "
    "0.25,0.75. May be repeated, for one theory each.",
)  # fmt: skip

sampling = (
    thresholds,
    option("--label-mass", type=NumberParameter(min=0, max=1), metavar="X", default=0.5, show_default=True,
           help="A clause is open if a model gives less than this share of its next word to the answers, where the "
           "server tells it."),
    answering,
    option("--samples", type=click.IntRange(min=1), metavar="K", default=1, show_default=True,
           help="Ask each question K times; the share of equal answers is the probability."),
    option("--temperature", type=NumberParameter(min=0, max=2), metavar="T",
           help="The temperature of the model. Default: 0, and 0.7 with several samples."),
    option("--effort", metavar="WORD",
           help="How hard a reasoning model thinks, in the model's own words (`low`)."),
    option("--prompt", metavar="VERSION|FOLDER",
           help="The wording of the prompt; `logitext prompt` prints it."),
    option("--concurrency", type=click.IntRange(min=1), metavar="N", default=32, show_default=True,
           help="The most calls to one server at the same time."),
    option("--rpm", type=click.IntRange(min=1), metavar="N", help="The most calls in a minute."),
    option("--tpm", type=click.IntRange(min=1), metavar="N", help="The most tokens in a minute."),
)  # fmt: skip

asking = (
    *options_for(Planning, only=["batch"]),
    *sampling,
)  # fmt: skip

keeping_answers = (
    option("--cache", metavar="FILE",
           help="What keeps the answers of models: a file, or postgresql://USER@HOST/DATABASE. Default: a file in your "
           "folder for caches."),
    option("--no-cache", is_flag=True, help="Do not read or keep answers."),
    option("--cache-only", is_flag=True, help="Take answers only from the cache; make no call."),
    option("--redact", is_flag=True, help="Keep no text of a document in the cache or in a record, only hashes."),
    option("--prices", metavar="FILE", help="The prices of models, in money per million tokens (TOML or JSON)."),
)  # fmt: skip

keeping = (
    *keeping_answers,
    option("--cache-debug", is_flag=True,
           help="For each question that is not in the cache, say how it differs from the nearest entry."),
)  # fmt: skip


def model_options(given: dict[str, Any]) -> dict[str, Any]:
    """The options above, as `theory.OpenAI` takes them; those are taken out of `given`."""
    names = {
        "model": "model",
        "base_url": "base_url",
        "api_key_env": "api_key_env",
        "api": "api",
        "timeout": "timeout",
        "retries": "retries",
        "answer": "answer",
        "label_mass": "label_mass",
        "evidence": "evidence",
        "samples": "samples",
        "temperature": "temperature",
        "effort": "effort",
        "prompt": "prompt",
        "concurrency": "concurrency",
        "rpm": "requests_a_minute",
        "tpm": "tokens_a_minute",
        "prices": "prices",
        "cache_only": "cache_only",
        "redact": "redact",
    }
    options = {argument: given.pop(name) for name, argument in names.items() if name in given}
    if bounds := dict(given.pop("thresholds", ())):
        options["thresholds"] = bounds
    cache, no_cache = given.pop("cache", None), given.pop("no_cache", False)
    options["cache"] = None if no_cache else cache_path(cache)
    if no_cache and options.get("cache_only"):
        raise click.UsageError("--no-cache and --cache-only leave nobody to answer")
    return options


def model_of(given: dict[str, Any]) -> OpenAI:
    """The model that the options name. InputError where they name none, or make no sense."""
    from logitext.theory.llm.theory import OpenAI
    from logitext.theory.spec import from_spec

    theory = from_spec("openai", model_options(given))
    assert isinstance(theory, OpenAI)
    return theory


def cache_path(file: str | None) -> Path | str:
    """The cache that is named, or the default one."""
    from logitext.theory.llm.cache.place import default_path

    return file or default_path()
