"""Asks without a network: requests are noted, written to files in waves, and answered by replies that are imported."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from mathwright.store.pending import PendingCall, PendingCalls, count_pending
from mathwright.store.waves import WaveFile, waves_unanswered, write_waves
from mathwright.teachers.batch.pending import CallPending
from mathwright.teachers.kept import pack_request
from mathwright.teachers.providers.openai import ChatForm
from mathwright.teachers.request import CallFailed, Endpoint, ModelAnswer, ModelRequest, Way


class Waves(NamedTuple):
    """What a run that asks offline has written, and what it waits for."""

    written: tuple[WaveFile, ...]
    """Files of this run's end; empty where nothing new was asked."""
    waiting: tuple[WaveFile, ...]
    """Earlier files, some of whose calls still wait for a reply."""
    pending: int
    """Calls of the run that wait, in all."""


@dataclass(frozen=True)
class OfflineWave:
    """The provider of a run without a network; of one role, or of all.

    The roles of a run share one ``pending``, and one of them, whichever, writes the waves of all.
    """

    directory: Path
    """Where the files of waves lie."""
    pending: PendingCalls
    run: str | None = None
    """Id of the run."""
    role: str | None = None
    way: Way = "offline"
    _forms: dict[int, tuple[Endpoint, ChatForm]] = field(default_factory=dict, compare=False, repr=False)
    """By the identity of the endpoint, which has no hash and is held here so that no other gets its number."""

    def of_role(self, role: str) -> OfflineWave:
        """The same for one role."""
        return replace(self, role=role)

    async def send(self, request: ModelRequest, n: int = 1) -> ModelAnswer:
        """Note the request, once.  Raises CallPending always, or CallFailed for a request that cannot be written."""
        endpoint = request.endpoint
        if endpoint.provider != "openai":
            raise CallFailed(
                "stop",
                f"{endpoint.model}: waves are in the form of OpenAI's batches;"
                ' set roles.*.provider = "openai" for a run with --offline',
                sent=False,
            )
        await self.pending.note(
            PendingCall(
                key=request.key,
                digests=request.digests,
                prompt=request.prompt,
                template=request.template,
                provider=endpoint.provider,
                base_url=endpoint.base_url,
                model=endpoint.model,
                draw=request.draw,
                role=self.role,
                run=self.run,
                request=msgspec.Raw(pack_request(request)),
                body=msgspec.Raw(self._form(endpoint).body(request)),
            )
        )
        raise CallPending(f"waits for a reply from a wave in {self.directory}")

    def write(self, *, again: bool = False) -> Waves:
        """Write what was asked and is in no wave yet; ``again``: everything that waits.

        Raises StorageError if the disk is full or may not be written.
        """
        workspace = self.pending.workspace
        earlier = waves_unanswered(workspace, self.run)
        written = write_waves(workspace, self.run, self.directory, again=again)
        paths = {file.path for file in written}
        waiting = [] if again else [file for file in earlier if file.path not in paths]
        return Waves(tuple(written), tuple(waiting), count_pending(workspace, self.run))

    def _form(self, endpoint: Endpoint) -> ChatForm:
        if id(endpoint) not in self._forms:
            self._forms[id(endpoint)] = (endpoint, ChatForm(endpoint))
        return self._forms[id(endpoint)][1]
