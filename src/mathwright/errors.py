"""Every error that mathwright raises, by who must act.

    MathwrightError
    ├── UsageError       your flag, key or call: change it and run again
    ├── DataError        that file or row: mend the data (the message begins with path:line where there is one)
    ├── StorageError     that disk or workspace: free space, rights, another place
    ├── ModelReplyError  a teacher's reply cannot be used: the item is rejected and counted
    │   └── IncompleteReplyError  it was cut off at the limit of its tokens: counted apart, never as wrong
    └── ProviderError    a provider failed for good: the item stays unfinished, the next run takes it up
        └── PassStoppedError  it failed for all (budget spent, too many errors): no further item is begun

Anything else that is raised is a bug of ours and stops the run.
"""


class MathwrightError(Exception):
    """Base of every error a user can act upon; the command line prints it without a traceback."""


class UsageError(MathwrightError):
    """A flag, a key of a run file, or a call is wrong; the message names it and what would be right."""


class DataError(MathwrightError):
    """A file or row cannot be used; the message begins with ``path:line`` where there is one."""


class StorageError(MathwrightError):
    """A disk or workspace cannot be used (full, read-only, newer schema); nothing finished is lost."""


class ModelReplyError(MathwrightError):
    """A teacher's reply cannot be used; the item is rejected and the reason, the message's first line, counted."""

    step = "reply"
    """The step under which the item is rejected."""


class IncompleteReplyError(ModelReplyError):
    """A reply was cut off at the limit of its tokens: rejected under its own step, as it is not known to be wrong."""

    step = "incomplete"


class ProviderError(MathwrightError):
    """A provider failed for good; the item stays unfinished and the next run takes it up."""


class PassStoppedError(ProviderError):
    """No call can succeed for now (budget spent, provider down, too many errors): the run ends, items unfinished."""
