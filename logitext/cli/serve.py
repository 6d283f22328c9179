"""`logitext serve POLICY…`: decide texts over HTTP."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from logitext.cli import check_options, model_options, policies
from logitext.cli.number import NumberParameter, WholeNumberParameter
from logitext.cli.options import backend, names_of, option, with_options
from logitext.cli.sections import SectionedCommand, headed
from logitext.cli.unattended import unattended

if TYPE_CHECKING:
    from logitext.serve.shelf import Book
    from logitext.theory.protocol import Theory

_HERE = ("127.0.0.1", "localhost", "::1")

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
def command(
    files: tuple[str, ...],
    host: str,
    port: int,
    key_env: str,
    no_key: bool,
    block: tuple[str, ...],
    review: tuple[str, ...],
    max_body: int,
    max_documents: int,
    max_requests: int,
    request_seconds: float,
    request_cost: float | None,
    reload: float,
    grace: float,
    audit: str | None,
    shadows: tuple[str, ...],
    review_file: str | None,
    review_answers: str | None,
    theory: str | None,
    answers: tuple[str, ...],
    settings: tuple[str, ...],
    record: str | None,
    redact: bool,
    backend: Any,
    quiet: bool,
    verbose: int,
    **others: Any,
) -> int:
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
    _packages()
    from logitext.audit.store import DecisionStore
    from logitext.cli import exits
    from logitext.policy.named import named
    from logitext.serve import server
    from logitext.serve.keeping import Keeper
    from logitext.serve.review.queue import ReviewQueue
    from logitext.serve.service import Service
    from logitext.serve.settings import RequestLimits, ServiceSettings
    from logitext.serve.shelf import Shelf, named_shadows, read
    from logitext.theory.recording.recorder import Recorder

    keys = _keys(key_env, host, no_key=no_key)
    options = check_options.wanted(others)
    asked = unattended(theory, answers, settings, model_options.model_options({**others, "redact": redact}))
    _say_what_has_no_effect(asked, options["priors"], review_file, redact=record is None and audit is None)
    options["theory"] = asked
    if record is not None:
        options["record"] = click.get_current_context().with_resource(Recorder(record, redact=redact))
    chosen = ServiceSettings(
        options,
        block,
        review,
        keys,
        hosts=frozenset() if keys or no_key else frozenset({*_HERE, host.lower()}),
        limits=RequestLimits(
            max_body, seconds=request_seconds, documents=max_documents, cost=request_cost, at_once=max_requests
        ),
    )
    reader = read(backend, str(policies.given()))
    shelf = Shelf(named(files), reader, chosen)
    beside = Shelf(named_shadows(shadows, shelf.names), reader, chosen, whole=False)
    _refuse_texts(audit, [*shelf, *beside], redact=redact)
    store = None if audit is None else click.get_current_context().with_resource(DecisionStore(audit))
    at = server.bound(host, port)
    server.log_lines(verbose=verbose > 0, quiet=quiet)

    def tell() -> None:
        where = f"[{host}]" if ":" in host else host
        click.echo(
            f"deciding by {', '.join(book.name for book in shelf)} at http://{where}:{at.getsockname()[1]}", err=True
        )

    waiting = None if review_file is None else ReviewQueue(review_file, review_answers, shelf)
    service = Service(shelf, chosen, beside=beside, keeper=Keeper(store, redact=redact), review=waiting)
    server.serve(service, at, every=reload or None, patience=grace, started=tell)
    return exits.DONE


def _packages() -> None:
    """InputError where the packages of the extra are not installed."""
    import importlib.util

    from logitext.syntax.diagnostics import Diagnostic, InputError

    missing = [one for one in ("fastapi", "uvicorn", "prometheus_client") if importlib.util.find_spec(one) is None]
    if missing:
        message = f"a service needs the package `{missing[0]}`, which is not installed"
        hint = "install the extra `serve`: `pip install 'logitext[serve]'`"
        raise InputError([Diagnostic("NLT648", message, hint=hint)])


def _keys(variable: str, host: str, *, no_key: bool) -> tuple[str, ...]:
    """The keys of clients. InputError where there is none and others can reach the service, or one is too short."""
    from logitext.policy.named import CANNOT_START
    from logitext.serve.keys import LEAST
    from logitext.syntax.diagnostics import Diagnostic, InputError

    keys = tuple(os.environ.get(variable, "").split())
    if any(len(key) < LEAST for key in keys):
        message = f"a key in `{variable}` is shorter than {LEAST} characters"
        raise InputError([Diagnostic(CANNOT_START, message, hint="make one: `openssl rand -hex 32`")])
    if keys and no_key:
        raise click.UsageError(f"--no-key, and the variable {variable} has keys: leave one of them out")
    if not keys and not no_key and host not in _HERE:
        message = f"others can reach {host}, and there is no key in `{variable}`"
        hint = f"set `{variable}`, or let everybody ask with `--no-key`"
        raise InputError([Diagnostic(CANNOT_START, message, hint=hint)])
    return keys


def _refuse_texts(audit: str | None, books: Iterable[Book], *, redact: bool) -> None:
    """InputError where decisions are to be kept without texts, and answers are texts of documents."""
    from logitext.policy.named import CANNOT_START
    from logitext.policy.sorts import TEXT
    from logitext.syntax.diagnostics import Diagnostic, InputError

    wrong = [
        Diagnostic(
            CANNOT_START,
            f"the answers to `{clause.name}` are texts of documents, and --redact keeps none in what --audit names",
            hint="leave out --audit or --redact for the policy " + book.name,
        )
        for book in books
        for clause in book.policy.checked.clauses.values()
        if audit is not None and redact and clause.sort == TEXT and not clause.fact
    ]
    if wrong:
        raise InputError(wrong)


def _say_what_has_no_effect(asked: Theory, priors: str | None, review: str | None, *, redact: bool) -> None:
    from logitext.cli import without_effect as none

    of_nobody, names, why = none.no_model(asked)
    none.say(
        (priors is None, ("priors_file",), "--priors is not given"),
        (of_nobody, [name for name in names if name != "redact" or redact], why),
        none.no_price(asked),
        (review is None, ("review_answers",), "--review is not given"),
    )
