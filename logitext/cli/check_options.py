"""The options of `logitext check`, in groups: who answers, what it may take, what is said about it, how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from logitext.cli.number import Number
from logitext.cli.options import Registered, facts_options, option

if TYPE_CHECKING:
    from logitext.registry import Registry
    from logitext.strategy.strategy import Strategy


def _strategies() -> Registry[Strategy]:
    from logitext.strategy.strategy import STRATEGIES

    return STRATEGIES


strategy_choice = Registered(_strategies)
MINIMISE = ("questions", "cost", "latency", "mixed")

asking = (
    option("--theory", metavar="SPEC",
           help="Who answers: theories separated by commas; if one does not know, the next is asked (`pattern`, "
           "`answers:FILE`, `ask`, `ask:FILE`, `openai:MODEL`, `replay:FILE`, `mock:FILE`). Default: pattern, then "
           "the model if you name one and give a key or a server, then ask if there is a terminal."),
    option("--answers", multiple=True, metavar="FILE",
           help="Answers from a YAML or JSON file, before any theory. May be repeated."),
    option("--set", "settings", multiple=True, metavar="CLAUSE=VALUE",
           help="One answer, before all others. May be repeated."),
    *facts_options,
    option("--assume", multiple=True, metavar="FORMULA",
           help="A formula that holds of the documents, such as the name of a definition. May be repeated."),
    option("--verdict", "verdicts", multiple=True, metavar="NAME",
           help="Decide only this verdict. May be repeated."),
    option("--strategy", type=strategy_choice, default="auto", show_default=True,
           help="Which clause to ask about first, for theories that have a price: `auto` asks as little as possible, "
           "the others follow one rule; `given` is the order of the file."),
    option("--minimise", type=click.Choice(MINIMISE), default="cost", show_default=True,
           help="What to keep as low as possible: the number of questions, their cost, the time of calls, or cost "
           "and time."),
    option("--priors", metavar="COLLECTION",
           help="Plan with the chances that `logitext priors learn` learned from the texts of COLLECTION."),
    option("--priors-file", metavar="FILE",
           help="The file of learned chances. Default: a file beside the cache of answers."),
    option("--record", metavar="FILE",
           help="Add every answer to FILE, for `--theory replay:FILE`."),
    option("--on-conflict", type=click.Choice(["report", "ask-again", "repair"]), default="report", show_default=True,
           help="What to do if answers contradict the policy's assumptions: report it, ask again, or set the weakest "
           "answers aside."),
)  # fmt: skip

limits = (
    option("--max-questions", type=click.IntRange(min=0), metavar="N",
           help="Put at most N questions about a document to theories that have a price."),
    option("--max-calls", type=click.IntRange(min=0), metavar="N",
           help="Make at most N calls about a document to theories that have a price."),
    option("--max-tokens", type=click.IntRange(min=0), metavar="N",
           help="Use at most N tokens of a model for a document, in and out together."),
    option("--max-cost", type=Number(min=0), metavar="X",
           help="Spend at most X on a document: money for a model, units of their price for other theories."),
    option("--deadline", type=Number(min=0), metavar="SECONDS",
           help="Stop asking about a document after so many seconds."),
    option("--engine", type=click.Choice(["auto", "diagram", "z3"]), default="auto", show_default=True,
           help="How the logic is decided. The verdicts are the same."),
    option("--dry-run", is_flag=True,
           help="Say what would be asked, how large it is and what it costs at most. No model is called."),
)  # fmt: skip

explaining = (
    option("--explain", is_flag=True,
           help="Explain the verdicts in the policy's order: the value of each definition, what settled it, and "
           "which exceptions applied. For an undetermined verdict, also give the shortest list of questions that "
           "would settle it."),
    option("--why-not", is_flag=True,
           help="Give the smallest changes of answers that would turn each verdict."),
    option("--what-if", multiple=True, metavar="CLAUSE=VALUE",
           help="Give the verdicts with this answer instead (`unknown`: with no answer). May be repeated."),
)  # fmt: skip

error_rate = option(
    "--error-rate", "rates", multiple=True, metavar="[CLAUSE=]X",
    help="How often an answer without a probability is wrong: of a clause, or of all. For probabilities of verdicts. "
    "May be repeated. Default: 0.",
)  # fmt: skip

calibrated = option(
    "--calibration", metavar="FILE",
    help="Give a verdict only where it is sure enough by FILE, which `logitext calibrate` wrote.",
)  # fmt: skip

certainty = (
    option("--probability", is_flag=True,
           help="Give the probability of each value of each verdict, too, and the clauses that carry its uncertainty."),
    error_rate,
    calibrated,
)  # fmt: skip

ending = (
    option("--fail-on", multiple=True, metavar="WHAT",
           help="What makes the exit status 1 or 3: `violation`, `undetermined`, `conflict`, or the name of a "
           "verdict (1 if it is true). Default: the first three. May be repeated."),
    option("--exit-zero", is_flag=True, help="Exit with 0 instead of 1 or 3."),
)  # fmt: skip
