"""Requests that are not answered: why, as the diagnostics of all commands, and with which status of HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import HTTPException, Response

from logitext.policy.findings import did_you_mean
from logitext.report.findings.records import finding
from logitext.serve.bodies import Errors
from logitext.syntax.diagnostics import Diagnostic, LogitextError, TheoryError

SHAPE = "NLT660"
NO_POLICY = "NLT661"
TOO_MUCH = "NLT662"
NO_KEY = "NLT663"
OURS = "NLT666"

_MOST = 20
"""The most mistakes of a request that are reported."""


class RequestRefusedError(HTTPException):
    """Raised where a request is not answered: its status, what is wrong, and headers that go with it."""

    def __init__(
        self, status: int, diagnostics: Sequence[Diagnostic], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, headers=headers)
        self.diagnostics = diagnostics[:_MOST]

    def body(self) -> Errors:
        """What is wrong, as data."""
        return Errors(errors=tuple(map(finding, self.diagnostics)))

    def response(self) -> Response:
        """The answer that says so."""
        return Response(
            self.body().model_dump_json(),
            status_code=self.status_code,
            headers=self.headers,
            media_type="application/json",
        )


def refused(
    status: int, code: str, message: str, hint: str | None = None, headers: Mapping[str, str] | None = None
) -> RequestRefusedError:
    """The refusal for one reason."""
    return RequestRefusedError(status, [Diagnostic(code, message, hint=hint)], headers)


def internal() -> RequestRefusedError:
    """What is said where we failed: nothing of why."""
    return refused(500, OURS, "internal error", "the log of the service says where; please report it")


def of_error(error: LogitextError) -> RequestRefusedError:
    """What is said where a request does not fit the policy (422), or a theory cannot serve it (502)."""
    return RequestRefusedError(502 if isinstance(error, TheoryError) else 422, error.diagnostics)


def of_validation(errors: Iterable[Mapping[str, Any]], fields: Iterable[str]) -> RequestRefusedError:
    """The refusal of a body that has not the right shape. What stood in it is not repeated."""
    known = list(fields)
    found = []
    for error in errors:
        *_, last = where = [str(part) for part in error["loc"] if part != "body"] or [""]
        path = ".".join(where)[:200]
        if "texts" in where:
            path = ".".join(where[: where.index("texts") + 1])
            found.append(Diagnostic(SHAPE, f"the field `{path}` is a text, or texts by their names", hint=_TEXTS))
        elif error["type"] == "extra_forbidden":
            hint = did_you_mean(last, known) or f"the fields are {', '.join(f'`{name}`' for name in known)}"
            found.append(Diagnostic(SHAPE, f"a request has no field `{path}`", hint=hint))
        elif error["type"] == "missing" and not where[0]:
            found.append(Diagnostic(SHAPE, "the request has no body of JSON", hint=_HINT))
        elif error["type"] == "missing":
            found.append(Diagnostic(SHAPE, f"the field `{path}` is missing", hint=_HINT))
        else:
            said = error["msg"].removeprefix("Value error, ").removeprefix("Input ").strip()
            what = f"the field `{path}`" if path else "the body"
            found.append(Diagnostic(SHAPE, f"{what} {said[:1].lower()}{said[1:]}", hint=_HINT))
    return RequestRefusedError(422, tuple(dict.fromkeys(found)))


_TEXTS = 'write `"texts": "You fool"`, or `"texts": {"post": "You fool"}`'
_HINT = "`/openapi.json` has the shape of each request"
