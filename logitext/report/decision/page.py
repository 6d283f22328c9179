"""Decisions as one page of HTML, which asks for nothing else and runs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from logitext.report.decision.view import View
from logitext.report.pages.template import fill


def page(views: Sequence[View], title: str) -> str:
    """The page of some decisions."""
    return fill("decisions.html", title, views=views)


def run_page(
    views: Sequence[View], title: str, counts: Mapping[str, Any], moved: Sequence[Mapping[str, Any]] = ()
) -> str:
    """The page of a run: how many documents came to what, what has moved since a calibration, and some decisions."""
    return fill("run.html", title, views=views, counts=counts, moved=moved)


def fragment(view: View) -> str:
    """One decision to be put into a page; with it, clauses can be set by hand."""
    return fill("decision_alone.html", view.title, view=view)
