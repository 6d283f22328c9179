"""How a search ends: four endings, each what it says, against all worlds of small policies."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

import logitext
from logitext.api import SearchOptions
from logitext.policy.goal import asked
from logitext.records.search import Search
from logitext.syntax.diagnostics import InputError, PolicyError
from logitext.theory.protocol import Texts
from logitext.theory.writing.mock import MockWriter
from logitext.theory.writing.protocol import Goal, Miss, Proposals
from tests.logic.made import Made, made
from tests.logic.worlds.test_against_worlds import meets, space_of
from tests.search.people import Author, Silent, Truth, World, text_of

FIRST = int(os.environ.get("SEARCH_SEED", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("SEARCH_CASES", "150")))
"""Policies that are tried, and the first of them; set them for a longer run."""
FORMULAS = ("found", "not found", "found and c0", "c0 and not c1")


def holds(one: Made, formula: str, world: World) -> bool:
    found, c0, c1 = one.holds(world), world["c0"] is True, world["c1"] is True
    return {"found": found, "not found": not found, "found and c0": found and c0, "c0 and not c1": c0 and not c1}[
        formula
    ]


def real_worlds(one: Made, seed: int) -> list[World]:
    """Some of the worlds that the assumptions allow: what a text can be, which the policy does not know."""
    rng = Random(f"real {seed}")
    return [world for world in one.worlds() if rng.random() < 0.5]


@pytest.mark.parametrize("seed", SEEDS)
def test_endings_are_what_they_say(seed: int) -> None:
    one, _ = space_of(seed)
    formula = FORMULAS[seed % len(FORMULAS)]
    real = real_worlds(one, seed)
    author, reader = Author(real, seed), Truth()
    outcome = logitext.loads(one.source).solve(formula, writer=author, theory=reader)
    possible = [world for world in one.worlds() if holds(one, formula, world)]
    match outcome.status:
        case "sat":
            world = json.loads(outcome.texts["post"])
            assert holds(one, formula, world)
            assert one.allowed(world)
            again = logitext.loads(one.source).check(outcome.texts["post"], theory=Truth())  # a second pass
            assert outcome.result is not None
            assert again.verdicts["found"].value == outcome.result.verdicts["found"].value == one.holds(world)
            assert outcome.answers.items() <= world.items()
            within = [other for other in one.worlds() if all(other[r.clause] == r.value for r in outcome.because)]
            assert within
            assert all(holds(one, formula, other) for other in within)  # the reasons entail the formula
        case "unsat":
            assert possible == []
            assert (author.goals, reader.asked) == ([], 0)
        case "unrealised":
            assert possible
            assert outcome.nearest is not None
            assert outcome.attempts
        case "undetermined":
            assert real == []
    if not possible:
        assert outcome.status == "unsat"
    if not any(holds(one, formula, world) for world in real):
        assert outcome.status != "sat"


@pytest.mark.parametrize("seed", range(40))
def test_z3_ends_alike(seed: int) -> None:
    one, _ = space_of(seed)
    formula = FORMULAS[seed % len(FORMULAS)]
    real = real_worlds(one, seed)
    outcome = logitext.loads(one.source, backend="z3").solve(formula, writer=Author(real, seed), theory=Truth())
    possible = [world for world in one.worlds() if holds(one, formula, world)]
    assert (outcome.status == "unsat") == (not possible)
    if outcome.status == "sat":
        assert holds(one, formula, json.loads(outcome.texts["post"]))


@pytest.mark.parametrize("seed", SEEDS)
def test_for_all(seed: int) -> None:
    one, _ = space_of(seed)
    formula = FORMULAS[seed % len(FORMULAS)]
    real = real_worlds(one, seed)
    outcome = logitext.loads(one.source).refute(formula, writer=Author(real, seed), theory=Truth())
    always = all(holds(one, formula, world) for world in one.worlds())
    assert (outcome.status == "proved") is always
    if outcome.status == "refuted":
        assert not holds(one, formula, json.loads(outcome.texts["post"]))
    if all(holds(one, formula, world) for world in real):
        assert outcome.status in ("proved", "no counterexample found", "undetermined")


@pytest.mark.parametrize("seed", range(80))
def test_what_cannot_be_judged_is_never_sat(seed: int) -> None:
    one, space = space_of(seed)
    blind = [Random(seed).choice(list(one.values))]
    outcome = logitext.loads(one.source).solve("found", writer=Author(one.worlds(), seed), theory=Truth(blind))
    if outcome.status == "sat":  # what is known must be enough
        known = dict(outcome.answers)
        assert blind[0] not in known
        so = [world for world in one.worlds() if space.at({n: world[n] for n in known}) == space.at(known)]
        assert so
        assert all(one.holds(world) for world in so)
    if outcome.status == "undetermined" and outcome.attempts:
        assert [one.clause for one in outcome.open] == blind
        assert outcome.open[0].reason == "unknown"


POLICY = """{{text post: "a message"}}
{{let threat = [[threatens somebody]]  let joke = [[is a joke]]  let insult = [[insults somebody]]}}
{{assume a_joke_is_no_threat: joke implies not threat}}
{{let harmful = threat or insult}}
{{violation remove = harmful unless joke}}
"""


def so(threat: bool = False, joke: bool = False, insult: bool = False, mark: int = 0) -> str:
    return text_of({"threat": threat, "joke": joke, "insult": insult}, mark)


def solve(formula: str, texts: Sequence[str], **options: object) -> Search:
    given: SearchOptions = {"writer": MockWriter(texts), "theory": Truth(), **options}  # type: ignore[typeddict-item]
    return logitext.loads(POLICY, "p.nltc").solve(formula, **given)


def test_a_core_in_the_policys_words() -> None:
    outcome = solve("threat and joke", [])
    assert outcome.status == "unsat"
    assert [(one.kind, one.statement) for one in outcome.core] == [
        ("assumption", "assume a_joke_is_no_threat: joke implies not threat")
    ]
    outcome = solve("remove and not harmful", [])
    assert [(one.kind, one.name) for one in outcome.core] == [("definition", "remove")]
    outcome = solve("threat and not threat", [])
    assert (outcome.status, outcome.core) == ("unsat", ())


def test_feedback_says_what_was_missed() -> None:
    writer = MockWriter([so(joke=True), so(insult=True)], per_call=1)
    outcome = solve("remove and not threat", [], writer=writer)
    assert outcome.status == "sat"
    assert [str(one) for one in writer.goals[0].demands] == ["threat is false", "joke is false", "insult is true"]
    (miss,) = writer.misses[1]
    assert [(str(one.demand), one.value, one.quote) for one in miss.unmet] == [
        ("joke is false", True, "joke"),
        ("insult is true", False, "insult"),
    ]
    assert writer.goals[1].unlike == ({"post": so(joke=True)},)


def test_a_text_in_conflict_is_no_witness() -> None:
    outcome = solve("joke and threat or insult and joke", [so(threat=True, joke=True, insult=True)])
    assert outcome.status == "unrealised"
    assert outcome.attempts[0].conflict
    assert outcome.nearest is not None
    assert outcome.nearest.conflict


def test_the_nearest_text_and_what_resisted() -> None:
    outcome = solve("threat and insult", [so(), so(threat=True, mark=1), so(mark=2)])
    assert outcome.status == "unrealised"
    assert outcome.nearest is not None
    assert outcome.nearest.texts == {"post": so(threat=True, mark=1)}
    assert outcome.resisted == ("insult",)


def test_a_candidate_after_the_right_one_is_not_read() -> None:
    reader = Truth()
    outcome = solve("threat", [so(threat=True), so(threat=True, mark=1)], theory=reader)
    assert outcome.status == "sat"
    assert (outcome.usage.texts, reader.asked) == (1, 3)


def test_the_same_text_is_read_once() -> None:
    reader = Truth()
    outcome = solve("threat", [so(), so(), so(), so(threat=True)], theory=reader, proposals=1, rounds=4)
    assert outcome.status == "sat"
    assert (outcome.usage.texts, len(outcome.attempts)) == (2, 4)


def test_nogoods_are_kept_with_their_evidence(tmp_path: Path) -> None:
    file = tmp_path / "nogoods.json"
    texts = [so(threat=True, mark=number) for number in range(40)]
    outcome = solve("threat and insult", texts, nogoods=file)
    assert outcome.status == "unrealised"
    assert [(one.demands, one.met) for one in outcome.not_together] == [(("insult",), ())]
    assert outcome.not_together[0].attempts >= 3
    kept = json.loads(file.read_text())["nogoods"]
    assert [one["demands"][0]["wording"] for one in kept] == ["insults somebody"]
    # It steers the next search: what it says is not demanded first. It does not make anything unsat.
    writer = MockWriter([so(threat=True)])
    assert solve("threat or insult", [], writer=writer, nogoods=file).status == "sat"
    assert all("insult is true" not in map(str, goal.demands) for goal in writer.goals)
    # A text that is so makes an end of it.
    assert solve("insult", [so(insult=True)], nogoods=file).status == "sat"
    assert json.loads(file.read_text())["nogoods"] == []


def test_nogoods_of_other_words_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "nogoods.json"
    solve("insult", [so(mark=number) for number in range(40)], nogoods=file)
    before = json.loads(file.read_text())["nogoods"]
    changed = logitext.loads(POLICY.replace("insults somebody", "calls somebody names"))
    assert changed.solve("insult", writer=MockWriter([so()]), theory=Truth(), nogoods=file).not_together == ()
    assert json.loads(file.read_text())["nogoods"] == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "this is no file of nogoods"),
        ('{"nogoods": [{"policy": "x", "demands": [], "attempts": 1}]}', "nogoods.0.demands"),
        ('{"nogoods": 3}', "nogoods: input should be a valid array"),
        ("\xff", "this is no file of nogoods"),
    ],
)
def test_what_is_no_file_of_nogoods(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "nogoods.json"
    file.write_text(content)
    with pytest.raises(InputError) as error:
        solve("insult", [], nogoods=file)
    assert said in str(error.value)
    assert file.read_text() == content


# --- what goes wrong ---------------------------------------------------------------------------------------------


def down() -> Proposals:
    raise ConnectionError("the line is down")


def test_a_writer_that_fails_is_never_unrealised() -> None:
    outcome = solve("threat", [], writer=Silent(down))
    assert (outcome.status, outcome.failed) == ("undetermined", True)
    assert outcome.detail == "silent: ConnectionError: the line is down"
    assert outcome.usage.writing == 3


def test_a_writer_without_a_word() -> None:
    outcome = solve("threat", [], writer=Silent(lambda: Proposals([])))
    assert (outcome.status, outcome.failed) == ("undetermined", False)
    assert outcome.detail == "silent: the writer gave no new text"


def test_a_reader_that_fails() -> None:
    outcome = solve("threat", [so(threat=True)] * 3, theory=Truth(failing=["threat"]))
    assert (outcome.status, outcome.failed) == ("undetermined", True)
    assert [(one.clause, one.reason) for one in outcome.open] == [("threat", "failed")]


@pytest.mark.parametrize(
    ("limit", "detail"),
    [
        ({"max_texts": 2}, "at most 2 texts"),
        ({"max_calls": 3}, "at most 3 calls"),
        ({"max_cost": 4}, "a cost of at most 4"),
        ({"deadline": 0.0}, "the deadline of 0 s has passed"),
    ],
    ids=["texts", "calls", "cost", "deadline"],
)
def test_limits(limit: dict[str, float], detail: str) -> None:
    outcome = solve("threat", [so(mark=number) for number in range(20)], rounds=9, **limit)
    assert outcome.status in ("unrealised", "undetermined")
    assert outcome.detail == detail
    if "max_calls" in limit:
        assert outcome.usage.writing + outcome.usage.reading <= 3


def test_ctrl_c_keeps_what_there_is() -> None:
    outcome = solve("threat", [so(), so(mark=1), KeyboardInterrupt()], proposals=1)  # type: ignore[list-item]
    assert (outcome.status, outcome.interrupted) == ("undetermined", True)
    assert len(outcome.attempts) == 2


class Slow(MockWriter):
    begun: asyncio.Event

    async def propose(self, goal: Goal, misses: Sequence[Miss]) -> Proposals:
        self.begun.set()
        await asyncio.Event().wait()
        raise AssertionError


def test_a_cancellation_passes_through() -> None:
    policy = logitext.loads(POLICY)

    async def main() -> None:
        writer = Slow([])
        writer.begun = asyncio.Event()
        task = asyncio.create_task(policy.asolve("threat", writer=writer, theory=Truth()))
        await writer.begun.wait()
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(main())


# --- several texts, units ----------------------------------------------------------------------------------------

LETTERS = """{{text letter: "a letter"}} {{text reply: "the reply to it"}}
{{let asks = [[the letter asks something]] where "the letter" is letter
  let fits = [[the reply deals with the letter]] where "the reply" is reply, "the letter" is letter
  let kind = [[the reply is kind]] where "the reply" is reply}}
{{verdict good = asks and fits and kind}}
"""


class Both(Truth):
    """Of a clause about both texts the reply says what is so."""

    def _one(self, question, texts):  # type: ignore[no-untyped-def]
        name = "reply" if "reply" in question.texts else "letter"
        return super()._one(question, Texts({question.texts[0]: texts[name]}))


def test_given_texts_are_read_and_stay() -> None:
    policy = logitext.loads(LETTERS)
    letter = text_of({"asks": True}, 0)
    reply = text_of({"fits": True, "kind": True}, 1)
    writer = MockWriter([{"reply": reply}])
    outcome = policy.solve("good", writer=writer, theory=Both(), given={"letter": letter})
    assert (outcome.status, outcome.texts) == ("sat", {"reply": reply})
    assert [str(one) for one in writer.goals[0].demands] == ["fits is true", "kind is true"]
    assert dict(writer.goals[0].given) == {"letter": letter}
    assert outcome.result is not None
    assert outcome.result.verdicts["good"].value is True


def test_given_texts_may_leave_no_way() -> None:
    policy = logitext.loads(LETTERS)
    writer = MockWriter([])
    outcome = policy.solve("good", writer=writer, theory=Both(), given={"letter": text_of({"asks": False}, 0)})
    assert outcome.status == "unsat"
    assert [(one.kind, one.statement) for one in outcome.core] == [
        ("answer", "asks is false"),
        ("definition", "verdict good = asks and fits and kind"),
    ]
    assert writer.goals == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"lettr": "x"}, "the policy declares no text `lettr`"),
        ({"letter": "x", "more": "y"}, "declares no text `more`"),
    ],
)
def test_what_is_wrong_with_given_texts(given: dict[str, str], said: str) -> None:
    with pytest.raises(InputError) as error:
        logitext.loads(LETTERS).solve("good", given=given)
    assert said in str(error.value)


UNITS = r"""{{text post}}
{{let rude(s) = [[s is rude]] match /fool/}}
{{let loud = [[shouts]] match /!/}}
{{verdict found = (forsome s in sentences(post): rude(s)) and not loud}}
"""


def test_units_are_read_one_by_one() -> None:
    policy = logitext.loads(UNITS)
    writer = MockWriter(["Hello. You fool!", "Hello. You fool."])
    outcome = policy.solve("found", writer=writer, theory="pattern:complete")
    assert (outcome.status, outcome.texts) == ("sat", {"post": "Hello. You fool."})
    assert outcome.answers["rude(post.sentences[2])"] is True
    assert [str(one) for one in writer.goals[0].demands] == ["loud is false", "forsome@4 is true"]
    assert outcome.result is not None
    assert outcome.result.units == {"sentences(post)": 2}


def test_without_any_text_only_logic_speaks() -> None:
    policy = logitext.loads("{{let a = [[x]]  let b = [[y]]  verdict v = a and not a or b}}")
    assert policy.solve("v and not b").status == "unsat"
    assert policy.refute("v implies b").status == "proved"
    outcome = policy.solve("v")
    assert (outcome.status, outcome.detail) == ("undetermined", "there is no text to look for")


# --- formulas ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        ("remove and thret", "<formula>:1:12: error[NLT201]: `thret` is not declared"),
        ("remove and", "<formula>:1:11: error[NLT101]: expected a formula, found `}}`"),
        ("remove }} {{let x = [[y]]", "<formula>:1:1: error[NLT613]: expected one formula"),
        ("if threat then 1 else 2", "<formula>:1:1: error[NLT613]: the formula is a whole number"),
        ("", "<formula>:1:1: error[NLT101]: expected a formula, found `}}`"),
    ],
    ids=["unknown", "cut off", "more", "a number", "empty"],
)
def test_what_is_no_formula(formula: str, line: str) -> None:
    with pytest.raises(InputError) as error:
        solve(formula, [])
    assert str(error.value).startswith(line)


def test_comments_and_lines_in_a_formula() -> None:
    assert solve("threat # really\n and not joke", [so(threat=True)]).status == "sat"


def test_assumptions_that_contradict_each_other() -> None:
    with pytest.raises(PolicyError):
        logitext.loads(POLICY + "{{assume threat and joke}}").solve("threat")


def test_a_formula_leaves_the_policy_as_it_was() -> None:
    policy = logitext.loads(POLICY).checked
    assert asked(policy, "threat").verdicts == policy.verdicts
    assert policy.queries == ()


def test_helpers_tell_worlds_apart() -> None:
    one = made(3)
    assert one.worlds()
    assert meets(one.worlds()[0], [])
