"""The hostile server as a process: ``python -m tests.hostile --port 0 --faults '{"broken": 0.05}' --record FILE``.

The first line it prints is its port.  ``--canned 1200`` serves one text of so many characters; ``--program`` answers
prompts by program, ``--seeds`` naming files of seed problems beside the shipped ones.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import os
import signal
import sys
from pathlib import Path
from threading import Event

from tests.hostile.asked import Fixed, Model
from tests.hostile.canned import Canned, text_of
from tests.hostile.faults import Faults
from tests.hostile.server import HostileServer


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--faults", type=json.loads, default={}, help="settings as JSON")
    parser.add_argument("--record", type=Path, help="a line of JSON for each request goes there")
    parser.add_argument("--keys", nargs="*", help="API keys that are taken; any without")
    parser.add_argument("--models", nargs="*", help="names of models; any without")
    parser.add_argument("--canned", type=int, metavar="CHARACTERS", help="one reply of this length to everything")
    parser.add_argument("--program", action="store_true", help="answer prompts by program")
    parser.add_argument("--wrong", type=float, default=0.0, help="share of final solutions that are wrong")
    parser.add_argument("--seeds", type=Path, nargs="*", default=(), help="further seed problems")
    parser.add_argument("--prompts", type=Path, help="the directory of templates that the client uses")
    parser.add_argument("--core", type=int, help="the core to run on")
    options = parser.parse_args()
    if options.core is not None:
        os.sched_setaffinity(0, {options.core})
    faults = Faults.from_json(options.faults)
    canned = None if options.canned is None else Canned(text_of(options.canned), latency_s=faults.latency_s)
    server = HostileServer(
        faults,
        model=_model(options),
        keys=options.keys,
        models=options.models,
        canned=canned,
        record=options.record,
        keep=False,
        host=options.host,
        port=options.port,
    )
    gc.freeze()
    with contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt):
        asyncio.run(_serve(server))
    if server.problem is not None:
        raise server.problem


def _model(options: argparse.Namespace) -> Model:
    if not options.program:
        return Fixed()
    from tests.hostile.model import ProgramModel

    return ProgramModel.with_seeds(
        options.seeds, wrong=options.wrong, seed=options.faults.get("seed", 0), prompts=options.prompts
    )


async def _serve(server: HostileServer) -> None:
    ready = Event()
    serving = asyncio.ensure_future(server.serve(ready))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    while not ready.is_set() and not serving.done():
        await asyncio.sleep(0.001)
    if ready.is_set():
        sys.stdout.write(f"{server.port}\n")
        sys.stdout.flush()
    await serving


if __name__ == "__main__":
    main()
