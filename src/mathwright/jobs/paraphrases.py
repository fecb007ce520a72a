"""Near neighbours of which no rule is sure, put before a judge: the same problem in other words?"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import gettempdir
from types import TracebackType

from mathwright.curate.contamination.index import Index
from mathwright.curate.contamination.words import masked_tokens, tokens_in
from mathwright.curate.doubtful import Doubt, Doubtful
from mathwright.curate.shelf import Shelf
from mathwright.curate.twins import IN_AGAINST, IN_FILE, Policy, Twin
from mathwright.errors import ModelReplyError, PassStoppedError, ProviderError, UsageError
from mathwright.jobs.config import RunConfig
from mathwright.jobs.curate_rows import Block
from mathwright.jobs.model_roles import ModelRoles, open_roles
from mathwright.jobs.role_config import identity_of
from mathwright.jobs.spending import Spending, spending_of
from mathwright.programs.numbers import WORD_VALUES
from mathwright.prompts.paraphrase import SameProblem
from mathwright.records import Record, content_id
from mathwright.store.place import place_of
from mathwright.store.workspace import Workspace
from mathwright.teachers.caller import all_of

UNDECIDED = "cannot tell"
NO_REPLY = "no usable reply"
NOT_ASKED = "not asked"


class Paraphrases(Record):
    """What a judge said of pairs that are near but not surely the same problem."""

    judge: str
    said: dict[str, int]
    """Verdict to pairs; those of ``same`` were dropped, all others kept: ``different``, ``cannot tell``,
    ``no usable reply``, and ``not asked`` where a provider failed or a budget was spent."""
    undecided: int
    """Of those kept, the pairs without a verdict."""
    spent: Spending
    stopped: str | None
    """Why the calls ended early."""
    failed: str | None = None
    """Of the calls that a provider failed, what the first said; None where none failed."""


class NoJudge:
    """Stands where no judge is configured: the rules have the last word."""

    def __enter__(self) -> NoJudge:
        return self

    def __exit__(self, *fault: object) -> None:
        """Nothing is open."""

    def judged(self, block: Block, twins: list[Twin | None]) -> list[Twin | None]:
        """The twins as they are."""
        return twins

    def told(self) -> None:
        """Nothing was said."""


class ParaphraseJudge:
    """A judge for the rows that the rules keep; use it in a ``with`` statement.

    A row that it calls the same problem as an earlier one is dropped; any other stays, and is counted.  Where other
    numbers make a problem new, only rows of the same numbers in the same order are put before it.
    Raises UsageError where the judge is no model, or the run file asks offline.
    """

    def __init__(self, config: RunConfig, index: Index, policy: Policy) -> None:
        """Open nothing yet."""
        role = config.roles.named["judge"]
        if role.teacher != "model":
            raise UsageError("the symbolic teacher cannot judge problems: name a model (--judge-model)")
        if config.how.offline is not None:
            raise UsageError("a judge is asked now: leave [how] offline out")
        self._name = role.model or ""
        self._config = config
        self._index = index
        self._policy = policy
        self._said: Counter[str] = Counter()
        self._stopped: str | None = None
        self._failed: str | None = None
        self._opened = ExitStack()

    def __enter__(self) -> ParaphraseJudge:
        config = self._config
        with ExitStack() as opened:  # what is open is closed again if a later step fails
            workspace = opened.enter_context(Workspace.open(place_of(config.how.workspace)))
            self._runner = opened.enter_context(asyncio.Runner())
            roles = open_roles(config, workspace, f"curate-{content_id(identity_of(config.roles))}")
            self._roles: ModelRoles = self._runner.run(roles.__aenter__())
            opened.push(lambda *fault: self._runner.run(roles.__aexit__(*fault)))
            shelf = opened.enter_context(Shelf(Path(gettempdir())))
            self._doubtful = Doubtful(self._index, shelf, self._policy.only_against)
            self._opened = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, error, trace)

    def judged(self, block: Block, twins: list[Twin | None]) -> list[Twin | None]:
        """The twins, and those of the kept rows that the judge names the same problem as an earlier one."""
        kept = [at for at, twin in enumerate(twins) if twin is None]
        places, questions = [block.places[at] for at in kept], [block.questions[at] for at in kept]
        found = self._doubtful.doubts(places, questions)
        doubts = [doubt for doubt in found if self._is_open(questions[doubt.at], doubt)]
        verdicts = self._runner.run(self._verdicts(questions, doubts))
        self._said.update(verdicts)
        for doubt, verdict in zip(doubts, verdicts, strict=True):
            if verdict == "same":
                where = IN_AGAINST if doubt.in_against else IN_FILE
                rule = f"same problem by judge {self._name}, {where}"
                twins[kept[doubt.at]] = Twin(rule, doubt.place, doubt.question, doubt.similarity, doubt.shared)
        return twins

    def _is_open(self, question: str, doubt: Doubt) -> bool:
        """Whether the judge can decide it: to a judge numbers count for nothing, to the policy they may."""
        if doubt.in_against or self._policy.cap_per_template == 1:
            return True
        return _numbers(question) == _numbers(doubt.question)

    def told(self) -> Paraphrases:
        """What came of it."""
        undecided = sum(self._said[verdict] for verdict in (UNDECIDED, NO_REPLY, NOT_ASKED))
        return Paraphrases(
            judge=self._name,
            said=dict(self._said),
            undecided=undecided,
            spent=spending_of(self._roles.caller.tally),
            stopped=self._stopped,
            failed=self._failed,
        )

    async def _verdicts(self, questions: Sequence[str], doubts: Sequence[Doubt]) -> list[str]:
        return await all_of(self._verdict(questions[doubt.at], doubt.question) for doubt in doubts)

    async def _verdict(self, one: str, other: str) -> str:
        if self._stopped is not None:
            return NOT_ASKED
        try:
            return (await self._roles.roles.judge.ask(SameProblem(one=one, other=other))).verdict
        except ModelReplyError:
            return NO_REPLY
        except PassStoppedError as fault:
            self._stopped = str(fault)
        except ProviderError as fault:
            self._failed = self._failed or str(fault)
        return NOT_ASKED


def _numbers(question: str) -> list[str]:
    """The numbers of a question in its order; a word such as ``three`` as digits."""
    tokens = tokens_in(question)
    return [str(WORD_VALUES.get(token, token)) for token in tokens if masked_tokens([token]) == ["#"]]
