"""A theory whose calls go through Inspect: its model answers, under its limits, and in its log."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_ai.model import (
    ChatMessageSystem,
    ChatMessageUser,
    ContentText,
    GenerateConfig,
    Model,
    ModelOutput,
    ResponseSchema,
)
from inspect_ai.util import JSONSchema

from logitext.theory.llm.asking import answer_of, heard
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.forms import room
from logitext.theory.llm.prompt import load_prompt, pieces
from logitext.theory.llm.read import read_content
from logitext.theory.llm.schema import schema_of
from logitext.theory.llm.settings import ModelSettings
from logitext.theory.protocol import Answer, Failure, Price, Question, Reply, Texts, Theory, Usage


class InspectModel(Theory):
    """A model of Inspect's, asked in the words of the theory `openai`, and read as strictly.

    What it cannot be read from, what is cut off and what a filter stopped are no answers. What Inspect raises, a limit
    of the sample or a call that failed for good, is kept in `raised` for whoever runs the sample: the engine would take
    it for a question that failed. Nothing is asked after it.
    """

    name = "inspect"
    tells_cost = True
    price = Price(call=1, question=1)

    def __init__(self, model: Model, max_questions: int = 20) -> None:
        self._model = model
        self._settings = ModelSettings(max_questions=max_questions)
        self._prompt = load_prompt()
        self.max_questions = max_questions
        self.raised: Exception | None = None

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        if self.raised is not None:
            raise self.raised
        try:
            output = await self._generate(questions, texts)
        except Exception as error:
            self.raised = error
            raise
        usage = output.usage
        counted = Usage(calls=1) if usage is None else Usage(1, 0, usage.input_tokens, usage.output_tokens)
        return Reply(_answers(output, questions), counted)

    async def _generate(self, questions: Sequence[Question], texts: Texts) -> ModelOutput:
        first = self._settings.texts_come_first(len(questions))
        filled = pieces(self._prompt, questions, texts, texts_first=first)
        return await self._model.generate(
            [
                ChatMessageSystem(content=filled.instructions),
                ChatMessageUser(content=[ContentText(text=piece) for piece in filled.data]),
            ],
            config=GenerateConfig(
                max_tokens=room("reasoned", questions),
                response_schema=ResponseSchema(
                    name="answers",
                    json_schema=JSONSchema.model_validate(schema_of(questions)),
                    strict=True,
                ),
            ),
        )


def _answers(output: ModelOutput, questions: Sequence[Question]) -> dict[str, Answer]:
    try:
        judged = read_content(_content(output), questions, lenient=True)
    except ModelError as error:
        return dict.fromkeys([question.id for question in questions], heard(error))
    missing = Failure("the reply leaves it out")
    return {
        question.id: heard(answer_of(question, judged[question.id])) if question.id in judged else missing
        for question in questions
    }


def _content(output: ModelOutput) -> str:
    if output.empty:
        raise ModelError("empty reply", output.error or "the reply has no choices")
    if output.stop_reason == "content_filter":
        raise ModelError("filtered", output.error or "a content filter stopped the reply")
    if output.stop_reason in ("max_tokens", "model_length"):
        raise ModelError("cut off", "the reply is longer than the most that it may be")
    return str(output.completion)
