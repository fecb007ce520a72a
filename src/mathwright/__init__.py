"""Make new, hard, verified mathematics problems out of problems you already have.

The public names below are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mathwright.errors import DataError, MathwrightError, ModelReplyError, ProviderError, StorageError, UsageError
    from mathwright.jobs.config import RunConfig, read_run_config
    from mathwright.jobs.curate import curate_file
    from mathwright.jobs.make import make
    from mathwright.jobs.preview import preview
    from mathwright.jobs.programs import survey_seeds
    from mathwright.jobs.publish import publish_run
    from mathwright.records import Problem

__all__ = [
    "DataError",
    "MathwrightError",
    "ModelReplyError",
    "Problem",
    "ProviderError",
    "RunConfig",
    "StorageError",
    "UsageError",
    "curate_file",
    "make",
    "preview",
    "publish_run",
    "read_run_config",
    "survey_seeds",
]

_HOMES = {
    "Problem": "records",
    "RunConfig": "jobs.config",
    "curate_file": "jobs.curate",
    "make": "jobs.make",
    "preview": "jobs.preview",
    "publish_run": "jobs.publish",
    "read_run_config": "jobs.config",
    "survey_seeds": "jobs.programs",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'mathwright' has no attribute {name!r}")
    return getattr(import_module(f"mathwright.{_HOMES.get(name, 'errors')}"), name)
