"""The question put to a judge where the checker leaves a pair of answers undecided: are these two the same?"""

from typing import ClassVar, Literal

from mathwright.prompts.prompt import Prompt
from mathwright.records import Record, content_id


class AnswerVerdict(Record):
    """What a judge says of two final answers."""

    reason: str
    """Why, in a sentence or two."""
    verdict: Literal["same", "different", "cannot tell"]


class SameAnswerShown(Record):
    """What a model sees of ``SameAnswer``: neither which answer is the stored one, nor where either comes from."""

    question: str | None
    first: str
    second: str


class SameAnswer(Prompt[AnswerVerdict]):
    """Ask whether two final answers to one question are the same."""

    shown_type: ClassVar[type[Record]] = SameAnswerShown
    reply_type: ClassVar[type[Record]] = AnswerVerdict

    question: str | None
    """None where only the answers are known."""
    one: str
    other: str

    def shown(self) -> SameAnswerShown:
        """Question and answers; which comes first depends on their texts alone, so that no side is favoured."""
        first, second = sorted((self.one, self.other), key=lambda text: content_id(self.question or "", text))
        return SameAnswerShown(question=self.question, first=first, second=second)
