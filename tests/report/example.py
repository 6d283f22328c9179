"""Several wrong files in one review: labels, headings, long spans, all kinds of characters, and what cannot be read."""

from __future__ import annotations

from logitext.policy.load import check_policy
from logitext.report.findings.review import FindingsReview
from logitext.syntax.diagnostics import Diagnostic, Label, PolicyError, Severity
from logitext.syntax.source import Source, Span

FILES = {
    # A label in the same file, headings, hints, and a message with braces.
    "policies/manners.nltc": "# Manners\n\n## Tone, 100% {kind}\n\n{{text post}} {{let rude = [[is rude]]\n"
    "  let fair = not unfair let unfair = not fair}}\n\n{{violation remove = rud or (fair}}\n",
    # Combining, astral and right-to-left characters, and tabs, before the place.
    "policies/cafe\u0301 №1, 50%: \U0001f9ea.nltc": "# שלום \U0001f468\u200d\U0001f469\u200d\U0001f467 cafe\u0301\n\n"
    '{{text post: "\U0001f600 שלום e\u0301"}}\t{{let rude = [[is \U0001f92c rude]] where "(none) [a](b) {0}" is post\n'
    "\tviolation remove = rude and rüde}}\n",
    # CRLF, a lone CR, and a span over several lines.
    "policies/windows.nltc": "# Returns\r\n\r\n{{text letter}}\r"
    '{{let unused = [[is\r\n  not used]] ask "Is it new?"\r\n  ask "Has it\r\n  been\r\n  used?"\r\n'
    "  violation keep = unused}}\r\n",
    "policies/empty.nltc": "",
}


def review() -> FindingsReview:
    """All that is wrong with the files; then what no file of today's can cause."""
    found: list[Diagnostic] = []
    for name, text in FILES.items():
        try:
            check_policy(Source(name, text))
        except PolicyError as error:
            found += error.diagnostics
    missing, piped = Source("policies/mis\nsing.nltc", ""), Source("<stdin>", "{{text post}}\nrude")
    shared = Source("../common/terms.nltc", "{{let rude = [[is rude]]}}\n")
    found += [
        Diagnostic("NLT001", "there is no such file", missing, hint="it may have been moved,\nor renamed"),
        Diagnostic(
            "NLT202",
            "`rude` is declared\ttwice \x1b[31m\udce9",
            piped,
            Span(14, 18),
            None,
            (Label(shared, Span(6, 10), "first declared here"),),
            ("Manners", "Tone"),
            Severity.WARNING,
        ),
        Diagnostic("NLT606", "a value is wrong"),
        Diagnostic("NLT001", "it is larger than 64 MiB", Source("/elsewhere/big.nltc", "")),
    ]
    return FindingsReview((*FILES, missing.name, piped.name, "/elsewhere/big.nltc"), tuple(found))
