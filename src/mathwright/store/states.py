"""The states of outcomes and runs, as they are stored."""

from typing import Literal

STATES = ("accepted", "rejected", "unfinished")
"""An outcome's state is stored as its index here."""
ACCEPTED, REJECTED, UNFINISHED = range(3)

RunState = Literal["running", "complete", "exhausted", "limited", "unfinished", "interrupted", "failed"]
"""``complete``: the target is met, or the plan was walked to its end where none was set; ``exhausted``: the plan
ended first; ``limited``: ``--limit`` did; ``unfinished``: items wait for a retry; ``interrupted``: Ctrl-C or
SIGTERM; ``failed``: an error.  A run that is ``running`` while nobody holds its lock was killed."""
