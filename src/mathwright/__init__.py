"""Make new, hard, verified mathematics problems out of problems you already have.

The public names below are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mathwright.errors import DataError, MathwrightError, ModelReplyError, ProviderError, StorageError, UsageError
    from mathwright.jobs.audit import AuditSettings, audit_answers
    from mathwright.jobs.config import RunConfig, read_run_config
    from mathwright.jobs.curate import curate_file
    from mathwright.jobs.make import make
    from mathwright.jobs.preview import preview
    from mathwright.jobs.programs import survey_seeds
    from mathwright.jobs.publish import publish_run
    from mathwright.jobs.regrade import regrade_run
    from mathwright.jobs.verify import check_answer, verify_file
    from mathwright.records import Problem
    from mathwright.verify.solution import check_solution

__all__ = [
    "AuditSettings",
    "DataError",
    "MathwrightError",
    "ModelReplyError",
    "Problem",
    "ProviderError",
    "RunConfig",
    "StorageError",
    "UsageError",
    "audit_answers",
    "check_answer",
    "check_solution",
    "curate_file",
    "make",
    "preview",
    "publish_run",
    "read_run_config",
    "regrade_run",
    "survey_seeds",
    "verify_file",
]

_HOMES = {
    "AuditSettings": "jobs.audit",
    "Problem": "records",
    "RunConfig": "jobs.config",
    "audit_answers": "jobs.audit",
    "check_answer": "jobs.verify",
    "check_solution": "verify.solution",
    "curate_file": "jobs.curate",
    "make": "jobs.make",
    "preview": "jobs.preview",
    "publish_run": "jobs.publish",
    "read_run_config": "jobs.config",
    "regrade_run": "jobs.regrade",
    "survey_seeds": "jobs.programs",
    "verify_file": "jobs.verify",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'mathwright' has no attribute {name!r}")
    return getattr(import_module(f"mathwright.{_HOMES.get(name, 'errors')}"), name)
