"""Who may enter a run's dataset: nothing that repeats itself, its seed problems or a benchmark, and caps."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from mathwright.curate.contamination.index import Index
from mathwright.curate.contamination.one import NUMBERS_DECIDE, OneByOne
from mathwright.curate.contamination.saved import read_against
from mathwright.curate.contamination.search import EXACT, INSIDE, OTHER_NUMBERS, SHARED_WORDS, Match
from mathwright.curate.contamination.words import compared_words, shared_text, template_text, template_text_of
from mathwright.curate.exact import exact_key, exact_key_of, hashed
from mathwright.curate.key_table import KeyTable
from mathwright.curate.near.bounds import near_enough
from mathwright.curate.near.index import NearIndex
from mathwright.errors import UsageError
from mathwright.records import Problem, Refused

DUPLICATE = "duplicate question"
OF_SEED = "duplicate of a seed problem"
SEED_OTHER_NUMBERS = "a seed problem with other numbers"
CAP_REACHED = "template cap reached"
NEAR = "near duplicate"
AGAINST = {
    EXACT: "duplicate in against file",
    OTHER_NUMBERS: "in an against file with other numbers",
    INSIDE: "holds a short question of an against file",
    SHARED_WORDS: "shares its words with an against file",
    NEAR: "near to a question of an against file",
}
"""Rule of the contamination index, or ``NEAR``, to the countable reason."""
_THOUSAND = 1_000


class RefusalEvidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """What shows that a problem repeats another; stored as JSON beside the reason."""

    twin: str
    """problem_id of the problem that it repeats, or ``file:line`` of the benchmark question."""
    question: str | None = None
    """The twin's; None where the twin is a problem of the same run, which has it."""
    similarity: float | None = None
    """In (0, 1]; None where the rule says all."""
    shared: str | None = None
    """The longest run of words in common, as it stands in the refused problem; None where the rule says all, and
    where the twin is a problem of the same run."""
    members: int | None = None
    """Problems of the template that are in the dataset; None unless the cap refused."""


class Asked(Protocol):
    """What ``Admit`` looks at of a problem."""

    @property
    def problem_id(self) -> str:
        """Of the problem."""

    @property
    def question(self) -> str:
        """Its question."""


class Candidate(msgspec.Struct, frozen=True):
    """A problem as far as ``Admit`` looks at it."""

    problem_id: str
    question: str


def read_candidate(problem: bytes) -> Candidate:
    """What ``Admit`` asks for of a problem's JSON, thirty times as fast as all of it is read."""
    return _candidates.decode(problem)


_candidates = msgspec.json.Decoder(Candidate)


class _Template(NamedTuple):
    key: int
    text: str


class Admit:
    """Decides problem by problem, in the order in which it is asked; only what it lets in is remembered.

    Memory: about 40 bytes a problem let in, 40 more with a cap or ``near``; with ``near`` 550 to 950 a template and a
    question of the ``against`` files; up to 40 MB for words, however many templates there are.  Numbers do not make a
    question new for the cap and for ``near``: questions that differ in nothing else share a template.
    """

    def __init__(
        self,
        seed_problems: Iterable[Problem] = (),
        against: Sequence[Path] = (),
        cap_per_template: int | None = None,
        near: float = 0.0,
    ) -> None:
        """Remember the seed problems and the questions of the ``against`` files.

        cap_per_template: greatest number of problems of one template; None sets no cap.  With 1, where other numbers
        make no new problem, a template of a seed problem is taken.
        near: similarity from which a template is refused that is near to an earlier one or to a benchmark question's;
        0 lets all in.
        Raises UsageError for a cap below 1 and for a ``near`` that is out of reach; DataError, ``path:line`` first, for
        a file that cannot be read.
        """
        if cap_per_template is not None and cap_per_template < 1:
            raise UsageError(
                f"cap_per_template: {cap_per_template} would let nothing in; give 1 or more, or leave it out"
            )
        self._cap = cap_per_template
        self._seeds = {exact_key(problem.question): problem for problem in seed_problems}
        self._index: Index | None = read_against(against) if against else None
        self._known = OneByOne(self._index) if self._index is not None else None
        self._seed_templates: dict[int, Problem] = {}
        if cap_per_template == 1:
            for seed in self._seeds.values():
                self._seed_templates.setdefault(hashed(template_text(seed.question)), seed)
        self._near = self._near_to_begin_with(near) if near_enough(near) else None
        self._near_ids = array("Q")
        self._admitted = KeyTable()
        self._templates = KeyTable()
        self._too_near = KeyTable()
        self._contaminated: dict[int, Match] = {}
        # Templates of which some question may hold a short one of the benchmarks.
        self._numbers_decide: set[int] = set()

    def _near_to_begin_with(self, near: float) -> NearIndex:
        """The benchmark questions, under numbers below 0."""
        index = NearIndex(near)
        if self._index is not None:
            texts = [template_text(row.question) for row in self._index.rows]
            index.add_all(texts, range(-1, -1 - len(texts), -1))
        return index

    def __call__(self, problem: Asked) -> Refused | None:
        """None if the problem is let in, else why not."""
        words = compared_words(problem.question)
        key = exact_key_of(problem.question, words)
        refused = self._repeated(key) or self._fitting(problem, words)
        if refused is None:
            self._admitted.put(key, _number(problem.problem_id))
        return refused

    def _repeated(self, key: int) -> Refused | None:
        if (found := self._admitted.find(key)) is not None:
            return _refused(DUPLICATE, RefusalEvidence(twin=_id(found[0])))
        if (seed := self._seeds.get(key)) is not None:
            return _refused(OF_SEED, RefusalEvidence(twin=seed.problem_id, question=seed.question))
        return None

    def _fitting(self, problem: Asked, words: list[str]) -> Refused | None:
        """None if the template has room for the problem, which it then takes; else why not."""
        if self._known is None and self._cap is None and self._near is None:
            return None
        text = template_text_of(problem.question, words)
        template = _Template(hashed(text), text)
        members = self._templates.find(template.key)
        if members is not None:
            refused = self._of_known(problem.question, template.key) or self._over_cap(*members)
        else:
            refused = (
                self._contamination(problem.question, template)
                or self._of_seed(template)
                or self._near_to_another(template, problem)
            )
        if refused is None:
            first, count = members or (_number(problem.problem_id), 0)
            self._templates.put(template.key, first, count + 1)
        return refused

    def _of_known(self, question: str, template: int) -> Refused | None:
        """Why a question is refused of whose template others were let in: its numbers may make it a benchmark's."""
        if self._known is None or self._index is None or template not in self._numbers_decide:
            return None
        match = self._known.match(question, NUMBERS_DECIDE)
        return None if match is None else self._against(question, match, self._index)

    def _contamination(self, question: str, template: _Template) -> Refused | None:
        """Why a question is refused of whose template none was let in yet."""
        if self._known is None or self._index is None:
            return None
        cached = self._contaminated.get(template.key)
        # What the numbers decide comes first, whichever question of the template was asked before.
        signs = NUMBERS_DECIDE if cached is not None else self._known.signs(template.text)
        match = self._known.match(question, signs) or cached
        if match is None and signs.short_inside:
            self._numbers_decide.add(template.key)
        if match is None:
            return None
        if match.rule in (OTHER_NUMBERS, SHARED_WORDS):  # the numbers have no say in these
            self._contaminated[template.key] = match
        return self._against(question, match, self._index)

    @staticmethod
    def _against(question: str, match: Match, index: Index) -> Refused:
        row = index.rows[match.row]
        shared = shared_text(question, row.question) if match.rule in (SHARED_WORDS, NEAR) else None
        evidence = RefusalEvidence(
            twin=row.place, question=row.question, similarity=round(match.similarity, 3), shared=shared
        )
        return _refused(AGAINST[match.rule], evidence)

    def _of_seed(self, template: _Template) -> Refused | None:
        seed = self._seed_templates.get(template.key)
        if seed is None:
            return None
        return _refused(SEED_OTHER_NUMBERS, RefusalEvidence(twin=seed.problem_id, question=seed.question))

    def _over_cap(self, first: int, count: int) -> Refused | None:
        if self._cap is None or count < self._cap:
            return None
        return _refused(CAP_REACHED, RefusalEvidence(twin=_id(first), members=count))

    def _near_to_another(self, template: _Template, problem: Asked) -> Refused | None:
        """Why a new template is refused; else it is remembered."""
        if self._near is None:
            return None
        if (known := self._too_near.find(template.key)) is None:
            near = self._near.nearest(template.text)
            if near is None:
                self._near.add(template.text, len(self._near_ids))
                self._near_ids.append(_number(problem.problem_id))
                return None
            if near.place < 0 and self._index is not None:
                match = Match(0, NEAR, -1 - near.place, near.similarity)
                self._contaminated[template.key] = match
                return self._against(problem.question, match, self._index)
            known = self._near_ids[near.place], round(near.similarity * _THOUSAND)
            self._too_near.put(template.key, *known)
        return _refused(NEAR, RefusalEvidence(twin=_id(known[0]), similarity=known[1] / _THOUSAND))


def _refused(reason: str, evidence: RefusalEvidence) -> Refused:
    return Refused(reason, msgspec.json.encode(evidence).decode())


def _number(problem_id: str) -> int:
    """The id as a number of 64 bits; of an id that is none of ours the number of its text."""
    try:
        return int(problem_id, 16) & (1 << 64) - 1
    except ValueError:
        return hashed(problem_id)


def _id(number: int) -> str:
    return f"{number:016x}"
