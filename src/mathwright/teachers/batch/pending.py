"""The answer that is not there yet."""

from mathwright.errors import ProviderError


class CallPending(ProviderError):
    """The request is noted and its answer comes in a later run: the item stays unfinished, and nothing is wrong."""

    def __init__(self, message: str, *, handed_over: bool = False) -> None:
        super().__init__(message)
        self.maybe_billed = handed_over
        """Whether a provider has the request and will bill it."""
