"""What tests exercise of a policy as an LCOV trace file, which editors and coverage services show beside the lines.

The format: https://github.com/linux-test-project/lcov, geninfo(1), "TRACEFILE FORMAT". Each goal is a branch of the
line on which its clause or verdict begins.
"""

from __future__ import annotations

from logitext.records.tests import CoverageGoal
from logitext.report.testing.formats import TESTS_FORMATS, shows_coverage
from logitext.report.testing.view import TestsView


@TESTS_FORMATS.of_file
@shows_coverage
def lcov(view: TestsView) -> str:
    """A record for each file that has goals; reports without coverage have none."""
    files: dict[str, dict[int, list[CoverageGoal]]] = {}
    for report in view.reports:
        for goal in report.coverage.goals if report.coverage is not None else ():
            files.setdefault(goal.file, {}).setdefault(goal.span.line, []).append(goal)
    lines: list[str] = []
    for file, by_line in files.items():
        lines += ["TN:", f"SF:{' '.join(file.splitlines())}"]
        for line, goals in sorted(by_line.items()):
            lines += [f"BRDA:{line},0,{number},{len(goal.tests)}" for number, goal in enumerate(goals)]
        every = [goal for goals in by_line.values() for goal in goals]
        lines += [f"BRF:{len(every)}", f"BRH:{sum(bool(goal.tests) for goal in every)}"]
        hits = {line: len({title for goal in goals for title in goal.tests}) for line, goals in sorted(by_line.items())}
        lines += [f"DA:{line},{count}" for line, count in hits.items()]
        lines += [f"LF:{len(hits)}", f"LH:{sum(count > 0 for count in hits.values())}", "end_of_record"]
    return "".join(f"{line}\n" for line in lines)
