"""The options of `logitext check`, in groups: who answers, what it may take, what is said about it, how it ends."""

from __future__ import annotations

import click

from logitext.cli.number import Number
from logitext.cli.options import option

STRATEGIES = ("auto", "given", "gain", "ratio", "rollout", "exact", "certificate")
MINIMISE = ("questions", "cost", "latency", "mixed")

asking = (
    option("--theory", metavar="SPEC",
           help="Who answers: theories separated by commas, the first that knows (`pattern`, `answers:FILE`, `ask`, "
           "`ask:FILE`, `openai:MODEL`, `replay:FILE`, `mock:FILE`). Default: pattern, then the model if one is named "
           "and a key or a server is, then ask where there is a terminal."),
    option("--answers", multiple=True, metavar="FILE",
           help="Answers from a YAML or JSON file, before any theory. May be repeated."),
    option("--set", "settings", multiple=True, metavar="CLAUSE=VALUE",
           help="An answer, before any other. May be repeated."),
    option("--verdict", "verdicts", multiple=True, metavar="NAME",
           help="Decide this verdict only. May be repeated."),
    option("--strategy", type=click.Choice(STRATEGIES), default="auto", show_default=True,
           help="What to ask first of whoever has a price: what makes it the least in all (`auto`), or by one rule; "
           "`given` is the order of the file."),
    option("--minimise", type=click.Choice(MINIMISE), default="cost", show_default=True,
           help="What is to be least: questions, what they cost, the time that calls take, or cost and time."),
    option("--priors", metavar="COLLECTION",
           help="Plan with what was learned from answers to the texts of COLLECTION (`logitext priors learn`)."),
    option("--priors-file", metavar="FILE",
           help="Where that is kept; by default beside the cache of answers."),
    option("--record", metavar="FILE",
           help="Keep every answer in FILE, for `--theory replay:FILE`; what it holds already stays."),
    option("--on-conflict", type=click.Choice(["report", "ask-again", "repair"]), default="report", show_default=True,
           help="What to do about answers that contradict the policy's assumptions: say so, put the questions again, "
           "or set the weakest answers aside."),
)  # fmt: skip

limits = (
    option("--max-questions", type=click.IntRange(min=0), metavar="N",
           help="Put at most N questions a document to theories that have a price."),
    option("--max-calls", type=click.IntRange(min=0), metavar="N",
           help="Make at most N calls a document of theories that have a price."),
    option("--max-tokens", type=click.IntRange(min=0), metavar="N",
           help="Use at most N tokens of a model a document, in and out together."),
    option("--max-cost", type=Number(min=0), metavar="X",
           help="Spend at most X a document: money for a model, the unit of their prices for other theories."),
    option("--deadline", type=Number(min=0), metavar="SECONDS",
           help="Ask nothing more about a document after so many seconds."),
    option("--engine", type=click.Choice(["auto", "diagram", "z3"]), default="auto", show_default=True,
           help="How the logic is decided; the verdicts are the same."),
    option("--dry-run", is_flag=True,
           help="Say what would be asked of whom, how large it is and what it would cost at most; call no model."),
)  # fmt: skip

explaining = (
    option("--explain", is_flag=True,
           help="Tell the story in the policy's order: what each definition came to and through what, and which "
           "exceptions applied; for an undetermined verdict also the shortest list of questions that would settle it."),
    option("--why-not", is_flag=True,
           help="Say which smallest changes of answers would turn each verdict."),
    option("--what-if", multiple=True, metavar="CLAUSE=VALUE",
           help="Say what the verdicts would be with this answer instead (`unknown`: with none). May be repeated."),
)  # fmt: skip

ending = (
    option("--fail-on", multiple=True, metavar="WHAT",
           help="What makes the exit status 1 or 3: `violation`, `undetermined`, `conflict`, or a verdict's name "
           "(1 when it is true). Default: the first three. May be repeated."),
    option("--exit-zero", is_flag=True, help="Exit with 0 instead of 1 or 3."),
)  # fmt: skip
