"""What goes wrong at the hostile server, and when: drawn from the request alone, never from the time.

Transport faults are drawn from a request's content and the number of its attempt, so that trying again can help.
What the reply says is drawn from the content alone, so that a prompt gets the same reply however often, and in
whatever order, it is asked.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from hashlib import blake2b
from typing import Any, Literal, TypeVar, get_args

Transport = Literal[
    "throttled", "throttled_bare", "server_error", "bad_gateway", "unavailable", "overloaded", "cut_before",
    "cut_within", "slow_body", "malformed", "truncated", "hang",
]  # fmt: skip
"""What keeps a reply from the client: the call is not billed and may be tried again."""
Spoiled = Literal[
    "length_cut", "empty", "refusal", "chinese", "wrong_tags", "two_boxes", "under_escaped", "preamble", "fences",
]  # fmt: skip
"""What a careless model writes; the last two leave the reply usable."""
N = TypeVar("N", bound=str)
TRANSPORT: tuple[Transport, ...] = get_args(Transport)
SPOILED: tuple[Spoiled, ...] = get_args(Spoiled)
QUICK: tuple[Transport, ...] = tuple(name for name in TRANSPORT if name not in ("slow_body", "hang"))
"""Transport faults that end at once."""


def share(*parts: object) -> float:
    """A number in [0, 1), equal for equal parts on every machine."""
    digest = blake2b("\x00".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=7).digest()
    return int.from_bytes(digest, "big") / (1 << 56)


@dataclass(frozen=True)
class Faults:
    """Probabilities of faults, and the server's settings; all off as it stands."""

    seed: int = 0
    latency_s: float = 0.0
    """From the whole request to the first byte of the reply."""
    jitter_s: float = 0.0
    """Most that is added to the latency, evenly drawn by content and attempt."""
    capacity: int | None = None
    """Requests served at the latency; with more in flight it grows in proportion, and nothing else tells of it."""
    most_in_flight: int | None = None
    """Requests beyond these get 429."""
    requests_per_minute: int | None = None
    """Requests beyond these get 429; the bucket is full at the start and told in headers."""
    bucket: int | None = None
    """How many requests the bucket holds; None holds a minute's."""
    limit_headers: bool = False
    """Whether replies tell of limits where none is set (10,000 requests and 2,000,000 tokens)."""
    retry_after_s: float = 0.05
    most_in_a_row: int = 4
    """Transport faults that one content meets one after another; the next attempt then comes through."""

    throttled: float = 0.0
    """429 with ``Retry-After``."""
    throttled_bare: float = 0.0
    """429 without it."""
    server_error: float = 0.0
    """500 with the provider's JSON."""
    bad_gateway: float = 0.0
    """502 with a page of HTML."""
    unavailable: float = 0.0
    """503 with plain text."""
    overloaded: float = 0.0
    """529 as Anthropic has it."""
    cut_before: float = 0.0
    """The connection breaks before the first byte."""
    cut_within: float = 0.0
    """It ends in the middle of the body."""
    slow_body: float = 0.0
    """The body comes byte by byte over ``slow_s``."""
    slow_s: float = 3600.0
    malformed: float = 0.0
    """200 whose body is no JSON."""
    truncated: float = 0.0
    """200 whose JSON ends in its middle while the length is that of what was sent."""
    hang: float = 0.0
    """No byte ever comes."""

    wrong_type: float = 0.0
    """A good reply under ``text/html``."""
    duplicated: float = 0.0
    """Each choice comes twice."""
    n_ignored: float = 0.0
    """One choice, however many were asked for."""
    usage_missing: float = 0.0

    length_cut: float = 0.0
    """The reply stops in its middle, ``finish_reason`` is ``length``."""
    empty: float = 0.0
    refusal: float = 0.0
    chinese: float = 0.0
    wrong_tags: float = 0.0
    """Tags, or fields of JSON, under other names."""
    two_boxes: float = 0.0
    under_escaped: float = 0.0
    """LaTeX with single backslashes inside JSON."""
    preamble: float = 0.0
    """A polite sentence before and after the reply."""
    fences: float = 0.0
    """The reply in a Markdown fence."""
    thinking: float = 0.0
    """``<think>`` and what was thought before the reply; drawn apart from the others."""

    draws_differ: bool = False
    """Whether each further whole reply to a content is another sample of the model, as votes want it; a run's outcome
    then depends on the order in which replies come."""

    batch_delay_s: float = 0.0
    batch_polls: int = 1
    """Polls that find a batch still at work."""
    batch_never: bool = False
    """No batch ends until the server is told to release them."""
    batch_expires: int = 0
    """How many of the first batches expire."""
    batch_done_share: float = 0.5
    """Share of the lines of an expired or cancelled batch that were done."""
    batch_invalid: int = 0
    """How many of the first batches fail as a whole."""
    batch_failed_line: float = 0.0
    """A line of a batch that comes back as an error, by content and attempt."""

    def drawn_transport(self, content: str, attempt: int, in_a_row: int = 0) -> Transport | None:
        """The transport fault of this attempt.  in_a_row: faults that the content has met up to it."""
        if in_a_row >= self.most_in_a_row and self.most_in_a_row > 0:
            return None
        return self._one_of(TRANSPORT, share("transport", self.seed, content, attempt))

    def drawn_spoiled(self, content: str, sample: int = 0) -> Spoiled | None:
        """How a reply to this content is spoiled.  sample: 0 for all, where draws do not differ."""
        return self._one_of(SPOILED, share("spoiled", self.seed, content, sample))

    def happens(self, name: str, content: str, *more: object) -> bool:
        """Whether a fault that is drawn by itself befalls this content."""
        chance: float = getattr(self, name)
        return chance > 0 and share(name, self.seed, content, *more) < chance

    def delay_s(self, content: str, attempt: int, in_flight: int) -> float:
        """Seconds to the first byte.  in_flight: requests being served, this one included."""
        delay = self.latency_s
        if self.jitter_s:
            delay += self.jitter_s * share("jitter", self.seed, content, attempt)
        if self.capacity is not None:
            delay *= max(1.0, in_flight / self.capacity)
        return delay

    def _one_of(self, names: tuple[N, ...], drawn: float) -> N | None:
        for name in names:
            drawn -= getattr(self, name)
            if drawn < 0:
                return name
        return None

    def of(self, total: float, names: tuple[str, ...]) -> Faults:
        """The same with these faults equally often, ``total`` in all."""
        shares: dict[str, Any] = dict.fromkeys(names, total / len(names))
        return replace(self, **shares)

    def broken(self, total: float) -> Faults:
        """The same with every quick transport fault, ``total`` in all."""
        return self.of(total, QUICK)

    def careless(self, total: float) -> Faults:
        """The same with every way to spoil a reply, ``total`` in all."""
        return self.of(total, SPOILED)

    @classmethod
    def from_json(cls, settings: dict[str, Any]) -> Faults:
        """Settings by name; ``broken`` and ``careless`` spread a share over their kinds."""
        made = cls()
        for name in ("broken", "careless"):
            if name in settings:
                made = getattr(made, name)(settings.pop(name))
        unknown = set(settings) - {field.name for field in fields(cls)}
        assert not unknown, f"no such setting of the hostile server: {sorted(unknown)}"
        return replace(made, **settings)

    def as_json(self) -> dict[str, Any]:
        """Only what is not as it stands by default."""
        return {name: value for name, value in asdict(self).items() if value != getattr(Faults(), name)}
