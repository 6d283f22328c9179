"""`logitext serve POLICY…`: decide texts over HTTP."""

from __future__ import annotations

import click

from logitext.cli import check_options, model_options, policies
from logitext.cli.commands import needs, work
from logitext.cli.number import NumberParameter, WholeNumberParameter
from logitext.cli.options import backend, names_of, option, with_options
from logitext.cli.sections import SectionedCommand, headed

_KEYS = "LOGITEXT_SERVE_KEYS"

place_options = headed(
    "Address and keys",
    # Kubernetes sets LOGITEXT_PORT itself for a service that is called `logitext`.
    click.option("--host", default="127.0.0.1", show_default=True, metavar="NAME", help="The address to listen at."),
    click.option("--port", type=WholeNumberParameter(0, 65535), default=8000, show_default=True, metavar="N",
                 help="The port; 0 is any that is free."),
    option("--key-env", metavar="VARIABLE", default=_KEYS, show_default=True,
           help="The environment variable with the keys of clients, separated by spaces. Without keys the service "
           "answers this machine alone."),
    option("--no-key", is_flag=True, help="Answer whoever can reach the service, without keys."),
)  # fmt: skip

action_options = headed(
    "Actions",
    option("--block-if", "block", multiple=True, metavar="[POLICY:]VERDICT[=VALUE]",
           help="A verdict that asks for `block`. Violations do without being named. May be repeated."),
    option("--review-if", "review", multiple=True, metavar="[POLICY:]VERDICT[=VALUE]",
           help="A verdict that asks for `review`, a violation too. May be repeated."),
)  # fmt: skip

review_options = headed(
    "Review queue",
    option("--review", "review_file", metavar="FILE",
           help="Show the documents that `logitext run --review FILE.jsonl` left to people at `/review`, and keep what "
           "they say."),
    option("--review-answers", metavar="FILE",
           help="The file for these answers (.json, .yaml), which `run --answers` reads. Default: FILE.answers.json."),
)  # fmt: skip

keeping_options = headed(
    "Kept decisions, and another version",
    option("--audit", metavar="FILE",
           help="Keep each decision, with the policy's text, in FILE, or in PostgreSQL by its URL; `logitext audit` "
           "reads it."),
    option("--shadow", "shadows", multiple=True, metavar="NAME=FILE",
           help="Another version of the policy NAME, which decides beside it; what differs is counted and kept. May be "
           "repeated."),
)  # fmt: skip

request_options = headed(
    "Requests and reloading",
    option("--max-body", type=WholeNumberParameter(min=1), metavar="BYTES", default=1024 * 1024, show_default=True,
           help="The largest body of a request."),
    option("--max-documents", type=WholeNumberParameter(min=1), metavar="N", default=100, show_default=True,
           help="The most documents in a request."),
    option("--max-requests", type=WholeNumberParameter(min=1), metavar="N", default=256, show_default=True,
           help="The most requests in work; another one is refused, with the status 503."),
    option("--request-seconds", type=NumberParameter(min=0, min_open=True), metavar="SECONDS", default=60.0,
           show_default=True, help="The longest time for a request."),
    option("--request-cost", type=NumberParameter(min=0), metavar="X",
           help="Spend at most X on all documents of a request together."),
    option("--reload", type=NumberParameter(min=0), metavar="SECONDS", default=2.0, show_default=True,
           help="How often to look whether the files of policies have changed; 0: never."),
    option("--grace", type=NumberParameter(min=0), metavar="SECONDS", default=30.0, show_default=True,
           help="How long requests in work have to end when the service is stopped."),
)  # fmt: skip

_PER_DOCUMENT = ("fact_settings", "facts_files", "assume", "verdicts")
"""What a request says itself."""

_ASKING = tuple(one for one in check_options.asking if names_of(one)[0] not in _PER_DOCUMENT)

_LIMITS = tuple(one for one in check_options.limits if names_of(one)[0] != "dry_run")


@click.command("serve", cls=SectionedCommand, short_help="Decide texts over HTTP.")
@click.argument("files", metavar="POLICY...", nargs=-1, required=True)
@with_options(
    *place_options,
    *action_options,
    *request_options,
    *keeping_options,
    *review_options,
    *_ASKING,
    *model_options.server,
    *model_options.asking,
    *model_options.keeping_answers,
    model_options.evidence,
    *_LIMITS,
    backend,
    option("-q", "--quiet", is_flag=True, help="Print no log of decisions."),
    option("-v", "--verbose", count=True, help="Log each request, too."),
)  # fmt: skip
@policies.delimiters
@needs("serve", "a service", "fastapi", "uvicorn", "prometheus_client")
@work
def command() -> None:
    """Decide texts over HTTP by each POLICY, a file or `NAME=FILE`; its name is that of the file, without `.nltc`.

    `POST /v1/check` decides, with what `logitext check --format json` prints as its result, and says what to do:
    `block` where a violation is true, `allow` where all is decided and nothing is against it, and `review` otherwise.
    `/openapi.json` describes all requests. A policy is read again when one of its files changes.

    \b
    Examples:
      logitext serve policy.nltc --theory pattern,openai:MODEL
      logitext serve chat.nltc post=rules/post.nltc --host 0.0.0.0 --review-if escalate
      curl localhost:8000/v1/check -H 'Content-Type: application/json' -d '{"texts": "You fool"}'

    \b
    Exit status: 0 if the service was told to stop, 2 if it cannot start.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
