"""A cover as one page that needs nothing else: the matrix, the texts, the goals, and what no text can meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import show
from logitext.records.cover import Cover, GoalRecord, TextLine
from logitext.report.console import printable
from logitext.report.cover.svg import STYLE, matrix
from logitext.report.search import usage

_STYLE = """\
body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto;
       max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
th { color: var(--dim); font-weight: normal; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
.number { color: var(--dim); text-align: right; width: 3rem; }
.missing { color: var(--bad); }
.dim { color: var(--dim); }
"""


def html(cover: Cover, policy: CheckedPolicy) -> str:
    """The page."""
    what = cover.formula if cover.formula is not None else ", ".join(cover.verdicts)
    title = f"{what} by {cover.criterion}"
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(title)}</title>",
        f"<style>\n{STYLE}{_STYLE}</style></head>",
        "<body>",
        f"<h1>{_text(title)}</h1>",
        f"<p>{_text(_summary(cover))}</p>",
        *(f"<p class=dim>{_text(note)}</p>" for note in cover.notes),
        "<h2>Clauses and texts</h2>",
        f'<div class="scroll">{matrix(cover, style=False)}</div>',
        "<p class=dim>A full square: it holds of the text. An empty one: it does not. A dash: it is not known.</p>",
        *_texts(cover),
        *_goals("Goals that no text meets", cover.unrealised),
        *_infeasible(cover),
        *_lemmas(cover),
        *_goals("Goals that are met", [one for one in cover.goals if one.text is not None]),
        *_clauses(cover, policy),
        f"<p class=dim>{_text(usage(cover.usage))}</p>",
        f"<p class=dim>{_text(f'{cover.policy.path}, SHA-256 {cover.policy.sha256}')}</p>",
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _summary(cover: Cover) -> str:
    line = f"{cover.realised} of {cover.feasible} feasible goals are covered by {len(cover.texts)} texts"
    if cover.infeasible:
        line += f"; {len(cover.infeasible)} more are ruled out by logic alone"
    return line + (f" ({cover.detail})" if cover.detail else "") + "."


def _texts(cover: Cover) -> Iterable[str]:
    if not cover.texts:
        return
    yield "<h2>Texts</h2><table><tr><th class=number>no.</th><th>text</th><th>what holds</th><th>verdicts</th></tr>"
    for one in cover.texts:
        shown = _contents(one) or _text(one.label or "")
        holds = ", ".join(
            name if value is True else f"{name} is {_value(value)}"
            for name, value in {**one.facts, **one.answers}.items()
            if value is not False
        )
        verdicts = ", ".join(f"{name}: {_value(value)}" for name, value in one.verdicts.items())
        conflict = " <span class=missing>contradicts the assumptions</span>" if one.conflict else ""
        yield f'<tr><td class=number>{one.text}</td><td class="text">{shown}</td>'
        yield f"<td>{_text(holds) or 'nothing'}{conflict}</td><td>{_text(verdicts)}</td></tr>"
    yield "</table>"


def _contents(one: TextLine) -> str:
    """The texts, each with its name where there are several."""
    names = len(one.texts) > 1
    return "<br>".join((f"<b>{_text(name)}</b>: " if names else "") + _lines(text) for name, text in one.texts.items())


def _goals(title: str, goals: Sequence[GoalRecord]) -> Iterable[str]:
    if not goals:
        return
    yield f"<h2>{title}</h2><table><tr><th class=number>no.</th><th>goal</th><th>text</th></tr>"
    for one in goals:
        text = f"{one.text}" if one.text is not None else f"<span class=missing>tried {one.tried} times</span>"
        yield f"<tr><td class=number>{one.goal}</td><td>{_text(one.name)}</td><td>{text}</td></tr>"
    yield "</table>"


def _infeasible(cover: Cover) -> Iterable[str]:
    if cover.infeasible:
        yield "<h2>Ruled out by logic alone</h2><table><tr><th>goal</th><th>because</th></tr>"
        for one in cover.infeasible:
            yield f"<tr><td>{_text(one.name)}</td><td>{_text('; '.join(one.because))}</td></tr>"
        yield "</table>"


def _lemmas(cover: Cover) -> Iterable[str]:
    if cover.not_together:
        yield "<h2>Not realised together</h2><p class=dim>Evidence, no proof.</p><table>"
        for one in cover.not_together:
            yield f"<tr><td>{_text(', '.join(one.demands))}</td><td>in {one.attempts} texts</td></tr>"
        yield "</table>"


def _clauses(cover: Cover, policy: CheckedPolicy) -> Iterable[str]:
    yield "<h2>Clauses</h2><table>"
    for name in cover.clauses:
        wording = policy.clauses[name].wording if name in policy.clauses else ""
        yield f"<tr><td>{_text(name)}</td><td>{_text(wording)}</td></tr>"
    yield "</table>"


def _value(value: object) -> str:
    return "undetermined" if value is None else value if isinstance(value, str) else show(value)


def _lines(text: str) -> str:
    return "\n".join(_text(line) for line in text.splitlines())


def _text(text: str) -> str:
    return escape(printable(text))
