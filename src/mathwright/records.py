"""The records that cross the house: what each field means, its unit, its range, and what None says.

Every record is frozen and refuses unknown fields.  Quantities are exact: rationals travel as strings
such as ``"3/4"`` or ``"18"`` (what ``str(Fraction)`` prints), never as floats.
"""

from __future__ import annotations

import hashlib
from typing import Generic, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue


class Record(BaseModel):
    """A frozen record that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def content_id(*parts: str) -> str:
    """A 16-character hexadecimal id of the parts, equal for equal parts on every machine."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\x00")
    return digest.hexdigest()


# --- programs -------------------------------------------------------------------------------------


class Given(Record):
    """A number the question states."""

    start: int
    """Offset of its first character in the question."""
    end: int
    """Offset after its last character."""
    value: str
    """Exact value, as ``str(Fraction)``; 20 % is ``"20"``, half is ``"1/2"``."""


class Step(Record):
    """One operation of a program: an expression over givens, earlier results and constants."""

    expression: str
    """Operators ``+ - * /`` and parentheses over ``g0`` (given 0), ``s0`` (result of step 0) and literals."""
    value: str
    """Exact result, as ``str(Fraction)``."""


class Program(Record):
    """A computation graph from the numbers of a question to its answer, with the worked text it tells."""

    givens: tuple[Given, ...]
    """The question's numbers, in order of appearance."""
    steps: tuple[Step, ...]
    """The operations, in the order the worked text performs them."""
    answer: int
    """Index of the step whose value is the answer."""
    lines: tuple[str, ...]
    """The worked text line by line, with ``<<lhs=rhs>>`` annotations and without the ``####`` line."""


class Part(Record):
    """What of a combined problem comes from one seed problem."""

    parent: str
    """problem_id of the seed problem."""
    givens: tuple[int, ...]
    """Indices of the program's givens that this part brought; a letter that stands for a result is none of them."""


# --- problems -------------------------------------------------------------------------------------


ConceptKind = Literal["skill", "topic", "knowledge_point"]


class Concept(Record):
    """A skill, topic or knowledge point."""

    kind: ConceptKind
    name: str
    """Lower case, words joined by underscores for skills; as published for the others."""


class SkillNeed(Record):
    """Whether a problem needs one of the skills it was made from."""

    skill: str
    """Name of the skill."""
    found: Literal["needed", "reached without", "not tested"]
    """What a solver came to that was forbidden the skill; ``not tested`` where it gave no worked text."""


class Evidence(Record):
    """Why an answer is believed."""

    kind: Literal["program", "vote", "judge", "person"]
    """``program``: re-executed by a second route; ``vote``: a majority by equality class."""
    agreeing: int | None = None
    """How many of ``of`` draws agree; None where nothing was drawn."""
    of: int | None = None
    """Number of draws."""
    wrong_steps: int = 0
    """Draws that end in the answer by steps that do not hold; they are not among ``agreeing`` and not kept."""
    incomplete: int = 0
    """Draws that were cut off or could not be used; they count among ``of``, and are not known to be wrong."""
    skills_needed: tuple[SkillNeed, ...] = ()
    """For each skill the problem was made from; empty where nobody asked."""
    program: Literal["agrees", "differs", "undecided"] | None = None
    """What a solver's program says of the answer, run in a sandbox; None where none was asked for."""
    checker: str | None = None
    """Version of the checker that compared the answers; None for a person's, and in old datasets."""


class Problem(Record):
    """A problem with its worked solutions and its final answer: a seed problem or a made one."""

    problem_id: str
    """Content id (16 hexadecimal characters) of source, question and answer."""
    question: str
    """The text a solver sees."""
    solutions: tuple[str, ...]
    """Worked texts; each of GSM8K's form ends in ``#### answer``."""
    answer: str
    """The final value, as printed; empty where the source has none."""
    source: str
    """``gsm8k``, ``math``, … for seed problems; recipe and meaning version (``mugglemath/1``) for made ones."""
    kind: str | None = None
    """How it was made (``change_numbers``, ``compose``, …); None for a seed problem."""
    parents: tuple[str, ...] = ()
    """problem_ids of the seed problems it was made from."""
    concepts: tuple[Concept, ...] = ()
    """What it exercises, as far as the source or a recipe says."""
    evidence: Evidence | None = None
    """Why the answer is believed; None for a seed problem taken as it is."""
    program: Program | None = None
    """The computation graph; None where there is none.  Never shown to a model."""
    difficulty: str | None = None
    """The source's own label (``Level 5``), or None."""
    license: str | None = None
    """SPDX name where the source states one."""
    origin: str | None = None
    """Where a seed problem was read: ``path:line``; None for made ones."""


def problem_id(source: str, question: str, answer: str) -> str:
    """The content id of a problem."""
    return content_id(source, question, answer)


# --- items and outcomes ---------------------------------------------------------------------------


class Item(Record):
    """What a pass works on; each recipe derives its own."""

    item_id: str
    """Unique within the pass, equal for equal work on every machine."""

    def accepted(self, payload: P) -> Accepted[P]:
        """The outcome of an item that came through."""
        return Accepted(item_id=self.item_id, payload=payload)

    def rejected(self, step: str, reason: str, draft: str | None = None, kept: Problem | None = None) -> Rejected:
        """The outcome of an item that a step refused; ``kept`` goes to the hard pool."""
        return Rejected(item_id=self.item_id, step=step, reason=reason, draft=draft, kept=kept)


P = TypeVar("P", bound=Record)


class Accepted(Record, Generic[P]):
    """An item came through; ``payload`` is what the pass makes of it."""

    state: Literal["accepted"] = "accepted"
    item_id: str
    payload: P


class Rejected(Record):
    """A step refused an item, and says why; stored, counted and printed in the yield table."""

    state: Literal["rejected"] = "rejected"
    item_id: str
    step: str
    """The recipe's name of the step, such as ``rewrite`` or ``program_filter``."""
    reason: str
    """Short and countable: no numbers, no names of this item."""
    draft: str | None = None
    """What was refused, as text for a reader; None where nothing had been written or ``kept`` holds it."""
    kept: Problem | None = None
    """A problem on whose answer no majority of solvers agrees, for the hard pool, which no dataset takes; else None."""


class Unfinished(Record):
    """A provider failed or a budget was spent; the next run takes the item up."""

    state: Literal["unfinished"] = "unfinished"
    item_id: str
    reason: str
    ends_run: bool = False
    """Whether no other item could do better for now: the budget is spent, or the provider down."""


Outcome = Accepted[P] | Rejected | Unfinished


class Refused(NamedTuple):
    """Why admit did not let a problem in; no record, since millions are made in a row."""

    reason: str
    """Short and countable: no numbers, no names of this problem."""
    evidence: str | None = None
    """JSON of what shows it, such as the twin it repeats; None where the reason says all."""


# --- verdicts and runs ----------------------------------------------------------------------------


class Verdict(Record):
    """A machine's decision whether two answers are the same."""

    state: Literal["equal", "different", "undecided"]
    rule: str
    """The rule that decided, such as ``rational``; for ``undecided`` the reason."""
    checker: str
    """The checker's version, such as ``mathwright-verify/2``."""


class CheckerScore(Record):
    """How a version of the checker does on the cases it ships with, and the errors planted among them."""

    checker: str
    cases: int
    """Pairs of answers with the verdict that is right."""
    right: int
    near_misses: int
    """Of ``cases``, those that are equal only to a hasty eye."""
    near_called_equal: int
    """Near-misses called equal: the false-equal rate is this over ``near_misses``."""


class ManifestRole(Record):
    """Which model answered in a role; never a key, nor the value of a header or an environment variable."""

    provider: str
    base_url: str
    model: str
    sampling: dict[str, JsonValue]
    """How it drew its replies; what is left out was left to the provider."""


class ManifestCalls(Record):
    """What a dataset says of the models that were asked for it."""

    roles: dict[str, ManifestRole]
    """By ``author``, ``judge`` and ``solver``; a symbolic role is left out."""
    templates: dict[str, str]
    """Prompt name to the hash of its template and all it includes; ``again`` is the re-ask."""
    calls: int
    """Calls that this run paid; replies it found in the ledger were paid by earlier runs."""
    cost_nano_usd: int | None
    """What they cost, in 1e-9 USD; None where the price of any is unknown."""


class Manifest(Record):
    """What a published dataset says about its own making; written as ``manifest.json`` beside it."""

    mathwright: str
    """Version of the package."""
    recipe: str
    run_seed: int
    config: str
    """The resolved run file, as TOML."""
    config_hash: str
    """Content id of what decides the result (``[how]`` left out)."""
    prompts: dict[str, str]
    """Prompt name to content id of its template or type."""
    commit: str | None
    """Git commit of a source checkout; None for an installed wheel."""
    checker: str | None = None
    """Version of the checker that decides which answers are equal; None in old datasets."""
    checker_score: CheckerScore | None = None
    """How that version does on planted errors; None in old datasets."""
    rows: int
    rejected: int
    files: dict[str, str]
    """File name to hexadecimal blake2b-128 digest of its bytes."""
    seed_rows: int = 0
    """Of ``rows``, the seed problems, which stand behind the made ones; 0 where they were not asked for."""
    seeds_left_out: dict[str, int] = {}
    """Why seed problems that were asked for are not among the rows, to how many."""
    models: ManifestCalls | None = None
    """None, and left out of the file, where no model was asked."""
