"""How well a policy does on cases whose right verdicts are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from logitext.api import measures
from logitext.api.checks import Checks
from logitext.api.options import ARGUMENTS, CalibrationOptions, Options
from logitext.policy.findings import refuse_unknown
from logitext.sync import run

if TYPE_CHECKING:
    from logitext.records.calibration import Calibration
    from logitext.records.evaluation import Evaluation


class Measuring(Checks):
    """What a policy says about its own errors."""

    def evaluate(
        self,
        cases: Any,
        *,
        columns: Mapping[str, str | None] | None = None,
        id: str | None = None,
        assume: Sequence[str] | None = None,
        concurrency: int | None = None,
        reworded: bool = False,
        **options: Unpack[Options],
    ) -> Evaluation:
        """Decide cases whose right verdicts are known, and say how often and why the verdicts are wrong.

        `cases` is the name of a file or several, or a table as `run` takes it. The right value of the verdict or clause
        NAME is in the column `right.NAME`, or where `columns` says: `{"right.remove": "label"}`. With `reworded` each
        clause is put to a model again in other words, to see how often both answers are the same. The other arguments
        are those of `run`. Needs the extra `trust`.

        Raises LogitextError if the cases do not fit the policy, or have no labels.

        >>> from logitext import loads
        >>> policy = loads(r"{{text post}} {{let rude = [[is rude]] match /idiot/}} {{verdict remove = rude}}")
        >>> rows = [{"post": post, "right.remove": post != "Hello"} for post in ["You idiot"] * 6 + ["Hello", "Fool"]]
        >>> score = policy.evaluate(rows, theory="pattern:complete").verdicts["remove"]
        >>> score.right, score.wrong, score.accuracy.share
        (7, 1, 0.875)
        """
        refuse_unknown(options, Options.__annotations__, (*ARGUMENTS, "columns", "id", "reworded"))
        which: Any = {"columns": columns, "id": id, "assume": assume, "concurrency": concurrency, "reworded": reworded}
        return run(measures.evaluate.evaluate(self, cases, options, **which))

    def calibrate(
        self,
        cases: Any,
        *,
        max_error: float = 0.05,
        confidence: float = 0.95,
        ask_until: float | None = None,
        group: str | None = None,
        columns: Mapping[str, str | None] | None = None,
        id: str | None = None,
        assume: Sequence[str] | None = None,
        concurrency: int | None = None,
        **options: Unpack[CalibrationOptions],
    ) -> Calibration:
        """Find how sure a verdict has to be, so that at most `max_error` of those that are given are wrong.

        `confidence` is how sure that promise is. With `ask_until` more is asked, as `check(…, confidence=…)` does;
        the calibration is then for checks with this `confidence`. `group` is the column that names what cases have in
        common, and err in together: a bound takes one case of each. The other arguments are those of `evaluate`. Give
        the result to `check(…, calibration=…)`, or write its `model_dump_json()` to a file. Needs the extra `trust`.

        >>> from logitext import loads
        >>> policy = loads(r"{{text post}} {{let rude = [[is rude]] match /idiot/}} {{verdict remove = rude}}")
        >>> rows = [{"post": "You idiot", "right.remove": True}] * 80
        >>> found = policy.calibrate(rows, theory="pattern:complete")
        >>> found.verdicts["remove"].given, round(found.verdicts["remove"].bound, 3)
        (80, 0.037)
        """
        known = CalibrationOptions.__annotations__
        refuse_unknown(options, known, (*ARGUMENTS, "columns", "id", "max_error", "confidence", "ask_until", "group"))
        wish: Any = {"max_error": max_error, "confidence": confidence, "ask_until": ask_until}
        given: Any = options
        which: Any = {"columns": columns, "id": id, "group": group, "assume": assume, "concurrency": concurrency}
        return run(measures.calibrate.calibrate(self, cases, given, **wish, **which))
