"""How many queries stored rewrites hold, and which kinds were refused, without reading the queries."""

from __future__ import annotations

import msgspec

from mathwright.recipes.recipe import Loss, Parts


class _Refusal(msgspec.Struct):
    kind: str
    reason: str


class _Rewrites(msgspec.Struct):
    """The JSON of ``Rewrites``, its drafts unread."""

    drafts: tuple[msgspec.Raw, ...]
    refusals: tuple[_Refusal, ...] = ()


_decoded = msgspec.json.Decoder(_Rewrites).decode


def response_parts(payload: bytes) -> Parts:
    """The queries of stored ``Rewrites``, each of which is to be responded to, and the kinds that gave none."""
    rewrites = _decoded(payload)
    return Parts(len(rewrites.drafts), tuple(Loss("rewrite", one.kind, one.reason) for one in rewrites.refusals))
