"""The printed form of a worked text."""

from collections.abc import Sequence


def tell(lines: Sequence[str], answer: str) -> str:
    """The worked text in GSM8K's form: the lines, then ``#### answer``."""
    return "\n".join((*lines, f"#### {answer}"))
