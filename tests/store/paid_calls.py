"""Paid calls for tests of the ledger: like a model's, no two alike."""

from __future__ import annotations

import json
from hashlib import blake2b
from random import Random
from typing import Any

from mathwright.store.ledger import PaidCall

WORDS = (
    "find the value of x such that triangle circle sum product prime integer remainder when divided by therefore let "
    "suppose area radius $x^2 + 3x - 4 = 0$ $\\frac{1}{2}$ \\boxed{12} hence total apples costs dollars each week more"
).split()
FIELDS = 9
"""Parts of a request that have a digest."""


def key_of(number: int) -> bytes:
    return blake2b(b"%d" % number, digest_size=16).digest()


def digests_of(number: int, **parts: int) -> bytes:
    """Nine digests of four bytes, the sixth (the messages) by ``number``; ``parts``: place to another value."""
    values = [0] * FIELDS
    values[5] = number + 1
    for place, value in parts.items():
        values[int(place[1:])] = value
    return b"".join(value.to_bytes(4, "big") for value in values)


def text_of(number: int, length: int) -> str:
    rng = Random(f"text:{number}:{length}")
    words: list[str] = []
    while sum(map(len, words)) + len(words) < length:
        words += rng.choices(WORDS, k=50)
    return " ".join(words)[:length]


def request_of(number: int, length: int = 1500, temperature: float = 0.7) -> bytes:
    messages = [["system", "You write problems."], ["user", f"Problem {number}.\n{text_of(number, length)}"]]
    return json.dumps({"messages": messages, "sampling": {"max_tokens": 4096, "temperature": temperature}}).encode()


def reply_of(number: int, length: int = 1200) -> bytes:
    return json.dumps({"text": text_of(-number - 1, length), "finish": "stop"}).encode()


def paid(number: int, **changes: Any) -> PaidCall:
    values: dict[str, Any] = {
        "key": key_of(number),
        "digests": digests_of(number),
        "prompt": "WriteQuestion",
        "template": "aaaa",
        "provider": "openai",
        "base_url": "http://localhost:8000/v1",
        "model": "small-7b",
        "draw": 0,
        "request": request_of(number),
        "reply": reply_of(number),
        "input_tokens": 400,
        "cached_tokens": 100,
        "output_tokens": 300,
        "reasoning_tokens": 50,
        "cost_nano_usd": 1_000_000,
        "priced": "2026-11-01",
        "latency_ms": 900,
        "tries": 1,
        "request_id": f"chatcmpl-{number}",
        "served_model": "small-7b-0101",
        "way": "online",
        "fault": None,
        "run": "run-one",
        "role": "author",
    }
    return PaidCall(**values | changes)
