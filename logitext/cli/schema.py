"""`logitext schema NAME`: the published schema of what `--format json` prints."""

from __future__ import annotations

import click


@click.command("schema", short_help="Print the JSON schema of an output format.")
@click.argument(
    "name",
    type=click.Choice(
        [
            "result",
            "verification",
            "forecast",
            "tests",
            "findings",
            "graph",
            "plan",
            "priors",
            "search",
            "cover",
            "query",
            "run",
            "evaluation",
            "comparison",
            "calibration",
            "difference",
        ]
    ),
)
def command(name: str) -> None:
    """Print the JSON schema of NAME: the shape of what a command prints with `--format json`.

    `result` is that of `logitext check`, `verification` of `logitext verify`, `forecast` of `logitext check --dry-run`,
    `tests` of `logitext test`, `findings` of `logitext lint`, `graph` of `logitext graph`, `plan` of `logitext plan`,
    `priors` of `logitext priors show`, `search` of `logitext solve`, `cover` of `logitext cover`, `query` of
    `logitext query`, `run` of `logitext run`, `evaluation` of `logitext eval`,
    `comparison` of `logitext eval --compare`, `calibration` of `logitext calibrate`, and
    `difference` of `logitext diff`.
    """
    import json

    from pydantic import BaseModel

    from logitext.check.forecast import Forecast
    from logitext.records.answered import QueryAnswer
    from logitext.records.calibration import Calibration
    from logitext.records.comparison import EvaluationComparison
    from logitext.records.cover import Cover
    from logitext.records.difference import PolicyDifference
    from logitext.records.evaluation import Evaluation
    from logitext.records.plan import PlanOutline
    from logitext.records.result import Result
    from logitext.records.run import RunSummary
    from logitext.records.search import Search
    from logitext.records.tests import TestReport
    from logitext.report.findings.records import Findings
    from logitext.report.graph.records import GraphRecord
    from logitext.report.priors import PriorsRecord
    from logitext.report.verification import Verification

    schemas: dict[str, type[BaseModel]] = {
        "result": Result,
        "verification": Verification,
        "forecast": Forecast,
        "tests": TestReport,
        "findings": Findings,
        "graph": GraphRecord,
        "plan": PlanOutline,
        "priors": PriorsRecord,
        "search": Search,
        "cover": Cover,
        "query": QueryAnswer,
        "run": RunSummary,
        "difference": PolicyDifference,
        "evaluation": Evaluation,
        "comparison": EvaluationComparison,
        "calibration": Calibration,
    }
    schema = schemas[name].model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    click.echo(json.dumps(schema, indent=2))
