"""What the calls of one process came to, by prompt: replies found in the ledger count as what they once cost."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class PromptTally:
    """The replies to one type of prompt."""

    replies: int = 0
    fresh: int = 0
    """Of ``replies``: paid for by this process."""
    input_tokens: int = 0
    output_tokens: int = 0
    cost_nano_usd: int = 0
    unpriced: int = 0
    """Replies whose cost is not known."""

    def add(self, fresh: bool, input_tokens: int | None, output_tokens: int | None, cost: int | None) -> None:
        """Count one reply."""
        self.replies += 1
        self.fresh += fresh
        self.input_tokens += input_tokens or 0
        self.output_tokens += output_tokens or 0
        self.cost_nano_usd += cost or 0
        self.unpriced += cost is None


@dataclass
class Tally:
    """All replies of one process."""

    prompts: dict[str, PromptTally] = field(default_factory=dict)
    """By the name of the prompt's type."""

    def of(self, prompt: str) -> PromptTally:
        """The count of one type of prompt."""
        if prompt not in self.prompts:
            self.prompts[prompt] = PromptTally()
        return self.prompts[prompt]

    @property
    def fresh(self) -> int:
        """Replies paid for by this process."""
        return sum(one.fresh for one in self.prompts.values())

    @property
    def replayed(self) -> int:
        """Replies found in the ledger."""
        return sum(one.replies - one.fresh for one in self.prompts.values())
