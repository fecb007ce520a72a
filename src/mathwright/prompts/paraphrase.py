"""The question put to a judge where two problems are near but not surely one: are they the same in other words?"""

from typing import ClassVar, Literal

from mathwright.prompts.prompt import Prompt
from mathwright.records import Record, content_id


class ParaphraseVerdict(Record):
    """What a judge says of two problems."""

    reason: str
    """Why, in a sentence or two."""
    verdict: Literal["same", "different", "cannot tell"]


class SameProblemShown(Record):
    """What a model sees of ``SameProblem``: not which problem is the benchmark's."""

    first: str
    second: str


class SameProblem(Prompt[ParaphraseVerdict]):
    """Ask whether two problems are the same but for their words, names and numbers."""

    shown_type: ClassVar[type[Record]] = SameProblemShown
    reply_type: ClassVar[type[Record]] = ParaphraseVerdict

    one: str
    other: str

    def shown(self) -> SameProblemShown:
        """Both questions; which comes first depends on their texts alone, so that no side is favoured."""
        first, second = sorted((self.one, self.other), key=content_id)
        return SameProblemShown(first=first, second=second)
