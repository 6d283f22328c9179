"""`logitext serve POLICY…`: decide texts over HTTP."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from logitext.audit.store import DecisionStore
from logitext.cli import check_options, exits, model_options, policies
from logitext.cli import without_effect as none
from logitext.cli.unattended import unattended
from logitext.policy.named import CANNOT_START, named
from logitext.policy.sorts import TEXT
from logitext.serve import server
from logitext.serve.keeping import Keeper
from logitext.serve.keys import LEAST
from logitext.serve.review.queue import ReviewQueue
from logitext.serve.service import Service
from logitext.serve.settings import RequestLimits, ServiceSettings
from logitext.serve.shelf import Shelf, named_shadows, read
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.recording.recorder import Recorder

if TYPE_CHECKING:
    from logitext.serve.shelf import Book
    from logitext.theory.protocol import Theory

_HERE = ("127.0.0.1", "localhost", "::1")


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


def _keys(variable: str, host: str, *, no_key: bool) -> tuple[str, ...]:
    """The keys of clients. InputError where there is none and others can reach the service, or one is too short."""
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
    of_nobody, names, why = none.no_model(asked)
    none.say(
        (priors is None, ("priors_file",), "--priors is not given"),
        (of_nobody, [name for name in names if name != "redact" or redact], why),
        none.no_price(asked),
        (review is None, ("review_answers",), "--review is not given"),
    )
