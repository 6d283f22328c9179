"""The tasks of writing: what texts cover, what is written for a goal, and who says that it is right."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from benchmarks.suites import registry
from benchmarks.suites.controls.ifeval import tasks as ifeval
from benchmarks.suites.generation import writing
from benchmarks.suites.generation.counts import counts, met
from benchmarks.suites.generation.covering import NothingKnownError, by_writer, of_set
from benchmarks.suites.generation.goals import goals_of
from benchmarks.suites.generation.tables import covers_as_json, covers_as_markdown, totals, writing_as_markdown
from benchmarks.suites.generation.writing import Plan, Writing, outcomes
from benchmarks.suites.task import Instance, Task
from logitext.theory import Function
from logitext.theory.pattern import Pattern
from logitext.theory.protocol import Theory
from logitext.theory.writing.compose import Compose

ROOT = Path(__file__).parents[3]

POLICY = r"""{{text post}}
A post goes if {{let rude = [[is rude]] match /\bfool\b/  yes "You fool."}}
unless {{let quoted = [[is a quotation]] match /^>/  yes "> said he"}}.
{{assume short: not rude or not loud}}
{{let loud = [[shouts]] match /!/  yes "Now!"}}
{{verdict gone = (rude or loud) unless quoted}}
"""


def own(tmp_path: Path, *known: dict[str, bool], exact: bool = True) -> Task:
    path = tmp_path / "own.nltc"
    path.write_text(POLICY)
    instances = [Instance(str(number), {"post": "?"}, {"gone": True}, one) for number, one in enumerate(known, 1)]

    def reader() -> Theory:
        return Pattern(complete=True)

    source = "https://example.org"
    return Task("t", "own", "Own", path, ("own",), source, lambda _data: iter(instances), reader if exact else None)


def world(rude: bool, loud: bool, quoted: bool) -> dict[str, bool]:
    return {"rude": rude, "loud": loud, "quoted": quoted}


def test_what_the_texts_of_a_set_cover(tmp_path: Path) -> None:
    one = own(tmp_path, world(True, False, False), world(True, False, True), world(True, False, True), {}, exact=False)
    (values, pairs) = of_set(one, tmp_path, ["each-clause", "pairwise"])
    # `loud` is never true and `rude` never false: four of six values; rude and loud together are ruled out.
    assert (values.texts, values.realised, values.feasible) == (3, 4, 6)
    assert values.gap == pytest.approx(1 / 3)
    assert set(values.missed) == {"not rude", "loud"}
    assert (pairs.feasible, pairs.realised, pairs.infeasible) == (11, 5, ("rude, loud",))
    told = covers_as_markdown([values, pairs])
    assert "| t/own | gone | each-clause | 3 | 4 of 6 | 33.3 % |" in told
    assert "| all | 1 verdicts | pairwise |  | 5 of 11 | 54.5 % | 1 |" in told
    assert json.loads(covers_as_json([values]))["covers"][0]["missed"] == list(values.missed)


def test_answers_that_contradict_the_assumptions_meet_nothing(tmp_path: Path) -> None:
    (values,) = of_set(own(tmp_path, world(True, True, False)), tmp_path, ["each-clause"])
    assert (values.realised, values.feasible) == (0, 6)


def test_sets_that_say_nothing_of_clauses(tmp_path: Path) -> None:
    with pytest.raises(NothingKnownError, match="nothing is known"):
        list(of_set(own(tmp_path, {}, exact=False), tmp_path, ["verdict"]))
    with pytest.raises(NothingKnownError, match="a policy of its own"):
        list(of_set(ifeval.tasks()[0], tmp_path, ["verdict"]))


def test_a_criterion_that_a_policy_is_no_match_for_is_told(tmp_path: Path) -> None:
    path = tmp_path / "sum.nltc"
    path.write_text("{{text post}} {{let n: Int = [[the number]] let m: Int = [[the other]] verdict same = n == m}}")
    one = Task(
        "t", "sum", "Sum", path, ("own",), "https://example.org", lambda _data: iter([Instance("1", {}, {}, {"n": 1})])
    )
    (found,) = of_set(one, tmp_path, ["mcdc"])
    assert found.gap is None
    assert "`mcdc` cannot be worked out" in (found.why or "")
    assert "cannot be worked out" in covers_as_markdown([found])


def test_a_writer_covers_from_nothing_and_goes_on(tmp_path: Path) -> None:
    one = own(tmp_path)

    def people() -> dict[str, object]:
        return {"writer": Compose(), "theory": Pattern(complete=True)}

    (first,) = by_writer(one, ["mcdc"], people, tmp_path / "kept")  # type: ignore[arg-type]  # some of the options
    assert first.gap == 0
    assert first.writing > 0
    (again,) = by_writer(one, ["mcdc"], people, tmp_path / "kept")  # type: ignore[arg-type]  # likewise
    assert (again.gap, again.writing) == (0, 0)
    assert totals([first, again])[0].realised == 2 * first.realised


def test_goals(tmp_path: Path) -> None:
    one = own(tmp_path)
    assert [goal.formula for goal in goals_of(one, tmp_path, "verdict")] == ["gone", "not gone"]
    formulas = [goal.formula for goal in goals_of(one, tmp_path, "clause")]
    assert len(formulas) == 12
    assert "not gone and not quoted" in formulas
    with_labels = registry.chosen(["legalbench/abercrombie"])[0]
    assert "class == generic" in [goal.formula for goal in goals_of(with_labels, tmp_path, "verdict")]


def script(tmp_path: Path, *texts: str) -> str:
    path = tmp_path / "texts.yaml"
    path.write_text(yaml.safe_dump({"texts": list(texts)}))
    return f"mock:{path}"


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    rows: list[tuple[str, list[str], list[dict[str, object]]]] = [
        ("7", ["punctuation:no_comma", "startend:quotation"], [{}, {}]),
        ("374", ["detectable_format:title"], [{}]),
    ]
    path = tmp_path / ifeval.FILE
    path.parent.mkdir(parents=True)
    lines = [
        json.dumps({"key": key, "prompt": "Write.", "instruction_id_list": kinds, "kwargs": given})
        for key, kinds, given in rows
    ]
    path.write_text("\n".join(lines))
    return tmp_path


def test_a_reader_is_believed_on_the_way_and_checked_in_the_end(
    prompts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader takes everything for so; the programs know better."""
    monkeypatch.setattr(writing, "from_spec", lambda _spec, _options: Function(lambda _question, _texts: True))
    plan = Plan(script(tmp_path, '"one, two"', "<<A title>>"), "lenient", "exact", patience={"proposals": 1})
    assert Writing(tmp_path / "run", plan, ifeval.tasks()).task(ifeval.tasks()[0], prompts) == 2
    manifest, found = outcomes(tmp_path / "run")
    first, second = found
    assert (first["status"], first["correct"], first["differ"]) == ("sat", False, ["commas"])
    assert first["demanded"] == ["commas", "quotation"]
    assert (second["texts"], second["correct"]) == ({"response": "<<A title>>"}, True)
    (count,) = counts(found)
    assert (count.goals, count.realised, count.correct, count.wrong, count.open) == (2, 2, 1, 1, 0)
    assert {(one.clause, one.met, one.counted) for one in met(found)} == {
        ("commas", 0, 1), ("quotation", 1, 1), ("title", 1, 1),
    }  # fmt: skip
    told = writing_as_markdown(manifest, found)
    assert "| 2 of 2 (100.0 %) | 34.2–100.0 % | 1 of 2 (50.0 %) | 9.5–90.5 % | 1 |" in told
    assert "374 followed: the response has to begin" in told
    assert "correct by construction" not in told


def test_refinement_beside_the_first_text(prompts: Path, tmp_path: Path) -> None:
    """`once` takes what comes first, `solve` reads it and asks again."""
    texts = ['one, "two"', '"one, two"', '"one"']
    plan = Plan(script(tmp_path, *texts), "exact", "exact", arms=("once", "solve"), patience={"proposals": 1}, limit=1)
    (one,) = ifeval.tasks()
    one = Task(**{**vars(one), "read": lambda data: iter([next(ifeval.tasks()[0].read(data))])})
    Writing(tmp_path / "run", plan, [one]).task(one, prompts)
    once, solve = counts(outcomes(tmp_path / "run")[1])
    assert (once.arm, once.realised, once.correct, once.writing, once.reading) == ("once", 1, 0, 1, 0)
    assert (solve.arm, solve.realised, solve.correct, solve.writing, solve.reading) == ("solve", 1, 1, 2, 2)


def test_what_the_logic_rules_out_is_no_miss(tmp_path: Path) -> None:
    path = tmp_path / "own.nltc"
    path.write_text("{{text post}} {{let a = [[is odd]] match /x/}} {{verdict never = a and not a}}")
    task = Task("t", "own", "Own", path, ("own",), "https://example.org", lambda _data: iter(()))
    Writing(tmp_path / "run", Plan("compose", "pattern:complete", "pattern:complete"), [task]).task(task, tmp_path)
    (count,) = counts(outcomes(tmp_path / "run")[1])
    assert (count.goals, count.ruled_out, count.realised, count.correct) == (2, 1, 1, 1)


def test_a_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    task = own(tmp_path)
    plan = Plan("compose", "exact", "exact", "clause")
    folder = tmp_path / "run"
    assert Writing(folder, plan, [task]).task(task, tmp_path) == 12
    results = folder / "written.jsonl"
    kept = results.read_text().splitlines()
    results.write_text("\n".join([*kept[:9], kept[9][:30]]) + "\n")  # as a kill leaves it
    assert Writing(folder, plan, [task]).task(task, tmp_path) == 3
    assert len(outcomes(folder)[1]) == 12
    with pytest.raises(ValueError, match="holds another run"):
        Writing(folder, Plan("compose:2", "exact", "exact", "clause"), [task])


def test_who_fails_is_asked_again(tmp_path: Path) -> None:
    task = own(tmp_path)
    reads = tmp_path / "mock.yaml"
    reads.write_text(yaml.safe_dump({"answers": {}, "faults": {"error": 1.0}}))
    plan = Plan("compose", "pattern:complete", f"mock:{reads}", limit=1)
    for _ in range(2):
        assert Writing(tmp_path / "run", plan, [task]).task(task, tmp_path) == 1
    (one,) = outcomes(tmp_path / "run")[1]
    assert one["failed"]
    assert one["correct"] is None


def test_a_task_without_a_program_needs_somebody_else(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="say with --theory and --verify who reads it"):
        Writing(tmp_path / "run", Plan("compose", "pattern", "exact"), [own(tmp_path, exact=False)])


def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)


def test_the_commands(prompts: Path, tmp_path: Path) -> None:
    out = tmp_path / "cover.json"
    done = ran("cover", "community/scams", "--data", str(tmp_path), "--by", "mcdc", "-o", str(out))
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
    assert [one["gap"] for one in json.loads(out.read_text())["covers"]] == [0.0, 0.0]
    assert "give --writer and --theory" in ran("cover", "--data", str(tmp_path), "--writer", "compose").stderr
    gone = ran("cover", "moderation/openai", "legalbench/sharc_trees", "--data", str(tmp_path))
    assert gone.returncode == 1
    assert "get it from https://" in gone.stderr
    assert "a policy of its own" in gone.stderr
    folder = tmp_path / "run"
    writer = script(tmp_path, "<<one>>", "two")
    arguments = ("--data", str(prompts), "--writer", writer, "--theory", "exact", "--arm", "once", "-o", str(folder))
    done = ran("write", "controls/ifeval", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert "| controls/ifeval | once | 2 |" in done.stdout
    assert (folder / "report.json").is_file()
    assert "there is no task x" in ran("write", "x", *arguments).stderr
    assert "has no program of its own" in ran("write", "community", *arguments).stderr
