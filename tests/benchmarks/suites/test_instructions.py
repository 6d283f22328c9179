"""The tasks of natural-instructions on rows of our own: lists of any length, commands, types, and what is judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

import logitext
from benchmarks.suites.instructions import commands, lists, tasks
from benchmarks.suites.instructions.question_types import TYPES
from benchmarks.suites.task import Instance, Task
from logitext import theory
from logitext.policy.sorts import Value

NAMES = {one.name: Path(one.files[0]).stem for one in tasks.tasks()}

Given = Callable[..., list[Instance]]


def task(number: str) -> Task:
    (found,) = [one for one in tasks.tasks() if one.name == number]
    return found


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """Write rows of a task, and read them."""

    def write(number: str, *rows: tuple[str, Sequence[str]]) -> list[Instance]:
        folder = tmp_path / "natural-instructions" / "tasks"
        folder.mkdir(parents=True, exist_ok=True)
        found = [{"input": text, "output": list(outputs)} for text, outputs in rows]
        (folder / f"{NAMES[number]}.json").write_text(json.dumps({"Instances": found}))
        return list(task(number).read(tmp_path))

    return write


def decided(number: str, case: Instance) -> Mapping[str, Value | None]:
    """What the program's answers and the logic come to."""
    exact = task(number).exact
    assert exact is not None
    result = task(number).of(case).check(dict(case.texts), theory=exact(), verdicts=list(case.gold))
    return {name: result.verdicts[name].value for name in case.gold}


# --- lists --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "mean"),
    [
        ("[1, 2]", "1.5"),
        ("[0.001, 0.002, 0.002]", "0.002"),  # 0.00166…
        ("[1.001, 1.002]", "1.002"),  # in the middle of two
        ("[-1.001, -1.002]", "-1.002"),
        ("[-0.001, 0.0]", "-0.001"),
        ("[7]", "7.000"),
        ("[-10.5, 20, 0.25, -9.75]", "0"),
    ],
)
def test_means_are_rounded_to_thousandths(given: Given, text: str, mean: str) -> None:
    (case,) = given("task094", (text, [mean]))
    assert decided("task094", case) == case.gold == {"output": Fraction(mean)}


def test_a_mean_is_what_it_is_and_not_what_the_row_says(given: Given) -> None:
    (case,) = given("task094", ("[1.001, 1.002]", ["1.001"]))
    assert decided("task094", case) == {"output": Fraction("1.002")}


def test_a_list_is_a_verdict_for_each_element(given: Given) -> None:
    (case,) = given("task096", ("[5, -2, 3]", ["[4, -4, 0]"]))
    assert decided("task096", case) == case.gold == {"output_1": 4, "output_2": -4, "output_3": 0}
    first, second = given("task124", ("[1, 4, -4, 0.5]", ["[2.5, 0, -1.75]"]), ("[3, 3]", ["[3.0]"]))
    assert decided("task124", first) == first.gold
    assert first.gold == {"output_1": Fraction(5, 2), "output_2": 0, "output_3": Fraction(-7, 4)}
    assert decided("task124", second) == second.gold == {"output_1": 3}


@pytest.mark.parametrize(
    ("number", "text", "output"),
    [("task096", "[5, 2]", "[4]"), ("task124", "[5, 2]", "[3.5, 2]"), ("task094", "[5, 2]", "none")],
)
def test_an_output_of_another_length_is_named(given: Given, number: str, text: str, output: str) -> None:
    (row,) = given(number, (text, [output]))
    assert (row.gold, row.unread) == ({}, f"the output {output!r} is none of the task's")


def test_without_a_number_nothing_is_decided() -> None:
    known = {"element_1": Fraction(1), "element_2": Fraction(2)}
    mean = logitext.loads(lists.mean(3)).check({"input": "[1, 2, ?]"}, theory=theory.Answers(known))
    assert mean.verdicts["output"].value is None
    each = logitext.loads(lists.neighbours(3)).check({"input": "[1, 2, ?]"}, theory=theory.Answers(known))
    assert each.verdicts["output_1"].value == Fraction(3, 2)
    assert each.verdicts["output_2"].value is None


# --- commands -----------------------------------------------------------------------------------------------------


def actions(command: str) -> list[str]:
    """What a command comes to, by making the steps of its parts one after the other."""
    for word in (" after ", " and "):
        if word in command:
            parts = [actions(part) for part in command.split(word)]
            return [one for part in (reversed(parts) if word == " after " else parts) for one in part]
    verb, *words = command.split()
    times = {"twice": 2, "thrice": 3}.get(words[-1], 1) if words else 1
    side = next((f"I_TURN_{word.upper()}" for word in words if word in ("left", "right")), None)
    act = [] if verb == "turn" else [f"I_{verb.upper()}"]
    turn = [side] if side else []
    if "around" in words:
        return 4 * (turn + act) * times
    return ((2 * turn if "opposite" in words else turn) + act) * times


PARTS = [
    f"{verb}{how}{times}"
    for verb, how, times in product(
        ("jump", "turn"), ("", " left", " opposite right", " around left"), ("", " twice", " thrice")
    )
    if how or verb == "jump"
]


def test_every_command_is_carried_out(given: Given) -> None:
    before = [f"{part} and walk opposite left" for part in PARTS]
    after = [f"look right after {part}" for part in PARTS]
    longest = "look around left thrice after run around right thrice"
    every = [*PARTS[::7], *before, *after, "turn left after look", longest]
    for case in given("task126", *((command, [" ".join(actions(command))]) for command in every)):
        assert decided("task126", case) == case.gold, case.texts


def test_what_a_command_comes_to() -> None:
    assert actions("jump opposite left after turn right twice") == [
        "I_TURN_RIGHT", "I_TURN_RIGHT", "I_TURN_LEFT", "I_TURN_LEFT", "I_JUMP",
    ]  # fmt: skip
    assert len(actions("look around left thrice after run around right thrice")) == commands.LONGEST


def test_steps_after_the_last_one_are_none() -> None:
    known = theory.Answers(commands.read("turn left twice"))
    verdicts = logitext.loads(commands.policy()).check({"input": "turn left twice"}, theory=known).verdicts
    assert verdicts["size"].value == 2
    assert [verdicts[f"step_{number}"].value for number in (1, 2, 3, 48)] == ["turn_left", "turn_left", "none", "none"]


@pytest.mark.parametrize("command", ["fly", "jump around", "walk and run and look", "turn left four times", ""])
def test_other_commands_are_none(command: str) -> None:
    assert commands.read(command) == {}


def test_another_action_is_named(given: Given) -> None:
    (row,) = given("task126", ("jump", ["I_JUMP I_FLY"]))
    assert (row.gold, row.unread) == ({}, "the output 'I_JUMP I_FLY' is none of the task's")


# --- what is judged -----------------------------------------------------------------------------------------------


def test_any_type_of_a_row_is_right(given: Given) -> None:
    one, two, none, both = given(
        "task046",
        ("Question: Who baked it? (Answer: Ada).", ["Humans."]),
        ("Question: Who baked it? (Answer: a bakery).", ["Organization.", "Facility."]),
        ("Question: Well? (Answer: so).", ["Other."]),
        ("Question: When? (Answer: at noon).", ["Time.", "Other."]),
    )
    policy = task("task046").shared
    every = (*TYPES, "other")
    assert set(every) == set(policy.verdicts)
    assert one.gold == {**dict.fromkeys(every, False), "humans": True}
    assert two.gold == dict.fromkeys(set(every) - {"organization", "facility"}, False)
    assert none.gold == {**dict.fromkeys(every, False), "other": True}
    assert both.gold == dict.fromkeys(set(every) - {"time", "other"}, False)
    assert not any(case.clauses for case in (one, two, none, both))


@pytest.mark.parametrize(
    ("outputs", "true", "met"),
    [
        (["Organization.", "Facility."], ("body",), True),
        (["Organization.", "Facility."], ("body", "building"), True),
        (["Organization.", "Facility."], ("body", "place"), False),
        (["Organization.", "Facility."], (), False),
        (["Organization.", "Other."], (), True),
        (["Organization."], ("building",), False),
        (["Other."], (), True),
    ],
)
def test_labels_are_met_by_some_of_the_types_listed(
    given: Given, outputs: list[str], true: tuple[str, ...], met: bool
) -> None:
    (case,) = given("task046", ("Question: Who baked it? (Answer: a bakery).", outputs))
    policy = task("task046").of(case)
    known = theory.Answers({name: name in true for name in policy.clauses})
    verdicts = policy.check(dict(case.texts), theory=known).verdicts
    assert all(verdicts[name].value is value for name, value in case.gold.items()) is met


def test_another_type_is_named(given: Given) -> None:
    (row,) = given("task046", ("Question: Which? (Answer: red).", ["Colour."]))
    assert (row.gold, row.unread) == ({}, "the output 'colour' is none of the task's")


@pytest.mark.parametrize(
    ("number", "true", "expected"),
    [
        ("task108", (), False),
        ("task108", ("of_affiliation",), False),
        ("task108", ("of_affiliation", "against_group"), True),
        ("task108", ("of_identity", "against_group"), True),
        ("task108", ("of_identity", "against_person"), False),
        ("task108", ("of_person", "against_person"), True),
        ("task108", ("counter",), True),
        ("task457", (), False),
        ("task457", ("conditional",), True),
        ("task457", ("hypothetical",), True),
        ("task457", ("hypothetical", "happened"), False),
        ("task459", (), False),
        ("task459", ("state",), True),
        ("task459", ("recurs",), True),
    ],
)
def test_what_follows_from_judgement(given: Given, number: str, true: tuple[str, ...], expected: bool) -> None:
    (case,) = given(number, ("It (rains) at noon.  \n Verb: rains", ["Yes" if expected else "No"]))
    assert case.gold == {"output": expected}
    assert case.clauses == {}  # the label alone does not say why
    policy = task(number).of(case)
    assert set(true) <= set(policy.clauses)
    known = theory.Answers({name: name in true for name in policy.clauses})
    assert policy.check(dict(case.texts), theory=known).verdicts["output"].value is expected


def test_outputs_that_settle_all_clauses(given: Given) -> None:
    rows = [
        ("Target: nun \nA nun sang. It was loud.", [word]) for word in ("stereotype", "anti-stereotype", "unrelated")
    ]
    for case in given("task321", *rows):
        policy = task("task321").of(case)
        known = theory.Answers(dict(case.clauses))
        assert policy.check(dict(case.texts), theory=known).verdicts["output"].value == case.gold["output"]


def test_ids_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / task("task108").files[0]
    path.parent.mkdir(parents=True)
    rows = [{"id": "task108-a", "input": "Hm.", "output": ["no"]}, {"input": "Hm.", "output": ["no"]}]
    path.write_text(json.dumps({"Instances": rows}))
    assert [case.id for case in task("task108").read(tmp_path)] == ["task108-a", "2"]
